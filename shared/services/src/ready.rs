//! Whose turn it is: ready orders, from the lists of files and the entries of single orders, merged.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};

use domain::identity::StoreScope;
use domain::ids::OrderId;
use domain::orders::{ChunkId, Order};
use storage::Reading;
use storage::orders::WorkList;
use storage::ready::{Part, is_posted};

use crate::{App, Error};

/// Orders looked at together.
const LOOK_AT: usize = 100;

/// Entries, or lists of entries, read at a time.
const ENTRIES_AT_ONCE: usize = 200;
const PARTS_AT_ONCE: usize = 4;

/// How far a list was read.
enum Place {
    At(Option<String>),
    End,
}

impl Place {
    fn after(next: Option<String>) -> Self {
        next.map_or(Self::End, |cursor| Self::At(Some(cursor)))
    }
}

/// Two sorted sources of candidates, read as far as needed.
struct Turns {
    /// Entries of single orders.
    own: VecDeque<(String, OrderId)>,
    own_place: Place,
    /// Lists, by their first turns; those that may hold the next turn are in the heap.
    parts: VecDeque<Part>,
    parts_place: Place,
    heap: BinaryHeap<Reverse<(String, OrderId)>>,
}

/// A candidate.
struct Candidate {
    id: OrderId,
    is_posted: bool,
}

impl Turns {
    fn new() -> Self {
        let start = || Place::At(None);
        Self { own: VecDeque::new(), own_place: start(), parts: VecDeque::new(), parts_place: start(), heap: BinaryHeap::new() }
    }

    async fn next(&mut self, app: &App, scope: &StoreScope) -> Result<Option<Candidate>, Error> {
        while self.own.is_empty() {
            let Place::At(cursor) = &self.own_place else { break };
            let page = app.table.work_list(scope, WorkList::Ready, ENTRIES_AT_ONCE, cursor.as_deref()).await?;
            self.own.extend(page.items);
            self.own_place = Place::after(page.next);
        }
        loop {
            while self.parts.is_empty() {
                let Place::At(cursor) = &self.parts_place else { break };
                let page = app.table.ready_parts(scope, PARTS_AT_ONCE, cursor.as_deref()).await?;
                self.parts.extend(page.items);
                self.parts_place = Place::after(page.next);
            }
            let least =
                [self.heap.peek().map(|Reverse((turn, _))| turn), self.own.front().map(|(turn, _)| turn)].into_iter().flatten().min();
            match self.parts.pop_front_if(|part| least.is_none_or(|least| part.first <= *least)) {
                Some(part) => self.heap.extend(part.orders.into_iter().map(Reverse)),
                None => break,
            }
        }
        let is_own = match (self.own.front(), self.heap.peek()) {
            (Some((own, _)), Some(Reverse((posted, _)))) => own < posted,
            (own, _) => own.is_some(),
        };
        let next = if is_own { self.own.pop_front() } else { self.heap.pop().map(|Reverse(entry)| entry) };
        Ok(next.map(|(_, id)| Candidate { id, is_posted: !is_own }))
    }
}

impl App {
    /// Orders that the warehouse may have now: whole ones in their turn, then those of which a part
    /// may leave.
    pub(crate) async fn ready_orders(&self, scope: &StoreScope, max_orders: usize) -> Result<Vec<OrderId>, Error> {
        let mut ready = Ready { orders: Vec::new(), max_orders, committed: BTreeMap::new() };
        let mut turns = Turns::new();
        let mut changed: Vec<Order> = Vec::new();
        loop {
            let mut candidates = Vec::new();
            while candidates.len() < LOOK_AT.min(max_orders) {
                let Some(candidate) = turns.next(self, scope).await? else { break };
                candidates.push(candidate);
            }
            if candidates.is_empty() {
                break;
            }
            let posted: BTreeMap<OrderId, bool> = candidates.iter().map(|candidate| (candidate.id, candidate.is_posted)).collect();
            let ids: Vec<OrderId> = candidates.iter().map(|candidate| candidate.id).collect();
            // The release decides: what has moved on meanwhile drops out there.
            for order in self.table.orders_as_of(Reading::Lately, scope, &ids).await? {
                if posted[&order.id] && !is_posted(&order) {
                    // It has an entry of its own if there is something to do.
                    changed.push(order);
                } else {
                    ready.look_at(self, scope, &order).await?;
                }
            }
            if ready.is_full() {
                break;
            }
        }
        self.unpost(scope, &changed).await?;
        for list in [WorkList::Partial, WorkList::House] {
            let mut cursor: Option<String> = None;
            while !ready.is_full() {
                let page = self.table.work_list(scope, list, ENTRIES_AT_ONCE, cursor.as_deref()).await?;
                let ids: Vec<OrderId> = page.items.into_iter().map(|(_, id)| id).collect();
                for order in self.table.orders(scope, &ids).await? {
                    ready.look_at(self, scope, &order).await?;
                }
                cursor = page.next;
                if cursor.is_none() {
                    break;
                }
            }
        }
        Ok(ready.orders)
    }

    /// Takes changed orders off the lists of ready ones.
    pub(crate) async fn unpost(&self, scope: &StoreScope, orders: &[Order]) -> Result<(), Error> {
        let mut by_chunk: BTreeMap<ChunkId, Vec<&Order>> = BTreeMap::new();
        for order in orders {
            by_chunk.entry(order.chunk).or_default().push(order);
        }
        for (chunk, orders) in by_chunk {
            self.table.unpost(scope, chunk, &orders).await?;
        }
        Ok(())
    }
}

/// What was found.
struct Ready {
    orders: Vec<OrderId>,
    max_orders: usize,
    committed: BTreeMap<ChunkId, bool>,
}

impl Ready {
    fn is_full(&self) -> bool {
        self.orders.len() >= self.max_orders
    }

    async fn look_at(&mut self, app: &App, scope: &StoreScope, order: &Order) -> Result<(), Error> {
        if self.is_full() || !order.is_ready() || self.orders.contains(&order.id) {
            return Ok(());
        }
        // A later version was made by somebody who saw the marker.
        if order.version == 1 && !self.committed.contains_key(&order.chunk) {
            let is_committed = app.table.marker(scope, order.chunk).await?.is_some();
            self.committed.insert(order.chunk, is_committed);
        }
        if order.version > 1 || self.committed[&order.chunk] {
            self.orders.push(order.id);
        }
        Ok(())
    }
}
