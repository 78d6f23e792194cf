//! `DELETE /stores/{store}/api-keys/{key}`

use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::ApiKeyId;
use http::StatusCode;

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
    let was_there = api.app.table.revoke_api_key(&here.scope, id).await?;
    if was_there { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found("key")) }
}
