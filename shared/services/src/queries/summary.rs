//! A store in numbers. Nothing is kept for them: each is counted from what its list is read from, and an order that only
//! its own facts can place is looked at as the list looks at it. So a number is the length of the list behind it.

use std::collections::{BTreeMap, BTreeSet};

use domain::identity::StoreScope;
use domain::ids::OrderId;
use domain::imports::record::State;
use domain::orders::Order;
use domain::orders::status::Status;
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use storage::orders::WorkList;
use storage::postings::{Found, PostingList};
use storage::{Counted, Reading};

use super::{Source, own_source, sources};
use crate::{App, Error};

/// Orders that one summary counts of a list, and looks at for the days.
const MAX_COUNTED: usize = 10_000;

/// Postings that one summary reads of a list by day: one is an order of the API, or some thousand of a file.
const MAX_POSTINGS: usize = 50_000;

/// Postings read at a time.
const POSTINGS_AT_ONCE: usize = 1_000;

/// Orders loaded at a time.
const ORDERS_AT_ONCE: usize = 1_000;

/// Imports that one summary looks at.
const MAX_IMPORTS: usize = 1_000;

/// For how many days, today included, rejected orders are news.
const REJECTED_DAYS: i64 = 7;

/// What is still to do with orders, in the order of the work.
pub const OPEN: [Status; 9] = [
    Status::Allocated,
    Status::PartiallyAllocated,
    Status::Backordered,
    Status::OnHold,
    Status::Released,
    Status::Picking,
    Status::Picked,
    Status::Packed,
    Status::PartiallyShipped,
];

/// Each source of open orders, once.
pub(super) const SOURCES: [Source; 7] = [
    Source::Own(WorkList::Ready),
    Source::Posted,
    Source::Own(WorkList::Partial),
    Source::Own(WorkList::House),
    Source::Batches,
    Source::Own(WorkList::Waiting),
    Source::Own(WorkList::Held),
];

/// A store's open orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenOrders {
    /// Every status of [`OPEN`].
    pub by_status: Vec<(Status, Counted)>,
    /// Units that the orders of `backordered` and `partially_allocated` wait for.
    pub waiting_units: u64,
}

impl OpenOrders {
    /// What the sources hold, in their order.
    pub(super) fn of_tallies(tallies: &[Tally]) -> Self {
        let counted = |status: Status| {
            let n = tallies.iter().filter_map(|tally| tally.by_status.get(&status)).sum();
            let of = sources(status).unwrap_or_default();
            let at_least = SOURCES.iter().zip(tallies).any(|(source, tally)| tally.at_least && of.contains(source));
            (status, Counted { n, at_least })
        };
        Self { by_status: OPEN.map(counted).to_vec(), waiting_units: tallies.iter().map(|tally| tally.waiting_units).sum() }
    }

    /// Orders of some statuses.
    pub fn of(&self, statuses: &[Status]) -> Counted {
        let counts = self.by_status.iter().filter(|(status, _)| statuses.contains(status)).map(|(_, counted)| *counted);
        counts.fold(Counted::default(), |sum, one| Counted { n: sum.n + one.n, at_least: sum.at_least || one.at_least })
    }
}

/// Files that were received lately and of which orders were sent back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RejectedLately {
    /// The first day that counts, the store's.
    pub since: Date,
    /// Imports with rejected orders.
    pub imports: usize,
    /// Their rejected orders.
    pub orders: u64,
    /// Whether there may be more.
    pub at_least: bool,
}

/// Orders that came and went on a day of the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrdersOfDay {
    /// The day.
    pub day: Date,
    /// Orders placed.
    pub placed: usize,
    /// Orders of which the last parcel left.
    pub shipped: usize,
}

/// Orders by day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Days {
    /// Every day that was asked for, oldest first.
    pub days: Vec<OrdersOfDay>,
    /// Whether every order that only its own facts can place was looked at. Where there are too many, an order counts
    /// where its last posting says, though it was taken back since, or its last parcel left after the days.
    pub checked: bool,
    /// Whether older days may be short, because there is more than one call reads.
    pub at_least: bool,
}

/// Orders that came, or went, by day.
struct ByDay {
    n: BTreeMap<Date, usize>,
    checked: bool,
    at_least: bool,
}

/// What one source holds.
#[derive(Default)]
pub(super) struct Tally {
    by_status: BTreeMap<Status, usize>,
    waiting_units: u64,
    pub(super) at_least: bool,
}

impl App {
    /// Open orders by status. Where an entry by itself says the status, the table counts; the orders of files' lists,
    /// of batches, and those in the house or waiting are loaded: 10,000 of each source at most.
    pub async fn open_orders(&self, scope: &StoreScope) -> Result<OpenOrders, Error> {
        let tallies = futures::future::try_join_all(SOURCES.map(|source| self.tally(scope, source))).await?;
        Ok(OpenOrders::of_tallies(&tallies))
    }

    async fn tally(&self, scope: &StoreScope, source: Source) -> Result<Tally, Error> {
        // Every entry of these lists is an order of this status: order and entry are one item.
        let alike = match source {
            Source::Own(WorkList::Ready) => Some((WorkList::Ready, Status::Allocated)),
            Source::Own(WorkList::Held) => Some((WorkList::Held, Status::OnHold)),
            _ => None,
        };
        if let Some((list, status)) = alike {
            let Counted { n, at_least } = self.table.work_list_count(scope, list, MAX_COUNTED).await?;
            return Ok(Tally { by_status: BTreeMap::from([(status, n)]), at_least, ..Tally::default() });
        }
        let mut tally = Tally::default();
        let at_least = self.each_open(scope, source, |order| tally.add(order)).await?;
        Ok(Tally { at_least, ..tally })
    }

    /// Shows each order of a source, 10,000 of them; answers whether there may be more.
    pub(super) async fn each_open(&self, scope: &StoreScope, source: Source, mut show: impl FnMut(&Order) + Send) -> Result<bool, Error> {
        let (mut left, mut place) = (MAX_COUNTED, None::<String>);
        loop {
            let mut at_least = false;
            let (lists, next) = self.work_page(scope, source, place.as_deref()).await?;
            for list in lists {
                let ids: Vec<OrderId> = list.entries.iter().take(left).map(|(_, id)| *id).collect();
                at_least |= ids.len() < list.entries.len();
                left -= ids.len();
                for order in self.table.orders_as_of(Reading::Lately, scope, &ids).await? {
                    if list.holder.holds(&order) {
                        show(&order);
                    }
                }
            }
            if next.is_none() || at_least {
                return Ok(at_least);
            }
            if left == 0 {
                return Ok(true);
            }
            place = next;
        }
    }

    /// Orders placed and shipped from `from` to `to`, both included, in the store's time zone.
    pub async fn orders_by_day(&self, scope: &StoreScope, from: Date, to: Date) -> Result<Days, Error> {
        let coverage = self.table.coverage(scope).await?;
        let placed = self.by_day(scope, false, &coverage.placed, (from, to));
        let shipped = self.by_day(scope, true, &coverage.shipped, (from, to));
        let (placed, shipped) = futures::future::try_join(placed, shipped).await?;
        let of = |side: &ByDay, day: Date| side.n.get(&day).copied().unwrap_or_default();
        let days = from.series(Span::new().days(1)).take_while(|day| *day <= to);
        Ok(Days {
            days: days.map(|day| OrdersOfDay { day, placed: of(&placed, day), shipped: of(&shipped, day) }).collect(),
            checked: placed.checked && shipped.checked,
            at_least: placed.at_least || shipped.at_least,
        })
    }

    async fn by_day(&self, scope: &StoreScope, shipped: bool, months: &BTreeSet<Date>, (from, to): (Date, Date)) -> Result<ByDay, Error> {
        let list = |month: Date| if shipped { PostingList::Shipped { month } } else { PostingList::Placed { month } };
        let mut found: Vec<Found> = Vec::new();
        for month in months.range(from.first_of_month()..=to.first_of_month()).rev().copied() {
            let days = (from.max(month), to.min(month.last_of_month()));
            let mut place = None::<String>;
            while found.len() <= MAX_POSTINGS {
                let page = self.table.postings(scope, &list(month), days, place.as_deref(), POSTINGS_AT_ONCE).await?;
                let Some(last) = page.last() else { break };
                place = Some(last.place.clone());
                found.extend(page);
            }
        }
        let at_least = found.len() > MAX_POSTINGS;
        let doubtful = found.iter().filter(|posting| is_doubtful(posting, shipped)).flat_map(|posting| &posting.orders);
        let doubtful: BTreeSet<OrderId> = doubtful.map(|(id, _)| *id).collect();
        if doubtful.len() > MAX_COUNTED {
            return Ok(ByDay { n: by_last_posting(&found), checked: false, at_least });
        }
        let doubtful: Vec<OrderId> = doubtful.into_iter().collect();
        let mut own: BTreeMap<OrderId, String> = BTreeMap::new();
        for ids in doubtful.chunks(ORDERS_AT_ONCE) {
            let orders = self.table.orders_as_of(Reading::Lately, scope, ids).await?;
            own.extend(orders.iter().filter_map(|order| Some((order.id, own_source(&list(from), order)?))));
        }
        let stands = |posting: &Found, id: &OrderId| own.get(id).is_some_and(|source| posting.place.ends_with(&format!("#{source}")));
        let mut n: BTreeMap<Date, usize> = BTreeMap::new();
        for posting in &found {
            let counted = posting.orders.iter().filter(|(id, _)| !is_doubtful(posting, shipped) || stands(posting, id));
            *n.entry(posting.day).or_default() += counted.count();
        }
        Ok(ByDay { n, checked: true, at_least })
    }

    /// Imports received within the store's last seven days of which orders were sent back.
    pub async fn rejected_lately(&self, scope: &StoreScope, now: Timestamp) -> Result<RejectedLately, Error> {
        let zone = self.settings(scope, now).await?.zone();
        let since = now.to_zoned(zone.clone()).date().saturating_sub(Span::new().days(REJECTED_DAYS - 1));
        let mut sum = RejectedLately { since, imports: 0, orders: 0, at_least: false };
        let (mut seen, mut place) = (0, None::<String>);
        loop {
            let page = self.table.imports(scope, 100, place.as_deref()).await?;
            for import in page.items {
                if import.received_at.to_zoned(zone.clone()).date() < since {
                    return Ok(sum);
                }
                let rejected = match &import.state {
                    _ if !import.is_told_by_mail() => 0,
                    State::Reading { .. } | State::Processing { .. } => self.import_progress(scope, &import).await?.1.orders.rejected,
                    State::Completed { result, .. } => result.orders.rejected,
                    State::Received | State::Failed { .. } | State::Duplicate { .. } | State::Tried { .. } => 0,
                };
                sum.imports += usize::from(rejected > 0);
                sum.orders += rejected;
                seen += 1;
            }
            if page.next.is_none() || seen >= MAX_IMPORTS {
                return Ok(RejectedLately { at_least: page.next.is_some(), ..sum });
            }
            place = page.next;
        }
    }
}

impl Tally {
    pub(super) fn add(&mut self, order: &Order) {
        let status = order.status();
        *self.by_status.entry(status).or_default() += 1;
        if matches!(status, Status::Backordered | Status::PartiallyAllocated) {
            self.waiting_units += u64::from(order.units().backordered);
        }
    }
}

/// Whether a posting alone does not say that its orders stand by it. What left may have come back, or left in parts. An
/// order of the API is listed before it is placed; those of a file afterwards.
fn is_doubtful(posting: &Found, shipped: bool) -> bool {
    let source = posting.place.rsplit('#').next().unwrap_or_default();
    shipped || source.split('~').next().is_some_and(|source| source.parse::<OrderId>().is_ok())
}

/// Each order once, on the latest of its days.
fn by_last_posting(found: &[Found]) -> BTreeMap<Date, usize> {
    let mut last: BTreeMap<OrderId, Date> = BTreeMap::new();
    for posting in found {
        for (id, _) in &posting.orders {
            let day = last.entry(*id).or_insert(posting.day);
            *day = posting.day.max(*day);
        }
    }
    let mut n: BTreeMap<Date, usize> = BTreeMap::new();
    for day in last.into_values() {
        *n.entry(day).or_default() += 1;
    }
    n
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::ManifestId;
    use uuid::Uuid;

    fn order(n: u128) -> OrderId {
        OrderId::new(Uuid::from_u128(n))
    }

    fn posting(day: &str, source: &str, orders: &[u128]) -> Found {
        let orders = orders.iter().map(|n| (order(*n), String::new())).collect();
        Found { place: format!("{day}#{source}"), day: day.parse().unwrap(), orders }
    }

    #[test]
    fn orders_of_files_stand_by_their_posting_and_those_of_the_api_are_looked_at() {
        let (single, again) = (order(1).to_string(), format!("{}~00000000000000ff", order(1)));
        assert!(is_doubtful(&posting("2026-11-20", &single, &[1]), false));
        assert!(is_doubtful(&posting("2026-11-20", &again, &[1]), false));
        assert!(!is_doubtful(&posting("2026-11-20", "imp_018f3c6e7b5a5d0d8f6b2a4c1e9d7f03.2", &[1]), false));
        assert!(is_doubtful(&posting("2026-11-20", &ManifestId::new(Uuid::from_u128(1)).to_string(), &[1]), true));
    }

    #[test]
    fn an_order_that_left_in_parts_counts_on_its_last_day() {
        let found = [posting("2026-11-21", "b", &[1, 2]), posting("2026-11-20", "a", &[1, 3])];
        assert_eq!(by_last_posting(&found).into_values().collect::<Vec<_>>(), [1, 2]);
    }
}
