//! Good files, changed as somebody would who knows the formats: pieces doubled, taken out, put elsewhere, numbers made
//! huge, and the words of the formats strewn in; workbooks part by part, and again as a whole. `PROPTEST_CASES=100000`
//! makes it long.

use domain::imports::profile::{FileFormat, ImportProfile};
use formats::{FileError, Limits};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::workbook::{HEADER, parts, zip};
use crate::{Drop, profile, read_all};

/// Words that mean something in one of the formats.
const WORDS: &[&str] = &[
    "\"",
    "\"\"",
    ",",
    ";",
    "\t",
    "\r",
    "\n",
    "\r\n",
    "\0",
    "\u{feff}",
    "\u{202e}",
    "\u{1f}",
    "=1+1",
    "@SUM(A1)",
    "+1",
    "-1",
    "'",
    "{",
    "}",
    "[",
    "]",
    ":",
    "null",
    "true",
    "\\u0000",
    "\\ud800",
    "\\u",
    "1e309",
    "-1e-400",
    "99999999999999999999999999",
    "0x10",
    "NaN",
    "Infinity",
    "<",
    ">",
    "</",
    "/>",
    "<a>",
    "</a>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?xml version='1.0' encoding='utf-16'?>",
    "<?xml version='1.0' encoding='klingon'?>",
    "<!DOCTYPE a [<!ENTITY b 'c'>]>",
    "&lt;",
    "&#0;",
    "&#x110000;",
    "&#55296;",
    "&b;",
    "&",
    " xmlns='x'",
    " xml:space='preserve'",
    "<row r='1048577'>",
    "<row r='0'/>",
    "<c r='XFE1'>",
    "<c r='A0'>",
    "<c t='s'><v>-1</v></c>",
    "<c t='s'><v>4294967296</v></c>",
    "<v>1e400</v>",
    "<f>A1</f>",
    "<si>",
    "</si>",
    "<t>",
    "</t>",
    " r:id='rId9'",
    "Target='../../../etc/passwd'",
    "Target='file:///etc/passwd'",
    "reference",
    "sku",
    "quantity",
    "lines",
    "order",
];

/// One change of a file.
#[derive(Debug, Clone)]
enum Change {
    Byte(Index, u8),
    Word(Index, Index),
    TakeOut(Index, usize),
    Double(Index, usize),
    Move(Index, Index, usize),
    Cut(Index),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let place = any::<Index>;
    let change = prop_oneof![
        2 => (place(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        4 => (place(), place()).prop_map(|(at, word)| Change::Word(at, word)),
        2 => (place(), 1_usize..40).prop_map(|(at, n)| Change::TakeOut(at, n)),
        2 => (place(), 1_usize..200).prop_map(|(at, n)| Change::Double(at, n)),
        1 => (place(), place(), 1_usize..60).prop_map(|(from, to, n)| Change::Move(from, to, n)),
        1 => place().prop_map(Change::Cut),
    ];
    proptest::collection::vec(change, 1..6)
}

fn changed(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        if bytes.is_empty() {
            return bytes;
        }
        let length = bytes.len();
        let piece = |at: &Index, n: usize| at.index(length)..(at.index(length) + n).min(length);
        match change {
            Change::Byte(at, byte) => bytes[at.index(length)] = *byte,
            Change::Word(at, word) => drop(bytes.splice(at.index(length)..at.index(length), WORDS[word.index(WORDS.len())].bytes())),
            Change::TakeOut(at, n) => drop(bytes.drain(piece(at, *n))),
            Change::Double(at, n) => {
                let double: Vec<u8> = bytes[piece(at, *n)].to_vec();
                bytes.splice(at.index(length)..at.index(length), double);
            }
            Change::Move(from, to, n) => {
                let moved: Vec<u8> = bytes.drain(piece(from, *n)).collect();
                let to = to.index(bytes.len() + 1);
                bytes.splice(to..to, moved);
            }
            Change::Cut(at) => bytes.truncate(at.index(length)),
        }
    }
    bytes
}

const CSV: &str = "reference;sku;quantity;notes\r\n1;\"A\n\"\"B\";1;x\r\n2;B;2;\r\n1;C;3;\"y\"\r\n";
const JSON: &str = r#"{"data": [{"reference": "1\u017b\n", "lines": [{"sku": "A", "quantity": -1.5e3}, null, true]}, {"reference": 2, "sku": "B", "quantity": 2}]}"#;
const JSON_LINES: &str = "{\"reference\":1,\"sku\":\"A\",\"quantity\":1}\n{\"reference\":2,\"sku\":\"A\",\"quantity\":1}\n";
const XML: &str = "<?xml version='1.0' encoding='windows-1250'?><!-- c --><orders><order a='b&amp;'><reference>1&#380;<![CDATA[x]]></reference><sku>A</sku><quantity>1</quantity></order>\
    <order><reference>2</reference><lines><line><sku>A</sku></line></lines></order></orders>";

/// Reads a file under a profile: whatever it is, it ends, leaves nothing behind, and is the same when read again.
fn survive(bytes: &[u8], profile: &ImportProfile) {
    let small = Limits { waiting_bytes: 1 << 10, orders_per_chunk: 2, shared_string_bytes: 16, ..Limits::default() };
    let drop = Drop::new(bytes);
    let mut seen = Vec::new();
    for limits in [&small, &small, &Limits::default()] {
        match drop.scan_within(profile, limits) {
            Ok(scan) => {
                let n_orders = scan.n_orders + scan.n_cancellations;
                let read = read_all(scan);
                assert!(read.drafts.iter().all(|draft| !draft.reference.is_empty()));
                assert_eq!(read.drafts.len() as u64, n_orders, "an order is in one chunk, whole");
                seen.push(format!("{:?}", read.drafts));
            }
            Err(FileError::Refused(faults)) => {
                assert!(!faults.is_empty() && faults.iter().all(|fault| !fault.message.is_empty()));
                seen.push(format!("{faults:?}"));
            }
            Err(FileError::Io(error)) => panic!("{error:?}"),
        }
    }
    assert_eq!(seen[0], seen[1], "the same file is read the same way");
    assert_eq!(std::fs::read_dir(drop.folder.path()).unwrap().count(), 1, "nothing is left behind");
}

fn with_format(format: FileFormat) -> ImportProfile {
    ImportProfile { format: Some(format), ..ImportProfile::canonical() }
}

proptest! {
    #[test]
    fn changed_text_files_harm_nobody(which in 0_usize..4, changes in changes(), recognised in any::<bool>()) {
        let (text, format) = [(CSV, FileFormat::Csv), (JSON, FileFormat::Json), (JSON_LINES, FileFormat::JsonLines), (XML, FileFormat::Xml)][which];
        let profile = if recognised { ImportProfile::canonical() } else { with_format(format) };
        survive(&changed(text.as_bytes().to_vec(), &changes), &profile);
    }

    #[test]
    fn changed_parts_of_a_workbook_harm_nobody(which in any::<Index>(), changes in changes()) {
        let rows = format!("{HEADER}<row r='2'><c r='A2'><v>1</v></c><c r='B2' s='1'><v>2.5</v></c><c r='C2' t='b'><v>1</v></c></row>\
            <row r='3'><c r='A3' t='s'><v>3</v></c><c r='B3' t='inlineStr'><is><t>A</t></is></c><c r='C3'><v>4</v></c></row>");
        let mut parts = parts(&rows);
        let which = which.index(parts.len());
        parts[which].1 = String::from_utf8_lossy(&changed(std::mem::take(&mut parts[which].1).into_bytes(), &changes)).into_owned();
        let workbook = zip(&parts.iter().map(|(name, text)| (*name, text.as_str())).collect::<Vec<_>>());
        survive(&workbook, &profile(serde_json::json!({ "sheet": "Orders & more" })));
        survive(&workbook, &ImportProfile::canonical());
    }

    #[test]
    fn changed_archives_harm_nobody(changes in changes()) {
        let workbook = crate::workbook::workbook(HEADER);
        survive(&changed(workbook, &changes), &profile(serde_json::json!({ "sheet": "Orders & more" })));
    }

    #[test]
    fn any_bytes_in_any_encoding_harm_nobody(bytes in proptest::collection::vec(any::<u8>(), 0..400), which in 0_usize..12) {
        let labels = ["utf-8", "utf-16le", "utf-16be", "windows-1250", "windows-1252", "iso-8859-2", "gb18030", "gbk", "big5", "shift_jis", "euc-kr", "koi8-r"];
        let profile = ImportProfile { encoding: Some(labels[which].to_owned()), format: Some(FileFormat::Csv), ..ImportProfile::canonical() };
        survive(&bytes, &profile);
        let text = [b"reference,sku,quantity\n1,".to_vec(), bytes].concat();
        survive(&text, &profile);
    }
}
