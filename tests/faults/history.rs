//! One history: a few dozen steps of clients, warehouse and functions, chosen by a seed, while calls
//! fail, functions die and messages come twice. In the end all goes well again; then every promise
//! must have been kept.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_sdk_dynamodb::config::retry::RetryConfig;
use domain::counts::Count;
use domain::imports::profile::ImportProfile;
use domain::imports::record::{Import, State};
use domain::orders::Order;
use fastrand::Rng;
use futures::future::join_all;
use http::Method;
use jiff::ToSpan;
use serde_json::{Value, json};
use system_tests::{Fault, Life, Message, World, clock, csv, profile_with_cancellations};

use crate::desk::{Desk, Outcome, Wish};

/// Deliveries after which a message goes to the dead letters; in the end they are sent back.
const MAX_RECEIVES: u32 = 5;

/// A message that failed is seen again so much later.
const VISIBILITY_SECONDS: i64 = 150;

/// The place of the SKU in the columns of the files.
const SKU_COLUMN: usize = 6;

/// What a history came to.
pub(crate) struct Ended {
    /// Everything that is wrong; nothing in a good history.
    pub(crate) wrong: Vec<String>,
    /// What was done, step by step.
    pub(crate) log: Vec<String>,
    /// Calls of AWS clients that met with a fault.
    pub(crate) n_faults: usize,
}

/// Runs the history of a seed.
pub(crate) fn run(seed: u64) -> Ended {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    // The AWS clients' pauses, too, follow from the seed.
    fastrand::seed(seed);
    runtime.block_on(async move {
        let mut history = History::begin(seed).await;
        let n_steps = history.rng.usize(20..50);
        for _ in 0..n_steps {
            history.step().await;
        }
        history.end().await
    })
}

struct History {
    world: World,
    desk: Desk,
    rng: Rng,
    log: Vec<String>,
    n_faults: Arc<AtomicUsize>,
    /// Runs of `notifications` that failed or died, and answers of the mail service that got lost: after
    /// each, a mail may have gone out of which nobody knows.
    n_lost_mails: usize,
    n_lost_answers: Arc<AtomicUsize>,
    n_wishes: u32,
    n_files: u32,
    files: Vec<String>,
    /// Records that the relay wants again, before newer ones.
    records: Vec<Value>,
    /// Records that the sentinel has not had yet.
    unwatched: Vec<Value>,
    dead_letters: Vec<Message>,
    wrong: Vec<String>,
}

impl History {
    async fn begin(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let settings = json!({
            "shipping": if rng.u8(0..4) == 0 { "complete" } else { "partial" },
            "back_orders": if rng.u8(0..5) == 0 { "refuse" } else { "wait" },
        });
        let retries = if rng.bool() { RetryConfig::standard() } else { RetryConfig::disabled() };
        let world = World::with_retries(settings, retries).await;
        let profile: ImportProfile = profile_with_cancellations();
        world.app.save_profile(&world.scope, &world.by(), &profile).await.unwrap();
        world.receive("opening", &[("A", rng.u32(1..12)), ("B", rng.u32(1..6))]).await;
        let n_faults = Arc::new(AtomicUsize::new(0));
        world.app.table.set_next_cut_off(&world.scope, world.now).await.unwrap();
        let n_mails_lost = Arc::new(AtomicUsize::new(0));
        world.faults.choose(chooser(rng.fork(), Arc::clone(&n_faults), Arc::clone(&n_mails_lost)));
        let desk = Desk::of(&world);
        Self {
            world,
            desk,
            rng,
            log: Vec::new(),
            n_faults,
            n_lost_mails: 0,
            n_lost_answers: n_mails_lost,
            n_wishes: 0,
            n_files: 0,
            files: Vec::new(),
            records: Vec::new(),
            unwatched: Vec::new(),
            dead_letters: Vec::new(),
            wrong: Vec::new(),
        }
    }

    async fn step(&mut self) {
        let seconds = if self.rng.u8(0..12) == 0 { self.rng.i64(60..4_000) } else { self.rng.i64(1..20) };
        self.world.pass(seconds);
        match self.rng.u8(0..100) {
            0..12 => self.drop_file(),
            12..18 => self.order_by_api().await,
            18..23 => self.receive().await,
            23..26 => self.receive_delivery().await,
            26..30 => self.change_order().await,
            30..36 => self.release().await,
            36..44 => self.pick().await,
            44..52 => self.pack().await,
            52..58 => self.hand_over().await,
            58..60 => self.unship().await,
            60..63 => self.take_back().await,
            63..65 => self.reconcile().await,
            65..66 => self.adjust().await,
            66..67 => self.count_stock().await,
            67..68 => self.put_right().await,
            68..84 => self.deliver().await,
            84..96 => self.relay().await,
            _ => self.tick().await,
        }
    }

    // -- what clients do

    fn drop_file(&mut self) {
        let content = match self.files.is_empty() || self.rng.u8(0..6) > 0 {
            true => self.new_file(),
            false => self.rng.choice(&self.files).cloned().unwrap(),
        };
        self.files.push(content.clone());
        let name = if self.rng.u8(0..8) == 0 { "orders.csv".to_owned() } else { format!("orders-{}.csv", self.n_files) };
        self.n_files += 1;
        let key = format!("drop/nordlys/in/cancelling/{name}");
        self.log(format!("drop {key}: {}", content.lines().skip(1).map(short).collect::<Vec<_>>().join(" | ")));
        self.world.cloud.put_file(&key, content.into_bytes());
        // Notifications come, get lost, or come twice.
        for _ in 0..*self.rng.choice(&[0_u8, 1, 1, 1, 1, 2]).unwrap() {
            let body = json!({"Records": [{"s3": {"object": {"key": key}}}]}).to_string();
            self.world.cloud.send(Message { queue: "import".to_owned(), body, visible_at: clock::now(), received: 0 });
        }
    }

    fn new_file(&mut self) -> String {
        let mut rows: Vec<(String, String, String)> = Vec::new();
        for _ in 0..self.rng.usize(1..5) {
            let reference = if self.rng.u8(0..8) == 0 { format!("C{}", self.rng.u8(1..15)) } else { self.rng.u8(1..15).to_string() };
            for _ in 0..self.rng.usize(1..3) {
                let sku = if self.rng.u8(0..12) == 0 { "NOPE".to_owned() } else { self.sku() };
                let sign = if reference.starts_with('C') { "-" } else { "" };
                rows.push((reference.clone(), sku, format!("{sign}{}", self.rng.u8(1..5))));
            }
        }
        csv(&rows.iter().map(|(reference, sku, units)| (reference.as_str(), sku.as_str(), units.as_str())).collect::<Vec<_>>())
    }

    async fn order_by_api(&mut self) {
        let reference = format!("API-{}", self.rng.u8(1..9));
        let lines: Vec<Value> = (0..self.rng.usize(1..3))
            .map(|_| json!({"sku": self.sku(), "quantity": self.rng.u8(1..4), "unit_price": "2.50", "tax_rate": "20"}))
            .collect();
        let body = json!({
            "reference": reference, "currency": "GBP", "lines": lines, "shipping_service": "standard",
            "consignee": {"name": "Zoë Łęcka", "street": ["ul. Długa 5"], "city": "Gdańsk", "postcode": "80-831", "country": "PL"},
        });
        self.ask(Method::POST, "/orders", body).await;
    }

    async fn change_order(&mut self) {
        let Some(order) = self.some_order(|_| true) else { return };
        let path = format!("/orders/{}", order.id);
        match self.rng.u8(0..4) {
            0 => self.ask(Method::POST, &format!("{path}/cancel"), json!({"reason": "not wanted"})).await,
            1 => {
                let line = self.rng.usize(1..=order.request.lines.len());
                self.ask(Method::POST, &format!("{path}/reduce"), json!({"line": line, "quantity": 1, "reason": "one less"})).await
            }
            2 => self.ask(Method::POST, &format!("{path}/holds"), json!({"reason": "address", "note": ""})).await,
            _ => self.ask(Method::DELETE, &format!("{path}/holds/address"), json!({})).await,
        };
    }

    /// Files are tried and then imported, rejected orders sent again, imports taken back.
    async fn put_right(&mut self) {
        if self.rng.u8(0..4) == 0 {
            let lines = json!([{"sku": self.sku(), "quantity": self.rng.u8(1..4), "unit_price": "2.50"}]);
            let order = json!([{"reference": format!("T{}", self.rng.u8(1..9)), "consignee_name": "Jan", "consignee_street_1": "Długa 5",
                "consignee_city": "Gdańsk", "consignee_country": "PL", "lines": lines}]);
            self.ask(Method::POST, "/imports?file_name=tried.json&dry_run=true", order).await;
            return;
        }
        let imports = self.world.items_of("import").into_iter().map(|item| storage::stream::document::<Import>(&item).unwrap());
        let mut done: Vec<Import> =
            imports.filter(|import| matches!(import.state, State::Completed { .. } | State::Tried { .. })).collect();
        done.sort_by_key(|import| import.id);
        let Some(import) = self.rng.choice(&done).cloned() else { return };
        let path = format!("/imports/{}", import.id);
        match (&import.state, self.rng.u8(0..4)) {
            (State::Tried { .. }, _) => self.ask(Method::POST, &format!("{path}/commit"), json!({})).await,
            (_, 0) => self.ask(Method::POST, &format!("{path}/undo"), json!({})).await,
            (_, 1) => self.ask(Method::POST, &format!("{path}/corrections"), json!({})).await,
            _ => {
                let (sku, row) = (self.sku(), self.rng.u8(2..6));
                let body = json!({"cells": [{"row": row, "column": SKU_COLUMN, "text": sku}]});
                self.ask(Method::POST, &format!("{path}/corrections"), body).await
            }
        };
    }

    // -- what the house does

    async fn receive(&mut self) {
        let reference = format!("R-{}", self.rng.u8(1..20));
        let lines: Vec<Value> = (0..self.rng.usize(1..3)).map(|_| json!({"sku": self.sku(), "quantity": self.rng.u8(1..9)})).collect();
        self.ask(Method::POST, "/receipts", json!({"reference": reference, "lines": lines})).await;
    }

    /// Announces one of a few deliveries, or finds it announced, and receives some of it; now and then that was all.
    async fn receive_delivery(&mut self) {
        let number = self.rng.u8(1..6);
        let notice = json!({"reference": format!("D-{number}"), "supplier": "Fjord Mills", "expected_on": "2026-11-22",
            "lines": [{"sku": "A", "quantity": 4 + number}, {"sku": "B", "quantity": number}]});
        let Outcome::Answered(201, asn) = self.ask(Method::POST, "/asns", notice).await else { return };
        let path = format!("/asns/{}", asn["id"].as_str().unwrap());
        let (sku, good, damaged) = (self.sku(), self.rng.u8(1..6), self.rng.u8(0..2));
        let damage = if damaged > 0 { json!("wet") } else { Value::Null };
        let lines = json!([{"sku": sku, "good": good, "damaged": damaged, "damage": damage}]);
        self.ask(Method::POST, &format!("{path}/receipts"), json!({"lines": lines})).await;
        if self.rng.u8(0..5) == 0 {
            self.ask(Method::POST, &format!("{path}/close"), json!({})).await;
        }
    }

    async fn adjust(&mut self) {
        let (sku, reference) = (self.sku(), format!("count-{}", self.rng.u8(1..9)));
        let (from, to) = *self.rng.choice(&[("available", "damaged"), ("damaged", "available"), ("outside", "available")]).unwrap();
        let body = json!({"reference": reference, "from": from, "to": to, "quantity": self.rng.u8(1..3), "reason": "counted"});
        self.ask(Method::POST, &format!("/stock/{sku}/adjustments"), body).await;
    }

    /// Begins one of a few counts, or goes on with it: counts what is about there, and closes it now and then.
    async fn count_stock(&mut self) {
        let name = format!("count {}", self.rng.u8(1..4));
        let known = self.world.items_of("count").into_iter().map(|item| storage::stream::document::<Count>(&item).unwrap());
        let mut open: Vec<Count> = known.filter(|count| count.name == name && count.end.is_none()).collect();
        open.sort_by_key(|count| count.id);
        let id = match open.first() {
            Some(count) => count.id.to_string(),
            None => match self.ask(Method::POST, "/counts", json!({"name": name, "skus": ["A", "B"]})).await {
                Outcome::Answered(201, count) => count["id"].as_str().unwrap().to_owned(),
                _ => return,
            },
        };
        let sku = self.sku();
        let levels = self.world.items_of("level").into_iter().map(|item| storage::stock::read_level(&item).unwrap());
        let there = levels.filter(|level| level.sku.as_str() == sku).map(|level| level.present()).sum::<u32>();
        let units = (there + self.rng.u32(0..4)).saturating_sub(1);
        self.ask(Method::POST, &format!("/counts/{id}/lines"), json!({"sku": sku, "units": units})).await;
        if self.rng.u8(0..2) == 0 {
            self.ask(Method::POST, &format!("/counts/{id}/close"), json!({})).await;
        }
    }

    async fn release(&mut self) {
        let max_orders = self.rng.u8(1..6);
        self.ask(Method::POST, "/batches", json!({"max_orders": max_orders})).await;
    }

    async fn pick(&mut self) {
        let Some(order) = self.some_order(|order| order.units().released > 0) else { return };
        let open = order.open_picks();
        let (line, sku, units) = self.rng.choice(&open).cloned().unwrap();
        let path = format!("/orders/{}", order.id);
        match self.rng.u8(0..6) {
            0 => {
                let missing = self.rng.u32(1..=units);
                self.ask(Method::POST, &format!("{path}/short-picks"), json!({"line": line, "missing": missing})).await;
            }
            1 | 2 => {
                let picked = self.rng.u32(1..=units);
                self.ask(Method::POST, &format!("{path}/picks"), json!({"lines": [{"line": line, "sku": sku, "quantity": picked}]})).await;
            }
            _ => {
                let lines: Vec<Value> =
                    open.iter().map(|(line, sku, units)| json!({"line": line, "sku": sku, "quantity": units})).collect();
                self.ask(Method::POST, &format!("{path}/picks"), json!({"lines": lines})).await;
            }
        }
    }

    async fn pack(&mut self) {
        if let Some(order) = self.some_order(|order| order.units().picked > 0) {
            self.ask(Method::POST, &format!("/orders/{}/parcels", order.id), json!({"weight_grams": 500})).await;
        }
        if let Some(order) = self.some_order(|order| order.parcels.iter().any(|parcel| parcel.tracking.is_none())) {
            let parcel = order.parcels.iter().find(|parcel| parcel.tracking.is_none()).unwrap().number;
            let carrier = *self.rng.choice(&["Northern Parcels", "Post"]).unwrap();
            let body = json!({"carrier": carrier, "service": "standard", "tracking_number": format!("NP{}", self.rng.u32(1_000..9_999))});
            self.ask(Method::PUT, &format!("/orders/{}/parcels/{parcel}/tracking", order.id), body).await;
        }
    }

    async fn hand_over(&mut self) {
        let carrier = *self.rng.choice(&["Northern Parcels", "Post"]).unwrap();
        let made = self.ask(Method::POST, "/manifests", json!({"carrier": carrier})).await;
        let Outcome::Answered(201, manifest) = made else { return };
        let path = format!("/manifests/{}/ship", manifest["id"].as_str().unwrap());
        self.ask(Method::POST, &path, json!({})).await;
    }

    async fn unship(&mut self) {
        if let Some(order) = self.some_order(|order| order.units().shipped > 0) {
            self.ask(Method::POST, &format!("/orders/{}/unship", order.id), json!({"reason": "the van came back"})).await;
        }
    }

    /// Announces that something comes back, finds it at the door, receives it, or calls it off.
    async fn take_back(&mut self) {
        let Some(order) = self.some_order(|order| order.units().left() > 0) else { return };
        let sent: Vec<(u32, u32)> =
            order.lines().filter(|(_, _, counters)| counters.left() > 0).map(|(line, _, counters)| (line, counters.left())).collect();
        let (line, left) = *self.rng.choice(&sent).unwrap();
        let quantity = self.rng.u32(1..=left);
        let verdicts = ["restock", "restock", "quality_control", "damaged", "scrap", "back_to_client"];
        let disposition = *self.rng.choice(&verdicts).unwrap();
        let came = json!([{"line": line, "quantity": quantity, "disposition": disposition, "note": "wet", "reason": "faulty"}]);
        let known = order.returns();
        let Some(back) = self.rng.choice(&known).copied().filter(|_| self.rng.u8(0..4) > 0) else {
            if self.rng.bool() {
                let lines = json!([{"line": line, "quantity": quantity, "reason": "not_wanted"}]);
                self.ask(Method::POST, "/returns", json!({"order": order.id, "lines": lines})).await;
            } else {
                self.ask(Method::POST, "/returns/found", json!({"order": order.id, "lines": came})).await;
            }
            return;
        };
        match self.rng.u8(0..5) {
            0 => self.ask(Method::POST, &format!("/returns/{back}/close"), json!({})).await,
            1 => self.ask(Method::POST, &format!("/returns/{back}/cancel"), json!({"reason": "kept"})).await,
            _ => self.ask(Method::POST, &format!("/returns/{back}/receipts"), json!({"lines": came})).await,
        };
    }

    async fn reconcile(&mut self) {
        self.ask(Method::POST, "/reconciliations", json!({})).await;
    }

    // -- what functions do

    /// A few messages of one queue to their function; sometimes to two or three at once.
    async fn deliver(&mut self) {
        let now = self.world.now;
        let (n_visible, _) = self.world.cloud.waiting(now);
        if n_visible == 0 {
            return;
        }
        let first = self.world.cloud.take_visible(now, self.rng.usize(0..n_visible)).unwrap();
        let mut batch = vec![first];
        while batch.len() < 3 && self.rng.u8(0..3) == 0 {
            let (n_visible, _) = self.world.cloud.waiting(now);
            let Some(next) = (n_visible > 0).then(|| self.world.cloud.take_visible(now, 0)).flatten() else { break };
            if next.queue != batch[0].queue {
                self.world.cloud.send(next);
                break;
            }
            batch.push(next);
        }
        let n_at_once = *self.rng.choice(&[1, 1, 1, 1, 1, 1, 1, 1, 2, 3]).unwrap();
        let lives: Vec<Arc<Life>> = (0..n_at_once).map(|_| self.life()).collect();
        self.deliver_batch(batch, &lives).await;
    }

    async fn deliver_batch(&mut self, batch: Vec<Message>, lives: &[Arc<Life>]) {
        let queue = batch[0].queue.clone();
        let bodies: Vec<String> = batch.iter().map(|message| message.body.clone()).collect();
        let runs = lives.iter().map(|life| Arc::clone(life).run(self.world.deliver_batch(&queue, &bodies)));
        let outcomes = join_all(runs).await;
        let mut comes_again = vec![true; batch.len()];
        for outcome in &outcomes {
            match outcome {
                Some(Ok(failed)) => {
                    for (place, again) in comes_again.iter_mut().enumerate() {
                        *again &= failed.contains(&place);
                    }
                    self.n_lost_mails += usize::from(queue == "notifications") * failed.len();
                }
                Some(Err(_)) | None => self.n_lost_mails += usize::from(queue == "notifications") * batch.len(),
            }
        }
        self.log(format!("{queue} x{}: {} of {} come again", lives.len(), comes_again.iter().filter(|again| **again).count(), batch.len()));
        for (message, again) in batch.into_iter().zip(comes_again) {
            let is_doubled = self.rng.u8(0..12) == 0;
            if again && message.received + 1 >= MAX_RECEIVES {
                self.dead_letters.push(message);
            } else if again || is_doubled {
                let visible_at = self.world.now + if again { VISIBILITY_SECONDS.seconds() } else { 1.seconds() };
                self.world.cloud.send(Message { visible_at, received: message.received + u32::from(again), ..message });
            }
        }
    }

    async fn relay(&mut self) {
        if self.records.is_empty() {
            let limit = self.rng.usize(1..12);
            self.read_stream(limit);
        }
        if self.rng.u8(0..4) == 0 && self.life().run(self.world.watch_records(&self.unwatched)).await == Some(Ok(())) {
            self.unwatched.clear();
        }
        if self.records.is_empty() {
            return;
        }
        let outcome = self.life().run(self.world.relay_records(&self.records)).await;
        let is_doubled = self.rng.u8(0..10) == 0;
        self.log(format!("relay {}: {outcome:?}", self.records.len()));
        match outcome {
            Some(Ok(None)) if is_doubled => {}
            Some(Ok(None)) => self.records.clear(),
            Some(Ok(Some(place))) => drop(self.records.drain(..place)),
            Some(Err(_)) | None => {}
        }
    }

    /// The stream's next records, for both of its readers.
    fn read_stream(&mut self, limit: usize) {
        self.records = self.world.stream(limit);
        self.unwatched.extend(self.records.iter().cloned());
    }

    async fn tick(&mut self) {
        let queue = *self.rng.choice(&["import", "import", "reconciliation", "reconciliation", "sentinel"]).unwrap();
        let outcome = self.life().run(self.world.tick(queue)).await;
        self.log(format!("tick {queue}: {outcome:?}"));
    }

    // -- the end

    /// Nothing fails any more: everything that waits is done. Then everything must be right.
    async fn end(mut self) -> Ended {
        self.world.faults.end();
        self.world.deliver_late_calls();
        let mut round = 0;
        while round < 200 {
            round += 1;
            // Longer than any lease and any message's invisibility; a notification is swept up.
            self.world.pass(if round == 1 { 4_000 } else { 200 });
            for message in std::mem::take(&mut self.dead_letters) {
                self.world.cloud.send(Message { received: 0, visible_at: self.world.now, ..message });
            }
            for queue in ["import", "reconciliation", "sentinel"] {
                if let Err(error) = self.world.tick(queue).await {
                    self.log(format!("the end's tick {queue}: {error}"));
                }
            }
            self.relay_all().await;
            let mut n_delivered = 0;
            while let Some(message) = self.world.cloud.take_visible(self.world.now, 0) {
                n_delivered += 1;
                self.deliver_batch(vec![message], &[Life::until(u32::MAX, false)]).await;
            }
            let (_, n_waiting) = self.world.cloud.waiting(self.world.now);
            // The sentinel's own notes go on; what they bring about would be messages.
            if n_delivered == 0 && n_waiting == 0 && self.dead_letters.is_empty() {
                // What was left to be told is told, by the next cut-off.
                if round < 100 {
                    self.world.app.reconcile_now(&self.world.scope, self.world.now).await.unwrap();
                    round = 100;
                    continue;
                }
                self.judge();
                let n_faults = self.n_faults.load(Ordering::Relaxed);
                return Ended { wrong: self.wrong, log: self.log, n_faults };
            }
        }
        let waiting: Vec<(String, String)> = self.world.cloud.take_messages();
        self.wrong.push(format!("the functions never come to rest; {waiting:?} and dead letters {:?}", self.dead_letters));
        let n_faults = self.n_faults.load(Ordering::Relaxed);
        Ended { wrong: self.wrong, log: self.log, n_faults }
    }

    async fn relay_all(&mut self) {
        loop {
            if self.records.is_empty() {
                self.read_stream(100);
            }
            if self.records.is_empty() {
                if let Err(error) = self.world.watch_records(&self.unwatched).await {
                    self.wrong.push(format!("the sentinel cannot read the stream: {error}"));
                }
                self.unwatched.clear();
                return;
            }
            match self.world.relay_records(&self.records).await {
                Ok(None) => self.records.clear(),
                other => {
                    self.wrong.push(format!("the relay fails for ever: {other:?}"));
                    self.records.clear();
                }
            }
        }
    }

    fn judge(&mut self) {
        self.wrong.extend(self.world.findings().iter().map(|finding| format!("the sentinel found {}", finding.violation)));
        self.wrong.extend(self.world.violations().iter().map(ToString::to_string));
        self.wrong.extend(self.world.effects(self.n_lost_mails + self.n_lost_answers.load(Ordering::Relaxed)));
    }

    // -- helpers of the steps

    /// Sends a wish until it is answered, some times at most. Now and then it is sent once more after
    /// its answer: the answer must be the same.
    async fn ask(&mut self, method: Method, path: &str, body: Value) -> Outcome {
        self.n_wishes += 1;
        let wish = Wish { method, path: path.to_owned(), body, key: format!("wish-{}", self.n_wishes) };
        for _ in 0..self.rng.u8(1..5) {
            let life = self.life();
            let outcome = self.desk.send(&wish, life).await;
            self.log(format!("{} {} {}: {}", wish.method, wish.path, wish.body, told(&outcome)));
            if let Outcome::Answered(status, body) = &outcome {
                if wish.method == Method::POST && self.rng.u8(0..8) == 0 {
                    self.world.pass(1);
                    let again = self.desk.send(&wish, Life::until(u32::MAX, false)).await;
                    let is_same = match &again {
                        Outcome::Answered(again_status, again_body) => again_status == status && again_body == body,
                        Outcome::Unknown => true,
                    };
                    if !is_same {
                        self.wrong.push(format!("{wish:?} was answered {status} {body}, and then {again:?}"));
                    }
                }
                return outcome;
            }
            let seconds = self.rng.i64(1..90);
            self.world.pass(seconds);
        }
        Outcome::Unknown
    }

    /// A function's life: most are long.
    fn life(&mut self) -> Arc<Life> {
        if self.rng.u8(0..8) == 0 { Life::until(self.rng.u32(1..40), self.rng.bool()) } else { Life::until(u32::MAX, false) }
    }

    fn sku(&mut self) -> String {
        (*self.rng.choice(&["A", "A", "B", "C"]).unwrap()).to_owned()
    }

    fn some_order(&mut self, fits: impl Fn(&Order) -> bool) -> Option<Order> {
        let orders: BTreeMap<_, _> = self.world.orders().into_iter().filter(|order| fits(order)).map(|order| (order.id, order)).collect();
        let orders: Vec<Order> = orders.into_values().collect();
        self.rng.choice(&orders).cloned()
    }

    fn log(&mut self, line: String) {
        self.log.push(format!("{} {line}", self.world.now));
    }
}

fn short(row: &str) -> String {
    let cells: Vec<&str> = row.split(',').collect();
    format!("{} {}x{}", cells[0], cells[7], cells[6])
}

fn told(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Answered(status, body) => format!("{status} {}", body["detail"].as_str().or(body["id"].as_str()).unwrap_or_default()),
        Outcome::Unknown => "unknown".to_owned(),
    }
}

/// Which calls fail, and how, by a seed: most histories have a few faults, some many, in bursts, so that
/// the AWS clients' own second attempts fail, too.
fn chooser(
    mut rng: Rng,
    n_faults: Arc<AtomicUsize>,
    n_lost_answers: Arc<AtomicUsize>,
) -> impl FnMut(&system_tests::wire::Call) -> Option<Fault> + Send {
    let per_mille = *rng.choice(&[0_u16, 5, 15, 40, 90, 280]).unwrap();
    let mut burst: Option<(Fault, u8)> = None;
    move |call| {
        let count = |fault: Fault| {
            n_faults.fetch_add(1, Ordering::Relaxed);
            if call.service() == "SES" {
                n_lost_answers.fetch_add(1, Ordering::Relaxed);
            }
            Some(fault)
        };
        if let Some((fault, n_left)) = burst.take() {
            burst = (n_left > 1).then_some((fault, n_left - 1));
            return count(fault);
        }
        if rng.u16(0..1000) >= per_mille {
            return (rng.u8(0..4) == 0).then(|| Fault::Slow(rng.u64(1..20)));
        }
        let kinds = [Fault::Refused, Fault::Throttled, Fault::LostBefore, Fault::LostAfter, Fault::LostAfter, Fault::Late, Fault::Half];
        let fault = *rng.choice(&kinds).unwrap();
        burst = (rng.u8(0..3) == 0).then(|| (fault, rng.u8(1..4)));
        count(fault)
    }
}
