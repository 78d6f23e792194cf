//! The day's work: what is to be done with an open order next, what keeps it, and by when it must have left.

use std::collections::HashSet;

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{Batch, BatchState, Manifest};
use crate::ids::{BatchId, OrderId};
use crate::orders::Order;
use crate::orders::status::Status;
use crate::reconciliation::{latest_cut_off, next_cut_off};

macro_rules! work {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What is to be done with an open order next. Each open order stands at exactly one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Work {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl Work {
            /// Every kind of work, what can be done first.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

work! {
    /// To be released to the warehouse.
    Ready = "ready",
    /// Released, but its papers are not printed.
    WithoutPapers = "without_papers",
    /// To be picked.
    Released = "released",
    /// Being picked.
    Picking = "picking",
    /// To be packed.
    Picked = "picked",
    /// Packed, and on no open manifest.
    Packed = "packed",
    /// On a manifest that the carrier has not collected.
    OnManifest = "on_manifest",
    /// Waits for stock.
    Waiting = "waiting",
    /// Stopped by a hold.
    OnHold = "on_hold",
}

/// What stands around a store's orders and is not in them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    unprinted: HashSet<BatchId>,
    listed: HashSet<OrderId>,
}

impl Around {
    /// The newest batches and manifests of a store.
    pub fn of<'a>(batches: impl IntoIterator<Item = &'a Batch>, manifests: impl IntoIterator<Item = &'a Manifest>) -> Self {
        let unprinted = batches.into_iter().filter(|batch| batch.state != BatchState::Rendered).map(|batch| batch.id).collect();
        let is_open = |manifest: &&Manifest| manifest.state.collected_at().is_none();
        let listed = manifests.into_iter().filter(is_open).flat_map(|manifest| manifest.orders.iter().copied()).collect();
        Self { unprinted, listed }
    }
}

impl Order {
    /// What is to be done with it next; None where nothing is.
    pub fn work(&self, around: &Around) -> Option<Work> {
        Some(match self.status() {
            Status::Shipped | Status::PartiallyReturned | Status::Returned | Status::Cancelled => return None,
            Status::OnHold => Work::OnHold,
            Status::Released if self.batch.is_some_and(|batch| around.unprinted.contains(&batch)) => Work::WithoutPapers,
            Status::Released => Work::Released,
            Status::Picking => Work::Picking,
            Status::Picked => Work::Picked,
            Status::Packed if around.listed.contains(&self.id) => Work::OnManifest,
            Status::Packed => Work::Packed,
            Status::Allocated | Status::PartiallyAllocated | Status::Backordered | Status::PartiallyShipped => {
                if self.is_ready() {
                    Work::Ready
                } else {
                    Work::Waiting
                }
            }
        })
    }

    /// By when it must have left: the first cut-off after it came, or the last one before the day that the buyer was
    /// promised, where that is later.
    pub fn due(&self, cut_offs: &[Time], zone: &TimeZone) -> Timestamp {
        let first = next_cut_off(self.accepted_at, cut_offs, zone).unwrap_or(self.accepted_at);
        let promised = self.request.promised_at.and_then(|at| latest_cut_off(at, cut_offs, zone));
        promised.map_or(first, |promised| promised.max(first))
    }
}

/// Which cut-off a part of the board is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// One that has passed.
    Late,
    /// The next.
    Next,
    /// The one after that.
    Then,
    /// Any other.
    Later,
}

impl When {
    /// All of them, the most urgent first.
    pub const ALL: [Self; 4] = [Self::Late, Self::Next, Self::Then, Self::Later];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Next => "next",
            Self::Then => "then",
            Self::Later => "later",
        }
    }
}

/// The cut-offs around a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CutOffs {
    last: Timestamp,
    next: Timestamp,
    then: Timestamp,
    later: Timestamp,
}

impl CutOffs {
    /// Those around `now`.
    pub fn around(now: Timestamp, cut_offs: &[Time], zone: &TimeZone) -> Self {
        let after = |at: Timestamp| next_cut_off(at, cut_offs, zone).unwrap_or(at);
        let last = latest_cut_off(now, cut_offs, zone).unwrap_or(now);
        let next = after(now);
        let then = after(next);
        Self { last, next, then, later: after(then) }
    }

    /// Where an order that is due then stands.
    pub fn when(&self, due: Timestamp) -> When {
        if due <= self.last {
            When::Late
        } else if due <= self.next {
            When::Next
        } else if due <= self.then {
            When::Then
        } else {
            When::Later
        }
    }

    /// From when to when an order of a part is due, both included; None where there is no end.
    pub const fn between(&self, when: When) -> (Option<Timestamp>, Option<Timestamp>) {
        match when {
            When::Late => (None, Some(self.last)),
            When::Next => (Some(self.next), Some(self.next)),
            When::Then => (Some(self.then), Some(self.then)),
            When::Later => (Some(self.later), None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn zone() -> TimeZone {
        TimeZone::get("Europe/London").unwrap()
    }

    const TIMES: [Time; 2] = [Time::constant(12, 0, 0, 0), Time::constant(17, 0, 0, 0)];

    fn order(accepted_at: &str, promised_at: Option<&str>) -> Order {
        let mut order: Order = serde_json::from_value(serde_json::json!({
            "id": "ord_00000000000000000000000000000001", "store": "nordlys", "version": 1,
            "channel": "file", "reference": "SO-1", "placed_at": accepted_at, "currency": "GBP",
            "consignee": {"name": "Zoë", "street": ["Storgata 1"], "city": "Oslo", "postcode": null, "country": "NO"},
            "lines": [{"sku": "A", "description": "", "quantity": 2, "unit_price": 100, "tax_rate": "20"}],
            "shipping_service": "standard", "chunk": {"single": {"order": "ord_00000000000000000000000000000001"}},
            "accepted_at": accepted_at, "warehouse": "london", "counters": [{"allocated": 2}], "history": [],
        }))
        .unwrap();
        order.request.promised_at = promised_at.map(at);
        order
    }

    #[test]
    fn an_order_leaves_with_the_first_cut_off_or_in_time_for_its_promise() {
        // In summer, London's noon is eleven by UTC.
        for (accepted, promised, due) in [
            ("2026-06-10T10:59:00Z", None, "2026-06-10T11:00:00Z"),
            ("2026-06-10T11:00:00Z", None, "2026-06-10T16:00:00Z"),
            ("2026-06-10T16:30:00Z", None, "2026-06-11T11:00:00Z"),
            ("2026-11-10T11:30:00Z", None, "2026-11-10T12:00:00Z"),
            ("2026-06-10T10:00:00Z", Some("2026-06-15T09:00:00Z"), "2026-06-14T16:00:00Z"),
            ("2026-06-10T10:00:00Z", Some("2026-06-10T10:30:00Z"), "2026-06-10T11:00:00Z"),
            ("2026-06-10T10:00:00Z", Some("2026-06-01T10:30:00Z"), "2026-06-10T11:00:00Z"),
        ] {
            assert_eq!(order(accepted, promised).due(&TIMES, &zone()), at(due), "{accepted} {promised:?}");
        }
    }

    #[test]
    fn the_board_begins_with_what_is_late() {
        let cut_offs = CutOffs::around(at("2026-06-10T11:00:00Z"), &TIMES, &zone());
        let when = |due: &str| cut_offs.when(at(due));
        assert_eq!(when("2026-03-01T12:00:00Z"), When::Late);
        assert_eq!(when("2026-06-10T11:00:00Z"), When::Late, "at the stroke of the cut-off it is over");
        assert_eq!(when("2026-06-10T16:00:00Z"), When::Next);
        assert_eq!(when("2026-06-11T11:00:00Z"), When::Then);
        assert_eq!(when("2026-06-11T16:00:00Z"), When::Later);
    }

    #[test]
    fn what_keeps_an_order_is_one_thing() {
        let (batch, id) = ("bat_00000000000000000000000000000001", "ord_00000000000000000000000000000001");
        let made = |state: &str| -> Batch {
            serde_json::from_value(serde_json::json!({"id": batch, "store": "nordlys", "version": 1, "created_at": "2026-06-10T10:00:00Z",
                "actor": "nora", "orders": [id], "state": state}))
            .unwrap()
        };
        let manifest: Manifest = serde_json::from_value(serde_json::json!({"id": "man_00000000000000000000000000000001", "store": "nordlys",
            "version": 1, "carrier": "N", "created_at": "2026-06-10T10:00:00Z", "actor": "nora", "orders": [id], "state": {"state": "open"}}))
        .unwrap();
        let with = |counters: serde_json::Value| {
            let mut order = order("2026-06-10T10:00:00Z", None);
            order.counters = vec![serde_json::from_value(counters).unwrap()];
            order.batch = Some(batch.parse().unwrap());
            order
        };
        let (nothing, printed) = (Around::default(), Around::of([&made("rendered")], []));
        let (unprinted, listed) = (Around::of([&made("released")], []), Around::of([], [&manifest]));
        for (counters, around, work) in [
            (serde_json::json!({"allocated": 2}), &nothing, Some(Work::Ready)),
            (serde_json::json!({"allocated": 1, "backordered": 1}), &nothing, Some(Work::Ready)),
            (serde_json::json!({"backordered": 2}), &nothing, Some(Work::Waiting)),
            (serde_json::json!({"released": 2}), &printed, Some(Work::Released)),
            (serde_json::json!({"released": 2}), &unprinted, Some(Work::WithoutPapers)),
            (serde_json::json!({"released": 1, "picked": 1}), &unprinted, Some(Work::Picking)),
            (serde_json::json!({"picked": 2}), &nothing, Some(Work::Picked)),
            (serde_json::json!({"packed": 2}), &nothing, Some(Work::Packed)),
            (serde_json::json!({"packed": 2}), &listed, Some(Work::OnManifest)),
            (serde_json::json!({"shipped": 2}), &listed, None),
            (serde_json::json!({"cancelled": 2}), &nothing, None),
            (serde_json::json!({"shipped": 1, "allocated": 1}), &nothing, Some(Work::Ready)),
        ] {
            assert_eq!(with(counters.clone()).work(around), work, "{counters}");
        }
        let mut whole = with(serde_json::json!({"allocated": 1, "backordered": 1}));
        whole.ships_complete = true;
        assert_eq!(whole.work(&nothing), Some(Work::Waiting), "what leaves as a whole waits for its last unit");
    }

    proptest! {
        #[test]
        fn every_due_moment_stands_in_the_part_that_includes_it(now in 1_700_000_000_i64..1_900_000_000, accepted in 1_700_000_000_i64..1_900_000_000) {
            let (now, accepted) = (Timestamp::from_second(now).unwrap(), Timestamp::from_second(accepted).unwrap());
            let cut_offs = CutOffs::around(now, &TIMES, &zone());
            let due = order(&accepted.to_string(), None).due(&TIMES, &zone());
            prop_assert!(due > accepted);
            let when = cut_offs.when(due);
            prop_assert_eq!(when == When::Late, due <= now);
            for other in When::ALL {
                let (from, to) = cut_offs.between(other);
                let is_in = from.is_none_or(|from| due >= from) && to.is_none_or(|to| due <= to);
                prop_assert_eq!(is_in, other == when, "{:?} {:?}", other, when);
            }
        }
    }
}
