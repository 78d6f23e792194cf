//! The function of [`sentinel`].

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    runtime::serve(sentinel::handle).await
}
