//! S3, SQS and SES, as far as we use them, over HTTP.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Request, Response, StatusCode, Uri};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

/// What lies in the bucket, waits in queues and was mailed.
#[derive(Default)]
pub struct Cloud {
    files: Mutex<BTreeMap<String, File>>,
    messages: Mutex<Vec<(String, String)>>,
    mails: Mutex<Vec<Vec<u8>>>,
    writes: AtomicU64,
}

struct File {
    bytes: Bytes,
    tag: u64,
}

impl Cloud {
    /// Takes everything that waits, in the order of sending: (queue, text).
    pub fn take_messages(&self) -> Vec<(String, String)> {
        std::mem::take(&mut *self.messages.lock().unwrap())
    }

    /// Raw mails in the order of sending.
    pub fn mails(&self) -> Vec<Vec<u8>> {
        self.mails.lock().unwrap().clone()
    }

    /// Keys in the bucket.
    pub fn keys(&self) -> Vec<String> {
        self.files.lock().unwrap().keys().cloned().collect()
    }

    /// A file's bytes.
    pub fn file(&self, key: &str) -> Vec<u8> {
        self.files.lock().unwrap()[key].bytes.to_vec()
    }
}

pub(super) async fn serve(cloud: Arc<Cloud>) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().fallback(answer).with_state(cloud);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    endpoint
}

macro_rules! client {
    ($name:ident, $sdk:ident $(, $setting:ident($value:expr))*) => {
        pub(super) fn $name(endpoint: &str) -> $sdk::Client {
            let config = $sdk::Config::builder()
                .behavior_version(BehaviorVersion::latest())
                .region(Region::new("eu-west-2"))
                .credentials_provider(Credentials::new("test", "test", None, None, "test"))
                .endpoint_url(endpoint)
                $(.$setting($value))*
                .build();
            $sdk::Client::from_conf(config)
        }
    };
}

client!(dynamo, aws_sdk_dynamodb);
client!(sqs, aws_sdk_sqs);
client!(ses, aws_sdk_sesv2);
client!(s3, aws_sdk_s3, force_path_style(true), request_checksum_calculation(aws_sdk_s3::config::RequestChecksumCalculation::WhenRequired));

async fn answer(State(cloud): State<Arc<Cloud>>, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    if let Some(target) = parts.headers.get("x-amz-target") {
        assert_eq!(target, "AmazonSQS.SendMessage");
        return queue(&cloud, &body);
    }
    if parts.uri.path().starts_with("/v2/email/") {
        return mail(&cloud, &body);
    }
    bucket(&cloud, &parts.method, &parts.uri, &parts.headers, body)
}

fn queue(cloud: &Cloud, body: &[u8]) -> Response<Body> {
    let message: Value = serde_json::from_slice(body).unwrap();
    let queue = message["QueueUrl"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    cloud.messages.lock().unwrap().push((queue, message["MessageBody"].as_str().unwrap().to_owned()));
    json(r#"{"MessageId":"m","MD5OfMessageBody":""}"#)
}

fn mail(cloud: &Cloud, body: &[u8]) -> Response<Body> {
    let message: Value = serde_json::from_slice(body).unwrap();
    let raw = message["Content"]["Raw"]["Data"].as_str().unwrap();
    cloud.mails.lock().unwrap().push(BASE64_STANDARD.decode(raw).unwrap());
    json(r#"{"MessageId":"mail"}"#)
}

fn json(text: &'static str) -> Response<Body> {
    Response::builder().header("content-type", "application/x-amz-json-1.0").body(Body::from(text)).unwrap()
}

fn bucket(cloud: &Cloud, method: &Method, uri: &Uri, headers: &HeaderMap, body: Bytes) -> Response<Body> {
    let status = |status: StatusCode, text: String| Response::builder().status(status).body(Body::from(text)).unwrap();
    let mut files = cloud.files.lock().unwrap();
    let (_, key) = uri.path().trim_start_matches('/').split_once('/').unwrap_or_default();
    let key = decoded(key);
    if key.is_empty() {
        return status(StatusCode::OK, list(&files, uri.query().unwrap_or_default()));
    }
    let missing = || status(StatusCode::NOT_FOUND, "<Error><Code>NoSuchKey</Code></Error>".to_owned());
    match *method {
        Method::PUT if headers.contains_key("x-amz-copy-source") => {
            let source = decoded(headers["x-amz-copy-source"].to_str().unwrap());
            let (_, from) = source.split_once('/').unwrap();
            let Some(bytes) = files.get(from).map(|file| file.bytes.clone()) else { return missing() };
            let tag = files.len() as u64;
            files.insert(key, File { bytes, tag });
            status(StatusCode::OK, "<CopyObjectResult><ETag>\"c\"</ETag></CopyObjectResult>".to_owned())
        }
        Method::PUT => {
            if headers.contains_key("if-none-match") && files.contains_key(&key) {
                return status(StatusCode::PRECONDITION_FAILED, "<Error><Code>PreconditionFailed</Code></Error>".to_owned());
            }
            // Like S3's tag and time together: every writing of a key is told apart.
            let tag = cloud.writes.fetch_add(1, Ordering::Relaxed);
            files.insert(key, File { bytes: body, tag });
            status(StatusCode::OK, String::new())
        }
        Method::DELETE => {
            files.remove(&key);
            status(StatusCode::NO_CONTENT, String::new())
        }
        Method::GET | Method::HEAD => match files.get(&key) {
            None => missing(),
            Some(file) => Response::builder()
                .header("etag", format!("\"{}\"", file.tag))
                .header("last-modified", "Sat, 21 Nov 2026 10:00:00 GMT")
                .header("content-length", file.bytes.len())
                .body(if *method == Method::GET { Body::from(file.bytes.clone()) } else { Body::empty() })
                .unwrap(),
        },
        _ => status(StatusCode::METHOD_NOT_ALLOWED, String::new()),
    }
}

fn list(files: &BTreeMap<String, File>, query: &str) -> String {
    let parameter =
        |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).map(decoded).unwrap_or_default();
    let (prefix, delimiter) = (parameter("prefix"), parameter("delimiter"));
    let below = files.keys().filter(|key| key.starts_with(&prefix));
    let mut entries: Vec<String> = below
        .map(|key| match key[prefix.len()..].split_once('/') {
            Some((folder, _)) if !delimiter.is_empty() => format!("<CommonPrefixes><Prefix>{prefix}{folder}/</Prefix></CommonPrefixes>"),
            _ => format!("<Contents><Key>{key}</Key></Contents>"),
        })
        .collect();
    entries.dedup();
    format!("<ListBucketResult><IsTruncated>false</IsTruncated>{}</ListBucketResult>", entries.concat())
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        if *first == b'%' && tail.len() >= 2 {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&tail[..2]).unwrap(), 16).unwrap());
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).unwrap()
}
