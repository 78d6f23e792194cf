//! `GET /me/notices`

use axum::Json;
use axum::extract::State;

use super::NoticePage;
use crate::access::{Caller, Own};
use crate::json::Asked;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::{ListOf, Paging};

/// What the caller was told in the last ninety days, of all stores that they reach; the newest first.
#[utoipa::path(
    get, path = "/me/notices", tag = "identity", params(Paging),
    responses((status = 200, description = "A page of notices", body = ListOf<NoticePage>))
)]
pub(crate) async fn list_notices(
    State(api): State<Api>,
    Own(caller): Own,
    Asked(paging): Asked<Paging>,
) -> Result<Json<ListOf<NoticePage>>, Problem> {
    let Caller { identity, .. } = caller;
    let page = (paging.limit(), paging.cursor.as_deref());
    // Whoever does not reach a store any more need not know what they were told of it.
    let notices =
        api.app.table.notices(&identity.organisation, &identity.actor, page, |notice| identity.stores.contain(&notice.news.store));
    Ok(Json(ListOf::of(notices.await?, NoticePage::from)))
}
