//! Measuring a process: its processor time, its memory, the middle of several runs.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use rust_decimal::Decimal;
use serde_json::Value;

/// Runs of a probe that a figure is the median of; one more before them warms the caches.
pub(crate) const RUNS: usize = 5;

/// Runs this program again as a probe of a bench and gives its answer.
pub(crate) fn probe(bench: &str, arguments: &[&str]) -> Value {
    let program = std::env::current_exe().unwrap();
    let output = Command::new(program).arg("probe").arg(bench).args(arguments).stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success(), "the probe of {bench} failed: {arguments:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Runs a probe once for nothing and then several times; gives all answers.
pub(crate) fn probes(bench: &str, arguments: &[&str]) -> Vec<Value> {
    probe(bench, arguments);
    (0..RUNS).map(|_| probe(bench, arguments)).collect()
}

/// A probe's answer to its parent.
pub(crate) fn answer(value: &Value) {
    writeln!(std::io::stdout().lock(), "{value}").unwrap();
}

/// The middle one of numbers that several runs gave.
pub(crate) fn median(runs: &[Value], name: &str) -> u64 {
    let mut numbers: Vec<u64> = runs.iter().map(|run| run[name].as_u64().unwrap()).collect();
    numbers.sort_unstable();
    numbers[numbers.len() / 2]
}

/// What this process's first thread has had of the processor: unlike the clock, the same on a busy machine.
pub(crate) fn processor_time() -> Duration {
    let schedule = fs::read_to_string("/proc/self/schedstat").unwrap();
    Duration::from_nanos(schedule.split_whitespace().next().unwrap().parse().unwrap())
}

/// The most memory that this process ever had, in KiB.
pub(crate) fn peak_kib() -> u64 {
    peak_kib_of("self")
}

/// The same of another process, while it is alive.
pub(crate) fn peak_kib_of(process: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    peak.trim().trim_end_matches(" kB").parse().unwrap()
}

/// KiB as MiB, to a tenth.
pub(crate) fn mib(kib: u64) -> Decimal {
    (Decimal::from(kib) / Decimal::from(1024)).round_dp(1)
}

/// Microseconds as milliseconds, to a hundredth.
pub(crate) fn ms(us: u64) -> Decimal {
    Decimal::new(i64::try_from(us).unwrap(), 3).round_dp(2)
}

/// How many of `n` there are in a second if all of them take so many microseconds.
pub(crate) fn per_second(n: u64, us: u64) -> u64 {
    n * 1_000_000 / us.max(1)
}
