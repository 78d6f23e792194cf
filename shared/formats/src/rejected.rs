//! The rejected rows of a file, in the file's own format, with a column `errors`: what its sender
//! corrects and sends again.

mod record;
mod sheet;
mod table;

use std::collections::BTreeMap;
use std::io::{Seek, Write};
use std::ops::ControlFlow;
use std::path::Path as FilePath;

use domain::imports::fault::Fault;
use domain::imports::profile::{FileFormat, ImportProfile};

use self::record::{Json, Xml};
use self::sheet::Sheet;
use self::table::Table;
use crate::error::FileError;
use crate::limits::Limits;
use crate::mapping::Mapper;
use crate::record::{Path, Record};
use crate::row::Row;
use crate::source::{Found, Source};

/// The name of the column, member or element that is added.
pub(crate) const ERRORS: &str = "errors";

/// Reads the file once more and writes those of its rows that have an entry in `faults`, as they
/// were, below its header. A row whose entry is empty is written without a word: the rows of an
/// order that is rejected for another row of it, so that the whole order can be sent again.
///
/// The same delimiter and encoding are used, and records stand at the same path, so the same profile
/// reads the corrected file. Gives the format.
pub fn rejected_file(
    path: &FilePath,
    profile: &ImportProfile,
    limits: &Limits,
    scratch: &FilePath,
    faults: &BTreeMap<u64, Vec<Fault>>,
    out: impl Write + Seek,
) -> Result<FileFormat, FileError> {
    let mapper = Mapper::new(profile).map_err(FileError::Refused)?;
    let source = Source::open(path, profile, limits, scratch, &mapper)?;
    let records = Path::parse(profile.records.as_deref().unwrap_or_default());
    match source.format {
        FileFormat::Csv => {
            let mut table = Table::new(out, &source);
            copy_rows(&source, faults, &mut |row, place| table.row(row, place))?;
            table.finish()?;
        }
        FileFormat::Xlsx => {
            let mut sheet = Sheet::new(out, profile.sheet.as_deref())?;
            copy_rows(&source, faults, &mut |row, place| sheet.row(row, place))?;
            sheet.finish()?;
        }
        FileFormat::Json | FileFormat::JsonLines => {
            let mut json = Json::new(out, &source, &records);
            copy_records(&source, &mapper, faults, &mut |record, errors| json.record(record, errors))?;
            json.finish()?;
        }
        FileFormat::Xml => {
            let mut xml = Xml::new(out, &source, &records);
            copy_records(&source, &mapper, faults, &mut |record, errors| xml.record(record, errors))?;
            xml.finish()?;
        }
    }
    Ok(source.format)
}

/// What a row is in the copy.
#[derive(Debug, Clone, Copy)]
enum Place<'a> {
    /// Above the header.
    Preamble,
    Header,
    /// A rejected row with its errors.
    Body(&'a str),
}

/// Writes a row at its place.
type WriteRow<'a> = dyn FnMut(&Row, Place<'_>) -> Result<(), FileError> + 'a;

/// Writes a record with its errors.
type WriteRecord<'a> = dyn FnMut(&Record, &[String]) -> Result<(), FileError> + 'a;

fn copy_rows(source: &Source<'_>, faults: &BTreeMap<u64, Vec<Fault>>, write: &mut WriteRow<'_>) -> Result<(), FileError> {
    let last = faults.keys().next_back().copied().unwrap_or_default();
    source.read(&mut |found| {
        match found {
            Found::Preamble(row) => write(row, Place::Preamble)?,
            Found::Header(row) => write(row, Place::Header)?,
            Found::Row(row) if row.number > last => return Ok(ControlFlow::Break(())),
            Found::Row(row) => {
                if let Some(faults) = faults.get(&row.number) {
                    let errors: Vec<String> = faults.iter().map(error_text).collect();
                    write(row, Place::Body(&errors.join("; ")))?;
                }
            }
            Found::Record(_) => {}
        }
        Ok(ControlFlow::Continue(()))
    })
}

fn copy_records(
    source: &Source<'_>,
    mapper: &Mapper,
    faults: &BTreeMap<u64, Vec<Fault>>,
    write: &mut WriteRecord<'_>,
) -> Result<(), FileError> {
    let mut last_row = 0;
    source.read(&mut |found| {
        let Found::Record(record) = found else { return Ok(ControlFlow::Continue(())) };
        let n_lines = mapper.lines_of(record).len() as u64;
        let (first, last) = (last_row + 1, last_row + n_lines);
        last_row = last;
        if faults.range(first..=last).next().is_some() {
            let mut errors = Vec::new();
            for (row, faults) in faults.range(first..=last) {
                let line = if n_lines > 1 { format!("line {}: ", row + 1 - first) } else { String::new() };
                errors.extend(faults.iter().map(|fault| line.clone() + &error_text(fault)));
            }
            write(record, &errors)?;
        }
        Ok(ControlFlow::Continue(()))
    })
}

/// `code: message (suggestion)`
fn error_text(fault: &Fault) -> String {
    format!("{}: {} ({})", fault.code.as_str(), fault.message, fault.suggestion)
}
