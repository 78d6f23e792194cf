//! The HTTP API's function.

use api::identity::people::People;
use api::identity::pool::UserPool;
use api::limits::Limits;
use api::{Api, address};
use lambda_http::{Adapter, LambdaEvent, Service, service_fn};

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    let started = runtime::start().await;
    let pool = started.config.user_pool.as_ref().map(|pool| UserPool::new(pool, started.aws.clone()));
    let people = pool.map_or_else(People::default, People::of_pool);
    let limits = Limits::per_minute(started.config.requests_per_minute);
    let api = Api { app: started.app, now: runtime::now, mint: runtime::mint, people, limits };
    let answers = Adapter::from(api::router(api));
    let answer = |LambdaEvent { payload, context }| answers.clone().call(LambdaEvent::new(address::whole(payload), context));
    lambda_http::lambda_runtime::run(service_fn(answer)).await
}
