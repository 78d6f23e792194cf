//! `GET /stores/{store}/stock/{sku}/recount`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::Sku;

use super::RecountPage;
use crate::access::Access;
use crate::json::At;
use crate::problem::Problem;
use crate::state::Api;

/// Adds up a SKU's ledger, orders and queue and shows them beside its level. Changes nothing.
#[utoipa::path(
    get, path = "/stores/{store}/stock/{sku}/recount", tag = "findings",
    responses((status = 200, description = "The level and what it should be", body = RecountPage)),
    extensions(("x-permission" = json!("findings.read")))
)]
pub(crate) async fn recount_stock(
    State(api): State<Api>,
    here: Access<{ May::FindingsRead as usize }>,
    At((_, sku)): At<(String, Sku)>,
) -> Result<Json<RecountPage>, Problem> {
    Ok(Json((&api.app.recount(&here.scope, &sku).await?).into()))
}
