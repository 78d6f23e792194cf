//! The functions as they are deployed: how large, how fast to start, how much memory; and the API while it is warm.

use std::fs;
use std::io::Write;
use std::time::Duration;

use serde_json::{Value, json};
use system_tests::World;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::Bench;
use crate::environment::{Aws, Environment, binary};
use crate::figures::Run;
use crate::measure::{mib, ms};
use rust_decimal::Decimal;

pub(crate) const BENCH: Bench = Bench { name: "functions", run, probe: |_| panic!("no probes") };

/// Every function with an event.
const FUNCTIONS: &[(&str, &str)] = &[
    ("api", include_str!("../../events/api.json")),
    ("authorizer", include_str!("../../events/authorizer.json")),
    ("document-render", include_str!("../../events/document-render.json")),
    ("event-relay", include_str!("../../events/event-relay.json")),
    ("exports", include_str!("../../events/exports.json")),
    ("notifications", include_str!("../../events/notifications.json")),
    ("order-import", include_str!("../../events/order-import.json")),
    ("order-validation", include_str!("../../events/order-validation.json")),
    ("reconciliation", include_str!("../../events/reconciliation.json")),
    ("stock-allocation", include_str!("../../events/stock-allocation.json")),
];

/// Starts of which the median is taken.
const STARTS: usize = 11;

/// Calls to the warm API, and environments that make them at once for the 99th percentile.
const CALLS: usize = 1_000;
const AT_ONCE: usize = 4;

fn run(run: &mut Run) {
    let (built, missing): (Vec<_>, Vec<_>) = FUNCTIONS.iter().copied().partition(|(function, _)| binary(function).exists());
    for (function, _) in missing {
        eprintln!("{function} is not built, and therefore not measured");
    }
    sizes(run, &built);
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let world = World::without_a_stream().await;
        world.receive("opening", &[("A", 1_000_000), ("B", 1_000_000), ("C", 1_000_000)]).await;
        let aws = Aws::before(&world.serve().await, &run.cache).await;
        starts(run, &built, &aws).await;
        warm(run, &aws).await;
    });
}

fn sizes(run: &mut Run, functions: &[(&str, &str)]) {
    let mut largest = 0;
    for (function, _) in functions {
        let program = fs::read(binary(function)).unwrap();
        let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
        zip.start_file("bootstrap", SimpleFileOptions::default()).unwrap();
        zip.write_all(&program).unwrap();
        let zipped = zip.finish().unwrap().into_inner().len();
        run.figure(format!("package.{function}_binary_mb"), megabytes(program.len()));
        run.figure(format!("package.{function}_zip_mb"), megabytes(zipped)).goal(5, 3);
        largest = largest.max(zipped);
    }
    run.figure("package.largest_zip_mb", megabytes(largest)).goal(5, 3);
}

/// From the start of the process to the answer to its first event, over TLS to a DynamoDB beside it.
async fn starts(run: &mut Run, functions: &[(&str, &str)], aws: &Aws) {
    let health = call("GET", "/health", Value::Null);
    let (cold, _) = start("api", &health, aws).await;
    run.figure("api.cold_start_ms", cold).goal(20, 10);
    for (function, event) in functions {
        // The API's own example asks nothing of AWS.
        let event =
            if *function == "api" { call("GET", "/v1/stores/nordlys/orders", Value::Null) } else { serde_json::from_str(event).unwrap() };
        let (first, peak) = start(function, &event, aws).await;
        run.figure(format!("start.{function}_first_aws_answer_ms"), first).goal(20, 10);
        run.figure(format!("memory.{function}_peak_mb"), mib(peak));
    }
}

async fn start(function: &str, event: &Value, aws: &Aws) -> (Decimal, u64) {
    let (mut times, mut peak) = (Vec::new(), 0);
    for _ in 0..=STARTS {
        let mut environment = Environment::start(function, aws).await;
        times.push(environment.first_answer(event.clone()).await);
        peak = peak.max(environment.peak_kib());
    }
    // The first brought the program into memory.
    (percentile(&mut times[1..], 50), peak)
}

/// Of ten calls six show an order, two list orders and two create one of three lines, answered before the next is made.
async fn warm(run: &mut Run, aws: &Aws) {
    let mut one = Environment::start("api", aws).await;
    let mut times = calls(&mut one, 0).await;
    run.figure("api.warm_p50_ms", percentile(&mut times, 50));
    run.figure("api.warm_p99_ms", percentile(&mut times, 99));
    let environments = (1..=AT_ONCE).map(|number| async move {
        let mut environment = Environment::start("api", aws).await;
        calls(&mut environment, number).await
    });
    let begun = std::time::Instant::now();
    let mut times = futures::future::join_all(environments).await.concat();
    let took = begun.elapsed();
    run.figure("api.p50_ms", percentile(&mut times, 50));
    run.figure("api.p99_ms", percentile(&mut times, 99));
    run.figure("api.calls_per_second", u64::try_from(times.len() as u128 * 1_000 / took.as_millis()).unwrap());
}

async fn calls(environment: &mut Environment, client: usize) -> Vec<Duration> {
    let mut times = Vec::new();
    let mut order = String::new();
    for number in 0..CALLS {
        let call = match number % 10 {
            0 | 5 => create(&format!("B-{client}-{number}"), &[("A", 1), ("B", 1), ("C", 1)]),
            3 | 7 => call("GET", "/v1/stores/nordlys/orders?limit=25", Value::Null),
            _ => call("GET", &format!("/v1/stores/nordlys/orders/{order}"), Value::Null),
        };
        let is_create = number % 5 == 0;
        let (answer, took) = environment.invoke(call).await;
        let body: Value = serde_json::from_str(answer["body"].as_str().unwrap_or_default()).unwrap_or_default();
        assert_eq!(answer["statusCode"], if is_create { 202 } else { 200 }, "{answer}");
        if is_create {
            body["order"]["id"].as_str().unwrap_or_else(|| panic!("no id: {body}")).clone_into(&mut order);
        }
        // The first calls open connections and fill caches.
        if number >= 50 {
            times.push(took);
        }
    }
    times
}

/// An order of some SKUs, so many units of each, under its reference as the key.
pub(crate) fn create(reference: &str, lines: &[(&str, u32)]) -> Value {
    let lines: Vec<Value> = lines.iter().map(|(sku, units)| json!({"sku": sku, "quantity": units, "unit_price": "12.50"})).collect();
    let body = json!({
        "reference": reference,
        "consignee": {"name": "Zoë Łęcka", "street": ["ul. Długa 5"], "city": "Gdańsk", "postcode": "80-831", "country": "PL"},
        "lines": lines,
    });
    let mut call = call("POST", "/v1/stores/nordlys/orders", body);
    call["headers"]["idempotency-key"] = reference.into();
    call
}

/// An event of the HTTP API, from somebody of customer service.
fn call(method: &str, path: &str, body: Value) -> Value {
    let mut event: Value = serde_json::from_str(FUNCTIONS[0].1).unwrap();
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    event["rawPath"] = path.into();
    event["rawQueryString"] = query.into();
    event["pathParameters"]["proxy"] = path.trim_start_matches("/v1/").into();
    event["requestContext"]["http"]["method"] = method.into();
    event["requestContext"]["http"]["path"] = path.into();
    if !body.is_null() {
        event["headers"]["content-type"] = "application/json".into();
        event["body"] = body.to_string().into();
    }
    event
}

fn percentile(times: &mut [Duration], percent: usize) -> Decimal {
    times.sort_unstable();
    let time = times[(times.len() - 1) * percent / 100];
    ms(u64::try_from(time.as_micros()).unwrap())
}

/// Millions of bytes, to a hundredth.
fn megabytes(bytes: usize) -> Decimal {
    (Decimal::from(bytes) / Decimal::from(1_000_000)).round_dp(2)
}
