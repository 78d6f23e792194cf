//! The HTTP API's function.

use api::Api;
use api::identity::second_factor::SecondFactors;
use api::limits::Limits;

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    let started = runtime::start().await;
    let second_factors = started.config.user_pool.as_ref().map(|pool| SecondFactors::of_pool(pool, started.aws.clone()));
    let limits = Limits::per_minute(started.config.requests_per_minute);
    let api = Api { app: started.app, now: runtime::now, mint: runtime::mint, second_factors, limits };
    lambda_http::run(api::router(api)).await
}
