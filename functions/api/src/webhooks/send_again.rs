//! `POST /stores/{store}/webhooks/{webhook}/deliveries/{delivery}/send-again`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::{DeliveryId, WebhookId};
use http::StatusCode;

use super::{WebhookDelivery, found};
use crate::access::Access;
use crate::json::At;
use crate::problem::Problem;
use crate::state::Api;

/// Sends an event once more, under the same id, whatever became of it before. It is tried once.
#[utoipa::path(
    post, path = "/stores/{store}/webhooks/{webhook}/deliveries/{delivery}/send-again", tag = "webhooks",
    responses((status = 202, description = "It is on its way", body = WebhookDelivery)),
    extensions(("x-permission" = json!("keys.write")))
)]
pub(crate) async fn send_again(
    State(api): State<Api>,
    here: Access<{ May::KeysWrite as usize }>,
    At((_, id, delivery)): At<(String, WebhookId, DeliveryId)>,
) -> Result<(StatusCode, Json<WebhookDelivery>), Problem> {
    let endpoint = found(&api, &here, id).await?;
    let delivery = api.app.send_again(&here.scope, endpoint.id, delivery, here.by.at).await?;
    Ok((StatusCode::ACCEPTED, Json(WebhookDelivery::from(&delivery))))
}
