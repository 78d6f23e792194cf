//! Counting stock: what is counted, what differs, and what is booked of it.
//!
//! What a SKU should have been is reckoned back from now by its ledger, to the moment in which it was counted: so a count may arrive
//! late, and goods may move while it waits. It is reckoned again when it is booked. Where the books were corrected in between, nobody
//! can say whether that is the same difference, and the SKU is counted once more.

use std::collections::{BTreeMap, BTreeSet};

use domain::audit::{self, Action, Change as Told, Entry, Kind};
use domain::counts::{
    Again, Attempt, Chosen, Count, CountAction, CountLine, CountState, End, MAX_SKUS, Outcome, Refusal, Settlement, Stage, Stood, Tally,
    settle, stood_at,
};
use domain::identity::StoreScope;
use domain::ids::{AuditId, CommandId, CountId, OrderId, Sku, WarehouseId};
use domain::orders::Order;
use domain::orders::counters::Counters;
use domain::orders::history::By;
use domain::orders::search::Filter as OrderFilter;
use domain::stock::effects::per_sku;
use domain::stock::ledger::{Change, Move, MoveKind};
use domain::stock::{Level, Unavailable};
use jiff::{SignedDuration, Timestamp};
use storage::Counted;
use storage::counts::Booking;

use crate::messages::AllocationMessage;
use crate::orders::pause;
use crate::stock::Place;
use crate::{App, Error, gather};

/// Others who write the same line or level are given way to so often.
const MAX_ATTEMPTS: u32 = 12;

/// Levels of which the SKUs are read at a time.
const SKUS_AT_ONCE: usize = 500;

/// Orders looked at at a time for those that hold a SKU.
const HOLDERS_AT_ONCE: usize = 100;

/// Pages of those at most: one who holds more than these is not found.
const HOLDER_PAGES: usize = 40;

/// A device's clock may be ahead of ours by so much; what it counted then was counted now.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(10);

/// A count older than this is not taken: what the ledger would have to tell is too much, and nobody remembers.
const TOO_OLD: SignedDuration = SignedDuration::from_hours(48);

/// What somebody wants to have counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCount {
    /// Derived from the command.
    pub id: CountId,
    /// As people call it.
    pub name: String,
    /// Whether those who count do not see what should be there.
    pub is_blind: bool,
    /// Of what.
    pub chosen: Chosen,
}

/// What somebody counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Of what.
    pub sku: Sku,
    /// Units.
    pub units: u32,
    /// When, by the device.
    pub counted_at: Timestamp,
}

/// An order that holds a SKU.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Which.
    pub order: OrderId,
    /// The client's number of it.
    pub reference: String,
    /// Units that it holds, wherever they are in the house.
    pub units: u32,
    /// Units of them that it would be the first to lose.
    pub at_risk: u32,
}

/// What was to be booked, and is or is not.
enum Booked {
    Done(CountLine),
    /// Not without approval, or not without counting again: the line says which.
    NotYet(CountLine),
}

impl App {
    /// A count.
    pub async fn stock_count(&self, scope: &StoreScope, id: CountId) -> Result<Count, Error> {
        self.table.stock_count(scope, id).await?.ok_or(Error::NotFound("count"))
    }

    /// Begins a count. Begun before by the same command: it answers that.
    pub async fn begin_count(&self, scope: &StoreScope, by: &By, new: NewCount) -> Result<Count, Error> {
        if let Some(known) = self.table.stock_count(scope, new.id).await? {
            return Ok(known);
        }
        let skus = self.chosen_skus(scope, &new.chosen, by.at).await?;
        if skus.is_empty() {
            return Err(Error::invalid("/filter", "there is no stock that fits; choose other SKUs"));
        }
        let settings = self.settings(scope, by.at).await?;
        let count = Count {
            id: new.id,
            store: scope.store().clone(),
            version: 1,
            created_at: by.at,
            actor: by.actor.clone(),
            name: new.name,
            is_blind: new.is_blind,
            n_skus: u32::try_from(skus.len()).unwrap_or(u32::MAX),
            tolerance: settings.count_tolerance,
            end: None,
        };
        let told = told(by, &count, Action::Created).with(vec![Told::new("skus", None, Some(skus.len().to_string()))]);
        match self.table.create_count(scope, &count, &skus, &told).await {
            Ok(()) => Ok(count),
            Err(storage::Error::Conflict) => self.stock_count(scope, new.id).await,
            Err(error) => Err(error.into()),
        }
    }

    async fn chosen_skus(&self, scope: &StoreScope, chosen: &Chosen, now: Timestamp) -> Result<Vec<Sku>, Error> {
        let too_many = || Error::invalid("/filter", format!("a count has at most {MAX_SKUS} SKUs; choose fewer"));
        let filter = match chosen {
            Chosen::Skus(skus) if skus.len() > MAX_SKUS => return Err(too_many()),
            Chosen::Skus(skus) => {
                self.know_all(scope, skus.iter()).await?;
                return Ok(skus.iter().cloned().collect());
            }
            Chosen::Filter(filter) if filter.as_of.is_some() => {
                return Err(Error::invalid("/filter/as_of", "what is counted is there now"));
            }
            Chosen::Filter(filter) => filter,
        };
        let coming = self.incoming(scope).await?;
        let (mut skus, mut cursor): (BTreeSet<Sku>, Option<String>) = (BTreeSet::new(), None);
        loop {
            let (page, _) = self.find_levels(scope, filter, &coming, (SKUS_AT_ONCE, cursor.as_deref()), now).await?;
            skus.extend(page.items.into_iter().map(|found| found.level.sku));
            if skus.len() > MAX_SKUS {
                return Err(too_many());
            }
            cursor = page.next;
            if cursor.is_none() {
                return Ok(skus.into_iter().collect());
            }
        }
    }

    /// Lines of a count, one for each of its SKUs.
    pub async fn count_lines(&self, scope: &StoreScope, id: CountId) -> Result<Vec<CountLine>, Error> {
        let (skus, mut lines) = futures::future::try_join(self.table.skus_of_count(scope, id), self.table.count_lines(scope, id)).await?;
        Ok(skus.into_iter().map(|sku| lines.remove(&sku).unwrap_or_else(|| CountLine::open(sku))).collect())
    }

    /// How far a count is, and what it found.
    pub async fn count_tally(&self, scope: &StoreScope, count: &Count) -> Result<Tally, Error> {
        let lines = self.table.count_lines(scope, count.id).await?;
        Ok(Tally::of(lines.values(), count.n_skus, &count.tolerance))
    }

    async fn line_of(&self, scope: &StoreScope, count: &Count, sku: &Sku) -> Result<CountLine, Error> {
        if let Some(line) = self.table.count_line(scope, count.id, sku).await? {
            return Ok(line);
        }
        let skus = self.table.skus_of_count(scope, count.id).await?;
        if skus.binary_search(sku).is_err() {
            return Err(state(Refusal::NotPartOfIt));
        }
        Ok(CountLine::open(sku.clone()))
    }

    /// One SKU of a count.
    pub async fn one_count_line(&self, scope: &StoreScope, count: &Count, sku: &Sku) -> Result<CountLine, Error> {
        self.line_of(scope, count, sku).await.map_err(|error| match error {
            Error::State(_) => Error::NotFound("SKU in this count"),
            other => other,
        })
    }

    /// Notes what somebody counted, under the command's name: sent again, it is the same count. On a closed count only what waits for
    /// somebody is counted, and booked at once where it may be.
    pub async fn record_count(&self, scope: &StoreScope, by: &By, id: CountId, found: &Found) -> Result<CountLine, Error> {
        let name = by.command.as_ref().map_or_else(|| by.at.to_string(), CommandId::to_string);
        let product = self.table.product(scope, &found.sku).await?;
        let mut attempt = 0;
        loop {
            let count = self.stock_count(scope, id).await?;
            let line = self.line_of(scope, &count, &found.sku).await?;
            if line.attempts.iter().any(|known| known.id == name) {
                return Ok(line);
            }
            if !count.actions(line.is_listed).contains(&CountAction::Count) {
                return Err(state(Refusal::Ended(count.state())));
            }
            let counted_at = when_counted(found.counted_at, by.at, count.created_at)?;
            let warehouse = self.warehouse(scope).await?;
            self.table.ensure_level(scope, &found.sku, &warehouse).await?;
            let (level, stood) = self.stood(scope, &found.sku, &warehouse, counted_at).await?;
            let picked = self.picked(scope, &level, by.at).await?;
            let expected = stood.present.saturating_sub(picked);
            let new = Attempt {
                id: name.clone(),
                units: found.units,
                counted_at,
                recorded_at: by.at,
                actor: by.actor.clone(),
                expected,
                picked,
                uncovered: settle(&level, i64::from(found.units) - i64::from(expected)).uncovered,
                unit_price: product.as_ref().and_then(|product| product.unit_price),
            };
            let mut after = line.counted(new).map_err(state)?;
            if stood.is_corrected && after.latest().is_some_and(|latest| latest.id == name) {
                after = after.to_recount(by, Again::Corrected).map_err(state)?;
            }
            match self.table.write_count_line(scope, &count, &after, None).await {
                Ok(stored) if count.end.is_some() && stored.stage(&count.tolerance) == Stage::Counted => {
                    return Ok(match self.book_line(scope, &count, stored, by, false).await? {
                        Booked::Done(line) | Booked::NotYet(line) => line,
                    });
                }
                Ok(stored) => return Ok(stored),
                // Somebody else counted the same, or the count was closed: look again.
                Err(storage::Error::Conflict) if attempt < MAX_ATTEMPTS => {
                    pause(attempt.min(6)).await;
                    attempt += 1;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Nobody counts any more. What may be booked is booked by a message; closed already, the message is sent again until it is.
    pub async fn close_count(&self, scope: &StoreScope, by: &By, id: CountId) -> Result<Count, Error> {
        let mut count = self.stock_count(scope, id).await?;
        if count.state() == CountState::Open {
            let closed = count.closed(by).map_err(state)?;
            count = match self.table.replace_count(scope, &closed, Some(&told(by, &count, Action::Closed))).await {
                // Somebody else closed it, or gave it up, at the same moment.
                Err(storage::Error::Conflict) => self.stock_count(scope, id).await?,
                stored => stored?,
            };
        }
        match count.state() {
            CountState::Booking => self.queues.allocate(scope, AllocationMessage::BookCount { count: id }).await?,
            CountState::Cancelled => return Err(state(Refusal::Ended(CountState::Cancelled))),
            CountState::Open | CountState::Closed => {}
        }
        Ok(count)
    }

    /// Nothing more of a count is booked. Cancelled already: nothing changes.
    pub async fn cancel_count(&self, scope: &StoreScope, by: &By, id: CountId, reason: &str) -> Result<Count, Error> {
        let count = self.stock_count(scope, id).await?;
        if count.state() == CountState::Cancelled {
            return Ok(count);
        }
        let after = count.cancelled(by, reason).map_err(state)?;
        Ok(self.table.replace_count(scope, &after, Some(&told(by, &count, Action::Cancelled).because(reason))).await?)
    }

    /// Books what may be booked of a closed count, lists what waits for somebody, and notes what came of it. Each line is one write by
    /// itself, and one that is done is left alone: run again, it goes on where it ended.
    pub async fn book_count(&self, scope: &StoreScope, id: CountId, now: Timestamp) -> Result<(), Error> {
        let Some(count) = self.table.stock_count(scope, id).await? else { return Ok(()) };
        let Some(End::Closed { actor, result: None, .. }) = &count.end else { return Ok(()) };
        // Of now, not of the closing: what is written down later than that is of a later place in the ledger.
        let by = By { actor: actor.clone(), on_behalf_of: None, at: now, command: None };
        let lines = self.table.count_lines(scope, id).await?;
        let calls = lines.into_values().map(|line| self.settle_line(scope, &count, line, &by));
        gather(calls).await?;
        let tally = self.count_tally(scope, &count).await?;
        match self.table.replace_count(scope, &count.settled(tally), None).await {
            // Another run was quicker, and noted the same.
            Ok(_) | Err(storage::Error::Conflict) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn settle_line(&self, scope: &StoreScope, count: &Count, line: CountLine, by: &By) -> Result<(), Error> {
        let line = match line.stage(&count.tolerance) {
            Stage::Counted => match self.book_line(scope, count, line, by, false).await? {
                Booked::Done(_) => return Ok(()),
                Booked::NotYet(line) => line,
            },
            Stage::Waiting | Stage::Recount => line,
            Stage::Open | Stage::Booked | Stage::Left => return Ok(()),
        };
        if line.is_listed {
            return Ok(());
        }
        self.write_line(scope, count, &CountLine { is_listed: true, ..line }, None).await.map(drop)
    }

    /// Writes a line that was just read; where somebody else was quicker, the caller's run fails and is done again.
    async fn write_line(&self, scope: &StoreScope, count: &Count, line: &CountLine, told: Option<&Entry>) -> Result<CountLine, Error> {
        Ok(self.table.write_count_line(scope, count, line, told).await?)
    }

    /// Approves of a difference and books it. Booked already: nothing changes. Nobody approves of what they counted themselves.
    pub async fn approve_count_line(&self, scope: &StoreScope, by: &By, id: CountId, sku: &Sku) -> Result<CountLine, Error> {
        let count = self.decidable(scope, id).await?;
        let line = self.line_of(scope, &count, sku).await?;
        if matches!(line.outcome, Some(Outcome::Booked { .. })) {
            return Ok(line);
        }
        line.may_be_approved_by(&by.actor).map_err(state)?;
        match self.book_line(scope, &count, line, by, true).await? {
            Booked::Done(line) => Ok(line),
            Booked::NotYet(_) => Err(state(Refusal::Corrected)),
        }
    }

    /// Leaves the books as they are, whatever was counted. Left already: nothing changes.
    pub async fn leave_count_line(&self, scope: &StoreScope, by: &By, id: CountId, sku: &Sku, reason: &str) -> Result<CountLine, Error> {
        let count = self.decidable(scope, id).await?;
        let line = self.line_of(scope, &count, sku).await?;
        if matches!(line.outcome, Some(Outcome::Left { .. })) {
            return Ok(line);
        }
        let after = line.left(by, reason).map_err(state)?;
        let told = told(by, &count, Action::Dismissed).with(vec![of_sku(sku, "counted", &line)]).because(reason);
        self.write_line(scope, &count, &after, Some(&told)).await
    }

    /// Has a SKU counted once more. To be counted already: nothing changes.
    pub async fn recount_line(&self, scope: &StoreScope, by: &By, id: CountId, sku: &Sku) -> Result<CountLine, Error> {
        let count = self.decidable(scope, id).await?;
        let line = self.line_of(scope, &count, sku).await?;
        if line.stage(&count.tolerance) == Stage::Recount {
            return Ok(line);
        }
        let after = line.to_recount(by, Again::Asked).map_err(state)?;
        let told = told(by, &count, Action::Changed).with(vec![of_sku(sku, "recount", &line)]);
        self.write_line(scope, &count, &after, Some(&told)).await
    }

    async fn decidable(&self, scope: &StoreScope, id: CountId) -> Result<Count, Error> {
        let count = self.stock_count(scope, id).await?;
        match count.state() {
            CountState::Open | CountState::Closed => Ok(count),
            ended @ (CountState::Booking | CountState::Cancelled) => Err(state(Refusal::Ended(ended))),
        }
    }

    /// Books the difference of a line: line, level, ledger and log in one write, if the level is still the one that was seen. Reckoned
    /// anew each time; where that is not what was shown, or takes what orders hold and nobody approved of it, the line says so instead.
    async fn book_line(&self, scope: &StoreScope, count: &Count, line: CountLine, by: &By, is_approved: bool) -> Result<Booked, Error> {
        let warehouse = self.warehouse(scope).await?;
        let (mut line, mut attempt) = (line, 0);
        loop {
            let Some(latest) = line.latest().cloned() else { return Ok(Booked::NotYet(line)) };
            let (level, stood) = self.stood(scope, &line.sku, &warehouse, latest.counted_at).await?;
            if stood.is_corrected || stood.present.saturating_sub(latest.picked) != latest.expected {
                let after = line.to_recount(by, Again::Corrected).map_err(state)?;
                return Ok(Booked::NotYet(self.write_line(scope, count, &after, None).await?));
            }
            let settlement = settle(&level, latest.variance().units);
            if settlement.uncovered > latest.uncovered && !is_approved {
                let mut after = line.clone();
                for known in after.attempts.iter_mut().filter(|known| known.id == latest.id) {
                    known.uncovered = settlement.uncovered;
                }
                return Ok(Booked::NotYet(self.write_line(scope, count, &after, None).await?));
            }
            let after = line.booked(by, &settlement);
            let entry = ledger_entry(count, &latest, &level, &settlement, by);
            let log = log_entry(scope, count, &entry, &latest, (settlement.uncovered, by));
            let is_moved = !settlement.change.is_nothing();
            let booking = Booking {
                seen: &level,
                counted_at: latest.counted_at,
                moved: is_moved.then_some(&entry),
                // Somebody approved of a shortage of which nothing can be taken off: that is told, too.
                told: (is_moved || settlement.uncovered > 0).then_some(&log),
            };
            match self.table.book_count_line(scope, count.id, &after, &booking).await {
                Ok(stored) => return Ok(Booked::Done(stored)),
                Err(storage::Error::Conflict) if attempt < MAX_ATTEMPTS => {
                    pause(attempt.min(6)).await;
                    attempt += 1;
                    line = self.line_of(scope, count, &line.sku).await?;
                    if line.outcome.is_some() {
                        return Ok(Booked::Done(line));
                    }
                    if is_approved && line.latest().is_none_or(|now| now.id != latest.id) {
                        return Err(Error::Changed);
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// The level now, and what stood in the house at a time. Read again where the level changed meanwhile, so that level and ledger
    /// are of one moment.
    async fn stood(&self, scope: &StoreScope, sku: &Sku, warehouse: &WarehouseId, at: Timestamp) -> Result<(Level, Stood), Error> {
        for attempt in 0..MAX_ATTEMPTS {
            let missing = Error::NotFound("stock of that SKU");
            let watched = self.table.watched_level(scope, sku, warehouse).await?.ok_or(missing)?;
            // A hand-over takes its goods off the level under a token, and tells the ledger afterwards.
            let leaving = watched.tokens.iter().filter_map(|(name, token)| Some((name, token.at, token.change.clone()?)));
            let leaving: Vec<_> = leaving.collect();
            let since = leaving.iter().map(|(_, since, _)| *since).chain([at]).min().unwrap_or(at);
            let since = since.checked_sub(SignedDuration::from_millis(1)).unwrap_or(since);
            let moves = self.table.moves_after(scope, sku, since).await?;
            let after = self.table.watched_level(scope, sku, warehouse).await?;
            if after.is_some_and(|after| after.level.version == watched.level.version) {
                let untold = leaving.into_iter().filter(|(name, _, _)| !moves.iter().any(|entry| &entry.id == *name));
                let untold: Vec<(Timestamp, Change)> = untold.map(|(_, since, change)| (since, change)).collect();
                let stood = stood_at(&watched.level, &moves, untold, at);
                return Ok((watched.level, stood));
            }
            pause(attempt.min(6)).await;
        }
        Err(Error::Changed)
    }

    /// Units of a SKU that were picked or packed and have not left: they are on hand, but not in their place.
    async fn picked(&self, scope: &StoreScope, level: &Level, now: Timestamp) -> Result<u32, Error> {
        let orders = self.holding(scope, level, now).await?;
        let of_sku = |order: &Order| per_sku(order).get(&level.sku).map_or(0, |units| units.picked + units.packed);
        Ok(orders.iter().map(of_sku).sum())
    }

    /// The orders that hold units of a SKU, found from the newest until they account for all that are held.
    async fn holding(&self, scope: &StoreScope, level: &Level, now: Timestamp) -> Result<Vec<Order>, Error> {
        let filter = OrderFilter { sku: Some(level.sku.clone()), ..OrderFilter::default() };
        let held = |order: &Order| per_sku(order).get(&level.sku).map_or(0, Counters::reserved);
        let (mut holders, mut n_held, mut cursor): (Vec<Order>, u32, Option<String>) = (Vec::new(), 0, None);
        for _ in 0..HOLDER_PAGES {
            if n_held >= level.allocated {
                break;
            }
            let page = self.find_orders(scope, &filter, HOLDERS_AT_ONCE, cursor.as_deref(), now).await?;
            for order in page.items.into_iter().filter(|order| held(order) > 0) {
                n_held += held(&order);
                holders.push(order);
            }
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        Ok(holders)
    }

    /// The orders that hold a SKU of which `uncovered` units are not there: whoever's turn is last would be the first to lose theirs.
    /// Those whose goods are picked have them in hand, and lose nothing.
    pub async fn touched_orders(&self, scope: &StoreScope, sku: &Sku, uncovered: u32, now: Timestamp) -> Result<Vec<Holder>, Error> {
        let warehouse = self.warehouse(scope).await?;
        let Some(level) = self.table.level(scope, sku, &warehouse).await?.filter(|_| uncovered > 0) else { return Ok(Vec::new()) };
        let mut orders = self.holding(scope, &level, now).await?;
        orders.sort_by_key(|order| std::cmp::Reverse(order.turn()));
        let mut left = uncovered;
        let holder = |order: Order| {
            let units = per_sku(&order).get(sku).copied().unwrap_or_default();
            let at_risk = (units.allocated + units.released).min(left);
            left -= at_risk;
            Holder { order: order.id, reference: order.request.reference.to_string(), units: units.reserved(), at_risk }
        };
        let holders: Vec<Holder> = orders.into_iter().map(holder).collect();
        Ok(holders.into_iter().filter(|holder| holder.at_risk > 0).collect())
    }

    /// What closed counts have that somebody must decide about: of one, or of all.
    pub async fn undecided(&self, scope: &StoreScope, of: Option<CountId>) -> Result<Counted, Error> {
        Ok(self.table.undecided(scope, of, MAX_SKUS).await?)
    }

    /// How many SKUs of each closed count somebody must decide about.
    pub async fn undecided_of_each(&self, scope: &StoreScope, counts: &[Count]) -> Result<BTreeMap<CountId, usize>, Error> {
        let closed = counts.iter().filter(|count| count.state() == CountState::Closed);
        let calls = closed.map(|count| async { Ok((count.id, self.undecided(scope, Some(count.id)).await?.n)) });
        Ok(gather(calls).await?.into_iter().collect())
    }

    /// How many SKUs of each open count were counted, or are to be once more.
    pub async fn begun_lines(&self, scope: &StoreScope, counts: &[Count]) -> Result<BTreeMap<CountId, usize>, Error> {
        let open = counts.iter().filter(|count| count.state() == CountState::Open);
        let calls = open.map(|count| async { Ok((count.id, self.table.n_count_lines(scope, count.id, MAX_SKUS).await?.n)) });
        Ok(gather(calls).await?.into_iter().collect())
    }
}

fn state(refusal: Refusal) -> Error {
    Error::State(refusal.to_string())
}

/// When something was counted, as far as a device's clock can be believed.
fn when_counted(counted_at: Timestamp, now: Timestamp, begun_at: Timestamp) -> Result<Timestamp, Error> {
    let wrong = |sentence: &str| Error::invalid("/counted_at", sentence);
    if counted_at.duration_since(now) > CLOCKS_DIFFER {
        return Err(wrong("it cannot have been counted in the future; set the clock of the device"));
    }
    if now.duration_since(counted_at) > TOO_OLD {
        return Err(wrong("it was counted more than two days ago; count it again"));
    }
    if begun_at.duration_since(counted_at) > CLOCKS_DIFFER {
        return Err(wrong("it was counted before the count began; set the clock of the device, and count it again"));
    }
    Ok(counted_at.min(now))
}

fn ledger_entry(count: &Count, latest: &Attempt, level: &Level, settlement: &Settlement, by: &By) -> Move {
    Move {
        id: format!("count.{}", count.id),
        sku: level.sku.clone(),
        warehouse: level.warehouse.clone(),
        kind: MoveKind::Count,
        effective_at: latest.counted_at,
        recorded_at: by.at,
        change: settlement.change.clone(),
        order: None,
        cause: format!("count {} of {}", count.name, count.id),
        actor: by.actor.clone(),
    }
}

fn log_entry(scope: &StoreScope, count: &Count, entry: &Move, latest: &Attempt, (uncovered, by): (u32, &By)) -> Entry {
    let signed = |units: i64| if units < 0 { format!("−{}", -units) } else { format!("+{units}") };
    let missing = entry.change.unavailable.get(&Unavailable::Missing).copied().unwrap_or(0);
    let changes = [(Place::Available, entry.change.available), (Place::Unavailable(Unavailable::Missing), missing)];
    let changes = changes.into_iter().filter(|(_, units)| *units != 0);
    let changes = changes.map(|(place, units)| Told::new(place.as_str(), None, Some(signed(units))));
    let changes = changes.chain((uncovered > 0).then(|| Told::new("uncovered", None, Some(uncovered.to_string()))));
    let sku = entry.sku.as_str();
    let named = Entry::new(by, scope.store().as_str(), Kind::Stock, Action::Adjusted, (sku, sku));
    // Of the count and SKU, so that a second count that the same person closes at the same moment has its own.
    let id = AuditId::derived(&[scope.store().as_str(), &count.id.to_string(), sku]);
    let why = format!("{}: {} / {}", count.name, latest.units, latest.expected);
    audit::Entry { id, ..named.with(changes.collect()).because(&why) }
}

fn told(by: &By, count: &Count, action: Action) -> Entry {
    Entry::new(by, count.store.as_str(), Kind::Count, action, (&count.id.to_string(), &count.name))
}

fn of_sku(sku: &Sku, field: &str, line: &CountLine) -> Told {
    let units = line.latest().map(|latest| latest.units.to_string());
    Told { of: Some(sku.to_string()), ..Told::new(field, None, units.or_else(|| Some("–".to_owned()))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_s_clock_is_believed_within_reason() {
        let at = |text: &str| -> Timestamp { text.parse().unwrap() };
        let (now, begun) = (at("2026-11-21T10:00:00Z"), at("2026-11-21T08:00:00Z"));
        let counted = |when: &str| when_counted(at(when), now, begun).map_err(drop);
        assert_eq!(counted("2026-11-21T09:30:00Z"), Ok(at("2026-11-21T09:30:00Z")));
        assert_eq!(counted("2026-11-21T10:05:00Z"), Ok(now), "its clock is ahead");
        assert_eq!(counted("2026-11-21T10:11:00Z"), Err(()));
        assert_eq!(counted("2026-11-21T07:55:00Z"), Ok(at("2026-11-21T07:55:00Z")));
        assert_eq!(counted("2026-11-21T07:45:00Z"), Err(()));
        let long_ago = at("2026-11-01T08:00:00Z");
        assert!(when_counted(at("2026-11-19T09:00:00Z"), now, long_ago).is_err());
    }
}
