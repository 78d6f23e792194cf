//! Who the caller is, and the keys of their programs.

pub(crate) mod create_api_key;
pub(crate) mod list_api_keys;
pub(crate) mod me;
pub(crate) mod revoke_api_key;
pub mod second_factor;

use domain::identity::roles::Permission;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

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
    /// By whom.
    created_by: String,
}

impl From<&storage::api_keys::ApiKey> for ApiKey {
    fn from(key: &storage::api_keys::ApiKey) -> Self {
        Self {
            id: key.id.to_string(),
            name: key.name.clone(),
            permissions: key.permissions.clone(),
            created_at: key.created_at,
            created_by: key.created_by.to_string(),
        }
    }
}
