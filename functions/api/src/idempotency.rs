//! `Idempotency-Key`: a POST that is sent again gets its first answer again. Where that answer was
//! lost, the work is begun again under the same [`CommandId`], and what was done of it is recognised.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::identity::Identity;
use domain::ids::CommandId;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use storage::idempotency::{Kept, NextAction};

use crate::frame::Trace;
use crate::json::{MAX_BODY, sha256, too_large};
use crate::problem::{Code, PROBLEM_JSON, Problem, rendered};
use crate::secret::ShownOnce;
use crate::state::Api;

/// Where the key stands.
pub(crate) const HEADER: &str = "idempotency-key";

/// Tells that an answer is the first one, again.
const REPLAYED: &str = "idempotent-replayed";

pub(crate) async fn once(State(api): State<Api>, request: Request, next: Next) -> Response {
    let key = match key_of(request.headers()) {
        Ok(Some(key)) if request.method() == Method::POST => key,
        Err(problem) if request.method() == Method::POST => return problem.into_response(),
        _ => return next.run(request).await,
    };
    // Nobody's calls are not kept; they are refused further inside.
    let Some(identity) = request.extensions().get::<Identity>().cloned() else { return next.run(request).await };
    let trace = request.extensions().get::<Trace>().map_or_else(String::new, |trace| trace.0.clone());
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY).await else { return too_large().into_response() };
    let kept = Kept { request_sha256: fingerprint(&parts, &body), begun_at: (api.now)(), answer: None };
    // Whoever acts for others has keys of their own for each of them. A key has no space in it, so none is another's.
    let (caller, key) = match identity.acted_by {
        None => (identity.actor, key),
        Some(hand) => (hand.actor, format!("{key} for {}", identity.actor)),
    };
    let key_sha256 = sha256(key.as_bytes());
    let table = &api.app.table;
    match table.begin_call(&caller, &key_sha256, &kept.request_sha256, kept.begun_at).await {
        Err(error) => return Problem::from(error).into_response(),
        Ok(NextAction::Mismatch) => {
            return Problem::new(Code::IdempotencyMismatch, "the Idempotency-Key belongs to another request").into_response();
        }
        Ok(NextAction::InProgress) => {
            return Problem::new(Code::InProgress, "the first call with this key is still running").into_response();
        }
        Ok(NextAction::Replay(status, body)) => return replay(status, body),
        Ok(NextAction::Proceed) => {}
    }
    let command = CommandId::derived(&[caller.as_str(), &key, &kept.request_sha256]);
    let mut request = Request::from_parts(parts, Body::from(body));
    request.extensions_mut().insert(command);
    let response = next.run(request).await;
    // Of these the caller is told to try again, and nothing was done.
    let may_be_repeated = response.status().is_server_error()
        || response.extensions().get::<Problem>().is_some_and(|problem| matches!(problem.code(), Code::Changed | Code::InProgress));
    let is_shown_once = response.extensions().get::<ShownOnce>().is_some();
    let (parts, body) = rendered(response, &trace).into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return Problem::new(Code::Unavailable, "the answer was lost").into_response();
    };
    let done = if may_be_repeated {
        table.forget_call(&caller, &key_sha256).await
    } else {
        let answer = if is_shown_once { without_the_secret(&trace).await } else { (parts.status.as_u16(), text_of(&body)) };
        table.keep_answer(&caller, &key_sha256, &Kept { answer: Some(answer), ..kept }).await
    };
    if let Err(error) = done {
        // The work is done; without its answer a repetition is told that it is still running.
        tracing::error!(trace_id = trace, %error, "an answer could not be kept");
    }
    Response::from_parts(parts, Body::from(body))
}

/// What whoever repeats a call gets in the place of a secret.
async fn without_the_secret(trace: &str) -> (u16, String) {
    let problem =
        Problem::new(Code::State, "it was made, and its secret is shown once only; if that answer was lost, revoke it and make another");
    let (parts, body) = rendered(problem.into_response(), trace).into_parts();
    (parts.status.as_u16(), text_of(&to_bytes(body, MAX_BODY).await.unwrap_or_default()))
}

fn text_of(body: &Bytes) -> String {
    String::from_utf8_lossy(body).into_owned()
}

/// The key, if there is one.
fn key_of(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(HEADER) else { return Ok(None) };
    let key = value.to_str().ok().filter(|key| (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()));
    key.map(|key| Some(key.to_owned()))
        .ok_or_else(|| Problem::new(Code::Unreadable, "an Idempotency-Key has 1 to 255 visible ASCII characters"))
}

fn fingerprint(parts: &http::request::Parts, body: &Bytes) -> String {
    let mut content = format!("{} {}\n", parts.method, parts.uri.path_and_query().map_or("/", |path| path.as_str())).into_bytes();
    content.extend_from_slice(body);
    sha256(&content)
}

fn replay(status: u16, body: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let media_type = if status.is_success() { HeaderValue::from_static("application/json") } else { PROBLEM_JSON };
    let headers = [(header::HeaderName::from_static(REPLAYED), HeaderValue::from_static("true")), (header::CONTENT_TYPE, media_type)];
    (status, headers, body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_visible_ascii() {
        let key = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(HEADER, HeaderValue::from_bytes(text.as_bytes()).unwrap());
            key_of(&headers).is_ok()
        };
        assert!(key("0b0c7f8a-1"));
        assert!(!key(""));
        assert!(!key("a b"));
        assert!(!key("ż"));
        assert!(!key(&"a".repeat(256)));
    }

    #[test]
    fn every_byte_and_every_length_is_a_key_or_a_problem() {
        let is_key = |bytes: &[u8]| {
            HeaderValue::from_bytes(bytes).ok().map(|value| key_of(&HeaderMap::from_iter([(HEADER.parse().unwrap(), value)])))
        };
        for byte in 0..=u8::MAX {
            // What no header can hold does not come here at all.
            if let Some(key) = is_key(&[b'a', byte, b'b']) {
                assert_eq!(key.is_ok(), byte.is_ascii_graphic(), "{byte}");
            }
        }
        for length in 0..1_000 {
            assert_eq!(is_key(&vec![b'k'; length]).unwrap().is_ok(), (1..=255).contains(&length), "{length}");
        }
    }
}
