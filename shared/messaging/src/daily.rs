//! The mail of a day: everything that a person should know and has not read, of all their stores.

use domain::locale::Locale;
use domain::notices::NoticeKind;

use crate::body::{Block, Body};
use crate::mail::{Envelope, Mail, compose};
use crate::notice::notice_sentence;
use crate::words::Words;

/// So many of a kind are told one by one.
const TOLD_OF_A_KIND: usize = 20;

/// A person's day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DailyMail {
    /// Id, time and people.
    pub envelope: Envelope,
    /// Store by store.
    pub stores: Vec<StoreDay>,
    /// What is in the inbox besides.
    pub n_beyond: u64,
}

/// What happened in a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreDay {
    /// The store, as people call it.
    pub name: String,
    /// Everything, in the order in which it happened.
    pub notices: Vec<ToldOf>,
    /// Its inbox in the portal.
    pub link: String,
}

/// One thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldOf {
    /// What it is.
    pub kind: NoticeKind,
    /// What it is about, as people call it.
    pub name: String,
    /// How many, where that matters.
    pub n: u64,
}

/// Writes a person's day.
pub fn daily(input: &DailyMail, locale: Locale) -> Mail {
    let words = Words::of(locale);
    let with = |text: &str, n: u64| text.replace("{n}", &locale.decimal(&n.to_string()));
    let n_all = input.stores.iter().map(|store| store.notices.len() as u64).sum::<u64>() + input.n_beyond;
    let mut blocks = vec![Block::Title(words.daily_title.to_owned())];
    for store in &input.stores {
        blocks.push(Block::Heading(store.name.clone()));
        let rows = lines(store, locale).map(|line| vec![line]).collect();
        blocks.push(Block::Table { head: Vec::new(), rows, numbers: false });
        blocks.push(Block::Link { label: words.open_inbox.to_owned(), url: store.link.clone() });
    }
    if input.n_beyond > 0 {
        blocks.push(Block::Paragraph(with(words.daily_beyond, input.n_beyond)));
    }
    blocks.push(Block::Footer(words.why_daily.to_owned()));
    compose(&input.envelope, locale, &with(words.daily_subject, n_all), &Body(blocks), None)
}

/// Kind by kind; what is beyond the first of a kind is only counted.
fn lines(store: &StoreDay, locale: Locale) -> impl Iterator<Item = String> {
    NoticeKind::ALL.iter().flat_map(move |kind| {
        let of_kind = || store.notices.iter().filter(|told| told.kind == *kind);
        let n_more = of_kind().count().saturating_sub(TOLD_OF_A_KIND);
        let more = (n_more > 0).then(|| Words::of(locale).daily_more.replace("{n}", &locale.decimal(&n_more.to_string())));
        of_kind().take(TOLD_OF_A_KIND).map(move |told| notice_sentence(told.kind, &told.name, told.n, locale)).chain(more)
    })
}
