//! `GET /me`

use axum::Json;
use axum::extract::State;
use domain::identity::Stores;
use domain::identity::acting::withheld;
use domain::identity::roles::{Permission, Role};
use domain::locale::Locale;
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
    /// As people call them; of a program, its key's name.
    name: String,
    /// The language that they chose for every device; null where each device has its own.
    #[schema(value_type = Option<words::StoreLocale>)]
    locale: Option<Locale>,
    /// Of a program, its key's name.
    email: String,
    #[schema(value_type = words::RoleName)]
    role: Role,
    organisation: String,
    /// Whether they reach all stores of the organisation, now and later.
    all_stores: bool,
    /// Those that the caller may reach.
    stores: Vec<StoreSummary>,
    #[schema(value_type = Vec<words::PermissionName>)]
    permissions: Vec<Permission>,
    /// Who really asks, where the call names the caller in `Act-As`.
    acting: Option<Acting>,
}

/// Somebody of the house who acts for the caller.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Acting {
    subject: String,
    name: String,
    /// What the caller may do and they may not: it is missing from `permissions`.
    #[schema(value_type = Vec<words::PermissionName>)]
    withheld: Vec<Permission>,
}

/// Who the caller is and what they may do.
#[utoipa::path(get, path = "/me", tag = "identity", responses((status = 200, description = "The caller", body = Me)))]
pub(crate) async fn who_am_i(State(api): State<Api>, Caller { identity, now, .. }: Caller) -> Result<Json<Me>, Problem> {
    let user = api.app.table.user(&identity.organisation, &identity.actor).await?;
    let (mut locale, mut acting) = (user.as_ref().and_then(|user| user.locale), None);
    if let Some(hand) = &identity.acted_by {
        let somebody = api.app.table.user(&identity.organisation, &hand.actor).await?;
        // Texts are for whoever reads them.
        locale = somebody.as_ref().and_then(|user| user.locale);
        acting = Some(Acting {
            subject: hand.actor.to_string(),
            name: somebody.map_or_else(|| hand.actor.to_string(), |user| user.name),
            withheld: user.as_ref().map(|user| withheld(user, &identity)).unwrap_or_default(),
        });
    }
    Ok(Json(Me {
        subject: identity.actor.to_string(),
        name: user.as_ref().map_or_else(|| identity.email.clone(), |user| user.name.clone()),
        locale,
        all_stores: identity.stores == Stores::All,
        role: identity.role,
        organisation: identity.organisation.to_string(),
        stores: StoreSummary::all_of(&api.app, &identity, now).await?,
        permissions: identity.permissions(),
        acting,
        email: identity.email,
    }))
}
