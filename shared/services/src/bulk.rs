//! One action on many orders: each order by itself, under its own condition and with its own outcome.

use domain::fulfilment::Batch;
use domain::identity::StoreScope;
use domain::ids::{BatchId, OrderId};
use domain::orders::history::By;
use domain::orders::{HoldReason, Order};
use futures::{FutureExt, StreamExt, TryStreamExt};

use crate::fulfilment::MAX_WAVE;
use crate::{App, Error};

/// Orders changed at once: each changes its levels by itself, and many share a level.
const AT_ONCE: usize = 8;

/// What is done to orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderAction {
    /// They are stopped.
    Hold {
        /// Why.
        reason: HoldReason,
        /// In somebody's words.
        note: String,
    },
    /// A stop is lifted: that of a reason, or all.
    ReleaseHold {
        /// Which, if not all.
        reason: Option<HoldReason>,
    },
    /// What is open of them is not wanted any more.
    Cancel {
        /// Why, in somebody's words.
        reason: String,
    },
}

/// What came of one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acted {
    /// Which.
    pub id: OrderId,
    /// The client's number of it; none where there is no such order.
    pub reference: Option<String>,
    /// What came of it.
    pub outcome: Outcome,
    /// The holds that were lifted, with their notes: what it takes to take that back.
    pub lifted: Vec<(HoldReason, String)>,
}

/// What came of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was like that before.
    Unchanged,
    /// It was not done, for this reason.
    Refused(String),
}

impl App {
    /// Does the same to each of many orders. Sent again under the same command, what was done is recognised and answered alike. An error is
    /// one of a service: then some may be done, and the caller sends it again.
    pub async fn act_on_orders(&self, scope: &StoreScope, ids: &[OrderId], by: &By, action: &OrderAction) -> Result<Vec<Acted>, Error> {
        let calls: Vec<_> = ids.iter().map(|id| self.act_on(scope, *id, by, action).boxed()).collect();
        futures::stream::iter(calls).buffered(AT_ONCE).try_collect().await
    }

    async fn act_on(&self, scope: &StoreScope, id: OrderId, by: &By, action: &OrderAction) -> Result<Acted, Error> {
        let done = match action {
            OrderAction::Hold { reason, note } => self.hold(scope, id, by, *reason, note).await,
            OrderAction::ReleaseHold { reason: Some(reason) } => self.release_hold(scope, id, by, *reason).await,
            OrderAction::ReleaseHold { reason: None } => self.release_all_holds(scope, id, by).await,
            OrderAction::Cancel { reason } => self.cancel_order(scope, id, by, reason).await,
        };
        match done {
            Ok(order) => {
                let outcome = if order.has_done(by) { Outcome::Done } else { Outcome::Unchanged };
                Ok(Acted { id, reference: Some(order.request.reference.to_string()), outcome, lifted: order.lifted_by(by) })
            }
            Err(error @ Error::Unavailable { .. }) => Err(error),
            Err(refused) => {
                let reference = self.table.order(scope, id).await?.map(|order| order.request.reference.to_string());
                Ok(Acted { id, reference, outcome: Outcome::Refused(refused.to_string()), lifted: Vec::new() })
            }
        }
    }

    /// Puts those of many orders that are ready into one batch; none where none is.
    pub async fn release_chosen(
        &self,
        scope: &StoreScope,
        ids: &[OrderId],
        by: &By,
        id: BatchId,
    ) -> Result<(Option<Batch>, Vec<Acted>), Error> {
        let batch = match self.create_batch(scope, by, id, Some(ids), MAX_WAVE).await {
            Ok(batch) => Some(batch),
            Err(Error::State(_)) => None,
            Err(error) => return Err(error),
        };
        let known = self.table.orders(scope, ids).await?;
        let is_inside = |id: &OrderId| batch.as_ref().is_some_and(|batch| batch.orders.contains(id));
        let acted = ids.iter().map(|id| {
            let order: Option<&Order> = known.iter().find(|order| order.id == *id);
            let outcome = match order {
                None => Outcome::Refused(Error::NotFound("order").to_string()),
                Some(_) if is_inside(id) => Outcome::Done,
                Some(order) => Outcome::Refused(order.why_not_ready().unwrap_or("it was not ready").to_owned()),
            };
            Acted { id: *id, reference: order.map(|order| order.request.reference.to_string()), outcome, lifted: Vec::new() }
        });
        let acted = acted.collect();
        Ok((batch, acted))
    }
}
