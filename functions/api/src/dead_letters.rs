//! Work that failed for good, as it is shown and settled.

pub(crate) mod discard;
pub(crate) mod list;
pub(crate) mod queues;
pub(crate) mod replay;

use std::collections::BTreeSet;

use domain::dead_letters::{Matter, WorkQueue};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use services::dead_letters::{Chosen, DeadLetter, Deed, Done};
use utoipa::ToSchema;

use crate::access::Caller;
use crate::problem::{FieldError, Problem};
use crate::state::Api;
use crate::wire::is_number_of;
use crate::words;

/// Letters that one call names at most.
const MAX_NAMED: usize = 100;

/// Characters of a text that are shown.
const MAX_SHOWN: usize = 4_000;

/// A queue of work, by its function.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Queue(WorkQueue);

impl TryFrom<String> for Queue {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        WorkQueue::parse(&text).map(Self).ok_or_else(|| format!("there is no queue {text:?}"))
    }
}

/// A message that failed as often as its queue allows.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeadLetter)]
pub(crate) struct DeadLetterPage {
    /// The message's id, which the function's log names it by.
    id: String,
    /// The store that it is about; null where that cannot be told, which only platform administrators see.
    store: Option<String>,
    /// What it is.
    #[schema(value_type = words::DeadLetterMatter)]
    matter: &'static str,
    /// What was to be done; null where it is no work.
    #[schema(examples("allocate_chunk"))]
    task: Option<String>,
    /// Of what kind the thing is that it is about; null where there is none, or the store as a whole is meant.
    #[schema(value_type = Option<words::DeadLetterThing>)]
    thing: Option<&'static str>,
    /// That thing's id, key or number.
    subject: Option<String>,
    /// When it was sent first.
    sent_at: Timestamp,
    /// When it is forgotten.
    kept_until: Timestamp,
    /// Why it failed, where the message itself says so; the function's log always does.
    cause: Option<String>,
    /// The id of the function's run in its log, where the message says so.
    request_id: Option<String>,
    /// Its text, up to 4,000 characters.
    body: String,
    /// Whether there is more of the text.
    body_is_cut: bool,
    /// Whether sending it back can help.
    can_be_replayed: bool,
}

impl From<DeadLetter> for DeadLetterPage {
    fn from(letter: DeadLetter) -> Self {
        let kept_until = letter.kept_until();
        let DeadLetter { id, owner, matter, sent_at, cause, request_id, body } = letter;
        let (kind, can_be_replayed) = (matter.as_str(), matter.can_be_replayed());
        let (task, thing, cause) = match matter {
            Matter::Work { task, thing } => (Some(task), thing, cause),
            Matter::Unreadable { fault } => (None, None, Some(fault)),
            Matter::Run | Matter::Position => (None, None, cause),
        };
        let shown: String = body.chars().take(MAX_SHOWN).collect();
        Self {
            id,
            store: owner.map(|scope| scope.store().to_string()),
            matter: kind,
            task,
            thing: thing.as_ref().map(|thing| thing.kind.as_str()),
            subject: thing.map(|thing| thing.id),
            sent_at,
            kept_until,
            cause,
            request_id,
            body_is_cut: shown.len() < body.len(),
            body: shown,
            can_be_replayed,
        }
    }
}

/// What came of sending back or putting aside.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeadLettersSettled {
    /// Messages with which it was done.
    done: usize,
    /// Messages that were named and would only fail again.
    unsuited: Vec<String>,
    /// Messages that were named and are not there any more, or that somebody else holds in this moment.
    missing: Vec<String>,
    /// Whether time ran out before all were seen: ask again.
    more: bool,
}

impl From<Done> for DeadLettersSettled {
    fn from(Done { done, unsuited, missing, more }: Done) -> Self {
        Self { done: done.len(), unsuited, missing, more }
    }
}

/// The messages that are meant: named ones, or all where none are.
fn chosen(messages: Option<Vec<String>>) -> Result<Chosen, FieldError> {
    let Some(messages) = messages else { return Ok(Chosen::All) };
    is_number_of("messages", messages.len(), MAX_NAMED)?;
    Ok(Chosen::These(messages.into_iter().collect::<BTreeSet<String>>()))
}

async fn settle(
    api: &Api,
    caller: &Caller,
    Queue(queue): Queue,
    messages: Option<Vec<String>>,
    deed: Deed,
) -> Result<DeadLettersSettled, Problem> {
    let chosen = chosen(messages)?;
    let done = api.app.settle_dead_letters(&caller.identity, queue, &chosen, &deed, &caller.by()).await?;
    Ok(done.into())
}
