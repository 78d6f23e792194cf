//! The API as Lambda calls it: identities as API Gateway passes them on, and the second factor.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use api::Api;
use api::identity::people::People;
use api::identity::pool::UserPool;
use aws_config::SdkConfig;
use aws_sdk_dynamodb::config::{Credentials, Region, SharedCredentialsProvider};
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::routing::post;
use http::{HeaderMap, StatusCode};
use lambda_http::request::LambdaRequest;
use serde_json::{Value, json};
use system_tests::World;

use crate::nowhere::{Answer, answer_of, api};

fn event() -> Value {
    serde_json::from_str(include_str!("../../../../events/api.json")).unwrap()
}

/// What the API answers to an event of API Gateway.
async fn call(api: Api, event: &Value) -> Answer {
    let event: LambdaRequest = serde_json::from_value(event.clone()).unwrap();
    let request = lambda_http::Request::from(api::address::whole(event));
    answer_of(api::router(api), request.map(|body| Body::from(body.to_vec()))).await
}

#[tokio::test]
async fn the_sample_event_is_somebody() {
    let answer = call(api(), &event()).await;
    assert_eq!(answer.code(), "unavailable", "known, and the table is nowhere: {}", answer.json());
    assert_ne!(answer.headers["x-trace-id"], "");
}

#[tokio::test]
async fn odd_claims_are_nobody() {
    for (claim, value) in [("custom:role", json!("emperor")), ("custom:org", json!("Not An Id")), ("custom:rights", json!("all"))] {
        let mut event = event();
        event["requestContext"]["authorizer"]["jwt"]["claims"][claim] = value;
        assert_eq!(call(api(), &event).await.status, StatusCode::UNAUTHORIZED, "{claim}");
    }
    let mut event = event();
    event["requestContext"]["authorizer"] = json!({});
    assert_eq!(call(api(), &event).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_key_s_context_is_a_machine_in_its_store() {
    let mut event = event();
    event["rawPath"] = json!("/machine/v1/stores/nordlys-home/orders");
    event["requestContext"]["http"]["path"] = json!("/machine/v1/stores/nordlys-home/orders");
    event["requestContext"]["authorizer"] = json!({"lambda": {
        "key_id": "key_018f3c6e7b5a5d0d8f6b2a4c1e9d7f03", "organisation": "meridian", "store": "nordlys-home", "permissions": "orders.read", "name": "shop",
    }});
    assert_eq!(call(api(), &event).await.code(), "unavailable", "it may, and the table is nowhere");
    for (path, code) in [("nordlys-home/stock", "not_permitted"), ("online-retail/orders", "not_found")] {
        event["rawPath"] = json!(format!("/machine/v1/stores/{path}"));
        assert_eq!(call(api(), &event).await.code(), code, "{path}");
    }
}

#[tokio::test]
async fn an_id_with_signs_of_an_address_in_it_is_one_id() {
    let mut event = event();
    event["requestContext"]["http"]["method"] = json!("POST");
    for id in ["a?b", "a#b", "a\\b", "a\nb", "a b", "?"] {
        event["rawPath"] = json!(format!("/v1/stores/nordlys-home/orders/{id}/cancel"));
        let answer = call(api(), &event).await;
        assert_eq!(answer.code(), "unavailable", "{id:?} leads to the operation, and the table is nowhere: {}", answer.json());
    }
}

/// A user pool that knows one person with an authenticator, and counts how often it is asked.
async fn pool() -> (SdkConfig, Arc<AtomicU32>) {
    let n_asked = Arc::new(AtomicU32::new(0));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().route("/", post(admin_get_user)).with_state(Arc::clone(&n_asked));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let config = SdkConfig::builder()
        .region(Region::new("eu-west-2"))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new("key", "secret", Some("session".to_owned()), None, "tests")))
        .endpoint_url(url)
        .build();
    (config, n_asked)
}

async fn admin_get_user(State(n_asked): State<Arc<AtomicU32>>, headers: HeaderMap, body: String) -> Result<String, StatusCode> {
    n_asked.fetch_add(1, Ordering::Relaxed);
    let signature = headers["authorization"].to_str().unwrap();
    assert!(
        signature.starts_with("AWS4-HMAC-SHA256 Credential=key/") && signature.contains("/eu-west-2/cognito-idp/aws4_request"),
        "{signature}"
    );
    for signed in ["host", "x-amz-date", "x-amz-target", "x-amz-security-token"] {
        assert!(signature.contains(signed), "{signed} is not signed: {signature}");
    }
    assert_eq!(headers["x-amz-target"], "AWSCognitoIdentityProviderService.AdminGetUser");
    assert_eq!(headers["content-type"], "application/x-amz-json-1.1");
    let asked: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(asked["UserPoolId"], "eu-west-2_pool");
    assert_eq!(asked["Username"], "with");
    Ok(json!({"Username": "with", "UserMFASettingList": ["SOFTWARE_TOKEN_MFA"]}).to_string())
}

/// What the pool is asked is signed for it, over a real connection; what follows from its answers is told by `people`.
#[tokio::test]
async fn the_user_pool_is_asked_by_a_signed_call_and_without_one_nobody_administrates() {
    let world = World::new().await;
    let (config, n_asked) = pool().await;
    let people = People::of_pool(UserPool::new("eu-west-2_pool", config));
    let mut event = event();
    event["requestContext"]["authorizer"]["jwt"]["claims"]["cognito:username"] = json!("with");
    event["requestContext"]["authorizer"]["jwt"]["claims"]["custom:role"] = json!("head_office");
    let api = Api { app: world.app.clone(), people, ..api() };
    for _ in 0..3 {
        assert_eq!(call(api.clone(), &event).await.status, StatusCode::OK);
    }
    assert_eq!(n_asked.load(Ordering::Relaxed), 1, "a yes is believed for a while");
    let blind = Api { people: People::default(), ..api };
    assert_eq!(call(blind, &event).await.code(), "second_factor_required");
}
