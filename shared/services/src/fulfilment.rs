//! Batches out to the warehouse, picking and packing, hand-over to carriers.

use std::collections::{BTreeMap, BTreeSet};

use domain::fulfilment::{self, Batch, BatchState, Manifest, ManifestState};
use domain::identity::StoreScope;
use domain::ids::{BatchId, ManifestId, OrderId, Sku};
use domain::orders::history::By;
use domain::orders::transitions::Refusal;
use domain::orders::{ChunkId, Order, ParcelLine, Tracking};
use domain::reconciliation::{Bucket, Entry, EntryKind, Line};
use domain::stock::ledger::{Change, Move, MoveKind};
use jiff::Timestamp;
use storage::orders::WorkList;
use storage::postings::{Posting, PostingList};
use storage::stores::Coverage;

use crate::messages::AllocationMessage;
use crate::orders::{Meaning, pause};
use crate::{App, Error, gather};

/// The most orders of one batch or manifest.
pub const MAX_WAVE: usize = 2_000;

/// A batch takes so many orders where nobody says.
pub const USUAL_BATCH: usize = 200;

/// Waves up to this many orders are worked off within the call that makes them; larger ones by queue.
const AT_ONCE_IN_CALL: usize = 250;

/// Work-list entries read at a time.
const WORK_PAGE: usize = 200;

/// Picking and packing do not move stock; what is written of stock then is nothing.
const NO_STOCK: Meaning<'static> = Meaning { kind: MoveKind::Release, cause: "" };

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
        let batch = Batch {
            id,
            store: scope.store().clone(),
            version: 1,
            created_at: by.at,
            actor: by.actor.clone(),
            orders,
            state: BatchState::Releasing,
            worked_until: None,
            units: 0,
            documents: Vec::new(),
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

    /// Orders that the warehouse may have now: whole ones in their turn, then those of which a part
    /// may leave.
    async fn ready_orders(&self, scope: &StoreScope, max_orders: usize) -> Result<Vec<OrderId>, Error> {
        let mut ready = Vec::new();
        let mut committed: BTreeMap<ChunkId, bool> = BTreeMap::new();
        // An order that went on from its part stands in the house until its rest has stock.
        for list in [WorkList::Ready, WorkList::Partial, WorkList::House] {
            let mut cursor: Option<String> = None;
            loop {
                let page = self.table.work_list(scope, list, WORK_PAGE, cursor.as_deref()).await?;
                for order in self.table.orders(scope, &page.items).await?.iter().filter(|order| order.is_ready()) {
                    if order.version == 1 && !committed.contains_key(&order.chunk) {
                        let is_committed = self.table.marker(scope, order.chunk).await?.is_some();
                        committed.insert(order.chunk, is_committed);
                    }
                    if order.version > 1 || committed[&order.chunk] {
                        ready.push(order.id);
                    }
                    if ready.len() == max_orders {
                        return Ok(ready);
                    }
                }
                cursor = page.next;
                if cursor.is_none() {
                    break;
                }
            }
        }
        Ok(ready)
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
        let calls = batch.orders.iter().map(|order| {
            let by = &by;
            async move {
                match self.change(scope, *order, by, &NO_STOCK, |order| order.release(by, id)).await {
                    Ok(order) => Ok(Some(order)),
                    Err(Error::Refused(_) | Error::State(_)) => Ok(None),
                    Err(error) => Err(error),
                }
            }
        });
        let mut orders: Vec<Order> = gather(calls).await?.into_iter().flatten().collect();
        let skus: BTreeSet<&Sku> = orders.iter().flat_map(|order| order.request.lines.iter().map(|line| &line.sku)).collect();
        let products = self.table.products_by_sku(scope, skus).await?;
        let location = |sku: &Sku| products.get(sku).map_or("", |product| product.location.as_str());
        // Printed in the order in which a picker walks: by each order's first place.
        orders.sort_by_cached_key(|order| (first_location(order, &location), order.id));
        let units = orders.iter().map(|order| u64::from(order.units().in_house())).sum();
        let orders = orders.iter().map(|order| order.id).collect();
        let released = Batch { orders, state: BatchState::Released, worked_until: None, units, ..batch.clone() };
        Ok(self.table.replace_batch(scope, &released).await?)
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

    /// Closes a parcel. Answers the order; the parcel is its last.
    pub async fn pack(
        &self,
        scope: &StoreScope,
        order: OrderId,
        by: &By,
        weight: u32,
        contents: Option<&[ParcelLine]>,
    ) -> Result<Order, Error> {
        self.change(scope, order, by, &NO_STOCK, |order| order.pack(by, weight, contents).map(drop)).await
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
            None => self.packed_orders(scope).await?,
        };
        let fits = |order: &&Order| order.holds.is_empty() && order.parcels_for(carrier).next().is_some();
        let orders: Vec<OrderId> = candidates.iter().filter(fits).map(|order| order.id).take(MAX_WAVE).collect();
        if orders.is_empty() {
            return Err(Error::State(format!("no packed parcel waits for {carrier}")));
        }
        let parcels = candidates.iter().filter(fits).take(MAX_WAVE).map(|order| order.parcels_for(carrier).count()).sum::<usize>();
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

    async fn packed_orders(&self, scope: &StoreScope) -> Result<Vec<Order>, Error> {
        let mut packed = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let page = self.table.work_list(scope, WorkList::House, WORK_PAGE, cursor.as_deref()).await?;
            let orders = self.table.orders(scope, &page.items).await?;
            packed.extend(orders.into_iter().filter(|order| order.units().packed > 0));
            cursor = page.next;
            if cursor.is_none() || packed.len() >= MAX_WAVE {
                return Ok(packed);
            }
        }
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
        let calls = manifest.orders.iter().map(|order| self.ship_order(scope, *order, &by, manifest));
        let orders: Vec<Order> = gather(calls).await?.into_iter().flatten().collect();
        self.take_shipped_off(scope, manifest, &orders, &by).await?;
        let lines: Vec<Line> = orders.iter().flat_map(|order| shipped_lines(order, id, collected_at)).collect();
        let place = format!("manifests/{}/{id}/lines", scope.store());
        self.files.put_once(&place, lines).await?;
        let zone = self.table.store(scope).await?.ok_or(Error::NotFound("store"))?.settings.zone();
        let day = collected_at.to_zoned(zone).date();
        let shipped = orders.iter().map(|order| (order.id, String::new())).collect();
        let month = day.first_of_month();
        self.table.cover(scope, &Coverage { shipped: BTreeSet::from([month]), ..Coverage::default() }).await?;
        let list = PostingList::Shipped { month };
        self.table.put_postings(scope, &[Posting { list, day, source: id.to_string(), orders: shipped }]).await?;
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
            let before = self.order(scope, id).await?;
            let mut after = before.clone();
            match after.ship(by, manifest.id, &manifest.carrier) {
                Err(Refusal::NotReady | Refusal::OnHold | Refusal::Cancelled | Refusal::AlreadyShipped | Refusal::NotSoMany { .. }) => {
                    return Ok(None);
                }
                Err(refusal) => return Err(refusal.into()),
                Ok(_) if after == before => return Ok(Some(before)),
                Ok(_) => match self.table.replace_order(scope, &before, &after).await {
                    Err(storage::Error::Conflict) => pause(attempt).await,
                    stored => return Ok(Some(stored?)),
                },
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
        let zone = self.table.store(scope).await?.ok_or(Error::NotFound("store"))?.settings.zone();
        let order = self.order(scope, id).await?;
        for manifest in order.parcels.iter().filter_map(|parcel| parcel.manifest) {
            let manifest = self.table.manifest(scope, manifest).await?;
            if manifest.is_some_and(|manifest| !matches!(manifest.state, ManifestState::Shipped { .. })) {
                return Err(Error::State("the hand-over is still being booked; try again in a moment".to_owned()));
            }
        }
        let meaning = Meaning { kind: MoveKind::Unshipment, cause: reason };
        self.change(scope, id, by, &meaning, |order| order.unship(by, reason, &zone).map(drop)).await
    }

    /// Works off a wave of the queue.
    pub async fn work_wave(&self, scope: &StoreScope, message: &AllocationMessage, now: Timestamp) -> Result<(), Error> {
        match message {
            AllocationMessage::AllocateChunk { import, number } => self.allocate_chunk(scope, *import, *number, now).await,
            AllocationMessage::AllocateOrder { validated } => self.allocate(scope, validated, now).await,
            AllocationMessage::CancelOrders { import, number } => self.cancel_orders(scope, *import, *number, now).await,
            AllocationMessage::FillBackOrders { sku } => self.fill_back_orders(scope, sku, now).await.map(drop),
            AllocationMessage::ReleaseBatch { batch } => match self.release_batch(scope, *batch, now).await {
                // The message is sent before the batch is made; without the batch there is nothing to do.
                Err(Error::NotFound("batch")) => Ok(()),
                done => done.map(drop),
            },
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

    /// Lifts a hold.
    pub async fn release_hold(&self, scope: &StoreScope, id: OrderId, by: &By, reason: domain::orders::HoldReason) -> Result<Order, Error> {
        self.change(scope, id, by, &NO_STOCK, |order| order.release_hold(by, reason)).await
    }
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
