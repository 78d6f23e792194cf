//! Messages that failed for good: what they are about, who may see them, and whether trying again can help.

use crate::identity::roles::Role;
use crate::identity::{Identity, StoreScope, Stores};

macro_rules! queues {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// A queue of work, by the function that works it off.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum WorkQueue {
            $($(#[$doc])* $name,)*
        }

        impl WorkQueue {
            /// Every queue, in the order in which work passes through the house.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word on the wire: the function's name.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// Reads the word.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|queue| queue.as_str() == text)
            }
        }
    };
}

queues! {
    /// Reading files.
    OrderImport = "order-import",
    /// Checking orders.
    OrderValidation = "order-validation",
    /// Giving stock to orders.
    StockAllocation = "stock-allocation",
    /// Printing.
    DocumentRender = "document-render",
    /// Making reconciliation files.
    Reconciliation = "reconciliation",
    /// Writing lists into files.
    Exports = "exports",
    /// Telling people.
    Notifications = "notifications",
    /// Telling clients' programs.
    Webhooks = "webhooks",
    /// Looking after the books.
    Sentinel = "sentinel",
    /// Changes that could not be published. Nobody reads this queue: its dead letters are places in the table's stream.
    EventRelay = "event-relay",
}

macro_rules! things {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What kind of thing a message is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum ThingKind {
            $($(#[$doc])* $name,)*
        }

        impl ThingKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

things! {
    /// An import.
    Import = "import",
    /// An order.
    Order = "order",
    /// A batch.
    Batch = "batch",
    /// A count of stock.
    Count = "count",
    /// A manifest.
    Manifest = "manifest",
    /// A SKU.
    Sku = "sku",
    /// An export.
    Export = "export",
    /// A webhook.
    Webhook = "webhook",
    /// A reconciliation file, by its number.
    Reconciliation = "reconciliation",
    /// A file in a store's drop, by its key.
    File = "file",
}

/// What a message is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thing {
    /// Of which kind it is.
    pub kind: ThingKind,
    /// Its id.
    pub id: String,
}

/// What a dead letter is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Matter {
    /// Work for the queue's function.
    Work {
        /// What was to be done, e.g. `allocate_chunk`.
        task: String,
        /// With what; none where it is about the store as a whole.
        thing: Option<Thing>,
    },
    /// A scheduled run of the function. The next one makes up for it.
    Run,
    /// A place in the table's stream: the changes are in the table, and the queue's function does not read places.
    Position,
    /// Nothing that the function could read.
    Unreadable {
        /// What is wrong with it.
        fault: String,
    },
}

impl Matter {
    /// The word on the wire.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Work { .. } => "work",
            Self::Run => "run",
            Self::Position => "position",
            Self::Unreadable { .. } => "unreadable",
        }
    }

    /// Whether sending it back can help. What the function cannot read would only fail again.
    pub const fn can_be_replayed(&self) -> bool {
        matches!(self, Self::Work { .. })
    }
}

/// Every word of [`Matter::as_str`].
pub const MATTERS: [&str; 4] = ["work", "run", "position", "unreadable"];

/// Whether somebody may see a dead letter, and so put it right. `owner` is the store that it is about. Where no store can be told,
/// it may be any client's of any house on the installation, so only those who run the installation see it.
pub fn may_see(who: &Identity, owner: Option<&StoreScope>) -> bool {
    match owner {
        Some(scope) => scope.organisation() == &who.organisation && who.stores.contain(scope.store()),
        None => who.role == Role::PlatformAdmin && who.stores == Stores::All,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(role: Role, organisation: &str, stores: Stores) -> Identity {
        Identity {
            actor: "nora".parse().unwrap(),
            email: "nora@meridian.example".to_owned(),
            organisation: organisation.parse().unwrap(),
            stores,
            role,
            rights: Vec::new(),
            acted_by: None,
        }
    }

    #[test]
    fn a_letter_is_seen_by_those_who_reach_its_store_and_one_of_no_store_by_the_platform_s_people() {
        let letter = StoreScope::of_message("meridian".parse().unwrap(), "nordlys".parse().unwrap());
        let these = |store: &str| Stores::These(vec![store.parse().unwrap()]);
        for (somebody, sees_it, sees_that_of_nobody) in [
            (who(Role::PlatformAdmin, "meridian", Stores::All), true, true),
            (who(Role::HeadOffice, "meridian", Stores::All), true, false),
            (who(Role::Supervisor, "meridian", these("nordlys")), true, false),
            (who(Role::Supervisor, "meridian", these("fjord")), false, false),
            (who(Role::PlatformAdmin, "meridian", these("nordlys")), true, false),
            (who(Role::HeadOffice, "another", Stores::All), false, false),
            (who(Role::PlatformAdmin, "another", Stores::All), false, true),
        ] {
            assert_eq!((may_see(&somebody, Some(&letter)), may_see(&somebody, None)), (sees_it, sees_that_of_nobody), "{somebody:?}");
        }
    }

    #[test]
    fn only_work_is_worth_another_try() {
        let work = Matter::Work { task: "tell_import".to_owned(), thing: None };
        let all = [work, Matter::Run, Matter::Position, Matter::Unreadable { fault: String::new() }];
        assert_eq!(all.each_ref().map(Matter::as_str), MATTERS);
        assert_eq!(all.each_ref().map(Matter::can_be_replayed), [true, false, false, false]);
    }

    #[test]
    fn every_queue_reads_back() {
        for queue in WorkQueue::ALL {
            assert_eq!(WorkQueue::parse(queue.as_str()), Some(*queue));
        }
    }
}
