//! The address book of a store.

use std::collections::BTreeMap;

use domain::address::Party;
use domain::audit::Entry;
use domain::identity::StoreScope;
use domain::ids::CustomerCode;
use serde::{Deserialize, Serialize};

use crate::audit::audit_item;
use crate::keys::{self, Log};
use crate::table::{Error, Page, Query, Table, document, read};

/// An entry of the address book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// The client's code.
    pub code: CustomerCode,
    /// Who and where.
    pub party: Party,
}

impl Table {
    /// A customer.
    pub async fn customer(&self, scope: &StoreScope, code: &CustomerCode) -> Result<Option<Customer>, Error> {
        self.get(&keys::customer(scope, code)).await
    }

    /// Those of the codes that exist.
    pub async fn customers_by_code<'a>(
        &self,
        scope: &StoreScope,
        codes: impl IntoIterator<Item = &'a CustomerCode>,
    ) -> Result<BTreeMap<CustomerCode, Party>, Error> {
        let items = self.items(codes.into_iter().map(|code| keys::customer(scope, code))).await?;
        items.iter().map(|item| read(item).map(|customer: Customer| (customer.code, customer.party))).collect()
    }

    /// Customers in the order of their codes.
    pub async fn customers(&self, scope: &StoreScope, limit: usize, cursor: Option<&str>) -> Result<Page<Customer>, Error> {
        let page = self.query(Query::of(keys::address_book(scope)).page(limit, cursor)).await?;
        Ok(Page { items: page.items.iter().map(read).collect::<Result<_, _>>()?, next: page.next })
    }

    /// Writes up to [`crate::audit::WRITTEN_AT_ONCE`] customers, whatever was there, and what that changes: all or nothing.
    pub async fn write_customers(&self, scope: &StoreScope, customers: &[Customer], entry: &Entry) -> Result<(), Error> {
        let item = |customer: &Customer| document(&keys::customer(scope, &customer.code), "customer", 1, customer);
        let mut actions: Vec<_> = customers.iter().map(|customer| self.put_over_action(item(customer))).collect();
        actions.push(self.create_action(audit_item(Log::Store(scope), entry)));
        self.transact(actions).await
    }
}
