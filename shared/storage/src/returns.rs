//! Goods that come back. Whatever happens to a return is one write with its order, and with the stock and the ledger that it means.

use domain::audit::Entry as Told;
use domain::identity::StoreScope;
use domain::ids::{OrderId, ReturnId};
use domain::orders::Order;
use domain::reconciliation::Entry;
use domain::returns::{Arrival, Return};
use domain::stock::ledger::Move;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::audit::audit_item;
use crate::keys::{self, Log};
use crate::orders::charged;
use crate::postings::{Bucket, PostingList};
use crate::reconciliation::entry_item;
use crate::stock::move_item;
use crate::table::{Error, Item, MAX_KEY, Page, Query, Table, document, read, text};

/// Receipts read at a time.
const ARRIVALS_AT_ONCE: usize = 500;

/// Postings that are looked through for a tracking number: those of about four years with one hand-over a day in its bucket.
const MOST_POSTINGS: usize = 1_500;

/// Postings read at a time.
const POSTINGS_AT_ONCE: usize = 100;

/// Everything that a change of a return writes beside the return.
#[derive(Debug)]
pub struct Beside<'a> {
    /// The order as it was, and as it is now.
    pub order: (&'a Order, Order),
    /// What it means for stock; the levels exist.
    pub moves: Vec<Move>,
    /// What came, for the report.
    pub arrival: Option<Arrival>,
    /// What the client will be told.
    pub entry: Option<Entry>,
    /// What the log of changes tells.
    pub told: Told,
}

fn return_item(scope: &StoreScope, back: &Return) -> Item {
    let mut item = document(&keys::return_of(scope, back.id), "return", back.version, back);
    item.insert("gsi1pk".to_owned(), text(keys::returns(scope)));
    item.insert("gsi1sk".to_owned(), text(keys::by_time(back.created_at, back.id)));
    if back.state().is_open() {
        item.insert("gsi2pk".to_owned(), text(keys::work_list(scope, keys::OPEN_RETURNS)));
        item.insert("gsi2sk".to_owned(), text(keys::by_time(back.created_at, back.id)));
    }
    item
}

impl Table {
    /// A return.
    pub async fn return_of(&self, scope: &StoreScope, id: ReturnId) -> Result<Option<Return>, Error> {
        self.get(&keys::return_of(scope, id)).await
    }

    /// Those of the returns that exist, in the order of the ids.
    pub async fn returns_by_id(&self, scope: &StoreScope, ids: &[ReturnId]) -> Result<Vec<Return>, Error> {
        let items = self.items(ids.iter().map(|id| keys::return_of(scope, *id))).await?;
        let mut found: Vec<Return> = items.iter().map(read).collect::<Result<_, _>>()?;
        found.sort_by_key(|back| ids.iter().position(|id| *id == back.id));
        Ok(found)
    }

    /// Records a return and what it means, all or nothing; answers it with its new version. [`Error::Conflict`] where return,
    /// order or stock is not as it was believed to be: of a return that is not stored yet (version 0), that it is.
    pub async fn write_return(&self, scope: &StoreScope, back: &Return, beside: Beside<'_>) -> Result<Return, Error> {
        let stored = Return { version: back.version + 1, ..back.clone() };
        let mut actions = vec![
            self.write_action(return_item(scope, &stored), back.version),
            self.create_action(audit_item(Log::Store(scope), &beside.told)),
        ];
        for entry in &beside.moves {
            actions.push(self.change_level_action(scope, &entry.sku, &entry.warehouse, &entry.change));
            actions.push(self.create_action(move_item(scope, entry)));
        }
        if let Some(arrival) = &beside.arrival {
            let key = keys::arrival(scope, arrival.at, arrival.receipt);
            actions.push(self.create_action(document(&key, "arrival", 1, arrival)));
        }
        actions.extend(beside.entry.as_ref().map(|entry| self.create_action(entry_item(scope, entry))));
        let (before, after) = beside.order;
        let after = Order { version: before.version + 1, ..after };
        let (_, item) = charged(scope, Some(before), &after, Some(actions.len()));
        actions.push(self.replace_action(item, before.version));
        self.transact(actions).await?;
        Ok(stored)
    }

    /// Returns that somebody looks for, the newest first, of those that were announced or found from one moment to another.
    pub async fn returns(
        &self,
        scope: &StoreScope,
        (from, to): (Option<Timestamp>, Option<Timestamp>),
        limit: usize,
        cursor: Option<&str>,
        is_wanted: impl Fn(&Return) -> bool,
    ) -> Result<Page<Return>, Error> {
        let from = from.map_or_else(|| "0".to_owned(), keys::instant);
        let to = to.map_or_else(|| "~".to_owned(), keys::instant);
        let query = Query::of(keys::returns(scope)).index("gsi1").between(from, to).backward().page(limit, cursor);
        self.some_returns(query, limit, is_wanted).await
    }

    /// Those of which goods may come, the oldest first.
    pub async fn open_returns(
        &self,
        scope: &StoreScope,
        limit: usize,
        cursor: Option<&str>,
        is_wanted: impl Fn(&Return) -> bool,
    ) -> Result<Page<Return>, Error> {
        let query = Query::of(keys::work_list(scope, keys::OPEN_RETURNS)).index("gsi2").page(limit, cursor);
        // The index may lag behind a return that just ended.
        self.some_returns(query, limit, |back| back.state().is_open() && is_wanted(back)).await
    }

    async fn some_returns(&self, query: Query<'_>, limit: usize, is_wanted: impl Fn(&Return) -> bool) -> Result<Page<Return>, Error> {
        self.sift(query, limit, |item| read(item).map(|back| Some(back).filter(|back| is_wanted(back)))).await
    }

    /// How many returns goods may come of, counted until there are more than `most`.
    pub async fn count_open_returns(&self, scope: &StoreScope, most: usize) -> Result<crate::Counted, Error> {
        self.count(Query::of(keys::work_list(scope, keys::OPEN_RETURNS)).index("gsi2"), most).await
    }

    /// What came back from one moment to another (not included), the newest first, after the place `before`; with its place.
    /// A page may be short, even empty, while there is a next place.
    pub async fn arrivals(
        &self,
        scope: &StoreScope,
        (from, to): (Timestamp, Timestamp),
        before: Option<&str>,
    ) -> Result<(Vec<(String, Arrival)>, Option<String>), Error> {
        // A place comes back in a cursor, which anybody can write.
        if before.is_some_and(|place| place.is_empty() || place.len() > MAX_KEY.1) {
            return Err(Error::BadCursor);
        }
        let day = |at: Timestamp| at.to_zoned(TimeZone::UTC).date();
        let lower = keys::instant(from);
        let upper = before.map_or_else(|| keys::instant(to), str::to_owned);
        let month: Date = match upper.get(..10) {
            Some(text) => text.parse().map_err(|_| Error::BadCursor)?,
            None => return Err(Error::BadCursor),
        };
        if upper <= lower {
            return Ok((Vec::new(), None));
        }
        let query =
            Query::of(keys::arrivals(scope, month)).between(lower.clone(), upper.clone()).backward().page(ARRIVALS_AT_ONCE + 1, None);
        let page = self.query(query).await?;
        let mut found: Vec<(String, Arrival)> = Vec::new();
        for item in &page.items {
            found.push((crate::table::text_of(item, "sk")?.to_owned(), read(item)?));
        }
        // The upper end itself was seen, or is the moment after the last.
        found.retain(|(place, _)| *place < upper);
        if found.len() >= ARRIVALS_AT_ONCE {
            let next = found.last().map(|(place, _)| place.clone());
            return Ok((found, next));
        }
        // On with the month before, from its end.
        let first = month.first_of_month();
        let next = (first > day(from)).then(|| first.yesterday().ok()).flatten().map(|last| format!("{last}~"));
        Ok((found, next))
    }

    /// Orders with a parcel of a tracking number, those that left last first.
    pub async fn orders_by_tracking(&self, scope: &StoreScope, number: &str) -> Result<Vec<OrderId>, Error> {
        let list = PostingList::Tracking(Bucket::of_text(number));
        let days = (Date::constant(1, 1, 1), Date::constant(9999, 12, 31));
        let (mut place, mut n_seen) = (None::<String>, 0);
        while n_seen < MOST_POSTINGS {
            let found = self.postings(scope, &list, days, place.as_deref(), POSTINGS_AT_ONCE).await?;
            let Some(last) = found.last() else { break };
            (place, n_seen) = (Some(last.place.clone()), n_seen + found.len());
            let named = found.into_iter().flat_map(|posting| posting.orders).filter(|(_, tracking)| tracking == number);
            let orders: Vec<OrderId> = named.map(|(id, _)| id).collect();
            if !orders.is_empty() {
                return Ok(orders);
            }
        }
        Ok(Vec::new())
    }
}
