//! `GET /dead-letters/messages`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use serde::{Deserialize, Serialize};
use services::dead_letters::DeadLetters;
use utoipa::{IntoParams, ToSchema};

use super::{DeadLetterPage, Queue};
use crate::access::Permitted;
use crate::json::Asked;
use crate::problem::Problem;
use crate::state::Api;
use crate::words;

/// Which queue's.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfQueue {
    /// The queue, by its function.
    #[param(value_type = words::WorkQueueName)]
    queue: Queue,
}

/// A queue's work that failed for good.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeadLettersOfQueue {
    #[schema(value_type = words::WorkQueueName)]
    queue: &'static str,
    /// Messages that the caller may see, the oldest first; up to a hundred.
    items: Vec<DeadLetterPage>,
    /// Whether there may be others that were not looked at, or that somebody else looks at in this moment.
    more: bool,
}

/// Messages of a queue that failed for good. They stay where they are; for a moment nobody else sees those that are looked at.
#[utoipa::path(
    get, path = "/dead-letters/messages", tag = "operations", params(OfQueue),
    responses((status = 200, description = "The messages", body = DeadLettersOfQueue)),
    extensions(("x-permission" = json!("operations.read")))
)]
pub(crate) async fn list_dead_letters(
    State(api): State<Api>,
    Permitted(caller): Permitted<{ May::OperationsRead as usize }>,
    Asked(OfQueue { queue: Queue(queue) }): Asked<OfQueue>,
) -> Result<Json<DeadLettersOfQueue>, Problem> {
    let DeadLetters { queue, letters, more } = api.app.dead_letters(&caller.identity, queue).await?;
    Ok(Json(DeadLettersOfQueue { queue: queue.as_str(), items: letters.into_iter().map(DeadLetterPage::from).collect(), more }))
}
