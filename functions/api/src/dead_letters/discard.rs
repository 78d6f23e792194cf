//! `POST /dead-letters/discard`

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
use crate::wire::Reason;
use crate::words;

/// What is to be put aside, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Discarding {
    #[schema(value_type = words::WorkQueueName)]
    queue: Queue,
    /// These messages, 1 to 100.
    messages: Vec<String>,
    #[schema(value_type = String)]
    reason: Reason,
}

/// Removes messages for good: what they asked for is not done. The log of changes tells what each was about, and why it was removed.
#[utoipa::path(
    post, path = "/dead-letters/discard", tag = "operations", request_body = Discarding,
    responses((status = 200, description = "What came of it", body = DeadLettersSettled)),
    extensions(("x-permission" = json!("operations.replay")))
)]
pub(crate) async fn discard_dead_letters(
    State(api): State<Api>,
    Permitted(caller): Permitted<{ May::OperationsReplay as usize }>,
    Body(Discarding { queue, messages, reason }): Body<Discarding>,
) -> Result<Json<DeadLettersSettled>, Problem> {
    settle(&api, &caller, queue, Some(messages), Deed::Discard(reason.as_str().to_owned())).await.map(Json)
}
