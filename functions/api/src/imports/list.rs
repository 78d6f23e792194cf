//! `GET /stores/{store}/imports`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;

use super::ImportPage;
use crate::access::Access;
use crate::json::Asked;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::{ListOf, Paging};

/// Imports, newest first.
#[utoipa::path(
    get, path = "/stores/{store}/imports", tag = "imports", params(Paging),
    responses((status = 200, description = "A page of imports", body = ListOf<ImportPage>)),
    extensions(("x-permission" = json!("imports.read")))
)]
pub(crate) async fn list_imports(
    State(api): State<Api>,
    here: Access<{ May::ImportsRead as usize }>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<ListOf<ImportPage>>, Problem> {
    let page = api.app.table.imports(&here.scope, paging.limit(), paging.cursor.as_deref()).await?;
    let pages = page.items.iter().map(|import| ImportPage::load(&api.app, &here, import));
    let items = futures::future::try_join_all(pages).await?;
    Ok(Json(ListOf { items, next: page.next }))
}
