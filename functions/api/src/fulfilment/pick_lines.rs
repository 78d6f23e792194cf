//! `GET /stores/{store}/batches/{batch}/pick-lines`: the pick list, on a screen.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::{BatchId, Sku};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Access;
use crate::json::{Asked, At};
use crate::problem::{Code, Problem};
use crate::state::Api;
use crate::wire::{ListOf, Paging};

/// Units of one order's line that are picked at one place.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub(crate) struct PickListLine {
    #[schema(examples("A-01-03"))]
    location: String,
    sku: String,
    /// Of the product.
    name: String,
    order: String,
    reference: String,
    /// Of the order, from 1.
    line: u32,
    /// Units on the pick list.
    quantity: u32,
    /// Of them picked.
    picked: u32,
}

/// Lines of a batch's pick list in the order of their places.
#[utoipa::path(
    get, path = "/stores/{store}/batches/{batch}/pick-lines", tag = "fulfilment", params(Paging),
    responses((status = 200, description = "A page of lines", body = ListOf<PickListLine>)),
    extensions(("x-permission" = json!("fulfilment.read")))
)]
pub(crate) async fn list_pick_lines(
    State(api): State<Api>,
    here: Access<{ May::FulfilmentRead as usize }>,
    At((_, id)): At<(String, BatchId)>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<ListOf<PickListLine>>, Problem> {
    let first: usize = match paging.cursor.as_deref() {
        None => 0,
        Some(cursor) => cursor.parse().map_err(|_| Problem::new(Code::BadCursor, "the cursor is not one of ours"))?,
    };
    let table = &api.app.table;
    let batch = table.batch_of(&here.scope, id).await?.ok_or_else(|| Problem::not_found("batch"))?;
    let orders = table.orders(&here.scope, &batch.orders).await?;
    let skus: BTreeSet<&Sku> = orders.iter().flat_map(|order| order.request.lines.iter().map(|line| &line.sku)).collect();
    let products = table.products_by_sku(&here.scope, skus).await?;
    let mut lines: Vec<PickListLine> = Vec::new();
    for order in orders.iter().filter(|order| order.batch == Some(id)) {
        for (number, line, counters) in order.lines().filter(|(_, _, counters)| counters.in_house() > 0) {
            let product = products.get(&line.sku);
            lines.push(PickListLine {
                location: product.map_or_else(String::new, |product| product.location.clone()),
                sku: line.sku.to_string(),
                name: product.map_or_else(|| line.description.clone(), |product| product.name.clone()),
                order: order.id.to_string(),
                reference: order.request.reference.to_string(),
                line: number,
                quantity: counters.in_house(),
                picked: counters.picked + counters.packed,
            });
        }
    }
    lines.sort();
    let end = first.saturating_add(paging.limit()).min(lines.len());
    let next = (end < lines.len()).then(|| end.to_string());
    Ok(Json(ListOf { items: lines.drain(first.min(end)..end).collect(), next }))
}
