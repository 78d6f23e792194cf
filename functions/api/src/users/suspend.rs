//! `POST` and `DELETE /users/{user}/suspension`

use axum::Json;
use axum::extract::State;
use domain::audit::Action;
use domain::identity::roles::Permission as May;
use domain::identity::users::UserAction;
use domain::ids::ActorId;

use super::{UserPage, act};
use crate::access::Permitted;
use crate::json::At;
use crate::problem::Problem;
use crate::state::Api;

/// Lets nobody in under this name: sessions end within a minute. What they did stays theirs.
#[utoipa::path(
    post, path = "/users/{user}/suspension", tag = "users",
    responses((status = 200, description = "The person", body = UserPage), (status = 404, description = "Not there, or not yours to see")),
    extensions(("x-permission" = json!("users.write")))
)]
pub(crate) async fn suspend_user(
    State(api): State<Api>,
    Permitted(caller): Permitted<{ May::UsersWrite as usize }>,
    At(id): At<ActorId>,
) -> Result<Json<UserPage>, Problem> {
    let now = caller.now;
    let user = act(&api, &caller, &id, (UserAction::Suspend, Action::Suspended), |user| {
        user.suspended_at = Some(now);
        user.not_before = Some(now);
    })
    .await?;
    api.app.forget_devices(&user.organisation, &user.id).await?;
    let pool = api.people.pool()?;
    pool.enable(&user.username, false, now).await?;
    pool.end_sessions(&user.username, now).await?;
    Ok(Json(UserPage::of(&user, &caller.identity)))
}

/// Lets them in again. They sign in anew.
#[utoipa::path(
    delete, path = "/users/{user}/suspension", tag = "users",
    responses((status = 200, description = "The person", body = UserPage), (status = 404, description = "Not there, or not yours to see")),
    extensions(("x-permission" = json!("users.write")))
)]
pub(crate) async fn reinstate_user(
    State(api): State<Api>,
    Permitted(caller): Permitted<{ May::UsersWrite as usize }>,
    At(id): At<ActorId>,
) -> Result<Json<UserPage>, Problem> {
    // The pool first: whoever the table lets in must be able to sign in.
    let user = super::visible(&api, &caller.identity, &id).await?;
    user.check(UserAction::Reinstate, &caller.identity).map_err(services::Error::from)?;
    api.people.pool()?.enable(&user.username, true, caller.now).await?;
    let user = act(&api, &caller, &id, (UserAction::Reinstate, Action::Reinstated), |user| user.suspended_at = None).await?;
    Ok(Json(UserPage::of(&user, &caller.identity)))
}
