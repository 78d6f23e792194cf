//! Numbers as people and machines write them, as canonical text: digits, a point, no zeros that
//! say nothing. Equal numbers get equal texts.

use std::borrow::Cow;

use domain::imports::profile::DecimalMark;
use rust_decimal::Decimal;

/// Digits that a number may have; [`Decimal`] holds every one of them.
const DIGITS: usize = 28;

/// Digits of a binary floating-point number that mean something: `8.289999999999999` is 8.29.
const MACHINE_DIGITS: u32 = 15;

/// Reads a number written for people, with the profile's decimal mark. Thousands may be grouped by
/// the other mark, spaces or apostrophes, in threes only, so that a wrong mark is found out.
pub(crate) fn of_people(text: &str, mark: DecimalMark) -> Option<Cow<'_, str>> {
    let (point, comma) = match mark {
        DecimalMark::Point => ('.', ','),
        DecimalMark::Comma => (',', '.'),
    };
    if mark == DecimalMark::Point && is_canonical(text) {
        return Some(Cow::Borrowed(text));
    }
    let (is_negative, unsigned) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = match unsigned.split_once(point) {
        Some((whole, fraction)) => (whole, fraction),
        None => (unsigned, ""),
    };
    let whole = ungrouped(whole, comma)?;
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(fraction) || (whole.is_empty() && fraction.is_empty()) || whole.len() + fraction.len() > DIGITS {
        return None;
    }
    Some(Cow::Owned(canonical(is_negative, &whole, fraction)))
}

/// Reads a number as JSON and XLSX write it: a point, perhaps an exponent. Whole numbers keep every
/// digit; others are rounded to what a floating-point number means.
pub(crate) fn of_machine(text: &str) -> Option<Cow<'_, str>> {
    if is_canonical(text) && (text.len() <= 15 || !text.contains('.')) {
        return Some(Cow::Borrowed(text));
    }
    if !text.contains(['.', 'e', 'E']) {
        return of_people(text, DecimalMark::Point);
    }
    let exact = if text.contains(['e', 'E']) { Decimal::from_scientific(text) } else { text.parse::<Decimal>() }.ok()?;
    Some(Cow::Owned(exact.round_sf(MACHINE_DIGITS)?.normalize().to_string()))
}

/// The number behind a percentage as workbooks keep it: 0.2 is shown as 20%.
pub(crate) fn times_100(text: &str) -> Option<String> {
    let share: Decimal = of_machine(text)?.parse().ok()?;
    Some(share.checked_mul(Decimal::ONE_HUNDRED)?.normalize().to_string())
}

/// Whether a text is canonical already; says no too often rather than too seldom.
fn is_canonical(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text).as_bytes();
    let (Some(first), Some(last)) = (unsigned.first(), unsigned.last()) else { return false };
    let n_points = unsigned.iter().filter(|byte| **byte == b'.').count();
    unsigned.len() <= DIGITS
        && unsigned.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
        && (matches!(first, b'1'..=b'9') || (unsigned.starts_with(b"0.")))
        && (n_points == 0 || (n_points == 1 && matches!(last, b'1'..=b'9')))
}

/// The digits of a whole number whose thousands may be grouped.
fn ungrouped(whole: &str, separator: char) -> Option<Cow<'_, str>> {
    if whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Cow::Borrowed(whole));
    }
    let used = whole.chars().find(|c| !c.is_ascii_digit())?;
    if used != separator && !matches!(used, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '\u{2019}') {
        return None;
    }
    let mut digits = String::with_capacity(whole.len());
    for (index, group) in whole.split(used).enumerate() {
        let fits = if index == 0 { (1..=3).contains(&group.len()) } else { group.len() == 3 };
        if !fits || !group.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        digits.push_str(group);
    }
    Some(Cow::Owned(digits))
}

fn canonical(is_negative: bool, whole: &str, fraction: &str) -> String {
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let mut text = String::with_capacity(whole.len() + fraction.len() + 3);
    if is_negative && !(whole.is_empty() && fraction.is_empty()) {
        text.push('-');
    }
    text.push_str(if whole.is_empty() { "0" } else { whole });
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn people(text: &str, mark: DecimalMark) -> Option<String> {
        of_people(text, mark).map(Cow::into_owned)
    }

    #[test]
    fn people_write_numbers_in_many_ways() {
        use DecimalMark::{Comma, Point};
        for (text, mark, read) in [
            ("12.50", Point, Some("12.5")),
            ("1,234.50", Point, Some("1234.5")),
            ("+007", Point, Some("7")),
            ("-0.0", Point, Some("0")),
            (".5", Point, Some("0.5")),
            ("12,50", Comma, Some("12.5")),
            ("1.234.567,89", Comma, Some("1234567.89")),
            ("1\u{a0}234,5", Comma, Some("1234.5")),
            ("-3", Comma, Some("-3")),
            ("\u{2212}3", Point, Some("-3")),
            // The wrong mark is found out rather than read as thousands.
            ("12,50", Point, None),
            ("12.50", Comma, None),
            ("1,23,456", Point, None),
            ("1e3", Point, None),
            ("", Point, None),
            (".", Point, None),
            ("-", Point, None),
            ("£5", Point, None),
            ("1.2.3", Point, None),
            ("12345678901234567890123456789", Point, None),
        ] {
            assert_eq!(people(text, mark).as_deref(), read, "{text} {mark:?}");
        }
    }

    #[test]
    fn a_machine_s_noise_is_rounded_away_and_codes_keep_their_digits() {
        for (text, read) in [
            ("8.289999999999999", Some("8.29")),
            ("0.07000000000000001", Some("0.07")),
            ("573415", Some("573415")),
            ("17850.0", Some("17850")),
            ("1.5E3", Some("1500")),
            ("2e-3", Some("0.002")),
            ("12345678901234567890", Some("12345678901234567890")),
            ("1e400", None),
            ("x", None),
        ] {
            assert_eq!(of_machine(text).as_deref(), read, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_canonical_number_stays_as_it_is(units in any::<i64>(), scale in 0_u32..6) {
            let text = Decimal::new(units, scale).normalize().to_string();
            prop_assert_eq!(people(&text, DecimalMark::Point), Some(text.clone()));
            prop_assert_eq!(people(&text.replace('.', ","), DecimalMark::Comma), Some(text));
        }

        #[test]
        fn no_text_is_too_strange(text in "[-+0-9., e']{0,12}|\\PC{0,8}") {
            for read in [people(&text, DecimalMark::Point), people(&text, DecimalMark::Comma), of_machine(&text).map(Cow::into_owned)].into_iter().flatten() {
                prop_assert!(read.parse::<Decimal>().is_ok());
                prop_assert_eq!(people(&read, DecimalMark::Point), Some(read.clone()));
            }
        }
    }
}
