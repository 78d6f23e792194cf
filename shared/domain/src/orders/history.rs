//! What happened to an order. The entries are at once the timeline on its page, the audit record
//! and the outbox: they are stored in the same write as the change they tell.
#![expect(clippy::disallowed_types, reason = "serde's derive of flattened and tagged types names floats; ours have none")]

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{HoldReason, Order};
use crate::ids::{ActorId, BatchId, CommandId, ManifestId, ReturnId, Sku};

/// Who does something, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// The person, key or function.
    pub actor: ActorId,
    /// The user as whom a member of staff acts, where they do.
    pub on_behalf_of: Option<ActorId>,
    /// Now.
    pub at: Timestamp,
    /// The wish that is carried out. An order that bears it already is left as it is, so that a
    /// repeated or lost call does not do its work twice. Transitions that are harmless when repeated
    /// need none.
    pub command: Option<CommandId>,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// 1, 2, 3… within the order; with the order's id the id of the event.
    pub seq: u32,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: ActorId,
    /// As whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<ActorId>,
    /// By which command.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<CommandId>,
    /// What.
    #[serde(flatten)]
    pub kind: EventKind,
}

impl Event {
    /// Everybody who stands behind it: who did it, and for whom.
    pub fn people(&self) -> impl Iterator<Item = &ActorId> {
        std::iter::once(&self.actor).chain(&self.on_behalf_of)
    }
}

/// What can happen to an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EventKind {
    /// It was accepted; so many of its units had stock.
    Accepted {
        /// Units with stock.
        allocated: u32,
        /// Units that wait.
        backordered: u32,
    },
    /// Stock came for waiting units.
    Filled {
        /// What came.
        sku: Sku,
        /// Units.
        quantity: u32,
    },
    /// It was stopped.
    Held {
        /// Why.
        reason: HoldReason,
        /// In somebody's words.
        note: String,
    },
    /// A stop was lifted.
    HoldReleased {
        /// Which.
        reason: HoldReason,
    },
    /// It went to the warehouse.
    Released {
        /// With which batch.
        batch: BatchId,
        /// Units.
        quantity: u32,
    },
    /// Goods were picked.
    Picked {
        /// Units.
        quantity: u32,
    },
    /// Goods were not where they should be.
    ShortPicked {
        /// What was missing.
        sku: Sku,
        /// Units missing.
        missing: u32,
        /// Units of them found in other stock.
        reallocated: u32,
    },
    /// A parcel was closed.
    Packed {
        /// Its number.
        parcel: u32,
        /// Units in it.
        quantity: u32,
    },
    /// The carrier's number is known.
    TrackingAssigned {
        /// The parcel.
        parcel: u32,
        /// The carrier's number.
        number: String,
    },
    /// A carrier took it.
    Shipped {
        /// With which hand-over.
        manifest: ManifestId,
        /// Units.
        quantity: u32,
    },
    /// It had not left after all.
    Unshipped {
        /// Which hand-over it was taken off.
        manifest: ManifestId,
        /// Units.
        quantity: u32,
        /// Why.
        reason: String,
    },
    /// Fewer were wanted.
    Reduced {
        /// Line number.
        line: u32,
        /// Units taken away.
        quantity: u32,
        /// Why.
        reason: String,
    },
    /// What was still open was cancelled.
    Cancelled {
        /// Units.
        quantity: u32,
        /// Why.
        reason: String,
    },
    /// Goods of it are to come back.
    ReturnAnnounced {
        /// As which return.
        r#return: ReturnId,
        /// Units.
        quantity: u32,
    },
    /// Goods of it came back.
    ReturnReceived {
        /// As which return.
        r#return: ReturnId,
        /// Units.
        quantity: u32,
    },
    /// No more comes of a return.
    ReturnEnded {
        /// Of which return.
        r#return: ReturnId,
        /// Units that were announced and did not come.
        quantity: u32,
    },
}

impl Order {
    /// Appends an event to the order's history.
    pub fn record(&mut self, by: &By, kind: EventKind) {
        let seq = self.history.last().map_or(1, |event| event.seq + 1);
        let By { actor, on_behalf_of, at, command } = by.clone();
        self.history.push(Event { seq, at, actor, on_behalf_of, command, kind });
    }

    /// The holds that the command of `by` lifted, each with the note that it was put with.
    pub fn lifted_by(&self, by: &By) -> Vec<(HoldReason, String)> {
        let mut notes: Vec<(HoldReason, &str)> = Vec::new();
        let mut lifted = Vec::new();
        for event in &self.history {
            match &event.kind {
                EventKind::Held { reason, note } => notes.push((*reason, note.as_str())),
                EventKind::HoldReleased { reason } if by.command.is_some() && event.command == by.command => {
                    let note = notes.iter().rev().find(|(held, _)| held == reason).map_or("", |(_, note)| *note);
                    lifted.push((*reason, note.to_owned()));
                }
                _ => {}
            }
        }
        lifted
    }

    /// The returns that goods of it came back with, or were to: oldest first, each once.
    pub fn returns(&self) -> Vec<ReturnId> {
        let mut all: Vec<ReturnId> = Vec::new();
        for event in &self.history {
            if let EventKind::ReturnAnnounced { r#return, .. } | EventKind::ReturnReceived { r#return, .. } = event.kind
                && !all.contains(&r#return)
            {
                all.push(r#return);
            }
        }
        all
    }

    /// Whether the command of `by` has been carried out on this order.
    pub fn has_done(&self, by: &By) -> bool {
        by.command.is_some() && self.history.iter().any(|event| event.command == by.command)
    }
}
