//! The log of changes. Entries are created, in one transaction with what they tell or under an id that follows from it;
//! nothing here changes or removes one.

use std::collections::HashSet;

use domain::audit::{Entry, Hand, Kind};
use domain::ids::ActorId;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::keys::{self, Log};
use crate::table::{Error, Item, Page, Query, Table, document, read};

/// How many items one transaction writes together with their entry, of the 100 that DynamoDB takes.
pub const WRITTEN_AT_ONCE: usize = 99;

/// What somebody looks for in a log.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// By one of these, or for one of them; by anybody where none is named.
    pub actors: Option<HashSet<ActorId>>,
    /// By whose hand.
    pub hand: Option<Hand>,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
}

impl Wanted {
    /// Of a kind, from one day to another, both included, as they are in a zone; an error where there is no such day.
    pub fn on_days(kind: Option<Kind>, from: Option<Date>, to: Option<Date>, zone: &TimeZone) -> Result<Self, jiff::Error> {
        let begin = |day: Date| day.to_zoned(zone.clone()).map(|begin| begin.timestamp());
        let until = to.map(|day| day.tomorrow().and_then(begin)).transpose()?;
        Ok(Self { kind, from: from.map(begin).transpose()?, until, ..Self::default() })
    }

    fn is(&self, entry: &Entry) -> bool {
        self.kind.is_none_or(|kind| kind == entry.kind)
            && self.hand.is_none_or(|hand| hand == entry.hand())
            && self.actors.as_ref().is_none_or(|actors| entry.people().any(|actor| actors.contains(actor)))
    }
}

pub(crate) fn audit_item(log: Log<'_>, entry: &Entry) -> Item {
    document(&keys::audit(log, entry.at, entry.id), "audit", 1, entry)
}

impl Table {
    /// Adds an entry that follows from a change which was stored before. Added again, nothing happens.
    pub async fn append_audit(&self, log: Log<'_>, entry: &Entry) -> Result<(), Error> {
        match self.create(audit_item(log, entry)).await {
            Ok(()) | Err(Error::Conflict) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Entries, the newest first.
    pub async fn audit(&self, log: Log<'_>, wanted: &Wanted, limit: usize, cursor: Option<&str>) -> Result<Page<Entry>, Error> {
        let from = wanted.from.map_or_else(|| "0".to_owned(), keys::instant);
        // An instant without an id sorts before those of its moment.
        let until = wanted.until.map_or_else(|| "~".to_owned(), keys::instant);
        if from > until {
            return Ok(Page { items: Vec::new(), next: None });
        }
        let query = Query::of(keys::log(log)).between(from, until).backward().page(limit, cursor);
        self.sift(query, limit, |item| read(item).map(|entry| Some(entry).filter(|entry| wanted.is(entry)))).await
    }
}
