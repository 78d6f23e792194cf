//! Rejected rows as CSV, in the original's delimiter and encoding.

use std::io::{BufWriter, Write};

use encoding_rs::{EncoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::{ERRORS, Place};
use crate::csv::push_cell;
use crate::error::FileError;
use crate::neutral::{neutralise, restore};
use crate::row::Row;
use crate::source::Source;
use crate::text::Charset;

/// Text written in an encoding.
pub(super) struct Encoded<W: Write> {
    out: BufWriter<W>,
    encoding: &'static Encoding,
    owes_mark: bool,
}

impl<W: Write> Encoded<W> {
    /// In the encoding of `source`, with a byte order mark where it has one.
    pub(super) fn new(out: W, source: &Source<'_>) -> Self {
        let encoding = match source.charset {
            Charset::Lenient => UTF_8,
            Charset::Declared(encoding) => encoding,
        };
        Self { out: BufWriter::new(out), encoding, owes_mark: source.mark > 0 }
    }

    /// Writes a text; characters that the encoding does not have become question marks.
    pub(super) fn write(&mut self, text: &str) -> Result<(), FileError> {
        if std::mem::take(&mut self.owes_mark) {
            self.write("\u{feff}")?;
        }
        if self.encoding == UTF_8 {
            self.out.write_all(text.as_bytes())?;
        } else if self.encoding == UTF_16LE || self.encoding == UTF_16BE {
            // Encoders of the web never write UTF-16.
            let is_little = self.encoding == UTF_16LE;
            for unit in text.encode_utf16() {
                self.out.write_all(&if is_little { unit.to_le_bytes() } else { unit.to_be_bytes() })?;
            }
        } else {
            self.encode(text)?;
        }
        Ok(())
    }

    fn encode(&mut self, text: &str) -> Result<(), FileError> {
        let mut encoder = self.encoding.new_encoder();
        let mut rest = text;
        let mut bytes = [0; 4 << 10];
        loop {
            let (result, n_read, n_written) = encoder.encode_from_utf8_without_replacement(rest, &mut bytes, true);
            self.out.write_all(&bytes[..n_written])?;
            rest = &rest[n_read..];
            match result {
                EncoderResult::InputEmpty => return Ok(()),
                EncoderResult::OutputFull => {}
                EncoderResult::Unmappable(_) => self.out.write_all(b"?")?,
            }
        }
    }

    pub(super) fn finish(mut self) -> Result<(), FileError> {
        Ok(self.out.flush()?)
    }
}

/// The copy of a CSV file.
pub(super) struct Table<W: Write> {
    out: Encoded<W>,
    delimiter: char,
    row_end: &'static str,
    /// The column of the errors of an earlier copy, which are left out.
    old_errors: Option<usize>,
    text: String,
}

impl<W: Write> Table<W> {
    pub(super) fn new(out: W, source: &Source<'_>) -> Self {
        Self {
            out: Encoded::new(out, source),
            delimiter: source.delimiter,
            row_end: if source.has_crlf { "\r\n" } else { "\n" },
            old_errors: None,
            text: String::new(),
        }
    }

    pub(super) fn row(&mut self, row: &Row, place: Place<'_>) -> Result<(), FileError> {
        self.text.clear();
        if matches!(place, Place::Header) {
            self.old_errors = row.cells().position(|(text, _)| text.trim() == ERRORS);
        }
        let kept = row.cells().enumerate().filter(|(index, _)| Some(*index) != self.old_errors);
        for (n, (_, (text, _))) in kept.enumerate() {
            if n > 0 {
                self.text.push(self.delimiter);
            }
            push_cell(&mut self.text, &neutralise(restore(text)), self.delimiter);
        }
        let added = match place {
            Place::Preamble => None,
            Place::Header => Some(ERRORS),
            Place::Body(errors) => Some(errors),
        };
        if let Some(added) = added {
            self.text.push(self.delimiter);
            push_cell(&mut self.text, &neutralise(added), self.delimiter);
        }
        self.text.push_str(self.row_end);
        self.out.write(&self.text)
    }

    pub(super) fn finish(self) -> Result<(), FileError> {
        self.out.finish()
    }
}
