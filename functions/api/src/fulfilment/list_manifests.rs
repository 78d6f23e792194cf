//! `GET /stores/{store}/manifests`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;

use super::ManifestPage;
use crate::access::Access;
use crate::json::Asked;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::{ListOf, Paging};

/// Manifests, newest first.
#[utoipa::path(
    get, path = "/stores/{store}/manifests", tag = "fulfilment", params(Paging),
    responses((status = 200, description = "A page of manifests", body = ListOf<ManifestPage>)),
    extensions(("x-permission" = json!("fulfilment.read")))
)]
pub(crate) async fn list_manifests(
    State(api): State<Api>,
    here: Access<{ May::FulfilmentRead as usize }>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<ListOf<ManifestPage>>, Problem> {
    let page = api.app.table.manifests(&here.scope, paging.limit(), paging.cursor.as_deref()).await?;
    Ok(Json(ListOf::of(page, |manifest| ManifestPage::row(&here, &manifest))))
}
