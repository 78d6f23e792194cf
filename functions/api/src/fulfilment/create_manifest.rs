//! `POST /stores/{store}/manifests`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::{BatchId, ManifestId, OrderId};
use http::StatusCode;
use serde::Deserialize;
use services::fulfilment::MAX_MANIFEST;
use utoipa::ToSchema;

use super::ManifestPage;
use crate::access::Access;
use crate::json::Body;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::is_text;

/// What a carrier will collect.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewManifest {
    #[schema(examples("Northern Parcels"))]
    carrier: String,
    /// These orders, as far as they have parcels for the carrier.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    orders: Option<Vec<OrderId>>,
    /// Or the orders of this batch. All packed ones where neither is given.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    batch: Option<BatchId>,
}

/// Makes the hand-over list of a carrier.
#[utoipa::path(
    post, path = "/stores/{store}/manifests", tag = "fulfilment", request_body = NewManifest,
    responses((status = 201, description = "The manifest", body = ManifestPage)),
    extensions(("x-permission" = json!("fulfilment.ship")))
)]
pub(crate) async fn create_manifest(
    State(api): State<Api>,
    here: Access<{ May::FulfilmentShip as usize }>,
    Body(new): Body<NewManifest>,
) -> Result<(StatusCode, Json<ManifestPage>), Problem> {
    if !is_text(&new.carrier, 1, 64) {
        return Err(Problem::invalid_at("/carrier", "a carrier's name has 1 to 64 bytes of visible text"));
    }
    let named = match (new.orders, new.batch) {
        (Some(_), Some(_)) => return Err(Problem::invalid_at("/batch", "name orders or a batch, not both")),
        (Some(orders), None) if orders.is_empty() || orders.len() > MAX_MANIFEST => {
            return Err(Problem::invalid_at("/orders", format!("a manifest has 1 to {MAX_MANIFEST} orders")));
        }
        (orders, None) => orders,
        (None, Some(batch)) => {
            let batch = api.app.table.batch_of(&here.scope, batch).await?;
            Some(batch.ok_or_else(|| Problem::invalid_at("/batch", "there is no such batch"))?.candidates().collect())
        }
    };
    let id = ManifestId::derived(&here.named("manifest"));
    let manifest = api.app.create_manifest(&here.scope, &here.by, id, new.carrier.trim(), named).await?;
    Ok((StatusCode::CREATED, Json(ManifestPage::row(&here, &manifest))))
}
