//! The first rows of a file as the profile reads them, for a dry run while a profile is written.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use domain::imports::draft::Field;
use domain::imports::fault::Fault;
use domain::imports::profile::{FileFormat, ImportProfile};
use serde::{Deserialize, Serialize};

use crate::error::FileError;
use crate::limits::Limits;
use crate::mapping::Mapper;
use crate::scan::{for_each_row, no_rows};
use crate::source::Source;

/// What was recognised, and the first rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The file's format.
    pub format: FileFormat,
    /// CSV: the delimiter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// The encoding of a text file, by its WHATWG name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// The rows, mapped.
    pub rows: Vec<PreviewRow>,
}

/// One row, mapped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewRow {
    /// The row in the file.
    pub row: u64,
    /// Non-empty fields in canonical text.
    pub fields: BTreeMap<Field, String>,
    /// What mapping finds wrong.
    pub faults: Vec<Fault>,
}

/// Maps the first `n` rows. Reads little more than those, so a fault further down is not found.
pub fn preview(path: &Path, profile: &ImportProfile, limits: &Limits, scratch: &Path, n: usize) -> Result<Preview, FileError> {
    let mut mapper = Mapper::new(profile).map_err(FileError::Refused)?;
    let source = Source::open(path, profile, limits, scratch, &mapper)?;
    let mut rows = Vec::new();
    for_each_row(&source, &mut mapper, &mut |mapped| {
        rows.push(PreviewRow {
            row: mapped.row,
            fields: mapped.values().map(|(field, text)| (field, text.to_owned())).collect(),
            faults: mapped.faults.clone(),
        });
        Ok(if rows.len() < n { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    })?;
    if rows.is_empty() {
        return Err(no_rows(&source, profile));
    }
    Ok(Preview {
        format: source.format,
        delimiter: (source.format == FileFormat::Csv).then_some(source.delimiter),
        encoding: (source.format != FileFormat::Xlsx).then(|| source.charset.name().to_owned()),
        rows,
    })
}
