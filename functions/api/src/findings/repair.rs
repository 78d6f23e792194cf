//! `POST /stores/{store}/findings/{finding}/repair`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::FindingId;

use super::FindingPage;
use crate::access::Access;
use crate::json::At;
use crate::problem::Problem;
use crate::state::Api;

/// Makes the repair that a finding proposes, and lets its SKU go.
#[utoipa::path(
    post, path = "/stores/{store}/findings/{finding}/repair", tag = "findings",
    responses((status = 200, description = "The finding afterwards", body = FindingPage)),
    extensions(("x-permission" = json!("findings.repair")))
)]
pub(crate) async fn repair_finding(
    State(api): State<Api>,
    here: Access<{ May::FindingsRepair as usize }>,
    At((_, id)): At<(String, FindingId)>,
) -> Result<Json<FindingPage>, Problem> {
    let finding = api.app.repair(&here.scope, id, &here.by).await?;
    Ok(Json(FindingPage::load(&api.app, &here, finding).await?))
}
