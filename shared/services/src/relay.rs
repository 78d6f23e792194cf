//! Which changes of the table wake whom. Routing is a pure function of the item before and after.

use domain::fulfilment::{Batch, BatchState};
use domain::identity::StoreScope;
use domain::ids::OrgId;
use domain::imports::record::{Import, MailState, State};
use domain::orders::Order;
use domain::orders::history::{Event, EventKind};
use domain::stock::Level;
use serde::Serialize;

use crate::messages::{AllocationMessage, NotificationMessage, RenderMessage};
use crate::{App, Error};

/// An item of the table that somebody may wait for.
#[derive(Debug, Clone, PartialEq)]
pub enum Watched {
    /// Stock.
    Level(Level),
    /// A file.
    Import(Box<Import>),
    /// A batch.
    Batch(Box<Batch>),
    /// An order.
    Order(Box<Order>),
}

/// What a change asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Route {
    /// Work of `stock-allocation`.
    Allocate(AllocationMessage),
    /// Work of `document-render`.
    Render(RenderMessage),
    /// Work of `notifications`.
    Notify(NotificationMessage),
    /// News for whoever listens.
    Publish(Box<Published>),
}

/// An event of an order on the topic. Consumers tell repeats by `id`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Published {
    /// `<order>.<seq>`, the same at every delivery.
    pub id: String,
    /// Whose.
    pub store: String,
    /// The order.
    pub order: String,
    /// The client's number of it.
    pub reference: String,
    /// Where the order is now.
    pub status: &'static str,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// What the change from `old` to `new` asks for. Asked again for the same change, the same answer;
/// whoever gets a route twice does it once.
pub fn routes(old: Option<&Watched>, new: &Watched) -> Vec<Route> {
    match (old, new) {
        (old, Watched::Level(level)) => {
            let can_fill = |level: &Level| level.available > 0 && level.backordered > 0;
            let could = matches!(old, Some(Watched::Level(old)) if can_fill(old) && old.available >= level.available);
            if can_fill(level) && !could {
                vec![Route::Allocate(AllocationMessage::FillBackOrders { sku: level.sku.clone() })]
            } else {
                Vec::new()
            }
        }
        (old, Watched::Import(import)) => {
            let was = matches!(old, Some(Watched::Import(old)) if is_to_be_told(old));
            if is_to_be_told(import) && !was {
                vec![Route::Notify(NotificationMessage::TellImport { import: import.id })]
            } else {
                Vec::new()
            }
        }
        (old, Watched::Batch(batch)) => {
            let was = matches!(old, Some(Watched::Batch(old)) if old.state == BatchState::Released);
            if batch.state == BatchState::Released && !was {
                vec![Route::Render(RenderMessage::RenderBatch { batch: batch.id })]
            } else {
                Vec::new()
            }
        }
        (old, Watched::Order(order)) => {
            let told = match old {
                Some(Watched::Order(old)) => old.history.last().map_or(0, |event| event.seq),
                _ => 0,
            };
            // The acceptance of a file's orders is told by the import, not order by order.
            let news = order.history.iter().filter(|event| event.seq > told && !matches!(event.kind, EventKind::Accepted { .. }));
            news.map(|event| {
                Route::Publish(Box::new(Published {
                    id: format!("{}.{}", order.id, event.seq),
                    store: order.store.to_string(),
                    order: order.id.to_string(),
                    reference: order.request.reference.to_string(),
                    status: order.status().as_str(),
                    event: event.clone(),
                }))
            })
            .collect()
        }
    }
}

fn is_to_be_told(import: &Import) -> bool {
    matches!(import.state, State::Completed { .. } | State::Failed { .. }) && import.mail == MailState::Pending
}

impl App {
    /// Sends the work that changes ask for. News is answered, for the caller to publish.
    pub async fn relay(&self, organisation: OrgId, store: domain::ids::StoreId, routes: Vec<Route>) -> Result<Vec<Published>, Error> {
        let scope = StoreScope::of_message(organisation, store);
        let mut news = Vec::new();
        for route in routes {
            match route {
                Route::Allocate(message) => self.queues.allocate(&scope, message).await?,
                Route::Render(message) => self.queues.render(&scope, message).await?,
                Route::Notify(message) => self.queues.notify(&scope, message).await?,
                Route::Publish(published) => news.push(*published),
            }
        }
        Ok(news)
    }

    /// The organisation of a store, for changes whose items name only the store.
    pub async fn organisation_of(&self, store: &domain::ids::StoreId) -> Result<OrgId, Error> {
        Ok(self.table.store_by_name(store).await?.ok_or(Error::NotFound("store"))?.organisation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(available: u32, backordered: u32) -> Watched {
        let empty = Level::empty("A".parse().unwrap(), "london".parse().unwrap());
        Watched::Level(Level { available, backordered, ..empty })
    }

    #[test]
    fn stock_that_came_wakes_those_who_wait_and_nothing_else_does() {
        let wakes = |old: Option<Watched>, new: Watched| !routes(old.as_ref(), &new).is_empty();
        assert!(wakes(Some(level(0, 3)), level(5, 3)));
        assert!(wakes(Some(level(2, 3)), level(5, 3)), "more came while the queue was being filled");
        assert!(wakes(Some(level(5, 0)), level(5, 3)), "somebody queued while there was stock");
        assert!(!wakes(Some(level(5, 3)), level(4, 2)), "the filler's own steps");
        assert!(!wakes(Some(level(5, 0)), level(9, 0)));
        assert!(!wakes(None, level(0, 3)));
    }
}
