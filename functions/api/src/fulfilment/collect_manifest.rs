//! `POST /stores/{store}/manifests/{manifest}/ship`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::ManifestId;
use http::StatusCode;

use super::ManifestPage;
use crate::access::Access;
use crate::json::At;
use crate::problem::Problem;
use crate::state::Api;

/// The carrier took the parcels. Their orders are marked as shipped, at once or a moment later.
#[utoipa::path(
    post, path = "/stores/{store}/manifests/{manifest}/ship", tag = "fulfilment",
    responses((status = 202, description = "The manifest; see its `state`", body = ManifestPage)),
    extensions(("x-permission" = json!("fulfilment.ship")))
)]
pub(crate) async fn ship_manifest(
    State(api): State<Api>,
    here: Access<{ May::FulfilmentShip as usize }>,
    At((_, id)): At<(String, ManifestId)>,
) -> Result<(StatusCode, Json<ManifestPage>), Problem> {
    let manifest = api.app.collect_manifest(&here.scope, id, &here.by).await?;
    Ok((StatusCode::ACCEPTED, Json(ManifestPage::load(&api.app, &here, &manifest).await?)))
}
