//! Rejected rows as a workbook of one sheet. Texts are written inline, where nothing runs them.

use std::io::{self, Seek, Write};

use jiff::civil::DateTime as LocalTime;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{ERRORS, Place};
use crate::error::FileError;
use crate::mapping::dates::serial_of_local;
use crate::markup::push_escaped;
use crate::row::{Kind, Row};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// The cell formats, by index: plain, date, percentage, header.
const STYLES: &str = "<numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm:ss\"/></numFmts>\
    <fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>\
    <fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>\
    <borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
    <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
    <cellXfs count=\"4\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>\
    <xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
    <xf numFmtId=\"10\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
    <xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/></cellXfs>\
    <cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>";

/// The copy of a workbook.
pub(super) struct Sheet<W: Write + Seek> {
    zip: ZipWriter<W>,
    /// The number of the row written last.
    last_row: u64,
    /// Behind the header's last column, or where an earlier copy had its errors.
    errors_column: usize,
    text: String,
}

impl<W: Write + Seek> Sheet<W> {
    pub(super) fn new(out: W, name: Option<&str>) -> Result<Self, FileError> {
        let mut zip = ZipWriter::new(out);
        let mut name_text = String::new();
        push_escaped(&mut name_text, name.unwrap_or("Rejected"));
        for (part, text) in [
            (
                "[Content_Types].xml",
                format!(
                    "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
                     <Override PartName=\"/xl/workbook.xml\" ContentType=\"{TYPE}.sheet.main+xml\"/>\
                     <Override PartName=\"/xl/styles.xml\" ContentType=\"{TYPE}.styles+xml\"/>\
                     <Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"{TYPE}.worksheet+xml\"/></Types>"
                ),
            ),
            (
                "_rels/.rels",
                format!(
                    "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/workbook.xml",
                format!(
                    "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheets><sheet name=\"{name_text}\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
                     <Relationship Id=\"rId2\" Type=\"{RELATIONS}/styles\" Target=\"styles.xml\"/></Relationships>"
                ),
            ),
            ("xl/styles.xml", format!("<styleSheet xmlns=\"{MAIN}\">{STYLES}</styleSheet>")),
        ] {
            begin_part(&mut zip, part)?;
            zip.write_all(HEAD.as_bytes())?;
            zip.write_all(text.as_bytes())?;
        }
        begin_part(&mut zip, "xl/worksheets/sheet1.xml")?;
        write!(zip, "{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetData>")?;
        Ok(Self { zip, last_row: 0, errors_column: usize::MAX, text: String::new() })
    }

    pub(super) fn row(&mut self, row: &Row, place: Place<'_>) -> Result<(), FileError> {
        let (number, style, added) = match place {
            // The profile counts the rows above the header, so they and the header keep their numbers.
            Place::Preamble => (row.number, 0, None),
            Place::Header => (row.number, 3, Some(ERRORS)),
            Place::Body(errors) => (self.last_row + 1, 0, Some(errors)),
        };
        if matches!(place, Place::Header) {
            self.errors_column = row.cells().position(|(text, _)| text.trim() == ERRORS).unwrap_or(row.len());
        }
        self.last_row = number;
        self.text.clear();
        self.text.push_str(&format!("<row r=\"{number}\">"));
        // What stands beyond the header is no column of the table.
        for (index, (text, kind)) in row.cells().enumerate().take_while(|(index, _)| *index <= self.errors_column) {
            if index != self.errors_column && !text.is_empty() {
                push_cell(&mut self.text, index, number, text, kind, style);
            }
        }
        if let Some(added) = added {
            push_cell(&mut self.text, self.errors_column, number, added, Kind::Text, style);
        }
        self.text.push_str("</row>\n");
        self.zip.write_all(self.text.as_bytes())?;
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<(), FileError> {
        self.zip.write_all(b"</sheetData></worksheet>")?;
        self.zip.finish().map_err(io::Error::from)?;
        Ok(())
    }
}

/// Begins a part with a fixed date, so that equal rows give equal bytes.
fn begin_part<W: Write + Seek>(zip: &mut ZipWriter<W>, name: &str) -> Result<(), FileError> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default());
    Ok(zip.start_file(name, options).map_err(io::Error::from)?)
}

fn push_cell(out: &mut String, column: usize, row: u64, text: &str, kind: Kind, style: u8) {
    let reference = format!("{}{row}", letters(column));
    let number = match kind {
        Kind::Number => Some((text.to_owned(), style)),
        Kind::Percent => Some((text.to_owned(), 2)),
        Kind::Date => text.parse::<LocalTime>().ok().and_then(serial_of_local).map(|serial| (serial.to_string(), 1)),
        Kind::Text | Kind::Formula | Kind::TooLong | Kind::Nested => None,
    };
    match number {
        Some((number, style)) => {
            out.push_str(&format!("<c r=\"{reference}\" s=\"{style}\"><v>"));
            push_escaped(out, &number);
            out.push_str("</v></c>");
        }
        None => {
            out.push_str(&format!("<c r=\"{reference}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"));
            push_escaped(out, text);
            out.push_str("</t></is></c>");
        }
    }
}

/// The letters of a column counted from 0: 27 is AB.
fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).expect("below 26");
        letters.push(char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}
