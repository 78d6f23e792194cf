//! Makes reconciliation files: every minute for stores whose cut-off has come, and on demand.
//!
//! On failure: a file that was begun is finished by the next run, with the same number and lines.

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use runtime::batch::{self, Batch};
use serde_json::Value;
use services::messages::{Envelope, ReconciliationMessage};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let started = runtime::start().await;
    let app = &started.app;
    run(service_fn(|event: LambdaEvent<Value>| async move {
        if event.payload.get("Records").is_none() {
            app.reconcile_due(runtime::now()).await?;
            return Ok::<_, Error>(batch::Response::default());
        }
        let batch: Batch = serde_json::from_value(event.payload)?;
        let handle = |message: Envelope<ReconciliationMessage>| async move {
            let ReconciliationMessage::ReconcileNow = message.body;
            let (scope, now) = (message.scope(), runtime::now());
            app.metered(&scope, now, app.reconcile_now(&scope, now)).await.map(drop)
        };
        Ok(batch::each(batch, handle).await)
    }))
    .await
}
