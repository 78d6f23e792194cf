//! The function of [`webhooks`].

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    runtime::serve(webhooks::handle).await
}
