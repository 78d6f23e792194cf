//! `GET /stores/{store}/audit`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use storage::keys::Log;

use super::{AuditEntry, WhichEntries, actors};
use crate::access::Access;
use crate::json::Asked;
use crate::names::Names;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::ListOf;

/// Who changed what in a store, the newest first: settings, people, keys, profiles, products, customers, stock, findings, and
/// commands to orders. A page may hold fewer than `limit` while `next` goes on.
#[utoipa::path(
    get, path = "/stores/{store}/audit", tag = "audit", params(WhichEntries),
    responses((status = 200, description = "A page of changes", body = ListOf<AuditEntry>)),
    extensions(("x-permission" = json!("audit.read")))
)]
pub(crate) async fn list_audit(
    State(api): State<Api>,
    here: Access<{ May::AuditRead as usize }>,
    Asked(which): Asked<WhichEntries>,
) -> Result<Json<ListOf<AuditEntry>>, Problem> {
    let mut wanted = which.wanted(&here.store.settings.zone())?;
    if let Some(text) = which.actor.as_deref() {
        wanted.actors = Some(api.app.actors_named(here.scope.organisation(), Some(&here.scope), text).await?);
    }
    let page = api.app.audit(Log::Store(&here.scope), &wanted, which.limit(), which.cursor.as_deref()).await?;
    let names = Names::of(&api.app, &here, actors(&page.items)).await?;
    Ok(Json(ListOf::of(page, |entry| AuditEntry::of(entry, &names))))
}
