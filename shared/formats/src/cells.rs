//! Some rows of a file as cells that people can read and correct, whatever format they came in, and
//! the corrected ones as a file again.
//!
//! A table file has its own columns; of a record file the columns are the paths that the profile
//! reads. Cells are written as a person would write them into a CSV file that the profile reads: what
//! a workbook or JSON keeps as a number gets the profile's decimal mark, what it counts as days
//! becomes a date. What cannot be written as text without being taken for something else stays
//! something that is refused.

use std::collections::BTreeSet;
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::Path;

use domain::imports::profile::{FileFormat, ImportProfile};
use serde::{Deserialize, Serialize};

use crate::csv::push_cell;
use crate::error::FileError;
use crate::limits::Limits;
use crate::mapping::Mapper;
use crate::neutral::neutralise;
use crate::rejected::ERRORS;
use crate::row::Row;
use crate::source::{Found, Source};

/// What a file looks like, before anything of it is mapped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// The file's format.
    pub format: FileFormat,
    /// CSV: the delimiter.
    pub delimiter: Option<char>,
    /// The encoding of a text file, by its WHATWG name.
    pub encoding: Option<String>,
    /// Its columns, or the paths of its first record.
    pub columns: Vec<String>,
}

/// What a file's columns are. Works for a profile that maps nothing yet.
pub fn sample(path: &Path, profile: &ImportProfile, limits: &Limits, scratch: &Path) -> Result<Sample, FileError> {
    let mapper = match Mapper::new(profile) {
        Ok(mapper) => mapper,
        Err(_) => Mapper::new(&ImportProfile::canonical()).map_err(FileError::Refused)?,
    };
    let source = Source::open(path, profile, limits, scratch, &mapper)?;
    let mut columns = Vec::new();
    source.read(&mut |found| {
        match found {
            Found::Preamble(_) => return Ok(ControlFlow::Continue(())),
            Found::Header(header) => {
                columns = header.cells().map(|(text, _)| text.trim().to_owned()).filter(|name| !name.is_empty()).collect()
            }
            Found::Row(_) => {}
            Found::Record(record) => columns = mapper.paths_in(record),
        }
        Ok(ControlFlow::Break(()))
    })?;
    Ok(Sample {
        format: source.format,
        delimiter: (source.format == FileFormat::Csv).then_some(source.delimiter),
        encoding: (source.format != FileFormat::Xlsx).then(|| source.charset.name().to_owned()),
        columns,
    })
}

/// Calls `each` with the wanted rows and their cells, in the file's order. A row that is shorter or
/// longer than the header is as long as it is. Gives the columns.
pub fn read_cells(
    path: &Path,
    profile: &ImportProfile,
    limits: &Limits,
    scratch: &Path,
    wanted: &BTreeSet<u64>,
    each: &mut dyn FnMut(u64, Vec<String>) -> io::Result<()>,
) -> Result<Vec<String>, FileError> {
    let mut mapper = Mapper::new(profile).map_err(FileError::Refused)?;
    let source = Source::open(path, profile, limits, scratch, &mapper)?;
    let is_csv = source.format == FileFormat::Csv;
    let last = wanted.last().copied().unwrap_or_default();
    let mut columns = mapper.columns();
    // The errors of an earlier copy are no cells of the client's.
    let mut errors_column = None;
    let mut last_row = 0;
    source.read(&mut |found| {
        match found {
            Found::Preamble(_) => {}
            Found::Header(header) => {
                mapper.bind(header, is_csv)?;
                errors_column = header.cells().position(|(text, _)| text.trim() == ERRORS);
                columns = without(errors_column, names_of(header));
            }
            Found::Row(row) if row.number > last => return Ok(ControlFlow::Break(())),
            Found::Row(row) => {
                if wanted.contains(&row.number) {
                    let mut cells = without(errors_column, mapper.cells_of_row(row));
                    if !is_csv {
                        // A workbook leaves out what is empty, and what stands beyond the header is no column.
                        cells.resize(columns.len(), String::new());
                    }
                    each(row.number, cells)?;
                }
            }
            Found::Record(record) => {
                for line in mapper.lines_of(record) {
                    last_row += 1;
                    if wanted.contains(&last_row) {
                        each(last_row, mapper.cells_of_line(record, line))?;
                    }
                }
                if last_row >= last {
                    return Ok(ControlFlow::Break(()));
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(columns)
}

fn names_of(header: &Row) -> Vec<String> {
    header.cells().map(|(text, _)| text.trim().to_owned()).collect()
}

fn without<T>(column: Option<usize>, mut cells: Vec<T>) -> Vec<T> {
    if let Some(column) = column.filter(|column| *column < cells.len()) {
        cells.remove(column);
    }
    cells
}

/// The column of the table that a fault is about: by its own name, or by that of the canonical field.
pub fn column_of_fault(columns: &[String], profile: &ImportProfile, column: &str) -> Option<usize> {
    let place = |wanted: &str| {
        let wanted = wanted.trim().to_lowercase();
        columns.iter().position(|name| name.to_lowercase() == wanted)
    };
    let of_field = || {
        let mut fields = profile.fields.iter();
        fields.find(|(field, _)| field.as_str() == column).and_then(|(_, source)| source.column.as_deref())
    };
    place(column).or_else(|| of_field().and_then(place))
}

/// The profile that reads a file of cells as the original was read by `profile`.
pub fn profile_of_cells(profile: &ImportProfile) -> ImportProfile {
    ImportProfile {
        format: Some(FileFormat::Csv),
        delimiter: Some(','),
        encoding: Some("utf-8".to_owned()),
        sheet: None,
        skip_rows: 0,
        records: None,
        lines: None,
        ..profile.clone()
    }
}

/// A file of cells: CSV in UTF-8.
pub struct CellWriter<W: Write> {
    out: BufWriter<W>,
    text: String,
}

impl<W: Write> CellWriter<W> {
    /// Begins with the columns.
    pub fn new(out: W, columns: &[String]) -> io::Result<Self> {
        let mut writer = Self { out: BufWriter::new(out), text: String::new() };
        writer.line(columns.iter().map(|name| name.as_str().into()))?;
        Ok(writer)
    }

    /// Writes a row.
    pub fn row(&mut self, cells: &[String]) -> io::Result<()> {
        self.line(cells.iter().map(|cell| neutralise(cell)))
    }

    fn line<'a>(&mut self, cells: impl Iterator<Item = std::borrow::Cow<'a, str>>) -> io::Result<()> {
        self.text.clear();
        for (n, cell) in cells.enumerate() {
            if n > 0 {
                self.text.push(',');
            }
            push_cell(&mut self.text, &cell, ',');
        }
        self.text.push_str("\r\n");
        self.out.write_all(self.text.as_bytes())
    }

    /// Writes the last of it.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}
