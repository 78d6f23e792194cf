//! The real file, in the state in which it was found.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use domain::imports::draft::Field;
use domain::imports::profile::{FileFormat, ImportProfile, LineAction};
use formats::{ChunkKind, Limits, scan};

use crate::read_all;

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data").join(name)
}

fn profile() -> ImportProfile {
    serde_json::from_slice(&fs::read(data("online-retail.profile.json")).unwrap()).unwrap()
}

#[test]
fn all_rows_of_the_real_file_become_orders() {
    let folder = tempfile::tempdir().unwrap();
    let mut scan = scan(&data("online-retail.xlsx"), &profile(), &Limits::default(), folder.path()).unwrap();
    assert_eq!(scan.format, FileFormat::Xlsx);
    assert_eq!((scan.n_rows, scan.n_orders, scan.n_cancellations, scan.n_stray_rows), (40_000, 12_630, 569, 0));
    assert_eq!(scan.n_order_chunks(), 3);
    let last = scan.chunk(3).unwrap().unwrap();
    assert_eq!((last.kind, last.drafts.len()), (ChunkKind::Cancellations, 569));
    assert!(last.drafts.iter().all(|draft| draft.is_cancellation && draft.reference.starts_with('C')));
    assert!(last.drafts.iter().flat_map(|draft| &draft.lines).all(|line| line.fields.get(Field::Quantity).unwrap().starts_with('-')));

    let read = read_all(scan);
    let references: HashSet<&str> = read.drafts.iter().map(|draft| draft.reference.as_str()).collect();
    assert_eq!(references.len(), 13_199);
    let rows: HashSet<u64> = read.drafts.iter().flat_map(|draft| draft.lines.iter().map(|line| line.row)).collect();
    assert_eq!(rows.len(), 40_000);
    // Fifteen invoices have lines that were stamped a minute apart; that is no conflict.
    assert!(read.drafts.iter().all(|draft| draft.faults.is_empty()));

    let first = &read.drafts[0];
    assert_eq!((first.reference.as_str(), first.row), ("573415", 2));
    assert_eq!(first.header.get(Field::PlacedAt).unwrap().text, "2011-10-30T16:17:00Z");
    assert_eq!(first.header.get(Field::CustomerCode).unwrap().text, "13607");
    assert_eq!(first.lines[0].fields.get(Field::Sku), Some("21166"));
    assert_eq!(first.lines[0].fields.get(Field::Description), Some("COOK WITH WINE METAL SIGN"));
    assert_eq!(first.lines[0].fields.get(Field::TaxRate), Some("20"));
    let prices = read.drafts.iter().flat_map(|draft| &draft.lines).filter_map(|line| line.fields.get(Field::UnitPrice));
    assert!(prices.clone().any(|price| price == "8.29"));
    assert!(prices.clone().all(|price| price.len() <= 8), "binary noise is rounded away");
    let n_without_customer = read.drafts.iter().filter(|draft| draft.header.get(Field::CustomerCode).is_none()).count();
    assert!(n_without_customer > 1_000, "{n_without_customer}");
}

#[test]
fn every_code_that_is_not_goods_has_a_rule() {
    let profile = profile();
    for charge in ["POST", "DOT", "C2"] {
        assert_eq!(profile.line_action(charge), Some(&LineAction::Charge("shipping".to_owned())));
    }
    for code in ["M", "D", "S", "CRUK", "AMAZONFEE", "BANK CHARGES", "PADS", "gift_0001_20", "gift_0001_40", "B"] {
        assert!(matches!(profile.line_action(code), Some(LineAction::Reject(_))), "{code}");
    }
    assert_eq!(profile.line_action("85123A"), None);
}
