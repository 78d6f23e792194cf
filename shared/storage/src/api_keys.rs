//! Machine clients' keys: shown once, stored as a hash, revocable.

use domain::audit::Entry;
use domain::identity::StoreScope;
use domain::identity::roles::Permission;
use domain::ids::{ActorId, ApiKeyId, OrgId, StoreId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::audit::audit_item;
use crate::keys::{self, Log};
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

    /// Those of the ids that are a store's keys.
    pub async fn api_keys_by_id(&self, scope: &StoreScope, ids: impl IntoIterator<Item = ApiKeyId>) -> Result<Vec<ApiKey>, Error> {
        self.items(ids.into_iter().map(|id| keys::api_key(scope, id))).await?.iter().map(read).collect()
    }

    /// Keeps a new key.
    pub async fn create_api_key(&self, scope: &StoreScope, key: &ApiKey, entry: &Entry) -> Result<(), Error> {
        self.transact(vec![
            self.create_action(document(&keys::api_key_hash(&key.sha256), "API key hash", 1, key)),
            self.create_action(document(&keys::api_key(scope, key.id), "API key", 1, key)),
            self.create_action(audit_item(Log::Store(scope), entry)),
        ])
        .await
    }

    /// A store's key.
    pub async fn api_key(&self, scope: &StoreScope, id: ApiKeyId) -> Result<Option<ApiKey>, Error> {
        self.get(&keys::api_key(scope, id)).await
    }

    /// Revokes a key. [`Error::Conflict`] where it is gone already.
    pub async fn revoke_api_key(&self, scope: &StoreScope, key: &ApiKey, entry: &Entry) -> Result<(), Error> {
        self.transact(vec![
            self.remove_action(&keys::api_key_hash(&key.sha256)),
            self.remove_action(&keys::api_key(scope, key.id)),
            self.create_action(audit_item(Log::Store(scope), entry)),
        ])
        .await
    }
}
