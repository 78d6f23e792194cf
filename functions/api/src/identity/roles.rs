//! `GET /roles`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::{Permission, Permission as May, Role};
use domain::identity::users::may_give_role;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Permitted;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::ListOf;
use crate::words;

/// A role and what it may do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Role)]
pub(crate) struct RolePage {
    #[schema(value_type = words::RoleName)]
    role: Role,
    #[schema(value_type = Vec<words::PermissionName>)]
    permissions: &'static [Permission],
    /// Whether it works only with a second factor.
    needs_second_factor: bool,
    /// Whether it is for clients' own people, who work in named stores.
    is_of_client: bool,
    /// Whether the caller may give it.
    may_give: bool,
}

/// The roles that people can have.
#[utoipa::path(
    get, path = "/roles", tag = "users", responses((status = 200, description = "The roles", body = ListOf<RolePage>)),
    extensions(("x-permission" = json!("users.read")))
)]
pub(crate) async fn list_roles(
    State(_): State<Api>,
    Permitted(caller): Permitted<{ May::UsersRead as usize }>,
) -> Result<Json<ListOf<RolePage>>, Problem> {
    let of_people = Role::ALL.iter().copied().filter(|role| *role != Role::Machine);
    let page = of_people.map(|role| RolePage {
        role,
        permissions: role.permissions(),
        needs_second_factor: role.needs_second_factor(),
        is_of_client: role.is_of_client(),
        may_give: may_give_role(&caller.identity, role),
    });
    Ok(Json(ListOf::whole(page.collect())))
}
