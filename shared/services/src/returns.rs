//! Goods that come back: announced by the client, or found at the door; received with a verdict on each unit; called off.

use std::collections::{BTreeMap, BTreeSet};

use domain::audit::{self, Action, Change, Entry as Told, Kind};
use domain::identity::StoreScope;
use domain::ids::{AuditId, OrderId, ReceiptId, Reference, ReturnId, Sku};
use domain::orders::Order;
use domain::orders::history::By;
use domain::orders::status::Status;
use domain::orders::transitions::Refusal as OrderRefusal;
use domain::reconciliation::{Bucket, Entry, EntryKind, Line};
use domain::returns::{CameBack, Condition, End, Filter, Refusal, Report, Return, ReturnCode, ReturnLine, ReturnReason, ReturnReceipt};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use storage::meter::{measured, spent};
use storage::postings::PostingList;
use storage::returns::Beside;
use storage::{Counted, Page, Reading};

use crate::orders::pause;
use crate::{App, Error, gather};

/// How often a change is tried again when others change the same return, order or stock at the same time.
const ATTEMPTS: u32 = 12;

/// Receipts that one report adds up, and orders that it looks at for what left.
const MAX_COUNTED: usize = 40_000;

/// Months that are looked through at once for what came back.
const PAGES_AT_ONCE: usize = 24;

/// Open returns that are counted.
const MAX_OPEN_COUNTED: usize = 10_000;

/// Orders loaded at a time.
const ORDERS_AT_ONCE: usize = 1_000;

/// Postings read at a time.
const POSTINGS_AT_ONCE: usize = 1_000;

/// What somebody says of one line that comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Line of the order, from 1.
    pub line: u32,
    /// Units that are announced; none of goods that were found.
    pub units: u32,
    /// Why.
    pub reason: ReturnReason,
    /// More about that.
    pub note: String,
    /// The state they should be in.
    pub condition: Condition,
}

/// What a scanned or typed text means at the door.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scanned {
    /// Returns that goods may still come of, the oldest first.
    pub returns: Vec<Return>,
    /// Orders that left, by what stands on their papers.
    pub orders: Vec<Order>,
}

/// What came back in a period, beside the period before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Returns {
    /// The period.
    pub now: Report,
    /// As many days before it.
    pub before: Report,
    /// Units that left in the period.
    pub shipped: BTreeMap<Sku, u64>,
    /// Units that left before it.
    pub shipped_before: BTreeMap<Sku, u64>,
    /// Whether more came back than one call adds up.
    pub at_least: bool,
    /// Whether every order that left was looked at; where not, nothing is known of rates.
    pub shipped_is_whole: bool,
}

/// A step of a return that is still to be written.
struct Step {
    after: Return,
    receipt: Option<ReturnReceipt>,
    told: Told,
}

impl App {
    /// A return.
    pub async fn return_of(&self, scope: &StoreScope, id: ReturnId) -> Result<Return, Error> {
        self.table.return_of(scope, id).await?.ok_or(Error::NotFound("return"))
    }

    /// Announces that goods of an order come back, under a name that means this return for ever: the same again changes nothing.
    pub async fn announce_return(
        &self,
        scope: &StoreScope,
        by: &By,
        order: OrderId,
        name: &str,
        claims: &[Claim],
        note: &str,
    ) -> Result<Return, Error> {
        let store = self.store(scope, by.at).await?;
        let code = ReturnCode::derived(&[scope.store().as_str(), &order.to_string(), name]);
        for attempt in 0..ATTEMPTS {
            let before = self.order(scope, order).await?;
            let lines = lines_of(&before, claims)?;
            let back = Return::new(&before, by, code.clone(), lines, note.to_owned()).map_err(state)?;
            if let Some(known) = self.table.return_of(scope, back.id).await? {
                return same(known, |known| known.note == back.note && announced(known) == announced(&back));
            }
            self.require_sent(scope, &before).await?;
            store.settings.returns.allow(&before, back.lines.keys().copied(), by.at, &store.settings.zone()).map_err(state)?;
            let units = announced(&back).iter().map(|(line, of)| (**line, of.announced)).collect();
            let mut after = before.clone();
            after.announce_return(by, back.id, &units)?;
            let told = told(by, &back, Action::Created).with(changes(&back));
            if let Some(stored) = self.write(scope, &before, after, Step { after: back, receipt: None, told }).await? {
                return Ok(stored);
            }
            pause(attempt).await;
        }
        Err(Error::Changed)
    }

    /// Receives goods of a return under a name that means them once. Units that can be sold go to those who wait by the table's
    /// stream. `found` says why lines came back that nobody announced. Two who receive the same unit: the second is refused.
    pub async fn receive_return(
        &self,
        scope: &StoreScope,
        by: &By,
        id: ReturnId,
        name: &str,
        goods: &[CameBack],
        found: &[Claim],
    ) -> Result<Return, Error> {
        let receipt = receipt(by, id, name, goods);
        for attempt in 0..ATTEMPTS {
            let back = self.return_of(scope, id).await?;
            if let Some(booked) = back.receipts.iter().find(|booked| booked.id == receipt.id) {
                let is_same = booked.goods == receipt.goods;
                return same(back, |_| is_same);
            }
            let before = self.order(scope, back.order).await?;
            let lines = lines_of(&before, found)?;
            if let Some(stored) = self.write_receipt(scope, by, &before, &back, &receipt, &lines).await? {
                return Ok(stored);
            }
            pause(attempt).await;
        }
        Err(Error::Changed)
    }

    /// Receives goods of an order that nobody announced: they become a return of their own that is received at once.
    pub async fn receive_found(
        &self,
        scope: &StoreScope,
        by: &By,
        order: OrderId,
        name: &str,
        goods: &[CameBack],
        found: &[Claim],
    ) -> Result<Return, Error> {
        let store = self.store(scope, by.at).await?;
        let code = ReturnCode::derived(&[scope.store().as_str(), &order.to_string(), name]);
        let receipt = receipt(by, code.id(scope.store()), name, goods);
        for attempt in 0..ATTEMPTS {
            let before = self.order(scope, order).await?;
            let lines = lines_of(&before, found)?;
            let back = Return::new(&before, by, code.clone(), BTreeMap::new(), String::new()).map_err(state)?;
            if let Some(known) = self.table.return_of(scope, back.id).await? {
                return same(known, |known| known.receipts.first().is_some_and(|booked| booked.goods == receipt.goods));
            }
            if store.settings.returns.must_be_announced {
                return Err(state(Refusal::NotAnnounced));
            }
            self.require_sent(scope, &before).await?;
            if let Some(stored) = self.write_receipt(scope, by, &before, &back, &receipt, &lines).await? {
                return Ok(stored);
            }
            pause(attempt).await;
        }
        Err(Error::Changed)
    }

    async fn write_receipt(
        &self,
        scope: &StoreScope,
        by: &By,
        before: &Order,
        back: &Return,
        receipt: &ReturnReceipt,
        found: &BTreeMap<u32, ReturnLine>,
    ) -> Result<Option<Return>, Error> {
        let after = back.received(receipt.clone(), found).map_err(state)?;
        let mut order = before.clone();
        order.receive_return(by, back.id, &back.awaits(), &receipt.by_line())?;
        let told = Told {
            // The receipt's own name, so that goes at one moment are told apart.
            id: AuditId::derived(&[&receipt.id.to_string()]),
            ..told(by, back, Action::Received).with(came(&after, receipt))
        };
        self.write(scope, before, order, Step { after, receipt: Some(receipt.clone()), told }).await
    }

    /// Notes that no more of a return comes: what did not come stays with the buyer. Closed already: nothing changes.
    pub async fn close_return(&self, scope: &StoreScope, by: &By, id: ReturnId) -> Result<Return, Error> {
        let is_done = |back: &Return| matches!(back.end, Some(End::Closed { .. }));
        self.end_return(scope, by, id, is_done, |back| Ok((back.closed(by)?, told(by, back, Action::Closed).with(missing(back))))).await
    }

    /// Notes that a return does not come at all. Cancelled already: nothing changes.
    pub async fn cancel_return(&self, scope: &StoreScope, by: &By, id: ReturnId, reason: &str) -> Result<Return, Error> {
        let is_done = |back: &Return| matches!(back.end, Some(End::Cancelled { .. }));
        let end = |back: &Return| Ok((back.cancelled(by, reason)?, told(by, back, Action::Cancelled).because(reason)));
        self.end_return(scope, by, id, is_done, end).await
    }

    async fn end_return(
        &self,
        scope: &StoreScope,
        by: &By,
        id: ReturnId,
        is_done: impl Fn(&Return) -> bool,
        end: impl Fn(&Return) -> Result<(Return, Told), Refusal>,
    ) -> Result<Return, Error> {
        for attempt in 0..ATTEMPTS {
            let back = self.return_of(scope, id).await?;
            if is_done(&back) {
                return Ok(back);
            }
            let (after, told) = end(&back).map_err(state)?;
            let before = self.order(scope, back.order).await?;
            let mut order = before.clone();
            order.end_return(by, id, &back.awaits())?;
            if let Some(stored) = self.write(scope, &before, order, Step { after, receipt: None, told }).await? {
                return Ok(stored);
            }
            pause(attempt).await;
        }
        Err(Error::Changed)
    }

    /// Writes a step of a return with its order and everything that follows; None where somebody was quicker.
    async fn write(&self, scope: &StoreScope, before: &Order, after: Order, step: Step) -> Result<Option<Return>, Error> {
        let Step { after: back, receipt, told } = step;
        let moves = receipt.as_ref().map(|receipt| back.moves(receipt, &before.warehouse)).unwrap_or_default();
        gather(moves.iter().map(|entry| async { Ok(self.table.ensure_level(scope, &entry.sku, &entry.warehouse).await?) })).await?;
        // By itself, so that what is spent here is this order's.
        let written = measured(async {
            let after = Order { cost: before.cost.plus(spent()), ..after };
            let entry = receipt.as_ref().map(|receipt| entry(before, &after, &back, receipt));
            let arrival = receipt.as_ref().map(|receipt| back.arrival(receipt));
            self.table.write_return(scope, &back, Beside { order: (before, after), moves, arrival, entry, told }).await
        });
        match written.await.0 {
            Err(storage::Error::Conflict) => Ok(None),
            stored => Ok(Some(stored?)),
        }
    }

    /// Refuses an order of which nothing left, or of which a hand-over is still being booked.
    async fn require_sent(&self, scope: &StoreScope, order: &Order) -> Result<(), Error> {
        if order.units().left() == 0 {
            return Err(OrderRefusal::NothingShipped.into());
        }
        self.require_handed_over(scope, order).await
    }

    /// What a text means that was scanned or typed at the door: a return's code, what stands on an order's label, the client's
    /// number of an order, or a carrier's number.
    pub async fn scanned(&self, scope: &StoreScope, text: &str) -> Result<Scanned, Error> {
        let text = text.trim();
        if let Ok(code) = text.parse::<ReturnCode>()
            && let Some(back) = self.table.return_of(scope, code.id(scope.store())).await?
        {
            let orders = self.table.orders(scope, &[back.order]).await?;
            return Ok(Scanned { returns: vec![back], orders });
        }
        let by_id = text.to_lowercase().parse().ok().or_else(|| documents::order_of_code(text));
        let mut orders = match by_id {
            Some(id) => self.table.orders(scope, &[id]).await?,
            None => match text.parse::<Reference>() {
                Ok(reference) => self.orders_by_reference(scope, &reference).await?,
                Err(_) => Vec::new(),
            },
        };
        if orders.is_empty() {
            let ids = self.table.orders_by_tracking(scope, text).await?;
            orders = self.table.orders(scope, &ids).await?;
        }
        orders.retain(|order| order.units().left() > 0);
        let ids: Vec<ReturnId> = orders.iter().flat_map(Order::returns).collect();
        let mut returns = self.table.returns_by_id(scope, &ids).await?;
        returns.retain(|back| back.state().is_open());
        Ok(Scanned { returns, orders })
    }

    /// The returns of an order, oldest first.
    pub async fn returns_of(&self, scope: &StoreScope, order: &Order) -> Result<Vec<Return>, Error> {
        Ok(self.table.returns_by_id(scope, &order.returns()).await?)
    }

    /// How many returns goods may still come of, counted up to 10,000.
    pub async fn count_open_returns(&self, scope: &StoreScope) -> Result<Counted, Error> {
        Ok(self.table.count_open_returns(scope, MAX_OPEN_COUNTED).await?)
    }

    /// Returns that fit, a page at a time: the newest first; those that are open by when they were announced; those that are asked
    /// for by the day they came by their last go in those days. A page may hold fewer than asked for while `next` goes on.
    pub async fn find_returns(
        &self,
        scope: &StoreScope,
        filter: &Filter,
        (limit, cursor): (usize, Option<&str>),
        now: Timestamp,
    ) -> Result<Page<Return>, Error> {
        let zone = self.settings(scope, now).await?.zone();
        let is_wanted = |back: &Return| filter.includes(back, &zone);
        if let Some(text) = filter.q.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            let mut items = self.returns_named(scope, text).await?;
            items.retain(is_wanted);
            return Ok(Page { items, next: None });
        }
        if filter.received_from.is_some() || filter.received_to.is_some() {
            return self.returns_by_arrival(scope, filter, &zone, (limit, cursor), now).await;
        }
        if filter.state.is_some_and(|state| state.is_open()) {
            return Ok(self.table.open_returns(scope, limit, cursor, is_wanted).await?);
        }
        let from = filter.announced_from.map(|day| start_of(day, &zone));
        let to = filter.announced_to.map(|day| start_of(day.tomorrow().unwrap_or(day), &zone));
        Ok(self.table.returns(scope, (from, to), limit, cursor, is_wanted).await?)
    }

    async fn returns_named(&self, scope: &StoreScope, text: &str) -> Result<Vec<Return>, Error> {
        if let Ok(code) = text.parse::<ReturnCode>()
            && let Some(back) = self.table.return_of(scope, code.id(scope.store())).await?
        {
            return Ok(vec![back]);
        }
        let Ok(reference) = text.parse::<Reference>() else { return Ok(Vec::new()) };
        let orders = self.orders_by_reference(scope, &reference).await?;
        let ids: Vec<ReturnId> = orders.iter().flat_map(Order::returns).collect();
        let mut returns = self.table.returns_by_id(scope, &ids).await?;
        returns.sort_by_key(|back| std::cmp::Reverse(back.created_at));
        Ok(returns)
    }

    async fn returns_by_arrival(
        &self,
        scope: &StoreScope,
        filter: &Filter,
        zone: &TimeZone,
        (limit, cursor): (usize, Option<&str>),
        now: Timestamp,
    ) -> Result<Page<Return>, Error> {
        // Nothing came back before anything left, nor after today.
        let Some(earliest) = self.table.coverage(scope).await?.shipped.first().copied() else {
            return Ok(Page { items: Vec::new(), next: None });
        };
        let today = now.to_zoned(zone.clone()).date();
        let from = filter.received_from.map_or(earliest, |day| day.max(earliest));
        let span = days(from, filter.received_to.map_or(today, |day| day.min(today)), zone);
        let is_within = |at: Timestamp| at >= span.0 && at < span.1;
        let (mut items, mut next) = (Vec::new(), cursor.map(str::to_owned));
        for _ in 0..PAGES_AT_ONCE {
            let (found, after) = self.table.arrivals(scope, span, next.as_deref()).await?;
            next = after;
            let ids: Vec<ReturnId> = found.iter().map(|(_, arrival)| arrival.r#return).collect::<BTreeSet<_>>().into_iter().collect();
            let returns: BTreeMap<ReturnId, Return> =
                self.table.returns_by_id(scope, &ids).await?.into_iter().map(|back| (back.id, back)).collect();
            for (place, arrival) in found {
                let Some(back) = returns.get(&arrival.r#return) else { continue };
                let last = back.receipts.iter().rfind(|receipt| is_within(receipt.at));
                if last.is_some_and(|last| last.id == arrival.receipt) && filter.includes(back, zone) {
                    items.push(back.clone());
                    if items.len() == limit {
                        return Ok(Page { items, next: Some(place) });
                    }
                }
            }
            if next.is_none() {
                break;
            }
        }
        Ok(Page { items, next })
    }

    /// What came back from one day to another (both included), and in the days from `before` on; and what left in the same days.
    pub async fn returns_report(
        &self,
        scope: &StoreScope,
        (before, from, to): (Date, Date, Date),
        sku: Option<&Sku>,
        now: Timestamp,
    ) -> Result<Returns, Error> {
        let zone = self.settings(scope, now).await?.zone();
        let (arrivals, shipped) = futures::future::try_join(
            self.arrivals(scope, days(before, to, &zone)),
            self.shipped_units(scope, (before, from, to), sku, &zone),
        )
        .await?;
        let (arrivals, at_least) = arrivals;
        let split = start_of(from, &zone);
        let (now, earlier): (Vec<_>, Vec<_>) = arrivals.iter().partition(|arrival| arrival.at >= split);
        let (shipped, shipped_before, shipped_is_whole) = shipped;
        Ok(Returns {
            now: Report::of(now, sku, &zone),
            before: Report::of(earlier, sku, &zone),
            shipped,
            shipped_before,
            at_least,
            shipped_is_whole,
        })
    }

    async fn arrivals(&self, scope: &StoreScope, span: (Timestamp, Timestamp)) -> Result<(Vec<domain::returns::Arrival>, bool), Error> {
        let (mut all, mut place) = (Vec::new(), None::<String>);
        loop {
            let (found, next) = self.table.arrivals(scope, span, place.as_deref()).await?;
            all.extend(found.into_iter().map(|(_, arrival)| arrival));
            if next.is_none() || all.len() > MAX_COUNTED {
                return Ok((all, next.is_some()));
            }
            place = next;
        }
    }

    /// Units that left by SKU, of two periods, as the orders' own parcels tell; and whether all orders were looked at.
    async fn shipped_units(
        &self,
        scope: &StoreScope,
        (before, from, to): (Date, Date, Date),
        sku: Option<&Sku>,
        zone: &TimeZone,
    ) -> Result<(BTreeMap<Sku, u64>, BTreeMap<Sku, u64>, bool), Error> {
        let coverage = self.table.coverage(scope).await?;
        let mut ids: BTreeSet<OrderId> = BTreeSet::new();
        for month in coverage.shipped.range(before.first_of_month()..=to.first_of_month()).rev().copied() {
            let of_month = (before.max(month), to.min(month.last_of_month()));
            let mut place = None::<String>;
            while ids.len() <= MAX_COUNTED {
                let list = PostingList::Shipped { month };
                let page = self.table.postings(scope, &list, of_month, place.as_deref(), POSTINGS_AT_ONCE).await?;
                let Some(last) = page.last() else { break };
                place = Some(last.place.clone());
                ids.extend(page.into_iter().flat_map(|posting| posting.orders).map(|(id, _)| id));
            }
        }
        if ids.len() > MAX_COUNTED {
            return Ok((BTreeMap::new(), BTreeMap::new(), false));
        }
        let ids: Vec<OrderId> = ids.into_iter().collect();
        let (mut now, mut earlier) = (BTreeMap::new(), BTreeMap::new());
        for some in ids.chunks(ORDERS_AT_ONCE) {
            for order in self.table.orders_as_of(Reading::Lately, scope, some).await? {
                for parcel in &order.parcels {
                    let Some(day) = parcel.shipped_at.map(|at| at.to_zoned(zone.clone()).date()) else { continue };
                    if day < before || day > to {
                        continue;
                    }
                    let sums = if day >= from { &mut now } else { &mut earlier };
                    for content in &parcel.contents {
                        let Some(line) = order.request.lines.get(content.line as usize - 1) else { continue };
                        if sku.is_none_or(|sku| sku == &line.sku) {
                            *sums.entry(line.sku.clone()).or_default() += u64::from(content.quantity);
                        }
                    }
                }
            }
        }
        Ok((now, earlier, true))
    }
}

/// The moments from a day's beginning to another's end.
fn days(from: Date, to: Date, zone: &TimeZone) -> (Timestamp, Timestamp) {
    (start_of(from, zone), start_of(to.saturating_add(Span::new().days(1)), zone))
}

fn start_of(day: Date, zone: &TimeZone) -> Timestamp {
    day.to_zoned(zone.clone()).map_or(Timestamp::MAX, |at| at.timestamp())
}

fn state(refusal: Refusal) -> Error {
    Error::State(refusal.to_string())
}

/// What was done under a name before, where it was the same.
fn same(known: Return, is_same: impl FnOnce(&Return) -> bool) -> Result<Return, Error> {
    if is_same(&known) { Ok(known) } else { Err(Error::State("something else was done under this name".to_owned())) }
}

fn announced(back: &Return) -> Vec<(&u32, &ReturnLine)> {
    back.lines.iter().filter(|(_, line)| line.announced > 0).collect()
}

/// The claims by line, with what the order sent. Each line stands once: the API sees to it.
fn lines_of(order: &Order, claims: &[Claim]) -> Result<BTreeMap<u32, ReturnLine>, Error> {
    let line = |claim: &Claim| -> Result<(u32, ReturnLine), Error> {
        let of = order.lines().find(|(number, _, _)| *number == claim.line).ok_or(OrderRefusal::NoSuchLine(claim.line))?.1;
        let Claim { line, units, reason, note, condition } = claim.clone();
        Ok((line, ReturnLine { sku: of.sku.clone(), announced: units, reason, note, condition }))
    };
    claims.iter().map(line).collect()
}

fn receipt(by: &By, id: ReturnId, name: &str, goods: &[CameBack]) -> ReturnReceipt {
    let mut goods = goods.to_vec();
    goods.sort();
    ReturnReceipt { id: ReceiptId::derived(&[&id.to_string(), name]), at: by.at, actor: by.actor.clone(), goods }
}

fn told(by: &By, back: &Return, action: Action) -> Told {
    let name = format!("{} · {}", back.code, back.reference);
    Told::new(by, back.store.as_str(), Kind::Return, action, (&back.id.to_string(), &name))
}

/// What is announced, for the log.
fn changes(back: &Return) -> Vec<Change> {
    let of_line = |(number, line): (&u32, &ReturnLine)| audit::differences_of(&format!("{number}"), None, Some(line), &[]);
    back.lines.iter().flat_map(of_line).collect()
}

/// What came, for the log.
fn came(back: &Return, receipt: &ReturnReceipt) -> Vec<Change> {
    let line = |came: &CameBack| {
        let sku = back.lines.get(&came.line).map(|line| line.sku.to_string());
        Change { of: sku, ..Change::new(came.disposition.as_str(), None, Some(came.units.to_string())) }
    };
    receipt.goods.iter().map(line).collect()
}

/// What did not come, for the log.
fn missing(back: &Return) -> Vec<Change> {
    let line = |(line, units): (u32, u32)| {
        let sku = back.lines.get(&line).map(|line| line.sku.to_string());
        Change { of: sku, ..Change::new("missing", None, Some(units.to_string())) }
    };
    back.awaits().into_iter().map(line).collect()
}

/// What the client will be told of goods that came back.
fn entry(before: &Order, after: &Order, back: &Return, receipt: &ReturnReceipt) -> Entry {
    let closes = before.status() != Status::Returned && after.status() == Status::Returned;
    let mut lines = Vec::new();
    for (index, (number, units)) in receipt.by_line().into_iter().enumerate() {
        let Some((_, line, counters)) = after.lines().find(|(of, _, _)| *of == number) else { continue };
        let verdicts: Vec<String> = receipt
            .goods
            .iter()
            .filter(|came| came.line == number)
            .map(|came| format!("{} {}", came.units, came.disposition.as_str()))
            .collect();
        let reason = back.lines.get(&number).map_or("", |line| line.reason.as_str());
        lines.push(Line {
            bucket: Bucket::Returned,
            reference: after.request.reference.to_string(),
            order: Some(after.id),
            line: number,
            sku: line.sku.to_string(),
            ordered: line.quantity,
            quantity: units,
            residual: counters.open(),
            // An order counts once, with the first of its lines.
            closes_order: closes && index == 0,
            carrier: String::new(),
            tracking: String::new(),
            at: receipt.at,
            reason: format!("{reason}: {}", verdicts.join(", ")),
        });
    }
    Entry { id: receipt.id.to_string(), at: receipt.at, kind: EntryKind::Order { order: after.id, lines } }
}
