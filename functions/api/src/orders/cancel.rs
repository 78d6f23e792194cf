//! `POST /stores/{store}/orders/{order}/cancel`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::OrderId;
use serde::Deserialize;
use utoipa::ToSchema;

use super::OrderPage;
use crate::access::Access;
use crate::json::{At, Body};
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::Reason;

/// Why an order is cancelled.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cancellation {
    #[schema(value_type = String)]
    reason: Reason,
}

/// Cancels everything of an order that is still open. What is picked or packed must be put back first.
#[utoipa::path(
    post, path = "/stores/{store}/orders/{order}/cancel", tag = "orders", request_body = Cancellation,
    responses((status = 200, description = "The order afterwards", body = OrderPage)),
    extensions(("x-permission" = json!("orders.cancel")))
)]
pub(crate) async fn cancel_order(
    State(api): State<Api>,
    here: Access<{ May::OrdersCancel as usize }>,
    At((_, id)): At<(String, OrderId)>,
    Body(Cancellation { reason }): Body<Cancellation>,
) -> Result<Json<OrderPage>, Problem> {
    let order = api.app.cancel_order(&here.scope, id, &here.by, reason.as_str()).await?;
    Ok(Json(OrderPage::load(&api.app, &here, &order).await?))
}
