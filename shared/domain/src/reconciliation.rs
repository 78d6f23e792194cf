//! Reconciliation: every order of a client told back exactly once per final transition.
//!
//! Transitions are collected as [`Entry`]s. A run freezes the entries that exist, gives them the
//! next sequence number and proves `opening + in - shipped - cancelled - rejected = closing`.
#![expect(clippy::disallowed_types, reason = "serde's derive of flattened and tagged types names floats; ours have none")]

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ids::{CommandId, ManifestId, OrderId, StoreId};
use crate::orders::ChunkId;

/// One thing to tell the client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Unique in the store, and the same on every run of what causes it.
    pub id: String,
    /// When it happened.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub kind: EntryKind,
}

/// What can be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EntryKind {
    /// Orders came in with a chunk; the rejected ones among them are final at once.
    In {
        /// The chunk.
        chunk: ChunkId,
        /// Accepted and rejected orders.
        totals: Intake,
    },
    /// Orders left with a hand-over.
    Shipped {
        /// The hand-over.
        manifest: ManifestId,
        /// Object key of the lines.
        lines_key: String,
    },
    /// An order changed by itself: cancelled, reduced or taken back, or goods of it came back.
    Order {
        /// Which.
        order: OrderId,
        /// Its lines.
        lines: Vec<Line>,
    },
}

/// Orders of a chunk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intake {
    /// Accepted orders.
    pub accepted_orders: u64,
    /// Their units.
    pub accepted_units: u64,
    /// Rejected orders.
    pub rejected_orders: u64,
}

/// The bucket of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bucket {
    /// Left the house.
    Shipped,
    /// Will not come.
    Cancelled,
    /// Was never taken.
    Rejected,
    /// Had been told as shipped, but did not leave.
    Reversal,
    /// Had left, and came back: what was told as shipped stays told.
    Returned,
}

/// One line of a reconciliation file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Which bucket.
    pub bucket: Bucket,
    /// The client's order number, as the client wrote it.
    pub reference: String,
    /// Ours; none for a rejected order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderId>,
    /// Line number; 0 for a rejected order.
    #[serde(default)]
    pub line: u32,
    /// What.
    #[serde(default)]
    pub sku: String,
    /// Units ordered.
    #[serde(default)]
    pub ordered: u32,
    /// Units of this transition.
    #[serde(default)]
    pub quantity: u32,
    /// Units still to come afterwards: the residual.
    #[serde(default)]
    pub residual: u32,
    /// Whether this transition closes the whole order; of what came back, whether nothing of the order is with the buyer any more.
    #[serde(default)]
    pub closes_order: bool,
    /// Carrier and tracking numbers, for shipped lines.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub carrier: String,
    /// Tracking numbers, separated by spaces.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tracking: String,
    /// When.
    pub at: Timestamp,
    /// Why, for what did not ship.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// Control totals, in orders and in units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Open before.
    pub opening: i64,
    /// Came in.
    pub r#in: i64,
    /// Left.
    pub shipped: i64,
    /// Cancelled.
    pub cancelled: i64,
    /// Rejected.
    pub rejected: i64,
    /// Open afterwards.
    pub closing: i64,
    /// Came back of what had left before; of the orders those of which nothing is with the buyer any more. It opens nothing again, so
    /// it stands beside the sum. Files from before returns were told have none.
    #[serde(default)]
    pub returned: i64,
}

impl Totals {
    /// Whether `opening + in - shipped - cancelled - rejected = closing`.
    pub fn add_up(&self) -> bool {
        self.opening + self.r#in - self.shipped - self.cancelled - self.rejected == self.closing
    }
}

/// Control totals of one file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControlTotals {
    /// Counting orders. An order that left in parts counts as shipped with its last part.
    pub orders: Totals,
    /// Counting units.
    pub units: Totals,
}

/// A file that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reconciliation {
    /// Whose.
    pub store: StoreId,
    /// 1, 2, 3… without a gap.
    pub sequence: u64,
    /// The cut-off that it was made for, or the moment somebody asked for it.
    pub cut_off_at: Timestamp,
    /// The call that asked for it: the call sent again gets the same file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<CommandId>,
    /// The version of the settings that held at its cut-off; 0 in files that are older than that.
    #[serde(default)]
    pub settings_version: u64,
    /// How far it is.
    pub state: ReconciliationState,
}

/// How far a file is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ReconciliationState {
    /// Its entries are being frozen and written.
    Making,
    /// Written.
    Made(Box<Made>),
}

/// A written file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// When.
    pub made_at: Timestamp,
    /// Hash of the JSON file's bytes.
    pub sha256: String,
    /// Hash of the previous file, which is inside this one: a chain.
    #[serde(default)]
    pub previous_sha256: Option<String>,
    /// Proof that nothing is missing.
    pub totals: ControlTotals,
    /// Lines in it.
    pub lines: u64,
    /// Object key of the CSV.
    pub csv_key: String,
    /// Object key of the JSON.
    pub json_key: String,
}

/// The control totals of a file with these entries and lines, after a file that closed at `opening`.
pub fn totals(opening: &ControlTotals, intakes: &[Intake], lines: &[Line]) -> ControlTotals {
    let mut orders = Totals { opening: opening.orders.closing, ..Totals::default() };
    let mut units = Totals { opening: opening.units.closing, ..Totals::default() };
    for intake in intakes {
        orders.r#in += signed(intake.accepted_orders + intake.rejected_orders);
        units.r#in += signed(intake.accepted_units);
    }
    for line in lines {
        let closed = i64::from(line.closes_order);
        match line.bucket {
            Bucket::Shipped => {
                orders.shipped += closed;
                units.shipped += i64::from(line.quantity);
            }
            Bucket::Reversal => {
                orders.shipped -= closed;
                units.shipped -= i64::from(line.quantity);
            }
            Bucket::Cancelled => {
                orders.cancelled += closed;
                units.cancelled += i64::from(line.quantity);
            }
            Bucket::Rejected => orders.rejected += 1,
            Bucket::Returned => {
                orders.returned += closed;
                units.returned += i64::from(line.quantity);
            }
        }
    }
    orders.closing = orders.opening + orders.r#in - orders.shipped - orders.cancelled - orders.rejected;
    units.closing = units.opening + units.r#in - units.shipped - units.cancelled - units.rejected;
    ControlTotals { orders, units }
}

fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The latest cut-off at or before `now`, in the store's zone. A local time that a clock change
/// skips happens when the clock has jumped; one that comes twice counts the first time.
pub fn latest_cut_off(now: Timestamp, cut_offs: &[Time], zone: &TimeZone) -> Option<Timestamp> {
    let today = now.to_zoned(zone.clone()).date();
    let yesterday = today.checked_sub(Span::new().days(1)).ok()?;
    cut_offs_of(&[today, yesterday], cut_offs, zone).filter(|cut_off| *cut_off <= now).max()
}

/// The first cut-off after `now`, in the store's zone.
pub fn next_cut_off(now: Timestamp, cut_offs: &[Time], zone: &TimeZone) -> Option<Timestamp> {
    let today = now.to_zoned(zone.clone()).date();
    let tomorrow = today.checked_add(Span::new().days(1)).ok()?;
    cut_offs_of(&[today, tomorrow], cut_offs, zone).filter(|cut_off| *cut_off > now).min()
}

fn cut_offs_of<'a>(days: &'a [Date], cut_offs: &'a [Time], zone: &'a TimeZone) -> impl Iterator<Item = Timestamp> + 'a {
    days.iter()
        .flat_map(move |day| cut_offs.iter().map(move |time| day.to_datetime(*time)))
        .filter_map(move |local| zone.to_ambiguous_timestamp(local).compatible().ok())
}

/// Whether a file is due: a cut-off has passed since the last file. However many were missed while
/// the system was down, one file makes up for them.
pub fn due_cut_off(now: Timestamp, last: Option<Timestamp>, cut_offs: &[Time], zone: &TimeZone) -> Option<Timestamp> {
    latest_cut_off(now, cut_offs, zone).filter(|cut_off| last.is_none_or(|last| *cut_off > last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn london() -> TimeZone {
        TimeZone::get("Europe/London").unwrap()
    }

    fn times() -> Vec<Time> {
        vec![Time::constant(12, 0, 0, 0), Time::constant(17, 0, 0, 0)]
    }

    #[test]
    fn noon_in_london_is_eleven_utc_in_summer_and_twelve_in_winter() {
        let cut_off = |now: &str| latest_cut_off(at(now), &times(), &london()).unwrap();
        assert_eq!(cut_off("2026-07-01T11:00:00Z"), at("2026-07-01T11:00:00Z"));
        assert_eq!(cut_off("2026-07-01T10:59:59Z"), at("2026-06-30T16:00:00Z"));
        assert_eq!(cut_off("2026-12-01T12:30:00Z"), at("2026-12-01T12:00:00Z"));
    }

    #[test]
    fn a_cut_off_in_the_skipped_hour_still_happens_once() {
        // 2026-03-29 01:00 UTC: London jumps from 01:00 to 02:00.
        let times = [Time::constant(1, 30, 0, 0)];
        assert_eq!(latest_cut_off(at("2026-03-29T02:00:00Z"), &times, &london()), Some(at("2026-03-29T01:30:00Z")));
    }

    #[test]
    fn cut_offs_missed_while_the_system_was_down_are_made_up_once() {
        let due = due_cut_off(at("2026-12-05T18:00:00Z"), Some(at("2026-12-01T12:00:00Z")), &times(), &london());
        assert_eq!(due, Some(at("2026-12-05T17:00:00Z")));
        assert_eq!(due_cut_off(at("2026-12-05T18:00:00Z"), due, &times(), &london()), None);
    }

    proptest! {
        #[test]
        fn the_totals_always_add_up(
            opening in 0_i64..100,
            intakes in prop::collection::vec((0_u64..50, 0_u64..500, 0_u64..50), 0..6),
            lines in prop::collection::vec((0_u8..5, 0_u32..9, any::<bool>()), 0..40),
        ) {
            let before = ControlTotals { orders: Totals { closing: opening, ..Totals::default() }, ..ControlTotals::default() };
            let intakes: Vec<Intake> = intakes
                .into_iter()
                .map(|(accepted_orders, accepted_units, rejected_orders)| Intake { accepted_orders, accepted_units, rejected_orders })
                .collect();
            let lines: Vec<Line> = lines
                .into_iter()
                .map(|(bucket, quantity, closes_order)| Line {
                    bucket: [Bucket::Shipped, Bucket::Cancelled, Bucket::Rejected, Bucket::Reversal, Bucket::Returned][usize::from(bucket)],
                    reference: "A".to_owned(), order: None, line: 1, sku: "S".to_owned(), ordered: 9, quantity, residual: 0,
                    closes_order, carrier: String::new(), tracking: String::new(), at: Timestamp::UNIX_EPOCH, reason: String::new(),
                })
                .collect();
            let totals = totals(&before, &intakes, &lines);
            prop_assert!(totals.orders.add_up() && totals.units.add_up());
            prop_assert_eq!(totals.orders.opening, opening);
        }
    }
}
