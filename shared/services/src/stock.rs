//! Goods coming in, corrections, and filling the orders that wait.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::audit;
use domain::identity::StoreScope;
use domain::ids::{ReceiptId, Sku};
use domain::inbound::Incoming;
use domain::orders::ChunkId;
use domain::orders::history::By;
use domain::stock::cover::{COVER_DAYS, Demand};
use domain::stock::ledger::{Change, Move, MoveKind};
use domain::stock::{Level, Unavailable, effects};
use jiff::{SignedDuration, Timestamp};
use storage::meter::{measured, spent};
use storage::stock::{Receipt, Waiting};

use crate::orders::{Meaning, alongside, filled, pause};
use crate::{App, Error, gather};

/// Moves that a SKU's demand is added up from at most.
const MAX_MOVES: usize = 5_000;

/// Moves read at a time.
const MOVES_PAGE: usize = 500;

/// Queue entries read at a time.
const QUEUE_PAGE: usize = 25;

/// Behind every turn in a queue.
const END_OF_QUEUE: &str = "~";

/// A level with what people want to know beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// The level.
    pub level: Level,
    /// The product's name.
    pub name: String,
    /// Orders that wait for it, counted up to 1,000.
    pub waiting_orders: u32,
    /// What open deliveries bring of it.
    pub incoming: Option<Incoming>,
}

/// A place between which stock is moved by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Can be promised.
    Available,
    /// In the house, not for sale.
    Unavailable(Unavailable),
    /// Not in the house: found or lost.
    Outside,
}

impl Place {
    /// Reads `available`, `outside`, or a reason for being unavailable.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "available" => Some(Self::Available),
            "outside" => Some(Self::Outside),
            other => Unavailable::ALL.into_iter().find(|reason| reason.as_str() == other).map(Self::Unavailable),
        }
    }

    /// The word that [`Place::parse`] reads.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Unavailable(reason) => reason.as_str(),
            Self::Outside => "outside",
        }
    }

    fn add(self, change: &mut Change, units: i64) {
        match self {
            Self::Available => change.available += units,
            Self::Unavailable(reason) => *change.unavailable.entry(reason).or_default() += units,
            Self::Outside => {}
        }
    }
}

/// A correction by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjustment {
    /// What.
    pub sku: Sku,
    /// The caller's name of it: the same name is done once.
    pub reference: String,
    /// From where.
    pub from: Place,
    /// To where.
    pub to: Place,
    /// Units.
    pub quantity: u32,
    /// Why.
    pub reason: String,
}

impl App {
    /// Levels with the names of their products, those who wait, and what is to come.
    pub async fn describe_levels(&self, scope: &StoreScope, levels: Vec<Level>) -> Result<Vec<Described>, Error> {
        let skus: BTreeSet<&Sku> = levels.iter().map(|level| &level.sku).collect();
        let products = self.table.products_by_sku(scope, skus).await?;
        let waiting = gather(levels.iter().map(|level| async {
            if level.backordered == 0 { Ok(0) } else { Ok(self.table.orders_ahead(scope, &level.sku, END_OF_QUEUE).await?) }
        }));
        let waiting = waiting.await?;
        let incoming = if levels.is_empty() { BTreeMap::new() } else { self.incoming(scope).await? };
        let name = |sku: &Sku| products.get(sku).map_or_else(String::new, |product| product.name.clone());
        let described = levels.into_iter().zip(waiting).map(|(level, waiting_orders)| {
            let (name, incoming) = (name(&level.sku), incoming.get(&level.sku).copied());
            Described { level, name, waiting_orders, incoming }
        });
        Ok(described.collect())
    }

    /// What orders took of a SKU lately, added up from its ledger; None where that is more than one call reads.
    pub async fn demand(&self, scope: &StoreScope, sku: &Sku, now: Timestamp) -> Result<Option<Demand>, Error> {
        let since = now - SignedDuration::from_hours(24 * i64::from(COVER_DAYS));
        let (mut moves, mut cursor): (Vec<Move>, Option<String>) = (Vec::new(), None);
        loop {
            let page = self.table.moves(scope, sku, MOVES_PAGE, cursor.as_deref()).await?;
            let is_past = page.items.iter().any(|entry| entry.recorded_at < since);
            moves.extend(page.items.into_iter().filter(|entry| entry.recorded_at >= since));
            cursor = page.next;
            if is_past || cursor.is_none() {
                return Ok(Some(Demand::of(&moves)));
            }
            if moves.len() > MAX_MOVES {
                return Ok(None);
            }
        }
    }

    /// Books goods in. The same reference again changes nothing; with other goods it is refused.
    /// Those who wait get theirs by the table's stream, at once but not in this call.
    pub async fn receive_goods(
        &self,
        scope: &StoreScope,
        by: &By,
        reference: &str,
        lines: BTreeMap<Sku, u32>,
        effective_at: Timestamp,
    ) -> Result<Receipt, Error> {
        let warehouse = self.table.warehouse(scope).await?.ok_or(Error::NotFound("store"))?;
        self.know_all(scope, lines.keys()).await?;
        let id = ReceiptId::derived(&[scope.store().as_str(), reference]);
        let receipt = Receipt { id, reference: reference.to_owned(), effective_at, recorded_at: by.at, lines };
        let booked = self.table.create_receipt(scope, &receipt).await?;
        if booked.lines != receipt.lines {
            return Err(Error::State(format!("receipt {reference} was booked with other goods")));
        }
        let calls = booked.lines.iter().map(|(sku, units)| {
            let entry = Move {
                id: id.to_string(),
                sku: sku.clone(),
                warehouse: warehouse.clone(),
                kind: MoveKind::Receipt,
                effective_at: booked.effective_at,
                recorded_at: booked.recorded_at,
                change: Change { available: i64::from(*units), ..Change::default() },
                order: None,
                cause: format!("receipt {reference}"),
                actor: by.actor.clone(),
            };
            self.book(scope, entry)
        });
        gather(calls).await?;
        Ok(booked)
    }

    /// Writes a move and its level once. A receipt adds, so a refused condition can only mean that
    /// the entry is there already.
    async fn book(&self, scope: &StoreScope, entry: Move) -> Result<(), Error> {
        self.table.ensure_level(scope, &entry.sku, &entry.warehouse).await?;
        match self.table.change_level(scope, &entry, None).await {
            Ok(()) | Err(storage::Error::Conflict) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Moves stock between places by hand; refused where it is not there.
    pub async fn adjust_stock(&self, scope: &StoreScope, by: &By, adjustment: &Adjustment) -> Result<(), Error> {
        let warehouse = self.table.warehouse(scope).await?.ok_or(Error::NotFound("store"))?;
        if self.table.product(scope, &adjustment.sku).await?.is_none() {
            return Err(Error::NotFound("product"));
        }
        let units = i64::from(adjustment.quantity);
        let mut change = Change::default();
        adjustment.from.add(&mut change, -units);
        adjustment.to.add(&mut change, units);
        let id = format!("adj.{}", adjustment.reference);
        // The receipt's guard serves here too: one name, one correction.
        let guard = Receipt {
            id: ReceiptId::derived(&[scope.store().as_str(), &id]),
            reference: id.clone(),
            effective_at: by.at,
            recorded_at: by.at,
            lines: BTreeMap::from([(adjustment.sku.clone(), adjustment.quantity)]),
        };
        let first = self.table.create_receipt(scope, &guard).await?;
        let entry = Move {
            id,
            sku: adjustment.sku.clone(),
            warehouse: warehouse.clone(),
            kind: MoveKind::Adjustment,
            effective_at: first.recorded_at,
            recorded_at: first.recorded_at,
            change,
            order: None,
            cause: adjustment.reason.clone(),
            actor: by.actor.clone(),
        };
        self.table.ensure_level(scope, &adjustment.sku, &warehouse).await?;
        let units = |sign: char| Some(format!("{sign}{}", adjustment.quantity));
        let told = audit::Entry::new(
            by,
            scope.store().as_str(),
            audit::Kind::Stock,
            audit::Action::Adjusted,
            (adjustment.sku.as_str(), adjustment.sku.as_str()),
        )
        .with(vec![
            audit::Change::new(adjustment.from.as_str(), None, units('−')),
            audit::Change::new(adjustment.to.as_str(), None, units('+')),
        ])
        .because(&adjustment.reason);
        let told = audit::Entry { at: first.recorded_at, ..told };
        match self.table.change_level(scope, &entry, Some(&told)).await {
            Ok(()) => Ok(()),
            Err(storage::Error::Conflict) if self.table.has_move(scope, &entry).await? => Ok(()),
            Err(storage::Error::Conflict) => Err(Error::State(format!("there are not {} units to move", adjustment.quantity))),
            Err(error) => Err(error.into()),
        }
    }

    /// Gives stock to the orders that wait for a SKU, strictly in their turn, until stock or queue
    /// end. Stops before an order whose chunk is not committed: its committer wakes us again.
    /// Retried is what a service refused; each order is one transaction, so nothing is half done.
    pub async fn fill_back_orders(&self, scope: &StoreScope, sku: &Sku, now: Timestamp) -> Result<u32, Error> {
        let warehouse = self.table.warehouse(scope).await?.ok_or(Error::NotFound("store"))?;
        let mut committed: HashMap<ChunkId, bool> = HashMap::new();
        let mut n_filled = 0;
        let mut attempt = 0;
        'queue: loop {
            let queue = self.table.queue(scope, sku, QUEUE_PAGE, None).await?;
            if queue.items.is_empty() {
                return Ok(n_filled);
            }
            for waiting in &queue.items {
                let Some(level) = self.table.level(scope, sku, &warehouse).await? else { return Ok(n_filled) };
                if level.promisable() == 0 {
                    return Ok(n_filled);
                }
                let is_committed = match committed.get(&waiting.chunk) {
                    Some(is_committed) => *is_committed,
                    None => self.table.marker(scope, waiting.chunk).await?.is_some(),
                };
                committed.insert(waiting.chunk, is_committed);
                if !is_committed {
                    return Ok(n_filled);
                }
                match measured(self.fill_one(scope, sku, waiting, level.available, now)).await.0 {
                    Ok(was_filled) => n_filled += u32::from(was_filled),
                    // The order, the entry or the level changed under us: look at the queue anew.
                    Err(Error::Changed) => {
                        attempt += 1;
                        if attempt > 100 {
                            return Err(Error::Changed);
                        }
                        pause(attempt.min(6)).await;
                        continue 'queue;
                    }
                    Err(error) => return Err(error),
                }
            }
        }
    }

    async fn fill_one(&self, scope: &StoreScope, sku: &Sku, waiting: &Waiting, available: u32, now: Timestamp) -> Result<bool, Error> {
        let order = self.table.order(scope, waiting.order).await?.ok_or(Error::NotFound("order"))?;
        match filled(&order, sku, available, now) {
            None => {
                // The order is the truth: it does not wait any more.
                self.table.drop_waiting(scope, sku, waiting).await?;
                Ok(false)
            }
            Some((mut after, by)) => {
                after.cost = order.cost.plus(spent());
                let meaning = Meaning { kind: MoveKind::Fill, cause: "stock came" };
                let effects = effects::between(&order, &after);
                self.table.change_order(scope, &order, &after, &alongside(&order, &after, effects, &by, &meaning)).await?;
                Ok(true)
            }
        }
    }
}
