//! Returns through the API: announced by a client, received at the door, reported; who may do what, and what is told.

use domain::identity::Stores;
use domain::identity::roles::{Permission, Role};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::journeys::{Desk, order};
use crate::nowhere::identity;

/// An order that has left; its id.
async fn shipped(desk: &Desk, reference: &str, lines: &[(&str, u32)]) -> String {
    let goods: Vec<Value> = lines.iter().map(|(sku, units)| json!({"sku": sku, "quantity": units})).collect();
    desk.post("/receipts", json!({"reference": format!("R-{reference}"), "lines": goods}), 201).await;
    let order = desk.post("/orders", order(reference, lines), 202).await["order"]["id"].as_str().unwrap().to_owned();
    let batch = desk.post("/batches", json!({"orders": [order]}), 202).await;
    desk.world.settle().await;
    desk.post(&format!("/batches/{}/picks", batch["id"].as_str().unwrap()), json!({}), 200).await;
    let tracking = json!({"carrier": "Northern Parcels", "service": "standard", "tracking_number": format!("NP-{reference}")});
    desk.post(&format!("/orders/{order}/parcels"), json!({"weight_grams": 900, "tracking": tracking}), 201).await;
    let manifest = desk.post("/manifests", json!({"carrier": "Northern Parcels", "orders": [order]}), 201).await;
    desk.post(&format!("/manifests/{}/ship", manifest["id"].as_str().unwrap()), json!({}), 202).await;
    order
}

async fn keyed(desk: &Desk, path: &str, key: &str, body: Value) -> (StatusCode, Value) {
    let answer = desk.ask(Method::POST, &format!("/stores/nordlys{path}"), &[("idempotency-key", key)], &body.to_string()).await;
    (answer.status, answer.json())
}

#[tokio::test]
async fn a_return_goes_from_its_notice_to_the_shelf_and_into_the_report() {
    let desk = Desk::new().await;
    let id = shipped(&desk, "SO-1", &[("A", 4), ("B", 1)]).await;
    let lines = json!([{"line": 1, "quantity": 3, "reason": "faulty", "note": "hums", "condition": "opened"}]);
    let body = json!({"order": id, "note": "Call first", "lines": lines});
    let (status, made) = keyed(&desk, "/returns", "one", body.clone()).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    assert_eq!(keyed(&desk, "/returns", "one", body).await.1["id"], made["id"]);
    assert_eq!(
        (&made["state"], &made["units"]["announced"], &made["actions"]),
        (&json!("announced"), &json!(3), &json!(["receive", "cancel"]))
    );
    assert_eq!(
        (&made["lines"][0]["reason"], &made["lines"][0]["missing"], &made["reference"]),
        (&json!("faulty"), &json!(3), &json!("SO-1"))
    );
    let page = desk.get(&format!("/orders/{id}")).await;
    assert_eq!(
        (&page["status"], &page["returns"][0]["code"], &page["lines"][0]["returning"]),
        (&json!("shipped"), &made["code"], &json!(3))
    );
    assert_eq!(page["actions"], json!(["announce_return"]), "what is on its way back is not taken off its hand-over");
    assert_eq!(desk.get("/summary").await["open_returns"], json!({"returns": 1, "at_least": false}));
    assert_eq!(desk.get("/returns?state=open").await["items"][0]["id"], made["id"]);
    let refused = desk.post("/returns", json!({"order": id, "lines": [{"line": 1, "quantity": 2, "reason": "faulty"}]}), 409).await;
    assert_eq!(refused["detail"], "Line 1 has only 1 units for this, not 2.");

    for scanned in [made["code"].as_str().unwrap(), "SO-1", "NP-SO-1"] {
        let meaning = desk.get(&format!("/returns/scan?scanned={scanned}")).await;
        assert_eq!(meaning["orders"][0]["returns"][0]["id"], made["id"], "{scanned}");
        assert_eq!(meaning["orders"][0]["lines"][0]["returning"], 3);
        assert_eq!(meaning["takes_unannounced"], true);
    }
    assert_eq!(desk.get("/returns/scan?scanned=NOTHING").await["orders"], json!([]));

    let path = format!("/returns/{}", made["id"].as_str().unwrap());
    let go = json!({"lines": [{"line": 1, "quantity": 2, "disposition": "restock"}, {"line": 1, "quantity": 1, "disposition": "damaged", "note": "cracked"},
        {"line": 2, "quantity": 1, "disposition": "back_to_client", "reason": "wrong_item"}]});
    let (status, received) = keyed(&desk, &format!("{path}/receipts"), "go", go.clone()).await;
    assert_eq!(status, StatusCode::CREATED, "{received}");
    assert_eq!(keyed(&desk, &format!("{path}/receipts"), "go", go).await, (status, received.clone()));
    assert_eq!((&received["state"], &received["units"]["received"], &received["units"]["out"]), (&json!("received"), &json!(4), &json!(1)));
    assert_eq!(received["receipts"][0]["lines"][1]["note"], "cracked");
    assert_eq!(received["actions"], json!([]));
    desk.world.settle().await;
    let stock = desk.get("/stock/A").await;
    assert_eq!((&stock["on_hand"], &stock["available"], &stock["unavailable"]["damaged"]), (&json!(3), &json!(2), &json!(1)));
    let moves = desk.get("/stock/A/moves").await;
    let is_told = |entry: &Value| entry["kind"] == "return" && entry["order"] == json!(id);
    assert!(moves["items"].as_array().unwrap().iter().any(is_told), "{moves}");
    let page = desk.get(&format!("/orders/{id}")).await;
    assert_eq!(
        (&page["status"], &page["lines"][0]["returned"], &page["lines"][0]["shipped"]),
        (&json!("partially_returned"), &json!(3), &json!(1))
    );
    assert_eq!(desk.get("/orders?status=partially_returned").await["items"][0]["id"], json!(id));
    let kinds: Vec<&str> = page["timeline"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert!(kinds.ends_with(&["return_announced", "return_received"]), "{kinds:?}");

    for query in ["", "?state=received", "?reason=wrong_item", "?sku=b", "?q=SO-1", "?received_from=2026-11-21&received_to=2026-11-21"] {
        assert_eq!(desk.get(&format!("/returns{query}")).await["items"][0]["id"], made["id"], "{query}");
    }
    for query in ["?state=closed", "?reason=other", "?sku=C", "?q=SO-2", "?received_from=2026-11-22", "?announced_to=2026-11-20"] {
        assert_eq!(desk.get(&format!("/returns{query}")).await["items"], json!([]), "{query}");
    }
    let report = desk.get("/returns/report").await;
    assert_eq!(report["total"], json!({"returns": 1, "units": 4, "shipped": 5, "rate": "80.0"}));
    assert_eq!(report["previous"], json!({"returns": 0, "units": 0, "shipped": 0, "rate": null}), "nothing left, so there is no rate");
    assert_eq!((report["days"].as_array().unwrap().len(), &report["days"][29]["units"]), (30, &json!(4)));
    assert_eq!((&report["reasons"][0]["reason"], &report["reasons"][0]["units"]), (&json!("faulty"), &json!(3)));
    assert_eq!(report["skus"][0]["rate"], "75.0");
    assert_eq!(desk.get("/returns/report?sku=B").await["total"]["units"], 1);
    let log = desk.get("/audit?kind=return").await;
    let mut told: Vec<&str> = log["items"].as_array().unwrap().iter().map(|one| one["action"].as_str().unwrap()).collect();
    told.sort_unstable();
    assert_eq!(told, ["created", "received"], "{log}");
    desk.world.check().await;
}

#[tokio::test]
async fn a_parcel_without_a_notice_is_taken_in_unless_the_store_wants_one() {
    let desk = Desk::new().await;
    let id = shipped(&desk, "SO-1", &[("A", 2)]).await;
    let line = |reason: Option<&str>| json!({"line": 1, "quantity": 1, "disposition": "quality_control", "reason": reason});
    let refused = desk.post("/returns/found", json!({"order": id, "lines": [line(None)]}), 422).await;
    assert_eq!(refused["errors"][0]["pointer"], "/lines/0/reason");
    let found = desk.post("/returns/found", json!({"order": id, "lines": [line(Some("undeliverable"))]}), 201).await;
    assert_eq!((&found["announced"], &found["state"], &found["units"]["unavailable"]), (&json!(false), &json!("received"), &json!(1)));
    desk.world.settle().await;

    let store = desk.ask(Method::GET, "/stores/nordlys", &[], "").await.json();
    assert_eq!(store["returns"], json!({"window_days": 365, "must_be_announced": false}));
    let mut body = store.clone();
    body["returns"]["must_be_announced"] = json!(true);
    let version = format!("\"{}\"", store["version"]);
    assert_eq!(desk.ask(Method::PUT, "/stores/nordlys", &[("if-match", &version)], &body.to_string()).await.status, StatusCode::OK);
    let refused = desk.post("/returns/found", json!({"order": id, "lines": [line(Some("undeliverable"))]}), 409).await;
    assert!(refused["detail"].as_str().unwrap().contains("announce the return first"), "{refused}");
    assert_eq!(desk.get("/returns/scan?scanned=SO-1").await["takes_unannounced"], false);
    desk.world.check().await;
}

#[tokio::test]
async fn clients_announce_and_the_house_receives() {
    let desk = Desk::new().await;
    let id = shipped(&desk, "SO-1", &[("A", 5)]).await;
    let nordlys = || Stores::These(vec!["nordlys".parse().unwrap()]);
    let client = || identity(Role::ClientAdmin, nordlys(), &[]);
    let user = |rights: &[Permission]| identity(Role::ClientUser, nordlys(), rights);
    let house = |role| identity(role, Stores::All, &[]);
    let body = json!({"order": id, "lines": [{"line": 1, "quantity": 1, "reason": "not_wanted"}]}).to_string();
    let announce = |who| desk.ask_as(who, Method::POST, "/stores/nordlys/returns", &body);
    assert_eq!(announce(user(&[])).await.status, StatusCode::FORBIDDEN);
    assert_eq!(announce(house(Role::Warehouse)).await.status, StatusCode::FORBIDDEN);
    assert_eq!(announce(user(&[Permission::ReturnsWrite])).await.status, StatusCode::CREATED);
    assert_eq!(announce(house(Role::ReturnsAdmin)).await.status, StatusCode::CREATED);
    assert_eq!(announce(house(Role::CustomerService)).await.status, StatusCode::CREATED);
    let made = announce(client()).await.json();
    let path = format!("/stores/nordlys/returns/{}", made["id"].as_str().unwrap());
    assert_eq!(made["actions"], json!(["cancel"]));
    assert_eq!(desk.ask_as(user(&[]), Method::GET, &path, "").await.json()["actions"], json!([]));
    let go = json!({"lines": [{"line": 1, "quantity": 1, "disposition": "restock"}]}).to_string();
    assert_eq!(desk.ask_as(client(), Method::POST, &format!("{path}/receipts"), &go).await.status, StatusCode::FORBIDDEN);
    assert_eq!(desk.ask_as(client(), Method::GET, "/stores/nordlys/returns/scan?scanned=SO-1", "").await.status, StatusCode::FORBIDDEN);
    assert_eq!(desk.ask_as(house(Role::Warehouse), Method::POST, &format!("{path}/receipts"), &go).await.status, StatusCode::CREATED);
    let gone = announce(client()).await.json();
    let path = format!("/stores/nordlys/returns/{}/cancel", gone["id"].as_str().unwrap());
    let cancelled = desk.ask_as(client(), Method::POST, &path, r#"{"reason": "the buyer keeps it"}"#).await.json();
    assert_eq!((&cancelled["state"], &cancelled["end_reason"]), (&json!("cancelled"), &json!("the buyer keeps it")));
    desk.world.settle().await;
    desk.world.check().await;
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_notice_is_told_at_once() {
    let desk = Desk::new().await;
    let id = shipped(&desk, "SO-1", &[("A", 2)]).await;
    let lines = json!([{"line": 1, "quantity": 0, "reason": "other"}, {"line": 1, "quantity": 1, "reason": "faulty"}]);
    let refused = desk.post("/returns", json!({"order": id, "note": "\u{7}", "lines": lines}), 422).await;
    let mut pointers: Vec<&str> = refused["errors"].as_array().unwrap().iter().map(|one| one["pointer"].as_str().unwrap()).collect();
    pointers.sort_unstable();
    assert_eq!(pointers, ["/lines/0/note", "/lines/0/quantity", "/lines/1/line", "/note"]);
    let unknown = desk.post("/returns", json!({"order": id, "lines": [{"line": 9, "quantity": 1, "reason": "faulty"}]}), 409).await;
    assert_eq!(unknown["detail"], "The order has no line 9.");
    assert_eq!(desk.get("/returns").await["items"], json!([]), "a refusal changes nothing");
    desk.world.check().await;
}
