//! What clients are still to be told, and the files that told them.

use domain::identity::StoreScope;
use domain::reconciliation::{Entry, Reconciliation, ReconciliationState};

use crate::keys;
use crate::table::{Error, Item, Page, Query, Table, document, read};

pub(crate) fn entry_item(scope: &StoreScope, entry: &Entry) -> Item {
    document(&keys::entry(scope, entry.at, &entry.id), "entry", 1, entry)
}

fn file_item(scope: &StoreScope, file: &Reconciliation) -> Item {
    let version = match file.state {
        ReconciliationState::Making => 1,
        ReconciliationState::Made(_) => 2,
    };
    document(&keys::reconciliation(scope, file.sequence), "reconciliation", version, file)
}

impl Table {
    /// Everything that no file has told yet, oldest first.
    pub async fn open_entries(&self, scope: &StoreScope) -> Result<Vec<Entry>, Error> {
        let items = self.query_all(Query::of(keys::open_entries(scope)).consistent()).await?;
        items.iter().map(read).collect()
    }

    /// Takes entries away that a file has told.
    pub async fn close_entries(&self, scope: &StoreScope, entries: &[Entry]) -> Result<(), Error> {
        let keys: Vec<keys::Key> = entries.iter().map(|entry| keys::entry(scope, entry.at, &entry.id)).collect();
        crate::table::all_of(keys.iter().map(|key| self.delete(key))).await
    }

    /// The file with a number.
    pub async fn reconciliation(&self, scope: &StoreScope, sequence: u64) -> Result<Option<Reconciliation>, Error> {
        self.get(&keys::reconciliation(scope, sequence)).await
    }

    /// Files, newest first.
    pub async fn reconciliations(&self, scope: &StoreScope, limit: usize, cursor: Option<&str>) -> Result<Page<Reconciliation>, Error> {
        let page = self.query(Query::of(keys::reconciliations(scope)).consistent().backward().page(limit, cursor)).await?;
        Ok(Page { items: page.items.iter().map(read).collect::<Result<_, _>>()?, next: page.next })
    }

    /// Begins a file; [`Error::Conflict`] where its number is taken.
    pub async fn begin_reconciliation(&self, scope: &StoreScope, file: &Reconciliation) -> Result<(), Error> {
        self.create(file_item(scope, file)).await
    }

    /// Notes that a file is written; a file that is written already stays.
    pub async fn finish_reconciliation(&self, scope: &StoreScope, file: &Reconciliation) -> Result<(), Error> {
        match self.replace(file_item(scope, file), 1).await {
            Ok(()) | Err(Error::Conflict) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
