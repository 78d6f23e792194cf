//! The HTTP API's function.

use api::Api;
use api::identity::people::People;
use api::identity::pool::UserPool;
use api::limits::Limits;

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    let started = runtime::start().await;
    let pool = started.config.user_pool.as_ref().map(|pool| UserPool::new(pool, started.aws.clone()));
    let people = pool.map_or_else(People::default, People::of_pool);
    let limits = Limits::per_minute(started.config.requests_per_minute);
    let api = Api { app: started.app, now: runtime::now, mint: runtime::mint, people, limits };
    lambda_http::run(api::router(api)).await
}
