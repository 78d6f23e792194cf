//! What a caller is told when something is not done: RFC 9457, one type for all of it.
//!
//! People get the sentence; the log gets the cause, once, where the answer leaves the house.

use axum::response::{IntoResponse, Response};
use domain::identity::Denied;
use domain::imports::fault::Fault;
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use services::Error;
use utoipa::ToSchema;

macro_rules! codes {
    ($($(#[doc = $about:literal])+ $name:ident = $text:literal, $status:ident, $title:literal;)*) => {
        /// The kinds of problems. Their texts are part of the API and never change their meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Code {
            $($(#[doc = $about])+ $name,)*
        }

        impl Code {
            /// Every code, in the order of `docs/problems.md`.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The code on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The status that it goes with.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)* }
            }

            /// The same short words every time.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// What it means and what to do.
            pub const fn about(self) -> &'static str {
                match self { $(Self::$name => concat!($($about),+),)* }
            }
        }
    };
}

codes! {
    /// The request is not what HTTP or JSON allow, or a part of the address has no sense. Nothing was done. Correct the request.
    Unreadable = "unreadable", BAD_REQUEST, "The request cannot be read";
    /// The cursor is not one that this list gave out. Begin the list anew.
    BadCursor = "bad_cursor", BAD_REQUEST, "The cursor is not one of ours";
    /// No identity came with the request, or one that makes no sense. Sign in again.
    NotSignedIn = "not_signed_in", UNAUTHORIZED, "You are not signed in";
    /// Your role works only with a second factor, and your account has none. Set up an authenticator and sign in again.
    SecondFactorRequired = "second_factor_required", FORBIDDEN, "Your role needs a second factor";
    /// Your role and rights do not include this.
    NotPermitted = "not_permitted", FORBIDDEN, "You may not do this";
    /// You cannot do this for the person whom `Act-As` names, or cannot act for them at all. The sentence says why. Send the call without `Act-As`.
    CannotAct = "cannot_act", FORBIDDEN, "You cannot act for them";
    /// It does not exist, or it is not yours: the two are not told apart.
    NotFound = "not_found", NOT_FOUND, "There is no such thing";
    /// The address exists, but not for this method.
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED, "This address has no such method";
    /// The order is not in a state for this. The sentence says why; the object's `actions` say what is possible.
    Refused = "refused", CONFLICT, "The order is not in a state for this";
    /// The thing is not in a state for this. The sentence says why.
    State = "state", CONFLICT, "It is not in a state for this";
    /// Somebody else changed it meanwhile. Load it again and decide anew.
    Changed = "changed", CONFLICT, "It was changed meanwhile";
    /// A call with this `Idempotency-Key` is still running, or another one works on the same thing. Ask again in a moment, with the same key.
    InProgress = "in_progress", CONFLICT, "It is still being worked on";
    /// The body is larger than this operation takes. Order files go by an upload link instead.
    TooLarge = "too_large", PAYLOAD_TOO_LARGE, "The body is too large";
    /// The content is wrong: `errors` lists everything that is, with a JSON pointer to each place.
    Invalid = "invalid", UNPROCESSABLE_ENTITY, "The content is not valid";
    /// This `Idempotency-Key` was used for another request. Use a new key for a new request.
    IdempotencyMismatch = "idempotency_mismatch", UNPROCESSABLE_ENTITY, "The key belongs to another request";
    /// The object has versions. Load it and send its version as `If-Match: "<version>"`.
    VersionRequired = "version_required", PRECONDITION_REQUIRED, "Say which version you change";
    /// Too many requests in a short time. Wait as long as `Retry-After` says.
    TooManyRequests = "too_many_requests", TOO_MANY_REQUESTS, "Too many requests";
    /// Something that we depend on did not answer in time. Nothing is lost; repeat the request with the same `Idempotency-Key`.
    Unavailable = "unavailable", SERVICE_UNAVAILABLE, "Something did not answer in time";
}

/// One thing that is wrong with the content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// Where, as a JSON pointer into the body.
    #[schema(examples("/lines/0/sku"))]
    pub pointer: String,
    /// What is wrong, for people.
    pub detail: String,
    /// What is wrong, for programs, where it has a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// What to write instead, where we know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

impl From<FieldError> for Problem {
    fn from(wrong: FieldError) -> Self {
        Self::invalid(vec![wrong])
    }
}

impl FieldError {
    /// A sentence about a place.
    pub fn new(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), detail: detail.into(), code: None, suggestion: None }
    }

    /// A fault of an order or profile, at a place.
    pub fn of_fault(pointer: impl Into<String>, fault: Fault) -> Self {
        Self { pointer: pointer.into(), detail: fault.message, code: Some(fault.code.as_str()), suggestion: Some(fault.suggestion) }
    }
}

/// Why a request was not done.
#[derive(Debug, Clone)]
pub struct Problem {
    code: Code,
    detail: String,
    errors: Vec<FieldError>,
    /// For the log only.
    cause: Option<String>,
    /// Seconds after which it is worth trying again.
    retry_after: Option<i64>,
}

/// The document that callers get.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct Document<'a> {
    /// Where the code is explained.
    #[schema(examples("/problems#invalid"))]
    r#type: String,
    /// The same short words for the same code.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// This case, for people.
    detail: &'a str,
    /// For programs.
    #[schema(value_type = crate::words::ProblemCode)]
    code: &'static str,
    /// Name it when you ask us about this answer.
    trace_id: &'a str,
    /// Everything that is wrong with the content.
    errors: &'a [FieldError],
}

impl Problem {
    /// A problem with a sentence about this case.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: sentence(&detail.into()), errors: Vec::new(), cause: None, retry_after: None }
    }

    /// A thing that is not there, or not the caller's.
    pub fn not_found(what: &str) -> Self {
        Self::new(Code::NotFound, format!("there is no such {what}"))
    }

    /// Wrong content: everything that is wrong, at once.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let detail = match errors.as_slice() {
            [one] => one.detail.clone(),
            many => format!("{} things are wrong", many.len()),
        };
        Self { errors, ..Self::new(Code::Invalid, detail) }
    }

    /// One thing that is wrong with the content.
    pub fn invalid_at(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        FieldError::new(pointer, detail).into()
    }

    /// The same of a part of the content that stands below a pointer.
    pub(crate) fn below(mut self, pointer: &str) -> Self {
        for error in &mut self.errors {
            error.pointer.insert_str(0, pointer);
        }
        self
    }

    /// The same, with the seconds after which it is worth trying again.
    pub(crate) fn after(self, seconds: i64) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }

    /// The code.
    pub fn code(&self) -> Code {
        self.code
    }

    fn render(&self, trace_id: &str) -> Response {
        if let Some(cause) = &self.cause {
            tracing::error!(trace_id, code = self.code.as_str(), cause, "a request failed");
        }
        let document = Document {
            r#type: format!("/problems#{}", self.code.as_str()),
            title: self.code.title(),
            status: self.code.status().as_u16(),
            detail: &self.detail,
            code: self.code.as_str(),
            trace_id,
            errors: &self.errors,
        };
        let body = serde_json::to_vec(&document).expect("a problem has only text keys");
        let mut response = (self.code.status(), body).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, PROBLEM_JSON);
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// The media type of problems.
pub(crate) const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

/// A problem travels inside its answer until the trace id is known: see [`rendered`].
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.code.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The answer as it leaves: where it bears a problem, the problem is written out.
pub(crate) fn rendered(mut response: Response, trace_id: &str) -> Response {
    let Some(problem) = response.extensions_mut().remove::<Problem>() else { return response };
    let mut written = problem.render(trace_id);
    for (name, value) in response.headers() {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            written.headers_mut().insert(name, value.clone());
        }
    }
    written
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound(what) => Self::not_found(what),
            Error::Denied(denied) => denied.into(),
            Error::Refused(refusal) => Self::new(Code::Refused, refusal.to_string()),
            Error::State(why) => Self::new(Code::State, why),
            Error::Changed => Self::new(Code::Changed, error.to_string()),
            Error::InProgress(_) => Self::new(Code::InProgress, error.to_string()),
            Error::Invalid(errors) => Self::invalid(errors.into_iter().map(|(pointer, detail)| FieldError::new(pointer, detail)).collect()),
            Error::Faults(faults) => Self::invalid(faults.into_iter().map(|fault| FieldError::of_fault("", fault)).collect()),
            Error::BadCursor => Self::new(Code::BadCursor, error.to_string()),
            Error::Unavailable { .. } => Self {
                cause: Some(chain(&error)),
                retry_after: Some(1),
                ..Self::new(Code::Unavailable, "Something that we depend on did not answer. Try again; use the same Idempotency-Key.")
            },
        }
    }
}

impl From<storage::Error> for Problem {
    fn from(error: storage::Error) -> Self {
        Error::from(error).into()
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::NotYours => Self::not_found("store"),
            Denied::NotAllowed => Self::new(Code::NotPermitted, denied.to_string()),
        }
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// Begins with a capital and ends with a full stop.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return String::new() };
    let mut sentence: String = first.to_uppercase().chain(chars).collect();
    if !sentence.ends_with(['.', '!', '?', '…']) {
        sentence.push('.');
    }
    sentence
}

/// `docs/problems.md`.
pub fn documentation() -> String {
    let mut text = String::from(
        "# Problems\n\n<!-- Written by functions/api/tests/documents.rs from functions/api/src/problem.rs. Do not edit. -->\n\n\
         Every refusal of the HTTP API is `application/problem+json` (RFC 9457). `type` ends in `#<code>` and leads here. `detail` is about \
         the very case, `errors` lists what is wrong with the content, `trace_id` finds the call in our log.\n",
    );
    for code in Code::ALL {
        text.push_str(&format!("\n## {}\n\n{} · {}\n\n{}\n", code.as_str(), code.status().as_u16(), code.title(), code.about().trim()));
    }
    text.push_str("\n# Faults\n\nCodes of single entries in `errors` of an order, and of the faults of an import's rows.\n\n");
    for code in domain::imports::fault::FaultCode::ALL {
        text.push_str(&format!("* `{}`\n", code.as_str()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_never_shown() {
        let error = Error::Unavailable { doing: "reading", source: "the secret address 10.0.0.1".into() };
        let problem = Problem::from(error);
        assert!(problem.cause.as_deref().unwrap().contains("10.0.0.1"));
        let document = serde_json::to_string(&Document {
            r#type: String::new(),
            title: problem.code.title(),
            status: 503,
            detail: &problem.detail,
            code: problem.code.as_str(),
            trace_id: "t",
            errors: &problem.errors,
        });
        assert!(!document.unwrap().contains("10.0.0.1"));
    }

    #[test]
    fn every_error_of_a_use_case_has_its_status() {
        let status = |error: Error| Problem::from(error).code.status().as_u16();
        assert_eq!(status(Error::NotFound("order")), 404);
        assert_eq!(status(Error::Denied(Denied::NotYours)), 404);
        assert_eq!(status(Error::Denied(Denied::NotAllowed)), 403);
        assert_eq!(status(Error::State("no".into())), 409);
        assert_eq!(status(Error::Changed), 409);
        assert_eq!(status(Error::Refused(domain::orders::transitions::Refusal::OnHold)), 409);
        assert_eq!(status(Error::invalid("/a", "b")), 422);
        assert_eq!(status(Error::Faults(Vec::new())), 422);
        assert_eq!(status(Error::BadCursor), 400);
        assert_eq!(status(Error::Unavailable { doing: "x", source: "y".into() }), 503);
    }

    #[test]
    fn a_sentence_begins_and_ends_like_one() {
        assert_eq!(sentence("the order is on hold"), "The order is on hold.");
        assert_eq!(sentence("Done."), "Done.");
        assert_eq!(sentence(""), "");
    }
}
