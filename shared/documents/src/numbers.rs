//! Money, quantities, rates and dates as each locale writes them.

use domain::locale::Locale;
use domain::money::Money;
use iso_currency::Currency;
use jiff::civil::Date;
use rust_decimal::Decimal;

const ENGLISH_MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// An amount with its currency: `£1,234.50`, `1 234,50 zł`, `1.234.500 ₫`, `¥1,234.50`.
pub(crate) fn money(locale: Locale, money: Money) -> String {
    let digits = amount(locale, Money { minor: money.minor.saturating_abs(), ..money });
    let sign = if money.minor < 0 { "-" } else { "" };
    let symbol = symbol(locale, money.currency);
    let code = money.currency.code();
    match (locale, symbol) {
        (Locale::En | Locale::ZhHans, Some(symbol)) => format!("{sign}{symbol}{digits}"),
        (Locale::En | Locale::ZhHans, None) => format!("{sign}{code}\u{a0}{digits}"),
        (Locale::Pl | Locale::Vi, symbol) => format!("{sign}{digits}\u{a0}{}", symbol.unwrap_or(code)),
    }
}

/// An amount without its currency, for columns.
pub(crate) fn amount(locale: Locale, money: Money) -> String {
    grouped(locale, &money.to_decimal_text())
}

/// A whole number.
pub(crate) fn quantity(locale: Locale, quantity: u64) -> String {
    grouped(locale, &quantity.to_string())
}

/// A rate: `20%`, `5,5%`.
pub(crate) fn percent(locale: Locale, rate: Decimal) -> String {
    format!("{}%", grouped(locale, &rate.normalize().to_string()))
}

/// A day.
pub(crate) fn date(locale: Locale, date: Date) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    match locale {
        Locale::En => format!("{day} {} {year}", ENGLISH_MONTHS[usize::from(month.unsigned_abs()) - 1]),
        Locale::Pl => format!("{day:02}.{month:02}.{year}"),
        Locale::Vi => format!("{day:02}/{month:02}/{year}"),
        Locale::ZhHans => format!("{year}年{month}月{day}日"),
    }
}

/// Symbols that nobody takes for another currency's in that locale.
fn symbol(locale: Locale, currency: Currency) -> Option<&'static str> {
    match (currency, locale) {
        (Currency::GBP, _) => Some("£"),
        (Currency::EUR, _) => Some("€"),
        (Currency::VND, _) => Some("₫"),
        (Currency::PLN, _) => Some("zł"),
        (Currency::USD, Locale::En) => Some("$"),
        (Currency::CNY, Locale::ZhHans) => Some("¥"),
        _ => None,
    }
    .filter(|_| currency != Currency::PLN || matches!(locale, Locale::Pl | Locale::Vi))
}

/// Writes a plain decimal (`-1234.50`) with the locale's separators.
fn grouped(locale: Locale, plain: &str) -> String {
    let (group, point) = match locale {
        Locale::En | Locale::ZhHans => (',', '.'),
        Locale::Pl => ('\u{a0}', ','),
        Locale::Vi => ('.', ','),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_locale_writes_money_its_own_way() {
        let written = |locale, minor, currency| money(locale, Money { minor, currency });
        assert_eq!(written(Locale::En, 123_456_789, Currency::GBP), "£1,234,567.89");
        assert_eq!(written(Locale::En, -250, Currency::PLN), "-PLN\u{a0}2.50");
        assert_eq!(written(Locale::Pl, 123_450, Currency::PLN), "1\u{a0}234,50\u{a0}zł");
        assert_eq!(written(Locale::Pl, 99, Currency::USD), "0,99\u{a0}USD");
        assert_eq!(written(Locale::Vi, 1_234_500, Currency::VND), "1.234.500\u{a0}₫");
        assert_eq!(written(Locale::ZhHans, 123_450, Currency::CNY), "¥1,234.50");
        assert_eq!(written(Locale::ZhHans, i64::MIN, Currency::JPY), "-JPY\u{a0}9,223,372,036,854,775,807");
    }

    #[test]
    fn days_and_rates_follow_the_locale() {
        let day = jiff::civil::date(2026, 3, 5);
        assert_eq!(Locale::ALL.map(|locale| date(locale, day)), ["5 Mar 2026", "05.03.2026", "05/03/2026", "2026年3月5日"]);
        assert_eq!(percent(Locale::Pl, Decimal::new(550, 2)), "5,5%");
        assert_eq!(percent(Locale::En, Decimal::new(2000, 2)), "20%");
        assert_eq!(quantity(Locale::Vi, 12_345), "12.345");
    }
}
