//! `GET /stores/{store}/manifests/{manifest}`

use axum::extract::State;
use axum::response::Response;
use domain::identity::roles::Permission as May;
use domain::ids::ManifestId;
use http::HeaderMap;

use super::ManifestPage;
use crate::access::Access;
use crate::json::{At, tagged};
use crate::problem::Problem;
use crate::state::Api;

/// A manifest and how far it is.
#[utoipa::path(
    get, path = "/stores/{store}/manifests/{manifest}", tag = "fulfilment",
    responses((status = 200, description = "The manifest", body = ManifestPage), (status = 304, description = "As in `If-None-Match`")),
    extensions(("x-permission" = json!("fulfilment.read")))
)]
pub(crate) async fn show_manifest(
    State(api): State<Api>,
    here: Access<{ May::FulfilmentRead as usize }>,
    At((_, id)): At<(String, ManifestId)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let manifest = api.app.table.manifest(&here.scope, id).await?.ok_or_else(|| Problem::not_found("manifest"))?;
    Ok(tagged(&headers, &ManifestPage::load(&api.app, &here, &manifest).await?))
}
