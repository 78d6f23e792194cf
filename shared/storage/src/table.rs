//! The table: items in and out, conditions, pages, transactions. Contexts build on these few calls.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config;
use aws_sdk_dynamodb::config::retry::{RetryConfig, RetryPartition, TokenBucket};
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::builders::PutItemFluentBuilder;
use aws_sdk_dynamodb::operation::put_item::{PutItemError, PutItemOutput};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{
    AttributeValue, Delete, KeysAndAttributes, Put, PutRequest, ReturnValuesOnConditionCheckFailure, Select, TransactWriteItem,
    WriteRequest,
};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use futures::future::BoxFuture;
use futures::{FutureExt, TryStreamExt};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::keys::Key;
use crate::meter::Metered;
use crate::pack::{pack, unpack};

/// An item as DynamoDB gives it.
pub type Item = HashMap<String, AttributeValue>;

/// What can go wrong between us and the table. People never see these texts.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The item is not as the writer believed: it exists, does not exist, or has another version.
    #[error("the item changed meanwhile")]
    Conflict,
    /// A list was asked to go on from a place that does not exist.
    #[error("the cursor is not one of ours")]
    BadCursor,
    /// The store did not answer, or not in time; trying again may help.
    #[error("{doing}: {source}")]
    Unavailable {
        /// What was tried.
        doing: &'static str,
        /// The cause.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// What was read is not what was once written.
    #[error("item {key} cannot be read: {why}")]
    Corrupt {
        /// Where it lies.
        key: String,
        /// The cause.
        why: String,
    },
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Where the list goes on; None at its end.
    pub next: Option<String>,
}

/// How many there are of something, as far as anybody looked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// Those that were counted.
    pub n: usize,
    /// Whether there may be more.
    pub at_least: bool,
}

impl<T> Page<T> {
    /// The page with each item turned into something else.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), next: self.next }
    }
}

/// The single table.
#[derive(Debug, Clone)]
pub struct Table {
    pub(crate) client: Client,
    pub(crate) name: String,
}

/// How fresh what is read must be. Lately costs half, and may miss the writes of the last moment: for
/// those whom a condition of their own write, or whoever comes next, puts right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Everything that was written before is seen.
    Now,
    /// Most of it.
    Lately,
}

/// Which way a list runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Forward,
    Backward,
}

/// A query of one partition of the table or of an index.
#[derive(Debug, Clone)]
pub(crate) struct Query<'a> {
    pub(crate) index: Option<&'static str>,
    pub(crate) pk: String,
    pub(crate) prefix: &'a str,
    /// Inclusive bounds of the sort key instead of a prefix.
    pub(crate) between: Option<(String, String)>,
    pub(crate) direction: Direction,
    pub(crate) limit: i32,
    pub(crate) cursor: Option<&'a str>,
    pub(crate) consistent: bool,
}

impl<'a> Query<'a> {
    pub(crate) fn of(pk: String) -> Self {
        Self { index: None, pk, prefix: "", between: None, direction: Direction::Forward, limit: 1000, cursor: None, consistent: false }
    }

    pub(crate) fn index(self, index: &'static str) -> Self {
        Self { index: Some(index), ..self }
    }

    pub(crate) fn prefix(self, prefix: &'a str) -> Self {
        Self { prefix, ..self }
    }

    pub(crate) fn between(self, from: String, to: String) -> Self {
        Self { between: Some((from, to)), ..self }
    }

    pub(crate) fn backward(self) -> Self {
        Self { direction: Direction::Backward, ..self }
    }

    pub(crate) fn page(self, limit: usize, cursor: Option<&'a str>) -> Self {
        Self { limit: i32::try_from(limit).unwrap_or(i32::MAX), cursor, ..self }
    }

    pub(crate) fn consistent(self) -> Self {
        Self { consistent: true, ..self }
    }
}

pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

pub(crate) fn number(value: impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// An item of the usual form: key, type, version, packed document.
pub(crate) fn document<T: Serialize>(key: &Key, kind: &'static str, version: u64, value: &T) -> Item {
    HashMap::from([
        ("pk".to_owned(), text(&key.pk)),
        ("sk".to_owned(), text(&key.sk)),
        ("type".to_owned(), text(kind)),
        ("version".to_owned(), number(version)),
        ("doc".to_owned(), AttributeValue::B(Blob::new(pack(value)))),
    ])
}

/// The value inside an item of the usual form.
pub(crate) fn read<T: DeserializeOwned>(item: &Item) -> Result<T, Error> {
    let corrupt = |why: String| Error::Corrupt { key: key_text(item), why };
    let doc = item.get("doc").and_then(|value| value.as_b().ok()).ok_or_else(|| corrupt("no document".to_owned()))?;
    unpack(doc.as_ref()).map_err(corrupt)
}

pub(crate) fn text_of<'a>(item: &'a Item, name: &str) -> Result<&'a str, Error> {
    item.get(name)
        .and_then(|value| value.as_s().ok())
        .map(String::as_str)
        .ok_or_else(|| Error::Corrupt { key: key_text(item), why: format!("no text {name}") })
}

pub(crate) fn number_of<T: std::str::FromStr>(item: &Item, name: &str) -> Result<T, Error> {
    item.get(name)
        .and_then(|value| value.as_n().ok())
        .and_then(|digits| digits.parse().ok())
        .ok_or_else(|| Error::Corrupt { key: key_text(item), why: format!("no number {name}") })
}

fn key_text(item: &Item) -> String {
    let part = |name| item.get(name).and_then(|value| value.as_s().ok()).map_or("?", String::as_str);
    format!("{}/{}", part("pk"), part("sk"))
}

/// Wraps a cause that trying again may cure.
pub(crate) fn unavailable<E: std::error::Error + Send + Sync + 'static>(doing: &'static str) -> impl Fn(E) -> Error {
    move |error| Error::Unavailable { doing, source: describe(&error).into() }
}

/// The whole chain of causes: the AWS client keeps the interesting part in the sources.
fn describe(error: &dyn std::error::Error) -> String {
    let mut chain = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        chain.push_str(": ");
        chain.push_str(&cause.to_string());
        source = cause.source();
    }
    chain
}

/// A failed condition is a conflict; anything else is trouble.
pub(crate) fn conflict_or<E, R>(doing: &'static str) -> impl Fn(SdkError<E, R>) -> Error
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    move |error| match error.code() {
        Some("ConditionalCheckFailedException") => Error::Conflict,
        _ => unavailable(doing)(error),
    }
}

/// What a conditional put came to. A failed condition is a conflict, unless the very item lies there:
/// then the first sending was done, its answer was lost, and the client sent it again.
fn put_or_found(item: &Item, sent: Result<PutItemOutput, SdkError<PutItemError>>, doing: &'static str) -> Result<(), Error> {
    let Err(error) = sent else { return Ok(()) };
    match error.as_service_error() {
        Some(PutItemError::ConditionalCheckFailedException(failed)) if failed.item.as_ref() == Some(item) => Ok(()),
        Some(PutItemError::ConditionalCheckFailedException(_)) => Err(Error::Conflict),
        _ => Err(unavailable(doing)(error)),
    }
}

impl Table {
    /// A table by its name.
    pub fn new(client: Client, name: impl Into<String>) -> Self {
        let metered = client.config().to_builder().interceptor(Metered::Table).build();
        Self { client: Client::from_conf(metered), name: name.into() }
    }

    pub(crate) async fn item(&self, key: &Key) -> Result<Option<Item>, Error> {
        self.item_as_of(Reading::Now, key).await
    }

    /// The same, of now or of lately.
    pub(crate) async fn item_as_of(&self, reading: Reading, key: &Key) -> Result<Option<Item>, Error> {
        let output = self
            .client
            .get_item()
            .table_name(&self.name)
            .key("pk", text(&key.pk))
            .key("sk", text(&key.sk))
            .consistent_read(reading == Reading::Now)
            .send()
            .await
            .map_err(unavailable("reading an item"))?;
        Ok(output.item)
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<T>, Error> {
        self.item(key).await?.as_ref().map(read).transpose()
    }

    /// Reads many items; the order of the answer is the table's own.
    pub(crate) async fn items(&self, keys: impl IntoIterator<Item = Key>) -> Result<Vec<Item>, Error> {
        self.items_as_of(Reading::Now, keys).await
    }

    /// The same, of now or of lately.
    pub(crate) async fn items_as_of(&self, reading: Reading, keys: impl IntoIterator<Item = Key>) -> Result<Vec<Item>, Error> {
        let mut keys: Vec<Key> = keys.into_iter().collect();
        keys.sort_by(|a, b| (&a.pk, &a.sk).cmp(&(&b.pk, &b.sk)));
        keys.dedup();
        let batches = keys.chunks(100).map(|batch| self.batch(reading, batch.to_vec()));
        let found = futures::future::try_join_all(batches).await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn batch(&self, reading: Reading, keys: Vec<Key>) -> Result<Vec<Item>, Error> {
        let mut found = Vec::with_capacity(keys.len());
        let mut rest: Vec<Item> =
            keys.into_iter().map(|key| HashMap::from([("pk".to_owned(), text(key.pk)), ("sk".to_owned(), text(key.sk))])).collect();
        let mut attempt = 0;
        while !rest.is_empty() {
            let wanted = KeysAndAttributes::builder().set_keys(Some(rest)).consistent_read(reading == Reading::Now).build();
            let wanted = wanted.map_err(unavailable("asking for a batch"))?;
            let request = self.client.batch_get_item().request_items(&self.name, wanted);
            let mut output = request.send().await.map_err(unavailable("reading a batch"))?;
            found.extend(output.responses.as_mut().and_then(|all| all.remove(&self.name)).unwrap_or_default());
            let unread = output.unprocessed_keys.as_mut().and_then(|all| all.remove(&self.name));
            rest = unread.map(|unread| unread.keys).unwrap_or_default();
            if !rest.is_empty() {
                attempt = pause("reading a batch", attempt).await?;
            }
        }
        Ok(found)
    }

    pub(crate) async fn query(&self, query: Query<'_>) -> Result<Page<Item>, Error> {
        // No sort key is as long, so none begins with it; DynamoDB refuses to look.
        if query.prefix.len() > MAX_KEY.1 {
            return Ok(Page { items: Vec::new(), next: None });
        }
        let output = self.asking(&query)?.send().await.map_err(unavailable("reading a list"))?;
        Ok(Page { items: output.items.unwrap_or_default(), next: output.last_evaluated_key.as_ref().map(write_cursor) })
    }

    /// A page of what `take` takes of a list, read on from the query's cursor until the page is full or [`MOST_SIFTED`] items
    /// were looked at: then it may be short, and still has a next one.
    pub(crate) async fn sift<T>(
        &self,
        query: Query<'_>,
        limit: usize,
        take: impl Fn(&Item) -> Result<Option<T>, Error>,
    ) -> Result<Page<T>, Error> {
        let place_names: Vec<String> = match query.index {
            None => vec!["pk".to_owned(), "sk".to_owned()],
            Some(index) => vec!["pk".to_owned(), "sk".to_owned(), format!("{index}pk"), format!("{index}sk")],
        };
        let mut taken = Vec::new();
        let mut cursor = query.cursor.map(str::to_owned);
        let mut n_seen = 0;
        loop {
            let found = self.query(Query { limit: SIFTED_AT_ONCE, cursor: cursor.as_deref(), ..query.clone() }).await?;
            n_seen += found.items.len();
            let fetched = if query.index.is_some() { self.whole(&found.items).await? } else { Vec::new() };
            for (index, item) in found.items.iter().enumerate() {
                let whole = if query.index.is_some() { fetched[index].as_ref() } else { Some(item) };
                let Some(value) = whole.map(&take).transpose()?.flatten() else { continue };
                taken.push(value);
                if taken.len() == limit {
                    let place = item
                        .iter()
                        .filter(|(name, _)| place_names.contains(name))
                        .map(|(name, value)| (name.clone(), value.clone()))
                        .collect();
                    let is_last = index + 1 == found.items.len() && found.next.is_none();
                    return Ok(Page { items: taken, next: (!is_last).then(|| write_cursor(&place)) });
                }
            }
            cursor = found.next;
            if cursor.is_none() || n_seen >= MOST_SIFTED {
                return Ok(Page { items: taken, next: cursor });
            }
        }
    }

    /// The items of an index's entries, which hold keys only, in their order; None where one is gone meanwhile.
    pub(crate) async fn whole(&self, entries: &[Item]) -> Result<Vec<Option<Item>>, Error> {
        let keys: Vec<Key> = entries.iter().map(key_of).collect::<Result<_, _>>()?;
        let items = self.items(keys.iter().cloned()).await?;
        let mut found: HashMap<Key, Item> = items.into_iter().map(|item| key_of(&item).map(|key| (key, item))).collect::<Result<_, _>>()?;
        Ok(keys.iter().map(|key| found.remove(key)).collect())
    }

    /// How many items a query has, counted until there are more than `most`. DynamoDB reads them and sends none.
    pub(crate) async fn count(&self, query: Query<'_>, most: usize) -> Result<Counted, Error> {
        let (mut n, mut cursor): (usize, Option<String>) = (0, None);
        loop {
            let page = Query { limit: i32::try_from(most + 1 - n).unwrap_or(i32::MAX), cursor: cursor.as_deref(), ..query.clone() };
            let output = self.asking(&page)?.select(Select::Count).send().await.map_err(unavailable("counting a list"))?;
            n += usize::try_from(output.count).unwrap_or_default();
            if n > most {
                return Ok(Counted { n: most, at_least: true });
            }
            cursor = output.last_evaluated_key.as_ref().map(write_cursor);
            if cursor.is_none() {
                return Ok(Counted { n, at_least: false });
            }
        }
    }

    fn asking(&self, query: &Query<'_>) -> Result<QueryFluentBuilder, Error> {
        let (pk_name, sk_name) = match query.index {
            None => ("pk".to_owned(), "sk".to_owned()),
            Some(index) => (format!("{index}pk"), format!("{index}sk")),
        };
        let mut request = self
            .client
            .query()
            .table_name(&self.name)
            .set_index_name(query.index.map(str::to_owned))
            .expression_attribute_names("#pk", &pk_name)
            .expression_attribute_values(":pk", text(&query.pk))
            .scan_index_forward(query.direction == Direction::Forward)
            .consistent_read(query.consistent)
            .limit(query.limit);
        request = if let Some((from, to)) = &query.between {
            request
                .key_condition_expression("#pk = :pk AND #sk BETWEEN :from AND :to")
                .expression_attribute_names("#sk", &sk_name)
                .expression_attribute_values(":from", text(from))
                .expression_attribute_values(":to", text(to))
        } else if query.prefix.is_empty() {
            request.key_condition_expression("#pk = :pk")
        } else {
            request
                .key_condition_expression("#pk = :pk AND begins_with(#sk, :sk)")
                .expression_attribute_names("#sk", &sk_name)
                .expression_attribute_values(":sk", text(query.prefix))
        };
        if let Some(cursor) = query.cursor {
            let start = read_cursor(cursor).filter(|start| is_place_in(start, query, &pk_name, &sk_name)).ok_or(Error::BadCursor)?;
            let start = start.into_iter().map(|(name, value)| (name, text(value))).collect();
            request = request.set_exclusive_start_key(Some(start));
        }
        Ok(request)
    }

    /// All items of a query, page after page.
    pub(crate) async fn query_all(&self, query: Query<'_>) -> Result<Vec<Item>, Error> {
        let mut items = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let page = self.query(Query { cursor: cursor.as_deref(), ..query.clone() }).await?;
            items.extend(page.items);
            cursor = page.next;
            if cursor.is_none() {
                return Ok(items);
            }
        }
    }

    /// Puts an item where there is none; [`Error::Conflict`] where there is another.
    pub(crate) async fn create(&self, item: Item) -> Result<(), Error> {
        let request = self.put_request(&item).condition_expression("attribute_not_exists(pk)");
        put_or_found(&item, request.send().await, "creating an item")
    }

    /// Puts an item in the place of the one with version `before`; [`Error::Conflict`] otherwise.
    pub(crate) async fn replace(&self, item: Item, before: u64) -> Result<(), Error> {
        let request = self
            .put_request(&item)
            .condition_expression("#version = :before")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":before", number(before));
        put_or_found(&item, request.send().await, "replacing an item")
    }

    fn put_request(&self, item: &Item) -> PutItemFluentBuilder {
        self.client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(item.clone()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
    }

    /// Puts an item in the place of exactly the one that was read; [`Error::Conflict`] where its document changed or it
    /// is gone.
    pub(crate) async fn put_over(&self, item: Item, there: &Item) -> Result<(), Error> {
        let doc = there.get("doc").cloned().ok_or_else(|| Error::Corrupt { key: key_text(there), why: "no document".to_owned() })?;
        let request = self.client.put_item().table_name(&self.name).set_item(Some(item));
        request
            .condition_expression("#doc = :there")
            .expression_attribute_names("#doc", "doc")
            .expression_attribute_values(":there", doc)
            .send()
            .await
            .map_err(conflict_or("taking an item over"))?;
        Ok(())
    }

    /// Puts an item, whatever was there.
    pub(crate) async fn put(&self, item: Item) -> Result<(), Error> {
        self.client.put_item().table_name(&self.name).set_item(Some(item)).send().await.map_err(unavailable("writing an item"))?;
        Ok(())
    }

    /// Puts many items, whatever was there, 25 a request.
    pub(crate) async fn put_many(&self, items: Vec<Item>) -> Result<(), Error> {
        all_of(items.chunks(25).map(|batch| self.put_batch(batch.to_vec()))).await
    }

    async fn put_batch(&self, items: Vec<Item>) -> Result<(), Error> {
        let write = |item| {
            let put = PutRequest::builder().set_item(Some(item)).build().expect("the item is set");
            WriteRequest::builder().put_request(put).build()
        };
        let mut rest: Vec<WriteRequest> = items.into_iter().map(write).collect();
        let mut attempt = 0;
        loop {
            let sent = self.client.batch_write_item().request_items(&self.name, rest).send().await;
            let mut output = sent.map_err(unavailable("writing a batch"))?;
            rest = output.unprocessed_items.as_mut().and_then(|all| all.remove(&self.name)).unwrap_or_default();
            if rest.is_empty() {
                return Ok(());
            }
            attempt = pause("writing a batch", attempt).await?;
        }
    }

    /// Removes an item; none there is as good.
    pub(crate) async fn delete(&self, key: &Key) -> Result<(), Error> {
        let request = self.client.delete_item().table_name(&self.name).key("pk", text(&key.pk)).key("sk", text(&key.sk));
        request.send().await.map_err(unavailable("removing an item"))?;
        Ok(())
    }

    /// Removes the item of a version; another one, or none, is left as it is.
    pub(crate) async fn delete_version(&self, key: &Key, version: u64) -> Result<(), Error> {
        let request = self.client.delete_item().table_name(&self.name).key("pk", text(&key.pk)).key("sk", text(&key.sk));
        let request = request
            .condition_expression("#version = :version")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":version", number(version));
        match request.send().await.map_err(SdkError::into_service_error) {
            Ok(_) | Err(DeleteItemError::ConditionalCheckFailedException(_)) => Ok(()),
            Err(error) => Err(unavailable("removing an item")(error)),
        }
    }

    /// Writes everything or nothing. [`Error::Conflict`] where a condition does not hold; other
    /// transactions on the same items are waited for.
    pub(crate) async fn transact(&self, actions: Vec<TransactWriteItem>) -> Result<(), Error> {
        let mut attempt = 0;
        loop {
            let request = self.client.transact_write_items().set_transact_items(Some(actions.clone()));
            let Err(error) = request.send().await else { return Ok(()) };
            match error.as_service_error() {
                Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                    let codes: Vec<&str> = cancelled.cancellation_reasons().iter().filter_map(|reason| reason.code()).collect();
                    if codes.contains(&"ConditionalCheckFailed") {
                        return Err(Error::Conflict);
                    }
                    if !codes
                        .iter()
                        .any(|code| matches!(*code, "TransactionConflict" | "ThrottlingError" | "ProvisionedThroughputExceeded"))
                    {
                        return Err(unavailable("writing a transaction")(error));
                    }
                }
                Some(TransactWriteItemsError::TransactionInProgressException(_)) => {}
                _ => return Err(unavailable("writing a transaction")(error)),
            }
            attempt = pause("writing a transaction", attempt).await?;
        }
    }

    pub(crate) fn put_action(&self, item: Item) -> aws_sdk_dynamodb::types::builders::PutBuilder {
        Put::builder().table_name(&self.name).set_item(Some(item))
    }

    /// An action that creates an item.
    pub(crate) fn create_action(&self, item: Item) -> TransactWriteItem {
        let put = self.put_action(item).condition_expression("attribute_not_exists(pk)").build();
        TransactWriteItem::builder().put(put.expect("table and item are set")).build()
    }

    /// An action that puts an item, whatever was there.
    pub(crate) fn put_over_action(&self, item: Item) -> TransactWriteItem {
        TransactWriteItem::builder().put(self.put_action(item).build().expect("table and item are set")).build()
    }

    /// An action that removes an item that is there.
    pub(crate) fn remove_action(&self, key: &Key) -> TransactWriteItem {
        let delete = Delete::builder().table_name(&self.name).key("pk", text(&key.pk)).key("sk", text(&key.sk));
        let delete = delete.condition_expression("attribute_exists(pk)").build();
        TransactWriteItem::builder().delete(delete.expect("table and key are set")).build()
    }

    /// An action that replaces the item of version `before`, or creates it where that is 0.
    pub(crate) fn write_action(&self, item: Item, before: u64) -> TransactWriteItem {
        if before == 0 { self.create_action(item) } else { self.replace_action(item, before) }
    }

    /// An action that replaces the item of version `before`.
    pub(crate) fn replace_action(&self, item: Item, before: u64) -> TransactWriteItem {
        let put = self
            .put_action(item)
            .condition_expression("#version = :before")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":before", number(before))
            .build();
        TransactWriteItem::builder().put(put.expect("table and item are set")).build()
    }
}

/// Waits before the next attempt, longer each time, with a spread that differs between callers;
/// gives up after about ten seconds.
pub(crate) async fn pause(doing: &'static str, attempt: u32) -> Result<u32, Error> {
    if attempt >= 12 {
        return Err(Error::Unavailable { doing, source: "still busy after many attempts".into() });
    }
    let base = 4_u64 << attempt.min(8);
    // The address of a local differs between tasks: enough to keep them out of step.
    let spread = u64::try_from(std::ptr::from_ref(&base).addr() / 16).unwrap_or(0) % base.max(1);
    tokio::time::sleep(Duration::from_millis(base + spread)).await;
    Ok(attempt + 1)
}

/// How many items of a list are read at once to be sifted.
const SIFTED_AT_ONCE: i32 = 200;

/// How many items a single page may cost: a filter that hardly anything passes is answered in steps.
const MOST_SIFTED: usize = 2_000;

/// The primary key inside an item, or an index's entry.
pub(crate) fn key_of(item: &Item) -> Result<Key, Error> {
    Ok(Key { pk: text_of(item, "pk")?.to_owned(), sk: text_of(item, "sk")?.to_owned() })
}

/// A place in a list, as text that means nothing to its bearer.
fn write_cursor(key: &Item) -> String {
    let plain: HashMap<&str, &str> = key.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_s().ok()?.as_str()))).collect();
    BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(&plain).expect("texts"))
}

/// The longest partition key and sort key of DynamoDB, in bytes.
pub(crate) const MAX_KEY: (usize, usize) = (2048, 1024);

fn read_cursor(cursor: &str) -> Option<HashMap<String, String>> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// Whether a cursor, which anybody can write, is a place that this very query could have stopped at. DynamoDB refuses
/// others as invalid requests; and one that names another partition, or an item of another store, is not ours to follow.
fn is_place_in(start: &HashMap<String, String>, query: &Query<'_>, pk_name: &str, sk_name: &str) -> bool {
    let names: &[&str] = if query.index.is_some() { &["pk", "sk", pk_name, sk_name] } else { &["pk", "sk"] };
    let fits = |name: &str, max: usize| start.get(name).is_some_and(|value| (1..=max).contains(&value.len()));
    let is_key =
        start.len() == names.len() && names.iter().all(|name| fits(name, if name.ends_with("pk") { MAX_KEY.0 } else { MAX_KEY.1 }));
    is_key
        && start[pk_name] == query.pk
        && owner(&start["pk"]) == owner(&query.pk)
        && match &query.between {
            Some((from, to)) => (from..=to).contains(&&start[sk_name]),
            None => start[sk_name].starts_with(query.prefix),
        }
}

/// The store or organisation that a partition key begins with.
fn owner(pk: &str) -> &str {
    let end = pk.match_indices('#').nth(1).map_or(pk.len(), |(at, _)| at);
    &pk[..end]
}

/// A client that takes it patiently when DynamoDB refuses or does not answer: again and again, longer each time. A partition
/// takes 1,000 units a second, and what a file brings in one go is over in minutes: waiting is right, giving up would
/// bring the whole chunk again.
pub fn patient(client: config::Builder) -> config::Builder {
    let again = RetryConfig::standard()
        .with_max_attempts(10)
        .with_initial_backoff(Duration::from_millis(50))
        .with_max_backoff(Duration::from_secs(5));
    client.retry_config(again).retry_partition(quota())
}

/// How often all calls together may be made again: as often as they need. It is bounded by how much is under way at once; the client's
/// own quota of 100 is used up by a busy table within a second, and then every call fails that is refused.
pub fn quota() -> RetryPartition {
    RetryPartition::custom("table").token_bucket(TokenBucket::unlimited()).build()
}

/// How many requests one function keeps under way at once.
const AT_ONCE: usize = 32;

/// Runs many calls, some at a time; the first error ends it. Boxed, because the compiler cannot see
/// through callers' closures that such a future may change its thread.
pub(crate) fn all_of<'a, F>(calls: impl IntoIterator<Item = F, IntoIter: Send + 'a>) -> BoxFuture<'a, Result<(), Error>>
where
    F: Future<Output = Result<(), Error>> + Send + 'a,
{
    futures::stream::iter(calls.into_iter().map(Ok)).try_for_each_concurrent(AT_ONCE, |call| call).boxed()
}
