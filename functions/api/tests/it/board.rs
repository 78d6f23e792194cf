//! The day's work: every figure is the length of the list that it opens, whatever an order waits for.

use domain::identity::roles::{Permission, Role};
use domain::identity::{Identity, Stores};
use domain::invariants::{Rule, Subject, Violation};
use http::{Method, StatusCode, header};
use serde_json::{Value, json};

use crate::journeys::{Desk, now, order};
use crate::nowhere::identity;

const CARRIER: &str = "Northern Parcels";

/// A house with orders at every kind of work, of two services. It is ten in the morning in London: what came today is due at noon.
async fn busy() -> Desk {
    let desk = Desk::new().await;
    let mut settings = desk.get("").await;
    let version = settings["version"].as_u64().unwrap();
    settings["services"] = json!(["standard", "express"]);
    settings.as_object_mut().unwrap().remove("version");
    let answer = desk.ask(Method::PUT, "/stores/nordlys", &[("if-match", &format!("\"{version}\""))], &settings.to_string()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
    desk.post("/receipts", json!({"reference": "R-1", "lines": [{"sku": "A", "quantity": 90}, {"sku": "B", "quantity": 1}]}), 201).await;
    let mut ids = Vec::new();
    for n in 0..12 {
        let mut new = order(&format!("SO-{n}"), &[("A", 2)]);
        new["shipping_service"] = json!(if n % 3 == 0 { "express" } else { "standard" });
        if n == 1 {
            new["promised_at"] = json!("2026-11-25T09:00:00Z");
        }
        ids.push(place(&desk, new).await);
    }
    place(&desk, order("SHORT-1", &[("C", 2)])).await;
    place(&desk, order("PARTLY-1", &[("A", 1), ("B", 3)])).await;
    for (id, reason) in [(&ids[0], "address"), (&ids[0], "payment"), (&ids[2], "fraud")] {
        desk.post(&format!("/orders/{id}/holds"), json!({"reason": reason, "note": ""}), 200).await;
    }
    // A batch whose papers are printed, and one whose papers are not.
    let batch = desk.post("/batches", json!({"orders": &ids[3..9]}), 202).await["id"].as_str().unwrap().to_owned();
    desk.world.settle().await;
    assert_eq!(desk.get(&format!("/batches/{batch}")).await["state"], "rendered");
    for id in &ids[4..9] {
        let quantity = if id == &ids[4] { 1 } else { 2 };
        desk.post(&format!("/orders/{id}/picks"), json!({"lines": [{"line": 1, "sku": "A", "quantity": quantity}]}), 200).await;
    }
    for (n, id) in ids[6..9].iter().enumerate() {
        let tracking = json!({"carrier": CARRIER, "service": "standard", "tracking_number": format!("NP0000{n}")});
        desk.post(&format!("/orders/{id}/parcels"), json!({"weight_grams": 500, "tracking": tracking}), 201).await;
    }
    desk.post("/manifests", json!({"carrier": CARRIER, "orders": [&ids[7]]}), 201).await;
    let gone = desk.post("/manifests", json!({"carrier": CARRIER, "orders": [&ids[8]]}), 201).await;
    desk.post(&format!("/manifests/{}/ship", gone["id"].as_str().unwrap()), json!({}), 202).await;
    desk.world.settle().await;
    desk.post(&format!("/orders/{}/cancel", ids[9]), json!({"reason": "not wanted"}), 200).await;
    // The message that prints its papers has not come yet.
    desk.post("/batches", json!({"orders": [&ids[10]]}), 202).await;
    desk
}

async fn place(desk: &Desk, new: Value) -> String {
    desk.post("/orders", new, 202).await["order"]["id"].as_str().unwrap().to_owned()
}

/// How many orders a list has, read in pages of two.
async fn length(desk: &Desk, filter: &str) -> usize {
    let (mut n, mut cursor) = (0, String::new());
    loop {
        let page = desk.get(&format!("/orders?limit=2{filter}{cursor}")).await;
        n += page["items"].as_array().unwrap().len();
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return n,
        }
    }
}

fn count(value: &Value) -> usize {
    usize::try_from(value["orders"].as_u64().unwrap()).unwrap()
}

#[tokio::test]
async fn every_figure_is_the_length_of_the_list_that_it_opens() {
    let desk = busy().await;
    let board = desk.get("/board").await;
    let (mut kinds, mut total, mut services) = (std::collections::BTreeMap::new(), 0, std::collections::BTreeSet::new());
    for part in board["cut_offs"].as_array().unwrap() {
        let due = |name: &str| part[name].as_str().map_or_else(String::new, |at| format!("&{name}={at}"));
        let due = due("due_from") + &due("due_to");
        assert_eq!(length(&desk, &due).await, count(part), "{part}");
        for service in part["services"].as_array().unwrap() {
            let of_service = format!("{due}&service={}", service["service"].as_str().unwrap());
            services.insert(service["service"].as_str().unwrap().to_owned());
            assert_eq!(length(&desk, &of_service).await, count(service), "{service}");
            let mut sum = 0;
            for work in service["work"].as_array().unwrap() {
                let name = work["work"].as_str().unwrap();
                assert_eq!(length(&desk, &format!("{of_service}&work={name}")).await, count(work), "{of_service} {name}");
                *kinds.entry(name.to_owned()).or_insert(0) += count(work);
                sum += count(work);
            }
            assert_eq!(sum, count(service), "each order is at one kind of work");
            for hold in service["holds"].as_array().unwrap() {
                let of_hold = format!("{of_service}&work=on_hold&hold={}", hold["reason"].as_str().unwrap());
                assert_eq!(length(&desk, &of_hold).await, count(hold), "{of_hold}");
            }
        }
        total += count(part);
    }
    let expected = [
        ("ready", 3),
        ("without_papers", 1),
        ("released", 1),
        ("picking", 1),
        ("picked", 1),
        ("packed", 1),
        ("on_manifest", 1),
        ("waiting", 1),
        ("on_hold", 2),
    ];
    assert_eq!(kinds, expected.map(|(name, n)| (name.to_owned(), n)).into(), "{board}");
    assert_eq!(services, ["express", "standard"].map(str::to_owned).into());
    let summary = desk.get("/summary").await;
    let open: usize = summary["open_orders"].as_array().unwrap().iter().map(count).sum();
    assert_eq!((total, board["at_least"].as_bool()), (open, Some(false)), "nothing is counted twice or left out");
}

#[tokio::test]
async fn what_is_late_comes_first_and_what_was_promised_for_later_does_not() {
    let mut desk = busy().await;
    let parts = |board: &Value| -> Vec<(String, usize)> {
        let parts = board["cut_offs"].as_array().unwrap();
        parts.iter().map(|part| (part["when"].as_str().unwrap().to_owned(), count(part))).collect()
    };
    let named = |parts: [(&str, usize); 4]| parts.map(|(when, n)| (when.to_owned(), n)).to_vec();
    let board = desk.get("/board").await;
    assert_eq!(parts(&board), named([("late", 0), ("next", 11), ("then", 0), ("later", 1)]));
    assert_eq!(board["cut_offs"][1]["due_to"], "2026-11-21T12:00:00Z");
    assert_eq!(board["cut_offs"][0]["due_to"], "2026-11-20T17:00:00Z");
    // The API's own clock stands; the use case is asked at another time.
    desk.world.pass(3 * 3_600);
    let later = desk.world.app.board(&desk.world.scope, desk.world.now).await.unwrap();
    let late: usize = later.rows.iter().filter(|((when, _), _)| when.as_str() == "late").flat_map(|(_, row)| row.by_work.values()).sum();
    assert_eq!(late, 11, "noon has passed");
}

#[tokio::test]
async fn the_board_is_sent_once_while_nothing_changes_and_tells_of_findings_only_whom_it_may() {
    let desk = busy().await;
    let violation = Violation { rule: Rule::IdleStock, subject: Subject::Sku("A".parse().unwrap()), sentence: "odd".to_owned() };
    desk.world.app.report(&desk.world.scope, violation, now()).await.unwrap();
    assert_eq!(desk.get("/board").await["open_findings"], 1);
    let reader = identity(Role::Machine, Stores::All, &[Permission::OrdersRead]);
    let plain = desk.ask_as(reader, Method::GET, "/stores/nordlys/board", "").await;
    assert_eq!((plain.status, plain.json()["open_findings"].clone()), (StatusCode::OK, Value::Null));
    let first = desk.ask(Method::GET, "/stores/nordlys/board", &[], "").await;
    let tag = first.headers[header::ETAG].to_str().unwrap().to_owned();
    let again = desk.ask(Method::GET, "/stores/nordlys/board", &[("if-none-match", &tag)], "").await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    place(&desk, order("SO-NEW", &[("A", 1)])).await;
    let changed = desk.ask(Method::GET, "/stores/nordlys/board", &[("if-none-match", &tag)], "").await;
    assert_eq!(changed.status, StatusCode::OK);
    let stranger = Identity { organisation: "other-house".parse().unwrap(), ..desk.who.clone() };
    assert_eq!(desk.ask_as(stranger, Method::GET, "/stores/nordlys/board", "").await.status, StatusCode::NOT_FOUND);
    for odd in ["work=everything", "hold=mood", "due_from=noon"] {
        let answer = desk.ask(Method::GET, &format!("/stores/nordlys/orders?{odd}"), &[], "").await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::BAD_REQUEST, "unreadable"), "{odd}");
    }
}
