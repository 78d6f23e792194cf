//! Finding orders. The narrowest list that the question allows gives candidates; the orders
//! themselves decide.

pub mod board;
pub mod overview;
pub mod summary;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use std::collections::{BTreeMap, BTreeSet};

use domain::fulfilment::Batch;
use domain::fulfilment::board::{Around, Work};
use domain::identity::StoreScope;
use domain::ids::{OrderId, Reference};
pub use domain::orders::search::Filter;
use domain::orders::status::Status;
use domain::orders::{Order, search};
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use storage::Page;
use storage::orders::WorkList;
use storage::postings::{Bucket, Found, PostingList};
use storage::ready::is_posted;

use crate::fulfilment::is_in_house_with;
use crate::{App, Error};
use board::Judge;
use summary::{OPEN, SOURCES};

/// Postings read at a time.
const POSTINGS_AT_ONCE: usize = 8;

/// Candidates that one call looks at before it answers with what it has.
const MAX_EXAMINED: usize = 2_000;

/// Orders loaded at a time where few fit.
const MOST_AT_ONCE: usize = 400;

/// Where a list goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Cursor {
    /// First day of the month that is being read, for lists by date.
    month: Option<Date>,
    /// The posting that is being read, or the table's own cursor.
    place: Option<String>,
    /// Candidates of it that were seen.
    offset: usize,
}

/// A list that a question is answered from.
enum Plan {
    /// Few orders by their number.
    Reference(Reference),
    /// What is to do.
    Work(&'static [Source]),
    /// One list, whatever the day.
    Postings(PostingList),
    /// Month after month, backwards.
    Months { shipped: bool, from: Date, to: Date },
}

/// Where orders of a status are listed. Each order is held by one list of one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// Entries of single orders.
    Own(WorkList),
    /// Lists of ready orders of files.
    Posted,
    /// Open batches.
    Batches,
}

/// Where a work list goes on. Lists shrink while they are read, so it names what was seen last, not how many.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct WorkCursor {
    /// Which source.
    source: usize,
    /// The table's own cursor within it.
    place: Option<String>,
    /// The list that was being read.
    list: String,
    /// What was seen of it last.
    after: String,
}

struct WorkEntries {
    /// Tells it from the others of its source, and sorts as they are read.
    name: String,
    entries: Vec<(String, OrderId)>,
    holder: Holder,
}

/// Who lists an order; an order that moved on is another's, and passed over here.
enum Holder {
    Own(WorkList),
    Posted,
    Batch(Box<Batch>),
}

impl Holder {
    fn holds(&self, order: &Order) -> bool {
        match self {
            Self::Own(list) => WorkList::of(order) == Some(*list),
            Self::Posted => is_posted(order),
            Self::Batch(batch) => is_in_house_with(order, batch) && WorkList::of(order).is_none(),
        }
    }
}

/// Where orders of a status are listed; None for those that are gone.
fn sources(status: Status) -> Option<&'static [Source]> {
    Some(match status {
        Status::Allocated => &[Source::Own(WorkList::Ready), Source::Posted],
        Status::PartiallyAllocated => &[Source::Own(WorkList::Partial)],
        Status::Released | Status::Picking | Status::Picked | Status::Packed => &[Source::Own(WorkList::House), Source::Batches],
        Status::PartiallyShipped => &[Source::Own(WorkList::House)],
        Status::Backordered => &[Source::Own(WorkList::Waiting)],
        Status::OnHold => &[Source::Own(WorkList::Held)],
        Status::Cancelled => &[Source::Own(WorkList::Cancelled)],
        Status::PartiallyReturned | Status::Returned => &[Source::Own(WorkList::Returned)],
        Status::Shipped => return None,
    })
}

/// Where orders are listed with which something is to be done next.
fn sources_of(work: Work) -> &'static [Source] {
    match work {
        Work::Ready => &[Source::Own(WorkList::Ready), Source::Posted, Source::Own(WorkList::Partial), Source::Own(WorkList::House)],
        Work::WithoutPapers | Work::Released | Work::Picking | Work::Picked | Work::Packed | Work::OnManifest => {
            &[Source::Own(WorkList::House), Source::Batches]
        }
        Work::Waiting => &[Source::Own(WorkList::Partial), Source::Own(WorkList::House), Source::Own(WorkList::Waiting)],
        Work::OnHold => &[Source::Own(WorkList::Held)],
    }
}

impl App {
    /// Orders that fit a filter, a page at a time. A page may hold fewer than asked for, even none,
    /// while `next` goes on: a call looks at a bounded number of candidates.
    pub async fn find_orders(
        &self,
        scope: &StoreScope,
        filter: &Filter,
        limit: usize,
        cursor: Option<&str>,
        now: Timestamp,
    ) -> Result<Page<Order>, Error> {
        let settings = self.settings(scope, now).await?;
        // Only what is to be done next depends on more than the order and the store.
        let around = if filter.work.is_some() { self.around(scope).await? } else { Around::default() };
        let judge = Judge { zone: settings.zone(), cut_offs: settings.cut_offs, around };
        let folded = filter.consignee.as_deref().map(search::fold);
        let matches = |order: &Order| fits(order, filter, folded.as_deref(), &judge);
        let today = now.to_zoned(judge.zone.clone()).date();
        let plan = plan(filter, folded.as_deref(), today);
        if let Plan::Work(sources) = plan {
            return self.search_work(scope, sources, limit, cursor.map(read_cursor).transpose()?, &matches).await;
        }
        let cursor: Option<Cursor> = cursor.map(read_cursor).transpose()?;
        match plan {
            Plan::Reference(reference) => {
                let mut found = BTreeMap::new();
                for spelt in spellings(&reference) {
                    found.extend(self.orders_by_reference(scope, &spelt).await?.into_iter().map(|order| (order.id, order)));
                }
                Ok(Page { items: found.into_values().filter(matches).collect(), next: None })
            }
            Plan::Work(_) => Ok(Page { items: Vec::new(), next: None }),
            Plan::Postings(list) => {
                let days = (Date::constant(1, 1, 1), Date::constant(9999, 12, 31));
                let (items, next) = self.search_postings(scope, &list, days, limit, cursor, (filter, folded.as_deref()), &matches).await?;
                Ok(Page { items, next: next.as_ref().map(write_cursor) })
            }
            Plan::Months { shipped, from, to } => self.search_months(scope, filter, (shipped, from, to), limit, cursor, &matches).await,
        }
    }

    async fn search_work(
        &self,
        scope: &StoreScope,
        sources: &[Source],
        limit: usize,
        cursor: Option<WorkCursor>,
        matches: &impl Fn(&Order) -> bool,
    ) -> Result<Page<Order>, Error> {
        let mut items = Vec::new();
        let mut seen = cursor.unwrap_or_default();
        let mut examined = 0;
        while let Some(source) = sources.get(seen.source) {
            let (lists, next) = self.work_page(scope, *source, seen.place.as_deref()).await?;
            // What was read lies before, whether the list that was read last is still there or not.
            for list in lists.into_iter().filter(|list| list.name >= seen.list) {
                let after = (list.name == seen.list).then(|| seen.after.clone());
                let entries: Vec<(String, OrderId)> =
                    list.entries.into_iter().filter(|(place, _)| after.as_ref().is_none_or(|after| place > after)).collect();
                for slice in entries.chunks(100) {
                    let places: BTreeMap<OrderId, &String> = slice.iter().map(|(place, id)| (*id, place)).collect();
                    let ids: Vec<OrderId> = slice.iter().map(|(_, id)| *id).collect();
                    for order in self.table.orders(scope, &ids).await? {
                        examined += 1;
                        if list.holder.holds(&order) && matches(&order) {
                            let place = places[&order.id].clone();
                            items.push(order);
                            if items.len() == limit {
                                let seen = WorkCursor { list: list.name, after: place, ..seen };
                                return Ok(Page { items, next: Some(write_cursor(&seen)) });
                            }
                        }
                    }
                    if let (true, Some((place, _))) = (examined >= MAX_EXAMINED, slice.last()) {
                        let seen = WorkCursor { list: list.name, after: place.clone(), ..seen };
                        return Ok(Page { items, next: Some(write_cursor(&seen)) });
                    }
                }
            }
            let source = if next.is_some() { seen.source } else { seen.source + 1 };
            seen = WorkCursor { source, place: next, ..WorkCursor::default() };
        }
        Ok(Page { items, next: None })
    }

    /// Some of the lists of a source, their entries sorted by a place that stays theirs.
    async fn work_page(
        &self,
        scope: &StoreScope,
        source: Source,
        cursor: Option<&str>,
    ) -> Result<(Vec<WorkEntries>, Option<String>), Error> {
        Ok(match source {
            Source::Own(list) => {
                let page = self.table.work_list(scope, list, 200, cursor).await?;
                (vec![WorkEntries { name: String::new(), entries: page.items, holder: Holder::Own(list) }], page.next)
            }
            Source::Posted => {
                let page = self.table.ready_parts(scope, 2, cursor).await?.map(|part| WorkEntries {
                    name: format!("{} {}", part.first, part.name()),
                    entries: part.orders,
                    holder: Holder::Posted,
                });
                (page.items, page.next)
            }
            Source::Batches => {
                let page = self.table.open_batches(scope, 1, cursor).await?.map(|batch| {
                    let mut entries: Vec<(String, OrderId)> = batch.candidates().map(|id| (id.to_string(), id)).collect();
                    entries.sort();
                    let name = format!("{:030} {}", batch.created_at.as_nanosecond(), batch.id);
                    WorkEntries { name, entries, holder: Holder::Batch(Box::new(batch)) }
                });
                (page.items, page.next)
            }
        })
    }

    /// Reads one list of postings from its newest end.
    #[expect(clippy::too_many_arguments, reason = "a list, its place, and what to look for")]
    async fn search_postings(
        &self,
        scope: &StoreScope,
        list: &PostingList,
        days: (Date, Date),
        limit: usize,
        cursor: Option<Cursor>,
        (filter, folded): (&Filter, Option<&str>),
        matches: &impl Fn(&Order) -> bool,
    ) -> Result<(Vec<Order>, Option<Cursor>), Error> {
        let mut items = Vec::new();
        let Cursor { month, mut place, mut offset } = cursor.unwrap_or(Cursor { month: None, place: None, offset: 0 });
        let mut examined = 0;
        loop {
            // A posting that was left half read is read again from its place.
            let found = match (&place, offset) {
                (Some(place), 1..) => self.again(scope, list, days, place).await?,
                _ => self.table.postings(scope, list, days, place.as_deref(), POSTINGS_AT_ONCE).await?,
            };
            if found.is_empty() {
                return Ok((items, None));
            }
            let named: Vec<Vec<OrderId>> = found.iter().map(|posting| candidates(posting, list, filter, folded)).collect();
            let all = named.iter().enumerate().flat_map(|(at, ids)| ids.iter().enumerate().map(move |(n, id)| (at, n, *id)));
            let all: Vec<(usize, usize, OrderId)> = all.skip(offset).collect();
            // A posting may name few orders, so they are loaded across postings; the longer nothing fits, the more at once.
            let (mut rest, mut n_at_once) = (all.as_slice(), 100);
            while !rest.is_empty() {
                let (slice, after) = rest.split_at(rest.len().min(n_at_once));
                (rest, n_at_once) = (after, (n_at_once * 2).min(MOST_AT_ONCE));
                let ids: Vec<OrderId> = slice.iter().map(|(_, _, id)| *id).collect();
                let orders = self.table.orders(scope, &ids).await?;
                let orders: BTreeMap<OrderId, Order> = orders.into_iter().map(|order| (order.id, order)).collect();
                for (at, n, id) in slice {
                    examined += 1;
                    let order = orders.get(id).filter(|order| is_its_own(list, &found[*at], order) && matches(order));
                    items.extend(order.cloned());
                    if items.len() == limit || examined == MAX_EXAMINED {
                        let offset = if n + 1 == named[*at].len() { 0 } else { n + 1 };
                        return Ok((items, Some(Cursor { month, place: Some(found[*at].place.clone()), offset })));
                    }
                }
            }
            offset = 0;
            place = found.into_iter().next_back().map(|posting| posting.place);
        }
    }

    async fn again(&self, scope: &StoreScope, list: &PostingList, days: (Date, Date), place: &str) -> Result<Vec<Found>, Error> {
        // `place$` sorts right behind the posting itself.
        let behind = format!("{place}$");
        Ok(self.table.postings(scope, list, days, Some(&behind), 1).await?)
    }

    async fn search_months(
        &self,
        scope: &StoreScope,
        filter: &Filter,
        (shipped, from, to): (bool, Date, Date),
        limit: usize,
        cursor: Option<Cursor>,
        matches: &impl Fn(&Order) -> bool,
    ) -> Result<Page<Order>, Error> {
        let coverage = self.table.coverage(scope).await?;
        let months = if shipped { coverage.shipped } else { coverage.placed };
        let latest = cursor.as_ref().and_then(|cursor| cursor.month).unwrap_or(to).first_of_month();
        let mut inside = cursor;
        let mut items: Vec<Order> = Vec::new();
        for month in months.range(from.first_of_month()..=latest.max(from.first_of_month())).rev().copied() {
            let list = if shipped { PostingList::Shipped { month } } else { PostingList::Placed { month } };
            let days = (from.max(month), to.min(month.last_of_month()));
            let here = inside.take().filter(|cursor| cursor.month == Some(month));
            let (found, next) = self.search_postings(scope, &list, days, limit - items.len(), here, (filter, None), matches).await?;
            items.extend(found);
            if let Some(next) = next {
                return Ok(Page { items, next: Some(write_cursor(&Cursor { month: Some(month), ..next })) });
            }
        }
        Ok(Page { items, next: None })
    }
}

/// Which list answers a question with the fewest candidates.
fn plan(filter: &Filter, folded: Option<&str>, today: Date) -> Plan {
    if let Some(reference) = &filter.reference {
        return Plan::Reference(reference.clone());
    }
    if let Some(letters) = folded.and_then(|name| search::initials(name).into_iter().max_by_key(|letters| letters.chars().count())) {
        return Plan::Postings(PostingList::Name(letters));
    }
    if let Some(sku) = &filter.sku {
        return Plan::Postings(PostingList::Sku(Bucket::of(sku)));
    }
    // A day may be ahead of ours where the store's files are.
    let latest = today.checked_add(Span::new().years(10)).unwrap_or(Date::MAX);
    let earliest = Date::constant(1990, 1, 1);
    if filter.shipped_from.is_some() || filter.shipped_to.is_some() || filter.status == Some(Status::Shipped) {
        let (from, to) = (filter.shipped_from.unwrap_or(earliest), filter.shipped_to.unwrap_or(today));
        return Plan::Months { shipped: true, from, to };
    }
    if filter.waiting {
        return Plan::Work(&[Source::Own(WorkList::Partial), Source::Own(WorkList::Waiting)]);
    }
    if let Some(work) = filter.work {
        return Plan::Work(sources_of(work));
    }
    if let Some(sources) = filter.status.and_then(sources) {
        return Plan::Work(sources);
    }
    if filter.hold.is_some() {
        return Plan::Work(&[Source::Own(WorkList::Held)]);
    }
    if filter.due_from.is_some() || filter.due_to.is_some() {
        return Plan::Work(&SOURCES);
    }
    Plan::Months { shipped: false, from: filter.placed_from.unwrap_or(earliest), to: filter.placed_to.unwrap_or(latest) }
}

fn fits(order: &Order, filter: &Filter, folded: Option<&str>, judge: &Judge) -> bool {
    let day = |at: Timestamp| at.to_zoned(judge.zone.clone()).date();
    let is_due = || {
        let due = order.due(&judge.cut_offs, &judge.zone);
        OPEN.contains(&order.status()) && filter.due_from.is_none_or(|from| due >= from) && filter.due_to.is_none_or(|to| due <= to)
    };
    let within = |day: Option<Date>, from: Option<Date>, to: Option<Date>| match (day, from, to) {
        (_, None, None) => true,
        (None, _, _) => false,
        (Some(day), from, to) => from.is_none_or(|from| day >= from) && to.is_none_or(|to| day <= to),
    };
    filter.status.is_none_or(|status| order.status() == status)
        && (!filter.waiting || matches!(order.status(), Status::Backordered | Status::PartiallyAllocated))
        && filter.work.is_none_or(|work| order.work(&judge.around) == Some(work))
        && filter.service.as_deref().is_none_or(|service| order.request.shipping_service == service)
        && filter.hold.is_none_or(|reason| order.holds.iter().any(|hold| hold.reason == reason))
        && ((filter.due_from.is_none() && filter.due_to.is_none()) || is_due())
        && filter.reference.as_ref().is_none_or(|reference| spellings(reference).contains(&order.request.reference))
        && within(Some(day(order.request.placed_at)), filter.placed_from, filter.placed_to)
        && within(order.shipped_at().map(day), filter.shipped_from, filter.shipped_to)
        && filter.sku.as_ref().is_none_or(|sku| order.request.lines.iter().any(|line| &line.sku == sku))
        && folded.is_none_or(|folded| search::matches(&search::folded_name(&order.request.consignee), folded))
}

/// A reference as somebody typed it, in capitals, and in small letters: orders are found by the whole of it, not by its case.
fn spellings(reference: &Reference) -> BTreeSet<Reference> {
    let typed = reference.as_str();
    let others = [typed.to_uppercase(), typed.to_lowercase()].into_iter().filter_map(|spelt| spelt.parse().ok());
    others.chain([reference.clone()]).collect()
}

/// Whether a posting is the one that an order stands by, of those that name it.
fn is_its_own(list: &PostingList, posting: &Found, order: &Order) -> bool {
    own_source(list, order).is_some_and(|source| posting.place.ends_with(&format!("#{source}")))
}

/// The unit of work by whose posting an order stands on a list. One that left in several hand-overs is on the lists of
/// all of them, and shown with the last; on all other lists it stands by the unit of work that brought it.
fn own_source(list: &PostingList, order: &Order) -> Option<String> {
    let last = || order.parcels.iter().filter_map(|parcel| Some((parcel.shipped_at?, parcel.manifest?))).max();
    match list {
        PostingList::Shipped { .. } => last().map(|(_, manifest)| manifest.to_string()),
        // An order of the API that lost to one of its reference left its lists behind.
        PostingList::Placed { .. } | PostingList::Sku(_) | PostingList::Name(_) => Some(order.chunk.to_string()),
        // A number is looked for by itself, not shown as a list.
        PostingList::Tracking(_) => None,
    }
}

/// Orders of a posting, the newest first; only those whose name or SKU fits, so that others are not even loaded.
fn candidates(posting: &Found, list: &PostingList, filter: &Filter, folded: Option<&str>) -> Vec<OrderId> {
    let fits = |note: &str| match list {
        PostingList::Name(_) => folded.is_none_or(|folded| search::matches(note, folded)),
        PostingList::Sku(_) => filter.sku.as_ref().is_none_or(|sku| sku.as_str() == note),
        PostingList::Placed { .. } | PostingList::Shipped { .. } | PostingList::Tracking(_) => true,
    };
    posting.orders.iter().rev().filter(|(_, note)| fits(note)).map(|(id, _)| *id).collect()
}

pub(crate) fn write_cursor<T: Serialize>(cursor: &T) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(cursor).expect("a cursor has only text keys"))
}

pub(crate) fn read_cursor<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| Error::BadCursor)?;
    serde_json::from_slice(&bytes).map_err(|_| Error::BadCursor)
}
