//! Cancellations that come in a file: each cancels units of the order that it means, or is
//! rejected with the reason. They are worked off after all orders of their file.

use domain::costs::Usage;
use domain::identity::StoreScope;
use domain::ids::{ImportId, Reference};
use domain::imports::draft::{Field, OrderDraft};
use domain::imports::fault::{Fault, FaultCode};
use domain::imports::profile::ImportProfile;
use domain::imports::record::{ChunkResult, Outcome};
use domain::orders::Order;
use domain::orders::transitions::Refusal;
use domain::orders::validation::cancelled_lines;
use domain::reconciliation::{Entry, EntryKind, Intake};
use domain::stock::ledger::MoveKind;
use jiff::Timestamp;
use jiff::civil::Date;
use storage::imports::Marker;
use storage::meter::spent_with_time;
use storage::postings::{Bucket, PostingList};

use crate::imports::chunk_id;
use crate::imports::folders::Folder;
use crate::orders::{Meaning, was_cancelled_by};
use crate::validation::rejected;
use crate::{App, Error, function};

/// Lists that are looked through for the order that a cancellation means.
const LISTS_SEARCHED: usize = 40;

impl App {
    /// Works a chunk of cancellations off. Retried is what a service refused.
    pub async fn cancel_orders(&self, scope: &StoreScope, import: ImportId, number: u32, now: Timestamp) -> Result<(), Error> {
        let chunk = chunk_id(import, number);
        if self.table.marker(scope, chunk).await?.is_some() {
            return self.advance_import(scope, import, now).await;
        }
        let record = self.table.import(scope, import).await?.ok_or(Error::NotFound("import"))?;
        let profile = &record.state.plan().ok_or(Error::NotFound("plan of the import"))?.profile;
        let drafts = self.files.get_packed::<formats::Chunk>(&Folder::taken(scope, import).drafts(number)).await?;
        let drafts = drafts.ok_or(Error::NotFound("chunk of the import"))?.drafts;
        let mut marker = Marker {
            result: ChunkResult::default(),
            late: Vec::new(),
            committed_at: Some(now),
            shared: Usage::default(),
            own: Usage::default(),
        };
        for draft in &drafts {
            let faults = match self.apply(scope, draft, profile, now).await? {
                Ok(()) => Vec::new(),
                Err(fault) => vec![fault],
            };
            let outcome = if faults.is_empty() { Outcome::Accepted } else { Outcome::Rejected };
            marker.result.count(outcome, draft.lines.len() as u64 + draft.more_rows, faults.first().map(|fault| fault.code));
            if outcome == Outcome::Rejected {
                marker.late.push(rejected(draft, faults));
            } else {
                marker.result.cancellations += 1;
            }
        }
        marker.shared = spent_with_time();
        let totals = Intake { rejected_orders: marker.result.orders.rejected, ..Intake::default() };
        let entry = Entry { id: format!("in.{chunk}"), at: record.received_at, kind: EntryKind::In { chunk, totals } };
        self.table.commit_chunk(scope, chunk, &marker, Some(&entry)).await?;
        self.advance_import(scope, import, now).await
    }

    /// One cancellation: done (now or before), or why not.
    async fn apply(
        &self,
        scope: &StoreScope,
        draft: &OrderDraft,
        profile: &ImportProfile,
        now: Timestamp,
    ) -> Result<Result<(), Fault>, Error> {
        if let Some(fault) = fault_in_file(draft, profile) {
            return Ok(Err(fault));
        }
        let cause = format!("cancelled by file: {}", draft.reference);
        let wanted = cancelled_lines(draft, profile);
        let candidates = self.meant(scope, draft, profile, &wanted).await?;
        if candidates.iter().any(|order| was_cancelled_by(order, &cause)) {
            return Ok(Ok(()));
        }
        let by = function("stock-allocation", now);
        let meaning = Meaning { kind: MoveKind::Release, cause: &cause };
        let mut has_left = None;
        for candidate in &candidates {
            let done = self
                .change(scope, candidate.id, &by, &meaning, |order| {
                    wanted.iter().try_for_each(|(sku, units)| take_off(order, sku, *units, &by, &cause))
                })
                .await;
            match done {
                Ok(_) => return Ok(Ok(())),
                Err(Error::Refused(Refusal::AlreadyShipped)) => has_left = Some(candidate.request.reference.clone()),
                Err(Error::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Err(match has_left {
            Some(reference) => {
                let message = format!("Order {reference}, which {} would cancel, has left the warehouse.", draft.reference);
                Fault::of_row(draft.row, FaultCode::AlreadyShipped, message, "Ask for a return instead.")
            }
            None => {
                let message = format!("{} matches no open order of that customer with these goods.", draft.reference);
                Fault::of_row(
                    draft.row,
                    FaultCode::NoMatchingOrder,
                    message,
                    "Give the reference of the order, or cancel it in the portal.",
                )
            }
        }))
    }

    /// Orders that a cancellation may mean: the one with its reference (without the prefix), else
    /// the customer's orders with that SKU placed before, newest first.
    async fn meant(
        &self,
        scope: &StoreScope,
        draft: &OrderDraft,
        profile: &ImportProfile,
        wanted: &[(domain::ids::Sku, u32)],
    ) -> Result<Vec<Order>, Error> {
        let prefix = profile.cancellation.as_ref().map_or("", |rule| rule.prefix.as_str());
        let plain = draft.reference.get(prefix.len()..).unwrap_or_default();
        if let Ok(reference) = plain.parse::<Reference>() {
            let found = self.orders_by_reference(scope, &reference).await?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        let Some(customer) = draft.header.get(Field::CustomerCode) else { return Ok(Vec::new()) };
        let placed_at = draft.header.get(Field::PlacedAt).and_then(|cell| cell.text.parse::<Timestamp>().ok());
        let sku = &wanted[0].0;
        let list = PostingList::Sku(Bucket::of(sku));
        let found = self
            .table
            .postings(scope, &list, (Date::MIN.max(Date::constant(1, 1, 1)), Date::constant(9999, 12, 31)), None, LISTS_SEARCHED)
            .await?;
        let with_sku = found.into_iter().flat_map(|posting| posting.orders).filter(|(_, of)| of == sku.as_str());
        let ids: Vec<_> = with_sku.map(|(id, _)| id).collect();
        let mut orders = self.table.orders(scope, &ids).await?;
        orders.retain(|order| {
            order.request.customer_code.as_ref().is_some_and(|code| code.as_str() == customer.text)
                && placed_at.is_none_or(|placed_at| order.request.placed_at <= placed_at)
        });
        orders.sort_by_key(|order| std::cmp::Reverse(order.request.placed_at));
        Ok(orders)
    }
}

/// What the file itself shows to be wrong with a cancellation.
pub(crate) fn fault_in_file(draft: &OrderDraft, profile: &ImportProfile) -> Option<Fault> {
    if let Some(fault) = draft.faults.first() {
        return Some(fault.clone());
    }
    cancelled_lines(draft, profile).is_empty().then(|| {
        let message = format!("{} cancels nothing that is goods.", draft.reference);
        Fault::of_row(draft.row, FaultCode::NoGoods, message, "Name the SKUs and units that are not wanted.")
    })
}

/// Takes units of a SKU off an order, line by line.
fn take_off(order: &mut Order, sku: &domain::ids::Sku, units: u32, by: &domain::orders::history::By, cause: &str) -> Result<(), Refusal> {
    let mut rest = units;
    let lines: Vec<(u32, u32)> = order
        .lines()
        .filter(|(_, line, _)| &line.sku == sku)
        .map(|(number, _, counters)| (number, counters.backordered + counters.allocated + counters.released))
        .collect();
    for (number, open) in lines {
        let taken = rest.min(open);
        if taken > 0 {
            order.reduce(by, number, taken, cause)?;
            rest -= taken;
        }
    }
    if rest == 0 {
        return Ok(());
    }
    let has_shipped = order.lines().any(|(_, line, counters)| &line.sku == sku && counters.left() > 0);
    Err(if has_shipped { Refusal::AlreadyShipped } else { Refusal::NotSoMany { line: 0, have: units - rest, wanted: units } })
}
