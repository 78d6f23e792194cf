//! Code 128 (ISO/IEC 15417), code sets B and C, and the text that a label carries for its order.

use domain::ids::{OrderId, Reference};
use uuid::Uuid;

/// Bars and spaces of each symbol in modules, bar first; the last one is the stop symbol.
const PATTERNS: [&[u8]; 107] = [
    b"212222", b"222122", b"222221", b"121223", b"121322", b"131222", b"122213", b"122312", b"132212", b"221213", b"221312", b"231212",
    b"112232", b"122132", b"122231", b"113222", b"123122", b"123221", b"223211", b"221132", b"221231", b"213212", b"223112", b"312131",
    b"311222", b"321122", b"321221", b"312212", b"322112", b"322211", b"212123", b"212321", b"232121", b"111323", b"131123", b"131321",
    b"112313", b"132113", b"132311", b"211313", b"231113", b"231311", b"112133", b"112331", b"132131", b"113123", b"113321", b"133121",
    b"313121", b"211331", b"231131", b"213113", b"213311", b"213131", b"311123", b"311321", b"331121", b"312113", b"312311", b"332111",
    b"314111", b"221411", b"431111", b"111224", b"111422", b"121124", b"121421", b"141122", b"141221", b"112214", b"112412", b"122114",
    b"122411", b"142112", b"142211", b"241211", b"221114", b"413111", b"241112", b"134111", b"111242", b"121142", b"121241", b"114212",
    b"124112", b"124211", b"411212", b"421112", b"421211", b"212141", b"214121", b"412121", b"111143", b"111341", b"131141", b"114113",
    b"114311", b"411113", b"411311", b"113141", b"114131", b"311141", b"411131", b"211412", b"211214", b"211232", b"2331112",
];

const TO_C: u8 = 99;
const TO_B: u8 = 100;
const START_B: u8 = 104;
const START_C: u8 = 105;
const STOP: u8 = 106;

/// The widest code that still scans from a 90 mm strip of laser print.
const MAX_LABEL_SYMBOLS: usize = 36;

/// A text as Code 128.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Code128 {
    symbols: Vec<u8>,
}

impl Code128 {
    /// None where the text is empty or has a character that is not printable ASCII.
    pub(crate) fn new(text: &str) -> Option<Self> {
        if text.is_empty() || !text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return None;
        }
        let mut symbols = Vec::with_capacity(text.len() + 3);
        let mut rest = text.as_bytes();
        let mut in_c = digits(rest) >= 4 || (text.len() == 2 && digits(rest) == 2);
        symbols.push(if in_c { START_C } else { START_B });
        while let [first, tail @ ..] = rest {
            let run = digits(rest);
            if in_c {
                if let ([tens, units, after @ ..], 2..) = (rest, run) {
                    symbols.push((tens - b'0') * 10 + (units - b'0'));
                    rest = after;
                } else {
                    symbols.push(TO_B);
                    in_c = false;
                }
            } else if run >= 6 && run.is_multiple_of(2) || run >= 4 && run == rest.len() && run.is_multiple_of(2) {
                symbols.push(TO_C);
                in_c = true;
            } else {
                symbols.push(first - b' ');
                rest = tail;
            }
        }
        let sum: usize = symbols.iter().enumerate().map(|(at, &symbol)| at.max(1) * usize::from(symbol)).sum();
        symbols.push(u8::try_from(sum % 103).expect("a remainder of 103 fits a byte"));
        symbols.push(STOP);
        Some(Self { symbols })
    }

    /// Widths in modules: bar, space, bar, …
    pub(crate) fn widths(&self) -> impl Iterator<Item = i64> + '_ {
        self.symbols.iter().flat_map(|&symbol| PATTERNS[usize::from(symbol)]).map(|&digit| i64::from(digit - b'0'))
    }

    /// Width of the whole code in modules, without quiet zones.
    pub(crate) fn modules(&self) -> i64 {
        self.widths().sum()
    }
}

fn digits(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// What the order's bar code says: the client's reference where it can be a bar code of the
/// label's width, else the order's id as a number (which needs half the width of the id's letters).
pub fn order_code(reference: &Reference, order: OrderId) -> String {
    match Code128::new(reference.as_str()) {
        Some(code) if code.symbols.len() <= MAX_LABEL_SYMBOLS => reference.as_str().to_owned(),
        _ => format!("{:040}", order.uuid().as_u128()),
    }
}

/// The order that a scanned [`order_code`] names by its id; None where it is a reference.
pub fn order_of_code(scanned: &str) -> Option<OrderId> {
    (scanned.len() == 40 && digits(scanned.as_bytes()) == 40)
        .then(|| scanned.parse().ok().map(|id| OrderId::new(Uuid::from_u128(id))))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Reads symbols back, as a scanner does.
    fn decode(code: &Code128) -> String {
        let (checksum, symbols) = code.symbols[..code.symbols.len() - 1].split_last().unwrap();
        let sum: usize = symbols.iter().enumerate().map(|(at, &symbol)| at.max(1) * usize::from(symbol)).sum();
        assert_eq!(usize::from(*checksum), sum % 103);
        let mut in_c = symbols[0] == START_C;
        let mut text = String::new();
        for &symbol in &symbols[1..] {
            match (in_c, symbol) {
                (true, TO_B) => in_c = false,
                (true, pair) => text.push_str(&format!("{pair:02}")),
                (false, TO_C) => in_c = true,
                (false, letter) => text.push(char::from(letter + b' ')),
            }
        }
        text
    }

    #[test]
    fn known_codes_have_their_known_symbols() {
        // Worked examples of the usual descriptions (the first one there in code set A: 54, so 55 in B).
        assert_eq!(Code128::new("PJJ123C").unwrap().symbols, [104, 48, 42, 42, 17, 18, 19, 35, 55, 106]);
        assert_eq!(Code128::new("Wikipedia").unwrap().symbols, [104, 55, 73, 75, 73, 80, 69, 68, 73, 65, 88, 106]);
        assert_eq!(Code128::new("123456").unwrap().symbols, [105, 12, 34, 56, 44, 106]);
        assert_eq!(Code128::new("A123456").unwrap().symbols, [104, 33, 99, 12, 34, 56, 66, 106]);
    }

    #[test]
    fn a_symbol_is_eleven_modules_wide_and_the_stop_thirteen() {
        for (value, pattern) in PATTERNS.iter().enumerate() {
            let width: u32 = pattern.iter().map(|digit| u32::from(digit - b'0')).sum();
            assert_eq!(width, if value == usize::from(STOP) { 13 } else { 11 }, "symbol {value}");
        }
        assert_eq!(Code128::new("AB").unwrap().modules(), 11 * 4 + 13);
    }

    #[test]
    fn what_cannot_be_a_code_is_none() {
        for text in ["", "zażółć", "a\nb"] {
            assert_eq!(Code128::new(text), None, "{text:?}");
        }
    }

    #[test]
    fn an_order_is_scanned_by_its_reference_or_else_by_its_id() {
        let order = OrderId::derived(&["online-retail", "file", "536365"]);
        let code = |reference: &str| order_code(&reference.parse().unwrap(), order);
        assert_eq!(code("536365"), "536365");
        assert_eq!(order_of_code("536365"), None);
        for reference in ["zamówienie-7", "a-very-long-reference-that-no-label-could-carry-as-bars"] {
            assert_eq!(order_of_code(&code(reference)), Some(order));
        }
    }

    proptest! {
        #[test]
        fn every_printable_text_reads_back(text in "[ -~]{1,60}") {
            prop_assert_eq!(decode(&Code128::new(&text).unwrap()), text);
        }

        #[test]
        fn digits_among_letters_read_back(text in "([A-Z]{0,3}[0-9]{0,9}){1,4}") {
            prop_assume!(!text.is_empty());
            prop_assert_eq!(decode(&Code128::new(&text).unwrap()), text);
        }
    }
}
