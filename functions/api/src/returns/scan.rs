//! `GET /stores/{store}/returns/scan`: what somebody at the door has in their hands.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::Sku;
use domain::orders::Order;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Goods, ReturnPage};
use crate::access::Access;
use crate::json::Asked;
use crate::problem::{Code, Problem};
use crate::state::Api;
use crate::wire::is_text;

/// What was scanned or typed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ScannedCode {
    /// A return's code, what stands on an order's label, the client's number of an order, or a carrier's number.
    scanned: String,
}

/// What a code means.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ScannedReturn)]
pub(crate) struct Meaning {
    /// Orders that left; none where the code means nothing here.
    orders: Vec<ReturnableOrder>,
    /// Whether goods without a notice are taken in.
    takes_unannounced: bool,
}

/// An order of which something left.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReturnableOrder {
    order: String,
    reference: String,
    consignee: String,
    /// When the last parcel left.
    shipped_at: Option<Timestamp>,
    lines: Vec<ReturnableLine>,
    /// Those that goods may still come of, the oldest first; of a return's own code, that one, whatever became of it.
    returns: Vec<ReturnPage>,
}

/// A line of it, with where its units are.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReturnableLine {
    /// From 1.
    line: u32,
    sku: String,
    name: String,
    /// The number on the goods, where the catalogue knows it.
    gtin: Option<String>,
    /// Where it lies.
    location: String,
    /// With the buyer.
    shipped: u32,
    /// Announced to come back.
    returning: u32,
    /// Here again.
    returned: u32,
}

/// What a scanned code means at the door: the orders and open returns that goods may belong to.
#[utoipa::path(
    get, path = "/stores/{store}/returns/scan", tag = "returns", params(ScannedCode),
    responses((status = 200, description = "What it means; nothing where nothing has this code", body = Meaning)),
    extensions(("x-permission" = json!("stock.receive")))
)]
pub(crate) async fn scan_return(
    State(api): State<Api>,
    here: Access<{ May::StockReceive as usize }>,
    Asked(asked): Asked<ScannedCode>,
) -> Result<Json<Meaning>, Problem> {
    if !is_text(&asked.scanned, 1, 100) {
        return Err(Problem::new(Code::Unreadable, "a code has 1 to 100 bytes of visible text"));
    }
    let found = api.app.scanned(&here.scope, &asked.scanned).await?;
    let mut orders = Vec::new();
    for order in &found.orders {
        let mut returns = Vec::new();
        for back in found.returns.iter().filter(|back| back.order == order.id) {
            returns.push(ReturnPage::load(&api.app, &here, back).await?);
        }
        let skus: BTreeSet<&Sku> = order.request.lines.iter().map(|line| &line.sku).collect();
        let products = api.app.table.products_by_sku(&here.scope, skus).await?;
        let lines = order.lines().filter(|(_, _, counters)| counters.left() > 0).map(|(number, line, counters)| {
            let Goods { name, gtin, location } = Goods::of(products.get(&line.sku));
            ReturnableLine {
                line: number,
                sku: line.sku.to_string(),
                name: if name.is_empty() { line.description.clone() } else { name },
                gtin,
                location,
                shipped: counters.shipped,
                returning: counters.returning,
                returned: counters.returned,
            }
        });
        orders.push(returnable(order, lines.collect(), returns));
    }
    Ok(Json(Meaning { orders, takes_unannounced: !here.store.settings.returns.must_be_announced }))
}

fn returnable(order: &Order, lines: Vec<ReturnableLine>, returns: Vec<ReturnPage>) -> ReturnableOrder {
    ReturnableOrder {
        order: order.id.to_string(),
        reference: order.request.reference.to_string(),
        consignee: order.request.consignee.name.clone(),
        shipped_at: order.shipped_at(),
        lines,
        returns,
    }
}
