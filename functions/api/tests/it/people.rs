//! People with tokens: who they are now, whatever their tokens say, and what they may do about each other.

use std::sync::atomic::{AtomicI64, Ordering};

use api::Api;
use api::identity::people::People;
use api::identity::pool::UserPool;
use api::limits::Limits;
use axum::body::Body;
use http::{Method, StatusCode};
use jiff::Timestamp;
use serde_json::{Value, json};
use system_tests::World;

use crate::journeys::mint;
use crate::nowhere::{Answer, answer_of};

/// Seconds after [`BEGIN`]; each test has a process of its own, or runs alone in this one.
static PASSED: AtomicI64 = AtomicI64::new(0);

const BEGIN: i64 = 1_795_255_200;

pub(crate) fn now() -> Timestamp {
    Timestamp::from_second(BEGIN + PASSED.load(Ordering::Relaxed)).unwrap()
}

pub(crate) fn pass(seconds: i64) {
    PASSED.fetch_add(seconds, Ordering::Relaxed);
}

/// The API with a table and a user pool behind it.
pub(crate) struct House {
    pub(crate) world: World,
    pub(crate) api: Api,
}

/// A session of somebody: what their token says.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) claims: Value,
}

impl House {
    pub(crate) async fn open() -> Self {
        let world = World::new().await;
        let api = Self::instance(&world);
        Self { world, api }
    }

    /// Another instance of the function: it has its own memory, and shares everything else.
    pub(crate) fn instance(world: &World) -> Api {
        let (config, connector) = world.by_hand();
        let people = People::of_pool(UserPool::behind("pool", config, connector));
        Api { app: world.app.clone(), now, mint, people, limits: Limits::per_minute(u32::MAX) }
    }

    /// Puts somebody into the pool alone, as the installation's first people are, and signs them in.
    pub(crate) fn person(&self, name: &str, role: &str, stores: &str, has_factor: bool) -> Session {
        let email = format!("{name}@meridian.example");
        self.world.cloud.pool(|pool| {
            let attributes = [("name", name), ("custom:org", "meridian"), ("custom:stores", stores), ("custom:role", role)];
            pool.put(name, &email, &attributes);
            pool.set_factor(name, has_factor);
        });
        self.sign_in(name)
    }

    /// The token that the pool gives somebody now.
    pub(crate) fn sign_in(&self, name: &str) -> Session {
        let person = self.world.cloud.pool(|pool| pool.person(name)).unwrap();
        assert_eq!(person["Enabled"], true, "{name} may not sign in");
        let mut claims: Value = serde_json::from_str::<Value>(include_str!("../../../../events/api.json")).unwrap()["requestContext"]
            ["authorizer"]["jwt"]["claims"]
            .clone();
        for attribute in person["Attributes"].as_array().unwrap() {
            claims[attribute["Name"].as_str().unwrap()] = attribute["Value"].clone();
        }
        claims["cognito:username"] = person["Username"].clone();
        claims["auth_time"] = json!(now().as_second().to_string());
        Session { claims }
    }

    pub(crate) async fn ask_of(
        &self,
        api: &Api,
        who: &Session,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Answer {
        let mut event: Value = serde_json::from_str(include_str!("../../../../events/api.json")).unwrap();
        event["requestContext"]["authorizer"]["jwt"]["claims"] = who.claims.clone();
        event["requestContext"]["http"]["method"] = json!(method.as_str());
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        for place in ["/rawPath", "/requestContext/http/path"] {
            *event.pointer_mut(place).unwrap() = json!(format!("/v1{path}"));
        }
        event["rawQueryString"] = json!(query);
        for (name, value) in headers {
            event["headers"][*name] = json!(value);
        }
        if !body.is_null() {
            event["body"] = json!(body.to_string());
        }
        let request = lambda_http::request::from_str(&event.to_string()).unwrap();
        answer_of(api::router(api.clone()), request.map(|body| Body::from(body.to_vec()))).await
    }

    pub(crate) async fn ask(&self, who: &Session, method: Method, path: &str, body: Value) -> Answer {
        self.ask_of(&self.api, who, method, path, &[], &body).await
    }

    pub(crate) async fn get(&self, who: &Session, path: &str) -> Value {
        let answer = self.ask(who, Method::GET, path, Value::Null).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.json());
        answer.json()
    }

    async fn change(&self, who: &Session, id: &str, version: u64, access: Value) -> Answer {
        self.ask_of(&self.api, who, Method::PUT, &format!("/users/{id}"), &[("if-match", &format!("\"{version}\""))], &access).await
    }

    async fn names(&self, who: &Session, query: &str) -> Vec<String> {
        let list = self.get(who, &format!("/users{query}")).await;
        list["items"].as_array().unwrap().iter().map(|user| user["name"].as_str().unwrap().to_owned()).collect()
    }
}

fn warehouse(stores: &[&str], rights: &[&str]) -> Value {
    json!({"name": "Wim", "role": "warehouse", "stores": stores, "rights": rights})
}

#[tokio::test]
async fn whoever_the_pool_knows_is_listed_and_may_do_what_the_table_says() {
    let house = House::open().await;
    let nora = house.person("nora", "head_office", "*", true);
    let wim = house.person("wim", "warehouse", "nordlys", false);
    house.world.cloud.pool(|pool| pool.put("stray", "stray@other.example", &[("custom:org", "other-house"), ("custom:role", "finance")]));
    house.world.cloud.pool(|pool| pool.put("odd", "odd@meridian.example", &[("custom:org", "meridian"), ("custom:role", "emperor")]));
    assert_eq!(house.names(&nora, "").await, ["nora", "wim"], "those of other houses and those who make no sense are not ours");
    assert_eq!(house.names(&nora, "?role=warehouse&store=nordlys&q=WIM").await, ["wim"]);
    assert_eq!(house.names(&nora, "?store=fjord").await, ["nora"], "who reaches all stores reaches that one");
    assert_eq!(house.names(&nora, "?state=suspended").await, [] as [&str; 0]);

    let user = house.get(&nora, "/users/wim").await;
    assert_eq!(
        (&user["state"], &user["version"], &user["actions"]),
        (&json!("active"), &json!(1), &json!(["change", "suspend", "reset_second_factor"]))
    );
    assert_eq!(house.get(&wim, "/me").await["permissions"].as_array().unwrap().len(), 10);
    let version = house.get(&nora, "/users/wim").await["version"].as_u64().unwrap();
    let changed = house.change(&nora, "wim", version, warehouse(&["nordlys"], &["orders.cancel"])).await;
    assert_eq!(changed.json()["rights"], json!(["orders.cancel"]), "{}", changed.json());
    let may_cancel = async || house.get(&wim, "/me").await["permissions"].as_array().unwrap().contains(&json!("orders.cancel"));
    assert!(may_cancel().await, "this instance forgot what it believed");
    // The same old token, at an instance that has believed something else: within a minute.
    let other = House::instance(&house.world);
    let ask_other = async || house.ask_of(&other, &wim, Method::GET, "/me", &[], &Value::Null).await.json()["permissions"].to_string();
    assert!(ask_other().await.contains("orders.cancel"));
    house.change(&nora, "wim", version + 1, warehouse(&["nordlys"], &[])).await;
    assert!(ask_other().await.contains("orders.cancel"), "believed for a while");
    pass(61);
    assert!(!ask_other().await.contains("orders.cancel"), "and no longer");
    // The pool says the same to whoever signs in anew.
    let claims = house.sign_in("wim").claims;
    assert_eq!((&claims["custom:rights"], &claims["name"]), (&json!(""), &json!("Wim")));
    let stale = house.change(&nora, "wim", 1, warehouse(&["nordlys"], &[])).await;
    assert_eq!((stale.status, stale.code().as_str()), (StatusCode::CONFLICT, "changed"));
    let blind = house.ask(&nora, Method::PUT, "/users/wim", warehouse(&["nordlys"], &[])).await;
    assert_eq!(blind.code(), "version_required");
}

#[tokio::test]
async fn an_invitation_is_sent_accepted_and_sent_once() {
    let house = House::open().await;
    let nora = house.person("nora", "head_office", "*", true);
    let wanted =
        json!({"email": "Uma@Nordlys.example", "name": "Uma", "role": "client_user", "stores": ["nordlys"], "rights": ["orders.write"]});
    let invite =
        async |key: &str, body: &Value| house.ask_of(&house.api, &nora, Method::POST, "/users", &[("idempotency-key", key)], body).await;
    let made = invite("one", &wanted).await;
    assert_eq!((made.status, &made.json()["state"]), (StatusCode::CREATED, &json!("invited")), "{}", made.json());
    assert_eq!(invite("one", &wanted).await.json()["id"], made.json()["id"], "the same call again");
    let again = invite("two", &wanted).await;
    assert_eq!((again.status, again.code().as_str()), (StatusCode::CONFLICT, "state"));
    assert_eq!(house.world.cloud.pool(|pool| pool.invitations.clone()), ["uma@nordlys.example"]);

    let id = made.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(made.json()["actions"], json!(["change", "invite", "suspend"]));
    let resent = house.ask(&nora, Method::POST, &format!("/users/{id}/invitation"), Value::Null).await;
    assert_eq!(resent.status, StatusCode::OK, "{}", resent.json());
    assert_eq!(house.world.cloud.pool(|pool| pool.invitations.len()), 2);
    let uma = house.sign_in(&id);
    assert!(house.get(&uma, "/me").await["permissions"].to_string().contains("orders.write"));
    let user = house.get(&nora, &format!("/users/{id}")).await;
    assert_eq!((&user["state"], &user["has_second_factor"]), (&json!("active"), &json!(false)));
    assert_ne!(user["last_signed_in_at"], Value::Null);
    let late = house.ask(&nora, Method::POST, &format!("/users/{id}/invitation"), Value::Null).await;
    assert_eq!((late.status, late.code().as_str()), (StatusCode::CONFLICT, "state"));

    let wrong_ones = [
        ("/role", json!("machine")),
        ("/role", json!("platform_admin")),
        ("/stores", json!([])),
        ("/stores/0", json!(["no-such-store"])),
        ("/name", json!(" ")),
        ("/email", json!("nobody")),
    ];
    for (number, (pointer, value)) in wrong_ones.into_iter().enumerate() {
        let mut wrong = wanted.clone();
        wrong["email"] = json!("new@nordlys.example");
        wrong[pointer.split('/').nth(1).unwrap()] = value;
        let refused = invite(&format!("wrong-{number}"), &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{pointer}: {}", refused.json());
        assert_eq!(refused.json()["errors"][0]["pointer"], pointer, "{}", refused.json());
    }
    assert!(house.world.cloud.pool(|pool| pool.person("new@nordlys.example")).is_none(), "nobody came into the pool by it");
}

#[tokio::test]
async fn an_invitation_that_died_half_way_is_finished_by_the_next_try() {
    let house = House::open().await;
    let nora = house.person("nora", "head_office", "*", true);
    house.get(&nora, "/me").await;
    let wanted = json!({"email": "uma@nordlys.example", "name": "Uma", "role": "client_user", "stores": ["nordlys"]});
    // The table is gone right after the pool has created her.
    house.world.faults.choose(|call| (call.operation() == "TransactWriteItems").then_some(system_tests::Fault::LostBefore));
    let lost = house.ask(&nora, Method::POST, "/users", wanted.clone()).await;
    assert_eq!(lost.status, StatusCode::SERVICE_UNAVAILABLE);
    house.world.faults.end();
    let made = house.ask(&nora, Method::POST, "/users", wanted).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json());
    assert_eq!(house.world.cloud.pool(|pool| pool.invitations.len()), 1);
}

#[tokio::test]
async fn a_client_s_administrator_looks_after_their_own_people_and_nobody_else() {
    let house = House::open().await;
    let nora = house.person("nora", "head_office", "*", true);
    let cleo = house.person("cleo", "client_admin", "nordlys", false);
    house.person("uma", "client_user", "nordlys", false);
    house.person("ulf", "client_user", "nordlys,fjord", false);
    house.person("wim", "warehouse", "nordlys", false);
    house.names(&nora, "").await;
    assert_eq!(house.names(&cleo, "").await, ["cleo", "uma"]);
    for hidden in ["nora", "ulf", "wim", "nobody"] {
        for (method, path) in [
            (Method::GET, ""),
            (Method::PUT, ""),
            (Method::POST, "/suspension"),
            (Method::DELETE, "/suspension"),
            (Method::POST, "/invitation"),
            (Method::DELETE, "/second-factor"),
        ] {
            let answer = house
                .ask_of(
                    &house.api,
                    &cleo,
                    method.clone(),
                    &format!("/users/{hidden}{path}"),
                    &[("if-match", "\"1\"")],
                    &warehouse(&["nordlys"], &[]),
                )
                .await;
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (StatusCode::NOT_FOUND, "not_found"),
                "{method} {hidden}{path}: {}",
                answer.json()
            );
        }
    }
    let give = async |role: &str, stores: Value, rights: Value| {
        let invitation = json!({"email": "new@nordlys.example", "name": "New", "role": role, "stores": stores, "rights": rights});
        let answer = house.ask(&cleo, Method::POST, "/users", invitation).await;
        answer.json()["errors"][0]["pointer"].as_str().unwrap_or(answer.status.as_str()).to_owned()
    };
    assert_eq!(give("supervisor", json!(["nordlys"]), json!([])).await, "/role");
    assert_eq!(give("client_user", json!(["nordlys", "fjord"]), json!([])).await, "/stores/1");
    assert_eq!(give("client_user", json!(["nordlys"]), json!(["orders.write", "stock.adjust"])).await, "/rights/1");
    assert_eq!(give("client_user", json!(["nordlys"]), json!(["orders.write"])).await, "201");
    let roles = house.get(&cleo, "/roles").await;
    let given: Vec<&str> = roles["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|role| role["may_give"] == true)
        .map(|role| role["role"].as_str().unwrap())
        .collect();
    assert_eq!(given, ["client_admin", "client_user"]);
    // A warehouse worker sees nobody at all.
    let wim = house.sign_in("wim");
    assert_eq!(house.ask(&wim, Method::GET, "/users", Value::Null).await.code(), "not_permitted");
}

#[tokio::test]
async fn nobody_locks_themselves_out_and_the_last_of_head_office_stays() {
    let house = House::open().await;
    let nora = house.person("nora", "head_office", "*", true);
    let nils = house.person("nils", "head_office", "*", true);
    let ada = house.person("ada", "platform_admin", "*", true);
    for who in [&nora, &nils, &ada] {
        house.get(who, "/me").await;
    }
    let finance = |name: &str| json!({"name": name, "role": "finance", "all_stores": true});
    let version = async |id: &str| house.get(&ada, &format!("/users/{id}")).await["version"].as_u64().unwrap();
    let own = house.change(&nora, "nora", version("nora").await, finance("nora")).await;
    assert_eq!((own.status, own.code().as_str()), (StatusCode::CONFLICT, "state"), "{}", own.json());
    for path in ["/users/nora/suspension", "/users/ada/suspension"] {
        let refused = house.ask(&nora, Method::POST, path, Value::Null).await;
        assert_eq!((refused.status, refused.code().as_str()), (StatusCode::CONFLICT, "state"), "{path}: {}", refused.json());
    }
    assert_eq!(house.change(&nora, "nils", version("nils").await, finance("nils")).await.status, StatusCode::OK);
    let last = house.change(&ada, "nora", version("nora").await, finance("nora")).await;
    assert_eq!((last.status, last.code().as_str()), (StatusCode::CONFLICT, "state"), "{}", last.json());
    assert_eq!(house.ask(&ada, Method::POST, "/users/nora/suspension", Value::Null).await.status, StatusCode::CONFLICT);
    // With somebody else in her place she may go.
    let head = json!({"name": "nils", "role": "head_office", "all_stores": true});
    assert_eq!(house.change(&ada, "nils", version("nils").await, head).await.status, StatusCode::OK);
    assert_eq!(house.change(&ada, "nora", version("nora").await, finance("nora")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn whoever_is_suspended_is_out_within_a_minute_and_comes_back_by_signing_in() {
    let house = House::open().await;
    let nora = house.person("nora", "head_office", "*", true);
    let wim = house.person("wim", "warehouse", "nordlys", false);
    let other = House::instance(&house.world);
    let works = async |api: &Api, who: &Session| house.ask_of(api, who, Method::GET, "/me", &[], &Value::Null).await;
    assert_eq!(works(&other, &wim).await.status, StatusCode::OK);
    house.names(&nora, "").await;
    pass(5);
    let suspended = house.ask(&nora, Method::POST, "/users/wim/suspension", Value::Null).await;
    assert_eq!(suspended.json()["state"], "suspended", "{}", suspended.json());
    let refused = works(&house.api, &wim).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::UNAUTHORIZED, "not_signed_in"));
    pass(61);
    assert_eq!(works(&other, &wim).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(house.world.cloud.pool(|pool| (pool.person("wim").unwrap()["Enabled"].clone(), pool.ended.len())), (json!(false), 1));
    assert_eq!(house.ask(&nora, Method::POST, "/users/wim/suspension", Value::Null).await.code(), "state");
    assert_eq!(house.ask(&nora, Method::DELETE, "/users/wim/suspension", Value::Null).await.json()["state"], "active");
    assert_eq!(works(&house.api, &wim).await.status, StatusCode::UNAUTHORIZED, "old sessions stay over");
    let anew = house.sign_in("wim");
    assert_eq!(works(&house.api, &anew).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_administrative_role_works_only_with_a_second_factor_of_this_session() {
    let house = House::open().await;
    let lea = house.person("lea", "supervisor", "*", false);
    let nora = house.person("nora", "head_office", "*", true);
    let without = house.ask(&lea, Method::GET, "/me", Value::Null).await;
    assert_eq!((without.status, without.code().as_str()), (StatusCode::FORBIDDEN, "second_factor_required"));
    house.world.cloud.pool(|pool| pool.set_factor("lea", true));
    assert_eq!(house.ask(&lea, Method::GET, "/me", Value::Null).await.status, StatusCode::OK, "a no is asked again");
    // Believed for this session: the pool need not answer each time.
    house.world.faults.choose(|call| (call.service() == "Cognito").then_some(system_tests::Fault::Refused));
    assert_eq!(house.ask(&lea, Method::GET, "/me", Value::Null).await.status, StatusCode::OK);
    pass(601);
    assert_eq!(house.ask(&lea, Method::GET, "/me", Value::Null).await.status, StatusCode::SERVICE_UNAVAILABLE, "nobody gets in unasked");
    house.world.faults.end();
    // Without it again, signed in again: what was believed of the old session is worth nothing.
    house.names(&nora, "").await;
    pass(5);
    let reset = house.ask(&nora, Method::DELETE, "/users/lea/second-factor", Value::Null).await;
    assert_eq!((reset.status, &reset.json()["has_second_factor"]), (StatusCode::OK, &json!(false)), "{}", reset.json());
    assert_eq!(house.ask(&lea, Method::GET, "/me", Value::Null).await.status, StatusCode::UNAUTHORIZED);
    let anew = house.sign_in("lea");
    assert_eq!(house.ask(&anew, Method::GET, "/me", Value::Null).await.code(), "second_factor_required");
    // Somebody who is made a supervisor needs one from then on, with the token they have.
    let wim = house.person("wim", "warehouse", "nordlys", false);
    house.get(&wim, "/me").await;
    let version = house.get(&nora, "/users/wim").await["version"].as_u64().unwrap();
    house.change(&nora, "wim", version, json!({"name": "Wim", "role": "supervisor", "stores": ["nordlys"]})).await;
    assert_eq!(house.ask(&wim, Method::GET, "/me", Value::Null).await.code(), "second_factor_required");
}

#[tokio::test]
async fn one_s_own_account_shows_sessions_and_ends_them() {
    let house = House::open().await;
    let wim = house.person("wim", "warehouse", "nordlys", false);
    house.get(&wim, "/me").await;
    pass(100);
    let second = house.sign_in("wim");
    house.get(&second, "/me").await;
    let account = house.get(&second, "/me/account").await;
    let sign_ins = account["sign_ins"].as_array().unwrap();
    assert_eq!((sign_ins.len(), &sign_ins[0]["agent"], &sign_ins[0]["address"]), (2, &json!("curl/8.7.1"), &json!("127.0.0.1")));
    assert_eq!(sign_ins[0]["at"], now().to_string());
    let chosen = house.ask(&wim, Method::PUT, "/me/account", json!({"name": "Wim W.", "locale": "zh-Hans"})).await;
    assert_eq!((&chosen.json()["name"], &chosen.json()["locale"]), (&json!("Wim W."), &json!("zh-Hans")), "{}", chosen.json());
    let me = house.get(&second, "/me").await;
    assert_eq!((&me["name"], &me["locale"]), (&json!("Wim W."), &json!("zh-Hans")));
    pass(5);
    assert_eq!(house.ask(&second, Method::POST, "/me/sign-out", Value::Null).await.status, StatusCode::NO_CONTENT);
    for old in [&wim, &second] {
        assert_eq!(house.ask(old, Method::GET, "/me", Value::Null).await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(house.world.cloud.pool(|pool| pool.ended.clone()), ["wim@meridian.example"]);
    let anew = house.sign_in("wim");
    let account = house.get(&anew, "/me/account").await;
    let over: Vec<bool> = account["sign_ins"].as_array().unwrap().iter().map(|one| one["is_over"].as_bool().unwrap()).collect();
    assert_eq!(over, [false, true, true]);
}

#[tokio::test]
async fn what_was_changed_about_people_is_told_in_both_logs_with_names() {
    let house = House::open().await;
    let nora = house.person("nora", "head_office", "*", true);
    house.person("wim", "warehouse", "nordlys", false);
    house.names(&nora, "").await;
    let changed = house
        .change(&nora, "wim", 1, json!({"name": "Wim", "role": "customer_service", "stores": ["nordlys"], "rights": ["stock.adjust"]}))
        .await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.json());
    pass(1);
    house.ask(&nora, Method::POST, "/users/wim/suspension", Value::Null).await;
    for path in ["/audit", "/stores/nordlys/audit"] {
        let log = house.get(&nora, path).await;
        let items = log["items"].as_array().unwrap();
        let told: Vec<(&str, &str)> = items.iter().map(|one| (one["action"].as_str().unwrap(), one["actor"].as_str().unwrap())).collect();
        assert_eq!(told, [("suspended", "nora"), ("changed", "nora")], "{path}: {log}");
        let fields: Vec<String> = items[1]["changes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| format!("{}: {} > {}", one["field"], one["from"], one["to"]))
            .collect();
        assert_eq!(
            fields,
            [r#""name": "wim" > "Wim""#, r#""rights": null > "stock.adjust""#, r#""role": "warehouse" > "customer_service""#]
        );
        assert_eq!(
            (&items[1]["name"], &items[1]["kind"], &items[1]["subject"]),
            (&json!("Wim <wim@meridian.example>"), &json!("user"), &json!("wim"))
        );
    }
    // The log of a whole organisation is not for those of one store.
    let supervisor = house.person("sam", "supervisor", "nordlys", true);
    assert_eq!(house.ask(&supervisor, Method::GET, "/audit", Value::Null).await.code(), "not_permitted");
    assert_eq!(house.get(&supervisor, "/stores/nordlys/audit?actor=nora&kind=user").await["items"].as_array().unwrap().len(), 2);
    assert_eq!(house.get(&supervisor, "/stores/nordlys/audit?actor=nobody").await["items"], json!([]));
}
