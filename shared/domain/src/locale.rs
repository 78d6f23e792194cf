//! The languages in which documents and messages are written, and how each writes numbers and days.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A language with its habits of writing numbers and dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub enum Locale {
    /// English, as in the United Kingdom.
    #[default]
    #[serde(rename = "en")]
    En,
    /// Polish.
    #[serde(rename = "pl")]
    Pl,
    /// Vietnamese.
    #[serde(rename = "vi")]
    Vi,
    /// Chinese in simplified characters.
    #[serde(rename = "zh-Hans")]
    ZhHans,
}

impl Locale {
    /// Every locale.
    pub const ALL: [Self; 4] = [Self::En, Self::Pl, Self::Vi, Self::ZhHans];

    /// The BCP 47 tag, as on the wire.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Pl => "pl",
            Self::Vi => "vi",
            Self::ZhHans => "zh-Hans",
        }
    }

    /// Writes a plain decimal such as `-1234.50` with the locale's separators: `-1,234.50` in
    /// English, `-1 234,50` in Polish (with no-break spaces), `-1.234,50` in Vietnamese.
    pub fn decimal(self, plain: &str) -> String {
        let (group, point) = match self {
            Self::En | Self::ZhHans => (',', '.'),
            Self::Pl => ('\u{a0}', ','),
            Self::Vi => ('.', ','),
        };
        let (whole, fraction) = plain.split_once('.').map_or((plain, None), |(whole, fraction)| (whole, Some(fraction)));
        let digits = whole.trim_start_matches('-');
        let mut text = String::with_capacity(plain.len() + 4);
        if digits.len() < whole.len() {
            text.push('-');
        }
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push(group);
            }
            text.push(digit);
        }
        if let Some(fraction) = fraction {
            text.push(point);
            text.push_str(fraction);
        }
        text
    }

    /// Writes a day so that nobody takes its month for its day.
    pub fn day(self, date: Date) -> String {
        const ENGLISH_MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let (year, month, day) = (date.year(), date.month(), date.day());
        match self {
            Self::En => format!("{day} {} {year}", ENGLISH_MONTHS[usize::from(month.unsigned_abs()) - 1]),
            Self::Pl => format!("{day:02}.{month:02}.{year}"),
            Self::Vi => format!("{day:02}/{month:02}/{year}"),
            Self::ZhHans => format!("{year}年{month}月{day}日"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_is_its_tag_on_the_wire() {
        for locale in Locale::ALL {
            assert_eq!(serde_json::to_value(locale).unwrap(), locale.tag());
        }
    }

    #[test]
    fn each_locale_writes_numbers_and_days_its_own_way() {
        let written = |plain| Locale::ALL.map(|locale| locale.decimal(plain));
        assert_eq!(written("-1234567.50"), ["-1,234,567.50", "-1\u{a0}234\u{a0}567,50", "-1.234.567,50", "-1,234,567.50"]);
        assert_eq!(written("123"), ["123"; 4]);
        let day = jiff::civil::date(2026, 3, 5);
        assert_eq!(Locale::ALL.map(|locale| locale.day(day)), ["5 Mar 2026", "05.03.2026", "05/03/2026", "2026年3月5日"]);
    }
}
