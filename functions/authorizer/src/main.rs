//! The function of [`authorizer`].

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    runtime::serve(authorizer::handle).await
}
