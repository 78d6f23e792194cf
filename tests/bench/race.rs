//! Buyers of the last units, over HTTP and with the API as it is deployed: 8 to 64 of them want fifty units at the
//! same moment, in eight environments at once, a thousand times.

use system_tests::World;
use tokio::sync::Mutex;

use crate::Bench;
use crate::environment::{Aws, Environment};
use crate::figures::Run;
use crate::functions::create;

pub(crate) const BENCH: Bench = Bench { name: "race", run, probe: |_| panic!("no probes") };

const ROUNDS: u64 = 1_000;
const UNITS: u32 = 50;
const ENVIRONMENTS: u64 = 8;

fn run(run: &mut Run) {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let world = World::without_a_stream().await;
        let aws = Aws::before(&world.serve().await, &run.cache).await;
        let mut environments = Vec::new();
        for _ in 0..ENVIRONMENTS {
            environments.push(Mutex::new(Environment::start("api", &aws).await));
        }
        let mut rng = fastrand::Rng::with_seed(1);
        let (mut n_orders, mut oversold, mut unsold) = (0_u64, 0, 0);
        for round in 0..ROUNDS {
            let sku = format!("RACE-{round}");
            world.add_product(&sku).await;
            world.receive(&sku, &[(&sku, UNITS)]).await;
            let wishes: Vec<u32> = (0..rng.usize(8..=64)).map(|_| rng.u32(1..4)).collect();
            let calls = wishes.iter().zip(0_u64..).map(|(units, buyer)| {
                let environment = &environments[usize::try_from(buyer % ENVIRONMENTS).unwrap()];
                let order = create(&format!("{round}-{buyer}"), &[(&sku, *units)]);
                async move {
                    let (answer, _) = environment.lock().await.invoke(order).await;
                    assert_eq!(answer["statusCode"], 202, "{answer}");
                }
            });
            futures::future::join_all(calls).await;
            n_orders += u64::try_from(wishes.len()).unwrap();
            let level = world.level(&sku).await;
            let given = level.allocated;
            let wanted: u32 = wishes.iter().sum();
            oversold += u64::from(given > UNITS || level.available + given != UNITS);
            unsold += u64::from(given < wanted.min(UNITS));
        }
        run.figure("race.rounds", ROUNDS).goal(1_000, 1_000);
        run.figure("race.orders", n_orders);
        run.figure("race.rounds_oversold", oversold).goal(0, 0);
        run.figure("race.rounds_with_unsold_units", unsold).goal(0, 0);
        run.figure("race.violations", u64::try_from(world.violations().len()).unwrap()).goal(0, 0);
    });
}
