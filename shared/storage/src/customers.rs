//! The address book of a store.

use std::collections::BTreeMap;

use domain::address::Party;
use domain::identity::StoreScope;
use domain::ids::CustomerCode;
use serde::{Deserialize, Serialize};

use crate::keys;
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

    /// Writes a customer.
    pub async fn put_customer(&self, scope: &StoreScope, customer: &Customer) -> Result<(), Error> {
        self.put(document(&keys::customer(scope, &customer.code), "customer", 1, customer)).await
    }

    /// Writes many customers.
    pub async fn put_customers(&self, scope: &StoreScope, customers: &[Customer]) -> Result<(), Error> {
        let item = |customer: &Customer| document(&keys::customer(scope, &customer.code), "customer", 1, customer);
        self.put_many(customers.iter().map(item).collect()).await
    }
}
