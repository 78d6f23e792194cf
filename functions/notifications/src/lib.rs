//! Tells people, by mail and in the portal's inbox: digests of imports, reconciliation files, webhooks that were switched off.
//!
//! On failure: a mail that the mail service refused comes again; one that it took does not.

use jiff::Timestamp;
use lambda_runtime::Error;
use runtime::Started;
use runtime::batch::{self, Batch};
use serde_json::Value;
use services::messages::{Envelope, NotificationMessage};

/// A batch of the queue.
pub async fn handle(started: &Started, event: Value, _deadline: Timestamp) -> Result<batch::Response, Error> {
    let Started { app, now, .. } = started;
    let batch: Batch = serde_json::from_value(event)?;
    let handle = |message: Envelope<NotificationMessage>| async move {
        let scope = message.scope();
        let now = now();
        let told = async {
            match message.body {
                NotificationMessage::TellImport { import } => app.tell_import(&scope, import, now).await,
                NotificationMessage::TellReconciliation { sequence } => app.tell_reconciliation(&scope, sequence, now).await,
                NotificationMessage::Spread { news } => app.spread(&scope, *news, now).await,
                NotificationMessage::TellWebhookOff { webhook } => app.tell_webhook_off(&scope, webhook, now).await,
            }
        };
        app.metered(&scope, now, told).await
    };
    Ok(batch::each(batch, handle).await)
}
