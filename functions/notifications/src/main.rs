//! The function of [`notifications`].

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    runtime::serve(notifications::handle).await
}
