//! The function of the authorizer.

use authorizer::{Question, authorise};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let started = runtime::start().await;
    let table = &started.app.table;
    run(service_fn(|event: LambdaEvent<Question>| async move { Ok::<_, Error>(authorise(table, &event.payload).await?) })).await
}
