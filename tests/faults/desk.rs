//! Somebody who works with the API in process, and tries again as one does.

use std::cell::Cell;
use std::sync::Arc;

use api::Api;
use api::identity::people::People;
use api::limits::Limits;
use axum::Router;
use axum::body::{Body, to_bytes};
use domain::identity::roles::Role;
use domain::identity::{Identity, Stores};
use http::{Method, Request};
use serde_json::Value;
use system_tests::{Life, World, clock};
use tower::ServiceExt;
use uuid::Uuid;

thread_local! {
    static MINTED: Cell<u128> = const { Cell::new(0) };
}

fn mint() -> Uuid {
    MINTED.set(MINTED.get() + 1);
    Uuid::from_u128(MINTED.get())
}

/// The API, and who asks it.
pub(crate) struct Desk {
    router: Router,
}

/// One wish, sent under one key until it is answered.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) body: Value,
    pub(crate) key: String,
}

/// What became of a wish.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Outcome {
    /// Done or refused: there will be no other answer.
    Answered(u16, Value),
    /// The answer was lost, or something did not work: it may be sent again.
    Unknown,
}

impl Desk {
    pub(crate) fn of(world: &World) -> Self {
        MINTED.set(0);
        let limits = Limits::per_minute(u32::MAX);
        let api = Api { app: world.app.clone(), now: clock::now, mint, people: People::default(), limits };
        Self { router: api::router(api) }
    }

    /// Sends a wish once, through a function with that life.
    pub(crate) async fn send(&self, wish: &Wish, life: Arc<Life>) -> Outcome {
        let who = Identity {
            actor: "somebody".parse().unwrap(),
            email: "somebody@meridian.example".to_owned(),
            organisation: "meridian".parse().unwrap(),
            stores: Stores::All,
            role: Role::HeadOffice,
            rights: Vec::new(),
            acted_by: None,
        };
        let request = Request::builder()
            .method(wish.method.clone())
            .uri(format!("/v1/stores/nordlys{}", wish.path))
            .header("idempotency-key", &wish.key)
            .extension(who)
            .body(Body::from(wish.body.to_string()))
            .unwrap();
        let Some(response) = life.run(self.router.clone().oneshot(request)).await else { return Outcome::Unknown };
        let response = response.unwrap();
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
        assert_ne!(status, 500, "{wish:?}: {body}");
        let code = body["code"].as_str().unwrap_or_default();
        if status >= 500 || ["in_progress", "changed"].contains(&code) { Outcome::Unknown } else { Outcome::Answered(status, body) }
    }
}
