//! Rejected rows as a workbook.

use std::io::{Seek, Write};

use super::{ERRORS, Place};
use crate::error::FileError;
use crate::row::{Kind, Row};
use crate::workbook::{Content, Look, Workbook};

/// The copy of a workbook.
pub(super) struct Sheet<W: Write + Seek> {
    book: Workbook<W>,
    /// The number of the row written last.
    last_row: u64,
    /// Behind the header's last column, or where an earlier copy had its errors.
    errors_column: usize,
}

impl<W: Write + Seek> Sheet<W> {
    pub(super) fn new(out: W, name: Option<&str>) -> Result<Self, FileError> {
        Ok(Self { book: Workbook::new(out, name.unwrap_or("Rejected"))?, last_row: 0, errors_column: usize::MAX })
    }

    pub(super) fn row(&mut self, row: &Row, place: Place<'_>) -> Result<(), FileError> {
        let (number, look, added) = match place {
            // The profile counts the rows above the header, so they and the header keep their numbers.
            Place::Preamble => (row.number, Look::Plain, None),
            Place::Header => (row.number, Look::Header, Some(ERRORS)),
            Place::Body(errors) => (self.last_row + 1, Look::Plain, Some(errors)),
        };
        if matches!(place, Place::Header) {
            self.errors_column = row.cells().position(|(text, _)| text.trim() == ERRORS).unwrap_or(row.len());
        }
        self.last_row = number;
        let errors_column = self.errors_column;
        // What stands beyond the header is no column of the table.
        let kept = row.cells().enumerate().take_while(|(index, _)| *index <= errors_column);
        let cells = kept
            .filter(|(index, (text, _))| *index != errors_column && !text.is_empty())
            .map(|(index, (text, kind))| (index, content(text, kind)));
        self.book.row(number, look, cells.chain(added.map(|errors| (errors_column, Content::Text(errors)))))
    }

    pub(super) fn finish(self) -> Result<(), FileError> {
        self.book.finish().map(drop)
    }
}

fn content(text: &str, kind: Kind) -> Content<'_> {
    match kind {
        Kind::Number => Content::Number(text),
        Kind::Percent => Content::Percent(text),
        Kind::Date => text.parse().map_or(Content::Text(text), Content::Moment),
        Kind::Text | Kind::Formula | Kind::TooLong | Kind::Nested => Content::Text(text),
    }
}
