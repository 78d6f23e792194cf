//! `GET /stores/{store}/stock`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;

use super::StockLevel;
use crate::access::Access;
use crate::json::Asked;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::{BySku, ListOf, limit};

/// Stock in the order of the SKUs, of everything of which there ever was any.
#[utoipa::path(
    get, path = "/stores/{store}/stock", tag = "stock", params(BySku),
    responses((status = 200, description = "A page of stock", body = ListOf<StockLevel>)),
    extensions(("x-permission" = json!("stock.read")))
)]
pub(crate) async fn list_stock(
    State(api): State<Api>,
    here: Access<{ May::StockRead as usize }>,
    Asked(asked): Asked<BySku>,
) -> Result<Json<ListOf<StockLevel>>, Problem> {
    let page = api.app.table.levels(&here.scope, asked.q.trim(), limit(asked.limit), asked.cursor.as_deref()).await?;
    let described = api.app.describe_levels(&here.scope, page.items).await?;
    Ok(Json(ListOf { items: described.into_iter().map(StockLevel::of).collect(), next: page.next }))
}
