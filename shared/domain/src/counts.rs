//! Counting what is there, and what a difference to the books means.
//!
//! A difference is never measured against the books of the moment in which it is looked at: goods move while people count. Each
//! count of a SKU says when it was done, and the ledger says what must have been there at that time.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::ids::{ActorId, CountId, Sku, StoreId};
use crate::money::Money;
use crate::orders::history::By;
use crate::stock::ledger::{Change, Move, MoveKind};
use crate::stock::search::Filter;
use crate::stock::{Level, Unavailable};

/// Different SKUs of one count.
pub const MAX_SKUS: usize = 5_000;

/// Times that a SKU is counted within one count.
pub const MAX_ATTEMPTS: usize = 20;

/// The most units of a SKU that one count finds.
pub const MAX_UNITS: u32 = 10_000_000;

/// Up to which difference stock is booked without anybody's approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tolerance {
    /// So many units, however few there should be.
    pub units: u32,
    /// So many percent of what should be there.
    pub percent: Decimal,
    /// Never a difference worth more than this, in minor units of the store's currency; none where that is not looked at.
    #[serde(default)]
    pub value_minor: Option<u32>,
}

impl Default for Tolerance {
    fn default() -> Self {
        Self { units: 1, percent: Decimal::TWO, value_minor: None }
    }
}

impl Tolerance {
    /// Whether a difference may be booked as it is. What has no price is judged by its units alone.
    pub fn allows(&self, variance: &Variance) -> bool {
        let units = variance.units.unsigned_abs();
        let share = Decimal::from(units) * Decimal::ONE_HUNDRED;
        let is_small = units <= u64::from(self.units) || share <= self.percent * Decimal::from(variance.expected);
        let is_cheap = match (self.value_minor, variance.value) {
            (Some(most), Some(value)) => value.minor.unsigned_abs() <= u64::from(most),
            _ => true,
        };
        units == 0 || (is_small && is_cheap)
    }
}

/// What was counted beside what should have been there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variance {
    /// What should have been there.
    pub expected: u32,
    /// Units more, or fewer where negative.
    pub units: i64,
    /// What those sell for; none where the product has no price.
    pub value: Option<Money>,
}

impl Variance {
    /// In percent of what should have been there, to a tenth; none where nothing should.
    pub fn percent(&self) -> Option<Decimal> {
        let share = Decimal::from(self.units.checked_mul(1_000)?).checked_div(Decimal::from(self.expected))?;
        Some(Decimal::new(share.round().try_into().ok()?, 1))
    }
}

/// One time that somebody counted a SKU.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// The command's name: sent again, it is the same count.
    pub id: String,
    /// Units that were there.
    pub units: u32,
    /// When they were counted, by the device.
    pub counted_at: Timestamp,
    /// When we wrote it down.
    pub recorded_at: Timestamp,
    /// Who counted.
    pub actor: ActorId,
    /// Units that the books had in their place at that time.
    pub expected: u32,
    /// Units that were picked or packed and had not left: they are on hand, but not in their place, and not in `expected`.
    #[serde(default)]
    pub picked: u32,
    /// Units of a shortage that are not free, because orders hold them or they are set apart.
    #[serde(default)]
    pub uncovered: u32,
    /// What one sells for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_price: Option<Money>,
}

impl Attempt {
    /// The difference.
    pub fn variance(&self) -> Variance {
        let units = i64::from(self.units) - i64::from(self.expected);
        let value = self.unit_price.and_then(|price| Some(Money { minor: price.minor.checked_mul(units)?, ..price }));
        Variance { expected: self.expected, units, value }
    }
}

/// Why a SKU is to be counted once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Again {
    /// Somebody doubts the count.
    Asked,
    /// The books were corrected after it was counted, so nobody can say whether that is in the difference.
    Corrected,
}

impl Again {
    /// Every reason.
    pub const ALL: [Self; 2] = [Self::Asked, Self::Corrected];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Corrected => "corrected",
        }
    }
}

/// That a SKU is to be counted once more: what was counted before means nothing any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recount {
    /// Since when.
    pub at: Timestamp,
    /// Who asked for it.
    pub actor: ActorId,
    /// Why.
    pub why: Again,
}

/// What became of a SKU's count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// The books say what was counted, as far as they can.
    Booked {
        /// When.
        at: Timestamp,
        /// Who closed the count, or approved of the difference.
        actor: ActorId,
        /// What was booked; nothing where there was no difference.
        change: Change,
        /// Units of a shortage that the books still have, because they are not free.
        #[serde(default)]
        uncovered: u32,
    },
    /// The books stay as they are.
    Left {
        /// When.
        at: Timestamp,
        /// Who said so.
        actor: ActorId,
        /// Why.
        reason: String,
    },
}

/// One SKU of a count, once anything happened to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountLine {
    /// Which.
    pub sku: Sku,
    /// Times that it was stored.
    pub version: u64,
    /// Each time that it was counted, in the order in which we learnt of it.
    #[serde(default)]
    pub attempts: Vec<Attempt>,
    /// Set when it is to be counted once more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recount: Option<Recount>,
    /// What became of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// Whether its count is closed and somebody has to decide, or count again.
    #[serde(default)]
    pub is_listed: bool,
}

/// Where a SKU of a count is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nobody has counted it.
    Open,
    /// It is to be counted once more.
    Recount,
    /// It is counted, and differs by no more than is allowed.
    Counted,
    /// It differs by more, or units that orders hold are not there: somebody has to approve.
    Waiting,
    /// The books say what was counted.
    Booked,
    /// The books stay as they are.
    Left,
}

impl Stage {
    /// Every stage, in the order in which a SKU goes through them.
    pub const ALL: [Self; 6] = [Self::Open, Self::Recount, Self::Counted, Self::Waiting, Self::Booked, Self::Left];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Recount => "recount",
            Self::Counted => "counted",
            Self::Waiting => "waiting",
            Self::Booked => "booked",
            Self::Left => "left",
        }
    }
}

impl CountLine {
    /// A SKU that nobody has counted.
    pub fn open(sku: Sku) -> Self {
        Self { sku, version: 0, attempts: Vec::new(), recount: None, outcome: None, is_listed: false }
    }

    /// The count that holds: the latest by the time at which it was done, unless it is to be done once more.
    pub fn latest(&self) -> Option<&Attempt> {
        let holds = |attempt: &&Attempt| self.recount.as_ref().is_none_or(|recount| attempt.counted_at > recount.at);
        self.attempts.iter().filter(holds).max_by_key(|attempt| attempt.counted_at)
    }

    /// Where it is.
    pub fn stage(&self, tolerance: &Tolerance) -> Stage {
        match (&self.outcome, self.latest()) {
            (Some(Outcome::Booked { .. }), _) => Stage::Booked,
            (Some(Outcome::Left { .. }), _) => Stage::Left,
            (None, None) if self.recount.is_some() => Stage::Recount,
            (None, None) => Stage::Open,
            (None, Some(attempt)) if attempt.uncovered == 0 && tolerance.allows(&attempt.variance()) => Stage::Counted,
            (None, Some(_)) => Stage::Waiting,
        }
    }

    /// Somebody counted it.
    pub fn counted(&self, attempt: Attempt) -> Result<Self, Refusal> {
        self.undecided()?;
        if self.recount.as_ref().is_some_and(|recount| attempt.counted_at <= recount.at) {
            return Err(Refusal::CountedBeforeRecount);
        }
        if self.attempts.len() >= MAX_ATTEMPTS {
            return Err(Refusal::TooManyAttempts);
        }
        let mut after = self.clone();
        after.attempts.push(attempt);
        Ok(after)
    }

    /// It is to be counted once more.
    pub fn to_recount(&self, by: &By, why: Again) -> Result<Self, Refusal> {
        self.undecided()?;
        if self.attempts.is_empty() {
            return Err(Refusal::NotCounted);
        }
        Ok(Self { recount: Some(Recount { at: by.at, actor: by.actor.clone(), why }), ..self.clone() })
    }

    /// Whether somebody may approve of its difference: anybody who may at all, but not of what they counted themselves.
    pub fn may_be_approved_by(&self, who: &ActorId) -> Result<&Attempt, Refusal> {
        self.undecided()?;
        let attempt = self.latest().ok_or(Refusal::NotCounted)?;
        if &attempt.actor == who { Err(Refusal::OwnCount) } else { Ok(attempt) }
    }

    /// It is booked.
    #[must_use]
    pub fn booked(&self, by: &By, settlement: &Settlement) -> Self {
        let Settlement { change, uncovered } = settlement.clone();
        let outcome = Outcome::Booked { at: by.at, actor: by.actor.clone(), change, uncovered };
        Self { outcome: Some(outcome), is_listed: false, ..self.clone() }
    }

    /// The books stay as they are.
    pub fn left(&self, by: &By, reason: &str) -> Result<Self, Refusal> {
        self.undecided()?;
        let outcome = Outcome::Left { at: by.at, actor: by.actor.clone(), reason: reason.to_owned() };
        Ok(Self { outcome: Some(outcome), is_listed: false, ..self.clone() })
    }

    fn undecided(&self) -> Result<(), Refusal> {
        if self.outcome.is_some() { Err(Refusal::Decided) } else { Ok(()) }
    }
}

/// Why something cannot be done with a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is over.
    #[error("the count is {}", .0.as_str())]
    Ended(CountState),
    /// The SKU is not one of those that are counted.
    #[error("that SKU is not part of this count")]
    NotPartOfIt,
    /// It is decided what becomes of the SKU.
    #[error("it is decided what becomes of this SKU; start another count to count it again")]
    Decided,
    /// Nobody has counted it, or it is to be counted once more.
    #[error("the SKU was not counted, or is to be counted again")]
    NotCounted,
    /// Whoever counted something does not approve of it.
    #[error("somebody else must approve of what you counted yourself")]
    OwnCount,
    /// It was counted before somebody asked to count it once more.
    #[error("it was counted before somebody asked to count it again; count it once more")]
    CountedBeforeRecount,
    /// The books were corrected after it was counted.
    #[error("the stock was corrected after it was counted; count it again")]
    Corrected,
    /// It was counted too often.
    #[error("a SKU is counted at most {MAX_ATTEMPTS} times in one count")]
    TooManyAttempts,
}

/// How the SKUs of a count were chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chosen {
    /// One by one.
    Skus(BTreeSet<Sku>),
    /// All that a filter of the stock list finds; an empty one finds all.
    Filter(Filter),
}

/// How a count ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "end", rename_all = "snake_case")]
pub enum End {
    /// Nobody counts any more; what may be booked is.
    Closed {
        /// When.
        at: Timestamp,
        /// By whom.
        actor: ActorId,
        /// What came of it; none while it is being booked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        result: Option<Tally>,
    },
    /// Nothing more of it is booked.
    Cancelled {
        /// When.
        at: Timestamp,
        /// By whom.
        actor: ActorId,
        /// Why.
        reason: String,
    },
}

/// A count of some of a store's stock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Derived from the command that began it.
    pub id: CountId,
    /// Whose stock.
    pub store: StoreId,
    /// Times that it was stored.
    pub version: u64,
    /// When it was begun.
    pub created_at: Timestamp,
    /// By whom.
    pub actor: ActorId,
    /// As people call it.
    pub name: String,
    /// Whether those who count do not see what should be there.
    pub is_blind: bool,
    /// Different SKUs.
    pub n_skus: u32,
    /// What is booked without approval: the store's setting when it was begun.
    pub tolerance: Tolerance,
    /// Set when it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<End>,
}

/// Where a count is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountState {
    /// People count.
    Open,
    /// It is closed, and what may be booked is being booked.
    Booking,
    /// Everything that may be booked is.
    Closed,
    /// Nothing more of it is booked.
    Cancelled,
}

impl CountState {
    /// Every state, in the order in which a count goes through them.
    pub const ALL: [Self; 4] = [Self::Open, Self::Booking, Self::Closed, Self::Cancelled];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Booking => "booking",
            Self::Closed => "closed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// What somebody may do with a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountAction {
    /// Count.
    Count,
    /// Say that nobody counts any more.
    Close,
    /// Say that nothing more of it is to be booked.
    Cancel,
    /// Approve of differences, leave them, or have them counted again.
    Decide,
}

impl CountAction {
    /// Every action.
    pub const ALL: [Self; 4] = [Self::Count, Self::Close, Self::Cancel, Self::Decide];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Close => "close",
            Self::Cancel => "cancel",
            Self::Decide => "decide",
        }
    }
}

impl Count {
    /// Where it is.
    pub fn state(&self) -> CountState {
        match &self.end {
            None => CountState::Open,
            Some(End::Closed { result: None, .. }) => CountState::Booking,
            Some(End::Closed { .. }) => CountState::Closed,
            Some(End::Cancelled { .. }) => CountState::Cancelled,
        }
    }

    /// What is possible now, whoever asks; `waiting` tells whether any SKU waits for a decision or for being counted again.
    pub fn actions(&self, waiting: bool) -> Vec<CountAction> {
        match self.state() {
            CountState::Open => CountAction::ALL.to_vec(),
            CountState::Booking => vec![CountAction::Close],
            CountState::Closed if waiting => vec![CountAction::Count, CountAction::Decide],
            CountState::Closed | CountState::Cancelled => Vec::new(),
        }
    }

    /// Nobody counts any more.
    pub fn closed(&self, by: &By) -> Result<Self, Refusal> {
        self.must_be_open()?;
        Ok(Self { end: Some(End::Closed { at: by.at, actor: by.actor.clone(), result: None }), ..self.clone() })
    }

    /// Everything that may be booked is.
    #[must_use]
    pub fn settled(&self, tally: Tally) -> Self {
        let mut after = self.clone();
        if let Some(End::Closed { result, .. }) = &mut after.end {
            *result = Some(tally);
        }
        after
    }

    /// Nothing more of it is to be booked.
    pub fn cancelled(&self, by: &By, reason: &str) -> Result<Self, Refusal> {
        self.must_be_open()?;
        Ok(Self { end: Some(End::Cancelled { at: by.at, actor: by.actor.clone(), reason: reason.to_owned() }), ..self.clone() })
    }

    fn must_be_open(&self) -> Result<(), Refusal> {
        if self.end.is_none() { Ok(()) } else { Err(Refusal::Ended(self.state())) }
    }
}

/// How far a count is, and what it found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// SKUs that nobody has counted.
    pub open: u32,
    /// SKUs that are to be counted once more.
    pub recount: u32,
    /// SKUs that are counted and differ by no more than is allowed, not booked yet.
    pub counted: u32,
    /// SKUs whose difference somebody has to approve of.
    pub waiting: u32,
    /// SKUs that are booked.
    pub booked: u32,
    /// SKUs of which the books stay as they are.
    pub left: u32,
    /// Of those that are counted, SKUs with any difference.
    pub differing: u32,
    /// Units more than expected, of all SKUs that have too many.
    pub surplus: u64,
    /// Units fewer than expected, of all SKUs that have too few.
    pub shortage: u64,
    /// What all differences together sell for, those with a price; none where none has one.
    pub value: Option<Money>,
}

impl Tally {
    /// Of a count's lines, and its SKUs that have none.
    pub fn of<'a>(lines: impl IntoIterator<Item = &'a CountLine>, n_skus: u32, tolerance: &Tolerance) -> Self {
        let mut tally = Self::default();
        let mut n_lines = 0;
        for line in lines {
            n_lines += 1;
            match line.stage(tolerance) {
                Stage::Open => tally.open += 1,
                Stage::Recount => tally.recount += 1,
                Stage::Counted => tally.counted += 1,
                Stage::Waiting => tally.waiting += 1,
                Stage::Booked => tally.booked += 1,
                Stage::Left => tally.left += 1,
            }
            let Some(variance) = line.latest().map(Attempt::variance).filter(|variance| variance.units != 0) else { continue };
            tally.differing += 1;
            let units = variance.units.unsigned_abs();
            *(if variance.units > 0 { &mut tally.surplus } else { &mut tally.shortage }) += units;
            tally.value = match (tally.value, variance.value) {
                (Some(sum), Some(value)) => sum.plus(value).ok().or(Some(sum)),
                (sum, value) => sum.or(value),
            };
        }
        tally.open += n_skus.saturating_sub(n_lines);
        tally
    }

    /// SKUs that wait for somebody.
    pub fn undecided(&self) -> u32 {
        self.waiting + self.recount
    }

    /// SKUs that need not be counted any more.
    pub fn done(&self) -> u32 {
        self.counted + self.waiting + self.booked + self.left
    }
}

/// What must have been there at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stood {
    /// Units in the house, without those that were known to be missing.
    pub present: u32,
    /// Whether the books were corrected since, for what may have been so at that time already.
    pub is_corrected: bool,
}

/// What stood in the house at a time, reckoned back from the level now.
///
/// Goods that came or left since were not there, or still were: that is undone. A correction since is another thing: whoever found
/// too few and whoever found goods missing may tell of the same units. It is not undone, and told to the caller. `under_way` is what
/// hand-overs took off the level that the ledger does not tell yet.
pub fn stood_at<'a>(
    level: &Level,
    moves: impl IntoIterator<Item = &'a Move>,
    under_way: impl IntoIterator<Item = (Timestamp, Change)>,
    at: Timestamp,
) -> Stood {
    let mut present = i64::from(level.present());
    let mut is_corrected = false;
    for entry in moves {
        match entry.kind {
            MoveKind::Receipt | MoveKind::Shipment | MoveKind::Unshipment | MoveKind::Return => {
                if entry.effective_at > at {
                    present -= entry.change.present();
                }
            }
            MoveKind::Allocation
            | MoveKind::GiveBack
            | MoveKind::Fill
            | MoveKind::Release
            | MoveKind::ShortPick
            | MoveKind::Adjustment
            | MoveKind::Count => is_corrected |= entry.recorded_at > at && entry.change.present() != 0,
        }
    }
    present -= under_way.into_iter().filter(|(since, _)| *since > at).map(|(_, change)| change.present()).sum::<i64>();
    Stood { present: u32::try_from(present.max(0)).unwrap_or(u32::MAX), is_corrected }
}

/// What a difference means for a level.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settlement {
    /// What is booked.
    pub change: Change,
    /// Units of a shortage that cannot be booked: orders hold them, or they are set apart.
    pub uncovered: u32,
}

/// What is booked of a difference. Too many: goods that were missing are found first, the rest is new; both are free. Too few: they are
/// taken from what is free, and never from what orders hold.
pub fn settle(level: &Level, units: i64) -> Settlement {
    if units >= 0 {
        let missing = level.unavailable.get(&Unavailable::Missing).copied().unwrap_or(0);
        let found = units.min(i64::from(missing));
        let unavailable = if found > 0 { [(Unavailable::Missing, -found)].into() } else { Default::default() };
        return Settlement { change: Change { available: units, unavailable, ..Change::default() }, uncovered: 0 };
    }
    let short = units.unsigned_abs();
    let taken = short.min(u64::from(level.available));
    let change = Change { available: -i64::try_from(taken).unwrap_or(i64::MAX), ..Change::default() };
    Settlement { change, uncovered: u32::try_from(short - taken).unwrap_or(u32::MAX) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stock::ledger::Change;
    use proptest::prelude::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + 60 * minute).unwrap()
    }

    fn level(available: u32, allocated: u32, missing: u32) -> Level {
        let empty = Level::empty("A".parse().unwrap(), "london".parse().unwrap());
        Level { available, allocated, unavailable: [(Unavailable::Missing, missing)].into(), ..empty }
    }

    fn moved(kind: MoveKind, minute: i64, change: Change) -> Move {
        Move {
            id: format!("{kind:?}.{minute}"),
            sku: "A".parse().unwrap(),
            warehouse: "london".parse().unwrap(),
            kind,
            effective_at: at(minute),
            recorded_at: at(minute),
            change,
            order: None,
            cause: String::new(),
            actor: "nora".parse().unwrap(),
        }
    }

    fn by(who: &str, minute: i64) -> By {
        By { actor: who.parse().unwrap(), on_behalf_of: None, at: at(minute), command: None }
    }

    fn attempt(id: &str, who: &str, minute: i64, units: u32, expected: u32) -> Attempt {
        Attempt {
            id: id.to_owned(),
            units,
            counted_at: at(minute),
            recorded_at: at(minute),
            actor: who.parse().unwrap(),
            expected,
            picked: 0,
            uncovered: 0,
            unit_price: None,
        }
    }

    fn strict() -> Tolerance {
        Tolerance { units: 0, percent: Decimal::ZERO, value_minor: None }
    }

    #[test]
    fn what_came_or_left_since_is_undone_and_what_was_corrected_since_is_told() {
        let now = level(10, 5, 2);
        assert_eq!(stood_at(&now, &[], [], at(0)), Stood { present: 15, is_corrected: false }, "what is missing is not there");
        let came = moved(MoveKind::Receipt, 5, Change { available: 4, ..Change::default() });
        let left = moved(MoveKind::Shipment, 6, Change { allocated: -3, ..Change::default() });
        assert_eq!(stood_at(&now, [&came, &left], [], at(0)).present, 14);
        assert_eq!(stood_at(&now, [&came, &left], [], at(5)).present, 18, "it had come by then");
        // Booked later than it came: it lay there while somebody counted.
        let booked_late = Move { effective_at: at(-5), ..came.clone() };
        assert_eq!(stood_at(&now, [&booked_late], [], at(0)), Stood { present: 15, is_corrected: false });
        let under_way = (at(3), Change { allocated: -2, ..Change::default() });
        assert_eq!(stood_at(&now, [], [under_way.clone()], at(0)).present, 17, "a hand-over that the ledger does not tell yet");
        assert_eq!(stood_at(&now, [], [under_way], at(4)).present, 15);
        // Bound, let go, set apart: nothing came or left.
        let bound = moved(MoveKind::Allocation, 5, Change { available: -2, allocated: 2, ..Change::default() });
        let damaged = Change { available: -1, unavailable: [(Unavailable::Damaged, 1)].into(), ..Change::default() };
        assert!(!stood_at(&now, [&bound, &moved(MoveKind::Adjustment, 5, damaged)], [], at(0)).is_corrected);
        let missing = Change { allocated: -1, unavailable: [(Unavailable::Missing, 1)].into(), ..Change::default() };
        let not_found = moved(MoveKind::ShortPick, 5, missing);
        assert_eq!(stood_at(&now, [&not_found], [], at(0)), Stood { present: 15, is_corrected: true });
        assert!(!stood_at(&now, [&not_found], [], at(5)).is_corrected, "that was known when it was counted");
    }

    #[test]
    fn a_difference_within_units_or_percent_is_allowed_unless_it_is_worth_too_much() {
        let variance = |expected, units, pence: Option<i64>| Variance {
            expected,
            units,
            value: pence.map(|minor| Money { minor, currency: iso_currency::Currency::GBP }),
        };
        let tolerance = Tolerance { units: 2, percent: Decimal::TWO, value_minor: Some(5_000) };
        assert!(tolerance.allows(&variance(10, -2, Some(-4_000))));
        assert!(!tolerance.allows(&variance(10, -2, Some(-5_001))), "few, but dear");
        assert!(!tolerance.allows(&variance(10, 3, None)));
        assert!(tolerance.allows(&variance(200, -4, None)), "two percent");
        assert!(!tolerance.allows(&variance(200, -5, None)));
        assert!(!tolerance.allows(&variance(0, 3, None)), "a percentage of nothing is nothing");
        assert!(strict().allows(&variance(7, 0, None)));
        assert!(!strict().allows(&variance(7, 1, None)));
        assert_eq!(variance(30, -1, None).percent().unwrap().to_string(), "-3.3");
        assert_eq!(variance(0, 5, None).percent(), None);
    }

    #[test]
    fn the_latest_count_holds_by_the_time_at_which_it_was_done() {
        let line = CountLine::open("A".parse().unwrap());
        assert_eq!(line.stage(&strict()), Stage::Open);
        let line = line.counted(attempt("b", "ben", 10, 7, 8)).unwrap();
        assert_eq!(line.stage(&strict()), Stage::Waiting);
        // It comes later, but was done before: the connection was lost.
        let line = line.counted(attempt("a", "ann", 5, 8, 8)).unwrap();
        assert_eq!(line.latest().unwrap().id, "b");
        let line = line.to_recount(&by("sue", 20), Again::Asked).unwrap();
        assert_eq!((line.stage(&strict()), line.latest()), (Stage::Recount, None));
        assert_eq!(line.counted(attempt("c", "ann", 15, 8, 8)).unwrap_err(), Refusal::CountedBeforeRecount);
        let line = line.counted(attempt("d", "ann", 21, 8, 8)).unwrap();
        assert_eq!(line.stage(&strict()), Stage::Counted);
    }

    #[test]
    fn nobody_approves_of_their_own_count_and_what_is_decided_stays() {
        let line = CountLine::open("A".parse().unwrap());
        assert_eq!(line.may_be_approved_by(&"sue".parse().unwrap()).unwrap_err(), Refusal::NotCounted);
        let line = line.counted(attempt("a", "ann", 5, 1, 8)).unwrap();
        assert_eq!(line.may_be_approved_by(&"ann".parse().unwrap()).unwrap_err(), Refusal::OwnCount);
        assert_eq!(line.may_be_approved_by(&"sue".parse().unwrap()).unwrap().id, "a");
        let booked = line.booked(&by("sue", 9), &settle(&level(8, 0, 0), -7));
        assert_eq!(booked.stage(&strict()), Stage::Booked);
        assert_eq!(booked.counted(attempt("b", "ann", 10, 8, 8)).unwrap_err(), Refusal::Decided);
        assert_eq!(booked.left(&by("sue", 10), "no").unwrap_err(), Refusal::Decided);
        assert_eq!(line.left(&by("sue", 10), "it stood elsewhere").unwrap().stage(&strict()), Stage::Left);
    }

    #[test]
    fn units_that_orders_hold_are_never_taken_and_found_goods_are_not_missing_any_more() {
        let short = settle(&level(3, 4, 0), -5);
        assert_eq!((short.change.available, short.change.allocated, short.uncovered), (-3, 0, 2));
        let found = settle(&level(3, 4, 2), 5);
        assert_eq!((found.change.available, found.change.unavailable[&Unavailable::Missing], found.change.on_hand()), (5, -2, 3));
        assert!(settle(&level(3, 4, 2), 0).change.is_nothing());
        let line = CountLine::open("A".parse().unwrap()).counted(Attempt { uncovered: 1, ..attempt("a", "ann", 1, 7, 8) }).unwrap();
        assert_eq!(line.stage(&Tolerance::default()), Stage::Waiting, "one unit is allowed, but not one that somebody was promised");
    }

    #[test]
    fn a_tally_has_every_sku_once() {
        let priced = |line: Attempt| Attempt { unit_price: Some(Money { minor: 250, currency: iso_currency::Currency::GBP }), ..line };
        let line = |sku: &str, units| CountLine::open(sku.parse().unwrap()).counted(priced(attempt(sku, "ann", 1, units, 10))).unwrap();
        let lines = [line("A", 10), line("B", 11), line("C", 4), CountLine::open("D".parse().unwrap())];
        let tally = Tally::of(&lines, 9, &Tolerance::default());
        assert_eq!((tally.open, tally.counted, tally.waiting, tally.differing), (6, 2, 1, 2));
        assert_eq!((tally.surplus, tally.shortage, tally.value.unwrap().minor, tally.done()), (1, 6, -1_250, 3));
    }

    proptest! {
        #[test]
        fn nothing_falls_below_zero_and_every_unit_of_a_difference_is_accounted_for(
            (available, allocated, missing) in (0_u32..50, 0_u32..50, 0_u32..50), units in -120_i64..120,
        ) {
            let before = level(available, allocated, missing);
            let settlement = settle(&before, units);
            let after = before.after(&settlement.change).unwrap();
            prop_assert_eq!(after.allocated, before.allocated);
            prop_assert_eq!(i64::from(after.present()) - i64::from(before.present()), units + i64::from(settlement.uncovered));
            prop_assert!(settlement.uncovered == 0 || after.available == 0);
        }

        /// However goods come and go between counting and booking, the difference is the same.
        #[test]
        fn what_moves_between_counting_and_booking_is_in_no_difference(steps in prop::collection::vec((0_i64..60, 1_u32..9, any::<bool>()), 0..20), counted in 0_i64..60) {
            let mut now = level(500, 500, 0);
            let mut moves = Vec::new();
            let mut stood = now.present();
            let mut steps = steps;
            steps.sort_unstable();
            for (minute, units, comes) in steps {
                let units = i64::from(units);
                let (kind, change) = if comes {
                    (MoveKind::Receipt, Change { available: units, ..Change::default() })
                } else {
                    (MoveKind::Shipment, Change { allocated: -units, ..Change::default() })
                };
                now = now.after(&change).unwrap();
                if minute <= counted {
                    stood = now.present();
                }
                moves.push(moved(kind, minute, change));
            }
            prop_assert_eq!(stood_at(&now, &moves, [], at(counted)), Stood { present: stood, is_corrected: false });
        }
    }
}
