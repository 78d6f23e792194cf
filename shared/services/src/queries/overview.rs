//! A store in one row, for whoever looks after many. Each figure is counted as the store's own page counts it.

use domain::costs::Spent;
use domain::identity::roles::Permission;
use domain::identity::{Identity, StoreScope};
use domain::ids::{OrderId, Reference, StoreId};
use domain::orders::Order;
use domain::orders::status::Status;
use domain::reconciliation::{ReconciliationState, next_cut_off};
use domain::stock::cover::{COVER_DAYS, Demand};
use domain::stores::Period;
use futures::FutureExt;
use jiff::civil::Date;
use jiff::{SignedDuration, Span, Timestamp};
use storage::Counted;

use super::summary::{Days, OPEN, OpenOrders, SOURCES, Tally};
use crate::costs::utc_day;
use crate::{App, Error};

/// Levels read at a time, and of one store at most.
const LEVELS_AT_ONCE: usize = 500;
const MAX_LEVELS: usize = 10_000;

/// Reconciliation files read at a time: those of four weeks are two pages where a store has two cut-offs a day.
const FILES_AT_ONCE: usize = 60;

/// A store in one row. What somebody may not see is None.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// Which.
    pub store: StoreId,
    /// As people call it.
    pub name: String,
    /// Over which days.
    pub period: Period,
    /// Orders placed and shipped within the days, of the store's calendar.
    pub now: (usize, usize),
    /// The same of as many days before.
    pub before: (usize, usize),
    /// Whether there may be more of both.
    pub days_at_least: bool,
    /// Orders that are neither gone nor cancelled.
    pub open: Counted,
    /// Those of them that wait for stock, with all or some of their units.
    pub waiting: Counted,
    /// Units that they wait for.
    pub units_waiting: u64,
    /// The open order that was placed first.
    pub oldest: Option<Oldest>,
    /// Orders that were sent back within seven days.
    pub rejected: Option<u64>,
    /// Its stock.
    pub stock: Option<StockTotals>,
    /// What it used of the cloud within the days, of UTC, and within as many before.
    pub spent: Option<(Spent, Spent)>,
    /// Findings that wait for somebody.
    pub open_findings: Option<usize>,
    /// When the next reconciliation file is made.
    pub next_cut_off: Option<Timestamp>,
}

/// The open order that was placed first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oldest {
    /// When.
    pub placed_at: Timestamp,
    /// Its id.
    pub id: OrderId,
    /// As the client calls it.
    pub reference: Reference,
}

/// A store's stock in all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StockTotals {
    /// SKUs with a level.
    pub skus: usize,
    /// Units in the house.
    pub on_hand: u64,
    /// Units that nobody has yet.
    pub available: u64,
    /// Whole days for which the available units last, if orders come as in the last four weeks; None where none came.
    pub cover_days: Option<u32>,
    /// Whether there may be more: 10,000 SKUs are added up.
    pub at_least: bool,
}

impl App {
    /// A store in one row, for somebody who reaches it.
    pub async fn overview(&self, who: &Identity, scope: &StoreScope, period: Period, now: Timestamp) -> Result<Overview, Error> {
        let settings = self.settings(scope, now).await?;
        let (today, utc_today) = (now.to_zoned(settings.zone()).date(), utc_day(now));
        let back = |day: Date, days: u8| day.saturating_sub(Span::new().days(i64::from(days)));
        let days = period.days();
        let rejected = self.rejected_lately(scope, now).map(|found| found.map(|found| found.orders));
        let spent = async {
            let now = self.spent_between(scope, back(utc_today, days - 1), utc_today);
            let before = self.spent_between(scope, back(utc_today, 2 * days - 1), back(utc_today, days));
            futures::try_join!(now, before)
        };
        let (by_day, (open, oldest), rejected, stock, spent, open_findings) = futures::try_join!(
            self.orders_by_day(scope, back(today, 2 * days - 1), today),
            self.open_orders_and_oldest(scope),
            seen(who.may(Permission::ImportsRead), rejected),
            seen(who.may(Permission::StockRead), self.stock_totals(scope, now)),
            seen(who.may(Permission::CostsRead), spent),
            seen(who.may(Permission::FindingsRead), self.open_findings(scope))
        )?;
        Ok(Overview {
            store: scope.store().clone(),
            period,
            now: by_day.sum(back(today, days - 1), today),
            before: by_day.sum(back(today, 2 * days - 1), back(today, days)),
            days_at_least: by_day.at_least,
            open: open.of(&OPEN),
            waiting: open.of(&[Status::Backordered, Status::PartiallyAllocated]),
            units_waiting: open.waiting_units,
            oldest,
            rejected,
            stock,
            spent,
            open_findings,
            next_cut_off: next_cut_off(now, &settings.cut_offs, &settings.zone()),
            name: settings.name,
        })
    }

    /// Open orders by status, as [`App::open_orders`] counts them, and the one that was placed first. Every order is loaded for
    /// it, 10,000 of each list.
    pub async fn open_orders_and_oldest(&self, scope: &StoreScope) -> Result<(OpenOrders, Option<Oldest>), Error> {
        let looks = SOURCES.map(|source| async move {
            let (mut tally, mut oldest) = (Tally::default(), None::<Oldest>);
            let at_least = self
                .each_open(scope, source, |order| {
                    tally.add(order);
                    if oldest.as_ref().is_none_or(|known| is_older(order, known)) {
                        oldest =
                            Some(Oldest { placed_at: order.request.placed_at, id: order.id, reference: order.request.reference.clone() });
                    }
                })
                .await?;
            tally.at_least = at_least;
            Ok::<_, Error>((tally, oldest))
        });
        let looks = futures::future::try_join_all(looks).await?;
        let (tallies, oldest): (Vec<Tally>, Vec<Option<Oldest>>) = looks.into_iter().unzip();
        let oldest = oldest.into_iter().flatten().min_by_key(|one| (one.placed_at, one.id));
        Ok((OpenOrders::of_tallies(&tallies), oldest))
    }

    /// A store's stock, all of its SKUs together. What came in is read off the reconciliation files of four weeks.
    pub async fn stock_totals(&self, scope: &StoreScope, now: Timestamp) -> Result<StockTotals, Error> {
        let (totals, demand) = futures::try_join!(self.levels_added_up(scope), self.units_in(scope, now))?;
        let available = u32::try_from(totals.available).unwrap_or(u32::MAX);
        Ok(StockTotals { cover_days: Demand::of_units(demand).cover(available), ..totals })
    }

    async fn levels_added_up(&self, scope: &StoreScope) -> Result<StockTotals, Error> {
        let (mut totals, mut cursor) = (StockTotals::default(), None::<String>);
        loop {
            let page = self.table.levels(scope, "", LEVELS_AT_ONCE, cursor.as_deref()).await?;
            for level in page.items {
                totals.skus += 1;
                totals.on_hand += u64::from(level.on_hand());
                totals.available += u64::from(level.available);
            }
            cursor = page.next;
            if cursor.is_none() || totals.skus >= MAX_LEVELS {
                return Ok(StockTotals { at_least: cursor.is_some(), ..totals });
            }
        }
    }

    /// Units that were accepted, as the files of the last four weeks tell them.
    async fn units_in(&self, scope: &StoreScope, now: Timestamp) -> Result<u64, Error> {
        let since = now.saturating_sub(SignedDuration::from_hours(24 * i64::from(COVER_DAYS))).unwrap_or(Timestamp::MIN);
        let (mut units, mut cursor) = (0, None::<String>);
        loop {
            let page = self.table.reconciliations(scope, FILES_AT_ONCE, cursor.as_deref()).await?;
            for file in page.items {
                if file.cut_off_at < since {
                    return Ok(units);
                }
                if let ReconciliationState::Made(made) = file.state {
                    units += u64::try_from(made.totals.units.r#in).unwrap_or_default();
                }
            }
            cursor = page.next;
            if cursor.is_none() {
                return Ok(units);
            }
        }
    }

    /// How many findings wait for somebody.
    pub async fn open_findings(&self, scope: &StoreScope) -> Result<usize, Error> {
        let (mut n, mut cursor) = (0, None::<String>);
        loop {
            let page = self.table.findings(scope, FILES_AT_ONCE, cursor.as_deref()).await?;
            n += page.items.iter().filter(|finding| finding.is_open()).count();
            cursor = page.next;
            if cursor.is_none() {
                return Ok(n);
            }
        }
    }

    /// What a store used of the cloud from one UTC day to another, both included.
    pub async fn spent_between(&self, scope: &StoreScope, from: Date, to: Date) -> Result<Spent, Error> {
        Ok(self.costs(scope, from, to).await?.iter().fold(Spent::default(), |sum, day| sum.plus(day.spent)))
    }
}

/// What is asked for only where somebody may see it.
pub async fn seen<T>(may: bool, asked: impl Future<Output = Result<T, Error>>) -> Result<Option<T>, Error> {
    if may { asked.await.map(Some) } else { Ok(None) }
}

fn is_older(order: &Order, known: &Oldest) -> bool {
    (order.request.placed_at, order.id) < (known.placed_at, known.id)
}

impl Days {
    /// Orders placed and shipped from one day to another, both included.
    pub fn sum(&self, from: Date, to: Date) -> (usize, usize) {
        let days = self.days.iter().filter(|day| (from..=to).contains(&day.day));
        days.fold((0, 0), |(placed, shipped), day| (placed + day.placed, shipped + day.shipped))
    }
}
