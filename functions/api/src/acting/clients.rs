//! `GET /client-people`

use axum::Json;
use axum::extract::State;
use domain::identity::acting::{acting, withheld};
use domain::identity::roles::{Permission as May, Permission, Role};
use domain::identity::users::User;
use domain::identity::{Identity, Stores};
use domain::ids::StoreId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::Permitted;
use crate::json::Asked;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::{ListOf, limit};
use crate::words;

/// A client's person for whom the caller may act.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClientPerson {
    #[schema(examples("30266e38-5170-4bce-98aa-591561eae0b1"))]
    id: String,
    name: String,
    email: String,
    #[schema(value_type = words::RoleName)]
    role: Role,
    /// The stores that both reach.
    stores: Vec<String>,
    /// What they may do and the caller may not: it stays closed while the caller acts for them.
    #[schema(value_type = Vec<words::PermissionName>)]
    withheld: Vec<Permission>,
}

impl ClientPerson {
    fn of(user: &User, who: &Identity) -> Option<Self> {
        let identity = acting(who, user).ok()?;
        let withheld = withheld(user, &identity);
        let stores = match identity.stores {
            Stores::All => Vec::new(),
            Stores::These(stores) => stores.iter().map(ToString::to_string).collect(),
        };
        Some(Self { id: user.id.to_string(), name: user.name.clone(), email: user.email.clone(), role: user.grants.role, stores, withheld })
    }
}

/// Conditions that a person must fit, all of them.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichClientPeople {
    /// A part of the name or the e-mail address.
    #[serde(default)]
    q: String,
    /// Reaching this store.
    store: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200 items; 50 where absent.
    limit: Option<u16>,
}

/// Clients' people for whom the caller may act, by name; none for a program. Name one in `Act-As`, and a call is answered as if they
/// had made it. A page may hold fewer than `limit` while `next` goes on.
#[utoipa::path(
    get, path = "/client-people", tag = "users", params(WhichClientPeople),
    responses((status = 200, description = "A page of people", body = ListOf<ClientPerson>)),
    extensions(("x-permission" = json!("users.act_as")))
)]
pub(crate) async fn list_client_people(
    State(api): State<Api>,
    Permitted(caller): Permitted<{ May::UsersActAs as usize }>,
    Asked(which): Asked<WhichClientPeople>,
) -> Result<Json<ListOf<ClientPerson>>, Problem> {
    let who = &caller.identity;
    if which.cursor.is_none() {
        api.people.adopt_all(&api.app, &who.organisation, caller.now).await?;
    }
    let store: Option<StoreId> = which.store.as_deref().and_then(|name| name.parse().ok());
    // What is no store's name is nobody's store.
    let is_nobodys = which.store.is_some() && store.is_none();
    let text = which.q.trim().to_lowercase();
    let fits = |user: &User| {
        let reaches = store.as_ref().is_none_or(|store| user.grants.stores.contain(store));
        !is_nobodys && reaches && user.is_called(&text) && acting(who, user).is_ok()
    };
    let page = api.app.table.users(&who.organisation, limit(which.limit), which.cursor.as_deref(), fits).await?;
    let next = page.next;
    let items = page.items.iter().filter_map(|user| ClientPerson::of(user, who)).collect();
    Ok(Json(ListOf { items, next }))
}
