//! Tells people: digests of imports, reconciliation files.
//!
//! On failure: a mail that the mail service refused comes again; one that it took does not.

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use runtime::batch::{self, Batch};
use services::messages::{Envelope, NotificationMessage};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let started = runtime::start().await;
    let app = &started.app;
    run(service_fn(|event: LambdaEvent<Batch>| async move {
        let handle = |message: Envelope<NotificationMessage>| async move {
            let scope = message.scope();
            let now = runtime::now();
            let told = async {
                match message.body {
                    NotificationMessage::TellImport { import } => app.tell_import(&scope, import, now).await,
                    NotificationMessage::TellReconciliation { sequence } => app.tell_reconciliation(&scope, sequence, now).await,
                }
            };
            app.metered(&scope, now, told).await
        };
        Ok::<_, Error>(batch::each(event.payload, handle).await)
    }))
    .await
}
