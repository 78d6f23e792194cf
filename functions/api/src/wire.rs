//! Objects that several contexts show. All fields are always there; what is not known is null.

use std::collections::BTreeMap;

use domain::address::{Country, Email, Phone};
use domain::ids::Sku;
use domain::money;
use domain::orders::validation::MAX_QUANTITY;
use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use storage::Page;
use utoipa::{IntoParams, ToSchema};

use crate::problem::{Code, FieldError, Problem};

/// The most items of one page.
const MAX_LIMIT: usize = 200;

/// Items of a page where nobody says.
const USUAL_LIMIT: usize = 50;

/// A part of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListOf<T> {
    /// The items.
    pub(crate) items: Vec<T>,
    /// Pass it as `cursor` for what follows; null at the end.
    pub(crate) next: Option<String>,
}

impl<T> ListOf<T> {
    /// A page, each item shown as it is shown.
    pub(crate) fn of<U>(page: Page<U>, show: impl FnMut(U) -> T) -> Self {
        Self { items: page.items.into_iter().map(show).collect(), next: page.next }
    }

    /// A list that is whole.
    pub(crate) fn whole(items: Vec<T>) -> Self {
        Self { items, next: None }
    }
}

/// How lists are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paging {
    /// `next` of the page before.
    pub(crate) cursor: Option<String>,
    /// 1 to 200 items; 50 where absent.
    pub(crate) limit: Option<u16>,
}

impl Paging {
    /// How many items.
    pub(crate) fn limit(&self) -> usize {
        limit(self.limit)
    }
}

/// Whether a list in a call has one to `most` of something.
pub(crate) fn is_number_of(things: &str, n: usize, most: usize) -> Result<(), FieldError> {
    if (1..=most).contains(&n) {
        return Ok(());
    }
    Err(FieldError::new(format!("/{things}"), format!("1 to {most} {things} are possible, not {n}")))
}

/// Units by SKU, those of one SKU added up. What is wrong with the `/lines` is added to the `errors`.
pub(crate) fn units_by_sku<'a>(lines: impl Iterator<Item = (&'a Sku, u32)>, errors: &mut Vec<FieldError>) -> BTreeMap<Sku, u32> {
    let mut sums: BTreeMap<Sku, u32> = BTreeMap::new();
    for (index, (sku, quantity)) in lines.enumerate() {
        let sum = sums.entry(sku.clone()).or_default();
        *sum = sum.saturating_add(quantity);
        if quantity == 0 || *sum > MAX_QUANTITY {
            errors.push(FieldError::new(format!("/lines/{index}/quantity"), format!("a quantity is 1 to {MAX_QUANTITY}")));
        }
    }
    sums
}

/// The days of a period and of as many before it, to compare.
pub(crate) struct Days {
    /// The first day of those before.
    pub(crate) before: Date,
    pub(crate) from: Date,
    pub(crate) to: Date,
}

/// Days where nobody says.
const USUAL_DAYS: i32 = 30;

impl Days {
    /// From one day to another, both included: at most `most` of them. Until `today` where no last day is asked for, and thirty where
    /// no first one is.
    pub(crate) fn asked((from, to): (Option<Date>, Option<Date>), today: Date, most: i32) -> Result<Self, Problem> {
        let unreadable = || Problem::new(Code::Unreadable, format!("`from` is a day before `to`, at most {most} days with it"));
        let to = to.unwrap_or(today);
        let from = match from {
            Some(from) => from,
            None => to.checked_sub(Span::new().days(USUAL_DAYS - 1)).map_err(|_| unreadable())?,
        };
        let n_days = (to - from).get_days() + 1;
        if !(1..=most).contains(&n_days) {
            return Err(unreadable());
        }
        let before = from.checked_sub(Span::new().days(n_days)).map_err(|_| unreadable())?;
        Ok(Self { before, from, to })
    }
}

/// How many items a page has.
pub(crate) fn limit(asked: Option<u16>) -> usize {
    asked.map_or(USUAL_LIMIT, usize::from).clamp(1, MAX_LIMIT)
}

/// A list asked for by the beginning of its items' names.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct BySku {
    /// The beginning of the SKU.
    #[serde(default)]
    pub(crate) q: String,
    /// `next` of the page before.
    pub(crate) cursor: Option<String>,
    /// 1 to 200 items; 50 where absent.
    pub(crate) limit: Option<u16>,
}

/// An amount of money in whole minor units.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Money {
    /// e.g. pence.
    #[schema(examples(1250))]
    minor: i64,
    /// ISO 4217.
    #[schema(examples("GBP"))]
    currency: &'static str,
}

impl From<money::Money> for Money {
    fn from(money: money::Money) -> Self {
        Self { minor: money.minor, currency: money.currency.code() }
    }
}

/// A person or company at an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Party {
    /// The person, or the company where there is none.
    #[schema(examples("Zoë Łęcka"))]
    name: String,
    #[serde(default)]
    company: Option<String>,
    /// Street and number, 1 to 3 lines.
    street: Vec<String>,
    city: String,
    /// County, state or province.
    #[serde(default)]
    region: Option<String>,
    #[serde(default)]
    postcode: Option<String>,
    /// ISO 3166-1 alpha-2.
    #[schema(value_type = String, examples("PL"))]
    country: Country,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    email: Option<Email>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    phone: Option<Phone>,
}

impl From<&domain::address::Party> for Party {
    fn from(party: &domain::address::Party) -> Self {
        let domain::address::Party { name, company, street, city, region, postcode, country, email, phone } = party.clone();
        Self { name, company, street, city, region, postcode, country, email, phone }
    }
}

impl From<Party> for domain::address::Party {
    fn from(party: Party) -> Self {
        let Party { name, company, street, city, region, postcode, country, email, phone } = party;
        Self { name, company, street, city, region, postcode, country, email, phone }
    }
}

impl Party {
    /// Everything that is wrong with it, as (JSON pointer, sentence).
    pub(crate) fn faults(&self) -> Vec<(&'static str, String)> {
        let mut faults = Vec::new();
        if !is_text(&self.name, 1, 200) {
            faults.push(("/name", "a party has a name of at most 200 bytes".to_owned()));
        }
        if self.street.is_empty() || self.street.len() > 3 || !self.street.iter().all(|line| is_text(line, 1, 200)) {
            faults.push(("/street", "a street has 1 to 3 lines of at most 200 bytes".to_owned()));
        }
        if !is_text(&self.city, 1, 200) {
            faults.push(("/city", "a party has a city".to_owned()));
        }
        for (pointer, text) in [("/company", &self.company), ("/region", &self.region), ("/postcode", &self.postcode)] {
            if text.as_deref().is_some_and(|text| !is_text(text, 0, 200)) {
                faults.push((pointer, "it has at most 200 bytes of visible text".to_owned()));
            }
        }
        faults
    }
}

/// Visible text of `min` to `max` bytes.
pub(crate) fn is_text(text: &str, min: usize, max: usize) -> bool {
    text.trim().len() >= min && text.len() <= max && !text.chars().any(char::is_control)
}

/// A file that can be fetched for a quarter of an hour.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Link {
    /// Bears its own permission: needs no token, and is not to be passed on.
    pub(crate) url: String,
}

/// How far something is.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct Progress {
    pub(crate) done: usize,
    pub(crate) total: usize,
}

/// Why somebody does something: 1 to 500 bytes on one line.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Reason(String);

impl Reason {
    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Reason {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        if is_text(&text, 1, 500) { Ok(Self(text.trim().to_owned())) } else { Err("a reason is 1 to 500 bytes on one line") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_the_last_thirty_and_have_as_many_before() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let period = |from: Option<&str>, to: Option<&str>| {
            let days = Days::asked((from.map(day), to.map(day)), day("2026-11-21"), 92)?;
            Ok::<_, Problem>((days.before, days.from, days.to))
        };
        assert_eq!(period(None, None).unwrap(), (day("2026-09-23"), day("2026-10-23"), day("2026-11-21")));
        assert_eq!(period(Some("2026-11-20"), None).unwrap(), (day("2026-11-18"), day("2026-11-20"), day("2026-11-21")));
        for (from, to) in
            [("2026-11-22", None), ("2026-08-01", None), ("2026-01-02", Some("2026-01-01")), ("-009999-01-01", Some("-009999-01-02"))]
        {
            assert!(period(Some(from), to).is_err(), "{from}");
        }
    }
}
