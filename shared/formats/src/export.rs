//! Lists as people take them along: CSV or a workbook, row by row in constant memory.

use std::io::{Seek, Write};

use domain::exports::{Cell, Format, Kind};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::csv::push_cell;
use crate::error::FileError;
use crate::neutral::neutralise;
use crate::workbook::{Content, Look, Workbook};

/// Spreadsheets count with 15 digits; an amount with more stands there as text, which is exact.
const EXACT_DIGITS: usize = 15;

/// The most characters that a spreadsheet takes in one cell.
const MOST_CHARACTERS: usize = 32_767;

/// A file that is being written: a header, then rows.
pub struct ExportWriter<W: Write + Seek> {
    out: Out<W>,
    kinds: Vec<Kind>,
    zone: TimeZone,
    text: String,
    n_rows: u64,
}

enum Out<W: Write + Seek> {
    Csv(W),
    Xlsx(Box<Workbook<W>>),
}

/// What a cell is in the file. An amount becomes two: number and currency.
enum Shown {
    Nothing,
    Text(String),
    Number(String),
    Moment(DateTime),
    Flag(bool),
}

impl<W: Write + Seek> ExportWriter<W> {
    /// Begins a file with its header. Columns of moments name the zone, those of amounts have the currency beside them.
    pub fn new(mut out: W, format: Format, sheet: &str, columns: &[(String, Kind)], zone: TimeZone) -> Result<Self, FileError> {
        let out = match format {
            Format::Csv => {
                // The mark tells spreadsheets that it is UTF-8.
                out.write_all("\u{feff}".as_bytes())?;
                Out::Csv(out)
            }
            Format::Xlsx => Out::Xlsx(Box::new(Workbook::new(out, sheet)?)),
        };
        let zone_name = zone.iana_name().unwrap_or("UTC").to_owned();
        let header = columns.iter().flat_map(|(label, kind)| match kind {
            Kind::Plain => vec![label.clone()],
            Kind::Money => vec![label.clone(), format!("{label} (ISO 4217)")],
            Kind::Moment => vec![format!("{label} ({zone_name})")],
        });
        let header: Vec<Shown> = header.map(Shown::Text).collect();
        let kinds = columns.iter().map(|(_, kind)| *kind).collect();
        let mut writer = Self { out, kinds, zone, text: String::new(), n_rows: 0 };
        writer.write(&header, Look::Header)?;
        Ok(writer)
    }

    /// Writes a row: one cell for each column.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), FileError> {
        let mut shown = Vec::with_capacity(cells.len() + 2);
        for (cell, kind) in cells.iter().zip(&self.kinds) {
            match (cell, kind) {
                (Cell::Money(amount), _) => {
                    shown.extend([number(amount.to_decimal_text()), Shown::Text(amount.currency.code().to_owned())]);
                }
                (_, Kind::Money) => shown.extend([Shown::Nothing, Shown::Nothing]),
                (Cell::Empty, _) => shown.push(Shown::Nothing),
                (Cell::Text(text), _) => shown.push(Shown::Text(text.clone())),
                (Cell::Number(n), _) => shown.push(number(n.to_string())),
                (Cell::At(at), _) => shown.push(Shown::Moment(local(*at, &self.zone))),
                (Cell::Flag(flag), _) => shown.push(Shown::Flag(*flag)),
            }
        }
        self.write(&shown, Look::Plain)
    }

    fn write(&mut self, cells: &[Shown], look: Look) -> Result<(), FileError> {
        self.n_rows += 1;
        match &mut self.out {
            Out::Csv(out) => {
                self.text.clear();
                for (index, cell) in cells.iter().enumerate() {
                    if index > 0 {
                        self.text.push(',');
                    }
                    match cell {
                        Shown::Nothing => {}
                        Shown::Text(text) => push_cell(&mut self.text, &neutralise(text), ','),
                        Shown::Number(digits) => self.text.push_str(digits),
                        Shown::Moment(local) => self.text.push_str(&local.strftime("%Y-%m-%d %H:%M:%S").to_string()),
                        Shown::Flag(flag) => self.text.push_str(if *flag { "TRUE" } else { "FALSE" }),
                    }
                }
                self.text.push_str("\r\n");
                out.write_all(self.text.as_bytes())?;
                Ok(())
            }
            Out::Xlsx(book) => {
                let content = |cell| match cell {
                    &Shown::Nothing => None,
                    Shown::Text(text) => Some(Content::Text(fitting(text))),
                    Shown::Number(digits) => Some(Content::Number(digits)),
                    &Shown::Moment(local) => Some(Content::Moment(local)),
                    &Shown::Flag(flag) => Some(Content::Flag(flag)),
                };
                let cells = cells.iter().enumerate().filter_map(|(column, cell)| Some((column, content(cell)?)));
                book.row(self.n_rows, look, cells)
            }
        }
    }

    /// Ends the file; gives back what it was written to.
    pub fn finish(self) -> Result<W, FileError> {
        let mut out = match self.out {
            Out::Csv(out) => out,
            Out::Xlsx(book) => book.finish()?,
        };
        out.flush()?;
        Ok(out)
    }
}

fn number(digits: String) -> Shown {
    if digits.bytes().filter(u8::is_ascii_digit).count() <= EXACT_DIGITS { Shown::Number(digits) } else { Shown::Text(digits) }
}

/// A moment on the clocks of a zone, to the second.
fn local(at: Timestamp, zone: &TimeZone) -> DateTime {
    let local = at.to_zoned(zone.clone()).datetime();
    local.with().subsec_nanosecond(0).build().unwrap_or(local)
}

fn fitting(text: &str) -> &str {
    text.char_indices().nth(MOST_CHARACTERS).map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use domain::money::Money;
    use iso_currency::Currency;
    use proptest::prelude::*;

    use super::*;
    use crate::neutral::restore;

    fn columns(kinds: &[Kind]) -> Vec<(String, Kind)> {
        kinds.iter().enumerate().map(|(n, kind)| (format!("C{n}"), *kind)).collect()
    }

    fn written(format: Format, kinds: &[Kind], rows: &[Vec<Cell>]) -> Vec<u8> {
        let zone = TimeZone::get("Europe/London").unwrap();
        let mut writer = ExportWriter::new(Cursor::new(Vec::new()), format, "Orders & more", &columns(kinds), zone).unwrap();
        for row in rows {
            writer.row(row).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn sheet_of(bytes: Vec<u8>) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        archive.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut text).unwrap();
        text
    }

    fn everything() -> (Vec<Kind>, Vec<Cell>) {
        let amount = Money { minor: -1250, currency: Currency::GBP };
        (
            vec![Kind::Plain, Kind::Money, Kind::Moment, Kind::Plain, Kind::Plain, Kind::Money],
            vec![
                Cell::text("Zoë, \"Z\""),
                Cell::Money(amount),
                Cell::At("2026-07-01T12:00:00.9Z".parse().unwrap()),
                Cell::Number(7),
                Cell::Flag(true),
                Cell::Empty,
            ],
        )
    }

    #[test]
    fn csv_has_a_mark_amounts_with_their_currency_and_times_of_the_zone() {
        let (kinds, row) = everything();
        let text = String::from_utf8(written(Format::Csv, &kinds, &[row])).unwrap();
        assert_eq!(
            text,
            "\u{feff}C0,C1,C1 (ISO 4217),C2 (Europe/London),C3,C4,C5,C5 (ISO 4217)\r\n\
             \"Zoë, \"\"Z\"\"\",-12.50,GBP,2026-07-01 13:00:00,7,TRUE,,\r\n"
        );
    }

    #[test]
    fn a_workbook_has_numbers_dates_and_flags_as_what_they_are_and_texts_that_nothing_runs() {
        let (kinds, row) = everything();
        let risky = vec![Cell::text("=1+1"), Cell::Empty, Cell::Empty, Cell::Number(-3), Cell::Flag(false), Cell::Empty];
        let sheet = sheet_of(written(Format::Xlsx, &kinds, &[row, risky]));
        for part in [
            "<c r=\"A1\" s=\"3\" t=\"inlineStr\"><is><t xml:space=\"preserve\">C0</t></is></c>",
            "<c r=\"B2\" s=\"0\"><v>-12.50</v></c><c r=\"C2\" s=\"0\" t=\"inlineStr\"><is><t xml:space=\"preserve\">GBP</t></is></c>",
            "<c r=\"D2\" s=\"1\"><v>46204.54166666667</v></c>",
            "<c r=\"E2\" s=\"0\"><v>7</v></c><c r=\"F2\" s=\"0\" t=\"b\"><v>1</v></c></row>",
            "<c r=\"A3\" s=\"0\" t=\"inlineStr\"><is><t xml:space=\"preserve\">=1+1</t></is></c><c r=\"E3\" s=\"0\"><v>-3</v></c>",
        ] {
            assert!(sheet.contains(part), "{part}\n{sheet}");
        }
    }

    #[test]
    fn an_amount_that_a_spreadsheet_would_round_is_text() {
        let amount = Money { minor: i64::MAX, currency: Currency::GBP };
        let sheet = sheet_of(written(Format::Xlsx, &[Kind::Money], &[vec![Cell::Money(amount)]]));
        assert!(sheet.contains("preserve\">92233720368547758.07</t>"), "{sheet}");
    }

    proptest! {
        #[test]
        fn no_text_becomes_a_formula_and_all_read_back(texts in proptest::collection::vec("[-'=+@\t\r\n a1,\";(]{0,8}|\\PC{0,8}", 1..4)) {
            let kinds = vec![Kind::Plain; texts.len()];
            let row: Vec<Cell> = texts.iter().map(|text| Cell::text(text.as_str())).collect();
            let bytes = written(Format::Csv, &kinds, &[row]);
            let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(&bytes[3..]);
            // A single empty cell is an empty line, which no reader gives.
            if let Some(record) = reader.records().next() {
                for (cell, text) in record.unwrap().iter().zip(&texts) {
                    prop_assert_eq!(restore(cell), text.as_str());
                    let first = cell.trim_start().chars().next();
                    let is_number = crate::neutral::is_number_or_phone(cell.trim_start().get(1..).unwrap_or_default());
                    prop_assert!(!matches!(first, Some('=' | '@')) && (!matches!(first, Some('+' | '-')) || is_number), "{:?}", cell);
                }
            }
        }
    }

    #[test]
    fn a_hundred_thousand_rows_take_no_more_memory_than_a_thousand() {
        /// The most that this process ever had.
        fn peak() -> u64 {
            let status = std::fs::read_to_string("/proc/self/status").unwrap();
            let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
            line.split_whitespace().nth(1).unwrap().parse().unwrap()
        }
        let (kinds, row) = everything();
        for format in Format::ALL {
            let zone = TimeZone::get("Europe/London").unwrap();
            let file = std::io::BufWriter::new(tempfile::tempfile().unwrap());
            let mut writer = ExportWriter::new(file, format, "Orders", &columns(&kinds), zone).unwrap();
            for _ in 0..1_000 {
                writer.row(&row).unwrap();
            }
            let before = peak();
            for _ in 0..99_000 {
                writer.row(&row).unwrap();
            }
            writer.finish().unwrap();
            let more = peak().saturating_sub(before);
            assert!(more < 2_000, "{more} kB more");
        }
    }
}
