//! `POST /stores/{store}/batches/{batch}/picks`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::BatchId;
use serde::Serialize;
use services::Error;
use utoipa::ToSchema;

use crate::access::Access;
use crate::json::At;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::ListOf;
use crate::words;

/// What came of one order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PickedOrder {
    order: String,
    #[schema(value_type = words::PickOutcome)]
    outcome: &'static str,
    /// Why not.
    detail: Option<String>,
}

/// Confirms everything that is still open in a batch, order by order.
#[utoipa::path(
    post, path = "/stores/{store}/batches/{batch}/picks", tag = "fulfilment",
    responses((status = 200, description = "What came of each order", body = ListOf<PickedOrder>)),
    extensions(("x-permission" = json!("fulfilment.pick")))
)]
pub(crate) async fn pick_batch(
    State(api): State<Api>,
    here: Access<{ May::FulfilmentPick as usize }>,
    At((_, id)): At<(String, BatchId)>,
) -> Result<Json<ListOf<PickedOrder>>, Problem> {
    let mut items = Vec::new();
    for (order, outcome) in api.app.pick_batch(&here.scope, id, &here.by).await? {
        let (outcome, detail) = match outcome {
            Ok(()) => ("picked", None),
            // Picking again is harmless: the caller tries again.
            Err(error @ Error::Unavailable { .. }) => return Err(error.into()),
            Err(error) => ("refused", Some(error.to_string())),
        };
        items.push(PickedOrder { order: order.to_string(), outcome, detail });
    }
    Ok(Json(ListOf::whole(items)))
}
