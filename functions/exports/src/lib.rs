//! Writes lists into files that people take along.
//!
//! On failure: the export goes on from the last part that was written, by the same message when it comes again; a list that cannot be
//! read is recorded as failed, and its message is done.

use jiff::Timestamp;
use lambda_runtime::Error;
use runtime::Started;
use runtime::batch::{self, Batch};
use serde_json::Value;
use services::messages::{Envelope, ExportMessage};

/// A batch of the queue.
pub async fn handle(started: &Started, event: Value, deadline: Timestamp) -> Result<batch::Response, Error> {
    let Started { app, now, .. } = started;
    let batch: Batch = serde_json::from_value(event)?;
    let handle = |message: Envelope<ExportMessage>| async move {
        let (scope, now) = (message.scope(), now());
        let ExportMessage::WriteExport { export } = message.body;
        app.metered(&scope, now, app.write_export(&scope, export, now, deadline)).await
    };
    Ok(batch::each(batch, handle).await)
}
