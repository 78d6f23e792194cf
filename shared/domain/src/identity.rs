//! Who is asking, and what they may see and do.

pub mod acting;
pub mod roles;
pub mod users;

use serde::{Deserialize, Serialize};

use crate::ids::{ActorId, OrgId, StoreId};
use roles::{Permission, Role};

/// A caller, as the verified token or key describes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The user's subject or the key's id.
    pub actor: ActorId,
    /// For people to read.
    pub email: String,
    /// Their organisation.
    pub organisation: OrgId,
    /// The stores that they may reach.
    pub stores: Stores,
    /// Their role.
    pub role: Role,
    /// Permissions beside the role's: client users and keys get theirs one by one.
    pub rights: Vec<Permission>,
    /// Whose hand it is, where somebody of the house acts for this client's person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acted_by: Option<ActedBy>,
}

/// Somebody of the house who acts for a client's person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActedBy {
    /// Who.
    pub actor: ActorId,
    /// What they may do themselves: nothing else is done by their hand.
    pub may: Vec<Permission>,
}

/// Which stores of the organisation a caller may reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stores {
    /// All of the organisation's, now and later.
    All,
    /// These.
    These(Vec<StoreId>),
}

impl Stores {
    /// Whether whoever reaches these reaches all of the others, too.
    pub fn cover(&self, others: &Self) -> bool {
        match (self, others) {
            (Self::All, _) => true,
            (Self::These(_), Self::All) => false,
            (Self::These(own), Self::These(others)) => others.iter().all(|store| own.contains(store)),
        }
    }

    /// Whether a store is among them.
    pub fn contain(&self, store: &StoreId) -> bool {
        match self {
            Self::All => true,
            Self::These(stores) => stores.contains(store),
        }
    }
}

/// The proof that a caller may work in a store. Only [`Identity::scope`] makes one, and nothing in
/// storage reads a store's data without one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoreScope {
    store: StoreId,
    organisation: OrgId,
}

impl StoreScope {
    /// The store.
    pub fn store(&self) -> &StoreId {
        &self.store
    }

    /// Its organisation.
    pub fn organisation(&self) -> &OrgId {
        &self.organisation
    }

    /// The scope of a message or schedule of our own: queues and the drop's folders name the store,
    /// and only our functions write to them.
    pub fn of_message(organisation: OrgId, store: StoreId) -> Self {
        Self { store, organisation }
    }
}

/// Why a caller is turned away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// The store is not the caller's; whether it exists is a secret.
    #[error("there is no such store")]
    NotYours,
    /// The role does not allow it.
    #[error("your role does not allow this")]
    NotAllowed,
}

impl Identity {
    /// The permissions of role and rights together.
    pub fn permissions(&self) -> Vec<Permission> {
        let mut all: Vec<Permission> = self.role.permissions().to_vec();
        all.extend(&self.rights);
        all.sort_unstable();
        all.dedup();
        all.retain(|permission| self.is_in_hand(*permission));
        all
    }

    /// Whether the caller may do something.
    pub fn may(&self, permission: Permission) -> bool {
        (self.role.permissions().contains(&permission) || self.rights.contains(&permission)) && self.is_in_hand(permission)
    }

    /// Whether whoever acts for this person may do it, too.
    fn is_in_hand(&self, permission: Permission) -> bool {
        self.acted_by.as_ref().is_none_or(|hand| hand.may.contains(&permission))
    }

    /// The scope for one of the caller's stores. The store's own organisation is checked again
    /// when its settings are loaded.
    pub fn scope(&self, store: &StoreId) -> Result<StoreScope, Denied> {
        if self.stores.contain(store) {
            Ok(StoreScope { store: store.clone(), organisation: self.organisation.clone() })
        } else {
            Err(Denied::NotYours)
        }
    }
}
