//! Files that mean harm, or were only sent by mistake: a clear fault, at once, and nothing else.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::time::Instant;

use domain::imports::fault::FaultCode;
use domain::imports::profile::{FileFormat, ImportProfile};
use encoding_rs::UTF_16LE;
use formats::{FileError, Limits};
use proptest::prelude::*;

use crate::workbook::{HEADER, RELATIONS, workbook, zip};
use crate::{Drop, codes, profile, read, refused};

/// The code for which a file is refused.
fn code(bytes: impl AsRef<[u8]>) -> FaultCode {
    let faults = refused(bytes, &ImportProfile::canonical());
    assert!(faults.iter().all(|fault| !fault.message.is_empty() && !fault.suggestion.is_empty()));
    faults[0].code
}

fn second_sheet() -> ImportProfile {
    profile(serde_json::json!({ "sheet": "Orders & more" }))
}

#[test]
fn what_is_no_order_file_says_what_to_send() {
    assert_eq!(code(""), FaultCode::EmptyFile);
    assert_eq!(code(" \r\n\r\n"), FaultCode::EmptyFile);
    assert_eq!(code("reference,sku,quantity\n\n,,\n"), FaultCode::EmptyFile);
    assert_eq!(code("[]"), FaultCode::EmptyFile);
    for foreign in [&b"%PDF-1.7"[..], b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x1f\x8b\x08\0", b"\x7fELF\x02\x01", b"\x89PNG\r\n\x1a\n"] {
        assert_eq!(code(foreign), FaultCode::UnreadableFile);
    }
    let json = ImportProfile { format: Some(FileFormat::Json), ..ImportProfile::canonical() };
    assert!(refused("reference,sku,quantity\n1,A,1\n", &json)[0].message.contains("looks like CSV"));
    assert_eq!(code(zip(&[("orders.xlsx", "nested")])), FaultCode::UnreadableFile);
    assert_eq!(code(zip(&[])), FaultCode::UnreadableFile);
}

#[test]
fn a_zip_bomb_is_refused_at_once() {
    // 10 GiB of one cell would be 10 MiB packed; 300 MiB show the same.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bomb.xlsx");
    let mut bomb = zip::ZipWriter::new(File::create(&path).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    for (part, text) in [
        ("xl/workbook.xml", "<workbook xmlns:r='r'><sheets><sheet name='S' r:id='rId1'/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", &RELATIONS.replace("rId4", "none").replace("sharedStrings'", "none'").replace("styles'", "none'")),
        ("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c t='str'><v>"),
    ] {
        bomb.start_file(part, options).unwrap();
        bomb.write_all(text.as_bytes()).unwrap();
    }
    for _ in 0..300 {
        bomb.write_all(&vec![b'A'; 1 << 20]).unwrap();
    }
    bomb.finish().unwrap();
    let begun = Instant::now();
    let result = formats::scan(&path, &ImportProfile::canonical(), &Limits::default(), folder.path());
    let Err(FileError::Refused(faults)) = result else { panic!("{result:?}") };
    assert_eq!(codes(&faults), [FaultCode::FileTooLarge]);
    assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
}

#[test]
fn what_a_zip_header_claims_is_not_believed() {
    let mut bytes = workbook(&format!("{HEADER}<row r='2'><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row>"));
    // Every size in the directory becomes 10 GB modulo 2^32: nothing is allocated for it.
    let mut at = 0;
    while let Some(n) = bytes[at..].windows(4).position(|window| window == b"PK\x01\x02") {
        at += n + 4;
        bytes[at + 20..at + 24].copy_from_slice(&0x540b_e400_u32.to_le_bytes());
    }
    match Drop::new(bytes).scan(&second_sheet()) {
        Ok(scan) => assert_eq!(scan.n_rows, 1),
        Err(FileError::Refused(faults)) => assert_eq!(codes(&faults), [FaultCode::UnreadableFile]),
        Err(FileError::Io(error)) => panic!("{error:?}"),
    }
}

#[test]
fn a_workbook_cut_off_or_damaged_is_unreadable() {
    let bytes = workbook(&format!("{HEADER}<row r='2'><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row>"));
    for end in (4..bytes.len()).step_by(37) {
        assert_eq!(refused(&bytes[..end], &second_sheet())[0].code, FaultCode::UnreadableFile);
    }
    for rows in [
        "<row r='5'/><row r='4'/>",
        "<row><c r='B1'><v>1</v></c><c r='A1'><v>1</v></c></row>",
        "<row><c t='s'><v>99</v></c></row>",
        "<row>",
        "<row></c></row>",
    ] {
        assert_eq!(refused(workbook(rows), &second_sheet())[0].code, FaultCode::UnreadableFile, "{rows}");
    }
}

#[test]
fn xml_entities_and_document_types_are_refused() {
    let laughs = "<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]><orders>&b;</orders>";
    let external = "<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><orders><order><reference>&f;</reference></order></orders>";
    assert_eq!(code(laughs), FaultCode::ForbiddenXml);
    assert_eq!(code(external), FaultCode::ForbiddenXml);
    assert_eq!(code("<!DOCTYPE html><html></html>"), FaultCode::ForbiddenXml);
    let utf_16: Vec<u8> = std::iter::once(0xfeff).chain(laughs.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(UTF_16LE.name(), "UTF-16LE");
    assert_eq!(code(utf_16), FaultCode::ForbiddenXml);
    assert_eq!(code("<orders>&b;</orders>"), FaultCode::UnreadableFile);
    let sheet = workbook("").len();
    let bytes = zip(&[("xl/workbook.xml", laughs)]);
    assert!(bytes.len() < sheet);
    assert_eq!(code(bytes), FaultCode::ForbiddenXml);
}

#[test]
fn nesting_is_bounded() {
    assert_eq!(code("[".repeat(1_000_000)), FaultCode::UnreadableFile);
    assert_eq!(code(r#"{"reference":"#.repeat(100_000)), FaultCode::UnreadableFile);
    assert_eq!(code("<a>".repeat(1_000_000)), FaultCode::UnreadableFile);
}

#[test]
fn cells_columns_and_quotes_are_bounded() {
    assert_eq!(code(",".repeat(1_000_000)), FaultCode::UnreadableFile);
    assert_eq!(code("reference,sku,quantity\n1,\"A,1\n2,B,2\n"), FaultCode::UnreadableFile);
    let long = read(format!("reference,sku,quantity\n1,{},1\n2,B,1\n", "x".repeat(1 << 20)), &ImportProfile::canonical());
    assert_eq!(codes(&long.drafts[0].faults), [FaultCode::CellTooLong]);
    assert!(long.drafts[1].faults.is_empty());
    let wide = format!("<row r='1'><c r='XFD1' t='str'><v>x</v></c></row>{HEADER}");
    assert_eq!(refused(workbook(&wide), &second_sheet())[0].code, FaultCode::UnreadableFile);
    let long = serde_json::json!([{ "reference": "1", "sku": "x".repeat(1 << 20), "quantity": 1 }]).to_string();
    assert_eq!(codes(&read(long, &ImportProfile::canonical()).drafts[0].faults), [FaultCode::CellTooLong]);
    let xml = format!("<orders><order><reference>1</reference><sku>{}</sku></order></orders>", "x".repeat(1 << 20));
    assert_eq!(codes(&read(xml, &ImportProfile::canonical()).drafts[0].faults), [FaultCode::CellTooLong]);
}

#[test]
fn a_record_larger_than_an_order_is_cut() {
    let line = r#"{"sku": "A", "quantity": 1},"#.repeat(100_000);
    let text =
        format!(r#"[{{"reference": "1", "lines": [{}]}}, {{"reference": "2", "sku": "A", "quantity": 1}}]"#, line.trim_end_matches(','));
    let read = read(text, &ImportProfile::canonical());
    assert!(read.drafts[0].lines.len() <= 2_000);
    assert!(codes(&read.drafts[0].faults).contains(&FaultCode::TooManyLines));
    assert_eq!(read.drafts[1].reference, "2");
    assert!(read.drafts[1].faults.is_empty());
}

#[test]
fn a_file_beyond_the_limit_is_not_opened() {
    let drop = Drop::new("x");
    let mut file = File::options().write(true).open(&drop.path).unwrap();
    file.seek(SeekFrom::Start((4 << 30) + 1)).unwrap();
    file.write_all(b"x").unwrap();
    let Err(FileError::Refused(faults)) = drop.scan(&ImportProfile::canonical()) else { panic!("it was read") };
    assert_eq!(codes(&faults), [FaultCode::FileTooLarge]);
    let few = Limits { orders: 2, ..Limits::default() };
    let Err(FileError::Refused(faults)) =
        Drop::new("reference,sku,quantity\n1,A,1\n2,A,1\n3,A,1\n").scan_within(&ImportProfile::canonical(), &few)
    else {
        panic!("it was read")
    };
    assert_eq!(codes(&faults), [FaultCode::FileTooLarge]);
}

#[test]
fn cells_that_no_field_may_hold_are_faults_of_their_orders() {
    let profile = profile(serde_json::json!({ "fields": { "notes": { "column": "notes" } } }));
    let rows = [
        ("=HYPERLINK(\"\"http://x\"\")", Some(FaultCode::FormulaCell)),
        ("@SUM(A1)", Some(FaultCode::FormulaCell)),
        ("+cmd|' /C calc'!A0", Some(FaultCode::FormulaCell)),
        ("-2+3+cmd|x", Some(FaultCode::FormulaCell)),
        ("nul \0 byte", Some(FaultCode::ControlCharacter)),
        ("bell \u{7}", Some(FaultCode::ControlCharacter)),
        ("gpj.\u{202e}exe", Some(FaultCode::ControlCharacter)),
        ("-5", None),
        ("+48 123 456 789", None),
        ("- by the door -", None),
        ("two\nlines\tand a tab", None),
        ("Łódź", None),
        ("e-mail @ noon", None),
    ];
    let mut text = String::from("reference,sku,quantity,notes\n");
    for (index, (notes, _)) in rows.iter().enumerate() {
        text.push_str(&format!("R{index},A,1,\"{notes}\"\n"));
    }
    let read = read(text, &profile);
    for (draft, (notes, fault)) in read.drafts.iter().zip(rows) {
        assert_eq!(codes(&draft.faults), fault.into_iter().collect::<Vec<_>>(), "{notes:?}");
        assert_eq!(draft.header.get(domain::imports::draft::Field::Notes).is_some(), fault.is_none());
    }
}

#[test]
fn ragged_rows_are_faults_of_their_orders_alone() {
    let read = read("reference,sku,quantity\n1,A\n2,A,1,,\n3,A,1,x\n4,A,1\n", &ImportProfile::canonical());
    let found: Vec<_> = read.drafts.iter().map(|draft| codes(&draft.faults)).collect();
    assert_eq!(found, [vec![FaultCode::RaggedRow], vec![], vec![FaultCode::RaggedRow], vec![]]);
    assert_eq!(read.drafts[0].faults[0].row, Some(2));
}

#[test]
fn bytes_that_are_no_text_are_seen() {
    let declared = ImportProfile { encoding: Some("utf-8".into()), ..ImportProfile::canonical() };
    let strict = read(b"reference,sku,quantity\n1,\xff\xfe,1\n", &declared);
    assert_eq!(codes(&strict.drafts[0].faults), [FaultCode::ControlCharacter]);
    let lenient = read(b"reference,sku,quantity\n1,caf\xe9,1\n", &ImportProfile::canonical());
    assert_eq!(lenient.drafts[0].lines[0].fields.get(domain::imports::draft::Field::Sku), Some("café"));
}

fn sound_files() -> Vec<Vec<u8>> {
    vec![
        b"reference;sku;quantity\r\n1;\"A\n\"\"B\";1\r\n2;B;2\r\n".to_vec(),
        br#"{"data": [{"reference": "1\u017b\n", "lines": [{"sku": "A", "quantity": -1.5e3}, null, true]}]}"#.to_vec(),
        b"{\"reference\":1,\"sku\":\"A\",\"quantity\":1}\n{\"reference\":2,\"sku\":\"A\",\"quantity\":1}\n".to_vec(),
        "<?xml version='1.0' encoding='windows-1250'?><!-- c --><orders><order a='b&amp;'><reference>1&#380;<![CDATA[x]]></reference></order></orders>".as_bytes().to_vec(),
        workbook(&format!("{HEADER}<row r='2'><c r='A2'><v>1</v></c><c r='B2' s='1'><v>2.5</v></c><c r='C2' t='b'><v>1</v></c></row>")),
    ]
}

/// Reads whatever it is; only the disk may fail.
fn survive(bytes: &[u8]) {
    let drop = Drop::new(bytes);
    for format in
        [None, Some(FileFormat::Csv), Some(FileFormat::Json), Some(FileFormat::JsonLines), Some(FileFormat::Xml), Some(FileFormat::Xlsx)]
    {
        let profile = ImportProfile { format, ..ImportProfile::canonical() };
        match drop.scan(&profile) {
            Ok(scan) => drop_all(crate::read_all(scan)),
            Err(FileError::Refused(faults)) => assert!(!faults.is_empty()),
            Err(FileError::Io(error)) => panic!("{error:?}"),
        }
    }
}

fn drop_all(read: crate::Read) {
    for draft in read.drafts {
        assert!(!draft.reference.is_empty());
    }
}

proptest! {
    #[test]
    fn random_bytes_harm_nobody(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        survive(&bytes);
    }

    #[test]
    fn random_text_harms_nobody(text in "[\\[\\]{}<>/!?&;:,\"'=a-c0-9 \\n\\\\-]{0,80}|\\PC{0,40}") {
        survive(text.as_bytes());
    }

    #[test]
    fn sound_files_changed_anywhere_harm_nobody(which in 0_usize..5, cut in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = sound_files().swap_remove(which);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        survive(&bytes);
        bytes.truncate(cut.index(bytes.len()));
        survive(&bytes);
    }
}
