//! `PUT /stores/{store}`

use axum::Json;
use axum::extract::State;
use domain::audit::{self, Action, Entry, Kind};
use domain::identity::roles::Permission as May;
use domain::reconciliation::next_cut_off;
use domain::stores::Store;
use http::HeaderMap;
use services::Error;

use super::{StoreBody, StorePage};
use crate::access::Access;
use crate::json::{Body, version_in};
use crate::problem::Problem;
use crate::state::Api;

/// Changes a store's settings. `If-Match` says which version was changed.
#[utoipa::path(
    put, path = "/stores/{store}", tag = "stores", request_body = StoreBody,
    params(("If-Match" = String, Header, description = "The version that was loaded, e.g. `\"3\"`")),
    responses((status = 200, description = "The store", body = StorePage), (status = 428, description = "`If-Match` is missing")),
    extensions(("x-permission" = json!("settings.write")))
)]
pub(crate) async fn replace_store(
    State(api): State<Api>,
    here: Access<{ May::SettingsWrite as usize }>,
    headers: HeaderMap,
    Body(body): Body<StoreBody>,
) -> Result<Json<StorePage>, Problem> {
    let version = version_in(&headers)?;
    if version != here.store.version {
        return Err(Error::Changed.into());
    }
    if body.id.as_ref().is_some_and(|id| *id != here.store.id) {
        return Err(Problem::invalid_at("/id", "a store keeps its id"));
    }
    if body.organisation.as_ref().is_some_and(|organisation| *organisation != here.store.organisation) {
        return Err(Problem::invalid_at("/organisation", "a store keeps its organisation"));
    }
    let settings = body.settings()?;
    if settings.warehouse != here.store.settings.warehouse {
        return Err(Problem::invalid_at("/warehouse", "the store's stock and orders are bound to its warehouse"));
    }
    let store = Store { version: version + 1, settings, ..here.store.clone() };
    let (before, after) = (&here.store.settings, &store.settings);
    let told = Entry::new(&here.by, store.id.as_str(), Kind::Settings, Action::Changed, (store.id.as_str(), &after.name))
        .with(audit::differences(Some(before), Some(after), &[]));
    api.app.table.replace_store(&here.scope, &store, version, &told).await?;
    if (&before.cut_offs, &before.time_zone) != (&after.cut_offs, &after.time_zone)
        && let Some(next) = next_cut_off(here.by.at, &after.cut_offs, &after.zone())
    {
        api.app.table.set_next_cut_off(&here.scope, next).await?;
    }
    Ok(Json((&store).into()))
}
