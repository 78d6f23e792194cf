//! What an order costs: a file of 5,000 orders of three lines with 1,000 SKUs goes through the whole
//! pipeline, and every call is counted by what DynamoDB says that it charges.
//!
//! `cargo run -p system-tests --example order_cost [orders]` prints one JSON object a line: the steps,
//! then the figures. They are counts, so that a debug build counts the same.
#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on should stop where it stands")]
#![expect(clippy::print_stdout, reason = "the figures are read from there")]

use std::collections::BTreeMap;

use domain::costs::{PRICES, Usage};
use domain::ids::{BatchId, ManifestId, OrderId};
use domain::orders::Tracking;
use domain::orders::history::By;
use domain::orders::status::Status;
use serde_json::json;
use services::fulfilment::{MAX_MANIFEST, MAX_WAVE, Packing};
use storage::meter::measured;
use system_tests::World;

const SKUS: usize = 1_000;
const LINES: usize = 3;
const CARRIER: &str = "Northern Parcels";

/// What each step used, in the order of the steps.
#[derive(Default)]
struct Steps(Vec<(&'static str, Usage)>);

impl Steps {
    fn add(&mut self, step: &'static str, usage: Usage) {
        match self.0.iter_mut().find(|(name, _)| *name == step) {
            Some((_, sum)) => *sum = sum.plus(usage),
            None => self.0.push((step, usage)),
        }
    }

    fn add_messages(&mut self, by_queue: BTreeMap<String, Usage>, allocation: &'static str) {
        for (queue, usage) in by_queue {
            let step = match queue.as_str() {
                "import" => "import",
                "validation" => "validation",
                "allocation" => allocation,
                "render" => "papers",
                "notifications" => "mail",
                "relay" => "relay",
                other => panic!("no step of {other}"),
            };
            self.add(step, usage);
        }
    }

    async fn run<T>(&mut self, step: &'static str, work: impl Future<Output = T>) -> T {
        let (output, spent) = measured(work).await;
        self.add(step, spent.usage);
        output
    }
}

#[tokio::main]
async fn main() {
    let n_orders: usize = std::env::args().nth(1).map_or(5_000, |text| text.parse().unwrap());
    // A house that scans each pick writes an order once more than one that confirms while it packs.
    for (variant, picks_apart) in [("pack confirms", false), ("scan and pack", true)] {
        let (steps, pipeline) = pipeline(n_orders, picks_apart).await;
        report(variant, n_orders, &steps, &pipeline);
    }
}

async fn pipeline(n_orders: usize, picks_apart: bool) -> (Steps, Usage) {
    let mut world = World::new().await;
    let skus: Vec<String> = (0..SKUS).map(|n| format!("SKU-{n:05}")).collect();
    for sku in &skus {
        world.add_product(sku).await;
    }
    let stock: Vec<(&str, u32)> = skus.iter().map(|sku| (sku.as_str(), 1_000_000)).collect();
    world.receive("opening", &stock).await;
    let mut steps = Steps::default();

    steps.run("import", world.put_file("orders.csv", &file(n_orders))).await;
    steps.add_messages(world.settle_measured().await, "allocation");

    let mut batches = 0;
    for first in (0..n_orders).step_by(MAX_WAVE) {
        world.pass(60);
        batches += 1;
        let id = BatchId::new(uuid::Uuid::from_u128(batches));
        let by = world.by();
        let released = world.app.create_batch(&world.scope, &by, id, None, MAX_WAVE.min(n_orders - first));
        steps.run("release", released).await.unwrap();
        steps.add_messages(world.settle_measured().await, "release");
        let batch = world.app.table.batch_of(&world.scope, id).await.unwrap().unwrap();
        if picks_apart {
            for (_, picked) in steps.run("pick", world.app.pick_batch(&world.scope, id, &world.by())).await.unwrap() {
                picked.unwrap();
            }
        }
        let world = &world;
        for orders in batch.orders.chunks(32) {
            let packed = orders.iter().map(|order| pack(world, *order, &by, !picks_apart));
            steps.run("pack", futures::future::join_all(packed)).await;
        }
    }

    world.pass(3_600);
    for n in 0..n_orders.div_ceil(MAX_MANIFEST) {
        let id = ManifestId::new(uuid::Uuid::from_u128(n as u128 + 1));
        steps.run("manifest", world.app.create_manifest(&world.scope, &world.by(), id, CARRIER, None)).await.unwrap();
        steps.run("ship", world.app.collect_manifest(&world.scope, id, &world.by())).await.unwrap();
        steps.add_messages(world.settle_measured().await, "ship");
    }
    world.pass(60);
    steps.run("reconciliation", world.app.reconcile_now(&world.scope, world.now)).await.unwrap();
    steps.add_messages(world.settle_measured().await, "reconciliation");

    for n in [1, n_orders / 2, n_orders] {
        assert_eq!(world.order(&format!("WEB-{n:06}")).await.status(), Status::Shipped);
    }
    world.check().await;
    let sum = steps.0.iter().fold(Usage::default(), |sum, (_, usage)| sum.plus(*usage));
    (steps, sum)
}

async fn pack(world: &World, order: OrderId, by: &By, confirms_picks: bool) {
    let packing = Packing { weight_grams: 500, contents: None, tracking: Some(tracking(order)), confirms_picks };
    world.app.pack(&world.scope, order, by, &packing).await.unwrap();
}

fn tracking(order: OrderId) -> Tracking {
    Tracking { carrier: CARRIER.into(), service: "standard".into(), number: format!("NP{}GB", &order.to_string()[4..14].to_uppercase()) }
}

/// Orders of a spring morning: names and streets differ as much as real ones, every SKU is asked for.
fn file(n_orders: usize) -> String {
    const NAMES: [&str; 24] = [
        "Amelia", "Zoë", "Łukasz", "Đức", "Chloé", "Noah", "Søren", "Maja", "Ravi", "Yusuf", "Nia", "Owen", "Ines", "Tomasz", "Freya",
        "Kofi", "Linh", "Marta", "Hugo", "Elif", "Piotr", "Ada", "Luca", "Mei",
    ];
    const FAMILIES: [&str; 24] = [
        "Smith",
        "Nowak",
        "Nguyễn",
        "Okafor",
        "Jensen",
        "Patel",
        "Dubois",
        "Rossi",
        "Kowalska",
        "Silva",
        "Murphy",
        "Haddad",
        "Novák",
        "Berg",
        "Costa",
        "Wright",
        "Tran",
        "Ivanova",
        "Khan",
        "Weber",
        "Moreau",
        "Lindqvist",
        "Adeyemi",
        "Brown",
    ];
    const STREETS: [&str; 8] =
        ["High Street", "Station Road", "Church Lane", "Victoria Avenue", "Mill Close", "ul. Długa", "King's Parade", "Elm Grove"];
    const CITIES: [&str; 8] = ["Leeds", "Bristol", "Gdańsk", "Cardiff", "Oslo", "Kraków", "Glasgow", "Norwich"];
    let mut text =
        "reference,placed_at,consignee_name,consignee_street_1,consignee_city,consignee_postcode,consignee_country,consignee_email,\
                    sku,quantity,unit_price\n"
            .to_owned();
    // Deterministic, and without a period that is shorter than the file.
    let mut state: usize = 0x2545_F491;
    let mut any = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    for number in 1..=n_orders {
        let (name, family) = (NAMES[any(24)], FAMILIES[any(24)]);
        let seconds = number * 50_000 / n_orders;
        let placed_at = format!("2026-11-20T{:02}:{:02}:{:02}Z", 5 + seconds / 3_600, seconds / 60 % 60, seconds % 60);
        let who = format!(
            "{name} {family},{} {},{},LS{} {}AB,GB,{}{}@example.com",
            1 + any(200),
            STREETS[any(8)],
            CITIES[any(8)],
            1 + any(28),
            1 + any(9),
            name.to_lowercase().replace(|c: char| !c.is_ascii(), ""),
            any(10_000)
        );
        for line in 0..LINES {
            let sku = (any(SKUS / LINES) * LINES + line) % SKUS;
            text.push_str(&format!("WEB-{number:06},{placed_at},{who},SKU-{sku:05},{},{}.{:02}\n", 1 + any(3), 1 + any(60), any(100)));
        }
    }
    text
}

fn report(variant: &str, n_orders: usize, steps: &Steps, sum: &Usage) {
    let n = n_orders as u64;
    let thousandths = |units: u64| format!("{}.{:03}", units / n / 1_000, units / n % 1_000);
    for (step, usage) in &steps.0 {
        println!(
            "{}",
            json!({
                "variant": variant, "step": step,
                "write_units": thousandths(usage.write_units), "read_units": thousandths(usage.read_units),
                "requests": thousandths(usage.requests()),
            })
        );
    }
    let without_mail = Usage { mails: 0, ..*sum };
    let cost = PRICES.of(&without_mail);
    // Billionths of a dollar for n orders; thousandths of a dollar for a million.
    let per_million = |nano: u64| format!("{}.{:03}", nano / n / 1_000, nano / n % 1_000);
    for (name, value) in [
        ("order.write_units", thousandths(sum.write_units)),
        ("order.read_units", thousandths(sum.read_units)),
        ("order.requests", thousandths(sum.requests())),
        ("order.aws_usd_per_million", per_million(cost.total())),
        ("order.aws_usd_per_million.writes", per_million(cost.writes)),
        ("order.aws_usd_per_million.reads", per_million(cost.reads)),
        ("order.aws_usd_per_million.files", per_million(cost.files)),
        ("order.aws_usd_per_million.queues", per_million(cost.queues)),
        ("order.aws_usd_per_million.functions", per_million(cost.functions)),
    ] {
        println!("{}", json!({"variant": variant, "name": name, "value": value}));
    }
}
