//! Stock: how much of a SKU stands in a warehouse, bound to what, and every move of it.
//!
//! `on hand = available + allocated + unavailable` holds by construction: on hand is not stored.
//! Stock changes only by [`ledger::Change`]s, each written together with its ledger entry.

pub mod allocation;
pub mod cover;
pub mod effects;
pub mod ledger;
pub mod search;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{Sku, WarehouseId};

/// Why goods in the house cannot be sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unavailable {
    /// Broken.
    Damaged,
    /// Being inspected.
    QualityControl,
    /// Kept for something else.
    Reserved,
    /// Booked, but a picker did not find it.
    Missing,
}

impl Unavailable {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::Damaged, Self::QualityControl, Self::Reserved, Self::Missing];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Damaged => "damaged",
            Self::QualityControl => "quality_control",
            Self::Reserved => "reserved",
            Self::Missing => "missing",
        }
    }
}

/// One SKU of a store in one warehouse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// What.
    pub sku: Sku,
    /// Where.
    pub warehouse: WarehouseId,
    /// Can be promised.
    pub available: u32,
    /// Bound to orders that have not left.
    pub allocated: u32,
    /// In the house, but not for sale.
    pub unavailable: BTreeMap<Unavailable, u32>,
    /// Ordered units that wait for stock. While any wait, new orders queue behind them.
    pub backordered: u32,
    /// Whether the sentinel found something wrong with it: until somebody has looked, no order gets
    /// stock of it, and those who order it wait.
    #[serde(default)]
    pub frozen: bool,
    /// When somebody counted it last, and that was booked.
    #[serde(default)]
    pub counted_at: Option<Timestamp>,
    /// Times that this level changed.
    pub version: u64,
}

impl Level {
    /// A SKU of which there never was any.
    pub fn empty(sku: Sku, warehouse: WarehouseId) -> Self {
        Self {
            sku,
            warehouse,
            available: 0,
            allocated: 0,
            unavailable: BTreeMap::new(),
            backordered: 0,
            frozen: false,
            counted_at: None,
            version: 0,
        }
    }

    /// What can be promised now.
    pub fn promisable(&self) -> u32 {
        if self.frozen { 0 } else { self.available }
    }

    /// Physically there.
    pub fn on_hand(&self) -> u32 {
        self.available + self.allocated + self.unavailable.values().sum::<u32>()
    }

    /// Physically there, as far as anybody knows: what a picker did not find is on hand in the books only.
    pub fn present(&self) -> u32 {
        self.on_hand() - self.unavailable.get(&Unavailable::Missing).copied().unwrap_or(0)
    }
}

/// What a chunk of orders took from a level, written on the level itself: a re-run of the chunk
/// reads its own grant back instead of taking twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Units of stock taken.
    pub granted: u32,
    /// Units queued.
    pub backordered: u32,
    /// What was available when the chunk asked, for the decision record.
    pub seen_available: u32,
    /// What was waiting when the chunk asked.
    pub seen_backordered: u32,
    /// When.
    pub at: Timestamp,
    /// What the chunk kept of it, once it knows: the rest went back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Kept>,
    /// The change that was made under this name, where it is not a chunk's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<ledger::Change>,
}

impl Token {
    /// What the work under this token did to the level so far.
    pub fn effect(&self) -> ledger::Change {
        if let Some(change) = &self.change {
            return change.clone();
        }
        let (granted, backordered) = self.kept.map_or((self.granted, self.backordered), |kept| (kept.granted, kept.backordered));
        let granted = i64::from(granted);
        ledger::Change { available: -granted, allocated: granted, backordered: i64::from(backordered), ..ledger::Change::default() }
    }
}

/// The part of a grant that orders hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Units of stock.
    pub granted: u32,
    /// Units queued.
    pub backordered: u32,
}
