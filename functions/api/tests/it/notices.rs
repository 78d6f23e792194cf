//! One's own inbox through the API.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use system_tests::csv;

use crate::people::House;

#[tokio::test]
async fn an_inbox_is_counted_read_and_nobody_else_s() {
    let house = House::open().await;
    let (uma, other) = (house.person("uma", "client_user", "nordlys", false), house.person("other", "client_user", "nordlys", false));
    for who in [&uma, &other] {
        assert_eq!(house.get(who, "/me/notices").await["items"], json!([]), "signing in makes somebody known");
    }
    for n in 1..=3 {
        house.world.drop_file(&format!("{n}.csv"), &csv(&[(&format!("SO-{n}"), "NONE", "1")])).await;
    }
    assert_eq!(house.get(&uma, "/me/notices/unread").await, json!({"n": 3, "at_least": false}));
    let first = house.get(&uma, "/me/notices?limit=2").await;
    assert_eq!((first["items"].as_array().unwrap().len(), first["items"][0]["kind"].as_str()), (2, Some("import_rejected")));
    let second = house.get(&uma, &format!("/me/notices?limit=2&cursor={}", first["next"].as_str().unwrap())).await;
    assert_eq!(second["items"].as_array().unwrap().len(), 1);
    let id = first["items"][0]["id"].clone();
    let stranger = house.ask(&other, Method::GET, &format!("/me/notices?cursor={}", first["next"].as_str().unwrap()), Value::Null).await;
    assert_eq!(stranger.code(), "bad_cursor");
    let read = |who, body: Value| house.ask(who, Method::POST, "/me/notices/read", body);
    assert_eq!(read(&uma, json!({"notices": [id, "ntc_ffffffffffffffffffffffffffffffff"]})).await.json(), json!({"read": 1}));
    assert_eq!(read(&uma, json!({})).await.json(), json!({"read": 2}));
    assert_eq!(house.get(&uma, "/me/notices/unread").await["n"], 0);
    assert_eq!(house.get(&other, "/me/notices/unread").await["n"], 3, "everybody reads for themselves");
    assert!(house.get(&uma, "/me/notices").await["items"].as_array().unwrap().iter().all(|one| one["is_read"] == true));
    let many: Vec<Value> = (0..101).map(|_| id.clone()).collect();
    assert_eq!(read(&uma, json!({"notices": many})).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn one_chooses_of_what_one_may_see_how_one_is_told() {
    let house = House::open().await;
    let uma = house.person("uma", "client_user", "nordlys", false);
    let shown = house.get(&uma, "/me/notice-preferences").await;
    let kinds: Vec<&str> = shown["preferences"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["import_rejected", "import_failed", "reconciliation_ready", "back_orders_filled", "short_pick", "return_received"]);
    let wish = json!({"preferences": [{"kind": "import_rejected", "channel": "none"}]});
    let chosen = house.ask(&uma, Method::PUT, "/me/notice-preferences", wish).await.json();
    assert_eq!(chosen["preferences"][0], json!({"kind": "import_rejected", "channel": "none", "push": true}));
    assert_eq!(chosen["preferences"][1]["channel"], "inbox");
    house.world.drop_file("1.csv", &csv(&[("SO-1", "NONE", "1")])).await;
    assert_eq!(house.get(&uma, "/me/notices/unread").await["n"], 0);
    let quiet = json!({"preferences": [{"kind": "short_pick", "channel": "daily", "push": false}]});
    let chosen = house.ask(&uma, Method::PUT, "/me/notice-preferences", quiet).await.json();
    assert_eq!(chosen["preferences"][4], json!({"kind": "short_pick", "channel": "daily", "push": false}));
    assert_eq!(chosen["preferences"][2]["push"], false, "files are good news");
    let wish = json!({"preferences": [{"kind": "short_pick", "channel": "mail"}]});
    let chosen = house.ask(&uma, Method::PUT, "/me/notice-preferences", wish).await.json();
    assert_eq!(chosen["preferences"][4], json!({"kind": "short_pick", "channel": "mail", "push": false}), "what is not named stays");
    let odd = house.ask(&uma, Method::PUT, "/me/notice-preferences", json!({"preferences": [{"kind": "x", "channel": "inbox"}]})).await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
}
