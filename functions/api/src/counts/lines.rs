//! `GET /stores/{store}/counts/{count}/lines`

use axum::Json;
use axum::extract::State;
use domain::counts::Stage;
use domain::identity::roles::Permission as May;
use domain::ids::CountId;
use serde::Deserialize;
use utoipa::IntoParams;

use super::CountLineRow;
use crate::access::Access;
use crate::json::{Asked, At};
use crate::problem::{Code, Problem};
use crate::state::Api;
use crate::wire::{ListOf, limit};
use crate::words;

/// Which SKUs of a count somebody wants to see.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichLines {
    /// At this stage.
    #[param(value_type = Option<words::CountStageName>)]
    stage: Option<Stage>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200 items; 50 where absent.
    limit: Option<u16>,
}

/// The SKUs of a count, in their order.
#[utoipa::path(
    get, path = "/stores/{store}/counts/{count}/lines", tag = "counts", params(WhichLines),
    responses((status = 200, description = "A page of SKUs", body = ListOf<CountLineRow>)),
    extensions(("x-permission" = json!("stock.read")))
)]
pub(crate) async fn list_count_lines(
    State(api): State<Api>,
    here: Access<{ May::StockRead as usize }>,
    At((_, id)): At<(String, CountId)>,
    Asked(which): Asked<WhichLines>,
) -> Result<Json<ListOf<CountLineRow>>, Problem> {
    let bad = || Problem::new(Code::BadCursor, "the cursor is not one of ours");
    let from: usize = which.cursor.as_deref().map_or(Ok(0), str::parse).map_err(|_| bad())?;
    let count = api.app.stock_count(&here.scope, id).await?;
    let mut lines = api.app.count_lines(&here.scope, id).await?;
    lines.retain(|line| which.stage.is_none_or(|stage| stage == super::shown_stage(&here, &count, line)));
    let until = from.saturating_add(limit(which.limit)).min(lines.len());
    let page = lines.get(from..until).ok_or_else(bad)?;
    let items = CountLineRow::all_of(&api.app, &here, &count, page).await?;
    Ok(Json(ListOf { items, next: (until < lines.len()).then(|| until.to_string()) }))
}
