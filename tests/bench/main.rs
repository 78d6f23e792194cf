//! Measures what the README and `docs/performance.md` claim: `make bench`, or `make bench BENCHES="import lists"`.
//!
//! One file per bench. A bench adds figures to the [`Run`]; what must be alone in its process to be measured (memory,
//! processor time) is a probe: this program run again under the bench's name, which answers with one JSON value.
//!
//! Nothing here fails because a figure is bad: a figure depends on the machine and its neighbours, a test must not.
#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on should stop where it stands")]

mod allocation;
mod capacity;
mod documents;
mod environment;
mod figures;
mod functions;
mod import;
mod lists;
mod measure;
mod orders;
mod portal;
mod race;

use std::path::PathBuf;

use figures::Run;
use serde_json::Value;

/// A group of figures that are measured together.
struct Bench {
    /// What it is called on the command line.
    name: &'static str,
    /// Measures, and adds figures.
    run: fn(&mut Run),
    /// What the bench does in a process of its own, with the arguments it chose.
    probe: fn(&[String]) -> Value,
}

/// In the order in which they run. To add a figure, add a file and a line.
const BENCHES: &[Bench] = &[import::BENCH, documents::BENCH, allocation::BENCH, lists::BENCH, functions::BENCH, race::BENCH, portal::BENCH];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["probe", name, ..] => {
            let bench = BENCHES.iter().find(|bench| bench.name == name).expect("a bench of that name");
            measure::answer(&(bench.probe)(&arguments[2..]));
        }
        [cache, figures, ref names @ ..] => {
            let mut run = Run::new(PathBuf::from(cache), PathBuf::from(figures));
            for bench in BENCHES.iter().filter(|bench| names.is_empty() || names.contains(&bench.name)) {
                let n_before = run.figures.len();
                (bench.run)(&mut run);
                run.print(n_before);
            }
            run.save();
        }
        _ => panic!("usage: bench <folder for data sets> <file for the figures> [bench…]"),
    }
}
