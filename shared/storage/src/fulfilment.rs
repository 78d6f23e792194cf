//! Batches and manifests.

use domain::fulfilment::{Batch, Manifest};
use domain::identity::StoreScope;
use domain::ids::{BatchId, ManifestId};
use domain::reconciliation::Entry;

use crate::keys;
use crate::reconciliation::entry_item;
use crate::table::{Error, Item, Page, Query, Table, document, read, text};

fn batch_item(scope: &StoreScope, batch: &Batch) -> Item {
    let mut item = document(&keys::batch(scope, batch.id), "batch", batch.version, batch);
    item.insert("gsi1pk".to_owned(), text(keys::batches(scope)));
    item.insert("gsi1sk".to_owned(), text(keys::by_time(batch.created_at, batch.id)));
    if !batch.closed {
        item.insert("gsi2pk".to_owned(), text(keys::work_list(scope, keys::OPEN_BATCHES)));
        item.insert("gsi2sk".to_owned(), text(keys::by_time(batch.created_at, batch.id)));
    }
    item
}

fn manifest_item(scope: &StoreScope, manifest: &Manifest) -> Item {
    let mut item = document(&keys::manifest(scope, manifest.id), "manifest", manifest.version, manifest);
    item.insert("gsi1pk".to_owned(), text(keys::manifests(scope)));
    item.insert("gsi1sk".to_owned(), text(keys::by_time(manifest.created_at, manifest.id)));
    item
}

impl Table {
    /// A batch.
    pub async fn batch_of(&self, scope: &StoreScope, id: BatchId) -> Result<Option<Batch>, Error> {
        self.get(&keys::batch(scope, id)).await
    }

    /// Records a new batch.
    pub async fn create_batch(&self, scope: &StoreScope, batch: &Batch) -> Result<(), Error> {
        self.create(batch_item(scope, batch)).await
    }

    /// Records a batch's progress; answers it with its new version.
    pub async fn replace_batch(&self, scope: &StoreScope, batch: &Batch) -> Result<Batch, Error> {
        let stored = Batch { version: batch.version + 1, ..batch.clone() };
        self.replace(batch_item(scope, &stored), batch.version).await?;
        Ok(stored)
    }

    /// Batches, newest first.
    pub async fn batches(&self, scope: &StoreScope, limit: usize, cursor: Option<&str>) -> Result<Page<Batch>, Error> {
        let page = self.query(Query::of(keys::batches(scope)).index("gsi1").backward().page(limit, cursor)).await?;
        let items = self.whole(&page.items).await?;
        Ok(Page { items: items.iter().flatten().map(read).collect::<Result<_, _>>()?, next: page.next })
    }

    /// Batches of which orders may be in the house, oldest first.
    pub async fn open_batches(&self, scope: &StoreScope, limit: usize, cursor: Option<&str>) -> Result<Page<Batch>, Error> {
        let query = Query::of(keys::work_list(scope, keys::OPEN_BATCHES)).index("gsi2").page(limit, cursor);
        let page = self.query(query).await?;
        let items = self.whole(&page.items).await?;
        Ok(Page { items: items.iter().flatten().map(read).collect::<Result<_, _>>()?, next: page.next })
    }

    /// A manifest.
    pub async fn manifest(&self, scope: &StoreScope, id: ManifestId) -> Result<Option<Manifest>, Error> {
        self.get(&keys::manifest(scope, id)).await
    }

    /// Records a new manifest.
    pub async fn create_manifest(&self, scope: &StoreScope, manifest: &Manifest) -> Result<(), Error> {
        self.create(manifest_item(scope, manifest)).await
    }

    /// Records a manifest's progress; answers it with its new version.
    pub async fn replace_manifest(&self, scope: &StoreScope, manifest: &Manifest) -> Result<Manifest, Error> {
        let stored = Manifest { version: manifest.version + 1, ..manifest.clone() };
        self.replace(manifest_item(scope, &stored), manifest.version).await?;
        Ok(stored)
    }

    /// Records that a manifest's orders have left, together with what the client will be told of it: so
    /// it is told once, however often the work before is repeated.
    pub async fn finish_manifest(&self, scope: &StoreScope, manifest: &Manifest, entry: &Entry) -> Result<Manifest, Error> {
        let stored = Manifest { version: manifest.version + 1, ..manifest.clone() };
        let replace = self.replace_action(manifest_item(scope, &stored), manifest.version);
        self.transact(vec![replace, self.create_action(entry_item(scope, entry))]).await?;
        Ok(stored)
    }

    /// Manifests, newest first.
    pub async fn manifests(&self, scope: &StoreScope, limit: usize, cursor: Option<&str>) -> Result<Page<Manifest>, Error> {
        let page = self.query(Query::of(keys::manifests(scope)).index("gsi1").backward().page(limit, cursor)).await?;
        let items = self.whole(&page.items).await?;
        Ok(Page { items: items.iter().flatten().map(read).collect::<Result<_, _>>()?, next: page.next })
    }
}
