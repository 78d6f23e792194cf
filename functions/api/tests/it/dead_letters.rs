//! Work that failed for good: seen by those whose it is, sent back without harm, put aside with a reason, and told in the log.

use aws_sdk_dynamodb::config::retry::RetryConfig;
use domain::identity::roles::{Permission, Role};
use domain::identity::{Identity, Stores};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use system_tests::{Fault, World};

use crate::journeys::Desk;
use crate::nowhere::{Answer, identity};

/// Stock that comes for those who wait, as a message of a store.
fn fill(store: &str, sku: &str) -> String {
    json!({"organisation": "meridian", "store": store, "do": "fill_back_orders", "sku": sku}).to_string()
}

/// A desk in front of two stores with each a dead letter of its own, and one that is nobody's.
async fn stuck() -> (Desk, World) {
    let world = World::with_retries(json!({}), RetryConfig::disabled()).await;
    let desk = Desk { world, who: identity(Role::HeadOffice, Stores::All, &[]) };
    let fjord = desk.world.beside("fjord").await;
    for (id, body) in [("m-1", fill("nordlys", "A")), ("m-2", fill("fjord", "B")), ("m-3", "{".to_owned())] {
        desk.world.cloud.bury("allocation", id, &body);
    }
    (desk, fjord)
}

fn platform() -> Identity {
    identity(Role::PlatformAdmin, Stores::All, &[])
}

fn supervisor_of(store: &str) -> Identity {
    identity(Role::Supervisor, Stores::These(vec![store.parse().unwrap()]), &[])
}

async fn get(desk: &Desk, who: &Identity, path: &str) -> Value {
    let answer = desk.ask_as(who.clone(), Method::GET, path, "").await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.json());
    answer.json()
}

async fn seen(desk: &Desk, who: &Identity) -> Vec<String> {
    let answer = get(desk, who, "/dead-letters/messages?queue=stock-allocation").await;
    answer["items"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

async fn post(desk: &Desk, who: &Identity, what: &str, body: Value) -> Answer {
    desk.ask_as(who.clone(), Method::POST, &format!("/dead-letters/{what}"), &body.to_string()).await
}

/// What the log of a store or, with none, of the organisation tells of letters: (action, name, reason).
async fn told(desk: &Desk, path: &str) -> Vec<(String, String, Value)> {
    let log = get(desk, &platform(), &format!("{path}/audit?kind=dead_letter")).await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    log["items"].as_array().unwrap().iter().map(|one| (text(&one["action"]), text(&one["name"]), one["reason"].clone())).collect()
}

#[tokio::test]
async fn a_letter_is_shown_to_those_who_reach_its_store_with_what_it_is_about() {
    let (desk, _fjord) = stuck().await;
    assert_eq!(seen(&desk, &platform()).await, ["m-1", "m-2", "m-3"]);
    assert_eq!(seen(&desk, &desk.who).await, ["m-1", "m-2"], "what is nobody's may be anybody's");
    assert_eq!(seen(&desk, &supervisor_of("fjord")).await, ["m-2"]);
    let elsewhere = Identity { organisation: "other-house".parse().unwrap(), ..desk.who.clone() };
    assert_eq!(seen(&desk, &elsewhere).await, [] as [&str; 0]);
    assert_eq!(desk.world.cloud.buried("allocation"), ["m-1", "m-2", "m-3"], "looking changes nothing");

    let all = get(&desk, &platform(), "/dead-letters/messages?queue=stock-allocation").await;
    let [first, _, third] = &all["items"].as_array().unwrap()[..] else { panic!("{all}") };
    assert_eq!((&first["store"], &first["matter"], &first["task"]), (&json!("nordlys"), &json!("work"), &json!("fill_back_orders")));
    assert_eq!((&first["thing"], &first["subject"], &first["can_be_replayed"]), (&json!("sku"), &json!("A"), &json!(true)));
    assert_eq!((&first["sent_at"], &first["kept_until"]), (&json!("2026-11-21T10:00:00Z"), &json!("2026-12-05T10:00:00Z")));
    assert_eq!((&third["matter"], &third["can_be_replayed"], &third["body"]), (&json!("unreadable"), &json!(false), &json!("{")));
    assert!(third["cause"].as_str().unwrap().contains("EOF"), "{third}");

    let queues = get(&desk, &supervisor_of("fjord"), "/dead-letters").await;
    let counts: Vec<(&str, u64)> =
        queues["items"].as_array().unwrap().iter().map(|one| (one["queue"].as_str().unwrap(), one["letters"].as_u64().unwrap())).collect();
    assert_eq!((counts.len(), counts.iter().filter(|(_, n)| *n > 0).collect::<Vec<_>>()), (10, vec![&("stock-allocation", 1)]));
    let odd = desk.ask(Method::GET, "/dead-letters/messages?queue=everything", &[], "").await;
    assert_eq!((odd.status, odd.code().as_str()), (StatusCode::BAD_REQUEST, "unreadable"));
}

#[tokio::test]
async fn a_letter_that_is_sent_back_is_done_and_gone_and_told() {
    let (desk, _fjord) = stuck().await;
    let (head, supervisor) = (desk.who.clone(), supervisor_of("nordlys"));
    let named = |ids: &[&str]| json!({"queue": "stock-allocation", "messages": ids});
    assert_eq!(post(&desk, &supervisor, "replay", named(&["m-1"])).await.code(), "not_permitted", "supervisors look");
    let may = Identity { rights: vec![Permission::OperationsReplay], ..supervisor };
    let theirs = post(&desk, &may, "replay", named(&["m-1", "m-2", "m-9"])).await.json();
    assert_eq!(
        theirs,
        json!({"done": 1, "unsuited": [], "missing": ["m-2", "m-9"], "more": false}),
        "another store's is one that never was"
    );
    assert_eq!(desk.world.cloud.buried("allocation"), ["m-2", "m-3"]);
    assert_eq!(
        told(&desk, "/stores/nordlys").await,
        [("replayed".to_owned(), "stock-allocation: fill_back_orders".to_owned(), Value::Null)]
    );
    let sent = desk.world.cloud.take_messages();
    assert_eq!(sent, [("allocation".to_owned(), fill("nordlys", "A"))]);
    desk.world.deliver("allocation", &sent[0].1).await.unwrap();
    let again = post(&desk, &may, "replay", named(&["m-1"])).await.json();
    assert_eq!(again, json!({"done": 0, "unsuited": [], "missing": ["m-1"], "more": false}));

    let everything = post(&desk, &platform(), "replay", json!({"queue": "stock-allocation"})).await.json();
    assert_eq!(everything, json!({"done": 1, "unsuited": [], "missing": [], "more": false}), "what nobody can read stays");
    let unreadable = post(&desk, &platform(), "replay", named(&["m-3"])).await.json();
    assert_eq!(unreadable["unsuited"], json!(["m-3"]));
    assert_eq!(seen(&desk, &platform()).await, ["m-3"], "what was passed over is there for the next who looks");
    assert_eq!(seen(&desk, &head).await, [] as [&str; 0]);
}

#[tokio::test]
async fn a_letter_that_is_put_aside_is_gone_for_a_reason() {
    let (desk, _fjord) = stuck().await;
    let aside = |reason: &str| json!({"queue": "stock-allocation", "messages": ["m-2", "m-3"], "reason": reason});
    let without = post(&desk, &platform(), "discard", aside(" ")).await;
    assert_eq!((without.status, without.json()["errors"][0]["pointer"].clone()), (StatusCode::UNPROCESSABLE_ENTITY, json!("/reason")));
    assert_eq!(desk.world.cloud.buried("allocation").len(), 3);
    let head = post(&desk, &desk.who, "discard", aside("sent twice by hand")).await.json();
    assert_eq!(head, json!({"done": 1, "unsuited": [], "missing": ["m-3"], "more": false}));
    let admin = post(&desk, &platform(), "discard", aside("never was one")).await.json();
    assert_eq!((&admin["done"], &admin["missing"]), (&json!(1), &json!(["m-2"])));
    assert_eq!(desk.world.cloud.buried("allocation"), ["m-1"]);
    assert_eq!(desk.world.cloud.take_messages(), []);
    let entry = |action: &str, name: &str, reason: &str| (action.to_owned(), name.to_owned(), json!(reason));
    assert_eq!(told(&desk, "/stores/fjord").await, [entry("discarded", "stock-allocation: fill_back_orders", "sent twice by hand")]);
    assert_eq!(told(&desk, "").await, [entry("discarded", "stock-allocation: unreadable", "never was one")]);
    let many: Vec<String> = (0..101).map(|n| format!("m-{n}")).collect();
    let refused = post(&desk, &platform(), "discard", json!({"queue": "stock-allocation", "messages": many, "reason": "all"})).await;
    assert_eq!(refused.json()["errors"][0]["pointer"], "/messages");
}

#[tokio::test]
async fn a_call_that_breaks_off_loses_no_letter_and_the_next_finishes() {
    for operation in ["ReceiveMessage", "PutItem", "SendMessage", "DeleteMessage", "ChangeMessageVisibilityBatch"] {
        for fault in [Fault::LostBefore, Fault::LostAfter] {
            let (mut desk, _fjord) = stuck().await;
            desk.world.faults.choose(move |call| (call.operation() == operation).then_some(fault));
            let broken = post(&desk, &desk.who, "replay", json!({"queue": "stock-allocation"})).await;
            desk.world.faults.end();
            let is_certain = operation == "ChangeMessageVisibilityBatch";
            assert_eq!(broken.status == StatusCode::OK, is_certain, "{operation} {fault:?}: {}", broken.json());
            // What was held comes back by itself.
            desk.world.pass(121);
            let finished = post(&desk, &desk.who, "replay", json!({"queue": "stock-allocation"})).await;
            assert_eq!(finished.status, StatusCode::OK, "{operation} {fault:?}: {}", finished.json());
            assert_eq!(desk.world.cloud.buried("allocation"), ["m-3"], "{operation} {fault:?}");
            let sent = desk.world.cloud.take_messages();
            for body in [fill("nordlys", "A"), fill("fjord", "B")] {
                assert!(sent.iter().any(|(_, text)| *text == body), "{operation} {fault:?}: {sent:?}");
            }
            for (queue, body) in sent {
                desk.world.deliver(&queue, &body).await.unwrap();
            }
            desk.world.check().await;
        }
    }
}

#[tokio::test]
async fn a_hundred_are_looked_at_and_all_are_sent_back() {
    let desk = Desk::new().await;
    for n in 0..137 {
        desk.world.cloud.bury("allocation", &format!("m-{n:03}"), &fill("nordlys", "A"));
    }
    let first = get(&desk, &desk.who, "/dead-letters/messages?queue=stock-allocation").await;
    assert_eq!((first["items"].as_array().unwrap().len(), &first["more"]), (100, &json!(true)));
    let done = post(&desk, &desk.who, "replay", json!({"queue": "stock-allocation"})).await.json();
    assert_eq!(done, json!({"done": 137, "unsuited": [], "missing": [], "more": false}));
    assert_eq!(told(&desk, "/stores/nordlys").await.len(), 50, "each has an entry, a page of them is read");
    assert_eq!(desk.world.cloud.buried("allocation"), [] as [&str; 0]);
}
