//! What must hold whenever the functions have come to rest, whatever happened before: the same rules
//! for the tests' histories and for the sentinel that looks after live data.
//!
//! Every function takes facts and answers what is wrong with them; nothing is wrong with an empty list.
//! The rules stand on each other: a SKU's rules tie its level to its ledger, its queue and the orders'
//! counters, an order's rules tie its counters to its lines and parcels, and the files' rules tie what
//! clients were told to the orders.

mod files;
mod orders;
mod returns;
mod skus;

pub use files::{of_entries, of_file_change, of_files, of_import, of_import_change};
pub use orders::{of_deleted, of_order, of_transition};
pub use returns::{of_return_change, of_returns};
pub use skus::{Queued, SkuFacts, of_sku, of_turns};

use serde::{Deserialize, Serialize};

use crate::ids::{ImportId, OrderId, Sku};

/// What a rule is broken for. Only this is frozen.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Stock of a SKU.
    Sku(Sku),
    /// One order.
    Order(OrderId),
    /// One file.
    Import(ImportId),
    /// A reconciliation file.
    Reconciliation(u64),
}

macro_rules! rules {
    ($($(#[doc = $about:literal])+ $name:ident = $text:literal;)*) => {
        /// The rules.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Rule {
            $($(#[doc = $about])+ $name,)*
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What it says.
            pub const fn about(self) -> &'static str {
                match self { $(Self::$name => concat!($($about),+),)* }
            }
        }
    };
}

rules! {
    /// The ledger of a SKU replays to its level.
    Ledger = "ledger";
    /// What a level has allocated is what the orders' lines hold.
    Allocated = "allocated";
    /// The units that wait for a SKU are those of the orders' lines, and of its queue.
    Waiting = "waiting";
    /// Nobody waits for a SKU of which there is stock.
    IdleStock = "idle_stock";
    /// Stock that came went to those whose turn it was.
    Turns = "turns";
    /// Each ordered unit of an order is at exactly one stage.
    Lines = "lines";
    /// What an order's parcels hold is what its lines count as packed or shipped.
    Parcels = "parcels";
    /// An order's events are numbered without a gap, and never change.
    History = "history";
    /// Every row and every order of a file is accepted, rejected or a duplicate, and every accepted order exists.
    Rows = "rows";
    /// Reconciliation files are numbered without a gap, and each holds the hash of the one before.
    Chain = "chain";
    /// The control totals of a reconciliation file add up and go on from those before.
    Totals = "totals";
    /// Every unit that left, was cancelled or came back was told once.
    Told = "told";
    /// What an order's lines count as coming back or back is what its returns hold, and of a return nothing is taken away.
    Returns = "returns";
}

/// A rule that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// Which rule.
    pub rule: Rule,
    /// For what.
    pub subject: Subject,
    /// What was found, for people.
    pub sentence: String,
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?}: {}", self.rule.as_str(), self.subject, self.sentence)
    }
}

/// Collects what is wrong with one subject.
struct Findings {
    subject: Subject,
    found: Vec<Violation>,
}

impl Findings {
    fn of(subject: Subject) -> Self {
        Self { subject, found: Vec::new() }
    }

    fn expect(&mut self, holds: bool, rule: Rule, sentence: impl FnOnce() -> String) {
        if !holds {
            self.found.push(Violation { rule, subject: self.subject.clone(), sentence: sentence() });
        }
    }
}
