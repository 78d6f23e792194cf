//! The mail about a webhook that was switched off, because nothing arrived.

use domain::locale::Locale;
use jiff::Zoned;

use crate::body::{Block, Body};
use crate::mail::{Envelope, Mail, compose};
use crate::words::Words;

/// A webhook that nothing is sent to any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookOff {
    /// Id, time and people.
    pub envelope: Envelope,
    /// The store, as people call it.
    pub store: String,
    /// The webhook, as people call it.
    pub webhook: String,
    /// Where events went.
    pub url: String,
    /// Since when none goes, in the store's time zone.
    pub since: Zoned,
    /// The webhook in the portal.
    pub link: String,
}

/// Writes that a webhook was switched off.
pub fn webhook_off(input: &WebhookOff, locale: Locale) -> Mail {
    let words = Words::of(locale);
    let fill = |text: &str| text.replace("{store}", &input.store).replace("{webhook}", &input.webhook);
    let since = format!("{} {}", locale.day(input.since.date()), input.since.strftime("%H:%M %Z"));
    let row = |label: &str, value: &str| vec![label.to_owned(), value.to_owned()];
    let rows = vec![row(words.webhook, &input.webhook), row(words.address, &input.url), row(words.switched_off, &since)];
    let blocks = vec![
        Block::Title(fill(words.webhook_title)),
        Block::Paragraph(words.webhook_missed.to_owned()),
        Block::Table { head: Vec::new(), rows, numbers: false },
        Block::Link { label: words.open_webhook.to_owned(), url: input.link.clone() },
        Block::Footer(fill(words.why_you)),
    ];
    compose(&input.envelope, locale, &fill(words.webhook_subject), &Body(blocks), None)
}
