//! Which changes of the table wake whom. Routing is a pure function of the item before and after.

use std::collections::BTreeMap;

use domain::audit::Entry;
use domain::counts::{Count, CountState};
use domain::findings::Finding;
use domain::fulfilment::{Batch, BatchState};
use domain::identity::StoreScope;
use domain::ids::{NoticeId, OrgId, StoreId};
use domain::imports::record::{Import, MailState, State};
use domain::invariants::{self, Violation};
use domain::notices;
use domain::orders::Order;
use domain::orders::history::{Event, EventKind};
use domain::reconciliation::{Reconciliation, ReconciliationState};
use domain::returns::Return;
use domain::stock::Level;
use domain::webhooks::{self, Endpoint, EndpointState, OffReason};
use serde::Serialize;
use storage::keys::Log;

use crate::messages::{AllocationMessage, NotificationMessage, RenderMessage, SentinelMessage};
use crate::{App, Error, gather};

/// An item of the table that somebody may wait for.
#[derive(Debug, Clone, PartialEq)]
pub enum Watched {
    /// Stock.
    Level(Level),
    /// A file.
    Import(Box<Import>),
    /// A batch.
    Batch(Box<Batch>),
    /// A reconciliation file.
    Reconciliation(Box<Reconciliation>),
    /// An order.
    Order(Box<Order>),
    /// An address that events are sent to.
    Webhook(Box<Endpoint>),
    /// What the sentinel found.
    Finding(Box<Finding>),
    /// Goods that come back.
    Return(Box<Return>),
    /// A count of stock.
    Count(Box<Count>),
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
    /// Something that must not be, for `sentinel`.
    Report(Violation),
    /// News for whoever listens in the house.
    Publish(Box<Published>),
    /// News for the store's webhooks.
    Announce(Box<webhooks::Event>),
    /// News for people of the store.
    Tell(Box<notices::News>),
    /// What the store's log of changes tells.
    Log(Box<Entry>),
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

/// What is gathered from many changes, to go out at once.
#[derive(Debug, Default)]
pub struct News {
    /// For whoever listens in the house.
    pub published: Vec<Published>,
    /// For webhooks, with the store that it is about.
    pub announced: Vec<(StoreScope, webhooks::Event)>,
    /// For people of a store, each once.
    pub told: BTreeMap<NoticeId, (StoreScope, notices::News)>,
}

/// What the change from `old` to `new` asks for. Asked again for the same change, the same answer;
/// whoever gets a route twice does it once.
pub fn routes(store: &StoreId, old: Option<&Watched>, new: &Watched) -> Vec<Route> {
    match (old, new) {
        (old, Watched::Level(level)) => {
            let can_fill = |level: &Level| level.promisable() > 0 && level.backordered > 0;
            let could = matches!(old, Some(Watched::Level(old)) if can_fill(old) && old.available >= level.available);
            if can_fill(level) && !could {
                vec![Route::Allocate(AllocationMessage::FillBackOrders { sku: level.sku.clone() })]
            } else {
                Vec::new()
            }
        }
        (old, Watched::Import(import)) => {
            let was = matches!(old, Some(Watched::Import(old)) if is_to_be_told(old));
            let message = NotificationMessage::TellImport { import: import.id };
            let told = (is_to_be_told(import) && !was).then_some(Route::Notify(message));
            let old = if let Some(Watched::Import(old)) = old { Some(old.as_ref()) } else { None };
            // Nobody needs a mail about a file that was taken whole; programs want to know.
            let ends = is_done(import) && !old.is_some_and(is_done);
            let announced = ends.then(|| webhooks::Event::of_import(import)).flatten().map(announce);
            let news = ends.then(|| notices::News::of_import(import)).flatten().map(tell);
            told.into_iter()
                .chain(announced)
                .chain(news)
                .chain(invariants::of_import_change(old, import).into_iter().map(Route::Report))
                .collect()
        }
        (old, Watched::Batch(batch)) => {
            let was = matches!(old, Some(Watched::Batch(old)) if old.state == BatchState::Released);
            if batch.state == BatchState::Released && !was {
                vec![Route::Render(RenderMessage::RenderBatch { batch: batch.id })]
            } else {
                Vec::new()
            }
        }
        (old, Watched::Reconciliation(file)) => {
            let is_made = |file: &Reconciliation| matches!(file.state, ReconciliationState::Made(_));
            let was = matches!(old, Some(Watched::Reconciliation(old)) if is_made(old));
            let message = NotificationMessage::TellReconciliation { sequence: file.sequence };
            let told = (is_made(file) && !was).then_some(Route::Notify(message));
            let announced = told.is_some().then(|| webhooks::Event::of_reconciliation(file)).flatten().map(announce);
            let news = told.is_some().then(|| notices::News::of_reconciliation(file)).flatten().map(tell);
            let old = if let Some(Watched::Reconciliation(old)) = old { Some(old.as_ref()) } else { None };
            let violations = old.map(|old| invariants::of_file_change(old, file)).unwrap_or_default();
            told.into_iter().chain(announced).chain(news).chain(violations.into_iter().map(Route::Report)).collect()
        }
        (old, Watched::Webhook(endpoint)) => {
            let by_itself = |endpoint: &Endpoint| match endpoint.state {
                EndpointState::Off { since, reason: OffReason::Failing | OffReason::Gone } => Some(since),
                _ => None,
            };
            let was = if let Some(Watched::Webhook(old)) = old { by_itself(old) } else { None };
            let is_news = by_itself(endpoint).is_some() && by_itself(endpoint) != was;
            let mail = is_news.then_some(Route::Notify(NotificationMessage::TellWebhookOff { webhook: endpoint.id }));
            let news = is_news.then(|| notices::News::of_webhook(store, endpoint)).flatten().map(tell);
            mail.into_iter().chain(news).collect()
        }
        (old, Watched::Count(count)) => {
            let was = matches!(old, Some(Watched::Count(old)) if old.state() == CountState::Closed);
            (!was).then(|| notices::News::of_count(count)).flatten().map(tell).into_iter().collect()
        }
        (old, Watched::Finding(finding)) => {
            let was_open = matches!(old, Some(Watched::Finding(old)) if old.is_open());
            (!was_open).then(|| notices::News::of_finding(store, finding)).flatten().map(tell).into_iter().collect()
        }
        (old, Watched::Return(back)) => {
            let old = if let Some(Watched::Return(old)) = old { Some(old.as_ref()) } else { None };
            let announced = (old.is_none() && back.was_announced()).then(|| announce(webhooks::Event::of_announced_return(back)));
            let n_told = old.map_or(0, |old| old.receipts.len());
            let came = back.receipts.iter().skip(n_told).flat_map(|receipt| {
                [announce(webhooks::Event::of_received_return(back, receipt)), tell(notices::News::of_return(back, receipt))]
            });
            let violations = old.map(|old| invariants::of_return_change(old, back)).unwrap_or_default();
            announced.into_iter().chain(came).chain(violations.into_iter().map(Route::Report)).collect()
        }
        (old, Watched::Order(order)) => {
            let told = match old {
                Some(Watched::Order(old)) => old.history.last().map_or(0, |event| event.seq),
                _ => 0,
            };
            let mut violations = invariants::of_order(order);
            if let Some(Watched::Order(old)) = old {
                violations.extend(invariants::of_transition(old, order));
            }
            let fresh = || order.history.iter().filter(|event| event.seq > told);
            let announced = fresh().filter_map(|event| webhooks::Event::of_order(order, event).map(announce));
            let told_to_people = fresh().filter_map(|event| notices::News::of_order(order, event).map(tell));
            let logged = fresh().filter_map(|event| Entry::of_event(before(old), order, event)).map(|entry| Route::Log(Box::new(entry)));
            // The acceptance of a file's orders is told by the import, not order by order.
            let news = fresh().filter(|event| !matches!(event.kind, EventKind::Accepted { .. })).map(|event| {
                Route::Publish(Box::new(Published {
                    id: format!("{}.{}", order.id, event.seq),
                    store: order.store.to_string(),
                    order: order.id.to_string(),
                    reference: order.request.reference.to_string(),
                    status: order.status().as_str(),
                    event: event.clone(),
                }))
            });
            news.chain(announced).chain(told_to_people).chain(logged).chain(violations.into_iter().map(Route::Report)).collect()
        }
    }
}

fn tell(news: notices::News) -> Route {
    Route::Tell(Box::new(news))
}

fn announce(event: webhooks::Event) -> Route {
    Route::Announce(Box::new(event))
}

/// The order as it was.
fn before(old: Option<&Watched>) -> Option<&Order> {
    if let Some(Watched::Order(order)) = old { Some(order) } else { None }
}

/// What it asks for that an item was deleted.
pub fn routes_of_deleted(old: &Watched) -> Vec<Route> {
    match old {
        Watched::Order(order) => vec![Route::Report(invariants::of_deleted(order))],
        Watched::Level(_)
        | Watched::Import(_)
        | Watched::Batch(_)
        | Watched::Reconciliation(_)
        | Watched::Webhook(_)
        | Watched::Count(_)
        | Watched::Finding(_)
        | Watched::Return(_) => Vec::new(),
    }
}

fn is_done(import: &Import) -> bool {
    matches!(import.state, State::Completed { .. } | State::Failed { .. })
}

fn is_to_be_told(import: &Import) -> bool {
    is_done(import) && import.mail == MailState::Pending
}

impl App {
    /// Sends the work that changes ask for. News are left for the caller to publish and announce, once for all changes
    /// of a batch.
    pub async fn relay(&self, organisation: OrgId, store: StoreId, routes: Vec<Route>, news: &mut News) -> Result<(), Error> {
        let scope = StoreScope::of_message(organisation, store);
        for route in routes {
            match route {
                Route::Allocate(message) => self.queues.allocate(&scope, message).await?,
                Route::Render(message) => self.queues.render(&scope, message).await?,
                Route::Notify(message) => self.queues.notify(&scope, message).await?,
                Route::Report(violation) => {
                    self.queues.inspect(&scope, SentinelMessage::Report { violations: vec![violation] }, 0).await?;
                }
                Route::Publish(published) => news.published.push(*published),
                Route::Announce(event) => news.announced.push((scope.clone(), *event)),
                Route::Tell(one) => drop(news.told.insert(one.id, (scope.clone(), *one))),
                Route::Log(entry) => self.table.append_audit(Log::Store(&scope), &entry).await?,
            }
        }
        Ok(())
    }

    /// Sends news on to people of their stores.
    pub async fn tell_people(&self, news: BTreeMap<NoticeId, (StoreScope, notices::News)>) -> Result<(), Error> {
        let messages = news
            .into_values()
            .map(|(scope, news)| async move { self.queues.notify(&scope, NotificationMessage::Spread { news: Box::new(news) }).await });
        gather(messages).await.map(drop)
    }

    /// The organisation of a store, for changes whose items name only the store.
    pub async fn organisation_of(&self, store: &StoreId) -> Result<OrgId, Error> {
        Ok(self.table.scope_of(store).await?.ok_or(Error::NotFound("store"))?.organisation().clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::WebhookId;
    use domain::webhooks::{Secret, Secrets};
    use jiff::Timestamp;
    use std::collections::BTreeSet;

    fn level(available: u32, backordered: u32) -> Watched {
        let empty = Level::empty("A".parse().unwrap(), "london".parse().unwrap());
        Watched::Level(Level { available, backordered, ..empty })
    }

    #[test]
    fn stock_that_came_wakes_those_who_wait_and_nothing_else_does() {
        let store = "nordlys".parse().unwrap();
        let wakes = |old: Option<Watched>, new: Watched| !routes(&store, old.as_ref(), &new).is_empty();
        assert!(wakes(Some(level(0, 3)), level(5, 3)));
        assert!(wakes(Some(level(2, 3)), level(5, 3)), "more came while the queue was being filled");
        assert!(wakes(Some(level(5, 0)), level(5, 3)), "somebody queued while there was stock");
        assert!(!wakes(Some(level(5, 3)), level(4, 2)), "the filler's own steps");
        assert!(!wakes(Some(level(5, 0)), level(9, 0)));
        assert!(!wakes(None, level(0, 3)));
    }

    #[test]
    fn people_are_told_of_a_webhook_that_went_off_by_itself_and_of_none_that_they_switched_off() {
        let now = Timestamp::from_second(1_795_000_000).unwrap();
        let in_state = |state| {
            Watched::Webhook(Box::new(Endpoint {
                id: WebhookId::derived(&["x"]),
                version: 1,
                name: "Shop".to_owned(),
                url: "https://shop.example".parse().unwrap(),
                events: BTreeSet::new(),
                secrets: Secrets::new(Secret::new([1; 32])),
                state,
                failing: None,
                created_at: now,
                created_by: "nora".parse().unwrap(),
            }))
        };
        let (on, off) = (in_state(EndpointState::Active), |reason| in_state(EndpointState::Off { since: now, reason }));
        let store = "nordlys".parse().unwrap();
        // A mail to the store's contacts, and news for its people.
        let n_told = |old: &Watched, new: &Watched| routes(&store, Some(old), new).len();
        assert_eq!(n_told(&on, &off(OffReason::Failing)), 2);
        assert_eq!(n_told(&on, &off(OffReason::Gone)), 2);
        assert_eq!(n_told(&on, &off(OffReason::ByHand)), 0);
        assert_eq!(n_told(&off(OffReason::Failing), &off(OffReason::Failing)), 0, "it was renamed");
    }
}
