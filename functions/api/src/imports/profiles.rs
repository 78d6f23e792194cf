//! `GET /stores/{store}/profiles`, `GET` and `PUT /stores/{store}/profiles/{name}`: how a store's
//! own files are read.

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::ProfileName;
use domain::imports::profile::ImportProfile;
use services::Error;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::access::Access;
use crate::json::{At, Body};
use crate::problem::{FieldError, Problem};
use crate::state::Api;
use crate::wire::ListOf;

/// A profile's description; its fields are explained in `docs/formats.md`.
pub(crate) enum Profile {}

impl PartialSchema for Profile {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .description(Some("An import profile, as explained in docs/formats.md. At least `name`, `fields` and `time_zone`."))
            .property("name", String::schema())
            .property("time_zone", String::schema())
            .property(
                "fields",
                ObjectBuilder::new().description(Some("Canonical field to its source, e.g. `{\"sku\": {\"column\": \"StockCode\"}}`.")),
            )
            .required("name")
            .required("time_zone")
            .required("fields")
            .into()
    }
}

impl ToSchema for Profile {
    fn name() -> std::borrow::Cow<'static, str> {
        "ImportProfile".into()
    }
}

/// All import profiles, the built-in canonical one first.
#[utoipa::path(
    get, path = "/stores/{store}/profiles", tag = "imports",
    responses((status = 200, description = "The profiles", body = ListOf<Profile>)),
    extensions(("x-permission" = json!("imports.read")))
)]
pub(crate) async fn list_profiles(
    State(api): State<Api>,
    here: Access<{ May::ImportsRead as usize }>,
) -> Result<Json<ListOf<ImportProfile>>, Problem> {
    let own = api.app.table.profiles(&here.scope).await?;
    Ok(Json(ListOf::whole(std::iter::once(ImportProfile::canonical()).chain(own).collect())))
}

/// An import profile.
#[utoipa::path(
    get, path = "/stores/{store}/profiles/{name}", tag = "imports",
    responses((status = 200, description = "The profile", body = Profile)),
    extensions(("x-permission" = json!("imports.read")))
)]
pub(crate) async fn show_profile(
    State(api): State<Api>,
    here: Access<{ May::ImportsRead as usize }>,
    At((_, name)): At<(String, ProfileName)>,
) -> Result<Json<ImportProfile>, Problem> {
    let canonical = ImportProfile::canonical();
    if name == canonical.name {
        return Ok(Json(canonical));
    }
    api.app.table.profile(&here.scope, &name).await?.map(Json).ok_or_else(|| Problem::not_found("profile"))
}

/// Writes an import profile. Imports that used it keep it as it was.
#[utoipa::path(
    put, path = "/stores/{store}/profiles/{name}", tag = "imports", request_body = Profile,
    responses((status = 200, description = "The profile", body = Profile)),
    extensions(("x-permission" = json!("profiles.write")))
)]
pub(crate) async fn put_profile(
    State(api): State<Api>,
    here: Access<{ May::ProfilesWrite as usize }>,
    At((_, name)): At<(String, ProfileName)>,
    Body(profile): Body<ImportProfile>,
) -> Result<Json<ImportProfile>, Problem> {
    if profile.name != name {
        return Err(Problem::invalid_at("/name", format!("the address says {name}")));
    }
    if name == ImportProfile::canonical().name {
        return Err(Problem::invalid_at("/name", "the canonical profile is built in; give yours another name"));
    }
    match api.app.save_profile(&here.scope, &here.by, &profile).await {
        Err(Error::Faults(faults)) => {
            Err(Problem::invalid(faults.into_iter().map(|fault| FieldError::of_fault(pointer(&fault), fault)).collect()))
        }
        done => Ok(done.map(|()| Json(profile))?),
    }
}

/// Where in the profile a fault stands, as far as it says.
fn pointer(fault: &domain::imports::fault::Fault) -> String {
    fault.column.as_deref().map(|field| format!("/fields/{field}")).unwrap_or_default()
}
