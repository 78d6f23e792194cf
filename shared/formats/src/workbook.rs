//! Workbooks of one sheet, row by row in constant memory. Texts are written inline, where nothing runs them.

use std::io::{self, Seek, Write};

use jiff::civil::DateTime as LocalTime;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::error::FileError;
use crate::mapping::dates::serial_of_local;
use crate::markup::push_escaped;

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

/// What a cell shows.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Content<'a> {
    Text(&'a str),
    /// With a decimal point.
    Number(&'a str),
    /// 0.2 for 20%.
    Percent(&'a str),
    Moment(LocalTime),
    Flag(bool),
}

/// How a row looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    Plain,
    Header,
}

/// A workbook that is being written.
pub(crate) struct Workbook<W: Write + Seek> {
    zip: ZipWriter<W>,
    text: String,
}

impl<W: Write + Seek> Workbook<W> {
    pub(crate) fn new(out: W, name: &str) -> Result<Self, FileError> {
        let mut zip = ZipWriter::new(out);
        let mut name_text = String::new();
        push_escaped(&mut name_text, name);
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
        Ok(Self { zip, text: String::new() })
    }

    /// Writes the row of a number, which goes up; cells that are not named are empty.
    pub(crate) fn row<'a>(
        &mut self,
        number: u64,
        look: Look,
        cells: impl IntoIterator<Item = (usize, Content<'a>)>,
    ) -> Result<(), FileError> {
        self.text.clear();
        self.text.push_str(&format!("<row r=\"{number}\">"));
        for (column, content) in cells {
            push_cell(&mut self.text, column, number, content, look);
        }
        self.text.push_str("</row>\n");
        self.zip.write_all(self.text.as_bytes())?;
        Ok(())
    }

    /// Ends it; gives back what it was written to.
    pub(crate) fn finish(mut self) -> Result<W, FileError> {
        self.zip.write_all(b"</sheetData></worksheet>")?;
        Ok(self.zip.finish().map_err(io::Error::from)?)
    }
}

/// Begins a part with a fixed date, so that equal rows give equal bytes.
fn begin_part<W: Write + Seek>(zip: &mut ZipWriter<W>, name: &str) -> Result<(), FileError> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default());
    Ok(zip.start_file(name, options).map_err(io::Error::from)?)
}

fn push_cell(out: &mut String, column: usize, row: u64, content: Content<'_>, look: Look) {
    let reference = format!("{}{row}", letters(column));
    let style = if look == Look::Header { 3 } else { 0 };
    let mut number = |text: &str, style: u8| {
        out.push_str(&format!("<c r=\"{reference}\" s=\"{style}\"><v>"));
        push_escaped(out, text);
        out.push_str("</v></c>");
    };
    let text = match content {
        Content::Number(text) => return number(text, style),
        Content::Percent(text) => return number(text, 2),
        Content::Moment(local) => match serial_of_local(local) {
            Some(serial) => return number(&serial.to_string(), 1),
            None => local.to_string(),
        },
        Content::Flag(flag) => {
            return out.push_str(&format!("<c r=\"{reference}\" s=\"{style}\" t=\"b\"><v>{}</v></c>", u8::from(flag)));
        }
        Content::Text(text) => text.to_owned(),
    };
    out.push_str(&format!("<c r=\"{reference}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"));
    push_escaped(out, &text);
    out.push_str("</t></is></c>");
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
