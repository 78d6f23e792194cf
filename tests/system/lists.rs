//! Lists stay complete and in turn although most orders have no entry of their own; and everything
//! knows what it cost.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it stands")]

use std::collections::BTreeSet;

use domain::costs::PRICES;
use domain::ids::{BatchId, ManifestId, OrderId};
use domain::imports::record::State;
use domain::orders::status::Status;
use domain::orders::{HoldReason, Order, Tracking};
use jiff::ToSpan;
use services::fulfilment::Packing;
use services::queries::Filter;
use services::queries::summary::{OPEN, OrdersOfDay};
use storage::Counted;
use storage::postings::{Posting, PostingList};
use system_tests::{World, csv};

fn batch_id(n: u128) -> BatchId {
    BatchId::new(uuid::Uuid::from_u128(n))
}

fn manifest_id(n: u128) -> ManifestId {
    ManifestId::new(uuid::Uuid::from_u128(n))
}

/// One line each, (reference, placed at, SKU, quantity): turns as the test wants them.
fn placed(lines: &[(&str, &str, &str, &str)]) -> String {
    let mut text =
        "reference,placed_at,consignee_name,consignee_street_1,consignee_city,consignee_country,sku,quantity,unit_price\n".to_owned();
    for (reference, at, sku, quantity) in lines {
        text.push_str(&format!("{reference},2026-11-20T{at}:00Z,Zoë Łęcka,ul. Długa 5,Gdańsk,PL,{sku},{quantity},10.00\n"));
    }
    text
}

async fn listed(world: &World, status: Status, limit: usize) -> Vec<Order> {
    let (mut found, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let filter = Filter { status: Some(status), ..Filter::default() };
        let page = world.app.find_orders(&world.scope, &filter, limit, cursor.as_deref(), world.now).await.unwrap();
        found.extend(page.items);
        cursor = page.next;
        if cursor.is_none() {
            return found;
        }
    }
}

/// Every order is listed under its own status, once, and under no other.
async fn check_lists(world: &World) {
    let all = world.app.find_orders(&world.scope, &Filter::default(), 1_000, None, world.now).await.unwrap().items;
    for status in Status::ALL {
        let mut expected: Vec<String> =
            all.iter().filter(|order| order.status() == status).map(|order| order.request.reference.to_string()).collect();
        // A small page, so that cursors are used within and between the lists.
        let mut found: Vec<String> = listed(world, status, 2).await.iter().map(|order| order.request.reference.to_string()).collect();
        expected.sort();
        found.sort();
        assert_eq!(found, expected, "{status:?}");
    }
    check_numbers(world, &all).await;
    world.check().await;
}

/// The summary's numbers are the lengths of the lists.
async fn check_numbers(world: &World, all: &[Order]) {
    let open = world.app.open_orders(&world.scope).await.unwrap();
    let of = |status: Status| all.iter().filter(move |order| order.status() == status);
    let expected = OPEN.map(|status| (status, Counted { n: of(status).count(), at_least: false }));
    assert_eq!(open.by_status, expected);
    let back_orders = Filter { waiting: true, ..Filter::default() };
    let back_orders = world.app.find_orders(&world.scope, &back_orders, 1_000, None, world.now).await.unwrap().items;
    assert_eq!(back_orders.len(), of(Status::Backordered).chain(of(Status::PartiallyAllocated)).count());
    let waiting: u64 =
        of(Status::Backordered).chain(of(Status::PartiallyAllocated)).map(|order| u64::from(order.units().backordered)).sum();
    assert_eq!(open.waiting_units, waiting, "units that are waited for");
    let today = world.now.to_zoned(world.app.table.store(&world.scope, world.now).await.unwrap().unwrap().settings.zone()).date();
    let counted = world.app.orders_by_day(&world.scope, today.saturating_sub(4.days()), today).await.unwrap();
    assert!(counted.checked && !counted.at_least);
    for OrdersOfDay { day, placed, shipped } in counted.days {
        let placed_then = Filter { placed_from: Some(day), placed_to: Some(day), ..Filter::default() };
        let shipped_then = Filter { shipped_from: Some(day), shipped_to: Some(day), ..Filter::default() };
        for (n, filter) in [(placed, placed_then), (shipped, shipped_then)] {
            let listed = world.app.find_orders(&world.scope, &filter, 1_000, None, world.now).await.unwrap().items;
            assert_eq!(n, listed.len(), "{filter:?}");
        }
    }
}

async fn pack(world: &World, order: OrderId) {
    let tracking = Tracking { carrier: "Northern Parcels".into(), service: "standard".into(), number: "NP00000001".into() };
    let packing = Packing { weight_grams: 500, contents: None, tracking: Some(tracking), confirms_picks: true };
    world.app.pack(&world.scope, order, &world.by(), &packing).await.unwrap();
}

async fn ship(world: &World, n: u128) {
    let manifest = world.app.create_manifest(&world.scope, &world.by(), manifest_id(n), "Northern Parcels", None).await.unwrap();
    world.app.collect_manifest(&world.scope, manifest.id, &world.by()).await.unwrap();
    world.settle().await;
}

#[tokio::test]
async fn an_order_is_listed_once_under_its_status_wherever_it_goes() {
    let mut world = World::new().await;
    world.receive("R1", &[("A", 20), ("B", 1)]).await;
    let file: Vec<(String, &str, &str)> = (1..=9).map(|n| (n.to_string(), "A", "2")).collect();
    let mut lines: Vec<(&str, &str, &str)> = file.iter().map(|(reference, sku, units)| (reference.as_str(), *sku, *units)).collect();
    lines.extend([("10", "B", "3"), ("11", "C", "1"), ("12", "A", "1"), ("12", "C", "1")]);
    world.drop_file("orders.csv", &csv(&lines)).await;
    check_lists(&world).await;
    let by = world.by();
    let id = |reference: &str| Order::id_for(world.scope.store(), &"file".parse().unwrap(), &reference.parse().unwrap());
    let ids: Vec<OrderId> = (1..=12).map(|n| id(&n.to_string())).collect();
    // Held and lifted again, cancelled, reduced: each leaves the file's list.
    world.app.hold(&world.scope, ids[0], &by, HoldReason::Client, "").await.unwrap();
    world.app.hold(&world.scope, ids[1], &by, HoldReason::Client, "").await.unwrap();
    world.app.release_hold(&world.scope, ids[1], &by, HoldReason::Client).await.unwrap();
    world.app.cancel_order(&world.scope, ids[2], &by, "not wanted").await.unwrap();
    world.app.reduce_order(&world.scope, ids[3], &by, (1, 1), "fewer").await.unwrap();
    check_lists(&world).await;

    let batch = world.app.create_batch(&world.scope, &by, batch_id(1), Some(&ids[3..11]), 100).await.unwrap();
    world.settle().await;
    assert_eq!(batch.orders.len(), 7, "all but the one that waits for stock");
    check_lists(&world).await;
    world.app.hold(&world.scope, ids[4], &by, HoldReason::Fraud, "").await.unwrap();
    world.app.pick(&world.scope, ids[5], &by, &[(1, "A".parse().unwrap(), 1)]).await.unwrap();
    world.app.pick(&world.scope, ids[6], &by, &[(1, "A".parse().unwrap(), 2)]).await.unwrap();
    for order in [ids[7], ids[8], ids[9]] {
        pack(&world, order).await;
    }
    check_lists(&world).await;
    // More stock comes for an order of which a part is in the house.
    world.receive("R2", &[("B", 1)]).await;
    check_lists(&world).await;
    world.pass(2 * 3_600);
    ship(&world, 1).await;
    check_lists(&world).await;
    let by = world.by();
    world.app.unship(&world.scope, ids[7], &by, "the van was full").await.unwrap();
    check_lists(&world).await;
    world.app.release_hold(&world.scope, ids[4], &by, HoldReason::Fraud).await.unwrap();
    world.app.create_batch(&world.scope, &by, batch_id(2), None, 100).await.unwrap();
    world.settle().await;
    check_lists(&world).await;
    for order in [ids[3], ids[4], ids[5], ids[6], ids[1], ids[9]] {
        pack(&world, order).await;
    }
    world.pass(2 * 3_600);
    ship(&world, 2).await;
    check_lists(&world).await;
    let open = world.app.table.open_batches(&world.scope, 10, None).await.unwrap().items;
    assert!(open.iter().all(|batch| batch.id != batch_id(1)), "nothing of the first batch is in the house");
}

/// Orders of a file lie in lists of 250, of which several are read together: a page that ends in the second goes on there.
#[tokio::test]
async fn ready_orders_are_listed_once_across_their_lists_also_while_some_leave() {
    let mut world = World::new().await;
    world.receive("R1", &[("A", 2_000)]).await;
    for file in ["a", "b"] {
        let references: Vec<String> = (1..=600).map(|n| format!("{file}{n}")).collect();
        let lines: Vec<(&str, &str, &str)> = references.iter().map(|reference| (reference.as_str(), "A", "1")).collect();
        world.drop_file(&format!("{file}.csv"), &csv(&lines)).await;
        world.pass(60);
    }
    let all = listed(&world, Status::Allocated, 70).await;
    let distinct: BTreeSet<OrderId> = all.iter().map(|order| order.id).collect();
    assert_eq!((all.len(), distinct.len()), (1_200, 1_200));

    // The first lists vanish while somebody is in the middle of them.
    let filter = Filter { status: Some(Status::Allocated), ..Filter::default() };
    let (mut seen, mut cursor, mut n_pages) = (Vec::new(), None::<String>, 0);
    loop {
        let page = world.app.find_orders(&world.scope, &filter, 100, cursor.as_deref(), world.now).await.unwrap();
        seen.extend(page.items.into_iter().map(|order| order.id));
        n_pages += 1;
        if n_pages == 4 {
            let batch = world.app.create_batch(&world.scope, &world.by(), batch_id(1), None, 300).await.unwrap();
            world.settle().await;
            assert_eq!(batch.orders.len(), 300);
        }
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    let distinct: BTreeSet<OrderId> = seen.iter().copied().collect();
    assert_eq!(distinct.len(), seen.len(), "none twice");
    let left: BTreeSet<OrderId> = listed(&world, Status::Allocated, 500).await.iter().map(|order| order.id).collect();
    assert_eq!(left.len(), 900);
    assert!(left.is_subset(&distinct), "none passed over");
}

#[tokio::test]
async fn a_reference_is_found_in_whatever_letters_it_is_typed() {
    let world = World::new().await;
    world.receive("R1", &[("A", 20)]).await;
    world.drop_file("orders.csv", &csv(&[("SO-1", "A", "1"), ("so-1", "A", "1"), ("So-2", "A", "1")])).await;
    let found = async |typed: &str| {
        let filter = Filter { reference: Some(typed.parse().unwrap()), ..Filter::default() };
        let found = world.app.find_orders(&world.scope, &filter, 10, None, world.now).await.unwrap().items;
        let mut found: Vec<String> = found.iter().map(|order| order.request.reference.to_string()).collect();
        found.sort();
        found
    };
    assert_eq!(found("so-1").await, ["SO-1", "so-1"]);
    assert_eq!(found("So-1").await, ["SO-1", "so-1"]);
    assert_eq!(found("So-2").await, ["So-2"]);
    assert_eq!(found("SO-3").await, [""; 0]);
}

/// Files come in any order, and the rows of each run upwards.
#[tokio::test]
async fn a_day_is_listed_from_its_newest_order() {
    let mut world = World::new().await;
    world.receive("R1", &[("A", 50)]).await;
    for (file, hour) in [("c.csv", "11"), ("a.csv", "09"), ("d.csv", "08"), ("b.csv", "10")] {
        let (first, second) = (format!("{hour}:10"), format!("{hour}:40"));
        let references = [format!("{hour}-1"), format!("{hour}-2")];
        world.drop_file(file, &placed(&[(&references[0], &first, "A", "1"), (&references[1], &second, "A", "1")])).await;
        world.pass(30);
    }
    let page = world.app.find_orders(&world.scope, &Filter::default(), 50, None, world.now).await.unwrap().items;
    let times: Vec<String> = page.iter().map(|order| order.request.reference.to_string()).collect();
    assert_eq!(times, ["11-2", "11-1", "10-2", "10-1", "09-2", "09-1", "08-2", "08-1"]);
}

#[tokio::test]
async fn days_count_orders_where_their_lists_show_them() {
    let mut world = World::new().await;
    world.receive("R1", &[("A", 20)]).await;
    world.drop_file("orders.csv", &placed(&[("1", "08:01", "A", "1"), ("2", "08:02", "A", "1"), ("3", "08:03", "B", "1")])).await;
    world.drop_file("parts.csv", &csv(&[("4", "A", "1"), ("4", "C", "1")])).await;
    check_lists(&world).await;
    // What an order of the API leaves that lost to another of its reference, and one that never came to be.
    let (first, day) = (world.order("1").await.id, jiff::civil::date(2026, 11, 19));
    for id in [first, OrderId::new(uuid::Uuid::from_u128(77))] {
        let posting = Posting {
            list: PostingList::Placed { month: day.first_of_month() },
            at: day.at(10, 0, 0, 0),
            source: id.to_string(),
            orders: vec![(id, String::new())],
        };
        world.app.table.put_postings(&world.scope, &[posting]).await.unwrap();
    }
    check_lists(&world).await;
    // One leaves in two parts on two days, another is taken back.
    for n in 1..=2 {
        world.app.create_batch(&world.scope, &world.by(), batch_id(n), None, 100).await.unwrap();
        world.settle().await;
        let packed = if n == 1 { vec!["1", "2", "4"] } else { vec!["4"] };
        for reference in packed {
            pack(&world, world.order(reference).await.id).await;
        }
        world.pass(2 * 3_600);
        ship(&world, n).await;
        check_lists(&world).await;
        if n == 1 {
            let taken_back = world.order("2").await.id;
            world.app.unship(&world.scope, taken_back, &world.by(), "the van was full").await.unwrap();
            check_lists(&world).await;
        }
        world.pass(24 * 3_600);
        world.receive(&format!("R{}", n + 1), &[("C", 1)]).await;
    }
}

#[tokio::test]
async fn orders_go_to_the_warehouse_in_their_turn_whatever_list_they_stand_on() {
    let world = World::new().await;
    world.receive("R1", &[("A", 100)]).await;
    world.drop_file("b.csv", &placed(&[("2", "08:02", "A", "1"), ("5", "08:05", "A", "1"), ("6", "08:06", "A", "1")])).await;
    world
        .drop_file(
            "a.csv",
            &placed(&[("1", "08:01", "A", "1"), ("4", "08:04", "A", "1"), ("3", "08:03", "A", "1"), ("7", "08:07", "A", "1")]),
        )
        .await;
    let by = world.by();
    // Its own entry, with the same turn as before.
    let fourth = world.order("4").await;
    world.app.hold(&world.scope, fourth.id, &by, HoldReason::Client, "").await.unwrap();
    world.app.release_hold(&world.scope, fourth.id, &by, HoldReason::Client).await.unwrap();
    let mut turns = Vec::new();
    for n in 1..=4 {
        let batch = world.app.create_batch(&world.scope, &by, batch_id(n), None, 2).await.unwrap();
        let mut references = Vec::new();
        for id in batch.orders {
            references.push(world.app.order(&world.scope, id).await.unwrap().request.reference.to_string());
        }
        references.sort();
        turns.push(references);
    }
    assert_eq!(turns, [vec!["1", "2"], vec!["3", "4"], vec!["5", "6"], vec!["7"]]);
    assert!(world.app.create_batch(&world.scope, &by, batch_id(9), None, 2).await.is_err(), "none is left");
    assert!(world.app.table.ready_parts(&world.scope, 10, None).await.unwrap().items.is_empty(), "lists vanish with their last order");
    check_lists(&world).await;
}

#[tokio::test]
async fn lists_of_a_file_in_many_parts_are_taken_in_turn_and_shrink() {
    let world = World::new().await;
    world.receive("R1", &[("A", 2_000)]).await;
    let lines: Vec<(String, String)> = (0..600).map(|n| (format!("{n:03}"), format!("{:02}:{:02}", 8 + n / 60 % 10, n % 60))).collect();
    let lines: Vec<(&str, &str, &str, &str)> = lines.iter().map(|(reference, at)| (reference.as_str(), at.as_str(), "A", "1")).collect();
    world.drop_file("orders.csv", &placed(&lines)).await;
    assert_eq!(world.app.table.ready_parts(&world.scope, 10, None).await.unwrap().items.len(), 3);
    let mut taken = BTreeSet::new();
    for n in 1..=3 {
        let batch = world.app.create_batch(&world.scope, &world.by(), batch_id(n), None, 240).await.unwrap();
        world.settle().await;
        let batch = world.app.table.batch_of(&world.scope, batch.id).await.unwrap().unwrap();
        assert_eq!(batch.orders.len(), if n < 3 { 240 } else { 120 });
        taken.extend(batch.orders);
        let left: usize =
            world.app.table.ready_parts(&world.scope, 10, None).await.unwrap().items.iter().map(|part| part.orders.len()).sum();
        assert_eq!(left, 600 - taken.len());
    }
    assert_eq!(taken.len(), 600, "no order is taken twice");
    world.check().await;
}

#[tokio::test]
async fn a_ledger_is_whole_whether_its_entries_were_written_alone_or_with_others() {
    let world = World::new().await;
    let skus: Vec<String> = (0..300).map(|n| format!("SKU-{n:03}")).collect();
    for sku in &skus {
        world.add_product(sku).await;
    }
    let stock: Vec<(&str, u32)> = skus.iter().map(|sku| (sku.as_str(), 50)).collect();
    world.receive("R1", &stock).await;
    for n in 0..3 {
        let lines: Vec<(String, &str)> = skus.iter().enumerate().map(|(index, sku)| (format!("{n}-{index}"), sku.as_str())).collect();
        let lines: Vec<(&str, &str, &str)> = lines.iter().map(|(reference, sku)| (reference.as_str(), *sku, "1")).collect();
        world.drop_file(&format!("{n}.csv"), &csv(&lines)).await;
    }
    world.receive("R2", &[("SKU-007", 5)]).await;
    let cancelled = world.order("1-7").await;
    world.app.cancel_order(&world.scope, cancelled.id, &world.by(), "not wanted").await.unwrap();
    world.check().await;
    for limit in [1, 2, 50] {
        let (mut ids, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let sku = "SKU-007".parse().unwrap();
            let page = world.app.table.moves(&world.scope, &sku, limit, cursor.as_deref()).await.unwrap();
            ids.extend(page.items.into_iter().map(|entry| entry.id));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(ids.len(), 6, "two receipts, three chunks, one release: {ids:?}");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 6, "no entry is shown twice: {ids:?}");
    }
    assert!(matches!(world.app.table.moves(&world.scope, &"A".parse().unwrap(), 5, Some("rubbish")).await, Err(storage::Error::BadCursor)));
}

#[tokio::test]
async fn an_import_and_its_orders_know_what_they_cost_and_the_stores_day_adds_it_up() {
    let world = World::new().await;
    world.receive("R1", &[("A", 50)]).await;
    let import = world.drop_file("orders.csv", &csv(&[("1", "A", "3"), ("2", "A", "2"), ("3", "NOPE", "1")])).await;
    assert!(matches!(import.state, State::Completed { .. }));
    let first = world.order("1").await;
    assert_eq!(first.cost.write_units, 1_000, "an order of a file with stock is one write");
    let own = first.cost.plus(world.order("2").await.cost);
    assert!(import.cost.write_units > own.write_units && import.cost.file_reads > 0 && import.cost.queue_requests > 0);
    let before = world.app.cost_of(&world.scope, &first).await.unwrap();
    assert!(before.write_units > first.cost.write_units, "its share of stock, ledger and lists comes on top");
    world.app.create_batch(&world.scope, &world.by(), batch_id(1), None, 10).await.unwrap();
    world.settle().await;
    pack(&world, first.id).await;
    let after = world.app.cost_of(&world.scope, &world.order("1").await).await.unwrap();
    assert_eq!(after.write_units - before.write_units, 2_000, "released, and packed with everything in one write");
    assert!(after.read_units > before.read_units);
    assert!(PRICES.of(&after).total() > PRICES.of(&before).total());
    let cancelled = world.order("2").await;
    world.app.hold(&world.scope, cancelled.id, &world.by(), HoldReason::Client, "").await.unwrap();
    let held = world.order("2").await;
    assert_eq!(held.cost.write_units - cancelled.cost.write_units, 2_000, "the order and its entry on the list of those on hold");

    let day = services::costs::utc_day(world.now);
    let days = world.app.costs(&world.scope, day.yesterday().unwrap(), day.tomorrow().unwrap()).await.unwrap();
    assert_eq!(days.iter().map(|day| day.spent.orders).collect::<Vec<_>>(), [0, 2, 0]);
    let spent = days[1].spent.usage;
    assert_eq!(spent.mails, 1_000, "one digest");
    assert!(spent.write_units > import.cost.write_units / 2 && spent.function_runs >= 5_000);
}
