//! `POST /stores/{store}/counts/{count}/close`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::CountId;
use http::StatusCode;

use super::CountPage;
use crate::access::Access;
use crate::json::At;
use crate::problem::Problem;
use crate::state::Api;

/// Says that nobody counts any more. Differences that are allowed are booked, a moment later; the others wait for approval. SKUs that
/// nobody counted stay as they are.
#[utoipa::path(
    post, path = "/stores/{store}/counts/{count}/close", tag = "counts",
    responses((status = 202, description = "The count, closed now or before", body = CountPage)),
    extensions(("x-permission" = json!("stock.adjust")))
)]
pub(crate) async fn close_count(
    State(api): State<Api>,
    here: Access<{ May::StockAdjust as usize }>,
    At((_, id)): At<(String, CountId)>,
) -> Result<(StatusCode, Json<CountPage>), Problem> {
    let count = api.app.close_count(&here.scope, &here.by, id).await?;
    Ok((StatusCode::ACCEPTED, Json(CountPage::load(&api.app, &here, &count).await?)))
}
