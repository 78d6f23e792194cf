//! What is around every answer: its trace id, its headers, and the writing out of problems.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, Method, StatusCode, header};
use lambda_http::Context;

use crate::problem::{Code, Problem, rendered};

/// The name under which our log knows a call.
#[derive(Debug, Clone)]
pub(crate) struct Trace(pub(crate) String);

/// The header that tells it to the caller.
pub(crate) const TRACE_HEADER: &str = "x-trace-id";

pub(crate) async fn frame(mut request: Request, next: Next) -> Response {
    let trace = trace_of(&request);
    request.extensions_mut().insert(Trace(trace.clone()));
    let mut response = rendered(next.run(request).await, &trace);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // For whoever asks API Gateway itself; CloudFront writes the portal's own over them.
    headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000; includeSubDomains"));
    headers
        .insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; base-uri 'none'; frame-ancestors 'none'"));
    if let Ok(value) = HeaderValue::from_str(&trace) {
        headers.insert(TRACE_HEADER, value);
    }
    response
}

/// API Gateway's trace, else the function's own request id.
fn trace_of(request: &Request) -> String {
    let header = request.headers().get("x-amzn-trace-id").and_then(|value| value.to_str().ok());
    let root = header.and_then(|text| text.split(';').find_map(|part| part.trim().strip_prefix("Root=")));
    let trace = match root {
        Some(root) => root.to_owned(),
        None => request.extensions().get::<Context>().map(|context| context.request_id.clone()).unwrap_or_default(),
    };
    let trace: String = trace.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(64).collect();
    if trace.is_empty() { "none".to_owned() } else { trace }
}

/// An address that does not exist.
pub(crate) async fn no_such_address() -> Problem {
    Problem::not_found("address")
}

/// A method that an address does not have. `OPTIONS` is answered with what it has.
pub(crate) async fn no_such_method(method: Method) -> Response {
    if method == Method::OPTIONS {
        return StatusCode::NO_CONTENT.into_response();
    }
    Problem::new(Code::MethodNotAllowed, format!("{method} is not possible here")).into_response()
}
