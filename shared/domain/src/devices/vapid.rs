//! The key with which we say to push services who we are (VAPID, RFC 8292). A browser subscribes to it, so what anybody else
//! sends to its address is refused there.

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::PublicKey;
use crate::address::Email;
use crate::webhooks::WebhookUrl;

/// Push services take a token for at most a day; half of that forgives clocks.
const VALID_FOR: SignedDuration = SignedDuration::from_hours(12);

/// Bytes that are no key: one of so many that nobody meets one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are no key of P-256")]
pub struct InvalidVapid;

/// The deployment's key pair.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Vapid(SigningKey);

impl Vapid {
    /// A key of random bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Result<Self, InvalidVapid> {
        SigningKey::from_slice(&bytes).map(Self).map_err(|_| InvalidVapid)
    }

    /// The half that browsers are told.
    pub fn public_key(&self) -> PublicKey {
        PublicKey::of(self.0.verifying_key().into())
    }

    /// The value of `authorization` for a push to an address.
    pub fn authorization(&self, to: &WebhookUrl, from: &Email, now: Timestamp) -> String {
        let encode = |json: serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(json.to_string());
        let exp = now.saturating_add(VALID_FOR).unwrap_or(now).as_second();
        let header = encode(json!({"typ": "JWT", "alg": "ES256"}));
        let claims = encode(json!({"aud": to.origin(), "exp": exp, "sub": format!("mailto:{}", from.as_str())}));
        let signed = format!("{header}.{claims}");
        let signature: Signature = self.0.sign(signed.as_bytes());
        format!("vapid t={signed}.{}, k={}", BASE64_URL_SAFE_NO_PAD.encode(signature.to_bytes()), self.public_key())
    }
}

/// Never in a log.
impl fmt::Debug for Vapid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl TryFrom<String> for Vapid {
    type Error = InvalidVapid;
    fn try_from(text: String) -> Result<Self, InvalidVapid> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| InvalidVapid)?;
        Self::from_bytes(bytes.try_into().map_err(|_| InvalidVapid)?)
    }
}

impl From<Vapid> for String {
    fn from(key: Vapid) -> Self {
        BASE64_URL_SAFE_NO_PAD.encode(key.0.to_bytes())
    }
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::VerifyingKey;
    use p256::ecdsa::signature::Verifier;

    use super::*;

    #[test]
    fn a_push_says_whom_it_is_for_until_when_and_from_whom() {
        let key = Vapid::from_bytes([7; 32]).unwrap();
        let to: WebhookUrl = "https://push.example:8443/send/abc?d=e".parse().unwrap();
        let now: Timestamp = "2026-12-01T10:00:00Z".parse().unwrap();
        let value = key.authorization(&to, &"packhouse@example.com".parse().unwrap(), now);
        let (token, public) = value.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        assert_eq!(public, key.public_key().to_string());
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let signature = Signature::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
        VerifyingKey::from(key.public_key().point()).verify(signed.as_bytes(), &signature).unwrap();
        let part = |text: &str| serde_json::from_slice::<serde_json::Value>(&BASE64_URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap();
        let (header, claims) = signed.split_once('.').unwrap();
        assert_eq!(part(header), json!({"typ": "JWT", "alg": "ES256"}));
        let exp = now.as_second() + 12 * 3_600;
        assert_eq!(part(claims), json!({"aud": "https://push.example:8443", "exp": exp, "sub": "mailto:packhouse@example.com"}));
    }

    #[test]
    fn a_key_reads_back_and_is_never_logged() {
        let key = Vapid::from_bytes([7; 32]).unwrap();
        assert_eq!(serde_json::from_str::<Vapid>(&serde_json::to_string(&key).unwrap()).unwrap(), key);
        assert_eq!(format!("{key:?}"), "…");
        assert_eq!(Vapid::from_bytes([0; 32]).unwrap_err(), InvalidVapid);
        assert_eq!(Vapid::from_bytes([0xff; 32]).unwrap_err(), InvalidVapid, "beyond the curve's order");
    }
}
