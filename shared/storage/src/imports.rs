//! Imports, the results of their chunks, and which import owns which bytes.

use domain::costs::Usage;
use domain::identity::StoreScope;
use domain::ids::ImportId;
use domain::imports::record::{ChunkResult, Diagnostic, Import, State, Undone};
use domain::orders::ChunkId;
use domain::reconciliation::Entry;
use domain::stock::allocation::Decision;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::keys;
use crate::reconciliation::entry_item;
use crate::table::{Error, Item, Page, Query, Table, document, number, read, text};

/// The commit marker of a chunk: nothing downstream acts on an order whose chunk has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marker {
    /// What came of the chunk.
    pub result: ChunkResult,
    /// Orders that turned out known or refused only when they were committed.
    pub late: Vec<Diagnostic>,
    /// When it was committed; from then on its orders stand in the queues.
    #[serde(default)]
    pub committed_at: Option<Timestamp>,
    /// What the chunk cost, its orders' own first writes left out.
    #[serde(default, skip_serializing_if = "Usage::is_nothing")]
    pub shared: Usage,
    /// What those writes cost.
    #[serde(default, skip_serializing_if = "Usage::is_nothing")]
    pub own: Usage,
}

/// What came of undoing some of a chunk's orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoneSlice {
    /// Which chunk.
    pub number: u32,
    /// Which part of it, from 0.
    pub slice: u32,
    /// Whether it is the chunk's last.
    pub is_last: bool,
    /// What came of its orders.
    pub undone: Undone,
}

fn import_item(scope: &StoreScope, import: &Import) -> Item {
    let mut item = document(&keys::import(scope, import.id), "import", import.version, import);
    // A dry run that became an import is that import from then on.
    if !matches!(import.state, State::Tried { committed_as: Some(_), .. }) {
        item.insert("gsi1pk".to_owned(), text(keys::imports(scope)));
        item.insert("gsi1sk".to_owned(), text(keys::by_time(import.received_at, import.id)));
    }
    expire(&mut item, import.tried_until());
    item
}

/// Lets an item vanish some time after an instant.
fn expire(item: &mut Item, at: Option<Timestamp>) {
    if let Some(at) = at {
        item.insert("ttl".to_owned(), number(at.as_second()));
    }
}

impl Table {
    /// An import.
    pub async fn import(&self, scope: &StoreScope, id: ImportId) -> Result<Option<Import>, Error> {
        self.get(&keys::import(scope, id)).await
    }

    /// Records an import for the first time; [`Error::Conflict`] where it is recorded.
    pub async fn create_import(&self, scope: &StoreScope, import: &Import) -> Result<(), Error> {
        self.create(import_item(scope, import)).await
    }

    /// Records an import's progress in the place of version `before`.
    pub async fn replace_import(&self, scope: &StoreScope, import: &Import, before: u64) -> Result<(), Error> {
        self.replace(import_item(scope, import), before).await
    }

    /// Imports, newest first.
    pub async fn imports(&self, scope: &StoreScope, limit: usize, cursor: Option<&str>) -> Result<Page<Import>, Error> {
        let page = self.query(Query::of(keys::imports(scope)).index("gsi1").backward().page(limit, cursor)).await?;
        let items = self.whole(&page.items).await?;
        Ok(Page { items: items.iter().flatten().map(read).collect::<Result<_, _>>()?, next: page.next })
    }

    /// Claims these bytes for an import; answers whose they are: its own id, or another's that came first.
    pub async fn claim_file(&self, scope: &StoreScope, sha256: &str, import: ImportId) -> Result<ImportId, Error> {
        let key = keys::file(scope, sha256);
        match self.create(document(&key, "file", 1, &import)).await {
            Ok(()) => Ok(import),
            Err(Error::Conflict) => self.get(&key).await?.ok_or(Error::Conflict),
            Err(error) => Err(error),
        }
    }

    /// Which import owns these bytes, if any does.
    pub async fn file_owner(&self, scope: &StoreScope, sha256: &str) -> Result<Option<ImportId>, Error> {
        self.get(&keys::file(scope, sha256)).await
    }

    /// The marker of a chunk, once it is committed.
    pub async fn marker(&self, scope: &StoreScope, chunk: ChunkId) -> Result<Option<Marker>, Error> {
        self.get(&keys::chunk(scope, chunk)).await
    }

    /// All markers of an import, with their chunk numbers, in order.
    pub async fn markers(&self, scope: &StoreScope, import: ImportId) -> Result<Vec<(u32, Marker)>, Error> {
        let partition = keys::import(scope, import).pk;
        let items = self.query_all(Query::of(partition).prefix(keys::CHUNKS).consistent()).await?;
        items
            .iter()
            .map(|item| {
                let number = crate::table::text_of(item, "sk")?.trim_start_matches(keys::CHUNKS).parse().unwrap_or(0);
                Ok((number, read(item)?))
            })
            .collect()
    }

    /// Keeps what came of a chunk of a dry run, until the dry run vanishes. One that is kept already stays
    /// as it is.
    pub async fn keep_tried_chunk(
        &self,
        scope: &StoreScope,
        chunk: ChunkId,
        marker: &Marker,
        until: Option<Timestamp>,
    ) -> Result<(), Error> {
        let mut item = document(&keys::chunk(scope, chunk), "chunk", 1, marker);
        expire(&mut item, until);
        match self.create(item).await {
            Ok(()) | Err(Error::Conflict) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Keeps what came of undoing some orders. What is kept already stays as it is.
    pub async fn keep_undone(&self, scope: &StoreScope, import: ImportId, slice: &UndoneSlice) -> Result<(), Error> {
        let key = keys::undone(scope, import, slice.number, slice.slice);
        match self.create(document(&key, "undone", 1, slice)).await {
            Ok(()) | Err(Error::Conflict) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// What came of undoing the orders of an import, as far as they have been looked at.
    pub async fn undone(&self, scope: &StoreScope, import: ImportId) -> Result<Vec<UndoneSlice>, Error> {
        let partition = keys::import(scope, import).pk;
        let items = self.query_all(Query::of(partition).prefix(keys::UNDONE).consistent()).await?;
        items.iter().map(read).collect()
    }

    /// Keeps why a chunk's stock went where it went.
    pub async fn put_decision(&self, scope: &StoreScope, chunk: ChunkId, decision: &Decision) -> Result<(), Error> {
        self.put(document(&keys::decision(scope, chunk), "decision", 1, decision)).await
    }

    /// Why a chunk's stock went where it went.
    pub async fn decision(&self, scope: &StoreScope, chunk: ChunkId) -> Result<Option<Decision>, Error> {
        self.get(&keys::decision(scope, chunk)).await
    }

    /// Commits a chunk: its marker and its entry in the reconciliation, together. A chunk that is
    /// committed already stays as it is; answers whether it was not.
    pub async fn commit_chunk(&self, scope: &StoreScope, chunk: ChunkId, marker: &Marker, entry: Option<&Entry>) -> Result<bool, Error> {
        let mut actions = vec![self.create_action(document(&keys::chunk(scope, chunk), "chunk", 1, marker))];
        actions.extend(entry.map(|entry| self.create_action(entry_item(scope, entry))));
        match self.transact(actions).await {
            Ok(()) => Ok(true),
            Err(Error::Conflict) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
