//! `GET /stores/{store}/asns`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::inbound::{Asn, AsnState};
use serde::Deserialize;
use utoipa::IntoParams;

use super::AsnRow;
use crate::access::Access;
use crate::json::Asked;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::{ListOf, limit};
use crate::words;

/// Which deliveries somebody wants to see.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichAsns {
    /// In this state.
    #[param(value_type = Option<words::AsnStateName>)]
    state: Option<AsnState>,
    /// Only those of which goods may come, by the day for which they were announced.
    #[serde(default)]
    open: bool,
    /// `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200 items; 50 where absent.
    limit: Option<u16>,
}

/// Deliveries, newest first; those that are open by the day for which they were announced. A page may hold fewer than `limit`
/// while `next` goes on.
#[utoipa::path(
    get, path = "/stores/{store}/asns", tag = "inbound", params(WhichAsns),
    responses((status = 200, description = "A page of deliveries", body = ListOf<AsnRow>)),
    extensions(("x-permission" = json!("stock.read")))
)]
pub(crate) async fn list_asns(
    State(api): State<Api>,
    here: Access<{ May::StockRead as usize }>,
    Asked(which): Asked<WhichAsns>,
) -> Result<Json<ListOf<AsnRow>>, Problem> {
    let today = here.today();
    let is_wanted = |asn: &Asn| which.state.is_none_or(|state| state == asn.state(today));
    let (limit, cursor) = (limit(which.limit), which.cursor.as_deref());
    let page = if which.open {
        api.app.table.open_asns(&here.scope, limit, cursor, is_wanted).await?
    } else {
        api.app.table.asns(&here.scope, limit, cursor, is_wanted).await?
    };
    Ok(Json(ListOf::of(page, |asn| AsnRow::of(&asn, today))))
}
