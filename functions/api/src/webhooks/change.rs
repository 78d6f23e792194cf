//! `PUT /stores/{store}/webhooks/{webhook}`

use axum::Json;
use axum::extract::State;
use domain::audit::Action;
use domain::identity::roles::Permission as May;
use domain::ids::WebhookId;
use http::HeaderMap;
use services::Error;

use super::{WebhookBody, WebhookPage, found, told};
use crate::access::Access;
use crate::json::{At, Body, version_in};
use crate::problem::Problem;
use crate::state::Api;

/// Changes a webhook, and switches it on or off. `If-Match` says which version was changed.
#[utoipa::path(
    put, path = "/stores/{store}/webhooks/{webhook}", tag = "webhooks", request_body = WebhookBody,
    params(("If-Match" = String, Header, description = "The version that was loaded, e.g. `\"3\"`")),
    responses((status = 200, description = "The webhook", body = WebhookPage), (status = 428, description = "`If-Match` is missing")),
    extensions(("x-permission" = json!("keys.write")))
)]
pub(crate) async fn change_webhook(
    State(api): State<Api>,
    here: Access<{ May::KeysWrite as usize }>,
    At((_, id)): At<(String, WebhookId)>,
    headers: HeaderMap,
    Body(body): Body<WebhookBody>,
) -> Result<Json<WebhookPage>, Problem> {
    let before = found(&api, &here, id).await?;
    if version_in(&headers)? != before.version {
        return Err(Error::Changed.into());
    }
    let (name, url, events, is_active) = body.read(&api.app, Some(&before.url)).await?;
    let after = before.changed(name, url, events, is_active, here.by.at);
    let told = told(&here, Action::Changed, Some(&before), Some(&after));
    api.app.table.replace_webhook(&here.scope, &after, before.version, &told).await?;
    Ok(Json(WebhookPage::load(&api.app, &here, &after).await?))
}
