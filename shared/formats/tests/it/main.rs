//! Files in, drafts out: what a client sees.
#![expect(clippy::unwrap_used, reason = "the helpers of the tests are tests")]

mod cells;
mod chunks;
mod corpus;
mod fuzz;
mod hostile;
mod online_retail;
mod rejected;
mod round_trip;
mod workbook;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use domain::imports::draft::{Field, OrderDraft, StrayRow};
use domain::imports::fault::{Fault, FaultCode};
use domain::imports::profile::{FileFormat, ImportProfile};
use formats::{FileError, Limits, Scan};
use tempfile::TempDir;

/// A folder with one file in it.
struct Drop {
    folder: TempDir,
    path: PathBuf,
}

impl Drop {
    fn new(bytes: impl AsRef<[u8]>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("orders");
        fs::write(&path, bytes).unwrap();
        Self { folder, path }
    }

    fn scan(&self, profile: &ImportProfile) -> Result<Scan, FileError> {
        self.scan_within(profile, &Limits::default())
    }

    fn scan_within(&self, profile: &ImportProfile, limits: &Limits) -> Result<Scan, FileError> {
        formats::scan(&self.path, profile, limits, self.folder.path())
    }
}

/// Everything that a file says.
struct Read {
    format: FileFormat,
    drafts: Vec<OrderDraft>,
    stray_rows: Vec<StrayRow>,
}

fn read_all(mut scan: Scan) -> Read {
    let (mut drafts, mut stray_rows) = (Vec::new(), Vec::new());
    for number in 0..scan.n_chunks() {
        let chunk = scan.chunk(number).unwrap().unwrap();
        drafts.extend(chunk.drafts);
        stray_rows.extend(chunk.stray_rows);
    }
    assert!(scan.chunk(scan.n_chunks()).unwrap().is_none());
    Read { format: scan.format, drafts, stray_rows }
}

/// Reads a file that must be readable.
fn read(bytes: impl AsRef<[u8]>, profile: &ImportProfile) -> Read {
    read_all(Drop::new(bytes).scan(profile).unwrap_or_else(|error| panic!("{error:?}")))
}

/// The faults for which a file is refused as a whole.
fn refused(bytes: impl AsRef<[u8]>, profile: &ImportProfile) -> Vec<Fault> {
    match Drop::new(bytes).scan(profile) {
        Err(FileError::Refused(faults)) => faults,
        Err(FileError::Io(error)) => panic!("{error:?}"),
        Ok(scan) => panic!("{scan:?}"),
    }
}

/// A profile of the fields and columns given, beside reference, SKU and quantity.
fn profile(json: serde_json::Value) -> ImportProfile {
    let mut whole = serde_json::json!({
        "name": "test",
        "time_zone": "Europe/Warsaw",
        "fields": {
            "reference": { "column": "reference" },
            "sku": { "column": "sku" },
            "quantity": { "column": "quantity" },
        },
    });
    let serde_json::Value::Object(members) = json else { panic!("an object") };
    for (name, value) in members {
        match (name.as_str(), value) {
            ("fields", serde_json::Value::Object(fields)) => {
                whole["fields"].as_object_mut().unwrap().extend(fields);
            }
            (_, value) => whole[&name] = value,
        }
    }
    serde_json::from_value(whole).unwrap()
}

fn header(draft: &OrderDraft) -> BTreeMap<Field, &str> {
    draft.header.iter().map(|(field, cell)| (field, cell.text)).collect()
}

fn codes(faults: &[Fault]) -> Vec<FaultCode> {
    faults.iter().map(|fault| fault.code).collect()
}
