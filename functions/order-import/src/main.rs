//! The function of [`order_import`].

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    runtime::serve(order_import::handle).await
}
