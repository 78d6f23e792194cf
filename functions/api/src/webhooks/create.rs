//! `POST /stores/{store}/webhooks`

use axum::extract::State;
use axum::{Extension, Json};
use domain::audit::Action;
use domain::identity::roles::Permission as May;
use domain::ids::WebhookId;
use domain::webhooks::{Endpoint, EndpointState, MOST_ENDPOINTS, OffReason, Secrets};
use http::StatusCode;

use super::{WebhookBody, WebhookPage, WebhookWithSecret, new_secret, told};
use crate::access::Access;
use crate::json::Body;
use crate::problem::{Code, Problem};
use crate::secret::ShownOnce;
use crate::state::Api;

/// Has the store's events sent to an address.
#[utoipa::path(
    post, path = "/stores/{store}/webhooks", tag = "webhooks", request_body = WebhookBody,
    responses((status = 201, description = "The webhook with its secret, this once", body = WebhookWithSecret)),
    extensions(("x-permission" = json!("keys.write")))
)]
pub(crate) async fn create_webhook(
    State(api): State<Api>,
    here: Access<{ May::KeysWrite as usize }>,
    Body(body): Body<WebhookBody>,
) -> Result<(StatusCode, Extension<ShownOnce>, Json<WebhookWithSecret>), Problem> {
    let (name, url, events, is_active) = body.read(&api.app, None).await?;
    if api.app.table.webhooks(&here.scope).await?.len() >= MOST_ENDPOINTS {
        return Err(Problem::new(Code::State, format!("a store has at most {MOST_ENDPOINTS} webhooks; remove one first")));
    }
    let secret = new_secret()?;
    let endpoint = Endpoint {
        id: WebhookId::new((api.mint)()),
        version: 1,
        name,
        url,
        events,
        secrets: Secrets::new(secret.clone()),
        state: if is_active { EndpointState::Active } else { EndpointState::Off { since: here.by.at, reason: OffReason::ByHand } },
        failing: None,
        created_at: here.by.at,
        created_by: here.by.actor.clone(),
    };
    let webhook = WebhookPage::load(&api.app, &here, &endpoint).await?;
    api.app.table.create_webhook(&here.scope, &endpoint, &told(&here, Action::Created, None, Some(&endpoint))).await?;
    Ok((StatusCode::CREATED, Extension(ShownOnce), Json(WebhookWithSecret { webhook, secret: secret.reveal() })))
}
