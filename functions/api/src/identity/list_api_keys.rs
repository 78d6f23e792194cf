//! `GET /stores/{store}/api-keys`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;

use super::ApiKey;
use crate::access::Access;
use crate::names::Names;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::ListOf;

/// The keys of the store's programs.
#[utoipa::path(
    get, path = "/stores/{store}/api-keys", tag = "identity",
    responses((status = 200, description = "The keys", body = ListOf<ApiKey>)),
    extensions(("x-permission" = json!("keys.write")))
)]
pub(crate) async fn list_api_keys(
    State(api): State<Api>,
    here: Access<{ May::KeysWrite as usize }>,
) -> Result<Json<ListOf<ApiKey>>, Problem> {
    let keys = api.app.table.api_keys(&here.scope).await?;
    let names = Names::of(&api.app, &here, keys.iter().map(|key| &key.created_by)).await?;
    Ok(Json(ListOf::whole(keys.iter().map(|key| ApiKey::of(key, &names)).collect())))
}
