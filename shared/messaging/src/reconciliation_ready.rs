//! The mail about a reconciliation file that was made.

use domain::locale::Locale;
use domain::reconciliation::{ControlTotals, Totals};
use jiff::Zoned;

use crate::body::{Block, Body};
use crate::mail::{Envelope, Mail, compose};
use crate::words::Words;

/// A reconciliation file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReconciliationNotice {
    /// Id, time and people.
    pub envelope: Envelope,
    /// The store, as people call it.
    pub store: String,
    /// Number of the file.
    pub sequence: u64,
    /// The cut-off, in the store's time zone.
    pub cut_off: Zoned,
    /// Proof that nothing is missing.
    pub totals: ControlTotals,
    /// Lines in the file.
    pub lines: u64,
    /// Hash of the file.
    pub sha256: String,
    /// The file in the portal.
    pub link: String,
}

/// Writes that a reconciliation file is ready.
pub fn reconciliation_ready(input: &ReconciliationNotice, locale: Locale) -> Mail {
    let words = Words::of(locale);
    let cut_off = format!("{} {}", locale.day(input.cut_off.date()), input.cut_off.strftime("%H:%M %Z"));
    let fill = |text: &str| {
        text.replace("{sequence}", &input.sequence.to_string()).replace("{cut_off}", &cut_off).replace("{store}", &input.store)
    };
    let number = |number: i64| locale.decimal(&number.to_string());
    let row = |label: &str, part: fn(&Totals) -> i64| {
        vec![label.to_owned(), number(part(&input.totals.orders)), number(part(&input.totals.units))]
    };
    let blocks = vec![
        Block::Title(fill(words.reconciliation_title)),
        Block::Table {
            head: ["", words.orders, words.units].map(str::to_owned).to_vec(),
            rows: vec![
                row(words.opening, |totals| totals.opening),
                row(words.came_in, |totals| totals.r#in),
                row(words.shipped, |totals| totals.shipped),
                row(words.cancelled, |totals| totals.cancelled),
                row(words.turned_down, |totals| totals.rejected),
                row(words.closing, |totals| totals.closing),
                row(words.came_back, |totals| totals.returned),
            ],
            numbers: true,
        },
        Block::Heading(words.the_file.to_owned()),
        Block::Table {
            head: Vec::new(),
            rows: vec![
                vec![words.lines.to_owned(), locale.decimal(&input.lines.to_string())],
                vec!["SHA-256".to_owned(), input.sha256.clone()],
            ],
            numbers: false,
        },
        Block::Link { label: words.open_reconciliation.to_owned(), url: input.link.clone() },
        Block::Footer(fill(words.why_you)),
    ];
    compose(&input.envelope, locale, &fill(words.reconciliation_subject), &Body(blocks), None)
}
