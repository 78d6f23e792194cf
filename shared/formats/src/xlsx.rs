//! Workbooks (Office Open XML, ECMA-376): a zip archive of XML parts, of which five are read, each
//! as a stream. Nothing that the archive claims about sizes is believed.

mod sheet;
mod strings;
mod styles;

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::rc::Rc;

use domain::imports::fault::FaultCode;
use zip::ZipArchive;
use zip::result::ZipError;

use self::strings::SharedStrings;
use self::styles::Styles;
use crate::csv::Step;
use crate::error::{FileError, Packing, excerpt};
use crate::limits::Limits;
use crate::markup::{Markup, Token};
use crate::row::Row;
use crate::text::{Charset, TextReader};

/// Bytes of the archive's directory that are read: enough for 10,000 parts.
const DIRECTORY_BYTES: u64 = 1 << 20;

/// Nesting of a workbook's parts; sheets need 6.
const DEPTH: usize = 32;

/// Calls `visit` for every row of the sheet that has cells; rows are numbered as the sheet shows them.
pub(crate) fn read(
    file: File,
    sheet: Option<&str>,
    limits: &Limits,
    scratch: &Path,
    visit: &mut dyn FnMut(&Row) -> Step,
) -> Result<(), FileError> {
    let mut package = Package::open(file, limits)?;
    let workbook = package.workbook(sheet)?;
    let strings = match &workbook.strings {
        Some(part) => strings::read(package.part(part)?, limits, scratch)?,
        None => SharedStrings::none(),
    };
    let styles = match &workbook.styles {
        Some(part) => styles::read(package.part(part)?)?,
        None => Styles::default(),
    };
    sheet::read(package.part(&workbook.sheet)?, strings, &styles, workbook.is_1904, limits, visit)
}

/// Where the parts lie that matter.
struct Workbook {
    sheet: String,
    strings: Option<String>,
    styles: Option<String>,
    is_1904: bool,
}

/// The archive, with an eye on how much comes out of it.
struct Package<'a> {
    archive: ZipArchive<Budgeted<BufReader<File>>>,
    packed_bytes: u64,
    inflated_bytes: Rc<Cell<u64>>,
    limits: &'a Limits,
}

impl<'a> Package<'a> {
    fn open(file: File, limits: &'a Limits) -> Result<Self, FileError> {
        let packed_bytes = file.metadata()?.len();
        let budget = Rc::new(Cell::new(DIRECTORY_BYTES));
        let input = Budgeted { input: BufReader::new(file), budget: Rc::clone(&budget) };
        let archive = ZipArchive::new(input).map_err(of_zip)?;
        budget.set(u64::MAX);
        Ok(Self { archive, packed_bytes, inflated_bytes: Rc::default(), limits })
    }

    /// A part as XML.
    fn part(&mut self, name: &str) -> Result<Markup<impl Read>, FileError> {
        let inflated_bytes = Rc::clone(&self.inflated_bytes);
        let allowed =
            self.packed_bytes.saturating_mul(self.limits.inflation_ratio).max(Limits::INFLATION_GRACE).min(self.limits.inflated_bytes);
        let input = self.archive.by_name(name).map_err(of_zip)?;
        let mut input = Inflating { input, inflated_bytes, allowed };
        let mut start = [0; 4];
        let n = read_up_to(&mut input, &mut start)?;
        let (charset, mark) = Charset::recognise(&start[..n]);
        let start = io::Cursor::new(start[mark..n].to_vec());
        let input = start.chain(input);
        Ok(Markup::new(TextReader::new(input, charset.unwrap_or(Charset::Lenient)), DEPTH))
    }

    /// Finds the sheet, by its name or as the first, and the parts it needs.
    fn workbook(&mut self, wanted: Option<&str>) -> Result<Workbook, FileError> {
        if self.archive.index_for_name("xl/workbook.xml").is_none() {
            return Err(FileError::refused(
                FaultCode::UnreadableFile,
                "this zip archive is not an XLSX workbook",
                "send the order file itself, as XLSX, CSV, JSON or XML, not packed",
            ));
        }
        let mut sheets: Vec<(String, String)> = Vec::new();
        let mut is_1904 = false;
        let mut markup = self.part("xl/workbook.xml")?;
        loop {
            match markup.next()? {
                Token::Start if markup.local_name() == "sheet" && sheets.len() < 1_000 => {
                    let (mut name, mut relation) = (String::new(), String::new());
                    markup.attributes(|attribute, value| match attribute {
                        "name" => name = value.to_owned(),
                        _ if attribute.ends_with(":id") => relation = value.to_owned(),
                        _ => {}
                    })?;
                    sheets.push((name, relation));
                }
                Token::Start if markup.local_name() == "workbookPr" => {
                    is_1904 = matches!(markup.raw_attribute("date1904"), Some("1" | "true"));
                }
                Token::Eof => break,
                _ => {}
            }
        }
        drop(markup);
        let relations = self.relations()?;
        let is_sheet = |relation: &Relation| relation.kind == "worksheet";
        let sheet = sheets
            .iter()
            .filter(|(name, _)| wanted.is_none_or(|wanted| name.trim().eq_ignore_ascii_case(wanted.trim())))
            .find_map(|(_, id)| relations.iter().find(|relation| relation.id == *id && is_sheet(relation)));
        let Some(sheet) = sheet else {
            let names: Vec<String> = sheets.iter().take(20).map(|(name, _)| format!("{:?}", excerpt(name))).collect();
            return Err(FileError::refused(
                FaultCode::UnreadableFile,
                format!("the workbook has no sheet {:?}; it has {}", wanted.unwrap_or("with rows"), names.join(", ")),
                "rename the sheet, or the sheet in the import profile",
            ));
        };
        let target_of = |kind: &str| relations.iter().find(|relation| relation.kind == kind).map(|relation| relation.target.clone());
        let (strings, styles) = (target_of("sharedStrings"), target_of("styles"));
        Ok(Workbook { sheet: sheet.target.clone(), strings, styles, is_1904 })
    }

    fn relations(&mut self) -> Result<Vec<Relation>, FileError> {
        let mut relations = Vec::new();
        let mut markup = self.part("xl/_rels/workbook.xml.rels")?;
        loop {
            match markup.next()? {
                Token::Start if markup.local_name() == "Relationship" && relations.len() < 2_000 => {
                    let (mut id, mut kind, mut target) = (String::new(), String::new(), String::new());
                    markup.attributes(|attribute, value| match attribute {
                        "Id" => id = value.to_owned(),
                        "Type" => kind = value.rsplit('/').next().unwrap_or_default().to_owned(),
                        "Target" => target = part_name(value),
                        _ => {}
                    })?;
                    relations.push(Relation { id, kind, target });
                }
                Token::Eof => return Ok(relations),
                _ => {}
            }
        }
    }
}

struct Relation {
    id: String,
    kind: String,
    target: String,
}

/// The name in the archive of a target beside the workbook. It only ever names a part of the same
/// archive, so there is no path to escape to.
fn part_name(target: &str) -> String {
    match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("xl/{}", target.trim_start_matches("./")),
    }
}

fn of_zip(error: ZipError) -> FileError {
    match error {
        ZipError::Io(error) if !is_about_bytes(&error) => FileError::from(error),
        ZipError::FileNotFound => FileError::unreadable("the workbook lacks one of its parts"),
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) | ZipError::InvalidPassword => FileError::refused(
            FaultCode::UnreadableFile,
            "the workbook is encrypted or packed in an unusual way",
            "save it without a password, as XLSX",
        ),
        _ => FileError::unreadable("the workbook is cut off or damaged"),
    }
}

/// Whether the bytes are to blame and not the disk.
fn is_about_bytes(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof, Unsupported};
    matches!(error.kind(), InvalidData | InvalidInput | UnexpectedEof | Unsupported)
}

fn read_up_to(input: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut n = 0;
    while n < buffer.len() {
        match input.read(&mut buffer[n..])? {
            0 => break,
            more => n += more,
        }
    }
    Ok(n)
}

/// Counts what comes out of the archive and stops where it is too much.
struct Inflating<R> {
    input: R,
    inflated_bytes: Rc<Cell<u64>>,
    allowed: u64,
}

impl<R: Read> Read for Inflating<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buffer).map_err(|error| if is_about_bytes(&error) { io::Error::other(Packing::Damaged) } else { error })?;
        let sum = self.inflated_bytes.get() + u64::try_from(n).expect("64 bits");
        self.inflated_bytes.set(sum);
        if sum > self.allowed { Err(io::Error::other(Packing::TooLarge)) } else { Ok(n) }
    }
}

/// Reads until its budget is used up: a directory with millions of entries is not read to its end.
struct Budgeted<R> {
    input: R,
    budget: Rc<Cell<u64>>,
}

impl<R: Read> Read for Budgeted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buffer)?;
        let left = self.budget.get().checked_sub(u64::try_from(n).expect("64 bits"));
        self.budget.set(left.ok_or_else(|| io::Error::other(Packing::Damaged))?);
        Ok(n)
    }
}

impl<R: Seek> Seek for Budgeted<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.input.seek(to)
    }
}
