//! `GET /stores/{store}/reconciliations`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;

use super::ReconciliationPage;
use crate::access::Access;
use crate::json::Asked;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::{ListOf, Paging};

/// Reconciliation files, newest first.
#[utoipa::path(
    get, path = "/stores/{store}/reconciliations", tag = "reconciliation", params(Paging),
    responses((status = 200, description = "A page of files", body = ListOf<ReconciliationPage>)),
    extensions(("x-permission" = json!("reconciliation.read")))
)]
pub(crate) async fn list_reconciliations(
    State(api): State<Api>,
    here: Access<{ May::ReconciliationRead as usize }>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<ListOf<ReconciliationPage>>, Problem> {
    let page = api.app.table.reconciliations(&here.scope, paging.limit(), paging.cursor.as_deref()).await?;
    Ok(Json(ListOf { items: page.items.iter().filter_map(ReconciliationPage::of).collect(), next: page.next }))
}
