//! `PUT /stores/{store}`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use http::HeaderMap;

use super::{StoreBody, StorePage};
use crate::access::Access;
use crate::json::{Body, version_in};
use crate::problem::Problem;
use crate::state::Api;

/// Changes a store's settings, at once. What is planned stays planned. `If-Match` says which version was changed.
#[utoipa::path(
    put, path = "/stores/{store}", tag = "stores", request_body = StoreBody,
    params(("If-Match" = String, Header, description = "The version that was loaded, e.g. `\"3\"`")),
    responses((status = 200, description = "The store", body = StorePage), (status = 428, description = "`If-Match` is missing")),
    extensions(("x-permission" = json!("settings.write")))
)]
pub(crate) async fn replace_store(
    State(api): State<Api>,
    here: Access<{ May::SettingsWrite as usize }>,
    headers: HeaderMap,
    Body(body): Body<StoreBody>,
) -> Result<Json<StorePage>, Problem> {
    let version = version_in(&headers)?;
    let settings = body.settings_of(&api, &here).await?;
    let store = api.app.change_settings(&here.scope, &here.by, version, settings).await?;
    Ok(Json((&store).into()))
}
