//! `GET /stores/{store}/findings`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;

use super::FindingPage;
use crate::access::Access;
use crate::json::Asked;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::{ListOf, Paging};

/// What the sentinel found, open or closed.
#[utoipa::path(
    get, path = "/stores/{store}/findings", tag = "findings", params(Paging),
    responses((status = 200, description = "A page of findings", body = ListOf<FindingPage>)),
    extensions(("x-permission" = json!("findings.read")))
)]
pub(crate) async fn list_findings(
    State(api): State<Api>,
    here: Access<{ May::FindingsRead as usize }>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<ListOf<FindingPage>>, Problem> {
    let page = api.app.table.findings(&here.scope, paging.limit(), paging.cursor.as_deref()).await?;
    Ok(Json(ListOf { items: FindingPage::all_of(&api.app, &here, &page.items).await?, next: page.next }))
}
