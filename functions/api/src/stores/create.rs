//! `POST /stores`

use axum::Json;
use axum::extract::State;
use domain::audit::{self, Action, Entry, Kind};
use domain::identity::roles::Permission as May;
use domain::stores::Store;
use domain::stores::course::Course;
use http::StatusCode;

use super::{StoreBody, StorePage};
use crate::access::{Caller, Permitted};
use crate::json::Body;
use crate::problem::{Code, Problem};
use crate::state::Api;

/// Creates a store in the caller's organisation.
#[utoipa::path(
    post, path = "/stores", tag = "stores", request_body = StoreBody,
    responses((status = 201, description = "The store", body = StorePage)),
    extensions(("x-permission" = json!("organisation.write")))
)]
pub(crate) async fn create_store(
    State(api): State<Api>,
    Permitted(caller): Permitted<{ May::OrganisationWrite as usize }>,
    Body(body): Body<StoreBody>,
) -> Result<(StatusCode, Json<StorePage>), Problem> {
    let by = caller.by();
    let Caller { identity, now, .. } = caller;
    let id = body.id.clone().ok_or_else(|| Problem::invalid_at("/id", "a new store has an id"))?;
    if body.organisation.as_ref().is_some_and(|organisation| *organisation != identity.organisation) {
        return Err(Problem::invalid_at("/organisation", format!("yours is {}", identity.organisation)));
    }
    // Whoever is bound to some stores could not reach a new one.
    identity.scope(&id).map_err(|_| Problem::new(Code::NotPermitted, "your stores are fixed; a new one would not be yours"))?;
    let settings = body.settings()?;
    if settings.brand.logo.is_some() {
        return Err(Problem::invalid_at("/brand/logo", "a new store has no logo yet; upload it afterwards"));
    }
    let store = Store { id, organisation: identity.organisation, version: 1, settings };
    let told = Entry::new(&by, store.id.as_str(), Kind::Settings, Action::Created, (store.id.as_str(), &store.settings.name))
        .with(audit::differences(None, Some(&store.settings), &[]));
    let course = Course::new(store.clone(), Some(&by));
    match api.app.table.create_store(&course, course.next_cut_off(now), Some(&told)).await {
        Err(storage::Error::Conflict) => return Err(Problem::new(Code::State, format!("a store called {} exists", store.id))),
        done => done?,
    }
    Ok((StatusCode::CREATED, Json((&store).into())))
}
