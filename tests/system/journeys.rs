//! Journeys: files in, orders through the house, files out. After each, stock, ledger, queues and
//! orders agree.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it stands")]

mod counts;
mod inbound;
mod returns;
mod settings;
mod stock;

use std::time::Duration;

use aws_sdk_dynamodb::config::retry::RetryConfig;
use domain::costs::Usage;
use domain::fulfilment::ManifestState;
use domain::identity::StoreScope;
use domain::ids::{BatchId, ManifestId};
use domain::imports::record::{MailState, State};
use domain::orders::Tracking;
use domain::orders::status::Status;
use domain::orders::transitions::Refusal;
use domain::reconciliation::{Made, ReconciliationState};
use services::Error;
use services::fulfilment::Packing;
use services::queries::Filter;
use system_tests::{Fault, World, csv, profile_with_cancellations};

fn counts(state: &State) -> (u64, u64, u64) {
    let State::Completed { result, .. } = state else { panic!("not completed: {state:?}") };
    (result.orders.accepted, result.orders.rejected, result.orders.duplicate)
}

fn batch_id(n: u128) -> BatchId {
    BatchId::new(uuid::Uuid::from_u128(n))
}

fn manifest_id(n: u128) -> ManifestId {
    ManifestId::new(uuid::Uuid::from_u128(n))
}

/// Releases what is ready, picks it, packs each order in one parcel.
async fn pack_everything(world: &World, n: u128) -> Vec<domain::ids::OrderId> {
    let batch = world.app.create_batch(&world.scope, &world.by(), batch_id(n), None, 100).await.unwrap();
    world.settle().await;
    for (order, picked) in world.app.pick_batch(&world.scope, batch.id, &world.by()).await.unwrap() {
        picked.unwrap_or_else(|error| panic!("{order}: {error}"));
        let packing = Packing { weight_grams: 500, ..Packing::default() };
        let packed = world.app.pack(&world.scope, order, &world.by(), &packing).await.unwrap();
        let parcel = packed.parcels.last().unwrap().number;
        let tracking = Tracking {
            carrier: "Northern Parcels".into(),
            service: "standard".into(),
            number: format!("NP{n}{}", &order.to_string()[4..12]),
        };
        world.app.assign_tracking(&world.scope, order, &world.by(), parcel, &tracking).await.unwrap();
    }
    batch.orders
}

async fn ship_everything(world: &World, n: u128) {
    let manifest = world.app.create_manifest(&world.scope, &world.by(), manifest_id(n), "Northern Parcels", None).await.unwrap();
    let manifest = world.app.collect_manifest(&world.scope, manifest.id, &world.by()).await.unwrap();
    assert!(matches!(manifest.state, ManifestState::Shipped { .. }));
    world.settle().await;
}

fn made(file: &domain::reconciliation::Reconciliation) -> &Made {
    let ReconciliationState::Made(made) = &file.state else { panic!("not made") };
    made
}

#[tokio::test]
async fn good_orders_are_taken_and_bad_ones_sent_back_with_every_reason() {
    let world = World::new().await;
    world.receive("R1", &[("A", 5), ("B", 100)]).await;
    let file = csv(&[("1", "A", "3"), ("2", "NOPE", "1.5"), ("1", "B", "2"), ("3", "A", "1"), ("", "A", "1")]);
    let import = world.drop_file("orders.csv", &file).await;
    assert_eq!(counts(&import.state), (2, 1, 0));
    let State::Completed { result, .. } = &import.state else { unreachable!() };
    assert_eq!((result.rows.accepted, result.rows.rejected, result.rows.duplicate), (3, 2, 0));
    assert_eq!(world.order("1").await.status(), Status::Allocated);
    assert_eq!(world.order("1").await.request.lines.len(), 2, "scattered rows of one order belong together");
    assert_eq!(import.mail, MailState::Sent);
    let mails = world.cloud.mails();
    assert_eq!(mails.len(), 1, "one digest, however many rows");
    world.check().await;
}

#[tokio::test]
async fn the_same_file_again_changes_nothing() {
    let world = World::new().await;
    world.receive("R1", &[("A", 5)]).await;
    let file = csv(&[("1", "A", "3"), ("2", "A", "3")]);
    let first = world.drop_file("orders.csv", &file).await;
    let (level, order) = (world.level("A").await, world.order("1").await);
    let again = world.drop_file("orders.csv", &file).await;
    let renamed = world.drop_file("copy.csv", &file).await;
    assert!(matches!(again.state, State::Duplicate { of, .. } if of == first.id));
    assert!(matches!(renamed.state, State::Duplicate { of, .. } if of == first.id));
    assert_eq!((world.level("A").await, world.order("1").await), (level, order));
    world.check().await;
}

/// The drop keeps every file: after a disaster they are sent again.
#[tokio::test]
async fn all_files_and_receipts_again_in_an_empty_table_make_the_same_orders_and_stock() {
    let file = |first: u32| {
        let rows: Vec<(String, &str, String)> = (first..first + 40)
            .map(|n| (n.to_string(), ["A", "B", "C", "A", "B", "C", "NOPE"][usize::try_from(n % 7).unwrap()], (n % 5).to_string()))
            .collect();
        csv(&rows.iter().map(|(reference, sku, units)| (reference.as_str(), *sku, units.as_str())).collect::<Vec<_>>())
    };
    let mut tables = Vec::new();
    for _ in 0..2 {
        let mut world = World::new().await;
        world.app.save_profile(&world.scope, &world.by(), &profile_with_cancellations()).await.unwrap();
        world.receive("R1", &[("A", 30), ("B", 5)]).await;
        // The third overlaps the second; the first comes once more under another name.
        for (number, content) in [file(1), file(41), file(61), file(1)].iter().enumerate() {
            world.pass(600);
            world.drop_file(&format!("cancelling/orders-{number}.csv"), content).await;
        }
        world.pass(600);
        world.drop_file("cancelling/cancellations.csv", &csv(&[("C3", "A", "-3"), ("C999", "A", "-1")])).await;
        world.receive("R2", &[("B", 20), ("C", 60)]).await;
        world.check().await;
        let mut orders = world.orders();
        assert!(orders.len() > 40, "{} orders", orders.len());
        orders.sort_by_key(|order| order.id);
        // What was used of the cloud is not the same twice.
        orders.iter_mut().for_each(|order| order.cost = Usage::default());
        let levels = [world.level("A").await, world.level("B").await, world.level("C").await];
        tables.push((orders, levels));
    }
    assert_eq!(tables[0], tables[1]);
}

#[tokio::test]
async fn an_order_in_two_files_is_a_duplicate_and_a_changed_one_is_rejected() {
    let world = World::new().await;
    world.receive("R1", &[("A", 10)]).await;
    world.drop_file("monday.csv", &csv(&[("1", "A", "3")])).await;
    let import = world.drop_file("tuesday.csv", &csv(&[("1", "A", "3"), ("2", "A", "1")])).await;
    assert_eq!(counts(&import.state), (1, 0, 1));
    let import = world.drop_file("wednesday.csv", &csv(&[("1", "A", "4")])).await;
    assert_eq!(counts(&import.state), (0, 1, 0));
    assert_eq!(world.order("1").await.units().ordered(), 3);
    world.check().await;
}

#[tokio::test]
async fn two_files_with_one_order_at_the_same_moment_give_one_order() {
    let world = World::new().await;
    world.receive("R1", &[("A", 4)]).await;
    // Both are validated before either is allocated, so both believe that the order is new.
    world.put_file("a.csv", &csv(&[("1", "A", "3")])).await;
    world.put_file("b.csv", &csv(&[("1", "A", "3"), ("2", "A", "2")])).await;
    for _reading_then_validation in 0..2 {
        for (queue, body) in world.cloud.take_messages() {
            world.deliver(&queue, &body).await.unwrap();
        }
    }
    let allocations = world.cloud.take_messages();
    let runs = allocations.iter().map(|(queue, body)| world.deliver(queue, body));
    for done in futures::future::join_all(runs).await {
        done.unwrap();
    }
    world.settle().await;
    assert_eq!(world.order("1").await.units().ordered(), 3);
    let total = world.order("1").await.units().plus(&world.order("2").await.units());
    assert_eq!((total.allocated, total.backordered), (4, 1));
    world.check().await;
}

#[tokio::test]
async fn messages_that_come_twice_do_their_work_once() {
    let world = World::new().await;
    world.receive("R1", &[("A", 4), ("B", 1)]).await;
    world.put_file("a.csv", &csv(&[("1", "A", "3"), ("2", "A", "3"), ("3", "B", "1")])).await;
    for _ in 0..6 {
        for (queue, body) in world.cloud.take_messages() {
            let (first, second) = futures::future::join(world.deliver(&queue, &body), world.deliver(&queue, &body)).await;
            // Two at once may stumble over each other; then the message comes again.
            if first.is_err() || second.is_err() {
                world.deliver(&queue, &body).await.unwrap();
            }
        }
    }
    world.settle().await;
    assert_eq!(world.order("2").await.units().backordered, 2);
    world.check().await;
}

#[tokio::test]
async fn a_receipt_fills_back_orders_strictly_in_their_turn() {
    let world = World::new().await;
    world.receive("R0", &[("A", 1)]).await;
    world.drop_file("orders.csv", &csv(&[("1", "A", "3"), ("2", "A", "2"), ("3", "A", "1")])).await;
    assert_eq!(world.order("1").await.status(), Status::PartiallyAllocated);
    assert_eq!(world.order("2").await.status(), Status::Backordered);
    world.receive("R1", &[("A", 3)]).await;
    assert_eq!(world.order("1").await.status(), Status::Allocated);
    let second = world.order("2").await.units();
    assert_eq!((second.allocated, second.backordered), (1, 1));
    assert_eq!(world.order("3").await.status(), Status::Backordered, "nobody overtakes");
    world.receive("R1", &[("A", 3)]).await;
    assert_eq!(world.level("A").await.on_hand(), 4, "the same receipt is booked once");
    world.receive("R2", &[("A", 10)]).await;
    assert_eq!(world.order("3").await.status(), Status::Allocated);
    assert_eq!(world.level("A").await.available, 8);
    world.check().await;
}

#[tokio::test]
async fn two_receipts_at_once_fill_each_order_once() {
    let world = World::new().await;
    world.receive("R0", &[("A", 1)]).await;
    let lines: Vec<(String, &str, &str)> = (1..=20).map(|n| (n.to_string(), "A", "2")).collect();
    let lines: Vec<(&str, &str, &str)> = lines.iter().map(|(reference, sku, units)| (reference.as_str(), *sku, *units)).collect();
    world.drop_file("orders.csv", &csv(&lines)).await;
    let goods = |units| [("A".parse().unwrap(), units)].into_iter().collect();
    let by = world.by();
    let (first, second) = futures::future::join(
        world.app.receive_goods(&world.scope, &by, "R1", goods(15), world.now),
        world.app.receive_goods(&world.scope, &by, "R2", goods(12), world.now),
    )
    .await;
    first.unwrap();
    second.unwrap();
    let sku = "A".parse().unwrap();
    let fillers = (0..4).map(|_| world.app.fill_back_orders(&world.scope, &sku, world.now));
    for filled in futures::future::join_all(fillers).await {
        filled.unwrap();
    }
    world.settle().await;
    let level = world.level("A").await;
    assert_eq!((level.available, level.allocated, level.backordered), (0, 28, 12));
    world.check().await;
}

#[tokio::test]
async fn a_thousand_claims_on_the_last_unit_have_one_winner() {
    let world = World::new().await;
    world.receive("R1", &[("A", 1)]).await;
    let claims = (0..1_000).map(|n| {
        let world = &world;
        async move { world.app.create_order(&world.scope, &draft(&format!("API-{n}")), world.now).await.unwrap() }
    });
    let orders: Vec<_> = futures::future::join_all(claims).await;
    let winners = orders.iter().filter(|order| order.units().allocated == 1).count();
    assert_eq!(winners, 1);
    world.settle().await;
    let level = world.level("A").await;
    assert_eq!((level.available, level.allocated, level.backordered), (0, 1, 999));
    world.check().await;
}

#[tokio::test]
async fn a_store_without_back_orders_refuses_what_is_short_and_takes_nothing_for_it() {
    let world = World::with_settings(serde_json::json!({"back_orders": "refuse"})).await;
    world.receive("R1", &[("A", 4), ("B", 9)]).await;
    let import = world.drop_file("orders.csv", &csv(&[("1", "A", "5"), ("1", "B", "1"), ("2", "A", "3"), ("3", "A", "2")])).await;
    assert_eq!(counts(&import.state), (1, 2, 0));
    let level = world.level("A").await;
    assert_eq!((level.available, level.allocated, level.backordered), (1, 3, 0));
    assert_eq!(world.level("B").await.allocated, 0);
    let claims = (0..30).map(|n| {
        let world = &world;
        async move { world.app.create_order(&world.scope, &draft(&format!("API-{n}")), world.now).await }
    });
    let taken = futures::future::join_all(claims).await;
    assert_eq!(taken.iter().filter(|order| order.is_ok()).count(), 1);
    assert!(
        taken.iter().filter_map(|order| order.as_ref().err()).all(|error| matches!(error, Error::Faults(faults) if !faults.is_empty()))
    );
    world.settle().await;
    world.check().await;
}

#[tokio::test]
async fn orders_of_the_api_leave_nothing_on_the_levels_they_take_from() {
    let world = World::new().await;
    world.receive("R1", &[("A", 20)]).await;
    let size = |world: &World| world.items_of("level").iter().map(|item| format!("{item:?}").len()).sum::<usize>();
    world.app.create_order(&world.scope, &draft("API-0"), world.now).await.unwrap();
    let before = size(&world);
    for n in 1..30 {
        world.app.create_order(&world.scope, &draft(&format!("API-{n}")), world.now).await.unwrap();
    }
    assert!(size(&world) <= before + 10, "a level grows with each order");
    let needs_finishing = world.cloud.take_messages().into_iter().any(|(queue, _)| queue == "allocation");
    assert!(!needs_finishing, "a transaction is whole by itself");
    world.check().await;
}

#[tokio::test]
async fn an_order_of_the_api_that_was_short_is_taken_when_stock_has_come() {
    let world = World::with_settings(serde_json::json!({"back_orders": "refuse"})).await;
    let refused = world.app.create_order(&world.scope, &draft("API-1"), world.now).await;
    assert!(matches!(&refused, Err(Error::Faults(faults)) if !faults.is_empty()), "{refused:?}");
    assert!(world.items_of("order").is_empty() && world.items_of("posting").is_empty(), "a refused order leaves something behind");
    world.receive("R1", &[("A", 1)]).await;
    assert_eq!(world.app.create_order(&world.scope, &draft("API-1"), world.now).await.unwrap().status(), Status::Allocated);
    world.check().await;
}

#[tokio::test]
async fn of_two_orders_of_one_reference_at_once_one_is_taken_and_listed_once() {
    let world = World::new().await;
    world.receive("R1", &[("A", 5), ("B", 5)]).await;
    let contents = (0..8).map(|n| {
        let mut draft = draft("API-1");
        draft.lines[0].fields.insert(domain::imports::draft::Field::Quantity, &(n + 1).to_string());
        draft
    });
    let drafts: Vec<_> = contents.collect();
    let taken = futures::future::join_all(drafts.iter().map(|draft| world.app.create_order(&world.scope, draft, world.now))).await;
    assert_eq!(taken.iter().filter(|taken| taken.is_ok()).count(), 1);
    assert!(taken.iter().filter_map(|taken| taken.as_ref().err()).all(|error| matches!(error, Error::State(_))));
    for filter in [
        Filter::default(),
        Filter { sku: Some("A".parse().unwrap()), ..Filter::default() },
        Filter { consignee: Some("Nguyễn".to_owned()), ..Filter::default() },
    ] {
        let page = world.app.find_orders(&world.scope, &filter, 25, None, world.now).await.unwrap();
        assert_eq!(page.items.len(), 1, "{filter:?}");
    }
    world.check().await;
}

#[tokio::test]
async fn an_order_of_the_api_with_many_skus_is_taken_too() {
    let world = World::new().await;
    let mut large = draft("LARGE");
    let line = large.lines.remove(0);
    for n in 0..40 {
        let sku = format!("SKU-{n:02}");
        world.add_product(&sku).await;
        let mut line = line.clone();
        line.row = n + 1;
        line.fields.insert(domain::imports::draft::Field::Sku, &sku);
        large.lines.push(line);
    }
    world.receive("R1", &[("SKU-00", 1), ("SKU-39", 1)]).await;
    let order = world.app.create_order(&world.scope, &large, world.now).await.unwrap();
    assert_eq!((order.units().allocated, order.units().backordered), (2, 38));
    world.settle().await;
    assert_eq!(world.app.create_order(&world.scope, &large, world.now).await.unwrap(), order);
    world.check().await;
}

fn draft(reference: &str) -> domain::imports::draft::OrderDraft {
    use domain::imports::draft::{Cell, Field, LineDraft, OrderDraft};
    let header = [
        (Field::Reference, reference),
        (Field::Channel, "api"),
        (Field::ConsigneeName, "Nguyễn Văn Đức"),
        (Field::ConsigneeStreet1, "1 Hàng Bài"),
        (Field::ConsigneeCity, "Hà Nội"),
        (Field::ConsigneeCountry, "VN"),
    ];
    let lines = [(Field::Sku, "A"), (Field::Quantity, "1"), (Field::UnitPrice, "10")];
    OrderDraft {
        reference: reference.to_owned(),
        is_cancellation: false,
        row: 0,
        header: header.into_iter().map(|(field, text)| (field, Cell { row: 0, text })).collect(),
        more_rows: 0,
        lines: vec![LineDraft { row: 1, fields: lines.into_iter().map(|(field, text)| (field, text.to_owned())).collect() }],
        faults: Vec::new(),
    }
}

#[tokio::test]
async fn an_order_from_the_api_is_taken_once_even_when_its_message_comes_too() {
    let world = World::new().await;
    world.receive("R1", &[("A", 3)]).await;
    let first = world.app.create_order(&world.scope, &draft("X"), world.now).await.unwrap();
    let again = world.app.create_order(&world.scope, &draft("X"), world.now).await.unwrap();
    assert_eq!(first, again);
    world.settle().await;
    assert_eq!(world.level("A").await.allocated, 1);
    world.check().await;
}

#[tokio::test]
async fn a_cancelled_order_hands_its_stock_to_the_next_in_line() {
    let world = World::new().await;
    world.receive("R1", &[("A", 3)]).await;
    world.drop_file("orders.csv", &csv(&[("1", "A", "3"), ("2", "A", "2"), ("3", "A", "2")])).await;
    let order = world.order("1").await;
    world.app.cancel_order(&world.scope, order.id, &world.by(), "not wanted").await.unwrap();
    world.settle().await;
    assert_eq!(world.order("1").await.status(), Status::Cancelled);
    assert_eq!(world.order("2").await.status(), Status::Allocated);
    assert_eq!(world.order("3").await.units().allocated, 1);
    let again = world.app.cancel_order(&world.scope, order.id, &world.by(), "again").await;
    assert!(matches!(again, Err(Error::Refused(Refusal::Cancelled))));
    world.check().await;
}

#[tokio::test]
async fn reducing_a_later_back_order_never_promotes_it_over_an_earlier_one() {
    let world = World::new().await;
    world.receive("R1", &[("A", 1)]).await;
    world.drop_file("orders.csv", &csv(&[("0", "A", "1"), ("1", "A", "4"), ("2", "A", "4")])).await;
    let second = world.order("2").await;
    world.app.reduce_order(&world.scope, second.id, &world.by(), (1, 3), "fewer").await.unwrap();
    world.settle().await;
    world.receive("R2", &[("A", 2)]).await;
    assert_eq!(world.order("1").await.units().allocated, 2);
    assert_eq!(world.order("2").await.units().allocated, 0);
    world.check().await;
}

#[tokio::test]
async fn a_cancellation_in_a_file_cancels_the_order_it_means_or_is_rejected_with_the_reason() {
    let world = World::with_settings(serde_json::json!({"default_profile": "cancelling"})).await;
    world.app.save_profile(&world.scope, &world.by(), &profile_with_cancellations()).await.unwrap();
    world.receive("R1", &[("A", 9)]).await;
    let file = csv(&[("C1", "A", "-3"), ("1", "A", "3"), ("2", "A", "2"), ("C9", "A", "-1")]);
    let import = world.drop_file("orders.csv", &file).await;
    let State::Completed { result, .. } = &import.state else { panic!("{import:?}") };
    assert_eq!((result.orders.accepted, result.orders.rejected, result.cancellations), (3, 1, 1));
    assert_eq!(world.order("1").await.status(), Status::Cancelled);
    assert_eq!(world.order("2").await.status(), Status::Allocated);
    world.check().await;
}

#[tokio::test]
async fn an_order_goes_through_the_house_and_is_told_back_once() {
    let mut world = World::new().await;
    world.receive("R1", &[("A", 5)]).await;
    world.drop_file("orders.csv", &csv(&[("1", "A", "3"), ("2", "A", "4"), ("3", "NOPE", "1"), ("4", "A", "1")])).await;
    let fourth = world.order("4").await;
    world.app.cancel_order(&world.scope, fourth.id, &world.by(), "not wanted").await.unwrap();
    let orders = pack_everything(&world, 1).await;
    assert_eq!(orders.len(), 2, "what has stock goes, though the second order is short");
    ship_everything(&world, 1).await;
    assert_eq!(world.order("1").await.status(), Status::Shipped);
    assert_eq!(world.order("2").await.status(), Status::PartiallyShipped);
    assert_eq!(world.level("A").await.on_hand(), 0);
    world.check().await;

    world.pass(60);
    let first = world.app.reconcile_now(&world.scope, world.now).await.unwrap();
    let totals = made(&first).totals;
    assert!(totals.orders.add_up() && totals.units.add_up());
    assert_eq!(
        (totals.orders.r#in, totals.orders.shipped, totals.orders.cancelled, totals.orders.rejected, totals.orders.closing),
        (4, 1, 1, 1, 1)
    );
    assert_eq!((totals.units.r#in, totals.units.shipped, totals.units.cancelled, totals.units.closing), (8, 5, 1, 2));

    world.receive("R2", &[("A", 9)]).await;
    pack_everything(&world, 2).await;
    ship_everything(&world, 2).await;
    assert_eq!(world.order("2").await.status(), Status::Shipped);
    world.pass(60);
    let second = world.app.reconcile_now(&world.scope, world.now).await.unwrap();
    let totals = made(&second).totals;
    assert_eq!((totals.orders.opening, totals.orders.shipped, totals.orders.closing), (1, 1, 0));
    assert_eq!((totals.units.opening, totals.units.shipped, totals.units.closing), (2, 2, 0));
    assert_eq!(made(&second).previous_sha256.as_ref(), Some(&made(&first).sha256), "each file names the one before");
    let third = world.app.reconcile_now(&world.scope, world.now).await.unwrap();
    assert_eq!(made(&third).lines, 0, "nothing is told twice");
    world.check().await;
}

#[tokio::test]
async fn a_shipment_taken_back_the_same_day_is_told_as_reversed() {
    let mut world = World::new().await;
    world.receive("R1", &[("A", 5)]).await;
    world.drop_file("orders.csv", &csv(&[("1", "A", "3")])).await;
    pack_everything(&world, 1).await;
    ship_everything(&world, 1).await;
    world.app.reconcile_now(&world.scope, world.now).await.unwrap();
    world.pass(60);
    let order = world.order("1").await;
    world.app.unship(&world.scope, order.id, &world.by(), "the van was full").await.unwrap();
    assert_eq!(world.order("1").await.status(), Status::Packed);
    assert_eq!(world.level("A").await.on_hand(), 5);
    world.check().await;
    let file = world.app.reconcile_now(&world.scope, world.now).await.unwrap();
    assert_eq!(made(&file).totals.orders.closing, 1);
    let text = String::from_utf8(world.cloud.file(&made(&file).json_key)).unwrap();
    assert!(text.contains("reversal"), "{text}");
    ship_everything(&world, 2).await;
    world.pass(86_400);
    let refused = world.app.unship(&world.scope, order.id, &world.by(), "too late").await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::TooLate))));
    world.check().await;
}

#[tokio::test]
async fn cut_offs_are_kept_and_missed_ones_made_up_once() {
    let mut world = World::new().await;
    world.app.table.set_next_cut_off(&world.scope, "2026-11-21T12:00:00Z".parse().unwrap()).await.unwrap();
    world.receive("R1", &[("A", 5)]).await;
    world.drop_file("orders.csv", &csv(&[("1", "A", "3")])).await;
    let files = |scope: StoreScope, app: services::App| async move { app.table.reconciliations(&scope, 50, None).await.unwrap().items };
    world.app.reconcile_due(world.now).await.unwrap();
    assert!(files(world.scope.clone(), world.app.clone()).await.is_empty(), "it is ten o'clock");
    // Half an hour late; meanwhile another order came.
    world.set_time("2026-11-21T12:30:00Z".parse().unwrap());
    world.drop_file("later.csv", &csv(&[("2", "A", "1")])).await;
    world.app.reconcile_due(world.now).await.unwrap();
    world.app.reconcile_due(world.now).await.unwrap();
    let all = files(world.scope.clone(), world.app.clone()).await;
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].cut_off_at, "2026-11-21T12:00:00Z".parse().unwrap());
    assert_eq!(made(&all[0]).totals.orders.r#in, 1, "what came after the cut-off is for the next file");
    world.check().await;
    world.set_time("2026-11-25T09:00:00Z".parse().unwrap());
    world.app.reconcile_due(world.now).await.unwrap();
    world.app.reconcile_due(world.now).await.unwrap();
    let all = files(world.scope.clone(), world.app.clone()).await;
    assert_eq!(all.len(), 2, "four days down, one file");
    let totals = all.iter().map(|file| made(file).totals.orders);
    assert_eq!(totals.map(|orders| (orders.r#in, orders.closing)).collect::<Vec<_>>(), [(1, 2), (1, 1)], "newest first");
    world.check().await;
}

#[tokio::test]
async fn a_short_pick_uses_other_stock_and_back_orders_the_rest() {
    let world = World::new().await;
    world.receive("R1", &[("A", 5)]).await;
    world.drop_file("orders.csv", &csv(&[("1", "A", "4")])).await;
    world.app.create_batch(&world.scope, &world.by(), batch_id(1), None, 10).await.unwrap();
    let order = world.order("1").await;
    world.app.short_pick(&world.scope, order.id, &world.by(), 1, 3).await.unwrap();
    let units = world.order("1").await.units();
    assert_eq!((units.released, units.backordered), (2, 2), "one of three was found elsewhere");
    let level = world.level("A").await;
    assert_eq!((level.available, level.allocated, level.on_hand()), (0, 2, 5));
    let wrong = world.app.pick(&world.scope, order.id, &world.by(), &[(1, "B".parse().unwrap(), 1)]).await;
    assert!(matches!(wrong, Err(Error::Refused(Refusal::WrongSku { .. }))));
    world.settle().await;
    world.check().await;
}

/// A table that refuses for a while is waited for, however many calls it refuses.
#[tokio::test]
async fn a_file_comes_in_while_the_table_is_busy() {
    let (soon, at_most) = (Duration::from_millis(1), Duration::from_millis(50));
    let patient = RetryConfig::standard().with_max_attempts(40).with_initial_backoff(soon).with_max_backoff(at_most);
    let world = World::with_retries(serde_json::json!({}), patient).await;
    world.receive("R1", &[("A", 1_000)]).await;
    let references: Vec<String> = (1..=400).map(|n| n.to_string()).collect();
    let lines: Vec<(&str, &str, &str)> = references.iter().map(|reference| (reference.as_str(), "A", "1")).collect();
    let mut rng = fastrand::Rng::with_seed(1);
    world.faults.choose(move |call| {
        let is_refused = call.operation() == "PutItem" && rng.bool();
        is_refused.then_some(Fault::Throttled)
    });
    let import = world.drop_file("orders.csv", &csv(&lines)).await;
    world.faults.end();
    assert_eq!(counts(&import.state), (400, 0, 0));
    world.check().await;
}

#[tokio::test]
async fn an_order_that_must_leave_whole_waits_with_its_stock() {
    let world = World::with_settings(serde_json::json!({"shipping": "complete"})).await;
    world.receive("R1", &[("A", 5), ("B", 1)]).await;
    world.drop_file("orders.csv", &csv(&[("1", "A", "2"), ("1", "B", "3")])).await;
    let refused = world.app.create_batch(&world.scope, &world.by(), batch_id(1), None, 10).await;
    assert!(matches!(refused, Err(Error::State(_))));
    world.receive("R2", &[("B", 2)]).await;
    assert_eq!(pack_everything(&world, 2).await.len(), 1);
    world.check().await;
}

#[tokio::test]
async fn an_order_that_must_leave_whole_does_not_leave_without_what_was_not_found() {
    let world = World::with_settings(serde_json::json!({"shipping": "complete"})).await;
    world.receive("R1", &[("A", 5)]).await;
    world.drop_file("orders.csv", &csv(&[("1", "A", "4")])).await;
    world.app.create_batch(&world.scope, &world.by(), batch_id(1), None, 10).await.unwrap();
    let id = world.order("1").await.id;
    world.app.short_pick(&world.scope, id, &world.by(), 1, 3).await.unwrap();
    world.app.pick(&world.scope, id, &world.by(), &[(1, "A".parse().unwrap(), 1)]).await.unwrap();
    let packing = Packing { weight_grams: 500, ..Packing::default() };
    world.app.pack(&world.scope, id, &world.by(), &packing).await.unwrap();
    let refused = || async {
        let manifest = world.app.create_manifest(&world.scope, &world.by(), manifest_id(1), "Northern Parcels", None).await;
        matches!(manifest, Err(Error::State(_)))
    };
    assert!(refused().await, "another is still to be picked, and two wait for stock");
    world.app.pick(&world.scope, id, &world.by(), &[(1, "A".parse().unwrap(), 1)]).await.unwrap();
    world.app.pack(&world.scope, id, &world.by(), &packing).await.unwrap();
    assert!(refused().await, "two wait for stock");
    let order = world.order("1").await;
    assert_eq!((order.status(), order.missing_to_leave()), (Status::Packed, 2));
    let of_another_manifest = order.clone().ship(&world.by(), manifest_id(1), "Northern Parcels");
    assert!(matches!(of_another_manifest, Err(Refusal::NotWhole(2))), "nor with one that was made before");
    let waits = world.app.waits(&world.scope, &order).await.unwrap();
    let why = domain::orders::why::why_not_shipped(&order, &waits).unwrap();
    assert_eq!((why.code, why.facts.units), ("waiting_for_stock", 2), "{}", why.sentence);

    // What comes later goes with what is packed.
    world.receive("R2", &[("A", 2)]).await;
    assert_eq!(pack_everything(&world, 2).await, [id]);
    ship_everything(&world, 2).await;
    assert_eq!(world.order("1").await.status(), Status::Shipped);
    world.check().await;
}

#[tokio::test]
async fn an_order_of_two_thousand_lines_goes_all_the_way() {
    let world = World::new().await;
    let mut lines = Vec::new();
    for n in 0..2_000 {
        let sku = format!("SKU-{:03}", n % 150);
        if n < 150 {
            world.add_product(&sku).await;
        }
        lines.push(sku);
    }
    let stock: Vec<(&str, u32)> = lines[..150].iter().map(|sku| (sku.as_str(), 13)).collect();
    world.receive("R1", &stock).await;
    let rows: Vec<(&str, &str, &str)> = lines.iter().map(|sku| ("BIG", sku.as_str(), "1")).collect();
    let import = world.drop_file("big.csv", &csv(&rows)).await;
    assert_eq!(counts(&import.state), (1, 0, 0));
    let units = world.order("BIG").await.units();
    assert_eq!((units.allocated, units.backordered), (1_950, 50));
    world.check().await;
    pack_everything(&world, 1).await;
    ship_everything(&world, 1).await;
    world.check().await;
    let order = world.order("BIG").await;
    world.app.unship(&world.scope, order.id, &world.by(), "back").await.unwrap();
    world.check().await;
    ship_everything(&world, 2).await;
    world.app.cancel_order(&world.scope, order.id, &world.by(), "the rest is not wanted").await.unwrap();
    assert_eq!(world.order("BIG").await.status(), Status::Shipped);
    world.check().await;
}

#[tokio::test]
async fn a_file_that_takes_longer_than_a_run_is_read_on_by_the_next() {
    let world = World::new().await;
    let references: Vec<String> = (0..10_001).map(|n| n.to_string()).collect();
    let rows: Vec<(&str, &str, &str)> = references.iter().map(|reference| (reference.as_str(), "A", "1")).collect();
    let id = world.put_file("long.csv", &csv(&rows)).await;
    let mut emitted = Vec::new();
    for _run in 0..3 {
        let messages = world.cloud.take_messages();
        let continued: Vec<&String> = messages.iter().filter(|(queue, _)| queue == "import").map(|(_, body)| body).collect();
        assert_eq!(continued.len(), 1, "one reader at a time");
        let event = serde_json::json!({"Records": [{"messageId": "1", "body": continued[0]}]});
        // The scan alone took all the time that there was.
        order_import::handle(&world.started, event, world.now).await.unwrap();
        emitted.push(match world.import(id).await.state {
            State::Reading { progress, .. } => progress.emitted,
            State::Processing { plan } => plan.chunks(),
            state => panic!("{state:?}"),
        });
    }
    assert_eq!(emitted, [1, 2, 3]);
    assert!(matches!(world.import(id).await.state, State::Processing { .. }));
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_told_and_changes_nothing() {
    let world = World::new().await;
    let import = world.drop_file("orders.xml", "<!DOCTYPE x [<!ENTITY a \"b\">]><orders>&a;</orders>").await;
    assert!(matches!(&import.state, State::Failed { faults, .. } if !faults.is_empty()), "{:?}", import.state);
    assert_eq!(world.cloud.mails().len(), 1);
    let import = world.drop_file("empty.csv", "").await;
    assert!(matches!(import.state, State::Failed { .. }));
    world.check().await;
}

#[tokio::test]
async fn files_in_foreign_or_unknown_places_are_left_alone() {
    let world = World::new().await;
    for key in ["drop/nobody/in/a.csv", "drop/nordlys/out/a.csv", "drop/../in/a.csv", "elsewhere/a.csv"] {
        world.app.files.put(key, "text/csv", b"x".to_vec()).await.unwrap();
        world.app.receive_file(key, world.now).await.unwrap();
    }
    assert!(world.cloud.keys().iter().all(|key| !key.starts_with("imports/")));
}

#[tokio::test]
async fn orders_are_found_by_everything_one_knows_of_them() {
    let world = World::new().await;
    world.receive("R1", &[("A", 500), ("B", 1)]).await;
    let lines: Vec<(String, &str, &str)> = (1..=130).map(|n| (n.to_string(), if n == 77 { "B" } else { "A" }, "1")).collect();
    let lines: Vec<(&str, &str, &str)> = lines.iter().map(|(reference, sku, units)| (reference.as_str(), *sku, *units)).collect();
    world.drop_file("orders.csv", &csv(&lines)).await;
    let find = |filter: Filter| {
        let world = &world;
        async move {
            let (mut found, mut cursor) = (Vec::new(), None::<String>);
            loop {
                let page = world.app.find_orders(&world.scope, &filter, 50, cursor.as_deref(), world.now).await.unwrap();
                found.extend(page.items.into_iter().map(|order| order.request.reference.to_string()));
                cursor = page.next;
                if cursor.is_none() {
                    break;
                }
            }
            let n = found.len();
            found.sort();
            found.dedup();
            assert_eq!(found.len(), n, "no order is listed twice");
            found
        }
    };
    let day = |text: &str| Some(text.parse().unwrap());
    assert_eq!(find(Filter::default()).await.len(), 130);
    assert_eq!(find(Filter { reference: Some("42".parse().unwrap()), ..Filter::default() }).await, ["42"]);
    assert_eq!(find(Filter { sku: Some("B".parse().unwrap()), ..Filter::default() }).await, ["77"]);
    assert_eq!(find(Filter { consignee: Some("lecka".into()), ..Filter::default() }).await.len(), 130);
    assert!(find(Filter { consignee: Some("Kowalski".into()), ..Filter::default() }).await.is_empty());
    assert_eq!(find(Filter { status: Some(Status::Allocated), ..Filter::default() }).await.len(), 130);
    assert!(find(Filter { status: Some(Status::Shipped), ..Filter::default() }).await.is_empty());
    assert_eq!(find(Filter { placed_from: day("2026-11-20"), placed_to: day("2026-11-20"), ..Filter::default() }).await.len(), 130);
    assert!(find(Filter { placed_to: day("2026-11-19"), ..Filter::default() }).await.is_empty());
    pack_everything(&world, 1).await;
    ship_everything(&world, 1).await;
    assert_eq!(find(Filter { status: Some(Status::Shipped), ..Filter::default() }).await.len(), 100);
    assert_eq!(find(Filter { shipped_from: day("2026-11-21"), ..Filter::default() }).await.len(), 100);
    assert_eq!(find(Filter { status: Some(Status::Allocated), ..Filter::default() }).await.len(), 30);
}
