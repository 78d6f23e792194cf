//! The function of [`document_render`].

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    runtime::serve(document_render::handle).await
}
