//! Histories under faults. A history follows from its seed alone: what fails prints its seed, and
//! `FAULT_SEED=<seed> cargo test -p system-tests --test faults the_history_of_one_seed -- --nocapture`
//! runs it alone and tells it step by step.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it stands")]

mod desk;
mod history;
mod kills;
mod race;

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

fn number(name: &str) -> Option<u64> {
    #[expect(clippy::disallowed_methods, reason = "tests are told by the environment what to run")]
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is not a number")))
}

/// Runs `of` for each number, on all processors; prints what is wrong and answers for how many something is.
fn each(name: &str, numbers: &[u64], of: impl Fn(u64) -> Vec<String> + Sync + std::panic::RefUnwindSafe) -> usize {
    let (next, n_failed) = (AtomicU64::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, std::num::NonZero::get) {
            scope.spawn(|| {
                while let Some(number) = usize::try_from(next.fetch_add(1, Ordering::Relaxed)).ok().and_then(|place| numbers.get(place)) {
                    let wrong = std::panic::catch_unwind(|| of(*number)).unwrap_or_else(|_| vec!["panicked".to_owned()]);
                    if !wrong.is_empty() {
                        n_failed.fetch_add(1, Ordering::Relaxed);
                        eprintln!("{name}={number}\n  {}", wrong.join("\n  "));
                    }
                }
            });
        }
    });
    n_failed.into_inner()
}

/// `FAULT_HISTORIES` histories (300 where absent), from `FAULT_FIRST` (0) on.
#[test]
fn every_promise_is_kept_under_faults() {
    let (first, n) = (number("FAULT_FIRST").unwrap_or(0), number("FAULT_HISTORIES").unwrap_or(300));
    let n_faults = AtomicUsize::new(0);
    let seeds: Vec<u64> = (first..first + n).collect();
    let n_failed = each("FAULT_SEED", &seeds, |seed| {
        let ended = history::run(seed);
        n_faults.fetch_add(ended.n_faults, Ordering::Relaxed);
        ended.wrong
    });
    assert_eq!(n_failed, 0, "of {n} histories from seed {first} on, {n_failed} broke a promise (see their seeds above)");
    assert!(n < 50 || n_faults.into_inner() > 0, "no call met with a fault");
}

/// A function dies at each `KILL_STRIDE`-th call of a journey (23 where absent; 1 is every call), once
/// before the call and once after its effect. `KILL_AT=<twice the call, plus one for after>` is one death alone.
#[test]
fn whoever_dies_at_any_call_nothing_is_lost_or_done_twice() {
    let undisturbed = kills::run(u32::MAX, false);
    assert_eq!(undisturbed.wrong, Vec::<String>::new());
    let stride = usize::try_from(number("KILL_STRIDE").unwrap_or(23)).unwrap();
    let all: Vec<u64> = (2..2 * u64::from(undisturbed.n_calls) + 2).collect();
    let deaths = number("KILL_AT").map_or_else(|| all.iter().copied().step_by(stride).collect(), |one| vec![one]);
    let n_failed = each("KILL_AT", &deaths, |death| {
        let ended = kills::run(u32::try_from(death / 2).unwrap(), death % 2 == 1);
        let differs = undisturbed.outcome.iter().zip(&ended.outcome).filter(|(expected, found)| expected != found);
        let mut wrong: Vec<String> = differs.map(|(expected, found)| format!("expected {expected}\n  found    {found}")).collect();
        if undisturbed.outcome.len() != ended.outcome.len() {
            wrong.push(format!("{} facts instead of {}", ended.outcome.len(), undisturbed.outcome.len()));
        }
        wrong.into_iter().chain(ended.wrong).collect()
    });
    eprintln!("{} calls, {} deaths", undisturbed.n_calls, deaths.len());
    assert_eq!(n_failed, 0, "{n_failed} of {} deaths left a trace", deaths.len());
}

/// `RACES` rounds (12 where absent), from `FAULT_FIRST` (0) on.
#[test]
fn many_buyers_at_once_get_exactly_what_there_is() {
    let (first, n) = (number("FAULT_FIRST").unwrap_or(0), number("RACES").unwrap_or(12));
    let rounds: Vec<u64> = (first..first + n).collect();
    assert_eq!(each("round", &rounds, race::for_the_last_units), 0);
}

#[test]
fn one_call_sent_a_hundred_times_is_done_once() {
    assert_eq!(race::of_one_call(), Vec::<String>::new());
}

/// The history of `FAULT_SEED`, told step by step; nothing without it.
#[test]
fn the_history_of_one_seed() {
    let Some(seed) = number("FAULT_SEED") else { return };
    let ended = history::run(seed);
    eprintln!("{}\n{} faults", ended.log.join("\n"), ended.n_faults);
    assert!(ended.wrong.is_empty(), "{}", ended.wrong.join("\n"));
}
