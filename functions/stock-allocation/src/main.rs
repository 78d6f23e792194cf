//! The function of [`stock_allocation`].

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    runtime::serve(stock_allocation::handle).await
}
