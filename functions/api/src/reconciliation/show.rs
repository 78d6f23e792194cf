//! `GET /stores/{store}/reconciliations/{sequence}`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;

use super::ReconciliationPage;
use crate::access::Access;
use crate::json::At;
use crate::problem::Problem;
use crate::state::Api;

/// A reconciliation file.
#[utoipa::path(
    get, path = "/stores/{store}/reconciliations/{sequence}", tag = "reconciliation",
    responses((status = 200, description = "The file", body = ReconciliationPage)),
    extensions(("x-permission" = json!("reconciliation.read")))
)]
pub(crate) async fn show_reconciliation(
    State(api): State<Api>,
    here: Access<{ May::ReconciliationRead as usize }>,
    At((_, sequence)): At<(String, u64)>,
) -> Result<Json<ReconciliationPage>, Problem> {
    let file = api.app.table.reconciliation(&here.scope, sequence).await?;
    file.as_ref().and_then(ReconciliationPage::of).map(Json).ok_or_else(|| Problem::not_found("reconciliation file"))
}
