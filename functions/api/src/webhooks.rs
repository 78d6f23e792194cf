//! Addresses that a store's events are sent to, and what came of each sending.

pub(crate) mod change;
pub(crate) mod create;
pub(crate) mod deliveries;
pub(crate) mod list;
pub(crate) mod remove;
pub(crate) mod rotate_secret;
pub(crate) mod send_again;
pub(crate) mod show;
pub(crate) mod test;

use std::collections::BTreeSet;

use domain::audit::{self, Action, Entry, Kind};
use domain::ids::WebhookId;
use domain::webhooks::{Attempt, Delivery, DeliveryState, Endpoint, EndpointState, EventType, Outcome, Secret, WebhookUrl};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use services::App;
use utoipa::ToSchema;

use crate::access::InStore;
use crate::names::Names;
use crate::problem::{FieldError, Problem};
use crate::secret::random_bytes;
use crate::state::Api;
use crate::wire::is_text;
use crate::words;

/// An address that events are sent to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Webhook)]
pub(crate) struct WebhookPage {
    #[schema(examples("hook_018f3c6e7b5a5d0d8f6b2a4c1e9d7f03"))]
    id: String,
    name: String,
    #[schema(examples("https://shop.example/events"))]
    url: String,
    /// What is sent.
    #[schema(value_type = Vec<words::WebhookEvent>)]
    events: BTreeSet<EventType>,
    #[schema(value_type = words::WebhookState)]
    state: &'static str,
    /// Why nothing is sent, where it is off.
    #[schema(value_type = Option<words::WebhookOffReason>)]
    off_reason: Option<&'static str>,
    off_since: Option<Timestamp>,
    /// Since when nothing arrives, if so; after five days it is switched off.
    failing_since: Option<Timestamp>,
    /// Until when the secret before this one signs, too.
    previous_secret_until: Option<Timestamp>,
    created_at: Timestamp,
    /// By whom, as people call them.
    created_by: String,
    /// Send it as `If-Match` when you change it.
    version: u64,
}

/// A webhook with its secret.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookWithSecret {
    #[serde(flatten)]
    webhook: WebhookPage,
    /// What events are signed with: keep it, it is not shown again.
    #[schema(examples("whsec_…"))]
    secret: String,
}

impl WebhookPage {
    fn of(endpoint: &Endpoint, names: &Names, now: Timestamp) -> Self {
        let (state, off_since, off_reason) = match endpoint.state {
            EndpointState::Active => ("active", None, None),
            EndpointState::Off { since, reason } => ("off", Some(since), Some(reason.as_str())),
        };
        Self {
            id: endpoint.id.to_string(),
            name: endpoint.name.clone(),
            url: endpoint.url.to_string(),
            events: endpoint.events.clone(),
            state,
            off_reason,
            off_since,
            failing_since: endpoint.failing.map(|failing| failing.since),
            previous_secret_until: endpoint.secrets.previous_until(now),
            created_at: endpoint.created_at,
            created_by: names.name(&endpoint.created_by),
            version: endpoint.version,
        }
    }

    /// One webhook, with the name of who made it.
    async fn load(app: &App, here: &InStore, endpoint: &Endpoint) -> Result<Self, Problem> {
        let names = Names::of(app, here, [&endpoint.created_by]).await?;
        Ok(Self::of(endpoint, &names, here.by.at))
    }
}

/// What a webhook shall be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookBody {
    /// What it is for.
    #[schema(examples("web shop"))]
    name: String,
    /// HTTPS, with the name of a host on the internet.
    #[schema(examples("https://shop.example/events"))]
    url: String,
    /// What shall be sent, at least one.
    #[schema(value_type = Vec<words::WebhookEvent>)]
    events: BTreeSet<EventType>,
    /// Whether events are sent.
    #[serde(default = "yes")]
    is_active: bool,
}

const fn yes() -> bool {
    true
}

impl WebhookBody {
    /// What is right about it, or all that is wrong. An address that was `known` is not looked up again.
    async fn read(self, app: &App, known: Option<&WebhookUrl>) -> Result<(String, WebhookUrl, BTreeSet<EventType>, bool), Problem> {
        let mut errors = Vec::new();
        if !is_text(&self.name, 1, 100) {
            errors.push(FieldError::new("/name", "a name has 1 to 100 bytes of visible text"));
        }
        if self.events.is_empty() {
            errors.push(FieldError::new("/events", "a webhook is told of something at least"));
        }
        if self.events.iter().any(|kind| !kind.can_be_chosen()) {
            errors.push(FieldError::new("/events", "a test comes to whoever tries it and cannot be chosen"));
        }
        let url: Result<WebhookUrl, _> = self.url.parse();
        let wrong = match &url {
            Ok(url) if Some(url) == known => None,
            Ok(url) => app.hooks.check(url).await.err().map(|error| error.to_string()),
            Err(error) => Some(error.to_string()),
        };
        errors.extend(wrong.map(|wrong| FieldError::new("/url", wrong)));
        match url {
            Ok(url) if errors.is_empty() => Ok((self.name.trim().to_owned(), url, self.events, self.is_active)),
            _ => Err(Problem::invalid(errors)),
        }
    }
}

/// One event on its way to a webhook.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookDelivery {
    /// The header `webhook-id`, the same at every attempt.
    #[schema(examples("dlv_018f3c6e7b5a5d0d8f6b2a4c1e9d7f03"))]
    id: String,
    #[schema(value_type = words::WebhookEventType)]
    event: EventType,
    /// When it happened.
    happened_at: Timestamp,
    /// What is sent: `{id, type, timestamp, data}`.
    #[schema(value_type = Object)]
    payload: Value,
    #[schema(value_type = words::WebhookDeliveryState)]
    state: &'static str,
    /// When it is tried next, while it waits.
    next_attempt_at: Option<Timestamp>,
    /// What came of it so far, the newest first.
    attempts: Vec<WebhookAttempt>,
}

/// One try to deliver.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookAttempt {
    at: Timestamp,
    /// How long it took, in thousandths of a second.
    ms: u64,
    /// Of HTTP; null where there was no answer.
    status: Option<u16>,
    /// Why there was no answer.
    #[schema(value_type = Option<words::WebhookFailure>)]
    failure: Option<&'static str>,
    /// The first of the answer.
    answer: Option<String>,
}

impl From<&Delivery> for WebhookDelivery {
    fn from(delivery: &Delivery) -> Self {
        let (state, next_attempt_at) = match delivery.state {
            DeliveryState::Waiting { due } => ("waiting", Some(due)),
            DeliveryState::Delivered => ("delivered", None),
            DeliveryState::GivenUp => ("given_up", None),
        };
        Self {
            id: delivery.id.to_string(),
            event: delivery.event.kind,
            happened_at: delivery.event.timestamp,
            payload: json!(delivery.event),
            state,
            next_attempt_at,
            attempts: delivery.attempts.iter().rev().map(WebhookAttempt::from).collect(),
        }
    }
}

impl From<&Attempt> for WebhookAttempt {
    fn from(attempt: &Attempt) -> Self {
        let (status, failure, answer) = match &attempt.outcome {
            Outcome::Answered { status, body } => (Some(*status), None, Some(body.clone())),
            Outcome::Failed { why } => (None, Some(why.as_str()), None),
        };
        Self { at: attempt.at, ms: attempt.ms, status, failure, answer }
    }
}

/// A webhook of the store.
async fn found(api: &Api, here: &InStore, id: WebhookId) -> Result<Endpoint, Problem> {
    api.app.table.webhook(&here.scope, id).await?.ok_or_else(|| Problem::not_found("webhook"))
}

/// A secret of random bytes.
fn new_secret() -> Result<Secret, Problem> {
    Ok(Secret::new(random_bytes()?))
}

/// What the log tells of a webhook: never its secret.
fn told(here: &InStore, action: Action, before: Option<&Endpoint>, after: Option<&Endpoint>) -> Entry {
    let shown = |endpoint: &Endpoint| {
        let state = if endpoint.is_active() { "active" } else { "off" };
        json!({"name": endpoint.name, "url": endpoint.url, "events": endpoint.events, "state": state})
    };
    let (id, name) = before.or(after).map(|endpoint| (endpoint.id.to_string(), endpoint.name.clone())).unwrap_or_default();
    let changes = audit::differences(before.map(shown).as_ref(), after.map(shown).as_ref(), &[]);
    Entry::new(&here.by, here.scope.store().as_str(), Kind::Webhook, action, (&id, &name)).with(changes)
}
