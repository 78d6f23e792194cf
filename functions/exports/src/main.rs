//! The function of [`exports`].

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    runtime::serve(exports::handle).await
}
