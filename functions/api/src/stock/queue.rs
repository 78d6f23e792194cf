//! `GET /stores/{store}/stock/{sku}/queue`: who waits.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::{OrderId, Sku};
use domain::orders::Order;
use jiff::Timestamp;
use serde::Serialize;
use storage::stock::Waiting;
use utoipa::ToSchema;

use crate::access::Access;
use crate::json::{Asked, At};
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::{ListOf, Paging};

/// An order that waits for a SKU.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WaitingEntry {
    order: String,
    reference: String,
    /// The first of its lines that waits for the SKU.
    line: u32,
    /// Units, of all its lines.
    quantity: u32,
    placed_at: Timestamp,
    promised_at: Option<Timestamp>,
}

impl WaitingEntry {
    /// An entry of the queue with what its order says; by itself where the order is not there yet.
    fn of(waiting: &Waiting, order: Option<&Order>, sku: &Sku) -> Self {
        let line = order.and_then(|order| order.lines().find(|(_, line, counters)| &line.sku == sku && counters.backordered > 0));
        Self {
            order: waiting.order.to_string(),
            reference: waiting.reference.clone(),
            line: line.map_or(1, |(number, _, _)| number),
            quantity: waiting.quantity,
            placed_at: order.map_or(waiting.since, |order| order.request.placed_at),
            promised_at: order.and_then(|order| order.request.promised_at),
        }
    }
}

/// Back orders of a SKU in the order in which they will be filled.
#[utoipa::path(
    get, path = "/stores/{store}/stock/{sku}/queue", tag = "stock", params(Paging),
    responses((status = 200, description = "A page of back orders", body = ListOf<WaitingEntry>)),
    extensions(("x-permission" = json!("stock.read")))
)]
pub(crate) async fn list_queue(
    State(api): State<Api>,
    here: Access<{ May::StockRead as usize }>,
    At((_, sku)): At<(String, Sku)>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<ListOf<WaitingEntry>>, Problem> {
    let page = api.app.table.queue(&here.scope, &sku, paging.limit(), paging.cursor.as_deref()).await?;
    let ids: Vec<OrderId> = page.items.iter().map(|waiting| waiting.order).collect();
    let orders: BTreeMap<OrderId, Order> =
        api.app.table.orders(&here.scope, &ids).await?.into_iter().map(|order| (order.id, order)).collect();
    Ok(Json(ListOf::of(page, |waiting| WaitingEntry::of(&waiting, orders.get(&waiting.order), &sku))))
}
