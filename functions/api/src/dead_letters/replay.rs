//! `POST /dead-letters/replay`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use serde::Deserialize;
use services::dead_letters::Deed;
use utoipa::ToSchema;

use super::{DeadLettersSettled, Queue, settle};
use crate::access::Permitted;
use crate::json::Body;
use crate::problem::Problem;
use crate::state::Api;
use crate::words;

/// What is to be tried again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReplayOrder {
    #[schema(value_type = words::WorkQueueName)]
    queue: Queue,
    /// These messages, 1 to 100; where it is null, all that the caller may see and that can be tried again.
    #[serde(default)]
    messages: Option<Vec<String>>,
}

/// Sends messages back to their queue, when the cause is gone. Each function takes a message again without harm, so that sending one
/// back twice does nothing twice. The log of changes tells of each.
#[utoipa::path(
    post, path = "/dead-letters/replay", tag = "operations", request_body = ReplayOrder,
    responses((status = 200, description = "What came of it", body = DeadLettersSettled)),
    extensions(("x-permission" = json!("operations.replay")))
)]
pub(crate) async fn replay_dead_letters(
    State(api): State<Api>,
    Permitted(caller): Permitted<{ May::OperationsReplay as usize }>,
    Body(ReplayOrder { queue, messages }): Body<ReplayOrder>,
) -> Result<Json<DeadLettersSettled>, Problem> {
    settle(&api, &caller, queue, messages, Deed::Replay).await.map(Json)
}
