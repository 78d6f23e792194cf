//! Headers, refusals of what cannot be read, and the addresses that need nobody.

use domain::identity::roles::Role;
use domain::identity::{Identity, Stores};
use http::{Method, StatusCode};

use crate::nowhere::{ask, identity};

fn head_office() -> Option<Identity> {
    Some(identity(Role::HeadOffice, Stores::All, &[]))
}

#[tokio::test]
async fn health_and_description_need_nobody() {
    let health = ask(Method::GET, "/health", None, &[], "").await;
    assert_eq!((health.status, health.json()["status"].as_str()), (StatusCode::OK, Some("ok")));
    let description = ask(Method::GET, "/openapi.json", None, &[], "").await.json();
    assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
}

#[tokio::test]
async fn every_answer_has_its_headers_and_its_trace() {
    for (path, expected) in [("/health", 200), ("/v1/me", 401), ("/nowhere", 404)] {
        let trace = [("x-amzn-trace-id", "Self=1-2;Root=1-67891233-abcdef012345678912345678;Sampled=1")];
        let answer = ask(Method::GET, path, None, &trace, "").await;
        assert_eq!(answer.status.as_u16(), expected);
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        assert!(answer.headers["strict-transport-security"].to_str().unwrap().starts_with("max-age=63072000"));
        assert_eq!(answer.headers["content-security-policy"], "default-src 'none'; base-uri 'none'; frame-ancestors 'none'");
        assert_eq!(answer.headers["x-trace-id"], "1-67891233-abcdef012345678912345678");
        if expected != 200 {
            assert_eq!(answer.headers["content-type"], "application/problem+json");
            let problem = answer.json();
            assert_eq!(problem["trace_id"], "1-67891233-abcdef012345678912345678");
            assert_eq!(problem["status"], expected);
            for field in ["type", "title", "detail", "code"] {
                assert!(problem[field].as_str().is_some_and(|text| !text.is_empty()), "{field} in {problem}");
            }
        }
    }
}

#[tokio::test]
async fn what_does_not_exist_is_told_as_a_problem() {
    let unknown = ask(Method::GET, "/v1/stores/online-retail/unicorns", head_office(), &[], "").await;
    assert_eq!((unknown.status, unknown.code().as_str()), (StatusCode::NOT_FOUND, "not_found"));
    let method = ask(Method::PATCH, "/v1/me", head_office(), &[], "").await;
    assert_eq!((method.status, method.code().as_str()), (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"));
    let options = ask(Method::OPTIONS, "/v1/me", head_office(), &[], "").await;
    assert_eq!(options.status, StatusCode::NO_CONTENT);
    assert!(options.headers["allow"].to_str().unwrap().contains("GET"));
    let head = ask(Method::HEAD, "/health", None, &[], "").await;
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
}

#[tokio::test]
async fn a_store_that_cannot_be_does_not_exist() {
    for store in ["..%2Fx", "A", "online%20retail", "%00"] {
        let answer = ask(Method::GET, &format!("/v1/stores/{store}/orders"), head_office(), &[], "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{store}");
    }
}

#[tokio::test]
async fn trouble_with_the_table_is_told_without_its_cause() {
    let answer = ask(Method::GET, "/v1/stores", head_office(), &[], "").await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::SERVICE_UNAVAILABLE, "unavailable"));
    assert_eq!(answer.headers["retry-after"], "1");
    let text = String::from_utf8(answer.body).unwrap();
    assert!(!text.contains("127.0.0.1") && !text.to_lowercase().contains("dispatch"), "{text}");
}

#[tokio::test]
async fn a_body_that_is_wrong_is_told_where() {
    let ask = async |body: &str| ask(Method::POST, "/v1/stores", head_office(), &[], body).await;
    let unreadable = ask("{").await;
    assert_eq!((unreadable.status, unreadable.code().as_str()), (StatusCode::BAD_REQUEST, "unreadable"));
    let invalid = ask(r#"{"id": "Not A Slug"}"#).await;
    assert_eq!((invalid.status, invalid.code().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "invalid"));
    assert_eq!(invalid.json()["errors"][0]["pointer"], "/id");
    let unknown = ask(r#"{"id": "some-store", "colour": "red"}"#).await;
    assert!(unknown.json()["detail"].as_str().unwrap().contains("colour"));
    let large = ask(&"x".repeat(5_000_001)).await;
    assert_eq!((large.status, large.code().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
}

#[tokio::test]
async fn an_idempotency_key_is_looked_at_only_where_it_means_something() {
    let ask = async |method, key| ask(method, "/v1/stores", head_office(), &[("idempotency-key", key)], "{}").await;
    assert_eq!(ask(Method::POST, "not visible").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(ask(Method::GET, "not visible").await.status, StatusCode::SERVICE_UNAVAILABLE, "the list is asked for");
    // Without the table nobody knows whether the call was made before: it is not made.
    assert_eq!(ask(Method::POST, "key-1").await.code(), "unavailable");
}
