//! `GET /stores/{store}/exports`

use axum::Json;
use axum::extract::State;

use super::ExportPage;
use crate::access::Reached;
use crate::json::Asked;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::{ListOf, Paging};

/// The caller's own exports of seven days, newest first.
#[utoipa::path(
    get, path = "/stores/{store}/exports", tag = "exports", params(Paging),
    responses((status = 200, description = "A page of exports", body = ListOf<ExportPage>)),
)]
pub(crate) async fn list_exports(
    State(api): State<Api>,
    here: Reached,
    Asked(paging): Asked<Paging>,
) -> Result<Json<ListOf<ExportPage>>, Problem> {
    let page = api.app.table.exports(&here.scope, &here.identity.actor, paging.limit(), paging.cursor.as_deref()).await?;
    Ok(Json(ListOf::of(page, |export| ExportPage::row(&here, &export))))
}
