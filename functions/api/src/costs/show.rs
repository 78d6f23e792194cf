//! `GET /stores/{store}/costs`

use axum::Json;
use axum::extract::State;
use domain::costs::{Day, PRICES, Spent};
use domain::identity::roles::Permission as May;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use services::costs::utc_day;
use utoipa::{IntoParams, ToSchema};

use super::Cost;
use crate::access::Access;
use crate::json::Asked;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::Days;

/// The most days of one answer.
const MAX_DAYS: i32 = 366;

/// Which days, both included; the last thirty where absent.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Period {
    from: Option<Date>,
    to: Option<Date>,
}

/// What a store's orders cost.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Costs {
    from: Date,
    to: Date,
    /// The price list that the money is reckoned with.
    #[schema(examples("us-east-1 2025-11"))]
    prices: &'static str,
    /// Days of UTC, as in the cloud's bill, oldest first; days without any use too.
    days: Vec<CostOfDay>,
    total: CostOfOrders,
    /// As many days before.
    previous: CostOfOrders,
}

/// What a day cost.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CostOfDay {
    day: Date,
    #[serde(flatten)]
    cost: CostOfOrders,
}

/// What was used, and the orders accepted meanwhile.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CostOfOrders {
    orders: u64,
    /// Null where there were no orders.
    nano_usd_per_order: Option<u64>,
    #[serde(flatten)]
    cost: Cost,
}

impl From<Spent> for CostOfOrders {
    fn from(spent: Spent) -> Self {
        let cost = Cost::from(spent.usage);
        Self { orders: spent.orders, nano_usd_per_order: cost.nano_usd.checked_div(spent.orders), cost }
    }
}

/// What a store's orders cost in the cloud, day by day, with the period before.
#[utoipa::path(
    get, path = "/stores/{store}/costs", tag = "costs", params(Period),
    responses((status = 200, description = "The days", body = Costs)),
    extensions(("x-permission" = json!("costs.read")))
)]
pub(crate) async fn show_costs(
    State(api): State<Api>,
    here: Access<{ May::CostsRead as usize }>,
    Asked(asked): Asked<Period>,
) -> Result<Json<Costs>, Problem> {
    let Days { before, from, to } = Days::asked((asked.from, asked.to), utc_day(here.by.at), MAX_DAYS)?;
    let days = api.app.costs(&here.scope, before, to).await?;
    let (previous, days): (Vec<Day>, Vec<Day>) = days.into_iter().partition(|day| day.day < from);
    let sum = |days: &[Day]| days.iter().fold(Spent::default(), |sum, day| sum.plus(day.spent)).into();
    Ok(Json(Costs {
        from,
        to,
        prices: PRICES.version,
        total: sum(&days),
        previous: sum(&previous),
        days: days.into_iter().map(|day| CostOfDay { day: day.day, cost: day.spent.into() }).collect(),
    }))
}
