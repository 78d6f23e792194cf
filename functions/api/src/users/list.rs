//! `GET /users`

use axum::Json;
use axum::extract::State;
use domain::exports::People;
use domain::identity::roles::{Permission as May, Role};
use domain::identity::users::{User, UserState};
use domain::ids::StoreId;
use serde::Deserialize;
use utoipa::IntoParams;

use super::UserPage;
use crate::access::Permitted;
use crate::json::Asked;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::{ListOf, limit};
use crate::words;

/// Conditions that a person must fit, all of them.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichUsers {
    /// A part of the name or the e-mail address.
    #[serde(default)]
    q: String,
    /// Of this role.
    #[param(value_type = Option<words::RoleName>)]
    role: Option<Role>,
    /// Reaching this store.
    store: Option<String>,
    /// In this state.
    #[param(value_type = Option<words::UserStateName>)]
    state: Option<UserState>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200 items; 50 where absent.
    limit: Option<u16>,
}

/// People by name: those who reach no store that the caller does not. A page may hold fewer than `limit` while `next` goes on.
#[utoipa::path(
    get, path = "/users", tag = "users", params(WhichUsers),
    responses((status = 200, description = "A page of people", body = ListOf<UserPage>)),
    extensions(("x-permission" = json!("users.read")))
)]
pub(crate) async fn list_users(
    State(api): State<Api>,
    Permitted(caller): Permitted<{ May::UsersRead as usize }>,
    Asked(which): Asked<WhichUsers>,
) -> Result<Json<ListOf<UserPage>>, Problem> {
    let who = &caller.identity;
    if which.cursor.is_none() {
        api.people.adopt_all(&api.app, &who.organisation, caller.now).await?;
    }
    let store: Option<StoreId> = which.store.as_deref().and_then(|name| name.parse().ok());
    // What is no store's name is nobody's store.
    let is_nobodys = which.store.is_some() && store.is_none();
    let people = People { q: which.q, role: which.role, store, state: which.state };
    let fits = |user: &User| !is_nobodys && people.include(user, who);
    let page = api.app.table.users(&who.organisation, limit(which.limit), which.cursor.as_deref(), fits).await?;
    Ok(Json(ListOf::of(page, |user| UserPage::of(&user, who))))
}
