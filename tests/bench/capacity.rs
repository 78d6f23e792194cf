//! DynamoDB's limits, which the engine in process does not have: so many write units a second for each partition key,
//! of the table and of each index, and for the whole table. A request beyond them is refused as DynamoDB refuses it, in
//! the AWS client's HTTP layer; what an accepted one costs is what the engine says.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_smithy_http_client::Builder;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use serde_json::{Value, json};

/// Write units a second.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) partition: u64,
    pub(crate) table: u64,
}

/// What went over the wire.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    pub(crate) requests: AtomicU64,
    pub(crate) refused: AtomicU64,
    /// Write units, in tenths.
    tenths: AtomicU64,
    buckets: Mutex<HashMap<String, Bucket>>,
}

impl Meter {
    pub(crate) fn write_units(&self) -> u64 {
        self.tenths.load(Ordering::Relaxed) / 10
    }
}

/// What a partition may still write; below zero it is being refused.
#[derive(Debug)]
struct Bucket {
    tenths: i64,
    at: Instant,
}

/// A client of a DynamoDB with limits; without any it only counts.
pub(crate) fn client(endpoint: &str, limits: Option<Limits>) -> (aws_sdk_dynamodb::Client, Arc<Meter>) {
    let meter = Arc::new(Meter::default());
    let http = Limited { inner: Builder::new().build_http(), limits, meter: Arc::clone(&meter) };
    let config = storage::table::patient(aws_sdk_dynamodb::Config::builder())
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-2"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .endpoint_url(endpoint)
        .http_client(http)
        .build();
    (aws_sdk_dynamodb::Client::from_conf(config), meter)
}

#[derive(Debug, Clone)]
struct Limited {
    inner: SharedHttpClient,
    limits: Option<Limits>,
    meter: Arc<Meter>,
}

impl HttpClient for Limited {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(LimitedConnector { inner, limits: self.limits, meter: Arc::clone(&self.meter) })
    }
}

#[derive(Debug, Clone)]
struct LimitedConnector {
    inner: SharedHttpConnector,
    limits: Option<Limits>,
    meter: Arc<Meter>,
}

impl HttpConnector for LimitedConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let this = self.clone();
        HttpConnectorFuture::new(async move { this.answer(request).await })
    }
}

impl LimitedConnector {
    async fn answer(self, mut request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        self.meter.requests.fetch_add(1, Ordering::Relaxed);
        let operation = request.headers().get("x-amz-target").and_then(|target| target.rsplit('.').next()).unwrap_or_default().to_owned();
        if !matches!(operation.as_str(), "PutItem" | "UpdateItem" | "DeleteItem" | "BatchWriteItem" | "TransactWriteItems") {
            return self.inner.call(request).await;
        }
        let mut body: Value = serde_json::from_slice(request.body().bytes().unwrap_or_default()).unwrap();
        let keys = partitions(&body);
        if self.limits.is_some_and(|limits| self.is_exhausted(&keys, limits)) {
            self.meter.refused.fetch_add(1, Ordering::Relaxed);
            return Ok(refusal());
        }
        body["ReturnConsumedCapacity"] = "INDEXES".into();
        let text = body.to_string();
        request.headers_mut().insert("content-length", text.len().to_string());
        *request.body_mut() = SdkBody::from(text);
        let mut response = self.inner.call(request).await?;
        let answer =
            ByteStream::new(response.take_body()).collect().await.map_err(|error| ConnectorError::io(Box::new(error)))?.into_bytes();
        let units = consumed(&serde_json::from_slice(&answer).unwrap_or_default());
        self.charge(&keys, units, self.limits);
        *response.body_mut() = SdkBody::from(answer);
        Ok(response)
    }

    fn is_exhausted(&self, keys: &[String], limits: Limits) -> bool {
        let mut buckets = self.meter.buckets.lock().unwrap();
        let table = String::new();
        keys.iter().chain([&table]).any(|key| {
            let rate = i64::try_from(if key.is_empty() { limits.table } else { limits.partition }).unwrap() * 10;
            let bucket = buckets.entry(key.clone()).or_insert_with(|| Bucket { tenths: rate, at: Instant::now() });
            let ms = i64::try_from(bucket.at.elapsed().as_millis()).unwrap();
            if ms > 0 {
                bucket.tenths = (bucket.tenths + rate * ms / 1_000).min(rate);
                bucket.at += std::time::Duration::from_millis(u64::try_from(ms).unwrap());
            }
            bucket.tenths <= 0
        })
    }

    /// Takes the units off the table, and off the partitions in equal shares: items of a batch cost about the same.
    fn charge(&self, keys: &[String], tenths: u64, limits: Option<Limits>) {
        self.meter.tenths.fetch_add(tenths, Ordering::Relaxed);
        if limits.is_none() {
            return;
        }
        let mut buckets = self.meter.buckets.lock().unwrap();
        let tenths = i64::try_from(tenths).unwrap();
        let share = tenths / i64::try_from(keys.len().max(1)).unwrap();
        for key in keys {
            if let Some(bucket) = buckets.get_mut(key) {
                bucket.tenths -= share;
            }
        }
        if let Some(table) = buckets.get_mut("") {
            table.tenths -= tenths;
        }
    }
}

/// The partition keys, of the table and of indexes, that a request writes to.
fn partitions(body: &Value) -> Vec<String> {
    let mut keys = Vec::new();
    collect(body, &mut keys);
    keys
}

fn collect(value: &Value, keys: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match (name.as_str(), member["S"].as_str()) {
                    ("pk", Some(key)) => keys.push(format!("table {key}")),
                    ("gsi1pk" | "gsi2pk" | "gsi3pk", Some(key)) => keys.push(format!("{name} {key}")),
                    _ => collect(member, keys),
                }
            }
        }
        Value::Array(members) => members.iter().for_each(|member| collect(member, keys)),
        _ => {}
    }
}

/// Write units of an answer, in tenths.
fn consumed(answer: &Value) -> u64 {
    let units = |capacity: &Value| capacity["CapacityUnits"].to_string().parse::<rust_decimal::Decimal>().unwrap_or_default();
    let sum = match &answer["ConsumedCapacity"] {
        Value::Array(all) => all.iter().map(units).sum(),
        one => units(one),
    };
    u64::try_from(sum * rust_decimal::Decimal::TEN).unwrap_or(0)
}

fn refusal() -> HttpResponse {
    let body = json!({
        "__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
        "message": "The level of configured provisioned throughput for the table was exceeded.",
    });
    let mut response = HttpResponse::new(StatusCode::try_from(400).unwrap(), SdkBody::from(body.to_string()));
    response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
    response
}
