//! The house's people at their desks: each wish is a call of the API.

use std::cell::Cell;
use std::collections::BTreeMap;

use api::Api;
use api::identity::people::People;
use api::limits::Limits;
use axum::Router;
use axum::body::{Body, to_bytes};
use domain::identity::roles::Role;
use domain::identity::{Identity, Stores};
use domain::ids::{ActorId, OrgId};
use http::{Method, Request};
use serde::Deserialize;
use serde_json::Value;
use system_tests::{World, clock};
use tower::ServiceExt;
use uuid::Uuid;

/// Somebody of the house, as the user pool knows them.
#[derive(Debug, Deserialize)]
pub(crate) struct Person {
    actor: ActorId,
    email: String,
}

/// Who sits there, and how many wishes they had.
pub(crate) struct House {
    pub(crate) organisation: OrgId,
    people: BTreeMap<String, Person>,
    router: Router,
    n_wishes: u32,
}

thread_local! {
    static LAST: Cell<Uuid> = const { Cell::new(Uuid::nil()) };
}

/// Ids that are the same whenever the same history is told, and others in another history.
fn mint() -> Uuid {
    LAST.set(Uuid::new_v5(&LAST.get(), clock::now().to_string().as_bytes()));
    LAST.get()
}

fn desks_of(world: &World) -> Router {
    api::router(Api { app: world.app.clone(), now: clock::now, mint, people: People::default(), limits: Limits::per_minute(u32::MAX) })
}

impl House {
    pub(crate) fn of(world: &World, organisation: &str, stores: &[&str], people: BTreeMap<String, Person>) -> Self {
        LAST.set(Uuid::new_v5(&Uuid::NAMESPACE_OID, stores.join(" ").as_bytes()));
        Self { organisation: organisation.parse().unwrap(), people, router: desks_of(world), n_wishes: 0 }
    }

    /// Goes on with its work in a world that took the place of another.
    pub(crate) fn go_on_in(&mut self, world: &World) {
        self.router = desks_of(world);
    }

    /// What somebody of a role gets for a wish that cannot be refused.
    pub(crate) async fn ask(&mut self, role: &str, method: Method, path: &str, body: Value) -> Value {
        let (status, answer) = self.try_to(role, method.clone(), path, body).await;
        assert!(status < 300, "{method} {path}: {status} {answer}");
        answer
    }

    /// Status and answer of a wish.
    pub(crate) async fn try_to(&mut self, role: &str, method: Method, path: &str, body: Value) -> (u16, Value) {
        self.n_wishes += 1;
        let person = &self.people[role];
        let identity = Identity {
            actor: person.actor.clone(),
            email: person.email.clone(),
            organisation: self.organisation.clone(),
            stores: Stores::All,
            role: serde_json::from_value::<Role>(role.into()).unwrap(),
            rights: Vec::new(),
            acted_by: None,
        };
        let request = Request::builder()
            .method(method)
            .uri(format!("/v1{path}"))
            .header("idempotency-key", format!("history-{}", self.n_wishes))
            .extension(identity)
            .body(Body::from(body.to_string()))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }
}
