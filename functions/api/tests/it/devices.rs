//! One's own devices through the API.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::nowhere::Answer;
use crate::people::{House, Session, pass};

/// Of RFC 8291, appendix A.
const POINT: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

fn browser(name: &str) -> Value {
    json!({"endpoint": format!("https://push.example/send/{name}"), "p256dh": POINT, "auth": AUTH, "name": name})
}

impl House {
    async fn add(&self, who: &Session, device: Value) -> Answer {
        self.ask(who, Method::POST, "/me/devices", device).await
    }

    async fn device_names(&self, who: &Session) -> Vec<String> {
        let devices = self.get(who, "/me/devices").await;
        devices["items"].as_array().unwrap().iter().map(|device| device["name"].as_str().unwrap().to_owned()).collect()
    }
}

#[tokio::test]
async fn a_browser_becomes_a_device_is_seen_and_goes() {
    let house = House::open().await;
    let uma = house.person("uma", "client_user", "nordlys", false);
    let none = house.get(&uma, "/me/devices").await;
    assert_eq!(none["items"], json!([]));
    assert_eq!(none["public_key"].as_str().unwrap().len(), 87, "65 bytes");
    let added = house.add(&uma, browser("Firefox on Linux")).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.json());
    let device = added.json();
    assert_eq!(
        device,
        json!({"id": device["id"], "name": "Firefox on Linux", "since": device["since"], "last_pushed_at": null, "failing_since": null})
    );
    pass(60);
    assert_eq!(house.add(&uma, browser("Firefox on Linux")).await.json(), device, "the same browser is the same device");
    assert_eq!(house.add(&uma, browser("phone")).await.status, StatusCode::CREATED);
    let shown = house.get(&uma, "/me/devices").await;
    assert_eq!(shown["public_key"], none["public_key"], "the key stays");
    assert!(!shown.to_string().contains("push.example"), "addresses are told to nobody");
    assert_eq!(house.device_names(&uma).await, ["phone", "Firefox on Linux"]);
    let path = format!("/me/devices/{}", device["id"].as_str().unwrap());
    let test = house.ask(&uma, Method::POST, &format!("{path}/test"), Value::Null).await;
    assert_eq!(test.status, StatusCode::ACCEPTED);
    let messages = house.world.cloud.take_messages();
    assert!(messages.len() == 1 && messages[0].1.contains("test_device") && messages[0].1.contains(device["id"].as_str().unwrap()));
    assert_eq!(house.ask(&uma, Method::DELETE, &path, Value::Null).await.status, StatusCode::NO_CONTENT);
    for method in [Method::DELETE, Method::POST] {
        let path = if method == Method::POST { format!("{path}/test") } else { path.clone() };
        assert_eq!(house.ask(&uma, method, &path, Value::Null).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(house.device_names(&uma).await, ["phone"]);
}

#[tokio::test]
async fn what_is_no_browser_is_refused_at_its_place() {
    let house = House::open().await;
    let uma = house.person("uma", "client_user", "nordlys", false);
    let cases = [
        ("endpoint", json!("http://push.example/x")),
        ("endpoint", json!("https://127.0.0.1/x")),
        ("endpoint", json!("https://localhost/x")),
        ("p256dh", json!("AAAA")),
        ("p256dh", json!(POINT.replace("iw4", "iw5"))),
        ("p256dh", json!(7)),
        ("auth", json!("BTBZMqHH6r4Tts7J_aSI")),
        ("name", json!("")),
        ("name", json!("x".repeat(101))),
        ("name", json!("a\nb")),
    ];
    for (field, value) in cases {
        let mut wrong = browser("x");
        wrong[field] = value.clone();
        let answer = house.add(&uma, wrong).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}: {}", answer.json());
        assert_eq!(answer.json()["errors"][0]["pointer"], format!("/{field}"), "{value}: {}", answer.json());
    }
    assert_eq!(house.device_names(&uma).await, [] as [&str; 0]);
}

#[tokio::test]
async fn another_s_device_is_a_device_of_nobody() {
    let house = House::open().await;
    let (uma, other) = (house.person("uma", "client_user", "nordlys", false), house.person("other", "client_user", "nordlys", false));
    let id = house.add(&uma, browser("phone")).await.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(house.device_names(&other).await, [] as [&str; 0]);
    for (method, path) in [(Method::DELETE, format!("/me/devices/{id}")), (Method::POST, format!("/me/devices/{id}/test"))] {
        let answer = house.ask(&other, method, &path, Value::Null).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::NOT_FOUND, "not_found"), "{path}");
    }
    assert_eq!(house.device_names(&uma).await, ["phone"]);
    // The same browser, with another of us signed in: each has it, and neither sees the other's.
    assert_eq!(house.add(&other, browser("phone")).await.status, StatusCode::CREATED);
    let theirs = house.ask(&other, Method::DELETE, &format!("/me/devices/{id}"), Value::Null).await;
    assert_eq!((theirs.status, house.device_names(&uma).await), (StatusCode::NO_CONTENT, vec!["phone".to_owned()]));
}

#[tokio::test]
async fn whoever_signs_out_everywhere_or_is_suspended_has_no_devices() {
    let house = House::open().await;
    let uma = house.person("uma", "client_user", "nordlys", false);
    let nora = house.person("nora", "head_office", "*", true);
    house.add(&uma, browser("phone")).await;
    assert_eq!(house.ask(&uma, Method::POST, "/me/sign-out", json!({})).await.status, StatusCode::NO_CONTENT);
    pass(60);
    let uma = house.sign_in("uma");
    assert_eq!(house.device_names(&uma).await, [] as [&str; 0]);
    house.add(&uma, browser("phone")).await;
    house.get(&nora, "/me").await;
    let answer = house.ask(&nora, Method::POST, "/users/uma/suspension", json!({})).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
    let (org, of) = ("meridian".parse().unwrap(), "uma".parse().unwrap());
    assert_eq!(house.world.app.table.devices(&org, &of).await.unwrap(), []);
}
