//! `POST /stores/{store}/orders/{order}/holds`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::OrderId;
use domain::orders::HoldReason;
use serde::Deserialize;
use utoipa::ToSchema;

use super::OrderPage;
use crate::access::Access;
use crate::json::{At, Body};
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::is_text;
use crate::words;

/// A reasoned stop.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewHold {
    #[schema(value_type = words::HoldReason)]
    reason: HoldReason,
    /// In somebody's words.
    #[serde(default)]
    note: String,
}

/// Stops an order. A second hold for the same reason changes nothing.
#[utoipa::path(
    post, path = "/stores/{store}/orders/{order}/holds", tag = "orders", request_body = NewHold,
    responses((status = 200, description = "The order afterwards", body = OrderPage)),
    extensions(("x-permission" = json!("orders.hold")))
)]
pub(crate) async fn hold_order(
    State(api): State<Api>,
    here: Access<{ May::OrdersHold as usize }>,
    At((_, id)): At<(String, OrderId)>,
    Body(NewHold { reason, note }): Body<NewHold>,
) -> Result<Json<OrderPage>, Problem> {
    if !is_text(&note, 0, 500) {
        return Err(Problem::invalid_at("/note", "a note has at most 500 bytes on one line"));
    }
    let order = api.app.hold(&here.scope, id, &here.by, reason, note.trim()).await?;
    Ok(Json(OrderPage::load(&api.app, &here, &order).await?))
}
