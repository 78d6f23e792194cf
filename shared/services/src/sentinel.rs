//! The sentinel: the invariants, looked after while the system works.
//!
//! The table's stream tells which SKUs changed, gathered over some minutes: each is looked at once, some
//! minutes later. A look reads only, unless there is something to remember. Changes of orders, imports
//! and reconciliation files are judged from the stream itself, without a look. What seems wrong is
//! looked at again, because work may have been under way; what is still wrong becomes a finding: an
//! alarm, a task with a proposed repair, and a freeze of that SKU or order alone.

use std::collections::{BTreeMap, BTreeSet};

use domain::audit::{self, Action, Entry, Kind};
use domain::findings::{Finding, FindingState, Repair};
use domain::fulfilment::ManifestState;
use domain::identity::StoreScope;
use domain::ids::{FindingId, ManifestId, OrderId, Sku, StoreId};
use domain::invariants::{self, Queued, Rule, SkuFacts, Subject, Violation};
use domain::orders::counters::Counters;
use domain::orders::history::By;
use domain::orders::{HoldReason, Order};
use domain::reconciliation::{EntryKind, ReconciliationState};
use domain::stock::effects;
use domain::stock::ledger::{Change, Move, MoveKind};
use domain::stock::{Level, Token};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use storage::keys::Bucket;
use storage::postings::PostingList;
use storage::sentinel::{Checkpoint, Watched};
use storage::stock::Waiting;

use crate::allocation::postings;
use crate::imports::folders::Folder;
use crate::messages::SentinelMessage;
use crate::validation::Validated;
use crate::{App, Error, function};

/// A look follows a change so much later: by then the work that changed it is done.
const LOOK_AFTER_SECONDS: i32 = 300;

/// SKUs that one message asks to be looked at, so that a function has the time for it.
const LOOKS_AT_ONCE: usize = 50;

/// So many settled ledger entries are read again and again before a look adds them up for good.
const MOVES_READ_AGAIN: usize = 20;

/// What seems wrong must still be wrong so much later.
const SUSPECTED_FOR: SignedDuration = SignedDuration::from_secs(240);

/// Ledger entries this old do not change any more: every message and signed request that could still
/// write them is dead.
const SETTLED_AFTER: SignedDuration = SignedDuration::from_hours(2);

/// All orders with a SKU are counted so often at most.
const COUNTED_EVERY: SignedDuration = SignedDuration::from_hours(6);

/// Postings of a SKU that are looked through for a count; a SKU with more is counted on demand only.
const POSTINGS_COUNTED: usize = 400;

/// Orders that are read to check what will be told of them.
const ORDERS_CHECKED: usize = 500;

/// Orders with returns that one look at a SKU checks.
const RETURNS_CHECKED: usize = 100;

/// SKUs that one tick looks at in each store, so that all are looked at in turn.
const SKUS_PER_TICK: usize = 25;

/// What was seen of a SKU while it stood still.
struct Seen {
    watched: Watched,
    moves: Vec<Move>,
    queue: Vec<Waiting>,
    /// All orders with the SKU, where they were counted.
    orders: Option<Vec<Order>>,
}

/// A level beside what its ledger says, for whoever decides about a repair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recount {
    /// The level as it is.
    pub level: Level,
    /// What its ledger says; None where the ledger takes away what was never there.
    pub ledger: Option<Level>,
    /// What all orders with the SKU say.
    pub orders: Counters,
    /// Units in the queue.
    pub queued: u64,
}

impl App {
    /// Asks for looks at SKUs that changed.
    pub async fn look_later(&self, scope: &StoreScope, skus: &BTreeSet<Sku>, now: Timestamp) -> Result<(), Error> {
        let skus: Vec<Sku> = skus.iter().cloned().collect();
        for some in skus.chunks(LOOKS_AT_ONCE) {
            let message = SentinelMessage::InspectStock { skus: some.to_vec(), since: now };
            self.queues.inspect(scope, message, LOOK_AFTER_SECONDS).await?;
        }
        Ok(())
    }

    /// Looks at a SKU, unless that was done since. Retried is what a service refused.
    pub async fn inspect_stock(&self, scope: &StoreScope, sku: &Sku, since: Timestamp, now: Timestamp) -> Result<(), Error> {
        let before = self.table.checkpoint(scope, sku).await?;
        if before.looked_at >= since {
            return Ok(());
        }
        // Orders are counted in the round through all SKUs, and where something is suspected; a look that
        // follows a change is cheap.
        let is_round = since == now;
        let is_count_due = (is_round && now.duration_since(before.counted_at) > COUNTED_EVERY) || !before.suspected.is_empty();
        let Some(seen) = self.see(scope, sku, &before, is_count_due).await? else { return Ok(()) };
        if is_round && let Some(orders) = &seen.orders {
            self.inspect_returns(scope, orders, now).await?;
        }
        let violations = judge(&seen, &before);
        let rules: Vec<Rule> = violations.iter().map(|violation| violation.rule).collect();
        let is_confirmed = now.duration_since(before.suspected_at) >= SUSPECTED_FOR;
        for violation in &violations {
            let is_still_wrong = before.suspected.contains(&violation.rule) && is_confirmed;
            if violation.rule == Rule::IdleStock && is_still_wrong {
                // Whoever should have filled the queue died on the way: that is mended at once.
                self.fill_back_orders(scope, sku, now).await?;
            } else if is_still_wrong {
                Box::pin(self.report(scope, violation.clone(), now)).await?;
            }
        }
        let is_new = rules.iter().any(|rule| !before.suspected.contains(rule));
        if !rules.is_empty() && (is_new || !is_confirmed) {
            // This look does not answer for the next one; somebody's look in between may.
            let since = now.checked_add(SUSPECTED_FOR).unwrap_or(now);
            let again = SentinelMessage::InspectStock { skus: vec![sku.clone()], since };
            self.queues.inspect(scope, again, LOOK_AFTER_SECONDS).await?;
        }
        let counted_at = if seen.orders.is_some() { now } else { before.counted_at };
        let suspected_at = if is_new { now } else { before.suspected_at };
        let (followed, n_settled) = follow(&before, &seen, now);
        let is_worth_noting =
            n_settled >= if is_round { 1 } else { MOVES_READ_AGAIN } || rules != before.suspected || counted_at != before.counted_at;
        if !is_worth_noting {
            return Ok(());
        }
        let checkpoint = Checkpoint { looked_at: now, counted_at, suspected: rules, suspected_at, ..followed };
        Ok(self.table.put_checkpoint(scope, sku, &checkpoint).await?)
    }

    /// Reads a SKU's facts; read again where it changed meanwhile, None where it does not stand still.
    async fn see(&self, scope: &StoreScope, sku: &Sku, before: &Checkpoint, counts_orders: bool) -> Result<Option<Seen>, Error> {
        let warehouse = self.warehouse(scope).await?;
        for _ in 0..3 {
            let Some(watched) = self.table.watched_level(scope, sku, &warehouse).await? else { return Ok(None) };
            let moves = self.table.moves_after(scope, sku, before.followed_to).await?;
            let queue = self.table.whole_queue(scope, sku).await?;
            let orders = if counts_orders { self.orders_with(scope, sku, &watched.level).await? } else { None };
            // While a chunk is under way its orders are not listed yet, and between an order's leaving and
            // its stock's leaving the two differ: then they are not counted.
            let orders = match orders {
                Some(orders)
                    if self.table.are_committed(scope, watched.tokens.keys()).await? && self.are_handed_over(scope, &orders).await? =>
                {
                    Some(orders)
                }
                _ => None,
            };
            let after = self.table.watched_level(scope, sku, &warehouse).await?;
            if after.is_some_and(|after| after.level.version == watched.level.version) {
                return Ok(Some(Seen { watched, moves, queue, orders }));
            }
        }
        Ok(None)
    }

    /// Whether orders and their returns agree. An order that changes while its returns are read is looked at the next time.
    async fn inspect_returns(&self, scope: &StoreScope, orders: &[Order], now: Timestamp) -> Result<(), Error> {
        for order in orders.iter().filter(|order| !order.returns().is_empty()).take(RETURNS_CHECKED) {
            let returns = self.returns_of(scope, order).await?;
            let is_still = self.table.order(scope, order.id).await?.is_some_and(|after| after.version == order.version);
            for violation in invariants::of_returns(order, &returns).into_iter().filter(|_| is_still) {
                Box::pin(self.report(scope, violation, now)).await?;
            }
        }
        Ok(())
    }

    /// Whether every hand-over that orders left with is booked to its end.
    async fn are_handed_over(&self, scope: &StoreScope, orders: &[Order]) -> Result<bool, Error> {
        let parcels = orders.iter().flat_map(|order| &order.parcels);
        let manifests: BTreeSet<ManifestId> = parcels.filter_map(|parcel| parcel.manifest).collect();
        let calls = manifests.into_iter().map(|id| async move { Ok(self.table.manifest(scope, id).await?) });
        let found = crate::gather(calls).await?;
        Ok(found.into_iter().flatten().all(|manifest| matches!(manifest.state, ManifestState::Shipped { .. })))
    }

    /// All committed orders with a SKU; None where there are too many to be read at once. Where the listed
    /// ones do not account for the level, the ledger and the queue name those that a list has lost.
    async fn orders_with(&self, scope: &StoreScope, sku: &Sku, level: &Level) -> Result<Option<Vec<Order>>, Error> {
        let days = (Date::constant(1, 1, 1), Date::constant(9999, 12, 31));
        let list = PostingList::Sku(Bucket::of(sku));
        let found = self.table.postings(scope, &list, days, None, POSTINGS_COUNTED).await?;
        if found.len() >= POSTINGS_COUNTED {
            return Ok(None);
        }
        let mut ids: Vec<OrderId> =
            found.into_iter().flat_map(|posting| posting.orders).filter(|(_, of)| of == sku.as_str()).map(|(id, _)| id).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut orders = self.table.orders(scope, &ids).await?;
        let lines = lines_of(&orders, sku);
        if (lines.reserved(), lines.backordered) != (level.allocated, level.backordered) {
            orders.extend(self.unlisted_orders(scope, sku, &ids).await?);
        }
        Ok(Some(orders))
    }

    /// Orders with a SKU that a list has lost, by the SKU's queue and ledger, and by the chunks that the
    /// ledger names. A chunk's orders are listed again: a list is a hint, so nothing else depends on it.
    async fn unlisted_orders(&self, scope: &StoreScope, sku: &Sku, listed: &[OrderId]) -> Result<Vec<Order>, Error> {
        let mut ids: BTreeSet<OrderId> = self.table.whole_queue(scope, sku).await?.iter().map(|entry| entry.order).collect();
        let mut chunks: Vec<Validated> = Vec::new();
        for entry in self.table.moves_after(scope, sku, Timestamp::UNIX_EPOCH).await? {
            ids.extend(entry.order);
            let Some((import, number)) = entry.id.rsplit_once('.').filter(|_| entry.kind == MoveKind::Allocation) else { continue };
            let (Ok(import), Ok(number)) = (import.parse(), number.parse()) else { continue };
            chunks.extend(self.files.get_packed::<Validated>(&Folder::taken(scope, import).validated(number)).await?);
        }
        ids.extend(chunks.iter().flat_map(|chunk| requests_of(scope, chunk)));
        let unlisted: Vec<OrderId> = ids.into_iter().filter(|id| !listed.contains(id)).collect();
        let mut orders = self.table.orders(scope, &unlisted).await?;
        orders.retain(|order| order.lines().any(|(_, line, _)| &line.sku == sku));
        for chunk in &chunks {
            // A chunk that is under way has not listed its orders yet.
            if let Some(order) = orders.iter().find(|order| order.chunk == chunk.chunk)
                && self.table.marker(scope, chunk.chunk).await?.is_some()
            {
                tracing::warn!(store = %scope.store(), %sku, chunk = %chunk.chunk, order = %order.id, "orders were in no list; they are listed again");
                let mut of_chunk = self.table.orders(scope, &requests_of(scope, chunk).collect::<Vec<_>>()).await?;
                of_chunk.retain(|order| order.chunk == chunk.chunk);
                self.table.put_postings(scope, &postings(chunk, &of_chunk)).await?;
            }
        }
        Ok(orders)
    }

    /// Notes a broken rule as a finding, freezes its subject, and logs it for the alarm. Reported again
    /// while it is open: nothing happens.
    pub async fn report(&self, scope: &StoreScope, violation: Violation, now: Timestamp) -> Result<(), Error> {
        let finding = Finding::new(scope.store(), violation, now);
        match self.table.create_finding(scope, &finding).await {
            Ok(()) => {}
            Err(storage::Error::Conflict) => {
                let known = self.table.finding(scope, finding.id).await?.ok_or(Error::Changed)?;
                if known.is_open() {
                    return Ok(());
                }
                self.table.replace_finding(scope, &Finding { version: known.version, ..finding.clone() }).await?;
            }
            Err(error) => return Err(error.into()),
        }
        // The alarm counts these lines: see the metric filter in infra/template.yaml.
        tracing::error!(store = %scope.store(), finding = %finding.id, violation = %finding.violation, "an invariant does not hold");
        self.freeze(scope, &finding.violation, now).await
    }

    async fn freeze(&self, scope: &StoreScope, violation: &Violation, now: Timestamp) -> Result<(), Error> {
        match &violation.subject {
            // An overtaken order is no reason to stop the others.
            Subject::Sku(_) if violation.rule == Rule::IdleStock => Ok(()),
            Subject::Sku(sku) => {
                let warehouse = self.warehouse(scope).await?;
                Ok(self.table.freeze_level(scope, sku, &warehouse, true).await?)
            }
            Subject::Order(order) => {
                let note = format!("The sentinel found: {}", violation.sentence);
                match self.hold(scope, *order, &function("sentinel", now), HoldReason::Operator, &note).await {
                    Ok(_) | Err(Error::Refused(_) | Error::State(_) | Error::NotFound(_)) => Ok(()),
                    Err(error) => Err(error),
                }
            }
            Subject::Import(_) | Subject::Reconciliation(_) => Ok(()),
        }
    }

    /// The minute's work: the newest reconciliation files of each store, and some of its SKUs in turn.
    /// One store's trouble does not stop the others'.
    pub async fn inspect_all(&self, now: Timestamp) -> Result<(), Error> {
        let mut trouble = None;
        for store in self.table.all_stores().await? {
            if let Err(error) = self.inspect_store(&store, now).await {
                tracing::error!(%store, %error, "a store could not be inspected");
                trouble = trouble.or(Some(error));
            }
        }
        trouble.map_or(Ok(()), Err)
    }

    async fn inspect_store(&self, store: &StoreId, now: Timestamp) -> Result<(), Error> {
        let scope = self.table.scope_of(store).await?.ok_or(Error::NotFound("store"))?;
        self.inspect_files(&scope, now).await?;
        self.inspect_entries(&scope, now).await?;
        let mut round = self.table.round(&scope).await?;
        let page = self.table.levels(&scope, "", SKUS_PER_TICK, round.as_deref()).await?;
        let skus: Vec<Sku> = page.items.iter().map(|level| level.sku.clone()).collect();
        for sku in &skus {
            Box::pin(self.inspect_stock(&scope, sku, now, now)).await?;
        }
        round = page.next;
        Ok(self.table.put_round(&scope, round.as_deref()).await?)
    }

    /// The two newest reconciliation files: linked, adding up, and still the bytes that were hashed.
    async fn inspect_files(&self, scope: &StoreScope, now: Timestamp) -> Result<(), Error> {
        let newest = self.table.reconciliations(scope, 2, None).await?.items;
        let [file, before] = newest.as_slice() else { return Ok(()) };
        let (ReconciliationState::Made(made), ReconciliationState::Made(previous)) = (&file.state, &before.state) else { return Ok(()) };
        let broken =
            |rule, sentence: &str| Violation { rule, subject: Subject::Reconciliation(file.sequence), sentence: sentence.to_owned() };
        let mut violations = Vec::new();
        if made.previous_sha256.as_ref() != Some(&previous.sha256) || file.sequence != before.sequence + 1 {
            violations.push(broken(Rule::Chain, "it does not hold the hash of the file before"));
        }
        let bytes = self.files.get(&made.json_key).await?.unwrap_or_default();
        let sha256: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        if sha256 != made.sha256 {
            violations.push(broken(Rule::Chain, "its bytes are not those that were written"));
        }
        let goes_on = |totals: domain::reconciliation::Totals, opening: domain::reconciliation::Totals| {
            totals.add_up() && totals.opening == opening.closing
        };
        if !goes_on(made.totals.orders, previous.totals.orders) || !goes_on(made.totals.units, previous.totals.units) {
            violations.push(broken(Rule::Totals, "its totals do not add up, or do not go on from the file before"));
        }
        for violation in violations {
            self.report(scope, violation, now).await?;
        }
        Ok(())
    }

    /// What the next reconciliation file will tell: each cause once, and nothing that did not happen.
    async fn inspect_entries(&self, scope: &StoreScope, now: Timestamp) -> Result<(), Error> {
        let newest = self.table.reconciliations(scope, 1, None).await?.items.into_iter().next();
        // A file that is being made takes its entries away one by one.
        if newest.as_ref().is_some_and(|file| file.state == ReconciliationState::Making) {
            return Ok(());
        }
        let entries = self.table.open_entries(scope).await?;
        let mut changed: Vec<OrderId> = entries
            .iter()
            .filter_map(|entry| if let EntryKind::Order { order, .. } = &entry.kind { Some(*order) } else { None })
            .take(ORDERS_CHECKED)
            .collect();
        changed.sort_unstable();
        changed.dedup();
        let orders = self.table.orders(scope, &changed).await?;
        for violation in invariants::of_entries(newest.map_or(1, |file| file.sequence + 1), &entries, &orders) {
            self.report(scope, violation, now).await?;
        }
        Ok(())
    }

    /// A level beside what its ledger, its orders and its queue say; nothing is changed.
    pub async fn recount(&self, scope: &StoreScope, sku: &Sku) -> Result<Recount, Error> {
        let seen = self.see(scope, sku, &Checkpoint::default(), true).await?.ok_or(Error::NotFound("stock of that SKU"))?;
        let sum =
            seen.moves.iter().fold(Change::default(), |sum, entry| sum.plus(&entry.change)).plus(&under_way(&seen, &Checkpoint::default()));
        let level = seen.watched.level;
        let nothing = Level::empty(level.sku.clone(), level.warehouse.clone());
        let empty = Level { version: level.version, frozen: level.frozen, counted_at: level.counted_at, ..nothing };
        let ledger = empty.after(&sum).map(|ledger| Level { version: level.version, ..ledger });
        let orders = seen.orders.ok_or_else(|| Error::State("too many orders have that SKU to be counted here".to_owned()))?;
        let queued = seen.queue.iter().map(|entry| u64::from(entry.quantity)).sum();
        Ok(Recount { orders: lines_of(&orders, sku), ledger, level, queued })
    }

    /// Sets a level to what its ledger says, as [`App::recount`] showed it at that version of the level. With `by`, the log
    /// tells who did it; a repair is told by its finding.
    pub async fn rebuild_level(&self, scope: &StoreScope, sku: &Sku, version: u64, by: Option<&By>) -> Result<Recount, Error> {
        let shown = self.recount(scope, sku).await?;
        if shown.level.version != version {
            return Err(Error::Changed);
        }
        let ledger = shown.ledger.clone().ok_or_else(|| Error::State("the ledger takes away what was never there".to_owned()))?;
        let told = by.map(|by| {
            let entry = Entry::new(by, scope.store().as_str(), Kind::Stock, Action::Repaired, (sku.as_str(), sku.as_str()));
            entry.with(audit::differences(Some(&shown.level), Some(&ledger), &["version", "frozen"]))
        });
        self.table.set_level(scope, &shown.level, &ledger, None, told.as_ref()).await?;
        self.recount(scope, sku).await
    }

    /// Makes the repair that a finding proposes, and lets its subject go.
    pub async fn repair(&self, scope: &StoreScope, id: FindingId, by: &By) -> Result<Finding, Error> {
        let finding = self.table.finding(scope, id).await?.ok_or(Error::NotFound("finding"))?;
        if !finding.is_open() {
            return Ok(finding);
        }
        let (Some(repair), Subject::Sku(sku)) = (finding.repair, &finding.violation.subject) else {
            return Err(Error::State("no repair is known for this; look at it and dismiss it".to_owned()));
        };
        match repair {
            Repair::RebuildLevel => {
                let version = self.recount(scope, sku).await?.level.version;
                self.rebuild_level(scope, sku, version, None).await?;
            }
            Repair::CountOrders => self.count_orders(scope, sku, by).await?,
            Repair::FillBackOrders => {}
        }
        let state = FindingState::Repaired { at: by.at, actor: by.actor.clone() };
        let told =
            told(&finding, scope, by, Action::Repaired).with(vec![audit::Change::new("repair", None, Some(repair.as_str().to_owned()))]);
        let repaired = self.table.close_finding(scope, &Finding { state, ..finding.clone() }, &told).await?;
        self.let_go(scope, &finding.violation.subject, by).await?;
        Ok(repaired)
    }

    /// Closes a finding without a repair, and lets its subject go.
    pub async fn dismiss(&self, scope: &StoreScope, id: FindingId, by: &By, reason: &str) -> Result<Finding, Error> {
        let finding = self.table.finding(scope, id).await?.ok_or(Error::NotFound("finding"))?;
        if !finding.is_open() {
            return Ok(finding);
        }
        let state = FindingState::Dismissed { at: by.at, actor: by.actor.clone(), reason: reason.to_owned() };
        let told = told(&finding, scope, by, Action::Dismissed).because(reason);
        let dismissed = self.table.close_finding(scope, &Finding { state, ..finding.clone() }, &told).await?;
        self.let_go(scope, &finding.violation.subject, by).await?;
        Ok(dismissed)
    }

    /// Lifts the freeze, unless another finding holds it. Orders are released by people: the hold stands
    /// among others of its kind.
    async fn let_go(&self, scope: &StoreScope, subject: &Subject, by: &By) -> Result<(), Error> {
        let Subject::Sku(sku) = subject else { return Ok(()) };
        let mut cursor: Option<String> = None;
        loop {
            let page = self.table.findings(scope, 100, cursor.as_deref()).await?;
            if page.items.iter().any(|other| other.is_open() && &other.violation.subject == subject) {
                return Ok(());
            }
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        let warehouse = self.warehouse(scope).await?;
        self.table.freeze_level(scope, sku, &warehouse, false).await?;
        self.queues.allocate(scope, crate::messages::AllocationMessage::FillBackOrders { sku: sku.clone() }).await?;
        self.look_later(scope, &BTreeSet::from([sku.clone()]), by.at).await
    }

    /// The orders' lines are the truth: the level's allocated and waiting units and the queue follow,
    /// with an entry in the ledger. What is on hand stays.
    async fn count_orders(&self, scope: &StoreScope, sku: &Sku, by: &By) -> Result<(), Error> {
        let seen = self.see(scope, sku, &Checkpoint::default(), true).await?.ok_or(Error::Changed)?;
        let level = seen.watched.level.clone();
        let orders = seen.orders.as_ref().ok_or_else(|| Error::State("too many orders have that SKU to be counted here".to_owned()))?;
        let wanted: BTreeMap<OrderId, (&Order, u32)> = orders
            .iter()
            .filter_map(|order| Some((order.id, (order, effects::per_sku(order).get(sku)?.backordered))))
            .filter(|(_, (_, units))| *units > 0)
            .collect();
        let is_right = |entry: &Waiting| {
            wanted.get(&entry.order).is_some_and(|(order, units)| *units == entry.quantity && storage::orders::turn(order) == entry.turn)
        };
        let ghosts: Vec<Waiting> = seen.queue.iter().filter(|entry| !is_right(entry)).cloned().collect();
        let has_entry = |order: OrderId| seen.queue.iter().any(|entry| entry.order == order && is_right(entry));
        let missing: Vec<(&Order, u32)> = wanted.values().filter(|(order, _)| !has_entry(order.id)).copied().collect();
        let (rest, replaced): (Vec<Waiting>, Vec<Waiting>) = ghosts
            .into_iter()
            .partition(|ghost| !missing.iter().any(|(order, _)| order.id == ghost.order && storage::orders::turn(order) == ghost.turn));
        drop(replaced);
        self.table.mend_queue(scope, sku, &missing, &rest).await?;
        let lines = lines_of(orders, sku);
        let allocated = i64::from(lines.reserved()) - i64::from(level.allocated);
        let backordered = i64::from(lines.backordered) - i64::from(level.backordered);
        let change = Change { available: -allocated, allocated, backordered, ..Change::default() };
        if change.is_nothing() {
            return Ok(());
        }
        let to =
            level.after(&change).ok_or_else(|| Error::State("the orders hold more than is on hand; count the goods first".to_owned()))?;
        let entry = Move {
            id: format!("recount.{}", level.version),
            sku: sku.clone(),
            warehouse: level.warehouse.clone(),
            kind: MoveKind::Adjustment,
            effective_at: by.at,
            recorded_at: by.at,
            change,
            order: None,
            cause: "the orders were counted anew".to_owned(),
            actor: by.actor.clone(),
        };
        Ok(self.table.set_level(scope, &level, &to, Some(&entry), None).await?)
    }
}

/// What the log tells of a finding that was closed.
fn told(finding: &Finding, scope: &StoreScope, by: &By, action: Action) -> Entry {
    let name = format!("{}: {}", finding.violation.rule.as_str(), finding.violation.sentence);
    Entry::new(by, scope.store().as_str(), Kind::Finding, action, (&finding.id.to_string(), &name))
}

fn judge(seen: &Seen, before: &Checkpoint) -> Vec<Violation> {
    let level = &seen.watched.level;
    let queue: Vec<Queued> = seen.queue.iter().map(|entry| Queued { order: entry.order, quantity: entry.quantity }).collect();
    let ledger = seen.moves.iter().fold(before.ledger.clone(), |sum, entry| sum.plus(&entry.change));
    let facts = SkuFacts {
        level,
        ledger: &ledger,
        under_way: &under_way(seen, before),
        queue: &queue,
        lines: seen.orders.as_ref().map(|orders| lines_of(orders, &level.sku)),
    };
    let mut violations = invariants::of_sku(&facts);
    // Stock of a frozen SKU lies idle on purpose.
    violations.retain(|violation| !(level.frozen && violation.rule == Rule::IdleStock));
    violations
}

/// Tokens whose work is not in the ledger yet. Those of before the checkpoint are: it never passes an open one.
fn open_tokens<'a>(seen: &'a Seen, before: &'a Checkpoint) -> impl Iterator<Item = &'a Token> {
    let is_recorded = |name: &str, token: &Token| token.at <= before.followed_to || seen.moves.iter().any(|entry| entry.id == name);
    let open = seen.watched.tokens.iter().filter(move |(name, token)| !is_recorded(name, token) && !token.effect().is_nothing());
    open.map(|(_, token)| token)
}

/// What tokens did to the level that is not in the ledger yet.
fn under_way(seen: &Seen, before: &Checkpoint) -> Change {
    open_tokens(seen, before).fold(Change::default(), |sum, token| sum.plus(&token.effect()))
}

/// The checkpoint with everything that does not change any more taken in, and how many entries that were.
fn follow(before: &Checkpoint, seen: &Seen, now: Timestamp) -> (Checkpoint, usize) {
    let old = now.checked_sub(SETTLED_AFTER).unwrap_or(Timestamp::MIN);
    let oldest_open = open_tokens(seen, before).filter_map(|token| token.at.checked_sub(SignedDuration::from_nanos(1)).ok()).min();
    let settled = oldest_open.map_or(old, |open| old.min(open)).max(before.followed_to);
    let moves: Vec<&Move> = seen.moves.iter().filter(|entry| entry.recorded_at <= settled).collect();
    let ledger = moves.iter().fold(before.ledger.clone(), |sum, entry| sum.plus(&entry.change));
    (Checkpoint { followed_to: settled, ledger, ..before.clone() }, moves.len())
}

fn requests_of<'a>(scope: &'a StoreScope, chunk: &'a Validated) -> impl Iterator<Item = OrderId> + 'a {
    chunk.orders.iter().map(|(request, _)| Order::id_for(scope.store(), &request.channel, &request.reference))
}

fn lines_of(orders: &[Order], sku: &Sku) -> Counters {
    let lines = orders.iter().flat_map(Order::lines).filter(|(_, line, _)| &line.sku == sku);
    lines.fold(Counters::default(), |sum, (_, _, counters)| sum.plus(counters))
}
