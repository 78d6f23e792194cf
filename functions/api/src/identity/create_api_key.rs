//! `POST /stores/{store}/api-keys`

use axum::extract::State;
use axum::{Extension, Json};
use domain::audit::Action;
use domain::identity::roles::Permission;
use domain::identity::roles::Permission as May;
use domain::ids::ApiKeyId;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ApiKey, told};
use crate::access::Access;
use crate::json::{Body, sha256};
use crate::names::Names;
use crate::problem::{FieldError, Problem};
use crate::secret::{ShownOnce, random_bytes};
use crate::state::Api;
use crate::wire::is_text;
use crate::words;

/// What every key begins with, so that one that leaks into a text is recognised.
const PREFIX: &str = "ph_live_";

/// A key for a program.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewApiKey {
    /// What it is for.
    #[schema(examples("web shop"))]
    name: String,
    /// Of the caller's own.
    #[schema(value_type = Vec<words::PermissionName>)]
    permissions: Vec<Permission>,
}

/// A key that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MadeApiKey {
    #[serde(flatten)]
    made: ApiKey,
    /// The key itself: keep it, it is not shown again.
    #[schema(examples("ph_live_…"))]
    key: String,
}

/// Makes a key for the store. The answer is the only place where it stands: a repeated call with the same `Idempotency-Key` gets 409.
#[utoipa::path(
    post, path = "/stores/{store}/api-keys", tag = "identity", request_body = NewApiKey,
    responses((status = 201, description = "The key, this once", body = MadeApiKey)),
    extensions(("x-permission" = json!("keys.write")))
)]
pub(crate) async fn create_api_key(
    State(api): State<Api>,
    here: Access<{ May::KeysWrite as usize }>,
    Body(new): Body<NewApiKey>,
) -> Result<(StatusCode, Extension<ShownOnce>, Json<MadeApiKey>), Problem> {
    let mut errors = Vec::new();
    if !is_text(&new.name, 1, 100) {
        errors.push(FieldError::new("/name", "a name has 1 to 100 bytes of visible text"));
    }
    if new.permissions.is_empty() {
        errors.push(FieldError::new("/permissions", "a key has at least one permission"));
    }
    for (index, permission) in new.permissions.iter().enumerate() {
        if !here.identity.may(*permission) {
            errors.push(FieldError::new(format!("/permissions/{index}"), format!("you do not have {} yourself", permission.as_str())));
        }
    }
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    let mut permissions = new.permissions;
    permissions.sort_unstable();
    permissions.dedup();
    let secret = random_key()?;
    let key = storage::api_keys::ApiKey {
        id: ApiKeyId::new((api.mint)()),
        name: new.name.trim().to_owned(),
        store: here.scope.store().clone(),
        organisation: here.scope.organisation().clone(),
        permissions,
        sha256: sha256(secret.as_bytes()),
        created_at: here.by.at,
        created_by: here.by.actor.clone(),
    };
    let told = told(&here, Action::Created, &key);
    let names = Names::of(&api.app, &here, [&key.created_by]).await?;
    api.app.table.create_api_key(&here.scope, &key, &told).await?;
    Ok((StatusCode::CREATED, Extension(ShownOnce), Json(MadeApiKey { made: ApiKey::of(&key, &names), key: secret })))
}

/// 256 random bits behind the prefix.
fn random_key() -> Result<String, Problem> {
    Ok(random_bytes()?.iter().fold(PREFIX.to_owned(), |key, byte| format!("{key}{byte:02x}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_long_and_differ() {
        let (first, second) = (random_key().unwrap(), random_key().unwrap());
        assert_eq!(first.len(), PREFIX.len() + 64);
        assert_ne!(first, second);
    }
}
