//! Deliveries: what is announced is incoming until it is here, and what is here is booked once.

use std::collections::BTreeMap;

use domain::ids::Sku;
use domain::inbound::{Asn, AsnState, Came, Notice};
use domain::orders::status::Status;
use domain::stock::Unavailable;
use services::Error;
use system_tests::{World, csv};

fn sku(name: &str) -> Sku {
    name.parse().unwrap()
}

fn notice(reference: &str, on: &str, lines: &[(&str, u32)]) -> Notice {
    Notice {
        reference: reference.parse().unwrap(),
        supplier: "Fjord Mills".to_owned(),
        expected_on: on.parse().unwrap(),
        note: String::new(),
        lines: lines.iter().map(|(name, units)| (sku(name), *units)).collect(),
    }
}

fn goods(lines: &[(&str, u32, u32)]) -> BTreeMap<Sku, Came> {
    let damage = |damaged: u32| if damaged > 0 { "wet".to_owned() } else { String::new() };
    lines.iter().map(|(name, good, damaged)| (sku(name), Came { good: *good, damaged: *damaged, damage: damage(*damaged) })).collect()
}

async fn announce(world: &World, reference: &str, on: &str, lines: &[(&str, u32)]) -> Asn {
    world.app.announce(&world.scope, &world.by(), notice(reference, on, lines)).await.unwrap()
}

async fn receive(world: &World, asn: &Asn, name: &str, lines: &[(&str, u32, u32)]) -> Result<Asn, Error> {
    let received = world.app.receive_asn(&world.scope, &world.by(), asn.id, name, goods(lines)).await;
    world.settle().await;
    received
}

/// Units of a SKU that are announced and not here.
async fn incoming(world: &World, name: &str) -> u32 {
    world.app.incoming(&world.scope).await.unwrap().get(&sku(name)).map_or(0, |incoming| incoming.units)
}

#[tokio::test]
async fn a_delivery_comes_in_several_goes_and_those_who_wait_get_theirs() {
    let world = World::new().await;
    world.drop_file("orders.csv", &csv(&[("1", "A", "3"), ("2", "A", "4")])).await;
    assert_eq!(world.order("1").await.status(), Status::Backordered);
    let asn = announce(&world, "D-1", "2026-11-22", &[("A", 10), ("B", 4)]).await;
    assert_eq!((incoming(&world, "A").await, incoming(&world, "B").await), (10, 4));

    let asn = receive(&world, &asn, "first", &[("A", 5, 1)]).await.unwrap();
    assert_eq!(asn.state(asn.notice.expected_on), AsnState::PartlyReceived);
    assert_eq!((incoming(&world, "A").await, incoming(&world, "B").await), (4, 4), "damaged units do not come any more");
    assert_eq!(world.order("1").await.status(), Status::Allocated);
    assert_eq!(world.order("2").await.status(), Status::PartiallyAllocated);
    let level = world.level("A").await;
    assert_eq!((level.on_hand(), level.available, level.allocated, level.unavailable[&Unavailable::Damaged]), (6, 0, 5, 1));

    // More than was announced, and what nobody expected.
    let asn = receive(&world, &asn, "second", &[("A", 6, 0), ("C", 2, 0)]).await.unwrap();
    assert_eq!(incoming(&world, "A").await, 0);
    assert_eq!(world.order("2").await.status(), Status::Allocated);
    assert_eq!((world.level("A").await.available, world.level("C").await.available), (4, 2));

    let closed = world.app.close_asn(&world.scope, &world.by(), asn.id).await.unwrap();
    assert_eq!(incoming(&world, "B").await, 0, "what is short is not expected any more");
    assert_eq!(closed.tally()[&sku("B")].short(), 4);
    assert_eq!(world.app.close_asn(&world.scope, &world.by(), asn.id).await.unwrap(), closed, "again, nothing changes");
    assert!(matches!(receive(&world, &asn, "third", &[("B", 4, 0)]).await, Err(Error::State(_))));
    world.check().await;
}

#[tokio::test]
async fn the_same_receipt_again_changes_nothing_even_at_the_same_moment() {
    let world = World::new().await;
    let asn = announce(&world, "D-1", "2026-11-21", &[("A", 10)]).await;
    let lines = goods(&[("A", 3, 1), ("B", 2, 0)]);
    let by = world.by();
    let calls = (0..6).map(|_| world.app.receive_asn(&world.scope, &by, asn.id, "one", lines.clone()));
    for received in futures::future::join_all(calls).await {
        assert_eq!(received.unwrap().receipts.len(), 1);
    }
    assert_eq!((world.level("A").await.on_hand(), world.level("B").await.on_hand()), (4, 2));
    assert!(matches!(receive(&world, &asn, "one", &[("A", 9, 0)]).await, Err(Error::State(_))), "a name means its goods");
    assert_eq!(world.level("A").await.on_hand(), 4);
    world.check().await;
}

#[tokio::test]
async fn two_who_receive_the_same_delivery_are_both_counted() {
    let world = World::new().await;
    let asn = announce(&world, "D-1", "2026-11-21", &[("A", 10), ("B", 10)]).await;
    let names: Vec<String> = (0..8).map(|n| format!("hand {n}")).collect();
    let by = world.by();
    let calls = names.iter().map(|name| world.app.receive_asn(&world.scope, &by, asn.id, name, goods(&[("A", 1, 0), ("B", 0, 1)])));
    for received in futures::future::join_all(calls).await {
        received.unwrap();
    }
    let level = world.level("B").await;
    assert_eq!((world.level("A").await.available, level.available, level.on_hand()), (8, 0, 8));
    assert_eq!((incoming(&world, "A").await, incoming(&world, "B").await), (2, 2));
    world.check().await;
}

#[tokio::test]
async fn a_receipt_of_more_skus_than_one_write_takes_goes_on_where_an_earlier_run_ended() {
    let world = World::new().await;
    let names: Vec<String> = (0..100).map(|n| format!("P-{n:03}")).collect();
    for name in &names {
        world.add_product(name).await;
    }
    let all: Vec<(&str, u32)> = names.iter().map(|name| (name.as_str(), 2)).collect();
    let asn = announce(&world, "D-1", "2026-11-21", &all).await;
    let whole: Vec<(&str, u32, u32)> = names.iter().map(|name| (name.as_str(), 2, 0)).collect();
    // An earlier run that ended after its first write has received this much.
    let parts = receive(&world, &asn, "all", &whole[..storage::inbound::RECEIVED_AT_ONCE]).await.unwrap();
    assert_eq!(parts.sums().good, 90);
    let whole = receive(&world, &asn, "all", &whole).await.unwrap();
    assert_eq!((whole.receipts.len(), whole.sums().good), (3, 200));
    assert_eq!(whole.state(whole.notice.expected_on), AsnState::Received);
    assert!(world.app.incoming(&world.scope).await.unwrap().is_empty());
    world.check().await;
}

#[tokio::test]
async fn a_reference_means_one_delivery_and_what_came_of_it_is_not_announced_differently() {
    let world = World::new().await;
    let asn = announce(&world, "D-1", "2026-11-25", &[("A", 10)]).await;
    assert_eq!(announce(&world, "D-1", "2026-11-25", &[("A", 10)]).await, asn, "the same again");
    let app = &world.app;
    let (scope, by) = (&world.scope, &world.by());
    let other = notice("D-1", "2026-11-25", &[("A", 11)]);
    assert!(matches!(app.announce(scope, by, other.clone()).await, Err(Error::State(_))));
    assert!(matches!(app.announce(scope, by, notice("D-2", "2026-11-25", &[("NOPE", 1)])).await, Err(Error::Invalid(_))));
    let changed = app.change_asn(scope, by, asn.id, asn.version, other.clone()).await.unwrap();
    assert_eq!(incoming(&world, "A").await, 11);
    assert!(matches!(app.change_asn(scope, by, asn.id, asn.version, other.clone()).await, Err(Error::Changed)));
    let begun = receive(&world, &changed, "first", &[("A", 1, 0)]).await.unwrap();
    assert!(matches!(app.change_asn(scope, by, asn.id, begun.version, other).await, Err(Error::State(_))));
    assert!(matches!(app.cancel_asn(scope, by, asn.id, "late").await, Err(Error::State(_))));

    let second = announce(&world, "D-2", "2026-11-22", &[("A", 5)]).await;
    assert_eq!(app.incoming(scope).await.unwrap()[&sku("A")].next_on.to_string(), "2026-11-22");
    let cancelled = app.cancel_asn(scope, by, second.id, "sold out").await.unwrap();
    assert_eq!(app.cancel_asn(scope, by, second.id, "again").await.unwrap(), cancelled);
    assert_eq!(incoming(&world, "A").await, 10);
    world.check().await;
}
