//! How a file is cut: whole orders, bounded chunks, the same on every run.

use std::collections::HashSet;
use std::fmt::Write;

use domain::imports::fault::FaultCode;
use domain::imports::profile::ImportProfile;
use formats::{Chunk, ChunkKind, Limits, Scan};
use proptest::prelude::*;

use crate::{Drop, codes, profile, read, read_all};

fn chunks(mut scan: Scan) -> Vec<Chunk> {
    (0..scan.n_chunks()).map(|number| scan.chunk(number).unwrap().unwrap()).collect()
}

/// Rows `R<order>` in the order given.
fn csv(orders: impl IntoIterator<Item = u64>) -> String {
    let mut text = String::from("reference,sku,quantity\n");
    for (index, order) in orders.into_iter().enumerate() {
        writeln!(text, "R{order},SKU{index},1").unwrap();
    }
    text
}

fn small() -> Limits {
    Limits { orders_per_chunk: 10, rows_per_chunk: 40, waiting_bytes: 2_000, ..Limits::default() }
}

#[test]
fn scattered_rows_come_together_in_the_order_of_first_rows() {
    let n_orders = 100;
    let drop = Drop::new(csv((0..1_000).map(|row| (row * 37) % n_orders)));
    let chunks = chunks(drop.scan_within(&ImportProfile::canonical(), &small()).unwrap());
    let drafts: Vec<_> = chunks.iter().flat_map(|chunk| &chunk.drafts).collect();
    assert_eq!(drafts.len(), 100);
    assert!(drafts.is_sorted_by_key(|draft| draft.row));
    assert!(drafts.iter().all(|draft| draft.lines.len() == 10 && draft.lines.is_sorted_by_key(|line| line.row)));
    assert!(chunks.iter().all(|chunk| chunk.drafts.len() <= 10));
}

#[test]
fn a_chunk_that_grew_after_it_was_closed_is_split() {
    // Ten orders open the first chunk, and thousands of later rows belong to them.
    let drop = Drop::new(csv((0..5_000).map(|row| row % 10)));
    let limits = Limits { rows_per_chunk: 1_000, ..small() };
    let chunks = chunks(drop.scan_within(&ImportProfile::canonical(), &limits).unwrap());
    assert_eq!(chunks.iter().map(|chunk| chunk.drafts.len()).collect::<Vec<_>>(), [2; 5]);
    assert!(chunks.iter().flat_map(|chunk| &chunk.drafts).is_sorted_by_key(|draft| draft.row));
    assert_eq!(chunks.iter().flat_map(|chunk| &chunk.drafts).map(|draft| draft.lines.len()).sum::<usize>(), 5_000);
}

#[test]
fn the_chunks_do_not_depend_on_how_much_waits_in_memory() {
    let drop = Drop::new(csv((0..3_000).map(|row| (row * 7_919) % 400)));
    let in_memory = Limits { waiting_bytes: 1 << 30, ..small() };
    let on_disk = Limits { waiting_bytes: 100, ..small() };
    let scan = |limits| chunks(drop.scan_within(&ImportProfile::canonical(), limits).unwrap());
    assert_eq!(scan(&in_memory), scan(&on_disk));
    assert_eq!(scan(&in_memory), scan(&small()));
}

#[test]
fn cancellations_come_after_all_orders() {
    let profile = profile(serde_json::json!({ "cancellation": { "prefix": "C" } }));
    let chunks = chunks(Drop::new("reference,sku,quantity\nC1,A,-2\n1,A,2\nC1,B,-1\n").scan(&profile).unwrap());
    assert_eq!(
        chunks.iter().map(|chunk| (chunk.number, chunk.kind)).collect::<Vec<_>>(),
        [(0, ChunkKind::Orders), (1, ChunkKind::Cancellations)]
    );
    assert!(!chunks[0].drafts[0].is_cancellation);
    assert!(chunks[1].drafts[0].is_cancellation);
    assert_eq!(chunks[1].drafts[0].lines.len(), 2);
}

#[test]
fn lines_beyond_the_limit_are_not_kept() {
    let read = read(csv((0..2_500).map(|_| 1)), &ImportProfile::canonical());
    assert_eq!(read.drafts[0].lines.len(), 2_000);
    assert_eq!(codes(&read.drafts[0].faults), [FaultCode::TooManyLines]);
    assert_eq!(read.drafts[0].faults[0].row, Some(2_002));
}

#[test]
fn a_row_without_a_reference_is_nobody_s() {
    let read = read("reference,sku,quantity\n1,A,1\n  ,B,1\n,,\n\n2,C,1\n", &ImportProfile::canonical());
    assert_eq!(read.drafts.len(), 2);
    assert_eq!(read.stray_rows.len(), 1);
    assert_eq!(read.stray_rows[0].row, 3);
    assert_eq!(codes(&read.stray_rows[0].faults), [FaultCode::MissingValue]);
    let stray_only = crate::read("reference,sku,quantity\n,B,1\n", &ImportProfile::canonical());
    assert_eq!((stray_only.drafts.len(), stray_only.stray_rows.len()), (0, 1));
}

#[test]
fn rows_of_one_order_that_disagree_are_named() {
    let profile = profile(serde_json::json!({ "fields": {
        "consignee_city": { "column": "city" }, "placed_at": { "column": "at" },
    } }));
    let text = "reference,sku,quantity,city,at\n1,A,1,,2026-01-01T10:00:00Z\n1,B,1,Kraków,2026-01-01T10:01:00Z\n1,C,1,Gdańsk,2026-01-02T10:00:00Z\n1,D,1,Łódź,\n";
    let read = read(text, &profile);
    let faults = &read.drafts[0].faults;
    assert_eq!(codes(faults), [FaultCode::ConflictingValue; 2]);
    let city = faults.iter().find(|fault| fault.column.as_deref() == Some("consignee_city")).unwrap();
    assert!(city.message.contains("row 3 says \"Kraków\", row 4 says \"Gdańsk\""), "{city:?}");
    assert_eq!(read.drafts[0].header.get(domain::imports::draft::Field::ConsigneeCity).unwrap().row, 3);
}

proptest! {
    #[test]
    fn no_row_is_lost_or_doubled(orders in proptest::collection::vec(0_u64..30, 1..300), per_chunk in 1_u32..8, rows in 1_u64..20) {
        let limits = Limits { orders_per_chunk: per_chunk, rows_per_chunk: rows, waiting_bytes: 200, ..Limits::default() };
        let read = read_all(Drop::new(csv(orders.iter().copied())).scan_within(&ImportProfile::canonical(), &limits).unwrap());
        let rows: Vec<u64> = read.drafts.iter().flat_map(|draft| draft.lines.iter().map(|line| line.row)).collect();
        prop_assert_eq!(rows.iter().collect::<HashSet<_>>().len(), orders.len());
        prop_assert_eq!(rows.len(), orders.len());
        let references: HashSet<_> = read.drafts.iter().map(|draft| &draft.reference).collect();
        prop_assert_eq!(references.len(), read.drafts.len());
        prop_assert_eq!(references.len(), orders.iter().collect::<HashSet<_>>().len());
    }
}
