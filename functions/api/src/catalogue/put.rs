//! `PUT /stores/{store}/products`

use axum::Json;
use axum::extract::State;
use domain::catalogue;
use domain::identity::roles::Permission as May;

use super::Product;
use crate::access::Access;
use crate::bulk::{Items, ItemsOf, Written};
use crate::json::Body;
use crate::problem::Problem;
use crate::state::Api;

/// Writes up to 500 products, new or in the place of those with their SKUs: all, or none where any is wrong.
#[utoipa::path(
    put, path = "/stores/{store}/products", tag = "catalogue", request_body = ItemsOf<Product>,
    responses((status = 200, description = "All are written", body = Written)),
    extensions(("x-permission" = json!("catalogue.write")))
)]
pub(crate) async fn put_products(
    State(api): State<Api>,
    here: Access<{ May::CatalogueWrite as usize }>,
    Body(items): Body<Items>,
) -> Result<Json<Written>, Problem> {
    let products =
        items.read::<Product>(|product| product.sku.to_string(), |product| catalogue::Product::from(product.clone()).faults())?;
    let products: Vec<catalogue::Product> = products.into_iter().map(catalogue::Product::from).collect();
    api.app.put_products(&here.scope, &here.by, &products).await?;
    Ok(Json(Written { written: products.len() }))
}
