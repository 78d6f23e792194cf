//! `GET /stores/{store}/webhooks`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;

use super::WebhookPage;
use crate::access::Access;
use crate::names::Names;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::ListOf;

/// The store's webhooks.
#[utoipa::path(
    get, path = "/stores/{store}/webhooks", tag = "webhooks",
    responses((status = 200, description = "The webhooks", body = ListOf<WebhookPage>)),
    extensions(("x-permission" = json!("keys.write")))
)]
pub(crate) async fn list_webhooks(
    State(api): State<Api>,
    here: Access<{ May::KeysWrite as usize }>,
) -> Result<Json<ListOf<WebhookPage>>, Problem> {
    let webhooks = api.app.table.webhooks(&here.scope).await?;
    let names = Names::of(&api.app, &here, webhooks.iter().map(|webhook| &webhook.created_by)).await?;
    Ok(Json(ListOf::whole(webhooks.iter().map(|webhook| WebhookPage::of(webhook, &names, here.by.at)).collect())))
}
