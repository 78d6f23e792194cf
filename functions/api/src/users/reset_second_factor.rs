//! `DELETE /users/{user}/second-factor`

use axum::Json;
use axum::extract::State;
use domain::audit::Action;
use domain::identity::roles::Permission as May;
use domain::identity::users::UserAction;
use domain::ids::ActorId;

use super::{UserPage, act, visible};
use crate::access::Permitted;
use crate::json::At;
use crate::problem::Problem;
use crate::state::Api;

/// Forgets somebody's authenticator, because they lost it, and ends their sessions. They set up another when they sign in.
#[utoipa::path(
    delete, path = "/users/{user}/second-factor", tag = "users",
    responses((status = 200, description = "The person", body = UserPage), (status = 404, description = "Not there, or not yours to see")),
    extensions(("x-permission" = json!("users.write")))
)]
pub(crate) async fn reset_second_factor(
    State(api): State<Api>,
    Permitted(caller): Permitted<{ May::UsersWrite as usize }>,
    At(id): At<ActorId>,
) -> Result<Json<UserPage>, Problem> {
    let user = visible(&api, &caller.identity, &id).await?;
    user.check(UserAction::ResetSecondFactor, &caller.identity).map_err(services::Error::from)?;
    // The pool first, as often as it takes: only then does the table say that it is done. Sessions end with the table.
    let (pool, now) = (api.people.pool()?, caller.now);
    pool.forget_second_factor(&user.username, now).await?;
    pool.end_sessions(&user.username, now).await?;
    let user = act(&api, &caller, &id, (UserAction::ResetSecondFactor, Action::SecondFactorReset), |user| {
        user.has_second_factor = Some(false);
        user.not_before = Some(now);
    })
    .await?;
    api.app.forget_devices(&user.organisation, &user.id).await?;
    Ok(Json(UserPage::of(&user, &caller.identity)))
}
