//! `GET /dead-letters`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use jiff::Timestamp;
use serde::Serialize;
use services::dead_letters::DeadLetters;
use utoipa::ToSchema;

use crate::access::Permitted;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::ListOf;
use crate::words;

/// How much of a queue's work failed for good.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeadLetterQueue {
    /// The queue, by the function that works it off.
    #[schema(value_type = words::WorkQueueName)]
    queue: &'static str,
    /// Messages that the caller may see, of the hundred that were looked at.
    letters: usize,
    /// When the oldest of them was sent; null where there are none.
    oldest_sent_at: Option<Timestamp>,
    /// Whether there may be others that were not looked at.
    more: bool,
}

impl From<DeadLetters> for DeadLetterQueue {
    fn from(DeadLetters { queue, letters, more }: DeadLetters) -> Self {
        Self { queue: queue.as_str(), letters: letters.len(), oldest_sent_at: letters.first().map(|letter| letter.sent_at), more }
    }
}

/// How much work failed for good, by queue: of the stores that the caller reaches. Messages of which no store can be told are for
/// platform administrators alone.
#[utoipa::path(
    get, path = "/dead-letters", tag = "operations",
    responses((status = 200, description = "Every queue", body = ListOf<DeadLetterQueue>)),
    extensions(("x-permission" = json!("operations.read")))
)]
pub(crate) async fn list_dead_letter_queues(
    State(api): State<Api>,
    Permitted(caller): Permitted<{ May::OperationsRead as usize }>,
) -> Result<Json<ListOf<DeadLetterQueue>>, Problem> {
    let all = api.app.all_dead_letters(&caller.identity).await?;
    Ok(Json(ListOf::whole(all.into_iter().map(DeadLetterQueue::from).collect())))
}
