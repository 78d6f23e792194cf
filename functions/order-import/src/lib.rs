//! Takes up files from the drop and cuts them into chunks of drafts.
//!
//! Woken by S3's notifications through a queue, by its own messages to go on with a file, and every
//! minute to look for files that no notification told of.
//!
//! On failure: the file stays where it is, in the drop or in its import; the message comes again
//! and the import goes on from its checkpoint.

use jiff::Timestamp;
use lambda_runtime::Error;
use runtime::Started;
use runtime::batch::{self, Batch};
use serde::Deserialize;
use serde_json::Value;
use services::messages::{Envelope, ImportMessage};

/// A batch of the queue, or the schedule's tick.
pub async fn handle(started: &Started, event: Value, deadline: Timestamp) -> Result<batch::Response, Error> {
    if event.get("Records").is_none() {
        started.app.sweep_drop((started.now)()).await?;
        return Ok(batch::Response::default());
    }
    let batch: Batch = serde_json::from_value(event)?;
    Ok(batch::each(batch, |message| take(started, message, deadline)).await)
}

/// What comes through the queue.
#[derive(Deserialize)]
#[serde(untagged)]
enum Message {
    /// From ourselves.
    Own(Envelope<ImportMessage>),
    /// From S3.
    Dropped {
        #[serde(rename = "Records")]
        records: Vec<Dropped>,
    },
    /// S3 tries a new notification out; there is nothing to do.
    Test {
        #[serde(rename = "Event")]
        _event: String,
    },
}

#[derive(Deserialize)]
struct Dropped {
    s3: S3,
}

#[derive(Deserialize)]
struct S3 {
    object: Object,
}

#[derive(Deserialize)]
struct Object {
    key: String,
}

async fn take(started: &Started, message: Message, deadline: Timestamp) -> Result<(), services::Error> {
    let Started { app, now, .. } = started;
    match message {
        Message::Own(envelope) => {
            let ImportMessage::ContinueImport { import } = envelope.body;
            let (scope, now) = (envelope.scope(), now());
            app.metered(&scope, now, app.read_import(&scope, import, now, deadline)).await
        }
        Message::Dropped { records } => {
            for record in records {
                let key = decoded(&record.s3.object.key);
                app.receive_file(&key, now()).await?;
            }
            Ok(())
        }
        Message::Test { .. } => Ok(()),
    }
}

/// Keys in S3's notifications are form-encoded: `+` is a space, `%XX` a byte.
fn decoded(key: &str) -> String {
    let mut bytes = Vec::with_capacity(key.len());
    let mut rest = key.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let (byte, tail) = match (first, tail) {
            (b'+', tail) => (b' ', tail),
            (b'%', [high, low, tail @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => (high << 4 | low, tail),
                _ => (b'%', &rest[1..]),
            },
            (byte, tail) => (*byte, tail),
        };
        bytes.push(byte);
        rest = tail;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_decoded_as_s3_encodes_them() {
        assert_eq!(decoded("drop/a/in/my+file%282%29%C5%82.csv"), "drop/a/in/my file(2)ł.csv");
        assert_eq!(decoded("100%"), "100%");
        assert_eq!(decoded("%zz"), "%zz");
    }

    #[test]
    fn every_kind_of_message_is_told_apart() {
        let own =
            r#"{"organisation":"meridian","store":"online-retail","do":"continue_import","import":"imp_00000000000000000000000000000001"}"#;
        assert!(matches!(serde_json::from_str(own).unwrap(), Message::Own(_)));
        let dropped =
            r#"{"Records":[{"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"drop/a/in/b.csv","size":1}}}]}"#;
        assert!(matches!(serde_json::from_str(dropped).unwrap(), Message::Dropped { .. }));
        let test = r#"{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"b"}"#;
        assert!(matches!(serde_json::from_str(test).unwrap(), Message::Test { .. }));
    }
}
