//! `GET /stores/{store}/orders/{order}`

use axum::extract::State;
use axum::response::Response;
use domain::identity::roles::Permission as May;
use domain::ids::OrderId;
use http::HeaderMap;

use super::OrderPage;
use crate::access::Access;
use crate::json::{At, tagged};
use crate::problem::Problem;
use crate::state::Api;

/// An order with its lines, parcels, timeline, and why it has not shipped.
#[utoipa::path(
    get, path = "/stores/{store}/orders/{order}", tag = "orders",
    responses((status = 200, description = "The order", body = OrderPage), (status = 304, description = "As in `If-None-Match`")),
    extensions(("x-permission" = json!("orders.read")))
)]
pub(crate) async fn show_order(
    State(api): State<Api>,
    here: Access<{ May::OrdersRead as usize }>,
    At((_, id)): At<(String, OrderId)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let order = api.app.table.order(&here.scope, id).await?.ok_or_else(|| Problem::not_found("order"))?;
    Ok(tagged(&headers, &OrderPage::load(&api.app, &here, &order).await?))
}
