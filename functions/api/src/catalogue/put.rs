//! `PUT /stores/{store}/products`

use axum::Json;
use axum::extract::State;
use domain::catalogue;
use domain::identity::roles::Permission as May;
use domain::ids::Sku;

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
    let skus: Vec<&Sku> = products.iter().map(|product| &product.sku).collect();
    let known = api.app.table.products_by_sku(&here.scope, skus).await?;
    let products: Vec<catalogue::Product> = products
        .into_iter()
        .map(|product| {
            let version = known.get(&product.sku).map_or(0, |known| known.version) + 1;
            catalogue::Product { version, ..product.into() }
        })
        .collect();
    api.app.table.put_products(&here.scope, &products).await?;
    Ok(Json(Written { written: products.len() }))
}
