//! Sheets: one PDF of 5,000, and many of one.

use std::time::Duration;

use documents::BatchWriter;
use domain::locale::Locale;
use serde_json::{Value, json};

use crate::Bench;
use crate::figures::Run;
use crate::measure::{median, mib, peak_kib, per_second, probes, processor_time};

#[path = "../../shared/documents/tests/samples/mod.rs"]
mod samples;

pub(crate) const BENCH: Bench = Bench { name: "documents", run, probe: in_a_process };

const SHEETS: u32 = 5_000;

fn run(run: &mut Run) {
    let batch = probes("documents", &["batch", &SHEETS.to_string()]);
    run.figure("documents.sheets_per_second", per_second(SHEETS.into(), median(&batch, "us"))).goal(2_000, 8_000);
    run.figure("documents.peak_mb", mib(median(&batch, "peak_kib"))).goal(24, 16);
    run.figure("documents.bytes_per_sheet", median(&batch, "bytes") / u64::from(SHEETS));
    let single = probes("documents", &["single"]);
    run.figure("documents.single_us", median(&single, "us")).goal(1_000, 200);
    run.figure("documents.single_bytes", median(&single, "bytes")).goal(20_480, 14_336);
}

fn in_a_process(arguments: &[String]) -> Value {
    match arguments {
        [one, sheets] if one == "batch" => batch(sheets.parse().unwrap()),
        [one] if one == "single" => single(),
        _ => panic!("no such probe: {arguments:?}"),
    }
}

/// A pick list and the sheets of a batch, in three languages in turn.
fn batch(n_sheets: usize) -> Value {
    let sheets: Vec<_> = (0..20).map(|number| samples::sheet(Locale::ALL[number as usize % 3], 536_365 + number, 5)).collect();
    let begun = processor_time();
    let mut writer = BatchWriter::new(std::io::sink(), "Batch").unwrap();
    writer.pick_list(&samples::pick_list(Locale::En, 24)).unwrap();
    for sheet in sheets.iter().cycle().take(n_sheets) {
        writer.sheet(sheet).unwrap();
    }
    let (_, summary) = writer.finish().unwrap();
    json!({"us": micros(processor_time() - begun), "bytes": summary.bytes, "peak_kib": peak_kib()})
}

/// A document of one sheet, again and again: what one takes, its fonts included.
fn single() -> Value {
    const DOCUMENTS: u32 = 200;
    let sheet = samples::sheet(Locale::En, 536_365, 5);
    let one = || {
        let mut writer = BatchWriter::new(std::io::sink(), "Sheet").unwrap();
        writer.sheet(&sheet).unwrap();
        writer.finish().unwrap().1.bytes
    };
    let bytes = one();
    let begun = processor_time();
    for _ in 0..DOCUMENTS {
        assert_eq!(one(), bytes);
    }
    json!({"us": micros((processor_time() - begun) / DOCUMENTS), "bytes": bytes})
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap()
}
