//! The one word for where an order is, derived from its facts.

use serde::{Deserialize, Serialize};

use super::Order;
use super::history::EventKind;

/// Exactly one holds for each order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Every open unit has stock; ready for the warehouse.
    Allocated,
    /// Some units have stock, some wait.
    PartiallyAllocated,
    /// Every open unit waits for stock.
    Backordered,
    /// Stopped by at least one hold.
    OnHold,
    /// Given to the warehouse.
    Released,
    /// Picking has begun.
    Picking,
    /// Everything released is picked.
    Picked,
    /// Everything released is packed.
    Packed,
    /// Some units are gone, some are still to go.
    PartiallyShipped,
    /// Everything wanted is gone.
    Shipped,
    /// Everything wanted is gone, and some of it came back.
    PartiallyReturned,
    /// Everything that was sent came back.
    Returned,
    /// Nothing is wanted any more.
    Cancelled,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 13] = [
        Self::Allocated,
        Self::PartiallyAllocated,
        Self::Backordered,
        Self::OnHold,
        Self::Released,
        Self::Picking,
        Self::Picked,
        Self::Packed,
        Self::PartiallyShipped,
        Self::Shipped,
        Self::PartiallyReturned,
        Self::Returned,
        Self::Cancelled,
    ];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allocated => "allocated",
            Self::PartiallyAllocated => "partially_allocated",
            Self::Backordered => "backordered",
            Self::OnHold => "on_hold",
            Self::Released => "released",
            Self::Picking => "picking",
            Self::Picked => "picked",
            Self::Packed => "packed",
            Self::PartiallyShipped => "partially_shipped",
            Self::Shipped => "shipped",
            Self::PartiallyReturned => "partially_returned",
            Self::Returned => "returned",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether nothing is to be done any more to send the order.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Shipped | Self::PartiallyReturned | Self::Returned | Self::Cancelled)
    }
}

impl Order {
    /// Where the order is.
    pub fn status(&self) -> Status {
        let units = self.units();
        if units.live() == 0 {
            Status::Cancelled
        } else if units.open() == 0 {
            match (units.returned, units.shipped + units.returning) {
                (0, _) => Status::Shipped,
                (_, 0) => Status::Returned,
                _ => Status::PartiallyReturned,
            }
        } else if !self.holds.is_empty() {
            Status::OnHold
        } else if units.in_house() > 0 {
            match (units.released, units.picked, units.packed) {
                (0, 0, _) => Status::Packed,
                (0, _, _) => Status::Picked,
                (_, 0, 0) => Status::Released,
                _ => Status::Picking,
            }
        } else if units.left() > 0 {
            Status::PartiallyShipped
        } else if units.backordered == 0 {
            Status::Allocated
        } else if units.allocated > 0 {
            Status::PartiallyAllocated
        } else {
            Status::Backordered
        }
    }

    /// Whether parcels of it came back after they had left, and it was not released again since.
    pub fn was_taken_back(&self) -> bool {
        let last = self.history.iter().rev().find(|event| matches!(event.kind, EventKind::Released { .. } | EventKind::Unshipped { .. }));
        last.is_some_and(|event| matches!(event.kind, EventKind::Unshipped { .. }))
    }

    /// Whether the warehouse may have (more of) it now.
    pub fn is_ready(&self) -> bool {
        self.why_not_ready().is_none()
    }

    /// Why the warehouse may not have (more of) it now; None where it may.
    pub fn why_not_ready(&self) -> Option<&'static str> {
        let units = self.units();
        if !self.holds.is_empty() {
            Some("it is on hold")
        } else if units.allocated == 0 && units.backordered == 0 {
            Some("the warehouse has it, or it is done")
        } else if units.allocated == 0 {
            Some("it waits for stock")
        } else if self.ships_complete && units.backordered > 0 {
            Some("it leaves as a whole, and a part of it waits for stock")
        } else {
            None
        }
    }
}
