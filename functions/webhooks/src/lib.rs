//! Sends a store's events to addresses of its own.
//!
//! On failure: a receiver that does not take an event is no failure; that is written down, and the minute's tick tries again
//! when it is time. A message that failed otherwise comes again and finds its delivery. What a function died with is
//! due again a minute and a half later, and may arrive twice, under the same id.

use jiff::Timestamp;
use lambda_runtime::Error;
use runtime::Started;
use runtime::batch::{self, Batch};
use serde_json::Value;
use services::messages::{Envelope, WebhookMessage};

/// A batch of the queue, or the schedule's tick.
pub async fn handle(started: &Started, event: Value, _deadline: Timestamp) -> Result<batch::Response, Error> {
    let Started { app, now, .. } = started;
    if event.get("Records").is_none() {
        // Boxed: the compiler follows unboxed futures only so deep.
        Box::pin(app.deliver_due(now())).await?;
        return Ok(batch::Response::default());
    }
    let batch: Batch = serde_json::from_value(event)?;
    let handle = |message: Envelope<WebhookMessage>| async move {
        let scope = message.scope();
        let now = now();
        let delivered = async {
            match message.body {
                WebhookMessage::DeliverEvent { webhook, event } => app.deliver_event(&scope, webhook, *event, now).await,
                WebhookMessage::DeliverAgain { webhook, delivery } => app.deliver_again(&scope, webhook, delivery, now).await,
            }
        };
        app.metered(&scope, now, delivered).await
    };
    Ok(batch::each(batch, handle).await)
}
