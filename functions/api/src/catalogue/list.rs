//! `GET /stores/{store}/products`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;

use super::Product;
use crate::access::Access;
use crate::json::Asked;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::{BySku, ListOf, limit};

/// Products in the order of their SKUs.
#[utoipa::path(
    get, path = "/stores/{store}/products", tag = "catalogue", params(BySku),
    responses((status = 200, description = "A page of products", body = ListOf<Product>)),
    extensions(("x-permission" = json!("catalogue.read")))
)]
pub(crate) async fn list_products(
    State(api): State<Api>,
    here: Access<{ May::CatalogueRead as usize }>,
    Asked(asked): Asked<BySku>,
) -> Result<Json<ListOf<Product>>, Problem> {
    let page = api.app.table.products(&here.scope, asked.q.trim(), limit(asked.limit), asked.cursor.as_deref()).await?;
    Ok(Json(ListOf::of(page, Product::from)))
}
