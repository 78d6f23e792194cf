//! Finding orders. The narrowest list that the question allows gives candidates; the orders
//! themselves decide.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::identity::StoreScope;
use domain::ids::{OrderId, Reference, Sku};
use domain::orders::status::Status;
use domain::orders::{Order, search};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use storage::Page;
use storage::orders::WorkList;
use storage::postings::{Found, PostingList};

use crate::{App, Error};

/// Postings read at a time.
const POSTINGS_AT_ONCE: usize = 8;

/// Candidates that one call looks at before it answers with what it has.
const MAX_EXAMINED: usize = 5_000;

/// What orders are asked for. Empty: all, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Where they are.
    pub status: Option<Status>,
    /// The client's number.
    pub reference: Option<Reference>,
    /// First day placed.
    pub placed_from: Option<Date>,
    /// Last day placed.
    pub placed_to: Option<Date>,
    /// First day shipped.
    pub shipped_from: Option<Date>,
    /// Last day shipped.
    pub shipped_to: Option<Date>,
    /// With this SKU.
    pub sku: Option<Sku>,
    /// Beginnings of the consignee's names.
    pub consignee: Option<String>,
}

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
    Work(WorkList),
    /// One list, whatever the day.
    Postings(PostingList),
    /// Month after month, backwards.
    Months { shipped: bool, from: Date, to: Date },
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
        let zone = self.table.store(scope).await?.ok_or(Error::NotFound("store"))?.settings.zone();
        let folded = filter.consignee.as_deref().map(search::fold);
        let matches = |order: &Order| fits(order, filter, folded.as_deref(), &zone);
        let today = now.to_zoned(zone.clone()).date();
        let cursor = cursor.map(read_cursor).transpose()?;
        match plan(filter, folded.as_deref(), today) {
            Plan::Reference(reference) => {
                let found = self.orders_by_reference(scope, &reference).await?;
                Ok(Page { items: found.into_iter().filter(matches).collect(), next: None })
            }
            Plan::Work(list) => self.search_work_list(scope, list, limit, cursor, &matches).await,
            Plan::Postings(list) => {
                let days = (Date::constant(1, 1, 1), Date::constant(9999, 12, 31));
                let (items, next) = self.search_postings(scope, &list, days, limit, cursor, folded.as_deref(), &matches).await?;
                Ok(Page { items, next: next.as_ref().map(write_cursor) })
            }
            Plan::Months { shipped, from, to } => self.search_months(scope, shipped, (from, to), limit, cursor, &matches).await,
        }
    }

    async fn search_work_list(
        &self,
        scope: &StoreScope,
        list: WorkList,
        limit: usize,
        cursor: Option<Cursor>,
        matches: &impl Fn(&Order) -> bool,
    ) -> Result<Page<Order>, Error> {
        let mut items = Vec::new();
        let Cursor { mut place, mut offset, .. } = cursor.unwrap_or(Cursor { month: None, place: None, offset: 0 });
        let mut examined = 0;
        loop {
            let page = self.table.work_list(scope, list, 200, place.as_deref()).await?;
            let orders = self.table.orders(scope, page.items.get(offset..).unwrap_or_default()).await?;
            for order in orders {
                offset += 1;
                examined += 1;
                if matches(&order) {
                    items.push(order);
                }
                if items.len() == limit || examined == MAX_EXAMINED {
                    let is_end = offset >= page.items.len() && page.next.is_none();
                    let next = (!is_end).then(|| write_cursor(&Cursor { month: None, place, offset }));
                    return Ok(Page { items, next });
                }
            }
            offset = 0;
            place = page.next;
            if place.is_none() {
                return Ok(Page { items, next: None });
            }
        }
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
        folded: Option<&str>,
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
            for posting in found {
                let ids = candidates(&posting, folded);
                for slice in ids.get(offset..).unwrap_or_default().chunks(100) {
                    for order in self.table.orders(scope, slice).await? {
                        offset += 1;
                        examined += 1;
                        if matches(&order) {
                            items.push(order);
                        }
                        if items.len() == limit || examined == MAX_EXAMINED {
                            let offset = if offset >= ids.len() { 0 } else { offset };
                            return Ok((items, Some(Cursor { month, place: Some(posting.place), offset })));
                        }
                    }
                }
                offset = 0;
                place = Some(posting.place);
            }
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
        shipped: bool,
        (from, to): (Date, Date),
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
            let (found, next) = self.search_postings(scope, &list, days, limit - items.len(), here, None, matches).await?;
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
        return Plan::Postings(PostingList::Sku(sku.clone()));
    }
    // A day may be ahead of ours where the store's files are.
    let latest = today.checked_add(Span::new().years(10)).unwrap_or(Date::MAX);
    let earliest = Date::constant(1990, 1, 1);
    if filter.shipped_from.is_some() || filter.shipped_to.is_some() || filter.status == Some(Status::Shipped) {
        let (from, to) = (filter.shipped_from.unwrap_or(earliest), filter.shipped_to.unwrap_or(today));
        return Plan::Months { shipped: true, from, to };
    }
    if let Some(list) = filter.status.and_then(WorkList::of) {
        return Plan::Work(list);
    }
    Plan::Months { shipped: false, from: filter.placed_from.unwrap_or(earliest), to: filter.placed_to.unwrap_or(latest) }
}

fn fits(order: &Order, filter: &Filter, folded: Option<&str>, zone: &TimeZone) -> bool {
    let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
    let within = |day: Option<Date>, from: Option<Date>, to: Option<Date>| match (day, from, to) {
        (_, None, None) => true,
        (None, _, _) => false,
        (Some(day), from, to) => from.is_none_or(|from| day >= from) && to.is_none_or(|to| day <= to),
    };
    filter.status.is_none_or(|status| order.status() == status)
        && filter.reference.as_ref().is_none_or(|reference| &order.request.reference == reference)
        && within(Some(day(order.request.placed_at)), filter.placed_from, filter.placed_to)
        && within(order.shipped_at().map(day), filter.shipped_from, filter.shipped_to)
        && filter.sku.as_ref().is_none_or(|sku| order.request.lines.iter().any(|line| &line.sku == sku))
        && folded.is_none_or(|folded| search::matches(&search::folded_name(&order.request.consignee), folded))
}

/// Orders of a posting; for names only those whose name fits, so that others are not even loaded.
fn candidates(posting: &Found, folded: Option<&str>) -> Vec<OrderId> {
    let fits = |name: &str| name.is_empty() || folded.is_none_or(|folded| search::matches(name, folded));
    posting.orders.iter().filter(|(_, name)| fits(name)).map(|(id, _)| *id).collect()
}

fn write_cursor(cursor: &Cursor) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(cursor).expect("a cursor has only text keys"))
}

fn read_cursor(text: &str) -> Result<Cursor, Error> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| Error::BadCursor)?;
    serde_json::from_slice(&bytes).map_err(|_| Error::BadCursor)
}
