//! Settings in time: planned, coming by themselves, withdrawn, told, restored; and the brand that is a part of them.

use axum::body::Body;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::nowhere::Answer;
use crate::people::{House, Session, now, pass};
use crate::strangers::PIXEL;

const STORE: &str = "/stores/nordlys";

/// Somebody of head office in a house.
struct Desk {
    house: House,
    nora: Session,
}

impl Desk {
    async fn open() -> Self {
        let house = House::open().await;
        let nora = house.person("nora", "head_office", "*", true);
        Self { house, nora }
    }

    async fn settings(&self) -> Value {
        self.house.get(&self.nora, STORE).await
    }

    async fn send(&self, method: Method, path: &str, version: &Value, body: Value) -> Answer {
        let tag = format!("\"{version}\"");
        self.house.ask_of(&self.house.api, &self.nora, method, &format!("{STORE}{path}"), &[("if-match", &tag)], &body).await
    }

    /// Changes settings at once.
    async fn change(&self, change: impl FnOnce(&mut Value)) -> Value {
        let mut settings = self.settings().await;
        let version = settings["version"].clone();
        change(&mut settings);
        let answer = self.send(Method::PUT, "", &version, settings).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
        answer.json()
    }

    /// Plans a change so many seconds ahead.
    async fn plan(&self, seconds: i64, change: impl FnOnce(&mut Value)) -> Answer {
        let mut settings = self.settings().await;
        let version = settings["version"].clone();
        change(&mut settings);
        let from = now().checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap().to_string();
        self.send(Method::POST, "/planned-settings", &version, json!({"from": from, "settings": settings})).await
    }

    async fn list(&self, path: &str) -> Vec<Value> {
        self.house.get(&self.nora, &format!("{STORE}{path}")).await["items"].as_array().unwrap().clone()
    }

    async fn upload(&self, file: &[u8]) -> Answer {
        let mut event: Value = serde_json::from_str(include_str!("../../../../events/api.json")).unwrap();
        event["requestContext"]["authorizer"]["jwt"]["claims"] = self.nora.claims.clone();
        event["requestContext"]["http"]["method"] = json!("POST");
        for place in ["/rawPath", "/requestContext/http/path"] {
            *event.pointer_mut(place).unwrap() = json!(format!("/v1{STORE}/logos"));
        }
        event["rawQueryString"] = json!("");
        event["isBase64Encoded"] = json!(true);
        event["body"] = json!(BASE64_STANDARD.encode(file));
        let request = lambda_http::request::from_str(&event.to_string()).unwrap();
        crate::nowhere::answer_of(api::router(self.house.api.clone()), request.map(|body| Body::from(body.to_vec()))).await
    }
}

/// Versions with what they changed, the newest first.
fn told(versions: &[Value]) -> Vec<(u64, Vec<String>)> {
    let changes = |version: &Value| {
        let all = version["changes"].as_array().unwrap().iter();
        all.map(|one| format!("{}: {} > {}", one["field"].as_str().unwrap(), one["from"], one["to"])).collect()
    };
    versions.iter().map(|version| (version["version"].as_u64().unwrap(), changes(version))).collect()
}

#[tokio::test]
async fn a_planned_change_comes_by_itself_for_everybody_who_reads() {
    let desk = Desk::open().await;
    let planned = desk.plan(3_600, |settings| settings["name"] = json!("Nordlys Hus")).await;
    assert_eq!(planned.status, StatusCode::CREATED, "{}", planned.json());
    assert_eq!(planned.json()["changes"], json!([{"of": null, "field": "name", "from": "Nordlys Home", "to": "Nordlys Hus"}]));
    assert_eq!((planned.json()["planned_by"].clone(), desk.settings().await["name"].clone()), (json!("nora"), json!("Nordlys Home")));
    assert_eq!(desk.settings().await["version"], 2, "a plan is a version, too");
    // Somebody changes something else meanwhile: both hold in the end.
    desk.change(|settings| settings["tax_number"] = json!("NO 1")).await;
    let [plan] = &desk.list("/planned-settings").await[..] else { panic!("one plan") };
    assert_eq!((&plan["settings"]["name"], &plan["settings"]["tax_number"]), (&json!("Nordlys Hus"), &json!("NO 1")));
    pass(3_599);
    assert_eq!(desk.settings().await["name"], "Nordlys Home");
    let stale = desk.settings().await;
    pass(1);
    let come = desk.settings().await;
    assert_eq!((&come["name"], &come["tax_number"], &come["version"]), (&json!("Nordlys Hus"), &json!("NO 1"), &json!(4)));
    assert_eq!(desk.house.get(&desk.nora, "/me").await["stores"][0]["name"], "Nordlys Hus");
    assert_eq!(desk.list("/planned-settings").await, [] as [Value; 0]);
    // Whoever loaded what held before does not write over it.
    let answer = desk.send(Method::PUT, "", &stale["version"], stale.clone()).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::CONFLICT, "changed"));
    let versions = desk.list("/settings-versions").await;
    assert_eq!(
        told(&versions),
        [
            (4, vec![r#"name: "Nordlys Home" > "Nordlys Hus""#.to_owned()]),
            (3, vec![r#"tax_number: null > "NO 1""#.to_owned()]),
            (2, vec![]),
            (1, vec![])
        ]
    );
    assert_eq!((&versions[0]["from"], &versions[0]["made_by"]), (&plan["from"], &json!("nora")));
    // Restored: the settings of a version are sent back, and hold again.
    let old = versions[2]["settings"].clone();
    let restored = desk.send(Method::PUT, "", &come["version"], old).await;
    assert_eq!(
        (&restored.json()["name"], &restored.json()["tax_number"], &restored.json()["version"]),
        (&json!("Nordlys Home"), &Value::Null, &json!(5))
    );
    // Page by page, the same.
    let first = desk.house.get(&desk.nora, &format!("{STORE}/settings-versions?limit=1")).await;
    assert_eq!(told(first["items"].as_array().unwrap())[0].0, 5);
    let next = first["next"].as_str().unwrap();
    let second = desk.house.get(&desk.nora, &format!("{STORE}/settings-versions?limit=1&cursor={next}")).await;
    assert_eq!(
        told(second["items"].as_array().unwrap()),
        told(&versions)[..2],
        "one that came by itself stands with what it was planned in"
    );
}

#[tokio::test]
async fn what_is_planned_is_withdrawn_and_both_are_told() {
    let desk = Desk::open().await;
    let plan = desk.plan(60, |settings| settings["name"] = json!("Another")).await.json();
    let path = format!("/planned-settings/{}", plan["id"].as_str().unwrap());
    assert_eq!(desk.send(Method::DELETE, &path, &json!(0), Value::Null).await.status, StatusCode::NO_CONTENT);
    assert_eq!(desk.send(Method::DELETE, &path, &json!(0), Value::Null).await.status, StatusCode::NOT_FOUND);
    pass(120);
    assert_eq!(desk.settings().await["name"], "Nordlys Home");
    let log = desk.list("/audit?kind=settings").await;
    let actions: Vec<&Value> = log.iter().map(|entry| &entry["action"]).collect();
    assert_eq!(actions, ["withdrawn", "planned"]);
    assert_eq!(log[0]["changes"][0]["field"], "from");
    assert_eq!(log[0]["changes"][1], json!({"of": null, "field": "name", "from": "Nordlys Home", "to": "Another"}));
    // A plan that has come is withdrawn by nobody.
    let plan = desk.plan(60, |settings| settings["name"] = json!("Another")).await.json();
    pass(60);
    let path = format!("/planned-settings/{}", plan["id"].as_str().unwrap());
    assert_eq!(desk.send(Method::DELETE, &path, &json!(0), Value::Null).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_cannot_be_planned_is_refused_and_changes_nothing() {
    let desk = Desk::open().await;
    let before = desk.house.world.snapshot().await;
    let refused = async |seconds: i64, change: fn(&mut Value)| {
        let answer = desk.plan(seconds, change).await;
        (answer.status.as_u16(), answer.json()["errors"][0]["pointer"].as_str().unwrap_or_default().to_owned())
    };
    let nothing: fn(&mut Value) = |_| {};
    assert_eq!(refused(0, nothing).await, (409, String::new()));
    assert_eq!(refused(3 * 366 * 86_400, nothing).await, (409, String::new()));
    assert_eq!(refused(60, |settings| settings["cut_offs"] = json!([])).await, (422, "/settings/cut_offs".to_owned()));
    assert_eq!(refused(60, |settings| settings["warehouse"] = json!("oslo")).await, (422, "/settings/warehouse".to_owned()));
    assert_eq!(refused(60, |settings| settings["brand"]["colour"] = json!("#ffee00")).await, (422, "/settings/brand/colour".to_owned()));
    assert_eq!(refused(60, |settings| settings["brand"]["colour"] = json!("red")).await, (422, "/settings/brand/colour".to_owned()));
    let stale = desk
        .send(Method::POST, "/planned-settings", &json!(7), json!({"from": "2027-01-01T00:00:00Z", "settings": desk.settings().await}))
        .await;
    assert_eq!(stale.code(), "changed");
    let settings = desk.settings().await;
    let blind = desk
        .house
        .ask(&desk.nora, Method::POST, &format!("{STORE}/planned-settings"), json!({"from": "2027-01-01T00:00:00Z", "settings": settings}))
        .await;
    assert_eq!(blind.code(), "version_required");
    assert_eq!(desk.house.world.snapshot().await.len(), before.len());
}

#[tokio::test]
async fn a_plan_sent_again_is_made_once() {
    let desk = Desk::open().await;
    let settings = desk.settings().await;
    let body = json!({"from": "2027-01-01T00:00:00Z", "settings": settings});
    let headers = [("if-match", "\"1\""), ("idempotency-key", "once")];
    let send =
        async || desk.house.ask_of(&desk.house.api, &desk.nora, Method::POST, &format!("{STORE}/planned-settings"), &headers, &body).await;
    let (first, again) = (send().await.json(), send().await.json());
    assert_eq!(first["id"], again["id"]);
    assert_eq!(desk.list("/planned-settings").await.len(), 1);
}

#[tokio::test]
async fn a_logo_is_checked_kept_once_and_shown_to_everybody_in_the_store() {
    let desk = Desk::open().await;
    for (file, word) in [
        (&b"GIF89a"[..], "not a PNG"),
        (&b"\x89PNG\r\n\x1a\n"[..], "not a PNG"),
        (&[PIXEL, &[0; 201 << 10]].concat()[..], "more than"),
        (&b"\xff\xd8\xff\xc0\x00\x0b\x08\x00\x05\x00\x07\x03\x01\x11\x00\xff\xd9"[..], "not a PNG"),
    ] {
        let answer = desk.upload(file).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "invalid"));
        assert!(answer.json()["detail"].as_str().unwrap().contains(word), "{}", answer.json());
    }
    assert_eq!(desk.house.world.cloud.keys(), [] as [String; 0], "what is no logo is not kept");
    let (kept, again) = (desk.upload(PIXEL).await, desk.upload(PIXEL).await);
    assert_eq!((kept.status, &kept.json()["id"]), (StatusCode::CREATED, &again.json()["id"]), "{}", kept.json());
    let logo = kept.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(desk.house.world.cloud.keys(), [format!("brands/nordlys/{logo}.png")]);
    let mut settings = desk.settings().await;
    settings["brand"] = json!({"logo": "0".repeat(64)});
    let unknown = desk.send(Method::PUT, "", &json!(1), settings).await;
    assert_eq!(unknown.json()["errors"][0]["pointer"], "/brand/logo", "{}", unknown.json());
    desk.change(|settings| settings["brand"] = json!({"logo": logo, "colour": "#0F766E", "sender": "Nordlys"})).await;
    let forwarder = desk.house.person("fred", "forwarder", "nordlys", false);
    let brand = desk.house.get(&forwarder, "/stores/nordlys/brand").await;
    assert_eq!((&brand["colour"], &brand["logo"]["width"]), (&json!("#0f766e"), &json!(1)));
    assert_eq!(BASE64_STANDARD.decode(brand["logo"]["png"].as_str().unwrap()).unwrap(), PIXEL);
    let mut deceiving = desk.settings().await;
    deceiving["brand"]["sender"] = json!("billing@bank.example");
    let refused = desk.send(Method::PUT, "", &json!(2), deceiving).await;
    assert_eq!(refused.json()["errors"][0]["pointer"], "/brand/sender");
}

#[tokio::test]
async fn samples_are_made_of_what_is_sent_and_nothing_is_kept() {
    let desk = Desk::open().await;
    let logo = desk.upload(PIXEL).await.json()["id"].clone();
    let mut settings = desk.settings().await;
    settings["brand"] = json!({"logo": logo, "colour": "#0f766e", "footer": "Takk for handelen", "sender": "Nordlys"});
    let before = desk.house.world.snapshot().await;
    let made = desk.house.ask(&desk.nora, Method::POST, &format!("{STORE}/brand-samples"), settings).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.json());
    let file = |name: &str| BASE64_STANDARD.decode(made.json()[name].as_str().unwrap()).unwrap();
    assert!(file("sheet").starts_with(b"%PDF-"));
    let mail = String::from_utf8_lossy(&file("mail")).into_owned();
    assert!(mail.contains("Nordlys") && mail.contains("image/png") && mail.contains("Takk for handelen"), "{mail}");
    assert_eq!(desk.house.world.snapshot().await, before);
}
