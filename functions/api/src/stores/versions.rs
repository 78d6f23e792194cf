//! `GET /stores/{store}/settings-versions`

use axum::Json;
use axum::extract::State;
use domain::audit;
use domain::identity::roles::Permission as May;
use domain::stores::course::{Course, Version};
use domain::stores::{Settings, Store};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::StorePage;
use crate::access::{Access, InStore};
use crate::audit::AuditChange;
use crate::json::Asked;
use crate::names::Names;
use crate::problem::{Code, Problem};
use crate::state::Api;
use crate::wire::{ListOf, Paging};

/// One state of a store's settings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SettingsVersion {
    /// What was made with it bears this number.
    version: u64,
    /// Since when it held; null of what is older than the history.
    from: Option<Timestamp>,
    /// When somebody made it so; earlier than `from` where it was planned.
    made_at: Option<Timestamp>,
    /// By whom, as people call them.
    made_by: Option<String>,
    /// As whom, where somebody of the house acted for a client's person.
    on_behalf_of: Option<String>,
    /// From what to what, against the version before; none where only something was planned or withdrawn.
    changes: Vec<AuditChange>,
    /// All of it. Sent to `PUT /stores/{store}`, it holds again.
    settings: StorePage,
}

/// The versions of a store's settings that held or hold, the newest first.
#[utoipa::path(
    get, path = "/stores/{store}/settings-versions", tag = "stores", params(Paging),
    responses((status = 200, description = "A page of versions", body = ListOf<SettingsVersion>)),
    extensions(("x-permission" = json!("settings.read")))
)]
pub(crate) async fn list_settings_versions(
    State(api): State<Api>,
    here: Access<{ May::SettingsRead as usize }>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<ListOf<SettingsVersion>>, Problem> {
    let until = match paging.cursor.as_deref() {
        None => here.store.version.saturating_add(1),
        Some(cursor) => cursor.parse().map_err(|_| Problem::new(Code::BadCursor, "the cursor is not one that this list gave out"))?,
    };
    // One more than is shown: a version is compared with the one before.
    let courses = api.app.table.settings_history(&here.scope, until, paging.limit() + 1).await?;
    let shown = &courses[..courses.len().min(paging.limit())];
    let next = shown.last().filter(|_| courses.len() > shown.len()).map(|last| last.stored_version().to_string());
    let people = shown.iter().flat_map(Course::versions).filter_map(|version| version.written).flat_map(|written| written.people());
    let names = Names::of(&api.app, &here, people).await?;
    let mut items = Vec::new();
    let mut ends = until;
    for (index, course) in shown.iter().enumerate() {
        let older = courses.get(index + 1);
        // What was planned in it and came before it was replaced.
        let held: Vec<Version<'_>> = course.versions().take_while(|version| version.version < ends).collect();
        for (place, version) in held.iter().enumerate().rev() {
            let before = match place {
                0 => older.and_then(|older| older.versions().take_while(|before| before.version < version.version).last()),
                place => Some(held[place - 1].clone()),
            };
            items.push(shown_as(&here, version, before.map(|before| before.settings), &names));
        }
        ends = course.stored_version();
    }
    Ok(Json(ListOf { items, next }))
}

fn shown_as(here: &InStore, version: &Version<'_>, before: Option<&Settings>, names: &Names) -> SettingsVersion {
    let changes = before.map(|before| audit::differences(Some(before), Some(version.settings), &[])).unwrap_or_default();
    let store = Store { version: version.version, settings: version.settings.clone(), ..here.store.clone() };
    SettingsVersion {
        version: version.version,
        from: version.from,
        made_at: version.written.map(|written| written.at),
        made_by: version.written.map(|written| names.name(&written.actor)),
        on_behalf_of: version.written.and_then(|written| written.on_behalf_of.as_ref()).map(|actor| names.name(actor)),
        changes: changes.into_iter().map(AuditChange::from).collect(),
        settings: (&store).into(),
    }
}
