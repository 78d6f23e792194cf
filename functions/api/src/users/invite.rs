//! `POST /users`

use axum::Json;
use axum::extract::State;
use domain::address::Email;
use domain::audit::Action;
use domain::identity::roles::{Permission as May, Permission, Role};
use domain::identity::users::{Grants, User};
use domain::ids::{ActorId, StoreId};
use http::StatusCode;
use serde::Deserialize;
use services::Error;
use utoipa::ToSchema;

use super::{Access, UserPage};
use crate::access::{Caller, Permitted};
use crate::identity::pool::Person;
use crate::json::Body;
use crate::problem::{Code, Problem};
use crate::state::Api;
use crate::words;

/// Somebody who shall come in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Invitation {
    /// The invitation goes there, and they sign in with it.
    #[schema(value_type = String, examples("uma@nordlys.example"))]
    email: Email,
    name: String,
    #[schema(value_type = words::RoleName)]
    role: Role,
    /// All stores of the organisation, now and later.
    #[serde(default)]
    all_stores: bool,
    /// Or these.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    stores: Vec<StoreId>,
    /// Of the caller's own, beside the role's permissions.
    #[serde(default)]
    #[schema(value_type = Vec<words::PermissionName>)]
    rights: Vec<Permission>,
}

/// Invites somebody: they get a mail with a first password, which is good for seven days. Nobody gives more than they have.
#[utoipa::path(
    post, path = "/users", tag = "users", request_body = Invitation,
    responses((status = 201, description = "The person, invited", body = UserPage)),
    extensions(("x-permission" = json!("users.write")))
)]
pub(crate) async fn invite_user(
    State(api): State<Api>,
    Permitted(caller): Permitted<{ May::UsersWrite as usize }>,
    Body(new): Body<Invitation>,
) -> Result<(StatusCode, Json<UserPage>), Problem> {
    let email = new.email.as_str().to_lowercase();
    let access = Access { name: new.name, role: new.role, all_stores: new.all_stores, stores: new.stores, rights: new.rights };
    let (name, grants) = access.read(&api, &caller.identity, None).await?;
    let pool = api.people.pool()?;
    let person = match pool.invite((&email, &name), &caller.identity.organisation, &grants, caller.now).await? {
        Some(person) => person,
        None => begun_before(&api, &caller, &email).await?,
    };
    let user = new_user(person, (email, name), grants, &caller)?;
    let user = match api.app.table.user(&user.organisation, &user.id).await? {
        Some(known) if known.command.is_some() && known.command == caller.by().command => known,
        Some(_) => return Err(taken()),
        None => api.app.change_user(None, user, &caller.by(), Action::Invited).await?,
    };
    Ok((StatusCode::CREATED, Json(UserPage::of(&user, &caller.identity))))
}

/// The person whom a call made that died before it wrote them down: of our organisation, never signed in, and not known.
/// Anybody else of that address is somebody else's.
async fn begun_before(api: &Api, caller: &Caller, email: &str) -> Result<Person, Problem> {
    let person = api.people.pool()?.person(email, caller.now).await?.ok_or_else(taken)?;
    let is_ours = person.organisation == caller.identity.organisation.as_str() && !person.is_confirmed;
    if is_ours { Ok(person) } else { Err(taken()) }
}

/// The same whoever they are and wherever they work.
fn taken() -> Problem {
    Problem::new(Code::State, "somebody signs in with this address already")
}

fn new_user(person: Person, (email, name): (String, String), grants: Grants, caller: &Caller) -> Result<User, Problem> {
    let id: ActorId = person.subject.parse().map_err(Error::unavailable("reading a new person's subject"))?;
    let organisation = caller.identity.organisation.clone();
    Ok(User::new((id, person.username), (email, name), organisation, grants, caller.now))
}
