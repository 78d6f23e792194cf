//! `POST /stores/{store}/stock/{sku}/rebuild`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::Sku;
use http::HeaderMap;

use super::RecountPage;
use crate::access::Access;
use crate::json::{At, version_in};
use crate::problem::Problem;
use crate::state::Api;

/// Sets a level to what its ledger says, as the recount of that version showed it.
#[utoipa::path(
    post, path = "/stores/{store}/stock/{sku}/rebuild", tag = "findings",
    params(("If-Match" = String, Header, description = "The version that the recount showed, e.g. `\"3\"`")),
    responses((status = 200, description = "The recount afterwards", body = RecountPage), (status = 428, description = "`If-Match` is missing")),
    extensions(("x-permission" = json!("findings.repair")))
)]
pub(crate) async fn rebuild_stock(
    State(api): State<Api>,
    here: Access<{ May::FindingsRepair as usize }>,
    headers: HeaderMap,
    At((_, sku)): At<(String, Sku)>,
) -> Result<Json<RecountPage>, Problem> {
    let version = version_in(&headers)?;
    Ok(Json((&api.app.rebuild_level(&here.scope, &sku, version, Some(&here.by)).await?).into()))
}
