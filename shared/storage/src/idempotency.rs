//! Answers kept per `Idempotency-Key`, so that a repeated POST gets its first answer again.

use domain::ids::ActorId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::keys;
use crate::table::{Error, Table, document, number, read};

/// An answer is kept for a day.
const KEPT_SECONDS: i64 = 24 * 3_600;

/// A call that has not answered for this long has died; its key may be used again. Longer than an
/// API function may run.
const IN_PROGRESS_SECONDS: i64 = 60;

/// What is known under a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Hash of the request, so that another request under the same key is noticed.
    pub request_sha256: String,
    /// When the first call began.
    pub begun_at: Timestamp,
    /// Its answer, once there is one: status and body.
    pub answer: Option<(u16, String)>,
}

/// What to do with a call that bears a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextAction {
    /// It is the first: do it, then [`Table::keep_answer`].
    Proceed,
    /// It was done: give this answer again.
    Replay(u16, String),
    /// The first call still runs.
    InProgress,
    /// The key belongs to another request.
    Mismatch,
}

impl Table {
    /// Begins a call under a key of this actor.
    pub async fn begin_call(&self, actor: &ActorId, key_sha256: &str, request_sha256: &str, now: Timestamp) -> Result<NextAction, Error> {
        let key = keys::answer(&format!("A#{actor}"), key_sha256);
        let kept = Kept { request_sha256: request_sha256.to_owned(), begun_at: now, answer: None };
        let mut item = document(&key, "answer", 1, &kept);
        item.insert("ttl".to_owned(), number(now.as_second() + KEPT_SECONDS));
        match self.create(item.clone()).await {
            Ok(()) => return Ok(NextAction::Proceed),
            Err(Error::Conflict) => {}
            Err(error) => return Err(error),
        }
        let Some(there) = self.item(&key).await? else { return Ok(NextAction::InProgress) };
        let found: Kept = read(&there)?;
        let age = now.as_second() - found.begun_at.as_second();
        if age > KEPT_SECONDS || (found.answer.is_none() && age > IN_PROGRESS_SECONDS) {
            return match self.put_over(item, &there).await {
                Ok(()) => Ok(NextAction::Proceed),
                Err(Error::Conflict) => Ok(NextAction::InProgress),
                Err(error) => Err(error),
            };
        }
        Ok(match found.answer {
            _ if found.request_sha256 != request_sha256 => NextAction::Mismatch,
            Some((status, body)) => NextAction::Replay(status, body),
            None => NextAction::InProgress,
        })
    }

    /// Keeps the answer of a call, for a day.
    pub async fn keep_answer(&self, actor: &ActorId, key_sha256: &str, kept: &Kept) -> Result<(), Error> {
        let key = keys::answer(&format!("A#{actor}"), key_sha256);
        let mut item = document(&key, "answer", 1, kept);
        item.insert("ttl".to_owned(), number(kept.begun_at.as_second() + KEPT_SECONDS));
        self.put(item).await
    }

    /// Forgets a call that failed before it changed anything, so that it can be made again.
    pub async fn forget_call(&self, actor: &ActorId, key_sha256: &str) -> Result<(), Error> {
        self.delete(&keys::answer(&format!("A#{actor}"), key_sha256)).await
    }
}
