//! The catalogue and the address book, written by people and programs: each change together with what the log tells of it.

use domain::audit::{self, Action, Change, Entry, Kind};
use domain::catalogue::Product;
use domain::identity::StoreScope;
use domain::ids::{CustomerCode, Sku};
use domain::orders::history::By;
use storage::audit::WRITTEN_AT_ONCE;
use storage::customers::Customer;

use crate::orders::pause;
use crate::{App, Error};

/// How often products are tried again when others write the same at the same time.
const ATTEMPTS: u32 = 8;

impl App {
    /// Writes products, new or in the place of those with their SKUs. Those that are as they were are left alone; so the same
    /// again, whole or from where it was cut off, is told once.
    pub async fn put_products(&self, scope: &StoreScope, by: &By, products: &[Product]) -> Result<(), Error> {
        for (number, part) in products.chunks(WRITTEN_AT_ONCE).enumerate() {
            let mut attempt = 0;
            loop {
                match self.put_some_products(scope, by, number, part).await {
                    Err(Error::Changed) if attempt < ATTEMPTS => {
                        pause(attempt).await;
                        attempt += 1;
                    }
                    done => break done?,
                }
            }
        }
        Ok(())
    }

    async fn put_some_products(&self, scope: &StoreScope, by: &By, number: usize, products: &[Product]) -> Result<(), Error> {
        let skus: Vec<&Sku> = products.iter().map(|product| &product.sku).collect();
        let known = self.table.products_by_sku(scope, skus).await?;
        let mut told = Told::default();
        let mut changed = Vec::new();
        for product in products {
            let before = known.get(&product.sku);
            let after = Product { version: before.map_or(0, |before| before.version) + 1, ..product.clone() };
            let changes = audit::differences_of(product.sku.as_str(), before, Some(&after), &["version", "sku"]);
            if !changes.is_empty() {
                told.add((product.sku.as_str(), &product.name), before.is_some(), changes);
                changed.push(after);
            }
        }
        match told.entry(scope, by, Kind::Product, number) {
            Some(entry) => Ok(self.table.write_products(scope, &changed, &entry).await?),
            None => Ok(()),
        }
    }

    /// Writes customers, in the same way.
    pub async fn put_customers(&self, scope: &StoreScope, by: &By, customers: &[Customer]) -> Result<(), Error> {
        for (number, part) in customers.chunks(WRITTEN_AT_ONCE).enumerate() {
            let codes: Vec<&CustomerCode> = part.iter().map(|customer| &customer.code).collect();
            let known = self.table.customers_by_code(scope, codes).await?;
            let mut told = Told::default();
            let mut changed = Vec::new();
            for customer in part {
                let before = known.get(&customer.code);
                let changes = audit::differences_of(customer.code.as_str(), before, Some(&customer.party), &[]);
                if !changes.is_empty() {
                    told.add((customer.code.as_str(), &customer.party.name), before.is_some(), changes);
                    changed.push(customer.clone());
                }
            }
            if let Some(entry) = told.entry(scope, by, Kind::Customer, number) {
                self.table.write_customers(scope, &changed, &entry).await?;
            }
        }
        Ok(())
    }
}

/// What is told of some things that change together.
#[derive(Default)]
struct Told {
    names: Vec<(String, String)>,
    any_was_there: bool,
    changes: Vec<Change>,
}

impl Told {
    fn add(&mut self, (id, name): (&str, &str), was_there: bool, changes: Vec<Change>) {
        self.names.push((id.to_owned(), name.to_owned()));
        self.any_was_there |= was_there;
        self.changes.extend(changes);
    }

    /// One entry for all: of one thing it bears the name, of many their number. None where nothing changes.
    fn entry(self, scope: &StoreScope, by: &By, kind: Kind, number: usize) -> Option<Entry> {
        let action = if self.any_was_there { Action::Changed } else { Action::Created };
        let entry = match self.names.as_slice() {
            [] => return None,
            [(id, name)] => Entry::new(by, scope.store().as_str(), kind, action, (id, name)),
            // The part's number keeps the entries of one call apart.
            many => Entry {
                subject: None,
                ..Entry::new(by, scope.store().as_str(), kind, action, (&number.to_string(), &many.len().to_string()))
            },
        };
        Some(entry.with(self.changes))
    }
}
