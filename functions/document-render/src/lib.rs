//! Prints the papers of released batches into S3.
//!
//! On failure: the batch is printed again, byte for byte the same.

use jiff::Timestamp;
use lambda_runtime::Error;
use runtime::Started;
use runtime::batch::{self, Batch};
use serde_json::Value;
use services::messages::{Envelope, RenderMessage};

/// A batch of the queue.
pub async fn handle(started: &Started, event: Value, _deadline: Timestamp) -> Result<batch::Response, Error> {
    let batch: Batch = serde_json::from_value(event)?;
    let handle = |message: Envelope<RenderMessage>| async move {
        let scope = message.scope();
        let RenderMessage::RenderBatch { batch } = message.body;
        started.app.metered(&scope, (started.now)(), started.app.render_batch(&scope, batch)).await
    };
    Ok(batch::each(batch, handle).await)
}
