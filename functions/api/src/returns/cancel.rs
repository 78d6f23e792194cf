//! `POST /stores/{store}/returns/{return}/cancel`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::ReturnId;
use serde::Deserialize;
use utoipa::ToSchema;

use super::ReturnPage;
use crate::access::Access;
use crate::json::{At, Body};
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::Reason;

/// Why a return does not come.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReturnCancellation {
    #[schema(value_type = String)]
    reason: Reason,
}

/// Says that a return does not come: its units stay with the buyer. One of which goods are here is closed instead.
#[utoipa::path(
    post, path = "/stores/{store}/returns/{return}/cancel", tag = "returns", request_body = ReturnCancellation,
    responses((status = 200, description = "The return, cancelled now or before", body = ReturnPage)),
    extensions(("x-permission" = json!("returns.write")))
)]
pub(crate) async fn cancel_return(
    State(api): State<Api>,
    here: Access<{ May::ReturnsWrite as usize }>,
    At((_, id)): At<(String, ReturnId)>,
    Body(cancellation): Body<ReturnCancellation>,
) -> Result<Json<ReturnPage>, Problem> {
    let back = api.app.cancel_return(&here.scope, &here.by, id, cancellation.reason.as_str()).await?;
    Ok(Json(ReturnPage::load(&api.app, &here, &back).await?))
}
