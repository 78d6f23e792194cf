//! The wire between the real AWS clients and the cloud in process. Every call of a world goes through
//! here, and may meet with a fault.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use dynoxide::Database;
use jiff::{Timestamp, ToSpan};
use serde_json::Value;
use tokio::sync::Notify;

use crate::cloud::Cloud;
use crate::{clock, dynamo};

/// One call of an AWS client.
#[derive(Debug, Clone)]
pub struct Call {
    pub(crate) method: String,
    /// With the query.
    pub(crate) path: String,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Call {
    fn read(request: &HttpRequest) -> Self {
        let path = request.uri().splitn(4, '/').nth(3).map_or_else(|| "/".to_owned(), |path| format!("/{path}"));
        Self {
            method: request.method().to_owned(),
            path,
            headers: request.headers().iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            body: request.body().bytes().expect("our requests are in memory").to_vec(),
        }
    }

    pub(crate) fn of(parts: &axum::http::request::Parts, body: &[u8]) -> Self {
        let header = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
            (name.as_str().to_owned(), value.to_str().unwrap_or_default().to_owned())
        };
        Self {
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            headers: parts.headers.iter().map(header).collect(),
            body: body.to_vec(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Which service is called.
    pub fn service(&self) -> &'static str {
        match self.header("x-amz-target") {
            Some(target) if target.starts_with("AmazonSQS.") => "SQS",
            Some(target) if target.starts_with("AWSCognitoIdentityProviderService.") => "Cognito",
            Some(_) => "DynamoDB",
            None if self.path.starts_with("/v2/email/") => "SES",
            None if self.body.starts_with(b"Action=Publish") => "SNS",
            None => "S3",
        }
    }

    /// What is asked for, where the service has names for it.
    pub fn operation(&self) -> &str {
        self.header("x-amz-target").map_or(&self.method, |target| target.rsplit('.').next().unwrap_or_default())
    }
}

/// What a service answers.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(status: u16, body: impl Into<String>) -> Self {
        Self { status, headers: vec![("content-type", "application/x-amz-json-1.0".to_owned())], body: body.into().into_bytes() }
    }

    pub(crate) fn text(status: u16, body: String) -> Self {
        Self { status, headers: Vec::new(), body: body.into_bytes() }
    }
}

/// What befalls a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The service says that it has trouble.
    Refused,
    /// The service says that it is too much.
    Throttled,
    /// The call never arrived.
    LostBefore,
    /// It was done, but its answer got lost.
    LostAfter,
    /// It is taken for lost, and done some calls or up to twenty minutes later. Signed calls are refused
    /// after five minutes: nothing may rely on that.
    Late,
    /// Of a batch, only the first half is done.
    Half,
    /// It takes its time.
    Slow(u64),
    /// The function dies before the call arrives.
    DeadBefore,
    /// The function dies when the call was done.
    DeadAfter,
}

/// A function's life: at its n-th call from now it ends.
#[derive(Debug, Default)]
pub struct Life {
    calls_left: AtomicU32,
    dies_after: AtomicBool,
    death: Notify,
}

tokio::task_local! {
    static LIFE: Arc<Life>;
}

impl Life {
    /// A function that dies at its n-th call, before or after the call's effect.
    pub fn until(n: u32, dies_after: bool) -> Arc<Self> {
        Arc::new(Self { calls_left: AtomicU32::new(n), dies_after: AtomicBool::new(dies_after), death: Notify::new() })
    }

    /// Runs a function until it ends or dies; None where it died.
    pub async fn run<F: Future>(self: Arc<Self>, function: F) -> Option<F::Output> {
        let life = Arc::clone(&self);
        LIFE.scope(self, async move {
            tokio::select! {
                biased;
                () = life.death.notified() => None,
                output = function => Some(output),
            }
        })
        .await
    }

    /// Calls that were left when it ended.
    pub fn calls_left(&self) -> u32 {
        self.calls_left.load(Ordering::Relaxed)
    }

    fn fault(&self) -> Option<Fault> {
        match self.calls_left.fetch_sub(1, Ordering::Relaxed) {
            1 if self.dies_after.load(Ordering::Relaxed) => Some(Fault::DeadAfter),
            1 => Some(Fault::DeadBefore),
            _ => None,
        }
    }
}

type Chooser = Box<dyn FnMut(&Call) -> Option<Fault> + Send>;

/// Which calls meet with which faults; none at first.
#[derive(Clone, Default)]
pub struct Faults {
    chooser: Arc<Mutex<Option<Chooser>>>,
}

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Faults")
    }
}

impl Faults {
    /// From now on this decides.
    pub fn choose(&self, chooser: impl FnMut(&Call) -> Option<Fault> + Send + 'static) {
        *self.chooser.lock().unwrap() = Some(Box::new(chooser));
    }

    /// From now on all goes well.
    pub fn end(&self) {
        *self.chooser.lock().unwrap() = None;
    }

    fn of(&self, call: &Call) -> Option<Fault> {
        let of_life = LIFE.try_with(|life| life.fault()).ok().flatten();
        of_life.or_else(|| self.chooser.lock().unwrap().as_mut()?(call))
    }
}

/// The wire.
#[derive(Clone)]
pub struct Wire {
    pub(crate) cloud: Arc<Cloud>,
    pub(crate) database: Database,
    pub(crate) faults: Faults,
    late: Arc<Mutex<Vec<(Due, Call)>>>,
}

/// When a late call is done.
#[derive(Debug, Clone, Copy)]
enum Due {
    AfterCalls(u32),
    At(Timestamp),
}

impl Due {
    /// From the call's own bytes, so that a history follows from its seed alone.
    fn of(call: &Call) -> Self {
        let number = call.body.iter().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(*byte)));
        if number % 3 > 0 { Self::AfterCalls(1 + number % 7) } else { Self::At(clock::now() + i64::from(number % 1_200).seconds()) }
    }

    fn has_come(&mut self) -> bool {
        match self {
            Self::AfterCalls(n) => {
                *n = n.saturating_sub(1);
                *n == 0
            }
            Self::At(at) => *at <= clock::now(),
        }
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wire")
    }
}

impl Wire {
    pub(crate) fn new(cloud: Arc<Cloud>, database: Database) -> Self {
        Self { cloud, database, faults: Faults::default(), late: Arc::default() }
    }

    async fn act(self, call: Call, fault: Option<Fault>) -> Result<HttpResponse, ConnectorError> {
        // Let others go first now and then, as calls over a network do.
        tokio::task::yield_now().await;
        self.deliver_late(false);
        let lost = || ConnectorError::timeout("the answer got lost".into());
        match fault {
            None => Ok(self.answer(&call)),
            Some(Fault::Slow(milliseconds)) => {
                tokio::time::sleep(Duration::from_millis(milliseconds)).await;
                Ok(self.answer(&call))
            }
            Some(Fault::Refused) => Ok(refusal(&call)),
            Some(Fault::Throttled) => Ok(throttle(&call)),
            Some(Fault::LostBefore) => Err(lost()),
            Some(Fault::LostAfter) => {
                self.answer(&call);
                Err(lost())
            }
            Some(Fault::Late) => {
                self.late.lock().unwrap().push((Due::of(&call), call));
                Err(lost())
            }
            Some(Fault::Half) => Ok(self.half(&call)),
            Some(Fault::DeadBefore) => self.die().await,
            Some(Fault::DeadAfter) => {
                self.answer(&call);
                self.die().await
            }
        }
    }

    fn answer(&self, call: &Call) -> HttpResponse {
        response(self.answer_to(call))
    }

    /// What the service answers, without any fault.
    pub(crate) fn answer_to(&self, call: &Call) -> Answer {
        match call.service() {
            "DynamoDB" => {
                let (status, json) = dynamo::answer(&self.database, call.operation(), &call.body);
                Answer::json(status, json)
            }
            _ => self.cloud.answer(call),
        }
    }

    /// Does what was taken for lost; all of it, or what has waited for long enough.
    pub(crate) fn deliver_late(&self, all: bool) {
        let mut due = Vec::new();
        self.late.lock().unwrap().retain_mut(|(when, call)| {
            let has_come = when.has_come() || all;
            if has_come {
                due.push(call.clone());
            }
            !has_come
        });
        for call in due {
            self.answer(&call);
        }
    }

    /// The first half of a batch, with the rest told as not done.
    fn half(&self, call: &Call) -> HttpResponse {
        let unprocessed = match call.operation() {
            "BatchWriteItem" => "UnprocessedItems",
            "BatchGetItem" => "UnprocessedKeys",
            _ => return self.answer(call),
        };
        let mut done: Value = serde_json::from_slice(&call.body).unwrap();
        let mut rest = done["RequestItems"].clone();
        let lists = |value: &mut Value| -> Vec<Value> {
            let (_, of_table) = value.as_object_mut().unwrap().iter_mut().next().unwrap();
            let list = if of_table.is_array() { of_table } else { &mut of_table["Keys"] };
            std::mem::take(list.as_array_mut().unwrap())
        };
        let all = lists(&mut done["RequestItems"]);
        lists(&mut rest);
        let (first, second) = all.split_at(all.len().div_ceil(2));
        let put = |value: &mut Value, list: &[Value]| {
            let (_, of_table) = value.as_object_mut().unwrap().iter_mut().next().unwrap();
            *(if of_table.is_array() { of_table } else { &mut of_table["Keys"] }) = Value::from(list.to_vec());
        };
        put(&mut done["RequestItems"], first);
        put(&mut rest, second);
        let (status, json) = dynamo::answer(&self.database, call.operation(), done.to_string().as_bytes());
        let mut answer: Value = serde_json::from_str(&json).unwrap();
        if status == 200 && !second.is_empty() {
            answer[unprocessed] = rest;
        }
        response(Answer::json(status, answer.to_string()))
    }

    async fn die(&self) -> Result<HttpResponse, ConnectorError> {
        LIFE.with(|life| life.death.notify_one());
        std::future::pending().await
    }
}

fn response(answer: Answer) -> HttpResponse {
    let mut response = HttpResponse::new(StatusCode::try_from(answer.status).unwrap(), SdkBody::from(answer.body));
    for (name, value) in answer.headers {
        response.headers_mut().insert(name, value);
    }
    response
}

fn refusal(call: &Call) -> HttpResponse {
    response(match call.service() {
        "S3" => Answer::text(500, "<Error><Code>InternalError</Code><Message>trouble</Message></Error>".to_owned()),
        "SNS" => Answer::text(500, "<ErrorResponse><Error><Code>InternalError</Code></Error></ErrorResponse>".to_owned()),
        _ => Answer::json(500, r#"{"__type":"InternalServerError","message":"trouble"}"#),
    })
}

fn throttle(call: &Call) -> HttpResponse {
    response(match (call.service(), call.operation()) {
        ("S3", _) => Answer::text(503, "<Error><Code>SlowDown</Code><Message>too much</Message></Error>".to_owned()),
        ("SNS", _) => Answer::text(400, "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>".to_owned()),
        ("DynamoDB", "TransactWriteItems") => {
            let cancelled = r#"{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"cancelled",
                "CancellationReasons":[{"Code":"TransactionConflict","Message":"another one is at it"}]}"#;
            Answer::json(400, cancelled)
        }
        ("DynamoDB", _) => Answer::json(400, r#"{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"too much"}"#),
        _ => Answer::json(400, r#"{"__type":"ThrottlingException","message":"too much"}"#),
    })
}

impl HttpConnector for Wire {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let call = Call::read(&request);
        let fault = self.faults.of(&call);
        HttpConnectorFuture::new(self.clone().act(call, fault))
    }
}

impl HttpClient for Wire {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}
