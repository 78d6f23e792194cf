//! What is told to webhooks: what happened to orders, files that came and files that were made.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::imports::record::{Import, State};
use crate::orders::Order;
use crate::orders::history::{self, EventKind};
use crate::reconciliation::{Reconciliation, ReconciliationState};
use crate::returns::{CameBack, Return, ReturnLine, ReturnReceipt};

macro_rules! event_types {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What can be told.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum EventType {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl EventType {
            /// Every type.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

event_types! {
    /// Stock came for waiting units.
    OrderFilled = "order.filled",
    /// An order was stopped.
    OrderHeld = "order.held",
    /// A stop was lifted.
    OrderHoldReleased = "order.hold_released",
    /// It went to the warehouse.
    OrderReleased = "order.released",
    /// Goods were picked.
    OrderPicked = "order.picked",
    /// Goods were not where they should be.
    OrderShortPicked = "order.short_picked",
    /// A parcel was closed.
    OrderPacked = "order.packed",
    /// The carrier's number is known.
    OrderTrackingAssigned = "order.tracking_assigned",
    /// A carrier took it.
    OrderShipped = "order.shipped",
    /// It had not left after all.
    OrderUnshipped = "order.unshipped",
    /// Fewer were wanted.
    OrderReduced = "order.reduced",
    /// What was still open was cancelled.
    OrderCancelled = "order.cancelled",
    /// Goods are to come back.
    ReturnAnnounced = "return.announced",
    /// Goods came back.
    ReturnReceived = "return.received",
    /// All orders of a file are accepted, rejected, or known.
    ImportCompleted = "import.completed",
    /// A file could not be read as a whole.
    ImportFailed = "import.failed",
    /// A reconciliation file is there.
    ReconciliationMade = "reconciliation.made",
    /// Nothing happened: somebody tries whether events arrive.
    Test = "webhook.test",
}

impl EventType {
    /// Whether one can ask for it. A test comes to whoever tries it.
    pub fn can_be_chosen(self) -> bool {
        self != Self::Test
    }

    fn of_order(kind: &EventKind) -> Option<Self> {
        Some(match kind {
            // The acceptance of a file's orders is told by the import, not order by order.
            EventKind::Accepted { .. } => return None,
            // A return is told by itself, with its reasons.
            EventKind::ReturnAnnounced { .. } | EventKind::ReturnReceived { .. } | EventKind::ReturnEnded { .. } => return None,
            EventKind::Filled { .. } => Self::OrderFilled,
            EventKind::Held { .. } => Self::OrderHeld,
            EventKind::HoldReleased { .. } => Self::OrderHoldReleased,
            EventKind::Released { .. } => Self::OrderReleased,
            EventKind::Picked { .. } => Self::OrderPicked,
            EventKind::ShortPicked { .. } => Self::OrderShortPicked,
            EventKind::Packed { .. } => Self::OrderPacked,
            EventKind::TrackingAssigned { .. } => Self::OrderTrackingAssigned,
            EventKind::Shipped { .. } => Self::OrderShipped,
            EventKind::Unshipped { .. } => Self::OrderUnshipped,
            EventKind::Reduced { .. } => Self::OrderReduced,
            EventKind::Cancelled { .. } => Self::OrderCancelled,
        })
    }
}

/// Something that happened, as webhooks are told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The same at every telling.
    pub id: String,
    /// What happened.
    #[serde(rename = "type")]
    pub kind: EventType,
    /// When.
    pub timestamp: Timestamp,
    /// To what.
    pub data: Value,
}

impl Event {
    /// What happened to an order. Who did it in the house is the house's own affair.
    pub fn of_order(order: &Order, event: &history::Event) -> Option<Self> {
        let kind = EventType::of_order(&event.kind)?;
        let mut data = json!({"order": order.id, "reference": order.request.reference, "status": order.status().as_str()});
        if let (Value::Object(data), Ok(Value::Object(details))) = (&mut data, serde_json::to_value(&event.kind)) {
            data.extend(details.into_iter().filter(|(name, _)| name != "kind"));
        }
        Some(Self { id: format!("{}.{}", order.id, event.seq), kind, timestamp: event.at, data })
    }

    /// What came of a file.
    pub fn of_import(import: &Import) -> Option<Self> {
        let (kind, timestamp, data) = match &import.state {
            State::Completed { plan, completed_at, result } => {
                let orders =
                    json!({"accepted": result.orders.accepted, "rejected": result.orders.rejected, "duplicate": result.orders.duplicate});
                let data = json!({"import": import.id, "file_name": import.file_name, "rows": plan.rows, "orders": orders});
                (EventType::ImportCompleted, completed_at, data)
            }
            State::Failed { faults, completed_at } => {
                let faults: Vec<_> = faults.iter().map(|fault| json!({"code": fault.code.as_str(), "message": fault.message})).collect();
                (EventType::ImportFailed, completed_at, json!({"import": import.id, "file_name": import.file_name, "faults": faults}))
            }
            _ => return None,
        };
        Some(Self { id: import.id.to_string(), kind, timestamp: *timestamp, data })
    }

    /// That goods are to come back.
    pub fn of_announced_return(back: &Return) -> Self {
        let line = |(number, line): (&u32, &ReturnLine)| json!({"line": number, "sku": line.sku, "quantity": line.announced, "reason": line.reason, "note": line.note});
        let lines: Vec<_> = back.lines.iter().map(line).collect();
        let data = json!({"return": back.id, "code": back.code, "order": back.order, "reference": back.reference, "lines": lines});
        Self { id: back.id.to_string(), kind: EventType::ReturnAnnounced, timestamp: back.created_at, data }
    }

    /// That goods came back. Who took them in is the house's own affair.
    pub fn of_received_return(back: &Return, receipt: &ReturnReceipt) -> Self {
        let line = |came: &CameBack| {
            let of = back.lines.get(&came.line);
            json!({"line": came.line, "sku": of.map(|line| &line.sku), "quantity": came.units, "reason": of.map(|line| line.reason),
                "disposition": came.disposition, "note": came.note})
        };
        let lines: Vec<_> = receipt.goods.iter().map(line).collect();
        let data = json!({"return": back.id, "code": back.code, "order": back.order, "reference": back.reference,
            "state": back.state().as_str(), "lines": lines});
        Self { id: receipt.id.to_string(), kind: EventType::ReturnReceived, timestamp: receipt.at, data }
    }

    /// That a reconciliation file was made.
    pub fn of_reconciliation(file: &Reconciliation) -> Option<Self> {
        let ReconciliationState::Made(made) = &file.state else { return None };
        let data = json!({"sequence": file.sequence, "cut_off_at": file.cut_off_at, "lines": made.lines, "sha256": made.sha256});
        Some(Self { id: format!("reconciliation.{}", file.sequence), kind: EventType::ReconciliationMade, timestamp: made.made_at, data })
    }

    /// A trial that somebody asked for: the same wish, the same event.
    pub fn test(wish: &str, at: Timestamp) -> Self {
        let data = json!({"message": "If you read this, events arrive, and your check of the signature can be tried."});
        Self { id: format!("test.{wish}"), kind: EventType::Test, timestamp: at, data }
    }

    /// What is sent, byte for byte the same every time: signatures are made over it.
    pub fn body(&self) -> String {
        serde_json::to_string(self).expect("events have only text keys")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_says_what_happened_when_to_what() {
        let event = Event::test("w1", Timestamp::from_second(1_795_000_000).unwrap());
        let body = event.body();
        assert!(body.starts_with(r#"{"id":"test.w1","type":"webhook.test","timestamp":"2026-11-18T"#), "{body}");
        assert_eq!(serde_json::from_str::<Event>(&body).unwrap().body(), body, "a stored event is sent as it was first");
    }

    #[test]
    fn every_type_but_the_test_can_be_chosen() {
        let others: Vec<_> = EventType::ALL.iter().filter(|kind| !kind.can_be_chosen()).collect();
        assert_eq!(others, [&EventType::Test]);
    }
}
