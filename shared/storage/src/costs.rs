//! What a store used of the cloud, day by day.

use aws_sdk_dynamodb::types::ReturnValue;
use domain::costs::{Day, Spent, Usage};
use domain::identity::StoreScope;
use jiff::civil::Date;

use crate::keys;
use crate::table::{Error, Item, Query, Table, number, number_of, text, text_of, unavailable};

/// The counters of a day by their attributes.
fn counters(spent: &Spent) -> [(&'static str, u64); 11] {
    let Usage {
        write_units,
        read_units,
        table_requests,
        file_writes,
        file_reads,
        queue_requests,
        function_runs,
        function_ms,
        mails,
        bytes,
    } = spent.usage;
    [
        ("orders", spent.orders),
        ("write_units", write_units),
        ("read_units", read_units),
        ("table_requests", table_requests),
        ("file_writes", file_writes),
        ("file_reads", file_reads),
        ("queue_requests", queue_requests),
        ("function_runs", function_runs),
        ("function_ms", function_ms),
        ("mails", mails),
        ("sent_bytes", bytes),
    ]
}

fn read_day(item: &Item) -> Result<Day, Error> {
    // A counter that was never added to is not there.
    let of = |name| if item.contains_key(name) { number_of(item, name) } else { Ok(0) };
    let sk = text_of(item, "sk")?;
    let day = sk.trim_start_matches(keys::COSTS).parse();
    let day = day.map_err(|error: jiff::Error| Error::Corrupt { key: sk.to_owned(), why: error.to_string() })?;
    let usage = Usage {
        write_units: of("write_units")?,
        read_units: of("read_units")?,
        table_requests: of("table_requests")?,
        file_writes: of("file_writes")?,
        file_reads: of("file_reads")?,
        queue_requests: of("queue_requests")?,
        function_runs: of("function_runs")?,
        function_ms: of("function_ms")?,
        mails: of("mails")?,
        bytes: of("sent_bytes")?,
    };
    Ok(Day { day, spent: Spent { usage, orders: of("orders")? } })
}

impl Table {
    /// Adds to a day: one write for a whole piece of work. Work that is done twice, because a
    /// message came twice, is paid twice, and counted so.
    pub async fn add_cost(&self, scope: &StoreScope, day: Date, spent: &Spent) -> Result<(), Error> {
        let used: Vec<_> = counters(spent).into_iter().filter(|(_, n)| *n > 0).collect();
        if used.is_empty() {
            return Ok(());
        }
        let key = keys::cost(scope, day);
        let adds: Vec<String> = used.iter().map(|(name, _)| format!("{name} :{name}")).collect();
        let mut request = self
            .client
            .update_item()
            .table_name(&self.name)
            .key("pk", text(&key.pk))
            .key("sk", text(&key.sk))
            .return_values(ReturnValue::None)
            .update_expression(format!("ADD {} SET #type = :type, version = if_not_exists(version, :one)", adds.join(", ")))
            .expression_attribute_names("#type", "type")
            .expression_attribute_values(":type", text("cost"))
            .expression_attribute_values(":one", number(1));
        for (name, n) in used {
            request = request.expression_attribute_values(format!(":{name}"), number(n));
        }
        request.send().await.map_err(unavailable("adding up costs"))?;
        Ok(())
    }

    /// The days from `from` to `to` (both included) on which anything was used, oldest first.
    pub async fn costs(&self, scope: &StoreScope, from: Date, to: Date) -> Result<Vec<Day>, Error> {
        let (from, to) = (keys::cost(scope, from).sk, keys::cost(scope, to).sk);
        if from > to {
            return Ok(Vec::new());
        }
        let items = self.query_all(Query::of(keys::store_partition(scope)).between(from, to)).await?;
        items.iter().map(read_day).collect()
    }
}
