//! Mails and pushes that were sent or are being sent, so that each is sent once.

use domain::ids::MessageId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::keys::{self, Outbox};
use crate::table::{Error, Table, document, number};

/// A sender that has not finished for this long has died; longer than the function may run.
const LEASE_SECONDS: i64 = 80;

/// Messages are forgotten after a year.
const KEPT_SECONDS: i64 = 365 * 24 * 3_600;

/// A mail or a push on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Derived from what it tells, so that it exists once.
    pub id: MessageId,
    /// Subject line; of a push, what it is about.
    pub subject: String,
    /// Addresses; of a push, the device.
    pub to: Vec<String>,
    /// When its sending began.
    pub begun_at: Timestamp,
    /// Which sender this is: 1, and one more for each that took over from a dead one.
    #[serde(default = "first")]
    pub attempt: u64,
    /// The mail service's id, once it took the mail; of a push, what the push service answered.
    pub sent_as: Option<String>,
}

fn first() -> u64 {
    1
}

/// What a sender may do with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// Send it, as this attempt.
    Ours(Message),
    /// It went out.
    Sent,
    /// Another sender has it in hand; if that one dies, it is to be sent again.
    InHand,
}

impl Table {
    /// Claims the sending of a message.
    pub async fn claim_message(&self, of: Outbox<'_>, message: &Message) -> Result<Claim, Error> {
        let key = keys::message(of, message.id);
        match self.create(message_item(&key, message)).await {
            Ok(()) => return Ok(Claim::Ours(message.clone())),
            Err(Error::Conflict) => {}
            Err(error) => return Err(error),
        }
        let Some(found) = self.get::<Message>(&key).await? else { return Ok(Claim::InHand) };
        if found.sent_as.is_some() {
            return Ok(Claim::Sent);
        }
        if message.begun_at.as_second() - found.begun_at.as_second() <= LEASE_SECONDS {
            return Ok(Claim::InHand);
        }
        let next = Message { attempt: found.attempt + 1, ..message.clone() };
        match self.replace(message_item(&key, &next), version(&found)).await {
            Ok(()) => Ok(Claim::Ours(next)),
            Err(Error::Conflict) => Ok(Claim::InHand),
            Err(error) => Err(error),
        }
    }

    /// Notes that a message went out.
    pub async fn message_sent(&self, of: Outbox<'_>, message: &Message) -> Result<(), Error> {
        self.put(message_item(&keys::message(of, message.id), message)).await
    }

    /// Gives a claim back after the mail service refused; a claim that another sender has made since, or
    /// a message that went out, stays.
    pub async fn release_message(&self, of: Outbox<'_>, message: &Message) -> Result<(), Error> {
        self.delete_version(&keys::message(of, message.id), version(message)).await
    }
}

/// Versions of a message: each attempt begins one, and a message that went out ends it.
fn version(message: &Message) -> u64 {
    2 * message.attempt + u64::from(message.sent_as.is_some())
}

fn message_item(key: &keys::Key, message: &Message) -> crate::table::Item {
    let mut item = document(key, "message", version(message), message);
    item.insert("ttl".to_owned(), number(message.begun_at.as_second() + KEPT_SECONDS));
    item
}
