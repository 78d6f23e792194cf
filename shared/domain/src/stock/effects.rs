//! What a change of an order means for the stock, read off the difference of its counters.
//!
//! Architecture invariant: no transition computes stock by itself. Units that bind stock less are
//! available again unless they left (what becomes of goods that come back is decided at the door: [`crate::returns`]); so `on hand` and the sums over orders cannot drift apart.

use std::collections::BTreeMap;

use super::Unavailable;
use super::ledger::Change;
use crate::ids::Sku;
use crate::orders::Order;
use crate::orders::counters::Counters;

/// What changes for one SKU of an order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effect {
    /// The level's change.
    pub change: Change,
    /// Units of this SKU for which the order waits afterwards.
    pub waiting: u32,
    /// Units for which it waited before.
    pub waited: u32,
}

/// Effects per SKU of turning `before` into `after`; SKUs without an effect are left out.
pub fn between(before: &Order, after: &Order) -> BTreeMap<Sku, Effect> {
    let old = per_sku(before);
    let mut effects = BTreeMap::new();
    for (sku, new) in per_sku(after) {
        let old = old.get(&sku).copied().unwrap_or_default();
        let reserved = i64::from(new.reserved()) - i64::from(old.reserved());
        let left = i64::from(new.left()) - i64::from(old.left());
        let backordered = i64::from(new.backordered) - i64::from(old.backordered);
        let change = Change { available: -reserved - left, allocated: reserved, backordered, ..Change::default() };
        if !change.is_nothing() {
            effects.insert(sku, Effect { change, waiting: new.backordered, waited: old.backordered });
        }
    }
    effects
}

/// Goods that a picker did not find are in the books but not for sale.
pub fn missing(effects: &mut BTreeMap<Sku, Effect>, sku: &Sku, units: u32) {
    let effect = effects.entry(sku.clone()).or_default();
    effect.change.available -= i64::from(units);
    *effect.change.unavailable.entry(Unavailable::Missing).or_default() += i64::from(units);
}

/// An order's counters per SKU: lines of one SKU together, because a level changes once.
pub fn per_sku(order: &Order) -> BTreeMap<Sku, Counters> {
    let mut sums: BTreeMap<Sku, Counters> = BTreeMap::new();
    for (_, line, counters) in order.lines() {
        let sum = sums.entry(line.sku.clone()).or_default();
        *sum = sum.plus(counters);
    }
    sums
}
