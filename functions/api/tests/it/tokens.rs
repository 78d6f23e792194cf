//! Hostile tokens and keys. API Gateway checks signatures, issuer, audience and time (`tests/deployed/test_strangers.py`
//! shows it); what is checked here is what it passes on: claims of a token, contexts of our authorizer, and keys.

use api::Api;
use axum::body::Body;
use http::StatusCode;
use serde_json::{Value, json};
use system_tests::World;

use crate::nowhere::{answer_of, api};

fn event() -> Value {
    serde_json::from_str(include_str!("../../../../events/api.json")).unwrap()
}

async fn status(api: Api, event: &Value) -> StatusCode {
    let request = lambda_http::request::from_str(&event.to_string()).unwrap();
    answer_of(api::router(api), request.map(|body| Body::from(body.to_vec()))).await.status
}

/// Claims that make nobody of somebody.
fn hostile_claims() -> Vec<(&'static str, Value)> {
    let long = "a".repeat(200);
    let mut all: Vec<(&'static str, Value)> = Vec::new();
    for kind in ["access", "", "ID", "id ", "refresh", "null", "id,access", "[id]"] {
        all.push(("token_use", json!(kind)));
    }
    for role in [
        "emperor",
        "machine",
        "",
        " ",
        "HEAD_OFFICE",
        "head-office",
        "head_office,warehouse",
        "[head_office]",
        "head_office\u{0}",
        "*",
        "head_office\"",
        "null",
    ] {
        all.push(("custom:role", json!(role)));
    }
    for organisation in [
        "",
        "*",
        "a",
        "Meridian",
        "meridian ",
        "meridian/../x",
        "meridian#O",
        "m\u{435}ridian",
        "meridian\n",
        "meridian\u{0}",
        "-meridian",
        &long,
    ] {
        all.push(("custom:org", json!(organisation)));
    }
    for stores in [
        "**",
        "* ,online-retail",
        "ALL",
        "Online-Retail",
        "online-retail;nordlys-home",
        "online-retail,../x",
        "a/b",
        "S#online-retail",
        "online-retail\u{0}",
        "[online-retail]",
        "%2a",
        &long,
    ] {
        all.push(("custom:stores", json!(stores)));
    }
    for rights in
        ["*", "all", "orders.*", "ORDERS.READ", "orders.read;orders.write", "orders.read,everything", "[orders.read]", "orders.read\u{0}"]
    {
        all.push(("custom:rights", json!(rights)));
    }
    for subject in ["", " ", "\u{7}", "a\u{0}b", &long] {
        all.push(("sub", json!(subject)));
    }
    for missing in ["token_use", "custom:role", "custom:org", "custom:stores", "sub", "email"] {
        all.push((missing, Value::Null));
    }
    all
}

#[tokio::test]
async fn claims_that_are_odd_in_any_way_are_nobody() {
    let hostile = hostile_claims();
    assert!(hostile.len() >= 50, "{}", hostile.len());
    for (claim, value) in hostile {
        let mut event = event();
        let claims = event["requestContext"]["authorizer"]["jwt"]["claims"].as_object_mut().unwrap();
        if value.is_null() {
            drop(claims.remove(claim))
        } else {
            drop(claims.insert(claim.to_owned(), value.clone()))
        }
        assert_eq!(status(api(), &event).await, StatusCode::UNAUTHORIZED, "{claim} {value:?}");
    }
}

#[tokio::test]
async fn contexts_of_keys_that_are_odd_in_any_way_are_nobody() {
    let sound = json!({"key_id": "key_018f3c6e7b5a5d0d8f6b2a4c1e9d7f03", "organisation": "meridian", "store": "nordlys-home", "permissions": "orders.read", "name": "shop"});
    let with = |context: &Value| {
        let mut event = event();
        event["requestContext"]["authorizer"] = json!({"lambda": context});
        event
    };
    assert_eq!(status(api(), &with(&sound)).await, StatusCode::SERVICE_UNAVAILABLE, "known, and the table is nowhere");
    let mut hostile: Vec<Value> = vec![json!({}), Value::Null];
    for field in ["key_id", "organisation", "store", "permissions", "name"] {
        for value in [Value::Null, json!(1), json!(true), json!([sound[field]]), json!({"x": sound[field]})] {
            let mut context = sound.clone();
            context[field] = value;
            hostile.push(context);
        }
        let mut context = sound.clone();
        context.as_object_mut().unwrap().remove(field);
        hostile.push(context);
    }
    for (field, value) in [
        ("key_id", ""),
        ("organisation", "*"),
        ("organisation", "Meridian"),
        ("store", "*"),
        ("store", ""),
        ("store", "nordlys-home,online-retail"),
        ("store", "../nordlys-home"),
        ("permissions", "*"),
        ("permissions", "orders.read orders.write"),
        ("permissions", "all"),
    ] {
        let mut context = sound.clone();
        context[field] = json!(value);
        hostile.push(context);
    }
    for context in hostile {
        assert_eq!(status(api(), &with(&context)).await, StatusCode::UNAUTHORIZED, "{context}");
    }
}

#[tokio::test]
async fn what_is_no_key_of_ours_opens_nothing() {
    let world = World::new().await;
    let zeros = "0".repeat(64);
    let sound = format!("ph_live_{zeros}");
    let mut hostile: Vec<String> =
        vec![sound.clone(), sound.replace("ph_live_", "ph_test_"), sound.to_uppercase(), sound.replace("ph_live_", ""), zeros.clone()];
    for end in ["", "x", " ", "\n", "\0", ",", "0", "%00", "'", "\"", "#K", "/..", "\u{435}"] {
        hostile.push(format!("{sound}{end}"));
        hostile.push(format!("{end}{sound}"));
        hostile.push(format!("ph_live_{end}"));
        hostile.push(format!("ph_live_{}{end}", &zeros[1..]));
    }
    hostile.extend([
        format!("{sound},{sound}"),
        format!("Bearer {sound}"),
        format!("ph_live_{}", "A".repeat(64)),
        format!("ph_live_{}", "ą".repeat(32)),
        "x".repeat(100_000),
    ]);
    hostile.extend(
        ["null", "undefined", "*", "' OR 1=1 --", "{\"$ne\": null}", "K#abc", "../../etc/passwd", "${jndi:ldap://x}"].map(str::to_owned),
    );
    assert!(hostile.len() >= 50);
    let opens = async |sources: Value| {
        let question = serde_json::from_value::<authorizer::Question>(json!({"identitySource": sources})).unwrap();
        serde_json::to_value(authorizer::authorise(&world.app.table, &question).await.unwrap()).unwrap()
    };
    for key in hostile {
        assert_eq!(opens(json!([key])).await, json!({"isAuthorized": false}), "{key:?}");
    }
    for sources in [Value::Null, json!([]), json!([sound, sound])] {
        assert_eq!(opens(sources.clone()).await, json!({"isAuthorized": false}), "{sources}");
    }
}
