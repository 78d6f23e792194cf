//! Products.

use std::collections::HashMap;

use domain::catalogue::Product;
use domain::identity::StoreScope;
use domain::ids::Sku;

use crate::keys;
use crate::table::{Error, Page, Query, Table, document, read};

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

    /// Writes a product.
    pub async fn put_product(&self, scope: &StoreScope, product: &Product) -> Result<(), Error> {
        self.put(document(&keys::product(scope, &product.sku), "product", product.version, product)).await
    }

    /// Writes many products.
    pub async fn put_products(&self, scope: &StoreScope, products: &[Product]) -> Result<(), Error> {
        let item = |product: &Product| document(&keys::product(scope, &product.sku), "product", product.version, product);
        self.put_many(products.iter().map(item).collect()).await
    }
}
