//! What people and programs do to single orders.

use domain::identity::StoreScope;
use domain::ids::{OrderId, Reference, Sku};
use domain::imports::draft::{Field, OrderDraft};
use domain::imports::profile::ImportProfile;
use domain::orders::history::{By, EventKind};
use domain::orders::transitions::Refusal;
use domain::orders::validation::{Facts, mentions, validate};
use domain::orders::why::Wait;
use domain::orders::{ChunkId, Order, OrderRequest};
use domain::reconciliation::{Bucket, Entry, EntryKind, Line};
use domain::stock::effects::{self, Effect};
use domain::stock::ledger::{Move, MoveKind};
use storage::Reading;
use storage::meter::{measured, spent};
use storage::orders::Alongside;

use crate::allocation::single::fits_a_transaction;
use crate::messages::AllocationMessage;
use crate::validation::Validated;
use crate::{App, Error, function, gather};

/// How often a change is tried again when others change the same order or stock at the same time.
const ATTEMPTS: u32 = 12;

/// The queue's copy of an API order is read only if the API's own run died; it waits so long for it.
const SECOND_RUN_AFTER_SECONDS: i32 = 30;

/// What a change means beside the order itself.
pub(crate) struct Meaning<'a> {
    /// Why stock moves, if it does.
    pub(crate) kind: MoveKind,
    /// In words.
    pub(crate) cause: &'a str,
}

impl App {
    /// An order that somebody may act on: its chunk is committed.
    pub async fn order(&self, scope: &StoreScope, id: OrderId) -> Result<Order, Error> {
        let order = self.table.order(scope, id).await?.ok_or(Error::NotFound("order"))?;
        // A later version was made by somebody who saw the marker.
        if order.version == 1 && self.table.marker(scope, order.chunk).await?.is_none() {
            return Err(Error::State("the order is still being imported; try again in a moment".to_owned()));
        }
        Ok(order)
    }

    /// Takes an order from the API: all its faults at once, or the order with its stock. The same
    /// order again is answered with what became of it. One of more SKUs than a transaction holds is
    /// worked on like a chunk of a file.
    pub async fn create_order(&self, scope: &StoreScope, draft: &OrderDraft, now: jiff::Timestamp) -> Result<Order, Error> {
        let store = self.store(scope, now).await?;
        let profile = ImportProfile::canonical();
        let (skus, customer) = mentions(std::slice::from_ref(draft), &profile);
        let products = self.table.products_by_sku(scope, &skus).await?;
        let customers = self.table.customers_by_code(scope, &customer).await?;
        let facts = Facts { settings: &store.settings, profile: &profile, products: &products, customers: &customers, now };
        let request = validate(draft, &facts).map_err(Error::Faults)?;
        let id = Order::id_for(scope.store(), &request.channel, &request.reference);
        let sent = request.clone();
        // An order that does not say when it was placed was placed when it first came.
        let says_when = draft.header.get(Field::PlacedAt).is_some();
        let answer = |order: Order| {
            let placed_at = if says_when { sent.placed_at } else { order.request.placed_at };
            let is_same = order.request.fingerprint() == OrderRequest { placed_at, ..sent.clone() }.fingerprint();
            if is_same { Ok(order) } else { Err(Error::State(format!("order {} exists with other content", sent.reference))) }
        };
        if let Some(existing) = self.table.order(scope, id).await? {
            return answer(existing);
        }
        let chunk = ChunkId::single(id, &request);
        let validated = Validated { orders: vec![(request, 1)], ..Validated::new(chunk, now, &store) };
        if fits_a_transaction(id, &sent) {
            return self.place_single(scope, &validated, now).await?.map_err(Error::Faults).and_then(answer);
        }
        // The queue first: if we die now, stock that was taken still comes to its order.
        let message = AllocationMessage::AllocateOrder { validated: Box::new(validated.clone()) };
        self.queues.allocate_later(scope, message, SECOND_RUN_AFTER_SECONDS).await?;
        self.allocate(scope, &validated, now).await?;
        match self.table.order(scope, id).await? {
            Some(order) => answer(order),
            None => {
                let late = self.table.marker(scope, chunk).await?.map(|marker| marker.late).unwrap_or_default();
                Err(Error::Faults(late.into_iter().flat_map(|diagnostic| diagnostic.faults).collect()))
            }
        }
    }

    /// The order with a reference, whatever channel it came through.
    pub async fn orders_by_reference(&self, scope: &StoreScope, reference: &Reference) -> Result<Vec<Order>, Error> {
        let channels = self.table.coverage(scope).await?.channels;
        let ids: Vec<OrderId> = channels.iter().map(|channel| Order::id_for(scope.store(), channel, reference)).collect();
        Ok(self.table.orders(scope, &ids).await?)
    }

    /// Cancels what is open of an order.
    pub async fn cancel_order(&self, scope: &StoreScope, id: OrderId, by: &By, reason: &str) -> Result<Order, Error> {
        let meaning = Meaning { kind: MoveKind::Release, cause: reason };
        self.change(scope, id, by, &meaning, |order| order.cancel(by, reason)).await
    }

    /// Takes units off a line.
    pub async fn reduce_order(
        &self,
        scope: &StoreScope,
        id: OrderId,
        by: &By,
        (line, units): (u32, u32),
        reason: &str,
    ) -> Result<Order, Error> {
        let meaning = Meaning { kind: MoveKind::Release, cause: reason };
        self.change(scope, id, by, &meaning, |order| order.reduce(by, line, units, reason)).await
    }

    /// Changes an order with everything that follows for stock, ledger, queues and reconciliation,
    /// all in one write; tried again when others were quicker. A command that the order bears
    /// already, because its answer was lost or it was sent twice, changes nothing.
    pub(crate) async fn change(
        &self,
        scope: &StoreScope,
        id: OrderId,
        by: &By,
        meaning: &Meaning<'_>,
        transition: impl Fn(&mut Order) -> Result<(), Refusal>,
    ) -> Result<Order, Error> {
        // By itself, so that what is spent here is this order's.
        measured(self.try_to_change(scope, id, by, meaning, transition)).await.0
    }

    async fn try_to_change(
        &self,
        scope: &StoreScope,
        id: OrderId,
        by: &By,
        meaning: &Meaning<'_>,
        transition: impl Fn(&mut Order) -> Result<(), Refusal>,
    ) -> Result<Order, Error> {
        // The first look costs half, and only counts if the write that follows from it holds.
        if let Some(before) = self.table.order_as_of(Reading::Lately, scope, id).await?
            && (before.version > 1 || self.table.marker(scope, before.chunk).await?.is_some())
        {
            match self.store_change(scope, before, by, meaning, &transition).await {
                Ok(Some(stored)) => return Ok(stored),
                Ok(None) | Err(Error::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        for attempt in 0..ATTEMPTS {
            let before = self.order(scope, id).await?;
            if before.has_done(by) {
                return Ok(before);
            }
            let mut after = before.clone();
            transition(&mut after)?;
            if after == before {
                return Ok(before);
            }
            match self.store_change(scope, before, by, meaning, &transition).await? {
                Some(stored) => return Ok(stored),
                None => pause(attempt).await,
            }
        }
        Err(Error::Changed)
    }

    /// Changes an order as it was seen; None where it is not like that any more, was changed by this
    /// command before, or does not change.
    pub(crate) async fn store_change(
        &self,
        scope: &StoreScope,
        before: Order,
        by: &By,
        meaning: &Meaning<'_>,
        transition: impl Fn(&mut Order) -> Result<(), Refusal>,
    ) -> Result<Option<Order>, Error> {
        if before.has_done(by) {
            return Ok(None);
        }
        let mut after = before.clone();
        transition(&mut after)?;
        if after == before {
            return Ok(None);
        }
        after.cost = before.cost.plus(spent());
        let effects = effects::between(&before, &after);
        match self.table.change_order(scope, &before, &after, &alongside(&before, &after, effects, by, meaning)).await {
            Err(storage::Error::Conflict) => Ok(None),
            stored => Ok(Some(stored?)),
        }
    }

    /// Goods were not found: what other stock can replace stays on the pick list, the rest waits,
    /// and the missing units are booked out of sight until somebody counts.
    pub async fn short_pick(&self, scope: &StoreScope, id: OrderId, by: &By, line: u32, missing: u32) -> Result<Order, Error> {
        let meaning = Meaning { kind: MoveKind::ShortPick, cause: "not found by the picker" };
        for attempt in 0..ATTEMPTS {
            let before = self.order(scope, id).await?;
            if before.has_done(by) {
                return Ok(before);
            }
            let sku = before.lines().find(|(number, _, _)| *number == line).map(|(_, line, _)| line.sku.clone());
            let sku = sku.ok_or(Refusal::NoSuchLine(line))?;
            let level = self.table.level(scope, &sku, &before.warehouse).await?;
            // Others who wait come first: a picker's bad luck does not overtake them.
            let spare = level.filter(|level| level.backordered == 0).map_or(0, |level| level.promisable());
            let mut after = before.clone();
            after.short_pick(by, line, missing, spare.min(missing))?;
            let mut effects = effects::between(&before, &after);
            effects::missing(&mut effects, &sku, missing);
            match self.table.change_order(scope, &before, &after, &alongside(&before, &after, effects, by, &meaning)).await {
                Err(storage::Error::Conflict) => pause(attempt).await,
                stored => return Ok(stored?),
            }
        }
        Err(Error::Changed)
    }

    /// What an order waits for, for "why has it not shipped?".
    pub async fn waits(&self, scope: &StoreScope, order: &Order) -> Result<Vec<Wait>, Error> {
        let short: Vec<(Sku, u32)> = effects::per_sku(order)
            .into_iter()
            .filter(|(_, counters)| counters.backordered > 0)
            .map(|(sku, counters)| (sku, counters.backordered))
            .collect();
        let skus: Vec<&Sku> = short.iter().map(|(sku, _)| sku).collect();
        let levels = self.table.levels_of(scope, &order.warehouse, skus).await?;
        let turn = storage::orders::turn(order);
        let calls = short.iter().map(|(sku, quantity)| {
            let (turn, levels) = (&turn, &levels);
            async move {
                let orders_ahead = self.table.orders_ahead(scope, sku, turn).await?;
                let available = levels.get(sku).map_or(0, |level| level.available);
                Ok(Wait { sku: sku.clone(), quantity: *quantity, orders_ahead, available })
            }
        });
        gather(calls).await
    }
}

/// What is written beside a changed order.
pub(crate) fn alongside(
    before: &Order,
    after: &Order,
    effects: std::collections::BTreeMap<Sku, Effect>,
    by: &By,
    meaning: &Meaning<'_>,
) -> Alongside {
    let moves = effects
        .iter()
        .map(|(sku, effect)| {
            let entry = Move {
                id: format!("{}.{}", after.id, before.version + 1),
                sku: sku.clone(),
                warehouse: after.warehouse.clone(),
                kind: meaning.kind,
                effective_at: by.at,
                recorded_at: by.at,
                change: effect.change.clone(),
                order: Some(after.id),
                cause: meaning.cause.to_owned(),
                actor: by.actor.clone(),
            };
            (sku.clone(), entry)
        })
        .collect();
    Alongside { effects, moves, entry: entry(before, after, by, meaning.cause) }
}

/// What the client will be told of a change: cancelled units, and shipped ones that came back.
/// Shipping itself is told per hand-over, and what buyers send back with its return.
fn entry(before: &Order, after: &Order, by: &By, cause: &str) -> Option<Entry> {
    let mut lines = Vec::new();
    for ((number, line, then), (_, _, now)) in before.lines().zip(after.lines()) {
        let (bucket, quantity) = if now.cancelled > then.cancelled {
            (Bucket::Cancelled, now.cancelled - then.cancelled)
        } else if now.left() < then.left() {
            (Bucket::Reversal, then.left() - now.left())
        } else {
            continue;
        };
        lines.push(Line {
            bucket,
            reference: after.request.reference.to_string(),
            order: Some(after.id),
            line: number,
            sku: line.sku.to_string(),
            ordered: line.quantity,
            quantity,
            residual: now.open(),
            closes_order: false,
            carrier: String::new(),
            tracking: String::new(),
            at: by.at,
            reason: cause.to_owned(),
        });
    }
    // An order counts once, with the first of its lines.
    let closes = before.status().is_final() != after.status().is_final();
    lines.first_mut()?.closes_order = closes;
    Some(Entry { id: format!("{}.{}", after.id, before.version + 1), at: by.at, kind: EntryKind::Order { order: after.id, lines } })
}

/// Lets others finish first.
pub(crate) async fn pause(attempt: u32) {
    tokio::time::sleep(std::time::Duration::from_millis(3 << attempt.min(7))).await;
}

/// An order as a function of ours sees it filled: used by the queue's filler.
pub(crate) fn filled(order: &Order, sku: &Sku, available: u32, now: jiff::Timestamp) -> Option<(Order, By)> {
    let by = function("stock-allocation", now);
    let mut after = order.clone();
    (after.fill(&by, sku, available) > 0).then_some((after, by))
}

/// Whether a cancellation of this name has been applied to the order.
pub(crate) fn was_cancelled_by(order: &Order, cause: &str) -> bool {
    order.history.iter().any(|event| match &event.kind {
        EventKind::Reduced { reason, .. } | EventKind::Cancelled { reason, .. } => reason == cause,
        _ => false,
    })
}
