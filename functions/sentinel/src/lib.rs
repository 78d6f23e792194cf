//! Looks after the invariants while the system works: at stock that changed, at what the table's stream
//! showed to be wrong, and every hour at some of everything.
//!
//! On failure: the look is made again; a finding is noted once. Records of the stream come again as a
//! whole: then some looks are made twice.

use std::collections::{BTreeMap, BTreeSet};

use domain::identity::StoreScope;
use domain::ids::{Sku, StoreId};
use jiff::Timestamp;
use lambda_runtime::Error;
use runtime::Started;
use runtime::batch::{self, Batch};
use serde_json::Value;
use services::messages::{Envelope, SentinelMessage};
use storage::stream;

/// A batch of the queue, records of the table's stream, or the schedule's tick.
pub async fn handle(started: &Started, event: Value, _deadline: Timestamp) -> Result<batch::Response, Error> {
    let Some(records) = event["Records"].as_array() else {
        // Boxed: the compiler follows unboxed futures only so deep.
        Box::pin(started.app.inspect_all((started.now)())).await?;
        return Ok(batch::Response::default());
    };
    if records.iter().any(|record| record.get("dynamodb").is_some()) {
        ask_for_looks(started, records).await?;
        return Ok(batch::Response::default());
    }
    let batch: Batch = serde_json::from_value(event)?;
    Ok(batch::each(batch, |message| look(started, message)).await)
}

/// One look for each SKU whose stock changed, however often it did.
async fn ask_for_looks(started: &Started, records: &[Value]) -> Result<(), services::Error> {
    let mut changed: BTreeMap<StoreId, BTreeSet<Sku>> = BTreeMap::new();
    for (store, sku) in records.iter().filter_map(|record| level_of(&record["dynamodb"]["NewImage"])) {
        changed.entry(store).or_default().insert(sku);
    }
    for (store, skus) in changed {
        let organisation = started.app.organisation_of(&store).await?;
        started.app.look_later(&StoreScope::of_message(organisation, store), &skus, (started.now)()).await?;
    }
    Ok(())
}

fn level_of(image: &Value) -> Option<(StoreId, Sku)> {
    let item = stream::image(image).filter(|item| stream::kind(item).is_ok_and(|kind| kind == "level"))?;
    Some((stream::store(&item)?, item.get("sku")?.as_s().ok()?.parse().ok()?))
}

async fn look(started: &Started, message: Envelope<SentinelMessage>) -> Result<(), services::Error> {
    let Started { app, now, .. } = started;
    let scope = message.scope();
    match message.body {
        SentinelMessage::InspectStock { skus, since } => {
            for sku in &skus {
                Box::pin(app.inspect_stock(&scope, sku, since, now())).await?;
            }
        }
        SentinelMessage::Report { violations } => {
            for violation in violations {
                Box::pin(app.report(&scope, violation, now())).await?;
            }
        }
    }
    Ok(())
}
