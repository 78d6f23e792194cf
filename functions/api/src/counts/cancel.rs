//! `POST /stores/{store}/counts/{count}/cancel`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::CountId;
use serde::Deserialize;
use utoipa::ToSchema;

use super::CountPage;
use crate::access::Access;
use crate::json::{At, Body};
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::Reason;

/// Why something of a count is given up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CountReason {
    #[schema(value_type = String)]
    pub(super) reason: Reason,
}

/// Gives a count up: nothing more of it is booked. What was approved of before stays booked.
#[utoipa::path(
    post, path = "/stores/{store}/counts/{count}/cancel", tag = "counts", request_body = CountReason,
    responses((status = 200, description = "The count, cancelled now or before", body = CountPage)),
    extensions(("x-permission" = json!("stock.adjust")))
)]
pub(crate) async fn cancel_count(
    State(api): State<Api>,
    here: Access<{ May::StockAdjust as usize }>,
    At((_, id)): At<(String, CountId)>,
    Body(body): Body<CountReason>,
) -> Result<Json<CountPage>, Problem> {
    let count = api.app.cancel_count(&here.scope, &here.by, id, body.reason.as_str()).await?;
    Ok(Json(CountPage::load(&api.app, &here, &count).await?))
}
