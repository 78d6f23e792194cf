//! Whole journeys through the API, with a world behind it.

use std::sync::atomic::{AtomicU64, Ordering};

use api::Api;
use api::identity::people::People;
use api::limits::Limits;
use domain::identity::roles::{Permission, Role};
use domain::identity::{Identity, Stores};
use domain::ids::StoreId;
use http::{Method, StatusCode};
use jiff::Timestamp;
use serde_json::{Value, json};
use system_tests::World;
use uuid::Uuid;

use crate::nowhere::{Answer, ask_of, identity};

/// The world and somebody who asks.
pub(crate) struct Desk {
    pub(crate) world: World,
    pub(crate) who: Identity,
}

pub(crate) fn now() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

pub(crate) fn mint() -> Uuid {
    static LAST: AtomicU64 = AtomicU64::new(1);
    Uuid::from_u128(u128::from(LAST.fetch_add(1, Ordering::Relaxed)))
}

impl Desk {
    pub(crate) async fn new() -> Self {
        Self { world: World::new().await, who: identity(Role::HeadOffice, Stores::All, &[]) }
    }

    pub(crate) async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        self.call(self.who.clone(), method, path, headers, body).await
    }

    /// The same of somebody else.
    pub(crate) async fn ask_as(&self, who: Identity, method: Method, path: &str, body: &str) -> Answer {
        self.call(who, method, path, &[], body).await
    }

    async fn call(&self, who: Identity, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let api = Api { app: self.world.app.clone(), now, mint, people: People::default(), limits: Limits::per_minute(u32::MAX) };
        ask_of(api::router(api), method, &format!("/v1{path}"), Some(who), headers, body).await
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let answer = self.ask(Method::GET, &format!("/stores/nordlys{path}"), &[], "").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.json());
        answer.json()
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: Value, status: u16) -> Value {
        let answer = self.ask(method, &format!("/stores/nordlys{path}"), &[], &body.to_string()).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.json());
        answer.json()
    }

    pub(crate) async fn post(&self, path: &str, body: Value, status: u16) -> Value {
        self.send(Method::POST, path, body, status).await
    }
}

pub(crate) fn order(reference: &str, lines: &[(&str, u32)]) -> Value {
    let lines: Vec<Value> =
        lines.iter().map(|(sku, units)| json!({"sku": sku, "quantity": units, "unit_price": "2.50", "tax_rate": "20"})).collect();
    json!({
        "reference": reference, "currency": "GBP", "lines": lines, "shipping_service": "standard",
        "consignee": {"name": "Zoë Łęcka", "street": ["ul. Długa 5"], "city": "Gdańsk", "postcode": "80-831", "country": "PL"},
    })
}

#[tokio::test]
async fn an_order_goes_from_the_api_to_the_carrier() {
    let desk = Desk::new().await;
    let receipt = json!({"reference": "R-1", "lines": [{"sku": "A", "quantity": 3}, {"sku": "a", "quantity": 2}]});
    assert_eq!(desk.post("/receipts", receipt.clone(), 201).await["lines"], json!([{"sku": "A", "quantity": 5}]));
    desk.post("/receipts", receipt, 201).await;
    assert_eq!(desk.get("/stock/A").await["on_hand"], 5, "the same receipt twice is booked once");

    let taken = desk.post("/orders", order("SO-1", &[("A", 2), ("A", 1)]), 202).await;
    let order_id = taken["order"]["id"].as_str().unwrap().to_owned();
    assert_eq!(taken["order"]["status"], "allocated");
    assert_eq!(taken["order"]["total"], json!({"minor": 900, "currency": "GBP"}));
    let path = format!("/orders/{order_id}");
    let page = desk.get(&path).await;
    assert_eq!(page["actions"], json!(["cancel", "hold", "reduce"]));
    assert_eq!(page["why_not_shipped"]["code"], "ready");
    assert_eq!(page["timeline"][0]["detail"], "3 of 3 units have stock");
    assert_eq!(page["decision"]["lines"][0]["granted"], 3);
    assert_eq!(page["source"], Value::Null);

    desk.post(&format!("{path}/holds"), json!({"reason": "address", "note": "call first"}), 200).await;
    assert_eq!(desk.get("/orders?status=on_hold").await["items"][0]["holds"], json!(["address"]));
    let none_ready = desk.post("/batches", json!({}), 409).await;
    assert_eq!(none_ready["code"], "state");
    desk.send(Method::DELETE, &format!("{path}/holds/address"), json!({}), 200).await;
    let lifted = desk.get(&path).await["version"].clone();
    assert_eq!(desk.send(Method::DELETE, &format!("{path}/holds/address"), json!({}), 200).await["version"], lifted, "lifted already");
    desk.post(&format!("{path}/reduce"), json!({"line": 2, "quantity": 1, "reason": "one less"}), 200).await;

    let batch = desk.post("/batches", json!({"max_orders": 10}), 202).await;
    desk.world.settle().await;
    let batch_path = format!("/batches/{}", batch["id"].as_str().unwrap());
    let batch = desk.get(&batch_path).await;
    assert_eq!((&batch["state"], &batch["n_units"], &batch["actions"]), (&json!("rendered"), &json!(2), &json!(["pick"])));
    assert!(batch["documents"][0]["url"].as_str().unwrap().starts_with("http"));
    let lines = desk.get(&format!("{batch_path}/pick-lines")).await;
    assert_eq!((&lines["items"][0]["location"], &lines["items"][0]["quantity"]), (&json!("A-A"), &json!(2)));
    let wrong = desk.post(&format!("{path}/picks"), json!({"lines": [{"line": 1, "sku": "B", "quantity": 2}]}), 409).await;
    assert_eq!(wrong["detail"], "Line 1 wants A, not B.");
    let picked = desk.post(&format!("{batch_path}/picks"), json!({}), 200).await;
    assert_eq!(picked["items"], json!([{"order": order_id, "outcome": "picked", "detail": null}]));
    assert_eq!(desk.get(&batch_path).await["progress"], json!({"done": 1, "total": 1}));

    let half = json!({"weight_grams": 900, "tracking": {"carrier": " ", "service": "standard", "tracking_number": "NP00000001"}});
    let refused = desk.post(&format!("{path}/parcels"), half, 422).await;
    assert_eq!(refused["errors"][0]["pointer"], "/tracking/carrier");
    let first = json!({"carrier": "Northern Parcels", "service": "standard", "tracking_number": "NP00000000"});
    desk.post(&format!("{path}/parcels"), json!({"weight_grams": 900, "tracking": first}), 201).await;
    let tracking = json!({"carrier": "Northern Parcels", "service": "standard", "tracking_number": "NP00000001"});
    desk.send(Method::PUT, &format!("{path}/parcels/1/tracking"), tracking, 200).await;
    let manifest = desk.post("/manifests", json!({"carrier": "Northern Parcels", "batch": batch["id"]}), 201).await;
    assert_eq!((&manifest["n_parcels"], &manifest["actions"]), (&json!(1), &json!(["ship"])));
    let manifest_path = format!("/manifests/{}", manifest["id"].as_str().unwrap());
    assert_eq!(desk.post(&format!("{manifest_path}/ship"), json!({}), 202).await["state"], "shipped");
    let page = desk.get(&path).await;
    assert_eq!(
        (&page["status"], &page["why_not_shipped"], &page["actions"]),
        (&json!("shipped"), &Value::Null, &json!(["announce_return", "unship"]))
    );
    assert_eq!(desk.get("/orders?status=shipped&shipped_from=2026-11-21").await["items"][0]["id"], json!(order_id));
    assert_eq!(desk.get("/stock/A").await["on_hand"], 3);

    desk.post(&format!("{path}/unship"), json!({"reason": "the van came back"}), 200).await;
    assert_eq!(desk.get(&path).await["status"], "packed");
    let moves = desk.get("/stock/A/moves").await;
    let kinds: Vec<&str> = moves["items"].as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"shipment") && kinds.contains(&"unshipment"), "{kinds:?}");

    let made = desk.post("/reconciliations", json!({}), 202).await;
    assert_eq!(made["sequence"], 1);
    assert_eq!(made["totals"]["orders"]["in"], 1);
    assert!(desk.get("/reconciliations/1/file?format=json").await["url"].as_str().unwrap().contains("reconciliation-000001.json"));
    assert_eq!(desk.get("/reconciliations").await["items"][0]["sha256"], made["sha256"]);
    desk.world.check().await;
}

#[tokio::test]
async fn packing_confirms_the_picks_for_those_who_may_pick() {
    let mut desk = Desk::new().await;
    desk.post("/receipts", json!({"reference": "R-1", "lines": [{"sku": "A", "quantity": 5}]}), 201).await;
    let taken = desk.post("/orders", order("SO-1", &[("A", 3)]), 202).await;
    let path = format!("/orders/{}", taken["order"]["id"].as_str().unwrap());
    desk.post("/batches", json!({}), 202).await;
    desk.world.settle().await;
    let confirming = json!({"weight_grams": 900, "confirm_picks": true});
    assert_eq!(desk.post(&format!("{path}/parcels"), json!({"weight_grams": 900}), 409).await["code"], "refused");

    let packer = identity(Role::ClientUser, desk.who.stores.clone(), &[Permission::OrdersRead, Permission::FulfilmentPack]);
    let everything = std::mem::replace(&mut desk.who, packer);
    assert_eq!(desk.post(&format!("{path}/parcels"), confirming.clone(), 403).await["code"], "not_permitted");
    desk.who = everything;
    desk.post(&format!("{path}/parcels"), confirming, 201).await;
    let page = desk.get(&path).await;
    assert_eq!((&page["status"], &page["lines"][0]["packed"]), (&json!("packed"), &json!(3)), "{page}");
    let kinds: Vec<&str> = page["timeline"].as_array().unwrap().iter().filter_map(|event| event["kind"].as_str()).collect();
    assert!(kinds.contains(&"picked") && kinds.contains(&"packed"), "{kinds:?}");
    desk.world.check().await;
}

#[tokio::test]
async fn what_orders_cost_is_told_by_day_and_in_all() {
    let desk = Desk::new().await;
    let nothing = desk.get("/costs?from=2026-11-20&to=2026-11-21").await;
    assert_eq!((&nothing["total"]["orders"], &nothing["total"]["nano_usd_per_order"]), (&json!(0), &Value::Null));
    for n in 0..3 {
        desk.post("/orders", order(&format!("SO-{n}"), &[("A", 1), ("B", 2)]), 202).await;
    }
    let costs = desk.get("/costs?from=2026-11-20&to=2026-11-21").await;
    let days = costs["days"].as_array().unwrap();
    assert_eq!(days.iter().map(|day| day["day"].as_str().unwrap()).collect::<Vec<_>>(), ["2026-11-20", "2026-11-21"]);
    assert_eq!(days.iter().map(|day| day["orders"].as_u64().unwrap()).collect::<Vec<_>>(), [0, 3]);
    for counter in ["orders", "nano_usd", "write_units", "table_requests"] {
        let sum: u64 = days.iter().map(|day| day[counter].as_u64().unwrap_or_default()).sum();
        assert_eq!(costs["total"][counter].as_u64().unwrap_or_default(), sum, "{counter}");
    }
    let total = &costs["total"];
    assert_eq!(total["nano_usd_per_order"].as_u64().unwrap(), total["nano_usd"].as_u64().unwrap() / 3);
    let id = desk.get("/orders?reference=SO-0").await["items"][0]["id"].as_str().unwrap().to_owned();
    let of_order = desk.get(&format!("/orders/{id}")).await["cost"]["nano_usd"].as_u64().unwrap();
    assert!(of_order > 0 && of_order <= total["nano_usd"].as_u64().unwrap());
    let later = desk.get("/costs?from=2026-11-22&to=2026-11-23").await;
    assert_eq!((&later["total"]["orders"], &later["previous"]["orders"]), (&json!(0), &json!(3)));
    for period in ["from=2026-11-21&to=2026-11-20", "from=2020-01-01&to=2026-11-21", "from=yesterday"] {
        let answer = desk.ask(Method::GET, &format!("/stores/nordlys/costs?{period}"), &[], "").await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{period}");
    }
}

#[tokio::test]
async fn a_store_in_numbers_says_how_long_its_lists_are() {
    let mut desk = Desk::new().await;
    desk.post("/receipts", json!({"reference": "R-1", "lines": [{"sku": "A", "quantity": 5}]}), 201).await;
    for (reference, lines) in
        [("SO-1", vec![("A", 1)]), ("SO-2", vec![("A", 1)]), ("SO-3", vec![("A", 1), ("B", 4)]), ("SO-4", vec![("B", 3)])]
    {
        desk.post("/orders", order(reference, &lines), 202).await;
    }
    let second = desk.get("/orders?reference=SO-2").await["items"][0]["id"].as_str().unwrap().to_owned();
    desk.post(&format!("/orders/{second}/holds"), json!({"reason": "address"}), 200).await;
    desk.world.drop_file("faulty.csv", "reference,sku,quantity\nF-1,NONE,1\nF-2,NONE,1\n").await;
    desk.world.drop_file("good.csv", &system_tests::csv(&[("G-1", "A", "1"), ("G-2", "A", "1")])).await;

    let summary = desk.get("/summary").await;
    let counts = summary["open_orders"].as_array().unwrap();
    assert_eq!(counts.len(), 9);
    for count in counts {
        let listed = desk.get(&format!("/orders?status={}", count["status"].as_str().unwrap())).await;
        assert_eq!(count["orders"], listed["items"].as_array().unwrap().len(), "{count}");
        assert_eq!(count["at_least"], false);
    }
    assert_eq!(counts.iter().map(|count| count["orders"].as_u64().unwrap()).sum::<u64>(), 6);
    assert_eq!(summary["back_orders"], json!({"orders": 2, "units": 7, "at_least": false}));
    assert_eq!(summary["rejected"], json!({"since": "2026-11-15", "imports": 1, "orders": 2, "at_least": false}));
    let days = summary["days"].as_array().unwrap();
    assert_eq!((days.len(), &summary["from"], &summary["to"]), (30, &json!("2026-10-23"), &json!("2026-11-21")));
    let today = desk.get("/orders?placed_from=2026-11-21&placed_to=2026-11-21").await;
    assert_eq!(days[29]["placed"], today["items"].as_array().unwrap().len());
    assert_eq!((&summary["days_checked"], &summary["days_at_least"]), (&json!(true), &json!(false)));
    assert!(summary["next_cut_off"].as_str().unwrap() > summary["as_of"].as_str().unwrap());
    let before = desk.get("/summary?from=2026-11-22&to=2026-11-22").await;
    assert_eq!((&before["previous"]["placed"], &before["days"][0]["placed"]), (&days[29]["placed"], &json!(0)));

    let path = "/stores/nordlys/summary";
    let tag = desk.ask(Method::GET, path, &[], "").await.headers["etag"].to_str().unwrap().to_owned();
    assert_eq!(desk.ask(Method::GET, path, &[("if-none-match", &tag)], "").await.status, StatusCode::NOT_MODIFIED);
    assert_eq!(desk.ask(Method::GET, &format!("{path}?from=2026-01-01"), &[], "").await.status, StatusCode::BAD_REQUEST);
    desk.who = identity(Role::Salesperson, Stores::All, &[]);
    assert_eq!(desk.get("/summary").await["rejected"], Value::Null, "whoever may not read imports is told nothing of them");
}

#[tokio::test]
async fn stock_says_how_long_it_lasts_where_anybody_wants_it() {
    let desk = Desk::new().await;
    desk.post("/receipts", json!({"reference": "R-1", "lines": [{"sku": "A", "quantity": 70}, {"sku": "B", "quantity": 5}]}), 201).await;
    desk.post("/orders", order("SO-1", &[("A", 14)]), 202).await;
    let gone = desk.post("/orders", order("SO-2", &[("A", 6)]), 202).await;
    desk.post(&format!("/orders/{}/cancel", gone["order"]["id"].as_str().unwrap()), json!({"reason": "not wanted"}), 200).await;
    let level = desk.get("/stock/A").await;
    assert_eq!((&level["available"], &level["demand_per_day"], &level["cover_days"]), (&json!(56), &json!("0.50"), &json!(112)));
    assert_eq!(level["frozen"], false);
    let unwanted = desk.get("/stock/B").await;
    assert_eq!((&unwanted["demand_per_day"], &unwanted["cover_days"]), (&json!("0.00"), &Value::Null));
    desk.post("/orders", order("SO-3", &[("B", 5)]), 202).await;
    assert_eq!(desk.get("/stock/B").await["cover_days"], 0);
    assert_eq!(desk.get("/stock").await["items"][0]["frozen"], false);
}

#[tokio::test]
async fn everything_that_is_wrong_with_an_order_is_told_at_its_place() {
    let desk = Desk::new().await;
    let mut wrong = order("SO-2", &[("A", 1), ("NONE", 0)]);
    wrong["consignee"]["postcode"] = json!("80831");
    wrong["shipping_service"] = json!("by pigeon");
    let problem = desk.post("/orders", wrong, 422).await;
    let mut errors: Vec<(&str, &str)> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap()))
        .collect();
    errors.sort_unstable();
    let expected = [
        ("/consignee/postcode", "bad_postcode"),
        ("/lines/1/quantity", "bad_quantity"),
        ("/lines/1/sku", "unknown_sku"),
        ("/shipping_service", "unknown_service"),
    ];
    assert_eq!(errors, expected);
    assert!(problem["errors"][0]["suggestion"].as_str().is_some());
}

#[tokio::test]
async fn a_waiting_order_says_why_and_stands_in_the_queue() {
    let desk = Desk::new().await;
    desk.post("/orders", order("SO-1", &[("B", 2)]), 202).await;
    let second = desk.post("/orders", order("SO-2", &[("B", 4)]), 202).await;
    assert_eq!(second["order"]["status"], "backordered");
    let level = desk.get("/stock/B").await;
    assert_eq!((&level["backordered"], &level["waiting_orders"], &level["name"]), (&json!(6), &json!(2), &json!("Product B")));
    let queue = desk.get("/stock/B/queue").await;
    let quantities: Vec<u64> = queue["items"].as_array().unwrap().iter().map(|entry| entry["quantity"].as_u64().unwrap()).collect();
    assert_eq!(quantities.iter().sum::<u64>(), 6);
    let last = queue["items"][1]["order"].as_str().unwrap();
    let sentence = desk.get(&format!("/orders/{last}")).await["why_not_shipped"]["sentence"].as_str().unwrap().to_owned();
    assert!(sentence.contains("1 order is ahead in the queue"), "{sentence}");
    desk.post("/receipts", json!({"reference": "R", "lines": [{"sku": "B", "quantity": 6}]}), 201).await;
    desk.world.settle().await;
    assert_eq!(desk.get(&format!("/orders/{last}")).await["status"], "allocated");
    let adjustment = json!({"reference": "count-1", "from": "available", "to": "damaged", "quantity": 1, "reason": "broken"});
    let refused = desk.post("/stock/B/adjustments", adjustment, 409).await;
    assert_eq!(refused["detail"], "There are not 1 units to move.");
    desk.world.check().await;
}

#[tokio::test]
async fn a_call_that_is_repeated_is_answered_again_and_done_once() {
    let desk = Desk::new().await;
    let body = order("SO-9", &[("C", 1)]).to_string();
    let ask = async |key: &str, body: &str| desk.ask(Method::POST, "/stores/nordlys/orders", &[("idempotency-key", key)], body).await;
    let first = ask("key-1", &body).await;
    let again = ask("key-1", &body).await;
    assert_eq!(first.status, StatusCode::ACCEPTED);
    assert_eq!((again.status, again.json()), (first.status, first.json()));
    assert_eq!(again.headers["idempotent-replayed"], "true");
    assert_eq!(ask("key-1", "{}").await.code(), "idempotency_mismatch");
    let refused = ask("key-2", "{}").await;
    let refused_again = ask("key-2", "{}").await;
    assert_eq!((refused.status.as_u16(), refused_again.body), (422, refused.body));
    assert_eq!(refused_again.headers["content-type"], "application/problem+json");
    // Without a key the order's own reference guards it.
    assert_eq!(desk.post("/orders", order("SO-9", &[("C", 1)]), 202).await["order"]["id"], first.json()["order"]["id"]);
    assert_eq!(desk.post("/orders", order("SO-9", &[("C", 2)]), 409).await["code"], "state");
}

#[tokio::test]
async fn a_secret_is_shown_once_and_kept_nowhere() {
    let desk = Desk::new().await;
    let body = json!({"name": "shop", "permissions": ["orders.read"]}).to_string();
    let ask = async || desk.ask(Method::POST, "/stores/nordlys/api-keys", &[("idempotency-key", "key-1")], &body).await;
    let first = ask().await;
    assert_eq!(first.status, StatusCode::CREATED);
    let made = first.json();
    let secret = made["key"].as_str().unwrap();
    let again = ask().await;
    assert_eq!((again.status, again.code().as_str()), (StatusCode::CONFLICT, "state"));
    assert_eq!(desk.get("/api-keys").await["items"].as_array().unwrap().len(), 1);
    let kept: Vec<_> = desk.world.all_items().into_iter().map(|item| item.to_string()).filter(|item| item.contains(secret)).collect();
    assert_eq!(kept, Vec::<String>::new());
}

#[tokio::test]
async fn a_call_that_died_is_taken_over_by_one_caller_alone() {
    use storage::idempotency::NextAction;
    let desk = Desk::new().await;
    let actor = &desk.who.actor;
    let begin = |seconds: i64| desk.world.app.table.begin_call(actor, "key", "request", now() + jiff::SignedDuration::from_secs(seconds));
    assert_eq!(begin(0).await.unwrap(), NextAction::Proceed);
    assert_eq!(begin(59).await.unwrap(), NextAction::InProgress);
    // All of them see the dead call before any of them takes it over.
    for round in [61, 200, 24 * 3_600 + 300] {
        let found = futures::future::join_all((0..20).map(|_| begin(round))).await;
        let n_proceeding = found.into_iter().filter(|action| *action.as_ref().unwrap() == NextAction::Proceed).count();
        assert_eq!(n_proceeding, 1, "after {round} s");
    }
}

#[tokio::test]
async fn a_file_by_the_api_becomes_an_import_with_its_diagnostics() {
    let desk = Desk::new().await;
    let file = "reference,sku,quantity,unit_price,consignee_name,consignee_street_1,consignee_city,consignee_country\n\
                F-1,A,1,2.50,Jan,Długa 5,Gdańsk,PL\nF-2,NONE,1,2.50,Jan,Długa 5,Gdańsk,PL\nF-3,A,x,2.50,Jan,Długa 5,Gdańsk,PL\n";
    let started = desk.ask(Method::POST, "/stores/nordlys/imports?file_name=my%20orders.csv", &[], file).await;
    assert_eq!(started.status, StatusCode::ACCEPTED, "{}", started.json());
    let import = started.json()["import"].clone();
    assert_eq!((&import["state"], &import["file_name"], &import["source"]), (&json!("reading"), &json!("my orders.csv"), &json!("api")));
    let path = format!("/imports/{}", import["id"].as_str().unwrap());
    assert_eq!(desk.get(&path).await["state"], "reading", "it can be seen before it is read");
    let key = format!("drop/nordlys/in/{}~my orders.csv", uploads(&desk));
    desk.world.app.receive_file(&key, now()).await.unwrap();
    desk.world.settle().await;
    let done = desk.get(&path).await;
    assert_eq!((&done["state"], &done["orders"]["accepted"], &done["orders"]["rejected"]), (&json!("completed"), &json!(1), &json!(2)));
    assert_eq!(done["rows"], json!({"read": 3, "total": 3, "accepted": 1, "rejected": 2, "duplicate": 0}));
    let first = desk.get(&format!("{path}/diagnostics?limit=1")).await;
    assert_eq!(first["items"][0]["reference"], "F-2");
    let second = desk.get(&format!("{path}/diagnostics?limit=1&cursor={}", first["next"].as_str().unwrap())).await;
    assert_eq!(second["items"][0]["faults"][0]["code"], "bad_number");
    let tag = desk.ask(Method::GET, &format!("/stores/nordlys{path}"), &[], "").await.headers["etag"].to_str().unwrap().to_owned();
    let known = desk.ask(Method::GET, &format!("/stores/nordlys{path}"), &[("if-none-match", &tag)], "").await;
    assert_eq!((known.status, known.body.len()), (StatusCode::NOT_MODIFIED, 0));
    let link = desk.post("/imports/upload-links", json!({"file_name": "big.xlsx", "profile": "wholesale"}), 200).await;
    assert!(link["key"].as_str().unwrap().starts_with("drop/nordlys/in/wholesale/"));
    assert!(link["import"].as_str().unwrap().starts_with("imp_"));
    assert_eq!(desk.post("/imports/upload-links", json!({"file_name": "../x"}), 400).await["code"], "unreadable");
}

#[tokio::test]
async fn an_import_is_tried_committed_corrected_and_taken_back() {
    let desk = Desk::new().await;
    desk.post("/receipts", json!({"reference": "R-1", "lines": [{"sku": "A", "quantity": 9}]}), 201).await;
    let file = "reference,sku,quantity,unit_price,consignee_name,consignee_street_1,consignee_city,consignee_country\n\
                F-1,A,1,2.50,Jan,Długa 5,Gdańsk,PL\nF-2,NONE,1,2.50,Jan,Długa 5,Gdańsk,PL\nF-2,A,2,2.50,Jan,Długa 5,Gdańsk,PL\n";
    let tried = desk.ask(Method::POST, "/stores/nordlys/imports?file_name=orders.csv&dry_run=true", &[], file).await;
    assert_eq!(tried.status, StatusCode::ACCEPTED, "{}", tried.json());
    let tried = tried.json()["import"].clone();
    assert_eq!((&tried["state"], &tried["dry_run"], &tried["orders"]["rejected"]), (&json!("tried"), &json!(true), &json!(1)));
    assert_eq!((&tried["actions"], &tried["tried_until"]), (&json!(["commit"]), &json!("2026-11-22T10:00:00Z")));
    let path = format!("/imports/{}", tried["id"].as_str().unwrap());
    let mapped = desk.get(&format!("{path}/mapped-orders")).await;
    assert_eq!((&mapped["items"][0]["reference"], &mapped["items"][0]["total"]["minor"]), (&json!("F-1"), &json!(250)));
    assert_eq!(mapped["items"][0]["lines"][0]["unit_price"], json!({"minor": 250, "currency": "GBP"}));
    assert_eq!(desk.get(&format!("{path}/diagnostics")).await["items"][0]["faults"][0]["column"], "sku");
    assert_eq!(desk.get("/orders").await["items"], json!([]));
    assert_eq!(desk.get("/stock/A").await["allocated"], 0);
    assert_eq!(desk.post(&format!("{path}/undo"), json!({}), 409).await["code"], "state", "nothing of it is there to be undone");
    assert_eq!(desk.post(&format!("{path}/corrections"), json!({}), 409).await["code"], "state");

    let committed = desk.post(&format!("{path}/commit"), json!({}), 202).await["import"].clone();
    assert_eq!(desk.post(&format!("{path}/commit"), json!({}), 202).await["import"]["id"], committed["id"]);
    assert_eq!(committed["origin"], json!({"kind": "dry_run", "import": tried["id"]}));
    assert_eq!(desk.get(&path).await["committed_as"], committed["id"]);
    let path = format!("/imports/{}", committed["id"].as_str().unwrap());
    desk.world.settle().await;
    let import = desk.get(&path).await;
    assert_eq!(
        (&import["state"], &import["sha256"], &import["actions"]),
        (&json!("completed"), &tried["sha256"], &json!(["correct", "undo"]))
    );

    let rejected = desk.get(&format!("{path}/rejected-orders")).await;
    assert_eq!((&rejected["columns"][1], &rejected["items"][0]["row"]), (&json!("sku"), &json!(3)));
    assert_eq!(rejected["items"][0]["rows"][0]["cells"][1], "NONE");
    assert_eq!((&rejected["items"][0]["faults"][0]["cell"], &rejected["items"][0]["correctable"]), (&json!(1), &json!(true)));
    let nonsense = json!({"orders": [], "cells": [{"row": 3, "column": 900, "text": "A"}]});
    assert_eq!(desk.post(&format!("{path}/corrections"), nonsense, 422).await["errors"].as_array().unwrap().len(), 2);
    let correction = json!({"orders": [3], "cells": [{"row": 3, "column": 1, "text": "B"}]});
    let corrected = desk.post(&format!("{path}/corrections"), correction, 202).await["import"].clone();
    assert_eq!((&corrected["source"], &corrected["origin"]["import"]), (&json!("correction"), &committed["id"]));
    desk.world.settle().await;
    let mended = desk.get(&path).await;
    assert_eq!((&mended["mended"], &mended["actions"]), (&json!({"rows": 2, "orders": 1}), &json!(["undo"])));
    assert_eq!(desk.get("/orders").await["items"].as_array().unwrap().len(), 2);

    assert_eq!(desk.get(&format!("{path}/undo")).await["items"], json!([]));
    let undoing = desk.post(&format!("{path}/undo"), json!({}), 202).await["import"]["undo"].clone();
    assert_eq!((&undoing["state"], &undoing["total"]), (&json!("undoing"), &json!(1)));
    desk.world.settle().await;
    let undone = desk.get(&path).await;
    assert_eq!((&undone["undo"]["state"], &undone["undo"]["cancelled"], &undone["actions"]), (&json!("undone"), &json!(1), &json!([])));
    let orders = desk.get(&format!("{path}/undo")).await;
    assert_eq!((&orders["items"][0]["reference"], &orders["items"][0]["outcome"]), (&json!("F-1"), &json!("cancelled")));
    desk.world.check().await;
}

#[tokio::test]
async fn a_profile_is_tried_with_a_sample_and_nothing_is_kept() {
    use base64::Engine;
    let desk = Desk::new().await;
    let before = desk.world.snapshot().await;
    let preview = async |fields: Value, file: &str| {
        let profile = json!({"name": "sample", "time_zone": "Europe/Oslo", "fields": fields});
        desk.post("/profile-previews", json!({"profile": profile, "file": base64::prelude::BASE64_STANDARD.encode(file)}), 200).await
    };
    let file = "No;Art;Qty;To\n1;A;2;Zoë\n2;NONE;1;Jan\n";
    let nothing = preview(json!({}), file).await;
    assert_eq!((&nothing["columns"], &nothing["delimiter"]), (&json!(["No", "Art", "Qty", "To"]), &json!(";")));
    assert_eq!((nothing["faults"].as_array().unwrap().len(), &nothing["items"]), (3, &json!([])));
    let fields = json!({"reference": {"column": "No"}, "sku": {"column": "Art"}, "quantity": {"column": "Qty"}, "unit_price": {"constant": "2.50"},
        "consignee_name": {"column": "To"}, "consignee_street_1": {"constant": "Storgata 1"}, "consignee_city": {"constant": "Oslo"}, "consignee_country": {"constant": "NO"}});
    let mapped = preview(fields, file).await;
    assert_eq!((&mapped["rows"], &mapped["orders"], &mapped["faults"]), (&json!(2), &json!(2), &json!([])));
    assert_eq!(
        (&mapped["items"][0]["order"]["consignee"]["name"], &mapped["items"][0]["order"]["lines"][0]["quantity"]),
        (&json!("Zoë"), &json!(2))
    );
    assert_eq!((&mapped["items"][1]["order"], &mapped["items"][1]["faults"][0]["code"]), (&Value::Null, &json!("unknown_sku")));
    assert_eq!(preview(json!({}), "%PDF-1.7").await["format"], Value::Null);
    assert_eq!(
        desk.post("/profile-previews", json!({"profile": {"name": "x-1", "time_zone": "UTC", "fields": {}}, "file": "*"}), 422).await["code"],
        "invalid"
    );
    assert_eq!(desk.world.snapshot().await, before);
}

/// The API's own name of the file that it put last.
fn uploads(desk: &Desk) -> String {
    let keys = desk.world.cloud.keys();
    let name = keys.iter().find_map(|key| key.strip_prefix("drop/nordlys/in/")).unwrap();
    name.split('~').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_store_is_made_filled_and_changed() {
    let desk = Desk::new().await;
    let body = json!({
        "id": "second-store", "name": "Second", "time_zone": "Europe/Oslo", "currency": "EUR", "warehouse": "london", "default_profile": "own",
        "seller": {"name": "Second AS", "street": ["Storgata 2"], "city": "Oslo", "postcode": "0155", "country": "NO"},
    });
    let ask = async |method, path: &str, headers: &[(&str, &str)], body: &Value| desk.ask(method, path, headers, &body.to_string()).await;
    let made = ask(Method::POST, "/stores", &[], &body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json());
    assert_eq!(made.json()["cut_offs"], json!(["12:00", "17:00"]));
    assert_eq!(ask(Method::POST, "/stores", &[], &body).await.code(), "state");
    let due = desk.world.app.table.stores_with_due_cut_off("2026-11-22T00:00:00Z".parse().unwrap()).await.unwrap();
    assert!(due.contains(&"second-store".parse::<StoreId>().unwrap()));
    let me = ask(Method::GET, "/me", &[], &json!(null)).await.json();
    assert_eq!(me["stores"].as_array().unwrap().len(), 2);
    assert_eq!(me["stores"][1]["time_zone"], "Europe/Oslo");

    let mut page = made.json();
    page["name"] = json!("Second Store");
    assert_eq!(ask(Method::PUT, "/stores/second-store", &[], &page).await.code(), "version_required");
    assert_eq!(ask(Method::PUT, "/stores/second-store", &[("if-match", "\"7\"")], &page).await.code(), "changed");
    let changed = ask(Method::PUT, "/stores/second-store", &[("if-match", "\"1\"")], &page).await;
    assert_eq!((&changed.json()["name"], &changed.json()["version"]), (&json!("Second Store"), &json!(2)));

    let profile = json!({"name": "own", "time_zone": "Europe/Oslo", "fields": {"reference": {"column": "No"}, "sku": {"column": "Art"}, "quantity": {"column": "Qty"}}});
    let put = ask(Method::PUT, "/stores/second-store/profiles/own", &[], &profile).await;
    assert_eq!(put.status, StatusCode::OK, "{}", put.json());
    let empty = json!({"name": "own", "time_zone": "Nowhere", "fields": {}});
    assert_eq!(ask(Method::PUT, "/stores/second-store/profiles/own", &[], &empty).await.code(), "invalid");
    let profiles = ask(Method::GET, "/stores/second-store/profiles", &[], &json!(null)).await.json();
    assert_eq!((&profiles["items"][0]["name"], &profiles["items"][1]["name"]), (&json!("canonical"), &json!("own")));
}

#[tokio::test]
async fn products_and_customers_are_written_all_or_none() {
    let desk = Desk::new().await;
    let wrong = json!({"items": [{"sku": "N1", "name": "One"}, {"sku": "N2", "name": ""}, {"sku": "", "name": "Three"}, {"sku": "n1", "name": "Again"}]});
    let problem = desk.send(Method::PUT, "/products", wrong, 422).await;
    let pointers: Vec<&str> = problem["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    assert_eq!(pointers, ["/items/1/name", "/items/2/sku", "/items/3"]);
    assert_eq!(desk.get("/products?q=N").await["items"], json!([]));
    let right = json!({"items": [{"sku": "N1", "name": "One", "tax_rate": "25", "unit_price": {"minor": 1000, "currency": "EUR"}}]});
    desk.send(Method::PUT, "/products", right.clone(), 200).await;
    assert_eq!(desk.send(Method::PUT, "/products", right, 200).await, json!({"written": 1}));
    let product = desk.get("/products/n1").await;
    // The same again is no change.
    assert_eq!((&product["version"], &product["tax_rate"], &product["unit_price"]["currency"]), (&json!(1), &json!("25"), &json!("EUR")));

    let party = json!({"name": "Jan", "street": ["Długa 5"], "city": "Gdańsk", "country": "PL"});
    let wrong =
        json!({"items": [{"code": "1", "party": party}, {"code": "2", "party": {"name": "", "street": [], "city": "X", "country": "PL"}}]});
    let problem = desk.send(Method::PUT, "/customers", wrong, 422).await;
    assert_eq!(problem["errors"][1]["pointer"], "/items/1/party/street");
    desk.send(Method::PUT, "/customers", json!({"items": [{"code": "1", "party": party}]}), 200).await;
    assert_eq!(desk.get("/customers/1").await["party"]["postcode"], Value::Null);
}

#[tokio::test]
async fn a_key_opens_its_store_until_it_is_revoked() {
    let mut desk = Desk::new().await;
    desk.who = identity(Role::ClientAdmin, Stores::These(vec!["nordlys".parse().unwrap()]), &[]);
    let too_much = desk.post("/api-keys", json!({"name": "shop", "permissions": ["orders.read", "stock.receive"]}), 422).await;
    assert_eq!(too_much["errors"][0]["pointer"], "/permissions/1");
    let made = desk.post("/api-keys", json!({"name": "shop", "permissions": ["orders.read"]}), 201).await;
    let key = made["key"].as_str().unwrap();
    assert!(key.starts_with("ph_live_"));
    let listed = desk.get("/api-keys").await;
    assert_eq!(listed["items"][0]["name"], "shop");
    assert!(!listed.to_string().contains(key));

    let question = |key: &str| serde_json::from_value::<authorizer::Question>(json!({"identitySource": [key]})).unwrap();
    let opens =
        async |key: &str| serde_json::to_value(authorizer::authorise(&desk.world.app.table, &question(key)).await.unwrap()).unwrap();
    let answer = opens(key).await;
    assert_eq!((&answer["isAuthorized"], &answer["context"]["permissions"]), (&json!(true), &json!("orders.read")));
    assert_eq!(opens("ph_live_guess").await, json!({"isAuthorized": false}));
    desk.send(Method::DELETE, &format!("/api-keys/{}", made["id"].as_str().unwrap()), json!({}), 204).await;
    assert_eq!(opens(key).await["isAuthorized"], false);
}

#[tokio::test]
async fn another_organisation_s_store_does_not_exist() {
    let mut desk = Desk::new().await;
    desk.who = Identity { organisation: "other".parse().unwrap(), ..identity(Role::HeadOffice, Stores::All, Permission::ALL) };
    for path in ["", "/orders", "/stock", "/imports", "/products"] {
        let answer = desk.ask(Method::GET, &format!("/stores/nordlys{path}"), &[], "").await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::NOT_FOUND, "not_found"), "{path}");
    }
}
