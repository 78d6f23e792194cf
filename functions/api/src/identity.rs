//! Who the caller is, and the keys of their programs.

pub(crate) mod account;
pub(crate) mod create_api_key;
pub(crate) mod list_api_keys;
pub(crate) mod me;
pub mod people;
pub mod pool;
pub(crate) mod revoke_api_key;
pub(crate) mod roles;
pub(crate) mod sign_out;

use domain::audit::{Action, Change, Entry, Kind};
use domain::identity::roles::Permission;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::InStore;
use crate::names::Names;
use crate::words;

/// A key of a program; the key itself is shown only when it is made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ApiKey {
    #[schema(examples("key_018f3c6e7b5a5d0d8f6b2a4c1e9d7f03"))]
    id: String,
    /// What it is for.
    name: String,
    #[schema(value_type = Vec<words::PermissionName>)]
    permissions: Vec<Permission>,
    created_at: Timestamp,
    /// By whom, as people call them.
    created_by: String,
}

impl ApiKey {
    fn of(key: &storage::api_keys::ApiKey, names: &Names) -> Self {
        Self {
            id: key.id.to_string(),
            name: key.name.clone(),
            permissions: key.permissions.clone(),
            created_at: key.created_at,
            created_by: names.name(&key.created_by),
        }
    }
}

/// What the log tells of a key: never its hash.
fn told(here: &InStore, action: Action, key: &storage::api_keys::ApiKey) -> Entry {
    let permissions = key.permissions.iter().map(|permission| permission.as_str()).collect::<Vec<_>>().join(", ");
    let change = match action {
        Action::Removed => Change::new("permissions", Some(permissions), None),
        _ => Change::new("permissions", None, Some(permissions)),
    };
    Entry::new(&here.by, here.scope.store().as_str(), Kind::ApiKey, action, (&key.id.to_string(), &key.name)).with(vec![change])
}
