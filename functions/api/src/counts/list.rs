//! `GET /stores/{store}/counts`

use axum::Json;
use axum::extract::State;
use domain::counts::{Count, CountState};
use domain::identity::roles::Permission as May;
use serde::Deserialize;
use utoipa::IntoParams;

use super::CountRow;
use crate::access::Access;
use crate::json::Asked;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::{ListOf, limit};
use crate::words;

/// Which counts somebody wants to see.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichCounts {
    /// In this state.
    #[param(value_type = Option<words::CountStateName>)]
    state: Option<CountState>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200 items; 50 where absent.
    limit: Option<u16>,
}

/// Counts of the store's stock, newest first. A page may hold fewer than `limit` while `next` goes on.
#[utoipa::path(
    get, path = "/stores/{store}/counts", tag = "counts", params(WhichCounts),
    responses((status = 200, description = "A page of counts", body = ListOf<CountRow>)),
    extensions(("x-permission" = json!("stock.read")))
)]
pub(crate) async fn list_counts(
    State(api): State<Api>,
    here: Access<{ May::StockRead as usize }>,
    Asked(which): Asked<WhichCounts>,
) -> Result<Json<ListOf<CountRow>>, Problem> {
    let is_wanted = |count: &Count| which.state.is_none_or(|state| state == count.state());
    let page = api.app.table.stock_counts(&here.scope, limit(which.limit), which.cursor.as_deref(), is_wanted).await?;
    let items = CountRow::all_of(&api.app, &here, &page.items).await?;
    Ok(Json(ListOf { items, next: page.next }))
}
