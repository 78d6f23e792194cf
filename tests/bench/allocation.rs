//! Stock for orders against the DynamoDB engine in process: many SKUs, one SKU, and a flash sale under DynamoDB's limits.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use domain::ids::ImportId;
use domain::orders::{ChunkId, Line, OrderRequest};
use domain::stores::Store;
use futures::future::join_all;
use rust_decimal::Decimal;
use services::validation::Validated;
use storage::Table;
use system_tests::{TABLE, World};

use crate::Bench;
use crate::capacity::{self, Limits, Meter};
use crate::figures::Run;

pub(crate) const BENCH: Bench = Bench { name: "allocation", run, probe: |_| panic!("no probes") };

const CHUNKS: u32 = 2;
const ORDERS_PER_CHUNK: u32 = 5_000;

/// The flash sale in miniature: a fifth of 100,000 orders under a fifth of DynamoDB's limits takes as long as the whole.
const SALE_CHUNKS: u32 = 4;
const SALE: Limits = Limits { partition: 200, table: 800 };

/// Times that a queue delivers a message before it becomes a dead letter.
const DELIVERIES: u32 = 5;

fn run(run: &mut Run) {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        for (name, n_skus) in [("spread", 1_000), ("hot", 1)] {
            let (world, meter) = world(n_skus, None).await;
            let begun = Instant::now();
            for number in 1..=CHUNKS {
                world.app.allocate(&world.scope, &chunk(&world, number, n_skus), world.now).await.unwrap();
            }
            let n = u64::from(CHUNKS * ORDERS_PER_CHUNK);
            let per_second = n * 1_000 / u64::try_from(begun.elapsed().as_millis()).unwrap();
            let figure = if name == "spread" {
                "allocation.orders_per_second".to_owned()
            } else {
                format!("allocation.orders_per_second_{name}_sku")
            };
            run.figure(figure, per_second).goal(5_000, 10_000);
            run.figure(format!("allocation.write_units_per_order_{name}"), per_order(&meter, n))
                .goal(Decimal::new(25, 1), Decimal::new(12, 1));
        }
        sale(run).await;
    });
}

/// All chunks at once, as their messages come, and again what was refused, as a queue does.
async fn sale(run: &mut Run) {
    let n = u64::from(SALE_CHUNKS * ORDERS_PER_CHUNK);
    let (free, free_meter) = world(1, None).await;
    for number in 1..=SALE_CHUNKS {
        free.app.allocate(&free.scope, &chunk(&free, number, 1), free.now).await.unwrap();
    }
    drop(free);
    let (world, meter) = world(1, Some(SALE)).await;
    let deliveries = (1..=SALE_CHUNKS).map(|number| {
        let world = &world;
        async move {
            for delivery in 1..=DELIVERIES {
                if world.app.allocate(&world.scope, &chunk(world, number, 1), world.now).await.is_ok() {
                    return Some(delivery);
                }
                tokio::time::sleep(Duration::from_secs(5)).await;
            }
            None
        }
    });
    let begun = Instant::now();
    let done = join_all(deliveries).await;
    let (requests, refused) = (meter.requests.load(Ordering::Relaxed), meter.refused.load(Ordering::Relaxed));
    let wasted = i64::try_from(meter.write_units()).unwrap() - i64::try_from(free_meter.write_units()).unwrap();
    run.figure("sale.seconds", begun.elapsed().as_secs());
    run.figure("sale.dead_letters", done.iter().filter(|delivery| delivery.is_none()).count() as u64).goal(0, 0);
    run.figure("sale.messages_delivered_again", done.iter().flatten().map(|delivery| u64::from(delivery - 1)).sum::<u64>()).goal(0, 0);
    run.figure("sale.refused_percent_of_requests", percent(refused, requests)).goal(5, 1);
    let wasted = u64::try_from(wasted).unwrap_or(0);
    run.figure("sale.wasted_percent_of_units", percent(wasted, free_meter.write_units())).goal(5, 1);
    run.figure("sale.write_units_per_order", per_order(&meter, n));
}

/// A world with stock of so many SKUs, whose table is counted and may be limited.
async fn world(n_skus: u32, limits: Option<Limits>) -> (World, std::sync::Arc<Meter>) {
    let mut world = World::without_a_stream().await;
    let skus: Vec<String> = (0..n_skus).map(sku).collect();
    for sku in &skus {
        world.add_product(sku).await;
    }
    for (number, some) in skus.chunks(100).enumerate() {
        let lines: Vec<(&str, u32)> = some.iter().map(|sku| (sku.as_str(), 1_000_000)).collect();
        let lines = lines.iter().map(|(sku, units)| (sku.parse().unwrap(), *units)).collect();
        world.app.receive_goods(&world.scope, &world.by(), &format!("opening-{number}"), lines, world.now).await.unwrap();
    }
    let (client, meter) = capacity::client(&world.serve().await.dynamo, limits);
    world.app.table = Table::new(client, TABLE);
    (world, meter)
}

fn sku(number: u32) -> String {
    format!("SKU{number:05}")
}

/// A chunk of orders: of three lines over many SKUs, or of one line of the one SKU.
fn chunk(world: &World, number: u32, n_skus: u32) -> Validated {
    let (id, organisation) = (world.scope.store().clone(), world.scope.organisation().clone());
    let store = Store { id, organisation, version: 1, settings: crate::orders::settings() };
    let chunk = ChunkId::Import { import: ImportId::derived(&["bench"]), number };
    let mut validated = Validated::new(chunk, world.now, &store);
    validated.orders = (0..ORDERS_PER_CHUNK).map(|index| (order(number * ORDERS_PER_CHUNK + index, n_skus), 1)).collect();
    validated
}

/// The n-th order.
pub(crate) fn order(number: u32, n_skus: u32) -> OrderRequest {
    let n_lines = n_skus.min(3);
    let lines = (0..n_lines).map(|line| Line {
        sku: sku((number * 7 + line * 331) % n_skus).parse().unwrap(),
        description: "Mug, blue".to_owned(),
        quantity: 1,
        unit_price: 1_250,
        tax_rate: Decimal::from(20),
        discount: 0,
    });
    let mut request: OrderRequest = serde_json::from_value(serde_json::json!({
        "channel": "file", "reference": format!("R{number:07}"), "row": number, "placed_at": "2026-11-20T10:00:00Z", "currency": "GBP",
        "consignee": {"name": format!("Ada Kowalska {number}"), "street": [format!("{} High Street", number % 300)], "city": "Łódź", "postcode": "90-001", "country": "PL"},
        "lines": [], "shipping_service": "standard",
    }))
    .unwrap();
    request.lines = lines.collect();
    request
}

fn per_order(meter: &Meter, n: u64) -> Decimal {
    (Decimal::from(meter.write_units()) / Decimal::from(n)).round_dp(2)
}

fn percent(part: u64, whole: u64) -> Decimal {
    (Decimal::from(part * 100) / Decimal::from(whole)).round_dp(1)
}
