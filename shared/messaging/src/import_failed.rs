//! The mail about a file that could not be read at all.

use domain::imports::fault::Fault;
use domain::locale::Locale;

use crate::body::{Block, Body};
use crate::import_digest::example;
use crate::mail::{Envelope, Mail, compose};
use crate::words::{Words, fault_title};

/// A file that changed nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportFailure {
    /// Id, time and people.
    pub envelope: Envelope,
    /// The store, as people call it.
    pub store: String,
    /// The client's file.
    pub file_name: String,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
    /// The import in the portal.
    pub link: String,
}

/// Writes that a file could not be read.
pub fn import_failed(input: &ImportFailure, locale: Locale) -> Mail {
    let words = Words::of(locale);
    let fill = |text: &str| text.replace("{store}", &input.store).replace("{file}", &input.file_name);
    let rows = input.faults.iter().map(|fault| vec![fault_title(fault.code, locale).to_owned(), example(words, fault)]).collect();
    let blocks = vec![
        Block::Title(fill(words.failed_title)),
        Block::Paragraph(words.nothing_changed.to_owned()),
        Block::Heading(words.what_is_wrong.to_owned()),
        Block::Table { head: Vec::new(), rows, numbers: false },
        Block::Link { label: words.open_import.to_owned(), url: input.link.clone() },
        Block::Footer(fill(words.why_you)),
    ];
    compose(&input.envelope, locale, &fill(words.failed_subject), &Body(blocks), None)
}
