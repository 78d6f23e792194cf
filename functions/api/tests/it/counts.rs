//! Counts through the API: begun by a supervisor, counted blind on a phone, closed, approved by somebody else; and stock as of a day.

use domain::identity::roles::{Permission, Role};
use domain::identity::{Identity, Stores};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::journeys::{Desk, order};
use crate::nowhere::identity;

fn called(name: &str, role: Role) -> Identity {
    Identity { actor: name.parse().unwrap(), ..identity(role, Stores::All, &[]) }
}

struct Floor {
    desk: Desk,
    path: String,
}

impl Floor {
    /// Ten of A and four of B, of which a supervisor wants to have counted all.
    async fn open(body: Value) -> Self {
        let desk = Desk::new().await;
        desk.send(
            Method::PUT,
            "/products",
            json!({"items": [{"sku": "A", "name": "Lamp", "unit_price": {"minor": 250, "currency": "GBP"}, "gtin": "4006381333931"}]}),
            200,
        )
        .await;
        desk.post("/receipts", json!({"reference": "R-1", "lines": [{"sku": "A", "quantity": 10}, {"sku": "B", "quantity": 4}]}), 201)
            .await;
        let made = desk.ask_as(called("sue", Role::Supervisor), Method::POST, "/stores/nordlys/counts", &body.to_string()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.json());
        let path = format!("/stores/nordlys/counts/{}", made.json()["id"].as_str().unwrap());
        Self { desk, path }
    }

    async fn ask(&self, who: Identity, method: Method, rest: &str, body: Value) -> (StatusCode, Value) {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = self.desk.ask_as(who, method, &format!("{}{rest}", self.path), &body).await;
        (answer.status, answer.json())
    }

    async fn count(&self, who: &str, sku: &str, units: u32) -> Value {
        let (status, line) = self.ask(called(who, Role::Warehouse), Method::POST, "/lines", json!({"sku": sku, "units": units})).await;
        assert_eq!(status, StatusCode::CREATED, "{line}");
        line
    }

    async fn supervisor(&self, method: Method, rest: &str) -> Value {
        let (status, answer) = self.ask(called("sue", Role::Supervisor), method, rest, Value::Null).await;
        assert!(status.is_success(), "{rest}: {status} {answer}");
        answer
    }
}

#[tokio::test]
async fn a_blind_count_goes_from_its_sheet_to_the_books() {
    let floor = Floor::open(json!({"name": "All of it", "filter": {}})).await;
    let line = floor.count("ann", "A", 6).await;
    assert_eq!(
        (&line["stage"], &line["variance"], &line["counted"]),
        (&json!("counted"), &Value::Null, &json!(6)),
        "whoever counts learns nothing"
    );
    floor.count("ann", "B", 4).await;
    let (_, page) = floor.ask(called("ann", Role::Warehouse), Method::GET, "", Value::Null).await;
    assert_eq!((&page["differences"], &page["progress"]["counted"]), (&Value::Null, &json!(2)));
    assert_eq!(page["actions"], json!(["count", "close", "cancel"]));
    let seen = floor.supervisor(Method::GET, "").await;
    assert_eq!(seen["differences"], json!({"skus": 1, "surplus": 0, "shortage": 4, "value": {"minor": -1000, "currency": "GBP"}}));
    let waiting = floor.supervisor(Method::GET, "/lines?stage=waiting").await;
    let variance = &waiting["items"][0]["variance"];
    assert_eq!((&variance["expected"], &variance["units"], &variance["percent"]), (&json!(10), &json!(-4), &json!("-40.0")));
    assert_eq!((&waiting["items"][0]["gtin"], &waiting["items"][0]["name"]), (&json!("4006381333931"), &json!("Lamp")));

    let (status, closed) = floor.ask(called("ann", Role::Warehouse), Method::POST, "/close", Value::Null).await;
    assert_eq!((status, &closed["state"]), (StatusCode::ACCEPTED, &json!("booking")));
    floor.desk.world.settle().await;
    let page = floor.supervisor(Method::GET, "").await;
    assert_eq!((&page["state"], &page["n_undecided"], &page["actions"]), (&json!("closed"), &json!(1), &json!(["count", "decide"])));
    assert_eq!(floor.desk.get("/counts?state=closed").await["items"][0]["n_undecided"], 1);
    let numbers = floor.desk.get("/stock-summary").await;
    assert_eq!((&numbers["undecided_counts"], &numbers["skus"], &numbers["not_counted_for_90"]), (&json!(1), &json!(2), &json!(1)));

    let refused = floor.ask(called("ann", Role::Warehouse), Method::POST, "/lines/A/approve", Value::Null).await;
    assert_eq!(refused.0, StatusCode::FORBIDDEN);
    let own = floor.ask(called("ann", Role::Supervisor), Method::POST, "/lines/A/approve", Value::Null).await;
    assert_eq!((own.0, &own.1["code"]), (StatusCode::CONFLICT, &json!("state")), "not one's own count");
    let booked = floor.supervisor(Method::POST, "/lines/A/approve").await;
    assert_eq!((&booked["stage"], &booked["decided_by"]), (&json!("booked"), &json!("sue")));
    let stock = floor.desk.get("/stock/A").await;
    assert_eq!((&stock["on_hand"], &stock["counted_at"]), (&json!(6), &line["counted_at"]));
    let moves = floor.desk.get("/stock/A/moves").await;
    let booked = moves["items"].as_array().unwrap().iter().find(|entry| entry["kind"] == "count").unwrap();
    assert_eq!((&booked["changes"], &booked["actor_id"]), (&json!({"available": -4}), &json!("sue")));
    let log = floor.desk.get("/audit?kind=count").await;
    let told: Vec<&str> = log["items"].as_array().unwrap().iter().map(|one| one["action"].as_str().unwrap()).collect();
    assert_eq!((told.len(), told.contains(&"created"), told.contains(&"closed")), (2, true, true));
    assert_eq!(
        floor.desk.get("/audit?kind=stock").await["items"][0]["changes"],
        json!([{"of": null, "field": "available", "from": null, "to": "−4"}])
    );
    floor.desk.world.check().await;
}

#[tokio::test]
async fn units_that_orders_hold_are_not_taken_and_the_orders_are_named() {
    let floor = Floor::open(json!({"name": "A alone", "skus": ["a"], "blind": false})).await;
    floor.desk.post("/orders", order("SO-1", &[("A", 8)]), 202).await;
    let line = floor.count("ann", "A", 5).await;
    assert_eq!((&line["stage"], &line["variance"]["uncovered"]), (&json!("waiting"), &json!(3)), "it is not blind");
    let page = floor.supervisor(Method::GET, "/lines/A").await;
    assert_eq!(
        (&page["touched"][0]["reference"], &page["touched"][0]["at_risk"], &page["own"]),
        (&json!("SO-1"), &json!(3), &json!(false))
    );
    let booked = floor.supervisor(Method::POST, "/lines/A/approve").await;
    assert_eq!((&booked["stage"], &booked["variance"]["uncovered"]), (&json!("booked"), &json!(3)));
    let stock = floor.desk.get("/stock/A").await;
    assert_eq!((&stock["available"], &stock["allocated"]), (&json!(0), &json!(8)));
    floor.desk.world.check().await;
}

#[tokio::test]
async fn what_is_counted_wrongly_is_refused_with_its_place_and_changes_nothing() {
    let floor = Floor::open(json!({"name": "All", "filter": {"q": "Lamp"}})).await;
    let ann = || called("ann", Role::Warehouse);
    for (body, place) in [
        (json!({"sku": "A", "units": 10_000_001}), "/units"),
        (json!({"sku": "A", "units": -1}), "/units"),
        (json!({"sku": "A", "units": 1, "counted_at": "2030-01-01T00:00:00Z"}), "/counted_at"),
        (json!({"sku": "A", "units": 1, "counted_at": "2020-01-01T00:00:00Z"}), "/counted_at"),
    ] {
        let (status, refused) = floor.ask(ann(), Method::POST, "/lines", body.clone()).await;
        assert_eq!((status, &refused["errors"][0]["pointer"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(place)), "{body}: {refused}");
    }
    assert_eq!(floor.ask(ann(), Method::POST, "/lines", json!({"sku": "B", "units": 1})).await.0, StatusCode::CONFLICT, "not part of it");
    assert_eq!(floor.ask(ann(), Method::GET, "/lines/B", Value::Null).await.0, StatusCode::NOT_FOUND);
    assert_eq!(floor.ask(ann(), Method::POST, "/cancel", json!({})).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let client = identity(Role::ClientUser, Stores::These(vec!["nordlys".parse().unwrap()]), &[Permission::StockRead]);
    assert_eq!(floor.ask(client, Method::POST, "/lines", json!({"sku": "A", "units": 1})).await.0, StatusCode::FORBIDDEN);
    for body in [
        json!({"name": "x"}),
        json!({"name": "", "filter": {}}),
        json!({"name": "x", "filter": {"as_of": "2026-11-01"}}),
        json!({"name": "x", "skus": ["NOPE"]}),
    ] {
        let answer = floor.desk.ask_as(called("sue", Role::Supervisor), Method::POST, "/stores/nordlys/counts", &body.to_string()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {}", answer.json());
    }
    assert_eq!(floor.desk.get("/counts").await["items"].as_array().unwrap().len(), 1);
    assert_eq!(floor.supervisor(Method::GET, "").await["progress"]["open"], 1);
}

#[tokio::test]
async fn stock_of_a_day_that_is_over_says_what_it_can() {
    let floor = Floor::open(json!({"name": "All", "filter": {}})).await;
    let then = floor.desk.get("/stock?as_of=2026-11-20").await;
    let level = &then["items"][0];
    assert_eq!((&level["on_hand"], &level["incoming"], &level["waiting_orders"]), (&json!(0), &Value::Null, &Value::Null));
    let page = floor.desk.get("/stock/A?as_of=2026-11-20").await;
    assert_eq!((&page["as_of"], &page["on_hand"], &page["demand_per_day"]), (&json!("2026-11-20"), &json!(0), &Value::Null));
    let today = floor.desk.get("/stock/A?as_of=2026-11-21").await;
    assert_eq!((&today["as_of"], &today["on_hand"]), (&Value::Null, &json!(10)));
    assert_eq!(floor.desk.get("/stock/A/moves?as_of=2026-11-20").await["items"], json!([]));
    for query in ["as_of=2027-01-01", "as_of=2026-11-20&incoming=true", "as_of=2026-11-20&cover_below=7"] {
        let refused = floor.desk.ask(Method::GET, &format!("/stores/nordlys/stock?{query}"), &[], "").await;
        assert_eq!(
            (refused.status, &refused.json()["errors"][0]["pointer"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("/as_of")),
            "{query}"
        );
    }
}
