//! Machine clients' keys: shown once, stored as a hash, revocable.

use domain::identity::StoreScope;
use domain::identity::roles::Permission;
use domain::ids::{ActorId, ApiKeyId, OrgId, StoreId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::keys;
use crate::table::{Error, Query, Table, document, read};

/// What is known of a key; the key itself is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    /// Its public half.
    pub id: ApiKeyId,
    /// What it is for, in words.
    pub name: String,
    /// The store that it opens.
    pub store: StoreId,
    /// That store's organisation.
    pub organisation: OrgId,
    /// What it may do.
    pub permissions: Vec<Permission>,
    /// SHA-256 of the whole key.
    pub sha256: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: ActorId,
}

impl Table {
    /// The owner of a presented key, by its hash.
    pub async fn api_key_by_hash(&self, sha256: &str) -> Result<Option<ApiKey>, Error> {
        self.get(&keys::api_key_hash(sha256)).await
    }

    /// A store's keys.
    pub async fn api_keys(&self, scope: &StoreScope) -> Result<Vec<ApiKey>, Error> {
        let items = self.query_all(Query::of(keys::store_partition(scope)).prefix(keys::API_KEYS)).await?;
        items.iter().map(read).collect()
    }

    /// Keeps a new key.
    pub async fn create_api_key(&self, scope: &StoreScope, key: &ApiKey) -> Result<(), Error> {
        self.transact(vec![
            self.create_action(document(&keys::api_key_hash(&key.sha256), "API key hash", 1, key)),
            self.create_action(document(&keys::api_key(scope, key.id), "API key", 1, key)),
        ])
        .await
    }

    /// Revokes a key; answers false where the store has none of that id.
    pub async fn revoke_api_key(&self, scope: &StoreScope, id: ApiKeyId) -> Result<bool, Error> {
        let Some(key) = self.get::<ApiKey>(&keys::api_key(scope, id)).await? else { return Ok(false) };
        // The hash first: it is what opens the door.
        self.delete(&keys::api_key_hash(&key.sha256)).await?;
        self.delete(&keys::api_key(scope, id)).await?;
        Ok(true)
    }
}
