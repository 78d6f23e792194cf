//! `GET /stores/{store}/exports/{export}`

use axum::Json;
use axum::extract::State;
use domain::identity::Denied;
use domain::ids::ExportId;

use super::ExportPage;
use crate::access::Reached;
use crate::json::At;
use crate::problem::Problem;
use crate::state::Api;

/// One of the caller's exports: how far it is, and where to fetch it once it is ready. It takes the permission to read the list still.
#[utoipa::path(
    get, path = "/stores/{store}/exports/{export}", tag = "exports",
    responses((status = 200, description = "The export", body = ExportPage)),
)]
pub(crate) async fn show_export(
    State(api): State<Api>,
    here: Reached,
    At((_, id)): At<(String, ExportId)>,
) -> Result<Json<ExportPage>, Problem> {
    let export = api.app.table.export(&here.scope, id).await?.filter(|export| export.asked_by.actor == here.identity.actor);
    let export = export.ok_or_else(|| Problem::not_found("export"))?;
    if !export.wanted.is_for(&here.identity) {
        return Err(Denied::NotAllowed.into());
    }
    Ok(Json(ExportPage::load(&api.app, &here, &export).await?))
}
