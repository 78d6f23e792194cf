//! One order by itself, and one change of it.

use std::collections::BTreeMap;

use super::{Findings, Rule, Subject, Violation};
use crate::orders::Order;

/// What is wrong with an order.
pub fn of_order(order: &Order) -> Vec<Violation> {
    let mut findings = Findings::of(Subject::Order(order.id));
    findings.expect(order.counters.len() == order.request.lines.len(), Rule::Lines, || {
        format!("{} lines have {} counters", order.request.lines.len(), order.counters.len())
    });
    for (number, line, counters) in order.lines() {
        findings.expect(counters.ordered() == line.quantity, Rule::Lines, || {
            format!("{} units of line {number} were ordered, {} are counted", line.quantity, counters.ordered())
        });
    }
    let mut parcelled: BTreeMap<(u32, bool), u32> = BTreeMap::new();
    for parcel in &order.parcels {
        for content in &parcel.contents {
            *parcelled.entry((content.line, parcel.shipped_at.is_some())).or_default() += content.quantity;
        }
    }
    for (number, _, counters) in order.lines() {
        for (has_left, counted) in [(false, counters.packed), (true, counters.left())] {
            let inside = parcelled.get(&(number, has_left)).copied().unwrap_or(0);
            let stage = if has_left { "shipped" } else { "packed" };
            findings.expect(inside == counted, Rule::Parcels, || {
                format!("{counted} units of line {number} count as {stage}, {inside} are in such parcels")
            });
        }
    }
    let is_numbered = (1..).zip(&order.history).all(|(seq, event)| event.seq == seq);
    findings.expect(is_numbered && !order.history.is_empty(), Rule::History, || "its events are not numbered 1, 2, 3…".to_owned());
    findings.found
}

/// What is wrong with the change from `old` to `new`, as the table's stream shows it.
pub fn of_transition(old: &Order, new: &Order) -> Vec<Violation> {
    let mut findings = Findings::of(Subject::Order(new.id));
    findings.expect(new.version == old.version + 1, Rule::History, || {
        format!("version {} was followed by version {}", old.version, new.version)
    });
    findings.expect(new.history.starts_with(&old.history), Rule::History, || "an event was changed or taken away".to_owned());
    findings.expect(new.request == old.request, Rule::Lines, || "what was ordered was changed".to_owned());
    findings.found
}

/// What is wrong when an order is gone: orders are kept, whatever becomes of them.
pub fn of_deleted(order: &Order) -> Violation {
    let sentence = format!("order {} was deleted at version {}", order.request.reference, order.version);
    Violation { rule: Rule::History, subject: Subject::Order(order.id), sentence }
}
