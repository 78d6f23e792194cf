//! `POST /stores/{store}/webhooks/{webhook}/secret`

use axum::extract::State;
use axum::{Extension, Json};
use domain::audit::Action;
use domain::identity::roles::Permission as May;
use domain::ids::WebhookId;

use super::{WebhookPage, WebhookWithSecret, found, new_secret, told};
use crate::access::Access;
use crate::json::At;
use crate::problem::Problem;
use crate::secret::ShownOnce;
use crate::state::Api;

/// Gives a webhook another secret. For a day events are signed with both.
#[utoipa::path(
    post, path = "/stores/{store}/webhooks/{webhook}/secret", tag = "webhooks",
    responses((status = 200, description = "The webhook with its new secret, this once", body = WebhookWithSecret)),
    extensions(("x-permission" = json!("keys.write")))
)]
pub(crate) async fn rotate_webhook_secret(
    State(api): State<Api>,
    here: Access<{ May::KeysWrite as usize }>,
    At((_, id)): At<(String, WebhookId)>,
) -> Result<(Extension<ShownOnce>, Json<WebhookWithSecret>), Problem> {
    let before = found(&api, &here, id).await?;
    let secret = new_secret()?;
    let after = before.rotated(secret.clone(), here.by.at);
    let told = told(&here, Action::SecretRotated, Some(&before), Some(&after));
    api.app.table.replace_webhook(&here.scope, &after, before.version, &told).await?;
    let webhook = WebhookPage::load(&api.app, &here, &after).await?;
    Ok((Extension(ShownOnce), Json(WebhookWithSecret { webhook, secret: secret.reveal() })))
}
