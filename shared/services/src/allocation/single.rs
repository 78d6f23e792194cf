//! An order that comes by itself: with its stock in one transaction, so that all of it is there or
//! nothing, and nothing is left on the levels that later writes would have to carry.

use std::collections::BTreeMap;

use domain::costs::Usage;
use domain::identity::StoreScope;
use domain::ids::{OrderId, Sku};
use domain::imports::fault::Fault;
use domain::orders::{Order, OrderRequest};
use domain::stock::allocation::{Demand, Grant, Share, grant, hand_out};
use domain::stock::{Kept, Level, Token};
use jiff::Timestamp;
use storage::imports::Marker;
use storage::meter::{accepted, spent_with_time};
use storage::orders::SKUS_PER_TRANSACTION;
use storage::stock::Claim;

use super::{Placement, coverage, decision, demand, in_turn, intake, moves, new_order, postings, refused, result};
use crate::orders::pause;
use crate::validation::Validated;
use crate::{App, Error};

/// How often an order asks again when others take the same stock at the same time.
const ATTEMPTS: u32 = 16;

/// Whether an order is one that [`App::place_single`] can place.
pub(crate) fn fits_a_transaction(id: OrderId, request: &OrderRequest) -> bool {
    demand(id, request).needs.len() <= SKUS_PER_TRANSACTION
}

/// What an order gets of each SKU, as the levels are.
struct Offer {
    levels: BTreeMap<Sku, Level>,
    tokens: BTreeMap<Sku, Token>,
}

impl App {
    /// Places the one order of a unit of work, or answers what it is short of. Where one of its reference
    /// is there by now, that one is the answer.
    pub(crate) async fn place_single(
        &self,
        scope: &StoreScope,
        validated: &Validated,
        now: Timestamp,
    ) -> Result<Result<Order, Vec<Fault>>, Error> {
        let Some((id, request, _)) = in_turn(scope, &validated.orders).pop() else { return Err(Error::NotFound("order")) };
        let demand = demand(id, request);
        self.table.cover(scope, &coverage(validated)).await?;
        for attempt in 0..ATTEMPTS {
            let offer = self.offer(scope, validated, &demand, now).await?;
            let grant = |token: &Token| Grant { granted: token.granted, backordered: token.backordered };
            let grants = offer.tokens.iter().map(|(sku, token)| (sku.clone(), grant(token))).collect();
            let (shares, _) = hand_out(std::slice::from_ref(&demand), &grants, validated.back_orders);
            let units = match shares.first() {
                Some(Share::Accepted(units)) => units,
                share => {
                    let short = share.and_then(|share| refused(request, share));
                    return Ok(Err(short.map(|short| short.faults).unwrap_or_default()));
                }
            };
            let order = new_order(scope, validated, id, request, units, now);
            if attempt == 0 {
                // Lists are hints: those of an order that does not come to be after all are passed over. They do not
                // say what the order gets, so that they are the same at each attempt.
                self.table.put_postings(scope, &postings(validated, std::slice::from_ref(&order))).await?;
            }
            match self.place_as_offered(scope, validated, &demand, order, &offer, now).await {
                Ok(order) => return Ok(Ok(order)),
                Err(storage::Error::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
            if let Some(existing) = self.table.order(scope, id).await? {
                return Ok(Ok(existing));
            }
            pause(attempt).await;
        }
        Err(Error::Changed)
    }

    async fn offer(&self, scope: &StoreScope, validated: &Validated, demand: &Demand, now: Timestamp) -> Result<Offer, Error> {
        let mut levels = self.table.levels_of(scope, &validated.warehouse, demand.needs.keys()).await?;
        let mut tokens = BTreeMap::new();
        for (sku, need) in &demand.needs {
            if !levels.contains_key(sku) {
                self.table.ensure_level(scope, sku, &validated.warehouse).await?;
            }
            let level = levels.entry(sku.clone()).or_insert_with(|| Level::empty(sku.clone(), validated.warehouse.clone()));
            let promised = Level { available: level.promisable(), ..level.clone() };
            let Grant { granted, backordered } = grant(&promised, *need, validated.back_orders);
            let (seen_available, seen_backordered) = (promised.available, promised.backordered);
            let token = Token { granted, backordered, seen_available, seen_backordered, at: now, kept: None, change: None };
            tokens.insert(sku.clone(), token);
        }
        Ok(Offer { levels, tokens })
    }

    async fn place_as_offered(
        &self,
        scope: &StoreScope,
        validated: &Validated,
        demand: &Demand,
        order: Order,
        offer: &Offer,
        now: Timestamp,
    ) -> Result<Order, storage::Error> {
        // The one order keeps all that it was granted.
        let all_of = |token: &Token| Kept { granted: token.granted, backordered: token.backordered };
        let kept: BTreeMap<Sku, Kept> = offer.tokens.iter().map(|(sku, token)| (sku.clone(), all_of(token))).collect();
        let mut claims = Vec::new();
        for (sku, level) in &offer.levels {
            let entries = moves(validated, sku, &offer.tokens[sku], kept[sku]);
            claims.extend(entries.into_iter().map(|entry| Claim { seen: level.clone(), entry }));
        }
        let placement = Placement { orders: vec![order], late: Vec::new(), rows: 1, own: Usage::default(), kept };
        let marker = Marker {
            result: result(validated, &placement),
            late: Vec::new(),
            committed_at: Some(now),
            shared: spent_with_time(),
            own: Usage::default(),
        };
        let entry = intake(validated, &marker, &placement.orders);
        let decision = decision(validated, std::slice::from_ref(demand), &offer.tokens);
        let stored = self.table.place_with_stock(scope, &placement.orders[0], &claims, (&decision, &marker, &entry)).await?;
        accepted(1);
        Ok(stored)
    }
}
