//! `PUT /users/{user}`

use axum::Json;
use axum::extract::State;
use domain::audit::Action;
use domain::identity::roles::Permission as May;
use domain::identity::users::{User, UserAction};
use domain::ids::ActorId;
use http::HeaderMap;
use services::Error;

use super::{Access, UserPage, visible};
use crate::access::Permitted;
use crate::json::{At, Body, version_in};
use crate::problem::Problem;
use crate::state::Api;

/// Changes what somebody is called and may do; it holds within a minute, whatever tokens they have. `If-Match` says which
/// version was changed. Nobody gives more than they have, and nobody changes their own; the last of head office stays.
#[utoipa::path(
    put, path = "/users/{user}", tag = "users", request_body = Access,
    params(("If-Match" = String, Header, description = "The version that was loaded, e.g. `\"3\"`")),
    responses(
        (status = 200, description = "The person", body = UserPage), (status = 404, description = "Not there, or not yours to see"),
        (status = 428, description = "`If-Match` is missing")
    ),
    extensions(("x-permission" = json!("users.write")))
)]
pub(crate) async fn change_user(
    State(api): State<Api>,
    Permitted(caller): Permitted<{ May::UsersWrite as usize }>,
    At(id): At<ActorId>,
    headers: HeaderMap,
    Body(access): Body<Access>,
) -> Result<Json<UserPage>, Problem> {
    let before = visible(&api, &caller.identity, &id).await?;
    let version = version_in(&headers)?;
    before.check(UserAction::Change, &caller.identity).map_err(Error::from)?;
    if version != before.version {
        return Err(Error::Changed.into());
    }
    let (name, grants) = access.read(&api, &caller.identity, Some(&before.grants)).await?;
    let after = User { name, grants, ..before.clone() };
    if after == before {
        return Ok(Json(UserPage::of(&before, &caller.identity)));
    }
    let user = api.app.change_user(Some(&before), after, &caller.by(), Action::Changed).await?;
    api.people.forget(&id);
    // The table decides from here on; the pool follows, for whoever reads its claims.
    api.people.pool()?.describe(&user.username, &user.name, &user.grants, caller.now).await?;
    Ok(Json(UserPage::of(&user, &caller.identity)))
}
