//! `GET /stores/{store}/planned-settings`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;

use super::PlannedPage;
use crate::access::Access;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::ListOf;

/// Changes of a store's settings that are planned, the next first.
#[utoipa::path(
    get, path = "/stores/{store}/planned-settings", tag = "stores",
    responses((status = 200, description = "All of them", body = ListOf<PlannedPage>)),
    extensions(("x-permission" = json!("settings.read")))
)]
pub(crate) async fn list_planned_settings(
    State(api): State<Api>,
    here: Access<{ May::SettingsRead as usize }>,
) -> Result<Json<ListOf<PlannedPage>>, Problem> {
    let course = api.app.table.course(&here.scope).await?.ok_or_else(|| Problem::not_found("store"))?;
    Ok(Json(ListOf::whole(PlannedPage::all_of(&api.app, &here, &course).await?)))
}
