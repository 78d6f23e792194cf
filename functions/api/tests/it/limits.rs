//! How much one may ask: per caller and per address, over all instances of the function.

use api::Api;
use api::identity::people::People;
use api::limits::Limits;
use axum::body::Body;
use http::StatusCode;
use serde_json::{Value, json};
use system_tests::World;

use crate::journeys::{mint, now};
use crate::nowhere::{Answer, answer_of};

/// An instance of the function: it has its own memory, and shares the table.
fn instance(world: &World, calls_per_minute: u32) -> Api {
    Api { app: world.app.clone(), now, mint, people: People::default(), limits: Limits::per_minute(calls_per_minute) }
}

async fn ask(api: &Api, subject: &str, address: &str) -> Answer {
    let mut event: Value = serde_json::from_str(include_str!("../../../../events/api.json")).unwrap();
    event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"] = json!(subject);
    event["requestContext"]["http"]["sourceIp"] = json!(address);
    // What a request says of its own origin changes nothing.
    event["headers"]["x-forwarded-for"] = json!(mint().to_string());
    let request = lambda_http::request::from_str(&event.to_string()).unwrap();
    answer_of(api::router(api.clone()), request.map(|body| Body::from(body.to_vec()))).await
}

/// Asks until somebody is turned away; answers how often it went well, and the refusal.
async fn ask_until_refused(instances: &[Api], who: impl Fn(usize) -> (String, String)) -> (usize, Answer) {
    for n in 0..2_000 {
        let (subject, address) = who(n);
        let answer = ask(&instances[n % instances.len()], &subject, &address).await;
        if answer.status != StatusCode::OK {
            return (n, answer);
        }
    }
    panic!("nobody was turned away");
}

#[tokio::test]
async fn a_caller_who_asks_too_much_is_turned_away_by_all_instances_together() {
    let world = World::new().await;
    let instances = [instance(&world, 300), instance(&world, 300), instance(&world, 300)];
    let (n, refused) = ask_until_refused(&instances, |n| ("busy".to_owned(), format!("10.0.0.{}", n % 200))).await;
    // Each instance counts the first twenty by itself and takes a hundred at once.
    assert!((300..=300 + 3 * 20 + 100).contains(&n), "{n}");
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::TOO_MANY_REQUESTS, "too_many_requests"));
    assert_eq!(refused.headers["content-type"], "application/problem+json");
    let seconds: u32 = refused.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds));
    assert_eq!(ask(&instances[0], "another", "10.0.0.1").await.status, StatusCode::OK, "others go on");
    let later = Api { now: || now() + jiff::SignedDuration::from_secs(60), ..instances[0].clone() };
    assert_eq!(ask(&later, "busy", "10.0.0.1").await.status, StatusCode::OK, "a new minute begins anew");
}

#[tokio::test]
async fn an_address_that_asks_too_much_is_turned_away_whoever_it_says_it_is() {
    let world = World::new().await;
    let one = [instance(&world, 100)];
    let (n, refused) = ask_until_refused(&one, |n| (format!("somebody-{n}"), "192.0.2.1".to_owned())).await;
    assert!((200..=200 + 20 + 100).contains(&n), "{n}");
    assert_eq!(refused.code(), "too_many_requests");
    assert_eq!(ask(&one[0], "somebody-else", "192.0.2.2").await.status, StatusCode::OK);
}

#[tokio::test]
async fn whoever_asks_little_is_not_counted_in_the_table() {
    let world = World::new().await;
    let one = instance(&world, 100);
    for _ in 0..20 {
        assert_eq!(ask(&one, "quiet", "192.0.2.1").await.status, StatusCode::OK);
    }
    assert!(world.app.table.take_calls("caller#quiet", 1, 1, now()).await.unwrap(), "nothing was taken before");
    assert!(!world.app.table.take_calls("caller#quiet", 1, 1, now()).await.unwrap(), "and this was all");
}

#[tokio::test]
async fn nobody_is_turned_away_because_the_counter_does_not_answer() {
    let api = Api { limits: Limits::per_minute(30), ..crate::nowhere::api() };
    for _ in 0..60 {
        assert_eq!(ask(&api, "somebody", "192.0.2.1").await.code(), "unavailable", "let in, and the table is nowhere");
    }
}
