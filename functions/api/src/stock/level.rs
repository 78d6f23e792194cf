//! `GET /stores/{store}/stock/{sku}`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::Sku;

use super::{OnDay, StockPage};
use crate::access::Access;
use crate::json::{Asked, At};
use crate::problem::Problem;
use crate::state::Api;

/// Stock of one SKU, and how long it lasts.
#[utoipa::path(
    get, path = "/stores/{store}/stock/{sku}", tag = "stock", params(OnDay),
    responses((status = 200, description = "The stock", body = StockPage)),
    extensions(("x-permission" = json!("stock.read")))
)]
pub(crate) async fn show_stock(
    State(api): State<Api>,
    here: Access<{ May::StockRead as usize }>,
    At((_, sku)): At<(String, Sku)>,
    Asked(asked): Asked<OnDay>,
) -> Result<Json<StockPage>, Problem> {
    Ok(Json(StockPage::load(&api.app, &here, &sku, asked.as_of).await?))
}
