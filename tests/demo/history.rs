//! Months of a house's work for its stores, done by the functions themselves at the times at which it would have been done, so that lists
//! and plots of a demonstration have something to show: `history <plan.json> <folder>` writes what is then in the table (`items.jsonl`, as
//! DynamoDB tells items) and what lies in the bucket (`files/`). Histories of different stores can be told side by side.
#![expect(clippy::unwrap_used, reason = "a history that cannot go on should stop where it stands")]

mod house;
mod shop;

use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::path::Path;

use aws_sdk_dynamodb::config::retry::RetryConfig;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::Deserialize;
use system_tests::World;

use house::{House, Person};
use shop::Shop;

/// What is to be told.
#[derive(Debug, Deserialize)]
struct Plan {
    /// The last moment of the history.
    until: Timestamp,
    /// How many days it has.
    days: i32,
    organisation: String,
    /// Of the house.
    time_zone: String,
    stores: Vec<shop::Plan>,
    /// Who does it, by role.
    people: BTreeMap<String, Person>,
}

/// What somebody does for a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Receive,
    Orders,
    Release,
    Trouble,
    Pack,
    HandOver,
    TakeBack,
}

const DAYS_OF_A_STREAM: i32 = 2;

/// A working day by the house's clock: hours and minutes. The carrier comes before each cut-off.
const DAY: [(i8, i8, Step); 11] = [
    (6, 45, Step::Receive),
    (7, 10, Step::Orders),
    (8, 20, Step::Release),
    (8, 55, Step::Trouble),
    (9, 10, Step::Pack),
    (10, 40, Step::HandOver),
    (11, 30, Step::TakeBack),
    (13, 15, Step::Orders),
    (13, 50, Step::Release),
    (14, 15, Step::Pack),
    (15, 20, Step::HandOver),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [plan, folder] = &arguments[..] else { panic!("usage: history <plan.json> <folder>") };
    let plan: Plan = serde_json::from_slice(&std::fs::read(plan).unwrap()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let world = runtime.block_on(lived(plan));
    assert_eq!(world.violations(), Vec::new());
    write(&world, Path::new(folder));
}

/// The world as it is after all those days.
async fn lived(plan: Plan) -> World {
    let zone = TimeZone::get(&plan.time_zone).unwrap();
    let mut world = World::on(dynoxide::Database::memory().unwrap(), RetryConfig::standard());
    world.create_table().await;
    let last = plan.until.to_zoned(zone.clone()).date();
    let first = last.saturating_sub(plan.days.days());
    world.set_time(first.at(6, 0, 0, 0).to_zoned(zone.clone()).unwrap().timestamp());
    let stores: Vec<&str> = plan.stores.iter().map(shop::Plan::id).collect();
    let mut house = House::of(&world, &plan.organisation, &stores, plan.people);
    let mut shops = Vec::new();
    for store in plan.stores {
        shops.push(Shop::open(&mut world, &mut house, store).await);
    }
    for day in first.series(1.day()).take_while(|day| *day <= last) {
        if (day - first).get_days() % DAYS_OF_A_STREAM == 0 {
            world = world.with_an_empty_stream().await;
            house.go_on_in(&world);
        }
        // Per mille of the way.
        let grown = u32::try_from((day - first).get_days() * 1_000 / plan.days.max(1)).unwrap();
        for (hour, minute, step) in DAY.into_iter().filter(|(_, _, step)| is_done_on(*step, day)) {
            for (number, shop) in shops.iter_mut().enumerate() {
                let at =
                    day.at(hour, minute, 0, 0).to_zoned(zone.clone()).unwrap().timestamp() + (4 * i64::try_from(number).unwrap()).minutes();
                if at > plan.until {
                    return world;
                }
                world.set_time(at.max(world.now));
                world.tick("reconciliation").await.unwrap();
                world.settle().await;
                shop.step(&mut world, &mut house, step, day, grown).await;
                // The sentinel looks when all is copied: its messages stay here.
                world.cloud.take_messages();
            }
        }
    }
    world
}

/// Buyers order on every day, the house works from Monday to Friday, goods come twice a week.
fn is_done_on(step: Step, day: Date) -> bool {
    match (step, day.weekday()) {
        (Step::Orders, _) => true,
        (_, Weekday::Saturday | Weekday::Sunday) => false,
        (Step::Receive, weekday) => matches!(weekday, Weekday::Monday | Weekday::Thursday),
        _ => true,
    }
}

fn write(world: &World, folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    let mut items = BufWriter::new(std::fs::File::create(folder.join("items.jsonl")).unwrap());
    for item in world.all_items() {
        writeln!(items, "{item}").unwrap();
    }
    items.flush().unwrap();
    for key in world.cloud.keys() {
        let path = folder.join("files").join(&key);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, world.cloud.file(&key)).unwrap();
    }
}
