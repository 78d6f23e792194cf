//! Money: integer minor units of an ISO 4217 currency. Rates are decimals; floats do not occur.
#![warn(clippy::arithmetic_side_effects)]

use iso_currency::Currency;
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use serde::{Deserialize, Serialize};

/// An amount of money that may be negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// In the currency's smallest unit: pence for GBP, đồng for VND (no decimals).
    pub minor: i64,
    /// ISO 4217.
    pub currency: Currency,
}

/// Reads a plain decimal number: sign, digits, one point. No exponent and no grouping: what a
/// library might read into `1e3` or `1_000`, its writer may not have meant.
pub fn plain_decimal(text: &str) -> Option<Decimal> {
    let text = text.trim();
    // Most numbers of most files are whole and short, and read at once.
    if let (1..=9, true) = (text.len(), text.bytes().all(|byte| byte.is_ascii_digit())) {
        return text.parse::<u32>().ok().map(Decimal::from);
    }
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+'));
    if is_plain { text.parse().ok() } else { None }
}

/// Why a text or a sum is not money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not a decimal number.
    #[error("it is not a decimal number")]
    NotANumber,
    /// More decimals than the currency has.
    #[error("it has more decimals than the currency")]
    TooPrecise,
    /// Beyond what 64 bits of minor units hold.
    #[error("it is too large")]
    TooLarge,
    /// Two currencies in one sum.
    #[error("the currencies differ")]
    CurrencyMismatch,
}

impl Money {
    /// Nothing, in `currency`.
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// Number of decimals of the currency (ISO 4217 exponent).
    pub fn decimals(currency: Currency) -> u32 {
        currency.exponent().map_or(0, u32::from)
    }

    /// Reads major units such as `12.50`; refuses what the currency cannot hold exactly.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        if let Some(minor) = short_amount(text, Self::decimals(currency)) {
            return Ok(Self { minor, currency });
        }
        let major = plain_decimal(text).ok_or(MoneyError::NotANumber)?;
        let scale = Decimal::from(10_i64.pow(Self::decimals(currency)));
        let minor = major.checked_mul(scale).ok_or(MoneyError::TooLarge)?;
        if !minor.fract().is_zero() {
            return Err(MoneyError::TooPrecise);
        }
        Ok(Self { minor: minor.to_i64().ok_or(MoneyError::TooLarge)?, currency })
    }

    /// The sum; refuses mixed currencies and overflow.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::CurrencyMismatch);
        }
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::TooLarge)?;
        Ok(Self { minor, currency: self.currency })
    }

    /// `quantity` times this.
    pub fn times(self, quantity: u32) -> Result<Self, MoneyError> {
        let minor = self.minor.checked_mul(i64::from(quantity)).ok_or(MoneyError::TooLarge)?;
        Ok(Self { minor, currency: self.currency })
    }

    /// This share of the amount, in percent, rounded half away from zero (commercial rounding).
    pub fn percent(self, percent: Decimal) -> Result<Self, MoneyError> {
        if let Some(minor) = short_percent(self.minor, percent) {
            return Ok(Self { minor, currency: self.currency });
        }
        let exact = Decimal::from(self.minor)
            .checked_mul(percent)
            .and_then(|product| product.checked_div(Decimal::ONE_HUNDRED))
            .ok_or(MoneyError::TooLarge)?;
        let minor = exact.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).to_i64().ok_or(MoneyError::TooLarge)?;
        Ok(Self { minor, currency: self.currency })
    }

    /// Major units with exactly the currency's decimals and a point: `1234.50`.
    pub fn to_decimal_text(self) -> String {
        Decimal::new(self.minor, Self::decimals(self.currency)).to_string()
    }
}

/// The amounts of nearly all files, without the detour through [`Decimal`]: up to 15 digits, at most
/// as many decimals as the currency has. None for all others.
fn short_amount(text: &str, decimals: u32) -> Option<i64> {
    if text.len() > 15 {
        return None;
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let missing = decimals.checked_sub(u32::try_from(fraction.len()).ok()?)?;
    let mut minor: i64 = 0;
    for byte in whole.bytes().chain(fraction.bytes()) {
        let digit = byte.checked_sub(b'0').filter(|digit| *digit < 10)?;
        minor = minor.checked_mul(10)?.checked_add(i64::from(digit))?;
    }
    let is_number = !whole.is_empty() && (!fraction.is_empty() || whole.len() == text.len());
    if is_number { minor.checked_mul(10_i64.checked_pow(missing)?) } else { None }
}

/// The percentage of nearly all amounts, in whole numbers and therefore exact. None where these
/// might not suffice.
fn short_percent(minor: i64, percent: Decimal) -> Option<i64> {
    let rate = i64::try_from(percent.mantissa()).ok().filter(|rate| (0..1_000_000_000).contains(rate))?;
    if percent.scale() > 6 || minor.unsigned_abs() > 1 << 50 {
        return None;
    }
    let whole = 10_i128.checked_pow(percent.scale())?.checked_mul(100)?;
    let product = i128::from(minor.unsigned_abs()).checked_mul(i128::from(rate))?;
    let rounded = i64::try_from(product.checked_add(whole / 2)?.checked_div(whole)?).ok()?;
    rounded.checked_mul(minor.signum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_currency_keeps_its_own_decimals() {
        assert_eq!(Money::parse("12.5", Currency::GBP).unwrap().minor, 1250);
        assert_eq!(Money::parse("12500", Currency::VND).unwrap().minor, 12_500);
        assert_eq!(Money::parse("1.234", Currency::KWD).unwrap().minor, 1_234);
        assert_eq!(Money::parse("12.5", Currency::VND), Err(MoneyError::TooPrecise));
        assert_eq!(Money::parse("0.001", Currency::GBP), Err(MoneyError::TooPrecise));
        assert_eq!(Money::parse("1e3x", Currency::GBP), Err(MoneyError::NotANumber));
    }

    #[test]
    fn mixed_currencies_do_not_add_up() {
        let pound = Money { minor: 1, currency: Currency::GBP };
        let euro = Money { minor: 1, currency: Currency::EUR };
        assert_eq!(pound.plus(euro), Err(MoneyError::CurrencyMismatch));
    }

    #[test]
    fn a_percentage_rounds_half_away_from_zero() {
        let money = |minor| Money { minor, currency: Currency::GBP };
        // The second has more decimals than the short way takes.
        for one in [Decimal::ONE, Decimal::new(10_000_000, 7)] {
            assert_eq!(money(50).percent(one).unwrap().minor, 1);
            assert_eq!(money(-50).percent(one).unwrap().minor, -1);
            assert_eq!(money(49).percent(one).unwrap().minor, 0);
        }
    }

    proptest! {
        #[test]
        fn whole_numbers_are_read_at_once_to_the_same(text in " ?[+-]?[0-9]{1,12} ?") {
            let read = plain_decimal(&text).unwrap();
            let long: Decimal = text.trim().parse().unwrap();
            prop_assert_eq!((read, read.scale()), (long, long.scale()));
        }

        #[test]
        fn short_ways_and_long_ways_come_to_the_same(text in "[+-]?[0-9]{0,9}[.]?[0-9]{0,4}", minor in -(1_i64 << 50)..(1 << 50), rate in 0_i64..1_000_000, scale in 0_u32..6) {
            for currency in [Currency::GBP, Currency::VND, Currency::KWD] {
                let scale = Decimal::from(10_i64.pow(Money::decimals(currency)));
                let long = plain_decimal(&text).and_then(|major| major.checked_mul(scale)).filter(|minor| minor.fract().is_zero());
                prop_assert_eq!(Money::parse(&text, currency).ok().map(|money| Decimal::from(money.minor)), long);
            }
            let percent = Decimal::new(rate, scale);
            let long = Decimal::from(minor).checked_mul(percent).unwrap().checked_div(Decimal::ONE_HUNDRED).unwrap().round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
            let tax = Money { minor, currency: Currency::GBP }.percent(percent);
            prop_assert_eq!(tax.ok().map(|tax| tax.minor), long.to_i64());
        }

        #[test]
        fn printing_and_reading_give_the_same_money(minor in any::<i64>()) {
            for currency in [Currency::GBP, Currency::VND, Currency::KWD] {
                let money = Money { minor, currency };
                prop_assert_eq!(Money::parse(&money.to_decimal_text(), currency), Ok(money));
            }
        }
    }
}
