//! `GET` and `PUT /me/account`: what a person sees and chooses about themselves.

use axum::Json;
use axum::extract::State;
use domain::identity::users::{SignIn, User};
use domain::locale::Locale;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::{Caller, Own};
use crate::json::Body;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::is_text;
use crate::words;

/// One's own account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Account {
    email: String,
    name: String,
    /// For every device; null where each device has its own.
    #[schema(value_type = Option<words::StoreLocale>)]
    locale: Option<Locale>,
    /// Whether one had a second factor when one last signed in; null where nobody asked.
    has_second_factor: Option<bool>,
    /// The latest first; the first is this one or newer.
    sign_ins: Vec<SignedIn>,
}

/// One signing in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignedIn {
    at: Timestamp,
    /// Network address.
    address: Option<String>,
    /// The browser, as it calls itself.
    agent: Option<String>,
    /// Whether its session was ended since.
    is_over: bool,
}

impl Account {
    fn of(user: &User) -> Self {
        let signed_in = |sign_in: &SignIn| SignedIn {
            at: sign_in.at,
            address: sign_in.address.clone(),
            agent: sign_in.agent.clone(),
            is_over: user.has_ended(sign_in.at),
        };
        Self {
            email: user.email.clone(),
            name: user.name.clone(),
            locale: user.locale,
            has_second_factor: user.has_second_factor,
            sign_ins: user.sign_ins.iter().map(signed_in).collect(),
        }
    }
}

/// What one chooses about oneself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnChoice {
    name: String,
    /// For every device; null leaves it to each.
    #[schema(value_type = Option<words::StoreLocale>)]
    locale: Option<Locale>,
}

/// Oneself; programs have no account.
pub(crate) async fn oneself(api: &Api, caller: &Caller) -> Result<User, Problem> {
    let user = api.app.table.user(&caller.identity.organisation, &caller.identity.actor).await?;
    user.ok_or_else(|| Problem::not_found("account"))
}

/// One's own account.
#[utoipa::path(
    get, path = "/me/account", tag = "identity",
    responses((status = 200, description = "The account", body = Account), (status = 404, description = "Programs have none"))
)]
pub(crate) async fn show_account(State(api): State<Api>, Own(caller): Own) -> Result<Json<Account>, Problem> {
    Ok(Json(Account::of(&oneself(&api, &caller).await?)))
}

/// Changes one's own name and language.
#[utoipa::path(
    put, path = "/me/account", tag = "identity", request_body = OwnChoice,
    responses((status = 200, description = "The account", body = Account), (status = 404, description = "Programs have none"))
)]
pub(crate) async fn change_account(
    State(api): State<Api>,
    Own(caller): Own,
    Body(OwnChoice { name, locale }): Body<OwnChoice>,
) -> Result<Json<Account>, Problem> {
    if !is_text(&name, 1, 100) {
        return Err(Problem::invalid_at("/name", "a person has a name of at most 100 bytes"));
    }
    let before = oneself(&api, &caller).await?;
    let after = User { name: name.trim().to_owned(), locale, ..before.clone() };
    let user = api.app.write_own(&before, after, &caller.by()).await?;
    api.people.forget(&user.id);
    Ok(Json(Account::of(&user)))
}
