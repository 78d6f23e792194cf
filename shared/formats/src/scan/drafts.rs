//! Rows of a partition put together as orders.

use std::hash::{BuildHasher, RandomState};

use domain::imports::draft::{Cell, Field, Header, LineDraft, OrderDraft, StrayRow, Texts};
use domain::imports::fault::{Fault, FaultCode};
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use jiff::Timestamp;

use super::spill::SpilledRow;
use crate::error::excerpt;
use crate::limits::Limits;

/// Rows of one order that were stamped a little apart agree about its dates: shops stamp each line
/// as it is written.
const SAME_MOMENT_SECONDS: i64 = 3_600;

/// The orders so far.
pub(super) struct Drafts<'a> {
    limits: &'a Limits,
    cancellation_prefix: Option<&'a str>,
    /// Places in `orders`, by the hash of their references.
    order_of: HashTable<usize>,
    hasher: RandomState,
    orders: Vec<Collected>,
    last: usize,
    stray_rows: Vec<StrayRow>,
}

struct Collected {
    draft: OrderDraft,
    bytes: usize,
    is_full: bool,
    n_dropped_faults: usize,
}

impl<'a> Drafts<'a> {
    pub(super) fn new(limits: &'a Limits, cancellation_prefix: Option<&'a str>) -> Self {
        Self {
            limits,
            cancellation_prefix,
            order_of: HashTable::new(),
            hasher: RandomState::new(),
            orders: Vec::new(),
            last: 0,
            stray_rows: Vec::new(),
        }
    }

    pub(super) fn take(&mut self, row: &SpilledRow) {
        let Some(reference) = row.reference() else {
            self.stray_rows.push(StrayRow { row: row.row, faults: row.faults.clone() });
            return;
        };
        // Rows of one order often stand together.
        let is_last = row.is_repeat || self.orders.get(self.last).is_some_and(|order| order.draft.reference == reference);
        let order = if is_last { self.last } else { self.order_of(reference, row.row) };
        self.last = order;
        self.orders[order].take(row, self.limits);
    }

    /// The place of the order with that reference; a new one begins with the row.
    fn order_of(&mut self, reference: &str, row: u64) -> usize {
        let Self { orders, hasher, .. } = self;
        let hash = hasher.hash_one(reference);
        let is_it = |place: &usize| orders[*place].draft.reference == reference;
        let entry = self.order_of.entry(hash, is_it, |place| hasher.hash_one(orders[*place].draft.reference.as_str()));
        let place = match entry {
            Entry::Occupied(known) => return *known.get(),
            Entry::Vacant(new) => *new.insert(orders.len()).get(),
        };
        orders.push(Collected {
            draft: OrderDraft {
                reference: reference.to_owned(),
                is_cancellation: self.cancellation_prefix.is_some_and(|prefix| reference.starts_with(prefix)),
                row,
                header: Header::default(),
                more_rows: 0,
                lines: Vec::new(),
                faults: Vec::new(),
            },
            bytes: 0,
            is_full: false,
            n_dropped_faults: 0,
        });
        place
    }

    /// The orders by their first rows, and the rows of none.
    pub(super) fn finish(self) -> (Vec<OrderDraft>, Vec<StrayRow>) {
        let drafts = self.orders.into_iter().map(Collected::finish).collect();
        (drafts, self.stray_rows)
    }
}

impl Collected {
    fn take(&mut self, row: &SpilledRow, limits: &Limits) {
        if self.is_full {
            self.draft.more_rows += 1;
            return;
        }
        let (n_fields, added) = row.size_of_line();
        if self.draft.lines.len() == limits.lines_per_order || self.bytes + added > limits.order_bytes {
            self.is_full = true;
            self.draft.more_rows += 1;
            let message = if self.draft.lines.len() == limits.lines_per_order {
                format!("the order has more than {} lines", limits.lines_per_order)
            } else {
                format!("the order's texts are longer than {} KiB together", limits.order_bytes >> 10)
            };
            // This one is kept whatever else was wrong.
            self.draft.faults.push(Fault::of_row(row.row, FaultCode::TooManyLines, message, "split it into several orders"));
            return;
        }
        let [header, line] = row.parts();
        // A row that repeats the one before says nothing new about the order; only faults that could
        // not be kept are counted.
        if !row.is_repeat || self.n_dropped_faults > 0 {
            if self.draft.lines.is_empty() {
                let (n_fields, bytes) = row.size_of_header();
                self.draft.header.reserve(n_fields, bytes);
            }
            for (field, text) in header {
                if field != Field::Reference || self.draft.header.get(field).is_none() {
                    self.take_header(field, text, row.row, limits);
                }
            }
        }
        let mut fields = Texts::default();
        fields.reserve(n_fields, added);
        for (field, text) in line {
            fields.insert(field, text);
        }
        self.bytes += added;
        self.draft.lines.push(LineDraft { row: row.row, fields });
        for fault in &row.faults {
            self.blame(fault.clone(), limits);
        }
    }

    /// The first row that says something about the order counts; the others must agree.
    fn take_header(&mut self, field: Field, text: &str, row: u64, limits: &Limits) {
        let Some(first) = self.draft.header.get(field) else {
            self.bytes += text.len();
            self.draft.header.insert(field, Cell { row, text });
            return;
        };
        if first.text == text || is_same_moment(field, first.text, text) {
            return;
        }
        let is_known = self
            .draft
            .faults
            .iter()
            .any(|fault| fault.code == FaultCode::ConflictingValue && fault.column.as_deref() == Some(field.as_str()));
        if !is_known {
            let message = format!(
                "rows of one order disagree about `{}`: row {} says {:?}, row {row} says {:?}",
                field.as_str(),
                first.row,
                excerpt(first.text),
                excerpt(text),
            );
            let suggestion = "write the same in every row of the order, or give the rows different references";
            self.blame(Fault::of_row(row, FaultCode::ConflictingValue, message, suggestion).in_column(field.as_str()), limits);
        }
    }

    fn blame(&mut self, fault: Fault, limits: &Limits) {
        if self.draft.faults.len() < limits.faults_per_order {
            self.draft.faults.push(fault);
        } else {
            self.n_dropped_faults += 1;
        }
    }

    fn finish(mut self) -> OrderDraft {
        if self.n_dropped_faults > 0
            && let Some(last) = self.draft.faults.last_mut()
        {
            last.message.push_str(&format!("; and {} more faults in this order", self.n_dropped_faults));
        }
        self.draft
    }
}

fn is_same_moment(field: Field, one: &str, other: &str) -> bool {
    if !matches!(field, Field::PlacedAt | Field::PromisedAt) {
        return false;
    }
    match (one.parse::<Timestamp>(), other.parse::<Timestamp>()) {
        (Ok(one), Ok(other)) => (one.as_second() - other.as_second()).abs() <= SAME_MOMENT_SECONDS,
        _ => false,
    }
}
