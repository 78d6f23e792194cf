//! `POST /stores/{store}/orders/{order}/picks`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::{OrderId, Sku};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::access::Access;
use crate::json::{At, Body};
use crate::orders::OrderPage;
use crate::problem::Problem;
use crate::state::Api;

/// Goods that were scanned.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Picks {
    lines: Vec<Pick>,
}

/// Scanned units of a line.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pick {
    /// Of the order, from 1.
    line: u32,
    /// As scanned: it must be the line's.
    #[schema(value_type = String)]
    sku: Sku,
    #[schema(minimum = 1)]
    quantity: u32,
}

/// Confirms picked goods by what was scanned: all of the lines, or none.
#[utoipa::path(
    post, path = "/stores/{store}/orders/{order}/picks", tag = "fulfilment", request_body = Picks,
    responses((status = 200, description = "The order afterwards", body = OrderPage)),
    extensions(("x-permission" = json!("fulfilment.pick")))
)]
pub(crate) async fn pick_order(
    State(api): State<Api>,
    here: Access<{ May::FulfilmentPick as usize }>,
    At((_, id)): At<(String, OrderId)>,
    Body(Picks { lines }): Body<Picks>,
) -> Result<Json<OrderPage>, Problem> {
    let picks: Vec<(u32, Sku, u32)> = lines.into_iter().map(|pick| (pick.line, pick.sku, pick.quantity)).collect();
    let order = api.app.pick(&here.scope, id, &here.by, &picks).await?;
    Ok(Json(OrderPage::load(&api.app, &here, &order).await?))
}
