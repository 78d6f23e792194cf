//! Gives stock to orders, fills back orders, and works off waves too large for one API call.
//!
//! On failure: everything here recognises what is done already, so a message comes again until it
//! is; what never succeeds ends in the dead letters.

use jiff::Timestamp;
use lambda_runtime::Error;
use runtime::Started;
use runtime::batch::{self, Batch};
use serde_json::Value;
use services::messages::{AllocationMessage, Envelope};

/// A batch of the queue.
pub async fn handle(started: &Started, event: Value, _deadline: Timestamp) -> Result<batch::Response, Error> {
    let batch: Batch = serde_json::from_value(event)?;
    let handle = |message: Envelope<AllocationMessage>| async move {
        let (scope, now) = (message.scope(), (started.now)());
        started.app.metered(&scope, now, started.app.work_wave(&scope, &message.body, now)).await
    };
    Ok(batch::each(batch, handle).await)
}
