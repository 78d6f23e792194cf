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
        assert_eq!(money(50).percent(Decimal::ONE).unwrap().minor, 1);
        assert_eq!(money(-50).percent(Decimal::ONE).unwrap().minor, -1);
        assert_eq!(money(49).percent(Decimal::ONE).unwrap().minor, 0);
    }

    proptest! {
        #[test]
        fn printing_and_reading_give_the_same_money(minor in any::<i64>()) {
            for currency in [Currency::GBP, Currency::VND, Currency::KWD] {
                let money = Money { minor, currency };
                prop_assert_eq!(Money::parse(&money.to_decimal_text(), currency), Ok(money));
            }
        }
    }
}
