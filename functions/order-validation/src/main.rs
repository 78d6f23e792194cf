//! Checks a chunk's drafts: valid orders go on to `stock-allocation`, faults wait for the digest.
//!
//! On failure: a chunk that a service refused comes again and finds its first answer, if it was
//! given; nothing is dropped.

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use runtime::batch::{self, Batch};
use services::messages::{Envelope, ValidationMessage};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let started = runtime::start().await;
    let app = &started.app;
    run(service_fn(|event: LambdaEvent<Batch>| async move {
        let handle = |message: Envelope<ValidationMessage>| async move {
            let scope = message.scope();
            let ValidationMessage::ValidateChunk { import, number } = message.body;
            app.metered(&scope, runtime::now(), app.validate_chunk(&scope, import, number)).await
        };
        Ok::<_, Error>(batch::each(event.payload, handle).await)
    }))
    .await
}
