//! Batches of queue messages: the business function sees one message, the batch is ours.

use futures::future::join_all;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What SQS hands to a function.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Batch {
    /// The messages.
    #[serde(rename = "Records", default)]
    pub records: Vec<Record>,
}

/// One message.
#[derive(Debug, Clone, Deserialize)]
pub struct Record {
    /// SQS's id of it.
    #[serde(rename = "messageId")]
    pub message_id: String,
    /// Its text.
    pub body: String,
}

/// Which messages SQS shall deliver again. The others are done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Response {
    /// Those that failed.
    #[serde(rename = "batchItemFailures")]
    pub failures: Vec<Failure>,
}

/// A message that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// SQS's id of it.
    #[serde(rename = "itemIdentifier")]
    pub item_identifier: String,
}

/// Runs the handler for each message. A message that fails, or that cannot be read, is reported
/// for redelivery; after its last attempt the queue moves it to the dead letters, where an alarm
/// rings and it can be replayed. Its neighbours are not held up.
pub async fn each<T, F>(batch: Batch, handle: impl Fn(T) -> F) -> Response
where
    T: DeserializeOwned,
    F: Future<Output = Result<(), services::Error>>,
{
    let runs = batch.records.iter().map(|record| {
        let message = serde_json::from_str::<T>(&record.body);
        let run = message.map(&handle);
        async move {
            match run {
                Ok(run) => run.await.map_err(|error| report(&record.message_id, &error)).is_ok(),
                Err(error) => {
                    tracing::error!(message_id = record.message_id, %error, "a message cannot be read");
                    false
                }
            }
        }
    });
    let done = join_all(runs).await;
    let failed = batch.records.iter().zip(done).filter(|(_, is_done)| !is_done);
    Response { failures: failed.map(|(record, _)| Failure { item_identifier: record.message_id.clone() }).collect() }
}

/// Logs a failure once, with all its causes.
fn report(message_id: &str, error: &dyn std::error::Error) {
    let mut causes = String::new();
    let mut source = error.source();
    while let Some(cause) = source {
        causes.push_str(": ");
        causes.push_str(&cause.to_string());
        source = cause.source();
    }
    tracing::error!(message_id, error = %format!("{error}{causes}"), "a message failed and will come again");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_failed_and_unreadable_messages_come_again() {
        let record = |id: &str, body: &str| Record { message_id: id.to_owned(), body: body.to_owned() };
        let batch = Batch { records: vec![record("good", "1"), record("bad", "2"), record("garbage", "{")] };
        let response = each(batch, |n: u32| async move { if n == 1 { Ok(()) } else { Err(services::Error::Changed) } }).await;
        let ids: Vec<&str> = response.failures.iter().map(|failure| failure.item_identifier.as_str()).collect();
        assert_eq!(ids, ["bad", "garbage"]);
    }
}
