//! Batches out to the warehouse, picking and packing, hand-over to carriers.

use std::collections::{BTreeMap, BTreeSet};

use domain::costs::Usage;
use domain::fulfilment::{self, Batch, BatchState, Manifest, ManifestState};
use domain::identity::StoreScope;
use domain::ids::{BatchId, ManifestId, OrderId, Sku};
use domain::orders::history::By;
use domain::orders::transitions::Refusal;
use domain::orders::{ChunkId, Order, ParcelLine, Tracking};
use domain::reconciliation::{Bucket, Entry, EntryKind, Line};
use domain::stock::ledger::{Change, Move, MoveKind};
use futures::FutureExt;
use jiff::Timestamp;
use jiff::civil::DateTime;
use storage::Reading;
use storage::meter::{measured, spent};
use storage::orders::WorkList;
use storage::postings::{Bucket as TrackingBucket, Posting, PostingList};
use storage::stores::Coverage;

use crate::messages::AllocationMessage;
use crate::orders::{Meaning, pause};
use crate::{App, Error, gather};

/// The most orders of one batch.
pub const MAX_WAVE: usize = 2_000;

/// The most orders of one manifest: the more leave together, the fewer writes of stock each costs.
pub const MAX_MANIFEST: usize = 5_000;

/// A batch takes so many orders where nobody says.
pub const USUAL_BATCH: usize = 200;

/// Waves up to this many orders are worked off within the call that makes them; larger ones by queue.
const AT_ONCE_IN_CALL: usize = 250;

/// Work-list entries read at a time.
const WORK_PAGE: usize = 200;

/// Open batches read at a time.
const BATCHES_AT_ONCE: usize = 8;

/// Picking and packing do not move stock; what is written of stock then is nothing.
const NO_STOCK: Meaning<'static> = Meaning { kind: MoveKind::Release, cause: "" };

/// A parcel that is being closed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Packing {
    /// Gross.
    pub weight_grams: u32,
    /// What is inside; everything that is picked where absent.
    pub contents: Option<Vec<ParcelLine>>,
    /// How the carrier knows it, where that is known already.
    pub tracking: Option<Tracking>,
    /// Whether what is still to be picked is hereby confirmed: in a house where the packer checks the
    /// goods against the sheet.
    pub confirms_picks: bool,
}

impl App {
    /// Makes a batch of ready orders: the named ones, or those whose turn it is.
    pub async fn create_batch(
        &self,
        scope: &StoreScope,
        by: &By,
        id: BatchId,
        named: Option<&[OrderId]>,
        max_orders: usize,
    ) -> Result<Batch, Error> {
        if let Some(batch) = self.table.batch_of(scope, id).await? {
            return self.release_in_call(scope, batch, by.at).await;
        }
        let orders = match named {
            Some(ids) => self.table.orders(scope, ids).await?.iter().filter(|order| order.is_ready()).map(|order| order.id).collect(),
            None => self.ready_orders(scope, max_orders.clamp(1, MAX_WAVE)).await?,
        };
        if orders.is_empty() {
            return Err(Error::State("no order is ready for the warehouse".to_owned()));
        }
        let settings_version = self.store(scope, by.at).await?.version;
        let batch = Batch {
            id,
            settings_version,
            store: scope.store().clone(),
            version: 1,
            created_at: by.at,
            actor: by.actor.clone(),
            orders,
            state: BatchState::Releasing,
            worked_until: None,
            units: 0,
            documents: Vec::new(),
            dropped: Vec::new(),
            closed: false,
        };
        // The message first: a batch that was made is released even if we die now.
        self.queues.allocate_later(scope, AllocationMessage::ReleaseBatch { batch: id }, 5).await?;
        self.table.create_batch(scope, &batch).await?;
        self.release_in_call(scope, batch, by.at).await
    }

    /// Releases a batch that is small enough for a call; a larger one is the queue's. What another
    /// run has in hand is answered as it stands.
    async fn release_in_call(&self, scope: &StoreScope, batch: Batch, now: Timestamp) -> Result<Batch, Error> {
        if batch.orders.len() > AT_ONCE_IN_CALL || batch.state != BatchState::Releasing {
            return Ok(batch);
        }
        match self.release_batch(scope, batch.id, now).await {
            Err(Error::InProgress(_)) => Ok(batch),
            released => released,
        }
    }

    /// Releases the orders of a batch. Done before: nothing happens. Orders that cannot be released
    /// any more drop out.
    pub async fn release_batch(&self, scope: &StoreScope, id: BatchId, now: Timestamp) -> Result<Batch, Error> {
        let batch = self.table.batch_of(scope, id).await?.ok_or(Error::NotFound("batch"))?;
        if batch.state != BatchState::Releasing {
            return Ok(batch);
        }
        if !fulfilment::is_free(batch.worked_until, now) {
            return Err(Error::InProgress("batch"));
        }
        let batch = match self.table.replace_batch(scope, &Batch { worked_until: fulfilment::lease(now), ..batch }).await {
            Err(storage::Error::Conflict) => return Err(Error::InProgress("batch")),
            leased => leased?,
        };
        let released = self.release_orders(scope, &batch).await;
        if released.is_err() {
            // Whoever tries again need not wait until our time is up; if this fails, they do.
            drop(self.table.replace_batch(scope, &Batch { worked_until: None, ..batch }).await);
        }
        released
    }

    async fn release_orders(&self, scope: &StoreScope, batch: &Batch) -> Result<Batch, Error> {
        let id = batch.id;
        let by = By { actor: batch.actor.clone(), on_behalf_of: None, at: batch.created_at, command: None };
        let mut seen = self.released_from(scope, batch).await?;
        let calls: Vec<_> = batch
            .orders
            .iter()
            .map(|order| measured(self.release_order(scope, *order, seen.remove(order), &by, id)).map(|(done, _)| done))
            .collect();
        let mut orders: Vec<Order> = gather(calls).await?.into_iter().flatten().collect();
        let posted: Vec<Order> = orders.iter().filter(|order| order.version == 2).cloned().collect();
        self.unpost(scope, &posted).await?;
        let skus: BTreeSet<&Sku> = orders.iter().flat_map(|order| order.request.lines.iter().map(|line| &line.sku)).collect();
        let products = self.table.products_by_sku(scope, skus).await?;
        let location = |sku: &Sku| products.get(sku).map_or("", |product| product.location.as_str());
        // Printed in the order in which a picker walks: by each order's first place.
        orders.sort_by_cached_key(|order| (first_location(order, &location), order.id));
        let units = orders.iter().map(|order| u64::from(order.units().in_house())).sum();
        let released: Vec<OrderId> = orders.iter().map(|order| order.id).collect();
        let is_released: BTreeSet<OrderId> = released.iter().copied().collect();
        let dropped = batch.orders.iter().filter(|order| !is_released.contains(order)).copied().collect();
        let released = Batch { orders: released, dropped, state: BatchState::Released, worked_until: None, units, ..batch.clone() };
        Ok(self.table.replace_batch(scope, &released).await?)
    }

    /// The orders of a batch as they were lately, those that may be acted on: all in one reading.
    async fn released_from(&self, scope: &StoreScope, batch: &Batch) -> Result<BTreeMap<OrderId, Order>, Error> {
        let orders = self.table.orders_as_of(Reading::Lately, scope, &batch.orders).await?;
        let chunks: BTreeSet<ChunkId> = orders.iter().filter(|order| order.version == 1).map(|order| order.chunk).collect();
        let is_committed = chunks.into_iter().map(|chunk| async move { Ok((chunk, self.table.marker(scope, chunk).await?.is_some())) });
        let is_committed: BTreeMap<ChunkId, bool> = gather(is_committed).await?.into_iter().collect();
        let may = |order: &Order| order.version > 1 || is_committed[&order.chunk];
        let half_a_unit = Usage { read_units: 500, ..Usage::default() };
        let with_cost = |order: Order| (order.id, Order { cost: order.cost.plus(half_a_unit), ..order });
        Ok(orders.into_iter().filter(may).map(with_cost).collect())
    }

    /// One order of a batch; None where it cannot be released.
    async fn release_order(
        &self,
        scope: &StoreScope,
        id: OrderId,
        seen: Option<Order>,
        by: &By,
        batch: BatchId,
    ) -> Result<Option<Order>, Error> {
        if let Some(before) = seen {
            match self.store_change(scope, before, by, &NO_STOCK, |order| order.release(by, batch)).await {
                Ok(Some(order)) => return Ok(Some(order)),
                // It was changed meanwhile, or by an earlier run of ours: look at it as it is now.
                Ok(None) | Err(Error::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        match self.change(scope, id, by, &NO_STOCK, |order| order.release(by, batch)).await {
            Ok(order) => Ok(Some(order)),
            Err(Error::Refused(_) | Error::State(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Confirms scanned goods.
    pub async fn pick(&self, scope: &StoreScope, order: OrderId, by: &By, picks: &[(u32, Sku, u32)]) -> Result<Order, Error> {
        self.change(scope, order, by, &NO_STOCK, |order| order.pick(by, picks)).await
    }

    /// Confirms everything of a batch that is still to be picked. Answers each order or why not.
    pub async fn pick_batch(&self, scope: &StoreScope, id: BatchId, by: &By) -> Result<Vec<(OrderId, Result<(), Error>)>, Error> {
        let batch = self.table.batch_of(scope, id).await?.ok_or(Error::NotFound("batch"))?;
        let calls = batch.orders.iter().map(|order| async move {
            let picked = self.change(scope, *order, by, &NO_STOCK, |order| {
                let picks = order.open_picks();
                if picks.is_empty() { Ok(()) } else { order.pick(by, &picks) }
            });
            Ok((*order, picked.await.map(drop)))
        });
        gather(calls).await
    }

    /// Closes a parcel, all in one write. Answers the order; the parcel is its last.
    pub async fn pack(&self, scope: &StoreScope, order: OrderId, by: &By, packing: &Packing) -> Result<Order, Error> {
        self.change(scope, order, by, &NO_STOCK, |order| {
            if packing.confirms_picks {
                let picks = order.open_picks();
                if !picks.is_empty() {
                    order.pick(by, &picks)?;
                }
            }
            let parcel = order.pack(by, packing.weight_grams, packing.contents.as_deref())?;
            match &packing.tracking {
                Some(tracking) => order.assign_tracking(by, parcel, tracking.clone()),
                None => Ok(()),
            }
        })
        .await
    }

    /// Notes the carrier's number of a parcel.
    pub async fn assign_tracking(
        &self,
        scope: &StoreScope,
        order: OrderId,
        by: &By,
        parcel: u32,
        tracking: &Tracking,
    ) -> Result<Order, Error> {
        self.change(scope, order, by, &NO_STOCK, |order| order.assign_tracking(by, parcel, tracking.clone())).await
    }

    /// Makes the hand-over list of a carrier: the named orders, a batch's, or all that are packed.
    pub async fn create_manifest(
        &self,
        scope: &StoreScope,
        by: &By,
        id: ManifestId,
        carrier: &str,
        named: Option<Vec<OrderId>>,
    ) -> Result<Manifest, Error> {
        if let Some(manifest) = self.table.manifest(scope, id).await? {
            return Ok(manifest);
        }
        let candidates = match named {
            Some(ids) => self.table.orders(scope, &ids).await?,
            None => self.packed_orders(scope, by.at).await?,
        };
        let fits = |order: &&Order| order.holds.is_empty() && order.missing_to_leave() == 0 && order.parcels_for(carrier).next().is_some();
        let orders: Vec<OrderId> = candidates.iter().filter(fits).map(|order| order.id).take(MAX_MANIFEST).collect();
        if orders.is_empty() {
            return Err(Error::State(format!("no packed parcel waits for {carrier}")));
        }
        let parcels = candidates.iter().filter(fits).take(MAX_MANIFEST).map(|order| order.parcels_for(carrier).count()).sum::<usize>();
        let manifest = Manifest {
            id,
            store: scope.store().clone(),
            version: 1,
            carrier: carrier.to_owned(),
            created_at: by.at,
            actor: by.actor.clone(),
            orders,
            state: ManifestState::Open,
            worked_until: None,
            parcels: u32::try_from(parcels).unwrap_or(u32::MAX),
        };
        self.table.create_manifest(scope, &manifest).await?;
        Ok(manifest)
    }

    /// Packed orders in the house. Batches of which no order is there any more are closed on the way.
    async fn packed_orders(&self, scope: &StoreScope, now: Timestamp) -> Result<Vec<Order>, Error> {
        let mut packed = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let page = self.table.work_list(scope, WorkList::House, WORK_PAGE, cursor.as_deref()).await?;
            let ids: Vec<OrderId> = page.items.into_iter().map(|(_, id)| id).collect();
            packed.extend(self.table.orders(scope, &ids).await?.into_iter().filter(|order| order.units().packed > 0));
            cursor = page.next;
            if cursor.is_none() || packed.len() >= MAX_MANIFEST {
                break;
            }
        }
        cursor = None;
        loop {
            let page = self.table.open_batches(scope, BATCHES_AT_ONCE, cursor.as_deref()).await?;
            for batch in page.items {
                if packed.len() >= MAX_MANIFEST {
                    return Ok(packed);
                }
                let orders = self.table.orders(scope, &batch.candidates().collect::<Vec<_>>()).await?;
                let in_house: Vec<Order> = orders.into_iter().filter(|order| is_in_house_with(order, &batch)).collect();
                if in_house.is_empty() {
                    self.close_batch(scope, &batch, now).await?;
                }
                packed
                    .extend(in_house.into_iter().filter(|order| order.units().packed > 0 && WorkList::of(order) != Some(WorkList::House)));
            }
            cursor = page.next;
            if cursor.is_none() {
                return Ok(packed);
            }
        }
    }

    /// Takes a batch off the list of open ones, once nobody can add to it any more. If somebody else
    /// writes it at this moment, the next who comes across it does.
    async fn close_batch(&self, scope: &StoreScope, batch: &Batch, now: Timestamp) -> Result<(), Error> {
        if batch.closed || !batch.is_final(now) {
            return Ok(());
        }
        match self.table.replace_batch(scope, &Batch { closed: true, ..batch.clone() }).await {
            Ok(_) | Err(storage::Error::Conflict) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Closes the batches whose last orders have just left. `left` need not be loaded again.
    async fn close_batches_of(&self, scope: &StoreScope, left: &[Order], now: Timestamp) -> Result<(), Error> {
        let ids: BTreeSet<BatchId> = left.iter().filter_map(|order| order.batch).collect();
        let gone: BTreeSet<OrderId> = left.iter().filter(|order| order.units().in_house() == 0).map(|order| order.id).collect();
        for id in ids {
            let Some(batch) = self.table.batch_of(scope, id).await?.filter(|batch| !batch.closed && batch.is_final(now)) else { continue };
            let others: Vec<OrderId> = batch.candidates().filter(|order| !gone.contains(order)).collect();
            if !self.table.orders(scope, &others).await?.iter().any(|order| is_in_house_with(order, &batch)) {
                self.close_batch(scope, &batch, now).await?;
            }
        }
        Ok(())
    }

    /// The carrier took the parcels of a manifest.
    pub async fn collect_manifest(&self, scope: &StoreScope, id: ManifestId, by: &By) -> Result<Manifest, Error> {
        let manifest = self.table.manifest(scope, id).await?.ok_or(Error::NotFound("manifest"))?;
        let manifest = match manifest.state {
            ManifestState::Open => {
                self.queues.allocate_later(scope, AllocationMessage::ShipManifest { manifest: id }, 5).await?;
                let state = ManifestState::Shipping { collected_at: by.at };
                self.table.replace_manifest(scope, &Manifest { state, ..manifest }).await?
            }
            ManifestState::Shipping { .. } => manifest,
            ManifestState::Shipped { .. } => return Ok(manifest),
        };
        if manifest.orders.len() > AT_ONCE_IN_CALL {
            return Ok(manifest);
        }
        match self.ship_manifest(scope, id, by.at).await {
            Err(Error::InProgress(_)) => Ok(manifest),
            shipped => shipped,
        }
    }

    /// Marks the orders of a collected manifest as shipped, then takes their units off the stock:
    /// one write per SKU, under the manifest's name. Done before, or half: the rest is done.
    pub async fn ship_manifest(&self, scope: &StoreScope, id: ManifestId, now: Timestamp) -> Result<Manifest, Error> {
        let manifest = self.table.manifest(scope, id).await?.ok_or(Error::NotFound("manifest"))?;
        let ManifestState::Shipping { collected_at } = manifest.state else { return Ok(manifest) };
        if !fulfilment::is_free(manifest.worked_until, now) {
            return Err(Error::InProgress("manifest"));
        }
        let manifest = match self.table.replace_manifest(scope, &Manifest { worked_until: fulfilment::lease(now), ..manifest }).await {
            Err(storage::Error::Conflict) => return Err(Error::InProgress("manifest")),
            leased => leased?,
        };
        let shipped = self.ship_orders(scope, &manifest, collected_at).await;
        if shipped.is_err() {
            // Whoever tries again need not wait until our time is up; if this fails, they do.
            drop(self.table.replace_manifest(scope, &Manifest { worked_until: None, ..manifest }).await);
        }
        shipped
    }

    async fn ship_orders(&self, scope: &StoreScope, manifest: &Manifest, collected_at: Timestamp) -> Result<Manifest, Error> {
        let id = manifest.id;
        let by = By { actor: manifest.actor.clone(), on_behalf_of: None, at: collected_at, command: None };
        let calls = manifest.orders.iter().map(|order| measured(self.ship_order(scope, *order, &by, manifest)).map(|(done, _)| done));
        let orders: Vec<Order> = gather(calls).await?.into_iter().flatten().collect();
        self.take_shipped_off(scope, manifest, &orders, &by).await?;
        let lines: Vec<Line> = orders.iter().flat_map(|order| shipped_lines(order, id, collected_at)).collect();
        let place = format!("manifests/{}/{id}/lines", scope.store());
        self.files.put_once(&place, lines).await?;
        let zone = self.settings(scope, collected_at).await?.zone();
        let at = collected_at.to_zoned(zone).datetime();
        let shipped = orders.iter().map(|order| (order.id, String::new())).collect();
        let month = at.date().first_of_month();
        self.table.cover(scope, &Coverage { shipped: BTreeSet::from([month]), ..Coverage::default() }).await?;
        let list = PostingList::Shipped { month };
        let mut postings = vec![Posting { list, at, source: id.to_string(), orders: shipped }];
        postings.extend(by_tracking_number(&orders, id, at));
        self.table.put_postings(scope, &postings).await?;
        self.close_batches_of(scope, &orders, collected_at).await?;
        let entry = Entry { id: id.to_string(), at: collected_at, kind: EntryKind::Shipped { manifest: id, lines_key: place } };
        let parcels = orders.iter().flat_map(|order| &order.parcels).filter(|parcel| parcel.manifest == Some(id)).count();
        let done = Manifest {
            orders: orders.iter().map(|order| order.id).collect(),
            state: ManifestState::Shipped { collected_at },
            worked_until: None,
            parcels: u32::try_from(parcels).unwrap_or(u32::MAX),
            ..manifest.clone()
        };
        Ok(self.table.finish_manifest(scope, &done, &entry).await?)
    }

    /// One order of a manifest; None where it cannot leave any more. Its stock follows per SKU.
    async fn ship_order(&self, scope: &StoreScope, id: OrderId, by: &By, manifest: &Manifest) -> Result<Option<Order>, Error> {
        for attempt in 0..12 {
            // The first look costs half; what it refuses is looked at again.
            let reading = if attempt == 0 { Reading::Lately } else { Reading::Now };
            let Some(before) = self.table.order_as_of(reading, scope, id).await? else { continue };
            let mut after = before.clone();
            match after.ship(by, manifest.id, &manifest.carrier) {
                Err(_) if reading == Reading::Lately => {}
                Err(
                    Refusal::NotReady
                    | Refusal::NotWhole(_)
                    | Refusal::OnHold
                    | Refusal::Cancelled
                    | Refusal::AlreadyShipped
                    | Refusal::NotSoMany { .. },
                ) => return Ok(None),
                Err(refusal) => return Err(refusal.into()),
                Ok(_) if after == before => return Ok(Some(before)),
                Ok(_) => {
                    after.cost = before.cost.plus(spent());
                    match self.table.replace_order(scope, &before, &after).await {
                        Err(storage::Error::Conflict) => pause(attempt).await,
                        stored => return Ok(Some(stored?)),
                    }
                }
            }
        }
        Err(Error::Changed)
    }

    async fn take_shipped_off(&self, scope: &StoreScope, manifest: &Manifest, orders: &[Order], by: &By) -> Result<(), Error> {
        let mut shipped: BTreeMap<(Sku, domain::ids::WarehouseId), i64> = BTreeMap::new();
        for order in orders {
            for line in order.shipped_by(manifest.id) {
                let sku = order.request.lines[line.line as usize - 1].sku.clone();
                *shipped.entry((sku, order.warehouse.clone())).or_default() += i64::from(line.quantity);
            }
        }
        let name = manifest.id.to_string();
        let calls = shipped.iter().map(|((sku, warehouse), units)| {
            let (name, change) = (&name, Change { allocated: -units, ..Change::default() });
            async move { Ok(self.table.change_once(scope, (sku, warehouse), name, &change, by.at).await?) }
        });
        gather(calls).await?;
        let moves: Vec<Move> = shipped
            .into_iter()
            .map(|((sku, warehouse), units)| Move {
                id: name.clone(),
                sku,
                warehouse,
                kind: MoveKind::Shipment,
                effective_at: by.at,
                recorded_at: by.at,
                change: Change { allocated: -units, ..Change::default() },
                order: None,
                cause: format!("collected by {}", manifest.carrier),
                actor: by.actor.clone(),
            })
            .collect();
        Ok(self.table.record_moves(scope, &moves).await?)
    }

    /// Takes the last hand-over of an order back, on the same day.
    pub async fn unship(&self, scope: &StoreScope, id: OrderId, by: &By, reason: &str) -> Result<Order, Error> {
        let zone = self.settings(scope, by.at).await?.zone();
        let order = self.order(scope, id).await?;
        self.require_handed_over(scope, &order).await?;
        let meaning = Meaning { kind: MoveKind::Unshipment, cause: reason };
        self.change(scope, id, by, &meaning, |order| order.unship(by, reason, &zone).map(drop)).await
    }

    /// Refuses an order of which a hand-over is still being booked: its stock and what the client is told follow the order.
    pub(crate) async fn require_handed_over(&self, scope: &StoreScope, order: &Order) -> Result<(), Error> {
        let manifests: BTreeSet<ManifestId> = order.parcels.iter().filter_map(|parcel| parcel.manifest).collect();
        for manifest in manifests {
            let manifest = self.table.manifest(scope, manifest).await?;
            if manifest.is_some_and(|manifest| !matches!(manifest.state, ManifestState::Shipped { .. })) {
                return Err(Error::State("the hand-over is still being booked; try again in a moment".to_owned()));
            }
        }
        Ok(())
    }

    /// Works off a wave of the queue.
    pub async fn work_wave(&self, scope: &StoreScope, message: &AllocationMessage, now: Timestamp) -> Result<(), Error> {
        match message {
            AllocationMessage::AllocateChunk { import, number } => self.allocate_chunk(scope, *import, *number, now).await,
            AllocationMessage::AllocateOrder { validated } => self.allocate(scope, validated, now).await,
            AllocationMessage::CancelOrders { import, number } => self.cancel_orders(scope, *import, *number, now).await,
            AllocationMessage::UndoImport { import } => self.begin_undoing(scope, *import, now).await,
            AllocationMessage::UndoOrders { import, number, slice } => self.undo_orders(scope, *import, (*number, *slice), now).await,
            AllocationMessage::FillBackOrders { sku } => self.fill_back_orders(scope, sku, now).await.map(drop),
            AllocationMessage::ReleaseBatch { batch } => match self.release_batch(scope, *batch, now).await {
                // The message is sent before the batch is made; without the batch there is nothing to do.
                Err(Error::NotFound("batch")) => Ok(()),
                done => done.map(drop),
            },
            AllocationMessage::BookCount { count } => self.book_count(scope, *count, now).await,
            AllocationMessage::ShipManifest { manifest } => self.ship_manifest(scope, *manifest, now).await.map(drop),
        }
    }

    /// Holds an order back.
    pub async fn hold(
        &self,
        scope: &StoreScope,
        id: OrderId,
        by: &By,
        reason: domain::orders::HoldReason,
        note: &str,
    ) -> Result<Order, Error> {
        self.change(scope, id, by, &NO_STOCK, |order| order.hold(by, reason, note)).await
    }

    /// Lifts every hold.
    pub(crate) async fn release_all_holds(&self, scope: &StoreScope, id: OrderId, by: &By) -> Result<Order, Error> {
        self.change(scope, id, by, &NO_STOCK, |order| order.release_all_holds(by)).await
    }

    /// Lifts a hold.
    pub async fn release_hold(&self, scope: &StoreScope, id: OrderId, by: &By, reason: domain::orders::HoldReason) -> Result<Order, Error> {
        self.change(scope, id, by, &NO_STOCK, |order| order.release_hold(by, reason)).await
    }
}

/// Whether an order is in the house with this batch and no later one.
pub(crate) fn is_in_house_with(order: &Order, batch: &Batch) -> bool {
    order.batch == Some(batch.id) && order.units().in_house() > 0
}

/// Where orders of a hand-over are found by what stands on their parcels, should one come back.
fn by_tracking_number(orders: &[Order], manifest: ManifestId, at: DateTime) -> Vec<Posting> {
    let mut buckets: BTreeMap<TrackingBucket, Vec<(OrderId, String)>> = BTreeMap::new();
    for order in orders {
        for parcel in order.parcels.iter().filter(|parcel| parcel.manifest == Some(manifest)) {
            let Some(tracking) = &parcel.tracking else { continue };
            buckets.entry(TrackingBucket::of_text(&tracking.number)).or_default().push((order.id, tracking.number.clone()));
        }
    }
    let posting = |(bucket, orders)| Posting { list: PostingList::Tracking(bucket), at, source: manifest.to_string(), orders };
    buckets.into_iter().map(posting).collect()
}

/// The first place that a picker visits for an order.
fn first_location<'a>(order: &Order, location: &impl Fn(&Sku) -> &'a str) -> String {
    let places = order.lines().filter(|(_, _, counters)| counters.in_house() > 0).map(|(_, line, _)| location(&line.sku));
    places.min().unwrap_or_default().to_owned()
}

/// What the client will be told of an order that left with a manifest.
fn shipped_lines(order: &Order, manifest: ManifestId, at: Timestamp) -> Vec<Line> {
    let parcels: Vec<_> = order.parcels.iter().filter(|parcel| parcel.manifest == Some(manifest)).collect();
    let tracking: Vec<&str> = parcels.iter().filter_map(|parcel| Some(parcel.tracking.as_ref()?.number.as_str())).collect();
    let carrier = parcels.iter().find_map(|parcel| Some(parcel.tracking.as_ref()?.carrier.clone())).unwrap_or_default();
    let closes = order.units().open() == 0;
    let shipped = order.shipped_by(manifest);
    let lines = shipped.iter().enumerate().map(|(index, part)| {
        let line = &order.request.lines[part.line as usize - 1];
        Line {
            bucket: Bucket::Shipped,
            reference: order.request.reference.to_string(),
            order: Some(order.id),
            line: part.line,
            sku: line.sku.to_string(),
            ordered: line.quantity,
            quantity: part.quantity,
            residual: order.counters[part.line as usize - 1].open(),
            closes_order: closes && index == 0,
            carrier: carrier.clone(),
            tracking: tracking.join(" "),
            at,
            reason: String::new(),
        }
    });
    lines.collect()
}
