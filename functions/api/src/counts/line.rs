//! `GET /stores/{store}/counts/{count}/lines/{sku}`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::{CountId, Sku};

use super::CountLinePage;
use crate::access::Access;
use crate::json::At;
use crate::problem::Problem;
use crate::state::Api;

/// One SKU of a count: each time that it was counted, and the orders that are touched where units that they hold are not there.
#[utoipa::path(
    get, path = "/stores/{store}/counts/{count}/lines/{sku}", tag = "counts",
    responses((status = 200, description = "The SKU", body = CountLinePage)),
    extensions(("x-permission" = json!("stock.read")))
)]
pub(crate) async fn show_count_line(
    State(api): State<Api>,
    here: Access<{ May::StockRead as usize }>,
    At((_, id, sku)): At<(String, CountId, Sku)>,
) -> Result<Json<CountLinePage>, Problem> {
    let count = api.app.stock_count(&here.scope, id).await?;
    let line = api.app.one_count_line(&here.scope, &count, &sku).await?;
    Ok(Json(CountLinePage::load(&api.app, &here, &count, line).await?))
}
