//! Checks a chunk's drafts: valid orders go on to `stock-allocation`, faults wait for the digest.
//!
//! On failure: a chunk that a service refused comes again and finds its first answer, if it was
//! given; nothing is dropped.

use jiff::Timestamp;
use lambda_runtime::Error;
use runtime::Started;
use runtime::batch::{self, Batch};
use serde_json::Value;
use services::messages::{Envelope, ValidationMessage};

/// A batch of the queue.
pub async fn handle(started: &Started, event: Value, _deadline: Timestamp) -> Result<batch::Response, Error> {
    let batch: Batch = serde_json::from_value(event)?;
    let handle = |message: Envelope<ValidationMessage>| async move {
        let (scope, now) = (message.scope(), (started.now)());
        let ValidationMessage::ValidateChunk { import, number } = message.body;
        started.app.metered(&scope, now, started.app.validate_chunk(&scope, import, number, now)).await
    };
    Ok(batch::each(batch, handle).await)
}
