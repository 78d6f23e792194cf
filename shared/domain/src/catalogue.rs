//! What a store sells.

use iso_currency::Currency;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::ids::Sku;
use crate::money::Money;

/// A product of one store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Its SKU.
    pub sku: Sku,
    /// As people call it.
    pub name: String,
    /// Whether it may be ordered.
    #[serde(default = "yes")]
    pub is_active: bool,
    /// GS1 item number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gtin: Option<String>,
    /// Of one unit.
    #[serde(default)]
    pub weight_grams: u32,
    /// Where it lies, as a path that sorts: aisle, rack, shelf.
    #[serde(default)]
    pub location: String,
    /// Percent; the store's default where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_rate: Option<Decimal>,
    /// Net price where an order names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_price: Option<Money>,
    /// Times that it was stored.
    #[serde(default)]
    pub version: u64,
}

fn yes() -> bool {
    true
}

impl Product {
    /// Everything that is wrong with it, as (JSON pointer, sentence).
    pub fn faults(&self) -> Vec<(&'static str, String)> {
        let mut faults = Vec::new();
        if self.name.trim().is_empty() || self.name.len() > 500 || self.name.chars().any(char::is_control) {
            faults.push(("/name", "a product has a name of at most 500 bytes".to_owned()));
        }
        if self.gtin.as_deref().is_some_and(|gtin| !is_gtin(gtin)) {
            faults.push(("/gtin", "a GTIN has 8, 12, 13 or 14 digits, the last being the check digit".to_owned()));
        }
        if self.location.len() > 40 || self.location.chars().any(char::is_control) {
            faults.push(("/location", "a location has at most 40 visible characters".to_owned()));
        }
        if self.tax_rate.is_some_and(|rate| rate < Decimal::ZERO || rate > Decimal::ONE_HUNDRED) {
            faults.push(("/tax_rate", "a tax rate is 0 to 100 percent".to_owned()));
        }
        if self.unit_price.is_some_and(|price| price.minor < 0) {
            faults.push(("/unit_price", "a price is not negative".to_owned()));
        }
        faults
    }

    /// The price in `currency`, if the product has one in it.
    pub fn price_in(&self, currency: Currency) -> Option<i64> {
        self.unit_price.filter(|price| price.currency == currency).map(|price| price.minor)
    }
}

/// GS1 General Specifications 7.9: weights 3 and 1 from the right, the sum a multiple of ten.
fn is_gtin(text: &str) -> bool {
    let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(10)).collect();
    let Some(digits) = digits else { return false };
    let sum: u32 = digits.iter().rev().enumerate().map(|(n, digit)| if n % 2 == 0 { *digit } else { digit * 3 }).sum();
    matches!(digits.len(), 8 | 12 | 13 | 14) && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::is_gtin;

    #[test]
    fn a_gtin_has_the_right_check_digit() {
        assert!(is_gtin("4006381333931"));
        assert!(!is_gtin("4006381333932"));
        assert!(!is_gtin("400638133393"));
        assert!(!is_gtin("40063813339a1"));
    }
}
