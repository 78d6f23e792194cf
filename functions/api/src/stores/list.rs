//! `GET /stores`

use axum::Json;
use axum::extract::State;

use super::StoreSummary;
use crate::access::Caller;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::ListOf;

/// The caller's stores, by name.
#[utoipa::path(
    get, path = "/stores", tag = "stores",
    responses((status = 200, description = "The stores", body = ListOf<StoreSummary>))
)]
pub(crate) async fn list_stores(State(api): State<Api>, caller: Caller) -> Result<Json<ListOf<StoreSummary>>, Problem> {
    Ok(Json(ListOf::whole(StoreSummary::all_of(&api.app, &caller.identity, caller.now).await?)))
}
