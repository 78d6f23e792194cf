//! Waves: orders that go to the warehouse together, and parcels that leave together.
//!
//! A wave's list of orders is frozen when it is made. Working it off is resumable: each order's own
//! history says whether the wave has been applied to it. Only one run works on a wave at a time
//! ([`LEASE_SECONDS`]): two could come to different lists of those that dropped out.

pub mod board;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ids::{ActorId, BatchId, ManifestId, OrderId, StoreId};

/// A run that works on a wave has it for so long: longer than a function may run.
pub const LEASE_SECONDS: i64 = 140;

/// Whether a run may begin on a wave that another one had until then.
pub fn is_free(worked_until: Option<Timestamp>, now: Timestamp) -> bool {
    worked_until.is_none_or(|until| until <= now)
}

/// Until when a run that begins now has a wave.
pub fn lease(now: Timestamp) -> Option<Timestamp> {
    now.checked_add(SignedDuration::from_secs(LEASE_SECONDS)).ok()
}

/// Orders released together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Its id.
    pub id: BatchId,
    /// Whose orders.
    pub store: StoreId,
    /// Times that it was stored.
    pub version: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub actor: ActorId,
    /// The version of the settings that its papers are made with, whenever they are made; 0 in batches that are older than that.
    #[serde(default)]
    pub settings_version: u64,
    /// In the order in which they are printed.
    pub orders: Vec<OrderId>,
    /// Those that could not be released when it was their turn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dropped: Vec<OrderId>,
    /// How far it is.
    pub state: BatchState,
    /// Until when a run has it in hand, while it is being released.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worked_until: Option<Timestamp>,
    /// Units on its pick list, once released.
    #[serde(default)]
    pub units: u64,
    /// What was printed for it.
    #[serde(default)]
    pub documents: Vec<Document>,
    /// Whether none of its orders is in the house any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
}

/// A batch is kept open for so long at least: a run that was given up by its function may still
/// release an order with it (15 minutes of function, 5 minutes of signature).
const BATCH_LIFE_SECONDS: i64 = 3_600;

impl Batch {
    /// Whether nobody can add an order to it any more.
    pub fn is_final(&self, now: Timestamp) -> bool {
        self.state != BatchState::Releasing && now.as_second() - self.created_at.as_second() > BATCH_LIFE_SECONDS
    }

    /// Every order that may be in the house with it.
    pub fn candidates(&self) -> impl Iterator<Item = OrderId> {
        self.orders.iter().chain(&self.dropped).copied()
    }
}

/// How far a batch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchState {
    /// Its orders are being released one by one.
    Releasing,
    /// All are released; papers are being printed.
    Released,
    /// Papers are ready.
    Rendered,
}

impl BatchState {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Releasing => "releasing",
            Self::Released => "released",
            Self::Rendered => "rendered",
        }
    }
}

/// A printed file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// e.g. `invoices-001.pdf`
    pub name: String,
    /// Object key.
    pub key: String,
    /// Orders in it.
    pub sheets: u32,
    /// Hash of its bytes: a reprint has the same.
    pub sha256: String,
}

/// Parcels that one carrier collects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Its id.
    pub id: ManifestId,
    /// Whose orders.
    pub store: StoreId,
    /// Times that it was stored.
    pub version: u64,
    /// The carrier.
    pub carrier: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub actor: ActorId,
    /// Orders with parcels for that carrier.
    pub orders: Vec<OrderId>,
    /// How far it is.
    pub state: ManifestState,
    /// Until when a run has it in hand, while its orders are being marked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worked_until: Option<Timestamp>,
    /// Parcels that left, once shipped.
    #[serde(default)]
    pub parcels: u32,
}

/// How far a manifest is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ManifestState {
    /// The carrier has not come.
    Open,
    /// Collected; its orders are being marked one by one.
    Shipping {
        /// When the carrier took it.
        collected_at: Timestamp,
    },
    /// All marked.
    Shipped {
        /// When the carrier took it.
        collected_at: Timestamp,
    },
}

impl ManifestState {
    /// The word on the wire.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Shipping { .. } => "shipping",
            Self::Shipped { .. } => "shipped",
        }
    }

    /// When the carrier took it, once it did.
    pub const fn collected_at(&self) -> Option<Timestamp> {
        match self {
            Self::Open => None,
            Self::Shipping { collected_at } | Self::Shipped { collected_at } => Some(*collected_at),
        }
    }
}
