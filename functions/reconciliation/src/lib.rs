//! Makes reconciliation files: every minute for stores whose cut-off has come, and on demand.
//!
//! On failure: a file that was begun is finished by the next run, with the same number and lines.

use jiff::Timestamp;
use lambda_runtime::Error;
use runtime::Started;
use runtime::batch::{self, Batch};
use serde_json::Value;
use services::messages::{Envelope, ReconciliationMessage};

/// A batch of the queue, or the schedule's tick.
pub async fn handle(started: &Started, event: Value, _deadline: Timestamp) -> Result<batch::Response, Error> {
    let Started { app, now, .. } = started;
    if event.get("Records").is_none() {
        app.reconcile_due(now()).await?;
        return Ok(batch::Response::default());
    }
    let batch: Batch = serde_json::from_value(event)?;
    let handle = |message: Envelope<ReconciliationMessage>| async move {
        let ReconciliationMessage::ReconcileNow = message.body;
        let (scope, now) = (message.scope(), now());
        app.metered(&scope, now, app.reconcile_now(&scope, now)).await.map(drop)
    };
    Ok(batch::each(batch, handle).await)
}
