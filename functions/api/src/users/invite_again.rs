//! `POST /users/{user}/invitation`

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

/// Sends the invitation again, with a new first password.
#[utoipa::path(
    post, path = "/users/{user}/invitation", tag = "users",
    responses((status = 200, description = "The person", body = UserPage), (status = 404, description = "Not there, or not yours to see")),
    extensions(("x-permission" = json!("users.write")))
)]
pub(crate) async fn invite_again(
    State(api): State<Api>,
    Permitted(caller): Permitted<{ May::UsersWrite as usize }>,
    At(id): At<ActorId>,
) -> Result<Json<UserPage>, Problem> {
    let user = act(&api, &caller, &id, (UserAction::Invite, Action::Invited), |_| ()).await?;
    api.people.pool()?.invite_again(&user.username, caller.now).await?;
    Ok(Json(UserPage::of(&user, &caller.identity)))
}
