//! Typed ids. Minted ids are prefixed UUIDs (`ord_…`); names that people choose (stores, SKUs,
//! references) are parsed once, here, and trusted everywhere else.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A text that is not an id of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{value:?} is not a valid {kind}: {why}")]
pub struct InvalidId {
    /// What was expected, e.g. "order id".
    pub kind: &'static str,
    /// What was given, shortened.
    pub value: String,
    /// The rule that it breaks.
    pub why: &'static str,
}

impl InvalidId {
    pub(crate) fn of(kind: &'static str, value: &str, why: &'static str) -> Self {
        Self { kind, value: value.chars().take(80).collect(), why }
    }
}

/// All our derived ids hang below this namespace, so they differ from everybody else's v5 ids.
const NAMESPACE: Uuid = Uuid::from_u128(0x7061_636b_686f_7573_6500_0000_0000_0001);

macro_rules! uuid_ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal, $kind:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Uuid);

        impl $name {
            /// The text before the UUID, with its underscore.
            pub const PREFIX: &'static str = $prefix;

            /// Wraps a UUID that the caller minted.
            pub const fn new(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The id that follows from the parts alone: equal parts, equal id, on every run.
            /// Parts are length-prefixed, so no two lists of parts run into each other.
            pub fn derived(parts: &[&str]) -> Self {
                let mut name = String::from($prefix);
                for part in parts {
                    name.push_str(&part.len().to_string());
                    name.push(':');
                    name.push_str(part);
                }
                Self(Uuid::new_v5(&NAMESPACE, name.as_bytes()))
            }

            /// The same, of something that happened at a time: later ids are greater, as texts too.
            pub fn derived_at(at: Timestamp, parts: &[&str]) -> Self {
                let mut bytes = Self::derived(parts).0.into_bytes();
                bytes[..6].copy_from_slice(&at.as_millisecond().to_be_bytes()[2..]);
                Self(Uuid::from_bytes(bytes))
            }

            /// The UUID without its prefix.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}{}", $prefix, self.0.simple())
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                text.strip_prefix($prefix)
                    .filter(|rest| rest.len() == 32)
                    .and_then(|rest| Uuid::try_parse(rest).ok())
                    .map(Self)
                    .ok_or_else(|| InvalidId::of($kind, text, concat!("it is ", $prefix, " and 32 hexadecimal digits")))
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }
    )*};
}

uuid_ids! {
    /// One order, derived from store, channel and external reference.
    OrderId = "ord_", "order id";
    /// One drop of one file.
    ImportId = "imp_", "import id";
    /// Orders released together to the warehouse.
    BatchId = "bat_", "batch id";
    /// The hand-over list of one carrier collection.
    ManifestId = "man_", "manifest id";
    /// A change of settings that is planned.
    PlanId = "pln_", "plan id";
    /// One receipt of goods.
    ReceiptId = "rec_", "receipt id";
    /// One delivery that is announced, derived from store and reference.
    AsnId = "asn_", "delivery id";
    /// Goods of one order that come back, derived from store and code.
    ReturnId = "ret_", "return id";
    /// One count of some of a store's stock.
    CountId = "cnt_", "count id";
    /// One message to people.
    MessageId = "msg_", "message id";
    /// One rule that was found broken, for one subject.
    FindingId = "fin_", "finding id";
    /// One change of something, as the log of changes tells it.
    AuditId = "aud_", "audit id";
    /// One list on its way into a file.
    ExportId = "exp_", "export id";
    /// One machine client's key (the public half).
    ApiKeyId = "key_", "API key id";
    /// One address that a store's events are sent to.
    WebhookId = "hook_", "webhook id";
    /// One thing that one person is told in their inbox.
    NoticeId = "ntc_", "notice id";
    /// One browser of a person that news are pushed to, derived from its address.
    DeviceId = "dev_", "device id";
    /// One event on its way to one webhook. Those of later events are greater.
    DeliveryId = "dlv_", "delivery id";
}

macro_rules! named_ids {
    ($($(#[$doc:meta])* $name:ident: $kind:literal, $parse:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let parse: fn(&str) -> Result<String, &'static str> = $parse;
                parse(text).map(Self).map_err(|why| InvalidId::of($kind, text, why))
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }
    )*};
}

named_ids! {
    /// The tenant: a 3PL, a group, a forwarder.
    OrgId: "organisation id", slug;
    /// A client account or shop: the isolation boundary. Also its folder in the drop.
    StoreId: "store id", slug;
    /// A building that holds stock.
    WarehouseId: "warehouse id", slug;
    /// A stock keeping unit, in upper case: shops write `85123a` and `85123A` for one thing.
    Sku: "SKU", |text| printable(&text.to_uppercase(), 64);
    /// The client's own name of an order.
    Reference: "reference", |text| printable(text, 64);
    /// The client's own name of a customer.
    CustomerCode: "customer code", |text| printable(text, 64);
    /// Where an order came from: `file`, `api`, a shop's name.
    Channel: "channel", slug;
    /// Name of an import profile.
    ProfileName: "profile name", slug;
    /// A person or machine that acts: a user's subject, an API key's id, or a function's name.
    ActorId: "actor id", |text| printable(text, 128);
    /// One wish of somebody to change something, the same however often it is sent.
    CommandId: "command id", |text| printable(text, 11);
}

impl CommandId {
    /// The id that follows from the parts alone. Short, because every event of an order carries one:
    /// 64 bits are plenty to tell the commands of one order apart.
    pub fn derived(parts: &[&str]) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        }
        Self(BASE64_URL_SAFE_NO_PAD.encode(&hasher.finalize()[..8]))
    }
}

/// 2 to 40 of `a-z 0-9 -`, beginning with a letter or digit.
fn slug(text: &str) -> Result<String, &'static str> {
    let fits = (2..=40).contains(&text.len())
        && !text.starts_with('-')
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if fits { Ok(text.to_owned()) } else { Err("it is 2 to 40 of a-z, 0-9 and -") }
}

/// Visible text of at most `max` bytes, trimmed, without control characters.
fn printable(text: &str, max: usize) -> Result<String, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Err("it is empty");
    }
    if text.len() > max {
        return Err("it is too long");
    }
    if text.chars().any(char::is_control) {
        return Err("it has control characters");
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_derived_id_depends_on_where_the_parts_are_cut() {
        assert_ne!(OrderId::derived(&["ab", "c"]), OrderId::derived(&["a", "bc"]));
        assert_eq!(OrderId::derived(&["a", "b"]), OrderId::derived(&["a", "b"]));
    }

    #[test]
    fn an_id_reads_back_what_it_prints_and_refuses_another_kind() {
        let order = OrderId::derived(&["x"]);
        assert_eq!(order.to_string().parse::<OrderId>(), Ok(order));
        assert!(order.to_string().parse::<BatchId>().is_err());
        assert!("ord_12".parse::<OrderId>().is_err());
    }

    #[test]
    fn a_store_id_cannot_leave_its_folder() {
        for hostile in ["../x", "a/b", "a", "", "A-b", "-ab", "a\u{0}b", "żółw"] {
            assert!(hostile.parse::<StoreId>().is_err(), "{hostile:?}");
        }
        assert!("online-retail".parse::<StoreId>().is_ok());
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_taken_for_an_id_reads_back_as_it_was_printed(text in "\\PC{0,80}|[a-zßŉΐﬃ]{20,70}|(ord|bat|key)_[0-9a-fA-F{}-]{30,38}") {
            fn check<T: FromStr<Err = InvalidId> + fmt::Display + PartialEq + fmt::Debug>(text: &str) -> Result<(), proptest::test_runner::TestCaseError> {
                if let Ok(id) = text.parse::<T>() {
                    proptest::prop_assert_eq!(id.to_string().parse::<T>(), Ok(id));
                }
                Ok(())
            }
            check::<Sku>(&text)?;
            check::<Reference>(&text)?;
            check::<CustomerCode>(&text)?;
            check::<ActorId>(&text)?;
            check::<StoreId>(&text)?;
            check::<ProfileName>(&text)?;
            check::<OrderId>(&text)?;
            check::<BatchId>(&text)?;
            check::<ApiKeyId>(&text)?;
        }
    }

    #[test]
    fn a_sku_is_upper_case_and_visible() {
        assert_eq!(" 85123a ".parse::<Sku>().unwrap().as_str(), "85123A");
        assert!("a\u{7}b".parse::<Sku>().is_err());
    }
}
