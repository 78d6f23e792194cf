//! How much one caller, and one address, may ask in a minute.
//!
//! A function has many instances, and each sees only a part of the calls. So an instance counts a caller's first calls of
//! a minute by itself, and takes further ones in blocks from a counter in the table: whoever asks little costs nothing,
//! whoever asks much one write in a hundred calls, and the limit holds however many instances there are. Where the
//! counter does not answer, nobody is turned away.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::identity::Identity;
use jiff::Timestamp;
use lambda_http::request::RequestContext;
use storage::Table;

use crate::problem::{Code, Problem};
use crate::state::Api;

/// Calls of a minute that an instance does not ask the table about.
const FREE: u32 = 20;

/// Calls that an instance takes from the table at once.
const BLOCK: u32 = 100;

/// Callers that an instance remembers: about a megabyte.
const MAX_KNOWN: usize = 10_000;

/// What one may ask, and what this instance knows of who asked.
#[derive(Debug, Clone)]
pub struct Limits {
    per_caller: u32,
    per_address: u32,
    known: Arc<Mutex<HashMap<String, Count>>>,
}

/// What is left of a minute.
#[derive(Debug, Clone, Copy)]
struct Count {
    minute: i64,
    left: u32,
    is_used_up: bool,
}

/// What an instance knows by itself.
enum Answer {
    Yes,
    No,
    AskTheTable,
}

impl Limits {
    /// So many calls a minute for a caller. An address may have twice as many: an office, or CloudFront, has several people
    /// behind it.
    pub fn per_minute(calls: u32) -> Self {
        Self { per_caller: calls, per_address: calls.saturating_mul(2), known: Arc::default() }
    }

    /// Counts a call. An error tells after how many seconds to come again.
    async fn count(&self, table: &Table, who: &str, limit: u32, now: Timestamp) -> Result<(), i64> {
        match self.count_here(who, limit, now) {
            Answer::Yes => return Ok(()),
            Answer::No => return Err(seconds_left(now)),
            Answer::AskTheTable => {}
        }
        let is_given = table.take_calls(who, BLOCK, limit, now).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "calls are not counted");
            true
        });
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = known.get_mut(who).filter(|count| count.minute == minute_of(now)) {
            count.left += if is_given { BLOCK - 1 } else { 0 };
            count.is_used_up = !is_given;
        }
        if is_given { Ok(()) } else { Err(seconds_left(now)) }
    }

    fn count_here(&self, who: &str, limit: u32, now: Timestamp) -> Answer {
        let minute = minute_of(now);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MAX_KNOWN && !known.contains_key(who) {
            known.retain(|_, count| count.minute == minute);
            if known.len() >= MAX_KNOWN {
                known.clear();
            }
        }
        let fresh = Count { minute, left: FREE.min(limit), is_used_up: false };
        let count = known.entry(who.to_owned()).or_insert(fresh);
        if count.minute != minute {
            *count = fresh;
        }
        if count.is_used_up {
            return Answer::No;
        }
        if count.left == 0 {
            return Answer::AskTheTable;
        }
        count.left -= 1;
        Answer::Yes
    }
}

fn minute_of(now: Timestamp) -> i64 {
    now.as_second().div_euclid(60)
}

fn seconds_left(now: Timestamp) -> i64 {
    60 - now.as_second().rem_euclid(60)
}

/// Turns away who asks too much: a caller by who they are, then an address by what API Gateway saw. What a request says
/// of its own origin (`X-Forwarded-For`) is not believed.
pub(crate) async fn within(State(api): State<Api>, request: Request, next: Next) -> Response {
    let caller = request.extensions().get::<Identity>().map(|identity| format!("caller#{}", identity.actor));
    let address = match request.extensions().get::<RequestContext>() {
        Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.as_ref().map(|address| format!("address#{address}")),
        _ => None,
    };
    let (limits, now) = (&api.limits, (api.now)());
    for (who, limit) in [(caller, limits.per_caller), (address, limits.per_address)] {
        let Some(who) = who else { continue };
        if let Err(seconds) = limits.count(&api.app.table, &who, limit, now).await {
            let problem = Problem::new(Code::TooManyRequests, format!("{limit} calls a minute are possible; go on in {seconds} s"));
            return problem.after(seconds).into_response();
        }
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_minute_s_first_calls_are_counted_without_the_table() {
        let limits = Limits::per_minute(1_000);
        for _ in 0..FREE {
            assert!(matches!(limits.count_here("a", 1_000, at(0)), Answer::Yes));
        }
        assert!(matches!(limits.count_here("a", 1_000, at(59)), Answer::AskTheTable));
        assert!(matches!(limits.count_here("b", 1_000, at(59)), Answer::Yes), "another caller has their own");
        assert!(matches!(limits.count_here("a", 1_000, at(60)), Answer::Yes), "a new minute begins anew");
        assert_eq!((seconds_left(at(0)), seconds_left(at(59)), seconds_left(at(60))), (60, 1, 60));
    }

    #[test]
    fn what_is_remembered_is_bounded_whoever_asks() {
        let limits = Limits::per_minute(1_000);
        for number in 0..3 * MAX_KNOWN {
            limits.count_here(&number.to_string(), 1_000, at(0));
        }
        assert!(limits.known.lock().unwrap().len() <= MAX_KNOWN);
    }
}
