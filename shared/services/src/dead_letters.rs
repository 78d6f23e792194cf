//! Dead letters: messages that failed as often as their queue allows. People look at them, send them back to their queue, or put
//! them aside.
//!
//! A letter belongs to the store that it is about, and nobody else sees or touches it. Sending back is sending first and removing
//! afterwards, so that a death in between leaves two messages and never none: every handler takes that. What was done is in the log
//! before it is done, because SQS and the table share no transaction: a letter that was to be sent back and is still there
//! can be sent back again, under the same entry if it is the same command.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use domain::audit::{Action, Change, Entry, Kind};
use domain::dead_letters::{Matter, Thing, ThingKind, WorkQueue, may_see};
use domain::identity::{Identity, StoreScope};
use domain::ids::{OrgId, StoreId};
use domain::orders::ChunkId;
use domain::orders::history::By;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use storage::keys::Log;

use crate::messages::{
    AllocationMessage, Envelope, ExportMessage, Held, ImportMessage, NotificationMessage, ReconciliationMessage, RenderMessage,
    SentinelMessage, ValidationMessage, WebhookMessage,
};
use crate::{App, Error};

/// Letters of a queue that one look takes in its hands.
const LOOKED_AT: usize = 100;

/// For how long a look holds letters, should it die; else it lets them go at once.
const HELD_SECONDS: i32 = 30;

/// For how long a letter is held that may have to be sent.
const HELD_TO_SEND_SECONDS: i32 = 120;

/// A call goes on for so long, and then says that there is more.
const MOST_TIME: Duration = Duration::from_secs(18);

/// How long SQS keeps a message from when it was first sent, among the dead letters too (`infra/queue.yaml`).
const KEPT: SignedDuration = SignedDuration::from_hours(14 * 24);

/// A message that failed for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// SQS's id of the message, which the function's log names it by.
    pub id: String,
    /// The store that it is about, where that can be told.
    pub owner: Option<StoreScope>,
    /// What it is.
    pub matter: Matter,
    /// When it was sent first.
    pub sent_at: Timestamp,
    /// Why it failed, where the letter itself says so.
    pub cause: Option<String>,
    /// The id of the function's run, where the letter itself says so.
    pub request_id: Option<String>,
    /// Its text.
    pub body: String,
}

impl DeadLetter {
    /// When SQS forgets it.
    pub fn kept_until(&self) -> Timestamp {
        self.sent_at.saturating_add(KEPT).unwrap_or(Timestamp::MAX)
    }
}

/// A queue's dead letters, as far as somebody may see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetters {
    /// Which queue.
    pub queue: WorkQueue,
    /// Those that were looked at and may be seen, the oldest first.
    pub letters: Vec<DeadLetter>,
    /// Whether there may be others that were not looked at, or that somebody else looks at in this moment.
    pub more: bool,
}

/// Which letters something is done with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// All that the caller may see and the deed can be done with.
    All,
    /// These, by their ids.
    These(BTreeSet<String>),
}

/// What is done with letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Back to their queue.
    Replay,
    /// Away, for good, because of something.
    Discard(String),
}

impl Deed {
    fn suits(&self, matter: &Matter) -> bool {
        match self {
            Self::Replay => matter.can_be_replayed(),
            Self::Discard(_) => true,
        }
    }
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// Letters with which it was done.
    pub done: Vec<String>,
    /// Letters that were named and for which sending back is no use.
    pub unsuited: Vec<String>,
    /// Letters that were named and are not there (any more), or not the caller's.
    pub missing: Vec<String>,
    /// Whether time ran out before all letters were seen: ask again.
    pub more: bool,
}

impl App {
    /// The dead letters of every queue.
    pub async fn all_dead_letters(&self, who: &Identity) -> Result<Vec<DeadLetters>, Error> {
        crate::gather(WorkQueue::ALL.iter().map(|queue| self.dead_letters(who, *queue))).await
    }

    /// A queue's dead letters, up to a hundred of them. They are taken in the hand for a moment: of two who look at once, each may see a part.
    pub async fn dead_letters(&self, who: &Identity, queue: WorkQueue) -> Result<DeadLetters, Error> {
        let n = self.queues.n_dead(queue).await?;
        let mut held: BTreeMap<String, Held> = BTreeMap::new();
        while n > 0 && held.len() < LOOKED_AT {
            let some = self.queues.take_dead(queue, HELD_SECONDS).await?;
            if some.is_empty() {
                break;
            }
            held.extend(some.into_iter().map(|letter| (letter.id.clone(), letter)));
        }
        self.release(queue, held.values()).await;
        let more = n > held.len() as u64 || held.len() >= LOOKED_AT;
        let letters: Vec<Held> = held.into_values().collect();
        let letters = crate::gather(letters.into_iter().map(|letter| self.opened(queue, letter))).await?;
        let mut letters: Vec<DeadLetter> = letters.into_iter().filter(|letter| may_see(who, letter.owner.as_ref())).collect();
        letters.sort_by(|one, other| (one.sent_at, &one.id).cmp(&(other.sent_at, &other.id)));
        Ok(DeadLetters { queue, letters, more })
    }

    /// Does something with dead letters of a queue. What was done before is not there any more, and no error.
    pub async fn settle_dead_letters(
        &self,
        who: &Identity,
        queue: WorkQueue,
        chosen: &Chosen,
        deed: &Deed,
        by: &By,
    ) -> Result<Done, Error> {
        let began = Instant::now();
        let mut result = Done::default();
        let mut wanted = match chosen {
            Chosen::All => BTreeSet::new(),
            Chosen::These(ids) => ids.clone(),
        };
        let mut kept: Vec<Held> = Vec::new();
        let ended = loop {
            if *chosen != Chosen::All && wanted.is_empty() {
                break Ok(false);
            }
            if began.elapsed() > MOST_TIME {
                break Ok(true);
            }
            let some = match self.queues.take_dead(queue, HELD_TO_SEND_SECONDS).await {
                Ok(some) if some.is_empty() => break Ok(false),
                Ok(some) => some,
                Err(error) => break Err(error),
            };
            let steps = some.iter().map(|letter| self.settle_one(who, queue, chosen, deed, by, letter));
            let steps = match crate::gather(steps).await {
                Ok(steps) => steps,
                Err(error) => {
                    kept.extend(some);
                    break Err(error);
                }
            };
            for (letter, step) in some.into_iter().zip(steps) {
                wanted.remove(&letter.id);
                match step {
                    Step::Done => result.done.push(letter.id),
                    Step::Unsuited => {
                        result.unsuited.push(letter.id.clone());
                        kept.push(letter);
                    }
                    Step::Hidden => {
                        result.missing.push(letter.id.clone());
                        kept.push(letter);
                    }
                    Step::NotMeant => kept.push(letter),
                }
            }
        };
        self.release(queue, &kept).await;
        result.more = ended?;
        result.missing.extend(wanted);
        Ok(result)
    }

    async fn settle_one(
        &self,
        who: &Identity,
        queue: WorkQueue,
        chosen: &Chosen,
        deed: &Deed,
        by: &By,
        held: &Held,
    ) -> Result<Step, Error> {
        let is_named = match chosen {
            Chosen::All => false,
            Chosen::These(ids) if ids.contains(&held.id) => true,
            Chosen::These(_) => return Ok(Step::NotMeant),
        };
        let letter = self.opened(queue, held.clone()).await?;
        if !may_see(who, letter.owner.as_ref()) {
            return Ok(if is_named { Step::Hidden } else { Step::NotMeant });
        }
        if !deed.suits(&letter.matter) {
            return Ok(if is_named { Step::Unsuited } else { Step::NotMeant });
        }
        let log = letter.owner.as_ref().map_or(Log::Organisation(&who.organisation), Log::Store);
        self.table.append_audit(log, &entry(queue, &letter, deed, by)).await?;
        if *deed == Deed::Replay {
            self.queues.send_again(queue, held).await?;
        }
        self.queues.remove_dead(queue, held).await?;
        Ok(Step::Done)
    }

    /// Lets letters go. Where that fails they come back by themselves, and nobody need wait for that.
    async fn release(&self, queue: WorkQueue, letters: impl IntoIterator<Item = &Held>) {
        let letters: Vec<&Held> = letters.into_iter().collect();
        if let Err(error) = self.queues.let_go(queue, &letters).await {
            tracing::warn!(queue = queue.as_str(), %error, "dead letters come back later");
        }
    }

    async fn opened(&self, queue: WorkQueue, held: Held) -> Result<DeadLetter, Error> {
        let read = read(queue, &held.body);
        let owner = match read.owner {
            Owner::Store(scope) => Some(scope),
            Owner::Folder(store) => self.table.scope_of(&store).await?,
            Owner::Unknown => None,
        };
        let Held { id, body, sent_at, .. } = held;
        Ok(DeadLetter { id, owner, matter: read.matter, sent_at, cause: read.cause, request_id: read.request_id, body })
    }
}

/// What came of one letter.
enum Step {
    /// It was done.
    Done,
    /// It cannot be done with this one.
    Unsuited,
    /// It is not the caller's.
    Hidden,
    /// Nobody asked for this one.
    NotMeant,
}

/// What the log tells. Not the text: buyers' addresses may be in it, and the log is for good.
fn entry(queue: WorkQueue, letter: &DeadLetter, deed: &Deed, by: &By) -> Entry {
    let (action, reason) = match deed {
        Deed::Replay => (Action::Replayed, ""),
        Deed::Discard(reason) => (Action::Discarded, reason.as_str()),
    };
    let (task, thing) = match &letter.matter {
        Matter::Work { task, thing } => (task.as_str(), thing.as_ref()),
        other => (other.as_str(), None),
    };
    let scope = letter.owner.as_ref().map_or("", |scope| scope.store().as_str());
    let mut changes = vec![Change::new("sent_at", Some(letter.sent_at.to_string()), None)];
    changes.extend(thing.map(|thing| Change::new(thing.kind.as_str(), Some(thing.id.clone()), None)));
    let name = format!("{}: {task}", queue.as_str());
    Entry::new(by, scope, Kind::DeadLetter, action, (&letter.id, &name)).with(changes).because(reason)
}

/// Whose a letter is, as its text says.
enum Owner {
    Store(StoreScope),
    /// A folder of the drop. Whether there is a store of that name is still to be seen.
    Folder(StoreId),
    Unknown,
}

/// A letter's text, understood.
struct Read {
    owner: Owner,
    matter: Matter,
    cause: Option<String>,
    request_id: Option<String>,
}

impl Read {
    fn of(owner: Owner, matter: Matter) -> Self {
        Self { owner, matter, cause: None, request_id: None }
    }
}

/// Who a message of ours is from, whatever it says besides.
#[derive(Deserialize)]
struct Sender {
    organisation: OrgId,
    store: StoreId,
}

fn read(queue: WorkQueue, body: &str) -> Read {
    let value: Value = match serde_json::from_str(body) {
        Ok(value) => value,
        Err(error) => return Read::of(Owner::Unknown, Matter::Unreadable { fault: error.to_string() }),
    };
    let text = |value: &Value| value.as_str().map(str::to_owned);
    // Lambda's own record of a run that failed. It says why.
    if value["requestContext"].is_object() {
        let matter = if value["DDBStreamBatchInfo"].is_object() { Matter::Position } else { Matter::Run };
        let cause = text(&value["responsePayload"]["errorMessage"]).or_else(|| text(&value["requestContext"]["condition"]));
        return Read { cause, request_id: text(&value["requestContext"]["requestId"]), ..Read::of(Owner::Unknown, matter) };
    }
    // What a schedule says to its function.
    if value["sweep"] == true || value["tick"] == true {
        return Read::of(Owner::Unknown, Matter::Run);
    }
    if let (WorkQueue::OrderImport, Some(key)) = (queue, value["Records"][0]["s3"]["object"]["key"].as_str()) {
        let store = key.strip_prefix("drop/").and_then(|rest| rest.split('/').next()?.parse().ok());
        let thing = Some(Thing { kind: ThingKind::File, id: key.to_owned() });
        return Read::of(store.map_or(Owner::Unknown, Owner::Folder), Matter::Work { task: "receive_file".to_owned(), thing });
    }
    let sender = serde_json::from_value::<Sender>(value.clone());
    let owner = sender.map_or(Owner::Unknown, |from| Owner::Store(StoreScope::of_message(from.organisation, from.store)));
    let matter = match subject(queue, body) {
        Ok(thing) => Matter::Work { task: text(&value["do"]).unwrap_or_default(), thing },
        Err(fault) => Matter::Unreadable { fault },
    };
    Read::of(owner, matter)
}

/// What a message of ours is about, read as its function reads it; else what is wrong with it.
fn subject(queue: WorkQueue, body: &str) -> Result<Option<Thing>, String> {
    let thing = |kind, id: &dyn ToString| Some(Thing { kind, id: id.to_string() });
    Ok(match queue {
        WorkQueue::OrderImport => {
            let ImportMessage::ContinueImport { import } = parsed(body)?;
            thing(ThingKind::Import, &import)
        }
        WorkQueue::OrderValidation => {
            let ValidationMessage::ValidateChunk { import, .. } = parsed(body)?;
            thing(ThingKind::Import, &import)
        }
        WorkQueue::StockAllocation => match parsed(body)? {
            AllocationMessage::AllocateChunk { import, .. }
            | AllocationMessage::CancelOrders { import, .. }
            | AllocationMessage::UndoImport { import }
            | AllocationMessage::UndoOrders { import, .. } => thing(ThingKind::Import, &import),
            AllocationMessage::AllocateOrder { validated } => match validated.chunk {
                ChunkId::Single { order, .. } => thing(ThingKind::Order, &order),
                ChunkId::Import { import, .. } => thing(ThingKind::Import, &import),
            },
            AllocationMessage::FillBackOrders { sku } => thing(ThingKind::Sku, &sku),
            AllocationMessage::BookCount { count } => thing(ThingKind::Count, &count),
            AllocationMessage::ReleaseBatch { batch } => thing(ThingKind::Batch, &batch),
            AllocationMessage::ShipManifest { manifest } => thing(ThingKind::Manifest, &manifest),
        },
        WorkQueue::DocumentRender => {
            let RenderMessage::RenderBatch { batch } = parsed(body)?;
            thing(ThingKind::Batch, &batch)
        }
        WorkQueue::Reconciliation => {
            let ReconciliationMessage::ReconcileNow = parsed(body)?;
            None
        }
        WorkQueue::Exports => {
            let ExportMessage::WriteExport { export } = parsed(body)?;
            thing(ThingKind::Export, &export)
        }
        WorkQueue::Notifications => match parsed(body)? {
            NotificationMessage::TellImport { import } => thing(ThingKind::Import, &import),
            NotificationMessage::TellReconciliation { sequence } => thing(ThingKind::Reconciliation, &sequence),
            NotificationMessage::Spread { .. } | NotificationMessage::Push { .. } | NotificationMessage::TestDevice { .. } => None,
            NotificationMessage::TellWebhookOff { webhook } => thing(ThingKind::Webhook, &webhook),
        },
        WorkQueue::Webhooks => {
            let (WebhookMessage::DeliverEvent { webhook, .. } | WebhookMessage::DeliverAgain { webhook, .. }) = parsed(body)?;
            thing(ThingKind::Webhook, &webhook)
        }
        WorkQueue::Sentinel => match parsed(body)? {
            SentinelMessage::InspectStock { skus, .. } => skus.first().and_then(|sku| thing(ThingKind::Sku, sku)),
            SentinelMessage::Report { .. } => None,
        },
        WorkQueue::EventRelay => return Err("nothing is sent to this queue".to_owned()),
    })
}

fn parsed<T: DeserializeOwned>(body: &str) -> Result<T, String> {
    serde_json::from_str::<Envelope<T>>(body).map(|envelope| envelope.body).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const IMPORT: &str = "imp_018f3c6e7b5a5d0d8f6b2a4c1e9d7f03";

    fn told(queue: WorkQueue, body: &str) -> (Option<String>, Matter) {
        let read = read(queue, body);
        let owner = match read.owner {
            Owner::Store(scope) => Some(format!("{}/{}", scope.organisation(), scope.store())),
            Owner::Folder(store) => Some(format!("?/{store}")),
            Owner::Unknown => None,
        };
        (owner, read.matter)
    }

    fn work(task: &str, thing: Option<(ThingKind, &str)>) -> Matter {
        Matter::Work { task: task.to_owned(), thing: thing.map(|(kind, id)| Thing { kind, id: id.to_owned() }) }
    }

    #[test]
    fn our_own_messages_say_whose_they_are_and_what_they_are_about() {
        let of = |rest: &str| format!(r#"{{"organisation":"meridian","store":"nordlys",{rest}}}"#);
        let meridian = || Some("meridian/nordlys".to_owned());
        for (queue, rest, matter) in [
            (
                WorkQueue::OrderImport,
                format!(r#""do":"continue_import","import":"{IMPORT}""#),
                work("continue_import", Some((ThingKind::Import, IMPORT))),
            ),
            (
                WorkQueue::OrderValidation,
                format!(r#""do":"validate_chunk","import":"{IMPORT}","number":2"#),
                work("validate_chunk", Some((ThingKind::Import, IMPORT))),
            ),
            (
                WorkQueue::StockAllocation,
                r#""do":"fill_back_orders","sku":"A""#.to_owned(),
                work("fill_back_orders", Some((ThingKind::Sku, "A"))),
            ),
            (
                WorkQueue::Notifications,
                r#""do":"tell_reconciliation","sequence":7"#.to_owned(),
                work("tell_reconciliation", Some((ThingKind::Reconciliation, "7"))),
            ),
            (WorkQueue::Reconciliation, r#""do":"reconcile_now""#.to_owned(), work("reconcile_now", None)),
            (
                WorkQueue::Sentinel,
                r#""do":"inspect_stock","skus":["B"],"since":"2026-11-21T10:00:00Z""#.to_owned(),
                work("inspect_stock", Some((ThingKind::Sku, "B"))),
            ),
        ] {
            assert_eq!(told(queue, &of(&rest)), (meridian(), matter), "{rest}");
        }
        let (owner, matter) = told(WorkQueue::StockAllocation, &of(r#""do":"allocate_everything""#));
        assert_eq!((owner, matter.as_str()), (meridian(), "unreadable"), "a message of a version that we are not still has a store");
        let (_, matter) = told(WorkQueue::DocumentRender, &of(r#""do":"tell_import","import":"imp_1""#));
        assert_eq!(matter.as_str(), "unreadable", "what another function could read is no work for this one");
    }

    #[test]
    fn a_file_is_its_folder_s_and_what_is_nothing_is_nobody_s() {
        let dropped = r#"{"Records":[{"s3":{"object":{"key":"drop/nordlys/in/my+file.csv"}}}]}"#;
        let file = work("receive_file", Some((ThingKind::File, "drop/nordlys/in/my+file.csv")));
        assert_eq!(told(WorkQueue::OrderImport, dropped), (Some("?/nordlys".to_owned()), file));
        assert_eq!(told(WorkQueue::DocumentRender, dropped).1.as_str(), "unreadable");
        for body in
            ["", "{", "7", "null", "[]", "{}", r#"{"organisation":7,"store":"nordlys"}"#, r#"{"organisation":"meridian","store":"../x"}"#]
        {
            let (owner, matter) = told(WorkQueue::Webhooks, body);
            assert_eq!((owner, matter.as_str()), (None, "unreadable"), "{body}");
        }
    }

    #[test]
    fn what_lambda_puts_there_itself_is_told_apart_and_says_why() {
        let position =
            r#"{"requestContext":{"requestId":"r-1","condition":"RetryAttemptsExhausted"},"DDBStreamBatchInfo":{"shardId":"s"}}"#;
        let read_position = read(WorkQueue::EventRelay, position);
        assert_eq!((read_position.matter, read_position.request_id.as_deref()), (Matter::Position, Some("r-1")));
        assert_eq!(read_position.cause.as_deref(), Some("RetryAttemptsExhausted"));
        let run = r#"{"requestContext":{"requestId":"r-2","condition":"RetriesExhausted"},"requestPayload":{"tick":true},"responsePayload":{"errorMessage":"no table"}}"#;
        let read_run = read(WorkQueue::Webhooks, run);
        assert_eq!((read_run.matter, read_run.cause.as_deref()), (Matter::Run, Some("no table")));
        for body in [r#"{"sweep":true}"#, r#"{"tick":true}"#] {
            assert_eq!(told(WorkQueue::OrderImport, body), (None, Matter::Run));
        }
    }
}
