//! `DELETE /stores/{store}/webhooks/{webhook}`

use axum::extract::State;
use domain::audit::Action;
use domain::identity::roles::Permission as May;
use domain::ids::WebhookId;
use http::StatusCode;

use super::{found, told};
use crate::access::Access;
use crate::json::At;
use crate::problem::Problem;
use crate::state::Api;

/// Removes a webhook. What was on its way is given up.
#[utoipa::path(
    delete, path = "/stores/{store}/webhooks/{webhook}", tag = "webhooks",
    responses((status = 204, description = "It is removed")),
    extensions(("x-permission" = json!("keys.write")))
)]
pub(crate) async fn remove_webhook(
    State(api): State<Api>,
    here: Access<{ May::KeysWrite as usize }>,
    At((_, id)): At<(String, WebhookId)>,
) -> Result<StatusCode, Problem> {
    let endpoint = found(&api, &here, id).await?;
    match api.app.table.remove_webhook(&here.scope, id, &told(&here, Action::Removed, Some(&endpoint), None)).await {
        // Somebody else removed it in the same moment.
        Ok(()) | Err(storage::Error::Conflict) => Ok(StatusCode::NO_CONTENT),
        Err(error) => Err(error.into()),
    }
}
