//! `POST /stores/{store}/webhooks/{webhook}/test`

use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::WebhookId;
use domain::webhooks::Event;
use http::StatusCode;
use services::messages::WebhookMessage;

use super::found;
use crate::access::Access;
use crate::json::At;
use crate::problem::Problem;
use crate::state::Api;

/// Sends a test event to a webhook, also to one that is off. It is tried once; what came of it is among the deliveries.
#[utoipa::path(
    post, path = "/stores/{store}/webhooks/{webhook}/test", tag = "webhooks",
    responses((status = 202, description = "It is on its way")),
    extensions(("x-permission" = json!("keys.write")))
)]
pub(crate) async fn test_webhook(
    State(api): State<Api>,
    here: Access<{ May::KeysWrite as usize }>,
    At((_, id)): At<(String, WebhookId)>,
) -> Result<StatusCode, Problem> {
    let endpoint = found(&api, &here, id).await?;
    let event = Event::test(here.command(), here.by.at);
    let message = WebhookMessage::DeliverEvent { webhook: endpoint.id, event: Box::new(event) };
    api.app.queues.webhook(&here.scope, message).await?;
    Ok(StatusCode::ACCEPTED)
}
