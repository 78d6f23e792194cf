//! Prints the papers of released batches into S3.
//!
//! On failure: the batch is printed again, byte for byte the same.

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use runtime::batch::{self, Batch};
use services::messages::{Envelope, RenderMessage};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let started = runtime::start().await;
    let app = &started.app;
    run(service_fn(|event: LambdaEvent<Batch>| async move {
        let handle = |message: Envelope<RenderMessage>| async move {
            let scope = message.scope();
            let RenderMessage::RenderBatch { batch } = message.body;
            app.metered(&scope, runtime::now(), app.render_batch(&scope, batch)).await
        };
        Ok::<_, Error>(batch::each(event.payload, handle).await)
    }))
    .await
}
