//! People of the house in a client's place: what they see and may do there, what stays closed, and who is told.

use domain::identity::roles::{Permission, Role};
use domain::identity::{Identity, Stores};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::nowhere::{Answer, ask_of, identity};
use crate::people::{House, Session, pass};

/// Somebody of the house, and for whom they act.
struct Hand<'a> {
    house: &'a House,
    who: Session,
    client: &'a str,
}

impl Hand<'_> {
    async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Value) -> Answer {
        let headers = [&[("act-as", self.client)], headers].concat();
        self.house.ask_of(&self.house.api, &self.who, method, path, &headers, &body).await
    }

    async fn get(&self, path: &str) -> Value {
        let answer = self.ask(Method::GET, path, &[], Value::Null).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.json());
        answer.json()
    }
}

/// A house with a client's administrator (cleo) and user (cora), who are known; and somebody who acts for cleo.
async fn with<'a>(house: &'a House, name: &str, role: &str, stores: &str) -> Hand<'a> {
    house.person("cleo", "client_admin", "nordlys", false);
    house.person("cora", "client_user", "nordlys", false);
    let who = house.person(name, role, stores, true);
    house.get(&who, "/client-people").await;
    Hand { house, who, client: "cleo" }
}

fn products(name: &str) -> Value {
    json!({"items": [{"sku": "A", "name": name}]})
}

#[tokio::test]
async fn whoever_may_do_everything_sees_exactly_what_the_client_s_person_sees() {
    let house = House::open().await;
    let nora = with(&house, "nora", "head_office", "*").await;
    let people = house.get(&nora.who, "/client-people").await;
    let names: Vec<&str> = people["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["cleo", "cora"], "people of the house are none");
    assert_eq!(people["items"][0]["withheld"], json!([]));
    let cleo = house.sign_in("cleo");
    let (own, acted) = (house.get(&cleo, "/me").await, nora.get("/me").await);
    assert_eq!(acted["acting"], json!({"subject": "nora", "name": "nora", "withheld": []}));
    assert_eq!(own["acting"], Value::Null);
    for field in ["subject", "name", "email", "role", "organisation", "all_stores", "stores", "permissions"] {
        assert_eq!(acted[field], own[field], "{field}");
    }
    for path in ["/stores/nordlys/products", "/stores/nordlys/orders", "/users", "/stores/nordlys/api-keys", "/stores"] {
        assert_eq!(nora.get(path).await, house.get(&cleo, path).await, "{path}");
    }
    // What the client's person may not, nobody may in their place.
    let refused = nora.ask(Method::GET, "/stores/nordlys/findings", &[], Value::Null).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::FORBIDDEN, "not_permitted"));
    assert_eq!(house.ask(&nora.who, Method::GET, "/stores/nordlys/findings", Value::Null).await.status, StatusCode::OK);
}

#[tokio::test]
async fn whoever_may_less_than_the_client_s_person_does_no_more_in_their_place() {
    let house = House::open().await;
    let carl = with(&house, "carl", "customer_service", "nordlys").await;
    let me = carl.get("/me").await;
    assert!(me["acting"]["withheld"].as_array().unwrap().contains(&json!("keys.write")), "{me}");
    assert!(!me["permissions"].as_array().unwrap().contains(&json!("keys.write")));
    let key = json!({"name": "mine", "permissions": ["orders.read"]});
    for (method, path, body) in [
        (Method::POST, "/stores/nordlys/api-keys", key),
        (Method::PUT, "/stores/nordlys/products", products("Lamp")),
        (Method::GET, "/users", Value::Null),
        (Method::POST, "/users", json!({"email": "x@x.example", "name": "X", "role": "client_user", "stores": ["nordlys"]})),
        (Method::GET, "/client-people", Value::Null),
    ] {
        let answer = carl.ask(method, path, &[], body).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::FORBIDDEN, "not_permitted"), "{path}: {}", answer.json());
    }
    carl.get("/stores/nordlys/orders").await;
    // For a user who may only look, they only look, whatever they may do themselves.
    let for_cora = Hand { client: "cora", ..carl };
    let order = json!({"reference": "SO-1", "currency": "GBP", "lines": [{"sku": "A", "quantity": 1, "unit_price": "1"}]});
    assert_eq!(for_cora.ask(Method::POST, "/stores/nordlys/orders", &[], order).await.code(), "not_permitted");
}

#[tokio::test]
async fn what_is_done_meanwhile_bears_both_names_and_that_somebody_looks_is_told_once() {
    let house = House::open().await;
    let nora = with(&house, "nora", "head_office", "*").await;
    assert_eq!(nora.ask(Method::PUT, "/stores/nordlys/products", &[], products("Lamp")).await.status, StatusCode::OK);
    assert_eq!(house.ask(&nora.who, Method::PUT, "/stores/nordlys/products", products("Lantern")).await.status, StatusCode::OK);
    for _ in 0..3 {
        nora.get("/me").await;
    }
    // Another instance in the same minute tells the same.
    let other = House::instance(&house.world);
    house.ask_of(&other, &nora.who, Method::GET, "/me", &[("act-as", "cleo")], &Value::Null).await;
    let log = async |path: &str| {
        let told = house.get(&nora.who, path).await;
        let show = |one: &Value| {
            let text = |field: &str| one[field].as_str().unwrap_or("-").to_owned();
            format!("{} {} by {} for {}", text("kind"), text("action"), text("actor_id"), text("on_behalf_of_id"))
        };
        let mut all: Vec<String> = told["items"].as_array().unwrap().iter().map(show).collect();
        all.sort();
        all
    };
    let (looked, changed) = ("user acted_as by nora for cleo", "product changed by nora for cleo");
    let own = "product changed by nora for -";
    assert_eq!(log("/stores/nordlys/audit").await, [own, changed, looked]);
    assert_eq!(log("/stores/nordlys/audit?hand=acting").await, [changed, looked]);
    assert_eq!(log("/stores/nordlys/audit?hand=own").await, [own]);
    assert_eq!(log("/stores/nordlys/audit?actor=cleo").await, [changed, looked], "what was done for her is found by her name");
    assert_eq!(log("/stores/nordlys/audit?actor=nora").await, [own, changed, looked]);
    assert_eq!(log("/audit").await, [looked]);
    // The client's own administrator sees who was there.
    let cleo = house.sign_in("cleo");
    let seen = house.get(&cleo, "/stores/nordlys/audit?hand=acting&kind=user").await;
    assert_eq!((&seen["items"][0]["actor"], &seen["items"][0]["on_behalf_of"]), (&json!("nora"), &json!("cleo")));
    pass(31 * 60);
    nora.get("/me").await;
    assert_eq!(log("/audit").await, [looked, looked], "half an hour later it is told again");
}

#[tokio::test]
async fn a_command_to_an_order_bears_both_names_in_its_history() {
    let house = House::open().await;
    let carl = with(&house, "carl", "customer_service", "nordlys").await;
    let party = json!({"name": "Zoë", "street": ["Storgata 1"], "city": "Oslo", "country": "NO"});
    let order = json!({"reference": "SO-1", "currency": "GBP", "shipping_service": "standard", "consignee": party,
        "lines": [{"sku": "A", "quantity": 1, "unit_price": "1", "tax_rate": "20"}]});
    let placed = carl.ask(Method::POST, "/stores/nordlys/orders", &[], order).await;
    let id = placed.json()["order"]["id"].as_str().unwrap_or_else(|| panic!("{}", placed.json())).to_owned();
    let held = carl.ask(Method::POST, &format!("/stores/nordlys/orders/{id}/holds"), &[], json!({"reason": "client"})).await;
    let timeline = held.json()["timeline"].as_array().unwrap().clone();
    let last = timeline.last().unwrap();
    assert_eq!((&last["kind"], &last["actor"], &last["on_behalf_of"]), (&json!("held"), &json!("carl"), &json!("cleo")), "{last}");
    house.world.settle().await;
    let nora = house.person("nora", "head_office", "*", true);
    let told = house.get(&nora, "/stores/nordlys/audit?kind=order&hand=acting").await;
    assert_eq!((&told["items"][0]["action"], &told["items"][0]["on_behalf_of_id"]), (&json!("held"), &json!("cleo")), "{told}");
}

#[tokio::test]
async fn what_is_the_person_s_own_is_closed_to_whoever_acts_for_them() {
    let house = House::open().await;
    let nora = with(&house, "nora", "head_office", "*").await;
    let openapi = serde_json::to_value(api::openapi()).unwrap();
    let before = house.world.snapshot().await;
    let mut n = 0;
    for (path, item) in openapi["paths"].as_object().unwrap().iter().filter(|(path, _)| path.starts_with("/me/")) {
        for method in item.as_object().unwrap().keys() {
            n += 1;
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let answer = nora.ask(method.clone(), path, &[], json!({"name": "Taken", "locale": null, "preferences": []})).await;
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (StatusCode::FORBIDDEN, "cannot_act"),
                "{method} {path}: {}",
                answer.json()
            );
        }
    }
    assert!(n >= 7, "{n} operations about oneself");
    // Nor is what the person may do themselves changed in their own name.
    let version = house.get(&nora.who, "/users/cleo").await["version"].to_string();
    let grants = json!({"name": "cleo", "role": "client_admin", "stores": ["nordlys"], "rights": ["stock.adjust"]});
    let answer = nora.ask(Method::PUT, "/users/cleo", &[("if-match", &format!("\"{version}\""))], grants).await;
    assert_eq!(answer.code(), "state", "{}", answer.json());
    let reset = nora.ask(Method::DELETE, "/users/cleo/second-factor", &[], Value::Null).await;
    assert_eq!(reset.code(), "state", "{}", reset.json());
    let after = house.world.snapshot().await;
    // Of the store nothing but the first call's entry in its log came.
    assert_eq!(after.len(), before.len() + 1);
}

#[tokio::test]
async fn nobody_acts_for_whom_they_should_not() {
    let house = House::open().await;
    house.world.beside("fjord").await;
    let nora = house.person("nora", "head_office", "*", true);
    let ulf = house.person("ulf", "client_user", "fjord,nordlys", false);
    house.person("wim", "warehouse", "nordlys", false);
    let carl = with(&house, "carl", "customer_service", "nordlys").await;
    let ask =
        async |who: &Session, client: &str| house.ask_of(&house.api, who, Method::GET, "/me", &[("act-as", client)], &Value::Null).await;
    let code = async |who: &Session, client: &str| {
        let answer = ask(who, client).await;
        assert_ne!(answer.status, StatusCode::OK, "{client}: {}", answer.json());
        (answer.code(), answer.json()["detail"].as_str().unwrap_or_default().to_owned())
    };
    // Whoever reaches a store that one does not, whoever never was, and what nobody is called: one answer.
    let nobody = code(&carl.who, "no-such-person").await;
    assert_eq!(nobody.0, "cannot_act");
    for name in ["ulf", "cleo, cora", "*", "", " ", "CLEO", "O#meridian", "USER#cleo", "../cleo", "nordlys", &"c".repeat(2_000)] {
        assert_eq!(code(&carl.who, name).await, nobody, "{name:?}");
    }
    assert!(ask(&nora, "ulf").await.status.is_success());
    // People of the house act for themselves, and nobody for themselves.
    for name in ["wim", "carl", "nora"] {
        assert_eq!(code(&nora, name).await.0, "cannot_act", "{name}");
    }
    // A client's person does not, and nobody gives them the right; nor does whoever has none.
    let cleo = house.sign_in("cleo");
    let cora = house.get(&nora, "/users/cora").await["version"].to_string();
    let granted = json!({"name": "cora", "role": "client_user", "stores": ["nordlys"], "rights": ["users.act_as"]});
    let given = house.ask_of(&house.api, &nora, Method::PUT, "/users/cora", &[("if-match", &format!("\"{cora}\""))], &granted).await;
    assert_eq!((given.status, &given.json()["errors"][0]["pointer"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("/rights/0")));
    let wim = house.sign_in("wim");
    for who in [&cleo, &wim, &ulf] {
        assert_eq!(code(who, "cleo").await.0, "cannot_act");
    }
    // Whoever is suspended is out at once.
    assert!(ask(&carl.who, "cleo").await.status.is_success());
    assert!(house.ask(&nora, Method::POST, "/users/cleo/suspension", Value::Null).await.status.is_success());
    assert_eq!(code(&carl.who, "cleo").await.0, "cannot_act");
    // So is whoever loses the right: within a minute, as with any other.
    let carl_version = house.get(&nora, "/users/carl").await["version"].to_string();
    let demoted = json!({"name": "carl", "role": "warehouse", "stores": ["nordlys"]});
    house.ask_of(&house.api, &nora, Method::PUT, "/users/carl", &[("if-match", &format!("\"{carl_version}\""))], &demoted).await;
    assert_eq!(code(&carl.who, "cora").await.0, "cannot_act");
}

#[tokio::test]
async fn programs_and_nobody_act_for_nobody_and_one_names_one_person() {
    let house = House::open().await;
    with(&house, "carl", "customer_service", "nordlys").await;
    let router = api::router(house.api.clone());
    let ask = async |who: Option<Identity>, headers: &[(&str, &str)]| {
        let answer = ask_of(router.clone(), Method::GET, "/v1/me", who, headers, "").await;
        (answer.status, answer.code())
    };
    let act = [("act-as", "cleo")];
    let machine = identity(Role::Machine, Stores::These(vec!["nordlys".parse().unwrap()]), Permission::ALL);
    assert_eq!(ask(Some(machine), &act).await, (StatusCode::FORBIDDEN, "cannot_act".to_owned()));
    assert_eq!(ask(None, &act).await, (StatusCode::UNAUTHORIZED, "not_signed_in".to_owned()));
    let head = || Some(identity(Role::HeadOffice, Stores::All, &[]));
    assert_eq!(ask(head(), &act).await.0, StatusCode::OK);
    let twice = [("act-as", "cleo"), ("act-as", "cora")];
    assert_eq!(ask(head(), &twice).await, (StatusCode::BAD_REQUEST, "unreadable".to_owned()));
    let stranger = Identity { organisation: "other".parse().unwrap(), ..head().unwrap() };
    assert_eq!(ask(Some(stranger), &act).await, (StatusCode::FORBIDDEN, "cannot_act".to_owned()));
}

#[tokio::test]
async fn a_key_that_was_used_for_oneself_answers_nothing_in_a_client_s_place() {
    let house = House::open().await;
    let nora = with(&house, "nora", "head_office", "*").await;
    let hook = |name: &str| json!({"name": name, "url": "https://any.example/events", "events": ["order.shipped"]});
    let key = [("idempotency-key", "the-very-same")];
    let path = "/stores/nordlys/webhooks";
    let own = house.ask_of(&house.api, &nora.who, Method::POST, path, &key, &hook("one")).await;
    assert_eq!(own.status, StatusCode::CREATED, "{}", own.json());
    let acted = nora.ask(Method::POST, path, &key, hook("one")).await;
    assert_eq!(acted.status, StatusCode::CREATED, "{}", acted.json());
    assert!(acted.headers.get("idempotent-replayed").is_none());
    assert_ne!(acted.json()["id"], own.json()["id"]);
    // The client's own key of the same name is theirs, too.
    let cleo = house.sign_in("cleo");
    let theirs = house.ask_of(&house.api, &cleo, Method::POST, path, &key, &hook("one")).await;
    assert_eq!((theirs.status, theirs.headers.get("idempotent-replayed")), (StatusCode::CREATED, None), "{}", theirs.json());
    let again = nora.ask(Method::POST, path, &key, hook("one")).await;
    assert_eq!(again.headers["idempotent-replayed"], "true");
}

#[tokio::test]
async fn exports_are_the_client_s_own_and_follow_what_whoever_acts_may_see() {
    let house = House::open().await;
    let nora = with(&house, "nora", "head_office", "*").await;
    let begin = |list: &str| json!({"list": list, "format": "csv"});
    let path = "/stores/nordlys/exports";
    house.ask(&nora.who, Method::POST, path, begin("findings")).await;
    let made = nora.ask(Method::POST, path, &[], begin("audit")).await;
    assert_eq!(made.status, StatusCode::ACCEPTED, "{}", made.json());
    house.world.settle().await;
    let lists = async |answer: Value| -> Vec<String> {
        answer["items"].as_array().unwrap().iter().map(|one| one["list"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(lists(nora.get(path).await).await, ["audit"], "the house's own exports are not the client's");
    let cleo = house.sign_in("cleo");
    assert_eq!(lists(house.get(&cleo, path).await).await, ["audit"]);
    // Customer service may not read the log, in nobody's place.
    let carl = Hand { house: &house, who: house.person("carl", "customer_service", "nordlys", false), client: "cleo" };
    let one = carl.ask(Method::GET, &format!("{path}/{}", made.json()["id"].as_str().unwrap()), &[], Value::Null).await;
    assert_eq!((one.status, one.code().as_str()), (StatusCode::FORBIDDEN, "not_permitted"));
}
