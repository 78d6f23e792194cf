//! One world per test: a DynamoDB engine in process, and stand-ins for S3, SQS, SES and SNS, behind the
//! real AWS clients. Messages wait until the test lets the functions run, with their own handlers.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it stands")]

pub mod clock;
pub mod cloud;
mod dynamo;
pub mod hooks;
pub mod pool;
mod served;
pub mod wire;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region, SharedCredentialsProvider, retry::RetryConfig};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
    ScalarAttributeType, StreamSpecification, StreamViewType,
};
use aws_smithy_http_client::tls::TlsContext;
use aws_smithy_runtime_api::client::http::SharedHttpConnector;
use domain::costs::{Spent, Usage};
use domain::findings::Finding;
use domain::identity::StoreScope;
use domain::ids::{ImportId, OrgId, Sku, StoreId};
use domain::imports::profile::ImportProfile;
use domain::imports::record::{Import, State};
use domain::inbound::{self, Asn};
use domain::invariants::{self, Queued, SkuFacts, Violation};
use domain::orders::counters::Counters;
use domain::orders::history::{By, EventKind};
use domain::orders::{ChunkId, Order};
use domain::reconciliation::{Entry, EntryKind, Intake, Line, Made, Reconciliation, ReconciliationState};
use domain::returns::{self, Return};
use domain::stock::Level;
use domain::stock::ledger::{Change, Move};
use domain::stores::Store;
use domain::stores::course::Course;
use jiff::{Timestamp, ToSpan};
use runtime::{Config, Started};
use serde_json::{Value, json};
use services::App;
use services::messages::{QueueUrls, Queues};
use services::notifications::Mail;
use storage::imports::Marker;
use storage::meter::measured;
use storage::stock::Waiting;
use storage::{Files, Table};

pub use cloud::{Cloud, Message};
pub use wire::{Fault, Faults, Life, Wire};

use dynamo::StreamReader;

/// A store with a little catalogue, and everything around it.
pub struct World {
    /// The use cases under test.
    pub app: App,
    /// The functions under test.
    pub started: Started,
    /// Files, messages and mails.
    pub cloud: Arc<Cloud>,
    /// What befalls the calls of AWS clients.
    pub faults: Faults,
    /// The store's scope.
    pub scope: StoreScope,
    /// The current time; tests move it.
    pub now: Timestamp,
    wire: Wire,
    stream: Arc<Mutex<StreamReader>>,
}

macro_rules! client {
    ($sdk:ident, $wire:expr, $retries:expr $(, $setting:ident($value:expr))*) => {
        $sdk::Client::from_conf(
            $sdk::Config::builder()
                .behavior_version(BehaviorVersion::latest())
                .region(Region::new("eu-west-2"))
                .credentials_provider(Credentials::new("test", "test", None, None, "test"))
                .endpoint_url("http://aws.test")
                .http_client($wire.clone())
                .retry_config($retries.clone())
                $(.$setting($value))*
                .build(),
        )
    };
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
        Self::with_settings(json!({})).await
    }

    /// The same with other settings.
    pub async fn with_settings(overrides: Value) -> Self {
        Self::with_retries(overrides, RetryConfig::standard()).await
    }

    /// The same with other habits of the AWS clients.
    pub async fn with_retries(overrides: Value, retries: RetryConfig) -> Self {
        let world = Self::on(dynoxide::Database::memory().unwrap(), retries);
        world.found(overrides).await;
        world.add_usual_products().await;
        world
    }

    async fn add_usual_products(&self) {
        for sku in ["A", "B", "C", "D", "E"] {
            self.add_product(sku).await;
        }
    }

    /// A world for measurements, without a stream and what is woken by it: the engine looks through all of a stream at each write,
    /// which DynamoDB does not, so that the longer a measurement takes the more it would measure the engine.
    pub async fn without_a_stream() -> Self {
        let world = Self::on(dynoxide::Database::memory().unwrap(), RetryConfig::standard());
        world.found_without_a_stream().await;
        world.add_usual_products().await;
        world
    }

    /// Creates such a table, and the store.
    pub async fn found_without_a_stream(&self) {
        create_table(&client!(aws_sdk_dynamodb, self.wire, RetryConfig::standard()), false).await;
        self.create_store(self.scope.store(), json!({})).await;
    }

    /// Creates the table and the store.
    pub async fn found(&self, overrides: Value) {
        self.create_table().await;
        self.create_store(self.scope.store(), overrides).await;
    }

    /// Creates the table.
    pub async fn create_table(&self) {
        create_table(&client!(aws_sdk_dynamodb, self.wire, RetryConfig::standard()), true).await;
    }

    /// A world on a database: nothing is in it that is not there already.
    pub fn on(database: dynoxide::Database, retries: RetryConfig) -> Self {
        Self::of(Arc::new(Cloud::default()), database, retries)
    }

    /// The same world with a stream that begins now. The engine looks through all of a stream at each write, so that a long life
    /// on one would take ever longer.
    pub async fn with_an_empty_stream(self) -> Self {
        let world = Self::of(Arc::clone(&self.cloud), dynoxide::Database::memory().unwrap(), RetryConfig::standard());
        world.create_table().await;
        world.put_past_the_stream(self.all_items());
        clock::set(self.now);
        Self { scope: self.scope, now: self.now, ..world }
    }

    /// Puts items, as DynamoDB tells them, of which the stream does not: so many can be there in a moment.
    pub fn put_past_the_stream(&self, items: Vec<Value>) {
        let items = items.into_iter().map(|item| serde_json::from_value(item).unwrap()).collect();
        self.wire.database.import_items(TABLE, items, dynoxide::ImportOptions::default()).unwrap();
    }

    fn of(cloud: Arc<Cloud>, database: dynoxide::Database, retries: RetryConfig) -> Self {
        let wire = Wire::new(Arc::clone(&cloud), database);
        let dynamo = client!(aws_sdk_dynamodb, wire, retries, retry_partition(storage::table::quota()));
        let url = |name: &str| Some(format!("http://aws.test/queues/{name}"));
        let urls = QueueUrls {
            import: url("import"),
            validation: url("validation"),
            allocation: url("allocation"),
            render: url("render"),
            exports: url("exports"),
            reconciliation: url("reconciliation"),
            notifications: url("notifications"),
            sentinel: url("sentinel"),
            webhooks: url("webhooks"),
            relay: url("relay"),
        };
        let s3 = client!(
            aws_sdk_s3,
            wire,
            retries,
            force_path_style(true),
            request_checksum_calculation(aws_sdk_s3::config::RequestChecksumCalculation::WhenRequired)
        );
        let app = App {
            table: Table::new(dynamo, TABLE),
            files: Files::new(s3, BUCKET),
            queues: Queues::new(client!(aws_sdk_sqs, wire, retries), urls.clone()),
            mail: Mail::new(client!(aws_sdk_sesv2, wire, retries), "packhouse@example.com".to_owned(), "https://portal.example".to_owned()),
            hooks: hooks::to_this_machine(TlsContext::default()),
        };
        let config = Config {
            table: TABLE.to_owned(),
            bucket: BUCKET.to_owned(),
            queues: urls,
            events_topic: Some("arn:aws:sns:eu-west-2:000000000000:events".to_owned()),
            mail_from: String::new(),
            portal_url: String::new(),
            user_pool: None,
            requests_per_minute: u32::MAX,
            is_local: true,
            log: String::new(),
        };
        let started = Started {
            app: app.clone(),
            now: clock::now,
            config,
            sns: client!(aws_sdk_sns, wire, retries),
            aws: aws_config::SdkConfig::builder().build(),
        };
        let (organisation, store): (OrgId, StoreId) = ("meridian".parse().unwrap(), "nordlys".parse().unwrap());
        let scope = StoreScope::of_message(organisation, store);
        let now = "2026-11-21T10:00:00Z".parse().unwrap();
        clock::set(now);
        let faults = wire.faults.clone();
        Self { app, started, cloud, faults, scope, now, wire, stream: Arc::default() }
    }

    /// A way to the world's services for who signs their own calls, and what they are configured with. The user pool's id
    /// is `pool`.
    pub fn by_hand(&self) -> (aws_config::SdkConfig, SharedHttpConnector) {
        let config = aws_config::SdkConfig::builder()
            .region(Region::new("eu-west-2"))
            .credentials_provider(SharedCredentialsProvider::new(Credentials::new("test", "test", None, None, "test")))
            .endpoint_url("http://aws.test")
            .build();
        (config, SharedHttpConnector::new(self.wire.clone()))
    }

    /// Serves the world's services over HTTP, for functions that run outside of this process.
    pub async fn serve(&self) -> Endpoints {
        let endpoint = served::serve(self.wire.clone()).await;
        Endpoints { dynamo: endpoint.clone(), others: endpoint }
    }

    /// Another store in the same world: its own catalogue and data, everything else shared.
    pub async fn beside(&self, store: &str) -> Self {
        let store: StoreId = store.parse().unwrap();
        let scope = StoreScope::of_message(self.scope.organisation().clone(), store.clone());
        let world = Self {
            app: self.app.clone(),
            started: self.started.clone(),
            cloud: Arc::clone(&self.cloud),
            faults: self.faults.clone(),
            scope,
            now: self.now,
            wire: self.wire.clone(),
            stream: Arc::clone(&self.stream),
        };
        world.create_store(&store, json!({})).await;
        world
    }

    async fn create_store(&self, store: &StoreId, overrides: Value) {
        let mut settings = serde_json::json!({
            "id": store, "organisation": "meridian", "version": 1, "name": "Nordlys Home",
            "seller": {"name": "Nordlys Home AS", "street": ["Storgata 1"], "city": "Oslo", "postcode": "0155", "country": "NO"},
            "time_zone": "Europe/London", "currency": "GBP", "warehouse": "london", "contacts": ["ops@nordlys.example"],
        });
        settings.as_object_mut().unwrap().extend(overrides.as_object().unwrap().clone());
        let store: Store = serde_json::from_value(settings).unwrap();
        self.app.table.create_store(&Course::new(store, None), None, None).await.unwrap();
    }

    /// Adds a product.
    pub async fn add_product(&self, sku: &str) {
        let product = serde_json::json!({"sku": sku, "name": format!("Product {sku}"), "location": format!("A-{sku}"), "version": 1});
        self.app.table.put_product(&self.scope, &serde_json::from_value(product).unwrap()).await.unwrap();
    }

    /// Somebody at this time.
    pub fn by(&self) -> By {
        By { actor: "tester".parse().unwrap(), on_behalf_of: None, at: self.now, command: None }
    }

    /// Lets time pass.
    pub fn pass(&mut self, seconds: i64) {
        self.set_time(self.now + seconds.seconds());
        self.wire.deliver_late(false);
    }

    /// Sets the time.
    pub fn set_time(&mut self, at: Timestamp) {
        self.now = at;
        clock::set(at);
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
        self.take_up(&key).await
    }

    /// Takes up a file that lies in the drop, as its notification would have it.
    pub async fn take_up(&self, key: &str) -> ImportId {
        let object = self.app.files.head(key).await.unwrap().unwrap();
        self.app.receive_file(key, self.now).await.unwrap();
        ImportId::derived(&[self.scope.store().as_str(), key, &object.written_at.to_string(), &object.tag])
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

    /// Runs the functions on everything that waits for them, until nothing does. The sentinel's looks
    /// come later: see [`World::look_after`].
    pub async fn settle(&self) {
        self.settle_measured().await;
    }

    /// The same; answers what the messages of each queue used, and the relay.
    pub async fn settle_measured(&self) -> BTreeMap<String, Usage> {
        let mut used: BTreeMap<String, Usage> = BTreeMap::new();
        for _ in 0..500 {
            let (n_relayed, by_relay) = measured(self.relay(100)).await;
            let (looks, messages): (Vec<_>, Vec<_>) = self.cloud.take_messages().into_iter().partition(|(queue, _)| queue == "sentinel");
            for (queue, body) in looks {
                self.cloud.send(Message { queue, body, visible_at: self.now, received: 0 });
            }
            if messages.is_empty() && n_relayed == 0 {
                return used;
            }
            let mut add = |name: String, spent: Spent| {
                let sum = used.entry(name).or_default();
                *sum = sum.plus(spent.usage);
            };
            add("relay".to_owned(), by_relay);
            for (queue, body) in messages {
                let (done, usage) = measured(self.deliver(&queue, &body)).await;
                done.unwrap_or_else(|error| panic!("{queue}: {body}: {error}"));
                add(queue, usage);
            }
        }
        panic!("the functions never come to rest");
    }

    /// Lets the sentinel look at what changed, and again at what it suspects.
    pub async fn look_after(&mut self) {
        for _ in 0..4 {
            self.pass(400);
            self.settle().await;
            for (queue, body) in self.cloud.take_messages() {
                self.deliver(&queue, &body).await.unwrap();
            }
        }
        self.settle().await;
    }

    /// Records of the table's stream to the sentinel, which gathers what changed.
    pub async fn watch_records(&self, records: &[Value]) -> Result<(), String> {
        self.call_function("sentinel", json!({"Records": records})).await.map(drop)
    }

    /// What somebody does to the table past all code of ours: an operation of DynamoDB, and its answer.
    pub fn tamper(&self, operation: &str, request: &Value) -> Value {
        let mut request = request.clone();
        request["TableName"] = TABLE.into();
        let (status, answer) = dynamo::answer(&self.wire.database, operation, request.to_string().as_bytes());
        assert_eq!(status, 200, "{operation}: {answer}");
        serde_json::from_str(&answer).unwrap()
    }

    /// The store's items of a kind, as DynamoDB tells them.
    pub fn raw_items(&self, kind: &str) -> Vec<Value> {
        let question = json!({"FilterExpression": "#type = :kind AND begins_with(pk, :store)", "ExpressionAttributeNames": {"#type": "type"},
            "ExpressionAttributeValues": {":kind": {"S": kind}, ":store": {"S": format!("S#{}#", self.scope.store())}}});
        let mut page = self.tamper("Scan", &question);
        assert!(page["LastEvaluatedKey"].is_null(), "a small world");
        std::mem::take(page["Items"].as_array_mut().unwrap())
    }

    /// One message to its function.
    pub async fn deliver(&self, queue: &str, body: &str) -> Result<(), String> {
        let failed = self.deliver_batch(queue, &[body.to_owned()]).await?;
        if failed.is_empty() { Ok(()) } else { Err("the function wants the message again".to_owned()) }
    }

    /// A batch of messages of one queue to its function; answers the places of those that come again.
    pub async fn deliver_batch(&self, queue: &str, bodies: &[String]) -> Result<Vec<usize>, String> {
        let records: Vec<Value> =
            bodies.iter().enumerate().map(|(place, body)| json!({"messageId": place.to_string(), "body": body})).collect();
        let answer = self.call_function(queue, json!({"Records": records})).await?;
        let failures = answer["batchItemFailures"].as_array().unwrap();
        Ok(failures.iter().map(|failure| failure["itemIdentifier"].as_str().unwrap().parse().unwrap()).collect())
    }

    /// The minute's tick to the function of a queue.
    pub async fn tick(&self, queue: &str) -> Result<(), String> {
        self.call_function(queue, json!({"tick": true})).await.map(drop)
    }

    async fn call_function(&self, queue: &str, event: Value) -> Result<Value, String> {
        let (started, deadline) = (&self.started, clock::now() + 900.seconds());
        let answer = match queue {
            "import" => order_import::handle(started, event, deadline).await,
            "validation" => order_validation::handle(started, event, deadline).await,
            "allocation" => stock_allocation::handle(started, event, deadline).await,
            "render" => document_render::handle(started, event, deadline).await,
            "exports" => exports::handle(started, event, deadline).await,
            "reconciliation" => reconciliation::handle(started, event, deadline).await,
            "notifications" => notifications::handle(started, event, deadline).await,
            "sentinel" => sentinel::handle(started, event, deadline).await,
            "webhooks" => webhooks::handle(started, event, deadline).await,
            other => panic!("no function reads {other}"),
        };
        answer.map(|answer| serde_json::to_value(answer).unwrap()).map_err(|error| error.to_string())
    }

    /// The store's items.
    fn own(&self) -> Vec<storage::table::Item> {
        self.scan().into_iter().filter(|item| storage::stream::store(item).as_ref() == Some(self.scope.store())).collect()
    }

    /// The store's items of a type.
    pub fn items_of(&self, kind: &str) -> Vec<storage::table::Item> {
        let is_kind = |item: &storage::table::Item| item.get("type").and_then(|value| value.as_s().ok()).is_some_and(|found| found == kind);
        self.own().into_iter().filter(is_kind).collect()
    }

    /// Everything that is kept of the store, in words that differ when anything of it does.
    pub async fn snapshot(&self) -> Vec<String> {
        let items = self.own().into_iter().map(|item| in_order(&AttributeValue::M(item)));
        // Every key names the store in its second part.
        let keys = self.cloud.keys().into_iter().filter(|key| key.split('/').nth(1) == Some(self.scope.store().as_str()));
        let mut all: Vec<String> = items.chain(keys.map(|key| format!("{key} {}", fingerprint(&self.cloud.file(&key))))).collect();
        all.sort();
        all
    }

    /// The next records of the table's stream; each is read once.
    pub fn stream(&self, limit: usize) -> Vec<Value> {
        self.stream.lock().unwrap().next(&self.wire.database, limit)
    }

    /// Records of the table's stream to their function; answers from which place on they come again.
    pub async fn relay_records(&self, records: &[Value]) -> Result<Option<usize>, String> {
        let event = json!({"Records": records});
        let answer = event_relay::handle(&self.started, event, clock::now() + 60.seconds()).await.map_err(|error| error.to_string())?;
        let answer = serde_json::to_value(answer).unwrap();
        Ok(answer["batchItemFailures"].as_array().unwrap().first().map(|failure| {
            let number = failure["itemIdentifier"].as_str().unwrap();
            records.iter().position(|record| record["dynamodb"]["SequenceNumber"] == number).unwrap()
        }))
    }

    async fn relay(&self, limit: usize) -> usize {
        let mut n_relayed = 0;
        loop {
            let records = self.stream(limit);
            if records.is_empty() {
                return n_relayed;
            }
            n_relayed += records.len();
            assert_eq!(self.relay_records(&records).await, Ok(None));
            self.watch_records(&records).await.unwrap();
        }
    }

    /// Does what calls took for lost but still had under way.
    pub fn deliver_late_calls(&self) {
        self.wire.deliver_late(true);
    }

    /// Everything in the table, as DynamoDB tells items.
    pub fn all_items(&self) -> Vec<Value> {
        let mut items = Vec::new();
        let mut question = json!({});
        loop {
            let mut page = self.tamper("Scan", &question);
            items.append(page["Items"].as_array_mut().unwrap());
            question["ExclusiveStartKey"] = page["LastEvaluatedKey"].take();
            if question["ExclusiveStartKey"].is_null() {
                return items;
            }
        }
    }

    fn scan(&self) -> Vec<storage::table::Item> {
        self.all_items().iter().map(|item| storage::stream::image(item).unwrap()).collect()
    }

    /// What the sentinel found, by a look past the wire.
    pub fn findings(&self) -> Vec<Finding> {
        let items = self.scan();
        let findings = items.iter().filter(|item| storage::stream::kind(item).is_ok_and(|kind| kind == "finding"));
        findings.map(|item| storage::stream::document(item).unwrap()).collect()
    }

    /// All orders, by a look past the wire.
    pub fn orders(&self) -> Vec<Order> {
        Everything::read(&self.scan()).orders
    }

    /// What must hold whenever the functions have come to rest. Panics with what does not.
    pub async fn check(&self) {
        let mut wrong: Vec<String> = self.violations().iter().map(ToString::to_string).collect();
        wrong.extend(Everything::read(&self.own()).untold());
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    /// What does not hold of everything that must.
    pub fn violations(&self) -> Vec<Violation> {
        let everything = Everything::read(&self.own());
        let mut found: Vec<Violation> = everything.orders.iter().flat_map(invariants::of_order).collect();
        for order in &everything.orders {
            found.extend(invariants::of_returns(order, everything.returns.iter().filter(|back| back.order == order.id)));
        }
        for level in &everything.levels {
            found.extend(everything.of_sku(level));
        }
        for import in &everything.imports {
            let orders =
                everything.orders.iter().filter(|order| matches!(order.chunk, ChunkId::Import { import: of, .. } if of == import.id));
            found.extend(invariants::of_import(import, orders.count() as u64));
        }
        found.extend(self.of_files(&everything));
        found
    }

    fn of_files(&self, everything: &Everything) -> Vec<Violation> {
        let mut files: Vec<(u64, Made, Vec<Line>)> = Vec::new();
        for file in &everything.files {
            let ReconciliationState::Made(made) = &file.state else { continue };
            let json = self.cloud.file(&made.json_key);
            let document: formats::reconciliation::Document = serde_json::from_slice(&json).unwrap();
            assert_eq!((&document.head.totals, document.head.sequence), (&made.totals, file.sequence));
            files.push((file.sequence, made.as_ref().clone(), document.lines));
        }
        let (mut intakes, mut lines): (Vec<Intake>, Vec<Line>) = (Vec::new(), Vec::new());
        for entry in &everything.entries {
            match &entry.kind {
                EntryKind::In { totals, .. } => {
                    intakes.push(*totals);
                    // Rejected orders stand in the files with their reasons; here only their number matters.
                    let rejected = usize::try_from(totals.rejected_orders).unwrap();
                    lines.extend((0..rejected).map(|_| rejected_line(entry.at)));
                }
                EntryKind::Shipped { lines_key, .. } => {
                    lines.extend(storage::pack::unpack::<Vec<Line>>(&self.cloud.file(lines_key)).unwrap());
                }
                EntryKind::Order { lines: of_order, .. } => lines.extend(of_order.iter().cloned()),
            }
        }
        let committed = everything.orders.iter().filter(|order| everything.committed_at(order).is_some());
        invariants::of_files(&files, (&intakes, &lines), committed)
    }

    /// What was promised to happen once and did not, or happened more often: receipts of deliveries, news of each event, and a
    /// mail for each import and file that wants one. `n_lost` mails may have gone out twice, because the
    /// mail service's answer to the first got lost.
    pub fn effects(&self, n_lost: usize) -> Vec<String> {
        let everything = Everything::read(&self.own());
        let published = self.cloud.published();
        let mut wrong = everything.untold();
        for order in &everything.orders {
            for event in order.history.iter().filter(|event| !matches!(event.kind, EventKind::Accepted { .. })) {
                let id = format!("{}.{}", order.id, event.seq);
                if !published.contains(&id) {
                    wrong.push(format!("event {id} was not published: {:?}", event.kind));
                }
            }
        }
        let n_told = everything.imports.iter().filter(|import| is_told_by_mail(import)).count()
            + everything.files.iter().filter(|file| matches!(file.state, ReconciliationState::Made(_))).count();
        let mails = self.cloud.mails();
        let distinct: BTreeSet<&[u8]> = mails.iter().map(|mail| message_id(mail)).collect();
        if distinct.len() != n_told || mails.len() > n_told + n_lost {
            wrong.push(format!("{n_told} mails were due, {} went out, {} different ones", mails.len(), distinct.len()));
        }
        wrong
    }
}

fn is_told_by_mail(import: &Import) -> bool {
    match &import.state {
        _ if !import.is_told_by_mail() => false,
        State::Completed { result, .. } => result.rows.rejected > 0,
        State::Failed { .. } => true,
        _ => false,
    }
}

fn message_id(mail: &[u8]) -> &[u8] {
    mail.split(|byte| *byte == b'\n').find(|line| line.to_ascii_lowercase().starts_with(b"message-id:")).unwrap()
}

fn rejected_line(at: Timestamp) -> Line {
    serde_json::from_value(json!({"bucket": "rejected", "reference": "", "closes_order": true, "at": at})).unwrap()
}

/// A value with the parts of maps and sets in a fixed order.
fn in_order(value: &AttributeValue) -> String {
    match value {
        AttributeValue::M(map) => format!("{:?}", map.iter().map(|(name, value)| (name, in_order(value))).collect::<BTreeMap<_, _>>()),
        AttributeValue::Ss(texts) => format!("{:?}", texts.iter().collect::<BTreeSet<_>>()),
        AttributeValue::B(bytes) => fingerprint(bytes.as_ref()),
        other => format!("{other:?}"),
    }
}

fn fingerprint(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("{} bytes, {:x}", bytes.len(), hasher.finish())
}

/// Everything in the table that rules are about.
#[derive(Default)]
struct Everything {
    orders: Vec<Order>,
    levels: Vec<Level>,
    moves: BTreeMap<Sku, Change>,
    ledger: Vec<Move>,
    asns: Vec<Asn>,
    returns: Vec<Return>,
    queues: BTreeMap<String, Vec<Queued>>,
    entries: Vec<Entry>,
    imports: Vec<Import>,
    files: Vec<Reconciliation>,
    markers: BTreeMap<String, Marker>,
}

impl Everything {
    fn read(items: &[storage::table::Item]) -> Self {
        let mut found = Self::default();
        for item in items {
            let text = |name: &str| item[name].as_s().unwrap().clone();
            match storage::stream::kind(item).unwrap() {
                "order" => found.orders.push(storage::stream::document(item).unwrap()),
                "level" => found.levels.push(storage::stock::read_level(item).unwrap()),
                "entry" => found.entries.push(storage::stream::document(item).unwrap()),
                "return" => found.returns.push(storage::stream::document(item).unwrap()),
                "asn" => found.asns.push(storage::stream::document(item).unwrap()),
                "import" => found.imports.push(storage::stream::document(item).unwrap()),
                "reconciliation" => found.files.push(storage::stream::document(item).unwrap()),
                "chunk" => {
                    let (chunk, number) = (text("pk").rsplit('#').next().unwrap().to_owned(), text("sk"));
                    let name = match chunk.starts_with("imp_") {
                        true => format!("{chunk}.{}", number.trim_start_matches("C#").parse::<u32>().unwrap()),
                        false => format!("{chunk}~{}", number.trim_start_matches("C#")),
                    };
                    found.markers.insert(name, storage::stream::document(item).unwrap());
                }
                "move" | "moves" => {
                    for entry in storage::stock::read_moves(item).unwrap() {
                        let sum = found.moves.entry(entry.sku.clone()).or_default();
                        *sum = std::mem::take(sum).plus(&entry.change);
                        found.ledger.push(entry);
                    }
                }
                "waiting" => {
                    let sku = text("pk").rsplit("#Q#").next().unwrap().to_owned();
                    let waiting: Waiting = storage::stream::document(item).unwrap();
                    found.queues.entry(sku).or_default().push(Queued { order: waiting.order, quantity: waiting.quantity });
                }
                _ => {}
            }
        }
        found.files.sort_by_key(|file| file.sequence);
        found
    }

    /// Receipts of deliveries and returns that the ledger does not tell, or tells otherwise.
    fn untold(&self) -> Vec<String> {
        let mut wrong = inbound::untold(&self.asns, &self.ledger);
        wrong.extend(returns::untold(&self.returns, &self.ledger));
        wrong
    }

    fn committed_at(&self, order: &Order) -> Option<Timestamp> {
        self.markers.get(&order.chunk.to_string()).map(|marker| marker.committed_at.unwrap_or(order.accepted_at))
    }

    fn of_sku(&self, level: &Level) -> Vec<Violation> {
        let lines = self.orders.iter().flat_map(Order::lines).filter(|(_, line, _)| line.sku == level.sku);
        let nothing = Change::default();
        let facts = SkuFacts {
            level,
            ledger: self.moves.get(&level.sku).unwrap_or(&nothing),
            under_way: &nothing,
            queue: self.queues.get(level.sku.as_str()).map_or(&[], Vec::as_slice),
            lines: Some(lines.fold(Counters::default(), |sum, (_, _, counters)| sum.plus(counters))),
        };
        let mut found = invariants::of_sku(&facts);
        found.extend(invariants::of_turns(&level.sku, &self.orders, |order| self.committed_at(order)));
        found
    }
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

async fn create_table(client: &aws_sdk_dynamodb::Client, has_stream: bool) {
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
    if has_stream {
        let images = StreamViewType::NewAndOldImages;
        request =
            request.stream_specification(StreamSpecification::builder().stream_enabled(true).stream_view_type(images).build().unwrap());
    }
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
