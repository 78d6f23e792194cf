//! `POST /stores/{store}/orders/{order}/unship`

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
use crate::wire::Reason;

/// Why a hand-over is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Unshipment {
    #[schema(value_type = String)]
    reason: Reason,
}

/// Takes the last hand-over of an order back, on the store's same day.
#[utoipa::path(
    post, path = "/stores/{store}/orders/{order}/unship", tag = "fulfilment", request_body = Unshipment,
    responses((status = 200, description = "The order afterwards", body = OrderPage)),
    extensions(("x-permission" = json!("fulfilment.unship")))
)]
pub(crate) async fn unship_order(
    State(api): State<Api>,
    here: Access<{ May::FulfilmentUnship as usize }>,
    At((_, id)): At<(String, OrderId)>,
    Body(Unshipment { reason }): Body<Unshipment>,
) -> Result<Json<OrderPage>, Problem> {
    let order = api.app.unship(&here.scope, id, &here.by, reason.as_str()).await?;
    Ok(Json(OrderPage::load(&api.app, &here, &order).await?))
}
