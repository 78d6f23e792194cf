//! Messages between our functions. Each can come twice, late, or out of order.
#![expect(clippy::disallowed_types, reason = "serde's derive of flattened types names floats; ours have none")]

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::{ChangeMessageVisibilityBatchRequestEntry, Message, MessageSystemAttributeName, QueueAttributeName};
use domain::dead_letters::WorkQueue;
use domain::identity::StoreScope;
use domain::ids::{ActorId, BatchId, CountId, DeliveryId, DeviceId, ExportId, ImportId, ManifestId, OrgId, Sku, StoreId, WebhookId};
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
    /// Push news to a person's devices.
    Push {
        /// Whose.
        to: ActorId,
        /// What.
        news: Box<News>,
    },
    /// Push to one device, so that its person sees it work. Tried once.
    TestDevice {
        /// Whose.
        of: ActorId,
        /// Which.
        device: DeviceId,
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
    /// Of `event-relay`, of which only the dead letters are used.
    pub relay: Option<String>,
}

impl QueueUrls {
    fn of(&self, queue: WorkQueue) -> Option<&str> {
        let url = match queue {
            WorkQueue::OrderImport => &self.import,
            WorkQueue::OrderValidation => &self.validation,
            WorkQueue::StockAllocation => &self.allocation,
            WorkQueue::DocumentRender => &self.render,
            WorkQueue::Reconciliation => &self.reconciliation,
            WorkQueue::Exports => &self.exports,
            WorkQueue::Notifications => &self.notifications,
            WorkQueue::Webhooks => &self.webhooks,
            WorkQueue::Sentinel => &self.sentinel,
            WorkQueue::EventRelay => &self.relay,
        };
        url.as_deref()
    }
}

/// The queues.
#[derive(Debug, Clone)]
pub struct Queues {
    client: Client,
    urls: QueueUrls,
}

/// A dead letter that is held for a while: nobody else gets it meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Held {
    /// SQS's id of the message; it keeps it when it moves to the dead letters.
    pub(crate) id: String,
    /// Its text.
    pub(crate) body: String,
    /// When it was sent first.
    pub(crate) sent_at: Timestamp,
    /// What SQS knows this holding by.
    handle: String,
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

    /// Takes up to ten dead letters of a queue for some seconds; none where it has no more that are not held.
    pub(crate) async fn take_dead(&self, queue: WorkQueue, seconds: i32) -> Result<Vec<Held>, Error> {
        let request = self.client.receive_message().queue_url(self.dead_url(queue)?).max_number_of_messages(10);
        // A second's wait asks all of SQS's servers; without one, some letters are overlooked.
        let request = request.wait_time_seconds(1).visibility_timeout(seconds);
        let answer = request.message_system_attribute_names(MessageSystemAttributeName::SentTimestamp).send().await;
        let answer = answer.map_err(Error::unavailable("looking at dead letters"))?;
        Ok(answer.messages.unwrap_or_default().into_iter().filter_map(held).collect())
    }

    /// Lets dead letters go, for others to take. What cannot be let go comes back by itself when its time is over.
    pub(crate) async fn let_go(&self, queue: WorkQueue, letters: &[&Held]) -> Result<(), Error> {
        for some in letters.chunks(10) {
            let entry = |(index, letter): (usize, &&Held)| {
                let entry = ChangeMessageVisibilityBatchRequestEntry::builder().id(index.to_string()).receipt_handle(&letter.handle);
                entry.visibility_timeout(0).build().map_err(Error::unavailable("letting dead letters go"))
            };
            let entries = some.iter().enumerate().map(entry).collect::<Result<Vec<_>, Error>>()?;
            let request = self.client.change_message_visibility_batch().queue_url(self.dead_url(queue)?).set_entries(Some(entries));
            request.send().await.map_err(Error::unavailable("letting dead letters go"))?;
        }
        Ok(())
    }

    /// Sends a dead letter back to its queue, as it is. It is still among the dead letters afterwards.
    pub(crate) async fn send_again(&self, queue: WorkQueue, letter: &Held) -> Result<(), Error> {
        let url = self.urls.of(queue).ok_or(NoQueue(queue.as_str())).map_err(Error::unavailable("sending a message"))?;
        let request = self.client.send_message().queue_url(url).message_body(&letter.body);
        request.send().await.map_err(Error::unavailable("sending a message"))?;
        Ok(())
    }

    /// Removes a dead letter for good.
    pub(crate) async fn remove_dead(&self, queue: WorkQueue, letter: &Held) -> Result<(), Error> {
        let request = self.client.delete_message().queue_url(self.dead_url(queue)?).receipt_handle(&letter.handle);
        request.send().await.map_err(Error::unavailable("removing a dead letter"))?;
        Ok(())
    }

    /// About how many dead letters a queue has, held ones included.
    pub(crate) async fn n_dead(&self, queue: WorkQueue) -> Result<u64, Error> {
        const COUNTED: [QueueAttributeName; 2] =
            [QueueAttributeName::ApproximateNumberOfMessages, QueueAttributeName::ApproximateNumberOfMessagesNotVisible];
        let request = self.client.get_queue_attributes().queue_url(self.dead_url(queue)?).set_attribute_names(Some(COUNTED.to_vec()));
        let answer = request.send().await.map_err(Error::unavailable("counting dead letters"))?;
        let counts = answer.attributes.unwrap_or_default();
        Ok(COUNTED.iter().filter_map(|name| counts.get(name)?.parse::<u64>().ok()).sum())
    }

    /// Where a queue's dead letters are: `infra/queue.yaml` gives both queues one name, with this at the end.
    fn dead_url(&self, queue: WorkQueue) -> Result<String, Error> {
        let url = self.urls.of(queue).ok_or(NoQueue(queue.as_str())).map_err(Error::unavailable("finding dead letters"))?;
        Ok(format!("{url}-dead"))
    }
}

fn held(message: Message) -> Option<Held> {
    let sent_at = message.attributes.as_ref()?.get(&MessageSystemAttributeName::SentTimestamp)?;
    let sent_at = Timestamp::from_millisecond(sent_at.parse().ok()?).ok()?;
    Some(Held { id: message.message_id?, body: message.body?, sent_at, handle: message.receipt_handle? })
}
