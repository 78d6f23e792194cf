//! The function of [`event_relay`].

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    runtime::serve(event_relay::handle).await
}
