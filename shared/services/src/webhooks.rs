//! Webhooks: a store's events on their way to addresses of its own.
//!
//! An event goes out as one message for each webhook that wants it. Whoever gets the message writes the delivery down
//! before trying it, as theirs for a while; what came of the try is written after it. A delivery that is to be tried
//! later, or whose function died, is found by its time: no message is waited for.

mod sender;

use std::collections::{BTreeMap, BTreeSet};

use domain::identity::StoreScope;
use domain::ids::{DeliveryId, StoreId, WebhookId};
use domain::webhooks::{Attempt, Delivery, Endpoint, Event, EventType, Outcome};
use jiff::Timestamp;

pub use sender::{BadAddress, NotPublic, Sender};

use crate::messages::WebhookMessage;
use crate::{App, Error, gather};

/// Deliveries that one tick takes up.
const TAKEN_UP_AT_ONCE: usize = 500;

impl App {
    /// Sends events on to the webhooks that want them: a message for each. Told again, each is delivered once.
    pub async fn send_on(&self, events: Vec<(StoreScope, Event)>) -> Result<(), Error> {
        let mut by_store: BTreeMap<StoreScope, Vec<Event>> = BTreeMap::new();
        for (scope, event) in events {
            by_store.entry(scope).or_default().push(event);
        }
        for (scope, events) in &by_store {
            let endpoints = self.table.webhooks(scope).await?;
            let wanted = events.iter().flat_map(|event| endpoints.iter().map(move |endpoint| (endpoint, event)));
            let wanted = wanted.filter(|(endpoint, event)| endpoint.takes(event.kind));
            let messages: Vec<_> = wanted
                .map(|(endpoint, event)| WebhookMessage::DeliverEvent { webhook: endpoint.id, event: Box::new(event.clone()) })
                .collect();
            gather(messages.into_iter().map(|message| self.queues.webhook(scope, message))).await?;
        }
        Ok(())
    }

    /// Takes up what is due: retries, and what somebody died with.
    pub async fn deliver_due(&self, now: Timestamp) -> Result<(), Error> {
        let due = self.table.due_deliveries(now, TAKEN_UP_AT_ONCE).await?;
        let stores: BTreeSet<&StoreId> = due.iter().map(|(store, _, _)| store).collect();
        let mut scopes: BTreeMap<&StoreId, StoreScope> = BTreeMap::new();
        for store in stores {
            scopes.insert(store, StoreScope::of_message(self.organisation_of(store).await?, store.clone()));
        }
        let again = |(store, webhook, delivery): &(StoreId, WebhookId, DeliveryId)| {
            (scopes[store].clone(), WebhookMessage::DeliverAgain { webhook: *webhook, delivery: *delivery })
        };
        let messages: Vec<(StoreScope, WebhookMessage)> = due.iter().map(again).collect();
        gather(messages.into_iter().map(|(scope, message)| async move { self.queues.webhook(&scope, message).await })).await.map(drop)
    }

    /// Delivers an event, or writes down that it is to be delivered later. A second message of the same finds the first's
    /// delivery and leaves it alone.
    pub async fn deliver_event(&self, scope: &StoreScope, webhook: WebhookId, event: Event, now: Timestamp) -> Result<(), Error> {
        let Some(endpoint) = self.table.webhook(scope, webhook).await? else { return Ok(()) };
        let is_test = event.kind == EventType::Test;
        if !is_test && !endpoint.takes(event.kind) {
            return Ok(());
        }
        let rests_until = endpoint.rests_until(now).filter(|_| !is_test);
        let delivery = Delivery::new(webhook, event, rests_until, now);
        match self.table.create_delivery(scope, &delivery).await {
            Ok(()) if rests_until.is_none() => self.attempt(scope, endpoint, delivery, now).await,
            Ok(()) | Err(storage::Error::Conflict) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Tries a delivery again, if it is due. Where its webhook is gone or switched off, it is given up.
    pub async fn deliver_again(&self, scope: &StoreScope, webhook: WebhookId, id: DeliveryId, now: Timestamp) -> Result<(), Error> {
        let Some(delivery) = self.table.delivery(scope, webhook, id).await? else { return Ok(()) };
        let Some(claimed) = delivery.claimed(now) else { return Ok(()) };
        let endpoint = self.table.webhook(scope, webhook).await?.filter(|endpoint| endpoint.is_active() || delivery.is_tried_once);
        let rests_until = endpoint.as_ref().and_then(|endpoint| endpoint.rests_until(now)).filter(|_| !delivery.is_tried_once);
        let next = match (&endpoint, rests_until) {
            (None, _) => delivery.given_up(),
            (Some(_), Some(until)) => delivery.waiting_until(until),
            (Some(_), None) => claimed,
        };
        match self.table.replace_delivery(scope, &next, delivery.version).await {
            // Somebody else has it.
            Err(storage::Error::Conflict) => return Ok(()),
            stored => stored?,
        }
        match endpoint {
            Some(endpoint) if rests_until.is_none() => self.attempt(scope, endpoint, next, now).await,
            _ => Ok(()),
        }
    }

    /// Sends a delivery once more, because somebody asks for it.
    pub async fn send_again(&self, scope: &StoreScope, webhook: WebhookId, id: DeliveryId, now: Timestamp) -> Result<Delivery, Error> {
        let delivery = self.table.delivery(scope, webhook, id).await?.ok_or(Error::NotFound("delivery"))?;
        let again = delivery.again(now).ok_or(Error::InProgress("delivery"))?;
        self.table.replace_delivery(scope, &again, delivery.version).await?;
        // A message that is lost now is made up for by the next tick.
        self.queues.webhook(scope, WebhookMessage::DeliverAgain { webhook, delivery: id }).await?;
        Ok(again)
    }

    async fn attempt(&self, scope: &StoreScope, endpoint: Endpoint, delivery: Delivery, now: Timestamp) -> Result<(), Error> {
        let body = delivery.event.body();
        let headers = vec![
            ("content-type", "application/json".to_owned()),
            ("user-agent", "Packhouse-Webhooks/1.0".to_owned()),
            ("webhook-id", delivery.id.to_string()),
            ("webhook-timestamp", now.as_second().to_string()),
            ("webhook-signature", endpoint.secrets.sign(delivery.id, now, &body)),
        ];
        let (outcome, ms) = self.hooks.post(&endpoint.url, headers, body.into_bytes()).await;
        let is_test = delivery.event.kind == EventType::Test;
        let after = delivery.after(Attempt { at: now, ms, outcome: outcome.clone() });
        match self.table.replace_delivery(scope, &after, delivery.version).await {
            // We took longer than anybody may, and somebody else has it.
            Err(storage::Error::Conflict) => return Ok(()),
            stored => stored?,
        }
        // Whoever tries an address that does not answer knows it, and wants nothing switched off for it.
        if is_test && !outcome.is_success() {
            return Ok(());
        }
        self.note(scope, endpoint, &outcome, now).await
    }

    /// Notes how a webhook fares. Whoever changed it meanwhile is asked again.
    async fn note(&self, scope: &StoreScope, mut endpoint: Endpoint, outcome: &Outcome, now: Timestamp) -> Result<(), Error> {
        while let Some(after) = endpoint.after(outcome, now) {
            match self.table.note_webhook(scope, &after, endpoint.version).await {
                Err(storage::Error::Conflict) => match self.table.webhook(scope, endpoint.id).await? {
                    Some(changed) => endpoint = changed,
                    None => return Ok(()),
                },
                stored => return Ok(stored?),
            }
        }
        Ok(())
    }
}
