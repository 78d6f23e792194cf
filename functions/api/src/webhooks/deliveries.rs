//! `GET /stores/{store}/webhooks/{webhook}/deliveries`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::WebhookId;

use super::{WebhookDelivery, found};
use crate::access::Access;
use crate::json::{Asked, At};
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::{ListOf, Paging};

/// What was sent to a webhook in the last thirty days, and what came of it; the newest events first.
#[utoipa::path(
    get, path = "/stores/{store}/webhooks/{webhook}/deliveries", tag = "webhooks", params(Paging),
    responses((status = 200, description = "A page of deliveries", body = ListOf<WebhookDelivery>)),
    extensions(("x-permission" = json!("keys.write")))
)]
pub(crate) async fn list_deliveries(
    State(api): State<Api>,
    here: Access<{ May::KeysWrite as usize }>,
    At((_, id)): At<(String, WebhookId)>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<ListOf<WebhookDelivery>>, Problem> {
    found(&api, &here, id).await?;
    let page = api.app.table.deliveries(&here.scope, id, paging.limit(), paging.cursor.as_deref()).await?;
    Ok(Json(ListOf::of(page, |delivery| WebhookDelivery::from(&delivery))))
}
