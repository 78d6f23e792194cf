//! `GET /stores/{store}/stock`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::stock::search::Filter;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::IntoParams;

use super::StockLevel;
use crate::access::Access;
use crate::json::Asked;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::{ListOf, limit};

/// Which stock somebody wants to see.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichStock {
    /// The beginning of the SKU, words of the name, or the number of the bar code.
    #[serde(default)]
    q: String,
    /// Whether orders wait for it.
    short: Option<bool>,
    /// Whether some of it cannot be sold.
    has_unavailable: Option<bool>,
    /// Whether open deliveries bring some.
    incoming: Option<bool>,
    /// What is available lasts fewer days than this, at the demand of the last 28 days.
    cover_below: Option<u32>,
    /// Nobody has counted it for so many days, or ever.
    not_counted_for: Option<u32>,
    /// As the books had it at the end of this day of the store; now where absent. Not together with `incoming` and `cover_below`.
    as_of: Option<Date>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200 items; 50 where absent.
    limit: Option<u16>,
}

/// Stock in the order of the SKUs, of everything of which there ever was any. A page may hold fewer than `limit`, even none, while `next`
/// goes on.
#[utoipa::path(
    get, path = "/stores/{store}/stock", tag = "stock", params(WhichStock),
    responses((status = 200, description = "A page of stock", body = ListOf<StockLevel>)),
    extensions(("x-permission" = json!("stock.read")))
)]
pub(crate) async fn list_stock(
    State(api): State<Api>,
    here: Access<{ May::StockRead as usize }>,
    Asked(which): Asked<WhichStock>,
) -> Result<Json<ListOf<StockLevel>>, Problem> {
    let WhichStock { q, short, has_unavailable, incoming, cover_below, not_counted_for, as_of, cursor, limit: asked } = which;
    let filter = Filter { q, short, has_unavailable, incoming, cover_below, not_counted_for, as_of };
    let coming = api.app.incoming(&here.scope).await?;
    let page = api.app.find_stock(&here.scope, &filter, &coming, (limit(asked), cursor.as_deref()), here.by.at).await?;
    Ok(Json(ListOf::of(page, StockLevel::of)))
}
