//! Histories under faults. A history follows from its seed alone: what fails prints its seed, and
//! `FAULT_SEED=<seed> cargo test -p system-tests --test faults the_history_of_one_seed -- --nocapture`
//! runs it alone and tells it step by step.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it stands")]

mod desk;
mod history;

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

fn number(name: &str) -> Option<u64> {
    #[expect(clippy::disallowed_methods, reason = "tests are told by the environment what to run")]
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is not a number")))
}

/// `FAULT_HISTORIES` histories (300 where absent), from `FAULT_FIRST` (0) on.
#[test]
fn every_promise_is_kept_under_faults() {
    let (first, n) = (number("FAULT_FIRST").unwrap_or(0), number("FAULT_HISTORIES").unwrap_or(300));
    let (next, n_faults, n_failed) = (AtomicU64::new(first), AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, std::num::NonZero::get) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + n {
                        return;
                    }
                    let ended = std::panic::catch_unwind(|| history::run(seed));
                    match ended {
                        Ok(ended) => {
                            n_faults.fetch_add(ended.n_faults, Ordering::Relaxed);
                            if !ended.wrong.is_empty() {
                                n_failed.fetch_add(1, Ordering::Relaxed);
                                eprintln!("FAULT_SEED={seed}\n  {}", ended.wrong.join("\n  "));
                            }
                        }
                        Err(_) => {
                            n_failed.fetch_add(1, Ordering::Relaxed);
                            eprintln!("FAULT_SEED={seed}: panicked");
                        }
                    }
                }
            });
        }
    });
    let n_failed = n_failed.into_inner();
    assert_eq!(n_failed, 0, "of {n} histories from seed {first} on, {n_failed} broke a promise (see their seeds above)");
    assert!(n < 50 || n_faults.into_inner() > 0, "no call met with a fault");
}

/// The history of `FAULT_SEED`, told step by step; nothing without it.
#[test]
fn the_history_of_one_seed() {
    let Some(seed) = number("FAULT_SEED") else { return };
    let ended = history::run(seed);
    eprintln!("{}\n{} faults", ended.log.join("\n"), ended.n_faults);
    assert!(ended.wrong.is_empty(), "{}", ended.wrong.join("\n"));
}
