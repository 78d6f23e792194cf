//! `GET /stores/{store}/stock-summary`: stock in numbers.

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use jiff::Timestamp;
use serde::Serialize;
use services::stock::StockNumbers;
use utoipa::ToSchema;

use crate::access::Access;
use crate::problem::Problem;
use crate::state::Api;

/// Stock in numbers, each as many SKUs as the list of stock has with the filter of its name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StockSummary {
    /// When it was counted.
    as_of: Timestamp,
    /// SKUs of which there ever was any.
    skus: usize,
    /// SKUs that orders wait for.
    short: usize,
    /// Units that they wait for.
    units_waiting: u64,
    /// SKUs of which some cannot be sold.
    has_unavailable: usize,
    /// SKUs that open deliveries bring.
    incoming: usize,
    /// SKUs that nobody has counted for 90 days, or ever.
    not_counted_for_90: usize,
    /// SKUs of closed counts about which somebody has to decide.
    undecided_counts: usize,
    /// Whether there are more SKUs than one call looks at.
    at_least: bool,
}

/// How many SKUs are short, cannot all be sold, are to come, or were not counted for long. It looks at every SKU of the store: ask seldom.
#[utoipa::path(
    get, path = "/stores/{store}/stock-summary", tag = "stock",
    responses((status = 200, description = "The numbers", body = StockSummary)),
    extensions(("x-permission" = json!("stock.read")))
)]
pub(crate) async fn show_stock_summary(
    State(api): State<Api>,
    here: Access<{ May::StockRead as usize }>,
) -> Result<Json<StockSummary>, Problem> {
    let (numbers, undecided) = futures::try_join!(api.app.stock_numbers(&here.scope, here.by.at), api.app.undecided(&here.scope, None))?;
    let StockNumbers { skus, short, units_waiting, has_unavailable, incoming, not_counted_for_90, at_least } = numbers;
    Ok(Json(StockSummary {
        as_of: here.by.at,
        skus,
        short,
        units_waiting,
        has_unavailable,
        incoming,
        not_counted_for_90,
        undecided_counts: undecided.n,
        at_least,
    }))
}
