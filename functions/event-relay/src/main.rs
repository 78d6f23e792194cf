//! Reads the table's stream: changes that somebody waits for become messages, what happened to
//! orders is published.
//!
//! On failure: the records come again from the first that failed; what was sent already is sent
//! twice, and every receiver does it once. Records that cannot be read are logged and passed over:
//! they would come for ever.

use std::collections::HashMap;

use aws_sdk_sns::types::{MessageAttributeValue, PublishBatchRequestEntry};
use domain::ids::{OrgId, StoreId};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use runtime::{Started, batch};
use serde::Deserialize;
use serde_json::Value;
use services::relay::{Published, Route, Watched, routes};
use storage::stream;

/// SNS takes so many messages at once.
const PUBLISHED_AT_ONCE: usize = 10;

#[derive(Deserialize)]
struct Stream {
    #[serde(rename = "Records")]
    records: Vec<Record>,
}

#[derive(Deserialize)]
struct Record {
    dynamodb: Change,
}

#[derive(Deserialize)]
struct Change {
    #[serde(rename = "SequenceNumber", default)]
    sequence_number: String,
    #[serde(rename = "OldImage")]
    old: Option<Value>,
    #[serde(rename = "NewImage")]
    new: Option<Value>,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let started = runtime::start().await;
    let (started, sns) = (&started, &aws_sdk_sns::Client::new(&started.aws));
    run(service_fn(|event: LambdaEvent<Stream>| async move {
        let mut organisations = HashMap::new();
        let mut news = Vec::new();
        for record in event.payload.records {
            match relay(started, &record.dynamodb, &mut organisations).await {
                Ok(published) => news.extend(published),
                Err(error) => {
                    tracing::error!(%error, "a change could not be relayed and will come again");
                    publish(started, sns, &news).await?;
                    let failure = batch::Failure { item_identifier: record.dynamodb.sequence_number };
                    return Ok::<_, Error>(batch::Response { failures: vec![failure] });
                }
            }
        }
        publish(started, sns, &news).await?;
        Ok(batch::Response::default())
    }))
    .await
}

async fn relay(started: &Started, change: &Change, organisations: &mut HashMap<StoreId, OrgId>) -> Result<Vec<Published>, services::Error> {
    let Some((store, new)) = change.new.as_ref().and_then(watched) else { return Ok(Vec::new()) };
    let old = change.old.as_ref().and_then(watched).map(|(_, old)| old);
    let routes: Vec<Route> = routes(old.as_ref(), &new);
    if routes.is_empty() {
        return Ok(Vec::new());
    }
    let organisation = match organisations.get(&store) {
        Some(organisation) => organisation.clone(),
        None => started.app.organisation_of(&store).await?,
    };
    organisations.insert(store.clone(), organisation.clone());
    started.app.relay(organisation, store, routes).await
}

/// The item of a change, if it is of a kind that somebody waits for.
fn watched(image: &Value) -> Option<(StoreId, Watched)> {
    let item = stream::image(image)?;
    let store = stream::store(&item)?;
    let read = match stream::kind(&item).ok()? {
        "level" => storage::stock::read_level(&item).map(Watched::Level),
        "import" => stream::document(&item).map(Watched::Import),
        "batch" => stream::document(&item).map(Watched::Batch),
        "order" => stream::document(&item).map(Watched::Order),
        _ => return None,
    };
    read.map_err(|error| tracing::error!(%error, "an item of the stream cannot be read")).ok().map(|watched| (store, watched))
}

async fn publish(started: &Started, sns: &aws_sdk_sns::Client, news: &[Published]) -> Result<(), Error> {
    let Some(topic) = &started.config.events_topic else { return Ok(()) };
    for some in news.chunks(PUBLISHED_AT_ONCE) {
        let entries = some
            .iter()
            .enumerate()
            .map(|(index, published)| {
                let store = MessageAttributeValue::builder().data_type("String").string_value(&published.store).build()?;
                let text = serde_json::to_string(published)?;
                let entry = PublishBatchRequestEntry::builder().id(index.to_string()).message(text).message_attributes("store", store);
                Ok(entry.build()?)
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let sent = sns.publish_batch().topic_arn(topic).set_publish_batch_request_entries(Some(entries)).send().await?;
        if let Some(failed) = sent.failed().first() {
            return Err(format!("the topic refused an event: {}", failed.code()).into());
        }
    }
    Ok(())
}
