//! Measures a scan: `cargo run --release -p formats --example scan -- <file> [profile.json]`, or with
//! `--generate <rows> <contiguous|shuffled|single>` instead of a file. Prints rows per second of
//! processor time and the peak of the process's memory.

use std::error::Error;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::imports::profile::ImportProfile;
use formats::{Limits, scan};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = tempfile::tempdir()?;
    let (path, profile) = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--generate", rows, order] => (generate(folder.path(), rows.parse()?, order)?, ImportProfile::canonical()),
        [file] => (PathBuf::from(file), ImportProfile::canonical()),
        [file, profile] => (PathBuf::from(file), serde_json::from_slice(&fs::read(profile)?)?),
        _ => return Err("usage: scan <file> [profile.json] | scan --generate <rows> <contiguous|shuffled|single>".into()),
    };
    let begun = processor_time()?;
    let mut scan = scan(&path, &profile, &Limits::default(), folder.path())?;
    let scanned = processor_time()? - begun;
    let (mut n_lines, mut n_orders, mut n_faulty) = (0, 0, 0);
    for number in 0..scan.n_chunks() {
        let chunk = scan.chunk(number)?.ok_or("a chunk is missing")?;
        n_orders += chunk.drafts.len();
        n_faulty += chunk.drafts.iter().filter(|draft| !draft.faults.is_empty()).count();
        n_lines += chunk.drafts.iter().map(|draft| draft.lines.len()).sum::<usize>();
    }
    let whole = processor_time()? - begun;
    let per_second = |elapsed: Duration| u128::from(scan.n_rows) * 1_000 / elapsed.as_millis().max(1);
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{:?}, {} MiB: {} rows, {n_orders} orders with {n_lines} lines, {n_faulty} with faults, {} stray rows, {} chunks",
        scan.format,
        fs::metadata(&path)?.len() >> 20,
        scan.n_rows,
        scan.n_stray_rows,
        scan.n_chunks()
    )?;
    writeln!(out, "scan {scanned:.2?} = {} rows/s; with all chunks {whole:.2?} = {} rows/s", per_second(scanned), per_second(whole))?;
    let status = fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM: unknown");
    writeln!(out, "peak memory {}", peak.trim_start_matches("VmHWM:").trim())?;
    Ok(())
}

/// What this process has had of the processor: unlike the clock, the same on a busy machine.
fn processor_time() -> Result<Duration, Box<dyn Error>> {
    let schedule = fs::read_to_string("/proc/self/schedstat")?;
    let nanoseconds = schedule.split_whitespace().next().ok_or("an empty /proc/self/schedstat")?;
    Ok(Duration::from_nanos(nanoseconds.parse()?))
}

/// Writes a canonical CSV: orders of three lines one after another, the same scattered over the
/// file, or orders of one line.
fn generate(folder: &Path, n_rows: u64, order: &str) -> Result<PathBuf, Box<dyn Error>> {
    let path = folder.join("orders.csv");
    let mut out = BufWriter::new(fs::File::create(&path)?);
    writeln!(
        out,
        "reference,placed_at,currency,consignee_name,consignee_street_1,consignee_city,consignee_postcode,consignee_country,sku,description,quantity,unit_price,tax_rate"
    )?;
    let n_orders = n_rows.div_ceil(3);
    for row in 0..n_rows {
        let number = match order {
            "single" => row,
            "shuffled" => (row * 7_919) % n_orders,
            _ => row / 3,
        };
        writeln!(
            out,
            "R{number:07},2026-03-{:02}T10:{:02}:00Z,GBP,Ada Kowalska {number},{} High Street,Łódź,90-{:03},PL,SKU{:05},\"Mug, blue\",{},{}.{:02},20",
            number % 28 + 1,
            number % 60,
            number % 300,
            number % 1_000,
            row % 1_000,
            row % 9 + 1,
            row % 90,
            row % 100,
        )?;
    }
    out.flush()?;
    Ok(path)
}
