//! Use cases: load, decide, commit. The only place where storage, files, formats, documents and
//! messages meet.
//!
//! Every use case may be run again after it was done, half done, or while it is being done by
//! another: what is done is recognised and left alone.

pub mod allocation;
pub mod audit;
pub mod brands;
pub mod bulk;
pub mod cancellations;
pub mod catalogue;
pub mod costs;
pub mod counts;
pub mod dead_letters;
pub mod devices;
pub mod digests;
pub mod error;
pub mod exports;
pub mod fulfilment;
pub mod imports;
pub mod inbound;
pub mod messages;
pub mod notices;
pub mod notifications;
pub mod orders;
pub mod papers;
pub mod queries;
mod ready;
pub mod reconciliation;
pub mod relay;
pub mod returns;
pub mod sentinel;
pub mod settings;
pub mod stock;
pub mod users;
pub mod validation;
pub mod webhooks;

use domain::ids::ActorId;
use domain::orders::history::By;
use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt, TryStreamExt};
use jiff::Timestamp;
use storage::{Files, Table};

pub use error::Error;

/// Everything that use cases work with. Built once, at start-up.
#[derive(Debug, Clone)]
pub struct App {
    /// What is remembered.
    pub table: Table,
    /// Files.
    pub files: Files,
    /// What is sent to other functions.
    pub queues: messages::Queues,
    /// What is sent to people.
    pub mail: notifications::Mail,
    /// What is sent to programs of clients, and to devices of people.
    pub hooks: webhooks::Sender,
}

/// How many items of a wave are worked on at once.
pub(crate) const AT_ONCE: usize = 32;

/// A function of ours as the one who acts.
pub fn function(name: &'static str, at: Timestamp) -> By {
    let actor: ActorId = name.parse().expect("function names are visible text");
    By { actor, on_behalf_of: None, at, command: None }
}

/// Runs many calls, some at a time, and gathers their answers in order; the first error ends it.
/// Boxed, because the compiler cannot see through callers' closures that such a future may change
/// its thread.
pub(crate) fn gather<'a, T, F>(calls: impl IntoIterator<Item = F, IntoIter: Send + 'a>) -> BoxFuture<'a, Result<Vec<T>, Error>>
where
    T: Send + 'a,
    F: Future<Output = Result<T, Error>> + Send + 'a,
{
    futures::stream::iter(calls).buffered(AT_ONCE).try_collect().boxed()
}
