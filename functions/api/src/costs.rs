//! What a store's orders cost in the cloud, as it is shown; and what the API itself uses for a store.

pub(crate) mod show;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use domain::costs::{Cost as Priced, PRICES, Spent, Usage};
use domain::identity::{Identity, StoreScope};
use domain::ids::StoreId;
use http::StatusCode;
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::Serialize;
use storage::meter::measured;
use utoipa::ToSchema;

use crate::state::Api;

/// What something used of the cloud. Units are decimals; money is in billionths of a dollar, because
/// an order costs a few millionths.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Cost {
    #[schema(examples("4.350"))]
    write_units: Decimal,
    read_units: Decimal,
    /// Calls of all services.
    requests: Decimal,
    function_ms: Decimal,
    mails: Decimal,
    /// Sent to services.
    bytes: Decimal,
    /// At list prices.
    #[schema(examples(3120))]
    nano_usd: u64,
    parts: Parts,
}

/// What was spent on what, in billionths of a dollar.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CostParts)]
pub(crate) struct Parts {
    /// DynamoDB's.
    writes: u64,
    /// DynamoDB's.
    reads: u64,
    /// S3.
    files: u64,
    /// SQS.
    queues: u64,
    /// Lambda.
    functions: u64,
    /// SES.
    mails: u64,
}

impl From<Usage> for Cost {
    fn from(usage: Usage) -> Self {
        let priced: Priced = PRICES.of(&usage);
        let units = |thousandths: u64| Decimal::from_i128_with_scale(thousandths.into(), 3);
        let Priced { writes, reads, files, queues, functions, mails } = priced;
        Self {
            write_units: units(usage.write_units),
            read_units: units(usage.read_units),
            requests: units(usage.requests()),
            function_ms: units(usage.function_ms),
            mails: units(usage.mails),
            bytes: units(usage.bytes),
            nano_usd: priced.total(),
            parts: Parts { writes, reads, files, queues, functions, mails },
        }
    }
}

/// Calls whose costs are gathered before they are written, and for how long at most: a read would
/// else cost less than the note of what it cost. What a function's last calls used is lost with it,
/// but for orders: they are noted at once, so that no day has fewer than were accepted.
const GATHERED_CALLS: u64 = 50;
const GATHERED_SECONDS: i64 = 60;

/// What calls used that is not written yet, by store.
#[derive(Debug, Clone, Default)]
pub(crate) struct Gathered(Arc<Mutex<HashMap<StoreId, Sum>>>);

#[derive(Debug)]
struct Sum {
    since: Timestamp,
    calls: u64,
    spent: Spent,
}

impl Gathered {
    /// Adds a call; answers what is to be written now.
    fn add(&self, scope: &StoreScope, now: Timestamp, spent: Spent) -> Option<Spent> {
        let mut stores = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let sum = stores.entry(scope.store().clone()).or_insert(Sum { since: now, calls: 0, spent: Spent::default() });
        sum.calls += 1;
        sum.spent = sum.spent.plus(spent);
        let is_due = spent.orders > 0 || sum.calls >= GATHERED_CALLS || now.as_second() - sum.since.as_second() >= GATHERED_SECONDS;
        if is_due { stores.remove(scope.store()).map(|sum| sum.spent) } else { None }
    }
}

/// Measures what a call about a store uses.
pub(crate) async fn meter(State((api, gathered)): State<(Api, Gathered)>, request: Request, next: Next) -> Response {
    let mut segments = request.uri().path().split('/').skip_while(|segment| *segment != "stores").skip(1);
    let store = segments.next().and_then(|name| name.parse().ok());
    let scope = store.and_then(|store| request.extensions().get::<Identity>()?.scope(&store).ok());
    let Some(scope) = scope else { return next.run(request).await };
    let (response, spent) = measured(next.run(request)).await;
    // A caller's claims may name a store that is not theirs: such a call finds nothing and is nobody's.
    if matches!(response.status(), StatusCode::FORBIDDEN | StatusCode::NOT_FOUND) {
        return response;
    }
    let now = (api.now)();
    let spent = Spent { usage: Usage { function_runs: 1_000, ..spent.usage }, ..spent };
    if let Some(sum) = gathered.add(&scope, now, spent) {
        api.app.add_cost(&scope, now, &sum).await;
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_gathered_until_there_are_many_or_a_minute_is_over() {
        let gathered = Gathered::default();
        let scope = StoreScope::of_message("meridian".parse().unwrap(), "nordlys".parse().unwrap());
        let at = |second: i64| Timestamp::from_second(1_795_000_000 + second).unwrap();
        let one = Spent { usage: Usage { read_units: 500, ..Usage::default() }, orders: 0 };
        for _ in 1..GATHERED_CALLS {
            assert_eq!(gathered.add(&scope, at(0), one), None);
        }
        assert_eq!(gathered.add(&scope, at(1), one).unwrap().usage.read_units, 500 * GATHERED_CALLS);
        assert_eq!(gathered.add(&scope, at(2), one), None, "what was written is not written again");
        assert_eq!(gathered.add(&scope, at(62), one).unwrap().usage.read_units, 1_000);
        let order = Spent { orders: 1, ..one };
        assert_eq!(gathered.add(&scope, at(63), order), Some(order), "an order waits for nothing");
    }
}
