//! Counts of stock: the count, the SKUs that belong to it, and a line for each SKU to which anything happened.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{ConditionCheck, TransactWriteItem};
use domain::audit::Entry;
use domain::counts::{Count, CountLine, CountState};
use domain::identity::StoreScope;
use domain::ids::{CountId, Sku};
use domain::stock::Level;
use domain::stock::ledger::Move;
use jiff::Timestamp;

use crate::audit::audit_item;
use crate::keys::{self, Log};
use crate::table::{Counted, Error, Item, Page, Query, Table, document, read, text};

fn count_item(scope: &StoreScope, count: &Count) -> Item {
    let mut item = document(&keys::count(scope, count.id), "count", count.version, count);
    item.insert("state".to_owned(), text(count.state().as_str()));
    item.insert("gsi1pk".to_owned(), text(keys::counts(scope)));
    item.insert("gsi1sk".to_owned(), text(keys::by_time(count.created_at, count.id)));
    item
}

fn line_item(scope: &StoreScope, count: CountId, line: &CountLine) -> Item {
    let mut item = document(&keys::count_line(scope, count, &line.sku), "count_line", line.version, line);
    if line.is_listed {
        item.insert("gsi2pk".to_owned(), text(keys::work_list(scope, keys::UNDECIDED)));
        item.insert("gsi2sk".to_owned(), text(keys::undecided(count, &line.sku)));
    }
    item
}

/// What a count means for the stock of a SKU.
#[derive(Debug, Clone)]
pub struct Booking<'a> {
    /// The level that it was decided by: of another version, nothing is booked.
    pub seen: &'a Level,
    /// When the SKU was counted.
    pub counted_at: Timestamp,
    /// The ledger's entry; none where nothing is moved.
    pub moved: Option<&'a Move>,
    /// The log's entry; none where there was no difference.
    pub told: Option<&'a Entry>,
}

impl Table {
    /// A count.
    pub async fn stock_count(&self, scope: &StoreScope, id: CountId) -> Result<Option<Count>, Error> {
        self.get(&keys::count(scope, id)).await
    }

    /// Records a new count with its SKUs; [`Error::Conflict`] where it is known.
    pub async fn create_count(&self, scope: &StoreScope, count: &Count, skus: &[Sku], told: &Entry) -> Result<(), Error> {
        let listed = document(&keys::count_skus(scope, count.id), "count_skus", 1, &skus);
        let log = self.create_action(audit_item(Log::Store(scope), told));
        self.transact(vec![self.create_action(count_item(scope, count)), self.create_action(listed), log]).await
    }

    /// Records what became of a count, with the log's entry where somebody did it; answers it with its new version.
    pub async fn replace_count(&self, scope: &StoreScope, count: &Count, told: Option<&Entry>) -> Result<Count, Error> {
        let stored = Count { version: count.version + 1, ..count.clone() };
        let mut actions = vec![self.replace_action(count_item(scope, &stored), count.version)];
        actions.extend(told.map(|told| self.create_action(audit_item(Log::Store(scope), told))));
        self.transact(actions).await?;
        Ok(stored)
    }

    /// Counts, newest first.
    pub async fn stock_counts(
        &self,
        scope: &StoreScope,
        limit: usize,
        cursor: Option<&str>,
        is_wanted: impl Fn(&Count) -> bool,
    ) -> Result<Page<Count>, Error> {
        let query = Query::of(keys::counts(scope)).index("gsi1").backward().page(limit, cursor);
        self.sift(query, limit, |item| read(item).map(|count| Some(count).filter(|count| is_wanted(count)))).await
    }

    /// The SKUs of a count, in their order.
    pub async fn skus_of_count(&self, scope: &StoreScope, id: CountId) -> Result<Vec<Sku>, Error> {
        Ok(self.get(&keys::count_skus(scope, id)).await?.unwrap_or_default())
    }

    /// One line of a count; none where nothing happened to the SKU yet.
    pub async fn count_line(&self, scope: &StoreScope, id: CountId, sku: &Sku) -> Result<Option<CountLine>, Error> {
        self.get(&keys::count_line(scope, id, sku)).await
    }

    /// All lines of a count, by SKU.
    pub async fn count_lines(&self, scope: &StoreScope, id: CountId) -> Result<BTreeMap<Sku, CountLine>, Error> {
        let items = self.query_all(Query::of(keys::count(scope, id).pk).prefix(keys::COUNT_LINES).consistent()).await?;
        items.iter().map(|item| read(item).map(|line: CountLine| (line.sku.clone(), line))).collect()
    }

    /// How many lines of a count were stored.
    pub async fn n_count_lines(&self, scope: &StoreScope, id: CountId, most: usize) -> Result<Counted, Error> {
        self.count(Query::of(keys::count(scope, id).pk).prefix(keys::COUNT_LINES), most).await
    }

    /// How many SKUs of closed counts wait for somebody: of one count, or of all.
    pub async fn undecided(&self, scope: &StoreScope, of: Option<CountId>, most: usize) -> Result<Counted, Error> {
        let prefix = of.map(keys::undecided_of).unwrap_or_default();
        self.count(Query::of(keys::work_list(scope, keys::UNDECIDED)).index("gsi2").prefix(&prefix), most).await
    }

    /// Records what happened to a line, in the place of its version before; answers it with its new version. A line of a count on
    /// which people are counting is only written while they are: [`Error::Conflict`] where it was closed meanwhile, or the line is
    /// another.
    pub async fn write_count_line(
        &self,
        scope: &StoreScope,
        count: &Count,
        line: &CountLine,
        told: Option<&Entry>,
    ) -> Result<CountLine, Error> {
        let stored = CountLine { version: line.version + 1, ..line.clone() };
        let mut actions = vec![self.write_action(line_item(scope, count.id, &stored), line.version)];
        actions.extend(told.map(|told| self.create_action(audit_item(Log::Store(scope), told))));
        if count.state() == CountState::Open {
            actions.push(self.is_open_action(scope, count.id));
        }
        self.transact(actions).await?;
        Ok(stored)
    }

    /// Records that a line is booked, together with the level and the ledger: all or nothing. [`Error::Conflict`] where the line or
    /// the level is another meanwhile.
    pub async fn book_count_line(
        &self,
        scope: &StoreScope,
        count: CountId,
        line: &CountLine,
        booking: &Booking<'_>,
    ) -> Result<CountLine, Error> {
        let stored = CountLine { version: line.version + 1, ..line.clone() };
        let mut actions = vec![
            self.write_action(line_item(scope, count, &stored), line.version),
            self.counted_level_action(scope, booking.seen, booking.moved.map(|entry| &entry.change), booking.counted_at),
        ];
        actions.extend(booking.moved.map(|entry| self.create_action(crate::stock::move_item(scope, entry))));
        actions.extend(booking.told.map(|told| self.create_action(audit_item(Log::Store(scope), told))));
        self.transact(actions).await?;
        Ok(stored)
    }

    fn is_open_action(&self, scope: &StoreScope, id: CountId) -> TransactWriteItem {
        let key = keys::count(scope, id);
        let check = ConditionCheck::builder()
            .table_name(&self.name)
            .key("pk", text(&key.pk))
            .key("sk", text(&key.sk))
            .condition_expression("#state = :open")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":open", text(CountState::Open.as_str()))
            .build()
            .expect("key and condition are set");
        TransactWriteItem::builder().condition_check(check).build()
    }
}
