//! `POST /stores/{store}/batches`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::{BatchId, OrderId};
use http::StatusCode;
use serde::Deserialize;
use services::fulfilment::{MAX_WAVE, USUAL_BATCH};
use utoipa::ToSchema;

use super::BatchPage;
use crate::access::Access;
use crate::json::Body;
use crate::problem::Problem;
use crate::state::Api;

/// Which orders go to the warehouse.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewBatch {
    /// As many of the ready ones, by priority, day promised and time placed; 200 where absent.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 2000)]
    max_orders: Option<usize>,
    /// Exactly these, as far as they are ready.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    orders: Option<Vec<OrderId>>,
}

/// Releases ready orders to the warehouse. Their papers are printed a moment later.
#[utoipa::path(
    post, path = "/stores/{store}/batches", tag = "fulfilment", request_body = NewBatch,
    responses((status = 202, description = "The batch; see its `state`", body = BatchPage)),
    extensions(("x-permission" = json!("fulfilment.release")))
)]
pub(crate) async fn create_batch(
    State(api): State<Api>,
    here: Access<{ May::FulfilmentRelease as usize }>,
    Body(new): Body<NewBatch>,
) -> Result<(StatusCode, Json<BatchPage>), Problem> {
    let max_orders = new.max_orders.unwrap_or(USUAL_BATCH);
    if !(1..=MAX_WAVE).contains(&max_orders) {
        return Err(Problem::invalid_at("/max_orders", format!("a batch has 1 to {MAX_WAVE} orders")));
    }
    if new.orders.as_ref().is_some_and(|orders| orders.is_empty() || orders.len() > MAX_WAVE) {
        return Err(Problem::invalid_at("/orders", format!("a batch has 1 to {MAX_WAVE} orders")));
    }
    let id = BatchId::derived(&here.named("batch"));
    let batch = api.app.create_batch(&here.scope, &here.by, id, new.orders.as_deref(), max_orders).await?;
    Ok((StatusCode::ACCEPTED, Json(BatchPage::load(&api.app, &here, &batch).await?)))
}
