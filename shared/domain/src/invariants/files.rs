//! Files: what came in by one, and what clients were told by the others.

use std::collections::BTreeMap;

use super::{Findings, Rule, Subject, Violation};
use crate::ids::OrderId;
use crate::imports::record::{Import, State};
use crate::orders::Order;
use crate::orders::status::Status;
use crate::reconciliation::{Bucket, ControlTotals, Intake, Line, Made, totals};

/// What is wrong with a completed import of which so many orders exist.
pub fn of_import(import: &Import, n_orders: u64) -> Vec<Violation> {
    let mut findings = Findings::of(Subject::Import(import.id));
    let State::Completed { plan, result, .. } = &import.state else { return findings.found };
    findings.expect(result.rows.total() == plan.rows, Rule::Rows, || {
        format!("the file has {} rows, of which {} were told of", plan.rows, result.rows.total())
    });
    findings.expect(result.orders.total() == plan.orders, Rule::Rows, || {
        format!("the file has {} orders, of which {} were told of", plan.orders, result.orders.total())
    });
    let accepted = result.orders.accepted - result.cancellations.min(result.orders.accepted);
    findings.expect(accepted == n_orders, Rule::Rows, || format!("{accepted} orders were accepted, {n_orders} exist"));
    findings.found
}

/// What is wrong with a store's reconciliation files (in the order of their numbers, with their lines)
/// and with what waits for the next one, given all committed orders of the store.
pub fn of_files<'a>(
    files: &[(u64, Made, Vec<Line>)],
    open: (&[Intake], &[Line]),
    orders: impl IntoIterator<Item = &'a Order>,
) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut before: Option<&Made> = None;
    for (index, (sequence, made, lines)) in (1..).zip(files) {
        let mut findings = Findings::of(Subject::Reconciliation(*sequence));
        findings.expect(*sequence == index, Rule::Chain, || format!("file {index} is missing"));
        let (told, hash) = (&made.previous_sha256, before.map(|made| made.sha256.clone()));
        findings.expect(*told == hash, Rule::Chain, || "it does not hold the hash of the file before".to_owned());
        let opening = before.map_or_else(ControlTotals::default, |made| made.totals);
        for (unit, totals, opening) in [("orders", made.totals.orders, opening.orders), ("units", made.totals.units, opening.units)] {
            findings.expect(totals.add_up() && totals.opening == opening.closing, Rule::Totals, || {
                format!("its totals of {unit} do not add up, or do not go on from the file before")
            });
        }
        let intakes = [Intake {
            accepted_orders: u64::try_from(made.totals.orders.r#in - made.totals.orders.rejected).unwrap_or(0),
            accepted_units: u64::try_from(made.totals.units.r#in).unwrap_or(0),
            rejected_orders: u64::try_from(made.totals.orders.rejected).unwrap_or(0),
        }];
        findings.expect(totals(&opening, &intakes, lines) == made.totals, Rule::Totals, || {
            "its totals are not the sums of its lines".to_owned()
        });
        found.append(&mut findings.found);
        before = Some(made);
    }
    let closing = totals(&before.map_or_else(ControlTotals::default, |made| made.totals), open.0, open.1);
    let orders: Vec<&Order> = orders.into_iter().collect();
    let mut findings = Findings::of(Subject::Reconciliation(files.len() as u64 + 1));
    let open_units: i64 = orders.iter().map(|order| i64::from(order.units().open())).sum();
    let open_orders = orders.iter().filter(|order| !is_final(order)).count();
    findings.expect(closing.units.closing == open_units, Rule::Totals, || {
        format!("{} units are open by what was told, {open_units} by the orders", closing.units.closing)
    });
    findings.expect(usize::try_from(closing.orders.closing) == Ok(open_orders), Rule::Totals, || {
        format!("{} orders are open by what was told, {open_orders} by themselves", closing.orders.closing)
    });
    found.append(&mut findings.found);
    found.extend(untold(files.iter().flat_map(|(_, _, lines)| lines).chain(open.1), &orders));
    found
}

fn is_final(order: &Order) -> bool {
    matches!(order.status(), Status::Shipped | Status::Cancelled)
}

/// Each unit that left or was cancelled stands in exactly one line.
fn untold<'a>(lines: impl Iterator<Item = &'a Line>, orders: &[&Order]) -> Vec<Violation> {
    let mut told: BTreeMap<(OrderId, u32), (i64, i64)> = BTreeMap::new();
    for line in lines {
        let Some(order) = line.order else { continue };
        let (shipped, cancelled) = told.entry((order, line.line)).or_default();
        match line.bucket {
            Bucket::Shipped => *shipped += i64::from(line.quantity),
            Bucket::Reversal => *shipped -= i64::from(line.quantity),
            Bucket::Cancelled => *cancelled += i64::from(line.quantity),
            Bucket::Rejected => {}
        }
    }
    let mut found = Vec::new();
    for order in orders {
        let mut findings = Findings::of(Subject::Order(order.id));
        for (number, _, counters) in order.lines() {
            let (shipped, cancelled) = told.remove(&(order.id, number)).unwrap_or_default();
            for (what, told, counted) in [("shipped", shipped, counters.shipped), ("cancelled", cancelled, counters.cancelled)] {
                findings.expect(told == i64::from(counted), Rule::Told, || {
                    format!("{counted} units of line {number} are {what}, {told} were told of")
                });
            }
        }
        found.append(&mut findings.found);
    }
    for (order, line) in told.keys() {
        let mut findings = Findings::of(Subject::Order(*order));
        findings.expect(false, Rule::Told, || format!("line {line} was told of, but the order or line does not exist"));
        found.append(&mut findings.found);
    }
    found
}
