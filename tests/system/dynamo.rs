//! DynamoDB in process: the operations that we use, on a database of the world's own.

use aws_sdk_dynamodb::error::BoxError;
use dynoxide::errors::DynoxideError;
use dynoxide::{Database, actions};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::TABLE;

/// What DynamoDB answers: status and JSON.
pub(crate) fn answer(database: &Database, operation: &str, body: &[u8]) -> (u16, String) {
    match run(database, operation, body) {
        Ok(json) => (200, json),
        Err(error) => match error.downcast::<DynoxideError>() {
            Ok(error) => (error.status_code(), error.to_json()),
            Err(error) => panic!("{operation}: {error}"),
        },
    }
}

fn run(database: &Database, operation: &str, body: &[u8]) -> Result<String, BoxError> {
    fn on<Q: DeserializeOwned, A: Serialize>(body: &[u8], act: impl FnOnce(Q) -> Result<A, DynoxideError>) -> Result<String, BoxError> {
        Ok(serde_json::to_string(&act(serde_json::from_slice(body)?)?)?)
    }
    match operation {
        "CreateTable" => on(body, |request| database.create_table(request)),
        "PutItem" => on(body, |request| database.put_item(request)),
        "GetItem" => on(body, |request| database.get_item(request)),
        "DeleteItem" => on(body, |request| database.delete_item(request)),
        "UpdateItem" => on(body, |request| database.update_item(request)),
        "Query" => on(body, |request| database.query(request)),
        "Scan" => on(body, |request| database.scan(request)),
        "BatchGetItem" => on(body, |request| database.batch_get_item(request)),
        "BatchWriteItem" => on(body, |request| database.batch_write_item(request)),
        "TransactWriteItems" => on(body, |request| database.transact_write_items(request)),
        other => Err(format!("we do not use {other}").into()),
    }
}

/// The table's stream, read from its beginning, record after record.
#[derive(Debug, Default)]
pub(crate) struct StreamReader {
    iterator: Option<String>,
}

impl StreamReader {
    /// The next records as DynamoDB hands them to a function; none at the stream's end, or where the table has none.
    pub(crate) fn next(&mut self, database: &Database, limit: usize) -> Vec<Value> {
        let Some(iterator) = self.iterator.take().or_else(|| begin(database)) else { return Vec::new() };
        let request = actions::get_records::GetRecordsRequest { shard_iterator: iterator, limit: Some(limit) };
        let found = database.get_records(request).expect("the stream can be read");
        self.iterator = found.next_shard_iterator;
        found.records.iter().map(|record| serde_json::to_value(record).expect("a record is JSON")).collect()
    }
}

fn begin(database: &Database) -> Option<String> {
    let ask = |json: Value| json.to_string();
    let streams = database.list_streams(serde_json::from_str(&ask(serde_json::json!({"TableName": TABLE}))).expect("a question"));
    let arn = streams.expect("streams can be listed").streams.first()?.stream_arn.clone();
    let described = database.describe_stream(serde_json::from_str(&ask(serde_json::json!({"StreamArn": arn}))).expect("a question"));
    let described = serde_json::to_value(described.expect("the stream is described")).expect("it is JSON");
    let shard = described["StreamDescription"]["Shards"][0]["ShardId"].as_str().expect("the stream has a shard").to_owned();
    let question = serde_json::json!({"StreamArn": arn, "ShardId": shard, "ShardIteratorType": "TRIM_HORIZON"});
    let iterator = database.get_shard_iterator(serde_json::from_str(&ask(question)).expect("a question"));
    iterator.expect("the shard can be read").shard_iterator
}
