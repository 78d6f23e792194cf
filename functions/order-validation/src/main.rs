//! The function of [`order_validation`].

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    runtime::serve(order_validation::handle).await
}
