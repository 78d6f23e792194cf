//! What happened to an order, in words and as data.

use domain::orders::HoldReason;
use domain::orders::history::{Event, EventKind};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::names::Names;
use crate::words;

/// One thing that happened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TimelineEntry {
    at: Timestamp,
    #[schema(value_type = words::EventKind)]
    kind: String,
    /// Who, as people call them; functions of ours have names of their own.
    actor: String,
    /// A user's subject, an API key's id, or the function.
    actor_id: String,
    /// As whom, where somebody of the house acted for a client's person.
    on_behalf_of: Option<String>,
    /// In one English sentence.
    #[schema(examples("6 of 6 units have stock"))]
    detail: String,
    /// The same as data; which fields there are depends on the kind.
    #[schema(value_type = Object)]
    data: Map<String, Value>,
}

impl TimelineEntry {
    pub(crate) fn of(event: &Event, names: &Names) -> Self {
        let mut data = match serde_json::to_value(&event.kind) {
            Ok(Value::Object(data)) => data,
            _ => Map::new(),
        };
        let kind = data.remove("kind").and_then(|kind| kind.as_str().map(str::to_owned)).unwrap_or_default();
        Self {
            at: event.at,
            kind,
            actor: names.name(&event.actor),
            actor_id: event.actor.to_string(),
            on_behalf_of: event.on_behalf_of.as_ref().map(|actor| names.name(actor)),
            detail: detail(&event.kind),
            data,
        }
    }
}

fn detail(kind: &EventKind) -> String {
    match kind {
        EventKind::Accepted { allocated, backordered } => format!("{allocated} of {} have stock", units(allocated + backordered)),
        EventKind::Filled { sku, quantity } => format!("{} of {sku} got stock", units(*quantity)),
        EventKind::Held { reason, note } if note.is_empty() => word(*reason).to_owned(),
        EventKind::Held { reason, note } => format!("{}: {note}", word(*reason)),
        EventKind::HoldReleased { reason } => word(*reason).to_owned(),
        EventKind::Released { quantity, .. } => format!("{} to pick", units(*quantity)),
        EventKind::Picked { quantity } => units(*quantity),
        EventKind::ShortPicked { sku, missing, reallocated: 0 } => format!("{} of {sku} missing; back in the queue", units(*missing)),
        EventKind::ShortPicked { sku, missing, reallocated } => {
            format!("{} of {sku} missing; {reallocated} found in other stock", units(*missing))
        }
        EventKind::Packed { parcel, quantity } => format!("parcel {parcel}: {}", units(*quantity)),
        EventKind::TrackingAssigned { parcel, number } => format!("parcel {parcel}: {number}"),
        EventKind::Shipped { quantity, .. } => units(*quantity),
        EventKind::Unshipped { quantity, reason, .. } => format!("{} back: {reason}", units(*quantity)),
        EventKind::Reduced { line, quantity, reason } => format!("line {line} by {}: {reason}", units(*quantity)),
        EventKind::Cancelled { quantity, reason } => format!("{}: {reason}", units(*quantity)),
        EventKind::ReturnAnnounced { quantity, .. } => format!("{} to come back", units(*quantity)),
        EventKind::ReturnReceived { quantity, .. } => format!("{} came back", units(*quantity)),
        EventKind::ReturnEnded { quantity, .. } => format!("{} did not come", units(*quantity)),
    }
}

fn units(n: u32) -> String {
    if n == 1 { "1 unit".to_owned() } else { format!("{n} units") }
}

fn word(reason: HoldReason) -> &'static str {
    match reason {
        HoldReason::Address => "the address must be checked",
        HoldReason::Payment => "the payment has not come",
        HoldReason::Fraud => "it may be fraud",
        HoldReason::Client => "the client asked for it",
        HoldReason::Operator => "the warehouse stopped it",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_told_in_words_and_as_data() {
        let kind = EventKind::Accepted { allocated: 4, backordered: 2 };
        let event = Event {
            seq: 1,
            at: Timestamp::UNIX_EPOCH,
            actor: "stock-allocation".parse().unwrap(),
            on_behalf_of: Some("cora".parse().unwrap()),
            command: None,
            kind,
        };
        let names = Names::known([("stock-allocation", "the warehouse")]);
        let entry = TimelineEntry::of(&event, &names);
        assert_eq!((entry.kind.as_str(), entry.detail.as_str()), ("accepted", "4 of 6 units have stock"));
        assert_eq!((entry.actor.as_str(), entry.actor_id.as_str()), ("the warehouse", "stock-allocation"));
        assert_eq!(entry.on_behalf_of.as_deref(), Some("cora"), "whoever is not known is called by their id");
        assert_eq!(entry.data["backordered"], 2);
    }
}
