//! Gives stock to orders, fills back orders, and works off waves too large for one API call.
//!
//! On failure: everything here recognises what is done already, so a message comes again until it
//! is; what never succeeds ends in the dead letters.

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use runtime::batch::{self, Batch};
use services::messages::{AllocationMessage, Envelope};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let started = runtime::start().await;
    let app = &started.app;
    run(service_fn(|event: LambdaEvent<Batch>| async move {
        let handle = |message: Envelope<AllocationMessage>| async move {
            let (scope, now) = (message.scope(), runtime::now());
            app.metered(&scope, now, app.work_wave(&scope, &message.body, now)).await
        };
        Ok::<_, Error>(batch::each(event.payload, handle).await)
    }))
    .await
}
