//! Devices of people, to which news are pushed (RFC 8030): a browser gives the address of its maker's push service, and keys
//! with which only that browser can read what is sent there.

mod keys;
mod vapid;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ids::DeviceId;
use crate::webhooks::{Outcome, WebhookUrl, Why};

pub use keys::{Auth, InvalidKey, PublicKey};
pub use vapid::{InvalidVapid, Vapid};

/// Nobody carries more; the one that was added first goes.
pub const MOST_DEVICES: usize = 20;

/// A device to which nothing could be sent for this long is gone, whatever its push service says.
const GONE_AFTER: SignedDuration = SignedDuration::from_hours(7 * 24);

/// For this long a push that failed comes again by its queue. Less than a message lives there: what does not get through is in
/// the inbox all the same, and is no dead letter.
const INSISTS_FOR: SignedDuration = SignedDuration::from_mins(3);

/// A browser of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Derived from its address.
    pub id: DeviceId,
    /// Times that this was stored.
    pub version: u64,
    /// Where its push service takes news for it. Whoever knows it can send there, so it is told to nobody.
    pub endpoint: WebhookUrl,
    /// The key that news are encrypted for.
    pub p256dh: PublicKey,
    /// A secret of browser and us.
    pub auth: Auth,
    /// As people recognise it: browser and system.
    pub name: String,
    /// When it was added.
    pub since: Timestamp,
    /// When its push service took something last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_pushed_at: Option<Timestamp>,
    /// Where nothing gets through at present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing: Option<Failing>,
}

/// That nothing gets through to a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failing {
    /// Since when.
    pub since: Timestamp,
    /// The last try.
    pub last: Timestamp,
    /// What the push service answered to that, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
}

/// What a push service's answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It takes it from here.
    Taken,
    /// There is no such device any more.
    Gone,
    /// It does not want this; the same again would not help.
    Refused,
    /// Not now.
    Later,
}

impl Verdict {
    /// What an answer means, or that there was none.
    pub const fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Answered { status: 200..=299, .. } => Self::Taken,
            Outcome::Answered { status: 404 | 410, .. } => Self::Gone,
            Outcome::Answered { status: 429 | 500..=599, .. } => Self::Later,
            Outcome::Answered { .. } | Outcome::Failed { why: Why::NotPublic } => Self::Refused,
            Outcome::Failed { .. } => Self::Later,
        }
    }
}

impl Device {
    /// A device that is added.
    pub fn new(endpoint: WebhookUrl, p256dh: PublicKey, auth: Auth, name: String, now: Timestamp) -> Self {
        let id = DeviceId::derived(&[endpoint.as_str()]);
        Self { id, version: 1, endpoint, p256dh, auth, name, since: now, last_pushed_at: None, failing: None }
    }

    /// Added again: with its keys of now, and as old as it was.
    #[must_use]
    pub fn again(self, before: &Self) -> Self {
        Self { version: before.version + 1, since: before.since, last_pushed_at: before.last_pushed_at, ..self }
    }

    /// How it stands after a push; None where it is gone.
    pub fn after(&self, outcome: &Outcome, now: Timestamp) -> Option<Self> {
        let next = Self { version: self.version + 1, ..self.clone() };
        match Verdict::of(outcome) {
            Verdict::Taken => Some(Self { last_pushed_at: Some(now), failing: None, ..next }),
            Verdict::Gone => None,
            Verdict::Refused | Verdict::Later => {
                let since = self.failing.as_ref().map_or(now, |failing| failing.since);
                let status = match outcome {
                    Outcome::Answered { status, .. } => Some(*status),
                    Outcome::Failed { .. } => None,
                };
                let failing = Some(Failing { since, last: now, status });
                (now.duration_since(since) < GONE_AFTER).then_some(Self { failing, ..next })
            }
        }
    }

    /// Whether what did not get through is worth another try soon. A device that does not answer for longer is tried once with
    /// each piece of news.
    pub fn insists(&self, now: Timestamp) -> bool {
        self.failing.as_ref().is_none_or(|failing| now.duration_since(failing.since) < INSISTS_FOR)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn device() -> Device {
        let key = Vapid::from_bytes([7; 32]).unwrap().public_key();
        let endpoint = "https://push.example/send/abc".parse().unwrap();
        Device::new(endpoint, key, Auth::new([1; 16]), "Firefox, Linux".to_owned(), at("2026-12-01T10:00:00Z"))
    }

    fn answered(status: u16) -> Outcome {
        Outcome::Answered { status, body: String::new() }
    }

    #[test]
    fn an_answer_is_one_of_four() {
        let verdict = |status| Verdict::of(&answered(status));
        assert!([200, 201, 202, 204].iter().all(|status| verdict(*status) == Verdict::Taken));
        assert!([404, 410].iter().all(|status| verdict(*status) == Verdict::Gone));
        assert!([429, 500, 503, 599].iter().all(|status| verdict(*status) == Verdict::Later));
        assert!([301, 400, 401, 403, 413].iter().all(|status| verdict(*status) == Verdict::Refused));
        assert_eq!(Verdict::of(&Outcome::Failed { why: Why::TimedOut }), Verdict::Later);
        assert_eq!(Verdict::of(&Outcome::Failed { why: Why::NotPublic }), Verdict::Refused, "asking again does not move it");
    }

    #[test]
    fn a_device_that_fails_for_a_week_without_one_success_goes() {
        let first = device().after(&answered(403), at("2026-12-01T12:00:00Z")).unwrap();
        assert_eq!(first.failing.as_ref().unwrap().status, Some(403));
        let sixth = first.after(&Outcome::Failed { why: Why::TimedOut }, at("2026-12-08T11:59:59Z")).unwrap();
        let failing = sixth.failing.clone().unwrap();
        assert_eq!((failing.since, failing.status), (at("2026-12-01T12:00:00Z"), None));
        assert_eq!(sixth.after(&answered(500), at("2026-12-08T12:00:00Z")), None);
        let well = sixth.after(&answered(201), at("2026-12-08T12:00:00Z")).unwrap();
        assert_eq!((well.failing, well.last_pushed_at), (None, Some(at("2026-12-08T12:00:00Z"))));
        assert_eq!(device().after(&answered(410), at("2026-12-01T12:00:00Z")), None);
    }

    #[test]
    fn what_fails_is_tried_again_for_minutes_only() {
        let failing = device().after(&answered(503), at("2026-12-01T12:00:00Z")).unwrap();
        assert!(device().insists(at("2026-12-01T12:00:00Z")));
        assert!(failing.insists(at("2026-12-01T12:02:59Z")));
        assert!(!failing.insists(at("2026-12-01T12:03:00Z")));
    }

    #[test]
    fn the_same_address_is_the_same_device_with_its_keys_of_now() {
        let before = device().after(&answered(503), at("2026-12-01T12:00:00Z")).unwrap();
        let key = Vapid::from_bytes([8; 32]).unwrap().public_key();
        let again = Device { p256dh: key, since: at("2026-12-02T10:00:00Z"), ..device() }.again(&before);
        assert_eq!((again.id, again.since, again.version), (before.id, before.since, 3));
        assert_eq!((again.p256dh, again.failing.clone()), (key, None));
        let text = serde_json::to_string(&again).unwrap();
        assert_eq!(serde_json::from_str::<Device>(&text).unwrap(), again);
    }
}
