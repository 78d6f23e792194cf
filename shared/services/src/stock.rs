//! Goods coming in, corrections, and filling the orders that wait.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::audit;
use domain::identity::StoreScope;
use domain::ids::{ReceiptId, Sku, WarehouseId};
use domain::inbound::Incoming;
use domain::orders::ChunkId;
use domain::orders::history::By;
use domain::stock::cover::{COVER_DAYS, Demand};
use domain::stock::ledger::{Change, Move, MoveKind};
use domain::stock::search::Filter;
use domain::stock::{Level, Unavailable, effects};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use storage::Page;
use storage::meter::{measured, spent};
use storage::sentinel::Watched;
use storage::stock::{Receipt, Waiting};

use crate::orders::{Meaning, alongside, filled, pause};
use crate::queries::{read_cursor, write_cursor};
use crate::{App, Error, gather};

/// Levels looked at at a time where not all fit.
const LEVELS_AT_ONCE: usize = 200;

/// Products looked at at a time.
const PRODUCTS_AT_ONCE: usize = 500;

/// Levels read at a time to be numbered.
const NUMBERED_AT_ONCE: usize = 1_000;

/// SKUs of a store that are numbered.
const MOST_NUMBERED: usize = 20_000;

/// Levels that one call looks at before it answers with what it has.
const LEVELS_READ: usize = 2_000;

/// The same where the ledger of each is read.
const LEDGERS_READ: usize = 400;

/// Moves that a SKU's demand is added up from at most.
const MAX_MOVES: usize = 5_000;

/// Moves read at a time.
const MOVES_PAGE: usize = 500;

/// Queue entries read at a time.
const QUEUE_PAGE: usize = 25;

/// Behind every turn in a queue.
const END_OF_QUEUE: &str = "~";

/// A level with what people want to know beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// The level.
    pub level: Level,
    /// The product's name.
    pub name: String,
    /// Orders that wait for it, counted up to 1,000.
    pub waiting_orders: u32,
    /// What open deliveries bring of it.
    pub incoming: Option<Incoming>,
    /// What orders took of it lately, where that was asked for.
    pub demand: Option<Demand>,
    /// Whether the level is of a day that is over: then nobody knows any more who waited, and what was to come.
    pub is_past: bool,
}

/// A level that fits, and what it was judged by.
#[derive(Debug, Clone)]
pub struct Fitting {
    /// The level, of now or of the day that was asked for.
    pub level: Level,
    /// What orders took of it lately, where that was asked for.
    pub demand: Option<Demand>,
}

/// Stock in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StockNumbers {
    /// SKUs of which there ever was any.
    pub skus: usize,
    /// SKUs that orders wait for.
    pub short: usize,
    /// Units that they wait for.
    pub units_waiting: u64,
    /// SKUs of which some cannot be sold.
    pub has_unavailable: usize,
    /// SKUs that open deliveries bring.
    pub incoming: usize,
    /// SKUs that nobody has counted for [`LONG_UNCOUNTED`] days, or ever.
    pub not_counted_for_90: usize,
    /// Whether there are more than one call looks at.
    pub at_least: bool,
}

/// Days after which a SKU that nobody counted is one to count.
pub const LONG_UNCOUNTED: u32 = 90;

/// What open deliveries bring, by SKU.
pub type Coming = BTreeMap<Sku, Incoming>;

/// A place between which stock is moved by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Can be promised.
    Available,
    /// In the house, not for sale.
    Unavailable(Unavailable),
    /// Not in the house: found or lost.
    Outside,
}

impl Place {
    /// Reads `available`, `outside`, or a reason for being unavailable.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "available" => Some(Self::Available),
            "outside" => Some(Self::Outside),
            other => Unavailable::ALL.into_iter().find(|reason| reason.as_str() == other).map(Self::Unavailable),
        }
    }

    /// The word that [`Place::parse`] reads.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Unavailable(reason) => reason.as_str(),
            Self::Outside => "outside",
        }
    }

    fn add(self, change: &mut Change, units: i64) {
        match self {
            Self::Available => change.available += units,
            Self::Unavailable(reason) => *change.unavailable.entry(reason).or_default() += units,
            Self::Outside => {}
        }
    }
}

/// A correction by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjustment {
    /// What.
    pub sku: Sku,
    /// The caller's name of it: the same name is done once.
    pub reference: String,
    /// From where.
    pub from: Place,
    /// To where.
    pub to: Place,
    /// Units.
    pub quantity: u32,
    /// Why.
    pub reason: String,
}

impl App {
    /// Levels with the names of their products, those who wait, and what is to come.
    pub async fn describe_levels(&self, scope: &StoreScope, found: Vec<Fitting>, coming: &Coming) -> Result<Vec<Described>, Error> {
        self.describe(scope, found, coming, false).await
    }

    async fn describe(&self, scope: &StoreScope, found: Vec<Fitting>, coming: &Coming, is_past: bool) -> Result<Vec<Described>, Error> {
        let skus: BTreeSet<&Sku> = found.iter().map(|of| &of.level.sku).collect();
        let products = self.table.products_by_sku(scope, skus).await?;
        let waiting = gather(found.iter().map(|of| async {
            let nobody = is_past || of.level.backordered == 0;
            if nobody { Ok(0) } else { Ok(self.table.orders_ahead(scope, &of.level.sku, END_OF_QUEUE).await?) }
        }));
        let waiting = waiting.await?;
        let name = |sku: &Sku| products.get(sku).map_or_else(String::new, |product| product.name.clone());
        let described = found.into_iter().zip(waiting).map(|(Fitting { level, demand }, waiting_orders)| {
            let (name, incoming) = (name(&level.sku), coming.get(&level.sku).copied().filter(|_| !is_past));
            Described { level, name, waiting_orders, incoming, demand, is_past }
        });
        Ok(described.collect())
    }

    /// Stock that fits a filter, in the order of the SKUs. A page may hold fewer than asked for, even none, while `next` goes on: a call
    /// looks at a bounded number of levels.
    pub async fn find_stock(
        &self,
        scope: &StoreScope,
        filter: &Filter,
        coming: &Coming,
        (limit, cursor): (usize, Option<&str>),
        now: Timestamp,
    ) -> Result<Page<Described>, Error> {
        let (page, past) = self.find_levels(scope, filter, coming, (limit, cursor), now).await?;
        Ok(Page { items: self.describe(scope, page.items, coming, past.is_some()).await?, next: page.next })
    }

    /// The levels themselves; with the end of the day that they are of, where it is over.
    pub async fn find_levels(
        &self,
        scope: &StoreScope,
        filter: &Filter,
        coming: &Coming,
        (limit, cursor): (usize, Option<&str>),
        now: Timestamp,
    ) -> Result<(Page<Fitting>, Option<Timestamp>), Error> {
        let settings = self.settings(scope, now).await?;
        let past = filter.as_of.map(|day| end_of(day, &settings.zone(), now)).transpose()?.flatten();
        if past.is_some() && (filter.incoming.is_some() || filter.cover_below.is_some()) {
            return Err(Error::invalid("/as_of", "what was to come, and how long it would have lasted, is known of today only"));
        }
        let since = now - SignedDuration::from_hours(24 * i64::from(COVER_DAYS));
        let mut after: Option<Sku> = cursor.map(read_cursor).transpose()?;
        let mut found: Vec<Fitting> = Vec::new();
        let mut n_read = 0;
        loop {
            // One more than is wanted: it tells whether there are more.
            let n_at_once = if *filter == Filter::default() { limit + 1 } else { LEVELS_AT_ONCE };
            let (mut levels, place) = self.candidates(scope, &settings.warehouse, filter, after.as_ref(), n_at_once).await?;
            n_read += levels.len().max(1);
            if let Some(at) = past {
                levels = self.levels_at(scope, levels, at).await?;
            }
            levels.retain(|watched| {
                let comes = coming.get(&watched.level.sku).is_some_and(|incoming| incoming.units > 0);
                filter.includes(&watched.level, now) && filter.incoming.is_none_or(|wanted| wanted == comes)
            });
            let mut demands = BTreeMap::new();
            if filter.cover_below.is_some() {
                let skus: Vec<&Sku> = levels.iter().map(|watched| &watched.level.sku).collect();
                demands = self.table.moves_of_after(scope, &skus, since).await?;
            }
            for Watched { level, .. } in levels {
                let demand = demands.get(&level.sku).map(Demand::of);
                let lasts = |days: u32| demand.and_then(|demand| demand.cover(level.available)).is_none_or(|cover| cover >= days);
                if filter.cover_below.is_some_and(lasts) {
                    continue;
                }
                if let Some(last) = found.last().filter(|last| found.len() >= limit && last.level.sku != level.sku) {
                    let next = Some(write_cursor(&last.level.sku));
                    return Ok((Page { items: found, next }, past));
                }
                found.push(Fitting { level, demand });
            }
            let most = if past.is_some() || filter.cover_below.is_some() { LEDGERS_READ } else { LEVELS_READ };
            match place {
                None => return Ok((Page { items: found, next: None }, past)),
                Some(place) if n_read >= most || found.len() >= limit => {
                    return Ok((Page { items: found, next: Some(write_cursor(&place)) }, past));
                }
                place => after = place,
            }
        }
    }

    /// Some levels behind a SKU, and where they go on: of what is called as the filter wants it, or of everything.
    async fn candidates(
        &self,
        scope: &StoreScope,
        warehouse: &WarehouseId,
        filter: &Filter,
        after: Option<&Sku>,
        n_at_once: usize,
    ) -> Result<(Vec<Watched>, Option<Sku>), Error> {
        if filter.q.trim().is_empty() {
            let (levels, goes_on) = self.table.levels_after(scope, after, n_at_once).await?;
            let place = levels.last().filter(|_| goes_on).map(|watched| watched.level.sku.clone());
            return Ok((levels, place));
        }
        let products = self.table.products_after(scope, after, PRODUCTS_AT_ONCE).await?;
        let place = products.last().filter(|_| products.len() == PRODUCTS_AT_ONCE).map(|product| product.sku.clone());
        let named: Vec<&Sku> = products.iter().filter(|product| filter.names(product)).map(|product| &product.sku).collect();
        Ok((self.table.watched_levels_of(scope, warehouse, named).await?, place))
    }

    /// Levels as the books had them at a time, reckoned back from now: what the ledger tells since is undone, and what work under way
    /// took that it does not tell yet.
    async fn levels_at(&self, scope: &StoreScope, levels: Vec<Watched>, at: Timestamp) -> Result<Vec<Watched>, Error> {
        let skus: Vec<&Sku> = levels.iter().map(|watched| &watched.level.sku).collect();
        let moves = self.table.moves_of_after(scope, &skus, at).await?;
        let back = |watched: Watched| {
            let of_sku = moves.get(&watched.level.sku).map_or(&[][..], Vec::as_slice);
            let is_told = |name: &str| of_sku.iter().any(|entry| entry.id == name);
            let untold = watched.tokens.iter().filter(|(name, token)| token.at > at && !is_told(name)).map(|(_, token)| token.effect());
            let since = of_sku.iter().fold(Change::default(), |sum, entry| sum.plus(&entry.change));
            let since = untold.fold(since, |sum, change| sum.plus(&change));
            Watched { level: watched.level.before(&since, at), ..watched }
        };
        Ok(levels.into_iter().map(back).collect())
    }

    /// The level of a SKU as the books had it at the end of a day of the store; as it is now where that day is not over.
    pub async fn level_on(&self, scope: &StoreScope, level: Level, day: Date, now: Timestamp) -> Result<Described, Error> {
        let zone = self.settings(scope, now).await?.zone();
        let past = end_of(day, &zone, now)?;
        let mut levels = self.table.watched_levels_of(scope, &level.warehouse, [&level.sku]).await?;
        if let Some(at) = past {
            levels = self.levels_at(scope, levels, at).await?;
        }
        let level = levels.pop().map_or(level, |watched| watched.level);
        let coming = self.incoming(scope).await?;
        let described = self.describe(scope, vec![Fitting { level, demand: None }], &coming, past.is_some()).await?;
        described.into_iter().next().ok_or(Error::NotFound("product"))
    }

    /// Movements of a SKU, newest first: until the end of a day of the store, or all.
    pub async fn moves_until(
        &self,
        scope: &StoreScope,
        sku: &Sku,
        day: Option<Date>,
        (limit, cursor): (usize, Option<&str>),
        now: Timestamp,
    ) -> Result<Page<Move>, Error> {
        let zone = self.settings(scope, now).await?.zone();
        let until = day.map(|day| end_of(day, &zone, now)).transpose()?.flatten();
        Ok(self.table.moves_until(scope, sku, until, limit, cursor).await?)
    }

    /// Stock in numbers: each is how many SKUs the list has with the filter of its name.
    pub async fn stock_numbers(&self, scope: &StoreScope, now: Timestamp) -> Result<StockNumbers, Error> {
        let coming = self.incoming(scope).await?;
        let filter = |filter: Filter| move |level: &Level| filter.includes(level, now);
        let is_short = filter(Filter { short: Some(true), ..Filter::default() });
        let is_unavailable = filter(Filter { has_unavailable: Some(true), ..Filter::default() });
        let is_uncounted = filter(Filter { not_counted_for: Some(LONG_UNCOUNTED), ..Filter::default() });
        let (mut sum, mut after) = (StockNumbers::default(), None::<Sku>);
        loop {
            let (levels, goes_on) = self.table.levels_after(scope, after.as_ref(), NUMBERED_AT_ONCE).await?;
            for Watched { level, .. } in &levels {
                sum.skus += 1;
                sum.short += usize::from(is_short(level));
                sum.units_waiting += u64::from(level.backordered);
                sum.has_unavailable += usize::from(is_unavailable(level));
                sum.incoming += usize::from(coming.get(&level.sku).is_some_and(|incoming| incoming.units > 0));
                sum.not_counted_for_90 += usize::from(is_uncounted(level));
            }
            after = levels.last().filter(|_| goes_on).map(|watched| watched.level.sku.clone());
            if after.is_none() || sum.skus >= MOST_NUMBERED {
                return Ok(StockNumbers { at_least: after.is_some(), ..sum });
            }
        }
    }

    /// What orders took of a SKU lately, added up from its ledger; None where that is more than one call reads.
    pub async fn demand(&self, scope: &StoreScope, sku: &Sku, now: Timestamp) -> Result<Option<Demand>, Error> {
        let since = now - SignedDuration::from_hours(24 * i64::from(COVER_DAYS));
        let (mut moves, mut cursor): (Vec<Move>, Option<String>) = (Vec::new(), None);
        loop {
            let page = self.table.moves(scope, sku, MOVES_PAGE, cursor.as_deref()).await?;
            let is_past = page.items.iter().any(|entry| entry.recorded_at < since);
            moves.extend(page.items.into_iter().filter(|entry| entry.recorded_at >= since));
            cursor = page.next;
            if is_past || cursor.is_none() {
                return Ok(Some(Demand::of(&moves)));
            }
            if moves.len() > MAX_MOVES {
                return Ok(None);
            }
        }
    }

    /// Books goods in. The same reference again changes nothing; with other goods it is refused.
    /// Those who wait get theirs by the table's stream, at once but not in this call.
    pub async fn receive_goods(
        &self,
        scope: &StoreScope,
        by: &By,
        reference: &str,
        lines: BTreeMap<Sku, u32>,
        effective_at: Timestamp,
    ) -> Result<Receipt, Error> {
        let warehouse = self.warehouse(scope).await?;
        self.know_all(scope, lines.keys()).await?;
        let id = ReceiptId::derived(&[scope.store().as_str(), reference]);
        let receipt = Receipt { id, reference: reference.to_owned(), effective_at, recorded_at: by.at, lines };
        let booked = self.table.create_receipt(scope, &receipt).await?;
        if booked.lines != receipt.lines {
            return Err(Error::State(format!("receipt {reference} was booked with other goods")));
        }
        let calls = booked.lines.iter().map(|(sku, units)| {
            let entry = Move {
                id: id.to_string(),
                sku: sku.clone(),
                warehouse: warehouse.clone(),
                kind: MoveKind::Receipt,
                effective_at: booked.effective_at,
                recorded_at: booked.recorded_at,
                change: Change { available: i64::from(*units), ..Change::default() },
                order: None,
                cause: format!("receipt {reference}"),
                actor: by.actor.clone(),
            };
            self.book(scope, entry)
        });
        gather(calls).await?;
        Ok(booked)
    }

    /// Writes a move and its level once. A receipt adds, so a refused condition can only mean that
    /// the entry is there already.
    async fn book(&self, scope: &StoreScope, entry: Move) -> Result<(), Error> {
        self.table.ensure_level(scope, &entry.sku, &entry.warehouse).await?;
        match self.table.change_level(scope, &entry, None).await {
            Ok(()) | Err(storage::Error::Conflict) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Moves stock between places by hand; refused where it is not there.
    pub async fn adjust_stock(&self, scope: &StoreScope, by: &By, adjustment: &Adjustment) -> Result<(), Error> {
        let warehouse = self.warehouse(scope).await?;
        if self.table.product(scope, &adjustment.sku).await?.is_none() {
            return Err(Error::NotFound("product"));
        }
        let units = i64::from(adjustment.quantity);
        let mut change = Change::default();
        adjustment.from.add(&mut change, -units);
        adjustment.to.add(&mut change, units);
        let id = format!("adj.{}", adjustment.reference);
        // The receipt's guard serves here too: one name, one correction.
        let guard = Receipt {
            id: ReceiptId::derived(&[scope.store().as_str(), &id]),
            reference: id.clone(),
            effective_at: by.at,
            recorded_at: by.at,
            lines: BTreeMap::from([(adjustment.sku.clone(), adjustment.quantity)]),
        };
        let first = self.table.create_receipt(scope, &guard).await?;
        let entry = Move {
            id,
            sku: adjustment.sku.clone(),
            warehouse: warehouse.clone(),
            kind: MoveKind::Adjustment,
            effective_at: first.recorded_at,
            recorded_at: first.recorded_at,
            change,
            order: None,
            cause: adjustment.reason.clone(),
            actor: by.actor.clone(),
        };
        self.table.ensure_level(scope, &adjustment.sku, &warehouse).await?;
        let units = |sign: char| Some(format!("{sign}{}", adjustment.quantity));
        let told = audit::Entry::new(
            by,
            scope.store().as_str(),
            audit::Kind::Stock,
            audit::Action::Adjusted,
            (adjustment.sku.as_str(), adjustment.sku.as_str()),
        )
        .with(vec![
            audit::Change::new(adjustment.from.as_str(), None, units('−')),
            audit::Change::new(adjustment.to.as_str(), None, units('+')),
        ])
        .because(&adjustment.reason);
        let told = audit::Entry { at: first.recorded_at, ..told };
        match self.table.change_level(scope, &entry, Some(&told)).await {
            Ok(()) => Ok(()),
            Err(storage::Error::Conflict) if self.table.has_move(scope, &entry).await? => Ok(()),
            Err(storage::Error::Conflict) => Err(Error::State(format!("there are not {} units to move", adjustment.quantity))),
            Err(error) => Err(error.into()),
        }
    }

    /// Gives stock to the orders that wait for a SKU, strictly in their turn, until stock or queue
    /// end. Stops before an order whose chunk is not committed: its committer wakes us again.
    /// Retried is what a service refused; each order is one transaction, so nothing is half done.
    pub async fn fill_back_orders(&self, scope: &StoreScope, sku: &Sku, now: Timestamp) -> Result<u32, Error> {
        let warehouse = self.warehouse(scope).await?;
        let mut committed: HashMap<ChunkId, bool> = HashMap::new();
        let mut n_filled = 0;
        let mut attempt = 0;
        'queue: loop {
            let queue = self.table.queue(scope, sku, QUEUE_PAGE, None).await?;
            if queue.items.is_empty() {
                return Ok(n_filled);
            }
            for waiting in &queue.items {
                let Some(level) = self.table.level(scope, sku, &warehouse).await? else { return Ok(n_filled) };
                if level.promisable() == 0 {
                    return Ok(n_filled);
                }
                let is_committed = match committed.get(&waiting.chunk) {
                    Some(is_committed) => *is_committed,
                    None => self.table.marker(scope, waiting.chunk).await?.is_some(),
                };
                committed.insert(waiting.chunk, is_committed);
                if !is_committed {
                    return Ok(n_filled);
                }
                match measured(self.fill_one(scope, sku, waiting, level.available, now)).await.0 {
                    Ok(was_filled) => n_filled += u32::from(was_filled),
                    // The order, the entry or the level changed under us: look at the queue anew.
                    Err(Error::Changed) => {
                        attempt += 1;
                        if attempt > 100 {
                            return Err(Error::Changed);
                        }
                        pause(attempt.min(6)).await;
                        continue 'queue;
                    }
                    Err(error) => return Err(error),
                }
            }
        }
    }

    async fn fill_one(&self, scope: &StoreScope, sku: &Sku, waiting: &Waiting, available: u32, now: Timestamp) -> Result<bool, Error> {
        let order = self.table.order(scope, waiting.order).await?.ok_or(Error::NotFound("order"))?;
        match filled(&order, sku, available, now) {
            None => {
                // The order is the truth: it does not wait any more.
                self.table.drop_waiting(scope, sku, waiting).await?;
                Ok(false)
            }
            Some((mut after, by)) => {
                after.cost = order.cost.plus(spent());
                let meaning = Meaning { kind: MoveKind::Fill, cause: "stock came" };
                let effects = effects::between(&order, &after);
                self.table.change_order(scope, &order, &after, &alongside(&order, &after, effects, &by, &meaning)).await?;
                Ok(true)
            }
        }
    }
}

/// The end of a day in a zone; none where it is not over, because then the books of now are its books.
fn end_of(day: Date, zone: &TimeZone, now: Timestamp) -> Result<Option<Timestamp>, Error> {
    let unreadable = || Error::invalid("/as_of", "it is a day that is over, or today");
    if day > now.to_zoned(zone.clone()).date() {
        return Err(unreadable());
    }
    let next = day.tomorrow().and_then(|next| next.to_zoned(zone.clone())).map_err(|_| unreadable())?.timestamp();
    // The last moment of the day: what is written down at midnight is of the next.
    let last = next.checked_sub(SignedDuration::from_nanos(1)).map_err(|_| unreadable())?;
    Ok((next <= now).then_some(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_the_store_s_and_ends_before_the_next() {
        let zone = TimeZone::get("Europe/London").unwrap();
        let end =
            |day: &str, now: &str| end_of(day.parse().unwrap(), &zone, now.parse().unwrap()).map(|end| end.map(|end| end.to_string()));
        let now = "2026-10-26T09:00:00Z";
        // The night in which the clocks go back has an hour more.
        assert_eq!(end("2026-10-24", now).unwrap().unwrap(), "2026-10-24T22:59:59.999999999Z");
        assert_eq!(end("2026-10-25", now).unwrap().unwrap(), "2026-10-25T23:59:59.999999999Z");
        assert_eq!(end("2026-10-26", now).unwrap(), None, "today is not over");
        assert!(end("2026-10-27", now).is_err());
        assert!(end("-009999-01-01", now).is_err(), "no moment is as old");
    }
}
