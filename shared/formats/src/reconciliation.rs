//! The reconciliation file: what became of a store's orders since the file before, as CSV and as
//! JSON. Equal input gives equal bytes, so that a file's hash can be chained to the next.

use std::borrow::Borrow;
use std::io::{self, Write};

use domain::ids::StoreId;
use domain::reconciliation::{Bucket, ControlTotals, Line, Totals};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::csv::push_cell;
use crate::neutral::neutralise;

/// What stands above a file's lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Whose orders.
    pub store: StoreId,
    /// 1 for the store's first file; no number is left out.
    pub sequence: u64,
    /// The moment up to which the file tells.
    pub cut_off_at: Timestamp,
    /// SHA-256 of the file before, in hexadecimal; None in the first.
    pub previous_sha256: Option<String>,
    /// Opening and closing balance and what lies between.
    pub totals: ControlTotals,
}

/// A whole file, as its JSON reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// What stands above the lines.
    pub head: Head,
    /// What became of each line, in the order of the file.
    pub lines: Vec<Line>,
}

/// The CSV's columns. `record` says which of them a row fills: `file` (once, first), `line`, and
/// `total` (seven, last).
const COLUMNS: [&str; 20] = [
    "record",
    "store",
    "sequence",
    "bucket",
    "reference",
    "order",
    "line",
    "sku",
    "ordered",
    "quantity",
    "residual",
    "closes_order",
    "carrier",
    "tracking",
    "at",
    "reason",
    "orders",
    "units",
    "cut_off_at",
    "previous_sha256",
];

/// Writes the JSON: an object with one line of text for each line of the file. The lines are taken
/// one at a time, so they need not be in memory.
pub fn write_json<L: Borrow<Line>>(head: &Head, lines: impl IntoIterator<Item = L>, mut out: impl Write) -> io::Result<()> {
    out.write_all(b"{\"head\":")?;
    serde_json::to_writer(&mut out, head)?;
    out.write_all(b",\"lines\":[")?;
    for (index, line) in lines.into_iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut out, line.borrow())?;
    }
    out.write_all(b"\n]}\n")
}

/// Writes the CSV: UTF-8, commas, CR LF. Texts that a spreadsheet would run get an apostrophe
/// before them.
pub fn write_csv<L: Borrow<Line>>(head: &Head, lines: impl IntoIterator<Item = L>, mut out: impl Write) -> io::Result<()> {
    let mut text = COLUMNS.join(",") + "\r\n";
    let sequence = head.sequence.to_string();
    let mut row = |record: &str, cells: &[(&str, &str)], text: &mut String| {
        for (index, column) in COLUMNS.iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            let value = match *column {
                "record" => record,
                "store" => head.store.as_str(),
                "sequence" => &sequence,
                column => cells.iter().find(|(name, _)| *name == column).map_or("", |(_, value)| value),
            };
            push_cell(text, &neutralise(value), ',');
        }
        text.push_str("\r\n");
        out.write_all(text.as_bytes())?;
        text.clear();
        io::Result::Ok(())
    };
    let previous = head.previous_sha256.as_deref().unwrap_or_default();
    row("file", &[("cut_off_at", &head.cut_off_at.to_string()), ("previous_sha256", previous)], &mut text)?;
    for line in lines {
        let Line { bucket, reference, order, line, sku, ordered, quantity, residual, closes_order, carrier, tracking, at, reason } =
            line.borrow();
        let cells = [
            ("bucket", bucket_text(*bucket)),
            ("reference", reference),
            ("order", &order.map(|order| order.to_string()).unwrap_or_default()),
            ("line", &line.to_string()),
            ("sku", sku),
            ("ordered", &ordered.to_string()),
            ("quantity", &quantity.to_string()),
            ("residual", &residual.to_string()),
            ("closes_order", if *closes_order { "true" } else { "false" }),
            ("carrier", carrier),
            ("tracking", tracking),
            ("at", &at.to_string()),
            ("reason", reason),
        ];
        row("line", &cells, &mut text)?;
    }
    let Totals { opening, r#in, shipped, cancelled, rejected, closing, returned } = head.totals.orders;
    let units = head.totals.units;
    for (bucket, orders, units) in [
        ("opening", opening, units.opening),
        ("in", r#in, units.r#in),
        ("shipped", shipped, units.shipped),
        ("cancelled", cancelled, units.cancelled),
        ("rejected", rejected, units.rejected),
        ("closing", closing, units.closing),
        ("returned", returned, units.returned),
    ] {
        row("total", &[("bucket", bucket), ("orders", &orders.to_string()), ("units", &units.to_string())], &mut text)?;
    }
    Ok(())
}

fn bucket_text(bucket: Bucket) -> &'static str {
    match bucket {
        Bucket::Shipped => "shipped",
        Bucket::Cancelled => "cancelled",
        Bucket::Rejected => "rejected",
        Bucket::Reversal => "reversal",
        Bucket::Returned => "returned",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use domain::ids::OrderId;

    use super::*;
    use crate::neutral::restore;

    fn document() -> Document {
        let totals = Totals { opening: 10, r#in: 5, shipped: 3, cancelled: 1, rejected: 2, closing: 9, returned: 1 };
        let line = |bucket, reference: &str, reason: &str| Line {
            bucket,
            reference: reference.to_owned(),
            order: (bucket != Bucket::Rejected).then(|| OrderId::derived(&[reference])),
            line: 1,
            sku: "85123A".to_owned(),
            ordered: 6,
            quantity: 4,
            residual: 2,
            closes_order: false,
            carrier: "Royal Mail".to_owned(),
            tracking: "RM1 RM2".to_owned(),
            at: "2026-03-02T11:59:00Z".parse().unwrap(),
            reason: reason.to_owned(),
        };
        Document {
            head: Head {
                store: "online-retail".parse().unwrap(),
                sequence: 17,
                cut_off_at: "2026-03-02T12:00:00Z".parse().unwrap(),
                previous_sha256: Some("ab".repeat(32)),
                totals: ControlTotals { orders: totals, units: totals },
            },
            lines: vec![
                line(Bucket::Shipped, "536365", ""),
                line(Bucket::Rejected, "=HYPERLINK(\"http://x\")", "no country, \"PL\" meant?\nZażółć"),
                line(Bucket::Reversal, "+48 22", "-1 zł"),
            ],
        }
    }

    fn csv_rows(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
        csv::Reader::from_reader(bytes)
            .deserialize::<BTreeMap<String, String>>()
            .map(|row| row.unwrap().into_iter().map(|(column, cell)| (column, restore(&cell).to_owned())).collect())
            .collect()
    }

    #[test]
    fn the_json_reads_back() {
        let document = document();
        let mut bytes = Vec::new();
        write_json(&document.head, &document.lines, &mut bytes).unwrap();
        assert_eq!(serde_json::from_slice::<Document>(&bytes).unwrap(), document);
        let mut again = Vec::new();
        write_json(&document.head, document.lines.clone(), &mut again).unwrap();
        assert_eq!(bytes, again);
        let mut empty = Vec::new();
        write_json(&document.head, &[] as &[Line], &mut empty).unwrap();
        assert!(serde_json::from_slice::<Document>(&empty).unwrap().lines.is_empty());
    }

    #[test]
    fn the_csv_reads_back_and_runs_nothing() {
        let document = document();
        let mut bytes = Vec::new();
        write_csv(&document.head, &document.lines, &mut bytes).unwrap();
        let text = std::str::from_utf8(&bytes).unwrap();
        assert!(text.contains(",\"'=HYPERLINK(\"\"http://x\"\")\","), "{text}");
        let rows = csv_rows(&bytes);
        assert_eq!(rows.len(), 1 + 3 + 7);
        assert_eq!(rows[0]["record"], "file");
        assert_eq!(rows[0]["previous_sha256"], "ab".repeat(32));
        for (row, line) in rows[1..4].iter().zip(&document.lines) {
            assert_eq!(row["record"], "line");
            assert_eq!(row["reference"], line.reference);
            assert_eq!(row["reason"], line.reason);
            assert_eq!(row["order"], line.order.map(|order| order.to_string()).unwrap_or_default());
            assert_eq!(row["residual"], "2");
        }
        let [.., closing, returned] = rows.as_slice() else { panic!("no totals") };
        assert_eq!((closing["bucket"].as_str(), closing["orders"].as_str()), ("closing", "9"));
        assert_eq!((returned["bucket"].as_str(), returned["orders"].as_str()), ("returned", "1"), "beside the sum");
        assert!(rows.iter().all(|row| row["store"] == "online-retail" && row["sequence"] == "17"));
    }
}
