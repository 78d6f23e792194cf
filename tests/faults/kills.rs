//! One journey from the receipt of goods to the reconciliation file, with a function killed at each of
//! its calls in turn: before the call arrives, or after it was done but before its answer. Queues and
//! stream deliver again, people press the button again; in the end everything must be as if nobody had died.

use std::sync::Arc;

use aws_sdk_dynamodb::config::retry::RetryConfig;
use domain::imports::record::State;
use domain::orders::Order;
use domain::reconciliation::ReconciliationState;
use http::Method;
use jiff::ToSpan;
use serde_json::{Value, json};
use system_tests::{Life, Message, World, clock, csv, profile_with_cancellations};

use crate::desk::{Desk, Outcome, Wish};

/// A message is seen again so long after its function died.
const VISIBILITY_SECONDS: i64 = 150;

/// What a journey came to.
pub(crate) struct Ended {
    /// Calls that its functions made.
    pub(crate) n_calls: u32,
    /// Everything that must be the same whoever died: orders with their events, stock, files, mails.
    pub(crate) outcome: Vec<String>,
    /// Promises that were broken.
    pub(crate) wrong: Vec<String>,
}

/// The journey in which the function that makes the n-th call (from 1) dies.
pub(crate) fn run(dies_at: u32, dies_after: bool) -> Ended {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    fastrand::seed(1);
    runtime.block_on(async move {
        let world = World::with_retries(json!({}), RetryConfig::standard()).await;
        world.app.save_profile(&world.scope, &world.by(), &profile_with_cancellations()).await.unwrap();
        let life = Life::until(dies_at, dies_after);
        let desk = Desk::of(&world);
        let mut journey = Journey {
            world,
            desk,
            life,
            n_wishes: 0,
            statuses: Vec::new(),
            records: Vec::new(),
            unwatched: Vec::new(),
            looks: Vec::new(),
            n_lost_mails: 0,
        };
        journey.travel().await;
        journey.end(dies_at).await
    })
}

struct Journey {
    world: World,
    desk: Desk,
    /// Counts the calls of all functions; only the one that makes the fatal call dies of it.
    life: Arc<Life>,
    n_wishes: u32,
    statuses: Vec<String>,
    records: Vec<Value>,
    unwatched: Vec<Value>,
    looks: Vec<Message>,
    n_lost_mails: usize,
}

impl Journey {
    async fn travel(&mut self) {
        self.ask(
            Method::POST,
            "/receipts",
            json!({"reference": "R-1", "lines": [{"sku": "A", "quantity": 5}, {"sku": "B", "quantity": 3}]}),
        )
        .await;
        let orders = csv(&[
            ("1", "A", "3"),
            ("1", "B", "1"),
            ("2", "A", "4"),
            ("3", "NOPE", "1"),
            ("4", "B", "2"),
            ("5", "A", "1"),
            ("5", "C", "1"),
        ]);
        self.drop_file("orders.csv", &orders).await;
        let consignee = json!({"name": "Zoë Łęcka", "street": ["ul. Długa 5"], "city": "Gdańsk", "postcode": "80-831", "country": "PL"});
        let lines = json!([{"sku": "A", "quantity": 1, "unit_price": "2.50", "tax_rate": "20"}]);
        let order = json!({"reference": "6", "currency": "GBP", "lines": lines, "shipping_service": "standard", "consignee": consignee});
        self.ask(Method::POST, "/orders", order).await;
        self.work().await;

        let notice =
            json!({"reference": "D-1", "supplier": "Fjord Mills", "expected_on": "2026-11-22", "lines": [{"sku": "A", "quantity": 4}]});
        let asn = self.ask(Method::POST, "/asns", notice).await;
        let delivery = format!("/asns/{}", asn["id"].as_str().unwrap());
        self.ask(Method::POST, &format!("{delivery}/receipts"), json!({"lines": [{"sku": "A", "good": 3}]})).await;
        self.ask(Method::POST, &format!("{delivery}/close"), json!({})).await;
        self.work().await;
        self.change("4", "/reduce", json!({"line": 1, "quantity": 1, "reason": "one less"})).await;
        self.change("5", "/cancel", json!({"reason": "not wanted"})).await;
        self.change("1", "/holds", json!({"reason": "address", "note": ""})).await;
        self.work().await;
        let held = self.order("1").id;
        self.ask(Method::DELETE, &format!("/orders/{held}/holds/address"), json!({})).await;

        self.ask(Method::POST, "/batches", json!({"max_orders": 10})).await;
        self.work().await;
        self.change("2", "/short-picks", json!({"line": 1, "missing": 1})).await;
        self.work().await;
        for reference in ["1", "2", "4"] {
            let picks = self.order(reference).open_picks();
            let lines: Vec<Value> = picks.iter().map(|(line, sku, units)| json!({"line": line, "sku": sku, "quantity": units})).collect();
            self.change(reference, "/picks", json!({"lines": lines})).await;
            self.change(reference, "/parcels", json!({"weight_grams": 500})).await;
            let tracking = json!({"carrier": "Northern Parcels", "service": "standard", "tracking_number": format!("NP100{reference}")});
            let order = self.order(reference).id;
            self.ask(Method::PUT, &format!("/orders/{order}/parcels/1/tracking"), tracking).await;
        }
        let manifest = self.ask(Method::POST, "/manifests", json!({"carrier": "Northern Parcels"})).await;
        self.ask(Method::POST, &format!("/manifests/{}/ship", manifest["id"].as_str().unwrap()), json!({})).await;
        self.work().await;
        self.ask(Method::POST, "/reconciliations", json!({})).await;
        self.work().await;

        self.change("4", "/unship", json!({"reason": "the van came back"})).await;
        self.drop_file("again.csv", &orders).await;
        self.drop_file("cancelling.csv", &csv(&[("C6", "A", "-1"), ("C1", "A", "-1")])).await;
        let counted = json!({"reference": "count-1", "from": "available", "to": "damaged", "quantity": 1, "reason": "counted"});
        self.ask(Method::POST, "/stock/B/adjustments", counted).await;
        self.work().await;
        self.ask(Method::POST, "/reconciliations", json!({})).await;
        self.work().await;
    }

    /// Presses a button until it is answered; everything that is asked for here can be done.
    async fn ask(&mut self, method: Method, path: &str, body: Value) -> Value {
        self.n_wishes += 1;
        let wish = Wish { method, path: path.to_owned(), body, key: format!("wish-{}", self.n_wishes) };
        for _ in 0..10 {
            if let Outcome::Answered(status, body) = self.desk.send(&wish, Arc::clone(&self.life)).await {
                self.statuses.push(format!("wish {}: {status} {}", self.n_wishes, body["code"]));
                return body;
            }
            self.world.pass(100);
        }
        panic!("{wish:?} is never answered")
    }

    async fn change(&mut self, reference: &str, action: &str, body: Value) {
        let order = self.order(reference).id;
        self.ask(Method::POST, &format!("/orders/{order}{action}"), body).await;
    }

    async fn drop_file(&mut self, name: &str, content: &str) {
        let key = format!("drop/nordlys/in/cancelling/{name}");
        self.world.cloud.put_file(&key, content.as_bytes().to_vec());
        let body = json!({"Records": [{"s3": {"object": {"key": key}}}]}).to_string();
        self.world.cloud.send(Message { queue: "import".to_owned(), body, visible_at: clock::now(), received: 0 });
        self.work().await;
    }

    fn order(&self, reference: &str) -> Order {
        self.world.orders().into_iter().find(|order| order.request.reference.as_str() == reference).unwrap()
    }

    /// The functions work until nothing waits. The sentinel's looks come in the end.
    async fn work(&mut self) {
        self.world.pass(1);
        for _ in 0..300 {
            self.relay().await;
            match self.world.cloud.take_visible(self.world.now, 0) {
                Some(look) if look.queue == "sentinel" => self.looks.push(look),
                Some(message) => self.deliver(message).await,
                None if self.world.cloud.waiting(self.world.now).1 > 0 => self.world.pass(VISIBILITY_SECONDS),
                None => return,
            }
        }
        panic!("the functions never come to rest: {:?}", self.world.cloud.take_messages());
    }

    async fn deliver(&mut self, message: Message) {
        let done = Arc::clone(&self.life).run(self.world.deliver(&message.queue, &message.body)).await;
        if done != Some(Ok(())) {
            self.n_lost_mails += usize::from(done.is_none() && message.queue == "notifications");
            self.world.cloud.send(Message { visible_at: self.world.now + VISIBILITY_SECONDS.seconds(), ..message });
        }
    }

    async fn relay(&mut self) {
        loop {
            if self.records.is_empty() {
                self.records = self.world.stream(100);
                self.unwatched.extend(self.records.iter().cloned());
            }
            if self.records.is_empty() {
                break;
            }
            match Arc::clone(&self.life).run(self.world.relay_records(&self.records)).await {
                Some(Ok(None)) => self.records.clear(),
                Some(Ok(Some(place))) => drop(self.records.drain(..place)),
                Some(Err(_)) | None => {}
            }
        }
        if !self.unwatched.is_empty() && Arc::clone(&self.life).run(self.world.watch_records(&self.unwatched)).await == Some(Ok(())) {
            self.unwatched.clear();
        }
    }

    async fn end(mut self, dies_at: u32) -> Ended {
        for look in std::mem::take(&mut self.looks) {
            self.world.cloud.send(look);
        }
        // Longer than any lease. The sentinel looks, and again at what it suspects.
        for _ in 0..4 {
            self.world.pass(4_000);
            for queue in ["import", "reconciliation", "sentinel"] {
                drop(Arc::clone(&self.life).run(self.world.tick(queue)).await);
            }
            while let Some(message) = self.world.cloud.take_visible(self.world.now, 0) {
                self.deliver(message).await;
                self.relay().await;
            }
        }
        let mut wrong: Vec<String> =
            self.world.findings().iter().map(|finding| format!("the sentinel found {}", finding.violation)).collect();
        wrong.extend(self.world.violations().iter().map(ToString::to_string));
        wrong.extend(self.world.effects(self.n_lost_mails));
        let n_calls = dies_at - self.life.calls_left().min(dies_at);
        Ended { n_calls, outcome: self.outcome().await, wrong }
    }

    async fn outcome(&self) -> Vec<String> {
        let mut told = self.statuses.clone();
        let mut orders = self.world.orders();
        orders.sort_by(|a, b| a.request.reference.cmp(&b.request.reference));
        for order in &orders {
            let events: Vec<String> = order.history.iter().map(|event| name_of(&format!("{:?}", event.kind))).collect();
            told.push(format!("order {}: {:?}, {} parcels, {events:?}", order.request.reference, order.counters, order.parcels.len()));
        }
        for sku in ["A", "B", "C"] {
            let level = self.world.level(sku).await;
            let (available, allocated, waiting) = (level.available, level.allocated, level.backordered);
            told.push(format!("stock of {sku}: {available}, {allocated}, {waiting}, {:?}", level.unavailable));
        }
        for import in self.world.app.table.imports(&self.world.scope, 10, None).await.unwrap().items {
            match import.state {
                State::Completed { result, .. } => told.push(format!("{}: {result:?}", import.file_name)),
                other => told.push(format!("{}: {}", import.file_name, name_of(&format!("{other:?}")))),
            }
        }
        for file in self.world.app.table.reconciliations(&self.world.scope, 10, None).await.unwrap().items {
            let ReconciliationState::Made(made) = file.state else { continue };
            told.push(format!("file {}: {} lines, {:?}", file.sequence, made.lines, made.totals));
        }
        let n_papers = self.world.cloud.keys().iter().filter(|key| key.ends_with(".pdf")).count();
        told.push(format!("{n_papers} papers"));
        told
    }
}

fn name_of(debug: &str) -> String {
    debug.split([' ', '{', '(']).next().unwrap_or_default().to_owned()
}
