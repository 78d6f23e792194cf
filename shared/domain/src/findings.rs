//! What the sentinel found: a rule that does not hold, what would mend it, and what became of it. An open
//! finding is a task for somebody; while it is open, its subject is frozen.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{ActorId, FindingId, StoreId};
use crate::invariants::{Rule, Subject, Violation};

/// A rule that was found broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Derived from store, rule and subject: found again, it is the same.
    pub id: FindingId,
    /// Times that it was stored.
    pub version: u64,
    /// What is wrong.
    pub violation: Violation,
    /// When it was found, the last time.
    pub found_at: Timestamp,
    /// What would mend it; None where somebody has to look.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repair: Option<Repair>,
    /// What became of it.
    pub state: FindingState,
}

/// What became of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum FindingState {
    /// Somebody should look; the subject is frozen.
    Open,
    /// The repair was made.
    Repaired {
        /// When.
        at: Timestamp,
        /// By whom.
        actor: ActorId,
    },
    /// Somebody looked and let go.
    Dismissed {
        /// When.
        at: Timestamp,
        /// By whom.
        actor: ActorId,
        /// Why.
        reason: String,
    },
}

impl FindingState {
    /// The word on the wire.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Repaired { .. } => "repaired",
            Self::Dismissed { .. } => "dismissed",
        }
    }
}

/// A repair that the sentinel proposes. Each is computed anew when it is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repair {
    /// Set the level to what its ledger says.
    RebuildLevel,
    /// Count the orders anew: the level's allocated and waiting units and the queue become what the
    /// orders' lines say, with an entry in the ledger.
    CountOrders,
    /// Give the available stock to those who wait.
    FillBackOrders,
}

impl Repair {
    /// Every repair.
    pub const ALL: &[Self] = &[Self::RebuildLevel, Self::CountOrders, Self::FillBackOrders];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RebuildLevel => "rebuild_level",
            Self::CountOrders => "count_orders",
            Self::FillBackOrders => "fill_back_orders",
        }
    }

    /// What mends a broken rule, where a program can tell.
    pub fn of(rule: Rule) -> Option<Self> {
        match rule {
            Rule::Ledger => Some(Self::RebuildLevel),
            Rule::Allocated | Rule::Waiting => Some(Self::CountOrders),
            Rule::IdleStock => Some(Self::FillBackOrders),
            Rule::Turns
            | Rule::Lines
            | Rule::Parcels
            | Rule::History
            | Rule::Rows
            | Rule::Chain
            | Rule::Totals
            | Rule::Told
            | Rule::Returns => None,
        }
    }
}

impl Finding {
    /// A finding as it begins.
    pub fn new(store: &StoreId, violation: Violation, now: Timestamp) -> Self {
        let subject = match &violation.subject {
            Subject::Sku(sku) => format!("sku:{sku}"),
            Subject::Order(order) => order.to_string(),
            Subject::Import(import) => import.to_string(),
            Subject::Reconciliation(sequence) => format!("file:{sequence}"),
        };
        let id = FindingId::derived(&[store.as_str(), violation.rule.as_str(), &subject]);
        Self { id, version: 1, repair: Repair::of(violation.rule), violation, found_at: now, state: FindingState::Open }
    }

    /// The repair that is still proposed.
    pub fn proposal(&self) -> Option<Repair> {
        self.repair.filter(|_| self.is_open())
    }

    /// Whether somebody should still look.
    pub fn is_open(&self) -> bool {
        self.state == FindingState::Open
    }
}
