//! Deliveries through the API: announced, received on a phone, closed; who may do what, and what the log tells.

use domain::identity::Stores;
use domain::identity::roles::{Permission, Role};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::journeys::{Desk, order};
use crate::nowhere::identity;

fn notice(reference: &str, on: &str, lines: Value) -> Value {
    json!({"reference": reference, "supplier": "Fjord Mills", "expected_on": on, "note": "Two pallets", "lines": lines})
}

async fn receive(desk: &Desk, path: &str, key: &str, lines: Value) -> (StatusCode, Value) {
    let body = json!({"lines": lines}).to_string();
    let path = format!("/stores/nordlys{path}/receipts");
    let answer = desk.ask(Method::POST, &path, &[("idempotency-key", key)], &body).await;
    (answer.status, answer.json())
}

#[tokio::test]
async fn a_delivery_goes_from_its_notice_to_the_shelf() {
    let desk = Desk::new().await;
    desk.post("/orders", order("SO-1", &[("A", 3)]), 202).await;
    let body = notice("D-1", "2026-11-23", json!([{"sku": "A", "quantity": 4}, {"sku": "a", "quantity": 2}, {"sku": "B", "quantity": 5}]));
    let made = desk.post("/asns", body.clone(), 201).await;
    assert_eq!(desk.post("/asns", body, 201).await["id"], made["id"], "the same again is the same");
    let path = format!("/asns/{}", made["id"].as_str().unwrap());
    assert_eq!((&made["state"], &made["units"]["announced"], &made["created_by"]), (&json!("announced"), &json!(11), &json!("somebody")));
    assert_eq!(made["actions"], json!(["change", "cancel", "receive"]));
    let stock = desk.get("/stock/A").await;
    assert_eq!((&stock["incoming"], &stock["next_incoming_on"], &stock["on_hand"]), (&json!(6), &json!("2026-11-23"), &json!(0)));

    let lines = json!([{"sku": "A", "good": 4, "damaged": 1, "damage": "crushed"}, {"sku": "C", "good": 1}]);
    let (status, received) = receive(&desk, &path, "go-1", lines.clone()).await;
    assert_eq!(status, StatusCode::CREATED, "{received}");
    let again = receive(&desk, &path, "go-1", lines).await;
    assert_eq!(again, (status, received.clone()));
    assert_eq!(received["state"], "partly_received");
    let line = |page: &Value, sku: &str| {
        let line = page["lines"].as_array().unwrap().iter().find(|line| line["sku"] == sku).unwrap().clone();
        ["announced", "good", "damaged", "short", "over"].map(|name| line[name].as_u64().unwrap())
    };
    assert_eq!(line(&received, "A"), [6, 4, 1, 1, 0]);
    assert_eq!(line(&received, "B"), [5, 0, 0, 5, 0]);
    assert_eq!(line(&received, "C"), [0, 1, 0, 0, 1], "nobody announced it");
    assert_eq!(received["units"], json!({"announced": 11, "good": 5, "damaged": 1, "short": 6, "over": 1}));
    assert_eq!(received["receipts"][0]["lines"][0]["damage"], "crushed");
    desk.world.settle().await;
    let stock = desk.get("/stock/A").await;
    assert_eq!((&stock["incoming"], &stock["on_hand"], &stock["available"]), (&json!(1), &json!(5), &json!(1)));
    assert_eq!(stock["unavailable"]["damaged"], 1);
    assert_eq!(desk.get("/orders?reference=SO-1").await["items"][0]["status"], "allocated");
    let moves = desk.get("/stock/A/moves").await;
    assert!(
        moves["items"].as_array().unwrap().iter().any(|entry| entry["cause"] == format!("receipt D-1 of {}", made["id"].as_str().unwrap()))
    );

    assert_eq!(desk.get("/asns?open=true").await["items"].as_array().unwrap().len(), 1);
    assert_eq!(desk.get("/asns?state=partly_received").await["items"][0]["reference"], "D-1");
    assert_eq!(desk.get("/asns?state=closed").await["items"], json!([]));
    let closed = desk.post(&format!("{path}/close"), Value::Null, 200).await;
    assert_eq!((&closed["state"], &closed["units"]["short"], &closed["actions"]), (&json!("closed"), &json!(6), &json!([])));
    assert_eq!(desk.get("/stock/B").await["incoming"], 0);
    assert_eq!(desk.get("/asns?open=true").await["items"], json!([]));
    let (status, refused) = receive(&desk, &path, "go-2", json!([{"sku": "B", "good": 1}])).await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("state")));

    let log = desk.get("/audit?kind=asn").await;
    let told: Vec<(&str, &str)> =
        log["items"].as_array().unwrap().iter().map(|one| (one["action"].as_str().unwrap(), one["name"].as_str().unwrap())).collect();
    assert_eq!(told.len(), 2, "{log}");
    assert!(told.contains(&("created", "D-1")) && told.contains(&("closed", "D-1")));
    desk.world.check().await;
}

#[tokio::test]
async fn a_notice_is_changed_by_its_version_until_goods_are_here() {
    let desk = Desk::new().await;
    let made = desk.post("/asns", notice("D-1", "2026-11-21", json!([{"sku": "A", "quantity": 4}])), 201).await;
    assert_eq!(made["state"], "arriving", "it should come today");
    let path = format!("/stores/nordlys/asns/{}", made["id"].as_str().unwrap());
    let change = |quantity: u32| notice("D-1", "2026-11-30", json!([{"sku": "A", "quantity": quantity}])).to_string();
    assert_eq!(desk.ask(Method::PUT, &path, &[], &change(5)).await.code(), "version_required");
    let changed = desk.ask(Method::PUT, &path, &[("if-match", "\"1\"")], &change(5)).await;
    assert_eq!((changed.status, &changed.json()["state"]), (StatusCode::OK, &json!("announced")));
    assert_eq!(desk.ask(Method::PUT, &path, &[("if-match", "\"1\"")], &change(6)).await.code(), "changed");
    let renamed = notice("D-9", "2026-11-30", json!([{"sku": "A", "quantity": 1}])).to_string();
    assert_eq!(desk.ask(Method::PUT, &path, &[("if-match", "\"2\"")], &renamed).await.code(), "invalid");
    let tag = desk.ask(Method::GET, &path, &[], "").await.headers["etag"].to_str().unwrap().to_owned();
    assert_eq!(desk.ask(Method::GET, &path, &[("if-none-match", &tag)], "").await.status, StatusCode::NOT_MODIFIED);
    let cancelled = desk.ask(Method::POST, &format!("{path}/cancel"), &[], r#"{"reason": "sold out"}"#).await.json();
    assert_eq!((&cancelled["state"], &cancelled["reason"]), (&json!("cancelled"), &json!("sold out")));
    assert_eq!(desk.get("/stock/A").await["incoming"], 0);
    let unknown = desk
        .ask(Method::POST, "/stores/nordlys/asns", &[], &notice("D-2", "2026-11-21", json!([{"sku": "NOPE", "quantity": 1}])).to_string())
        .await;
    assert_eq!(unknown.code(), "invalid");
}

#[tokio::test]
async fn clients_announce_and_the_warehouse_receives() {
    let desk = Desk::new().await;
    let made = desk.post("/asns", notice("D-1", "2026-11-21", json!([{"sku": "A", "quantity": 4}])), 201).await;
    let path = format!("/stores/nordlys/asns/{}", made["id"].as_str().unwrap());
    let actions = |who| {
        let (desk, path) = (&desk, &path);
        async move { desk.ask_as(who, Method::GET, path, "").await.json()["actions"].clone() }
    };
    let nordlys = || Stores::These(vec!["nordlys".parse().unwrap()]);
    let client = || identity(Role::ClientAdmin, nordlys(), &[]);
    let user = |rights: &[Permission]| identity(Role::ClientUser, nordlys(), rights);
    let warehouse = || identity(Role::Warehouse, Stores::All, &[]);
    assert_eq!(actions(client()).await, json!(["change", "cancel"]));
    assert_eq!(actions(user(&[])).await, json!([]));
    assert_eq!(actions(user(&[Permission::InboundWrite])).await, json!(["change", "cancel"]));
    assert_eq!(actions(warehouse()).await, json!(["receive"]));
    let goods = json!({"lines": [{"sku": "A", "good": 1}]}).to_string();
    assert_eq!(desk.ask_as(client(), Method::POST, &format!("{path}/receipts"), &goods).await.status, StatusCode::FORBIDDEN);
    let other = notice("D-2", "2026-11-21", json!([{"sku": "A", "quantity": 4}])).to_string();
    assert_eq!(desk.ask_as(user(&[]), Method::POST, "/stores/nordlys/asns", &other).await.status, StatusCode::FORBIDDEN);
    assert_eq!(desk.ask_as(client(), Method::POST, "/stores/nordlys/asns", &other).await.status, StatusCode::CREATED);
    assert_eq!(desk.ask_as(warehouse(), Method::POST, &format!("{path}/receipts"), &goods).await.status, StatusCode::CREATED);
}
