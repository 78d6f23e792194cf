//! Files: what came in by one, and what clients were told by the others.

use std::collections::{BTreeMap, BTreeSet};

use super::{Findings, Rule, Subject, Violation};
use crate::ids::OrderId;
use crate::imports::record::{Import, State};
use crate::orders::Order;
use crate::reconciliation::{Bucket, ControlTotals, Entry, EntryKind, Intake, Line, Made, Reconciliation, ReconciliationState, totals};

/// What is wrong with a completed import of which so many orders exist.
pub fn of_import(import: &Import, n_orders: u64) -> Vec<Violation> {
    let mut findings = Findings { subject: Subject::Import(import.id), found: of_counts(import) };
    findings.expect(!import.is_trial || n_orders == 0, Rule::Rows, || format!("{n_orders} orders came of a dry run"));
    let State::Completed { result, .. } = &import.state else { return findings.found };
    let accepted = result.new_orders();
    findings.expect(accepted == n_orders, Rule::Rows, || format!("{accepted} orders were accepted, {n_orders} exist"));
    findings.found
}

/// What is wrong with the change of an import from `old` (None where it is new), as the table's stream
/// shows it: what was told of a file once is told for ever.
pub fn of_import_change(old: Option<&Import>, new: &Import) -> Vec<Violation> {
    let mut findings = Findings { subject: Subject::Import(new.id), found: of_counts(new) };
    if let Some(State::Completed { .. }) = old.map(|old| &old.state) {
        findings.expect(old.is_some_and(|old| old.state == new.state), Rule::Rows, || {
            "what was told of the file was changed afterwards".to_owned()
        });
    }
    findings.found
}

fn of_counts(import: &Import) -> Vec<Violation> {
    let mut findings = Findings::of(Subject::Import(import.id));
    let (State::Completed { plan, result, .. } | State::Tried { plan, result, .. }) = &import.state else { return findings.found };
    findings.expect(matches!(import.state, State::Tried { .. }) == import.is_trial, Rule::Rows, || {
        "a dry run counts as an import, or an import as a dry run".to_owned()
    });
    findings.expect(import.mended.rows <= result.rows.rejected && import.mended.orders <= result.orders.rejected, Rule::Rows, || {
        format!("{} rows were rejected, {} are put right", result.rows.rejected, import.mended.rows)
    });
    if let Some((_, undone)) = import.undo.as_ref().and_then(|undo| undo.done) {
        let accepted = result.new_orders();
        findings.expect(undone.total() == accepted, Rule::Rows, || {
            format!("{accepted} orders were accepted, {} were looked at to undo them", undone.total())
        });
    }
    findings.expect(result.rows.total() == plan.rows, Rule::Rows, || {
        format!("the file has {} rows, of which {} were told of", plan.rows, result.rows.total())
    });
    findings.expect(result.orders.total() == plan.orders, Rule::Rows, || {
        format!("the file has {} orders, of which {} were told of", plan.orders, result.orders.total())
    });
    findings.found
}

/// What is wrong with the change of a reconciliation file from `old`: once made, it stays as it is.
pub fn of_file_change(old: &Reconciliation, new: &Reconciliation) -> Vec<Violation> {
    let mut findings = Findings::of(Subject::Reconciliation(new.sequence));
    findings.expect(matches!(old.state, ReconciliationState::Making) || old == new, Rule::Chain, || {
        "it was changed after it had been made".to_owned()
    });
    findings.found
}

/// What is wrong with the entries that the file `next` will tell, given the orders that changed by
/// themselves: each cause stands there once, and no more was cancelled than is told of.
pub fn of_entries<'a>(next: u64, entries: &[Entry], orders: impl IntoIterator<Item = &'a Order>) -> Vec<Violation> {
    let mut findings = Findings::of(Subject::Reconciliation(next));
    let mut seen = BTreeSet::new();
    let mut cancelled: BTreeMap<(OrderId, u32), u32> = BTreeMap::new();
    for entry in entries {
        let cause = match &entry.kind {
            EntryKind::In { chunk, .. } => format!("in.{chunk}"),
            EntryKind::Shipped { manifest, .. } => manifest.to_string(),
            EntryKind::Order { lines, .. } => {
                for line in lines.iter().filter(|line| line.bucket == Bucket::Cancelled) {
                    let told = line.order.map(|order| cancelled.entry((order, line.line)).or_default());
                    told.into_iter().for_each(|told| *told += line.quantity);
                }
                entry.id.clone()
            }
        };
        findings.expect(seen.insert(cause), Rule::Told, || format!("{} would be told twice", entry.id));
    }
    for order in orders {
        for (number, _, counters) in order.lines() {
            let told = cancelled.get(&(order.id, number)).copied().unwrap_or(0);
            findings.expect(told <= counters.cancelled, Rule::Told, || {
                let reference = &order.request.reference;
                format!("{} units of line {number} of {reference} are cancelled, {told} would be told of", counters.cancelled)
            });
        }
    }
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
    order.status().is_final()
}

/// Each unit that left, was cancelled or came back stands in exactly one line that says so.
fn untold<'a>(lines: impl Iterator<Item = &'a Line>, orders: &[&Order]) -> Vec<Violation> {
    let mut told: BTreeMap<(OrderId, u32), (i64, i64, i64)> = BTreeMap::new();
    for line in lines {
        let Some(order) = line.order else { continue };
        let (shipped, cancelled, returned) = told.entry((order, line.line)).or_default();
        match line.bucket {
            Bucket::Shipped => *shipped += i64::from(line.quantity),
            Bucket::Reversal => *shipped -= i64::from(line.quantity),
            Bucket::Cancelled => *cancelled += i64::from(line.quantity),
            Bucket::Returned => *returned += i64::from(line.quantity),
            Bucket::Rejected => {}
        }
    }
    let mut found = Vec::new();
    for order in orders {
        let mut findings = Findings::of(Subject::Order(order.id));
        for (number, _, counters) in order.lines() {
            let (shipped, cancelled, returned) = told.remove(&(order.id, number)).unwrap_or_default();
            let all = [
                ("shipped", shipped, counters.left()),
                ("cancelled", cancelled, counters.cancelled),
                ("returned", returned, counters.returned),
            ];
            for (what, told, counted) in all {
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
