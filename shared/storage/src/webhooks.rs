//! Addresses that a store's events are sent to, and what came of each sending.

use domain::audit::Entry;
use domain::identity::StoreScope;
use domain::ids::{DeliveryId, StoreId, WebhookId};
use domain::webhooks::{Delivery, DeliveryState, Endpoint};
use jiff::Timestamp;

use crate::audit::audit_item;
use crate::keys::{self, Log};
use crate::table::{Error, Item, Page, Query, Table, document, key_of, number, read, text};

/// What came of a sending is forgotten after thirty days.
const KEPT_SECONDS: i64 = 30 * 24 * 3_600;

fn webhook_item(scope: &StoreScope, endpoint: &Endpoint) -> Item {
    document(&keys::webhook(scope, endpoint.id), "webhook", endpoint.version, endpoint)
}

/// In the index only while it is to be tried.
fn delivery_item(scope: &StoreScope, delivery: &Delivery) -> Item {
    let mut item = document(&keys::delivery(scope, delivery.endpoint, delivery.id), "delivery", delivery.version, delivery);
    item.insert("ttl".to_owned(), number(delivery.event.timestamp.as_second() + KEPT_SECONDS));
    if let DeliveryState::Waiting { due } = delivery.state {
        item.insert("gsi3pk".to_owned(), text(keys::DUE_DELIVERIES));
        item.insert("gsi3sk".to_owned(), text(keys::due(due, scope.store())));
    }
    item
}

impl Table {
    /// A store's webhooks.
    pub async fn webhooks(&self, scope: &StoreScope) -> Result<Vec<Endpoint>, Error> {
        let items = self.query_all(Query::of(keys::store_partition(scope)).prefix(keys::WEBHOOKS)).await?;
        items.iter().map(read).collect()
    }

    /// A store's webhook.
    pub async fn webhook(&self, scope: &StoreScope, id: WebhookId) -> Result<Option<Endpoint>, Error> {
        self.get(&keys::webhook(scope, id)).await
    }

    /// Keeps a new webhook.
    pub async fn create_webhook(&self, scope: &StoreScope, endpoint: &Endpoint, entry: &Entry) -> Result<(), Error> {
        self.transact(vec![self.create_action(webhook_item(scope, endpoint)), self.create_action(audit_item(Log::Store(scope), entry))])
            .await
    }

    /// Stores what somebody changed of a webhook in the place of version `before`.
    pub async fn replace_webhook(&self, scope: &StoreScope, endpoint: &Endpoint, before: u64, entry: &Entry) -> Result<(), Error> {
        let replaced = self.replace_action(webhook_item(scope, endpoint), before);
        self.transact(vec![replaced, self.create_action(audit_item(Log::Store(scope), entry))]).await
    }

    /// Stores how a webhook fares in the place of version `before`: nobody did that.
    pub async fn note_webhook(&self, scope: &StoreScope, endpoint: &Endpoint, before: u64) -> Result<(), Error> {
        self.replace(webhook_item(scope, endpoint), before).await
    }

    /// Removes a webhook. [`Error::Conflict`] where it is gone already.
    pub async fn remove_webhook(&self, scope: &StoreScope, id: WebhookId, entry: &Entry) -> Result<(), Error> {
        self.transact(vec![self.remove_action(&keys::webhook(scope, id)), self.create_action(audit_item(Log::Store(scope), entry))]).await
    }

    /// Keeps a new delivery. [`Error::Conflict`] where there is one of that event already.
    pub async fn create_delivery(&self, scope: &StoreScope, delivery: &Delivery) -> Result<(), Error> {
        self.create(delivery_item(scope, delivery)).await
    }

    /// Stores a delivery in the place of version `before`.
    pub async fn replace_delivery(&self, scope: &StoreScope, delivery: &Delivery, before: u64) -> Result<(), Error> {
        self.replace(delivery_item(scope, delivery), before).await
    }

    /// A delivery.
    pub async fn delivery(&self, scope: &StoreScope, webhook: WebhookId, id: DeliveryId) -> Result<Option<Delivery>, Error> {
        self.get(&keys::delivery(scope, webhook, id)).await
    }

    /// A webhook's deliveries, those of the newest events first.
    pub async fn deliveries(
        &self,
        scope: &StoreScope,
        webhook: WebhookId,
        limit: usize,
        cursor: Option<&str>,
    ) -> Result<Page<Delivery>, Error> {
        let page = self.query(Query::of(keys::deliveries(scope, webhook)).backward().page(limit, cursor)).await?;
        Ok(Page { items: page.items.iter().map(read).collect::<Result<_, _>>()?, next: page.next })
    }

    /// Deliveries of all stores that are to be tried by now, the longest due first, and not more than `limit`.
    pub async fn due_deliveries(&self, now: Timestamp, limit: usize) -> Result<Vec<(StoreId, WebhookId, DeliveryId)>, Error> {
        let until = format!("{}$", keys::instant(now));
        let due = Query::of(keys::DUE_DELIVERIES.to_owned()).index("gsi3").between("0".to_owned(), until).page(limit, None);
        let found = self.query(due).await?.items;
        found
            .iter()
            .map(|item| {
                let key = key_of(item)?;
                keys::delivery_at(&key).ok_or_else(|| Error::Corrupt { key: key.sk.clone(), why: "it is no key of a delivery".to_owned() })
            })
            .collect()
    }
}
