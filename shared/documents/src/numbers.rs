//! Money, quantities and rates as each locale writes them.

use domain::locale::Locale;
use domain::money::Money;
use iso_currency::Currency;
use rust_decimal::Decimal;

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
    locale.decimal(&money.to_decimal_text())
}

/// A whole number.
pub(crate) fn quantity(locale: Locale, quantity: u64) -> String {
    locale.decimal(&quantity.to_string())
}

/// A rate: `20%`, `5,5%`.
pub(crate) fn percent(locale: Locale, rate: Decimal) -> String {
    format!("{}%", locale.decimal(&rate.normalize().to_string()))
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
    fn rates_and_quantities_follow_the_locale() {
        assert_eq!(percent(Locale::Pl, Decimal::new(550, 2)), "5,5%");
        assert_eq!(percent(Locale::En, Decimal::new(2000, 2)), "20%");
        assert_eq!(quantity(Locale::Vi, 12_345), "12.345");
    }
}
