//! The append-only ledger of stock. Replaying a SKU's moves gives its level.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Level, Unavailable};
use crate::ids::{ActorId, OrderId, Sku, WarehouseId};

/// Differences of a level's quantities, all applied at once or not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Can be promised.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub available: i64,
    /// Bound to orders.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub allocated: i64,
    /// In the house, not for sale.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unavailable: BTreeMap<Unavailable, i64>,
    /// Waiting units.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub backordered: i64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(n: &i64) -> bool {
    *n == 0
}

impl Change {
    /// What the change does to the goods in the house.
    pub fn on_hand(&self) -> i64 {
        self.available + self.allocated + self.unavailable.values().sum::<i64>()
    }

    /// What it does to the goods that are there as far as anybody knows.
    pub fn present(&self) -> i64 {
        self.on_hand() - self.unavailable.get(&Unavailable::Missing).copied().unwrap_or(0)
    }

    /// Whether it changes nothing.
    pub fn is_nothing(&self) -> bool {
        self.available == 0 && self.allocated == 0 && self.backordered == 0 && self.unavailable.values().all(|n| *n == 0)
    }

    /// Both changes in one.
    #[must_use]
    pub fn plus(mut self, other: &Self) -> Self {
        self.available += other.available;
        self.allocated += other.allocated;
        self.backordered += other.backordered;
        for (reason, n) in &other.unavailable {
            *self.unavailable.entry(*reason).or_default() += n;
        }
        self
    }
}

impl Level {
    /// The level after a change; None where a quantity would fall below zero.
    pub fn after(&self, change: &Change) -> Option<Self> {
        let moved = |have: u32, by: i64| u32::try_from(i64::from(have).checked_add(by)?).ok();
        let mut unavailable = self.unavailable.clone();
        for (reason, by) in &change.unavailable {
            let have = unavailable.get(reason).copied().unwrap_or(0);
            unavailable.insert(*reason, moved(have, *by)?);
        }
        Some(Self {
            available: moved(self.available, change.available)?,
            allocated: moved(self.allocated, change.allocated)?,
            backordered: moved(self.backordered, change.backordered)?,
            unavailable,
            version: self.version + 1,
            ..self.clone()
        })
    }
}

impl Level {
    /// What the books said before some changes, which are given as their sum. Frozen is a matter of now, and whoever counted since
    /// had not then.
    #[must_use]
    pub fn before(&self, changes: &Change, at: Timestamp) -> Self {
        let back = |have: u32, by: i64| u32::try_from((i64::from(have) - by).max(0)).unwrap_or(u32::MAX);
        let reasons = Unavailable::ALL.into_iter().filter_map(|reason| {
            let have = self.unavailable.get(&reason).copied().unwrap_or(0);
            let units = back(have, changes.unavailable.get(&reason).copied().unwrap_or(0));
            (units > 0).then_some((reason, units))
        });
        Self {
            available: back(self.available, changes.available),
            allocated: back(self.allocated, changes.allocated),
            backordered: back(self.backordered, changes.backordered),
            unavailable: reasons.collect(),
            frozen: false,
            counted_at: self.counted_at.filter(|counted_at| *counted_at <= at),
            ..self.clone()
        }
    }
}

/// Why stock moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoveKind {
    /// Goods came.
    Receipt,
    /// A chunk of orders took stock or queued for it.
    Allocation,
    /// A chunk gave back what it could not use.
    GiveBack,
    /// Waiting units got stock.
    Fill,
    /// An order was cancelled or reduced.
    Release,
    /// Goods left.
    Shipment,
    /// Goods had not left after all.
    Unshipment,
    /// A picker did not find goods.
    ShortPick,
    /// Somebody moved or corrected stock.
    Adjustment,
    /// Goods came back from buyers.
    Return,
    /// Somebody counted, and found more or less than the books had.
    Count,
}

/// One entry of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// What moves exactly once: `<cause>` or `<cause>#<part>`, unique per SKU.
    pub id: String,
    /// What.
    pub sku: Sku,
    /// Where.
    pub warehouse: WarehouseId,
    /// Why.
    pub kind: MoveKind,
    /// When it happened in the world.
    pub effective_at: Timestamp,
    /// When we wrote it down.
    pub recorded_at: Timestamp,
    /// By how much.
    pub change: Change,
    /// For one order, where it is for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderId>,
    /// What caused it, in words: a chunk, a receipt's reference, a reason.
    pub cause: String,
    /// Who.
    pub actor: ActorId,
}

/// The level that a SKU's moves add up to; None if they take away what is not there.
/// The order of the moves does not matter for the sums, so only the result is judged.
pub fn replay<'a>(sku: &Sku, warehouse: &WarehouseId, moves: impl IntoIterator<Item = &'a Move>) -> Option<Level> {
    let mut version = 0;
    let mut sum = Change::default();
    for entry in moves {
        sum = sum.plus(&entry.change);
        version += 1;
    }
    let level = Level::empty(sku.clone(), warehouse.clone()).after(&sum)?;
    Some(Level { version, ..level })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_there_before_some_changes_is_what_the_changes_before_them_made(
            steps in prop::collection::vec((0_i64..9, 0_i64..9, 0_i64..9, 0_i64..9), 0..20), cut in 0_usize..20,
        ) {
            let (mut level, mut then) = (Level::empty("A".parse().unwrap(), "london".parse().unwrap()), None);
            let mut since = Change::default();
            for (index, (available, allocated, damaged, backordered)) in steps.into_iter().enumerate() {
                if index == cut {
                    then = Some(level.clone());
                }
                let change = Change { available, allocated, backordered, unavailable: [(Unavailable::Damaged, damaged)].into() };
                level = level.after(&change).unwrap();
                if index >= cut {
                    since = since.plus(&change);
                }
            }
            let then = then.unwrap_or_else(|| level.clone());
            let back = level.before(&since, Timestamp::UNIX_EPOCH);
            prop_assert_eq!((back.available, back.allocated, back.backordered), (then.available, then.allocated, then.backordered));
            prop_assert_eq!(back.on_hand(), then.on_hand());
        }
    }
}
