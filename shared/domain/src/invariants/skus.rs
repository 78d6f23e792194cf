//! A SKU: its level, its ledger, its queue, and the orders that hold or want it.

use jiff::Timestamp;

use super::{Findings, Rule, Subject, Violation};
use crate::ids::{OrderId, Sku};
use crate::orders::counters::Counters;
use crate::orders::history::EventKind;
use crate::orders::{Order, Turn};
use crate::stock::Level;
use crate::stock::ledger::Change;

/// An entry of a SKU's queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    /// Who waits.
    pub order: OrderId,
    /// Units.
    pub quantity: u32,
}

/// Everything that is known of a SKU in a warehouse at one moment.
#[derive(Debug, Clone)]
pub struct SkuFacts<'a> {
    /// Its level.
    pub level: &'a Level,
    /// The sum of its ledger.
    pub ledger: &'a Change,
    /// What tokens on the level took that is not in the ledger yet, because their work is under way.
    pub under_way: &'a Change,
    /// Its queue.
    pub queue: &'a [Queued],
    /// The counters of all lines with the SKU, where all orders were looked at.
    pub lines: Option<Counters>,
}

/// What is wrong with a SKU.
pub fn of_sku(facts: &SkuFacts<'_>) -> Vec<Violation> {
    let SkuFacts { level, ledger, under_way, queue, lines } = facts;
    let mut findings = Findings::of(Subject::Sku(level.sku.clone()));
    let replayed = Level::empty(level.sku.clone(), level.warehouse.clone()).after(&(*ledger).clone().plus(under_way));
    let quantities = |level: &Level| {
        let unavailable: Vec<_> =
            level.unavailable.iter().filter(|(_, units)| **units > 0).map(|(reason, units)| (*reason, *units)).collect();
        (level.available, level.allocated, level.backordered, unavailable)
    };
    match &replayed {
        None => findings.expect(false, Rule::Ledger, || "the ledger takes away what was never there".to_owned()),
        Some(replayed) => findings.expect(quantities(replayed) == quantities(level), Rule::Ledger, || {
            format!("the level says {}, its ledger {}", told(level), told(replayed))
        }),
    }
    // What is under way may be in the queue already, or not yet.
    let queued: i64 = queue.iter().map(|entry| i64::from(entry.quantity)).sum();
    let (waiting, coming) = (i64::from(level.backordered), under_way.backordered.max(0));
    findings.expect((waiting - coming..=waiting).contains(&queued), Rule::Waiting, || {
        format!("{waiting} units wait by the level, {queued} by the queue")
    });
    let is_at_rest = under_way.is_nothing();
    if let Some(lines) = lines.filter(|_| is_at_rest) {
        findings.expect(lines.reserved() == level.allocated, Rule::Allocated, || {
            format!("{} units are allocated by the level, {} by the orders", level.allocated, lines.reserved())
        });
        findings.expect(lines.backordered == level.backordered, Rule::Waiting, || {
            format!("{waiting} units wait by the level, {} by the orders", lines.backordered)
        });
    }
    findings.expect(!is_at_rest || level.available == 0 || level.backordered == 0, Rule::IdleStock, || {
        format!("{} units are available while {waiting} are waited for", level.available)
    });
    findings.found
}

fn told(level: &Level) -> String {
    let unavailable: u32 = level.unavailable.values().sum();
    format!("{} available, {} allocated, {unavailable} unavailable, {} waited for", level.available, level.allocated, level.backordered)
}

/// Whether stock that came went to those whose turn it was: of two orders that waited for a SKU at the
/// same time, the later one is not filled while the earlier one still waits. `since` tells from when on
/// an order stood in the queues: from the commit of its chunk.
pub fn of_turns<'a>(sku: &Sku, orders: impl IntoIterator<Item = &'a Order>, since: impl Fn(&Order) -> Option<Timestamp>) -> Vec<Violation> {
    let mut findings = Findings::of(Subject::Sku(sku.clone()));
    let mut waiting: Vec<(Turn, Timestamp, &Order)> = Vec::new();
    let mut filled: Vec<(Turn, Timestamp, &Order)> = Vec::new();
    for order in orders.into_iter().filter(|order| order.lines().any(|(_, line, _)| &line.sku == sku)) {
        let Some(queued_at) = since(order) else { continue };
        if order.lines().any(|(_, line, counters)| &line.sku == sku && counters.backordered > 0) {
            let joined =
                order.history.iter().filter(|event| matches!(&event.kind, EventKind::ShortPicked { sku: short, .. } if short == sku));
            waiting.push((order.turn(), joined.map(|event| event.at).chain([queued_at]).max().unwrap_or(queued_at), order));
        }
        for event in &order.history {
            if matches!(&event.kind, EventKind::Filled { sku: came, .. } if came == sku) {
                filled.push((order.turn(), event.at, order));
            }
        }
    }
    for (turn, since, order) in &waiting {
        let overtook = filled.iter().find(|(later, at, other)| later > turn && at > since && other.id != order.id);
        findings.expect(overtook.is_none(), Rule::Turns, || {
            let other = overtook.map_or("", |(_, _, other)| other.request.reference.as_str());
            format!("order {other} got stock before order {}, which waits longer", order.request.reference)
        });
    }
    findings.found
}
