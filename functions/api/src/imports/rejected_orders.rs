//! `GET /stores/{store}/imports/{import}/rejected-orders`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::ImportId;
use serde::Serialize;
use services::imports::lists;
use utoipa::ToSchema;

use super::Fault;
use crate::access::Access;
use crate::json::{Asked, At};
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::Paging;

/// Rejected orders as a table of the client's own cells.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RejectedOrders {
    /// Of the file; of JSON and XML the paths that the profile reads.
    columns: Vec<String>,
    items: Vec<RejectedOrder>,
    /// Pass it as `cursor` for what follows; null at the end.
    next: Option<String>,
}

/// A rejected order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RejectedOrder {
    /// Its first row, by which corrections name it.
    row: u64,
    /// The client's order number; empty for a row that belongs to no order.
    reference: String,
    rows: Vec<RejectedRow>,
    /// All that is wrong with it.
    faults: Vec<CellFault>,
    /// Whether it can be sent again from here: not where it is larger than an order may be.
    correctable: bool,
    /// Whether it was taken since.
    mended: bool,
}

/// A row of a file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RejectedRow {
    row: u64,
    /// In the order of the columns; fewer or more where the row is too short or too long.
    cells: Vec<String>,
}

/// What is wrong, and in which cell.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CellFault {
    #[serde(flatten)]
    fault: Fault,
    /// The place of its column in `columns`; null where it is not about one cell.
    cell: Option<usize>,
}

/// What was rejected, to be corrected where it stands. There once the import is completed and told; 409 `in_progress` until then.
#[utoipa::path(
    get, path = "/stores/{store}/imports/{import}/rejected-orders", tag = "imports", params(Paging),
    responses((status = 200, description = "A page of rejected orders", body = RejectedOrders)),
    extensions(("x-permission" = json!("imports.read")))
)]
pub(crate) async fn list_rejected_orders(
    State(api): State<Api>,
    here: Access<{ May::ImportsRead as usize }>,
    At((_, id)): At<(String, ImportId)>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<RejectedOrders>, Problem> {
    let lists::RejectedOrders { columns, page } =
        api.app.rejected_orders(&here.scope, id, paging.limit(), paging.cursor.as_deref()).await?;
    let shown = |order: lists::RejectedOrder| RejectedOrder {
        row: order.diagnostic.rows.first().copied().unwrap_or_default(),
        reference: order.diagnostic.reference,
        rows: order.rows.into_iter().map(|(row, cells)| RejectedRow { row, cells }).collect(),
        faults: order
            .diagnostic
            .faults
            .into_iter()
            .zip(order.cells_at_fault)
            .map(|(fault, cell)| CellFault { cell, fault: fault.into() })
            .collect(),
        correctable: order.is_correctable,
        mended: order.is_mended,
    };
    let items = page.items.into_iter().map(shown).collect();
    Ok(Json(RejectedOrders { items, next: page.next, columns }))
}
