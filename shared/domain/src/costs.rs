//! What work costs in the cloud's own units, and what those units cost.
//!
//! Everything is an integer: units are counted in thousandths, because an order bears its share of
//! what was done for many, and money in billionths of a dollar, because an order costs a few
//! millionths.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What was used, in thousandths of the unit named.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Usage {
    /// DynamoDB write units, those of the indexes included.
    #[serde(rename = "w", skip_serializing_if = "is_zero")]
    pub write_units: u64,
    /// DynamoDB read units.
    #[serde(rename = "r", skip_serializing_if = "is_zero")]
    pub read_units: u64,
    /// Calls of DynamoDB, which are free of charge; their units are not.
    #[serde(rename = "d", skip_serializing_if = "is_zero")]
    pub table_requests: u64,
    /// Calls of S3 that write or list.
    #[serde(rename = "p", skip_serializing_if = "is_zero")]
    pub file_writes: u64,
    /// Calls of S3 that read.
    #[serde(rename = "g", skip_serializing_if = "is_zero")]
    pub file_reads: u64,
    /// Calls of SQS.
    #[serde(rename = "q", skip_serializing_if = "is_zero")]
    pub queue_requests: u64,
    /// Runs of functions.
    #[serde(rename = "f", skip_serializing_if = "is_zero")]
    pub function_runs: u64,
    /// Milliseconds of functions.
    #[serde(rename = "t", skip_serializing_if = "is_zero")]
    pub function_ms: u64,
    /// Mails sent.
    #[serde(rename = "m", skip_serializing_if = "is_zero")]
    pub mails: u64,
    /// Bytes sent to services.
    #[serde(rename = "b", skip_serializing_if = "is_zero")]
    pub bytes: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(n: &u64) -> bool {
    *n == 0
}

impl Usage {
    /// Whether nothing was used.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// All calls of services.
    pub fn requests(&self) -> u64 {
        self.table_requests + self.file_writes + self.file_reads + self.queue_requests + self.mails
    }

    /// The sum of both.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        self.zip(other, u64::saturating_add)
    }

    /// What was used since `earlier`.
    #[must_use]
    pub fn since(self, earlier: Self) -> Self {
        self.zip(earlier, u64::saturating_sub)
    }

    /// An equal share for each of `n`; what does not divide evenly is lost, less than a thousandth each.
    #[must_use]
    pub fn shared_by(self, n: u64) -> Self {
        self.zip(Self::default(), |whole, _| whole / n.max(1))
    }

    fn zip(self, other: Self, both: impl Fn(u64, u64) -> u64) -> Self {
        Self {
            write_units: both(self.write_units, other.write_units),
            read_units: both(self.read_units, other.read_units),
            table_requests: both(self.table_requests, other.table_requests),
            file_writes: both(self.file_writes, other.file_writes),
            file_reads: both(self.file_reads, other.file_reads),
            queue_requests: both(self.queue_requests, other.queue_requests),
            function_runs: both(self.function_runs, other.function_runs),
            function_ms: both(self.function_ms, other.function_ms),
            mails: both(self.mails, other.mails),
            bytes: both(self.bytes, other.bytes),
        }
    }
}

/// What a store used on one day. Days are those of UTC, as in the cloud's bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub day: Date,
    /// What was used.
    pub spent: Spent,
}

/// What a piece of work used, and the orders that it brought in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spent {
    /// What was used.
    pub usage: Usage,
    /// Orders accepted.
    pub orders: u64,
}

impl Spent {
    /// The sum of both.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { usage: self.usage.plus(other.usage), orders: self.orders + other.orders }
    }
}

/// List prices in billionths of a dollar per unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prices {
    /// Which list: the day it was read.
    pub version: &'static str,
    write_unit: u64,
    read_unit: u64,
    file_write: u64,
    file_read: u64,
    queue_request: u64,
    function_run: u64,
    function_ms: u64,
    mail: u64,
}

/// AWS, us-east-1, on demand: DynamoDB $0.625 and $0.125 a million units; S3 $5 and $0.40 a million;
/// SQS $0.40 a million, of which each message needs three calls (sent, received, removed; the last
/// two in batches of ten); Lambda arm64 $0.20 a million and $0.0000133334 a GB and second, at 512 MB;
/// SES $0.10 a thousand.
pub const PRICES: Prices = Prices {
    version: "us-east-1 2025-11",
    write_unit: 625,
    read_unit: 125,
    file_write: 5_000,
    file_read: 400,
    queue_request: 480,
    function_run: 200,
    function_ms: 7,
    mail: 100_000,
};

/// What was used, in billionths of a dollar.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// DynamoDB's writes.
    pub writes: u64,
    /// DynamoDB's reads.
    pub reads: u64,
    /// S3's calls.
    pub files: u64,
    /// SQS.
    pub queues: u64,
    /// Lambda.
    pub functions: u64,
    /// SES.
    pub mails: u64,
}

impl Cost {
    /// All of it.
    pub fn total(&self) -> u64 {
        self.writes + self.reads + self.files + self.queues + self.functions + self.mails
    }
}

impl Prices {
    /// What something costs.
    pub fn of(&self, usage: &Usage) -> Cost {
        let priced = |thousandths: u64, price: u64| thousandths.saturating_mul(price).div_ceil(1_000);
        Cost {
            writes: priced(usage.write_units, self.write_unit),
            reads: priced(usage.read_units, self.read_unit),
            files: priced(usage.file_writes, self.file_write) + priced(usage.file_reads, self.file_read),
            queues: priced(usage.queue_requests, self.queue_request),
            functions: priced(usage.function_runs, self.function_run) + priced(usage.function_ms, self.function_ms),
            mails: priced(usage.mails, self.mail),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_write_units_cost_what_the_price_list_says() {
        let usage = Usage { write_units: 1_000_000 * 1_000, read_units: 2_000_000 * 1_000, ..Usage::default() };
        let cost = PRICES.of(&usage);
        assert_eq!((cost.writes, cost.reads, cost.total()), (625_000_000, 250_000_000, 875_000_000));
    }

    #[test]
    fn shares_never_add_up_to_more_than_the_whole() {
        let usage = Usage { write_units: 1_401_500, mails: 1_000, ..Usage::default() };
        let share = usage.shared_by(7);
        assert!(share.write_units * 7 <= usage.write_units && usage.write_units - share.write_units * 7 < 7);
        assert_eq!(usage.shared_by(0), usage, "work for nobody is nobody's share");
    }

    #[test]
    fn only_what_was_used_is_written_down() {
        let usage = Usage { write_units: 1_500, ..Usage::default() };
        assert_eq!(serde_json::to_string(&usage).unwrap(), r#"{"w":1500}"#);
        assert_eq!(serde_json::from_str::<Usage>("{}").unwrap(), Usage::default());
    }
}
