//! Stock levels with the tokens of recent chunks, the ledger, the queues of back orders, receipts.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{
    AttributeValue, ConditionCheck, ReturnValue, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::audit::Entry;
use domain::fulfilment::ManifestState;
use domain::identity::StoreScope;
use domain::ids::{OrderId, ReceiptId, Sku, WarehouseId};
use domain::orders::{ChunkId, Order};
use domain::stock::allocation::{BackOrders, Grant, grant};
use domain::stock::ledger::{Change, Move};
use domain::stock::{Kept, Level, Token, Unavailable};
use futures::{FutureExt, StreamExt, TryStreamExt};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::audit::audit_item;
use crate::keys::{self, BUCKETS, Bucket, Log};
use crate::sentinel::Watched;
use crate::table::{Error, Item, Page, Query, Table, document, number, number_of, pause, read, text, text_of, unavailable};

/// Tokens may be removed an hour after they were written: every message and signed request that
/// could still use them is dead by then (15 minutes of function, 5 minutes of signature).
const TOKEN_LIFE_SECONDS: i64 = 3_600;

/// Queue entries that one transaction writes beside its look at the marker.
const QUEUED_AT_ONCE: usize = 90;
/// From so many ledger entries of one cause on, those of a bucket share an item: then each holds
/// several, and a SKU's own ledger stays short to read.
const MANY_MOVES: usize = 4 * BUCKETS;

/// Ledgers read at once.
const LEDGERS_AT_ONCE: usize = 32;

/// An order that waits for a SKU.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Who.
    pub order: OrderId,
    /// Units.
    pub quantity: u32,
    /// The chunk that brought the order: until it is committed, nobody acts on the entry.
    pub chunk: ChunkId,
    /// Since when.
    pub since: Timestamp,
    /// The client's order number, for people.
    pub reference: String,
    /// Its place in the queue; not stored in the document.
    #[serde(skip)]
    pub turn: String,
}

/// A goods receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Derived from the reference, so that a receipt is booked once.
    pub id: ReceiptId,
    /// The deliverer's number.
    pub reference: String,
    /// When the goods came.
    pub effective_at: Timestamp,
    /// When it was booked.
    pub recorded_at: Timestamp,
    /// What came, SKUs together.
    pub lines: BTreeMap<Sku, u32>,
}

/// Update expression, condition, and the values of both.
type Expression = (String, String, HashMap<String, AttributeValue>);

/// What a single order takes of a SKU in the write that places it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The level that the claim was decided by.
    pub seen: Level,
    /// The ledger entry: units that become allocated, and units that wait.
    pub entry: Move,
}

/// What a chunk took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The grant, as it stands on the level.
    pub token: Token,
    /// Whether the level bears tokens that may be pruned.
    pub has_old_tokens: bool,
    /// Whether an earlier run of the chunk took it.
    pub is_again: bool,
}

fn is_old(token: &Token, now: Timestamp) -> bool {
    now.as_second() - token.at.as_second() > TOKEN_LIFE_SECONDS
}

fn unavailable_name(reason: Unavailable) -> String {
    format!("u_{}", reason.as_str())
}

fn level_item(scope: &StoreScope, level: &Level) -> Item {
    let key = keys::level(scope, &level.sku, &level.warehouse);
    let mut item = HashMap::from([
        ("pk".to_owned(), text(&key.pk)),
        ("sk".to_owned(), text(&key.sk)),
        ("type".to_owned(), text("level")),
        ("version".to_owned(), number(level.version)),
        ("sku".to_owned(), text(level.sku.as_str())),
        ("warehouse".to_owned(), text(level.warehouse.as_str())),
        ("tokens".to_owned(), AttributeValue::M(HashMap::new())),
        ("gsi1pk".to_owned(), text(keys::stock(scope))),
        ("gsi1sk".to_owned(), text(level.sku.as_str())),
    ]);
    item.extend(quantities(level).into_iter().map(|(name, units)| (name, number(units))));
    item
}

/// A level's quantities by the names of their attributes.
pub(crate) fn quantities(level: &Level) -> Vec<(String, u32)> {
    let mut quantities = vec![
        ("available".to_owned(), level.available),
        ("allocated".to_owned(), level.allocated),
        ("backordered".to_owned(), level.backordered),
    ];
    let of_reason = |reason: Unavailable| (unavailable_name(reason), level.unavailable.get(&reason).copied().unwrap_or(0));
    quantities.extend(Unavailable::ALL.into_iter().map(of_reason));
    quantities
}

/// The level inside an item, for readers of the stream too.
pub fn read_level(item: &Item) -> Result<Level, Error> {
    let parse = |name: &str| text_of(item, name);
    let corrupt = |why: String| Error::Corrupt { key: parse("pk").unwrap_or("?").to_owned(), why };
    let mut unavailable = BTreeMap::new();
    for reason in Unavailable::ALL {
        let units = number_of(item, &unavailable_name(reason))?;
        if units > 0 {
            unavailable.insert(reason, units);
        }
    }
    Ok(Level {
        sku: parse("sku")?.parse().map_err(|error| corrupt(format!("{error}")))?,
        warehouse: parse("warehouse")?.parse().map_err(|error| corrupt(format!("{error}")))?,
        available: number_of(item, "available")?,
        allocated: number_of(item, "allocated")?,
        unavailable,
        backordered: number_of(item, "backordered")?,
        frozen: item.contains_key("frozen"),
        counted_at: text_of(item, "counted_at").ok().and_then(|at| at.parse().ok()),
        version: number_of(item, "version")?,
    })
}

/// The same with its tokens.
pub(crate) fn read_watched(item: &Item) -> Result<Watched, Error> {
    Ok(Watched { level: read_level(item)?, tokens: read_tokens(item)? })
}

fn token_attribute(token: &Token) -> AttributeValue {
    text(serde_json::to_string(token).expect("a token has only text keys"))
}

pub(crate) fn read_tokens(item: &Item) -> Result<BTreeMap<String, Token>, Error> {
    let Some(tokens) = item.get("tokens").and_then(|value| value.as_m().ok()) else { return Ok(BTreeMap::new()) };
    tokens
        .iter()
        .map(|(name, value)| {
            let json = value.as_s().map_or("", String::as_str);
            let token = serde_json::from_str(json).map_err(|error| Error::Corrupt { key: name.clone(), why: error.to_string() })?;
            Ok((name.clone(), token))
        })
        .collect()
}

pub(crate) fn move_item(scope: &StoreScope, entry: &Move) -> Item {
    document(&keys::stock_move(scope, &entry.sku, entry.recorded_at, &entry.id), "move", 1, entry)
}

/// The ledger entries inside an item that is one or many.
pub fn read_moves(item: &Item) -> Result<Vec<Move>, Error> {
    match text_of(item, "type")? {
        "moves" => read(item),
        _ => Ok(vec![read(item)?]),
    }
}

/// Entries of many SKUs under one cause, a bucket an item. Every run finds the same entries, and with
/// them the same keys.
fn many_moves(scope: &StoreScope, moves: &[Move]) -> Vec<Item> {
    let mut buckets: BTreeMap<Bucket, Vec<&Move>> = BTreeMap::new();
    for entry in moves {
        buckets.entry(Bucket::of(&entry.sku)).or_default().push(entry);
    }
    let item = |(bucket, entries): (&Bucket, &Vec<&Move>)| {
        let last = entries.iter().max_by_key(|entry| entry.recorded_at)?;
        let id = entries.iter().map(|entry| entry.id.as_str()).min()?;
        Some(document(&keys::many_moves(scope, *bucket, last.recorded_at, id), "moves", 1, entries))
    };
    buckets.iter().filter_map(item).collect()
}

pub(crate) fn waiting_item(scope: &StoreScope, sku: &Sku, order: &Order, quantity: u32) -> Item {
    let turn = crate::orders::turn(order);
    let waiting = Waiting {
        order: order.id,
        quantity,
        chunk: order.chunk,
        since: order.accepted_at,
        reference: order.request.reference.to_string(),
        turn: String::new(),
    };
    let mut item = document(&keys::waiting(scope, sku, &turn), "waiting", 1, &waiting);
    item.insert("quantity".to_owned(), number(quantity));
    item
}

impl Table {
    /// A level; a SKU of which there never was any has none.
    pub async fn level(&self, scope: &StoreScope, sku: &Sku, warehouse: &WarehouseId) -> Result<Option<Level>, Error> {
        self.item(&keys::level(scope, sku, warehouse)).await?.as_ref().map(read_level).transpose()
    }

    /// Those of the levels that exist.
    pub async fn levels_of<'a>(
        &self,
        scope: &StoreScope,
        warehouse: &WarehouseId,
        skus: impl IntoIterator<Item = &'a Sku>,
    ) -> Result<BTreeMap<Sku, Level>, Error> {
        let items = self.items(skus.into_iter().map(|sku| keys::level(scope, sku, warehouse))).await?;
        items.iter().map(|item| read_level(item).map(|level| (level.sku.clone(), level))).collect()
    }

    /// Levels in the order of their SKUs, beginning with `prefix`.
    pub async fn levels(&self, scope: &StoreScope, prefix: &str, limit: usize, cursor: Option<&str>) -> Result<Page<Level>, Error> {
        let prefix = prefix.to_uppercase();
        let page = self.query(Query::of(keys::stock(scope)).index("gsi1").prefix(&prefix).page(limit, cursor)).await?;
        let items = self.whole(&page.items).await?;
        let mut levels: Vec<Level> = items.iter().flatten().map(read_level).collect::<Result<_, _>>()?;
        levels.sort_by(|a, b| (&a.sku, &a.warehouse).cmp(&(&b.sku, &b.warehouse)));
        Ok(Page { items: levels, next: page.next })
    }

    /// Up to `limit` levels with their tokens in the order of their SKUs, behind one, and whether there are more. All of a SKU come
    /// together, unless it alone has as many.
    pub async fn levels_after(&self, scope: &StoreScope, after: Option<&Sku>, limit: usize) -> Result<(Vec<Watched>, bool), Error> {
        let from = after.map_or_else(|| "\u{1}".to_owned(), keys::after_sku);
        let query = Query::of(keys::stock(scope)).index("gsi1").between(from, keys::LAST_SKU.to_owned());
        let page = self.query(query.page(limit, None)).await?;
        let goes_on = page.next.is_some();
        let mut levels = self.watched(&page.items).await?;
        if let Some(last) = levels.last().filter(|_| goes_on).map(|watched| watched.level.sku.clone())
            && levels.iter().any(|watched| watched.level.sku != last)
        {
            levels.retain(|watched| watched.level.sku != last);
        }
        Ok((levels, goes_on))
    }

    /// Those of the levels that exist, with their tokens.
    pub async fn watched_levels_of<'a>(
        &self,
        scope: &StoreScope,
        warehouse: &WarehouseId,
        skus: impl IntoIterator<Item = &'a Sku>,
    ) -> Result<Vec<Watched>, Error> {
        let items = self.items(skus.into_iter().map(|sku| keys::level(scope, sku, warehouse))).await?;
        let mut watched: Vec<Watched> = items.iter().map(read_watched).collect::<Result<_, _>>()?;
        watched.sort_by(|a, b| a.level.sku.cmp(&b.level.sku));
        Ok(watched)
    }

    async fn watched(&self, entries: &[Item]) -> Result<Vec<Watched>, Error> {
        self.whole(entries).await?.iter().flatten().map(read_watched).collect()
    }

    /// What the ledgers of SKUs tell after a time, a list for each. SKUs whose entries share items are read together.
    pub async fn moves_of_after(&self, scope: &StoreScope, skus: &[&Sku], after: Timestamp) -> Result<BTreeMap<Sku, Vec<Move>>, Error> {
        let (mut own, mut buckets) = (Vec::new(), BTreeSet::new());
        for sku in skus {
            own.push(async move { Ok::<_, Error>(((*sku).clone(), self.own_moves_after(scope, sku, after).await?)) }.boxed());
            buckets.insert(Bucket::of(sku));
        }
        let shared: Vec<_> = buckets.into_iter().map(|bucket| self.shared_moves_after(scope, bucket, after).boxed()).collect();
        let mut all: BTreeMap<Sku, Vec<Move>> = futures::stream::iter(own).buffered(LEDGERS_AT_ONCE).try_collect().await?;
        let shared: Vec<Vec<Move>> = futures::stream::iter(shared).buffered(LEDGERS_AT_ONCE).try_collect().await?;
        for entry in shared.into_iter().flatten() {
            if let Some(of_sku) = all.get_mut(&entry.sku) {
                of_sku.push(entry);
            }
        }
        Ok(all)
    }

    /// A SKU's own entries of the ledger after a time, oldest first.
    pub(crate) async fn own_moves_after(&self, scope: &StoreScope, sku: &Sku, after: Timestamp) -> Result<Vec<Move>, Error> {
        let (from, until) = (format!("{}{}", keys::MOVES, keys::instant(after)), format!("{}~", keys::MOVES));
        let items = self.query_all(Query::of(keys::sku(scope, sku)).between(from, until).consistent()).await?;
        let moves: Vec<Move> = items.iter().map(read).collect::<Result<_, _>>()?;
        Ok(moves.into_iter().filter(|entry| entry.recorded_at > after).collect())
    }

    /// Entries that were written with others', of all SKUs of a bucket.
    pub(crate) async fn shared_moves_after(&self, scope: &StoreScope, bucket: Bucket, after: Timestamp) -> Result<Vec<Move>, Error> {
        let query = Query::of(keys::ledger(scope, bucket)).between(keys::instant(after), "~".to_owned()).consistent();
        let mut moves = Vec::new();
        for item in self.query_all(query).await? {
            moves.extend(read_moves(&item)?.into_iter().filter(|entry| entry.recorded_at > after));
        }
        Ok(moves)
    }

    /// Creates an empty level where there is none.
    pub async fn ensure_level(&self, scope: &StoreScope, sku: &Sku, warehouse: &WarehouseId) -> Result<(), Error> {
        match self.create(level_item(scope, &Level::empty(sku.clone(), warehouse.clone()))).await {
            Ok(()) | Err(Error::Conflict) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Takes a chunk's whole need of a SKU from its level, once: a chunk that asks again gets the
    /// token of its first time back. One conditional write where there is enough.
    pub async fn take(
        &self,
        scope: &StoreScope,
        (sku, warehouse): (&Sku, &WarehouseId),
        need: u32,
        policy: BackOrders,
        chunk: ChunkId,
        now: Timestamp,
    ) -> Result<Taken, Error> {
        let name = chunk.to_string();
        // The fast path: nobody waits and there is enough. What was seen is filled in below, from
        // the answer; the decision only needs to know that it was enough.
        let mut believed = Level { available: need, ..Level::empty(sku.clone(), warehouse.clone()) };
        let mut is_guess = true;
        let mut attempt = 0;
        loop {
            let Grant { granted, backordered } = grant(&believed, need, policy);
            let token = Token {
                granted,
                backordered,
                seen_available: believed.available,
                seen_backordered: believed.backordered,
                at: now,
                kept: None,
                change: None,
            };
            let condition = if is_guess {
                "available >= :granted AND backordered = :none AND attribute_not_exists(frozen)"
            } else if granted == 0 {
                "(available = :none OR backordered > :none OR attribute_exists(frozen))"
            } else {
                "available = :seen AND backordered = :none AND attribute_not_exists(frozen)"
            };
            let mut request = self
                .level_update(scope, sku, warehouse)
                .update_expression(
                    "SET available = available - :granted, allocated = allocated + :granted, \
                     backordered = backordered + :queued, version = version + :one, tokens.#token = :token",
                )
                .condition_expression(format!("attribute_exists(pk) AND attribute_not_exists(tokens.#token) AND {condition}"))
                .expression_attribute_names("#token", &name)
                .expression_attribute_values(":granted", number(granted))
                .expression_attribute_values(":queued", number(backordered))
                .expression_attribute_values(":one", number(1))
                .expression_attribute_values(":none", number(0))
                .expression_attribute_values(":token", token_attribute(&token));
            if condition.contains(":seen") {
                request = request.expression_attribute_values(":seen", number(believed.available));
            }
            let error = match request.return_values(ReturnValue::AllNew).send().await {
                Ok(output) => {
                    let tokens = output.attributes.as_ref().map(read_tokens).transpose()?.unwrap_or_default();
                    let has_old_tokens = tokens.values().any(|token| is_old(token, now));
                    return Ok(Taken { token, has_old_tokens, is_again: false });
                }
                Err(error) => error,
            };
            let item = match error.into_service_error() {
                UpdateItemError::ConditionalCheckFailedException(failed) => failed.item,
                other => return Err(unavailable("taking stock")(other)),
            };
            match item {
                None => self.ensure_level(scope, sku, warehouse).await?,
                Some(item) => {
                    if let Some(token) = read_tokens(&item)?.remove(&name) {
                        return Ok(Taken { token, has_old_tokens: false, is_again: true });
                    }
                    let found = read_level(&item)?;
                    believed = Level { available: found.promisable(), ..found };
                    is_guess = false;
                    // Losing to others is no trouble by itself; only pause when it goes on.
                    if attempt > 3 {
                        pause("taking stock", attempt.min(11)).await?;
                    }
                }
            }
            attempt += 1;
        }
    }

    /// Settles a chunk's token: what its orders did not keep goes back to the level, once.
    pub async fn settle(
        &self,
        scope: &StoreScope,
        (sku, warehouse): (&Sku, &WarehouseId),
        chunk: ChunkId,
        token: &Token,
        kept: Kept,
    ) -> Result<(), Error> {
        if (kept.granted, kept.backordered) == (token.granted, token.backordered) || token.kept.is_some() {
            return Ok(());
        }
        let settled = Token { kept: Some(kept), ..token.clone() };
        let sent = self
            .level_update(scope, sku, warehouse)
            .update_expression(
                "SET available = available + :granted, allocated = allocated - :granted, \
                 backordered = backordered - :queued, version = version + :one, tokens.#token = :settled",
            )
            .condition_expression("tokens.#token = :token")
            .expression_attribute_names("#token", chunk.to_string())
            .expression_attribute_values(":granted", number(token.granted - kept.granted))
            .expression_attribute_values(":queued", number(token.backordered - kept.backordered))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":token", token_attribute(token))
            .expression_attribute_values(":settled", token_attribute(&settled))
            .send()
            .await;
        match sent.map_err(aws_sdk_dynamodb::error::SdkError::into_service_error) {
            Ok(_) => Ok(()),
            // Another run of the same chunk has settled it.
            Err(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(()),
            Err(error) => Err(unavailable("giving stock back")(error)),
        }
    }

    /// Applies a change to a level once, under a name that is remembered on the level like a
    /// chunk's token. For changes too wide for a transaction, such as a hand-over of many orders.
    pub async fn change_once(
        &self,
        scope: &StoreScope,
        (sku, warehouse): (&Sku, &WarehouseId),
        name: &str,
        change: &Change,
        now: Timestamp,
    ) -> Result<(), Error> {
        let change_made = Some(change.clone());
        let token = Token { granted: 0, backordered: 0, seen_available: 0, seen_backordered: 0, at: now, kept: None, change: change_made };
        let (update, condition, values) = change_expression(change);
        let mut request = self
            .level_update(scope, sku, warehouse)
            .update_expression(format!("{update}, tokens.#token = :token"))
            .condition_expression(format!("{condition} AND attribute_not_exists(tokens.#token)"))
            .expression_attribute_names("#token", name)
            .expression_attribute_values(":token", token_attribute(&token));
        for (value_name, value) in values {
            request = request.expression_attribute_values(value_name, value);
        }
        let Err(error) = request.send().await else { return Ok(()) };
        match error.into_service_error() {
            UpdateItemError::ConditionalCheckFailedException(failed) => {
                let is_done = failed.item.as_ref().map(read_tokens).transpose()?.is_some_and(|tokens| tokens.contains_key(name));
                if is_done { Ok(()) } else { Err(Error::Conflict) }
            }
            other => Err(unavailable("changing stock")(other)),
        }
    }

    pub(crate) fn level_update(
        &self,
        scope: &StoreScope,
        sku: &Sku,
        warehouse: &WarehouseId,
    ) -> aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder {
        let key = keys::level(scope, sku, warehouse);
        self.client
            .update_item()
            .table_name(&self.name)
            .key("pk", text(&key.pk))
            .key("sk", text(&key.sk))
            .return_values(ReturnValue::None)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
    }

    /// An action that applies a change to a level, refused where it would take what is not there.
    pub(crate) fn change_level_action(&self, scope: &StoreScope, sku: &Sku, warehouse: &WarehouseId, change: &Change) -> TransactWriteItem {
        self.level_action(&keys::level(scope, sku, warehouse), change_expression(change))
    }

    /// An action that notes when a SKU was counted on the very level that was seen, with what that changes of it.
    pub(crate) fn counted_level_action(
        &self,
        scope: &StoreScope,
        seen: &Level,
        change: Option<&Change>,
        counted_at: Timestamp,
    ) -> TransactWriteItem {
        let (update, condition, mut values) = change_expression(change.unwrap_or(&Change::default()));
        let counted_at = seen.counted_at.map_or(counted_at, |before| before.max(counted_at));
        values.insert(":seen".to_owned(), number(seen.version));
        values.insert(":counted_at".to_owned(), text(counted_at.to_string()));
        let expression = (format!("{update}, counted_at = :counted_at"), format!("{condition} AND version = :seen"), values);
        self.level_action(&keys::level(scope, &seen.sku, &seen.warehouse), expression)
    }

    fn level_action(&self, key: &keys::Key, (update, condition, values): Expression) -> TransactWriteItem {
        let update = Update::builder()
            .table_name(&self.name)
            .key("pk", text(&key.pk))
            .key("sk", text(&key.sk))
            .update_expression(update)
            .condition_expression(condition)
            .set_expression_attribute_values(Some(values))
            .build();
        TransactWriteItem::builder().update(update.expect("table, key and expression are set")).build()
    }

    /// An action that takes what a claim grants, as long as the level would grant the same: that there is
    /// enough may have changed by others' orders without harm.
    pub(crate) fn claim_action(&self, scope: &StoreScope, claim: &Claim) -> TransactWriteItem {
        let Claim { seen, entry } = claim;
        let (update, condition, mut values) = change_expression(&entry.change);
        let (granted, queued) = (entry.change.allocated, entry.change.backordered);
        let grants_the_same = match (granted, queued) {
            (_, 0) => "backordered = :none AND attribute_not_exists(frozen)",
            (0, _) => "(available = :none OR backordered > :none OR attribute_exists(frozen))",
            _ => "available = :seen AND backordered = :none AND attribute_not_exists(frozen)",
        };
        values.insert(":none".to_owned(), number(0));
        if grants_the_same.contains(":seen") {
            values.insert(":seen".to_owned(), number(seen.available));
        }
        self.level_action(&keys::level(scope, &seen.sku, &seen.warehouse), (update, format!("{condition} AND {grants_the_same}"), values))
    }

    /// Changes a level by hand, with its ledger entry; the entry's id makes it happen once.
    /// [`Error::Conflict`] where it happened before or would take what is not there. A correction is told by the log, too.
    pub async fn change_level(&self, scope: &StoreScope, entry: &Move, told: Option<&Entry>) -> Result<(), Error> {
        let mut actions =
            vec![self.change_level_action(scope, &entry.sku, &entry.warehouse, &entry.change), self.create_action(move_item(scope, entry))];
        actions.extend(told.map(|told| self.create_action(audit_item(Log::Store(scope), told))));
        self.transact(actions).await
    }

    /// Whether this very entry is in the ledger.
    pub async fn has_move(&self, scope: &StoreScope, entry: &Move) -> Result<bool, Error> {
        Ok(self.item(&keys::stock_move(scope, &entry.sku, entry.recorded_at, &entry.id)).await?.is_some())
    }

    /// Writes ledger entries that a token on the level vouches for: every run writes the same.
    pub async fn record_moves(&self, scope: &StoreScope, moves: &[Move]) -> Result<(), Error> {
        let items =
            if moves.len() >= MANY_MOVES { many_moves(scope, moves) } else { moves.iter().map(|entry| move_item(scope, entry)).collect() };
        self.put_many(items).await
    }

    /// Removes tokens of chunks that were committed more than an hour ago.
    pub async fn prune_tokens(&self, scope: &StoreScope, sku: &Sku, warehouse: &WarehouseId, now: Timestamp) -> Result<(), Error> {
        let Some(item) = self.item(&keys::level(scope, sku, warehouse)).await? else { return Ok(()) };
        for (name, token) in read_tokens(&item)? {
            if !is_old(&token, now) || !self.is_committed(scope, &name).await? {
                continue;
            }
            let request = self.level_update(scope, sku, warehouse).update_expression("REMOVE tokens.#token");
            request.expression_attribute_names("#token", name).send().await.map_err(unavailable("pruning tokens"))?;
        }
        Ok(())
    }

    /// Whether all the work that tokens are named after is done with.
    pub async fn are_committed<'a>(&self, scope: &StoreScope, names: impl IntoIterator<Item = &'a String>) -> Result<bool, Error> {
        for name in names {
            if !self.is_committed(scope, name).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether the manifest that a token is named after is done with; a run of it that comes later finds
    /// its own token, or nothing to do.
    async fn is_shipped(&self, scope: &StoreScope, name: &str) -> Result<bool, Error> {
        let Ok(id) = name.parse() else { return Ok(true) };
        let manifest = self.manifest(scope, id).await?;
        Ok(manifest.is_none_or(|manifest| matches!(manifest.state, ManifestState::Shipped { .. })))
    }

    /// Whether the chunk or manifest that a token is named after is done with.
    async fn is_committed(&self, scope: &StoreScope, name: &str) -> Result<bool, Error> {
        let chunk = if let Some((import, number)) = name.rsplit_once('.') {
            match (import.parse(), number.parse()) {
                (Ok(import), Ok(number)) => ChunkId::Import { import, number },
                _ => return Ok(true),
            }
        } else {
            let (order, content) = name.split_once('~').unwrap_or((name, "0"));
            match (order.parse(), u64::from_str_radix(content, 16)) {
                (Ok(order), Ok(content)) => ChunkId::Single { order, content },
                _ => return self.is_shipped(scope, name).await,
            }
        };
        Ok(self.item(&keys::chunk(scope, chunk)).await?.is_some())
    }

    /// Puts orders of a chunk into the queues of SKUs, while the chunk is not committed: until then nobody
    /// acts on the entries, and every run writes the same. Once it is committed they are there, and may
    /// have been worked off: a late run must not bring them back.
    pub async fn enqueue(&self, scope: &StoreScope, chunk: ChunkId, entries: &[(Sku, &Order, u32)]) -> Result<(), Error> {
        let marker = keys::chunk(scope, chunk);
        for some in entries.chunks(QUEUED_AT_ONCE) {
            let is_open = ConditionCheck::builder()
                .table_name(&self.name)
                .key("pk", text(&marker.pk))
                .key("sk", text(&marker.sk))
                .condition_expression("attribute_not_exists(pk)")
                .build()
                .expect("key and condition are set");
            let mut actions = vec![TransactWriteItem::builder().condition_check(is_open).build()];
            for (sku, order, quantity) in some {
                let put = self.put_action(waiting_item(scope, sku, order, *quantity)).build().expect("table and item are set");
                actions.push(TransactWriteItem::builder().put(put).build());
            }
            match self.transact(actions).await {
                Ok(()) => {}
                Err(Error::Conflict) => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// The queue of a SKU, first come first.
    pub async fn queue(&self, scope: &StoreScope, sku: &Sku, limit: usize, cursor: Option<&str>) -> Result<Page<Waiting>, Error> {
        let page = self.query(Query::of(keys::queue(scope, sku)).consistent().page(limit, cursor)).await?;
        let items = page
            .items
            .iter()
            .map(|item| Ok(Waiting { turn: text_of(item, "sk")?.to_owned(), ..read(item)? }))
            .collect::<Result<_, Error>>()?;
        Ok(Page { items, next: page.next })
    }

    /// How many orders stand before a turn, counted up to 1,000.
    pub async fn orders_ahead(&self, scope: &StoreScope, sku: &Sku, turn: &str) -> Result<u32, Error> {
        let query = Query::of(keys::queue(scope, sku)).between("0".to_owned(), turn.to_owned()).page(1_000, None);
        let page = self.query(query).await?;
        let ahead = page.items.iter().filter(|item| text_of(item, "sk").is_ok_and(|sk| sk != turn)).count();
        Ok(u32::try_from(ahead).unwrap_or(u32::MAX))
    }

    /// Takes an entry whose order does not wait any more out of a queue. Its units are not counted on the
    /// level: whatever ended the waiting took them off there, in one write with the order.
    pub async fn drop_waiting(&self, scope: &StoreScope, sku: &Sku, waiting: &Waiting) -> Result<(), Error> {
        self.delete(&keys::waiting(scope, sku, &waiting.turn)).await
    }

    /// A receipt.
    pub async fn receipt(&self, scope: &StoreScope, id: ReceiptId) -> Result<Option<Receipt>, Error> {
        self.get(&keys::receipt(scope, id)).await
    }

    /// Records that a receipt is being booked; answers the one that is there.
    pub async fn create_receipt(&self, scope: &StoreScope, receipt: &Receipt) -> Result<Receipt, Error> {
        match self.create(document(&keys::receipt(scope, receipt.id), "receipt", 1, receipt)).await {
            Ok(()) => Ok(receipt.clone()),
            Err(Error::Conflict) => self.receipt(scope, receipt.id).await?.ok_or(Error::Conflict),
            Err(error) => Err(error),
        }
    }

    /// The ledger of a SKU, newest first: its own entries and those that were written with others'.
    pub async fn moves(&self, scope: &StoreScope, sku: &Sku, limit: usize, cursor: Option<&str>) -> Result<Page<Move>, Error> {
        self.moves_until(scope, sku, None, limit, cursor).await
    }

    /// The same of those that were written down until a time.
    pub async fn moves_until(
        &self,
        scope: &StoreScope,
        sku: &Sku,
        until: Option<Timestamp>,
        limit: usize,
        cursor: Option<&str>,
    ) -> Result<Page<Move>, Error> {
        // `~` sorts behind every entry of a moment. A cursor that lies later than what is asked for is not gone on from.
        let end = until.map(|until| format!("{}~", keys::instant(until)));
        let before = match (cursor.map(read_place).transpose()?, end) {
            (Some(place), Some(end)) => Some(place.min(end)),
            (place, end) => place.or(end),
        };
        let (mut entries, single_goes_on) = self.single_moves(scope, sku, limit, before.as_deref()).await?;
        let (many, many_go_on) = self.moves_among_many(scope, sku, limit, before.as_deref()).await?;
        entries.extend(many);
        // What lies behind the end of either list is not known yet: nothing older than it is shown.
        let horizon = [single_goes_on, many_go_on].into_iter().flatten().max();
        entries.sort_by(|a, b| b.0.cmp(&a.0));
        let known = entries.iter().take_while(|(place, _)| horizon.as_ref().is_none_or(|horizon| place >= horizon)).count();
        let mut shown = known.min(limit);
        // Entries of one place stay together, because a cursor names only the place.
        while shown > 0 && shown < known && entries[shown].0 == entries[shown - 1].0 {
            shown += 1;
        }
        let last = if shown < known { entries.get(shown - 1).map(|(place, _)| place.clone()) } else { horizon };
        let next = last.map(|place| BASE64_URL_SAFE_NO_PAD.encode(place));
        entries.truncate(shown);
        Ok(Page { items: entries.into_iter().map(|(_, entry)| entry).collect(), next })
    }

    /// Entries before a place with their places, and the last place looked at where there may be more.
    async fn single_moves(
        &self,
        scope: &StoreScope,
        sku: &Sku,
        limit: usize,
        before: Option<&str>,
    ) -> Result<(Vec<(String, Move)>, Option<String>), Error> {
        // `~` sorts behind every instant.
        let upper = format!("{}{}", keys::MOVES, before.unwrap_or("~"));
        let query = Query::of(keys::sku(scope, sku)).between(keys::MOVES.to_owned(), upper.clone()).backward().page(limit + 1, None);
        let page = self.query(query).await?;
        let mut entries = Vec::new();
        for item in page.items.iter().filter(|item| text_of(item, "sk").is_ok_and(|sk| sk != upper)) {
            entries.push((text_of(item, "sk")?[keys::MOVES.len()..].to_owned(), read(item)?));
        }
        let goes_on = page.next.and(entries.last().map(|(place, _)| place.clone()));
        Ok((entries, goes_on))
    }

    async fn moves_among_many(
        &self,
        scope: &StoreScope,
        sku: &Sku,
        limit: usize,
        before: Option<&str>,
    ) -> Result<(Vec<(String, Move)>, Option<String>), Error> {
        let upper = before.unwrap_or("~").to_owned();
        let query = Query::of(keys::ledger(scope, Bucket::of(sku))).between("0".to_owned(), upper.clone()).backward();
        let page = self.query(query.page(limit + 1, None)).await?;
        let (mut entries, mut last) = (Vec::new(), None);
        for item in page.items.iter().filter(|item| text_of(item, "sk").is_ok_and(|sk| sk != upper)) {
            let place = text_of(item, "sk")?.to_owned();
            let of_sku = read_moves(item)?.into_iter().filter(|entry| &entry.sku == sku);
            entries.extend(of_sku.map(|entry| (place.clone(), entry)));
            last = Some(place);
        }
        Ok((entries, page.next.and(last)))
    }
}

/// A place in a ledger, as text that means nothing to its bearer. The ledger itself is named by the caller's scope.
fn read_place(cursor: &str) -> Result<String, Error> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor).map_err(|_| Error::BadCursor)?;
    let place = String::from_utf8(bytes).map_err(|_| Error::BadCursor)?;
    if place.starts_with(|c: char| c.is_ascii_digit()) && place.len() <= 200 { Ok(place) } else { Err(Error::BadCursor) }
}

/// Update expression, condition and values of a change: nothing falls below zero.
fn change_expression(change: &Change) -> Expression {
    let mut parts: Vec<(String, i64)> = vec![
        ("available".to_owned(), change.available),
        ("allocated".to_owned(), change.allocated),
        ("backordered".to_owned(), change.backordered),
    ];
    parts.extend(change.unavailable.iter().map(|(reason, by)| (unavailable_name(*reason), *by)));
    let mut update = "SET version = version + :one".to_owned();
    let mut condition = "attribute_exists(pk)".to_owned();
    let mut values = HashMap::from([(":one".to_owned(), number(1))]);
    for (name, by) in parts.into_iter().filter(|(_, by)| *by != 0) {
        update.push_str(&format!(", {name} = {name} + :{name}"));
        values.insert(format!(":{name}"), number(by));
        if by < 0 {
            condition.push_str(&format!(" AND {name} >= :{name}_least"));
            values.insert(format!(":{name}_least"), number(-by));
        }
    }
    (update, condition, values)
}
