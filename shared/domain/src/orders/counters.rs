//! Where the units of a line are. Each ordered unit is at exactly one stage, so that the number
//! ordered is the sum of the stages and can never disagree with them.

use serde::{Deserialize, Serialize};

/// The way of a unit through the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Waits for stock.
    Backordered,
    /// Bound to stock, not yet given to the warehouse.
    Allocated,
    /// On a pick list.
    Released,
    /// In the picker's hands.
    Picked,
    /// In a parcel.
    Packed,
    /// Gone.
    Shipped,
    /// Gone, and announced to come back.
    Returning,
    /// It was gone, and came back.
    Returned,
    /// Not wanted any more.
    Cancelled,
}

/// Units of one line at each stage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    /// Wait for stock.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub backordered: u32,
    /// Bound to stock.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub allocated: u32,
    /// On a pick list.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub released: u32,
    /// Picked.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub picked: u32,
    /// Packed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub packed: u32,
    /// Shipped, and not to come back as far as anybody knows.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub shipped: u32,
    /// Shipped, and announced to come back.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub returning: u32,
    /// Came back after they had shipped.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub returned: u32,
    /// Cancelled.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub cancelled: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

impl Counters {
    /// A line of which `allocated` units have stock and `backordered` wait.
    pub fn accepted(allocated: u32, backordered: u32) -> Self {
        Self { allocated, backordered, ..Self::default() }
    }

    /// Everything that was ordered.
    pub fn ordered(&self) -> u32 {
        self.live() + self.cancelled
    }

    /// Everything that is still wanted or was sent.
    pub fn live(&self) -> u32 {
        self.open() + self.left()
    }

    /// Everything that left the house, whether it came back or not.
    pub fn left(&self) -> u32 {
        self.shipped + self.returning + self.returned
    }

    /// Everything that is still wanted and not sent.
    pub fn open(&self) -> u32 {
        self.backordered + self.reserved()
    }

    /// Everything that binds stock in the house.
    pub fn reserved(&self) -> u32 {
        self.allocated + self.in_house()
    }

    /// Everything that the warehouse works on.
    pub fn in_house(&self) -> u32 {
        self.released + self.picked + self.packed
    }

    /// Units at a stage.
    pub fn at(&self, stage: Stage) -> u32 {
        *self.clone().slot(stage)
    }

    /// Moves `quantity` units, or none when fewer are at `from`.
    pub fn shift(&mut self, from: Stage, to: Stage, quantity: u32) -> bool {
        let have = self.at(from);
        if have < quantity {
            return false;
        }
        *self.slot(from) -= quantity;
        *self.slot(to) += quantity;
        true
    }

    /// The sum of both, stage by stage.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self {
            backordered: self.backordered + other.backordered,
            allocated: self.allocated + other.allocated,
            released: self.released + other.released,
            picked: self.picked + other.picked,
            packed: self.packed + other.packed,
            shipped: self.shipped + other.shipped,
            returning: self.returning + other.returning,
            returned: self.returned + other.returned,
            cancelled: self.cancelled + other.cancelled,
        }
    }

    fn slot(&mut self, stage: Stage) -> &mut u32 {
        match stage {
            Stage::Backordered => &mut self.backordered,
            Stage::Allocated => &mut self.allocated,
            Stage::Released => &mut self.released,
            Stage::Picked => &mut self.picked,
            Stage::Packed => &mut self.packed,
            Stage::Shipped => &mut self.shipped,
            Stage::Returning => &mut self.returning,
            Stage::Returned => &mut self.returned,
            Stage::Cancelled => &mut self.cancelled,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STAGES: [Stage; 9] = [
        Stage::Backordered,
        Stage::Allocated,
        Stage::Released,
        Stage::Picked,
        Stage::Packed,
        Stage::Shipped,
        Stage::Returning,
        Stage::Returned,
        Stage::Cancelled,
    ];

    proptest! {
        #[test]
        fn no_move_makes_or_loses_a_unit(
            allocated in 0_u32..50, backordered in 0_u32..50,
            moves in prop::collection::vec((0_usize..9, 0_usize..9, 0_u32..60), 0..40),
        ) {
            let mut counters = Counters::accepted(allocated, backordered);
            for (from, to, quantity) in moves {
                let before = counters;
                if !counters.shift(STAGES[from], STAGES[to], quantity) {
                    prop_assert_eq!(before, counters);
                }
            }
            prop_assert_eq!(counters.ordered(), allocated + backordered);
        }
    }
}
