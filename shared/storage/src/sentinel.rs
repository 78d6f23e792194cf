//! What the sentinel remembers: findings, and how far it has followed each SKU's ledger. Also the few
//! writes by which a repair is made.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{Put, ReturnValue, TransactWriteItem, Update};
use domain::audit::Entry;
use domain::findings::Finding;
use domain::identity::StoreScope;
use domain::ids::{FindingId, Sku, StoreId, WarehouseId};
use domain::invariants::Rule;
use domain::orders::Order;
use domain::stock::ledger::{Change, Move};
use domain::stock::{Level, Token};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::audit::audit_item;
use crate::keys::{self, Bucket, Log};
use crate::stock::{Waiting, move_item, read_watched, waiting_item};
use crate::table::{Error, Page, Query, Table, document, number, read, text, text_of, unavailable};

/// How far the sentinel has followed a SKU.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// When it looked last.
    pub looked_at: Timestamp,
    /// When it last counted all orders with the SKU.
    pub counted_at: Timestamp,
    /// Entries of the ledger up to this time are in `ledger`.
    pub followed_to: Timestamp,
    /// Their sum.
    pub ledger: Change,
    /// Rules that did not seem to hold at the last look: work may have been under way.
    #[serde(default)]
    pub suspected: Vec<Rule>,
    /// Since when.
    #[serde(default)]
    pub suspected_at: Timestamp,
}

/// A level with the tokens on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// The level.
    pub level: Level,
    /// Its tokens by name.
    pub tokens: BTreeMap<String, Token>,
}

impl Table {
    /// A level with its tokens.
    pub async fn watched_level(&self, scope: &StoreScope, sku: &Sku, warehouse: &WarehouseId) -> Result<Option<Watched>, Error> {
        self.item(&keys::level(scope, sku, warehouse)).await?.as_ref().map(read_watched).transpose()
    }

    /// The ledger of a SKU after a time, oldest first.
    pub async fn moves_after(&self, scope: &StoreScope, sku: &Sku, after: Timestamp) -> Result<Vec<Move>, Error> {
        let mut moves = self.own_moves_after(scope, sku, after).await?;
        let shared = self.shared_moves_after(scope, Bucket::of(sku), after).await?;
        moves.extend(shared.into_iter().filter(|entry| &entry.sku == sku));
        Ok(moves)
    }

    /// The whole queue of a SKU.
    pub async fn whole_queue(&self, scope: &StoreScope, sku: &Sku) -> Result<Vec<Waiting>, Error> {
        let items = self.query_all(Query::of(keys::queue(scope, sku)).consistent()).await?;
        items.iter().map(|item| Ok(Waiting { turn: text_of(item, "sk")?.to_owned(), ..read(item)? })).collect()
    }

    /// How far a SKU was followed; from the beginning where it never was.
    pub async fn checkpoint(&self, scope: &StoreScope, sku: &Sku) -> Result<Checkpoint, Error> {
        Ok(self.get(&keys::checkpoint(scope, sku)).await?.unwrap_or_default())
    }

    /// Notes how far a SKU was followed. Two who follow at once write the same, or each a true one.
    pub async fn put_checkpoint(&self, scope: &StoreScope, sku: &Sku, checkpoint: &Checkpoint) -> Result<(), Error> {
        self.put(document(&keys::checkpoint(scope, sku), "checkpoint", 1, checkpoint)).await
    }

    /// Where the round through a store's SKUs goes on; None at its beginning.
    pub async fn round(&self, scope: &StoreScope) -> Result<Option<String>, Error> {
        Ok(self.get::<Option<String>>(&keys::round(scope)).await?.flatten())
    }

    /// Notes where the round goes on.
    pub async fn put_round(&self, scope: &StoreScope, place: Option<&str>) -> Result<(), Error> {
        self.put(document(&keys::round(scope), "round", 1, &place)).await
    }

    /// A finding.
    pub async fn finding(&self, scope: &StoreScope, id: FindingId) -> Result<Option<Finding>, Error> {
        self.get(&keys::finding(scope, id)).await
    }

    /// Findings, in the order of their ids.
    pub async fn findings(&self, scope: &StoreScope, limit: usize, cursor: Option<&str>) -> Result<Page<Finding>, Error> {
        let page = self.query(Query::of(keys::findings(scope)).consistent().page(limit, cursor)).await?;
        Ok(Page { items: page.items.iter().map(read).collect::<Result<_, _>>()?, next: page.next })
    }

    /// Notes a finding for the first time; [`Error::Conflict`] where it is known.
    pub async fn create_finding(&self, scope: &StoreScope, finding: &Finding) -> Result<(), Error> {
        self.create(document(&keys::finding(scope, finding.id), "finding", finding.version, finding)).await
    }

    /// Notes what became of a finding; answers it with its new version.
    pub async fn replace_finding(&self, scope: &StoreScope, finding: &Finding) -> Result<Finding, Error> {
        let stored = Finding { version: finding.version + 1, ..finding.clone() };
        self.replace(document(&keys::finding(scope, stored.id), "finding", stored.version, &stored), finding.version).await?;
        Ok(stored)
    }

    /// Closes a finding, with who did it in the log.
    pub async fn close_finding(&self, scope: &StoreScope, finding: &Finding, entry: &Entry) -> Result<Finding, Error> {
        let stored = Finding { version: finding.version + 1, ..finding.clone() };
        let item = document(&keys::finding(scope, stored.id), "finding", stored.version, &stored);
        self.transact(vec![self.replace_action(item, finding.version), self.create_action(audit_item(Log::Store(scope), entry))]).await?;
        Ok(stored)
    }

    /// Freezes a level, or lets it go.
    pub async fn freeze_level(&self, scope: &StoreScope, sku: &Sku, warehouse: &WarehouseId, is_frozen: bool) -> Result<(), Error> {
        let request = self.level_update(scope, sku, warehouse).return_values(ReturnValue::None);
        let request = if is_frozen {
            request
                .update_expression("SET frozen = :frozen, version = version + :one")
                .expression_attribute_values(":frozen", text("sentinel"))
        } else {
            request.update_expression("SET version = version + :one REMOVE frozen")
        };
        let sent = request.condition_expression("attribute_exists(pk)").expression_attribute_values(":one", number(1)).send().await;
        match sent.map_err(aws_sdk_dynamodb::error::SdkError::into_service_error) {
            Ok(_) | Err(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(()),
            Err(error) => Err(unavailable("freezing a level")(error)),
        }
    }

    /// Sets a level's quantities to those of `to`, if it is still at the version of `from`. A ledger entry
    /// goes along where the ledger is to change, too, and one of the log where nothing else tells who did it.
    pub async fn set_level(
        &self,
        scope: &StoreScope,
        from: &Level,
        to: &Level,
        entry: Option<&Move>,
        told: Option<&Entry>,
    ) -> Result<(), Error> {
        let key = keys::level(scope, &from.sku, &from.warehouse);
        let mut update = Update::builder()
            .table_name(&self.name)
            .key("pk", text(&key.pk))
            .key("sk", text(&key.sk))
            .condition_expression("version = :before")
            .expression_attribute_values(":before", number(from.version))
            .expression_attribute_values(":after", number(from.version + 1));
        let mut sets = vec!["version = :after".to_owned()];
        for (name, units) in crate::stock::quantities(to) {
            sets.push(format!("{name} = :{name}"));
            update = update.expression_attribute_values(format!(":{name}"), number(units));
        }
        let update = update.update_expression(format!("SET {}", sets.join(", "))).build().expect("key and expression are set");
        let mut actions = vec![TransactWriteItem::builder().update(update).build()];
        actions.extend(entry.map(|entry| self.create_action(move_item(scope, entry))));
        actions.extend(told.map(|told| self.create_action(audit_item(Log::Store(scope), told))));
        self.transact(actions).await
    }

    /// Makes the queue of a SKU what the orders say: a missing entry is written, one too many removed.
    pub async fn mend_queue(&self, scope: &StoreScope, sku: &Sku, missing: &[(&Order, u32)], ghosts: &[Waiting]) -> Result<(), Error> {
        for (order, units) in missing {
            let put: Put = self.put_action(waiting_item(scope, sku, order, *units)).build().expect("table and item are set");
            // Only while the order is as it was looked at.
            let order_key = keys::order(scope, order.id);
            let check = aws_sdk_dynamodb::types::ConditionCheck::builder()
                .table_name(&self.name)
                .key("pk", text(&order_key.pk))
                .key("sk", text(&order_key.sk))
                .condition_expression("version = :version")
                .expression_attribute_values(":version", number(order.version))
                .build()
                .expect("key and condition are set");
            let actions = vec![TransactWriteItem::builder().put(put).build(), TransactWriteItem::builder().condition_check(check).build()];
            self.transact(actions).await?;
        }
        for ghost in ghosts {
            self.delete(&keys::waiting(scope, sku, &ghost.turn)).await?;
        }
        Ok(())
    }

    /// Every store of the installation.
    pub async fn all_stores(&self) -> Result<Vec<StoreId>, Error> {
        self.stores_with_due_cut_off(Timestamp::MAX).await
    }
}
