//! A world's services over HTTP, for programs that run outside of the test.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{Request, Response};

use crate::wire::{Call, Wire};

/// Serves until the process ends; gives the address.
pub(crate) async fn serve(wire: Wire) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().fallback(answer).with_state(wire);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    endpoint
}

async fn answer(State(wire): State<Wire>, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let answer = wire.answer_to(&Call::of(&parts, &body));
    let mut response = Response::builder().status(answer.status);
    for (name, value) in answer.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(answer.body)).unwrap()
}
