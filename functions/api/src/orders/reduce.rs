//! `POST /stores/{store}/orders/{order}/reduce`

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

/// Units that are not wanted any more.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reduction {
    /// The line's number, from 1.
    line: u32,
    /// Units to take away.
    quantity: u32,
    #[schema(value_type = String)]
    reason: Reason,
}

/// Takes units off a line: first those that wait, then those with stock.
#[utoipa::path(
    post, path = "/stores/{store}/orders/{order}/reduce", tag = "orders", request_body = Reduction,
    responses((status = 200, description = "The order afterwards", body = OrderPage)),
    extensions(("x-permission" = json!("orders.write")))
)]
pub(crate) async fn reduce_order(
    State(api): State<Api>,
    here: Access<{ May::OrdersWrite as usize }>,
    At((_, id)): At<(String, OrderId)>,
    Body(Reduction { line, quantity, reason }): Body<Reduction>,
) -> Result<Json<OrderPage>, Problem> {
    let order = api.app.reduce_order(&here.scope, id, &here.by, (line, quantity), reason.as_str()).await?;
    Ok(Json(OrderPage::load(&api.app, &here, &order).await?))
}
