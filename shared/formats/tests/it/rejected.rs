//! The rejected rows go back as they came, and can be sent again.

use std::collections::BTreeMap;
use std::io::Cursor;

use domain::imports::draft::Field;
use domain::imports::fault::{Fault, FaultCode};
use domain::imports::profile::ImportProfile;
use encoding_rs::WINDOWS_1250;
use formats::{Limits, rejected_file};

use crate::workbook::{HEADER, workbook};
use crate::{Drop, codes, profile, read};

fn reject(bytes: impl AsRef<[u8]>, profile: &ImportProfile, rows: &[u64]) -> Vec<u8> {
    let fault = |row| Fault::of_row(row, FaultCode::UnknownSku, "there is no SKU \"X\"", "write =one; of yours");
    let faults: BTreeMap<u64, Vec<Fault>> = rows.iter().map(|row| (*row, vec![fault(*row); 2])).collect();
    let drop = Drop::new(bytes);
    let mut out = Cursor::new(Vec::new());
    rejected_file(&drop.path, profile, &Limits::default(), drop.folder.path(), &faults, &mut out).unwrap();
    out.into_inner()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

const ERRORS: &str = "unknown_sku: there is no SKU \"X\" (write =one; of yours); unknown_sku: there is no SKU \"X\" (write =one; of yours)";

#[test]
fn csv_keeps_its_delimiter_rows_above_the_header_and_bytes() {
    let profile = profile(serde_json::json!({ "skip_rows": 1, "encoding": "windows-1250" }));
    let original = "Eksport\r\nreference;sku;quantity;name\r\n1;A;1;Łódź\r\n2;B;-2;\"=cmd;\"\"x\"\"\"\r\n3;+48 22;1;Gdańsk\r\n";
    let copy = reject(WINDOWS_1250.encode(original).0, &profile, &[4, 5]);
    let expected = format!(
        "Eksport\r\nreference;sku;quantity;name;errors\r\n2;B;-2;\"'=cmd;\"\"x\"\"\";\"{0}\"\r\n3;+48 22;1;Gdańsk;\"{0}\"\r\n",
        ERRORS.replace('"', "\"\"")
    );
    assert_eq!(copy, WINDOWS_1250.encode(&expected).0.into_owned());
    // Sent again and rejected again, the errors are those of the last time.
    assert_eq!(reject(&copy, &profile, &[3, 4]), copy);
    let again = read(&copy, &profile);
    assert_eq!(again.drafts.iter().map(|draft| draft.reference.as_str()).collect::<Vec<_>>(), ["2", "3"]);
    assert!(again.drafts.iter().all(|draft| draft.faults.is_empty()));
}

#[test]
fn csv_in_utf_16_stays_utf_16() {
    let original = "reference\tsku\tquantity\n王\tA\t1\n";
    let bytes: Vec<u8> = std::iter::once(0xfeff).chain(original.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    let copy = reject(&bytes, &ImportProfile::canonical(), &[2]);
    assert!(copy.starts_with(&[0xfe, 0xff]));
    assert_eq!(read(&copy, &ImportProfile::canonical()).drafts[0].reference, "王");
}

#[test]
fn a_formula_that_was_made_harmless_is_a_formula_still() {
    let original = "reference,sku,quantity,notes\n1,A,1,\"=HYPERLINK(\"\"http://x\"\")\"\n2,A,1,- a dash -\n";
    let copy = reject(original, &ImportProfile::canonical(), &[2, 3]);
    assert!(text(copy.clone()).contains("\"'=HYPERLINK("));
    let again = read(copy, &ImportProfile::canonical());
    assert_eq!(codes(&again.drafts[0].faults), [FaultCode::FormulaCell]);
    assert_eq!(again.drafts[1].header.get(Field::Notes).unwrap().text, "- a dash -");
}

#[test]
fn json_keeps_its_path_and_its_numbers() {
    let profile = profile(serde_json::json!({ "records": "data.orders", "lines": "items" }));
    let original = r#"{"v": 1, "data": {"orders": [{"reference": "1", "items": [{"sku": "A", "quantity": 1.50}]},
        {"reference": "2", "x": [null, true, "\u017b"], "items": [{"sku": "A", "quantity": 1e0}, {"sku": "B", "quantity": 2}]}]}}"#;
    let copy = text(reject(original, &profile, &[3]));
    let errors: Vec<String> = ERRORS
        .split("; unknown")
        .map(|part| part.trim_start_matches("unknown").to_owned())
        .map(|part| format!("line 2: unknown{part}"))
        .collect();
    let expected = format!(
        "{{\"data\":{{\"orders\":[\n{{\"reference\":\"2\",\"x\":[null,true,\"Ż\"],\"items\":[{{\"sku\":\"A\",\"quantity\":1e0}},{{\"sku\":\"B\",\"quantity\":2}}],\"errors\":{}}}\n]}}}}\n",
        serde_json::to_string(&errors).unwrap()
    );
    assert_eq!(copy, expected);
    assert_eq!(read(&copy, &profile).drafts[0].lines.len(), 2);
    assert_eq!(text(reject(&copy, &profile, &[2])), copy);
}

#[test]
fn json_lines_keep_the_broken_line() {
    let original =
        "{\"reference\":\"1\",\"sku\":\"A\",\"quantity\":1}\n{\"reference\":\n{\"reference\":\"3\",\"sku\":\"A\",\"quantity\":1}\n";
    let read = read(original, &ImportProfile::canonical());
    assert_eq!((read.drafts.len(), read.stray_rows.len()), (2, 1));
    assert_eq!(codes(&read.stray_rows[0].faults), [FaultCode::UnreadableRow]);
    let copy = text(reject(original, &ImportProfile::canonical(), &[2, 3]));
    let lines: Vec<serde_json::Value> = copy.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["unreadable"], "{\"reference\":");
    assert_eq!(lines[1]["reference"], "3");
    assert_eq!(lines[1]["errors"].as_array().unwrap().len(), 2);
}

#[test]
fn xml_keeps_its_path_and_its_attributes() {
    let profile = profile(serde_json::json!({ "records": "Env.Orders.Order", "fields": { "reference": { "column": "@no" } } }));
    let original = "<Env><Orders><Order no='1'><sku>A</sku><quantity>1</quantity></Order><Order no='&lt;2&gt;'><sku>B&amp;C</sku><quantity u='pcs'>2</quantity></Order></Orders></Env>";
    let copy = text(reject(original, &profile, &[2]));
    assert!(
        copy.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Env>\n<Orders>\n<Order no=\"&lt;2&gt;\"><sku>B&amp;C</sku>"),
        "{copy}"
    );
    assert!(copy.ends_with("</errors></Order>\n</Orders>\n</Env>\n"), "{copy}");
    let again = read(&copy, &profile);
    assert_eq!(again.drafts[0].reference, "<2>");
    assert_eq!(again.drafts[0].lines[0].fields.get(Field::Sku), Some("B&C"));
    assert_eq!(text(reject(&copy, &profile, &[1])), copy);
    let canonical = "<orders><order><reference>1</reference><sku>A</sku><quantity>1</quantity></order></orders>";
    let copy = reject(canonical, &ImportProfile::canonical(), &[1]);
    assert_eq!(read(copy, &ImportProfile::canonical()).drafts[0].reference, "1");
}

#[test]
fn xlsx_keeps_numbers_dates_and_texts() {
    let profile = profile(serde_json::json!({ "sheet": "Orders & more", "skip_rows": 1, "fields": { "placed_at": { "column": "at" } } }));
    let rows = format!(
        "<row r='1'><c t='str'><v>Export</v></c></row>{}\
         <row r='3'><c r='A3'><v>573415</v></c><c r='B3' t='s'><v>3</v></c><c r='C3'><v>2</v></c><c r='D3' s='1'><v>40846.67847222222</v></c></row>\
         <row r='9'><c r='A9'><v>7</v></c><c r='B9' t='str'><v>=x &lt;y&gt;</v></c><c r='C9'><f>1+1</f><v>2</v></c><c r='D9' s='1'><v>40846</v></c></row>",
        HEADER.replace("r='1'", "r='2'").replace("1'", "2'").replace("</row>", "<c r='D2' t='str'><v>at</v></c></row>")
    );
    let copy = reject(workbook(&rows), &profile, &[3, 9]);
    let again = read(&copy, &profile);
    assert_eq!(again.drafts.iter().map(|draft| (draft.row, draft.reference.as_str())).collect::<Vec<_>>(), [(3, "573415"), (4, "7")]);
    assert!(again.drafts[0].faults.is_empty(), "{:?}", again.drafts[0].faults);
    assert_eq!(again.drafts[0].lines[0].fields.get(Field::Sku), Some("Żółty kubek"));
    assert_eq!(again.drafts[0].header.get(Field::PlacedAt).unwrap().text, "2011-10-30T15:17:00Z");
    assert_eq!(codes(&again.drafts[1].faults), [FaultCode::FormulaCell; 2]);
    assert_eq!(reject(&copy, &profile, &[3, 4]), copy);
    let with_errors = ImportProfile {
        fields: profile
            .fields
            .iter()
            .map(|(field, source)| (*field, source.clone()))
            .chain([(Field::Notes, domain::imports::profile::Source::column("errors"))])
            .collect(),
        ..profile
    };
    assert_eq!(read(&copy, &with_errors).drafts[0].header.get(Field::Notes).unwrap().text, ERRORS);
}
