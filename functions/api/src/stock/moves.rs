//! `GET /stores/{store}/stock/{sku}/moves`: the ledger.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::Sku;
use domain::stock::ledger;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::Access;
use crate::json::{Asked, At};
use crate::names::Names;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::{ListOf, limit};
use crate::words;

/// One entry of the ledger.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Move {
    id: String,
    #[schema(value_type = words::MoveKind)]
    kind: ledger::MoveKind,
    /// When it happened in the world.
    effective_at: Timestamp,
    /// When it was written down.
    recorded_at: Timestamp,
    /// Differences: `available`, `allocated`, `backordered`, and reasons for being unavailable.
    #[schema(examples(json!({"available": 5, "allocated": -5})))]
    changes: BTreeMap<&'static str, i64>,
    /// For one order, where it is for one.
    order: Option<String>,
    /// In words.
    cause: String,
    /// Who, as people call them; functions of ours have names of their own.
    actor: String,
    /// A user's subject, an API key's id, or the function.
    actor_id: String,
}

impl Move {
    fn of(of: ledger::Move, actor: String) -> Self {
        let fixed = [("available", of.change.available), ("allocated", of.change.allocated), ("backordered", of.change.backordered)];
        let by_reason = of.change.unavailable.iter().map(|(reason, by)| (reason.as_str(), *by));
        Self {
            changes: fixed.into_iter().chain(by_reason).filter(|(_, by)| *by != 0).collect(),
            id: of.id,
            kind: of.kind,
            effective_at: of.effective_at,
            recorded_at: of.recorded_at,
            order: of.order.map(|order| order.to_string()),
            cause: of.cause,
            actor,
            actor_id: of.actor.to_string(),
        }
    }
}

/// Which movements somebody wants to see.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichMoves {
    /// Those that were written down until the end of this day of the store; all where absent.
    as_of: Option<Date>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200 items; 50 where absent.
    limit: Option<u16>,
}

/// Movements of a SKU, newest first.
#[utoipa::path(
    get, path = "/stores/{store}/stock/{sku}/moves", tag = "stock", params(WhichMoves),
    responses((status = 200, description = "A page of movements", body = ListOf<Move>)),
    extensions(("x-permission" = json!("stock.read")))
)]
pub(crate) async fn list_moves(
    State(api): State<Api>,
    here: Access<{ May::StockRead as usize }>,
    At((_, sku)): At<(String, Sku)>,
    Asked(which): Asked<WhichMoves>,
) -> Result<Json<ListOf<Move>>, Problem> {
    let page = api.app.moves_until(&here.scope, &sku, which.as_of, (limit(which.limit), which.cursor.as_deref()), here.by.at).await?;
    let names = Names::of(&api.app, &here, page.items.iter().map(|entry| &entry.actor)).await?;
    Ok(Json(ListOf::of(page, |entry| {
        let actor = names.name(&entry.actor);
        Move::of(entry, actor)
    })))
}
