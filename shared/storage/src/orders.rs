//! Orders: put once, then replaced by version, always together with what the change means for stock.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{AttributeValue, Delete, TransactWriteItem};
use domain::costs::Usage;
use domain::identity::StoreScope;
use domain::ids::{OrderId, Sku};
use domain::orders::Order;
use domain::orders::counters::Counters;
use domain::orders::status::Status;
use domain::reconciliation::Entry;
use domain::stock::allocation::Decision;
use domain::stock::effects::Effect;
use domain::stock::ledger::Move;

use crate::imports::Marker;
use crate::keys;
use crate::reconciliation::entry_item;
use crate::stock::{Claim, move_item, waiting_item};
use crate::table::{Counted, Error, Item, Page, Query, Reading, Table, document, key_of, read, text, text_of};

/// SKUs whose stock one transaction changes: 3 actions each beside the order and a few entries, of the
/// 100 that DynamoDB takes.
pub const SKUS_PER_TRANSACTION: usize = 30;

/// Priority of an order where nobody gave one; 0 goes first.
pub const USUAL_PRIORITY: u8 = 5;

/// Work lists: entries of orders that are still to do and that nothing else holds. Orders of a file
/// that had all their stock are listed together ([`crate::ready`]), those in the house by their
/// batch, those that are gone by day. So most orders never have an entry of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkList {
    /// All stock is bound; for the warehouse to take.
    Ready,
    /// Some stock is bound, some is waited for.
    Partial,
    /// Partly gone, or in the house with more to come, or taken back.
    House,
    /// Waits for stock.
    Waiting,
    /// Is on hold.
    Held,
    /// Is cancelled.
    Cancelled,
    /// Came back, whole or in part.
    Returned,
}

impl WorkList {
    /// The list that an order has its own entry in; None for an order that is gone or listed otherwise.
    pub fn of(order: &Order) -> Option<Self> {
        match order.status() {
            Status::Allocated => (!crate::ready::is_posted(order)).then_some(Self::Ready),
            Status::PartiallyAllocated => Some(Self::Partial),
            Status::Released | Status::Picking | Status::Picked | Status::Packed => {
                (order.units().allocated > 0 || order.was_taken_back()).then_some(Self::House)
            }
            Status::PartiallyShipped => Some(Self::House),
            Status::Backordered => Some(Self::Waiting),
            Status::OnHold => Some(Self::Held),
            Status::Cancelled => Some(Self::Cancelled),
            Status::PartiallyReturned | Status::Returned => Some(Self::Returned),
            Status::Shipped => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Partial => "partial",
            Self::House => "house",
            Self::Waiting => "waiting",
            Self::Held => "held",
            Self::Cancelled => "cancelled",
            Self::Returned => "returned",
        }
    }
}

/// An order's place in every queue.
pub fn turn(order: &Order) -> String {
    keys::turn(USUAL_PRIORITY, order.turn())
}

/// The order as it is stored, with what this very write costs added to its own cost; and its item.
/// `others` are the writes beside it in one transaction.
pub(crate) fn charged(scope: &StoreScope, before: Option<&Order>, after: &Order, others: Option<usize>) -> (Order, Item) {
    const UNIT: usize = 1_024;
    let entry = |order: &Order| WorkList::of(order).map(|list| (list.name(), turn(order)));
    let (was, is) = (before.and_then(entry), entry(after));
    let index = if was == is { 0 } else { usize::from(was.is_some()) + usize::from(is.is_some()) };
    let with = |units: usize| {
        let written = if let Some(others) = others { 2 * (units + others) } else { units } + index;
        let used = Usage { write_units: written as u64 * 1_000, table_requests: 1_000, ..Usage::default() };
        let order = Order { cost: after.cost.plus(used), ..after.clone() };
        let item = order_item(scope, &order);
        (order, item)
    };
    // Almost every order fits one unit; for others it is looked at again.
    let (order, item) = with(1);
    match bytes_of(&item).div_ceil(UNIT) {
        0 | 1 => (order, item),
        units => with(units),
    }
}

/// About what DynamoDB takes for the size of an item.
fn bytes_of(item: &Item) -> usize {
    let value = |value: &AttributeValue| match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(digits) => digits.len() / 2 + 2,
        AttributeValue::B(bytes) => bytes.as_ref().len(),
        _ => 0,
    };
    item.iter().map(|(name, of)| name.len() + value(of)).sum()
}

/// An order as it is stored. Writes go through [`Table`]; this is for loading many into an empty table.
pub fn order_item(scope: &StoreScope, order: &Order) -> Item {
    let mut item = document(&keys::order(scope, order.id), "order", order.version, order);
    if let Some(list) = WorkList::of(order) {
        item.insert("gsi2pk".to_owned(), text(keys::work_list(scope, list.name())));
        item.insert("gsi2sk".to_owned(), text(turn(order)));
    }
    item
}

/// What came of putting an order for the first time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placed {
    /// It is there now; what writing it cost.
    New(Usage),
    /// It was there: this one.
    Exists(Box<Order>),
}

/// Everything that a change of an order writes beside the order.
#[derive(Debug, Default)]
pub struct Alongside {
    /// Effects per SKU; [`domain::stock::effects::between`] computes them.
    pub effects: BTreeMap<Sku, Effect>,
    /// The ledger entries of the effects.
    pub moves: BTreeMap<Sku, Move>,
    /// What the client will be told.
    pub entry: Option<Entry>,
}

impl Table {
    /// An order.
    pub async fn order(&self, scope: &StoreScope, id: OrderId) -> Result<Option<Order>, Error> {
        self.get(&keys::order(scope, id)).await
    }

    /// An order, of now or of lately.
    pub async fn order_as_of(&self, reading: Reading, scope: &StoreScope, id: OrderId) -> Result<Option<Order>, Error> {
        self.item_as_of(reading, &keys::order(scope, id)).await?.as_ref().map(read).transpose()
    }

    /// Those of the orders that exist, in the order of the ids.
    pub async fn orders(&self, scope: &StoreScope, ids: &[OrderId]) -> Result<Vec<Order>, Error> {
        self.orders_as_of(Reading::Now, scope, ids).await
    }

    /// The same, of now or of lately.
    pub async fn orders_as_of(&self, reading: Reading, scope: &StoreScope, ids: &[OrderId]) -> Result<Vec<Order>, Error> {
        let items = self.items_as_of(reading, ids.iter().map(|id| keys::order(scope, *id))).await?;
        let mut found: BTreeMap<OrderId, Order> =
            items.iter().map(|item| read(item).map(|order: Order| (order.id, order))).collect::<Result<_, _>>()?;
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }

    /// Puts an order that is not there yet.
    pub async fn place_order(&self, scope: &StoreScope, order: &Order) -> Result<Placed, Error> {
        let (order, item) = charged(scope, None, order, None);
        match self.create(item).await {
            Ok(()) => Ok(Placed::New(order.cost)),
            Err(Error::Conflict) => {
                let existing = self.order(scope, order.id).await?.ok_or(Error::Conflict)?;
                Ok(Placed::Exists(Box::new(existing)))
            }
            Err(error) => Err(error),
        }
    }

    /// Puts a single order with its stock, queue and ledger entries, decision, marker and reconciliation
    /// entry: all or nothing. [`Error::Conflict`] where it is there, or stock is not as it was believed to be.
    pub async fn place_with_stock(
        &self,
        scope: &StoreScope,
        order: &Order,
        claims: &[Claim],
        (decision, marker, entry): (&Decision, &Marker, &Entry),
    ) -> Result<Order, Error> {
        let mut actions = vec![
            self.create_action(document(&keys::decision(scope, order.chunk), "decision", 1, decision)),
            self.create_action(entry_item(scope, entry)),
        ];
        for claim in claims {
            let sku = &claim.seen.sku;
            actions.push(self.claim_action(scope, claim));
            actions.push(self.create_action(move_item(scope, &claim.entry)));
            if let Ok(quantity @ 1..) = u32::try_from(claim.entry.change.backordered) {
                actions.push(self.create_action(waiting_item(scope, sku, order, quantity)));
            }
        }
        // The marker is one more.
        let (order, item) = charged(scope, None, order, Some(actions.len() + 1));
        let marker = Marker { own: order.cost, ..marker.clone() };
        actions.push(self.create_action(document(&keys::chunk(scope, order.chunk), "chunk", 1, &marker)));
        actions.push(self.create_action(item));
        self.transact(actions).await?;
        Ok(order)
    }

    /// Replaces an order whose stock does not change.
    pub async fn replace_order(&self, scope: &StoreScope, before: &Order, after: &Order) -> Result<Order, Error> {
        let (stored, item) = charged(scope, Some(before), &Order { version: before.version + 1, ..after.clone() }, None);
        self.replace(item, before.version).await?;
        Ok(stored)
    }

    /// Replaces an order together with its stock, ledger, queue and reconciliation entries: all or
    /// nothing for as many SKUs as fit a transaction. An order with more is written in steps, each
    /// of them whole in itself; repeating the command after a crash takes the steps that are left.
    /// [`Error::Conflict`] where order or stock is not as it was believed to be.
    pub async fn change_order(&self, scope: &StoreScope, before: &Order, after: &Order, alongside: &Alongside) -> Result<Order, Error> {
        if alongside.effects.is_empty() && alongside.entry.is_none() {
            // A transaction of one write would cost two.
            return self.replace_order(scope, before, after).await;
        }
        let skus: Vec<&Sku> = alongside.effects.keys().collect();
        let mut current = before.clone();
        let n_steps = skus.len().div_ceil(SKUS_PER_TRANSACTION).max(1);
        for number in 1..=n_steps {
            let step = skus.chunks(SKUS_PER_TRANSACTION).nth(number - 1).unwrap_or_default();
            let is_last = number == n_steps;
            let target = if is_last { after.clone() } else { partly(&current, after, step) };
            let mut actions = Vec::new();
            for sku in step {
                let effect = &alongside.effects[*sku];
                actions.push(self.change_level_action(scope, sku, &after.warehouse, &effect.change));
                actions.extend(alongside.moves.get(*sku).map(|entry| self.create_action(move_item(scope, entry))));
                actions.extend(self.waiting_action(scope, after, sku, effect));
            }
            if is_last {
                actions.extend(alongside.entry.as_ref().map(|entry| self.create_action(entry_item(scope, entry))));
            }
            // What earlier steps cost is in the order that they stored.
            let cost = if number == 1 { after.cost } else { current.cost };
            let target = Order { version: current.version + 1, cost, ..target };
            let (target, item) = charged(scope, Some(&current), &target, Some(actions.len()));
            actions.insert(0, self.replace_action(item, current.version));
            self.transact(actions).await?;
            current = target;
        }
        Ok(current)
    }

    /// Keeps the queue entry of (order, SKU) equal to what the order waits for.
    fn waiting_action(&self, scope: &StoreScope, order: &Order, sku: &Sku, effect: &Effect) -> Option<TransactWriteItem> {
        if effect.waiting == effect.waited {
            return None;
        }
        let key = keys::waiting(scope, sku, &turn(order));
        if effect.waiting == 0 {
            let delete = Delete::builder().table_name(&self.name).key("pk", text(&key.pk)).key("sk", text(&key.sk)).build();
            return Some(TransactWriteItem::builder().delete(delete.expect("table and key are set")).build());
        }
        let item = waiting_item(scope, sku, order, effect.waiting);
        Some(TransactWriteItem::builder().put(self.put_action(item).build().expect("table and item are set")).build())
    }

    /// How many orders stand on a work list, counted until there are more than `most`. What counts is the
    /// list's own entries: each is written in one write with its order.
    pub async fn work_list_count(&self, scope: &StoreScope, list: WorkList, most: usize) -> Result<Counted, Error> {
        self.count(Query::of(keys::work_list(scope, list.name())).index("gsi2"), most).await
    }

    /// Orders on a work list with their turns, in that order.
    pub async fn work_list(
        &self,
        scope: &StoreScope,
        list: WorkList,
        limit: usize,
        cursor: Option<&str>,
    ) -> Result<Page<(String, OrderId)>, Error> {
        let query = Query::of(keys::work_list(scope, list.name())).index("gsi2").page(limit, cursor);
        let page = self.query(query).await?;
        let ids = page
            .items
            .iter()
            .map(|item| {
                let turn = text_of(item, "gsi2sk")?;
                let id = turn.rsplit('#').next().unwrap_or_default().parse();
                id.map(|id| (turn.to_owned(), id))
                    .map_err(|error| Error::Corrupt { key: key_of(item).map(|key| key.pk).unwrap_or_default(), why: format!("{error}") })
            })
            .collect::<Result<_, _>>()?;
        Ok(Page { items: ids, next: page.next })
    }
}

/// `current` with the lines of some SKUs as they are in `after`: a step on the way there. Holds,
/// parcels and history follow with the last step.
fn partly(current: &Order, after: &Order, skus: &[&Sku]) -> Order {
    let counters: Vec<Counters> =
        current.lines().zip(&after.counters).map(|((_, line, now), then)| if skus.contains(&&line.sku) { *then } else { *now }).collect();
    Order { counters, ..current.clone() }
}
