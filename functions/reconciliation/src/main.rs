//! The function of [`reconciliation`].

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    runtime::serve(reconciliation::handle).await
}
