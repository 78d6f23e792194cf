//! `POST /stores/{store}/counts/{count}/lines`

use axum::Json;
use axum::extract::State;
use domain::counts::MAX_UNITS;
use domain::identity::roles::Permission as May;
use domain::ids::{CountId, Sku};
use http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;
use services::counts::Found;
use utoipa::ToSchema;

use super::CountLineRow;
use crate::access::Access;
use crate::json::{At, Body};
use crate::problem::Problem;
use crate::state::Api;

/// What somebody counted of a SKU, wherever it lies; what is picked or packed is left out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CountedUnits {
    #[schema(value_type = String, examples("22423"))]
    sku: Sku,
    /// 0 to 10,000,000.
    units: u32,
    /// When they were counted, by the device; now where absent. What came or left since is in no difference.
    #[serde(default)]
    counted_at: Option<Timestamp>,
}

/// Notes what somebody counted. Counted once more, the later count holds. The same `Idempotency-Key` means the same count for ever.
#[utoipa::path(
    post, path = "/stores/{store}/counts/{count}/lines", tag = "counts", request_body = CountedUnits,
    responses((status = 201, description = "The SKU; its count is noted, now or before", body = CountLineRow)),
    extensions(("x-permission" = json!("stock.adjust")))
)]
pub(crate) async fn record_count(
    State(api): State<Api>,
    here: Access<{ May::StockAdjust as usize }>,
    At((_, id)): At<(String, CountId)>,
    Body(body): Body<CountedUnits>,
) -> Result<(StatusCode, Json<CountLineRow>), Problem> {
    if body.units > MAX_UNITS {
        return Err(Problem::invalid_at("/units", format!("units are 0 to {MAX_UNITS}")));
    }
    let found = Found { sku: body.sku, units: body.units, counted_at: body.counted_at.unwrap_or(here.by.at) };
    let line = api.app.record_count(&here.scope, &here.by, id, &found).await?;
    let count = api.app.stock_count(&here.scope, id).await?;
    Ok((StatusCode::CREATED, Json(CountLineRow::load(&api.app, &here, &count, &line).await?)))
}
