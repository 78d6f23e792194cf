//! Lists on their way into files: who asked for which, and how far they are.

use domain::audit::Entry;
use domain::exports::Export;
use domain::identity::StoreScope;
use domain::ids::{ActorId, ExportId};

use crate::audit::audit_item;
use crate::keys::{self, Log};
use crate::table::{Error, Item, Page, Query, Table, document, number, read, text};

fn export_item(scope: &StoreScope, export: &Export) -> Item {
    let mut item = document(&keys::export(scope, export.id), "export", export.version, export);
    item.insert("gsi1pk".to_owned(), text(keys::exports(scope, &export.asked_by.actor)));
    item.insert("gsi1sk".to_owned(), text(keys::by_time(export.asked_at, export.id)));
    item.insert("ttl".to_owned(), number(export.kept_until().as_second()));
    item
}

impl Table {
    /// An export.
    pub async fn export(&self, scope: &StoreScope, id: ExportId) -> Result<Option<Export>, Error> {
        self.get(&keys::export(scope, id)).await
    }

    /// Records an export for the first time, with the log's entry; [`Error::Conflict`] where it is recorded.
    pub async fn create_export(&self, scope: &StoreScope, export: &Export, told: &Entry) -> Result<(), Error> {
        self.transact(vec![self.create_action(export_item(scope, export)), self.create_action(audit_item(Log::Store(scope), told))]).await
    }

    /// Records how far an export is; answers it with its new version.
    pub async fn replace_export(&self, scope: &StoreScope, export: &Export) -> Result<Export, Error> {
        let stored = Export { version: export.version + 1, ..export.clone() };
        self.replace(export_item(scope, &stored), export.version).await?;
        Ok(stored)
    }

    /// What somebody exported, newest first.
    pub async fn exports(&self, scope: &StoreScope, by: &ActorId, limit: usize, cursor: Option<&str>) -> Result<Page<Export>, Error> {
        let page = self.query(Query::of(keys::exports(scope, by)).index("gsi1").backward().page(limit, cursor)).await?;
        let items = self.whole(&page.items).await?;
        Ok(Page { items: items.iter().flatten().map(read).collect::<Result<_, _>>()?, next: page.next })
    }
}
