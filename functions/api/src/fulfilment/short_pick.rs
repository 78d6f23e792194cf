//! `POST /stores/{store}/orders/{order}/short-picks`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::OrderId;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::access::Access;
use crate::json::{At, Body};
use crate::orders::OrderPage;
use crate::problem::Problem;
use crate::state::Api;

/// Goods that were not in their place.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShortPick {
    /// Of the order, from 1.
    line: u32,
    /// Units that are not there.
    #[schema(minimum = 1)]
    missing: u32,
}

/// Tells that goods are missing. Other stock takes their place at once, or the units wait again.
#[utoipa::path(
    post, path = "/stores/{store}/orders/{order}/short-picks", tag = "fulfilment", request_body = ShortPick,
    responses((status = 200, description = "The order afterwards", body = OrderPage)),
    extensions(("x-permission" = json!("fulfilment.pick")))
)]
pub(crate) async fn short_pick(
    State(api): State<Api>,
    here: Access<{ May::FulfilmentPick as usize }>,
    At((_, id)): At<(String, OrderId)>,
    Body(ShortPick { line, missing }): Body<ShortPick>,
) -> Result<Json<OrderPage>, Problem> {
    let order = api.app.short_pick(&here.scope, id, &here.by, line, missing).await?;
    Ok(Json(OrderPage::load(&api.app, &here, &order).await?))
}
