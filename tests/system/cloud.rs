//! S3, SQS, SES, SNS and Cognito, as far as we use them, in process.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use crate::clock;
use crate::pool::Pool;
use crate::wire::{Answer, Call};

/// What lies in the bucket, waits in queues, was mailed and published.
#[derive(Debug, Default)]
pub struct Cloud {
    inside: Mutex<Inside>,
}

#[derive(Debug, Default)]
struct Inside {
    files: BTreeMap<String, File>,
    /// Of files that are being written piece by piece.
    pieces: BTreeMap<String, BTreeMap<u32, Vec<u8>>>,
    messages: Vec<Message>,
    /// What failed for good, by the queue's name.
    dead: BTreeMap<String, Vec<Dead>>,
    /// Holdings of dead letters that were given out.
    holdings: u64,
    mails: Vec<Vec<u8>>,
    published: BTreeSet<String>,
    pool: Pool,
    /// Like S3's tag and time together: every writing of a key is told apart.
    writes: u64,
}

#[derive(Debug, Clone)]
struct File {
    bytes: Vec<u8>,
    tag: u64,
    written_at: Timestamp,
}

/// A message that failed for good.
#[derive(Debug, Clone)]
struct Dead {
    id: String,
    body: String,
    sent_at: Timestamp,
    visible_at: Timestamp,
    /// The last holding; an older one is good for nothing.
    handle: String,
}

/// A message in a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Which queue.
    pub queue: String,
    /// Its text.
    pub body: String,
    /// From when on a function sees it.
    pub visible_at: Timestamp,
    /// How often a function has had it.
    pub received: u32,
}

impl Cloud {
    /// Takes everything that waits, in the order of sending: (queue, text).
    pub fn take_messages(&self) -> Vec<(String, String)> {
        let messages = std::mem::take(&mut self.inside.lock().unwrap().messages);
        messages.into_iter().map(|message| (message.queue, message.body)).collect()
    }

    /// Takes the message at a place among those that are visible; None where fewer are.
    pub fn take_visible(&self, now: Timestamp, place: usize) -> Option<Message> {
        let messages = &mut self.inside.lock().unwrap().messages;
        let index = messages.iter().enumerate().filter(|(_, message)| message.visible_at <= now).nth(place)?.0;
        Some(messages.remove(index))
    }

    /// Messages that a function could have, and all.
    pub fn waiting(&self, now: Timestamp) -> (usize, usize) {
        let messages = &self.inside.lock().unwrap().messages;
        (messages.iter().filter(|message| message.visible_at <= now).count(), messages.len())
    }

    /// Puts a message into a queue, new or again.
    pub fn send(&self, message: Message) {
        self.inside.lock().unwrap().messages.push(message);
    }

    /// Puts a message among a queue's dead letters, as SQS does after the last attempt.
    pub fn bury(&self, queue: &str, id: &str, body: &str) {
        let now = clock::now();
        let dead = Dead { id: id.to_owned(), body: body.to_owned(), sent_at: now, visible_at: now, handle: String::new() };
        self.inside.lock().unwrap().dead.entry(format!("{queue}-dead")).or_default().push(dead);
    }

    /// Ids of a queue's dead letters, in the order in which they came.
    pub fn buried(&self, queue: &str) -> Vec<String> {
        let inside = self.inside.lock().unwrap();
        inside.dead.get(&format!("{queue}-dead")).into_iter().flatten().map(|dead| dead.id.clone()).collect()
    }

    /// Puts a file into the bucket, as somebody from outside does.
    pub fn put_file(&self, key: &str, bytes: Vec<u8>) {
        let inside = &mut *self.inside.lock().unwrap();
        inside.writes += 1;
        inside.files.insert(key.to_owned(), File { bytes, tag: inside.writes, written_at: clock::now() });
    }

    /// Raw mails in the order of sending.
    pub fn mails(&self) -> Vec<Vec<u8>> {
        self.inside.lock().unwrap().mails.clone()
    }

    /// Ids of the events that were published.
    pub fn published(&self) -> BTreeSet<String> {
        self.inside.lock().unwrap().published.clone()
    }

    /// Looks at the user pool, or does something to it from outside.
    pub fn pool<T>(&self, with: impl FnOnce(&mut Pool) -> T) -> T {
        with(&mut self.inside.lock().unwrap().pool)
    }

    /// Keys in the bucket.
    pub fn keys(&self) -> Vec<String> {
        self.inside.lock().unwrap().files.keys().cloned().collect()
    }

    /// A file's bytes.
    pub fn file(&self, key: &str) -> Vec<u8> {
        self.inside.lock().unwrap().files[key].bytes.clone()
    }

    pub(crate) fn answer(&self, call: &Call) -> Answer {
        let mut inside = self.inside.lock().unwrap();
        match call.service() {
            "SQS" => inside.queue(call.operation(), &call.body),
            "SES" => inside.mail(&call.body),
            "SNS" => inside.publish(&call.body),
            "Cognito" => inside.pool.answer(call.operation(), &call.body),
            _ => inside.bucket(call),
        }
    }
}

impl Inside {
    fn queue(&mut self, operation: &str, body: &[u8]) -> Answer {
        let sent: Value = serde_json::from_slice(body).unwrap();
        let queue = sent["QueueUrl"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        if operation != "SendMessage" {
            return self.dead_letters(operation, &queue, &sent);
        }
        let visible_at = clock::now() + sent["DelaySeconds"].as_i64().unwrap_or(0).seconds();
        self.messages.push(Message { queue, body: sent["MessageBody"].as_str().unwrap().to_owned(), visible_at, received: 0 });
        Answer::json(200, r#"{"MessageId":"m","MD5OfMessageBody":""}"#)
    }

    fn dead_letters(&mut self, operation: &str, queue: &str, asked: &Value) -> Answer {
        let (now, dead) = (clock::now(), self.dead.entry(queue.to_owned()).or_default());
        let until = |seconds: &Value| now + seconds.as_i64().unwrap().seconds();
        let answer = match operation {
            "GetQueueAttributes" => {
                let (visible, held): (Vec<&Dead>, Vec<&Dead>) = dead.iter().partition(|dead| dead.visible_at <= now);
                let (visible, held) = (visible.len().to_string(), held.len().to_string());
                json!({"Attributes": {"ApproximateNumberOfMessages": visible, "ApproximateNumberOfMessagesNotVisible": held}})
            }
            "ReceiveMessage" => {
                let most = usize::try_from(asked["MaxNumberOfMessages"].as_u64().unwrap()).unwrap();
                let mut messages = Vec::new();
                for one in dead.iter_mut().filter(|one| one.visible_at <= now).take(most) {
                    self.holdings += 1;
                    (one.visible_at, one.handle) = (until(&asked["VisibilityTimeout"]), format!("holding {}", self.holdings));
                    let attributes = json!({"SentTimestamp": one.sent_at.as_millisecond().to_string()});
                    messages.push(json!({"MessageId": one.id, "ReceiptHandle": one.handle, "Body": one.body, "Attributes": attributes}));
                }
                json!({"Messages": messages})
            }
            "ChangeMessageVisibilityBatch" => {
                for entry in asked["Entries"].as_array().unwrap() {
                    let held = dead.iter_mut().find(|one| entry["ReceiptHandle"] == one.handle);
                    held.into_iter().for_each(|held| held.visible_at = until(&entry["VisibilityTimeout"]));
                }
                json!({"Successful": [], "Failed": []})
            }
            "DeleteMessage" => {
                dead.retain(|one| asked["ReceiptHandle"] != one.handle);
                json!({})
            }
            other => panic!("SQS is not asked for {other} yet"),
        };
        Answer::json(200, answer.to_string())
    }

    fn mail(&mut self, body: &[u8]) -> Answer {
        let sent: Value = serde_json::from_slice(body).unwrap();
        self.mails.push(BASE64_STANDARD.decode(sent["Content"]["Raw"]["Data"].as_str().unwrap()).unwrap());
        Answer::json(200, r#"{"MessageId":"mail"}"#)
    }

    fn publish(&mut self, body: &[u8]) -> Answer {
        let form = String::from_utf8(body.to_vec()).unwrap();
        let mut members = String::new();
        for pair in form.split('&').filter(|pair| pair.contains(".Message=")) {
            let (name, value) = pair.split_once('=').unwrap();
            let news: Value = serde_json::from_str(&decoded(&value.replace('+', " "))).unwrap();
            self.published.insert(news["id"].as_str().unwrap().to_owned());
            let number: usize = name.split('.').nth(2).unwrap().parse().unwrap();
            members.push_str(&format!("<member><Id>{}</Id><MessageId>n</MessageId></member>", number - 1));
        }
        let xml = format!(
            "<PublishBatchResponse><PublishBatchResult><Failed/><Successful>{members}</Successful></PublishBatchResult></PublishBatchResponse>"
        );
        Answer::text(200, xml)
    }

    fn bucket(&mut self, call: &Call) -> Answer {
        let (path, query) = call.path.split_once('?').unwrap_or((&call.path, ""));
        let (_, key) = path.trim_start_matches('/').split_once('/').unwrap_or_default();
        let key = decoded(key);
        if key.is_empty() {
            return Answer::text(200, self.list(query));
        }
        let missing = || Answer::text(404, "<Error><Code>NoSuchKey</Code></Error>".to_owned());
        match call.method.as_str() {
            "POST" if query.starts_with("uploads") => {
                self.writes += 1;
                let upload = format!("<UploadId>{}</UploadId>", self.writes);
                Answer::text(200, format!("<InitiateMultipartUploadResult>{upload}</InitiateMultipartUploadResult>"))
            }
            "POST" => {
                let pieces = self.pieces.remove(&parameter(query, "uploadId")).unwrap_or_default();
                self.writes += 1;
                let bytes = pieces.into_values().flatten().collect();
                self.files.insert(key, File { bytes, tag: self.writes, written_at: clock::now() });
                Answer::text(200, "<CompleteMultipartUploadResult/>".to_owned())
            }
            "PUT" if query.contains("uploadId=") => {
                let number: u32 = parameter(query, "partNumber").parse().unwrap();
                self.pieces.entry(parameter(query, "uploadId")).or_default().insert(number, call.body.clone());
                Answer { status: 200, headers: vec![("etag", format!("\"{number}\""))], body: Vec::new() }
            }
            "PUT" => {
                let bytes = match call.header("x-amz-copy-source") {
                    None => call.body.clone(),
                    Some(source) => {
                        let source = decoded(source);
                        let Some(file) = self.files.get(source.trim_start_matches('/').split_once('/').unwrap().1) else {
                            return missing();
                        };
                        let wanted = call.header("x-amz-copy-source-if-match");
                        if wanted.is_some_and(|tag| tag.trim_matches('"') != file.tag.to_string()) {
                            return Answer::text(412, "<Error><Code>PreconditionFailed</Code></Error>".to_owned());
                        }
                        file.bytes.clone()
                    }
                };
                if call.header("if-none-match").is_some() && self.files.contains_key(&key) {
                    return Answer::text(412, "<Error><Code>PreconditionFailed</Code></Error>".to_owned());
                }
                self.writes += 1;
                self.files.insert(key, File { bytes, tag: self.writes, written_at: clock::now() });
                Answer::text(200, "<CopyObjectResult><ETag>\"c\"</ETag></CopyObjectResult>".to_owned())
            }
            "DELETE" => {
                let is_another = |file: &File| call.header("if-match").is_some_and(|tag| tag.trim_matches('"') != file.tag.to_string());
                if self.files.get(&key).is_some_and(is_another) {
                    return Answer::text(412, "<Error><Code>PreconditionFailed</Code></Error>".to_owned());
                }
                self.files.remove(&key);
                Answer::text(204, String::new())
            }
            method => {
                let Some(file) = self.files.get(&key) else { return missing() };
                let body = if method == "GET" { file.bytes.clone() } else { Vec::new() };
                let headers = vec![
                    ("etag", format!("\"{}\"", file.tag)),
                    ("last-modified", file.written_at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()),
                    ("content-length", file.bytes.len().to_string()),
                ];
                Answer { status: 200, headers, body }
            }
        }
    }

    fn list(&self, query: &str) -> String {
        let (prefix, delimiter) = (parameter(query, "prefix"), parameter(query, "delimiter"));
        let below = self.files.keys().filter(|key| key.starts_with(&prefix));
        let mut entries: Vec<String> = below
            .map(|key| match key[prefix.len()..].split_once('/') {
                Some((folder, _)) if !delimiter.is_empty() => {
                    format!("<CommonPrefixes><Prefix>{prefix}{folder}/</Prefix></CommonPrefixes>")
                }
                _ => format!("<Contents><Key>{key}</Key></Contents>"),
            })
            .collect();
        entries.dedup();
        format!("<ListBucketResult><IsTruncated>false</IsTruncated>{}</ListBucketResult>", entries.concat())
    }
}

/// A parameter of a query, or nothing.
fn parameter(query: &str, name: &str) -> String {
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).map(decoded).unwrap_or_default()
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
