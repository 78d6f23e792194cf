//! How much a caller or an address has asked in a minute, counted in blocks of calls.

use jiff::Timestamp;

use crate::keys;
use crate::table::{Error, Table, conflict_or, number, text};

/// A minute's count is of no use afterwards.
const KEPT_SECONDS: i64 = 10 * 60;

impl Table {
    /// Takes a block of calls out of what may be asked in the minute of `now`. Answers false where it is used up: at
    /// most a block more than `limit` is ever given out.
    pub async fn take_calls(&self, who: &str, block: u32, limit: u32, now: Timestamp) -> Result<bool, Error> {
        let key = keys::allowance(who, now);
        let taken = self
            .client
            .update_item()
            .table_name(&self.name)
            .key("pk", text(key.pk))
            .key("sk", text(key.sk))
            .update_expression("ADD calls :block SET #type = :type, #ttl = :ttl")
            .condition_expression("attribute_not_exists(calls) OR calls < :limit")
            .expression_attribute_names("#type", "type")
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_values(":block", number(block))
            .expression_attribute_values(":limit", number(limit))
            .expression_attribute_values(":type", text("allowance"))
            .expression_attribute_values(":ttl", number(now.as_second() + KEPT_SECONDS))
            .send()
            .await;
        match taken.map_err(conflict_or("counting calls")) {
            Ok(_) => Ok(true),
            Err(Error::Conflict) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
