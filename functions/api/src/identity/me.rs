//! `GET /me`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::{Permission, Role};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Caller;
use crate::problem::Problem;
use crate::state::Api;
use crate::stores::StoreSummary;
use crate::words;

/// The caller.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    subject: String,
    /// Of a program, its key's name.
    email: String,
    #[schema(value_type = words::RoleName)]
    role: Role,
    organisation: String,
    /// Those that the caller may reach.
    stores: Vec<StoreSummary>,
    #[schema(value_type = Vec<words::PermissionName>)]
    permissions: Vec<Permission>,
}

/// Who the caller is and what they may do.
#[utoipa::path(get, path = "/me", tag = "identity", responses((status = 200, description = "The caller", body = Me)))]
pub(crate) async fn who_am_i(State(api): State<Api>, Caller { identity, .. }: Caller) -> Result<Json<Me>, Problem> {
    Ok(Json(Me {
        subject: identity.actor.to_string(),
        role: identity.role,
        organisation: identity.organisation.to_string(),
        stores: StoreSummary::all_of(&api.app, &identity).await?,
        permissions: identity.permissions(),
        email: identity.email,
    }))
}
