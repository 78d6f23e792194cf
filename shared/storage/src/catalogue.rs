//! Products.

use std::collections::HashMap;

use domain::audit::Entry;
use domain::catalogue::Product;
use domain::identity::StoreScope;
use domain::ids::Sku;

use crate::audit::audit_item;
use crate::keys::{self, Log};
use crate::table::{Error, Item, Page, Query, Table, document, read};

impl Table {
    /// A product.
    pub async fn product(&self, scope: &StoreScope, sku: &Sku) -> Result<Option<Product>, Error> {
        self.get(&keys::product(scope, sku)).await
    }

    /// Those of the SKUs that exist.
    pub async fn products_by_sku<'a>(
        &self,
        scope: &StoreScope,
        skus: impl IntoIterator<Item = &'a Sku>,
    ) -> Result<HashMap<Sku, Product>, Error> {
        let items = self.items(skus.into_iter().map(|sku| keys::product(scope, sku))).await?;
        items.iter().map(|item| read(item).map(|product: Product| (product.sku.clone(), product))).collect()
    }

    /// Products in the order of their SKUs, beginning with `prefix`.
    pub async fn products(&self, scope: &StoreScope, prefix: &str, limit: usize, cursor: Option<&str>) -> Result<Page<Product>, Error> {
        let prefix = prefix.to_uppercase();
        let page = self.query(Query::of(keys::catalogue(scope)).prefix(&prefix).page(limit, cursor)).await?;
        Ok(Page { items: page.items.iter().map(read).collect::<Result<_, _>>()?, next: page.next })
    }

    /// Products in the order of their SKUs, behind one. Fewer than asked for where there are no more.
    pub async fn products_after(&self, scope: &StoreScope, after: Option<&Sku>, limit: usize) -> Result<Vec<Product>, Error> {
        let from = after.map_or_else(|| "\u{1}".to_owned(), keys::after_sku);
        let query = Query::of(keys::catalogue(scope)).between(from, keys::LAST_SKU.to_owned());
        let mut products: Vec<Product> = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            // A page ends after a megabyte, however many were asked for.
            let page = self.query(query.clone().page(limit - products.len(), cursor.as_deref())).await?;
            for item in &page.items {
                products.push(read(item)?);
            }
            cursor = page.next.filter(|_| products.len() < limit);
            if cursor.is_none() {
                return Ok(products);
            }
        }
    }

    /// Writes a product, for loading a catalogue into an empty table.
    pub async fn put_product(&self, scope: &StoreScope, product: &Product) -> Result<(), Error> {
        self.put(product_item(scope, product)).await
    }

    /// Writes up to [`crate::audit::WRITTEN_AT_ONCE`] products, each in the place of its version before (0 where it is new),
    /// and what that changes: all or nothing. [`Error::Conflict`] where one is of another version.
    pub async fn write_products(&self, scope: &StoreScope, products: &[Product], entry: &Entry) -> Result<(), Error> {
        let mut actions: Vec<_> =
            products.iter().map(|product| self.write_action(product_item(scope, product), product.version - 1)).collect();
        actions.push(self.create_action(audit_item(Log::Store(scope), entry)));
        self.transact(actions).await
    }
}

fn product_item(scope: &StoreScope, product: &Product) -> Item {
    document(&keys::product(scope, &product.sku), "product", product.version, product)
}
