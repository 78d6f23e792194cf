//! `DELETE /stores/{store}/planned-settings/{plan}`

use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::PlanId;
use http::StatusCode;

use crate::access::Access;
use crate::json::At;
use crate::problem::Problem;
use crate::state::Api;

/// Withdraws a planned change before it comes. What else is planned stays, and changes what it changed before.
#[utoipa::path(
    delete, path = "/stores/{store}/planned-settings/{plan}", tag = "stores",
    responses((status = 204, description = "It does not come")),
    extensions(("x-permission" = json!("settings.write")))
)]
pub(crate) async fn withdraw_planned_settings(
    State(api): State<Api>,
    here: Access<{ May::SettingsWrite as usize }>,
    At((_, id)): At<(String, PlanId)>,
) -> Result<StatusCode, Problem> {
    api.app.withdraw_plan(&here.scope, &here.by, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
