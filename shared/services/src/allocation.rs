//! Stock for a chunk of orders, by chunk tokens:
//!
//! 1. one conditional write per SKU takes the chunk's whole need and leaves a token on the level;
//! 2. a pure function hands the grants out to the orders;
//! 3. orders are put where there are none; what could not be put gives its share back, once;
//! 4. ledger, queue entries, lists, among them that of the orders that are ready;
//! 5. last the marker. Before it nobody acts on these orders, so everything up to here can be
//!    repeated from the start and comes out the same.
//!
//! An order that comes by itself is placed in one transaction instead ([`single`]).

pub(crate) mod single;

use std::collections::{BTreeMap, BTreeSet};

use domain::costs::Usage;
use domain::identity::StoreScope;
use domain::ids::{ImportId, OrderId, Sku};
use domain::imports::fault::{Fault, FaultCode};
use domain::imports::record::{ChunkResult, Diagnostic, Outcome};
use domain::orders::counters::Counters;
use domain::orders::history::EventKind;
use domain::orders::{ChunkId, Order, OrderRequest, search};
use domain::reconciliation::{Entry, EntryKind, Intake};
use domain::stock::allocation::{
    Candidate, Decision, Demand, Grant, Outcome as Found, Share, SkuDecision, hand_out, inputs_sha256, total_need,
};
use domain::stock::ledger::{Change, Move, MoveKind};
use domain::stock::{Kept, Token};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use storage::imports::Marker;
use storage::meter::{accepted, spent_with_time};
use storage::orders::Placed;
use storage::postings::{Bucket, Posting, PostingList};
use storage::stores::Coverage;

use crate::imports::chunk_id;
use crate::imports::folders::Folder;
use crate::messages::AllocationMessage;
use crate::validation::{Validated, known_already, tally};
use crate::{App, Error, function, gather};

/// A chunk's orders as they were placed, with what each got.
struct Placement {
    /// In the order in which stock was handed out.
    orders: Vec<Order>,
    /// Refused or known orders, found only now.
    late: Vec<Diagnostic>,
    /// Rows of the accepted orders.
    rows: u64,
    /// What writing the orders cost.
    own: Usage,
    /// What the orders kept of each grant.
    kept: BTreeMap<Sku, Kept>,
}

impl App {
    /// Gives stock to the orders of a chunk of a file. Retried is what a service refused.
    pub async fn allocate_chunk(&self, scope: &StoreScope, import: ImportId, number: u32, now: Timestamp) -> Result<(), Error> {
        if self.table.marker(scope, chunk_id(import, number)).await?.is_none() {
            let place = Folder::taken(scope, import).validated(number);
            let validated = self.files.get_packed::<Validated>(&place).await?.ok_or(Error::NotFound("validated chunk"))?;
            self.allocate(scope, &validated, now).await?;
        }
        self.advance_import(scope, import, now).await
    }

    /// Gives stock to checked orders and commits them. Done before: nothing happens.
    pub async fn allocate(&self, scope: &StoreScope, validated: &Validated, now: Timestamp) -> Result<(), Error> {
        let chunk = validated.chunk;
        if self.table.marker(scope, chunk).await?.is_some() {
            return Ok(());
        }
        let requests = in_turn(scope, &validated.orders);
        let demands: Vec<Demand> = requests.iter().map(|(id, request, _)| demand(*id, request)).collect();
        let (tokens, is_again) = self.take_grants(scope, validated, &demands, now).await?;
        let there = if is_again { self.orders_there(scope, &requests).await? } else { BTreeMap::new() };
        let placement = self.place(scope, validated, &requests, &demands, (&tokens, there), now).await?;
        self.settle(scope, validated, &tokens, &placement).await?;
        self.table.put_decision(scope, chunk, &decision(validated, &demands, &tokens)).await?;
        self.table.put_postings(scope, &postings(validated, &placement.orders)).await?;
        self.table.post_ready(scope, chunk, &placement.orders).await?;
        let own = placement.own;
        let shared = validated.cost.plus(spent_with_time()).since(own);
        let marker = Marker { result: result(validated, &placement), late: placement.late, committed_at: Some(now), shared, own };
        let entry = intake(validated, &marker, &placement.orders);
        if self.table.commit_chunk(scope, chunk, &marker, Some(&entry)).await? {
            accepted(marker.result.orders.accepted);
        }
        self.wake_queues(scope, validated, &tokens).await
    }

    /// Step 1; answers also whether an earlier run took any of them.
    async fn take_grants(
        &self,
        scope: &StoreScope,
        validated: &Validated,
        demands: &[Demand],
        now: Timestamp,
    ) -> Result<(BTreeMap<Sku, Token>, bool), Error> {
        let needs = total_need(demands);
        let calls = needs.iter().map(|(sku, need)| async move {
            let place = (sku, &validated.warehouse);
            let taken = self.table.take(scope, place, *need, validated.back_orders, validated.chunk, now).await?;
            if taken.has_old_tokens {
                self.table.prune_tokens(scope, sku, &validated.warehouse, now).await?;
            }
            Ok((sku.clone(), taken))
        });
        let taken = gather(calls).await?;
        let is_again = taken.iter().any(|(_, taken)| taken.is_again);
        Ok((taken.into_iter().map(|(sku, taken)| (sku, taken.token)).collect(), is_again))
    }

    /// Orders that an earlier run placed. A run that was ended before its time, because the table was
    /// busy, must not make it busier with thousands of writes that are refused one by one.
    async fn orders_there(
        &self,
        scope: &StoreScope,
        requests: &[(OrderId, &OrderRequest, u64)],
    ) -> Result<BTreeMap<OrderId, Order>, Error> {
        let ids: Vec<OrderId> = requests.iter().map(|(id, _, _)| *id).collect();
        Ok(self.table.orders(scope, &ids).await?.into_iter().map(|order| (order.id, order)).collect())
    }

    /// Steps 2 and 3.
    async fn place(
        &self,
        scope: &StoreScope,
        validated: &Validated,
        requests: &[(OrderId, &OrderRequest, u64)],
        demands: &[Demand],
        (tokens, mut there): (&BTreeMap<Sku, Token>, BTreeMap<OrderId, Order>),
        now: Timestamp,
    ) -> Result<Placement, Error> {
        let grants: BTreeMap<Sku, Grant> =
            tokens.iter().map(|(sku, token)| (sku.clone(), Grant { granted: token.granted, backordered: token.backordered })).collect();
        let (shares, _) = hand_out(demands, &grants, validated.back_orders);
        self.table.cover(scope, &coverage(validated)).await?;
        let requests: Vec<_> = requests.iter().map(|(id, request, rows)| (id, request, rows, there.remove(id))).collect();
        let calls = requests.into_iter().zip(&shares).map(|((id, request, rows, there), share)| async move {
            let Share::Accepted(units) = share else { return Ok((None, refused(request, share), *rows, Usage::default())) };
            let order = new_order(scope, validated, *id, request, units, now);
            let placed = match there {
                Some(order) => Placed::Exists(Box::new(order)),
                None => self.table.place_order(scope, &order).await?,
            };
            match placed {
                Placed::New(own) => Ok((Some(order), None, *rows, own)),
                // Our own earlier run. Whatever happened to the order since, this is how it began; an order
                // of the API may have come at another time in that run.
                Placed::Exists(existing) if existing.chunk == validated.chunk => {
                    let began = Order { request: existing.request, accepted_at: existing.accepted_at, ..order };
                    Ok((Some(began), None, *rows, Usage::default()))
                }
                Placed::Exists(existing) => {
                    // An order of the API that does not say when it was placed was placed when it first came, which
                    // may have been another run of the same call.
                    let placed_at = match validated.chunk {
                        ChunkId::Single { .. } => existing.request.placed_at,
                        ChunkId::Import { .. } => request.placed_at,
                    };
                    let is_same = existing.request.fingerprint() == OrderRequest { placed_at, ..(*request).clone() }.fingerprint();
                    Ok((None, Some(known_already(request, vec![request.row], is_same)), *rows, Usage::default()))
                }
            }
        });
        let mut placement = Placement { orders: Vec::new(), late: Vec::new(), rows: 0, own: Usage::default(), kept: BTreeMap::new() };
        for (order, late, rows, own) in gather(calls).await? {
            placement.own = placement.own.plus(own);
            if let Some(order) = order {
                for (sku, counters) in domain::stock::effects::per_sku(&order) {
                    let kept = placement.kept.entry(sku).or_default();
                    kept.granted += counters.allocated;
                    kept.backordered += counters.backordered;
                }
                placement.orders.push(order);
                placement.rows += rows;
            }
            placement.late.extend(late);
        }
        Ok(placement)
    }

    /// Step 4: what was not kept goes back, and the ledger and the queues learn what was.
    async fn settle(
        &self,
        scope: &StoreScope,
        validated: &Validated,
        tokens: &BTreeMap<Sku, Token>,
        placement: &Placement,
    ) -> Result<(), Error> {
        let kept_of = |sku: &Sku| placement.kept.get(sku).copied().unwrap_or_default();
        let calls = tokens.iter().map(|(sku, token)| async move {
            let place = (sku, &validated.warehouse);
            Ok(self.table.settle(scope, place, validated.chunk, token, kept_of(sku)).await?)
        });
        gather(calls).await?;
        let moves: Vec<Move> = tokens.iter().flat_map(|(sku, token)| moves(validated, sku, token, kept_of(sku))).collect();
        self.table.record_moves(scope, &moves).await?;
        let mut waiting: Vec<(Sku, &Order, u32)> = Vec::new();
        for order in &placement.orders {
            let per_sku = domain::stock::effects::per_sku(order).into_iter();
            waiting
                .extend(per_sku.filter(|(_, counters)| counters.backordered > 0).map(|(sku, counters)| (sku, order, counters.backordered)));
        }
        self.table.enqueue(scope, validated.chunk, &waiting).await?;
        Ok(())
    }

    /// Stock may have come while our entries were not to be acted on yet.
    async fn wake_queues(&self, scope: &StoreScope, validated: &Validated, tokens: &BTreeMap<Sku, Token>) -> Result<(), Error> {
        let queued: Vec<&Sku> = tokens.iter().filter(|(_, token)| token.backordered > 0).map(|(sku, _)| sku).collect();
        let levels = self.table.levels_of(scope, &validated.warehouse, queued).await?;
        for (sku, level) in levels {
            if level.available > 0 && level.backordered > 0 {
                self.queues.allocate(scope, AllocationMessage::FillBackOrders { sku }).await?;
            }
        }
        Ok(())
    }
}

/// Where a chunk's orders will be looked for.
fn coverage(validated: &Validated) -> Coverage {
    let zone = zone_of(validated);
    let requests = validated.orders.iter().map(|(request, _)| request);
    Coverage {
        channels: requests.clone().map(|request| request.channel.clone()).collect(),
        placed: requests.map(|request| request.placed_at.to_zoned(zone.clone()).date().first_of_month()).collect(),
        shipped: BTreeSet::new(),
    }
}

fn zone_of(validated: &Validated) -> TimeZone {
    TimeZone::get(&validated.time_zone).unwrap_or(TimeZone::UTC)
}

/// Orders in the order in which they get stock: by the day promised or the time placed, then by
/// their place in the file.
fn in_turn<'a>(scope: &StoreScope, orders: &'a [(OrderRequest, u64)]) -> Vec<(OrderId, &'a OrderRequest, u64)> {
    let mut requests: Vec<_> =
        orders.iter().map(|(request, rows)| (Order::id_for(scope.store(), &request.channel, &request.reference), request, *rows)).collect();
    requests.sort_by_key(|(id, request, _)| (request.promised_at.unwrap_or(request.placed_at), request.row, *id));
    requests
}

fn demand(order: OrderId, request: &OrderRequest) -> Demand {
    let mut needs: BTreeMap<Sku, u32> = BTreeMap::new();
    for line in &request.lines {
        *needs.entry(line.sku.clone()).or_default() += line.quantity;
    }
    Demand { order, needs }
}

/// The order as it begins: each line's share of what the order got of its SKU, first lines first.
fn new_order(
    scope: &StoreScope,
    validated: &Validated,
    id: OrderId,
    request: &OrderRequest,
    units: &BTreeMap<Sku, u32>,
    now: Timestamp,
) -> Order {
    let mut left = units.clone();
    let counters: Vec<Counters> = request
        .lines
        .iter()
        .map(|line| {
            let have = left.entry(line.sku.clone()).or_default();
            let taken = line.quantity.min(*have);
            *have -= taken;
            Counters::accepted(taken, line.quantity - taken)
        })
        .collect();
    let mut order = Order {
        id,
        store: scope.store().clone(),
        version: 1,
        request: request.clone(),
        chunk: validated.chunk,
        accepted_at: validated.received_at,
        warehouse: validated.warehouse.clone(),
        ships_complete: validated.ships_complete,
        counters,
        holds: Vec::new(),
        batch: None,
        parcels: Vec::new(),
        history: Vec::new(),
        cost: Usage::default(),
    };
    let sum = order.units();
    order.record(&function("stock-allocation", now), EventKind::Accepted { allocated: sum.allocated, backordered: sum.backordered });
    order
}

fn refused(request: &OrderRequest, share: &Share) -> Option<Diagnostic> {
    let Share::Refused(short) = share else { return None };
    let faults = short
        .iter()
        .map(|(sku, (needed, left))| {
            let message = format!("{needed} of {sku} were ordered, {left} are left, and the store takes no back orders.");
            Fault::of_row(request.row, FaultCode::InsufficientStock, message, "Order fewer, or send the order again when stock has come.")
        })
        .collect();
    Some(Diagnostic { reference: request.reference.to_string(), rows: vec![request.row], more_rows: 0, outcome: Outcome::Rejected, faults })
}

/// Ledger entries of a token: what was taken, and what went back.
fn moves(validated: &Validated, sku: &Sku, token: &Token, kept: Kept) -> Vec<Move> {
    let entry = |kind, suffix: &str, granted: i64, backordered: i64| Move {
        id: format!("{}{suffix}", validated.chunk),
        sku: sku.clone(),
        warehouse: validated.warehouse.clone(),
        kind,
        effective_at: token.at,
        recorded_at: token.at,
        change: Change { available: -granted, allocated: granted, backordered, ..Change::default() },
        order: match validated.chunk {
            ChunkId::Single { order, .. } => Some(order),
            ChunkId::Import { .. } => None,
        },
        cause: match validated.chunk {
            ChunkId::Single { .. } => "order from the API".to_owned(),
            ChunkId::Import { import, number } => format!("chunk {number} of {import}"),
        },
        actor: function("stock-allocation", token.at).actor,
    };
    let (granted, backordered) = (i64::from(token.granted), i64::from(token.backordered));
    let back = (granted - i64::from(kept.granted), backordered - i64::from(kept.backordered));
    let mut moves = vec![entry(MoveKind::Allocation, "", granted, backordered)];
    if back != (0, 0) {
        moves.push(entry(MoveKind::GiveBack, "~", -back.0, -back.1));
    }
    moves.retain(|entry| !entry.change.is_nothing());
    moves
}

fn decision(validated: &Validated, demands: &[Demand], tokens: &BTreeMap<Sku, Token>) -> Decision {
    let needs = total_need(demands);
    let skus = tokens
        .iter()
        .map(|(sku, token)| {
            let needed = needs.get(sku).copied().unwrap_or(0);
            let candidate = Candidate {
                warehouse: validated.warehouse.clone(),
                available: token.seen_available,
                backordered: token.seen_backordered,
                outcome: Found::of(token.seen_available, token.seen_backordered, needed, token.granted),
            };
            (sku.clone(), SkuDecision { needed, granted: token.granted, candidates: vec![candidate] })
        })
        .collect();
    Decision {
        policy: validated.back_orders,
        settings_version: validated.settings_version,
        inputs_sha256: inputs_sha256(demands, validated.back_orders),
        skus,
    }
}

fn result(validated: &Validated, placement: &Placement) -> ChunkResult {
    let mut result = tally(validated, &placement.late);
    result.orders.accepted = placement.orders.len() as u64;
    result.rows.accepted = placement.rows;
    for order in &placement.orders {
        let units = order.units();
        result.units_allocated += u64::from(units.allocated);
        result.units_backordered += u64::from(units.backordered);
    }
    result
}

/// What the client will be told of the chunk.
fn intake(validated: &Validated, marker: &Marker, orders: &[Order]) -> Entry {
    let units = orders.iter().map(|order| u64::from(order.units().ordered())).sum();
    let stray = validated.diagnostics.iter().filter(|diagnostic| diagnostic.reference.is_empty()).count() as u64;
    let rejected_orders = marker.result.orders.rejected + stray;
    Entry {
        id: format!("in.{}", validated.chunk),
        at: validated.received_at,
        kind: EntryKind::In {
            chunk: validated.chunk,
            totals: Intake { accepted_orders: marker.result.orders.accepted, accepted_units: units, rejected_orders },
        },
    }
}

/// The lists in which a chunk's orders are found.
pub(crate) fn postings(validated: &Validated, orders: &[Order]) -> Vec<Posting> {
    let zone = zone_of(validated);
    let placed = |at: Timestamp| at.to_zoned(zone.clone()).datetime();
    let accepted_at = placed(validated.received_at);
    // Of what the chunk asks for, not of what became of it: every run writes the same.
    let mut latest: BTreeMap<Date, DateTime> = BTreeMap::new();
    for (request, _) in &validated.orders {
        let at = placed(request.placed_at);
        latest.entry(at.date()).and_modify(|latest| *latest = at.max(*latest)).or_insert(at);
    }
    let mut oldest_first: Vec<&Order> = orders.iter().collect();
    oldest_first.sort_by_key(|order| (order.request.placed_at, order.request.row));
    let mut lists: BTreeMap<(PostingList, DateTime), Vec<(OrderId, String)>> = BTreeMap::new();
    for order in oldest_first {
        let at = placed(order.request.placed_at);
        let (day, at) = (at.date(), latest.get(&at.date()).copied().unwrap_or(at));
        lists.entry((PostingList::Placed { month: day.first_of_month() }, at)).or_default().push((order.id, String::new()));
        for sku in domain::stock::effects::per_sku(order).into_keys() {
            lists.entry((PostingList::Sku(Bucket::of(&sku)), accepted_at)).or_default().push((order.id, sku.to_string()));
        }
        let name = search::folded_name(&order.request.consignee);
        for letters in search::initials(&name) {
            lists.entry((PostingList::Name(letters), accepted_at)).or_default().push((order.id, name.clone()));
        }
    }
    let source = validated.chunk.to_string();
    lists.into_iter().map(|((list, at), orders)| Posting { list, at, source: source.clone(), orders }).collect()
}
