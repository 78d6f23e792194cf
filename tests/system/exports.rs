//! Exports under everything that can happen to their function: it dies, runs twice, ends too early.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it stands")]

use std::cmp::Ordering;

use aws_sdk_dynamodb::config::retry::RetryConfig;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use domain::catalogue::Product;
use domain::exports::{Export, Format, Heading, State, Wanted};
use domain::identity::roles::Role;
use domain::identity::{Identity, Stores};
use domain::ids::ExportId;
use jiff::{SignedDuration, ToSpan};
use serde_json::json;
use system_tests::{Fault, World};

fn wanted(world: &World, n: u128, list: &str, filter: serde_json::Value, format: Format) -> Export {
    let wanted: Wanted = serde_json::from_value(json!({"list": list, "filter": filter})).unwrap();
    let columns = services::exports::columns_of(&wanted).into_iter();
    Export {
        id: ExportId::new(uuid::Uuid::from_u128(n)),
        version: 1,
        asked_by: Identity {
            actor: "tester".parse().unwrap(),
            email: String::new(),
            organisation: world.scope.organisation().clone(),
            stores: Stores::All,
            role: Role::HeadOffice,
            rights: Vec::new(),
            acted_by: None,
        },
        asked_at: world.now,
        columns: columns.map(|(name, _)| Heading { column: name.to_owned(), label: name.to_owned() }).collect(),
        wanted,
        format,
        time_zone: "Europe/London".to_owned(),
        state: State::Reading { parts: 0, rows: 0, cursor: None },
    }
}

async fn state(world: &World, id: ExportId) -> State {
    world.app.table.export(&world.scope, id).await.unwrap().unwrap().state
}

fn file(world: &World, id: ExportId, format: Format) -> Vec<u8> {
    world.cloud.file(&format!("exports/nordlys/{id}/file.{}", format.as_str()))
}

/// A catalogue of many products.
fn stock_up(world: &World, n: usize) {
    let sample = world.raw_items("product").swap_remove(0);
    let place = sample["sk"]["S"].as_str().unwrap().trim_end_matches(|letter: char| letter != '#').to_owned();
    let product = |n: usize| {
        let sku = format!("P-{n:06}");
        let product: Product = serde_json::from_value(json!({"sku": sku, "name": format!("Product {n}"), "version": 1})).unwrap();
        let mut item = sample.clone();
        item["sk"]["S"] = format!("{place}{sku}").into();
        item["doc"]["B"] = BASE64_STANDARD.encode(storage::pack::pack(&product)).into();
        item
    };
    world.put_past_the_stream((0..n).map(product).collect());
}

#[tokio::test]
async fn an_export_goes_on_where_a_run_ended_and_is_whole() {
    let mut world = World::new().await;
    stock_up(&world, 3_500);
    let export = wanted(&world, 1, "products", json!({}), Format::Csv);
    world.app.begin_export(&world.scope, export.clone(), &world.by()).await.unwrap();
    drop(world.cloud.take_messages());
    // Time for one step a run only: each hands over to the next.
    let mut n_runs = 0;
    while !matches!(state(&world, export.id).await, State::Ready { .. }) {
        world.app.write_export(&world.scope, export.id, world.now, world.now + 1.second()).await.unwrap();
        let is_ready = matches!(state(&world, export.id).await, State::Ready { .. });
        let messages = world.cloud.take_messages();
        assert_eq!(messages.iter().filter(|(queue, _)| queue == "exports").count(), usize::from(!is_ready), "a successor");
        n_runs += 1;
        assert!(n_runs < 10, "it never ends");
        world.pass(1);
    }
    assert_eq!(n_runs, 5, "four parts and the file");
    let text = String::from_utf8(file(&world, export.id, Format::Csv)).unwrap();
    let skus: Vec<&str> = text.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(skus.len(), 3_505, "with A to E");
    assert!(skus.is_sorted() && skus[4] == "E" && skus[5] == "P-000000" && skus[3_504] == "P-003499");
    // Asked for again, and written again, and late: nothing changes, and the log tells it once.
    let before = world.snapshot().await;
    world.app.begin_export(&world.scope, export.clone(), &world.by()).await.unwrap();
    assert_eq!(world.items_of("audit").len(), 1);
    world.app.write_export(&world.scope, export.id, world.now, world.now + 900.seconds()).await.unwrap();
    assert_eq!(world.snapshot().await, before);
}

#[tokio::test]
async fn wherever_a_run_dies_the_next_makes_the_same_file() {
    let world = World::with_retries(json!({}), RetryConfig::disabled()).await;
    stock_up(&world, 1_200);
    let expected = wanted(&world, 1, "products", json!({}), Format::Xlsx);
    world.app.begin_export(&world.scope, expected.clone(), &world.by()).await.unwrap();
    world.settle().await;
    let expected = file(&world, expected.id, Format::Xlsx);
    let deadline = world.now + 900.seconds();
    let mut n_deaths = 0;
    for dies_at in 1_u32.. {
        let export = wanted(&world, 1 + u128::from(dies_at), "products", json!({}), Format::Xlsx);
        world.app.begin_export(&world.scope, export.clone(), &world.by()).await.unwrap();
        drop(world.cloud.take_messages());
        let mut n_calls = 0;
        world.faults.choose(move |_| {
            n_calls += 1;
            // The last call of the dead was done, and nobody heard of it.
            match n_calls.cmp(&dies_at) {
                Ordering::Less => None,
                Ordering::Equal => Some(Fault::LostAfter),
                Ordering::Greater => Some(Fault::LostBefore),
            }
        });
        let died = world.app.write_export(&world.scope, export.id, world.now, deadline).await.is_err();
        world.faults.end();
        if died {
            n_deaths += 1;
        }
        let both = futures::join!(
            world.app.write_export(&world.scope, export.id, world.now, deadline),
            world.app.write_export(&world.scope, export.id, world.now, deadline)
        );
        both.0.unwrap();
        both.1.unwrap();
        assert!(matches!(state(&world, export.id).await, State::Ready { rows: 1_205, .. }), "death at call {dies_at}");
        assert!(file(&world, export.id, Format::Xlsx) == expected, "death at call {dies_at}");
        if !died {
            break;
        }
    }
    assert!(n_deaths > 10, "{n_deaths} deaths");
}

#[tokio::test]
async fn a_hundred_thousand_rows_are_read_in_parts_of_a_bounded_size_and_sent_in_pieces() {
    let world = World::new().await;
    stock_up(&world, 100_000);
    let export = wanted(&world, 1, "products", json!({}), Format::Csv);
    world.app.begin_export(&world.scope, export.clone(), &world.by()).await.unwrap();
    world.settle().await;
    let State::Ready { rows, bytes, .. } = state(&world, export.id).await else { panic!("{:?}", state(&world, export.id).await) };
    assert_eq!(rows, 100_005);
    let text = String::from_utf8(file(&world, export.id, Format::Csv)).unwrap();
    assert_eq!((text.lines().count(), text.len() as u64), (100_006, bytes));
    let parts = world.cloud.keys().into_iter().filter(|key| key.contains("/part-"));
    let sizes: Vec<usize> = parts
        .map(|key| storage::pack::unpack::<serde_json::Value>(&world.cloud.file(&key)).unwrap()["rows"].as_array().unwrap().len())
        .collect();
    assert!(sizes.len() >= 100 && sizes.iter().all(|n| *n < 1_200), "{} parts, the largest of {:?}", sizes.len(), sizes.iter().max());
}

#[tokio::test]
async fn what_cannot_be_exported_is_told_and_what_has_vanished_is_done() {
    let world = World::new().await;
    let mut export = wanted(&world, 1, "audit", json!({"to": "9999-12-31"}), Format::Csv);
    world.app.begin_export(&world.scope, export.clone(), &world.by()).await.unwrap();
    world.settle().await;
    let State::Failed { why, .. } = state(&world, export.id).await else { panic!("it is not failed") };
    assert_eq!(why, "there is no such day");
    assert_eq!(export.kept_until(), world.now + SignedDuration::from_hours(168));
    export.id = ExportId::new(uuid::Uuid::from_u128(2));
    world.app.write_export(&world.scope, export.id, world.now, world.now + 900.seconds()).await.unwrap();
}
