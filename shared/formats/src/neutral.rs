//! Texts that a spreadsheet would run as formulas, made harmless in what we write and read back
//! unchanged (OWASP, "CSV Injection").

use std::borrow::Cow;

/// The text with an apostrophe before it where a spreadsheet would take it for a formula.
/// Numbers (`-5`) and phone numbers (`+48 22 555 01 23`) stay as they are.
pub fn neutralise(text: &str) -> Cow<'_, str> {
    if is_risky(text.trim_start_matches('\'')) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text that [`neutralise`] was given.
pub fn restore(text: &str) -> &str {
    // Most texts are ruled out by their first byte.
    if text.as_bytes().first() != Some(&b'\'') {
        return text;
    }
    match text.strip_prefix('\'') {
        Some(rest) if is_risky(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}

fn is_risky(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    match first {
        '\t' | '\r' | '\n' => true,
        '=' | '@' | '＝' | '＋' | '－' | '＠' => true,
        '+' | '-' => !is_number_or_phone(&text[1..]),
        ' ' | '\u{a0}' => is_risky(text.trim_start()),
        _ => false,
    }
}

/// Whether what follows a sign is digits with the marks of numbers and phone numbers.
pub(crate) fn is_number_or_phone(rest: &str) -> bool {
    rest.bytes().any(|byte| byte.is_ascii_digit())
        && rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '\u{a0}' | '.' | ',' | '(' | ')' | '-' | '/'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_made_harmless_and_numbers_stay() {
        for risky in ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd|x", "\t=1", "\r=1", " =1", "＝1", "'=1"] {
            assert_eq!(neutralise(risky), format!("'{risky}"));
        }
        for harmless in ["-5", "+48 22 555-01-23", "-1,234.50", "", "'", "Poppy's Playhouse", "a=b", "don't"] {
            assert_eq!(neutralise(harmless), harmless);
        }
    }

    proptest! {
        #[test]
        fn what_is_neutralised_reads_back(text in "[-'=+@\t a1(]{0,6}|\\PC{0,8}") {
            let written = neutralise(&text);
            prop_assert_eq!(restore(&written), text.as_str());
        }
    }
}
