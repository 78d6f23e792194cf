//! Workbooks made by hand, the odd ones too.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

pub(crate) const RELATIONS: &str = "<Relationships xmlns='x'>\
    <Relationship Id='rId1' Type='http://x/worksheet' Target='worksheets/sheet1.xml'/>\
    <Relationship Id='rId2' Type='http://x/worksheet' Target='/xl/worksheets/sheet2.xml'/>\
    <Relationship Id='rId3' Type='http://x/styles' Target='styles.xml'/>\
    <Relationship Id='rId4' Type='http://x/sharedStrings' Target='sharedStrings.xml'/></Relationships>";

/// A zip archive of the parts given.
pub(crate) fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook with two sheets, the second of which has the rows.
pub(crate) fn workbook(rows: &str) -> Vec<u8> {
    let parts = parts(rows);
    zip(&parts.iter().map(|(name, text)| (*name, text.as_str())).collect::<Vec<_>>())
}

/// What it is made of.
pub(crate) fn parts(rows: &str) -> Vec<(&'static str, String)> {
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let parts = [
        (
            "xl/workbook.xml",
            "<workbook xmlns:r='r'><sheets><sheet name='Notes' sheetId='1' r:id='rId1'/><sheet name='Orders &amp; more' sheetId='2' r:id='rId2'/></sheets></workbook>",
        ),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        (
            "xl/styles.xml",
            "<styleSheet><numFmts><numFmt numFmtId='170' formatCode='dd/mm/yyyy'/></numFmts><cellXfs><xf numFmtId='0'/><xf numFmtId='170'/><xf numFmtId='9'/></cellXfs></styleSheet>",
        ),
        (
            "xl/sharedStrings.xml",
            "<sst><si><t>reference</t></si><si><t>sku</t></si><si><t>quantity</t></si><si><r><t>Żółty </t></r><r><t xml:space='preserve'>kubek</t></r></si></sst>",
        ),
        ("xl/worksheets/sheet1.xml", "<worksheet><sheetData/></worksheet>"),
        ("xl/worksheets/sheet2.xml", &sheet),
    ];
    parts.map(|(name, text)| (name, text.to_owned())).to_vec()
}

/// The header `reference`, `sku`, `quantity` as shared texts.
pub(crate) const HEADER: &str = "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c><c r='C1' t='s'><v>2</v></c></row>";
