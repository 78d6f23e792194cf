//! What an order is worth. Tax is rounded per line, half away from zero; the total is the sum of
//! the lines, so it always adds up on paper.

use iso_currency::Currency;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Line, Order, OrderRequest};
use crate::money::{Money, MoneyError};

/// Net, tax and gross of the same thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amounts {
    /// Before tax.
    pub net: Money,
    /// The tax.
    pub tax: Money,
    /// Both together.
    pub gross: Money,
}

impl Amounts {
    /// Nothing.
    pub fn zero(currency: Currency) -> Self {
        let zero = Money::zero(currency);
        Self { net: zero, tax: zero, gross: zero }
    }

    /// A net amount and the tax on it.
    pub fn taxed(net: Money, tax_rate: Decimal) -> Result<Self, MoneyError> {
        let tax = net.percent(tax_rate)?;
        Ok(Self { net, tax, gross: net.plus(tax)? })
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        Ok(Self { net: self.net.plus(other.net)?, tax: self.tax.plus(other.tax)?, gross: self.gross.plus(other.gross)? })
    }
}

impl Line {
    /// The value of `units` of this line after `before` others, so that the parts of a line that
    /// ships in several parcels add up to the whole, discount included.
    pub fn amounts(&self, currency: Currency, before: u32, units: u32) -> Result<Amounts, MoneyError> {
        let price = Money { minor: self.unit_price, currency }.times(units)?;
        let discount = self.discount_up_to(before.saturating_add(units)) - self.discount_up_to(before);
        Amounts::taxed(Money { minor: price.minor.checked_sub(discount).ok_or(MoneyError::TooLarge)?, currency }, self.tax_rate)
    }

    /// The discount's share for the first `units`, rounded down.
    fn discount_up_to(&self, units: u32) -> i64 {
        let share = i128::from(self.discount) * i128::from(units.min(self.quantity)) / i128::from(self.quantity.max(1));
        i64::try_from(share).unwrap_or(self.discount)
    }
}

impl OrderRequest {
    /// The value of everything ordered. Validation refuses orders for which this overflows.
    pub fn totals(&self) -> Result<Amounts, MoneyError> {
        let mut sum = Amounts::zero(self.currency);
        for line in &self.lines {
            sum = sum.plus(line.amounts(self.currency, 0, line.quantity)?)?;
        }
        for charge in &self.charges {
            sum = sum.plus(Amounts::taxed(Money { minor: charge.amount, currency: self.currency }, charge.tax_rate)?)?;
        }
        Ok(sum)
    }
}

impl Order {
    /// The value of everything that was ordered.
    pub fn totals(&self) -> Amounts {
        self.request.totals().expect("validation refuses orders whose totals overflow")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_parts_of_a_line_are_worth_as_much_net_as_the_whole(
            quantity in 1_u32..200, unit_price in 0_i64..100_000, share in 0_u32..100, cut in 0_u32..200,
        ) {
            let discount = unit_price * i64::from(quantity) * i64::from(share) / 100;
            let line = Line {
                sku: "A".parse().unwrap(), description: String::new(), quantity, unit_price,
                tax_rate: Decimal::from(20), discount,
            };
            let cut = cut.min(quantity);
            let first = line.amounts(Currency::GBP, 0, cut).unwrap();
            let second = line.amounts(Currency::GBP, cut, quantity - cut).unwrap();
            let whole = line.amounts(Currency::GBP, 0, quantity).unwrap();
            prop_assert_eq!(first.net.plus(second.net).unwrap(), whole.net);
            prop_assert_eq!(whole.net.plus(whole.tax).unwrap(), whole.gross);
        }
    }
}
