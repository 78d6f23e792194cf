//! Delimited text (RFC 4180 and what is called so): quoted cells with newlines, doubled quotes,
//! any delimiter, LF, CRLF or CR at the end of a row.
//!
//! Not the `csv` crate, because three things must be known here: whether a quote is still open at
//! the end of the file, that a cell is too long before it is in memory, and a row's number as a
//! spreadsheet shows it. That crate is the second opinion in the tests.

use std::io::Read;
use std::ops::ControlFlow;

use memchr::{memchr, memchr2, memchr3};

use crate::error::FileError;
use crate::limits::Limits;
use crate::row::{Kind, Row};
use crate::text::TextReader;

/// Whether to go on after a row.
pub(crate) type Step = Result<ControlFlow<()>, FileError>;

/// Calls `visit` for every row, empty ones included.
pub(crate) fn read<R: Read>(
    mut text: TextReader<R>,
    delimiter: char,
    limits: &Limits,
    visit: &mut dyn FnMut(&Row) -> Step,
) -> Result<(), FileError> {
    let mut parser = Parser::new(delimiter, limits);
    while text.fill()? {
        let piece = text.rest();
        if parser.feed(piece, visit)?.is_break() {
            return Ok(());
        }
        let n = piece.len();
        text.consume(n);
    }
    parser.finish(visit)
}

/// The rows that are complete in a sample of a file; for guesses, so nothing is refused.
pub(crate) fn sample_rows(sample: &str, delimiter: char, limits: &Limits, n: usize) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut parser = Parser::new(delimiter, limits);
    let mut visit = |row: &Row| {
        rows.push(row.cells().map(|(text, _)| text.to_owned()).collect());
        Ok(if rows.len() < n { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    };
    if let Ok(ControlFlow::Continue(())) = parser.feed(sample, &mut visit) {
        // A sample ends anywhere: what is open is closed, or dropped within quotes.
        let _ = parser.finish(&mut visit);
    }
    rows
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    RowStart,
    /// A row was ended by CR; an LF would belong to it.
    AfterCr,
    CellStart,
    Plain,
    Quoted,
    /// A quote inside quotes: the end of the cell, or the first of a pair.
    QuoteInQuoted,
}

struct Parser<'a> {
    delimiter: [u8; 4],
    delimiter_len: usize,
    limits: &'a Limits,
    state: State,
    row: Row,
    is_too_long: bool,
    quote_opened_in: u64,
}

impl<'a> Parser<'a> {
    fn new(delimiter: char, limits: &'a Limits) -> Self {
        let mut bytes = [0; 4];
        let delimiter_len = delimiter.encode_utf8(&mut bytes).len();
        let mut row = Row::default();
        row.restart(1);
        Self { delimiter: bytes, delimiter_len, limits, state: State::RowStart, row, is_too_long: false, quote_opened_in: 0 }
    }

    /// Takes a piece of the file; pieces end between characters.
    fn feed(&mut self, piece: &str, visit: &mut dyn FnMut(&Row) -> Step) -> Step {
        let bytes = piece.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let state = self.state;
            match state {
                State::CellStart if self.row.is_new() && self.take_whole_row(piece, &mut at)? => {
                    if self.visit_row(visit)?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
                State::RowStart | State::AfterCr if bytes[at] == b'\n' && self.state == State::AfterCr => {
                    self.state = State::RowStart;
                    at += 1;
                }
                State::RowStart | State::AfterCr => self.state = State::CellStart,
                State::CellStart if bytes[at] == b'"' => {
                    self.quote_opened_in = self.row.number;
                    self.state = State::Quoted;
                    at += 1;
                }
                State::CellStart => self.state = State::Plain,
                State::Plain => {
                    let end = self.plain_end(&bytes[at..]).map_or(bytes.len(), |n| at + n);
                    self.extend(&piece[at..end]);
                    at = end;
                    if at == bytes.len() {
                        break;
                    }
                    if bytes[at] == b'\n' || bytes[at] == b'\r' {
                        self.state = if bytes[at] == b'\r' { State::AfterCr } else { State::RowStart };
                        at += 1;
                        if self.end_row(visit)?.is_break() {
                            return Ok(ControlFlow::Break(()));
                        }
                    } else {
                        at += self.delimiter_len;
                        self.end_cell()?;
                        self.state = State::CellStart;
                    }
                }
                State::Quoted => {
                    let end = memchr(b'"', &bytes[at..]).map_or(bytes.len(), |n| at + n);
                    self.extend(&piece[at..end]);
                    at = end;
                    if at < bytes.len() {
                        self.state = State::QuoteInQuoted;
                        at += 1;
                    }
                }
                State::QuoteInQuoted if bytes[at] == b'"' => {
                    self.extend("\"");
                    self.state = State::Quoted;
                    at += 1;
                }
                // Anything else after the closing quote: a delimiter, a row's end, or text that
                // belongs to the cell all the same.
                State::QuoteInQuoted => self.state = State::Plain,
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Takes the row that begins at `at`, if all of it is in the piece and nothing in it has to be
    /// rewritten: most rows of most files. Cell by cell is the way for the others.
    fn take_whole_row(&mut self, piece: &str, at: &mut usize) -> Result<bool, FileError> {
        if self.delimiter_len != 1 {
            return Ok(false);
        }
        let row = &piece.as_bytes()[*at..];
        let delimiter = self.delimiter[0];
        let mut start = 0;
        let row_end = loop {
            let (cell, end) = if row.get(start) == Some(&b'"') {
                let Some(len) = memchr(b'"', &row[start + 1..]) else { break None };
                (start + 1..start + 1 + len, start + 2 + len)
            } else {
                let Some(len) = memchr3(delimiter, b'\n', b'\r', &row[start..]) else { break None };
                (start..start + len, start + len)
            };
            // Behind a quote there may be another, or text that belongs to the cell all the same.
            let Some(after) = row.get(end).copied().filter(|byte| [delimiter, b'\n', b'\r'].contains(byte)) else { break None };
            if cell.len() > self.limits.cell_bytes {
                break None;
            }
            self.row.mark(cell.start, cell.end);
            if after != delimiter {
                self.state = if after == b'\r' { State::AfterCr } else { State::RowStart };
                break Some(end);
            }
            self.check_columns()?;
            start = end + 1;
        };
        let Some(row_end) = row_end else {
            self.row.unmark();
            return Ok(false);
        };
        self.check_columns()?;
        self.row.fill(&piece[*at..*at + row_end]);
        *at += row_end + 1;
        Ok(true)
    }

    /// Where a cell without quotes ends.
    fn plain_end(&self, bytes: &[u8]) -> Option<usize> {
        if self.delimiter_len == 1 {
            return memchr3(self.delimiter[0], b'\n', b'\r', bytes);
        }
        let row_end = memchr2(b'\n', b'\r', bytes);
        let row = &bytes[..row_end.unwrap_or(bytes.len())];
        memchr::memmem::find(row, &self.delimiter[..self.delimiter_len]).or(row_end)
    }

    fn extend(&mut self, text: &str) {
        if !self.row.extend_open(text, self.limits.cell_bytes) {
            self.is_too_long = true;
        }
    }

    fn end_cell(&mut self) -> Result<(), FileError> {
        self.row.close(if self.is_too_long { Kind::TooLong } else { Kind::Text });
        self.is_too_long = false;
        self.check_columns()
    }

    fn check_columns(&self) -> Result<(), FileError> {
        if self.row.len() > self.limits.columns {
            return Err(FileError::unreadable(format!("row {} has more than {} columns", self.row.number, self.limits.columns)));
        }
        Ok(())
    }

    fn end_row(&mut self, visit: &mut dyn FnMut(&Row) -> Step) -> Step {
        self.end_cell()?;
        self.visit_row(visit)
    }

    fn visit_row(&mut self, visit: &mut dyn FnMut(&Row) -> Step) -> Step {
        let step = visit(&self.row)?;
        self.row.restart(self.row.number + 1);
        Ok(step)
    }

    fn finish(mut self, visit: &mut dyn FnMut(&Row) -> Step) -> Result<(), FileError> {
        match self.state {
            State::RowStart | State::AfterCr => Ok(()),
            State::CellStart | State::Plain | State::QuoteInQuoted => self.end_row(visit).map(|_| ()),
            State::Quoted => Err(FileError::unreadable(format!(
                "the quoted cell that begins in row {} is never closed: the file is cut off, or a quote is missing",
                self.quote_opened_in
            ))),
        }
    }
}

/// The text as a cell of a CSV file, in quotes where it needs them.
pub(crate) fn push_cell(out: &mut String, text: &str, delimiter: char) {
    let needs_quotes =
        text.contains(['"', '\n', '\r', delimiter]) || text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
    if !needs_quotes {
        out.push_str(text);
        return;
    }
    out.push('"');
    for part in text.split_inclusive('"') {
        out.push_str(part);
        if part.ends_with('"') {
            out.push('"');
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::Charset;

    fn rows(text: &str, delimiter: char) -> Result<Vec<(u64, Vec<String>)>, FileError> {
        let mut rows = Vec::new();
        let reader = TextReader::new(text.as_bytes(), Charset::Lenient);
        read(reader, delimiter, &Limits::default(), &mut |row| {
            rows.push((row.number, row.cells().map(|(text, _)| text.to_owned()).collect()));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(rows)
    }

    #[test]
    fn quotes_newlines_and_empty_rows_keep_their_numbers() {
        let rows = rows("a;b\r\n\"x;\n\"\"y\"\"\";2\r\n\r\n3;\"\"\rlast", ';').unwrap();
        assert_eq!(rows[1], (2, vec!["x;\n\"y\"".into(), "2".into()]));
        assert_eq!(rows[2], (3, vec![String::new()]));
        assert_eq!(rows[3], (4, vec!["3".into(), String::new()]));
        assert_eq!(rows[4], (5, vec!["last".into()]));
    }

    #[test]
    fn a_delimiter_may_be_any_character() {
        assert_eq!(rows("a¦b\n1¦\"2¦3\"\n", '¦').unwrap()[1].1, ["1", "2¦3"]);
        assert_eq!(rows("a\u{1}b\n", '\u{1}').unwrap()[0].1, ["a", "b"]);
    }

    #[test]
    fn a_quote_that_is_never_closed_is_a_fault_of_the_file() {
        let FileError::Refused(faults) = rows("a,b\n1,\"2\n3,4\n", ',').unwrap_err() else { panic!("an IO error") };
        assert!(faults[0].message.contains("begins in row 2"), "{faults:?}");
    }

    #[test]
    fn a_cell_is_cut_at_its_limit_and_a_row_at_its_columns() {
        let text = format!("a,{}\n", "x".repeat(200_000));
        let mut kinds = Vec::new();
        let reader = TextReader::new(text.as_bytes(), Charset::Lenient);
        read(reader, ',', &Limits::default(), &mut |row| {
            kinds.extend(row.cells().map(|(text, kind)| (text.len(), kind)));
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
        assert_eq!(kinds, [(1, Kind::Text), (32 << 10, Kind::TooLong)]);
        assert!(rows(&",".repeat(1_000_000), ',').is_err());
    }

    fn cells() -> impl Strategy<Value = Vec<Vec<String>>> {
        proptest::collection::vec(proptest::collection::vec("[a-c,;\"\n\r ż]{0,6}", 2..4), 1..5)
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(table in cells(), delimiter in prop_oneof![Just(','), Just(';'), Just('\t')]) {
            let mut text = String::new();
            for row in &table {
                for (index, cell) in row.iter().enumerate() {
                    if index > 0 {
                        text.push(delimiter);
                    }
                    push_cell(&mut text, cell, delimiter);
                }
                text.push_str("\r\n");
            }
            let read: Vec<_> = rows(&text, delimiter).unwrap().into_iter().map(|(_, cells)| cells).collect();
            prop_assert_eq!(read, table);
        }

        #[test]
        fn the_csv_crate_reads_the_same(text in "[ab,\n\"]{0,30}|[aż; ,\r\n\"]{0,200}") {
            let Ok(ours) = rows(&text, ',') else { return Ok(()) };
            let ours: Vec<Vec<String>> =
                ours.into_iter().map(|(_, cells)| cells).filter(|cells| cells != &[""]).collect();
            let mut theirs = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let theirs: Vec<Vec<String>> = theirs
                .records()
                .map(|record| record.unwrap().iter().map(str::to_owned).collect())
                .filter(|cells: &Vec<String>| cells != &[""])
                .collect();
            prop_assert_eq!(ours, theirs);
        }
    }
}
