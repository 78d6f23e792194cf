//! `GET /stores/{store}/products/{sku}`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::Sku;

use super::Product;
use crate::access::Access;
use crate::json::At;
use crate::problem::Problem;
use crate::state::Api;

/// A product.
#[utoipa::path(
    get, path = "/stores/{store}/products/{sku}", tag = "catalogue",
    responses((status = 200, description = "The product", body = Product)),
    extensions(("x-permission" = json!("catalogue.read")))
)]
pub(crate) async fn show_product(
    State(api): State<Api>,
    here: Access<{ May::CatalogueRead as usize }>,
    At((_, sku)): At<(String, Sku)>,
) -> Result<Json<Product>, Problem> {
    let product = api.app.table.product(&here.scope, &sku).await?.ok_or_else(|| Problem::not_found("product"))?;
    Ok(Json(product.into()))
}
