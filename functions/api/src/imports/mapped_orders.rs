//! `GET /stores/{store}/imports/{import}/mapped-orders`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::ImportId;
use domain::money;
use domain::orders::{OrderRequest, totals::Amounts};
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Access;
use crate::json::{Asked, At};
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::{ListOf, Money, Paging, Party};

/// An order as it was read from a file, before it got any stock.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MappedOrder {
    /// Its first row in the file.
    row: u64,
    /// The client's order number.
    reference: String,
    channel: String,
    placed_at: Timestamp,
    promised_at: Option<Timestamp>,
    currency: &'static str,
    customer_code: Option<String>,
    consignee: Party,
    buyer: Option<Party>,
    lines: Vec<MappedLine>,
    charges: Vec<MappedCharge>,
    /// Gross.
    total: Option<Money>,
    shipping_service: String,
    payment_terms: String,
    notes: String,
}

/// A line of an order as it was read.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MappedLine {
    sku: String,
    description: String,
    quantity: u32,
    /// Net price of one.
    unit_price: Money,
    /// Percent.
    tax_rate: Decimal,
    discount: Money,
}

/// An amount beside the goods.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MappedCharge {
    name: String,
    net: Money,
}

impl From<OrderRequest> for MappedOrder {
    fn from(request: OrderRequest) -> Self {
        let total = request.totals().ok().map(|Amounts { gross, .. }| gross.into());
        let money = |minor| money::Money { minor, currency: request.currency }.into();
        Self {
            row: request.row,
            reference: request.reference.to_string(),
            channel: request.channel.to_string(),
            placed_at: request.placed_at,
            promised_at: request.promised_at,
            currency: request.currency.code(),
            customer_code: request.customer_code.as_ref().map(ToString::to_string),
            consignee: (&request.consignee).into(),
            buyer: request.buyer.as_ref().map(Party::from),
            lines: request
                .lines
                .iter()
                .map(|line| MappedLine {
                    sku: line.sku.to_string(),
                    description: line.description.clone(),
                    quantity: line.quantity,
                    unit_price: money(line.unit_price),
                    tax_rate: line.tax_rate,
                    discount: money(line.discount),
                })
                .collect(),
            charges: request.charges.iter().map(|charge| MappedCharge { name: charge.name.clone(), net: money(charge.amount) }).collect(),
            total,
            shipping_service: request.shipping_service.clone(),
            payment_terms: request.payment_terms.clone(),
            notes: request.notes.clone(),
        }
    }
}

/// Valid orders of a file as they were read, as far as they are checked; of a dry run for a day. A page may hold fewer than `limit` while `next` goes on.
#[utoipa::path(
    get, path = "/stores/{store}/imports/{import}/mapped-orders", tag = "imports", params(Paging),
    responses((status = 200, description = "A page of orders", body = ListOf<MappedOrder>)),
    extensions(("x-permission" = json!("imports.read")))
)]
pub(crate) async fn list_mapped_orders(
    State(api): State<Api>,
    here: Access<{ May::ImportsRead as usize }>,
    At((_, id)): At<(String, ImportId)>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<ListOf<MappedOrder>>, Problem> {
    let page = api.app.mapped_orders(&here.scope, id, paging.limit(), paging.cursor.as_deref()).await?;
    Ok(Json(ListOf::of(page, MappedOrder::from)))
}
