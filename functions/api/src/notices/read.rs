//! `POST /me/notices/read`

use axum::Json;
use axum::extract::State;
use domain::ids::NoticeId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Own;
use crate::json::Body;
use crate::problem::Problem;
use crate::state::Api;

/// The most notices that are named by one call.
const MOST_NAMED: usize = 100;

/// Which notices were read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichNotices {
    /// These, at most 100; all where absent.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    notices: Option<Vec<NoticeId>>,
}

/// What was marked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReadNotices {
    /// How many were unread before.
    read: usize,
}

/// Notes that the caller has read some of their notices, or all.
#[utoipa::path(
    post, path = "/me/notices/read", tag = "identity", request_body = WhichNotices,
    responses((status = 200, description = "How many were marked", body = ReadNotices))
)]
pub(crate) async fn read_notices(
    State(api): State<Api>,
    Own(caller): Own,
    Body(WhichNotices { notices }): Body<WhichNotices>,
) -> Result<Json<ReadNotices>, Problem> {
    if notices.as_ref().is_some_and(|notices| notices.len() > MOST_NAMED) {
        return Err(Problem::invalid_at("/notices", format!("at most {MOST_NAMED} notices are named at once")));
    }
    let (org, actor) = (&caller.identity.organisation, &caller.identity.actor);
    let read = api.app.read_notices(org, actor, notices.as_deref(), caller.now).await?;
    Ok(Json(ReadNotices { read }))
}
