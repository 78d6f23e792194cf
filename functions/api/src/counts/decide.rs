//! `POST /stores/{store}/counts/{count}/lines/{sku}/approve`, `/recount` and `/leave`

use axum::Json;
use axum::extract::State;
use domain::counts::CountLine;
use domain::identity::roles::Permission as May;
use domain::ids::{CountId, Sku};

use super::CountLinePage;
use super::cancel::CountReason;
use crate::access::{Access, InStore};
use crate::json::{At, Body};
use crate::problem::Problem;
use crate::state::Api;

/// Approves of a difference and books it at once: somebody else than who counted it. Of a shortage, only units that are free are taken;
/// the rest stays with the orders that hold it, and is told as `uncovered`.
#[utoipa::path(
    post, path = "/stores/{store}/counts/{count}/lines/{sku}/approve", tag = "counts",
    responses((status = 200, description = "The SKU, booked now or before", body = CountLinePage)),
    extensions(("x-permission" = json!("stock.approve")))
)]
pub(crate) async fn approve_count_line(
    State(api): State<Api>,
    here: Access<{ May::StockApprove as usize }>,
    At((_, id, sku)): At<(String, CountId, Sku)>,
) -> Result<Json<CountLinePage>, Problem> {
    let line = api.app.approve_count_line(&here.scope, &here.by, id, &sku).await?;
    answer(&api, &here, id, line).await
}

/// Has a SKU counted once more.
#[utoipa::path(
    post, path = "/stores/{store}/counts/{count}/lines/{sku}/recount", tag = "counts",
    responses((status = 200, description = "The SKU, to be counted again", body = CountLinePage)),
    extensions(("x-permission" = json!("stock.approve")))
)]
pub(crate) async fn recount_line(
    State(api): State<Api>,
    here: Access<{ May::StockApprove as usize }>,
    At((_, id, sku)): At<(String, CountId, Sku)>,
) -> Result<Json<CountLinePage>, Problem> {
    let line = api.app.recount_line(&here.scope, &here.by, id, &sku).await?;
    answer(&api, &here, id, line).await
}

/// Leaves the books as they are, whatever was counted of a SKU.
#[utoipa::path(
    post, path = "/stores/{store}/counts/{count}/lines/{sku}/leave", tag = "counts", request_body = CountReason,
    responses((status = 200, description = "The SKU, left now or before", body = CountLinePage)),
    extensions(("x-permission" = json!("stock.approve")))
)]
pub(crate) async fn leave_count_line(
    State(api): State<Api>,
    here: Access<{ May::StockApprove as usize }>,
    At((_, id, sku)): At<(String, CountId, Sku)>,
    Body(body): Body<CountReason>,
) -> Result<Json<CountLinePage>, Problem> {
    let line = api.app.leave_count_line(&here.scope, &here.by, id, &sku, body.reason.as_str()).await?;
    answer(&api, &here, id, line).await
}

async fn answer(api: &Api, here: &InStore, id: CountId, line: CountLine) -> Result<Json<CountLinePage>, Problem> {
    let count = api.app.stock_count(&here.scope, id).await?;
    Ok(Json(CountLinePage::load(&api.app, here, &count, line).await?))
}
