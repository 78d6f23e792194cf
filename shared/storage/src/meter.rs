//! Counts what calls of AWS use: the clients that [`crate::Table`] and its like are made of are
//! [`metered`](Metered), and add to the [`measured`] piece of work that makes the call, however many
//! run beside each other.
//!
//! DynamoDB tells what it charges for; a refused condition it charges without telling, so that is
//! counted as one unit a write, two in a transaction.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use aws_sdk_dynamodb::config::interceptors::{
    BeforeSerializationInterceptorContextMut, BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextRef,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_sdk_dynamodb::operation::batch_get_item::{BatchGetItemInput, BatchGetItemOutput};
use aws_sdk_dynamodb::operation::batch_write_item::{BatchWriteItemInput, BatchWriteItemOutput};
use aws_sdk_dynamodb::operation::delete_item::{DeleteItemError, DeleteItemInput, DeleteItemOutput};
use aws_sdk_dynamodb::operation::get_item::{GetItemInput, GetItemOutput};
use aws_sdk_dynamodb::operation::put_item::{PutItemError, PutItemInput, PutItemOutput};
use aws_sdk_dynamodb::operation::query::{QueryInput, QueryOutput};
use aws_sdk_dynamodb::operation::transact_write_items::{TransactWriteItemsError, TransactWriteItemsInput, TransactWriteItemsOutput};
use aws_sdk_dynamodb::operation::update_item::{UpdateItemError, UpdateItemInput, UpdateItemOutput};
use aws_sdk_dynamodb::types::{ConsumedCapacity, ReturnConsumedCapacity};
use domain::costs::{Spent, Usage};

tokio::task_local! {
    static SPENT: (Instant, Arc<Mutex<Spent>>);
}

/// Runs a piece of work and answers also what it used. A piece inside of a piece counts in both.
/// Work that is spawned onto a task of its own is not seen.
pub async fn measured<F: Future>(work: F) -> (F::Output, Spent) {
    let spent = Arc::new(Mutex::new(Spent::default()));
    let begun = Instant::now();
    // Boxed: pieces are large, and stand inside of others.
    let output = SPENT.scope((begun, Arc::clone(&spent)), Box::pin(work)).await;
    let spent = *spent.lock().unwrap_or_else(PoisonError::into_inner);
    add_all(spent);
    // Thousandths of milliseconds are microseconds. Time inside of time is not added twice.
    (output, Spent { usage: Usage { function_ms: microseconds(begun), ..spent.usage }, ..spent })
}

/// Notes that the piece of work brought in orders.
pub fn accepted(orders: u64) {
    add_all(Spent { orders, ..Spent::default() });
}

/// What the piece of work that this is a part of has used so far.
pub fn spent() -> Usage {
    SPENT.try_with(|(_, spent)| spent.lock().unwrap_or_else(PoisonError::into_inner).usage).unwrap_or_default()
}

/// The same with the time that it took so far: for work that has the function to itself.
pub fn spent_with_time() -> Usage {
    let us = SPENT.try_with(|(begun, _)| microseconds(*begun)).unwrap_or_default();
    Usage { function_ms: us, ..spent() }
}

/// Thousandths of milliseconds.
fn microseconds(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX)
}

fn add(usage: Usage) {
    add_all(Spent { usage, ..Spent::default() });
}

fn add_all(more: Spent) {
    // Nobody measures: nothing to add to.
    let _ = SPENT.try_with(|(_, spent)| {
        let mut spent = spent.lock().unwrap_or_else(PoisonError::into_inner);
        *spent = spent.plus(more);
    });
}

/// Which service a client calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metered {
    /// DynamoDB.
    Table,
    /// S3.
    Files,
    /// SQS.
    Queues,
    /// SES.
    Mail,
}

impl Intercept for Metered {
    fn name(&self) -> &'static str {
        "Metered"
    }

    fn modify_before_serialization(
        &self,
        context: &mut BeforeSerializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        macro_rules! ask {
            ($($input:ty),*) => {$(
                if let Some(input) = context.input_mut().downcast_mut::<$input>() {
                    input.return_consumed_capacity = Some(ReturnConsumedCapacity::Total);
                    return Ok(());
                }
            )*};
        }
        if *self == Self::Table {
            ask!(
                GetItemInput,
                PutItemInput,
                UpdateItemInput,
                QueryInput,
                BatchGetItemInput,
                BatchWriteItemInput,
                TransactWriteItemsInput,
                DeleteItemInput
            );
        }
        Ok(())
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        const ONE: u64 = 1_000;
        let request = context.request();
        let mut used = Usage { bytes: request.body().content_length().unwrap_or(0).saturating_mul(ONE), ..Usage::default() };
        match self {
            Self::Table => used.table_requests = ONE,
            Self::Files => match request.method() {
                "GET" if request.uri().contains("list-type") => used.file_writes = ONE,
                "GET" | "HEAD" => used.file_reads = ONE,
                // S3 removes files free of charge.
                "DELETE" => {}
                _ => used.file_writes = ONE,
            },
            Self::Queues => used.queue_requests = ONE,
            Self::Mail => used.mails = ONE,
        }
        add(used);
        Ok(())
    }

    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if *self == Self::Table {
            add(match context.output_or_error() {
                Some(Ok(output)) => capacity(output),
                Some(Err(error)) => error.as_operation_error().map(refused).unwrap_or_default(),
                None => Usage::default(),
            });
        }
        Ok(())
    }
}

/// What DynamoDB says that it charges.
fn capacity(output: &aws_smithy_runtime_api::client::interceptors::context::Output) -> Usage {
    macro_rules! one {
        ($(($output:ty, $kind:ident)),*) => {$(
            if let Some(output) = output.downcast_ref::<$output>() {
                return output.consumed_capacity().map(|capacity| $kind(std::slice::from_ref(capacity))).unwrap_or_default();
            }
        )*};
    }
    macro_rules! many {
        ($(($output:ty, $kind:ident)),*) => {$(
            if let Some(output) = output.downcast_ref::<$output>() {
                return $kind(output.consumed_capacity());
            }
        )*};
    }
    one!((GetItemOutput, read), (QueryOutput, read), (PutItemOutput, written), (UpdateItemOutput, written), (DeleteItemOutput, written));
    many!((BatchGetItemOutput, read), (BatchWriteItemOutput, written), (TransactWriteItemsOutput, written));
    Usage::default()
}

fn read(capacities: &[ConsumedCapacity]) -> Usage {
    Usage { read_units: units(capacities), ..Usage::default() }
}

fn written(capacities: &[ConsumedCapacity]) -> Usage {
    Usage { write_units: units(capacities), ..Usage::default() }
}

#[expect(clippy::disallowed_types, clippy::cast_possible_truncation, reason = "DynamoDB tells halves of units as floats")]
fn units(capacities: &[ConsumedCapacity]) -> u64 {
    let units: f64 = capacities.iter().filter_map(ConsumedCapacity::capacity_units).sum();
    (units * 1_000.0).round().max(0.0) as u64
}

/// What is charged for a condition that did not hold.
fn refused(error: &aws_smithy_runtime_api::client::interceptors::context::Error) -> Usage {
    let is_refused = matches!(error.downcast_ref(), Some(PutItemError::ConditionalCheckFailedException(_)))
        || matches!(error.downcast_ref(), Some(UpdateItemError::ConditionalCheckFailedException(_)))
        || matches!(error.downcast_ref(), Some(DeleteItemError::ConditionalCheckFailedException(_)));
    let n = match error.downcast_ref() {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => 2 * cancelled.cancellation_reasons().len() as u64,
        _ => u64::from(is_refused),
    };
    Usage { write_units: n * 1_000, ..Usage::default() }
}
