//! A store: what its buyers want, and what the house does about it.

use std::collections::BTreeMap;

use domain::identity::StoreScope;
use fastrand::Rng;
use http::Method;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::Deserialize;
use serde_json::{Value, json};
use system_tests::World;

use crate::Step;
use crate::house::House;

/// A store that is to have a history.
#[derive(Debug, Deserialize)]
pub(crate) struct Plan {
    /// As it is created.
    settings: Value,
    /// As they are put.
    products: Vec<Value>,
    /// Of the products, those that are ordered: SKU, name, price as files tell it.
    goods: Vec<(String, String, String)>,
    /// What references begin with.
    prefix: String,
    /// On a day of middling demand, half-way through.
    orders_a_day: u32,
    /// Country codes, the frequent ones several times.
    countries: Vec<String>,
    carrier: String,
}

impl Plan {
    /// The store's id.
    pub(crate) fn id(&self) -> &str {
        self.settings["id"].as_str().unwrap()
    }
}

/// A store as it stands.
pub(crate) struct Shop {
    plan: Plan,
    scope: StoreScope,
    base: String,
    rng: Rng,
    n_orders: u32,
    n_deliveries: u32,
    n_parcels: u32,
    /// Units that buyers wanted since goods came last, by SKU.
    wanted: BTreeMap<String, u32>,
    /// The batch on the floor, and orders that somebody looks into.
    batch: Option<Value>,
    held: Vec<String>,
}

const COLUMNS: &str = "reference,placed_at,currency,consignee_name,consignee_street_1,consignee_city,consignee_postcode,consignee_country,\
                       shipping_service,shipping_charge,sku,description,quantity,unit_price";

const NAMES: [&str; 16] = [
    "Kari Nordmann",
    "Ola Hansen",
    "Harriet Ashworth",
    "James Okafor",
    "Małgorzata Żółć",
    "Piotr Wiśniewski",
    "Nguyễn Ngọc Ánh",
    "Trần Văn Minh",
    "Ingrid Solberg",
    "Freja Lindqvist",
    "Aino Virtanen",
    "Jonas Weber",
    "Zofia Kowalczyk",
    "Emily Clarke",
    "Lê Thị Hoa",
    "Anna Müller",
];

/// Country, town, postcode, street.
const TOWNS: [(&str, &str, &str, &str); 9] = [
    ("GB", "Leeds", "LS1 4AP", "12 Park Row"),
    ("GB", "London", "WC1N 1AG", "48 Marchmont Street"),
    ("GB", "Bristol", "BS1 4DJ", "3 Queen Square"),
    ("NO", "Bergen", "5003", "Strandgaten 8"),
    ("NO", "Oslo", "0155", "Storgata 21"),
    ("SE", "Göteborg", "411 06", "Kungsgatan 4"),
    ("DK", "Aarhus", "8000", "Vestergade 19"),
    ("PL", "Gdańsk", "80-831", "ul. Długa 5"),
    ("DE", "Hamburg", "20095", "Mönckebergstraße 7"),
];

impl Shop {
    pub(crate) async fn open(world: &mut World, house: &mut House, plan: Plan) -> Self {
        let id = plan.id().to_owned();
        let scope = StoreScope::of_message(house.organisation.clone(), id.parse().unwrap());
        house.ask("platform_admin", Method::POST, "/stores", plan.settings.clone()).await;
        let base = format!("/stores/{id}");
        for products in plan.products.chunks(100) {
            house.ask("head_office", Method::PUT, &format!("{base}/products"), json!({"items": products})).await;
        }
        world.scope = scope.clone();
        let seed = id.bytes().fold(7, |seed: u64, byte| seed.wrapping_mul(31).wrapping_add(u64::from(byte)));
        let mut shop = Self {
            plan,
            scope,
            base,
            rng: Rng::with_seed(seed),
            n_orders: 0,
            n_deliveries: 0,
            n_parcels: 0,
            wanted: BTreeMap::new(),
            batch: None,
            held: Vec::new(),
        };
        // For the first days.
        let units = (shop.plan.orders_a_day * 20).div_ceil(u32::try_from(shop.plan.goods.len()).unwrap());
        let lines: Vec<Value> = shop.plan.goods.iter().map(|(sku, _, _)| json!({"sku": sku, "quantity": units})).collect();
        shop.book_in(world, house, lines).await;
        shop
    }

    pub(crate) async fn step(&mut self, world: &mut World, house: &mut House, step: Step, day: Date, grown: u32) {
        world.scope = self.scope.clone();
        match step {
            Step::Receive => self.receive(world, house).await,
            Step::Orders => self.orders(world, day, grown).await,
            Step::Release => self.release(world, house).await,
            Step::Trouble => self.trouble(house, day).await,
            Step::Pack => self.pack(world, house).await,
            Step::HandOver => self.hand_over(world, house).await,
            Step::TakeBack => self.take_back(world, house, day).await,
        }
        world.settle().await;
    }

    /// What was ordered comes in again; now and then a supplier is late, and orders wait.
    async fn receive(&mut self, world: &mut World, house: &mut House) {
        let levels = house.ask("warehouse", Method::GET, &format!("{}/stock?limit=200", self.base), Value::Null).await;
        let mut lines = Vec::new();
        for level in levels["items"].as_array().unwrap() {
            let sku = level["sku"].as_str().unwrap();
            let (available, waiting) = (level["available"].as_u64().unwrap(), level["backordered"].as_u64().unwrap());
            let wanted = u64::from(self.wanted.get(sku).copied().unwrap_or_default());
            if self.rng.u8(0..10) == 0 || wanted + waiting <= available / 2 {
                continue;
            }
            let quantity = waiting + wanted + wanted / 6;
            lines.push(json!({"sku": sku, "quantity": quantity.saturating_sub(available / 2).max(1)}));
            self.wanted.remove(sku);
        }
        self.book_in(world, house, lines).await;
    }

    async fn book_in(&mut self, world: &mut World, house: &mut House, lines: Vec<Value>) {
        for lines in lines.chunks(100) {
            self.n_deliveries += 1;
            let reference = format!("{}-DEL-{:04}", self.plan.prefix, self.n_deliveries);
            house.ask("warehouse", Method::POST, &format!("{}/receipts", self.base), json!({"reference": reference, "lines": lines})).await;
            world.settle().await;
        }
    }

    /// Half a day's orders as a file.
    async fn orders(&mut self, world: &mut World, day: Date, grown: u32) {
        let of_weekday = match day.weekday() {
            Weekday::Monday => 130,
            Weekday::Saturday => 60,
            Weekday::Sunday => 80,
            _ => 100,
        };
        // In hundredths: from 70 at the beginning to 130 at the end, the weekday's, and chance.
        let n_orders = u64::from(self.plan.orders_a_day * (70 + 60 * grown / 1_000)) * of_weekday * self.rng.u64(75..=125) / 2_000_000;
        let mut file = format!("{COLUMNS}\n");
        for _ in 0..n_orders {
            self.write_order(&mut file, world.now);
        }
        let time = world.now.strftime("%Y-%m-%d-%H%M");
        world.drop_file(&format!("canonical/{}-orders-{time}.csv", self.plan.prefix), &file).await;
    }

    fn write_order(&mut self, file: &mut String, now: jiff::Timestamp) {
        self.n_orders += 1;
        let country = self.rng.choice(&self.plan.countries).unwrap().clone();
        let towns: Vec<_> = TOWNS.iter().filter(|(of, ..)| *of == country).collect();
        let (_, town, postcode, street) = self.rng.choice(&towns).unwrap();
        let name = self.rng.choice(&NAMES).unwrap();
        let service = if self.rng.u8(0..5) == 0 { "express" } else { "standard" };
        let currency = self.plan.settings["currency"].as_str().unwrap();
        let placed = now - jiff::SignedDuration::from_mins(self.rng.i64(5..360));
        let head = format!(
            "{}-{:05},{placed:.0},{currency},{name},{street},{town},{postcode},{country},{service},4.90",
            self.plan.prefix, self.n_orders
        );
        for _ in 0..self.rng.usize(1..=3) {
            // Some goods are wanted far more than others.
            let place = self.rng.usize(0..1_000).pow(2) * self.plan.goods.len() / 1_000_000;
            let (sku, description, price) = &self.plan.goods[place];
            let units = self.rng.u32(1..=3);
            // Buyers' shops make mistakes.
            let sku = if self.rng.u8(0..120) == 0 { "UNKNOWN-1" } else { sku.as_str() };
            *self.wanted.entry(sku.to_owned()).or_default() += units;
            file.push_str(&format!("{head},{sku},\"{}\",{units},{price}\n", description.replace('"', "\"\"")));
        }
    }

    async fn release(&mut self, world: &mut World, house: &mut House) {
        let (status, batch) = house.try_to("warehouse", Method::POST, &format!("{}/batches", self.base), json!({"max_orders": 100})).await;
        self.batch = (status < 300).then_some(batch);
        world.settle().await;
    }

    /// An address is doubted and cleared up, a buyer thinks better of it, something breaks on its shelf.
    async fn trouble(&mut self, house: &mut House, day: Date) {
        for order in std::mem::take(&mut self.held) {
            house.try_to("customer_service", Method::DELETE, &format!("{}/orders/{order}/holds/address", self.base), json!({})).await;
        }
        let newest = house.ask("customer_service", Method::GET, &format!("{}/orders?limit=25", self.base), Value::Null).await;
        let Some(order) = self.rng.choice(newest["items"].as_array().unwrap()).and_then(|order| order["id"].as_str()).map(str::to_owned)
        else {
            return;
        };
        let path = format!("{}/orders/{order}", self.base);
        match self.rng.u8(0..5) {
            0 => {
                let body = json!({"reason": "address", "note": "The house number is missing; asked the buyer."});
                let (status, _) = house.try_to("customer_service", Method::POST, &format!("{path}/holds"), body).await;
                self.held.extend((status < 300).then_some(order));
            }
            1 => {
                let body = json!({"reason": "The buyer ordered twice by mistake"});
                house.try_to("customer_service", Method::POST, &format!("{path}/cancel"), body).await;
            }
            2 => {
                let (sku, _, _) = self.rng.choice(&self.plan.goods).unwrap().clone();
                let body = json!({"reference": format!("found-{day}"), "from": "available", "to": "damaged", "quantity": 1, "reason": "Box crushed on the shelf"});
                house.try_to("supervisor", Method::POST, &format!("{}/stock/{sku}/adjustments", self.base), body).await;
            }
            _ => {}
        }
    }

    async fn pack(&mut self, world: &mut World, house: &mut House) {
        let Some(batch) = &self.batch else { return };
        let id = batch["id"].as_str().unwrap().to_owned();
        let batch = house.ask("warehouse", Method::GET, &format!("{}/batches/{id}", self.base), Value::Null).await;
        house.ask("warehouse", Method::POST, &format!("{}/batches/{id}/picks", self.base), json!({})).await;
        for order in batch["orders"].as_array().unwrap() {
            self.n_parcels += 1;
            world.pass(40);
            let number = format!("NP{:08}{}", self.n_parcels, &self.plan.prefix[..2]);
            let tracking = json!({"carrier": self.plan.carrier, "service": "standard", "tracking_number": number});
            let body = json!({"weight_grams": 300 + self.rng.u32(0..3_000), "tracking": tracking});
            house.try_to("warehouse", Method::POST, &format!("{}/orders/{}/parcels", self.base, order.as_str().unwrap()), body).await;
        }
    }

    /// About one order in twenty comes back: most after a notice, some without, and now and then less than was announced.
    async fn take_back(&mut self, world: &mut World, house: &mut House, day: Date) {
        let open = house.ask("warehouse", Method::GET, &format!("{}/returns?state=open&limit=100", self.base), Value::Null).await;
        for back in open["items"].as_array().unwrap() {
            // The post takes a few days.
            if self.rng.u8(0..4) > 0 {
                continue;
            }
            let path = format!("{}/returns/{}", self.base, back["id"].as_str().unwrap());
            let page = house.ask("warehouse", Method::GET, &path, Value::Null).await;
            let lines: Vec<Value> = page["lines"]
                .as_array()
                .unwrap()
                .iter()
                .map(|line| self.verdict(line["line"].clone(), line["announced"].as_u64().unwrap(), Value::Null))
                .collect();
            world.pass(90);
            house.ask("warehouse", Method::POST, &format!("{path}/receipts"), json!({"lines": lines})).await;
        }
        let (from, to) = (day.saturating_sub(14.days()), day.saturating_sub(4.days()));
        let shipped = format!("{}/orders?status=shipped&shipped_from={from}&shipped_to={to}&limit=100", self.base);
        let shipped = house.ask("customer_service", Method::GET, &shipped, Value::Null).await;
        let shipped = shipped["items"].as_array().unwrap();
        let n_back = self.plan.orders_a_day * self.rng.u32(10..90) / 1_000;
        for _ in 0..n_back {
            let Some(order) = self.rng.choice(shipped) else { return };
            let path = format!("{}/orders/{}", self.base, order["id"].as_str().unwrap());
            let page = house.ask("customer_service", Method::GET, &path, Value::Null).await;
            let lines: Vec<&Value> = page["lines"].as_array().unwrap().iter().filter(|line| line["shipped"].as_u64() > Some(0)).collect();
            let Some(line) = self.rng.choice(&lines) else { continue };
            let (number, sent) = (line["line"].clone(), line["shipped"].as_u64().unwrap());
            let units = self.rng.u64(1..=sent);
            world.pass(60);
            if self.rng.u8(0..5) == 0 {
                let lines = json!([self.verdict(number, units, json!("undeliverable"))]);
                house
                    .ask("warehouse", Method::POST, &format!("{}/returns/found", self.base), json!({"order": page["id"], "lines": lines}))
                    .await;
            } else {
                let reasons = ["not_wanted", "not_wanted", "not_wanted", "faulty", "faulty", "damaged_in_transit", "wrong_item"];
                let reason = *self.rng.choice(&reasons).unwrap();
                let condition = *self.rng.choice(&["unopened", "opened", "unknown"]).unwrap();
                let lines = json!([{"line": number, "quantity": units, "reason": reason, "condition": condition}]);
                house
                    .ask("customer_service", Method::POST, &format!("{}/returns", self.base), json!({"order": page["id"], "lines": lines}))
                    .await;
            }
        }
    }

    fn verdict(&mut self, line: Value, units: u64, reason: Value) -> Value {
        let verdicts = [
            ("restock", ""),
            ("restock", ""),
            ("restock", ""),
            ("quality_control", ""),
            ("damaged", "The box is torn"),
            ("scrap", "Broken"),
        ];
        let (disposition, note) = *self.rng.choice(&verdicts).unwrap();
        json!({"line": line, "quantity": units, "disposition": disposition, "note": note, "reason": reason})
    }

    async fn hand_over(&mut self, world: &mut World, house: &mut House) {
        let Some(batch) = self.batch.take() else { return };
        let body = json!({"carrier": self.plan.carrier, "batch": batch["id"]});
        let (status, manifest) = house.try_to("warehouse", Method::POST, &format!("{}/manifests", self.base), body).await;
        if status < 300 {
            let path = format!("{}/manifests/{}/ship", self.base, manifest["id"].as_str().unwrap());
            house.ask("warehouse", Method::POST, &path, json!({})).await;
            world.settle().await;
        }
    }
}
