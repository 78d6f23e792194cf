//! `DELETE /stores/{store}/api-keys/{key}`

use axum::extract::State;
use domain::audit::Action;
use domain::identity::roles::Permission as May;
use domain::ids::ApiKeyId;
use http::StatusCode;

use super::told;
use crate::access::Access;
use crate::json::At;
use crate::problem::Problem;
use crate::state::Api;

/// Revokes a key. It stops working at once.
#[utoipa::path(
    delete, path = "/stores/{store}/api-keys/{key}", tag = "identity",
    responses((status = 204, description = "It is revoked")),
    extensions(("x-permission" = json!("keys.write")))
)]
pub(crate) async fn revoke_api_key(
    State(api): State<Api>,
    here: Access<{ May::KeysWrite as usize }>,
    At((_, id)): At<(String, ApiKeyId)>,
) -> Result<StatusCode, Problem> {
    let key = api.app.table.api_key(&here.scope, id).await?.ok_or_else(|| Problem::not_found("key"))?;
    match api.app.table.revoke_api_key(&here.scope, &key, &told(&here, Action::Removed, &key)).await {
        // Somebody else revoked it in the same moment.
        Ok(()) | Err(storage::Error::Conflict) => Ok(StatusCode::NO_CONTENT),
        Err(error) => Err(error.into()),
    }
}
