//! A stranger with real ids. Two stores full of data stand side by side, and every operation of the description is asked
//! from one of them about the other: with the other's ids in path, query, body, header, file name and cursor. The answer
//! is the one to an id that never was, nothing of the other store is told, and nothing of it changes.
//!
//! What is asked follows from the description: an operation, parameter or body without an attack fails here.

use std::collections::BTreeMap;

use api::Api;
use api::identity::people::People;
use api::identity::pool::UserPool;
use api::limits::Limits;
use axum::Router;
use axum::body::Body;
use domain::devices::Device;
use domain::findings::Finding;
use domain::identity::roles::{Permission, Role};
use domain::identity::{Identity, Stores};
use domain::ids::DeviceId;
use domain::invariants::{Rule, Subject, Violation};
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use system_tests::World;

use crate::journeys::{mint, now};
use crate::nowhere::{Answer, answer_of, ask_of, identity};

/// The smallest PNG image; what stands behind its end makes another file of it.
pub(crate) const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\xdacd\xf8\xcfP\x0f\0\x03\x86\x01\x80Z4}k\0\0\0\0IEND\xaeB`\x82";

/// A public key of a browser: of RFC 8291, appendix A.
const POINT: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";

/// One operation of the description.
struct Operation {
    id: String,
    method: Method,
    path: String,
    of_store: bool,
    query: Vec<String>,
    headers: Vec<String>,
    body: Option<String>,
}

fn operations() -> Vec<Operation> {
    let openapi = serde_json::to_value(api::openapi()).unwrap();
    let mut found = Vec::new();
    for (path, item) in openapi["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let named = |place: &str| -> Vec<String> {
                parameters.iter().filter(|one| one["in"] == place).map(|one| one["name"].as_str().unwrap().to_owned()).collect()
            };
            found.push(Operation {
                id: operation["operationId"].as_str().unwrap().to_owned(),
                method: Method::from_bytes(method.to_uppercase().as_bytes()).unwrap(),
                path: path.clone(),
                of_store: path.contains("{store}"),
                query: named("query"),
                headers: named("header"),
                body: operation["requestBody"]["content"].as_object().map(|content| content.keys().next().unwrap().clone()),
            });
        }
    }
    assert!(found.len() > 45, "{} operations", found.len());
    found
}

/// Lists that go on by a cursor. That of the whole organisation is for nobody here: they all reach one store.
fn lists() -> Vec<Operation> {
    let mut all = operations();
    all.retain(|operation| operation.query.iter().any(|name| name == "cursor") && operation.id != "list_organisation_audit");
    all
}

/// The names that a store's things go by, by the parameter that takes them.
#[derive(Debug, Clone)]
struct Names(BTreeMap<String, String>);

impl Names {
    fn get(&self, name: &str) -> &str {
        self.0.get(name).unwrap_or_else(|| panic!("nobody attacks {name:?} yet: give the stores one of it"))
    }

    /// Names of the same form that were never given.
    fn of_nothing() -> Self {
        let id = |prefix: &str| format!("{prefix}_ffffffffffffffffffffffffffffffff");
        let all = [
            ("store", "no-such-store".to_owned()),
            ("order", id("ord")),
            ("import", id("imp")),
            ("batch", id("bat")),
            ("manifest", id("man")),
            ("asn", id("asn")),
            ("return", id("ret")),
            ("scanned", "NOTHING-SO-2".to_owned()),
            ("count", id("cnt")),
            ("key", id("key")),
            ("webhook", id("hook")),
            ("delivery", id("dlv")),
            ("device", id("dev")),
            ("sku", "NOTHING-1".to_owned()),
            ("code", "NOTHING-C1".to_owned()),
            ("name", "nothing-profile".to_owned()),
            ("profile", "nothing-profile".to_owned()),
            ("number", "1".to_owned()),
            ("sequence", "77".to_owned()),
            ("reason", "address".to_owned()),
            ("reference", "NOTHING-SO-1".to_owned()),
            ("consignee", "Zelda".to_owned()),
            ("q", "NOTHING".to_owned()),
            ("actor", "Person".to_owned()),
            ("kind", "user".to_owned()),
            ("hand", "acting".to_owned()),
            ("from", "2026-11-01".to_owned()),
            ("to", "2026-11-30".to_owned()),
            ("plan", id("pln")),
            ("logo", "f".repeat(64)),
            ("finding", id("fin")),
            ("export", id("exp")),
            ("user", "ffffffff-ffff-4fff-8fff-ffffffffffff".to_owned()),
            ("If-Match", "\"1\"".to_owned()),
            ("idempotency-key", "a-key".to_owned()),
        ];
        Self(all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }
}

/// A store with something of everything in it.
struct Shop {
    world: World,
    router: Router,
    who: Identity,
    names: Names,
    cursors: BTreeMap<String, String>,
    api_key: String,
    /// Texts that stand nowhere but in this store.
    secrets: Vec<String>,
}

impl Shop {
    /// Fills a store; `tag` is in all its texts, and it has as many reconciliation files as asked for.
    async fn open(world: World, tag: &str, n_reconciliations: u64) -> Self {
        let store = world.scope.store().clone();
        let mut who = identity(Role::HeadOffice, Stores::These(vec![store.clone()]), Permission::ALL);
        who.actor = format!("head-of-{store}").parse().unwrap();
        let (config, connector) = world.by_hand();
        let people = People::of_pool(UserPool::behind("pool", config, connector));
        let api = Api { app: world.app.clone(), now, mint, people, limits: Limits::per_minute(u32::MAX) };
        let router = api::router(api);
        let mut shop =
            Self { world, router, who, names: Names::of_nothing(), cursors: BTreeMap::new(), api_key: String::new(), secrets: Vec::new() };
        shop.name("store", store.as_str());
        let party = |name: &str| json!({"name": format!("{name} {tag}"), "street": [format!("Secret Street {tag}")], "city": "Gdańsk", "postcode": "80-831", "country": "PL"});
        let lower = tag.to_lowercase();
        let product = |sku: String| json!({"sku": sku, "name": format!("Goods of {tag}"), "location": format!("{tag}-A-1")});
        shop.send("put", "/products", json!({"items": [product(format!("{tag}-1")), product(format!("{tag}-2"))]}), 200).await;
        shop.send(
            "put",
            "/customers",
            json!({"items": [
            {"code": format!("{tag}-C1"), "party": party("Zelda")}, {"code": format!("{tag}-C2"), "party": party("Zoë")}]}),
            200,
        )
        .await;
        let column = |name: &str| json!({"column": name});
        let profile = json!({"name": format!("{lower}-profile"), "time_zone": "Europe/Oslo",
            "fields": {"reference": column("No"), "sku": column("Art"), "quantity": column("Qty")}});
        shop.send("put", &format!("/profiles/{lower}-profile"), profile, 200).await;
        shop.send(
            "post",
            "/receipts",
            json!({"reference": format!("{tag}-R1"), "lines": [{"sku": format!("{tag}-1"), "quantity": 20}]}),
            201,
        )
        .await;
        let mut asn = String::new();
        for number in 1..=2 {
            let notice = json!({"reference": format!("{tag}-D{number}"), "supplier": format!("Mills of {tag}"), "expected_on": "2026-11-30",
                "lines": [{"sku": format!("{tag}-1"), "quantity": 3}]});
            asn = shop.send("post", "/asns", notice, 201).await["id"].as_str().unwrap().to_owned();
        }
        let mut count = String::new();
        for _ in 0..2 {
            let body = json!({"name": format!("Count of {tag}"), "skus": [format!("{tag}-1"), format!("{tag}-2")]});
            count = shop.send("post", "/counts", body, 201).await["id"].as_str().unwrap().to_owned();
            shop.send("post", &format!("/counts/{count}/lines"), json!({"sku": format!("{tag}-2"), "units": 4}), 201).await;
        }
        let mut orders = Vec::new();
        for (number, sku) in [(1, "1"), (2, "1"), (3, "1"), (4, "1"), (5, "2"), (6, "2"), (7, "1"), (8, "1")] {
            let order = json!({"reference": format!("{tag}-SO-{number}"), "currency": "GBP", "shipping_service": "standard", "consignee": party("Zelda"),
                "lines": [{"sku": format!("{tag}-{sku}"), "quantity": 2, "unit_price": "2.50", "tax_rate": "20"}]});
            orders.push(shop.send("post", "/orders", order, 202).await["order"]["id"].as_str().unwrap().to_owned());
        }
        shop.send("post", &format!("/orders/{}/holds", orders[0]), json!({"reason": "address"}), 200).await;
        let mut batches = Vec::new();
        for order in &orders[1..3] {
            batches.push(shop.send("post", "/batches", json!({"orders": [order]}), 202).await["id"].as_str().unwrap().to_owned());
        }
        shop.world.settle().await;
        let mut manifests = Vec::new();
        for (order, batch) in orders[1..3].iter().zip(&batches) {
            shop.send("post", &format!("/batches/{batch}/picks"), json!({}), 200).await;
            shop.send("post", &format!("/orders/{order}/parcels"), json!({"weight_grams": 500}), 201).await;
            let tracking =
                json!({"carrier": "Northern Parcels", "service": "standard", "tracking_number": format!("{tag}0000{}", manifests.len())});
            shop.send("put", &format!("/orders/{order}/parcels/1/tracking"), tracking, 200).await;
            let manifest = json!({"carrier": "Northern Parcels", "orders": [order]});
            manifests.push(shop.send("post", "/manifests", manifest, 201).await["id"].as_str().unwrap().to_owned());
        }
        let mut back = String::new();
        for (number, order) in (7..).zip(&orders[6..]) {
            let batch = shop.send("post", "/batches", json!({"orders": [order]}), 202).await;
            shop.world.settle().await;
            shop.send("post", &format!("/batches/{}/picks", batch["id"].as_str().unwrap()), json!({}), 200).await;
            let tracking = json!({"carrier": "Western Parcels", "service": "standard", "tracking_number": format!("{tag}0000{number}")});
            shop.send("post", &format!("/orders/{order}/parcels"), json!({"weight_grams": 500, "tracking": tracking}), 201).await;
            let manifest = shop.send("post", "/manifests", json!({"carrier": "Western Parcels", "orders": [order]}), 201).await;
            shop.send("post", &format!("/manifests/{}/ship", manifest["id"].as_str().unwrap()), json!({}), 202).await;
            let notice =
                json!({"order": order, "note": format!("Note of {tag}"), "lines": [{"line": 1, "quantity": 2, "reason": "faulty"}]});
            back = shop.send("post", "/returns", notice, 201).await["id"].as_str().unwrap().to_owned();
            let go = json!({"lines": [{"line": 1, "quantity": 1, "disposition": "restock"}]});
            shop.send("post", &format!("/returns/{back}/receipts"), go, 201).await;
        }
        shop.world.settle().await;
        let file = format!("reference,sku,quantity,consignee_name\n{tag}-F1,NONE,1,Zelda {tag}\n{tag}-F2,NONE,1,Zelda {tag}\n");
        let mut imports = Vec::new();
        for number in 1..=2 {
            let path = format!("/imports?file_name={lower}-{number}.csv");
            let answer = shop.ask(&shop.who, Method::POST, &shop.path(&path), &[], &format!("{file}{tag}-F{number}3,NONE,1,Z\n")).await;
            imports.push(answer.json()["import"]["id"].as_str().unwrap_or_else(|| panic!("{}", answer.json())).to_owned());
            let folder = format!("drop/{store}/in/");
            for key in shop.world.cloud.keys().iter().filter(|key| key.starts_with(&folder)) {
                shop.world.app.receive_file(key, now()).await.unwrap();
            }
            shop.world.settle().await;
        }
        for _ in 0..n_reconciliations {
            shop.send("post", "/reconciliations", json!({}), 202).await;
        }
        let made = shop.send("post", "/api-keys", json!({"name": format!("key of {tag}"), "permissions": ["orders.read"]}), 201).await;
        shop.api_key = made["key"].as_str().unwrap().to_owned();
        let key = made["id"].as_str().unwrap();
        let webhook =
            json!({"name": format!("webhook of {tag}"), "url": format!("https://{lower}.example/events"), "events": ["order.shipped"]});
        let webhook = shop.send("post", "/webhooks", webhook, 201).await;
        let hook_secret = webhook["secret"].as_str().unwrap().to_owned();
        let hook_path = format!("/webhooks/{}", webhook["id"].as_str().unwrap());
        for _ in 0..2 {
            let answer = shop.ask(&shop.who, Method::POST, &shop.path(&format!("{hook_path}/test")), &[], "").await;
            assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.json());
        }
        shop.world.settle().await;
        let answer = shop.ask(&shop.who, Method::GET, &shop.path(&format!("{hook_path}/deliveries")), &[], "").await;
        let delivery = answer.json()["items"][0]["id"].as_str().unwrap_or_else(|| panic!("{}", answer.json())).to_owned();
        let violation = Violation {
            rule: Rule::IdleStock,
            subject: Subject::Sku(format!("{tag}-2").parse().unwrap()),
            sentence: format!("found in {tag}"),
        };
        shop.world.app.report(&shop.world.scope, violation.clone(), now()).await.unwrap();
        let finding = Finding::new(&store, violation, now()).id.to_string();
        let logo = shop.upload("/logos", &[PIXEL, tag.as_bytes()].concat()).await["id"].as_str().unwrap().to_owned();
        let settings = shop.ask(&shop.who, Method::GET, &shop.path(""), &[], "").await.json();
        let plan = json!({"from": "2026-12-24T00:00:00Z", "settings": settings}).to_string();
        let loaded = [("if-match", "\"1\"")];
        let plan = shop.ask(&shop.who, Method::POST, &shop.path("/planned-settings"), &loaded, &plan).await.json();
        let plan = plan["id"].as_str().unwrap_or_else(|| panic!("{plan}")).to_owned();
        let mut export = String::new();
        for list in ["orders", "customers"] {
            export = shop.send("post", "/exports", json!({"list": list, "format": "csv"}), 202).await["id"].as_str().unwrap().to_owned();
        }
        shop.world.settle().await;
        let mut user = String::new();
        for number in 1..=2 {
            let invitation = json!({"email": format!("{lower}{number}@secret.example"), "name": format!("Person of {tag}"), "role": "client_user", "stores": [store]});
            let answer = shop.ask(&shop.who, Method::POST, "/users", &[], &invitation.to_string()).await;
            user = answer.json()["id"].as_str().unwrap_or_else(|| panic!("{}", answer.json())).to_owned();
        }
        let browser = json!({"id": DeviceId::derived(&[tag]), "version": 1, "endpoint": format!("https://push.{lower}.example/x"),
            "p256dh": POINT, "auth": "BTBZMqHH6r4Tts7J_aSIgg", "name": format!("Phone of {tag}"), "since": now()});
        let browser: Device = serde_json::from_value(browser).unwrap();
        shop.world.app.add_device(shop.world.scope.organisation(), &user.parse().unwrap(), browser.clone()).await.unwrap();
        let device = browser.id.to_string();
        let sequence = n_reconciliations.to_string();
        let scanned = format!("{tag}-SO-8");
        let (sku, code, profile, reference) = (format!("{tag}-2"), format!("{tag}-C1"), format!("{lower}-profile"), format!("{tag}-SO-1"));
        for (name, value) in [
            ("order", orders[1].as_str()),
            ("import", &imports[0]),
            ("batch", &batches[0]),
            ("manifest", &manifests[0]),
            ("asn", &asn),
            ("return", &back),
            ("scanned", &scanned),
            ("count", &count),
            ("key", key),
            ("webhook", webhook["id"].as_str().unwrap()),
            ("delivery", &delivery),
            ("device", &device),
            ("sku", &sku),
            ("code", &code),
            ("name", &profile),
            ("profile", &profile),
            ("sequence", &sequence),
            ("reference", &reference),
            ("q", tag),
            ("from", "2026-11-01"),
            ("to", "2026-11-30"),
            ("plan", &plan),
            ("logo", &logo),
            ("finding", &finding),
            ("export", &export),
            ("user", &user),
        ] {
            shop.name(name, value);
        }
        shop.find_cursors().await;
        shop.secrets = [orders, batches, manifests, imports].concat();
        shop.secrets.extend([
            key.to_owned(),
            plan,
            logo,
            export,
            shop.api_key.clone(),
            format!("Zelda {tag}"),
            format!("Secret Street {tag}"),
            format!("Goods of {tag}"),
        ]);
        shop.secrets.extend([
            format!("{tag}-SO-"),
            format!("{tag}-A-1"),
            format!("key of {tag}"),
            format!("webhook of {tag}"),
            format!("{lower}.example"),
            hook_secret,
            delivery,
            device,
            format!("Phone of {tag}"),
            webhook["id"].as_str().unwrap().to_owned(),
            format!("{tag}0000"),
            format!("Person of {tag}"),
            format!("Mills of {tag}"),
            format!("{tag}-D"),
            format!("Note of {tag}"),
            asn,
            back,
            format!("Count of {tag}"),
            count,
            format!("{lower}1@secret.example"),
            user,
            format!("/{store}/"),
        ]);
        shop
    }

    async fn upload(&self, path: &str, file: &[u8]) -> Value {
        let request = Request::post(format!("/v1{}", self.path(path))).extension(self.who.clone()).body(Body::from(file.to_vec())).unwrap();
        let answer = answer_of(self.router.clone(), request).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.json());
        answer.json()
    }

    fn name(&mut self, name: &str, value: &str) {
        self.names.0.insert(name.to_owned(), value.to_owned());
    }

    /// The cursor of every list that has a second page.
    async fn find_cursors(&mut self) {
        for operation in lists() {
            let path = filled(&operation.path, &self.names);
            let answer = self.ask(&self.who, Method::GET, &format!("{path}?limit=1"), &[], "").await;
            assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.json());
            if let Some(cursor) = answer.json()["next"].as_str() {
                self.cursors.insert(operation.id.clone(), cursor.to_owned());
            }
        }
        for (filter, name) in
            [("status=on_hold", "work list"), ("status=backordered", "waiting"), ("sku=", "by SKU"), ("consignee=zelda", "by name")]
        {
            let filter = if filter == "sku=" { format!("sku={}", self.names.get("sku")) } else { filter.to_owned() };
            let answer = self.ask(&self.who, Method::GET, &self.path(&format!("/orders?{filter}&limit=1")), &[], "").await;
            self.cursors.extend(answer.json()["next"].as_str().map(|cursor| (name.to_owned(), cursor.to_owned())));
        }
        assert!(self.cursors.len() >= 10, "{:?}", self.cursors.keys());
    }

    fn path(&self, rest: &str) -> String {
        format!("/stores/{}{rest}", self.names.get("store"))
    }

    async fn send(&self, method: &str, path: &str, body: Value, status: u16) -> Value {
        let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        let answer = self.ask(&self.who, method, &self.path(path), &[], &body.to_string()).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.json());
        answer.json()
    }

    async fn ask(&self, who: &Identity, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        ask_of(self.router.clone(), method, &format!("/v1{path}"), Some(who.clone()), headers, body).await
    }

    /// Fails where an answer tells anything of this store that the question did not say itself.
    fn assert_untold(&self, question: &str, answer: &Answer) {
        let text = format!("{:?} {}", answer.headers, String::from_utf8_lossy(&answer.body));
        for secret in self.secrets.iter().filter(|secret| !question.contains(*secret)) {
            assert!(!text.contains(secret.as_str()), "{question}\ntells {secret:?}:\n{text}");
        }
    }
}

/// The victim, and a neighbour of the same house.
async fn two_shops() -> (Shop, Shop) {
    let world = World::new().await;
    let neighbour = world.beside("fjord").await;
    // More files than the neighbour has, or makes while it attacks: their numbers must be those of nothing there.
    let victim = Shop::open(world, "NORD", 9).await;
    (victim, Shop::open(neighbour, "FJORD", 1).await)
}

fn filled(path: &str, names: &Names) -> String {
    let mut filled = String::new();
    for part in path.split('/').skip(1) {
        let name = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
        filled.push('/');
        filled.push_str(name.map_or(part, |name| names.get(name)));
    }
    filled
}

/// The queries of an operation, each parameter by itself.
fn queries(operation: &Operation, names: &Names) -> Vec<String> {
    let mut queries = Vec::new();
    for name in &operation.query {
        match name.as_str() {
            "file_name" | "cursor" => {} // these have tests of their own
            "limit" => queries.push("limit=200".to_owned()),
            "open" => queries.push("open=true".to_owned()),
            "state" if operation.id == "list_counts" => queries.push("state=closed".to_owned()),
            "stage" => queries.push("stage=waiting".to_owned()),
            "short" | "has_unavailable" | "incoming" | "waiting" => queries.extend(["true", "false"].map(|is| format!("{name}={is}"))),
            "cover_below" | "not_counted_for" => queries.push(format!("{name}=30")),
            "as_of" => queries.extend(["2026-11-20", "2026-11-21"].map(|day| format!("as_of={day}"))),
            "state" => queries.extend(["announced", "closed"].map(|state| format!("state={state}"))),
            "reason" if operation.id == "list_returns" => queries.push("reason=faulty".to_owned()),
            "announced_from" | "received_from" => queries.push(format!("{name}=2026-11-01")),
            "announced_to" | "received_to" => queries.push(format!("{name}=2026-11-30")),
            "format" => queries.push("format=json".to_owned()),
            "work" => queries.extend(["ready", "waiting", "packed", "on_hold"].map(|work| format!("work={work}"))),
            "service" => queries.push("service=standard".to_owned()),
            "hold" => queries.push("hold=address".to_owned()),
            "due_from" => queries.push("due_from=2000-01-01T00:00:00Z".to_owned()),
            "due_to" => queries.push("due_to=2099-01-01T00:00:00Z".to_owned()),
            "days" => queries.push("days=30".to_owned()),
            "dry_run" => queries.push("dry_run=true".to_owned()),
            "status" => queries
                .extend(["on_hold", "backordered", "packed", "shipped", "partially_returned"].map(|status| format!("status={status}"))),
            "placed_from" | "shipped_from" => queries.push(format!("{name}=2000-01-01")),
            "placed_to" | "shipped_to" => queries.push(format!("{name}=2099-01-01")),
            other => queries.push(format!("{other}={}", names.get(other))),
        }
    }
    if operation.query.iter().any(|name| name == "file_name") {
        return queries
            .into_iter()
            .map(|query| format!("file_name=orders.csv&{query}"))
            .chain(["file_name=orders.csv".to_owned()])
            .collect();
    }
    queries.push(String::new());
    queries
}

/// A body that names another store's things wherever one can be named.
fn body(operation: &Operation, names: &Names, turn: usize) -> String {
    match operation.body.as_deref() {
        None => return String::new(),
        Some("application/octet-stream") => return format!("reference,sku,quantity\nX-{turn},{},1\n", names.get("sku")),
        Some(_) => {}
    }
    let (sku, order, batch) = (names.get("sku"), names.get("order"), names.get("batch"));
    let party = json!({"name": "A", "street": ["B"], "city": "C", "country": "PL"});
    let body = match operation.id.as_str() {
        "create_store" => {
            json!({"id": names.get("store"), "name": "Taken", "seller": party, "time_zone": "Europe/Oslo",
            "currency": "GBP", "warehouse": "london", "default_profile": names.get("profile")})
        }
        "replace_store" | "make_brand_samples" => {
            json!({"id": names.get("store"), "name": "Taken", "seller": party, "time_zone": "Europe/Oslo",
            "currency": "GBP", "warehouse": "london", "default_profile": names.get("profile"), "brand": {"logo": names.get("logo")}})
        }
        "plan_settings" => {
            json!({"from": "2027-01-01T00:00:00Z", "settings": {"name": "Taken", "seller": party, "time_zone": "Europe/Oslo",
            "currency": "GBP", "warehouse": "london", "default_profile": names.get("profile")}})
        }
        "put_products" => json!({"items": [{"sku": format!("ANY-{turn}"), "name": "Any"}]}),
        "put_customers" => json!({"items": [{"code": format!("ANY-{turn}"), "party": party}]}),
        "put_profile" => json!({"name": names.get("name"), "time_zone": "Europe/Oslo",
            "fields": {"reference": {"column": "a"}, "sku": {"column": "b"}, "quantity": {"column": "c"}}}),
        "create_upload_link" => json!({"file_name": "orders.csv", "profile": names.get("profile")}),
        "preview_profile" => json!({"file": "YSxiLGMKMSwyLDMK", "profile": {"name": names.get("profile"), "time_zone": "Europe/Oslo",
            "fields": {"reference": {"column": "a"}, "sku": {"constant": sku}, "quantity": {"column": "c"}, "customer_code": {"constant": names.get("code")}}}}),
        "correct_import" => json!({"orders": [2], "cells": [{"row": 2, "column": 1, "text": sku}]}),
        "create_order" => json!({"reference": names.get("reference"), "customer_code": names.get("code"), "currency": "GBP",
            "lines": [{"sku": sku, "quantity": 1, "unit_price": "1"}]}),
        "begin_count" if turn.is_multiple_of(2) => json!({"name": "Any", "skus": [sku]}),
        "begin_count" => json!({"name": "Any", "filter": {"q": sku}}),
        "record_count" => json!({"sku": sku, "units": 1}),
        "cancel_order" | "cancel_asn" | "cancel_return" | "cancel_count" | "leave_count_line" | "unship_order" | "dismiss_finding" => {
            json!({"reason": "why not"})
        }
        "reduce_order" => json!({"line": 1, "quantity": 1, "reason": "why not"}),
        "hold_order" => json!({"reason": "operator", "note": "mine now"}),
        "adjust_stock" => {
            json!({"reference": format!("a-{turn}"), "from": "available", "to": "damaged", "quantity": 1, "reason": "why not"})
        }
        "receive_goods" => json!({"reference": format!("r-{turn}"), "lines": [{"sku": sku, "quantity": 1}]}),
        "announce_asn" | "change_asn" => json!({"reference": format!("a-{turn}"), "supplier": "Any", "expected_on": "2026-11-30",
            "lines": [{"sku": sku, "quantity": 1}]}),
        "announce_return" => json!({"order": order, "lines": [{"line": 1, "quantity": 1, "reason": "faulty"}]}),
        "receive_return" => json!({"lines": [{"line": 1, "quantity": 1, "disposition": "restock"}]}),
        "receive_found_return" => {
            json!({"order": order, "lines": [{"line": 1, "quantity": 1, "disposition": "restock", "reason": "faulty"}]})
        }
        "receive_asn" => json!({"lines": [{"sku": sku, "good": 1}]}),
        "create_batch" => json!({"orders": [order]}),
        "pick_order" => json!({"lines": [{"line": 1, "sku": sku, "quantity": 1}]}),
        "short_pick" => json!({"line": 1, "missing": 1}),
        "pack_order" => json!({"weight_grams": 1, "lines": [{"line": 1, "quantity": 1}]}),
        "assign_tracking" => json!({"carrier": "Northern Parcels", "service": "standard", "tracking_number": "AAAA1111"}),
        "create_manifest" if turn.is_multiple_of(2) => json!({"carrier": "Northern Parcels", "orders": [order]}),
        "create_manifest" => json!({"carrier": "Northern Parcels", "batch": batch}),
        "invite_user" => {
            json!({"email": format!("any{turn}@any.example"), "name": "Any", "role": "client_user", "stores": [names.get("store")]})
        }
        "change_user" => json!({"name": "Any", "role": "client_user", "stores": [names.get("store")]}),
        "change_account" => json!({"name": "Any", "locale": "en"}),
        "create_webhook" | "change_webhook" => json!({"name": "mine", "url": "https://any.example/events", "events": ["order.shipped"]}),
        "read_notices" => json!({"notices": ["ntc_ffffffffffffffffffffffffffffffff"]}),
        "change_notice_preferences" => json!({"preferences": [{"kind": "short_pick", "channel": "none", "push": false}]}),
        "add_device" => json!({"endpoint": "https://push.any.example/x", "auth": "BTBZMqHH6r4Tts7J_aSIgg", "name": "mine",
            "p256dh": POINT}),
        "act_on_orders" if turn.is_multiple_of(2) => json!({"action": "release", "orders": [order]}),
        "act_on_orders" => json!({"action": "cancel", "reason": "mine now", "orders": [order]}),
        "begin_export" if turn.is_multiple_of(2) => json!({"list": "chosen_orders", "filter": {"orders": [order]}, "format": "csv"}),
        "begin_export" if turn.is_multiple_of(3) => {
            json!({"list": "count_lines", "filter": {"count": names.get("count")}, "format": "csv"})
        }
        "begin_export" => json!({"list": "moves", "filter": {"sku": sku}, "format": "xlsx"}),
        "create_api_key" => json!({"name": "mine", "permissions": ["orders.read"]}),
        "replay_dead_letters" => json!({"queue": "stock-allocation"}),
        "discard_dead_letters" => json!({"queue": "stock-allocation", "messages": ["1"], "reason": "why not"}),
        other => panic!("nobody attacks the body of {other} yet"),
    };
    body.to_string()
}

/// An answer without what differs between two calls: the trace, the names that were asked for.
fn normal(answer: &Answer, names: &Names) -> Value {
    let mut text = String::from_utf8_lossy(&answer.body).into_owned();
    // Longer ones first: some are the beginning of others.
    let mut all: Vec<(&String, &String)> = names.0.iter().filter(|(_, value)| value.len() > 3).collect();
    all.sort_by_key(|(_, value)| std::cmp::Reverse(value.len()));
    for (name, value) in all {
        text = text.replace(value.as_str(), &format!("<{name}>"));
    }
    let mut json: Value = serde_json::from_str(&text).unwrap_or(Value::String(text));
    if let Some(object) = json.as_object_mut() {
        object.remove("trace_id");
    }
    json
}

/// Asks the same about something real and about nothing; the two answers must not differ.
async fn compare(victim: &Shop, who: &Identity, operation: &Operation, real: &Names, nothing: &Names, turn: &mut usize) {
    let pairs = queries(operation, real).into_iter().zip(queries(operation, nothing));
    for (real_query, query_of_nothing) in pairs {
        let mut answers = Vec::new();
        *turn += 1;
        for (side, names, query) in [(0, nothing, query_of_nothing), (1, real, real_query)] {
            // No two bodies say the same, and those of one pair are alike.
            let turn = *turn % 2 + 2 * side + 4 * *turn;
            let path = format!("{}{}{query}", filled(&operation.path, names), if query.is_empty() { "" } else { "?" });
            let headers: Vec<(&str, String)> = operation
                .headers
                .iter()
                .map(|name| (name.as_str(), if name == "idempotency-key" { format!("key-{turn}") } else { names.get(name).to_owned() }))
                .collect();
            let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let body = body(operation, names, turn);
            let answer = victim.ask(who, operation.method.clone(), &path, &headers, &body).await;
            let question = format!("{} {path} {body}", operation.method);
            assert!(!answer.status.is_server_error(), "{question}: {} {}", answer.status, answer.json());
            victim.assert_untold(&question, &answer);
            answers.push((question, answer));
        }
        let [(_, of_nothing), (question, of_real)] = &answers[..] else { unreachable!("two questions") };
        assert_eq!(of_real.status, of_nothing.status, "{question}: {}", of_real.json());
        if operation.method == Method::GET || !of_real.status.is_success() {
            assert_eq!(normal(of_real, real), normal(of_nothing, nothing), "{question}");
        }
    }
}

#[tokio::test]
async fn another_store_s_ids_are_ids_of_nothing_whoever_asks() {
    let (victim, attacker) = two_shops().await;
    // What the shops' own opening still asks the sentinel for.
    drop(attacker.world.cloud.take_messages());
    let (before, mut turn) = (victim.world.snapshot().await, 0);
    let nothing = Names::of_nothing();
    let other_house = Identity { organisation: "other-house".parse().unwrap(), stores: Stores::All, ..attacker.who.clone() };
    let machine = Identity { role: Role::Machine, actor: "key_00000000000000000000000000000001".parse().unwrap(), ..attacker.who.clone() };
    for operation in operations().iter().filter(|operation| operation.of_store) {
        // In one's own store, the ids of the other.
        let at_home = |names: &Names| {
            let mut names = names.clone();
            names.0.insert("store".to_owned(), attacker.names.get("store").to_owned());
            // One's own settings stay as they are: the two answers are to be compared.
            names.0.insert("If-Match".to_owned(), "\"999\"".to_owned());
            names
        };
        compare(&victim, &attacker.who, operation, &at_home(&victim.names), &at_home(&nothing), &mut turn).await;
        // In the other's store, its own ids.
        for who in [&attacker.who, &other_house, &machine] {
            compare(&victim, who, operation, &victim.names, &nothing, &mut turn).await;
        }
    }
    for (_, message) in attacker.world.cloud.take_messages() {
        assert!(!message.contains(r#""store":"nordlys""#), "something is done in the other store: {message}");
    }
    assert_eq!(victim.world.snapshot().await, before, "nothing of the other store has changed");
    let question = serde_json::from_value::<authorizer::Question>(json!({"identitySource": [victim.api_key]})).unwrap();
    let answer = serde_json::to_value(authorizer::authorise(&victim.world.app.table, &question).await.unwrap()).unwrap();
    assert_eq!(answer["isAuthorized"], true, "the other's key still works");
    victim.world.check().await;
}

#[tokio::test]
async fn operations_of_no_store_tell_nothing_of_others() {
    let (victim, attacker) = two_shops().await;
    let before = victim.world.snapshot().await;
    let other_house = Identity { organisation: "other-house".parse().unwrap(), stores: Stores::All, ..attacker.who.clone() };
    for operation in operations().iter().filter(|operation| !operation.of_store) {
        for who in [&attacker.who, &other_house] {
            let (path, body) = (filled(&operation.path, &victim.names), body(operation, &victim.names, 0));
            let headers = [("if-match", "\"1\"")];
            let answer = victim.ask(who, operation.method.clone(), &path, &headers, &body).await;
            if operation.path.contains('{') {
                let nothing = Names::of_nothing();
                let of_nothing = victim.ask(who, operation.method.clone(), &filled(&operation.path, &nothing), &headers, &body).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}: {}", operation.id, answer.json());
                assert_eq!(normal(&answer, &victim.names), normal(&of_nothing, &nothing), "{}", operation.id);
            }
            assert!(!answer.status.is_server_error(), "{}: {}", operation.id, answer.json());
            victim.assert_untold(&format!("{path} {body}"), &answer);
            if operation.id == "create_store" {
                // Names of stores are given out once for all houses, so a taken one must be told, and nothing else.
                assert!(matches!(answer.code().as_str(), "not_permitted" | "state"), "{}", answer.json());
            }
            if operation.method == Method::GET {
                assert!(!String::from_utf8_lossy(&answer.body).contains("nordlys"), "{}: {}", operation.id, answer.json());
            }
        }
    }
    assert_eq!(victim.world.snapshot().await, before);
}

#[tokio::test]
async fn a_cursor_opens_only_the_list_that_gave_it_out() {
    let (victim, attacker) = two_shops().await;
    let lists = lists();
    let foreign = victim.cursors.iter().map(|(list, cursor)| (format!("the other's {list}"), cursor.clone()));
    let own = attacker.cursors.iter().map(|(list, cursor)| (list.clone(), cursor.clone()));
    for (list, cursor) in foreign.chain(own).chain(hostile_cursors(&attacker)) {
        for operation in &lists {
            let path = filled(&operation.path, &attacker.names);
            for filter in if operation.id == "list_orders" {
                &["", "&status=on_hold", "&status=shipped", "&sku=FJORD-2", "&consignee=zelda"][..]
            } else {
                &[""][..]
            } {
                let question = format!("{path}?limit=1{filter}&cursor={}", percent(&cursor));
                let answer = attacker.ask(&attacker.who, Method::GET, &question, &[], "").await;
                let is_fine = answer.status == StatusCode::OK || answer.code() == "bad_cursor";
                assert!(is_fine, "{list} in {question}: {} {}", answer.status, answer.json());
                victim.assert_untold(&question, &answer);
            }
        }
    }
    let second = attacker.path(&format!("/products?limit=1&cursor={}", attacker.cursors["list_products"]));
    let own_list = attacker.ask(&attacker.who, Method::GET, &second, &[], "").await;
    assert_eq!(own_list.json()["items"][0]["sku"], "FJORD-2", "one's own cursor goes on");
}

/// What somebody who reads our cursors could make of them.
fn hostile_cursors(own: &Shop) -> Vec<(String, String)> {
    use base64::Engine;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
    let plain = |name: &str| String::from_utf8(BASE64.decode(&own.cursors[name]).unwrap()).unwrap();
    let mut all: Vec<String> = [
        "",
        "x",
        "====",
        "null",
        "%00",
        "-1",
        "18446744073709551615",
        "18446744073709551616",
        "1.18446744073709551615",
        "4294967295.0",
        "0.0",
        "1e9",
    ]
    .into_iter()
    .map(str::to_owned)
    .collect();
    all.push("9".repeat(5_000));
    let products = plain("list_products");
    let mut texts = vec![
        "{}".to_owned(),
        "[]".to_owned(),
        "null".to_owned(),
        "\"x\"".to_owned(),
        "{\"pk\":1,\"sk\":2}".to_owned(),
        "{\"pk\":\"\",\"sk\":\"\"}".to_owned(),
        products.replace("fjord", "nordlys"),
        products.replace("FJORD-1", ""),
        products.replace("FJORD-1", &"Z".repeat(2_000)),
        products.replace('}', ",\"gsi1pk\":\"x\"}"),
        products.replace("\"sk\"", "\"gsi1sk\""),
        products.replace("FJORD-1", "\\u0000"),
        plain("list_batches").replace("fjord", "nordlys"),
        plain("list_batches").replace("#BATCHES", "#MANIFESTS"),
        plain("list_stock").replace("FJORD-1", "AAA"),
        plain("list_moves").replace("M#", "L#"),
    ];
    for month in ["null", "\"2026-11-01\"", "\"-009999-01-01\"", "\"9999-12-31\"", "\"2026-11-31\"", "7"] {
        for place in ["null", "\"\"", "\"x\"", "\"2026-11-21#\"", "\"9999\"", "\"\\u0000\"", "\"$\"", &format!("\"{}\"", "z".repeat(3_000))]
        {
            for offset in ["0", "1", "18446744073709551615", "-1"] {
                texts.push(format!("{{\"month\":{month},\"place\":{place},\"offset\":{offset}}}"));
            }
        }
    }
    all.extend(texts.into_iter().map(|text| BASE64.encode(text)));
    all.into_iter().map(|cursor| ("a made-up cursor".to_owned(), cursor)).collect()
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[tokio::test]
async fn a_file_name_does_not_lead_out_of_the_store_s_folder() {
    let (victim, attacker) = two_shops().await;
    let (before, folder) = (victim.world.snapshot().await, "drop/fjord/in/");
    let long = "x".repeat(300);
    for name in [
        "../../nordlys/in/x.csv",
        "..",
        ".",
        "/etc/passwd",
        "a/b.csv",
        "..\\..\\x.csv",
        "%2e%2e%2fnordlys",
        "\u{0}",
        "a\u{0}.csv",
        "a\n.csv",
        "",
        " ",
        "~",
        "~x",
        "018f3c6e7b5a5d0d8f6b2a4c1e9d7f03~x.csv",
        "nordlys/x.csv",
        "drop/nordlys/in/x.csv",
        &long,
        "\u{202e}vsc.x",
        "x\u{7f}",
        "?versionId=1",
        "#",
        "a b",
        "ą.csv",
    ] {
        for profile in ["", "nord-profile", "nordlys", "..", "../nordlys", "a/b"] {
            let asked = format!("file_name={}{}{}", percent(name), if profile.is_empty() { "" } else { "&profile=" }, percent(profile));
            let answer = attacker
                .ask(&attacker.who, Method::POST, &attacker.path(&format!("/imports?{asked}")), &[], "reference,sku,quantity\n1,A,1\n")
                .await;
            assert!(matches!(answer.status.as_u16(), 202 | 400), "{name:?} {profile:?}: {}", answer.json());
            victim.assert_untold(&asked, &answer);
            let mut wanted = json!({"file_name": name});
            if !profile.is_empty() {
                wanted["profile"] = json!(profile);
            }
            let link = attacker.ask(&attacker.who, Method::POST, &attacker.path("/imports/upload-links"), &[], &wanted.to_string()).await;
            assert!(matches!(link.status.as_u16(), 200 | 400 | 422), "{wanted}: {}", link.json());
            if link.status == StatusCode::OK {
                let (key, url) = (link.json()["key"].as_str().unwrap().to_owned(), link.json()["url"].as_str().unwrap().to_owned());
                assert!(key.starts_with(folder) && !key.contains("/../"), "{key}");
                assert!(url.contains("/bucket/drop/fjord/in/"), "{url}");
            }
        }
    }
    let strays: Vec<String> = attacker
        .world
        .cloud
        .keys()
        .into_iter()
        .filter(|key| key.starts_with("drop/") && key.contains("/in/") && !key.starts_with(folder))
        .collect();
    assert_eq!(strays, [] as [String; 0]);
    assert_eq!(victim.world.snapshot().await, before);
}

#[tokio::test]
async fn headers_of_another_store_s_answers_are_of_no_use() {
    let (victim, attacker) = two_shops().await;
    let order_path = victim.path(&format!("/orders/{}", victim.names.get("order")));
    let tag = victim.ask(&victim.who, Method::GET, &order_path, &[], "").await.headers["etag"].to_str().unwrap().to_owned();
    for header in ["if-none-match", "if-match"] {
        let answer = attacker.ask(&attacker.who, Method::GET, &order_path, &[(header, &tag)], "").await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::NOT_FOUND, "not_found"));
    }
    // The same Idempotency-Key is another caller's own; and what it answered before is not given to them.
    let receipt = json!({"reference": "same", "lines": [{"sku": "NORD-1", "quantity": 1}]}).to_string();
    let key = [("idempotency-key", "the-very-same-key")];
    let first = victim.ask(&victim.who, Method::POST, &victim.path("/receipts"), &key, &receipt).await;
    assert_eq!(first.status, StatusCode::CREATED);
    let there = attacker.ask(&attacker.who, Method::POST, &victim.path("/receipts"), &key, &receipt).await;
    assert_eq!((there.status, there.code().as_str()), (StatusCode::NOT_FOUND, "not_found"));
    assert!(there.headers.get("idempotent-replayed").is_none());
    // Nor do headers that proxies and clients write make anybody somebody.
    let forged = [
        ("x-forwarded-user", "head-of-nordlys"),
        ("x-amzn-oidc-identity", "head-of-nordlys"),
        ("x-original-url", order_path.as_str()),
        ("x-store", "nordlys"),
        ("x-amzn-request-context", r#"{"authorizer":{"jwt":{"claims":{"custom:role":"head_office"}}}}"#),
        ("x-http-method-override", "DELETE"),
        ("authorization", "Bearer eyJhbGciOiJub25lIn0.eyJjdXN0b206cm9sZSI6ImhlYWRfb2ZmaWNlIn0."),
    ];
    let nobody = ask_of(victim.router.clone(), Method::GET, &format!("/v1{order_path}"), None, &forged, "").await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    let stranger = attacker.ask(&attacker.who, Method::GET, &order_path, &forged, "").await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whoever_acts_for_somebody_reaches_no_store_more() {
    let (victim, attacker) = two_shops().await;
    drop(attacker.world.cloud.take_messages());
    let own = [("act-as", attacker.names.get("user"))];
    assert!(attacker.ask(&attacker.who, Method::GET, "/me", &own, "").await.status.is_success(), "one's own client's person");
    let (before, nothing) = (victim.world.snapshot().await, Names::of_nothing());
    let mut turn = 0;
    for operation in operations() {
        turn += 1;
        let (path, body) = (filled(&operation.path, &victim.names), body(&operation, &victim.names, turn));
        let question = format!("{} {path} {body}", operation.method);
        // For somebody of the other store: as for somebody who never was.
        let [theirs, nobodys] = [victim.names.get("user"), nothing.get("user")].map(|user| [("act-as", user), ("if-match", "\"1\"")]);
        let answer = attacker.ask(&attacker.who, operation.method.clone(), &path, &theirs, &body).await;
        let of_nobody = attacker.ask(&attacker.who, operation.method.clone(), &path, &nobodys, &body).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::FORBIDDEN, "cannot_act"), "{question}");
        assert_eq!(normal(&answer, &victim.names), normal(&of_nobody, &nothing), "{question}");
        victim.assert_untold(&question, &answer);
        // In one's own client's place, the other's things.
        if operation.of_store {
            let headers = [own[0], ("if-match", "\"1\"")];
            let answer = attacker.ask(&attacker.who, operation.method.clone(), &path, &headers, &body).await;
            assert_eq!((answer.status, answer.code().as_str()), (StatusCode::NOT_FOUND, "not_found"), "{question}");
            victim.assert_untold(&question, &answer);
        }
    }
    assert_eq!(victim.world.snapshot().await, before);
}

#[tokio::test]
async fn no_spelling_of_a_path_leads_into_another_store() {
    let (victim, attacker) = two_shops().await;
    for path in [
        "/stores/fjord/../nordlys/orders",
        "/stores/fjord/%2e%2e/nordlys/orders",
        "/stores/fjord%2F..%2Fnordlys/orders",
        "/stores//nordlys/orders",
        "/stores/nordlys//orders",
        "/stores/NORDLYS/orders",
        "/stores/nordlys%00/orders",
        "/stores/nordlys%20/orders",
        "/stores/nordlys;x/orders",
        "/stores/fjord,nordlys/orders",
        "/stores/*/orders",
        "/stores/n%6Frdlys/orders",
        "/stores/nordlys/orders/",
        "/stores/fjord%23O/orders",
        "/stores/nordlys%23CAT/products",
        "/stores/fjord/orders?store=nordlys",
        "/stores/fjord/orders/..%2F..%2Fnordlys%2Forders",
        "/stores/nordlys/orders?store=fjord",
    ] {
        let answer = attacker.ask(&attacker.who, Method::GET, path, &[], "").await;
        victim.assert_untold(path, &answer);
        assert!(!answer.status.is_server_error(), "{path}: {}", answer.json());
        assert!(answer.status != StatusCode::OK || path.starts_with("/stores/fjord/orders?"), "{path}: {}", answer.json());
    }
}
