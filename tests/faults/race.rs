//! Many at once: buyers of the last units, and one call sent a hundred times.

use aws_sdk_dynamodb::config::retry::RetryConfig;
use fastrand::Rng;
use futures::future::join_all;
use http::Method;
use serde_json::{Value, json};
use system_tests::{Life, World};

use crate::desk::{Desk, Outcome, Wish};

/// Units that all want to have.
const UNITS: u32 = 50;

fn order(number: usize, units: u32) -> Wish {
    let lines = json!([{"sku": "A", "quantity": units, "unit_price": "2.50", "tax_rate": "20"}]);
    let consignee = json!({"name": "Zoë Łęcka", "street": ["ul. Długa 5"], "city": "Gdańsk", "postcode": "80-831", "country": "PL"});
    let body = json!({"reference": format!("R{number}"), "currency": "GBP", "lines": lines, "shipping_service": "standard", "consignee": consignee});
    Wish { method: Method::POST, path: "/orders".to_owned(), body, key: format!("wish-{number}") }
}

fn of_the_world(work: impl Future<Output = Vec<String>>) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(work)
}

/// All that waits, at once, until nothing does.
async fn work_at_once(world: &mut World) {
    for _ in 0..200 {
        let records = world.stream(10_000);
        assert_eq!(world.relay_records(&records).await, Ok(None));
        let messages = world.cloud.take_messages();
        if messages.is_empty() && records.is_empty() {
            return;
        }
        let done = join_all(messages.iter().map(|(queue, body)| world.deliver(queue, body))).await;
        for ((queue, body), done) in messages.into_iter().zip(done) {
            if done.is_err() {
                world.cloud.send(system_tests::Message { queue, body, visible_at: world.now, received: 0 });
            }
        }
        world.pass(30);
    }
    panic!("the functions never come to rest");
}

/// 8 to 64 buyers want fifty units at the same moment: exactly these are given away.
pub(crate) fn for_the_last_units(seed: u64) -> Vec<String> {
    let mut rng = Rng::with_seed(seed);
    fastrand::seed(seed);
    of_the_world(async move {
        let mut world = World::with_retries(json!({}), RetryConfig::standard()).await;
        world.receive("opening", &[("A", UNITS)]).await;
        let desk = Desk::of(&world);
        let wishes: Vec<Wish> = (0..rng.usize(8..=64)).map(|number| order(number, rng.u32(1..4))).collect();
        let wanted: u32 = wishes.iter().map(|wish| u32::try_from(wish.body["lines"][0]["quantity"].as_u64().unwrap()).unwrap()).sum();
        let answers = join_all(wishes.iter().map(|wish| desk.send(wish, Life::until(u32::MAX, false)))).await;
        let mut wrong: Vec<String> =
            answers.iter().filter(|answer| !matches!(answer, Outcome::Answered(202, _))).map(|answer| format!("{answer:?}")).collect();
        work_at_once(&mut world).await;
        let given: u32 = world.orders().iter().map(|order| order.units().allocated).sum();
        if given != wanted.min(UNITS) {
            wrong.push(format!("{given} of {UNITS} units were given to those who wanted {wanted}"));
        }
        wrong.extend(world.violations().iter().map(ToString::to_string));
        wrong
    })
}

/// The same call a hundred times at once: one order, and one answer for all.
pub(crate) fn of_one_call() -> Vec<String> {
    of_the_world(async {
        let mut world = World::new().await;
        world.receive("opening", &[("A", UNITS)]).await;
        let desk = Desk::of(&world);
        let wish = order(1, 2);
        let mut answers: Vec<(u16, Value)> = Vec::new();
        for _ in 0..2 {
            let outcomes = join_all((0..100).map(|_| desk.send(&wish, Life::until(u32::MAX, false)))).await;
            answers.extend(outcomes.into_iter().filter_map(|outcome| match outcome {
                Outcome::Answered(status, body) => Some((status, body)),
                Outcome::Unknown => None,
            }));
        }
        work_at_once(&mut world).await;
        let mut wrong: Vec<String> = world.violations().iter().map(ToString::to_string).collect();
        if answers.len() < 100 || answers.iter().any(|answer| *answer != answers[0]) {
            wrong.push(format!("{} answers, not all the same", answers.len()));
        }
        let other = Wish { body: order(1, 3).body, ..wish };
        match desk.send(&other, Life::until(u32::MAX, false)).await {
            Outcome::Answered(400..=499, _) => {}
            outcome => wrong.push(format!("another body under the same key was answered {outcome:?}")),
        }
        if world.orders().len() != 1 || world.level("A").await.available != UNITS - 2 {
            wrong.push(format!("{} orders, {:?}", world.orders().len(), world.level("A").await));
        }
        wrong
    })
}
