//! An import: one drop of one file, and how far it got.
//!
//! Its counts are not stored here: each chunk's result is its own item, written once, and the
//! import's counts are their sum. So no delivery can count twice.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::fault::{Fault, FaultCode};
use super::profile::{FileFormat, ImportProfile};
use crate::costs::Usage;
use crate::ids::{ActorId, ImportId, StoreId};

/// How long a dry run can become an import.
pub const TRIAL_KEPT: SignedDuration = SignedDuration::from_hours(24);

/// One drop of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// Derived from store, key and the object's time and tag: the same drop, the same id.
    pub id: ImportId,
    /// Whose.
    pub store: StoreId,
    /// Times that it was stored.
    pub version: u64,
    /// Name of the file, without folders.
    pub file_name: String,
    /// Object key that it was dropped under.
    pub key: String,
    /// Object key where it is kept.
    pub archive_key: String,
    /// Size.
    pub bytes: u64,
    /// When it was found.
    pub received_at: Timestamp,
    /// How far it is.
    pub state: State,
    /// What the digest's sending came to.
    #[serde(default)]
    pub mail: MailState,
    /// What reading it cost, and once it is completed all of its chunks.
    #[serde(default, skip_serializing_if = "Usage::is_nothing")]
    pub cost: Usage,
    /// A dry run: read, mapped and checked like any other, but nothing of it becomes an order.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_trial: bool,
    /// The import that it came from, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// What has been put right since of what was rejected.
    #[serde(default, skip_serializing_if = "Mended::is_nothing")]
    pub mended: Mended,
    /// Its taking back, if anybody asked for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<Undo>,
}

impl Import {
    /// Until when a dry run can become an import; None where it is an import.
    pub fn tried_until(&self) -> Option<Timestamp> {
        self.is_trial.then(|| self.received_at.saturating_add(TRIAL_KEPT).unwrap_or(Timestamp::MAX))
    }

    /// Whether a store's contacts are told of it: those who try a file or correct rows sit before the
    /// answer already.
    pub fn is_told_by_mail(&self) -> bool {
        !self.is_trial && !matches!(self.origin, Some(Origin::Correction { .. }))
    }
}

/// What another import gave to one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "origin", rename_all = "snake_case")]
pub enum Origin {
    /// The very bytes, and the profile, that a dry run showed.
    Trial {
        /// The dry run.
        of: ImportId,
    },
    /// Its rejected orders, corrected or once more.
    Correction {
        /// The import that had rejected them.
        of: ImportId,
    },
}

/// Rejected rows and orders that a later import took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mended {
    /// Rows.
    pub rows: u64,
    /// Orders of which every row was taken.
    pub orders: u64,
}

impl Mended {
    /// Whether nothing was.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// The taking back of an import: its orders are cancelled where nobody has them in hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undo {
    /// Who asked for it.
    pub actor: ActorId,
    /// As whom, where somebody of the house acted for a client's person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<ActorId>,
    /// When.
    pub begun_at: Timestamp,
    /// When its last order had been looked at, and what came of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<(Timestamp, Undone)>,
}

/// What came of undoing orders. Every accepted order is in exactly one of these.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    /// Cancelled by it.
    pub cancelled: u64,
    /// Kept, because the warehouse has it.
    pub refused: u64,
    /// Cancelled by others before.
    pub gone: u64,
}

impl Undone {
    /// All that were looked at.
    pub fn total(&self) -> u64 {
        self.cancelled + self.refused + self.gone
    }

    /// The sum of both.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { cancelled: self.cancelled + other.cancelled, refused: self.refused + other.refused, gone: self.gone + other.gone }
    }
}

/// How far an import is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// Known, not yet read.
    Received,
    /// Cut into chunks, of which some went out.
    Reading {
        /// How it is cut.
        plan: Plan,
        /// Which chunks went out.
        progress: Progress,
    },
    /// All chunks are out.
    Processing {
        /// How it was cut.
        plan: Plan,
    },
    /// Every chunk is committed.
    Completed {
        /// How it was cut.
        plan: Plan,
        /// When.
        completed_at: Timestamp,
        /// What came of it.
        result: ChunkResult,
    },
    /// A dry run that is done.
    Tried {
        /// How it was cut.
        plan: Plan,
        /// When.
        completed_at: Timestamp,
        /// What would come of it, as far as the file and what is known of the store tell.
        result: ChunkResult,
        /// The import that it became.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        committed_as: Option<ImportId>,
    },
    /// The file as a whole could not be read.
    Failed {
        /// Why.
        faults: Vec<Fault>,
        /// When.
        completed_at: Timestamp,
    },
    /// The same bytes are already another import's.
    Duplicate {
        /// That import.
        of: ImportId,
        /// When.
        completed_at: Timestamp,
    },
}

impl State {
    /// How the file was cut, once it is read.
    pub fn plan(&self) -> Option<&Plan> {
        match self {
            Self::Reading { plan, .. } | Self::Processing { plan } | Self::Completed { plan, .. } | Self::Tried { plan, .. } => Some(plan),
            Self::Received | Self::Failed { .. } | Self::Duplicate { .. } => None,
        }
    }

    /// The word on the wire.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Received | Self::Reading { .. } => "reading",
            Self::Processing { .. } => "processing",
            Self::Completed { .. } => "completed",
            Self::Tried { .. } => "tried",
            Self::Failed { .. } => "failed",
            Self::Duplicate { .. } => "duplicate",
        }
    }

    /// Rows handed on: while a file is being handed on, its rows in proportion to its chunks.
    pub fn rows_read(&self) -> u64 {
        match self {
            Self::Reading { plan, progress } => plan.rows * u64::from(progress.emitted) / u64::from(plan.chunks().max(1)),
            other => other.plan().map_or(0, |plan| plan.rows),
        }
    }
}

/// How a file was cut. Fixed at the first reading, so that every re-run cuts alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Hash of the bytes.
    pub sha256: String,
    /// The profile as it was then.
    pub profile: ImportProfile,
    /// The format that was found.
    pub format: FileFormat,
    /// Data rows.
    pub rows: u64,
    /// Orders, cancellations included.
    pub orders: u64,
    /// Chunks of orders, numbered from 1.
    pub order_chunks: u32,
    /// Chunks of cancellations, numbered on from there.
    pub cancellation_chunks: u32,
}

impl Plan {
    /// All chunks.
    pub fn chunks(&self) -> u32 {
        self.order_chunks + self.cancellation_chunks
    }
}

/// The checkpoint of the reading.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Chunks that went out.
    pub emitted: u32,
}

/// Whether people were told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailState {
    /// Not finished yet, or the mail is on its way.
    #[default]
    Pending,
    /// Nothing was rejected.
    NotNeeded,
    /// Sent.
    Sent,
}

/// What came of one chunk, or of all of an import's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChunkResult {
    /// Rows by outcome.
    pub rows: Tally,
    /// Orders by outcome; an accepted cancellation counts as accepted.
    pub orders: Tally,
    /// Of the accepted orders, those that cancel another.
    #[serde(default)]
    pub cancellations: u64,
    /// Units with stock at acceptance.
    pub units_allocated: u64,
    /// Units without.
    pub units_backordered: u64,
    /// Rejected orders by their first fault.
    pub rejected_by_code: BTreeMap<FaultCode, u64>,
}

/// Every row and every order is in exactly one of these.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Taken.
    pub accepted: u64,
    /// Sent back.
    pub rejected: u64,
    /// Known already.
    pub duplicate: u64,
}

impl Tally {
    /// All of them.
    pub fn total(&self) -> u64 {
        self.accepted + self.rejected + self.duplicate
    }

    fn plus(self, other: Self) -> Self {
        Self {
            accepted: self.accepted + other.accepted,
            rejected: self.rejected + other.rejected,
            duplicate: self.duplicate + other.duplicate,
        }
    }
}

impl ChunkResult {
    /// Orders that it brought: what was accepted, less the cancellations among it.
    pub fn new_orders(&self) -> u64 {
        self.orders.accepted.saturating_sub(self.cancellations)
    }

    /// The sum of both.
    #[must_use]
    pub fn plus(mut self, other: &Self) -> Self {
        self.rows = self.rows.plus(other.rows);
        self.orders = self.orders.plus(other.orders);
        self.cancellations += other.cancellations;
        self.units_allocated += other.units_allocated;
        self.units_backordered += other.units_backordered;
        for (code, n) in &other.rejected_by_code {
            *self.rejected_by_code.entry(*code).or_default() += n;
        }
        self
    }

    /// Counts one order with its rows.
    pub fn count(&mut self, outcome: Outcome, rows: u64, first_fault: Option<FaultCode>) {
        let slot = |tally: &mut Tally, by: u64| match outcome {
            Outcome::Accepted => tally.accepted += by,
            Outcome::Rejected => tally.rejected += by,
            Outcome::Duplicate => tally.duplicate += by,
        };
        slot(&mut self.rows, rows);
        slot(&mut self.orders, 1);
        if let (Outcome::Rejected, Some(code)) = (outcome, first_fault) {
            *self.rejected_by_code.entry(code).or_default() += 1;
        }
    }

    /// Counts a row that belongs to no order.
    pub fn count_stray(&mut self, first_fault: Option<FaultCode>) {
        self.rows.rejected += 1;
        if let Some(code) = first_fault {
            *self.rejected_by_code.entry(code).or_default() += 1;
        }
    }
}

/// What came of an order of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Taken.
    Accepted,
    /// Sent back with reasons.
    Rejected,
    /// Known already, with the same content.
    Duplicate,
}

/// Why an order of a file was not taken: a line of the diagnostics.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The client's order number; empty for a stray row.
    pub reference: String,
    /// Its rows in the file.
    pub rows: Vec<u64>,
    /// Further rows, of an order that is larger than one may be.
    #[serde(default)]
    pub more_rows: u64,
    /// Rejected or duplicate.
    pub outcome: Outcome,
    /// All that is wrong; empty for a duplicate.
    pub faults: Vec<Fault>,
}
