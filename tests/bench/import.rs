//! Order files through parsing, mapping, grouping and validation, on one core, without AWS.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use domain::imports::profile::ImportProfile;
use domain::orders::validation::{Facts, mentions, validate};
use formats::{Limits, scan};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::Bench;
use crate::figures::Run;
use crate::measure::{median, mib, ms, peak_kib, per_second, probe, probes, processor_time};
use crate::orders::{Orders, catalogue, settings};

pub(crate) const BENCH: Bench = Bench { name: "import", run, probe: in_a_process };

const ROWS: u64 = 1_000_000;

/// Rows of the files of other formats: 100,000 orders of three lines.
const ROWS_OF_FORMATS: u64 = 300_000;

fn run(run: &mut Run) {
    let of = |orders: Orders| orders.path(&run.cache).to_str().unwrap().to_owned();
    let csv = of(Orders::csv(ROWS));
    let shuffled = of(Orders { is_shuffled: true, ..Orders::csv(ROWS) });
    let single = of(Orders { rows_per_order: 1, ..Orders::csv(ROWS) });
    let formats = ["csv", "jsonl", "xml", "xlsx"].map(|format| (format, of(Orders { format, ..Orders::csv(ROWS_OF_FORMATS) })));

    let floors = probes("import", &["floor", &csv]);
    let floor = per_second(ROWS, median(&floors, "us"));
    let runs = probes("import", &["read", &csv]);
    let us = median(&runs, "us");
    run.figure("import.rows_per_second", per_second(ROWS, us)).goal(600_000, 1_500_000).floor(floor);
    run.figure("import.floor_rows_per_second", floor);
    run.figure("import.scan_rows_per_second", per_second(ROWS, median(&runs, "scan_us")));
    let worst = [shuffled.as_str(), single.as_str()].map(|path| probe("import", &["read", path]));
    for (kind, worst) in ["shuffled", "of_single_lines"].iter().zip(&worst) {
        run.figure(format!("import.rows_per_second_{kind}"), per_second(ROWS, worst["us"].as_u64().unwrap())).goal(600_000, 1_500_000);
    }
    let peak = worst.iter().chain(&runs).map(|run| run["peak_kib"].as_u64().unwrap()).max().unwrap();
    run.figure("import.peak_mb", mib(peak)).goal(64, 32).floor(mib(median(&floors, "peak_kib")));

    for (format, path) in formats {
        let (must, aim) = match format {
            "csv" => (250, 125),
            "jsonl" => (600, 300),
            "xml" => (1_000, 500),
            _ => (1_500, 800),
        };
        let runs = probes("import", &["read", &path]);
        run.figure(format!("import.{format}_ms_per_100k_orders"), ms(median(&runs, "us"))).goal(must, aim);
        let (must, aim) = if format == "csv" { (16, 16) } else { (32, 32) };
        run.figure(format!("import.{format}_peak_mb"), mib(median(&runs, "peak_kib"))).goal(must, Decimal::from(aim));
    }
}

fn in_a_process(arguments: &[String]) -> Value {
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["floor", path] => floor(path),
        ["read", path] => read(path),
        _ => panic!("no such probe: {arguments:?}"),
    }
}

/// The `csv` crate reading the same bytes and looking at every cell.
fn floor(path: &str) -> Value {
    let begun = processor_time();
    let mut reader = csv::Reader::from_reader(File::open(path).unwrap());
    let mut record = csv::ByteRecord::new();
    let (mut rows, mut bytes) = (0_u64, 0);
    while reader.read_byte_record(&mut record).unwrap() {
        rows += 1;
        bytes += record.iter().map(<[u8]>::len).sum::<usize>();
    }
    assert!(bytes > 0 && rows == ROWS);
    json!({"us": micros(begun), "peak_kib": peak_kib()})
}

/// What `order-import` and `order-validation` do with a file, but for what AWS does for them.
fn read(path: &str) -> Value {
    let (products, customers, settings, profile) = (catalogue(), BTreeMap::new(), settings(), ImportProfile::canonical());
    let scratch = tempfile::tempdir().unwrap();
    let begun = processor_time();
    let mut scan = scan(Path::new(path), &profile, &Limits::default(), scratch.path()).unwrap();
    let scan_us = micros(begun);
    let facts = Facts {
        settings: &settings,
        profile: &profile,
        products: &products,
        customers: &customers,
        now: "2026-11-21T10:00:00Z".parse().unwrap(),
    };
    let (mut lines, mut faulty) = (0, 0_u64);
    for number in 0..scan.n_chunks() {
        let chunk = scan.chunk(number).unwrap().unwrap();
        assert!(!mentions(&chunk.drafts, &profile).0.is_empty());
        for draft in &chunk.drafts {
            match validate(draft, &facts) {
                Ok(order) => lines += order.lines.len() as u64,
                Err(_) => faulty += 1,
            }
        }
    }
    let us = micros(begun);
    let n_orders = scan.n_orders;
    assert_eq!(faulty, n_orders / 1_000, "one order in a thousand is faulty");
    assert!(lines > 0 && lines < scan.n_rows);
    json!({"us": us, "scan_us": scan_us, "peak_kib": peak_kib()})
}

fn micros(begun: std::time::Duration) -> u64 {
    u64::try_from((processor_time() - begun).as_micros()).unwrap()
}
