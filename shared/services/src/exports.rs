//! Lists into files. The list is read page by page, as people read it, into parts of some hundred rows; each part is written once and tells
//! where the list goes on, so a run that dies is succeeded by another, and two at once write the same. The file is made of the parts.

mod columns;
mod rows;

use std::fs::File;
use std::io::BufWriter;
use std::time::Instant;

use domain::audit::{Action, Change, Entry, Kind as Thing, differences};
use domain::exports::{Cell, Export, Heading, Kind, MOST_AT_ONCE, MOST_ROWS, State};
use domain::identity::StoreScope;
use domain::ids::ExportId;
use domain::orders::history::By;
use formats::ExportWriter;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use tokio::sync::OnceCell;

use crate::messages::ExportMessage;
use crate::stock::Coming;
use crate::{App, Error};

pub use columns::columns_of;

/// Rows of a part, as soon as it has as many.
const ROWS_OF_PART: usize = 1_000;

/// Pages that a part is gathered of at most: of some lists, many have few rows.
const PAGES_OF_PART: usize = 20;

/// Seconds before a function's end at which it reads no further part.
const READING_SECONDS: i64 = 30;

/// Seconds that a function should have left when it begins to make a file of the parts.
const JOINING_SECONDS: i64 = 200;

/// Rows of a list, and where it goes on.
#[derive(Debug, Serialize, Deserialize)]
struct Part {
    rows: Vec<Vec<Cell>>,
    next: Option<String>,
}

/// One run of writing an export, with what it reads once for all pages.
struct Run {
    now: Timestamp,
    coming: OnceCell<Coming>,
}

impl App {
    /// Begins an export; who takes what along is told in the log of changes. Begun before by the same command: it answers how far that is.
    pub async fn begin_export(&self, scope: &StoreScope, export: Export, by: &By) -> Result<Export, Error> {
        if let Some(known) = self.table.export(scope, export.id).await? {
            return self.send_export(scope, known).await;
        }
        let recent = self.table.exports(scope, &export.asked_by.actor, MOST_AT_ONCE * 4, None).await?;
        if recent.items.iter().filter(|export| export.is_under_way()).count() >= MOST_AT_ONCE {
            return Err(Error::State(format!("{MOST_AT_ONCE} of your exports are being written; wait for one of them")));
        }
        match self.table.create_export(scope, &export, &told(scope, &export, by)).await {
            Ok(()) => self.send_export(scope, export).await,
            Err(storage::Error::Conflict) => self.table.export(scope, export.id).await?.ok_or(Error::NotFound("export")),
            Err(error) => Err(error.into()),
        }
    }

    async fn send_export(&self, scope: &StoreScope, export: Export) -> Result<Export, Error> {
        if export.is_under_way() {
            // Again too: the message may have been lost with the answer.
            self.queues.export(scope, ExportMessage::WriteExport { export: export.id }).await?;
        }
        Ok(export)
    }

    /// A link to the file of an export, for a quarter of an hour; None until it is there.
    pub async fn export_link(&self, scope: &StoreScope, export: &Export) -> Result<Option<String>, Error> {
        let State::Ready { .. } = export.state else { return Ok(None) };
        Ok(Some(self.files.download_link(&file_key(scope, export), &file_name(scope, export)).await?))
    }

    /// Writes an export from where it stands, and hands over to a successor when the time is up; each run does one step at least. Retried
    /// is what a service refused; a list that cannot be read, or is too long, is recorded as failed, which ends it.
    pub async fn write_export(&self, scope: &StoreScope, id: ExportId, now: Timestamp, deadline: Timestamp) -> Result<(), Error> {
        let started = Instant::now();
        let seconds_left = || deadline.as_second() - now.as_second() - i64::try_from(started.elapsed().as_secs()).unwrap_or(i64::MAX);
        let mut is_first = true;
        let run = Run { now, coming: OnceCell::new() };
        // One that is not there has vanished with its week.
        while let Some(export) = self.table.export(scope, id).await? {
            let needed = match export.state {
                State::Reading { .. } => READING_SECONDS,
                State::Joining { .. } => JOINING_SECONDS,
                State::Ready { .. } | State::Failed { .. } => return Ok(()),
            };
            if !is_first && seconds_left() < needed {
                return self.queues.export(scope, ExportMessage::WriteExport { export: id }).await;
            }
            is_first = false;
            let next = match self.next_state(scope, &export, &run).await {
                Ok(next) => next,
                Err(error @ (Error::Unavailable { .. } | Error::Changed | Error::InProgress(_))) => return Err(error),
                Err(why) => State::Failed { why: why.to_string(), at: now },
            };
            match self.table.replace_export(scope, &Export { state: next, ..export }).await {
                // Another run is as far, or further: what it wrote is read again.
                Ok(_) | Err(storage::Error::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    async fn next_state(&self, scope: &StoreScope, export: &Export, run: &Run) -> Result<State, Error> {
        match &export.state {
            State::Reading { parts, rows, cursor } => {
                let number = parts + 1;
                let part = self.part(scope, export, number, cursor.clone(), run).await?;
                let rows = rows + part.rows.len() as u64;
                if rows > MOST_ROWS {
                    return Err(Error::State(format!("the list has more than {MOST_ROWS} rows; filter it")));
                }
                Ok(match part.next {
                    Some(next) => State::Reading { parts: number, rows, cursor: Some(next) },
                    None => State::Joining { parts: number, rows },
                })
            }
            State::Joining { parts, rows } => Ok(State::Ready { rows: *rows, bytes: self.join(scope, export, *parts).await?, at: run.now }),
            done => Ok(done.clone()),
        }
    }

    /// The part of a number: as it lies there, or read from the list and written.
    async fn part(&self, scope: &StoreScope, export: &Export, number: u32, cursor: Option<String>, run: &Run) -> Result<Part, Error> {
        let key = part_key(scope, export, number);
        let mut part = Part { rows: Vec::new(), next: cursor };
        for _ in 0..PAGES_OF_PART {
            let page = self.export_page(scope, export, part.next.as_deref(), run).await?;
            part.rows.extend(page.items);
            part.next = page.next;
            if part.next.is_none() || part.rows.len() >= ROWS_OF_PART {
                break;
            }
        }
        Ok(self.files.put_once(&key, part).await?)
    }

    /// Makes the file of the parts; answers its size.
    async fn join(&self, scope: &StoreScope, export: &Export, parts: u32) -> Result<u64, Error> {
        let folder = tempfile::tempdir().map_err(Error::unavailable("making a folder"))?;
        let path = folder.path().join("file");
        let file = BufWriter::new(File::create(&path).map_err(Error::unavailable("making a file"))?);
        let zone = TimeZone::get(&export.time_zone).unwrap_or(TimeZone::UTC);
        let written = Error::unavailable("writing a file");
        let mut writer = ExportWriter::new(file, export.format, export.wanted.list(), &headings(export), zone).map_err(&written)?;
        for number in 1..=parts {
            let part: Option<Part> = self.files.get_packed(&part_key(scope, export, number)).await?;
            for row in part.ok_or(Error::NotFound("part of the export"))?.rows {
                writer.row(&row).map_err(&written)?;
            }
        }
        drop(writer.finish().map_err(&written)?);
        Ok(self.files.upload(&file_key(scope, export), export.format.media_type(), &path).await?)
    }
}

/// Which list somebody took along, how it was filtered, and with which columns.
fn told(scope: &StoreScope, export: &Export, by: &By) -> Entry {
    let filter = serde_json::to_value(&export.wanted).ok().and_then(|mut wanted| wanted.get_mut("filter").map(serde_json::Value::take));
    let columns = export.columns.iter().map(|heading| heading.column.as_str()).collect::<Vec<_>>().join(", ");
    let mut changes = differences(None, filter.as_ref(), &[]);
    changes.push(Change::new("columns", None, Some(columns)));
    changes.push(Change::new("format", None, Some(export.format.as_str().to_owned())));
    Entry::new(by, scope.store().as_str(), Thing::Export, Action::Created, (&export.id.to_string(), export.wanted.list())).with(changes)
}

fn headings(export: &Export) -> Vec<(String, Kind)> {
    let known = columns_of(&export.wanted);
    let kind = |column: &str| known.iter().find(|(name, _)| *name == column).map_or(Kind::Plain, |(_, kind)| *kind);
    export.columns.iter().map(|Heading { column, label }| (label.clone(), kind(column))).collect()
}

fn folder(scope: &StoreScope, export: &Export) -> String {
    format!("exports/{}/{}", scope.store(), export.id)
}

fn part_key(scope: &StoreScope, export: &Export, number: u32) -> String {
    format!("{}/part-{number:05}", folder(scope, export))
}

fn file_key(scope: &StoreScope, export: &Export) -> String {
    format!("{}/file.{}", folder(scope, export), export.format.as_str())
}

/// What the file is called where it is saved: store, list and day.
pub fn file_name(scope: &StoreScope, export: &Export) -> String {
    let zone = TimeZone::get(&export.time_zone).unwrap_or(TimeZone::UTC);
    let day = export.asked_at.to_zoned(zone).date();
    format!("{}-{}-{day}.{}", scope.store(), export.wanted.list().replace('_', "-"), export.format.as_str())
}
