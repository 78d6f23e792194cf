//! Ready orders of files: lists of orders that had all their stock when they were accepted. One item
//! holds some hundred of a chunk, so that most orders of a file need no entry of their own in the
//! index of what is to do.
//!
//! A list is a hint. An order is on it only as long as it is as it was accepted ([`is_posted`]); one
//! that was changed since has its own entry, or none. Entries of such orders are taken out by those
//! who come across them.

use std::collections::BTreeMap;

use domain::identity::StoreScope;
use domain::ids::OrderId;
use domain::orders::status::Status;
use domain::orders::{ChunkId, Order};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::keys::{self, Key};
use crate::orders::{USUAL_PRIORITY, turn};
use crate::table::{Error, Item, Page, Query, Table, document, key_of, number_of, read, text};

/// Orders of one item: few enough that taking a batch out of it writes little.
const ORDERS_PER_PART: usize = 250;

/// Whether an order stands on its chunk's list: it is as it was accepted, with all its stock.
pub fn is_posted(order: &Order) -> bool {
    order.version == 1 && matches!(order.chunk, ChunkId::Import { .. }) && order.status() == Status::Allocated
}

/// A part of a chunk's ready orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The turn that it began with.
    pub first: String,
    /// Orders with their turns, in that order.
    pub orders: Vec<(String, OrderId)>,
    key: Key,
    version: u64,
    stored: Stored,
}

/// Orders as they are stored; their turns follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Stored {
    accepted_at: Timestamp,
    orders: Vec<(OrderId, Timestamp, u64)>,
}

impl Part {
    /// What tells it from others.
    pub fn name(&self) -> String {
        format!("{}/{}", self.key.pk, self.key.sk)
    }

    fn of(item: &Item) -> Result<Self, Error> {
        let stored: Stored = read(item)?;
        let turn_of = |(id, due, row): &(OrderId, Timestamp, u64)| (keys::turn(USUAL_PRIORITY, (*due, stored.accepted_at, *row, *id)), *id);
        Ok(Self {
            first: crate::table::text_of(item, "gsi2sk")?.to_owned(),
            orders: stored.orders.iter().map(turn_of).collect(),
            key: key_of(item)?,
            version: number_of(item, "version")?,
            stored,
        })
    }
}

fn part_item(scope: &StoreScope, key: &Key, first: &str, version: u64, stored: &Stored) -> Item {
    let mut item = document(key, "ready", version, stored);
    item.insert("gsi2pk".to_owned(), text(keys::work_list(scope, keys::POSTED)));
    item.insert("gsi2sk".to_owned(), text(first));
    item
}

impl Table {
    /// Lists those of a chunk's orders that had all their stock. Only before the chunk is committed:
    /// every run writes the same.
    pub async fn post_ready(&self, scope: &StoreScope, chunk: ChunkId, orders: &[Order]) -> Result<(), Error> {
        let mut posted: Vec<(String, &Order)> = orders.iter().filter(|order| is_posted(order)).map(|order| (turn(order), order)).collect();
        posted.sort_by(|a, b| a.0.cmp(&b.0));
        let part = |part: &[(String, &Order)]| {
            let (first, order) = part.first()?;
            let stored = Stored {
                accepted_at: order.accepted_at,
                orders: part.iter().map(|(_, order)| (order.id, order.turn().0, order.request.row)).collect(),
            };
            Some(part_item(scope, &keys::posted(scope, chunk, first)?, first, 1, &stored))
        };
        self.put_many(posted.chunks(ORDERS_PER_PART).filter_map(part).collect()).await
    }

    /// Lists of ready orders, in the order of their first turns. Turns of different lists overlap.
    pub async fn ready_parts(&self, scope: &StoreScope, limit: usize, cursor: Option<&str>) -> Result<Page<Part>, Error> {
        let query = Query::of(keys::work_list(scope, keys::POSTED)).index("gsi2").page(limit, cursor);
        let page = self.query(query).await?;
        let items = self.whole(&page.items).await?;
        let mut parts: Vec<Part> = items.iter().flatten().map(Part::of).collect::<Result<_, _>>()?;
        parts.sort_by(|a, b| (&a.first, &a.key.sk).cmp(&(&b.first, &b.key.sk)));
        Ok(Page { items: parts, next: page.next })
    }

    /// Takes orders that were changed out of their chunk's lists. Where somebody else writes the same
    /// list at this moment, they stay on it: whoever reads it passes them over.
    pub async fn unpost(&self, scope: &StoreScope, chunk: ChunkId, changed: &[&Order]) -> Result<(), Error> {
        let mut turns: BTreeMap<String, OrderId> = changed.iter().map(|order| (turn(order), order.id)).collect();
        while let Some((last, _)) = turns.last_key_value() {
            let (Some(lower), Some(upper)) = (keys::posted(scope, chunk, ""), keys::posted(scope, chunk, last)) else { return Ok(()) };
            // The parts of a chunk do not overlap: a turn is on the last that begins before it.
            let query = Query::of(lower.pk).between(lower.sk, upper.sk).backward().consistent().page(1, None);
            let Some(item) = self.query(query).await?.items.into_iter().next() else { return Ok(()) };
            let part = Part::of(&item)?;
            let gone = turns.split_off(&part.first);
            let left: Vec<_> = part.stored.orders.iter().filter(|(id, _, _)| !gone.values().any(|gone| gone == id)).copied().collect();
            if left.len() < part.stored.orders.len() {
                match self.rewrite(scope, &part, left).await {
                    Ok(()) | Err(Error::Conflict) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(())
    }

    async fn rewrite(&self, scope: &StoreScope, part: &Part, left: Vec<(OrderId, Timestamp, u64)>) -> Result<(), Error> {
        if !left.is_empty() {
            let stored = Stored { accepted_at: part.stored.accepted_at, orders: left };
            return self.replace(part_item(scope, &part.key, &part.first, part.version + 1, &stored), part.version).await;
        }
        self.delete_version(&part.key, part.version).await
    }
}
