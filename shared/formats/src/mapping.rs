//! Rows of a file as canonical fields, by the store's import profile.

pub(crate) mod dates;
pub(crate) mod numbers;
mod places;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

use domain::imports::draft::{Field, Part};
use domain::imports::fault::{Fault, FaultCode};
use domain::imports::profile::{DecimalMark, ImportProfile, Source};
use encoding_rs::Encoding;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;

use self::dates::Dates;
use self::places::Places;
use crate::csv::Step;
use crate::error::{FileError, excerpt};
use crate::neutral;
use crate::record::{Path, Record, Shape};
use crate::row::{Kind, Row};

/// What is wrong with a profile itself; empty where files can be read by it. For the place where
/// profiles are edited; a scan checks too.
pub fn profile_faults(profile: &ImportProfile) -> Vec<Fault> {
    match Mapper::new(profile) {
        Ok(_) => Vec::new(),
        Err(faults) => faults,
    }
}

/// A cell that is not there says as much as an empty one.
const EMPTY: (&str, Kind) = ("", Kind::Text);

/// A row in canonical fields. Reused from row to row.
#[derive(Debug, Default)]
pub(crate) struct Mapped {
    pub(crate) row: u64,
    text: String,
    /// Fields with the end of their texts.
    values: Vec<(Field, usize)>,
    pub(crate) faults: Vec<Fault>,
    /// How many of the values are the order's; they come first.
    n_header: usize,
    /// Whether the row says about the order what the row before said, letter for letter.
    is_repeat: bool,
    /// The cells that the order's values were read from; none where they may not be used again.
    header_cells: Row,
}

impl Mapped {
    fn restart(&mut self, row: u64) {
        self.row = row;
        self.text.clear();
        self.values.clear();
        self.faults.clear();
        self.n_header = 0;
        self.is_repeat = false;
    }

    /// Begins a row that says about the order what the row before said.
    fn repeat(&mut self, row: u64) {
        self.row = row;
        self.text.truncate(self.header_text().len());
        self.values.truncate(self.n_header);
        self.faults.clear();
        self.is_repeat = true;
    }

    /// Whether the cells hold what the row before held, and that was an order without faults.
    fn is_repeated_by<'a>(&self, mut cells: impl ExactSizeIterator<Item = Option<(&'a str, Kind)>>) -> bool {
        let are_same = |index, cell: Option<(&str, Kind)>| {
            let (Some((known, its_kind)), (text, kind)) = (self.header_cells.cell(index), cell.unwrap_or(EMPTY)) else { return false };
            // Most fields of most orders are empty. An empty text lies nowhere, and comparing bytes there takes processors a long way round.
            its_kind == kind && known.len() == text.len() && (text.is_empty() || known == text)
        };
        self.header_cells.len() == cells.len()
            && cells.len() > 0
            && (0..cells.len()).all(|index| cells.next().is_some_and(|cell| are_same(index, cell)))
    }

    /// Ends the order's values, which came from these cells.
    fn end_header<'a>(&mut self, cells: impl Iterator<Item = Option<(&'a str, Kind)>>) {
        self.n_header = self.values.len();
        self.header_cells.restart(self.row);
        if self.faults.is_empty() && self.reference().is_some() {
            for (text, kind) in cells.map(|cell| cell.unwrap_or(EMPTY)) {
                self.header_cells.push(text, kind);
            }
        }
    }

    fn push(&mut self, field: Field, text: &str) {
        self.text.push_str(text);
        self.values.push((field, self.text.len()));
    }

    /// The texts of all values, side by side in the order of [`Mapped::values`].
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The part of the text that is about the order, where it is known which that is.
    pub(crate) fn header_text(&self) -> &str {
        let end = if self.n_header == 0 { 0 } else { self.values[self.n_header - 1].1 };
        &self.text[..end]
    }

    /// Whether the row says about the order what the row before said: the same order, therefore,
    /// and [`Mapped::n_header`] of its values.
    pub(crate) fn is_repeat(&self) -> bool {
        self.is_repeat
    }

    /// How many values are the same as in the row before, where it [is a repeat](Mapped::is_repeat).
    pub(crate) fn n_header(&self) -> usize {
        self.n_header
    }

    /// The fields that have values, in the order of [`Field::ALL`], each with the end of its text.
    pub(crate) fn ends(&self) -> &[(Field, usize)] {
        &self.values
    }

    /// The non-empty values, in the order of [`Field::ALL`].
    pub(crate) fn values(&self) -> impl Iterator<Item = (Field, &str)> {
        let starts = std::iter::once(0).chain(self.values.iter().map(|(_, end)| *end));
        self.values.iter().zip(starts).map(|((field, end), start)| (*field, &self.text[start..*end]))
    }

    /// The order key: the first of all fields.
    pub(crate) fn reference(&self) -> Option<&str> {
        let (_, end) = self.values.first().filter(|(field, _)| *field == Field::Reference)?;
        Some(&self.text[..*end])
    }
}

/// How the text of a field is understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Text,
    Number,
    /// A number that may bear a percent sign.
    Percent,
    Date,
}

fn reading(field: Field) -> Reading {
    match field {
        Field::Quantity | Field::UnitPrice | Field::Discount | Field::Total | Field::ShippingCharge => Reading::Number,
        Field::TaxRate => Reading::Percent,
        Field::PlacedAt | Field::PromisedAt => Reading::Date,
        _ => Reading::Text,
    }
}

/// One field and where it comes from.
#[derive(Debug)]
struct Target {
    field: Field,
    reading: Reading,
    /// The name in the file; None where the value is a constant.
    column: Option<String>,
    path: Path,
    from_record: bool,
    /// The cell of the name, once a header is known.
    cell: Option<usize>,
    map: BTreeMap<String, String>,
    /// What stands where the file says nothing, in canonical text: the constant or the default.
    otherwise: String,
    is_needed: bool,
    /// The date read last: rows of one order repeat it.
    last_date: (String, String),
}

/// A profile made ready.
#[derive(Debug)]
pub(crate) struct Mapper {
    /// In the order of the fields, so those of the order come first.
    targets: Vec<Target>,
    /// How many of them are the order's.
    n_header: usize,
    /// Where they are in the record and the line at hand.
    in_record: Places,
    in_line: Places,
    /// The targets that a row of the file can have a value for: the order's, then the line's.
    bound: [Vec<usize>; 2],
    /// The cells that say something about the order.
    header_cells: Vec<usize>,
    lines: Path,
    has_lines_path: bool,
    /// The canonical step from the element of all lines to each of them.
    lines_in_xml: Path,
    dates: Dates,
    decimal: DecimalMark,
    /// Columns of the header, where every row must have as many.
    width: Option<usize>,
}

/// A value before it is understood.
struct Value<'a> {
    text: &'a str,
    kind: Kind,
}

impl Mapper {
    pub(crate) fn new(profile: &ImportProfile) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut refuse = |message: String, suggestion: &str| {
            let message = format!("import profile {:?}: {message}", profile.name.as_str());
            faults.push(Fault::of_file(FaultCode::UnknownProfile, message, suggestion));
        };
        let zone = TimeZone::get(&profile.time_zone).unwrap_or_else(|_| {
            refuse(format!("{:?} is no time zone", profile.time_zone), "use an IANA name, e.g. Europe/London");
            TimeZone::UTC
        });
        for format in &profile.date_formats {
            // A format is sound if it can print some moment.
            if strtime::format(format, &jiff::Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC)).is_err() {
                refuse(format!("{format:?} is no date format"), "use strptime codes, e.g. %d/%m/%Y %H:%M");
            }
        }
        if let Some(label) = &profile.encoding
            && Encoding::for_label(label.as_bytes()).is_none()
        {
            refuse(format!("{label:?} is no encoding"), "use a WHATWG label, e.g. windows-1250");
        }
        if let Some(delimiter @ ('"' | '\n' | '\r')) = profile.delimiter {
            refuse(format!("{delimiter:?} cannot separate cells"), "use a comma, semicolon, tab or another character");
        }
        for field in [Field::Reference, Field::Sku, Field::Quantity] {
            if !profile.fields.contains_key(&field) {
                refuse(format!("it does not say where `{}` comes from", field.as_str()), "name its column or a constant");
            }
        }
        let dates = Dates::new(zone, profile.date_formats.clone());
        let mut targets = Vec::new();
        for (field, source) in &profile.fields {
            match target(*field, source, &dates) {
                Ok(target) => targets.push(target),
                Err(message) => refuse(message, "correct the import profile"),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Self {
            n_header: targets.iter().filter(|target| target.field.part() == Part::Header).count(),
            targets,
            in_record: Places::default(),
            in_line: Places::default(),
            bound: Default::default(),
            header_cells: Vec::new(),
            lines: Path::parse(profile.lines.as_deref().unwrap_or("lines")),
            has_lines_path: profile.lines.is_some(),
            lines_in_xml: Path::parse("line"),
            dates,
            decimal: profile.decimal,
            width: None,
        })
    }

    /// How many of the profile's columns a header has; to tell delimiters apart.
    pub(crate) fn n_columns_in<'a>(&self, header: impl Iterator<Item = &'a str>) -> usize {
        let header: Vec<String> = header.map(folded).collect();
        self.targets.iter().filter_map(|target| target.column.as_deref()).filter(|column| header.contains(&folded(column))).count()
    }

    /// Finds the profile's columns in a header. `must_be_even`: every row has as many cells.
    pub(crate) fn bind(&mut self, header: &Row, must_be_even: bool) -> Result<(), FileError> {
        self.width = must_be_even.then_some(header.len());
        let names: Vec<String> = header.cells().map(|(text, _)| folded(text)).collect();
        let mut faults = Vec::new();
        for target in &mut self.targets {
            let Some(column) = &target.column else { continue };
            let wanted = folded(column);
            let mut places = names.iter().enumerate().filter(|(_, name)| **name == wanted).map(|(index, _)| index);
            target.cell = places.next();
            if places.next().is_some() {
                let message = format!("two columns are called {column:?}, so it is open which one is meant");
                let fault = Fault::of_file(FaultCode::MissingColumn, message, "rename one of them");
                faults.push(Fault { row: Some(header.number), ..fault.in_column(column) });
            }
            if target.cell.is_none() && target.is_needed {
                let message = format!("the column {column:?} is missing");
                let fault = Fault::of_file(FaultCode::MissingColumn, message, renaming(column, header));
                faults.push(Fault { row: Some(header.number), ..fault.in_column(column) });
            }
        }
        let of_part = |part: Part| {
            let targets = self.targets.iter().enumerate();
            targets.filter(move |(_, target)| target.field.part() == part && (target.cell.is_some() || !target.otherwise.is_empty()))
        };
        self.bound = [Part::Header, Part::Line].map(|part| of_part(part).map(|(index, _)| index).collect());
        self.header_cells = of_part(Part::Header).filter_map(|(_, target)| target.cell).collect();
        if faults.is_empty() { Ok(()) } else { Err(FileError::Refused(faults)) }
    }

    /// Maps a row of a CSV or XLSX file.
    pub(crate) fn map_row(&mut self, row: &Row, mapped: &mut Mapped) {
        if mapped.is_repeated_by(self.header_cells.iter().map(|cell| row.cell(*cell))) {
            mapped.repeat(row.number);
        } else {
            mapped.restart(row.number);
            self.map_cells(row, Part::Header, mapped);
            mapped.end_header(self.header_cells.iter().map(|cell| row.cell(*cell)));
        }
        self.map_cells(row, Part::Line, mapped);
        self.check_width(row, mapped);
        finish(mapped, self.column_of_reference());
    }

    /// A row that is shorter or longer than the header is a fault, told before all others.
    fn check_width(&self, row: &Row, mapped: &mut Mapped) {
        if let Some(width) = self.width {
            let is_ragged = row.len() < width || (width..row.len()).any(|i| row.cell(i).is_some_and(|cell| !cell.0.is_empty()));
            if is_ragged {
                let fault = Fault::of_row(
                    row.number,
                    FaultCode::RaggedRow,
                    format!("the row has {} cells, the header has {width}", row.len()),
                    "put cells that hold the delimiter or a line break into double quotes",
                );
                mapped.faults.insert(0, fault);
            }
        }
    }

    fn map_cells(&mut self, row: &Row, part: Part, mapped: &mut Mapped) {
        let is_csv = self.width.is_some();
        let part = if part == Part::Header { 0 } else { 1 };
        for n in 0..self.bound[part].len() {
            let index = self.bound[part][n];
            let cell = self.targets[index].cell.and_then(|cell| row.cell(cell));
            let value = cell.map(|(text, kind)| Value { text: if is_csv { neutral::restore(text) } else { text }, kind });
            self.take(index, value, mapped);
        }
    }

    /// Maps a record of a JSON or XML file: one row for each of its lines, numbered on from
    /// `last_row`.
    pub(crate) fn map_record(
        &mut self,
        record: &Record,
        last_row: &mut u64,
        mapped: &mut Mapped,
        each: &mut dyn FnMut(&Mapped) -> Step,
    ) -> Step {
        let lines = self.lines_of(record);
        let (mut in_record, mut in_line) = (std::mem::take(&mut self.in_record), std::mem::take(&mut self.in_line));
        // What the record says about the order is the same for all its lines.
        in_record.find(&self.targets, record, record.root());
        let mut step = Ok(ControlFlow::Continue(()));
        for (index, line) in lines.iter().enumerate() {
            *last_row += 1;
            // Where the record is its only line, all has been found.
            if *line > 0 {
                in_line.find(&self.targets, record, Some(*line));
            }
            let found = if *line > 0 { &in_line.nodes } else { &in_record.nodes };
            let node = |index: usize, target: &Target| target.in_line(found[index]).or(target.in_record(in_record.nodes[index]));
            self.map_line(record, *last_row, index == 0, &node, mapped);
            step = each(mapped);
            if !matches!(step, Ok(ControlFlow::Continue(()))) {
                break;
            }
        }
        (self.in_record, self.in_line) = (in_record, in_line);
        step
    }

    /// Maps one line of a record, whose fields are at the nodes.
    fn map_line(&mut self, record: &Record, row: u64, is_first: bool, node: &dyn Fn(usize, &Target) -> Option<usize>, mapped: &mut Mapped) {
        let fault = if is_first { record_fault(record, row) } else { None };
        let n_header = self.n_header;
        let is_repeat = fault.is_none() && mapped.is_repeated_by(cells_of(&self.targets[..n_header], record, node));
        if is_repeat {
            mapped.repeat(row);
        } else {
            mapped.restart(row);
        }
        mapped.faults.extend(fault);
        if record.broken.is_some() {
            return;
        }
        for index in if is_repeat { n_header } else { 0 }..self.targets.len() {
            if index == n_header && !is_repeat {
                mapped.end_header(cells_of(&self.targets[..n_header], record, node));
            }
            let node = node(index, &self.targets[index]);
            self.take(index, node.map(|node| value_of(record, node)), mapped);
        }
        finish(mapped, self.column_of_reference());
    }

    /// The nodes of a record's lines; the record itself where it has none. An absent profile path
    /// means `lines` in JSON and `lines.line` in XML.
    pub(crate) fn lines_of(&self, record: &Record) -> Vec<usize> {
        let Some(root) = record.root() else { return Vec::new() };
        let mut lines = Vec::new();
        record.find_all(root, self.lines.steps(), &mut lines);
        if !self.has_lines_path {
            let mut inner = Vec::new();
            for line in &lines {
                record.find_all(*line, self.lines_in_xml.steps(), &mut inner);
            }
            if !inner.is_empty() {
                lines = inner;
            }
        }
        if lines.is_empty() {
            lines.push(root);
        }
        lines
    }

    /// The names that values are read from, each once, in the order of the fields.
    pub(crate) fn columns(&self) -> Vec<String> {
        let mut columns: Vec<String> = Vec::new();
        for column in self.targets.iter().filter_map(|target| target.column.as_ref()) {
            if !columns.contains(column) {
                columns.push(column.clone());
            }
        }
        columns
    }

    /// The cells of a row, as a person would write them into a CSV file of this profile.
    pub(crate) fn cells_of_row(&self, row: &Row) -> Vec<String> {
        let is_csv = self.width.is_some();
        let cells = row.cells().enumerate();
        cells
            .map(|(place, (text, kind))| {
                let text = if is_csv { neutral::restore(text) } else { text };
                self.written(&Value { text, kind }, &|target| target.cell == Some(place))
            })
            .collect()
    }

    /// The values of a record's line at [the profile's paths](Mapper::columns), written alike.
    pub(crate) fn cells_of_line(&self, record: &Record, line: usize) -> Vec<String> {
        let columns = self.columns();
        let cell = |column: &String| {
            let is_read = |target: &Target| target.column.as_ref() == Some(column);
            let mut nodes = self.targets.iter().filter(|target| is_read(target));
            let node = nodes.find_map(|target| {
                let at = |from: usize| record.find(from, target.path.steps());
                target.in_line(at(line)).or_else(|| target.in_record(at(record.root()?)))
            });
            node.map_or_else(String::new, |node| self.written(&value_of(record, node), &is_read))
        };
        let mut cells: Vec<String> = columns.iter().map(cell).collect();
        // A row of nothing would be passed over as empty, and what is wrong with it forgotten.
        if cells.iter().all(|cell| cell.trim().is_empty())
            && let Some(first) = cells.first_mut()
        {
            *first = format!("={}", record.root().map_or("", |root| record.text(root)));
        }
        cells
    }

    /// A value as text that is read back as the same, or refused for the same reason.
    fn written(&self, value: &Value<'_>, is_read: &dyn Fn(&Target) -> bool) -> String {
        let is_read_as = |reading: Reading| self.targets.iter().any(|target| target.reading == reading && is_read(target));
        let marked = |number: &str| {
            let is_number = is_read_as(Reading::Number) || is_read_as(Reading::Percent);
            if is_number && self.decimal == DecimalMark::Comma { number.replace('.', ",") } else { number.to_owned() }
        };
        match value.kind {
            Kind::Text | Kind::Date => value.text.to_owned(),
            // The error that a formula left has no sign of its own.
            Kind::Formula => format!("={}", value.text.trim_start_matches('=')),
            Kind::TooLong => format!("{}{}", value.text, "…".repeat(16)),
            Kind::Nested => "={…}".to_owned(),
            Kind::Number | Kind::Percent => {
                if is_read_as(Reading::Date)
                    && self.dates.of_text(value.text).is_none()
                    && let Some(date) = self.dates.of_serial(value.text)
                {
                    return date;
                }
                if value.kind == Kind::Percent
                    && is_read_as(Reading::Percent)
                    && let Some(percent) = numbers::times_100(value.text)
                {
                    return marked(&percent) + "%";
                }
                marked(&numbers::of_machine(value.text).unwrap_or(Cow::Borrowed(value.text)))
            }
        }
    }

    /// The paths at which a record holds values: those of its first line, then those around its lines.
    pub(crate) fn paths_in(&self, record: &Record) -> Vec<String> {
        let Some(root) = record.root() else { return Vec::new() };
        let lines = self.lines_of(record);
        let mut paths = Vec::new();
        if let Some(line) = lines.first().filter(|line| **line != root) {
            push_paths(record, *line, "", &[], &mut paths);
        }
        push_paths(record, root, "", &lines, &mut paths);
        paths
    }

    fn column_of_reference(&self) -> &str {
        self.targets
            .iter()
            .find(|target| target.field == Field::Reference)
            .and_then(|target| target.column.as_deref())
            .unwrap_or(Field::Reference.as_str())
    }

    /// Understands one value and keeps it, or the fault in it.
    fn take(&mut self, index: usize, value: Option<Value<'_>>, mapped: &mut Mapped) {
        let target = &mut self.targets[index];
        let row = mapped.row;
        let field = target.field;
        let mut blame = |code, message: String, suggestion: &str| {
            let column = target.column.as_deref().unwrap_or(field.as_str());
            mapped.faults.push(Fault::of_row(row, code, message, suggestion).in_column(column));
        };
        let Some(value) = value else {
            if !target.otherwise.is_empty() {
                mapped.push(field, &target.otherwise);
            }
            return;
        };
        match value.kind {
            Kind::Formula => {
                let message = format!("the cell holds the formula or error {:?}", excerpt(value.text));
                return blame(FaultCode::FormulaCell, message, "write its value instead");
            }
            Kind::TooLong => {
                let message = format!("the cell is longer than any field may be: {:?}", excerpt(value.text));
                return blame(FaultCode::CellTooLong, message, "shorten it");
            }
            Kind::Nested => {
                let message = "a list or an object stands where a value is expected".to_owned();
                return blame(FaultCode::BadText, message, "write a text or a number");
            }
            Kind::Text | Kind::Number | Kind::Percent | Kind::Date => {}
        }
        let text = match cleaned(value.text) {
            Ok(text) => text,
            Err(c) => {
                let message = match c {
                    char::REPLACEMENT_CHARACTER => {
                        format!("the cell has bytes that are no text in the file's encoding: {:?}", excerpt(value.text))
                    }
                    _ => format!("the cell has the invisible character U+{:04X} in it: {:?}", u32::from(c), excerpt(value.text)),
                };
                return blame(FaultCode::ControlCharacter, message, "remove it, or export the file in UTF-8");
            }
        };
        if text.is_empty() {
            if !target.otherwise.is_empty() {
                mapped.push(field, &target.otherwise);
            }
            return;
        }
        if value.kind == Kind::Text && is_formula(&text) {
            let message = format!("the cell begins like a formula: {:?}", excerpt(&text));
            return blame(FaultCode::FormulaCell, message, "write its value, without the sign before it");
        }
        let text = match value.kind {
            Kind::Percent if target.reading == Reading::Percent => numbers::times_100(&text).map_or(text, Cow::Owned),
            Kind::Number | Kind::Percent => match numbers::of_machine(&text) {
                Some(Cow::Owned(number)) => Cow::Owned(number),
                _ => text,
            },
            _ => text,
        };
        let (text, kind, mark) = match target.map.get(text.as_ref()) {
            // What the profile writes is canonical, whatever the file's decimal mark is.
            Some(meaning) => (Cow::Borrowed(meaning.as_str()), Kind::Text, DecimalMark::Point),
            None if matches!(value.kind, Kind::Number | Kind::Percent) => (text, Kind::Number, DecimalMark::Point),
            None => (text, value.kind, self.decimal),
        };
        if text.is_empty() {
            return;
        }
        match target.reading {
            Reading::Text => mapped.push(field, &text),
            Reading::Number | Reading::Percent => {
                let digits = match target.reading {
                    Reading::Percent => text.strip_suffix('%').map_or(text.as_ref(), str::trim_end),
                    _ => text.as_ref(),
                };
                match numbers::of_people(digits, mark) {
                    Some(number) => mapped.push(field, &number),
                    None => {
                        let example = match self.decimal {
                            DecimalMark::Point => "write digits with a decimal point, e.g. 1234.50",
                            DecimalMark::Comma => "write digits with a decimal comma, e.g. 1234,50",
                        };
                        blame(FaultCode::BadNumber, format!("{:?} is not a number", excerpt(&text)), example);
                    }
                }
            }
            Reading::Date => {
                if target.last_date.0 != text {
                    let read = match kind {
                        Kind::Date => self.dates.of_cell(&text),
                        Kind::Number => self.dates.of_text(&text).or_else(|| self.dates.of_serial(&text)),
                        _ => self.dates.of_text(&text),
                    };
                    match read {
                        Some(read) => target.last_date = (text.into_owned(), read),
                        None => {
                            let message = format!("{:?} is not a date in one of the profile's formats", excerpt(&text));
                            return blame(FaultCode::BadDate, message, "write e.g. 2011-12-01T08:26:00Z");
                        }
                    }
                }
                mapped.push(field, &target.last_date.1);
            }
        }
    }
}

impl Target {
    /// Whether its path ends where it begins.
    fn is_node_itself(&self) -> bool {
        self.column.is_some() && self.path.steps().is_empty()
    }

    /// Its node, if that was found in a line and the field is read from there.
    fn in_line(&self, found: Option<usize>) -> Option<usize> {
        found.filter(|_| !self.from_record)
    }

    /// Its node, if that was found in the record and the field is read from there: fields of the order
    /// may stand in the record around its lines.
    fn in_record(&self, found: Option<usize>) -> Option<usize> {
        found.filter(|_| self.from_record || self.field.part() == Part::Header)
    }
}

/// The cells that the targets are read from.
fn cells_of<'a>(
    targets: &'a [Target],
    record: &'a Record,
    node: &'a dyn Fn(usize, &Target) -> Option<usize>,
) -> impl ExactSizeIterator<Item = Option<(&'a str, Kind)>> {
    targets.iter().enumerate().map(move |(index, target)| {
        let value = value_of(record, node(index, target)?);
        Some((value.text, value.kind))
    })
}

fn target(field: Field, source: &Source, dates: &Dates) -> Result<Target, String> {
    let Source { column, constant, default, map } = source;
    let otherwise = match (constant, default) {
        (Some(constant), _) => canonical(field, constant, dates)?,
        (None, Some(default)) => canonical(field, default, dates)?,
        (None, None) => String::new(),
    };
    // A constant holds whatever the file says.
    let column = if constant.is_some() { None } else { column.clone() };
    if column.is_none() && constant.is_none() && default.is_none() {
        return Err(format!("`{}` has neither a column nor a constant nor a default", field.as_str()));
    }
    let name = column.as_deref().unwrap_or_default();
    Ok(Target {
        field,
        reading: reading(field),
        path: Path::parse(name.trim_start_matches('/')),
        from_record: name.starts_with('/'),
        cell: None,
        map: map.iter().map(|(value, meaning)| (value.trim().to_owned(), meaning.trim().to_owned())).collect(),
        otherwise,
        is_needed: default.is_none(),
        last_date: Default::default(),
        column,
    })
}

/// A text of the profile itself in canonical form.
fn canonical(field: Field, text: &str, dates: &Dates) -> Result<String, String> {
    let text = text.trim();
    let read = match reading(field) {
        _ if text.is_empty() => Some(String::new()),
        Reading::Text => cleaned(text).ok().map(Cow::into_owned),
        Reading::Number | Reading::Percent => numbers::of_people(text, DecimalMark::Point).map(Cow::into_owned),
        Reading::Date => dates.of_text(text),
    };
    read.ok_or_else(|| format!("{:?} is no value for `{}`", excerpt(text), field.as_str()))
}

/// A row without an order key belongs to no order.
fn finish(mapped: &mut Mapped, column: &str) {
    if mapped.reference().is_some() {
        return;
    }
    let is_explained = mapped.faults.iter().any(|fault| fault.column.as_deref() == Some(column));
    if !is_explained {
        mapped.faults.push(
            Fault::of_row(
                mapped.row,
                FaultCode::MissingValue,
                "the row has no order reference, so it belongs to no order",
                "fill in the order reference",
            )
            .in_column(column),
        );
    }
}

fn record_fault(record: &Record, row: u64) -> Option<Fault> {
    if let Some(message) = &record.broken {
        let message = format!("the line is not JSON: {message}");
        return Some(Fault::of_row(row, FaultCode::UnreadableRow, message, "write one whole JSON object a line"));
    }
    record
        .is_cut
        .then(|| Fault::of_row(row, FaultCode::TooManyLines, "the record is larger than an order may be", "split it into several orders"))
}

fn value_of(record: &Record, node: usize) -> Value<'_> {
    let text = record.text(node);
    let kind = match record.shape(node) {
        Shape::Null | Shape::Text | Shape::Bool => Kind::Text,
        Shape::Number => Kind::Number,
        Shape::TooLong => Kind::TooLong,
        Shape::List => Kind::Nested,
        Shape::Object if text.is_empty() && record.children(node).any(|child| !record.name(child).starts_with('@')) => Kind::Nested,
        Shape::Object => Kind::Text,
    };
    Value { text, kind }
}

/// The text without white space around it, with line breaks and tabs as spaces; or the character
/// that no text may hold.
fn cleaned(text: &str) -> Result<Cow<'_, str>, char> {
    // Without an early end this takes many bytes at a time.
    let is_plain = text.bytes().fold(true, |is_plain, byte| is_plain & (b' '..0x7f).contains(&byte));
    if is_plain {
        return Ok(Cow::Borrowed(text.trim_ascii()));
    }
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let is_break = |c: char| matches!(c, '\n' | '\r' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}');
    let mut has_breaks = false;
    for c in text.chars() {
        if is_break(c) {
            has_breaks = true;
        } else if is_forbidden(c) {
            return Err(c);
        }
    }
    if !has_breaks {
        return Ok(Cow::Borrowed(text));
    }
    let parts: Vec<&str> = text.split(is_break).map(str::trim).filter(|part| !part.is_empty()).collect();
    Ok(Cow::Owned(parts.join(" ")))
}

/// Control characters, what marks undecodable bytes, and the marks that turn the direction of
/// writing around, which make a label read as something else.
fn is_forbidden(c: char) -> bool {
    c.is_control()
        || matches!(c, char::REPLACEMENT_CHARACTER | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a spreadsheet would run the text. Numbers, phone numbers and dashes are no formulas.
fn is_formula(text: &str) -> bool {
    // Most texts are ruled out by their first byte.
    if !matches!(text.as_bytes().first(), Some(b'=' | b'@' | b'+' | b'-')) {
        return false;
    }
    if let Some(rest) = text.strip_prefix('@') {
        return rest.starts_with(char::is_alphabetic);
    }
    match text.strip_prefix(['+', '-']) {
        Some(rest) if neutral::is_number_or_phone(rest) => false,
        Some(rest) => rest.starts_with(['=', '@', '+']) || rest.contains(['|', '(']),
        None => text.starts_with('='),
    }
}

/// Paths that are shown of one record.
const MAX_PATHS: usize = 200;

/// The paths below a node, without the nodes `left_out`.
fn push_paths(record: &Record, node: usize, prefix: &str, left_out: &[usize], paths: &mut Vec<String>) {
    for child in record.children(node).filter(|child| !left_out.contains(child)) {
        let name = record.name(child);
        let path = match (prefix, name) {
            (prefix, "") => prefix.to_owned(),
            ("", name) => name.to_owned(),
            (prefix, name) => format!("{prefix}.{name}"),
        };
        if record.children(child).next().is_some() {
            push_paths(record, child, &path, left_out, paths);
        } else if !path.is_empty() && paths.len() < MAX_PATHS && !paths.contains(&path) {
            paths.push(path);
        }
    }
}

/// A header's name as it is compared: lower case, single spaces.
fn folded(name: &str) -> String {
    let name = name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'));
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Which of the file's columns was probably meant.
fn renaming(column: &str, header: &Row) -> String {
    let wanted = folded(column);
    let nearest = header
        .cells()
        .take(100)
        .filter(|(text, _)| text.len() <= 100)
        .map(|(text, _)| (edit_distance(&wanted, &folded(text)), text.trim()))
        .min_by_key(|(distance, _)| *distance);
    match nearest {
        Some((distance, name)) if distance <= (wanted.chars().count() / 3).max(1) => {
            format!("rename the column {name:?} to {column:?}")
        }
        _ => {
            let names: Vec<String> = header.cells().take(20).map(|(text, _)| format!("{:?}", excerpt(text))).collect();
            format!("add a column {column:?}; the file has {}", names.join(", "))
        }
    }
}

/// How many characters must be inserted, deleted or replaced to come from one text to the other.
fn edit_distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut distances: Vec<usize> = (0..=to.len()).collect();
    for (i, c) in from.chars().enumerate() {
        let mut diagonal = distances[0];
        distances[0] = i + 1;
        for (j, d) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(c != *d);
            diagonal = distances[j + 1];
            distances[j + 1] = replaced.min(diagonal + 1).min(distances[j] + 1);
        }
    }
    distances[to.len()]
}
