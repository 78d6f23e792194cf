//! `GET /users/{user}`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::ActorId;

use super::{UserPage, visible};
use crate::access::Permitted;
use crate::json::At;
use crate::problem::Problem;
use crate::state::Api;

/// A person.
#[utoipa::path(
    get, path = "/users/{user}", tag = "users",
    responses((status = 200, description = "The person", body = UserPage), (status = 404, description = "Not there, or not yours to see")),
    extensions(("x-permission" = json!("users.read")))
)]
pub(crate) async fn show_user(
    State(api): State<Api>,
    Permitted(caller): Permitted<{ May::UsersRead as usize }>,
    At(id): At<ActorId>,
) -> Result<Json<UserPage>, Problem> {
    Ok(Json(UserPage::of(&visible(&api, &caller.identity, &id).await?, &caller.identity)))
}
