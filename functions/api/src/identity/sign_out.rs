//! `POST /me/sign-out`

use axum::extract::State;
use domain::audit::Action;
use domain::identity::users::User;
use http::StatusCode;

use super::account::oneself;
use crate::access::Own;
use crate::problem::Problem;
use crate::state::Api;

/// Ends all of one's sessions, this one too, on every device within a minute. Nothing is pushed to any of them any more.
#[utoipa::path(
    post, path = "/me/sign-out", tag = "identity",
    responses((status = 204, description = "They are over"), (status = 404, description = "Programs have no account"))
)]
pub(crate) async fn sign_out_everywhere(State(api): State<Api>, Own(caller): Own) -> Result<StatusCode, Problem> {
    let before = oneself(&api, &caller).await?;
    let by = caller.by();
    let user = if before.command.is_some() && before.command == by.command {
        before
    } else {
        let after = User { not_before: Some(caller.now), ..before.clone() };
        api.app.change_user(Some(&before), after, &by, Action::SignedOut).await?
    };
    api.people.forget(&user.id);
    // Whoever signs out everywhere has lost one of them, perhaps.
    api.app.forget_devices(&user.organisation, &user.id).await?;
    api.people.pool()?.end_sessions(&user.username, caller.now).await?;
    Ok(StatusCode::NO_CONTENT)
}
