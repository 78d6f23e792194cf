//! Stores: the client accounts and shops of an organisation, and their settings.
#![expect(clippy::disallowed_types, reason = "serde's derive of flattened and tagged types names floats; ours have none")]

pub mod brand;
pub mod course;

use iso_currency::Currency;
use jiff::civil::Time;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::address::{Email, Party};
use crate::counts::Tolerance;
use crate::ids::{OrgId, ProfileName, StoreId, WarehouseId};
use crate::locale::Locale;
use crate::stock::allocation::BackOrders;
use brand::Brand;

/// A store and how it works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Store {
    /// Its id, also its folder in the drop.
    pub id: StoreId,
    /// The organisation that fulfils for it.
    pub organisation: OrgId,
    /// Times that these settings were stored.
    #[serde(default)]
    pub version: u64,
    /// What people change.
    #[serde(flatten)]
    pub settings: Settings,
}

/// What people may change about a store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// As people call it.
    pub name: String,
    /// Who sells, for documents.
    pub seller: Party,
    /// Tax number of the seller.
    #[serde(default)]
    pub tax_number: Option<String>,
    /// Language of documents and mails.
    #[serde(default)]
    pub locale: Locale,
    /// IANA zone: days and cut-offs are the store's.
    pub time_zone: String,
    /// Where an order names no currency.
    pub currency: Currency,
    /// The warehouse that holds its stock.
    pub warehouse: WarehouseId,
    /// Local times of the reconciliation files.
    #[serde(default = "default_cut_offs")]
    pub cut_offs: Vec<Time>,
    /// Who gets the mails.
    #[serde(default)]
    pub contacts: Vec<Email>,
    /// Reads files that name no profile.
    #[serde(default)]
    pub default_profile: Option<ProfileName>,
    /// Percent, where neither order nor product says.
    #[serde(default)]
    pub default_tax_rate: Decimal,
    /// What happens to orders that are short.
    #[serde(default)]
    pub back_orders: BackOrders,
    /// Whether an order may leave in parts.
    #[serde(default)]
    pub shipping: Shipping,
    /// Shipping services on offer; the first is the default.
    #[serde(default = "default_services")]
    pub services: Vec<String>,
    /// What may come back, and how.
    #[serde(default)]
    pub returns: ReturnRules,
    /// What differences of a count are booked without approval.
    #[serde(default)]
    pub count_tolerance: Tolerance,
    /// How documents, mails and the portal look.
    #[serde(default)]
    pub brand: Brand,
}

/// Days that a store is looked at over, today the last of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Period {
    /// Today.
    Day,
    /// Seven days.
    #[default]
    Week,
    /// Thirty days.
    Month,
}

impl Period {
    /// How many days.
    pub const fn days(self) -> u8 {
        match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => 30,
        }
    }
}

impl From<Period> for u8 {
    fn from(period: Period) -> Self {
        period.days()
    }
}

impl TryFrom<u8> for Period {
    type Error = &'static str;
    fn try_from(days: u8) -> Result<Self, Self::Error> {
        [Self::Day, Self::Week, Self::Month].into_iter().find(|period| period.days() == days).ok_or("a period is 1, 7 or 30 days")
    }
}

/// Whether an order may leave in parts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shipping {
    /// What has stock goes, the rest follows.
    #[default]
    Partial,
    /// Everything at once.
    Complete,
}

/// What may come back, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReturnRules {
    /// Days after shipping within which a return can be announced.
    pub window_days: u16,
    /// Whether a parcel that nobody announced is not taken in.
    pub must_be_announced: bool,
}

impl Default for ReturnRules {
    fn default() -> Self {
        Self { window_days: 365, must_be_announced: false }
    }
}

/// 12:00 and 17:00, the collections that carriers make daily.
fn default_cut_offs() -> Vec<Time> {
    vec![Time::constant(12, 0, 0, 0), Time::constant(17, 0, 0, 0)]
}

fn default_services() -> Vec<String> {
    vec!["standard".to_owned()]
}

impl Settings {
    /// Everything that is wrong with the settings, as (JSON pointer, sentence).
    pub fn faults(&self) -> Vec<(&'static str, String)> {
        let mut faults = Vec::new();
        if self.name.trim().is_empty() || self.name.chars().any(char::is_control) {
            faults.push(("/name", "a store has a name".to_owned()));
        }
        if jiff::tz::TimeZone::get(&self.time_zone).is_err() {
            faults.push(("/time_zone", format!("{:?} is not an IANA time zone like Europe/London", self.time_zone)));
        }
        if self.cut_offs.is_empty() || self.cut_offs.len() > 24 {
            faults.push(("/cut_offs", "a store has 1 to 24 cut-offs a day".to_owned()));
        }
        if self.services.is_empty() {
            faults.push(("/services", "a store offers at least one shipping service".to_owned()));
        }
        if self.default_tax_rate < Decimal::ZERO || self.default_tax_rate > Decimal::ONE_HUNDRED {
            faults.push(("/default_tax_rate", "a tax rate is 0 to 100 percent".to_owned()));
        }
        if !(1..=3_650).contains(&self.returns.window_days) {
            faults.push(("/returns/window_days", "a return is announced within 1 to 3,650 days".to_owned()));
        }
        if self.count_tolerance.percent < Decimal::ZERO || self.count_tolerance.percent > Decimal::ONE_HUNDRED {
            faults.push(("/count_tolerance/percent", "a tolerance is 0 to 100 percent".to_owned()));
        }
        faults.extend(self.brand.faults());
        faults
    }

    /// The store's zone; UTC if its name was taken out of the zone data since it was checked.
    pub fn zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::get(&self.time_zone).unwrap_or(jiff::tz::TimeZone::UTC)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Sound settings of a store with a name.
    pub(crate) fn settings(name: &str) -> Settings {
        let seller = serde_json::json!({"name": "Nordlys AS", "street": ["Storgata 1"], "city": "Oslo", "country": "NO"});
        let settings =
            serde_json::json!({"name": name, "seller": seller, "time_zone": "Europe/Oslo", "currency": "NOK", "warehouse": "oslo"});
        serde_json::from_value(settings).expect("sound settings")
    }

    #[test]
    fn sound_settings_have_no_fault() {
        assert_eq!(settings("Nordlys").faults(), []);
    }
}
