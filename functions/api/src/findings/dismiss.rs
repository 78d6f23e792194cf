//! `POST /stores/{store}/findings/{finding}/dismiss`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::FindingId;
use serde::Deserialize;
use utoipa::ToSchema;

use super::FindingPage;
use crate::access::Access;
use crate::json::{At, Body};
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::Reason;

/// Why nothing has to be repaired.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Dismissal {
    #[schema(value_type = String)]
    reason: Reason,
}

/// Closes a finding without a repair, and lets its SKU go. A held order is released like any other.
#[utoipa::path(
    post, path = "/stores/{store}/findings/{finding}/dismiss", tag = "findings", request_body = Dismissal,
    responses((status = 200, description = "The finding afterwards", body = FindingPage)),
    extensions(("x-permission" = json!("findings.repair")))
)]
pub(crate) async fn dismiss_finding(
    State(api): State<Api>,
    here: Access<{ May::FindingsRepair as usize }>,
    At((_, id)): At<(String, FindingId)>,
    Body(Dismissal { reason }): Body<Dismissal>,
) -> Result<Json<FindingPage>, Problem> {
    let finding = api.app.dismiss(&here.scope, id, &here.by, reason.as_str()).await?;
    Ok(Json(FindingPage::load(&api.app, &here, finding).await?))
}
