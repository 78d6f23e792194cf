//! Reads the table's stream: changes that somebody waits for become messages, what happened to
//! orders is published, and announced to webhooks.
//!
//! On failure: the records come again from the first that failed; what was sent already is sent
//! twice, and every receiver does it once. Records that cannot be read are logged and passed over:
//! they would come for ever.

use std::collections::HashMap;

use aws_sdk_sns::types::{MessageAttributeValue, PublishBatchRequestEntry};
use domain::ids::{OrgId, StoreId};
use jiff::Timestamp;
use lambda_runtime::Error;
use runtime::{Started, batch};
use serde::Deserialize;
use serde_json::Value;
use services::relay::{News, Published, Route, Watched, routes, routes_of_deleted};
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

/// Records of the stream.
pub async fn handle(started: &Started, event: Value, _deadline: Timestamp) -> Result<batch::Response, Error> {
    let stream: Stream = serde_json::from_value(event)?;
    let mut organisations = HashMap::new();
    let mut news = News::default();
    let mut failures = Vec::new();
    for record in stream.records {
        if let Err(error) = relay(started, &record.dynamodb, &mut organisations, &mut news).await {
            tracing::error!(%error, "a change could not be relayed and will come again");
            failures.push(batch::Failure { item_identifier: record.dynamodb.sequence_number });
            break;
        }
    }
    publish(started, &news.published).await?;
    started.app.send_on(news.announced).await?;
    started.app.tell_people(news.told).await?;
    Ok(batch::Response { failures })
}

async fn relay(
    started: &Started,
    change: &Change,
    organisations: &mut HashMap<StoreId, OrgId>,
    news: &mut News,
) -> Result<(), services::Error> {
    let old = change.old.as_ref().and_then(watched);
    let (store, routes): (StoreId, Vec<Route>) = match (change.new.as_ref(), old) {
        (Some(new), old) => match watched(new) {
            Some((store, new)) => {
                let routes = routes(&store, old.map(|(_, old)| old).as_ref(), &new);
                (store, routes)
            }
            None => return Ok(()),
        },
        (None, Some((store, old))) => (store, routes_of_deleted(&old)),
        (None, None) => return Ok(()),
    };
    if routes.is_empty() {
        return Ok(());
    }
    let organisation = match organisations.get(&store) {
        Some(organisation) => organisation.clone(),
        None => started.app.organisation_of(&store).await?,
    };
    organisations.insert(store.clone(), organisation.clone());
    started.app.relay(organisation, store, routes, news).await
}

/// The item of a change, if it is of a kind that somebody waits for.
fn watched(image: &Value) -> Option<(StoreId, Watched)> {
    let item = stream::image(image)?;
    let store = stream::store(&item)?;
    let read = match stream::kind(&item).ok()? {
        "level" => storage::stock::read_level(&item).map(Watched::Level),
        "import" => stream::document(&item).map(Watched::Import),
        "batch" => stream::document(&item).map(Watched::Batch),
        "reconciliation" => stream::document(&item).map(Watched::Reconciliation),
        "order" => stream::document(&item).map(Watched::Order),
        "count" => stream::document(&item).map(Watched::Count),
        "finding" => stream::document(&item).map(Watched::Finding),
        "return" => stream::document(&item).map(Watched::Return),
        "webhook" => stream::document(&item).map(Watched::Webhook),
        _ => return None,
    };
    read.map_err(|error| tracing::error!(%error, "an item of the stream cannot be read")).ok().map(|watched| (store, watched))
}

async fn publish(started: &Started, news: &[Published]) -> Result<(), Error> {
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
        let sent = started.sns.publish_batch().topic_arn(topic).set_publish_batch_request_entries(Some(entries)).send().await?;
        if let Some(failed) = sent.failed().first() {
            return Err(format!("the topic refused an event: {}", failed.code()).into());
        }
    }
    Ok(())
}
