//! Announced deliveries. A receipt is one write with the stock and the ledger that it means.

use domain::audit::Entry;
use domain::identity::StoreScope;
use domain::ids::AsnId;
use domain::inbound::Asn;
use domain::stock::ledger::Move;

use crate::audit::audit_item;
use crate::keys::{self, Log};
use crate::stock::move_item;
use crate::table::{Counted, Error, Item, Page, Query, Table, document, read, text};

/// Different SKUs that one write of a receipt may have: each takes two of the 100 actions of a transaction.
pub const RECEIVED_AT_ONCE: usize = 45;

fn asn_item(scope: &StoreScope, asn: &Asn) -> Item {
    let mut item = document(&keys::asn(scope, asn.id), "asn", asn.version, asn);
    item.insert("gsi1pk".to_owned(), text(keys::asns(scope)));
    item.insert("gsi1sk".to_owned(), text(keys::by_time(asn.created_at, asn.id)));
    if asn.end.is_none() {
        item.insert("gsi2pk".to_owned(), text(keys::work_list(scope, keys::OPEN_ASNS)));
        item.insert("gsi2sk".to_owned(), text(keys::expected(asn.notice.expected_on, asn.id)));
    }
    item
}

impl Table {
    /// A delivery.
    pub async fn asn(&self, scope: &StoreScope, id: AsnId) -> Result<Option<Asn>, Error> {
        self.get(&keys::asn(scope, id)).await
    }

    /// Records a new delivery; [`Error::Conflict`] where its reference is known.
    pub async fn create_asn(&self, scope: &StoreScope, asn: &Asn, told: &Entry) -> Result<(), Error> {
        let log = self.create_action(audit_item(Log::Store(scope), told));
        self.transact(vec![self.create_action(asn_item(scope, asn)), log]).await
    }

    /// Records what somebody changed about a delivery; answers it with its new version.
    pub async fn replace_asn(&self, scope: &StoreScope, asn: &Asn, told: &Entry) -> Result<Asn, Error> {
        let stored = Asn { version: asn.version + 1, ..asn.clone() };
        let log = self.create_action(audit_item(Log::Store(scope), told));
        self.transact(vec![self.replace_action(asn_item(scope, &stored), asn.version), log]).await?;
        Ok(stored)
    }

    /// Records a receipt of a delivery: the delivery, each level, and each ledger entry, all or nothing. The levels exist.
    pub async fn receive_asn(&self, scope: &StoreScope, asn: &Asn, moves: &[Move]) -> Result<Asn, Error> {
        let stored = Asn { version: asn.version + 1, ..asn.clone() };
        let mut actions = vec![self.replace_action(asn_item(scope, &stored), asn.version)];
        for entry in moves {
            actions.push(self.change_level_action(scope, &entry.sku, &entry.warehouse, &entry.change));
            actions.push(self.create_action(move_item(scope, entry)));
        }
        self.transact(actions).await?;
        Ok(stored)
    }

    /// Deliveries that somebody looks for, newest first.
    pub async fn asns(
        &self,
        scope: &StoreScope,
        limit: usize,
        cursor: Option<&str>,
        is_wanted: impl Fn(&Asn) -> bool,
    ) -> Result<Page<Asn>, Error> {
        self.some_asns(Query::of(keys::asns(scope)).index("gsi1").backward().page(limit, cursor), limit, is_wanted).await
    }

    /// Those of which goods may come, by the day for which they were announced.
    pub async fn open_asns(
        &self,
        scope: &StoreScope,
        limit: usize,
        cursor: Option<&str>,
        is_wanted: impl Fn(&Asn) -> bool,
    ) -> Result<Page<Asn>, Error> {
        let query = Query::of(keys::work_list(scope, keys::OPEN_ASNS)).index("gsi2").page(limit, cursor);
        // The index may lag behind a delivery that just ended.
        self.some_asns(query, limit, |asn| asn.end.is_none() && is_wanted(asn)).await
    }

    async fn some_asns(&self, query: Query<'_>, limit: usize, is_wanted: impl Fn(&Asn) -> bool) -> Result<Page<Asn>, Error> {
        self.sift(query, limit, |item| read(item).map(|asn| Some(asn).filter(|asn| is_wanted(asn)))).await
    }

    /// How many deliveries goods may come of, counted until there are more than `most`.
    pub async fn count_open_asns(&self, scope: &StoreScope, most: usize) -> Result<Counted, Error> {
        self.count(Query::of(keys::work_list(scope, keys::OPEN_ASNS)).index("gsi2"), most).await
    }
}
