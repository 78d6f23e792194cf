//! The clock of a test: it stands still until the test moves it, but never tells the same time twice,
//! like a real one of nanoseconds.

use std::cell::Cell;

use jiff::{Timestamp, ToSpan};

thread_local! {
    static NOW: Cell<Timestamp> = const { Cell::new(Timestamp::UNIX_EPOCH) };
}

/// The time.
pub fn now() -> Timestamp {
    let now = NOW.get() + 1.nanosecond();
    NOW.set(now);
    now
}

/// Sets the time.
pub fn set(at: Timestamp) {
    NOW.set(at);
}
