//! One mail per import, to the store's contacts: what was taken, what was not, and why.

use domain::imports::fault::{Fault, FaultCode};
use domain::locale::Locale;

use crate::body::{Block, Body};
use crate::mail::{Attachment, Envelope, Mail, compose};
use crate::words::{Words, fault_title};

/// What came of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportDigest {
    /// Id, time and people.
    pub envelope: Envelope,
    /// The store, as people call it.
    pub store: String,
    /// The client's file.
    pub file_name: String,
    /// Data rows of the file.
    pub rows: u64,
    /// Orders taken.
    pub accepted: u64,
    /// Orders refused.
    pub rejected: u64,
    /// Orders that we had already.
    pub duplicates: u64,
    /// Why orders were refused, most frequent first.
    pub reasons: Vec<Reason>,
    /// The import in the portal.
    pub link: String,
    /// The rejected rows in the client's own format; None where there are none or too many for a mail.
    pub rejected_rows: Option<Attachment>,
}

/// One reason with its weight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The reason.
    pub code: FaultCode,
    /// How often it occurred.
    pub count: u64,
    /// One of the faults.
    pub example: Fault,
}

/// Writes the digest of an import.
pub fn import_digest(input: &ImportDigest, locale: Locale) -> Mail {
    let words = Words::of(locale);
    let count = |number: u64| locale.decimal(&number.to_string());
    let fill = |text: &str| {
        text.replace("{accepted}", &count(input.accepted))
            .replace("{rejected}", &count(input.rejected))
            .replace("{store}", &input.store)
            .replace("{file}", &input.file_name)
    };
    let mut blocks = vec![
        Block::Title(fill(words.digest_title)),
        Block::Table {
            head: Vec::new(),
            rows: [
                (words.rows, input.rows),
                (words.accepted, input.accepted),
                (words.rejected, input.rejected),
                (words.duplicates, input.duplicates),
            ]
            .map(|(label, number)| vec![label.to_owned(), count(number)])
            .to_vec(),
            numbers: true,
        },
    ];
    if !input.reasons.is_empty() {
        blocks.push(Block::Heading(words.why_rejected.to_owned()));
        blocks.push(Block::Table {
            head: [words.reason, words.times, words.example].map(str::to_owned).to_vec(),
            rows: input
                .reasons
                .iter()
                .map(|reason| {
                    let title = format!("{} ({})", fault_title(reason.code, locale), reason.code.as_str());
                    vec![title, count(reason.count), example(words, &reason.example)]
                })
                .collect(),
            numbers: false,
        });
    }
    if input.rejected_rows.is_some() {
        blocks.push(Block::Paragraph(words.rows_attached.to_owned()));
    } else if input.rejected > 0 {
        blocks.push(Block::Paragraph(words.rows_in_portal.to_owned()));
    }
    blocks.push(Block::Link { label: words.open_import.to_owned(), url: input.link.clone() });
    blocks.push(Block::Footer(fill(words.why_you)));
    compose(&input.envelope, locale, &fill(words.digest_subject), &Body(blocks), input.rejected_rows.as_ref())
}

/// Where it was, what was found, what to write instead.
pub(crate) fn example(words: &Words, fault: &Fault) -> String {
    let mut place = Vec::new();
    place.extend(fault.row.map(|row| words.row.replace("{n}", &row.to_string())));
    place.extend(fault.column.as_ref().map(|column| words.column.replace("{name}", column)));
    let place = if place.is_empty() { String::new() } else { format!("{}: ", place.join(", ")) };
    let suggestion = if fault.suggestion.is_empty() { String::new() } else { format!(" → {}", fault.suggestion) };
    format!("{place}{}{suggestion}", fault.message)
}
