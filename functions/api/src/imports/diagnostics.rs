//! `GET /stores/{store}/imports/{import}/diagnostics`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::ImportId;
use domain::imports::record;
use serde::Serialize;
use utoipa::ToSchema;

use super::Fault;
use crate::access::Access;
use crate::json::{Asked, At};
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::{ListOf, Paging};
use crate::words;

/// An order of a file that was not taken.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Diagnostic {
    /// The client's order number; empty for a row that belongs to no order.
    reference: String,
    /// In the file.
    rows: Vec<u64>,
    #[schema(value_type = words::DiagnosticOutcome)]
    outcome: record::Outcome,
    /// All that is wrong; empty for a duplicate.
    faults: Vec<Fault>,
}

impl From<record::Diagnostic> for Diagnostic {
    fn from(of: record::Diagnostic) -> Self {
        Self { reference: of.reference, rows: of.rows, outcome: of.outcome, faults: of.faults.into_iter().map(Fault::from).collect() }
    }
}

/// What was not taken, with the reasons, as far as it is known. A page may hold fewer than `limit` while `next` goes on.
#[utoipa::path(
    get, path = "/stores/{store}/imports/{import}/diagnostics", tag = "imports", params(Paging),
    responses((status = 200, description = "A page of diagnostics", body = ListOf<Diagnostic>)),
    extensions(("x-permission" = json!("imports.read")))
)]
pub(crate) async fn list_diagnostics(
    State(api): State<Api>,
    here: Access<{ May::ImportsRead as usize }>,
    At((_, id)): At<(String, ImportId)>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<ListOf<Diagnostic>>, Problem> {
    let page = api.app.diagnostics(&here.scope, id, paging.limit(), paging.cursor.as_deref()).await?;
    Ok(Json(ListOf::of(page, Diagnostic::from)))
}
