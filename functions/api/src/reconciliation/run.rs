//! `POST /stores/{store}/reconciliations`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use http::StatusCode;

use super::ReconciliationPage;
use crate::access::Access;
use crate::problem::{Code, Problem};
use crate::state::Api;

/// Makes a file of everything that happened up to now.
#[utoipa::path(
    post, path = "/stores/{store}/reconciliations", tag = "reconciliation",
    responses((status = 202, description = "The file", body = ReconciliationPage)),
    extensions(("x-permission" = json!("reconciliation.run")))
)]
pub(crate) async fn run_reconciliation(
    State(api): State<Api>,
    here: Access<{ May::ReconciliationRun as usize }>,
) -> Result<(StatusCode, Json<ReconciliationPage>), Problem> {
    let file = api.app.reconcile_once(&here.scope, &here.by).await?;
    let page = ReconciliationPage::of(&file).ok_or_else(|| Problem::new(Code::State, "the file is being made"))?;
    Ok((StatusCode::ACCEPTED, Json(page)))
}
