//! The same orders in every format and encoding read the same.

use std::collections::BTreeMap;

use domain::imports::draft::{Field, Part};
use domain::imports::fault::FaultCode;
use domain::imports::profile::{FileFormat, ImportProfile};
use encoding_rs::{Encoding, WINDOWS_1250};
use proptest::prelude::*;

use crate::workbook::{HEADER, workbook};
use crate::{codes, header, profile, read, refused};

/// SKU, quantity and price.
type Line = (&'static str, &'static str, &'static str);

/// Two orders, the first with two lines.
const ORDERS: [(&str, &str, &[Line]); 2] =
    [("A-1", "Zażółć Gęślą", &[("MUG", "2", "12.5"), ("ŻÓŁW", "1", "0.99")]), ("A-2", "Nguyễn Thị Ánh, 王小明", &[("MUG", "3", "1234.5")])];

/// What must come out, whatever the format.
fn assert_orders(read: &crate::Read, name_of_second: &str) {
    assert!(read.stray_rows.is_empty(), "{:?}", read.stray_rows);
    assert_eq!(read.drafts.len(), 2);
    for (draft, (reference, name, lines)) in read.drafts.iter().zip(ORDERS) {
        assert!(draft.faults.is_empty(), "{:?}", draft.faults);
        assert_eq!(draft.reference, reference);
        let header = header(draft);
        assert_eq!(header[&Field::ConsigneeName], if reference == "A-2" { name_of_second } else { name });
        assert_eq!(header[&Field::PlacedAt], "2026-03-01T09:30:00Z");
        let read: Vec<_> = draft
            .lines
            .iter()
            .map(|line| [Field::Sku, Field::Quantity, Field::UnitPrice].map(|field| line.fields.get(field).unwrap()))
            .collect();
        assert_eq!(read, lines.iter().map(|(sku, quantity, price)| [*sku, *quantity, *price]).collect::<Vec<_>>());
    }
}

fn csv(delimiter: char, comma: bool, placed_at: &str) -> String {
    let mut text = ["reference", "consignee_name", "placed_at", "sku", "quantity", "unit_price"].join(&delimiter.to_string());
    text.push_str("\r\n");
    for (reference, name, lines) in ORDERS {
        for (sku, quantity, price) in lines {
            let price = if comma { price.replace('.', ",") } else { (*price).to_owned() };
            let cells = [reference, &format!("\"{name}\""), placed_at, sku, quantity, &format!("\"{price}\"")];
            text.push_str(&cells.join(&delimiter.to_string()));
            text.push_str("\r\n");
        }
    }
    text
}

const AT: &str = "2026-03-01T09:30:00Z";

#[test]
fn csv_with_any_delimiter() {
    for delimiter in [',', ';', '\t', '|'] {
        assert_orders(&read(csv(delimiter, false, AT), &ImportProfile::canonical()), ORDERS[1].1);
    }
    let odd = ImportProfile { delimiter: Some('¦'), ..ImportProfile::canonical() };
    assert_orders(&read(csv('¦', false, AT), &odd), ORDERS[1].1);
}

#[test]
fn csv_in_any_encoding() {
    let text = csv(';', false, AT);
    let utf_16 = |mark: bool, to_bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let mark = mark.then_some(0xfeff);
        mark.into_iter().chain(text.encode_utf16()).flat_map(to_bytes).collect()
    };
    let canonical = ImportProfile::canonical();
    assert_orders(&read(format!("\u{feff}{text}"), &canonical), ORDERS[1].1);
    assert_orders(&read(utf_16(true, u16::to_le_bytes), &canonical), ORDERS[1].1);
    assert_orders(&read(utf_16(true, u16::to_be_bytes), &canonical), ORDERS[1].1);
    assert_orders(&read(utf_16(false, u16::to_le_bytes), &canonical), ORDERS[1].1);
    let polish = text.replace(ORDERS[1].1, "Grzegorz Brzęczyszczykiewicz");
    let declared = ImportProfile { encoding: Some("windows-1250".into()), ..canonical };
    assert_orders(&read(WINDOWS_1250.encode(&polish).0, &declared), "Grzegorz Brzęczyszczykiewicz");
}

#[test]
fn csv_with_decimal_comma_and_local_dates() {
    let profile = ImportProfile {
        decimal: domain::imports::profile::DecimalMark::Comma,
        time_zone: "Europe/Warsaw".into(),
        date_formats: vec!["%d.%m.%Y %H:%M".into()],
        ..ImportProfile::canonical()
    };
    assert_orders(&read(csv(';', true, "01.03.2026 10:30"), &profile), ORDERS[1].1);
}

#[test]
fn json_nested_flat_and_in_lines() {
    let nested: Vec<serde_json::Value> = ORDERS
        .iter()
        .map(|(reference, name, lines)| {
            let lines: Vec<_> = lines
                .iter()
                .map(|(sku, quantity, price)| {
                    serde_json::json!({ "sku": sku, "quantity": quantity.parse::<u32>().unwrap(), "unit_price": price })
                })
                .collect();
            serde_json::json!({ "reference": reference, "consignee_name": name, "placed_at": AT, "lines": lines })
        })
        .collect();
    let canonical = ImportProfile::canonical();
    let whole = serde_json::to_string_pretty(&nested).unwrap();
    let json = read(&whole, &canonical);
    assert_eq!(json.format, FileFormat::Json);
    assert_orders(&json, ORDERS[1].1);
    let lines: String = nested.iter().map(|record| record.to_string() + "\n").collect();
    let json_lines = read(lines, &canonical);
    assert_eq!(json_lines.format, FileFormat::JsonLines);
    assert_orders(&json_lines, ORDERS[1].1);
    let within = ImportProfile { records: Some("data.orders".into()), ..canonical.clone() };
    assert_orders(&read(format!("{{\"n\": 2, \"data\": {{\"orders\": {whole}}}}}"), &within), ORDERS[1].1);
    let flat: Vec<serde_json::Value> = ORDERS
        .iter()
        .flat_map(|(reference, name, lines)| {
            lines.iter().map(move |(sku, quantity, price)| {
                serde_json::json!({ "reference": reference, "consignee_name": name, "placed_at": AT, "sku": sku, "quantity": quantity, "unit_price": price })
            })
        })
        .collect();
    assert_orders(&read(serde_json::to_string(&flat).unwrap(), &canonical), ORDERS[1].1);
}

fn xml(encoding: &str, name_of_second: &str) -> String {
    let mut text = format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?>\n<orders>\n");
    for (reference, name, lines) in ORDERS {
        let name = if reference == "A-2" { name_of_second } else { name };
        text.push_str(&format!(
            "<order><reference>{reference}</reference><consignee_name><![CDATA[{name}]]></consignee_name><placed_at>{AT}</placed_at><lines>"
        ));
        for (sku, quantity, price) in lines {
            text.push_str(&format!("<line><sku>{sku}</sku><quantity> {quantity} </quantity><unit_price>{price}</unit_price></line>"));
        }
        text.push_str("</lines></order>\n");
    }
    text + "</orders>\n"
}

#[test]
fn xml_canonical_and_in_another_encoding() {
    let canonical = ImportProfile::canonical();
    let whole = read(xml("UTF-8", ORDERS[1].1), &canonical);
    assert_eq!(whole.format, FileFormat::Xml);
    assert_orders(&whole, ORDERS[1].1);
    let polish = xml("iso-8859-2", "Święta Łódź");
    let bytes = Encoding::for_label(b"iso-8859-2").unwrap().encode(&polish).0;
    assert_orders(&read(bytes, &canonical), "Święta Łódź");
}

#[test]
fn xml_with_attributes_and_paths_of_its_own() {
    let profile = profile(serde_json::json!({
        "records": "Env.Order",
        "lines": "Items.Item",
        "fields": {
            "reference": { "column": "/@no" },
            "sku": { "column": "@code" },
            "quantity": { "column": "Qty" },
            "consignee_name": { "column": "/Ship.Name" },
            "consignee_country": { "column": "/Ship.Country", "map": { "Polska": "PL" }, "default": "GB" },
        },
    }));
    let text = "<Env><Order no='7'><Ship><Name>Ada &amp; Co</Name><Country>Polska</Country></Ship>\
        <Items><Item code='X'><Qty unit='pcs'>2</Qty></Item><Item code='Y'><Qty>1</Qty></Item></Items></Order>\
        <Order no='8'><Items><Item code='Z'><Qty>1</Qty></Item></Items></Order></Env>";
    let read = read(text, &profile);
    assert_eq!(read.drafts.len(), 2);
    assert_eq!(header(&read.drafts[0])[&Field::ConsigneeName], "Ada & Co");
    assert_eq!(header(&read.drafts[0])[&Field::ConsigneeCountry], "PL");
    assert_eq!(header(&read.drafts[1])[&Field::ConsigneeCountry], "GB");
    let skus: Vec<_> =
        read.drafts.iter().flat_map(|draft| &draft.lines).map(|line| (line.row, line.fields.get(Field::Sku).unwrap())).collect();
    assert_eq!(skus, [(1, "X"), (2, "Y"), (3, "Z")]);
}

#[test]
fn xlsx_of_every_kind_of_cell() {
    let rows = format!(
        "{HEADER}\
         <row r='3'><c r='A3'><v>573415</v></c><c r='B3' t='s'><v>3</v></c><c r='C3'><v>2.0</v></c></row>\
         <row r='4'><c r='A4' t='str'><v>X</v></c><c r='B4' t='inlineStr'><is><t>a</t><rPh><t>no</t></rPh></is></c><c r='C4'><f>1+1</f><v>2</v></c></row>\
         <row r='5'><c r='A5' t='b'><v>1</v></c><c r='B5' s='1'><v>40846.67847222222</v></c><c r='C5' t='e'><v>#N/A</v></c></row>"
    );
    let mut of_sheet = profile(serde_json::json!({ "sheet": "orders & MORE" }));
    let read = read(workbook(&rows), &of_sheet);
    assert_eq!(read.drafts.iter().map(|draft| draft.reference.as_str()).collect::<Vec<_>>(), ["573415", "X", "true"]);
    assert_eq!(read.drafts[0].lines[0].fields.get(Field::Sku), Some("Żółty kubek"));
    assert_eq!(read.drafts[0].lines[0].fields.get(Field::Quantity), Some("2"));
    assert_eq!(codes(&read.drafts[1].faults), [FaultCode::FormulaCell]);
    assert_eq!(codes(&read.drafts[2].faults), [FaultCode::FormulaCell]);
    assert_eq!(read.drafts[2].row, 5);
    of_sheet.sheet = Some("Ordres".into());
    assert!(refused(workbook(&rows), &of_sheet)[0].message.contains("it has \"Notes\", \"Orders & more\""));
}

#[test]
fn xlsx_percentages_and_dates_are_understood_by_their_fields() {
    let profile = profile(serde_json::json!({
        "sheet": "Orders & more",
        "fields": { "tax_rate": { "column": "tax" }, "placed_at": { "column": "at" } },
    }));
    let rows = "<row><c t='inlineStr'><is><t>Reference </t></is></c><c t='inlineStr'><is><t>SKU</t></is></c><c t='inlineStr'><is><t>quantity</t></is></c>\
        <c t='inlineStr'><is><t>tax</t></is></c><c t='inlineStr'><is><t>at</t></is></c></row>\
        <row><c><v>1</v></c><c t='inlineStr'><is><t>A</t></is></c><c><v>1</v></c><c s='2'><v>0.175</v></c><c s='1'><v>46082.4375</v></c></row>\
        <row><c><v>2</v></c><c t='inlineStr'><is><t>A</t></is></c><c><v>1</v></c><c t='inlineStr'><is><t>20 %</t></is></c><c><v>46082.4375</v></c></row>";
    let read = read(workbook(rows), &profile);
    assert!(read.drafts.iter().all(|draft| draft.faults.is_empty()), "{:?}", read.drafts);
    assert_eq!(read.drafts[0].lines[0].fields.get(Field::TaxRate), Some("17.5"));
    assert_eq!(read.drafts[1].lines[0].fields.get(Field::TaxRate), Some("20"));
    assert!(read.drafts.iter().all(|draft| draft.header.get(Field::PlacedAt).unwrap().text == "2026-03-01T09:30:00Z"));
}

#[test]
fn headers_are_compared_without_case_and_spaces() {
    let profile = profile(serde_json::json!({ "skip_rows": 2, "fields": { "notes": { "column": "Order Notes", "default": "" } } }));
    let text = "Export of 1 March\n;;\n  REFERENCE ;Sku;Quantity;order\u{a0} notes\n1;A;2;\"leave\n\tat the  door\"\n";
    let read = read(text, &profile);
    assert_eq!(header(&read.drafts[0])[&Field::Notes], "leave at the  door");
    assert_eq!(read.drafts[0].row, 4);
}

#[test]
fn constants_defaults_and_value_maps() {
    let profile = profile(serde_json::json!({ "decimal": "comma", "fields": {
        "currency": { "constant": "PLN" },
        "tax_rate": { "column": "vat", "default": "23", "map": { "A": "8", "zw": "" } },
        "shipping_service": { "column": "ship", "default": "standard", "map": { "DHL": "express" } },
    } }));
    let read = read("reference,sku,quantity,vat,ship\n1,A,1,A,DHL\n1,B,1,,\n1,C,1,\"5,0\",\n1,D,1,zw,\n", &profile);
    let draft = &read.drafts[0];
    assert_eq!(
        draft.lines.iter().map(|line| line.fields.get(Field::TaxRate)).collect::<Vec<_>>(),
        [Some("8"), Some("23"), Some("5"), None]
    );
    assert_eq!(header(draft)[&Field::Currency], "PLN");
    assert_eq!(header(draft)[&Field::ShippingService], "express");
    assert_eq!(codes(&draft.faults), [FaultCode::ConflictingValue]);
}

#[test]
fn a_missing_column_names_the_one_that_was_meant() {
    let faults = refused("reference,sku,quantty\n1,A,1\n", &ImportProfile::canonical());
    assert_eq!(codes(&faults), [FaultCode::MissingColumn]);
    assert_eq!(faults[0].column.as_deref(), Some("quantity"));
    assert_eq!(faults[0].suggestion, "rename the column \"quantty\" to \"quantity\"");
    let faults = refused("a,b\n1,A\n", &ImportProfile::canonical());
    assert_eq!(faults.len(), 3);
    assert!(faults[0].suggestion.contains("the file has \"a\", \"b\""));
    let doubled = refused("reference,sku,quantity,SKU\n1,A,1,B\n", &ImportProfile::canonical());
    assert!(doubled[0].message.contains("two columns"), "{doubled:?}");
}

#[test]
fn a_profile_that_cannot_work_says_why() {
    let bad = profile(serde_json::json!({
        "time_zone": "Europe/Atlantis", "date_formats": ["%Q%"], "encoding": "klingon",
        "fields": { "quantity": { "constant": "many" } },
    }));
    let faults = formats::profile_faults(&bad);
    assert_eq!(codes(&faults), [FaultCode::UnknownProfile; 4], "{faults:?}");
    assert_eq!(refused("reference,sku,quantity\n", &bad), faults);
    assert!(formats::profile_faults(&ImportProfile::canonical()).is_empty());
}

#[test]
fn a_preview_shows_the_first_rows() {
    let drop = crate::Drop::new(csv(';', false, "yesterday"));
    let limits = formats::Limits::default();
    let preview = formats::preview(&drop.path, &ImportProfile::canonical(), &limits, drop.folder.path(), 2).unwrap();
    assert_eq!((preview.format, preview.delimiter, preview.rows.len()), (FileFormat::Csv, Some(';'), 2));
    assert_eq!(preview.rows[1].fields[&Field::Sku], "ŻÓŁW");
    assert_eq!(codes(&preview.rows[0].faults), [FaultCode::BadDate]);
}

/// Texts that keep their meaning in every format: no white space around, no controls, no formulas.
fn text() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9żółĄę王小\"',;<>&.|-]{1,12}".prop_filter("no formula", |text| !text.starts_with(['-', '\'']) && text.trim() == text)
}

proptest! {
    #[test]
    fn printed_orders_read_back_from_every_format(cells in proptest::collection::vec((text(), text(), text()), 1..6)) {
        let canonical = ImportProfile::canonical();
        let expected: Vec<(String, String)> = cells.iter().enumerate().map(|(n, (_, sku, note))| (format!("R{n} {sku}"), note.clone())).collect();
        let records: Vec<BTreeMap<&str, &str>> = expected.iter().map(|(reference, note)| BTreeMap::from([
            ("reference", reference.as_str()), ("notes", note.as_str()), ("sku", "A"), ("quantity", "1"),
        ])).collect();
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(records[0].keys()).unwrap();
        for record in &records {
            writer.write_record(record.values()).unwrap();
        }
        let mut xml = String::from("<orders>");
        let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
        for record in &records {
            xml.push_str("<order>");
            for (name, value) in record {
                xml.push_str(&format!("<{name}>{}</{name}>", escape(value)));
            }
            xml.push_str("</order>");
        }
        xml.push_str("</orders>");
        let rows: String = records.iter().enumerate().map(|(n, record)| format!(
            "<row r='{}'><c t='inlineStr'><is><t>{}</t></is></c><c t='inlineStr'><is><t>A</t></is></c><c><v>1</v></c><c t='inlineStr'><is><t>{}</t></is></c></row>",
            n + 2, escape(record["reference"]), escape(record["notes"]))).collect();
        let header = HEADER.replace("</row>", "<c t='str'><v>notes</v></c></row>");
        let sheet = ImportProfile { sheet: Some("Orders & more".into()), ..canonical.clone() };
        let reads = [
            read(writer.into_inner().unwrap(), &canonical),
            read(serde_json::to_string(&records).unwrap(), &canonical),
            read(records.iter().map(|record| serde_json::to_string(record).unwrap() + "\n").collect::<String>(), &canonical),
            read(xml, &canonical),
            read(workbook(&format!("{header}{rows}")), &sheet),
        ];
        for read in reads {
            let found: Vec<(String, String)> = read.drafts.iter().map(|draft| (draft.reference.clone(), header_text(draft, Field::Notes))).collect();
            prop_assert_eq!(&found, &expected, "{:?}", read.format);
            prop_assert!(read.drafts.iter().all(|draft| draft.faults.is_empty()));
        }
    }
}

fn header_text(draft: &domain::imports::draft::OrderDraft, field: Field) -> String {
    assert_eq!(field.part(), Part::Header);
    draft.header.get(field).map(|cell| cell.text.to_owned()).unwrap_or_default()
}
