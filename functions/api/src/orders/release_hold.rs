//! `DELETE /stores/{store}/orders/{order}/holds/{reason}`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::OrderId;
use domain::orders::HoldReason;

use super::OrderPage;
use crate::access::Access;
use crate::json::At;
use crate::problem::Problem;
use crate::state::Api;
use crate::words;

/// Lifts one hold; others stay.
#[utoipa::path(
    delete, path = "/stores/{store}/orders/{order}/holds/{reason}", tag = "orders",
    params(("reason" = words::HoldReason, Path, description = "Which hold")),
    responses((status = 200, description = "The order afterwards", body = OrderPage)),
    extensions(("x-permission" = json!("orders.hold")))
)]
pub(crate) async fn release_hold(
    State(api): State<Api>,
    here: Access<{ May::OrdersHold as usize }>,
    At((_, id, reason)): At<(String, OrderId, HoldReason)>,
) -> Result<Json<OrderPage>, Problem> {
    let order = api.app.release_hold(&here.scope, id, &here.by, reason).await?;
    Ok(Json(OrderPage::load(&api.app, &here, &order).await?))
}
