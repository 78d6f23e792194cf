//! Measures the engine: `cargo run --release -p documents --example batch -- 5000 /tmp/batch.pdf`
//! writes a pick list and so many sheets of five lines and prints sheets per second and the peak of memory.
//! A third argument names the locale (`en`, `pl`, `vi`, `zh-Hans`; default: each in turn but the last).
#![expect(clippy::print_stdout, reason = "it prints what it measured")]

#[path = "../tests/samples/mod.rs"]
mod samples;

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::time::Instant;

use documents::BatchWriter;
use domain::locale::Locale;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let count: u32 = arguments.get(1).and_then(|text| text.parse().ok()).unwrap_or(1_000);
    let path = arguments.get(2).map_or("/dev/null", String::as_str);
    let locales: Vec<Locale> = match arguments.get(3) {
        Some(tag) => Locale::ALL.into_iter().filter(|locale| locale.tag() == tag).collect(),
        None => Locale::ALL[..3].to_vec(),
    };
    let sheets: Vec<_> = (0..20).map(|number| samples::sheet(locales[number as usize % locales.len()], 536_365 + number, 5)).collect();

    let start = Instant::now();
    let mut writer = BatchWriter::new(BufWriter::new(File::create(path)?), "Batch")?;
    writer.pick_list(&samples::pick_list(locales[0], 24))?;
    for number in 0..count as usize {
        writer.sheet(&sheets[number % sheets.len()])?;
    }
    let (_, summary) = writer.finish()?;
    let took = start.elapsed();

    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("unknown").trim();
    println!("{count} sheets, {} pages, {} bytes in {took:?}", summary.pages, summary.bytes);
    println!("{} sheets/s, peak memory {peak}", u128::from(count) * 1_000_000 / took.as_micros().max(1));
    Ok(())
}
