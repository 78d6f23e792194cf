//! Batches and manifests, as they are shown.

pub(crate) mod assign_tracking;
pub(crate) mod collect_manifest;
pub(crate) mod create_batch;
pub(crate) mod create_manifest;
pub(crate) mod list_batches;
pub(crate) mod list_manifests;
pub(crate) mod pack;
pub(crate) mod pick;
pub(crate) mod pick_batch;
pub(crate) mod pick_lines;
pub(crate) mod short_pick;
pub(crate) mod show_batch;
pub(crate) mod show_manifest;
pub(crate) mod unship;

use domain::fulfilment::{Batch, BatchState, Manifest, ManifestState};
use domain::identity::roles::Permission;
use domain::ids::OrderId;
use domain::orders::Order;
use domain::orders::status::Status;
use jiff::Timestamp;
use serde::Serialize;
use services::App;
use utoipa::ToSchema;

use crate::access::InStore;
use crate::problem::Problem;
use crate::wire::Progress;
use crate::words;

/// Orders released to the warehouse together.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Batch)]
pub(crate) struct BatchPage {
    #[schema(examples("bat_018f3c6e7b5a5d0d8f6b2a4c1e9d7f03"))]
    id: String,
    #[schema(value_type = words::BatchState)]
    state: BatchState,
    n_orders: usize,
    /// On its pick list, once released.
    n_units: u64,
    released_at: Timestamp,
    /// The version of the settings that its papers are made with; null of older batches.
    settings_version: Option<u64>,
    documents: Vec<Document>,
    /// In the order in which they are printed.
    orders: Vec<String>,
    /// The same with what people call them; not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    contents: Option<Vec<OrderName>>,
    /// Orders released while it is being released, then orders picked; in lists only whether it is released.
    progress: Progress,
    /// What the caller may do now; not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<words::Action>>)]
    actions: Option<Vec<&'static str>>,
}

/// A printed file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Document {
    #[schema(examples("invoices-001.pdf"))]
    name: String,
    /// Orders in it.
    sheets: u32,
    sha256: String,
    /// Works for a quarter of an hour, without a token; not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

impl BatchPage {
    /// A row of a list.
    pub(crate) fn row(batch: &Batch) -> Self {
        let n_orders = batch.orders.len();
        let documents = batch.documents.iter();
        Self {
            id: batch.id.to_string(),
            state: batch.state,
            n_orders,
            n_units: batch.units,
            released_at: batch.created_at,
            settings_version: Some(batch.settings_version).filter(|version| *version > 0),
            documents: documents
                .map(|file| Document { name: file.name.clone(), sheets: file.sheets, sha256: file.sha256.clone(), url: None })
                .collect(),
            orders: names(&batch.orders),
            contents: None,
            progress: Progress { done: if batch.state == BatchState::Releasing { 0 } else { n_orders }, total: n_orders },
            actions: None,
        }
    }

    /// The batch with how far its orders are; links are added by [`BatchPage::with_links`].
    pub(crate) async fn load(app: &App, here: &InStore, batch: &Batch) -> Result<Self, Problem> {
        let orders = app.table.orders(&here.scope, &batch.orders).await?;
        let is_done = |order: &&Order| match batch.state {
            BatchState::Releasing => order.was_released_by(batch.id),
            BatchState::Released | BatchState::Rendered => order.units().released == 0,
        };
        let progress = Progress { done: orders.iter().filter(is_done).count(), total: batch.orders.len() };
        let has_open = orders.iter().any(|order| order.holds.is_empty() && order.units().released > 0);
        let may_pick = has_open && here.identity.may(Permission::FulfilmentPick);
        let actions = if may_pick { vec!["pick"] } else { Vec::new() };
        Ok(Self { progress, actions: Some(actions), contents: Some(OrderName::of(&orders)), ..Self::row(batch) })
    }

    /// The batch with fresh links to its documents.
    pub(crate) async fn with_links(mut self, app: &App, batch: &Batch) -> Result<Self, Problem> {
        for (shown, file) in self.documents.iter_mut().zip(&batch.documents) {
            shown.url = Some(app.files.download_link(&file.key, &file.name).await?);
        }
        Ok(self)
    }
}

/// Parcels that one carrier collects.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Manifest)]
pub(crate) struct ManifestPage {
    #[schema(examples("man_018f3c6e7b5a5d0d8f6b2a4c1e9d7f03"))]
    id: String,
    #[schema(value_type = words::ManifestState)]
    state: &'static str,
    carrier: String,
    created_at: Timestamp,
    /// When the carrier took it.
    shipped_at: Option<Timestamp>,
    n_orders: usize,
    n_parcels: u32,
    orders: Vec<String>,
    /// The same with what people call them; not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    contents: Option<Vec<OrderName>>,
    /// Orders marked as shipped; in lists only whether all are.
    progress: Progress,
    /// What the caller may do now.
    #[schema(value_type = Vec<words::Action>)]
    actions: Vec<&'static str>,
}

impl ManifestPage {
    /// A row of a list.
    pub(crate) fn row(here: &InStore, manifest: &Manifest) -> Self {
        let n_orders = manifest.orders.len();
        let done = if matches!(manifest.state, ManifestState::Shipped { .. }) { n_orders } else { 0 };
        let may_ship = manifest.state == ManifestState::Open && here.identity.may(Permission::FulfilmentShip);
        Self {
            id: manifest.id.to_string(),
            state: manifest.state.as_str(),
            carrier: manifest.carrier.clone(),
            created_at: manifest.created_at,
            shipped_at: manifest.state.collected_at(),
            n_orders,
            n_parcels: manifest.parcels,
            orders: names(&manifest.orders),
            contents: None,
            progress: Progress { done, total: n_orders },
            actions: if may_ship { vec!["ship"] } else { Vec::new() },
        }
    }

    /// The manifest with how many of its orders are marked.
    pub(crate) async fn load(app: &App, here: &InStore, manifest: &Manifest) -> Result<Self, Problem> {
        let row = Self::row(here, manifest);
        let orders = app.table.orders(&here.scope, &manifest.orders).await?;
        let done = match manifest.state {
            ManifestState::Shipping { .. } => orders.iter().filter(|order| !order.shipped_by(manifest.id).is_empty()).count(),
            ManifestState::Open | ManifestState::Shipped { .. } => row.progress.done,
        };
        Ok(Self { progress: Progress { done, total: manifest.orders.len() }, contents: Some(OrderName::of(&orders)), ..row })
    }
}

/// An order by what people call it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrderName {
    #[schema(examples("ord_018f3c6e7b5a5d0d8f6b2a4c1e9d7f03"))]
    id: String,
    reference: String,
    #[schema(value_type = words::OrderStatus)]
    status: Status,
}

impl OrderName {
    fn of(orders: &[Order]) -> Vec<Self> {
        let name =
            |order: &Order| Self { id: order.id.to_string(), reference: order.request.reference.to_string(), status: order.status() };
        orders.iter().map(name).collect()
    }
}

fn names(orders: &[OrderId]) -> Vec<String> {
    orders.iter().map(ToString::to_string).collect()
}
