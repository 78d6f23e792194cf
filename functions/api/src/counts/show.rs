//! `GET /stores/{store}/counts/{count}`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::CountId;

use super::CountPage;
use crate::access::Access;
use crate::json::At;
use crate::problem::Problem;
use crate::state::Api;

/// A count: how far it is, and what it found.
#[utoipa::path(
    get, path = "/stores/{store}/counts/{count}", tag = "counts",
    responses((status = 200, description = "The count", body = CountPage)),
    extensions(("x-permission" = json!("stock.read")))
)]
pub(crate) async fn show_count(
    State(api): State<Api>,
    here: Access<{ May::StockRead as usize }>,
    At((_, id)): At<(String, CountId)>,
) -> Result<Json<CountPage>, Problem> {
    let count = api.app.stock_count(&here.scope, id).await?;
    Ok(Json(CountPage::load(&api.app, &here, &count).await?))
}
