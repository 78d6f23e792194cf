//! `GET /stores/{store}/overview`: a store in one row.

use axum::extract::State;
use axum::response::Response;
use domain::costs::{PRICES, Spent};
use domain::identity::roles::Permission as May;
use domain::stores::Period;
use http::HeaderMap;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use services::queries::overview::{Oldest, Overview as Row, StockTotals};
use utoipa::{IntoParams, ToSchema};

use crate::access::Access;
use crate::json::{Asked, tagged_by};
use crate::problem::Problem;
use crate::state::Api;

/// Over how many days.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OverDays {
    /// 1, 7 or 30, today included; 7 where absent.
    #[param(value_type = Option<u8>)]
    days: Option<Period>,
}

/// A store in one row: what came, left and is open, as its own pages count it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Overview {
    /// When it was counted. The `ETag` is of the rest.
    as_of: Timestamp,
    #[serde(flatten)]
    figures: Figures,
}

/// What was counted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Figures {
    store: String,
    name: String,
    days: u8,
    /// Orders of these days, of the store's calendar, today the last.
    placed: usize,
    /// Orders of which the last parcel left within these days.
    shipped: usize,
    /// The same of as many days before.
    placed_before: usize,
    shipped_before: usize,
    /// Whether there may be more of both than one call counts.
    days_at_least: bool,
    /// Orders that are neither gone nor cancelled.
    open_orders: usize,
    /// Those of them that wait for stock, with all or some of their units.
    back_orders: usize,
    /// Units that they wait for.
    units_waiting: u64,
    /// Whether there may be more of the three: 10,000 of each list are counted.
    open_at_least: bool,
    /// The open order that was placed first; null where none is open.
    oldest: Option<OldestOrder>,
    /// Orders that were sent back within seven days; null without `imports.read`.
    rejected: Option<u64>,
    /// Null without `stock.read`.
    stock: Option<StockInAll>,
    /// Null without `costs.read`.
    cost: Option<CostInAll>,
    /// Findings that wait for somebody; null without `findings.read`.
    open_findings: Option<usize>,
    /// When the next reconciliation file is made.
    next_cut_off: Option<Timestamp>,
}

/// The open order that was placed first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OldestOrder {
    placed_at: Timestamp,
    order: String,
    reference: String,
}

impl From<Oldest> for OldestOrder {
    fn from(oldest: Oldest) -> Self {
        Self { placed_at: oldest.placed_at, order: oldest.id.to_string(), reference: oldest.reference.to_string() }
    }
}

/// A store's stock, all of its SKUs together.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StockInAll {
    skus: usize,
    on_hand: u64,
    available: u64,
    /// Whole days for which the available units last, if orders come as in the last four weeks; null where none came.
    cover_days: Option<u32>,
    /// Whether there may be more: 10,000 SKUs are added up.
    at_least: bool,
}

impl From<StockTotals> for StockInAll {
    fn from(StockTotals { skus, on_hand, available, cover_days, at_least }: StockTotals) -> Self {
        Self { skus, on_hand, available, cover_days, at_least }
    }
}

/// What the days cost in the cloud; days of UTC.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CostInAll {
    /// Orders that were accepted meanwhile.
    orders: u64,
    nano_usd: u64,
    /// Orders of as many days before.
    orders_before: u64,
    nano_usd_before: u64,
}

impl CostInAll {
    fn of(now: Spent, before: Spent) -> Self {
        let nano_usd = |spent: Spent| PRICES.of(&spent.usage).total();
        Self { orders: now.orders, nano_usd: nano_usd(now), orders_before: before.orders, nano_usd_before: nano_usd(before) }
    }
}

/// A store in one row, for whoever looks after many: ask for each. What the caller may not see is null.
#[utoipa::path(
    get, path = "/stores/{store}/overview", tag = "stores", params(OverDays),
    responses((status = 200, description = "The figures", body = Overview), (status = 304, description = "As in `If-None-Match`")),
    extensions(("x-permission" = json!("orders.read")))
)]
pub(crate) async fn show_overview(
    State(api): State<Api>,
    here: Access<{ May::OrdersRead as usize }>,
    Asked(asked): Asked<OverDays>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    // Boxed: the compiler follows unboxed futures only so deep.
    let row = Box::pin(api.app.overview(&here.identity, &here.scope, asked.days.unwrap_or_default(), here.by.at)).await?;
    let figures = Figures::from(row);
    let answer = Overview { as_of: here.by.at, figures };
    Ok(tagged_by(&headers, &answer.figures, &answer))
}

impl From<Row> for Figures {
    fn from(row: Row) -> Self {
        let ((placed, shipped), (placed_before, shipped_before)) = (row.now, row.before);
        Self {
            store: row.store.to_string(),
            name: row.name,
            days: row.period.days(),
            placed,
            shipped,
            placed_before,
            shipped_before,
            days_at_least: row.days_at_least,
            open_orders: row.open.n,
            back_orders: row.waiting.n,
            units_waiting: row.units_waiting,
            open_at_least: row.open.at_least,
            oldest: row.oldest.map(OldestOrder::from),
            rejected: row.rejected,
            stock: row.stock.map(StockInAll::from),
            cost: row.spent.map(|(now, before)| CostInAll::of(now, before)),
            open_findings: row.open_findings,
            next_cut_off: row.next_cut_off,
        }
    }
}
