//! `GET /me/notices/unread`

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Own;
use crate::problem::Problem;
use crate::state::Api;

/// How many notices are unread.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Unread {
    /// Up to 99.
    n: usize,
    /// Whether there are more.
    at_least: bool,
}

/// How many notices the caller has not read.
#[utoipa::path(
    get, path = "/me/notices/unread", tag = "identity",
    responses((status = 200, description = "The number", body = Unread))
)]
pub(crate) async fn count_unread(State(api): State<Api>, Own(caller): Own) -> Result<Json<Unread>, Problem> {
    let counted = api.app.table.count_unread(&caller.identity.organisation, &caller.identity.actor).await?;
    Ok(Json(Unread { n: counted.n, at_least: counted.at_least }))
}
