//! From a chunk's drafts to valid orders, or to all that is wrong with them. The answer is written
//! once and never changes: allocation can be run again on the very same input.

use std::collections::{BTreeMap, HashMap};

use domain::address::Party;
use domain::catalogue::Product;
use domain::costs::Usage;
use domain::identity::StoreScope;
use domain::ids::{CustomerCode, ImportId, OrderId, Sku, WarehouseId};
use domain::imports::draft::OrderDraft;
use domain::imports::fault::{Fault, FaultCode};
use domain::imports::profile::ImportProfile;
use domain::imports::record::{ChunkResult, Diagnostic, Import, Outcome, Plan};
use domain::orders::validation::{Facts, mentions, validate};
use domain::orders::{ChunkId, Order, OrderRequest};
use domain::stock::allocation::BackOrders;
use domain::stores::{Shipping, Store};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use storage::Reading;
use storage::imports::Marker;
use storage::meter::spent_with_time;

use crate::cancellations::fault_in_file;
use crate::imports::chunk_id;
use crate::imports::folders::Folder;
use crate::messages::AllocationMessage;
use crate::{App, Error};

/// The outcome of a chunk's validation, with everything else that allocation decides by, frozen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Validated {
    /// The chunk.
    pub chunk: ChunkId,
    /// When it came: orders are accepted as of then.
    pub received_at: Timestamp,
    /// The version of the store's settings at that time.
    #[serde(default)]
    pub settings_version: u64,
    /// The store's policy at that time.
    pub back_orders: BackOrders,
    /// Whether orders must leave whole.
    pub ships_complete: bool,
    /// Where the store's stock lies.
    pub warehouse: WarehouseId,
    /// The store's zone, for the days that orders are listed under.
    pub time_zone: String,
    /// Valid orders, with the rows that each took in its file.
    pub orders: Vec<(OrderRequest, u64)>,
    /// What is not taken, with the reasons.
    pub diagnostics: Vec<Diagnostic>,
    /// What checking them cost.
    #[serde(default)]
    pub cost: Usage,
}

impl Validated {
    /// A chunk of a store, empty.
    pub fn new(chunk: ChunkId, received_at: Timestamp, store: &Store) -> Self {
        let settings = &store.settings;
        Self {
            chunk,
            received_at,
            settings_version: store.version,
            back_orders: settings.back_orders,
            ships_complete: settings.shipping == Shipping::Complete,
            warehouse: settings.warehouse.clone(),
            time_zone: settings.time_zone.clone(),
            orders: Vec::new(),
            diagnostics: Vec::new(),
            cost: Usage::default(),
        }
    }
}

impl App {
    /// Checks a chunk and hands it on; one of a dry run has its end here. Retried is what a service
    /// refused; nothing is dropped.
    pub async fn validate_chunk(&self, scope: &StoreScope, import: ImportId, number: u32, now: Timestamp) -> Result<(), Error> {
        let record = self.table.import(scope, import).await?.ok_or(Error::NotFound("import"))?;
        let plan = record.state.plan().ok_or(Error::NotFound("plan of the import"))?;
        if record.is_trial {
            let marker = self.try_chunk(scope, &record, plan, number, now).await?;
            self.table.keep_tried_chunk(scope, chunk_id(import, number), &marker, record.tried_until()).await?;
            return self.advance_import(scope, import, now).await;
        }
        self.checked_chunk(scope, &record, plan, number, now).await?;
        self.queues.allocate(scope, AllocationMessage::AllocateChunk { import, number }).await
    }

    /// What would come of a chunk. Whether a cancellation finds its order is known only when it is done.
    async fn try_chunk(&self, scope: &StoreScope, record: &Import, plan: &Plan, number: u32, now: Timestamp) -> Result<Marker, Error> {
        let mut marker = Marker {
            result: ChunkResult::default(),
            late: Vec::new(),
            committed_at: Some(now),
            shared: Usage::default(),
            own: Usage::default(),
        };
        if number <= plan.order_chunks {
            let validated = self.checked_chunk(scope, record, plan, number, now).await?;
            marker.result = tally(&validated, &[]);
            marker.result.orders.accepted = validated.orders.len() as u64;
            marker.result.rows.accepted = validated.orders.iter().map(|(_, rows)| rows).sum();
        } else {
            for draft in &self.chunk(scope, record, number).await?.drafts {
                let fault = fault_in_file(draft, &plan.profile);
                let outcome = if fault.is_none() { Outcome::Accepted } else { Outcome::Rejected };
                marker.result.count(outcome, draft.lines.len() as u64 + draft.more_rows, fault.as_ref().map(|fault| fault.code));
                marker.result.cancellations += u64::from(fault.is_none());
                marker.late.extend(fault.map(|fault| rejected(draft, vec![fault])));
            }
        }
        marker.shared = spent_with_time();
        Ok(marker)
    }

    async fn checked_chunk(
        &self,
        scope: &StoreScope,
        record: &Import,
        plan: &Plan,
        number: u32,
        now: Timestamp,
    ) -> Result<Validated, Error> {
        let place = Folder::of(scope, record).validated(number);
        if let Some(validated) = self.files.get_packed::<Validated>(&place).await? {
            return Ok(validated);
        }
        let checked = self.check_chunk(scope, record, plan, number, now).await?;
        let validated = Validated { cost: spent_with_time(), ..checked };
        Ok(self.files.put_once(&place, validated).await?)
    }

    async fn chunk(&self, scope: &StoreScope, record: &Import, number: u32) -> Result<formats::Chunk, Error> {
        let place = Folder::of(scope, record).drafts(number);
        self.files.get_packed(&place).await?.ok_or(Error::NotFound("chunk of the import"))
    }

    async fn check_chunk(&self, scope: &StoreScope, record: &Import, plan: &Plan, number: u32, now: Timestamp) -> Result<Validated, Error> {
        let chunk = self.chunk(scope, record, number).await?;
        let store = self.store(scope, now).await?;
        let (products, customers) = self.facts(scope, &chunk.drafts, &plan.profile).await?;
        let facts = Facts {
            settings: &store.settings,
            profile: &plan.profile,
            products: &products,
            customers: &customers,
            now: record.received_at,
        };
        let mut validated = Validated::new(chunk_id(record.id, number), record.received_at, &store);
        for stray in chunk.stray_rows {
            validated.diagnostics.push(Diagnostic {
                reference: String::new(),
                rows: vec![stray.row],
                more_rows: 0,
                outcome: Outcome::Rejected,
                faults: stray.faults,
            });
        }
        for draft in &chunk.drafts {
            match validate(draft, &facts) {
                Ok(request) => validated.orders.push((request, rows_of(draft).len() as u64)),
                Err(faults) => validated.diagnostics.push(rejected(draft, faults)),
            }
        }
        self.sort_out_known(scope, &chunk.drafts, validated).await
    }

    pub(crate) async fn facts(
        &self,
        scope: &StoreScope,
        drafts: &[OrderDraft],
        profile: &ImportProfile,
    ) -> Result<(HashMap<Sku, Product>, BTreeMap<CustomerCode, Party>), Error> {
        let (skus, customers) = mentions(drafts, profile);
        let products = self.table.products_by_sku(scope, &skus).await?;
        let customers = self.table.customers_by_code(scope, &customers).await?;
        Ok((products, customers))
    }

    /// Takes out orders that are known already, so that they do not even ask for stock.
    async fn sort_out_known(&self, scope: &StoreScope, drafts: &[OrderDraft], validated: Validated) -> Result<Validated, Error> {
        let rows: BTreeMap<u64, Vec<u64>> = drafts.iter().map(|draft| (draft.row, rows_of(draft))).collect();
        let id_of = |request: &OrderRequest| Order::id_for(scope.store(), &request.channel, &request.reference);
        let ids: Vec<OrderId> = validated.orders.iter().map(|(request, _)| id_of(request)).collect();
        // One that came at this very moment is found when ours is put.
        let known = self.table.orders_as_of(Reading::Lately, scope, &ids).await?;
        let mut known: BTreeMap<OrderId, String> = known.into_iter().map(|order| (order.id, order.request.fingerprint())).collect();
        let mut sorted = Validated { orders: Vec::new(), ..validated.clone() };
        for (request, n_rows) in validated.orders {
            let fingerprint = request.fingerprint();
            match known.get(&id_of(&request)) {
                None => {
                    known.insert(id_of(&request), fingerprint);
                    sorted.orders.push((request, n_rows));
                }
                Some(existing) => {
                    let rows = rows.get(&request.row).cloned().unwrap_or_else(|| vec![request.row]);
                    sorted.diagnostics.push(known_already(&request, rows, *existing == fingerprint));
                }
            }
        }
        Ok(sorted)
    }
}

/// The diagnostic of an order that exists, with the same content or with other.
pub(crate) fn known_already(request: &OrderRequest, rows: Vec<u64>, is_same: bool) -> Diagnostic {
    let reference = request.reference.to_string();
    if is_same {
        return Diagnostic { reference, rows, more_rows: 0, outcome: Outcome::Duplicate, faults: Vec::new() };
    }
    let fault = Fault::of_row(
        request.row,
        FaultCode::OrderChanged,
        format!("Order {reference} was accepted before with other content."),
        "Cancel or reduce the first order, or give this one a new reference.",
    );
    Diagnostic { reference, rows, more_rows: 0, outcome: Outcome::Rejected, faults: vec![fault] }
}

/// The diagnostic of an order that is sent back.
pub(crate) fn rejected(draft: &OrderDraft, faults: Vec<Fault>) -> Diagnostic {
    Diagnostic { reference: draft.reference.clone(), rows: rows_of(draft), more_rows: draft.more_rows, outcome: Outcome::Rejected, faults }
}

/// The counts of what was not taken of a chunk.
pub(crate) fn tally(validated: &Validated, late: &[Diagnostic]) -> ChunkResult {
    let mut result = ChunkResult::default();
    for diagnostic in validated.diagnostics.iter().chain(late) {
        let first = diagnostic.faults.first().map(|fault| fault.code);
        let rows = rows_in(validated, diagnostic);
        if diagnostic.reference.is_empty() {
            result.count_stray(first);
        } else {
            result.count(diagnostic.outcome, rows, first);
        }
    }
    result
}

/// Rows of an order that was turned away late are counted from the order; others name their rows.
fn rows_in(validated: &Validated, diagnostic: &Diagnostic) -> u64 {
    let of_order =
        validated.orders.iter().find(|(request, _)| request.reference.as_str() == diagnostic.reference && diagnostic.rows == [request.row]);
    of_order.map_or(diagnostic.rows.len() as u64 + diagnostic.more_rows, |(_, rows)| *rows)
}

pub(crate) fn rows_of(draft: &OrderDraft) -> Vec<u64> {
    draft.lines.iter().map(|line| line.row).collect()
}
