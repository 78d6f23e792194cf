//! `POST /stores/{store}/planned-settings`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::PlanId;
use http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{PlannedPage, StoreBody};
use crate::access::Access;
use crate::json::{Body, version_in};
use crate::problem::Problem;
use crate::state::Api;

/// A change of settings for later.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPlan {
    /// When it comes; later than now, two years ahead at most, and not the moment of another.
    from: Timestamp,
    /// The settings as they will be. What is as it would be without the plan follows what is changed meanwhile.
    settings: StoreBody,
}

/// Plans a change of a store's settings, which comes by itself. `If-Match` says which version was loaded.
#[utoipa::path(
    post, path = "/stores/{store}/planned-settings", tag = "stores", request_body = NewPlan,
    params(("If-Match" = String, Header, description = "The version that was loaded, e.g. `\"3\"`")),
    responses((status = 201, description = "The plan", body = PlannedPage), (status = 428, description = "`If-Match` is missing")),
    extensions(("x-permission" = json!("settings.write")))
)]
pub(crate) async fn plan_settings(
    State(api): State<Api>,
    here: Access<{ May::SettingsWrite as usize }>,
    headers: HeaderMap,
    Body(NewPlan { from, settings }): Body<NewPlan>,
) -> Result<(StatusCode, Json<PlannedPage>), Problem> {
    let version = version_in(&headers)?;
    let settings = settings.settings_of(&api, &here).await.map_err(|problem| problem.below("/settings"))?;
    let id = PlanId::derived(&here.named("plan"));
    let course = api.app.plan_settings(&here.scope, &here.by, version, (id, from), settings).await?;
    let plans = PlannedPage::all_of(&api.app, &here, &course).await?;
    let made = plans.into_iter().find(|plan| plan.id == id.to_string());
    Ok((StatusCode::CREATED, Json(made.ok_or_else(|| Problem::not_found("planned change"))?)))
}
