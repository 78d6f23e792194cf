//! `GET /stores/{store}/returns/report`: what came back, how much of what left that is, and why.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use domain::identity::roles::Permission as May;
use domain::ids::Sku;
use domain::returns::{Disposition, Report, ReturnReason, Share};
use http::HeaderMap;
use jiff::Span;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use services::returns::Returns;
use utoipa::{IntoParams, ToSchema};

use super::sku;
use crate::access::Access;
use crate::json::{Asked, tagged};
use crate::problem::Problem;
use crate::state::Api;
use crate::wire;
use crate::words;

/// The most days of one answer.
const MAX_DAYS: i32 = 92;

/// The most SKUs of one answer: those of which most came back.
const MAX_SKUS: usize = 50;

/// Which days, both included, of the store's time zone; the last thirty where absent.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReportPeriod {
    from: Option<Date>,
    to: Option<Date>,
    /// Only of this SKU.
    sku: Option<String>,
}

/// What came back.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReturnsReport)]
pub(crate) struct ReportShown {
    from: Date,
    to: Date,
    total: ReturnShare,
    /// As many days before.
    previous: ReturnShare,
    /// Oldest first; days on which nothing came, too.
    days: Vec<DayOfReturns>,
    /// Every reason, that of most units first.
    reasons: Vec<UnitsByReason>,
    /// Every verdict.
    dispositions: Vec<UnitsByDisposition>,
    /// The fifty of which most came back.
    skus: Vec<SkuOfReturns>,
    /// SKUs of which something came back.
    n_skus: usize,
    /// Whether more came back than one call adds up.
    at_least: bool,
}

/// Units that came back, beside those that left in the same days.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReturnShare {
    /// Returns of which goods came.
    returns: usize,
    units: u64,
    /// Units that left; null where more than 40,000 orders would have to be looked at.
    shipped: Option<u64>,
    /// Percent of what left, to a tenth. Null where nothing left, or is not known to have. What left before may come back now, so it
    /// can be more than 100.
    #[schema(value_type = Option<String>, examples("4.2"))]
    rate: Option<Decimal>,
}

/// What came back on a day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DayOfReturns {
    day: Date,
    returns: usize,
    units: u64,
}

/// Units that came back for a reason.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnitsByReason {
    #[schema(value_type = words::ReturnReasonName)]
    reason: ReturnReason,
    units: u64,
    previous: u64,
}

/// Units by what became of them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnitsByDisposition {
    #[schema(value_type = words::DispositionName)]
    disposition: Disposition,
    units: u64,
    previous: u64,
}

/// One SKU of which something came back.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SkuOfReturns {
    sku: String,
    name: String,
    units: u64,
    shipped: Option<u64>,
    #[schema(value_type = Option<String>)]
    rate: Option<Decimal>,
    previous_units: u64,
    #[schema(value_type = Option<String>)]
    previous_rate: Option<Decimal>,
}

/// What came back day by day, by reason and by SKU, as a part of what left in the same days, beside as many days before.
#[utoipa::path(
    get, path = "/stores/{store}/returns/report", tag = "returns", params(ReportPeriod),
    responses((status = 200, description = "The report", body = ReportShown), (status = 304, description = "As in `If-None-Match`")),
    extensions(("x-permission" = json!("orders.read")))
)]
pub(crate) async fn report_returns(
    State(api): State<Api>,
    here: Access<{ May::OrdersRead as usize }>,
    Asked(asked): Asked<ReportPeriod>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wire::Days { before, from, to } = wire::Days::asked((asked.from, asked.to), here.today(), MAX_DAYS)?;
    let sku = sku(asked.sku.as_deref())?;
    let found = api.app.returns_report(&here.scope, (before, from, to), sku.as_ref(), here.by.at).await?;
    let mut most: Vec<(&Sku, u64)> = found.now.by_sku.iter().map(|(sku, units)| (sku, *units)).collect();
    most.sort_by_key(|(sku, units)| (std::cmp::Reverse(*units), sku.to_string()));
    most.truncate(MAX_SKUS);
    let shown: Vec<&Sku> = most.iter().map(|(sku, _)| *sku).collect();
    let products = api.app.table.products_by_sku(&here.scope, shown).await?;
    let skus = most.iter().map(|(sku, units)| {
        let name = products.get(*sku).map_or_else(String::new, |product| product.name.clone());
        of_sku(&found, sku, *units, name)
    });
    let shown = ReportShown {
        from,
        to,
        total: share(&found.now, sum(&found, &found.shipped)),
        previous: share(&found.before, sum(&found, &found.shipped_before)),
        days: days(&found.now, from, to),
        reasons: reasons(&found),
        dispositions: dispositions(&found),
        skus: skus.collect(),
        n_skus: found.now.by_sku.len(),
        at_least: found.at_least,
    };
    Ok(tagged(&headers, &shown))
}

/// Units that left; None where not all were counted.
fn sum(found: &Returns, shipped: &BTreeMap<Sku, u64>) -> Option<u64> {
    found.shipped_is_whole.then(|| shipped.values().sum())
}

fn share(report: &Report, shipped: Option<u64>) -> ReturnShare {
    let returned = report.units();
    ReturnShare { returns: report.returns(), units: returned, shipped, rate: rate(returned, shipped) }
}

fn rate(returned: u64, shipped: Option<u64>) -> Option<Decimal> {
    Share { returned, shipped: shipped? }.rate()
}

fn of_sku(found: &Returns, sku: &Sku, units: u64, name: String) -> SkuOfReturns {
    let shipped = |of: &BTreeMap<Sku, u64>| found.shipped_is_whole.then(|| of.get(sku).copied().unwrap_or(0));
    let previous_units = found.before.by_sku.get(sku).copied().unwrap_or(0);
    SkuOfReturns {
        sku: sku.to_string(),
        name,
        units,
        shipped: shipped(&found.shipped),
        rate: rate(units, shipped(&found.shipped)),
        previous_units,
        previous_rate: rate(previous_units, shipped(&found.shipped_before)),
    }
}

fn days(report: &Report, from: Date, to: Date) -> Vec<DayOfReturns> {
    let day = |day: Date| {
        let (returns, units) = report.by_day.get(&day).map_or((0, 0), |(returns, units)| (returns.len(), *units));
        DayOfReturns { day, returns, units }
    };
    from.series(Span::new().days(1)).take_while(|day| *day <= to).map(day).collect()
}

fn reasons(found: &Returns) -> Vec<UnitsByReason> {
    let of = |report: &Report, reason: &ReturnReason| report.by_reason.get(reason).copied().unwrap_or(0);
    let one = |reason: &ReturnReason| UnitsByReason { reason: *reason, units: of(&found.now, reason), previous: of(&found.before, reason) };
    let mut all: Vec<UnitsByReason> = ReturnReason::ALL.iter().map(one).collect();
    all.sort_by_key(|one| std::cmp::Reverse(one.units));
    all
}

fn dispositions(found: &Returns) -> Vec<UnitsByDisposition> {
    let of = |report: &Report, verdict: &Disposition| report.by_disposition.get(verdict).copied().unwrap_or(0);
    let one = |verdict: &Disposition| UnitsByDisposition {
        disposition: *verdict,
        units: of(&found.now, verdict),
        previous: of(&found.before, verdict),
    };
    Disposition::ALL.iter().map(one).collect()
}
