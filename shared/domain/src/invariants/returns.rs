//! Goods that come back: an order's lines beside its returns, and one change of a return.

use std::collections::BTreeMap;

use super::{Findings, Rule, Subject, Violation};
use crate::orders::Order;
use crate::returns::Return;

/// What is wrong with an order and all its returns.
pub fn of_returns<'a>(order: &Order, returns: impl IntoIterator<Item = &'a Return>) -> Vec<Violation> {
    let mut findings = Findings::of(Subject::Order(order.id));
    let mut held: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    let known = order.returns();
    for back in returns {
        findings.expect(back.order == order.id && known.contains(&back.id), Rule::Returns, || {
            format!("the order does not know of return {}", back.code)
        });
        for (line, units) in back.awaits() {
            held.entry(line).or_default().0 += units;
        }
        for (line, units) in back.receipts.iter().flat_map(|receipt| receipt.by_line()) {
            held.entry(line).or_default().1 += units;
        }
    }
    for (number, _, counters) in order.lines() {
        let (awaited, received) = held.remove(&number).unwrap_or_default();
        findings.expect((counters.returning, counters.returned) == (awaited, received), Rule::Returns, || {
            format!(
                "line {number} counts {} units as coming back and {} as back; its returns hold {awaited} and {received}",
                counters.returning, counters.returned
            )
        });
    }
    findings.expect(held.is_empty(), Rule::Returns, || "a return holds units of a line that the order does not have".to_owned());
    findings.found
}

/// What is wrong with the change of a return from `old`, as the table's stream shows it: what came stays, and what is over is over.
pub fn of_return_change(old: &Return, new: &Return) -> Vec<Violation> {
    let mut findings = Findings::of(Subject::Order(new.order));
    findings.expect(new.order == old.order && new.receipts.starts_with(&old.receipts), Rule::Returns, || {
        format!("a receipt of return {} was changed or taken away", new.code)
    });
    let is_announced_alike = old.lines.iter().all(|(number, line)| new.lines.get(number) == Some(line));
    findings.expect(is_announced_alike, Rule::Returns, || format!("what was announced with return {} was changed", new.code));
    findings.expect(old.state().is_open() || old == new, Rule::Returns, || format!("return {} was changed after its end", new.code));
    findings.found
}
