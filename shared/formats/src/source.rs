//! An order file opened and recognised by its content, never by its name.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::Path as FilePath;

use domain::imports::fault::FaultCode;
use domain::imports::profile::{FileFormat, ImportProfile};
use encoding_rs::Encoding;

use crate::csv::Step;
use crate::error::FileError;
use crate::limits::Limits;
use crate::mapping::Mapper;
use crate::record::{Path, Record};
use crate::row::Row;
use crate::text::{Charset, TextReader};
use crate::{csv, json, xlsx, xml};

/// What a guess about a file is based on.
const SAMPLE: usize = 64 << 10;

/// What a file is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Found<'a> {
    /// A row above the header.
    Preamble(&'a Row),
    /// The header.
    Header(&'a Row),
    /// A row below the header.
    Row(&'a Row),
    /// A record of JSON or XML.
    Record(&'a Record),
}

/// A file, ready to be read from its beginning, as often as needed.
pub(crate) struct Source<'a> {
    path: &'a FilePath,
    profile: &'a ImportProfile,
    limits: &'a Limits,
    scratch: &'a FilePath,
    pub(crate) format: FileFormat,
    pub(crate) charset: Charset,
    /// Bytes of the byte order mark.
    pub(crate) mark: usize,
    /// CSV: what separates the cells.
    pub(crate) delimiter: char,
    /// CSV: whether rows end with CR LF.
    pub(crate) has_crlf: bool,
}

impl<'a> Source<'a> {
    /// Opens and recognises a file.
    pub(crate) fn open(
        path: &'a FilePath,
        profile: &'a ImportProfile,
        limits: &'a Limits,
        scratch: &'a FilePath,
        mapper: &Mapper,
    ) -> Result<Self, FileError> {
        let mut file = File::open(path)?;
        if file.metadata()?.len() > limits.file_bytes {
            return Err(FileError::refused(
                FaultCode::FileTooLarge,
                format!("the file is larger than {} MiB", limits.file_bytes >> 20),
                "split it into several files",
            ));
        }
        let mut start = Vec::new();
        file.by_ref().take(SAMPLE as u64).read_to_end(&mut start)?;
        if start.iter().all(u8::is_ascii_whitespace) {
            return Err(FileError::refused(FaultCode::EmptyFile, "the file is empty", "send the file again"));
        }
        refuse_foreign(&start)?;
        let is_zip = start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06");
        let (charset, mark) = charset_of(&start, profile);
        let mut source = Self { path, profile, limits, scratch, format: FileFormat::Xlsx, charset, mark, delimiter: ',', has_crlf: true };
        if is_zip || profile.format == Some(FileFormat::Xlsx) {
            if !is_zip {
                return Err(FileError::unreadable("the file is not an XLSX workbook"));
            }
            return Ok(source);
        }
        let sample = sample(&start, charset, mark);
        source.format = match profile.format {
            Some(FileFormat::Csv) => FileFormat::Csv,
            _ => source.recognised(&sample)?,
        };
        if let Some(expected) = profile.format
            && !is_near(expected, source.format)
        {
            return Err(FileError::refused(
                FaultCode::UnreadableFile,
                format!("the file looks like {}, the import profile expects {}", name_of(source.format), name_of(expected)),
                "send the format of the import profile, or remove the format from it",
            ));
        }
        source.format = profile.format.unwrap_or(source.format);
        if source.format == FileFormat::Xml && profile.encoding.is_none() && mark == 0 {
            source.charset = declared_in_xml(&sample).unwrap_or(charset);
        }
        if source.format == FileFormat::Csv {
            source.has_crlf = sample.contains("\r\n");
            source.delimiter = profile.delimiter.unwrap_or_else(|| source.guessed_delimiter(&sample, mapper));
        }
        Ok(source)
    }

    /// The format that the first characters tell.
    fn recognised(&self, sample: &str) -> Result<FileFormat, FileError> {
        Ok(match sample.trim_start().as_bytes().first() {
            Some(b'<') => FileFormat::Xml,
            Some(b'[') => FileFormat::Json,
            Some(b'{') if json::is_lines(self.text()?)? => FileFormat::JsonLines,
            Some(b'{') => FileFormat::Json,
            _ => FileFormat::Csv,
        })
    }

    /// The delimiter under which the header has most of the profile's columns, then most columns.
    fn guessed_delimiter(&self, sample: &str, mapper: &Mapper) -> char {
        let n_rows = usize::try_from(self.profile.skip_rows).expect("64 bits") + 1;
        // A sample is small; what is too much is said when the file is read.
        let limits = Limits { columns: usize::MAX, ..self.limits.clone() };
        let rank = |delimiter: char| {
            let rows = csv::sample_rows(sample, delimiter, &limits, n_rows);
            let header = rows.last();
            let n_known = header.map_or(0, |row| mapper.n_columns_in(row.iter().map(String::as_str)));
            (n_known, header.map_or(0, Vec::len))
        };
        // The first of equals: `max_by_key` would take the last.
        [',', ';', '\t', '|'].into_iter().rev().max_by_key(|delimiter| rank(*delimiter)).unwrap_or(',')
    }

    /// The file as text, from behind its byte order mark.
    fn text(&self) -> Result<TextReader<File>, FileError> {
        let mut file = File::open(self.path)?;
        file.seek(SeekFrom::Start(self.mark as u64))?;
        Ok(TextReader::new(file, self.charset))
    }

    /// Reads the whole file, or until `visit` breaks off.
    pub(crate) fn read(&self, visit: &mut dyn FnMut(Found<'_>) -> Step) -> Result<(), FileError> {
        let records = Path::parse(self.profile.records.as_deref().unwrap_or_default());
        match self.format {
            FileFormat::Csv => {
                let mut grid = Grid::new(self.profile.skip_rows);
                csv::read(self.text()?, self.delimiter, self.limits, &mut |row| grid.take(row, visit))
            }
            FileFormat::Xlsx => {
                let mut grid = Grid::new(self.profile.skip_rows);
                let file = File::open(self.path)?;
                let sheet = self.profile.sheet.as_deref();
                xlsx::read(file, sheet, self.limits, self.scratch, &mut |row| grid.take(row, visit))
            }
            FileFormat::Json => json::read(self.text()?, &records, self.limits, &mut |record| visit(Found::Record(record))),
            FileFormat::JsonLines => json::read_lines(self.text()?, &records, self.limits, &mut |record| visit(Found::Record(record))),
            FileFormat::Xml => xml::read(self.text()?, &records, self.limits, &mut |record| visit(Found::Record(record))),
        }
    }
}

/// Tells the rows above the header from the header and the rows below it.
struct Grid {
    skip_rows: u64,
    has_header: bool,
}

impl Grid {
    fn new(skip_rows: u32) -> Self {
        Self { skip_rows: u64::from(skip_rows), has_header: false }
    }

    fn take(&mut self, row: &Row, visit: &mut dyn FnMut(Found<'_>) -> Step) -> Step {
        if row.number <= self.skip_rows {
            return visit(Found::Preamble(row));
        }
        if row.is_blank() {
            return Ok(ControlFlow::Continue(()));
        }
        if !self.has_header {
            self.has_header = true;
            return visit(Found::Header(row));
        }
        visit(Found::Row(row))
    }
}

/// The declared encoding counts most, except that a byte order mark cannot lie.
fn charset_of(start: &[u8], profile: &ImportProfile) -> (Charset, usize) {
    let declared = profile.encoding.as_deref().and_then(|label| Encoding::for_label(label.as_bytes()));
    match (Charset::recognise(start), declared) {
        ((Some(charset), mark), None) => (charset, mark),
        ((Some(charset), mark), Some(_)) if mark > 0 => (charset, mark),
        (_, Some(encoding)) => (Charset::Declared(encoding), 0),
        ((None, _), None) => (Charset::Lenient, 0),
    }
}

fn sample(start: &[u8], charset: Charset, mark: usize) -> String {
    let mut text = TextReader::new(&start[mark..], charset);
    let mut sample = String::new();
    while let Ok(true) = text.fill() {
        sample.push_str(text.rest());
        let n = text.rest().len();
        text.consume(n);
    }
    sample
}

/// The encoding that an XML declaration names.
fn declared_in_xml(sample: &str) -> Option<Charset> {
    let declaration = sample.trim_start().strip_prefix("<?xml")?.split_once("?>")?.0;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let label = value[1..].split_once(quote)?.0;
    let encoding = Encoding::for_label(label.as_bytes())?;
    // The declaration has been read as bytes, so it cannot be UTF-16, and UTF-8 is the lenient way.
    (encoding.is_ascii_compatible() && encoding != encoding_rs::UTF_8).then_some(Charset::Declared(encoding))
}

/// Refuses what people send by mistake, with a word on what to send instead.
fn refuse_foreign(start: &[u8]) -> Result<(), FileError> {
    let what = match start {
        [0xd0, 0xcf, 0x11, 0xe0, ..] => "an old or encrypted Excel file (.xls)",
        [b'%', b'P', b'D', b'F', ..] => "a PDF",
        [0x1f, 0x8b, ..] => "a gzip archive",
        [b'R', b'a', b'r', b'!', ..] => "a RAR archive",
        [b'7', b'z', 0xbc, 0xaf, ..] => "a 7-Zip archive",
        [0x7f, b'E', b'L', b'F', ..] | [b'M', b'Z', 0x90, ..] => "a program",
        [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] => "an image",
        _ => return Ok(()),
    };
    Err(FileError::refused(
        FaultCode::UnreadableFile,
        format!("the file is {what}"),
        "save it as XLSX, CSV, JSON or XML, and send it unpacked",
    ))
}

/// Whether a file that looks like `found` may be read as `expected`.
fn is_near(expected: FileFormat, found: FileFormat) -> bool {
    use FileFormat::{Json, JsonLines};
    expected == found || matches!((expected, found), (Json | JsonLines, Json | JsonLines))
}

fn name_of(format: FileFormat) -> &'static str {
    match format {
        FileFormat::Csv => "CSV",
        FileFormat::Xlsx => "XLSX",
        FileFormat::Json => "JSON",
        FileFormat::JsonLines => "JSON Lines",
        FileFormat::Xml => "XML",
    }
}
