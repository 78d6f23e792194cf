//! `POST /stores/{store}/returns/found`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::OrderId;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{NewVerdict, ReturnPage, verdicts};
use crate::access::Access;
use crate::json::Body;
use crate::problem::Problem;
use crate::state::Api;

/// Goods of an order that stand at the door without a notice.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FoundReturn {
    /// The order that sent them.
    #[schema(value_type = String)]
    order: OrderId,
    /// Each with its reason; a line once with each disposition, of 40 lines at most.
    #[schema(max_items = 200)]
    lines: Vec<NewVerdict>,
}

/// Receives goods that nobody announced: they become a return that is received at once, unless the store takes only what was
/// announced. The same `Idempotency-Key` means the same goods for ever.
#[utoipa::path(
    post, path = "/stores/{store}/returns/found", tag = "returns", request_body = FoundReturn,
    responses((status = 201, description = "The return; the goods are booked, now or before", body = ReturnPage)),
    extensions(("x-permission" = json!("stock.receive")))
)]
pub(crate) async fn receive_found_return(
    State(api): State<Api>,
    here: Access<{ May::StockReceive as usize }>,
    Body(found): Body<FoundReturn>,
) -> Result<(StatusCode, Json<ReturnPage>), Problem> {
    let (goods, claims) = verdicts(found.lines, true)?;
    let back = api.app.receive_found(&here.scope, &here.by, found.order, here.command(), &goods, &claims).await?;
    Ok((StatusCode::CREATED, Json(ReturnPage::load(&api.app, &here, &back).await?)))
}
