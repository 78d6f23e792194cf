//! Looks after the invariants while the system works: at stock that changed, at what the table's stream
//! showed to be wrong, and every hour at some of everything.
//!
//! On failure: the look is made again; a finding is noted once.

use jiff::Timestamp;
use lambda_runtime::Error;
use runtime::Started;
use runtime::batch::{self, Batch};
use serde_json::Value;
use services::messages::{Envelope, SentinelMessage};

/// A batch of the queue, or the schedule's tick.
pub async fn handle(started: &Started, event: Value, _deadline: Timestamp) -> Result<batch::Response, Error> {
    if event.get("Records").is_none() {
        // Boxed: the compiler follows unboxed futures only so deep.
        Box::pin(started.app.inspect_all((started.now)())).await?;
        return Ok(batch::Response::default());
    }
    let batch: Batch = serde_json::from_value(event)?;
    Ok(batch::each(batch, |message| look(started, message)).await)
}

async fn look(started: &Started, message: Envelope<SentinelMessage>) -> Result<(), services::Error> {
    let Started { app, now, .. } = started;
    let scope = message.scope();
    match message.body {
        SentinelMessage::InspectStock { skus, since } => {
            for sku in &skus {
                Box::pin(app.inspect_stock(&scope, sku, since, now())).await?;
            }
        }
        SentinelMessage::Report { violations } => {
            for violation in violations {
                Box::pin(app.report(&scope, violation, now())).await?;
            }
        }
    }
    Ok(())
}
