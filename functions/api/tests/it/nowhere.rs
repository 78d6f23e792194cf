//! An API whose AWS clients point to a closed port: whatever needs the table is answered 503.

use api::Api;
use api::identity::people::People;
use api::limits::Limits;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region, retry::RetryConfig};
use axum::Router;
use axum::body::{Body, to_bytes};
use domain::identity::roles::{Permission, Role};
use domain::identity::{Identity, Stores};
use http::{HeaderMap, Method, Request, StatusCode};
use jiff::Timestamp;
use serde_json::Value;
use services::App;
use services::messages::{QueueUrls, Queues};
use services::notifications::Mail;
use services::webhooks::Sender;
use storage::{Files, Table};
use tower::ServiceExt;
use uuid::Uuid;

/// Port 9 (discard) of this machine: nobody listens.
const NOWHERE: &str = "http://127.0.0.1:9";

macro_rules! client {
    ($sdk:ident) => {
        $sdk::Client::from_conf(
            $sdk::config::Builder::new()
                .behavior_version(BehaviorVersion::latest())
                .region(Region::new("eu-west-2"))
                .credentials_provider(Credentials::new("a", "b", None, None, "tests"))
                .retry_config(RetryConfig::disabled())
                .endpoint_url(NOWHERE)
                .build(),
        )
    };
}

/// The API.
pub(crate) fn api() -> Api {
    let app = App {
        table: Table::new(client!(aws_sdk_dynamodb), "none"),
        files: Files::new(client!(aws_sdk_s3), "none"),
        queues: Queues::new(client!(aws_sdk_sqs), QueueUrls::default()),
        mail: Mail::new(client!(aws_sdk_sesv2), "nobody@packhouse.example".to_owned(), "https://portal.example".to_owned()),
        hooks: Sender::to_the_internet(),
    };
    let now = || Timestamp::constant(1_795_000_000, 0);
    Api { app, now, mint: || Uuid::from_u128(7), people: People::default(), limits: Limits::per_minute(u32::MAX) }
}

/// Somebody of the organisation Meridian.
pub(crate) fn identity(role: Role, stores: Stores, rights: &[Permission]) -> Identity {
    Identity {
        actor: "somebody".parse().unwrap(),
        email: "somebody@meridian.example".to_owned(),
        organisation: "meridian".parse().unwrap(),
        stores,
        role,
        rights: rights.to_vec(),
        acted_by: None,
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// The problem's code.
    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// Asks as somebody, or as nobody.
pub(crate) async fn ask(method: Method, path: &str, who: Option<Identity>, headers: &[(&str, &str)], body: &str) -> Answer {
    ask_of(api::router(api()), method, path, who, headers, body).await
}

/// Asks an API.
pub(crate) async fn ask_of(
    router: Router,
    method: Method,
    path: &str,
    who: Option<Identity>,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if let Some(who) = who {
        request = request.extension(who);
    }
    answer_of(router, request.body(Body::from(body.to_owned())).unwrap()).await
}

/// What a router answers.
pub(crate) async fn answer_of(router: Router, request: Request<Body>) -> Answer {
    let response = router.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    Answer { status: parts.status, headers: parts.headers, body: to_bytes(body, usize::MAX).await.unwrap().to_vec() }
}
