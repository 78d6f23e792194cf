//! `POST` and `GET /stores/{store}/imports/{import}/undo`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::ImportId;
use http::StatusCode;
use serde::Serialize;
use services::imports::undoing::{UndoOutcome, UndoneOrder as Undone};
use utoipa::ToSchema;

use super::ImportPage;
use super::start::Started;
use crate::access::Access;
use crate::json::{Asked, At};
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::{ListOf, Paging};
use crate::words;

/// Takes an import back: cancels every order of it that the warehouse has not got, with the reason `import undone`. Their stock goes to those who
/// wait. Cancellations that came by the file stay. Begun before, it answers how far it is.
#[utoipa::path(
    post, path = "/stores/{store}/imports/{import}/undo", tag = "imports",
    responses((status = 202, description = "The import; see its `undo`", body = Started)),
    extensions(("x-permission" = json!("orders.cancel")))
)]
pub(crate) async fn undo_import(
    State(api): State<Api>,
    here: Access<{ May::OrdersCancel as usize }>,
    At((_, id)): At<(String, ImportId)>,
) -> Result<(StatusCode, Json<Started>), Problem> {
    let import = api.app.undo_import(&here.scope, id, &here.by).await?;
    Ok((StatusCode::ACCEPTED, Json(Started { import: ImportPage::load(&api.app, &here, &import).await? })))
}

/// What came of undoing one order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UndoneOrder {
    order: String,
    /// The client's order number.
    reference: String,
    #[schema(value_type = words::UndoOutcome)]
    outcome: &'static str,
    /// Why it was kept.
    detail: Option<String>,
}

impl From<Undone> for UndoneOrder {
    fn from(Undone { order, reference, outcome }: Undone) -> Self {
        let (outcome, detail) = match outcome {
            UndoOutcome::Cancelled => ("cancelled", None),
            UndoOutcome::Refused(why) => ("refused", Some(why)),
            UndoOutcome::Gone => ("gone", None),
        };
        Self { order: order.to_string(), reference, outcome, detail }
    }
}

/// What came of each order of an import that is undone, as far as it is; nothing where nobody asked for that.
#[utoipa::path(
    get, path = "/stores/{store}/imports/{import}/undo", tag = "imports", params(Paging),
    responses((status = 200, description = "A page of orders", body = ListOf<UndoneOrder>)),
    extensions(("x-permission" = json!("imports.read")))
)]
pub(crate) async fn list_undone_orders(
    State(api): State<Api>,
    here: Access<{ May::ImportsRead as usize }>,
    At((_, id)): At<(String, ImportId)>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<ListOf<UndoneOrder>>, Problem> {
    let page = api.app.undone_orders(&here.scope, id, paging.limit(), paging.cursor.as_deref()).await?;
    Ok(Json(ListOf::of(page, UndoneOrder::from)))
}
