//! `GET /stores/{store}/batches`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;

use super::BatchPage;
use crate::access::Access;
use crate::json::Asked;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::{ListOf, Paging};

/// Batches, newest first.
#[utoipa::path(
    get, path = "/stores/{store}/batches", tag = "fulfilment", params(Paging),
    responses((status = 200, description = "A page of batches", body = ListOf<BatchPage>)),
    extensions(("x-permission" = json!("fulfilment.read")))
)]
pub(crate) async fn list_batches(
    State(api): State<Api>,
    here: Access<{ May::FulfilmentRead as usize }>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<ListOf<BatchPage>>, Problem> {
    let page = api.app.table.batches(&here.scope, paging.limit(), paging.cursor.as_deref()).await?;
    Ok(Json(ListOf::of(page, |batch| BatchPage::row(&batch))))
}
