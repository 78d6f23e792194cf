//! Tells people, by mail, in the portal's inbox and on their devices: digests of imports, reconciliation files, webhooks that
//! were switched off, and what each person wants to know, at once or in one mail of a day.
//!
//! On failure: a mail that the mail service refused comes again; one that it took does not. So do pushes, for some minutes. A
//! digest is due until it was sent.

use jiff::Timestamp;
use lambda_runtime::Error;
use runtime::Started;
use runtime::batch::{self, Batch};
use serde_json::Value;
use services::messages::{Envelope, NotificationMessage};

/// A batch of the queue, or the schedule's tick.
pub async fn handle(started: &Started, event: Value, _deadline: Timestamp) -> Result<batch::Response, Error> {
    let Started { app, now, .. } = started;
    if event.get("Records").is_none() {
        // Boxed: the compiler follows unboxed futures only so deep.
        Box::pin(app.send_digests(now())).await?;
        return Ok(batch::Response::default());
    }
    let batch: Batch = serde_json::from_value(event)?;
    let handle = |message: Envelope<NotificationMessage>| async move {
        let scope = message.scope();
        let now = now();
        let told = async {
            match message.body {
                NotificationMessage::TellImport { import } => app.tell_import(&scope, import, now).await,
                NotificationMessage::TellReconciliation { sequence } => app.tell_reconciliation(&scope, sequence, now).await,
                NotificationMessage::Spread { news } => app.spread(&scope, *news, now).await,
                NotificationMessage::Push { to, news } => app.push(&scope, &to, &news, now).await,
                NotificationMessage::TestDevice { of, device } => app.test_device(&scope, &of, device, now).await,
                NotificationMessage::TellWebhookOff { webhook } => app.tell_webhook_off(&scope, webhook, now).await,
            }
        };
        app.metered(&scope, now, told).await
    };
    Ok(batch::each(batch, handle).await)
}
