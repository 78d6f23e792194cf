//! `GET /stores/{store}/returns`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::returns::{Filter, InState, ReturnReason};
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{ReturnRow, sku};
use crate::access::Access;
use crate::json::Asked;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::{ListOf, limit};
use crate::words;

/// Conditions that a return must fit, all of them; days are the store's.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichReturns {
    /// A return's code, or the client's number of its order, whole.
    q: Option<String>,
    /// In this state; `open` where goods may still come.
    #[param(value_type = Option<words::ReturnStateFilter>, inline)]
    state: Option<InState>,
    /// With a line that comes back for this reason.
    #[param(value_type = Option<words::ReturnReasonName>)]
    reason: Option<ReturnReason>,
    /// With a line of this SKU.
    sku: Option<String>,
    /// Announced, or found at the door, on this day or later.
    announced_from: Option<Date>,
    announced_to: Option<Date>,
    /// With goods that came on this day or later.
    received_from: Option<Date>,
    received_to: Option<Date>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200 items; 50 where absent.
    limit: Option<u16>,
}

/// Returns, newest first; those that are open by when they were announced, and those of some days by when goods of them came last in
/// those days. A page may hold fewer than `limit` while `next` goes on.
#[utoipa::path(
    get, path = "/stores/{store}/returns", tag = "returns", params(WhichReturns),
    responses((status = 200, description = "A page of returns", body = ListOf<ReturnRow>)),
    extensions(("x-permission" = json!("orders.read")))
)]
pub(crate) async fn list_returns(
    State(api): State<Api>,
    here: Access<{ May::OrdersRead as usize }>,
    Asked(which): Asked<WhichReturns>,
) -> Result<Json<ListOf<ReturnRow>>, Problem> {
    let filter = Filter {
        q: which.q,
        state: which.state,
        reason: which.reason,
        sku: sku(which.sku.as_deref())?,
        announced_from: which.announced_from,
        announced_to: which.announced_to,
        received_from: which.received_from,
        received_to: which.received_to,
    };
    let page = api.app.find_returns(&here.scope, &filter, (limit(which.limit), which.cursor.as_deref()), here.by.at).await?;
    Ok(Json(ListOf::of(page, |back| ReturnRow::of(&back))))
}
