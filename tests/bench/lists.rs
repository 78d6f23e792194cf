//! Lists of orders in a store of a million. The data set is written once, by the same code that stores orders, and kept.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use aws_sdk_dynamodb::config::retry::RetryConfig;
use domain::ids::{ImportId, ManifestId};
use domain::orders::counters::Counters;
use domain::orders::status::Status;
use domain::orders::{ChunkId, Order, Parcel, search};
use dynoxide::types::AttributeValue as Raw;
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan};
use services::queries::Filter;
use storage::orders::order_item;
use storage::postings::{Bucket, Posting, PostingList};
use storage::stores::Coverage;
use storage::table::Item;
use system_tests::{TABLE, World};

use crate::Bench;
use crate::figures::Run;
use crate::measure::ms;

pub(crate) const BENCH: Bench = Bench { name: "lists", run, probe: |_| panic!("no probes") };

const ORDERS: u32 = 1_000_000;
const ORDERS_PER_CHUNK: u32 = 5_000;
const N_SKUS: u32 = 1_000;
const FIRST_DAY: Date = date(2025, 12, 1);

/// The days over which the orders were placed.
const DAYS: u32 = 350;

/// Questions of each kind of which the 95th percentile is taken.
const QUESTIONS: u32 = 100;

/// Orders on a page of the portal.
const PAGE: usize = 25;

const NAMES: [&str; 16] = [
    "Ada",
    "Zoë",
    "Nguyễn",
    "Małgorzata",
    "Harriet",
    "Wei",
    "Ines",
    "Jorge",
    "Priya",
    "Olga",
    "Tomáš",
    "Åsa",
    "Chloé",
    "Kwame",
    "Yuki",
    "Leila",
];
const SURNAMES: [&str; 12] =
    ["Kowalska", "Ashworth", "Łęcka", "Müller", "Okafor", "Tanaka", "Silva", "Ivanova", "Novák", "Lindgren", "Moreau", "Haddad"];

fn run(run: &mut Run) {
    let path = run.cache.join("million-listed-orders.sqlite");
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        if !path.exists() {
            let draft = run.cache.join("million-listed-orders.draft");
            for suffix in ["", "-wal", "-shm"] {
                let _ = fs::remove_file(PathBuf::from(format!("{}{suffix}", draft.display())));
            }
            build(&draft).await;
            fs::rename(&draft, &path).unwrap();
        }
        let world = World::on(dynoxide::Database::new(path.to_str().unwrap()).unwrap(), RetryConfig::standard());
        ask(run, &world).await;
    });
}

/// The number of a question or order, scattered over a range.
fn scattered(number: u32, range: u32) -> u32 {
    u32::try_from(u64::from(number) * 2_654_435_761 % u64::from(range)).unwrap()
}

async fn ask(run: &mut Run, world: &World) {
    let day = |number: u32| FIRST_DAY.checked_add(i64::from(scattered(number, DAYS - 10)).days()).unwrap();
    let patterns: [(&str, &dyn Fn(u32) -> Filter); 10] = [
        ("newest", &|_| Filter::default()),
        ("reference", &|n| Filter { reference: Some(reference(scattered(n, ORDERS)).parse().unwrap()), ..Filter::default() }),
        ("placed", &|n| Filter { placed_from: Some(day(n)), placed_to: Some(day(n)), ..Filter::default() }),
        ("shipped", &|n| Filter { shipped_from: Some(day(n)), shipped_to: Some(day(n)), ..Filter::default() }),
        ("sku", &|n| Filter { sku: Some(sku(scattered(n, N_SKUS)).parse().unwrap()), ..Filter::default() }),
        ("name", &|n| Filter { consignee: Some(name(scattered(n, ORDERS))), ..Filter::default() }),
        ("surname", &|n| Filter { consignee: Some(SURNAMES[n as usize % SURNAMES.len()].to_owned()), ..Filter::default() }),
        ("ready", &|_| Filter { status: Some(Status::Allocated), ..Filter::default() }),
        ("backordered", &|_| Filter { status: Some(Status::Backordered), ..Filter::default() }),
        ("sku_in_a_status", &|n| Filter {
            sku: Some(sku(scattered(n, N_SKUS)).parse().unwrap()),
            status: Some(Status::Allocated),
            ..Filter::default()
        }),
    ];
    let mut worst = 0;
    for (pattern, filter) in patterns {
        let mut times = Vec::new();
        for number in 0..QUESTIONS + 10 {
            let begun = Instant::now();
            let page = world.app.find_orders(&world.scope, &filter(number), PAGE, None, world.now).await.unwrap();
            let took = u64::try_from(begun.elapsed().as_micros()).unwrap();
            assert!(pattern == "sku_in_a_status" || !page.items.is_empty(), "{pattern} {number} finds nothing");
            // The first open connections and fill the engine's caches.
            if number >= 10 {
                times.push(took);
            }
        }
        times.sort_unstable();
        let p95 = times[times.len() * 95 / 100];
        worst = worst.max(p95);
        run.figure(format!("list.{pattern}_p95_ms"), ms(p95)).goal(300, 50);
    }
    run.figure("list.p95_ms", ms(worst)).goal(300, 50);
}

/// Writes the store: orders straight into the engine, everything else over the wire.
async fn build(path: &Path) {
    let database = dynoxide::Database::new(path.to_str().unwrap()).unwrap();
    let world = World::on(database.clone(), RetryConfig::standard());
    world.found_without_a_stream().await;
    database.enable_bulk_loading().unwrap();
    for chunk in 0..ORDERS / ORDERS_PER_CHUNK {
        let orders: Vec<Order> = (chunk * ORDERS_PER_CHUNK..(chunk + 1) * ORDERS_PER_CHUNK).map(|number| order(&world, number)).collect();
        let items = orders.iter().map(|order| raw(order_item(&world.scope, order))).collect();
        database.import_items(TABLE, items, dynoxide::ImportOptions { record_streams: false, set_cached_at: false }).unwrap();
        world.app.table.put_postings(&world.scope, &postings(&orders)).await.unwrap();
        world.app.table.post_ready(&world.scope, orders[0].chunk, &orders).await.unwrap();
    }
    let months = (0..12).map(|n| FIRST_DAY.checked_add(n.months()).unwrap());
    let months: BTreeSet<Date> = months.collect();
    let channels = BTreeSet::from(["file".parse().unwrap()]);
    world.app.table.cover(&world.scope, &Coverage { channels, placed: months.clone(), shipped: months }).await.unwrap();
    database.disable_bulk_loading().unwrap();
}

/// The lists in which the orders of a chunk are found, as allocation and hand-over write them.
fn postings(orders: &[Order]) -> Vec<Posting> {
    let mut lists = std::collections::BTreeMap::<(PostingList, Date), Vec<_>>::new();
    for order in orders {
        let day = placed(order);
        lists.entry((PostingList::Placed { month: day.first_of_month() }, day)).or_default().push((order.id, String::new()));
        if order.shipped_at().is_some() {
            lists.entry((PostingList::Shipped { month: day.first_of_month() }, day)).or_default().push((order.id, String::new()));
        }
        for line in &order.request.lines {
            lists.entry((PostingList::Sku(Bucket::of(&line.sku)), day)).or_default().push((order.id, line.sku.to_string()));
        }
        let name = search::folded_name(&order.request.consignee);
        for letters in search::initials(&name) {
            lists.entry((PostingList::Name(letters), day)).or_default().push((order.id, name.clone()));
        }
    }
    let chunk = orders[0].chunk;
    let source =
        |list: &PostingList| if matches!(list, PostingList::Shipped { .. }) { manifest(chunk).to_string() } else { chunk.to_string() };
    lists.into_iter().map(|((list, day), orders)| Posting { source: source(&list), list, at: day.at(12, 0, 0, 0), orders }).collect()
}

/// What the orders of a chunk left with.
fn manifest(chunk: ChunkId) -> ManifestId {
    ManifestId::derived(&["bench", &chunk.to_string()])
}

fn placed(order: &Order) -> Date {
    order.request.placed_at.to_zoned(jiff::tz::TimeZone::UTC).date()
}

fn reference(number: u32) -> String {
    format!("R{number:07}")
}

fn sku(number: u32) -> String {
    format!("SKU{number:05}")
}

fn name(number: u32) -> String {
    format!("{} {}", NAMES[(number / 12 % 16) as usize], SURNAMES[(number % 12) as usize])
}

/// The n-th order. Of a hundred, 92 are gone, four are ready, two wait, one is in the house, one is cancelled.
fn order(world: &World, number: u32) -> Order {
    // A chunk is a file of one day or two.
    let day = FIRST_DAY.checked_add((i64::from(number) * i64::from(DAYS) / i64::from(ORDERS)).days()).unwrap();
    let at: Timestamp = day.at(10, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
    let mut request = crate::allocation::order(number, N_SKUS);
    request.placed_at = at;
    request.consignee.name = name(number);
    let counters = match scattered(number, 100) {
        0..=3 => Counters { allocated: 1, ..Counters::default() },
        4..=5 => Counters { backordered: 1, ..Counters::default() },
        6 => Counters { released: 1, ..Counters::default() },
        7 => Counters { cancelled: 1, ..Counters::default() },
        _ => Counters { shipped: 1, ..Counters::default() },
    };
    let chunk = ChunkId::Import { import: ImportId::derived(&["bench"]), number: number / ORDERS_PER_CHUNK + 1 };
    let parcels = if counters.shipped > 0 {
        vec![Parcel {
            number: 1,
            weight_grams: 500,
            contents: Vec::new(),
            tracking: None,
            manifest: Some(manifest(chunk)),
            shipped_at: Some(at + 5.hours()),
        }]
    } else {
        Vec::new()
    };
    Order {
        id: Order::id_for(world.scope.store(), &request.channel, &request.reference),
        store: world.scope.store().clone(),
        version: 1,
        chunk,
        accepted_at: at + 1.hours(),
        warehouse: "london".parse().unwrap(),
        ships_complete: false,
        counters: request.lines.iter().map(|_| counters).collect(),
        holds: Vec::new(),
        batch: None,
        parcels,
        cost: domain::costs::Usage::default(),
        history: Vec::new(),
        request,
    }
}

/// An item of the AWS client as one of the engine.
fn raw(item: Item) -> dynoxide::types::Item {
    use aws_sdk_dynamodb::types::AttributeValue;
    let value = |value| match value {
        AttributeValue::S(text) => Raw::S(text),
        AttributeValue::N(number) => Raw::N(number),
        AttributeValue::B(bytes) => Raw::B(bytes.into_inner()),
        other => panic!("orders have no {other:?}"),
    };
    item.into_iter().map(|(name, attribute)| (name, value(attribute))).collect()
}
