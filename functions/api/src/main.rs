//! The HTTP API's function.

use api::Api;
use api::identity::second_factor::SecondFactors;

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    let started = runtime::start().await;
    let second_factors = started.config.user_pool.as_ref().map(|pool| SecondFactors::of_pool(pool, started.aws));
    let api = Api { app: started.app, now: runtime::now, mint: runtime::mint, second_factors };
    lambda_http::run(api::router(api)).await
}
