//! One event on its way to one webhook: tried with growing pauses for a day.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Event, EventType};
use crate::ids::{DeliveryId, WebhookId};

/// Seconds between attempts: ten attempts in a bit less than a day.
const PAUSES: [i64; 9] = [30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800];

/// Whoever tries has died when nothing was noted for so long; longer than the function may run.
const LEASE: SignedDuration = SignedDuration::from_secs(90);

/// Attempts that are kept of a delivery that is sent again and again by hand.
const MOST_ATTEMPTS: usize = 20;

/// One event on its way to one webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Derived from webhook and event, so that it exists once. Receivers tell repeats by it.
    pub id: DeliveryId,
    /// Where to.
    pub endpoint: WebhookId,
    /// What.
    pub event: Event,
    /// Times that it was stored.
    pub version: u64,
    /// How it stands.
    pub state: DeliveryState,
    /// Whether it is tried once only, because somebody sits before the answer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_tried_once: bool,
    /// What came of it so far, the first first.
    #[serde(default)]
    pub attempts: Vec<Attempt>,
}

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum DeliveryState {
    /// It is to be tried.
    Waiting {
        /// Not before.
        due: Timestamp,
    },
    /// It arrived.
    Delivered,
    /// It is not tried any more.
    GivenUp,
}

/// One try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// When.
    pub at: Timestamp,
    /// How long it took, in thousandths of a second.
    pub ms: u64,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// There was an answer.
    Answered {
        /// HTTP's status.
        status: u16,
        /// The first of it.
        body: String,
    },
    /// There was none.
    Failed {
        /// Why.
        why: Why,
    },
}

/// Why there was no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The host's name leads to an address that is not of the internet.
    NotPublic,
    /// There is no host of that name, no way to it, or no encryption that we trust.
    Unreachable,
    /// It took too long.
    TimedOut,
}

impl Why {
    /// Every reason.
    pub const ALL: [Self; 3] = [Self::NotPublic, Self::Unreachable, Self::TimedOut];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotPublic => "not_public",
            Self::Unreachable => "unreachable",
            Self::TimedOut => "timed_out",
        }
    }
}

impl Outcome {
    /// Whether it arrived. A redirect is no arrival: it is not followed.
    pub fn is_success(&self) -> bool {
        matches!(self, Self::Answered { status: 200..300, .. })
    }

    /// Whether the receiver wants no more of it.
    pub fn is_gone(&self) -> bool {
        matches!(self, Self::Answered { status: 410, .. })
    }
}

impl Delivery {
    /// A delivery that its maker tries at once, or that rests until a time.
    pub fn new(endpoint: WebhookId, event: Event, rests_until: Option<Timestamp>, now: Timestamp) -> Self {
        let due = rests_until.unwrap_or_else(|| lease(now));
        let is_tried_once = event.kind == EventType::Test;
        Self {
            id: DeliveryId::derived_at(event.timestamp, &[&endpoint.to_string(), event.kind.as_str(), &event.id]),
            endpoint,
            event,
            version: 1,
            state: DeliveryState::Waiting { due },
            is_tried_once,
            attempts: Vec::new(),
        }
    }

    /// The delivery in the hands of whoever tries it now; None where it is not due.
    pub fn claimed(&self, now: Timestamp) -> Option<Self> {
        match self.state {
            DeliveryState::Waiting { due } if due <= now => Some(self.waiting_until(lease(now))),
            _ => None,
        }
    }

    /// The delivery, to be tried at a time.
    #[must_use]
    pub fn waiting_until(&self, due: Timestamp) -> Self {
        self.in_state(DeliveryState::Waiting { due })
    }

    /// The delivery, not to be tried any more.
    #[must_use]
    pub fn given_up(&self) -> Self {
        self.in_state(DeliveryState::GivenUp)
    }

    /// The delivery after a try.
    #[must_use]
    pub fn after(&self, attempt: Attempt) -> Self {
        let state = match PAUSES.get(self.attempts.len()) {
            _ if attempt.outcome.is_success() => DeliveryState::Delivered,
            Some(pause) if !self.is_tried_once && !attempt.outcome.is_gone() => {
                let due = attempt.at.saturating_add(SignedDuration::from_secs(*pause)).unwrap_or(Timestamp::MAX);
                DeliveryState::Waiting { due }
            }
            _ => DeliveryState::GivenUp,
        };
        let mut after = self.in_state(state);
        after.attempts.push(attempt);
        let n_old = after.attempts.len().saturating_sub(MOST_ATTEMPTS);
        after.attempts.drain(..n_old);
        after
    }

    /// The delivery once more, because somebody asks for it; None while it may be in somebody's hands.
    pub fn again(&self, now: Timestamp) -> Option<Self> {
        let is_in_hand = matches!(self.state, DeliveryState::Waiting { due } if due > now && due <= lease(now));
        (!is_in_hand).then(|| Self { is_tried_once: true, ..self.waiting_until(now) })
    }

    fn in_state(&self, state: DeliveryState) -> Self {
        Self { state, version: self.version + 1, ..self.clone() }
    }
}

fn lease(now: Timestamp) -> Timestamp {
    now.saturating_add(LEASE).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + seconds).unwrap()
    }

    fn event(second: i64) -> Event {
        Event { kind: EventType::OrderShipped, ..Event::test("x", at(second)) }
    }

    fn attempt(now: Timestamp, status: u16) -> Attempt {
        Attempt { at: now, ms: 12, outcome: Outcome::Answered { status, body: String::new() } }
    }

    fn webhook() -> WebhookId {
        WebhookId::derived(&["x"])
    }

    #[test]
    fn it_is_tried_ten_times_within_a_day_and_then_given_up() {
        let mut now = at(0);
        let mut one = Delivery::new(webhook(), event(0), None, now);
        loop {
            assert_eq!(one.claimed(now), None, "it is in its maker's hands");
            one = one.after(attempt(now, 500));
            let DeliveryState::Waiting { due } = one.state else { break };
            assert!(one.claimed(due - SignedDuration::from_secs(1)).is_none());
            one = one.claimed(due).unwrap();
            now = due;
        }
        assert_eq!((one.state, one.attempts.len()), (DeliveryState::GivenUp, 10));
        let hours = now.duration_since(at(0)).as_hours();
        assert!((23..=24).contains(&hours), "{hours}");
    }

    #[test]
    fn only_an_answer_of_success_ends_it_well_and_gone_ends_it_at_once() {
        let one = Delivery::new(webhook(), event(0), None, at(0));
        assert_eq!(one.after(attempt(at(0), 204)).state, DeliveryState::Delivered);
        assert!(matches!(one.after(attempt(at(0), 301)).state, DeliveryState::Waiting { .. }), "no redirect is followed");
        assert_eq!(one.after(attempt(at(0), 410)).state, DeliveryState::GivenUp);
        let test = Delivery::new(webhook(), Event::test("x", at(0)), None, at(0));
        assert_eq!(test.after(attempt(at(0), 500)).state, DeliveryState::GivenUp, "somebody sits before the answer");
    }

    #[test]
    fn whoever_died_with_it_is_followed_by_another() {
        let one = Delivery::new(webhook(), event(0), None, at(0));
        assert_eq!(one.claimed(at(89)), None);
        let taken = one.claimed(at(90)).unwrap();
        assert_eq!((taken.claimed(at(91)), taken.version), (None, 2));
    }

    #[test]
    fn it_is_sent_again_when_somebody_asks_but_not_by_two_at_once() {
        let new = Delivery::new(webhook(), event(0), None, at(0));
        assert_eq!(new.again(at(1)), None);
        let delivered = new.after(attempt(at(0), 200));
        let again = delivered.again(at(10)).unwrap();
        assert_eq!(again.state, DeliveryState::Waiting { due: at(10) });
        let taken = again.claimed(at(10)).unwrap();
        assert_eq!(taken.again(at(11)), None);
        assert_eq!(taken.after(attempt(at(11), 500)).state, DeliveryState::GivenUp);
        let mut many = delivered;
        for n in 0..40 {
            many = many.after(attempt(at(n), 500));
        }
        assert_eq!(many.attempts.len(), MOST_ATTEMPTS);
    }

    #[test]
    fn ids_are_the_same_for_the_same_and_sort_by_time() {
        let id = |webhook, event: &Event| Delivery::new(webhook, event.clone(), None, at(9)).id;
        assert_eq!(id(webhook(), &event(1)), id(webhook(), &event(1)));
        assert_ne!(id(webhook(), &event(1)), id(WebhookId::derived(&["y"]), &event(1)));
        assert!(id(webhook(), &event(1)).to_string() < id(webhook(), &event(2)).to_string());
    }
}
