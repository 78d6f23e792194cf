//! `POST /stores/{store}/order-actions`: one action on many orders.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use domain::identity::Denied;
use domain::identity::roles::Permission;
use domain::ids::{BatchId, OrderId};
use domain::orders::HoldReason;
use serde::{Deserialize, Serialize};
use services::bulk::{Acted, OrderAction, Outcome};
use utoipa::ToSchema;

use crate::access::Reached;
use crate::json::Body;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::{Reason, is_number_of, is_text};
use crate::words;

/// The most orders of one call.
const MOST: usize = 500;

/// What is done to which orders.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAction {
    #[schema(value_type = words::OrderActionName)]
    action: Name,
    /// 1 to 500; one that is named twice counts once.
    #[schema(value_type = Vec<String>, min_items = 1, max_items = 500)]
    orders: Vec<OrderId>,
    /// Of `hold`, the hold's reason; of `release_hold`, which one is lifted, all where absent.
    #[serde(default)]
    #[schema(value_type = Option<words::HoldReason>)]
    hold: Option<HoldReason>,
    /// Of `hold`, in somebody's words.
    #[serde(default)]
    note: String,
    /// Of `cancel`, why.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    reason: Option<Reason>,
}

/// The actions that many orders can have at once.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Name {
    Hold,
    ReleaseHold,
    Cancel,
    Release,
}

/// What came of an action on many orders.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ActionResult {
    /// In the order in which they were named.
    items: Vec<ActedOrder>,
    /// Of `release`, the batch that those of outcome `done` are in; null where none was ready.
    batch: Option<String>,
}

/// What came of one order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ActedOrder {
    order: String,
    /// The client's order number; null where there is no such order.
    reference: Option<String>,
    /// `unchanged`: it was like that before.
    #[schema(value_type = words::ActionOutcome)]
    outcome: &'static str,
    /// Why it was refused.
    detail: Option<String>,
    /// The holds that were lifted: `hold` with them takes that back.
    lifted: Vec<LiftedHold>,
}

/// A hold that was lifted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LiftedHold {
    #[schema(value_type = words::HoldReason)]
    hold: HoldReason,
    note: String,
}

impl From<Acted> for ActedOrder {
    fn from(Acted { id, reference, outcome, lifted }: Acted) -> Self {
        let (outcome, detail) = match outcome {
            Outcome::Done => ("done", None),
            Outcome::Unchanged => ("unchanged", None),
            Outcome::Refused(why) => ("refused", Some(why)),
        };
        let lifted = lifted.into_iter().map(|(hold, note)| LiftedHold { hold, note }).collect();
        Self { order: id.to_string(), reference, outcome, detail, lifted }
    }
}

/// Does the same to many orders, each under its own condition: those that it cannot be done to are refused with the reason, and the others
/// are done. Each action takes the permission that it takes for a single order: `orders.hold`, `orders.cancel`, `fulfilment.release`.
#[utoipa::path(
    post, path = "/stores/{store}/order-actions", tag = "orders", request_body = NewAction,
    responses((status = 200, description = "What came of each order", body = ActionResult)),
)]
pub(crate) async fn act_on_orders(
    State(api): State<Api>,
    here: Reached,
    Body(new): Body<NewAction>,
) -> Result<Json<ActionResult>, Problem> {
    let permission = match new.action {
        Name::Hold | Name::ReleaseHold => Permission::OrdersHold,
        Name::Cancel => Permission::OrdersCancel,
        Name::Release => Permission::FulfilmentRelease,
    };
    if !here.identity.may(permission) {
        return Err(Denied::NotAllowed.into());
    }
    is_number_of("orders", new.orders.len(), MOST)?;
    if !is_text(&new.note, 0, 500) {
        return Err(Problem::invalid_at("/note", "a note has at most 500 bytes on one line"));
    }
    let mut seen = BTreeSet::new();
    let orders: Vec<OrderId> = new.orders.iter().copied().filter(|id| seen.insert(*id)).collect();
    let action = match new.action {
        Name::Hold => {
            let reason = new.hold.ok_or_else(|| Problem::invalid_at("/hold", "a hold has a reason"))?;
            OrderAction::Hold { reason, note: new.note.trim().to_owned() }
        }
        Name::ReleaseHold => OrderAction::ReleaseHold { reason: new.hold },
        Name::Cancel => {
            let reason = new.reason.ok_or_else(|| Problem::invalid_at("/reason", "a cancellation has a reason"))?;
            OrderAction::Cancel { reason: reason.as_str().to_owned() }
        }
        Name::Release => {
            let id = BatchId::derived(&here.named("batch"));
            let (batch, acted) = api.app.release_chosen(&here.scope, &orders, &here.by, id).await?;
            let items = acted.into_iter().map(ActedOrder::from).collect();
            return Ok(Json(ActionResult { items, batch: batch.map(|batch| batch.id.to_string()) }));
        }
    };
    let acted = api.app.act_on_orders(&here.scope, &orders, &here.by, &action).await?;
    Ok(Json(ActionResult { items: acted.into_iter().map(ActedOrder::from).collect(), batch: None }))
}
