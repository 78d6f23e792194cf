//! Secrets of webhooks and the signatures made with them, as Standard Webhooks 1.0 has them.

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::ids::DeliveryId;

/// What every secret begins with, so that one that leaks into a text is recognised.
const PREFIX: &str = "whsec_";

/// How long the secret before the current one still signs.
const OVERLAP: SignedDuration = SignedDuration::from_hours(24);

/// A secret that we share with a receiver.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Secret(Vec<u8>);

/// A text that is no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a secret is whsec_ and 24 to 64 bytes in Base64")]
pub struct InvalidSecret;

impl Secret {
    /// A secret of random bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes.to_vec())
    }

    /// As it is shown, once.
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}", BASE64_STANDARD.encode(&self.0))
    }

    fn signature(&self, signed: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(signed.as_bytes());
        format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes()))
    }
}

/// Never in a log.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("whsec_…")
    }
}

impl TryFrom<String> for Secret {
    type Error = InvalidSecret;
    fn try_from(text: String) -> Result<Self, InvalidSecret> {
        let bytes = text.strip_prefix(PREFIX).and_then(|rest| BASE64_STANDARD.decode(rest).ok()).ok_or(InvalidSecret)?;
        if (24..=64).contains(&bytes.len()) { Ok(Self(bytes)) } else { Err(InvalidSecret) }
    }
}

impl From<Secret> for String {
    fn from(secret: Secret) -> Self {
        secret.reveal()
    }
}

/// The secrets of a webhook: one, and for a day after it was replaced the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secrets {
    current: Secret,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    previous: Option<(Secret, Timestamp)>,
}

impl Secrets {
    /// The first one.
    pub fn new(current: Secret) -> Self {
        Self { current, previous: None }
    }

    /// Another in its place. The one before signs beside it for a day, so that receivers have the time to change.
    #[must_use]
    pub fn rotated(self, next: Secret, now: Timestamp) -> Self {
        Self { current: next, previous: Some((self.current, now.saturating_add(OVERLAP).unwrap_or(Timestamp::MAX))) }
    }

    /// Until when the one before signs, too.
    pub fn previous_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.previous.as_ref().map(|(_, until)| *until).filter(|until| *until > now)
    }

    /// The value of `webhook-signature`: a signature of each secret that is valid.
    pub fn sign(&self, id: DeliveryId, at: Timestamp, body: &str) -> String {
        let signed = format!("{id}.{}.{body}", at.as_second());
        let current = self.current.signature(&signed);
        match &self.previous {
            Some((previous, until)) if *until > at => format!("{current} {}", previous.signature(&signed)),
            _ => current,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        text.to_owned().try_into().unwrap()
    }

    #[test]
    fn a_signature_is_what_the_standard_says() {
        // From another implementation: HMAC-SHA256 of "dlv_0…07.1614265330.{"test": 2432232314}" with the decoded secret.
        let secrets = Secrets::new(secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        let id = "dlv_00000000000000000000000000000007".parse().unwrap();
        let at = Timestamp::from_second(1_614_265_330).unwrap();
        assert_eq!(secrets.sign(id, at, r#"{"test": 2432232314}"#), "v1,ZZ6cnVyYYHQmdsrW44j8lRo2UdEc4SxclPBIZYG4D9Q=");
    }

    #[test]
    fn after_a_rotation_both_secrets_sign_for_a_day_and_then_the_new_one_alone() {
        let (old, new) = (Secret::new([1; 32]), Secret::new([2; 32]));
        let now = Timestamp::from_second(1_795_000_000).unwrap();
        let id = DeliveryId::derived(&["x"]);
        let by = |secret: &Secret, at| Secrets::new(secret.clone()).sign(id, at, "{}");
        let secrets = Secrets::new(old.clone()).rotated(new.clone(), now);
        assert_eq!(secrets.sign(id, now, "{}"), format!("{} {}", by(&new, now), by(&old, now)));
        let next_day = now + SignedDuration::from_hours(24);
        assert_eq!(secrets.sign(id, next_day, "{}"), by(&new, next_day));
        assert_eq!(secrets.previous_until(next_day), None);
        // A third one ends the first at once: whoever rotates twice does so because it leaked.
        let twice = secrets.rotated(Secret::new([3; 32]), now);
        assert!(!twice.sign(id, now, "{}").contains(&by(&old, now)));
    }

    #[test]
    fn a_secret_reads_back_and_is_never_logged() {
        let one = Secret::new([7; 32]);
        assert_eq!(secret(&one.reveal()), one);
        assert!(!format!("{:?}", Secrets::new(one.clone())).contains(&one.reveal()[6..20]));
        for text in ["", "whsec_", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!!!"] {
            assert!(Secret::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
