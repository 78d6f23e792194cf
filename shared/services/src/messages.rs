//! Messages between our functions. Each can come twice, late, or out of order.
#![expect(clippy::disallowed_types, reason = "serde's derive of flattened types names floats; ours have none")]

use aws_sdk_sqs::Client;
use domain::identity::StoreScope;
use domain::ids::{BatchId, CountId, DeliveryId, ExportId, ImportId, ManifestId, OrgId, Sku, StoreId, WebhookId};
use domain::invariants::Violation;
use domain::notices::News;
use domain::webhooks::Event;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use storage::meter::Metered;

use crate::Error;
use crate::validation::Validated;

/// Which store a message is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope<T> {
    /// The store's organisation.
    pub organisation: OrgId,
    /// The store.
    pub store: StoreId,
    /// What is to be done.
    #[serde(flatten)]
    pub body: T,
}

impl<T> Envelope<T> {
    /// A message about a store.
    pub fn new(scope: &StoreScope, body: T) -> Self {
        Self { organisation: scope.organisation().clone(), store: scope.store().clone(), body }
    }

    /// The store of the message. Only our functions write to our queues.
    pub fn scope(&self) -> StoreScope {
        StoreScope::of_message(self.organisation.clone(), self.store.clone())
    }
}

/// For `order-import`, beside S3's own notifications.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum ImportMessage {
    /// Go on with an import from its checkpoint.
    ContinueImport {
        /// Which.
        import: ImportId,
    },
}

/// For `order-validation`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum ValidationMessage {
    /// Check the orders of a chunk.
    ValidateChunk {
        /// The import.
        import: ImportId,
        /// The chunk, from 1.
        number: u32,
    },
}

/// For `stock-allocation`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum AllocationMessage {
    /// Give stock to the orders of a chunk.
    AllocateChunk {
        /// The import.
        import: ImportId,
        /// The chunk, from 1.
        number: u32,
    },
    /// Give stock to one order.
    AllocateOrder {
        /// The order, checked.
        validated: Box<Validated>,
    },
    /// Cancel what the cancellations of a chunk name.
    CancelOrders {
        /// The import.
        import: ImportId,
        /// The chunk, from 1.
        number: u32,
    },
    /// Give stock to those who wait for it.
    FillBackOrders {
        /// What there is stock of.
        sku: Sku,
    },
    /// Begin to undo an import.
    UndoImport {
        /// Which.
        import: ImportId,
    },
    /// Undo some of a chunk's orders, and go on with the next.
    UndoOrders {
        /// The import.
        import: ImportId,
        /// The chunk, from 1.
        number: u32,
        /// Which part of it, from 0.
        slice: u32,
    },
    /// Release the orders of a batch.
    ReleaseBatch {
        /// Which.
        batch: BatchId,
    },
    /// Book what a closed count found.
    BookCount {
        /// Which.
        count: CountId,
    },
    /// Mark the orders of a manifest as shipped.
    ShipManifest {
        /// Which.
        manifest: ManifestId,
    },
}

/// For `document-render`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum RenderMessage {
    /// Print the papers of a batch.
    RenderBatch {
        /// Which.
        batch: BatchId,
    },
}

/// For `exports`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum ExportMessage {
    /// Write a list into a file, or go on with it.
    WriteExport {
        /// Which.
        export: ExportId,
    },
}

/// For `reconciliation`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum ReconciliationMessage {
    /// Make a file now, whatever the cut-offs say.
    ReconcileNow,
}

/// For `notifications`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum NotificationMessage {
    /// Tell what came of an import.
    TellImport {
        /// Which.
        import: ImportId,
    },
    /// Tell that a reconciliation file is there.
    TellReconciliation {
        /// Which.
        sequence: u64,
    },
    /// Tell everybody in the store who should know.
    Spread {
        /// What.
        news: Box<News>,
    },
    /// Tell that a webhook was switched off, because nothing arrived.
    TellWebhookOff {
        /// Which.
        webhook: WebhookId,
    },
}

/// For `webhooks`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum WebhookMessage {
    /// Deliver an event for the first time.
    DeliverEvent {
        /// Where to.
        webhook: WebhookId,
        /// What.
        event: Box<Event>,
    },
    /// Try a delivery again, if it is due.
    DeliverAgain {
        /// Of which webhook.
        webhook: WebhookId,
        /// Which.
        delivery: DeliveryId,
    },
}

/// For `sentinel`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum SentinelMessage {
    /// Look at the stock of some SKUs, unless that was done since.
    InspectStock {
        /// Which.
        skus: Vec<Sku>,
        /// When they changed.
        since: Timestamp,
    },
    /// The table's stream showed something that must not be.
    Report {
        /// What.
        violations: Vec<Violation>,
    },
}

/// Addresses of the queues; a function has those that it writes to.
#[derive(Debug, Clone, Default)]
pub struct QueueUrls {
    /// Of `order-import`.
    pub import: Option<String>,
    /// Of `order-validation`.
    pub validation: Option<String>,
    /// Of `stock-allocation`.
    pub allocation: Option<String>,
    /// Of `document-render`.
    pub render: Option<String>,
    /// Of `exports`.
    pub exports: Option<String>,
    /// Of `reconciliation`.
    pub reconciliation: Option<String>,
    /// Of `notifications`.
    pub notifications: Option<String>,
    /// Of `sentinel`.
    pub sentinel: Option<String>,
    /// Of `webhooks`.
    pub webhooks: Option<String>,
}

/// The queues.
#[derive(Debug, Clone)]
pub struct Queues {
    client: Client,
    urls: QueueUrls,
}

/// A function was not told the address of a queue that it writes to.
#[derive(Debug, thiserror::Error)]
#[error("the queue {0} is not configured")]
struct NoQueue(&'static str);

impl Queues {
    /// Queues by their addresses.
    pub fn new(client: Client, urls: QueueUrls) -> Self {
        let metered = client.config().to_builder().interceptor(Metered::Queues).build();
        Self { client: Client::from_conf(metered), urls }
    }

    /// Sends to `order-import`.
    pub async fn import(&self, scope: &StoreScope, message: ImportMessage) -> Result<(), Error> {
        self.send("import", self.urls.import.as_deref(), scope, message, 0).await
    }

    /// Sends to `order-import`, to be read some seconds later.
    pub async fn import_later(&self, scope: &StoreScope, message: ImportMessage, seconds: i32) -> Result<(), Error> {
        self.send("import", self.urls.import.as_deref(), scope, message, seconds).await
    }

    /// Sends to `order-validation`.
    pub async fn validate(&self, scope: &StoreScope, message: ValidationMessage) -> Result<(), Error> {
        self.send("validation", self.urls.validation.as_deref(), scope, message, 0).await
    }

    /// Sends to `stock-allocation`.
    pub async fn allocate(&self, scope: &StoreScope, message: AllocationMessage) -> Result<(), Error> {
        self.send("allocation", self.urls.allocation.as_deref(), scope, message, 0).await
    }

    /// Sends to `stock-allocation`, to be read some seconds later.
    pub async fn allocate_later(&self, scope: &StoreScope, message: AllocationMessage, seconds: i32) -> Result<(), Error> {
        self.send("allocation", self.urls.allocation.as_deref(), scope, message, seconds).await
    }

    /// Sends to `document-render`.
    pub async fn render(&self, scope: &StoreScope, message: RenderMessage) -> Result<(), Error> {
        self.send("render", self.urls.render.as_deref(), scope, message, 0).await
    }

    /// Sends to `exports`.
    pub async fn export(&self, scope: &StoreScope, message: ExportMessage) -> Result<(), Error> {
        self.send("exports", self.urls.exports.as_deref(), scope, message, 0).await
    }

    /// Sends to `reconciliation`.
    pub async fn reconcile(&self, scope: &StoreScope, message: ReconciliationMessage) -> Result<(), Error> {
        self.send("reconciliation", self.urls.reconciliation.as_deref(), scope, message, 0).await
    }

    /// Sends to `notifications`.
    pub async fn notify(&self, scope: &StoreScope, message: NotificationMessage) -> Result<(), Error> {
        self.send("notifications", self.urls.notifications.as_deref(), scope, message, 0).await
    }

    /// Sends to `sentinel`, to be read some seconds later.
    pub async fn inspect(&self, scope: &StoreScope, message: SentinelMessage, seconds: i32) -> Result<(), Error> {
        self.send("sentinel", self.urls.sentinel.as_deref(), scope, message, seconds).await
    }

    /// Sends to `webhooks`.
    pub async fn webhook(&self, scope: &StoreScope, message: WebhookMessage) -> Result<(), Error> {
        self.send("webhooks", self.urls.webhooks.as_deref(), scope, message, 0).await
    }

    async fn send<T: Serialize>(
        &self,
        name: &'static str,
        url: Option<&str>,
        scope: &StoreScope,
        body: T,
        delay: i32,
    ) -> Result<(), Error> {
        let url = url.ok_or(NoQueue(name)).map_err(Error::unavailable("sending a message"))?;
        let text = serde_json::to_string(&Envelope::new(scope, body)).expect("messages have only text keys");
        let request = self.client.send_message().queue_url(url).message_body(text).delay_seconds(delay);
        request.send().await.map_err(Error::unavailable("sending a message"))?;
        Ok(())
    }
}
