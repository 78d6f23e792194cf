//! Who changed what, from what to what: each kind of change leaves its entry, once, with it.

use domain::findings::Finding;
use domain::invariants::{Rule, Subject, Violation};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::journeys::{Desk, now, order};

/// The entry of a kind that tells of an action: its name, and what became what.
async fn told(desk: &Desk, kind: &str, action: &str) -> (String, Vec<String>) {
    let log = desk.get(&format!("/audit?kind={kind}&limit=200")).await;
    let entries: Vec<&Value> = log["items"].as_array().unwrap().iter().filter(|one| one["action"] == action).collect();
    let [entry] = entries[..] else { panic!("{} entries: {log}", entries.len()) };
    let show = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let changes = entry["changes"].as_array().unwrap();
    let changes =
        changes.iter().map(|one| format!("{} {}: {} > {}", show(&one["of"]), show(&one["field"]), show(&one["from"]), show(&one["to"])));
    (show(&entry["name"]), changes.collect())
}

async fn n_entries(desk: &Desk, query: &str) -> usize {
    desk.get(&format!("/audit?limit=200{query}")).await["items"].as_array().unwrap().len()
}

#[tokio::test]
async fn each_change_of_a_store_s_things_is_told_once_with_what_it_was_and_is() {
    let desk = Desk::new().await;
    let product = |name: &str| json!({"items": [{"sku": "A", "name": name, "location": "A-A"}]});
    desk.send(Method::PUT, "/products", product("Lamp"), 200).await;
    assert_eq!(told(&desk, "product", "changed").await, ("Lamp".to_owned(), vec!["A name: Product A > Lamp".to_owned()]));
    desk.send(Method::PUT, "/products", product("Lamp"), 200).await;
    assert_eq!(n_entries(&desk, "&kind=product").await, 1, "what stays as it was is no change");
    assert_eq!(desk.get("/products/A").await["name"], "Lamp");

    let party = json!({"name": "Zoë", "street": ["Storgata 1"], "city": "Oslo", "country": "NO"});
    let customers = |city: &str| {
        let mut party = party.clone();
        party["city"] = json!(city);
        json!({"items": [{"code": "C1", "party": party}]})
    };
    desk.send(Method::PUT, "/customers", customers("Oslo"), 200).await;
    desk.send(Method::PUT, "/customers", customers("Bergen"), 200).await;
    assert_eq!(told(&desk, "customer", "changed").await, ("Zoë".to_owned(), vec!["C1 city: Oslo > Bergen".to_owned()]));

    let profile = |separator: &str| json!({"name": "own", "time_zone": separator, "fields": {"reference": {"column": "No"}, "sku": {"column": "Art"}, "quantity": {"column": "Qty"}}});
    desk.send(Method::PUT, "/profiles/own", profile("Europe/Oslo"), 200).await;
    desk.send(Method::PUT, "/profiles/own", profile("Europe/London"), 200).await;
    assert_eq!(told(&desk, "profile", "changed").await, ("own".to_owned(), vec!["- time_zone: Europe/Oslo > Europe/London".to_owned()]));

    let mut store = desk.get("").await;
    let version = store["version"].as_u64().unwrap();
    store["seller"]["city"] = json!("Bergen");
    store.as_object_mut().unwrap().remove("version");
    let answer = desk.ask(Method::PUT, "/stores/nordlys", &[("if-match", &format!("\"{version}\""))], &store.to_string()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
    assert_eq!(told(&desk, "settings", "changed").await, ("Nordlys Home".to_owned(), vec!["- seller/city: Oslo > Bergen".to_owned()]));

    let key = desk.post("/api-keys", json!({"name": "web shop", "permissions": ["orders.read"]}), 201).await;
    let log = desk.get("/audit?kind=api_key").await.to_string();
    assert!(!log.contains(key["key"].as_str().unwrap()) && !log.contains("sha256"), "a log holds no key");
    let path = format!("/stores/nordlys/api-keys/{}", key["id"].as_str().unwrap());
    assert_eq!(desk.ask(Method::DELETE, &path, &[], "").await.status, StatusCode::NO_CONTENT);
    assert_eq!(told(&desk, "api_key", "removed").await, ("web shop".to_owned(), vec!["- permissions: orders.read > -".to_owned()]));

    desk.post("/receipts", json!({"reference": "R-1", "lines": [{"sku": "A", "quantity": 3}]}), 201).await;
    let adjustment = json!({"reference": "a-1", "from": "available", "to": "damaged", "quantity": 2, "reason": "fell"});
    for _ in 0..2 {
        desk.post("/stock/A/adjustments", adjustment.clone(), 201).await;
    }
    assert_eq!(
        told(&desk, "stock", "adjusted").await,
        ("A".to_owned(), vec!["- available: - > −2".to_owned(), "- damaged: - > +2".to_owned()])
    );
    assert_eq!(n_entries(&desk, "&kind=stock").await, 1, "one name, one correction, one entry");
    assert_eq!(desk.get("/audit?kind=stock").await["items"][0]["reason"], "fell");

    let violation =
        Violation { rule: Rule::IdleStock, subject: Subject::Sku("A".parse().unwrap()), sentence: "one was overtaken".to_owned() };
    desk.world.app.report(&desk.world.scope, violation.clone(), now()).await.unwrap();
    let finding = Finding::new(desk.world.scope.store(), violation, now()).id;
    desk.post(&format!("/findings/{finding}/dismiss"), json!({"reason": "it was right"}), 200).await;
    assert_eq!(told(&desk, "finding", "dismissed").await.0, "idle_stock: one was overtaken");
}

#[tokio::test]
async fn commands_to_orders_are_told_and_the_house_s_own_steps_are_not() {
    let desk = Desk::new().await;
    desk.post("/receipts", json!({"reference": "R-1", "lines": [{"sku": "A", "quantity": 9}]}), 201).await;
    let id = desk.post("/orders", order("SO-1", &[("A", 5)]), 202).await["order"]["id"].as_str().unwrap().to_owned();
    desk.post(&format!("/orders/{id}/holds"), json!({"reason": "address", "note": "no street"}), 200).await;
    let path = format!("/stores/nordlys/orders/{id}/holds/address");
    assert!(desk.ask(Method::DELETE, &path, &[], "").await.status.is_success());
    desk.post(&format!("/orders/{id}/reduce"), json!({"line": 1, "quantity": 2, "reason": "wanted fewer"}), 200).await;
    desk.post("/batches", json!({"orders": [id]}), 202).await;
    desk.world.settle().await;
    desk.post(&format!("/orders/{id}/picks"), json!({"lines": [{"line": 1, "sku": "A", "quantity": 3}]}), 200).await;
    desk.world.settle().await;
    let log = desk.get("/audit?kind=order").await;
    let told: Vec<&str> = log["items"].as_array().unwrap().iter().map(|one| one["action"].as_str().unwrap()).collect();
    assert_eq!(told.len(), 3, "{log}");
    assert!(["held", "hold_released", "reduced"].iter().all(|action| told.contains(action)), "{told:?}");
    let reduced = log["items"].as_array().unwrap().iter().find(|one| one["action"] == "reduced").unwrap();
    assert_eq!((&reduced["name"], &reduced["subject"], &reduced["reason"]), (&json!("SO-1"), &json!(id), &json!("wanted fewer")));
    assert_eq!(reduced["changes"][0], json!({"of": null, "field": "lines/1", "from": "5", "to": "3"}));
    let held = log["items"].as_array().unwrap().iter().find(|one| one["action"] == "held").unwrap();
    assert_eq!(held["changes"][1], json!({"of": null, "field": "status", "from": "allocated", "to": "on_hold"}));
    desk.world.check().await;
}

#[tokio::test]
async fn a_catalogue_is_told_in_parts_and_a_log_is_read_page_by_page() {
    let desk = Desk::new().await;
    let items: Vec<Value> = (0..250).map(|n| json!({"sku": format!("N-{n:03}"), "name": "New"})).collect();
    desk.send(Method::PUT, "/products", json!({"items": items}), 200).await;
    let log = desk.get("/audit?kind=product").await;
    let names: Vec<&str> = log["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names.iter().map(|name| name.parse::<usize>().unwrap()).sum::<usize>(), 250, "{names:?}");
    assert_eq!(desk.get("/products?q=N-249").await["items"][0]["name"], "New");
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = desk.get(&format!("/audit?kind=product&limit=1{cursor}")).await;
        seen.extend(page["items"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen.len(), 3, "{seen:?}");
    // Days are the store's; the clock stands at 2026-11-21 10:00 in London.
    for (query, n) in
        [("from=2026-11-21&to=2026-11-21", 3), ("from=2026-11-22", 0), ("to=2026-11-20", 0), ("from=2026-11-22&to=2026-11-20", 0)]
    {
        assert_eq!(n_entries(&desk, &format!("&{query}")).await, n, "{query}");
    }
    let odd = desk.ask(Method::GET, "/stores/nordlys/audit?kind=everything", &[], "").await;
    assert_eq!((odd.status, odd.code().as_str()), (StatusCode::BAD_REQUEST, "unreadable"));
}

#[tokio::test]
async fn a_list_that_is_taken_along_is_told_with_its_filter_and_columns() {
    let desk = Desk::new().await;
    let columns = json!([{"column": "name", "label": "Tên"}, {"column": "sku"}]);
    let body = |list: &str| json!({"list": list, "filter": {"q": "A"}, "columns": columns, "format": "csv"});
    desk.post("/exports", body("secrets"), 422).await;
    assert_eq!(n_entries(&desk, "&kind=export").await, 0, "nothing was taken");
    desk.post("/exports", body("products"), 202).await;
    let changes = ["- q: - > A", "- columns: - > name, sku", "- format: - > csv"].map(str::to_owned).to_vec();
    assert_eq!(told(&desk, "export", "created").await, ("products".to_owned(), changes));
}

#[tokio::test]
async fn a_change_that_is_not_made_is_not_told() {
    let desk = Desk::new().await;
    desk.world.faults.choose(|call| (call.operation() == "TransactWriteItems").then_some(system_tests::Fault::LostBefore));
    let lost = desk.ask(Method::PUT, "/stores/nordlys/products", &[], &json!({"items": [{"sku": "A", "name": "Lamp"}]}).to_string()).await;
    assert_eq!(lost.status, StatusCode::SERVICE_UNAVAILABLE);
    desk.world.faults.end();
    assert_eq!(n_entries(&desk, "").await, 0);
    assert_eq!(desk.get("/products/A").await["name"], "Product A");
}
