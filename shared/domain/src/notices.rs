//! What people are told in the portal's inbox, who is told, and how.
#![expect(clippy::disallowed_types, reason = "serde's derive of flattened types names floats; ours have none")]

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::counts::{self, Count};
use crate::findings::Finding;
use crate::identity::roles::Permission;
use crate::identity::users::{User, UserState};
use crate::ids::{NoticeId, StoreId};
use crate::imports::record::{Import, State};
use crate::orders::Order;
use crate::orders::history::{Event, EventKind};
use crate::reconciliation::{Reconciliation, ReconciliationState};
use crate::returns::{Return, ReturnReceipt};
use crate::webhooks::{Endpoint, EndpointState, OffReason};

/// Back orders that are filled are told so often at most.
const DIGEST: SignedDuration = SignedDuration::from_hours(1);

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $needs:ident;)*) => {
        /// What can be told.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum NoticeKind {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl NoticeKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// Who may not see the thing is not told of it.
            pub const fn needs(self) -> Permission {
                match self { $(Self::$name => Permission::$needs,)* }
            }
        }
    };
}

kinds! {
    /// A file was imported, but not all of it.
    ImportRejected = "import_rejected", ImportsRead;
    /// A file could not be read as a whole.
    ImportFailed = "import_failed", ImportsRead;
    /// A reconciliation file is there.
    ReconciliationReady = "reconciliation_ready", ReconciliationRead;
    /// Stock came for orders that waited.
    BackOrdersFilled = "back_orders_filled", OrdersRead;
    /// Goods were not where they should be.
    ShortPick = "short_pick", OrdersRead;
    /// Goods came back from a buyer: for clients, whose goods they are; the house took them in itself.
    ReturnReceived = "return_received", OrdersRead;
    /// A count found differences that somebody has to approve of.
    CountVariance = "count_variance", StockApprove;
    /// The sentinel found the books broken.
    FindingOpened = "finding_opened", FindingsRead;
    /// Nothing arrives at a webhook any more.
    WebhookOff = "webhook_off", KeysWrite;
}

impl NoticeKind {
    /// Whether it comes to devices where nobody chose: what is good news can wait until somebody looks.
    pub const fn is_pushed_usually(self) -> bool {
        !matches!(self, Self::ReconciliationReady | Self::BackOrdersFilled)
    }

    /// Whether somebody stands and waits.
    pub const fn is_urgent(self) -> bool {
        matches!(self, Self::ShortPick | Self::ImportFailed)
    }
}

/// How somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Not at all.
    None,
    /// In the portal's inbox.
    Inbox,
    /// There, and once a day in one mail.
    Daily,
    /// There, and by a mail at once.
    Mail,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 4] = [Self::None, Self::Inbox, Self::Daily, Self::Mail];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Inbox => "inbox",
            Self::Daily => "daily",
            Self::Mail => "mail",
        }
    }
}

/// How somebody wants to be told of each kind. What nobody chose comes to the inbox, and to devices where it is usual.
/// Only what differs from that is stored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    #[serde(flatten)]
    channels: BTreeMap<NoticeKind, Channel>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    push: BTreeMap<NoticeKind, bool>,
}

impl Preferences {
    /// Whether nothing was chosen.
    pub fn is_usual(&self) -> bool {
        self.channels.is_empty() && self.push.is_empty()
    }

    /// How they want to be told of a kind.
    pub fn of(&self, kind: NoticeKind) -> Channel {
        self.channels.get(&kind).copied().unwrap_or(Channel::Inbox)
    }

    /// Whether they want a kind on their devices, where they want to be told of it at all.
    pub fn push(&self, kind: NoticeKind) -> bool {
        self.push.get(&kind).copied().unwrap_or_else(|| kind.is_pushed_usually())
    }

    /// With a choice.
    #[must_use]
    pub fn with(mut self, kind: NoticeKind, channel: Channel) -> Self {
        match channel {
            Channel::Inbox => self.channels.remove(&kind),
            chosen => self.channels.insert(kind, chosen),
        };
        self
    }

    /// With a choice about devices.
    #[must_use]
    pub fn with_push(mut self, kind: NoticeKind, push: bool) -> Self {
        if push == kind.is_pushed_usually() {
            self.push.remove(&kind);
        } else {
            self.push.insert(kind, push);
        }
        self
    }
}

/// Something that people of a store should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// Derived from what happened, so that it is told once.
    pub id: NoticeId,
    /// Where.
    pub store: StoreId,
    /// What.
    pub kind: NoticeKind,
    /// When.
    pub at: Timestamp,
    /// The id of what it is about; none where it is about many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// As people call that.
    pub name: String,
    /// How many, where that matters.
    #[serde(default)]
    pub n: u64,
}

impl News {
    fn new(store: &StoreId, kind: NoticeKind, at: Timestamp, (event, subject, name): (&str, Option<String>, &str), n: u64) -> Self {
        let id = NoticeId::derived_at(at, &[store.as_str(), kind.as_str(), event]);
        Self { id, store: store.clone(), kind, at, subject, name: name.to_owned(), n }
    }

    /// That a file was not taken as a whole. Whoever corrects rows sits before the answer and need not be told.
    pub fn of_import(import: &Import) -> Option<Self> {
        let id = import.id.to_string();
        let about = |kind, at, n| Self::new(&import.store, kind, at, (&id, Some(id.clone()), &import.file_name), n);
        match &import.state {
            _ if !import.is_told_by_mail() => None,
            State::Completed { completed_at, result, .. } if result.rows.rejected > 0 => {
                Some(about(NoticeKind::ImportRejected, *completed_at, result.orders.rejected))
            }
            State::Failed { completed_at, .. } => Some(about(NoticeKind::ImportFailed, *completed_at, 0)),
            _ => None,
        }
    }

    /// That a reconciliation file was made.
    pub fn of_reconciliation(file: &Reconciliation) -> Option<Self> {
        let ReconciliationState::Made(made) = &file.state else { return None };
        let number = file.sequence.to_string();
        let about = (number.as_str(), Some(number.clone()), number.as_str());
        Some(Self::new(&file.store, NoticeKind::ReconciliationReady, made.made_at, about, made.lines))
    }

    /// What happened to an order, if anybody should know. All back orders that are filled within an hour are one piece of news.
    pub fn of_order(order: &Order, event: &Event) -> Option<Self> {
        match &event.kind {
            EventKind::ShortPicked { missing, .. } => {
                let (name, id) = (format!("{}.{}", order.id, event.seq), order.id.to_string());
                let about = (name.as_str(), Some(id), order.request.reference.as_str());
                Some(Self::new(&order.store, NoticeKind::ShortPick, event.at, about, u64::from(*missing)))
            }
            EventKind::Filled { .. } => {
                let seconds = event.at.as_second();
                let begun = Timestamp::from_second(seconds - seconds.rem_euclid(DIGEST.as_secs())).unwrap_or(event.at);
                Some(Self::new(&order.store, NoticeKind::BackOrdersFilled, begun, ("", None, ""), 0))
            }
            _ => None,
        }
    }

    /// That goods came back.
    pub fn of_return(back: &Return, receipt: &ReturnReceipt) -> Self {
        let (event, units) = (receipt.id.to_string(), u64::from(receipt.units()));
        let about = (event.as_str(), Some(back.id.to_string()), back.reference.as_str());
        Self::new(&back.store, NoticeKind::ReturnReceived, receipt.at, about, units)
    }

    /// That differences of a count wait for somebody's approval, once it is closed.
    pub fn of_count(count: &Count) -> Option<Self> {
        let Some(counts::End::Closed { at, result: Some(tally), .. }) = &count.end else { return None };
        let id = count.id.to_string();
        let about = (id.as_str(), Some(id.clone()), count.name.as_str());
        (tally.waiting > 0).then(|| Self::new(&count.store, NoticeKind::CountVariance, *at, about, u64::from(tally.waiting)))
    }

    /// That the sentinel found something.
    pub fn of_finding(store: &StoreId, finding: &Finding) -> Option<Self> {
        let (id, at) = (finding.id.to_string(), finding.found_at);
        let about = (id.as_str(), Some(id.clone()), finding.violation.sentence.as_str());
        finding.is_open().then(|| Self::new(store, NoticeKind::FindingOpened, at, about, 0))
    }

    /// That a webhook was switched off by itself.
    pub fn of_webhook(store: &StoreId, endpoint: &Endpoint) -> Option<Self> {
        let EndpointState::Off { since, reason: OffReason::Failing | OffReason::Gone } = endpoint.state else { return None };
        let id = endpoint.id.to_string();
        Some(Self::new(store, NoticeKind::WebhookOff, since, (&id, Some(id.clone()), &endpoint.name), 0))
    }

    /// How a person is to be told: as they wish, if they may see the thing and can sign in.
    pub fn channel_for(&self, user: &User) -> Channel {
        let identity = user.identity();
        let is_for_them = self.kind != NoticeKind::ReturnReceived || identity.role.is_of_client();
        let may_see = is_for_them && identity.stores.contain(&self.store) && identity.may(self.kind.needs());
        if may_see && user.state() == UserState::Active { user.notices.of(self.kind) } else { Channel::None }
    }

    /// Whether a person wants it on their devices, too.
    pub fn is_pushed_to(&self, user: &User) -> bool {
        self.channel_for(user) != Channel::None && user.notices.push(self.kind)
    }
}

/// Something that a person was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What.
    #[serde(flatten)]
    pub news: News,
    /// When they read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Stores;
    use crate::identity::roles::Role;
    use crate::identity::users::Grants;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn news(kind: NoticeKind) -> News {
        News::new(&"nordlys".parse().unwrap(), kind, at("2026-11-21T10:00:00Z"), ("x", None, "x"), 1)
    }

    fn user(role: Role, stores: &[&str]) -> User {
        let stores = Stores::These(stores.iter().map(|store| store.parse().unwrap()).collect());
        let mut user = User::new(
            ("uma".parse().unwrap(), "uma".to_owned()),
            ("uma@nordlys.example".to_owned(), "Uma".to_owned()),
            "meridian".parse().unwrap(),
            Grants::new(role, stores, Vec::new()),
            at("2026-11-01T00:00:00Z"),
        );
        user.is_confirmed = true;
        user
    }

    #[test]
    fn only_who_may_see_a_thing_and_can_sign_in_is_told_of_it() {
        let told = |kind, user: &User| news(kind).channel_for(user);
        let uma = user(Role::ClientUser, &["nordlys"]);
        assert_eq!(told(NoticeKind::ImportRejected, &uma), Channel::Inbox);
        assert_eq!(told(NoticeKind::WebhookOff, &uma), Channel::None, "it takes keys.write");
        assert_eq!(told(NoticeKind::FindingOpened, &user(Role::ClientAdmin, &["nordlys"])), Channel::None, "findings are the house's");
        assert_eq!(told(NoticeKind::ImportRejected, &user(Role::HeadOffice, &["fjord"])), Channel::None, "another store");
        assert_eq!(told(NoticeKind::ReturnReceived, &uma), Channel::Inbox);
        assert_eq!(told(NoticeKind::ReturnReceived, &user(Role::Warehouse, &["nordlys"])), Channel::None, "the house knows");
        let suspended = User { suspended_at: Some(at("2026-11-02T00:00:00Z")), ..uma.clone() };
        assert_eq!(told(NoticeKind::ImportRejected, &suspended), Channel::None);
        assert_eq!(told(NoticeKind::ImportRejected, &User { is_confirmed: false, ..uma.clone() }), Channel::None);
        let by_mail = User { notices: uma.notices.clone().with(NoticeKind::ImportRejected, Channel::Mail), ..uma };
        assert_eq!(told(NoticeKind::ImportRejected, &by_mail), Channel::Mail);
        assert_eq!(told(NoticeKind::ShortPick, &by_mail), Channel::Inbox);
    }

    #[test]
    fn devices_are_told_of_what_cannot_wait_unless_somebody_chose_otherwise() {
        let pushed = |kind, user: &User| news(kind).is_pushed_to(user);
        let uma = user(Role::ClientUser, &["nordlys"]);
        assert!(pushed(NoticeKind::ImportRejected, &uma) && pushed(NoticeKind::ShortPick, &uma));
        assert!(!pushed(NoticeKind::ReconciliationReady, &uma) && !pushed(NoticeKind::BackOrdersFilled, &uma));
        let choosing = |choose: fn(Preferences) -> Preferences| User { notices: choose(uma.notices.clone()), ..uma.clone() };
        assert!(!pushed(NoticeKind::ShortPick, &choosing(|notices| notices.with_push(NoticeKind::ShortPick, false))));
        assert!(pushed(NoticeKind::ReconciliationReady, &choosing(|notices| notices.with_push(NoticeKind::ReconciliationReady, true))));
        assert!(!pushed(NoticeKind::ShortPick, &choosing(|notices| notices.with(NoticeKind::ShortPick, Channel::None))), "not at all");
        assert!(pushed(NoticeKind::ShortPick, &choosing(|notices| notices.with(NoticeKind::ShortPick, Channel::Daily))));
        assert!(!pushed(NoticeKind::WebhookOff, &uma), "it takes keys.write");
        assert!(!pushed(NoticeKind::ShortPick, &User { suspended_at: Some(at("2026-11-02T00:00:00Z")), ..uma.clone() }));
    }

    #[test]
    fn what_is_usual_is_not_stored_and_what_was_stored_before_reads_back() {
        let chosen = Preferences::default().with(NoticeKind::ShortPick, Channel::None);
        assert!(!chosen.is_usual());
        assert!(chosen.with(NoticeKind::ShortPick, Channel::Inbox).is_usual());
        let text = serde_json::to_string(&user(Role::ClientUser, &["nordlys"])).unwrap();
        assert!(!text.contains("notices"));
        assert!(serde_json::from_str::<User>(&text).unwrap().notices.is_usual());
        let chosen =
            User { notices: Preferences::default().with(NoticeKind::ShortPick, Channel::Mail), ..user(Role::ClientUser, &["nordlys"]) };
        assert_eq!(serde_json::from_str::<User>(&serde_json::to_string(&chosen).unwrap()).unwrap(), chosen);
        // As it was when there were channels alone.
        let before: Preferences = serde_json::from_str(r#"{"short_pick":"mail","import_failed":"none"}"#).unwrap();
        assert_eq!(before, Preferences::default().with(NoticeKind::ShortPick, Channel::Mail).with(NoticeKind::ImportFailed, Channel::None));
        let both = before.with_push(NoticeKind::ShortPick, false).with_push(NoticeKind::ReconciliationReady, true);
        let text = serde_json::to_string(&both).unwrap();
        assert!(text.contains(r#""push":{"reconciliation_ready":true,"short_pick":false}"#), "{text}");
        assert_eq!(serde_json::from_str::<Preferences>(&text).unwrap(), both);
        let usual = both.with_push(NoticeKind::ShortPick, true).with_push(NoticeKind::ReconciliationReady, false);
        assert!(!serde_json::to_string(&usual).unwrap().contains("push"));
    }

    #[test]
    fn the_same_news_has_the_same_id_and_later_news_a_greater_one() {
        assert_eq!(news(NoticeKind::ShortPick).id, news(NoticeKind::ShortPick).id);
        assert_ne!(news(NoticeKind::ShortPick).id, news(NoticeKind::ImportFailed).id);
        let later = News::new(&"nordlys".parse().unwrap(), NoticeKind::ShortPick, at("2026-11-21T10:00:01Z"), ("x", None, "x"), 1);
        assert!(later.id.to_string() > news(NoticeKind::ShortPick).id.to_string());
    }
}
