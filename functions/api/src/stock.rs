//! Stock, as it is shown.

pub(crate) mod adjust;
pub(crate) mod level;
pub(crate) mod list;
pub(crate) mod moves;
pub(crate) mod queue;
pub(crate) mod receive;
pub(crate) mod summary;

use std::collections::BTreeMap;

use domain::ids::Sku;
use domain::stock::Level;
use domain::stock::cover::Demand;
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use services::App;
use services::stock::{Described, Fitting};
use utoipa::{IntoParams, ToSchema};

use crate::access::InStore;
use crate::problem::Problem;

/// Stock of a SKU. `on_hand` is what is available, allocated and unavailable together.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StockLevel {
    #[schema(examples("22423"))]
    sku: String,
    name: String,
    warehouse: String,
    /// Physically there.
    on_hand: u32,
    /// Can be promised.
    available: u32,
    /// Bound to orders that have not left.
    allocated: u32,
    /// In the house, not for sale, by reason.
    #[schema(examples(json!({"damaged": 2})))]
    unavailable: BTreeMap<&'static str, u32>,
    /// Announced by deliveries that are open, and not here; null of a day that is over.
    incoming: Option<u32>,
    /// The day for which the first of it was announced; past where that is late, null where none is.
    next_incoming_on: Option<Date>,
    /// Units that wait for stock.
    backordered: u32,
    /// Orders that wait for it, counted up to 1,000; null of a day that is over.
    waiting_orders: Option<u32>,
    /// Whole days that what is available lasts at the demand of the last 28 days. Null where there was no demand; in a list also
    /// where `cover_below` was not asked for, because each SKU's ledger would have to be read.
    cover_days: Option<u32>,
    /// When somebody counted it last, and that was booked.
    counted_at: Option<Timestamp>,
    /// Whether an open finding stops it: nobody is given any until that is decided.
    frozen: bool,
    /// Times that it changed.
    version: u64,
}

/// Stock of one SKU with how long it lasts. Lists do not tell that: each SKU's ledger would have to be read.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StockPage {
    #[serde(flatten)]
    level: StockLevel,
    /// Units a day that orders took in the last 28 days, less what came back; shipped or not. Null where there were more
    /// movements than one call reads, and of a day that is over.
    #[schema(value_type = Option<String>, examples("2.50"))]
    demand_per_day: Option<Decimal>,
    /// The day that it is of, if that is not today.
    as_of: Option<Date>,
}

impl StockPage {
    /// One level: now with its demand, or as the books had it at the end of a day.
    pub(crate) async fn load(app: &App, here: &InStore, sku: &Sku, as_of: Option<Date>) -> Result<Self, Problem> {
        let level = StockLevel::bare(app, here, sku).await?;
        if let Some(day) = as_of.filter(|day| *day != here.today()) {
            let described = app.level_on(&here.scope, level, day, here.by.at).await?;
            return Ok(Self { level: StockLevel::of(described), demand_per_day: None, as_of: Some(day) });
        }
        let demand = app.demand(&here.scope, sku, here.by.at).await?;
        let described = described(app, here, Fitting { level, demand }).await?;
        Ok(Self { level: StockLevel::of(described), demand_per_day: demand.map(Demand::per_day), as_of: None })
    }
}

async fn described(app: &App, here: &InStore, of: Fitting) -> Result<Described, Problem> {
    let coming = app.incoming(&here.scope).await?;
    let described = app.describe_levels(&here.scope, vec![of], &coming).await?;
    described.into_iter().next().ok_or_else(|| Problem::not_found("product"))
}

impl StockLevel {
    pub(crate) fn of(Described { level, name, waiting_orders, incoming, demand, is_past }: Described) -> Self {
        Self {
            sku: level.sku.to_string(),
            name,
            warehouse: level.warehouse.to_string(),
            on_hand: level.on_hand(),
            available: level.available,
            allocated: level.allocated,
            unavailable: level.unavailable.iter().map(|(reason, units)| (reason.as_str(), *units)).collect(),
            incoming: (!is_past).then(|| incoming.map_or(0, |incoming| incoming.units)),
            next_incoming_on: incoming.map(|incoming| incoming.next_on),
            backordered: level.backordered,
            waiting_orders: (!is_past).then_some(waiting_orders),
            cover_days: demand.and_then(|demand| demand.cover(level.available)),
            counted_at: level.counted_at,
            frozen: level.frozen,
            version: level.version,
        }
    }

    /// One level, as it is now.
    pub(crate) async fn load_one(app: &App, here: &InStore, sku: &Sku) -> Result<Self, Problem> {
        let level = Self::bare(app, here, sku).await?;
        Ok(Self::of(described(app, here, Fitting { level, demand: None }).await?))
    }

    /// A level by itself. A product of which there never was any has an empty one.
    async fn bare(app: &App, here: &InStore, sku: &Sku) -> Result<Level, Problem> {
        let warehouse = &here.store.settings.warehouse;
        match app.table.level(&here.scope, sku, warehouse).await? {
            Some(level) => Ok(level),
            None => {
                app.table.product(&here.scope, sku).await?.ok_or_else(|| Problem::not_found("product"))?;
                Ok(Level::empty(sku.clone(), warehouse.clone()))
            }
        }
    }
}

/// Which day of a SKU somebody wants to see.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OnDay {
    /// As the books had it at the end of this day of the store; now where absent.
    pub(crate) as_of: Option<Date>,
}
