//! Bodies, paths and queries in; what is wrong with them out as problems. Bodies are read by their
//! bytes, so no header can make one pass unread.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;
use sha2::{Digest, Sha256};

use crate::problem::{Code, Problem};
use crate::state::Api;

/// Larger bodies are refused unread.
pub(crate) const MAX_BODY: usize = 5_000_000;

/// A JSON body.
pub(crate) struct Body<T>(pub(crate) T);

/// The parameters of the path: what cannot be one does not exist.
pub(crate) struct At<T>(pub(crate) T);

/// The parameters of the query.
pub(crate) struct Asked<T>(pub(crate) T);

/// The bytes of a body.
pub(crate) struct Raw(pub(crate) Bytes);

impl FromRequest<Api> for Raw {
    type Rejection = Problem;

    async fn from_request(request: Request, api: &Api) -> Result<Self, Problem> {
        Bytes::from_request(request, api).await.map(Self).map_err(|rejection| match rejection.into_response().status() {
            StatusCode::PAYLOAD_TOO_LARGE => too_large(),
            _ => Problem::new(Code::Unreadable, "the body ended early"),
        })
    }
}

impl<T: DeserializeOwned> FromRequest<Api> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, api: &Api) -> Result<Self, Problem> {
        let Raw(bytes) = Raw::from_request(request, api).await?;
        from_bytes(&bytes).map(Self)
    }
}

impl<T: DeserializeOwned + Send> FromRequestParts<Api> for At<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let Path(value) = Path::<T>::from_request_parts(parts, api).await.map_err(|_| Problem::not_found("thing"))?;
        Ok(Self(value))
    }
}

impl<T: DeserializeOwned> FromRequestParts<Api> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let Query(value) =
            Query::<T>::from_request_parts(parts, api).await.map_err(|rejection| Problem::new(Code::Unreadable, rejection.body_text()))?;
        Ok(Self(value))
    }
}

pub(crate) fn too_large() -> Problem {
    Problem::new(Code::TooLarge, format!("a body has at most {MAX_BODY} bytes; send larger order files by an upload link"))
}

/// Reads JSON: what is not JSON is unreadable, what is JSON of another form is invalid at a place.
fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let pointer = pointer(error.path());
        let inner = error.into_inner();
        if inner.is_data() {
            Problem::invalid_at(pointer, without_position(&inner))
        } else {
            Problem::new(Code::Unreadable, format!("the body is not JSON: {inner}"))
        }
    })?;
    reader.end().map_err(|error| Problem::new(Code::Unreadable, format!("the body is not JSON: {error}")))?;
    Ok(value)
}

/// Reads one item of a list by itself, so that each item tells its own fault.
pub(crate) fn item<T: DeserializeOwned>(value: &serde_json::Value) -> Result<T, (String, String)> {
    serde_path_to_error::deserialize(value).map_err(|error| (pointer(error.path()), without_position(error.inner())))
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(format!("/{index}")),
            Segment::Map { key } => Some(format!("/{}", key.replace('~', "~0").replace('/', "~1"))),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect()
}

fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text).to_owned()
}

/// SHA-256 in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An answer with a tag of its content: a caller who has it already gets 304 and no body.
pub(crate) fn tagged(headers: &HeaderMap, answer: &impl Serialize) -> Response {
    let body = bytes_of(answer);
    with_tag(headers, &tag_of(&body), body)
}

/// An answer whose tag is of a part of it: what is beside that part may change without the answer being a new one.
pub(crate) fn tagged_by(headers: &HeaderMap, part: &impl Serialize, answer: &impl Serialize) -> Response {
    with_tag(headers, &tag_of(&bytes_of(part)), bytes_of(answer))
}

/// An answer as it is sent.
pub(crate) fn bytes_of(answer: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(answer).expect("answers have only text keys")
}

/// The tag of some content.
pub(crate) fn tag_of(content: &[u8]) -> String {
    format!("\"{}\"", &sha256(content)[..32])
}

/// An answer with a given tag.
pub(crate) fn with_tag(headers: &HeaderMap, tag: &str, body: Vec<u8>) -> Response {
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let is_known = known.flat_map(|list| list.split(',')).any(|one| one.trim().trim_start_matches("W/") == tag);
    if is_known {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    (StatusCode::OK, [(header::ETAG, tag), (header::CONTENT_TYPE, "application/json")], body).into_response()
}

/// The version in `If-Match: "<version>"`.
pub(crate) fn version_in(headers: &HeaderMap) -> Result<u64, Problem> {
    let text =
        headers.get(header::IF_MATCH).ok_or_else(|| Problem::new(Code::VersionRequired, "send the version that you loaded as If-Match"))?;
    let version = text.to_str().ok().and_then(|text| text.trim().trim_start_matches("W/").trim_matches('"').parse().ok());
    version.ok_or_else(|| Problem::new(Code::Unreadable, "If-Match is a version in quotation marks"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::Sku;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Example {
        lines: Vec<Part>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Part {
        sku: Sku,
    }

    #[test]
    fn a_wrong_value_is_invalid_where_it_stands_and_broken_json_is_unreadable() {
        let code = |text: &str| from_bytes::<Example>(text.as_bytes()).map(|_| ()).unwrap_err().code();
        assert_eq!(code(r#"{"lines": [{"sku": ""}]}"#), Code::Invalid);
        assert_eq!(code(r#"{"lines": [{"sku": "A", "more": 1}]}"#), Code::Invalid);
        assert_eq!(code(r#"{"lines": ["#), Code::Unreadable);
        assert_eq!(code(r#"{"lines": []} x"#), Code::Unreadable);
        assert_eq!(code(""), Code::Unreadable);
        let (pointer, _) = item::<Example>(&serde_json::json!({"lines": [{"sku": "A"}, {"sku": 7}]})).unwrap_err();
        assert_eq!(pointer, "/lines/1/sku");
    }

    #[test]
    fn a_known_tag_is_answered_without_a_body() {
        let first = tagged(&HeaderMap::new(), &1);
        let tag = first.headers()[header::ETAG].clone();
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_NONE_MATCH, tag);
        assert_eq!(tagged(&headers, &1).status(), StatusCode::NOT_MODIFIED);
        assert_eq!(tagged(&headers, &2).status(), StatusCode::OK);
    }
}
