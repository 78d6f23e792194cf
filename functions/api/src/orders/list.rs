//! `GET /stores/{store}/orders`: orders by status, number, days, SKU or consignee.

use axum::Json;
use axum::extract::State;
use domain::fulfilment::board::Work;
use domain::identity::roles::Permission as May;
use domain::orders::HoldReason;
use domain::orders::status::Status;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use services::queries::Filter;
use utoipa::IntoParams;

use super::OrderSummary;
use crate::access::Access;
use crate::json::Asked;
use crate::problem::{Code, Problem};
use crate::state::Api;
use crate::wire::{ListOf, limit};
use crate::words;

/// Conditions that an order must fit, all of them; days are the store's.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Conditions {
    #[param(value_type = Option<words::OrderStatus>)]
    status: Option<Status>,
    /// The client's order number, whole; as it is written, in capitals or in small letters.
    reference: Option<String>,
    placed_from: Option<Date>,
    placed_to: Option<Date>,
    shipped_from: Option<Date>,
    shipped_to: Option<Date>,
    /// An order with this SKU.
    sku: Option<String>,
    /// Beginnings of words of the consignee's name.
    consignee: Option<String>,
    /// `true`: only those that wait for stock before they can leave, whole or in part.
    waiting: Option<bool>,
    /// What is to be done with them next; of open orders alone.
    #[param(value_type = Option<words::OrderWork>)]
    work: Option<Work>,
    /// The shipping service that was ordered.
    service: Option<String>,
    /// Those on hold for this reason.
    #[param(value_type = Option<words::HoldReason>)]
    hold: Option<HoldReason>,
    /// Open orders that must leave with this cut-off or a later one.
    due_from: Option<Timestamp>,
    /// Open orders that must leave with this cut-off or an earlier one.
    due_to: Option<Timestamp>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200 items; 50 where absent.
    limit: Option<u16>,
}

/// Orders that fit, newest first; work lists (`status` of what is not shipped) in the order in which
/// they are worked on. A page may hold fewer than `limit` while `next` goes on.
#[utoipa::path(
    get, path = "/stores/{store}/orders", tag = "orders", params(Conditions),
    responses((status = 200, description = "A page of orders", body = ListOf<OrderSummary>)),
    extensions(("x-permission" = json!("orders.read")))
)]
pub(crate) async fn list_orders(
    State(api): State<Api>,
    here: Access<{ May::OrdersRead as usize }>,
    Asked(asked): Asked<Conditions>,
) -> Result<Json<ListOf<OrderSummary>>, Problem> {
    let named = |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let (reference, sku) = (named(&asked.reference), named(&asked.sku));
    let filter = Filter {
        status: asked.status,
        reference: reference.map(|text| text.parse()).transpose().map_err(|error| unreadable(&error))?,
        placed_from: asked.placed_from,
        placed_to: asked.placed_to,
        shipped_from: asked.shipped_from,
        shipped_to: asked.shipped_to,
        sku: sku.map(|text| text.parse()).transpose().map_err(|error| unreadable(&error))?,
        consignee: named(&asked.consignee),
        waiting: asked.waiting.unwrap_or(false),
        work: asked.work,
        service: named(&asked.service),
        hold: asked.hold,
        due_from: asked.due_from,
        due_to: asked.due_to,
    };
    let page = api.app.find_orders(&here.scope, &filter, limit(asked.limit), asked.cursor.as_deref(), here.by.at).await?;
    Ok(Json(ListOf::of(page, |order| OrderSummary::of(&order))))
}

fn unreadable(error: &domain::ids::InvalidId) -> Problem {
    Problem::new(Code::Unreadable, error.to_string())
}
