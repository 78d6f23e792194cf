//! Figures with their goals, as a table and as a file that the next run compares itself with.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

use rust_decimal::Decimal;
use serde_json::{Map, Number, Value, json};

/// What a figure should be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Goal {
    must: Decimal,
    aim: Decimal,
}

impl Goal {
    /// What it must be and what we are after; a smaller aim, or an equal one, means that less is better.
    pub(crate) fn new(must: impl Into<Decimal>, aim: impl Into<Decimal>) -> Self {
        Self { must: must.into(), aim: aim.into() }
    }

    fn verdict(self, value: Decimal) -> &'static str {
        let reaches = |bound: Decimal| if self.aim <= self.must { value <= bound } else { value >= bound };
        match (reaches(self.aim), reaches(self.must)) {
            (true, _) => "aim",
            (false, true) => "must",
            (false, false) => "MISSED",
        }
    }
}

/// One measured number. Its name carries the unit.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    name: String,
    value: Decimal,
    goal: Option<Goal>,
    floor: Option<Decimal>,
}

impl Figure {
    /// Compares it with a goal.
    pub(crate) fn goal(&mut self, must: impl Into<Decimal>, aim: impl Into<Decimal>) -> &mut Self {
        self.goal = Some(Goal::new(must, aim));
        self
    }

    /// Compares it with the best that could be: the same work with everything left out that is ours.
    pub(crate) fn floor(&mut self, floor: impl Into<Decimal>) -> &mut Self {
        self.floor = Some(floor.into());
        self
    }
}

/// A run of some benches.
pub(crate) struct Run {
    /// Where data sets are kept.
    pub(crate) cache: PathBuf,
    /// What was measured so far.
    pub(crate) figures: Vec<Figure>,
    file: PathBuf,
    /// The figures of the run before, by name.
    last: BTreeMap<String, Value>,
}

impl Run {
    pub(crate) fn new(cache: PathBuf, file: PathBuf) -> Self {
        fs::create_dir_all(&cache).unwrap();
        let last = fs::read(&file).ok().and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
        let last = last.and_then(|last| serde_json::from_value(last["figures"].clone()).ok()).unwrap_or_default();
        Self { cache, figures: Vec::new(), file, last }
    }

    /// Adds a figure.
    pub(crate) fn figure(&mut self, name: impl Into<String>, value: impl Into<Decimal>) -> &mut Figure {
        self.figures.push(Figure { name: name.into(), value: value.into().normalize(), goal: None, floor: None });
        self.figures.last_mut().expect("just added")
    }

    /// Prints the figures from the `from`th on.
    pub(crate) fn print(&self, from: usize) {
        let mut out = std::io::stdout().lock();
        if from == 0 {
            writeln!(out, "{:44}{:>12}{:>12}{:>12}{:>12}{:>12}  goal", "figure", "now", "last time", "must", "aim", "floor").unwrap();
        }
        let text = |value: Option<Decimal>| value.map(|value| value.normalize().to_string()).unwrap_or_default();
        for figure in &self.figures[from..] {
            let last = self.last.get(&figure.name).map(|last| last["value"].to_string()).unwrap_or_default();
            let (must, aim) = (figure.goal.map(|goal| goal.must), figure.goal.map(|goal| goal.aim));
            let verdict = figure.goal.map_or("", |goal| goal.verdict(figure.value));
            let now = text(Some(figure.value));
            let floor = text(figure.floor);
            writeln!(out, "{:44}{now:>12}{last:>12}{:>12}{:>12}{floor:>12}  {verdict}", figure.name, text(must), text(aim)).unwrap();
        }
    }

    /// Writes the figures; those of benches that did not run stay as they were.
    pub(crate) fn save(self) {
        let mut figures = self.last;
        for figure in self.figures {
            let mut entry = Map::from_iter([("value".to_owned(), number(figure.value))]);
            if let Some(goal) = figure.goal {
                entry.extend([("must".to_owned(), number(goal.must)), ("aim".to_owned(), number(goal.aim))]);
                entry.insert("goal".to_owned(), goal.verdict(figure.value).into());
            }
            entry.extend(figure.floor.map(|floor| ("floor".to_owned(), number(floor))));
            figures.insert(figure.name, Value::Object(entry));
        }
        let report = json!({"machine": machine(), "figures": figures});
        fs::create_dir_all(self.file.parent().expect("a file in a folder")).unwrap();
        fs::write(&self.file, serde_json::to_string_pretty(&report).unwrap() + "\n").unwrap();
    }
}

fn number(value: Decimal) -> Value {
    Value::Number(value.to_string().parse::<Number>().unwrap())
}

/// The processor, and how many of them.
fn machine() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let models: Vec<&str> =
        info.lines().filter_map(|line| line.strip_prefix("model name")?.split_once(": ").map(|(_, name)| name)).collect();
    format!("{} x {}", models.len(), models.first().unwrap_or(&"unknown"))
}
