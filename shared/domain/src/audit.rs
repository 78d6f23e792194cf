//! Who changed what, when, from what to what: one entry per change, appended with it and never changed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ids::{ActorId, AuditId};
use crate::orders::Order;
use crate::orders::history::{By, Event, EventKind};

/// The most single changes that an entry tells; how many more there were it counts.
const MAX_CHANGES: usize = 1_000;

/// A value is told up to so many characters.
const MAX_VALUE: usize = 300;

macro_rules! subjects {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What kind of thing was changed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Kind {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

subjects! {
    /// A store's settings.
    Settings = "settings",
    /// A person.
    User = "user",
    /// A program's key.
    ApiKey = "api_key",
    /// An address that events are sent to.
    Webhook = "webhook",
    /// An import profile.
    Profile = "profile",
    /// Products.
    Product = "product",
    /// Entries of the address book.
    Customer = "customer",
    /// Stock, by hand.
    Stock = "stock",
    /// Announced deliveries.
    Asn = "asn",
    /// Goods that come back.
    Return = "return",
    /// Counts of stock.
    Count = "count",
    /// What the sentinel found.
    Finding = "finding",
    /// An order, by a person's or program's command.
    Order = "order",
    /// A message of our own that failed for good.
    DeadLetter = "dead_letter",
    /// A list as a file that somebody took along.
    Export = "export",
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// It is new.
    Created,
    /// It is another.
    Changed,
    /// It is gone.
    Removed,
    /// A person was asked to join.
    Invited,
    /// A person may not sign in.
    Suspended,
    /// A person may sign in again.
    Reinstated,
    /// A person's authenticator was forgotten.
    SecondFactorReset,
    /// All of a person's sessions were ended.
    SignedOut,
    /// A secret was replaced.
    SecretRotated,
    /// Stock was moved or counted.
    Adjusted,
    /// A repair was made.
    Repaired,
    /// It was closed without a repair.
    Dismissed,
    /// An order was stopped.
    Held,
    /// A stop was lifted.
    HoldReleased,
    /// Fewer units are wanted.
    Reduced,
    /// What was open is not wanted any more.
    Cancelled,
    /// Goods were not found.
    ShortPicked,
    /// It had not left after all.
    Unshipped,
    /// Nothing more is expected of it.
    Closed,
    /// It is to be tried again.
    Replayed,
    /// It was put aside for good.
    Discarded,
    /// Goods of it came.
    Received,
    /// Somebody of the house began to see and do what this person does, for them.
    ActedAs,
    /// It will change at a later moment.
    Planned,
    /// What was planned does not come.
    Withdrawn,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 25] = [
        Self::Created,
        Self::Changed,
        Self::Removed,
        Self::Invited,
        Self::Suspended,
        Self::Reinstated,
        Self::SecondFactorReset,
        Self::SignedOut,
        Self::SecretRotated,
        Self::Adjusted,
        Self::Repaired,
        Self::Dismissed,
        Self::Held,
        Self::HoldReleased,
        Self::Reduced,
        Self::Cancelled,
        Self::ShortPicked,
        Self::Unshipped,
        Self::Closed,
        Self::Replayed,
        Self::Discarded,
        Self::Received,
        Self::ActedAs,
        Self::Planned,
        Self::Withdrawn,
    ];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Changed => "changed",
            Self::Removed => "removed",
            Self::Invited => "invited",
            Self::Suspended => "suspended",
            Self::Reinstated => "reinstated",
            Self::SecondFactorReset => "second_factor_reset",
            Self::SignedOut => "signed_out",
            Self::SecretRotated => "secret_rotated",
            Self::Adjusted => "adjusted",
            Self::Repaired => "repaired",
            Self::Dismissed => "dismissed",
            Self::Held => "held",
            Self::HoldReleased => "hold_released",
            Self::Reduced => "reduced",
            Self::Cancelled => "cancelled",
            Self::ShortPicked => "short_picked",
            Self::Unshipped => "unshipped",
            Self::Closed => "closed",
            Self::Replayed => "replayed",
            Self::Discarded => "discarded",
            Self::Received => "received",
            Self::ActedAs => "acted_as",
            Self::Planned => "planned",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// By whose hand something was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hand {
    /// By whoever is responsible for it.
    Own,
    /// By somebody of the house for a client's person.
    Acting,
}

impl Hand {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Own, Self::Acting];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Acting => "acting",
        }
    }
}

/// One change of something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Derived from the command, so that the same change is told once.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: ActorId,
    /// As whom, where a member of staff acts for somebody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<ActorId>,
    /// Of what kind it is.
    pub kind: Kind,
    /// What was done.
    pub action: Action,
    /// Its id; of many, none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// As people call it.
    pub name: String,
    /// From what to what.
    #[serde(default)]
    pub changes: Vec<Change>,
    /// Changes that are not listed, because there were too many.
    #[serde(default)]
    pub more_changes: usize,
    /// Why, in somebody's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// One value that became another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Of which thing, where an entry tells of many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Which value, as its path: `seller/city`.
    pub field: String,
    /// What it was; none where it was not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What it is; none where it is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

impl Change {
    /// A value of a single thing.
    pub fn new(field: &str, from: Option<String>, to: Option<String>) -> Self {
        Self { of: None, field: field.to_owned(), from, to }
    }
}

impl Entry {
    /// Everybody who stands behind it: who did it, and for whom.
    pub fn people(&self) -> impl Iterator<Item = &ActorId> {
        std::iter::once(&self.actor).chain(&self.on_behalf_of)
    }

    /// By whose hand it was made.
    pub fn hand(&self) -> Hand {
        if self.on_behalf_of.is_some() { Hand::Acting } else { Hand::Own }
    }

    /// What `by` did to a thing with an id and a name.
    pub fn new(by: &By, scope: &str, kind: Kind, action: Action, (subject, name): (&str, &str)) -> Self {
        let command = by.command.as_ref().map_or_else(|| by.at.to_string(), ToString::to_string);
        Self {
            id: AuditId::derived(&[scope, by.actor.as_str(), &command, kind.as_str(), action.as_str(), subject]),
            at: by.at,
            actor: by.actor.clone(),
            on_behalf_of: by.on_behalf_of.clone(),
            kind,
            action,
            subject: Some(subject.to_owned()).filter(|subject| !subject.is_empty()),
            name: name.to_owned(),
            changes: Vec::new(),
            more_changes: 0,
            reason: None,
        }
    }

    /// With what became what; of many things at once the first are told and the others counted.
    #[must_use]
    pub fn with(self, changes: Vec<Change>) -> Self {
        let more_changes = changes.len().saturating_sub(MAX_CHANGES);
        Self { changes: changes.into_iter().take(MAX_CHANGES).collect(), more_changes, ..self }
    }

    /// With a reason.
    #[must_use]
    pub fn because(self, reason: &str) -> Self {
        Self { reason: Some(reason.to_owned()).filter(|reason| !reason.is_empty()), ..self }
    }

    /// What an event of an order's history adds to the log: commands of people and programs that change what was agreed.
    /// The house's own steps (picking, packing, shipping) are told by the order alone, as are those of our functions.
    pub fn of_event(before: Option<&Order>, order: &Order, event: &Event) -> Option<Self> {
        event.command.as_ref()?;
        let change = |field: &str, from: Option<String>, to: Option<String>| vec![Change::new(field, from, to)];
        let (action, mut changes, reason) = match &event.kind {
            EventKind::Held { reason, note } => (Action::Held, change("hold", None, Some(word(reason))), note.as_str()),
            EventKind::HoldReleased { reason } => (Action::HoldReleased, change("hold", Some(word(reason)), None), ""),
            EventKind::Reduced { line, quantity, reason } => {
                let wanted = |order: &Order| {
                    let (_, ordered, units) = order.lines().find(|(number, _, _)| number == line)?;
                    Some((ordered.quantity - units.cancelled).to_string())
                };
                let to = wanted(order);
                let from =
                    before.and_then(wanted).or_else(|| to.as_ref().and_then(|to| Some((to.parse::<u32>().ok()? + quantity).to_string())));
                (Action::Reduced, change(&format!("lines/{line}"), from, to), reason.as_str())
            }
            EventKind::Cancelled { quantity, reason } => {
                (Action::Cancelled, change("cancelled", None, Some(quantity.to_string())), reason.as_str())
            }
            EventKind::ShortPicked { sku, missing, .. } => {
                (Action::ShortPicked, change("missing", None, Some(format!("{missing} × {sku}"))), "")
            }
            EventKind::Unshipped { quantity, reason, .. } => {
                (Action::Unshipped, change("unshipped", None, Some(quantity.to_string())), reason.as_str())
            }
            EventKind::Accepted { .. }
            | EventKind::Filled { .. }
            | EventKind::Released { .. }
            | EventKind::Picked { .. }
            | EventKind::Packed { .. }
            | EventKind::TrackingAssigned { .. }
            | EventKind::Shipped { .. }
            // The return has entries of its own.
            | EventKind::ReturnAnnounced { .. }
            | EventKind::ReturnReceived { .. }
            | EventKind::ReturnEnded { .. } => return None,
        };
        let is_last = order.history.last().is_some_and(|last| last.seq == event.seq);
        if let Some(before) = before.filter(|before| is_last && before.status() != order.status()) {
            changes.push(Change::new("status", Some(before.status().as_str().to_owned()), Some(order.status().as_str().to_owned())));
        }
        let by = By { actor: event.actor.clone(), on_behalf_of: event.on_behalf_of.clone(), at: event.at, command: event.command.clone() };
        let entry = Self::new(&by, order.store.as_str(), Kind::Order, action, (&order.id.to_string(), order.request.reference.as_str()));
        // The event's own name, so that it is told once however often the change is seen.
        let id = AuditId::derived(&[&order.id.to_string(), &event.seq.to_string()]);
        Some(Self { id, ..entry.with(changes).because(reason) })
    }
}

/// A value's word on the wire.
fn word(value: &impl Serialize) -> String {
    text(&serde_json::to_value(value).unwrap_or(Value::Null)).unwrap_or_default()
}

/// What differs between two values, leaf by leaf; `None` is what does not exist. `hidden` fields are not told: the
/// version, and what is secret.
pub fn differences<T: Serialize>(before: Option<&T>, after: Option<&T>, hidden: &[&str]) -> Vec<Change> {
    let leaves = |value: Option<&T>| {
        let mut all = Vec::new();
        collect(&value.and_then(|value| serde_json::to_value(value).ok()).unwrap_or(Value::Null), "", &mut all);
        all.retain(|(path, _)| !hidden.contains(&path.as_str()));
        all
    };
    let (old, new) = (leaves(before), leaves(after));
    let find = |all: &[(String, String)], path: &str| all.iter().find(|(found, _)| found == path).map(|(_, text)| text.clone());
    let gone = old.iter().filter(|(path, _)| find(&new, path).is_none()).map(|(path, text)| Change::new(path, Some(text.clone()), None));
    let changed = new.iter().filter_map(|(path, text)| {
        let was = find(&old, path);
        (was.as_ref() != Some(text)).then(|| Change::new(path, was, Some(text.clone())))
    });
    changed.chain(gone).collect()
}

/// The same of one thing among many.
pub fn differences_of<T: Serialize>(of: &str, before: Option<&T>, after: Option<&T>, hidden: &[&str]) -> Vec<Change> {
    differences(before, after, hidden).into_iter().map(|change| Change { of: Some(of.to_owned()), ..change }).collect()
}

/// Every value with its path. A list of plain values is one value, because its places mean nothing.
fn collect(value: &Value, path: &str, all: &mut Vec<(String, String)>) {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| collect(value, &below(name), all)),
        Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            items.iter().enumerate().for_each(|(index, item)| collect(item, &below(&index.to_string()), all));
        }
        value => all.extend(text(value).map(|text| (path.to_owned(), text))),
    }
}

fn text(value: &Value) -> Option<String> {
    let whole = match value {
        Value::Null => return None,
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().filter_map(text).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    };
    Some(if whole.chars().count() > MAX_VALUE { whole.chars().take(MAX_VALUE).chain(['…']).collect() } else { whole })
        .filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(before: &Value, after: &Value) -> Vec<String> {
        let show = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        let changes = differences(Some(before), Some(after), &["version"]);
        changes.into_iter().map(|change| format!("{}: {} > {}", change.field, show(change.from), show(change.to))).collect()
    }

    #[test]
    fn what_differs_is_told_leaf_by_leaf_and_nothing_else() {
        let before = json!({"name": "Nordlys", "seller": {"city": "Oslo", "postcode": "0155"}, "cut_offs": ["12:00", "17:00"], "tax": null, "version": 1});
        assert_eq!(told(&before, &before), [] as [String; 0]);
        let mut after = before.clone();
        after["version"] = json!(2);
        after["seller"]["city"] = json!("Bergen");
        after["seller"]["postcode"] = Value::Null;
        after["cut_offs"] = json!(["12:00"]);
        after["tax"] = json!(20);
        assert_eq!(
            told(&before, &after),
            ["cut_offs: 12:00, 17:00 > 12:00", "seller/city: Oslo > Bergen", "tax: - > 20", "seller/postcode: 0155 > -"]
        );
    }

    #[test]
    fn what_is_new_comes_from_nothing_and_long_values_are_cut() {
        let changes = differences_of("A", None, Some(&json!({"name": "x".repeat(400), "secret": "s", "list": [{"a": 1}]})), &["secret"]);
        assert_eq!(changes.iter().map(|change| change.field.as_str()).collect::<Vec<_>>(), ["list/0/a", "name"]);
        assert!(changes.iter().all(|change| change.from.is_none() && change.of.as_deref() == Some("A")));
        assert_eq!(changes[1].to.as_ref().unwrap().chars().count(), MAX_VALUE + 1);
    }

    #[test]
    fn the_same_command_has_the_same_entry_and_another_has_its_own() {
        let by = |command: &str, second| By {
            actor: "nora".parse().unwrap(),
            on_behalf_of: None,
            at: Timestamp::from_second(second).unwrap(),
            command: Some(command.parse().unwrap()),
        };
        let entry = |by: By| Entry::new(&by, "nordlys", Kind::Settings, Action::Changed, ("nordlys", "Nordlys")).id;
        assert_eq!(entry(by("one", 1)), entry(by("one", 2)));
        assert_ne!(entry(by("one", 1)), entry(by("two", 1)));
    }

    #[test]
    fn more_than_an_entry_holds_is_counted() {
        let by = By { actor: "nora".parse().unwrap(), on_behalf_of: None, at: Timestamp::UNIX_EPOCH, command: None };
        let changes = vec![Change::new("name", None, Some("x".to_owned())); MAX_CHANGES + 7];
        let entry = Entry::new(&by, "nordlys", Kind::Product, Action::Changed, ("", "")).with(changes);
        assert_eq!((entry.changes.len(), entry.more_changes, entry.subject), (MAX_CHANGES, 7, None));
    }

    #[test]
    fn what_is_stored_is_what_is_shown() {
        for kind in Kind::ALL {
            assert_eq!(word(kind), kind.as_str());
        }
        assert_eq!(Action::ALL.map(|action| word(&action)), Action::ALL.map(Action::as_str));
    }
}
