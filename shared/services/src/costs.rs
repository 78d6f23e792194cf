//! What work costs: every piece of it that a function does for a store is measured, and added to the
//! store's day with one write.

use std::collections::BTreeMap;

use domain::costs::{Day, Spent, Usage};
use domain::identity::StoreScope;
use domain::orders::Order;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use storage::meter::measured;

use crate::{App, Error};

/// Thousandths of a run.
const ONE: u64 = 1_000;

impl App {
    /// Does a piece of work for a store and adds what it used to the store's day, whether it
    /// succeeded or not. A meter that cannot be written stops no work.
    pub async fn metered<T>(&self, scope: &StoreScope, now: Timestamp, work: impl Future<Output = T>) -> T {
        let (done, spent) = measured(work).await;
        let usage = Usage { function_runs: ONE, ..spent.usage };
        self.add_cost(scope, now, &Spent { usage, ..spent }).await;
        done
    }

    /// Adds to a store's day.
    pub async fn add_cost(&self, scope: &StoreScope, now: Timestamp, spent: &Spent) {
        if let Err(error) = self.table.add_cost(scope, utc_day(now), spent).await {
            tracing::warn!(store = %scope.store(), %error, "what was used could not be added up");
        }
    }

    /// Every day from `from` to `to`, both included, oldest first.
    pub async fn costs(&self, scope: &StoreScope, from: Date, to: Date) -> Result<Vec<Day>, Error> {
        let used = self.table.costs(scope, from, to).await?;
        let used: BTreeMap<Date, Spent> = used.into_iter().map(|day| (day.day, day.spent)).collect();
        let days = from.series(Span::new().days(1)).take_while(|day| *day <= to);
        Ok(days.map(|day| Day { day, spent: used.get(&day).copied().unwrap_or_default() }).collect())
    }

    /// What an order cost: its own writes and reads, and its share of what its chunk cost.
    pub async fn cost_of(&self, scope: &StoreScope, order: &Order) -> Result<Usage, Error> {
        let marker = self.table.marker(scope, order.chunk).await?;
        let share = marker.map(|marker| marker.shared.shared_by(marker.result.orders.accepted)).unwrap_or_default();
        Ok(order.cost.plus(share))
    }
}

/// The day that costs count for.
pub fn utc_day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}
