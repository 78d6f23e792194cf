//! Stock, as it is shown.

pub(crate) mod adjust;
pub(crate) mod level;
pub(crate) mod list;
pub(crate) mod moves;
pub(crate) mod queue;
pub(crate) mod receive;

use std::collections::BTreeMap;

use domain::ids::Sku;
use domain::stock::Level;
use domain::stock::cover::Demand;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;
use services::App;
use services::stock::Described;
use utoipa::ToSchema;

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
    /// Announced by deliveries that are open, and not here.
    incoming: u32,
    /// The day for which the first of it was announced; past where that is late, null where none is.
    next_incoming_on: Option<Date>,
    /// Units that wait for stock.
    backordered: u32,
    /// Orders that wait for it, counted up to 1,000.
    waiting_orders: u32,
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
    /// movements than one call reads.
    #[schema(value_type = Option<String>, examples("2.50"))]
    demand_per_day: Option<Decimal>,
    /// Whole days that what is available lasts at this demand: 0 when nothing is left, null where there was no demand.
    cover_days: Option<u32>,
}

impl StockPage {
    /// One level and its demand.
    pub(crate) async fn load(app: &App, here: &InStore, sku: &Sku) -> Result<Self, Problem> {
        let level = StockLevel::load_one(app, here, sku).await?;
        let demand = app.demand(&here.scope, sku, here.by.at).await?;
        let cover_days = demand.and_then(|demand| demand.cover(level.available));
        Ok(Self { level, demand_per_day: demand.map(Demand::per_day), cover_days })
    }
}

impl StockLevel {
    pub(crate) fn of(Described { level, name, waiting_orders, incoming }: Described) -> Self {
        Self {
            sku: level.sku.to_string(),
            name,
            warehouse: level.warehouse.to_string(),
            on_hand: level.on_hand(),
            available: level.available,
            allocated: level.allocated,
            unavailable: level.unavailable.iter().map(|(reason, units)| (reason.as_str(), *units)).collect(),
            incoming: incoming.map_or(0, |incoming| incoming.units),
            next_incoming_on: incoming.map(|incoming| incoming.next_on),
            backordered: level.backordered,
            waiting_orders,
            frozen: level.frozen,
            version: level.version,
        }
    }

    /// One level. A product of which there never was any has an empty one.
    pub(crate) async fn load_one(app: &App, here: &InStore, sku: &Sku) -> Result<Self, Problem> {
        let warehouse = &here.store.settings.warehouse;
        let level = match app.table.level(&here.scope, sku, warehouse).await? {
            Some(level) => level,
            None => {
                app.table.product(&here.scope, sku).await?.ok_or_else(|| Problem::not_found("product"))?;
                Level::empty(sku.clone(), warehouse.clone())
            }
        };
        let described = app.describe_levels(&here.scope, vec![level]).await?.pop().ok_or_else(|| Problem::not_found("product"))?;
        Ok(Self::of(described))
    }
}
