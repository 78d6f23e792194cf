//! What a browser encrypts with, as it tells it: Base64 for addresses, without padding.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use p256::elliptic_curve::sec1::ToEncodedPoint;
use serde::{Deserialize, Serialize};

/// A text that is no key of the wanted kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKey {
    /// Not a public key.
    #[error("it is a point of P-256, uncompressed: 65 bytes in base64url")]
    NotAPoint,
    /// Not a secret.
    #[error("it is 16 bytes in base64url")]
    NotASecret,
}

/// A point of P-256. Written uncompressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey(p256::PublicKey);

/// What a browser and we know, and its push service does not (RFC 8291).
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Auth([u8; 16]);

/// Browsers leave the padding away; who has it means the same.
fn decoded(text: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()
}

impl PublicKey {
    /// How long one is.
    const LENGTH: usize = 65;

    pub(super) const fn of(point: p256::PublicKey) -> Self {
        Self(point)
    }

    /// The point itself, for those who reckon with it.
    pub const fn point(&self) -> &p256::PublicKey {
        &self.0
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64_URL_SAFE_NO_PAD.encode(self.0.to_encoded_point(false).as_bytes()))
    }
}

impl FromStr for PublicKey {
    type Err = InvalidKey;

    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        let bytes = decoded(text).filter(|bytes| bytes.len() == Self::LENGTH).ok_or(InvalidKey::NotAPoint)?;
        p256::PublicKey::from_sec1_bytes(&bytes).map(Self).map_err(|_| InvalidKey::NotAPoint)
    }
}

impl TryFrom<String> for PublicKey {
    type Error = InvalidKey;
    fn try_from(text: String) -> Result<Self, InvalidKey> {
        text.parse()
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> Self {
        key.to_string()
    }
}

impl Auth {
    /// A secret of these bytes.
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub const fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// Never in a log.
impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl FromStr for Auth {
    type Err = InvalidKey;

    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        decoded(text).and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or(InvalidKey::NotASecret)
    }
}

impl TryFrom<String> for Auth {
    type Error = InvalidKey;
    fn try_from(text: String) -> Result<Self, InvalidKey> {
        text.parse()
    }
}

impl From<Auth> for String {
    fn from(auth: Auth) -> Self {
        BASE64_URL_SAFE_NO_PAD.encode(auth.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of RFC 8291, appendix A.
    const POINT: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";

    #[test]
    fn a_key_is_a_point_of_the_curve_written_out() {
        let key: PublicKey = POINT.parse().unwrap();
        assert_eq!(key.to_string(), POINT);
        assert_eq!(format!("{POINT}=").parse::<PublicKey>(), Ok(key));
        let bytes = decoded(POINT).unwrap();
        let mut off_the_curve = bytes.clone();
        off_the_curve[64] ^= 1;
        let compressed = [&[2_u8], &bytes[1..33]].concat();
        for wrong in [off_the_curve, compressed, bytes[..64].to_vec(), vec![0; 65], vec![0], Vec::new()] {
            assert_eq!(BASE64_URL_SAFE_NO_PAD.encode(&wrong).parse::<PublicKey>(), Err(InvalidKey::NotAPoint), "{wrong:?}");
        }
        assert_eq!("not base64!".parse::<PublicKey>(), Err(InvalidKey::NotAPoint));
    }

    #[test]
    fn a_secret_is_16_bytes_and_never_logged() {
        let auth: Auth = "BTBZMqHH6r4Tts7J_aSIgg".parse().unwrap();
        assert_eq!(String::from(auth), "BTBZMqHH6r4Tts7J_aSIgg");
        assert_eq!(format!("{auth:?}"), "…");
        for wrong in ["", "BTBZMqHH6r4Tts7J_aSI", "BTBZMqHH6r4Tts7J_aSIgg00", "BTBZMqHH6r4Tts7J/aSIgg"] {
            assert_eq!(wrong.parse::<Auth>(), Err(InvalidKey::NotASecret), "{wrong}");
        }
    }
}
