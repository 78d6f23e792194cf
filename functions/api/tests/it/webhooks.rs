//! Webhooks through the API: made, tried, changed, removed; secrets are shown once and told nowhere.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use system_tests::hooks::{HIDDEN, NOBODY};

use crate::journeys::Desk;

fn body(url: &str) -> Value {
    json!({"name": "Shop", "url": url, "events": ["order.shipped", "import.completed"]})
}

async fn change(desk: &Desk, path: &str, version: u64, body: &Value) -> crate::nowhere::Answer {
    desk.ask(Method::PUT, &format!("/stores/nordlys{path}"), &[("if-match", &format!("\"{version}\""))], &body.to_string()).await
}

#[tokio::test]
async fn a_secret_is_shown_when_it_is_made_and_never_again() {
    let desk = Desk::new().await;
    let made = desk.post("/webhooks", body("https://shop.example/events"), 201).await;
    let secret = made["secret"].as_str().unwrap().to_owned();
    assert!(secret.starts_with("whsec_") && secret.len() == 6 + 44, "{secret}");
    assert_eq!((&made["state"], &made["version"], &made["off_reason"]), (&json!("active"), &json!(1), &Value::Null));
    let path = format!("/webhooks/{}", made["id"].as_str().unwrap());
    let rotated = desk.post(&format!("{path}/secret"), json!({}), 200).await;
    let next = rotated["secret"].as_str().unwrap().to_owned();
    assert_ne!(next, secret);
    assert_eq!(rotated["previous_secret_until"], "2026-11-22T10:00:00Z");
    for place in ["/webhooks", &path, "/audit?kind=webhook", &format!("{path}/deliveries")] {
        let shown = desk.get(place).await.to_string();
        assert!(!shown.contains(&secret) && !shown.contains(&next) && !shown.contains("whsec_"), "{place}: {shown}");
    }
    let log = desk.get("/audit?kind=webhook").await;
    let mut actions: Vec<&str> = log["items"].as_array().unwrap().iter().map(|one| one["action"].as_str().unwrap()).collect();
    actions.sort_unstable();
    assert_eq!(actions, ["created", "secret_rotated"]);
}

#[tokio::test]
async fn an_address_that_is_not_of_the_internet_is_refused_where_it_stands() {
    let desk = Desk::new().await;
    let (hidden, nobody) = (format!("https://db{HIDDEN}/"), format!("https://x{NOBODY}/"));
    for url in [
        "http://shop.example",
        "https://127.0.0.1/",
        "https://0x7f.1/",
        "https://[::1]/",
        "https://localhost/",
        "https://metadata.google.internal/",
        "ftp://shop.example",
        "shop",
        "",
        &hidden,
        &nobody,
    ] {
        let refused = desk.post("/webhooks", body(url), 422).await;
        assert_eq!((&refused["code"], &refused["errors"][0]["pointer"]), (&json!("invalid"), &json!("/url")), "{url}: {refused}");
    }
    let wrong = json!({"name": " ", "url": "http://x", "events": ["webhook.test"]});
    let pointers = |refused: &Value| {
        refused["errors"].as_array().unwrap().iter().map(|one| one["pointer"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(pointers(&desk.post("/webhooks", wrong, 422).await), ["/name", "/events", "/url"]);
    desk.post("/webhooks", json!({"name": "x", "url": "https://shop.example", "events": ["order.sold"]}), 422).await;
    assert_eq!(desk.get("/webhooks").await["items"], json!([]));
}

#[tokio::test]
async fn a_webhook_is_changed_in_the_version_that_was_seen_and_removed_for_good() {
    let desk = Desk::new().await;
    let made = desk.post("/webhooks", body("https://shop.example/events"), 201).await;
    let path = format!("/webhooks/{}", made["id"].as_str().unwrap());
    let off = json!({"name": "Shop 2", "url": "https://shop.example/events", "events": ["order.shipped"], "is_active": false});
    assert_eq!(desk.send(Method::PUT, &path, off.clone(), 428).await["code"], "version_required");
    let changed = change(&desk, &path, 1, &off).await.json();
    assert_eq!((&changed["state"], &changed["off_reason"], &changed["name"]), (&json!("off"), &json!("by_hand"), &json!("Shop 2")));
    assert_eq!(change(&desk, &path, 1, &off).await.code(), "changed");
    let log = desk.get("/audit?kind=webhook").await.to_string();
    assert!(
        log.contains("Shop 2") && log.contains("import.completed, order.shipped") || log.contains("order.shipped, import.completed"),
        "{log}"
    );
    assert_eq!(desk.ask(Method::DELETE, &format!("/stores/nordlys{path}"), &[], "").await.status, StatusCode::NO_CONTENT);
    assert_eq!(desk.ask(Method::GET, &format!("/stores/nordlys{path}"), &[], "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_store_has_ten_at_most() {
    let desk = Desk::new().await;
    for n in 0..10 {
        desk.post("/webhooks", body(&format!("https://shop{n}.example/")), 201).await;
    }
    assert_eq!(desk.post("/webhooks", body("https://shop.example/"), 409).await["code"], "state");
}

#[tokio::test]
async fn a_test_is_tried_once_and_can_be_sent_again_by_hand() {
    let desk = Desk::new().await;
    // Nobody listens there.
    let made = desk.post("/webhooks", body("https://shop.example:9/"), 201).await;
    let path = format!("/webhooks/{}", made["id"].as_str().unwrap());
    let test = [("idempotency-key", "try-1")];
    for _ in 0..2 {
        let answer = desk.ask(Method::POST, &format!("/stores/nordlys{path}/test"), &test, "").await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.json());
    }
    desk.world.settle().await;
    let log = desk.get(&format!("{path}/deliveries")).await;
    let [delivery] = &log["items"].as_array().unwrap()[..] else { panic!("one wish, one test: {log}") };
    assert_eq!((&delivery["event"], &delivery["state"]), (&json!("webhook.test"), &json!("given_up")));
    assert_eq!((&delivery["attempts"][0]["failure"], &delivery["attempts"][0]["status"]), (&json!("unreachable"), &Value::Null));
    assert_eq!(delivery["payload"]["type"], "webhook.test");
    let again = format!("{path}/deliveries/{}/send-again", delivery["id"].as_str().unwrap());
    assert_eq!(desk.post(&again, json!({}), 202).await["state"], "waiting");
    desk.world.settle().await;
    let log = desk.get(&format!("{path}/deliveries")).await;
    assert_eq!(log["items"][0]["attempts"].as_array().unwrap().len(), 2);
    assert_eq!(log["items"][0]["state"], "given_up");
    assert_eq!(desk.get(&path).await["failing_since"], Value::Null, "a test says nothing of how it fares");
}
