//! `GET /stores/{store}/webhooks/{webhook}`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::WebhookId;

use super::{WebhookPage, found};
use crate::access::Access;
use crate::json::At;
use crate::problem::Problem;
use crate::state::Api;

/// A webhook.
#[utoipa::path(
    get, path = "/stores/{store}/webhooks/{webhook}", tag = "webhooks",
    responses((status = 200, description = "The webhook", body = WebhookPage)),
    extensions(("x-permission" = json!("keys.write")))
)]
pub(crate) async fn show_webhook(
    State(api): State<Api>,
    here: Access<{ May::KeysWrite as usize }>,
    At((_, id)): At<(String, WebhookId)>,
) -> Result<Json<WebhookPage>, Problem> {
    let endpoint = found(&api, &here, id).await?;
    Ok(Json(WebhookPage::load(&api.app, &here, &endpoint).await?))
}
