//! `GET /audit`

use axum::Json;
use axum::extract::State;
use domain::identity::Stores;
use domain::identity::roles::Permission as May;
use jiff::tz::TimeZone;
use storage::keys::Log;

use super::{AuditEntry, WhichEntries, actors};
use crate::access::Permitted;
use crate::json::Asked;
use crate::names::Names;
use crate::problem::{Code, Problem};
use crate::state::Api;
use crate::wire::ListOf;

/// Who changed what in the organisation, the newest first: its people, and that stores came. For those who reach all stores.
#[utoipa::path(
    get, path = "/audit", tag = "audit", params(WhichEntries),
    responses((status = 200, description = "A page of changes", body = ListOf<AuditEntry>)),
    extensions(("x-permission" = json!("audit.read")))
)]
pub(crate) async fn list_organisation_audit(
    State(api): State<Api>,
    Permitted(caller): Permitted<{ May::AuditRead as usize }>,
    Asked(which): Asked<WhichEntries>,
) -> Result<Json<ListOf<AuditEntry>>, Problem> {
    let who = &caller.identity;
    if who.stores != Stores::All {
        return Err(Problem::new(Code::NotPermitted, "the organisation's log is for those who reach all its stores; look into a store's"));
    }
    let mut wanted = which.wanted(&TimeZone::UTC)?;
    if let Some(text) = which.actor.as_deref() {
        wanted.actors = Some(api.app.actors_named(&who.organisation, None, text).await?);
    }
    let page = api.app.audit(Log::Organisation(&who.organisation), &wanted, which.limit(), which.cursor.as_deref()).await?;
    let names = Names::in_organisation(&api, &who.organisation, actors(&page.items)).await?;
    Ok(Json(ListOf::of(page, |entry| AuditEntry::of(entry, &names))))
}
