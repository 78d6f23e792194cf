//! Mails that were sent or are being sent, so that each is sent once.

use domain::identity::StoreScope;
use domain::ids::MessageId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::keys;
use crate::table::{Error, Table, document, number};

/// A sender that has not finished for this long has died; longer than a function may run.
const LEASE_SECONDS: i64 = 15 * 60;

/// Messages are forgotten after a year.
const KEPT_SECONDS: i64 = 365 * 24 * 3_600;

/// A mail on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Derived from what it tells, so that it exists once.
    pub id: MessageId,
    /// Subject line.
    pub subject: String,
    /// Addresses.
    pub to: Vec<String>,
    /// When its sending began.
    pub begun_at: Timestamp,
    /// The mail service's id, once it took the mail.
    pub sent_as: Option<String>,
}

impl Table {
    /// Claims the sending of a message. False where it was sent, or another sender has it in hand.
    pub async fn claim_message(&self, scope: &StoreScope, message: &Message) -> Result<bool, Error> {
        let key = keys::message(scope, message.id);
        match self.create(self.message_item(&key, message)).await {
            Ok(()) => return Ok(true),
            Err(Error::Conflict) => {}
            Err(error) => return Err(error),
        }
        let Some(found) = self.get::<Message>(&key).await? else { return Ok(false) };
        let is_dead = message.begun_at.as_second() - found.begun_at.as_second() > LEASE_SECONDS;
        if found.sent_as.is_some() || !is_dead {
            return Ok(false);
        }
        self.put(self.message_item(&key, message)).await?;
        Ok(true)
    }

    /// Notes that a message went out.
    pub async fn message_sent(&self, scope: &StoreScope, message: &Message) -> Result<(), Error> {
        self.put(self.message_item(&keys::message(scope, message.id), message)).await
    }

    /// Gives a claim back after the mail service refused.
    pub async fn release_message(&self, scope: &StoreScope, id: MessageId) -> Result<(), Error> {
        self.delete(&keys::message(scope, id)).await
    }

    fn message_item(&self, key: &keys::Key, message: &Message) -> crate::table::Item {
        let mut item = document(key, "message", 1, message);
        item.insert("ttl".to_owned(), number(message.begun_at.as_second() + KEPT_SECONDS));
        item
    }
}
