//! A webhook: an address of a store's own, what it wants to hear, and how it fares.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{EventType, Outcome, Secret, Secrets, WebhookUrl};
use crate::ids::{ActorId, WebhookId};

/// The most webhooks of one store.
pub const MOST_ENDPOINTS: usize = 10;

/// Failures for so long switch a webhook off.
const PATIENCE: SignedDuration = SignedDuration::from_hours(5 * 24);

/// A webhook that fails rests as long as it has failed, within these bounds.
const REST: (SignedDuration, SignedDuration) = (SignedDuration::from_secs(30), SignedDuration::from_mins(10));

/// An address that a store's events are sent to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// Its name for programs.
    pub id: WebhookId,
    /// Times that it was stored.
    pub version: u64,
    /// Its name for people.
    pub name: String,
    /// Where events go.
    pub url: WebhookUrl,
    /// Which.
    pub events: BTreeSet<EventType>,
    /// What they are signed with.
    pub secrets: Secrets,
    /// Whether they go.
    pub state: EndpointState,
    /// Since when nothing arrives, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing: Option<Failing>,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: ActorId,
}

/// Whether events go to a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum EndpointState {
    /// They do.
    Active,
    /// They do not.
    Off {
        /// Since when.
        since: Timestamp,
        /// Why.
        reason: OffReason,
    },
}

/// Why a webhook is switched off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OffReason {
    /// Somebody did it.
    ByHand,
    /// Nothing arrived for days.
    Failing,
    /// It said that it is gone (410).
    Gone,
}

impl OffReason {
    /// Every reason.
    pub const ALL: [Self; 3] = [Self::ByHand, Self::Failing, Self::Gone];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ByHand => "by_hand",
            Self::Failing => "failing",
            Self::Gone => "gone",
        }
    }
}

/// A webhook where nothing arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failing {
    /// Since when.
    pub since: Timestamp,
    /// Nothing is tried before.
    pub rests_until: Timestamp,
}

impl Endpoint {
    /// Whether it is to be told of such events.
    pub fn takes(&self, kind: EventType) -> bool {
        self.is_active() && self.events.contains(&kind)
    }

    /// Whether events go to it.
    pub fn is_active(&self) -> bool {
        self.state == EndpointState::Active
    }

    /// Until when nothing is tried, where it fails: one that does not answer shall not hold up the others' events.
    pub fn rests_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.failing.map(|failing| failing.rests_until).filter(|until| *until > now)
    }

    /// What it is after something was sent to it; None where it stays as it is.
    pub fn after(&self, outcome: &Outcome, now: Timestamp) -> Option<Self> {
        let off = |reason| Self { state: EndpointState::Off { since: now, reason }, failing: None, ..self.stored_again() };
        if outcome.is_success() {
            return self.failing.map(|_| Self { failing: None, ..self.stored_again() });
        }
        if !self.is_active() {
            return None;
        }
        if outcome.is_gone() {
            return Some(off(OffReason::Gone));
        }
        let since = self.failing.map_or(now, |failing| failing.since);
        if self.rests_until(now).is_some() {
            return None;
        }
        let failed_for = now.duration_since(since);
        if failed_for >= PATIENCE {
            return Some(off(OffReason::Failing));
        }
        let rests_until = now.saturating_add(failed_for.clamp(REST.0, REST.1)).unwrap_or(Timestamp::MAX);
        Some(Self { failing: Some(Failing { since, rests_until }), ..self.stored_again() })
    }

    /// With other wishes. Switched on again it is given another chance.
    #[must_use]
    pub fn changed(&self, name: String, url: WebhookUrl, events: BTreeSet<EventType>, is_active: bool, now: Timestamp) -> Self {
        let (state, failing) = match (is_active, self.state) {
            (true, EndpointState::Active) if url == self.url => (EndpointState::Active, self.failing),
            (true, _) => (EndpointState::Active, None),
            (false, off @ EndpointState::Off { .. }) => (off, None),
            (false, EndpointState::Active) => (EndpointState::Off { since: now, reason: OffReason::ByHand }, None),
        };
        Self { name, url, events, state, failing, ..self.stored_again() }
    }

    /// With another secret.
    #[must_use]
    pub fn rotated(&self, next: Secret, now: Timestamp) -> Self {
        Self { secrets: self.secrets.clone().rotated(next, now), ..self.stored_again() }
    }

    fn stored_again(&self) -> Self {
        Self { version: self.version + 1, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Why;
    use super::*;

    fn endpoint() -> Endpoint {
        Endpoint {
            id: WebhookId::derived(&["x"]),
            version: 1,
            name: "Shop".to_owned(),
            url: "https://shop.example/hooks".parse().unwrap(),
            events: [EventType::OrderShipped].into(),
            secrets: Secrets::new(Secret::new([1; 32])),
            state: EndpointState::Active,
            failing: None,
            created_at: at(0),
            created_by: "nora".parse().unwrap(),
        }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + seconds).unwrap()
    }

    fn answered(status: u16) -> Outcome {
        Outcome::Answered { status, body: String::new() }
    }

    #[test]
    fn one_that_fails_rests_longer_and_longer_and_is_switched_off_after_five_days() {
        let mut one = endpoint();
        let (mut now, mut rests) = (0, Vec::new());
        while one.is_active() {
            one = one.after(&Outcome::Failed { why: Why::TimedOut }, at(now)).unwrap();
            if let Some(until) = one.rests_until(at(now)) {
                let rest = until.duration_since(at(now)).as_secs();
                rests.push(rest);
                assert_eq!(one.after(&answered(500), at(now + 1)), None, "what was under way changes nothing while it rests");
                now += rest;
            }
        }
        assert_eq!((&rests[..4], rests.iter().max()), (&[30, 30, 60, 120][..], Some(&600)));
        assert_eq!(one.state, EndpointState::Off { since: at(now), reason: OffReason::Failing });
        assert!((5 * 86_400..5 * 86_400 + 600).contains(&now), "{now}");
        assert_eq!(one.after(&answered(500), at(now)), None, "it is off once");
    }

    #[test]
    fn whatever_arrives_makes_it_well_again() {
        let failing = endpoint().after(&answered(503), at(0)).unwrap();
        let well = failing.after(&answered(204), at(10)).unwrap();
        assert_eq!((well.failing, well.version), (None, 3));
        assert_eq!(well.after(&answered(200), at(20)), None);
    }

    #[test]
    fn one_that_is_gone_is_off_at_once_and_may_be_switched_on_again() {
        let gone = endpoint().after(&answered(410), at(5)).unwrap();
        assert_eq!(gone.state, EndpointState::Off { since: at(5), reason: OffReason::Gone });
        assert!(!gone.takes(EventType::OrderShipped));
        let on = gone.changed(gone.name.clone(), gone.url.clone(), gone.events.clone(), true, at(9));
        assert!(on.takes(EventType::OrderShipped) && !on.takes(EventType::OrderHeld));
        let off = on.changed(on.name.clone(), on.url.clone(), on.events.clone(), false, at(9));
        assert_eq!(off.state, EndpointState::Off { since: at(9), reason: OffReason::ByHand });
    }

    #[test]
    fn another_address_begins_anew() {
        let failing = endpoint().after(&answered(503), at(0)).unwrap();
        let same = failing.changed("Other".to_owned(), failing.url.clone(), failing.events.clone(), true, at(1));
        assert_eq!(same.failing, failing.failing);
        let moved = failing.changed(failing.name.clone(), "https://new.example".parse().unwrap(), failing.events.clone(), true, at(1));
        assert_eq!(moved.failing, None);
    }
}
