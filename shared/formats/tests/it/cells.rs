//! Rows that are shown as cells and written again read as they did, whatever format they came in.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use domain::imports::draft::Field;
use domain::imports::fault::{Fault, FaultCode};
use domain::imports::profile::{FileFormat, ImportProfile};
use formats::{CellWriter, Limits, column_of_fault, profile_of_cells, read_cells, sample};

use crate::workbook::{HEADER, workbook};
use crate::{Drop, Read, codes, profile, read, read_all};

type Rows = Vec<(u64, Vec<String>)>;

fn cells(drop: &Drop, profile: &ImportProfile, wanted: &BTreeSet<u64>) -> (Vec<String>, Rows) {
    let mut rows = Vec::new();
    let columns = read_cells(&drop.path, profile, &Limits::default(), drop.folder.path(), wanted, &mut |row, cells| {
        rows.push((row, cells));
        Ok(())
    });
    (columns.unwrap(), rows)
}

fn written(columns: &[String], rows: &[(u64, Vec<String>)]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = CellWriter::new(&mut out, columns).unwrap();
    for (_, cells) in rows {
        writer.row(cells).unwrap();
    }
    writer.finish().unwrap();
    out
}

/// What a file says, without the numbers of its rows and the words about them. A list or an object where
/// a value is expected cannot be written as text: it is refused as a formula then.
fn said(read: &Read) -> Vec<String> {
    let as_written = |code: FaultCode| if code == FaultCode::BadText { FaultCode::FormulaCell } else { code };
    let codes = |faults: &[Fault]| format!("{:?}", codes(faults).into_iter().map(as_written).collect::<Vec<_>>());
    let orders = read.drafts.iter().map(|draft| {
        let header: Vec<_> = draft.header.iter().map(|(field, cell)| (field, cell.text.to_owned())).collect();
        let lines: Vec<_> = draft.lines.iter().map(|line| line.fields.clone()).collect();
        format!("{} {header:?} {lines:?} {}", draft.reference, codes(&draft.faults))
    });
    orders.chain(read.stray_rows.iter().map(|stray| format!("a stray row: {}", !stray.faults.is_empty()))).collect()
}

#[test]
fn whatever_can_be_read_reads_the_same_from_its_cells() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/read");
    let mut n_files = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let drop = Drop::new(fs::read(&path).unwrap());
        let original = read_all(drop.scan(&ImportProfile::canonical()).unwrap());
        let is_whole =
            |faults: &[Fault]| !codes(faults).iter().any(|code| matches!(code, FaultCode::TooManyLines | FaultCode::UnreadableRow));
        if !original.drafts.iter().all(|draft| draft.more_rows == 0 && is_whole(&draft.faults))
            || !original.stray_rows.iter().all(|stray| is_whole(&stray.faults))
        {
            continue;
        }
        let of_orders = original.drafts.iter().flat_map(|draft| draft.lines.iter().map(|line| line.row));
        let wanted: BTreeSet<u64> = of_orders.chain(original.stray_rows.iter().map(|stray| stray.row)).collect();
        let (columns, rows) = cells(&drop, &ImportProfile::canonical(), &wanted);
        assert_eq!(rows.iter().map(|(row, _)| *row).collect::<BTreeSet<_>>(), wanted, "{path:?}");
        let again = read(written(&columns, &rows), &profile_of_cells(&ImportProfile::canonical()));
        assert_eq!(said(&again), said(&original), "{path:?}");
        n_files += 1;
    }
    assert!(n_files > 5, "{n_files} files were compared");
}

#[test]
fn numbers_and_dates_of_a_workbook_are_written_as_the_profile_reads_them() {
    let rows = "<row r='2'><c r='A2'><v>1001</v></c><c r='B2' t='s'><v>3</v></c><c r='C2'><v>2</v></c><c r='D2'><v>12.5</v></c><c r='E2' s='1'><v>40846.5</v></c><c r='F2' s='2'><v>0.2</v></c></row>";
    let header = HEADER.replace(
        "</row>",
        "<c r='D1' t='inlineStr'><is><t>price</t></is></c><c r='E1' t='inlineStr'><is><t>on</t></is></c><c r='F1' t='inlineStr'><is><t>tax</t></is></c></row>",
    );
    let profile = profile(serde_json::json!({ "sheet": "Orders & more", "decimal": "comma", "fields": {
        "unit_price": {"column": "price"}, "placed_at": {"column": "on"}, "tax_rate": {"column": "tax"},
    }}));
    let drop = Drop::new(workbook(&format!("{header}{rows}")));
    let (columns, rows) = cells(&drop, &profile, &[2].into());
    assert_eq!(columns, ["reference", "sku", "quantity", "price", "on", "tax"]);
    assert_eq!(rows[0].1, ["1001", "Żółty kubek", "2", "12,5", "2011-10-30T12:00:00", "20%"]);
    let again = read(written(&columns, &rows), &profile_of_cells(&profile));
    assert_eq!(said(&again), said(&read_all(drop.scan(&profile).unwrap())));
    assert_eq!(again.drafts[0].lines[0].fields.get(Field::UnitPrice), Some("12.5"));
}

#[test]
fn records_have_their_paths_as_columns_and_a_broken_one_stays_broken() {
    let file = "{\"reference\":\"1\",\"lines\":[{\"sku\":\"A\",\"quantity\":1},{\"sku\":\"B\",\"quantity\":2.5}]}\n{\"reference\":\n{}\n";
    let drop = Drop::new(file);
    let canonical = ImportProfile::canonical();
    let (columns, rows) = cells(&drop, &canonical, &(1..=4).collect());
    let place = |name: &str| columns.iter().position(|column| column == name).unwrap();
    assert_eq!((rows.len(), rows[1].1[place("reference")].as_str(), rows[1].1[place("quantity")].as_str()), (4, "1", "2.5"));
    let again = read(written(&columns, &rows), &profile_of_cells(&canonical));
    assert_eq!(again.drafts.len(), 1, "neither the broken nor the empty one is an order");
    assert_eq!(again.stray_rows.iter().map(|stray| stray.row).collect::<Vec<_>>(), [4, 5]);
}

#[test]
fn a_row_that_is_too_short_or_too_long_is_so_again() {
    let file = "reference,sku,quantity,notes,errors\n1,A,1\n2,B,1,x,an old error,more\n3,C,1,fine,\n";
    let canonical = ImportProfile::canonical();
    let drop = Drop::new(file);
    let (columns, rows) = cells(&drop, &canonical, &(2..=4).collect());
    assert_eq!(columns, ["reference", "sku", "quantity", "notes"], "our own column is none of the client's");
    assert_eq!(rows[0].1, ["1", "A", "1"]);
    assert_eq!(rows[1].1, ["2", "B", "1", "x", "more"]);
    let again = read(written(&columns, &rows), &profile_of_cells(&canonical));
    let faults: Vec<_> = again.drafts.iter().map(|draft| codes(&draft.faults)).collect();
    assert_eq!(faults, [vec![FaultCode::RaggedRow], vec![FaultCode::RaggedRow], vec![]]);
}

#[test]
fn a_fault_finds_its_column_by_the_client_s_name_and_by_ours() {
    let profile = profile(serde_json::json!({"fields": {"consignee_city": {"column": "Town "}}}));
    let columns = ["Town", "sku"].map(str::to_owned);
    assert_eq!(column_of_fault(&columns, &profile, "town"), Some(0));
    assert_eq!(column_of_fault(&columns, &profile, "consignee_city"), Some(0));
    assert_eq!(column_of_fault(&columns, &profile, "quantity"), None);
}

#[test]
fn a_sample_tells_its_columns_to_a_profile_that_maps_nothing_yet() {
    let nothing = ImportProfile { fields: Default::default(), ..ImportProfile::canonical() };
    let look = |bytes: &str| {
        let drop = Drop::new(bytes);
        sample(&drop.path, &nothing, &Limits::default(), drop.folder.path()).unwrap()
    };
    let table = look("Nr;Artikel;Menge\n1;A;2\n");
    assert_eq!((table.format, table.delimiter), (FileFormat::Csv, Some(';')));
    assert_eq!(table.columns, ["Nr", "Artikel", "Menge"]);
    let records = look(r#"[{"no": 1, "to": {"name": "Z"}, "lines": [{"art": "A", "n": 2}]}]"#);
    assert_eq!(records.columns, ["art", "n", "no", "to.name"]);
    let xml = look("<orders><order no='1'><lines><line><art>A</art></line></lines></order></orders>");
    assert_eq!(xml.columns, ["art", "@no"]);
}
