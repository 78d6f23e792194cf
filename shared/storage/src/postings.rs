//! Postings: lists of orders by a property. One item holds the orders of a whole chunk or hand-over,
//! so that finding orders by day, SKU or name costs a fraction of a write unit per order. A posting
//! is a hint: the order itself is the truth, and readers check it.

use domain::identity::StoreScope;
use domain::ids::OrderId;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::keys;
pub use crate::keys::{Bucket, PostingList};
use crate::table::{Error, MAX_KEY, Query, Table, document, read, text_of};

/// Orders of one chunk or hand-over that share a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// Which list it belongs to.
    pub list: PostingList,
    /// When the latest of them happened, in the store's zone: postings are sorted by it. The same on every run of the source.
    pub at: DateTime,
    /// The chunk or hand-over.
    pub source: String,
    /// The orders, the oldest first; with the folded name by which each is found, or the SKU.
    pub orders: Vec<(OrderId, String)>,
}

/// A posting as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its place in the list.
    pub place: String,
    /// The day.
    pub day: Date,
    /// The orders.
    pub orders: Vec<(OrderId, String)>,
}

#[derive(Serialize, Deserialize)]
struct Stored(Vec<(OrderId, String)>);

impl Table {
    /// Writes postings; writing one again changes nothing.
    pub async fn put_postings(&self, scope: &StoreScope, postings: &[Posting]) -> Result<(), Error> {
        let item = |posting: &Posting| {
            let key = keys::posting(scope, &posting.list, posting.at, &posting.source);
            document(&key, "posting", 1, &Stored(posting.orders.clone()))
        };
        self.put_many(postings.iter().map(item).collect()).await
    }

    /// Postings of a list from `to` back to `from` (both included), after the place `before`.
    pub async fn postings(
        &self,
        scope: &StoreScope,
        list: &PostingList,
        (from, to): (Date, Date),
        before: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Found>, Error> {
        // A place comes back in a cursor, which anybody can write.
        if before.is_some_and(|place| place.is_empty() || place.len() > MAX_KEY.1) {
            return Err(Error::BadCursor);
        }
        // `$` sorts behind `#`, so every posting of the last day is inside.
        let upper = before.map_or_else(|| format!("{to}$"), str::to_owned);
        let lower = format!("{from}#");
        if upper < lower {
            return Ok(Vec::new());
        }
        let query = Query::of(keys::posting_list(scope, list)).between(lower, upper).backward().page(limit + 1, None);
        let page = self.query(query).await?;
        let found: Vec<Found> = page
            .items
            .iter()
            .map(|item| {
                let place = text_of(item, "sk")?.to_owned();
                let corrupt = || Error::Corrupt { key: place.clone(), why: "no day".to_owned() };
                let day = place.get(..10).and_then(|day| day.parse().ok()).ok_or_else(corrupt)?;
                let Stored(orders) = read(item)?;
                Ok(Found { place, day, orders })
            })
            .collect::<Result<_, Error>>()?;
        Ok(found.into_iter().filter(|found| before.is_none_or(|before| found.place.as_str() < before)).take(limit).collect())
    }
}
