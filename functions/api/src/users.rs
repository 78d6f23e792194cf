//! People of the organisation, as they are shown and changed.

pub(crate) mod change;
pub(crate) mod invite;
pub(crate) mod invite_again;
pub(crate) mod list;
pub(crate) mod reset_second_factor;
pub(crate) mod show;
pub(crate) mod suspend;

use domain::audit::Action;
use domain::identity::roles::{Permission, Role};
use domain::identity::users::{Grants, User, UserAction};
use domain::identity::{Identity, Stores};
use domain::ids::{ActorId, StoreId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use services::Error;
use utoipa::ToSchema;

use crate::access::Caller;
use crate::problem::{FieldError, Problem};
use crate::state::Api;
use crate::wire::is_text;
use crate::words;

/// A person of the organisation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub(crate) struct UserPage {
    #[schema(examples("30266e38-5170-4bce-98aa-591561eae0b1"))]
    id: String,
    email: String,
    name: String,
    #[schema(value_type = words::RoleName)]
    role: Role,
    /// Whether they reach all stores of the organisation, now and later.
    all_stores: bool,
    /// The stores that they reach by name, where they do not reach all.
    stores: Vec<String>,
    /// What they may do beside their role's permissions.
    #[schema(value_type = Vec<words::PermissionName>)]
    rights: Vec<Permission>,
    #[schema(value_type = words::UserStateName)]
    state: &'static str,
    /// Whether they had a second factor when they last signed in; null where nobody asked yet.
    has_second_factor: Option<bool>,
    /// Whether their role works only with one.
    needs_second_factor: bool,
    /// When they became known.
    since: Timestamp,
    last_signed_in_at: Option<Timestamp>,
    /// Goes up with each change: to be sent as `If-Match` with the next.
    version: u64,
    /// What the caller may do about them now.
    #[schema(value_type = Vec<words::UserActionName>)]
    actions: Vec<&'static str>,
}

impl UserPage {
    fn of(user: &User, caller: &Identity) -> Self {
        let may_write = caller.may(Permission::UsersWrite);
        Self {
            id: user.id.to_string(),
            email: user.email.clone(),
            name: user.name.clone(),
            role: user.grants.role,
            all_stores: user.grants.stores == Stores::All,
            stores: user.named_stores().iter().map(ToString::to_string).collect(),
            rights: user.grants.rights.clone(),
            state: user.state().as_str(),
            has_second_factor: user.has_second_factor,
            needs_second_factor: user.grants.role.needs_second_factor(),
            since: user.since,
            last_signed_in_at: user.sign_ins.first().map(|sign_in| sign_in.at),
            version: user.version,
            actions: user.actions(caller).into_iter().filter(|_| may_write).map(UserAction::as_str).collect(),
        }
    }
}

/// What somebody is called and may do.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Access {
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

impl Access {
    /// The name and what is given, or everything that speaks against the caller's giving it.
    async fn read(self, api: &Api, caller: &Identity, before: Option<&Grants>) -> Result<(String, Grants), Problem> {
        let mut errors = Vec::new();
        if !is_text(&self.name, 1, 100) {
            errors.push(FieldError::new("/name", "a person has a name of at most 100 bytes"));
        }
        if self.all_stores && !self.stores.is_empty() {
            errors.push(FieldError::new("/stores", "either all stores or these"));
        }
        let stores = if self.all_stores { Stores::All } else { Stores::These(self.stores.clone()) };
        // Faults are told at the places of what was sent, before it is put in order.
        let sent = Grants { role: self.role, stores: stores.clone(), rights: self.rights.clone() };
        let mut faults = sent.faults(caller, before);
        if caller.stores == Stores::All && !self.stores.is_empty() {
            let known = api.app.table.stores_of(&caller.organisation, (api.now)()).await?;
            for (index, store) in self.stores.iter().enumerate().filter(|(_, store)| !known.iter().any(|known| known.id == **store)) {
                faults.push((format!("/stores/{index}"), format!("there is no store {store}")));
            }
        }
        errors.extend(faults.into_iter().map(|(pointer, detail)| FieldError::new(pointer, detail)));
        if errors.is_empty() {
            Ok((self.name.trim().to_owned(), Grants::new(self.role, stores, self.rights)))
        } else {
            Err(Problem::invalid(errors))
        }
    }
}

/// A person whom the caller may know of; all others do not exist.
async fn visible(api: &Api, caller: &Identity, id: &ActorId) -> Result<User, Problem> {
    let user = api.app.table.user(&caller.organisation, id).await?;
    user.filter(|user| user.is_visible_to(caller)).ok_or_else(|| Problem::not_found("user"))
}

/// Does something about a person that is one step in the table: checks it, stores it with the log's entry, and forgets what
/// was believed of them. The same command again finds its work done and goes on to what the pool has to do.
async fn act(api: &Api, caller: &Caller, id: &ActorId, wish: (UserAction, Action), step: impl FnOnce(&mut User)) -> Result<User, Problem> {
    let (action, told) = wish;
    let before = visible(api, &caller.identity, id).await?;
    let by = caller.by();
    let done = if before.command.is_some() && before.command == by.command {
        before
    } else {
        before.check(action, &caller.identity).map_err(Error::from)?;
        let mut after = before.clone();
        step(&mut after);
        api.app.change_user(Some(&before), after, &by, told).await?
    };
    api.people.forget(id);
    Ok(done)
}
