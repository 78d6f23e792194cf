//! One world per test: a DynamoDB engine in process, and stand-ins for S3, SQS and SES that speak
//! their wire protocols, so that the real AWS clients are under test too. Messages wait until the
//! test lets the functions run.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it stands")]

mod aws;

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType, ScalarAttributeType,
};
use domain::identity::StoreScope;
use domain::ids::{ImportId, OrgId, Sku, StoreId};
use domain::imports::profile::ImportProfile;
use domain::imports::record::Import;
use domain::orders::Order;
use domain::orders::counters::Counters;
use domain::orders::history::By;
use domain::reconciliation::Entry;
use domain::stock::Level;
use domain::stock::ledger::{Move, replay};
use domain::stores::Store;
use jiff::{Timestamp, ToSpan};
use services::messages::{
    AllocationMessage, Envelope, ImportMessage, NotificationMessage, QueueUrls, Queues, ReconciliationMessage, RenderMessage,
    ValidationMessage,
};
use services::notifications::Mail;
use services::relay::{Route, Watched, routes};
use services::{App, Error};
use storage::stock::Waiting;
use storage::{Files, Table};

pub use aws::Cloud;

/// A store with a little catalogue, and everything around it.
pub struct World {
    /// The use cases under test.
    pub app: App,
    /// Files, messages and mails.
    pub cloud: Arc<Cloud>,
    /// The store's scope.
    pub scope: StoreScope,
    /// The current time; tests move it.
    pub now: Timestamp,
    /// Where functions that run outside of this process reach it.
    pub endpoints: Endpoints,
    dynamo: aws_sdk_dynamodb::Client,
}

/// Addresses of the services.
#[derive(Debug, Clone)]
pub struct Endpoints {
    /// DynamoDB.
    pub dynamo: String,
    /// S3, SQS and SES; queues are below `queues/`.
    pub others: String,
}

/// The name of the world's table.
pub const TABLE: &str = "packhouse";

/// The name of the world's bucket.
pub const BUCKET: &str = "bucket";

impl World {
    /// A store that lets orders wait and leave in parts, with SKUs `A` to `E`.
    pub async fn new() -> Self {
        Self::with_settings(serde_json::json!({})).await
    }

    /// The same with other settings.
    pub async fn with_settings(overrides: serde_json::Value) -> Self {
        let endpoint = serve_dynamo(dynoxide::Database::memory().unwrap()).await;
        let world = Self::beside(&endpoint).await;
        world.found(overrides).await;
        for sku in ["A", "B", "C", "D", "E"] {
            world.add_product(sku).await;
        }
        world
    }

    /// Creates the table and the store.
    pub async fn found(&self, overrides: serde_json::Value) {
        create_table(&self.dynamo).await;
        self.create_store(overrides).await;
    }

    /// A world whose DynamoDB is another's: nothing is in it that is not there already.
    pub async fn beside(dynamo_endpoint: &str) -> Self {
        let cloud = Arc::new(Cloud::default());
        let endpoint = aws::serve(Arc::clone(&cloud)).await;
        let dynamo = aws::dynamo(dynamo_endpoint);
        let url = |name: &str| Some(format!("{endpoint}/queues/{name}"));
        let urls = QueueUrls {
            import: url("import"),
            validation: url("validation"),
            allocation: url("allocation"),
            render: url("render"),
            reconciliation: url("reconciliation"),
            notifications: url("notifications"),
        };
        let app = App {
            table: Table::new(dynamo.clone(), TABLE),
            files: Files::new(aws::s3(&endpoint), BUCKET),
            queues: Queues::new(aws::sqs(&endpoint), urls),
            mail: Mail::new(aws::ses(&endpoint), "packhouse@example.com".to_owned(), "https://portal.example".to_owned()),
        };
        let (organisation, store): (OrgId, StoreId) = ("meridian".parse().unwrap(), "nordlys".parse().unwrap());
        let scope = StoreScope::of_message(organisation, store);
        let endpoints = Endpoints { dynamo: dynamo_endpoint.to_owned(), others: endpoint };
        Self { app, cloud, scope, now: "2026-11-21T10:00:00Z".parse().unwrap(), endpoints, dynamo }
    }

    async fn create_store(&self, overrides: serde_json::Value) {
        let mut settings = serde_json::json!({
            "id": self.scope.store(), "organisation": "meridian", "version": 1, "name": "Nordlys Home",
            "seller": {"name": "Nordlys Home AS", "street": ["Storgata 1"], "city": "Oslo", "postcode": "0155", "country": "NO"},
            "time_zone": "Europe/London", "currency": "GBP", "warehouse": "london", "contacts": ["ops@nordlys.example"],
        });
        settings.as_object_mut().unwrap().extend(overrides.as_object().unwrap().clone());
        let store: Store = serde_json::from_value(settings).unwrap();
        self.app.table.create_store(&store).await.unwrap();
    }

    /// Adds a product.
    pub async fn add_product(&self, sku: &str) {
        let product = serde_json::json!({"sku": sku, "name": format!("Product {sku}"), "location": format!("A-{sku}"), "version": 1});
        self.app.table.put_product(&self.scope, &serde_json::from_value(product).unwrap()).await.unwrap();
    }

    /// Somebody at this time.
    pub fn by(&self) -> By {
        By { actor: "tester".parse().unwrap(), on_behalf_of: None, at: self.now }
    }

    /// Lets time pass.
    pub fn pass(&mut self, seconds: i64) {
        self.now += seconds.seconds();
    }

    /// Books goods in and lets those who wait have them.
    pub async fn receive(&self, reference: &str, lines: &[(&str, u32)]) {
        let lines = lines.iter().map(|(sku, units)| (sku.parse().unwrap(), *units)).collect();
        self.app.receive_goods(&self.scope, &self.by(), reference, lines, self.now).await.unwrap();
        self.settle().await;
    }

    /// Drops a file and lets the functions run until nothing is left to do.
    pub async fn drop_file(&self, name: &str, content: &str) -> Import {
        let id = self.put_file(name, content).await;
        self.settle().await;
        self.import(id).await
    }

    /// Drops a file; the functions have not run yet.
    pub async fn put_file(&self, name: &str, content: &str) -> ImportId {
        let key = format!("drop/{}/in/{name}", self.scope.store());
        self.app.files.put(&key, "text/csv", content.as_bytes().to_vec()).await.unwrap();
        let object = self.app.files.head(&key).await.unwrap().unwrap();
        self.app.receive_file(&key, self.now).await.unwrap();
        ImportId::derived(&[self.scope.store().as_str(), &key, &object.written_at.to_string(), &object.tag])
    }

    /// An import.
    pub async fn import(&self, id: ImportId) -> Import {
        self.app.table.import(&self.scope, id).await.unwrap().expect("the import exists")
    }

    /// The order with a reference from a file.
    pub async fn order(&self, reference: &str) -> Order {
        let id = Order::id_for(self.scope.store(), &"file".parse().unwrap(), &reference.parse().unwrap());
        self.app.order(&self.scope, id).await.unwrap()
    }

    /// The stock of a SKU.
    pub async fn level(&self, sku: &str) -> Level {
        let (sku, warehouse) = (sku.parse().unwrap(), "london".parse().unwrap());
        self.app.table.level(&self.scope, &sku, &warehouse).await.unwrap().expect("the level exists")
    }

    /// Runs the functions on everything that waits for them, until nothing does.
    pub async fn settle(&self) {
        for _ in 0..500 {
            let n_routed = self.relay().await;
            let messages = self.cloud.take_messages();
            if messages.is_empty() && n_routed == 0 {
                return;
            }
            for (queue, body) in messages {
                self.deliver(&queue, &body).await.unwrap_or_else(|error| panic!("{queue}: {body}: {error:?}"));
            }
        }
        panic!("the functions never come to rest");
    }

    /// One message to its function.
    pub async fn deliver(&self, queue: &str, body: &str) -> Result<(), Error> {
        let (app, now, deadline) = (&self.app, self.now, self.now + 900.seconds());
        match queue {
            "import" => {
                let message: Envelope<ImportMessage> = serde_json::from_str(body).unwrap();
                let ImportMessage::ContinueImport { import } = message.body;
                app.read_import(&message.scope(), import, now, deadline).await
            }
            "validation" => {
                let message: Envelope<ValidationMessage> = serde_json::from_str(body).unwrap();
                let ValidationMessage::ValidateChunk { import, number } = message.body;
                app.validate_chunk(&self.scope, import, number).await
            }
            "allocation" => {
                let message: Envelope<AllocationMessage> = serde_json::from_str(body).unwrap();
                app.work_wave(&message.scope(), &message.body, now).await
            }
            "render" => {
                let message: Envelope<RenderMessage> = serde_json::from_str(body).unwrap();
                let RenderMessage::RenderBatch { batch } = message.body;
                app.render_batch(&self.scope, batch).await
            }
            "reconciliation" => {
                let message: Envelope<ReconciliationMessage> = serde_json::from_str(body).unwrap();
                app.reconcile_now(&message.scope(), now).await.map(drop)
            }
            "notifications" => {
                let message: Envelope<NotificationMessage> = serde_json::from_str(body).unwrap();
                match message.body {
                    NotificationMessage::TellImport { import } => app.tell_import(&self.scope, import, now).await,
                    NotificationMessage::TellReconciliation { sequence } => app.tell_reconciliation(&self.scope, sequence, now).await,
                }
            }
            other => panic!("no function reads {other}"),
        }
    }

    /// What the table's stream would bring about, looking at everything as if it were new.
    async fn relay(&self) -> usize {
        let mut all = Vec::new();
        for item in self.scan().await {
            let watched = match storage::stream::kind(&item).unwrap() {
                "level" => Watched::Level(storage::stock::read_level(&item).unwrap()),
                "import" => Watched::Import(storage::stream::document(&item).unwrap()),
                "batch" => Watched::Batch(storage::stream::document(&item).unwrap()),
                _ => continue,
            };
            all.extend(routes(None, &watched).into_iter().filter(|route| !matches!(route, Route::Publish(_))));
        }
        let n_routes = all.len();
        let (organisation, store) = (self.scope.organisation().clone(), self.scope.store().clone());
        self.app.relay(organisation, store, all).await.unwrap();
        n_routes
    }

    async fn scan(&self) -> Vec<storage::table::Item> {
        let mut items = Vec::new();
        let mut start = None;
        loop {
            let page = self.dynamo.scan().table_name(TABLE).set_exclusive_start_key(start).send().await.unwrap();
            items.extend(page.items.unwrap_or_default());
            start = page.last_evaluated_key;
            if start.is_none() {
                return items;
            }
        }
    }

    /// What must hold whenever the functions have come to rest. Panics with what does not.
    pub async fn check(&self) {
        let (mut orders, mut levels, mut moves, mut waiting) = (Vec::new(), Vec::new(), BTreeMap::<Sku, Vec<Move>>::new(), Vec::new());
        let mut entries: Vec<Entry> = Vec::new();
        for item in self.scan().await {
            match storage::stream::kind(&item).unwrap() {
                "order" => orders.push(storage::stream::document::<Order>(&item).unwrap()),
                "level" => levels.push(storage::stock::read_level(&item).unwrap()),
                "entry" => entries.push(storage::stream::document(&item).unwrap()),
                "move" => {
                    let entry: Move = storage::stream::document(&item).unwrap();
                    moves.entry(entry.sku.clone()).or_default().push(entry);
                }
                "waiting" => {
                    let sku = item["pk"].as_s().unwrap().rsplit("#Q#").next().unwrap().to_owned();
                    waiting.push((sku, storage::stream::document::<Waiting>(&item).unwrap()));
                }
                _ => {}
            }
        }
        for level in &levels {
            let sums = sums_of(&orders, &level.sku);
            assert_eq!(level.allocated, sums.reserved(), "{}: allocated is not what the orders hold", level.sku);
            assert_eq!(level.backordered, sums.backordered, "{}: backordered is not what the orders wait for", level.sku);
            let queued: u32 = waiting.iter().filter(|(sku, _)| sku == level.sku.as_str()).map(|(_, waiting)| waiting.quantity).sum();
            assert_eq!(queued, level.backordered, "{}: the queue is not what the orders wait for", level.sku);
            let replayed =
                replay(&level.sku, &level.warehouse, moves.get(&level.sku).into_iter().flatten()).expect("a ledger that adds up");
            let facts = |level: &Level| (level.available, level.allocated, level.backordered, level.on_hand());
            assert_eq!(facts(&replayed), facts(level), "{}: the ledger does not replay to the level", level.sku);
            assert!(level.available == 0 || level.backordered == 0, "{}: somebody waits although there is stock", level.sku);
        }
    }
}

fn sums_of(orders: &[Order], sku: &Sku) -> Counters {
    let lines = orders.iter().flat_map(Order::lines).filter(|(_, line, _)| &line.sku == sku);
    lines.fold(Counters::default(), |sum, (_, _, counters)| sum.plus(counters))
}

/// Lines of the canonical format, one order line each: (reference, SKU, quantity).
pub fn csv(lines: &[(&str, &str, &str)]) -> String {
    let mut text =
        "reference,placed_at,consignee_name,consignee_street_1,consignee_city,consignee_country,sku,quantity,unit_price\n".to_owned();
    for (reference, sku, quantity) in lines {
        text.push_str(&format!("{reference},2026-11-20T09:00:00Z,Zoë Łęcka,ul. Długa 5,Gdańsk,PL,{sku},{quantity},10.00\n"));
    }
    text
}

/// The canonical profile with a rule for cancellations.
pub fn profile_with_cancellations() -> ImportProfile {
    use domain::imports::profile::CancellationRule;
    let name = "cancelling".parse().unwrap();
    ImportProfile { name, cancellation: Some(CancellationRule { prefix: "C".to_owned() }), ..ImportProfile::canonical() }
}

/// Serves a DynamoDB over HTTP; gives its address.
pub async fn serve_dynamo(database: dynoxide::Database) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(dynoxide::server::serve_on(listener, database));
    endpoint
}

async fn create_table(client: &aws_sdk_dynamodb::Client) {
    let key = |name: &str, kind: KeyType| KeySchemaElement::builder().attribute_name(name).key_type(kind).build().unwrap();
    let text = |name: &str| AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S).build().unwrap();
    let mut request = client
        .create_table()
        .table_name(TABLE)
        .billing_mode(BillingMode::PayPerRequest)
        .key_schema(key("pk", KeyType::Hash))
        .key_schema(key("sk", KeyType::Range))
        .attribute_definitions(text("pk"))
        .attribute_definitions(text("sk"));
    for index in ["gsi1", "gsi2", "gsi3"] {
        let (pk, sk) = (format!("{index}pk"), format!("{index}sk"));
        request = request.attribute_definitions(text(&pk)).attribute_definitions(text(&sk)).global_secondary_indexes(
            GlobalSecondaryIndex::builder()
                .index_name(index)
                .key_schema(key(&pk, KeyType::Hash))
                .key_schema(key(&sk, KeyType::Range))
                .projection(Projection::builder().projection_type(ProjectionType::KeysOnly).build())
                .build()
                .unwrap(),
        );
    }
    request.send().await.unwrap();
}
