//! Goods that come back from buyers: announced by the client or found at the door, and received with a verdict on each unit.
//!
//! A return's state is not stored: it is read off what was announced, what came, and whether somebody ended it. Which units of
//! the order are on their way back, or back, is counted by the order's own lines ([`crate::orders::counters`]), in the same
//! write: so all returns of a line together never hold more than left.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::ids::{ActorId, InvalidId, OrderId, ReceiptId, Reference, ReturnId, Sku, StoreId, WarehouseId};
pub use crate::inbound::End;
use crate::orders::Order;
use crate::orders::history::By;
use crate::stock::Unavailable;
use crate::stock::ledger::{Change, Move, MoveKind};
use crate::stores::ReturnRules;

/// Lines of the order that one return may have: a receipt of all of them is one write.
pub const MAX_LINES: usize = 40;

/// Goes in which one return is received at most: they are kept with it.
pub const MAX_RECEIPTS: usize = 100;

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $text)] $variant,)*
        }

        impl $name {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }
    };
}

words! {
    /// Why goods come back.
    ReturnReason {
        /// Something else was sent than was ordered.
        WrongItem = "wrong_item",
        /// The carrier broke it.
        DamagedInTransit = "damaged_in_transit",
        /// It does not work, or is badly made.
        Faulty = "faulty",
        /// The buyer does not want it.
        NotWanted = "not_wanted",
        /// The buyer did not take it, or could not be found.
        Undeliverable = "undeliverable",
        /// Something else, which a note says.
        Other = "other",
    }
}

words! {
    /// In what state goods are expected to be.
    Condition {
        /// Nobody said.
        Unknown = "unknown",
        /// As it was sent.
        Unopened = "unopened",
        /// Opened, and otherwise as it was sent.
        Opened = "opened",
        /// Used or broken.
        Damaged = "damaged",
    }
}

words! {
    /// What becomes of goods that came back. Money has no part in it: whether a buyer gets theirs is decided elsewhere.
    Disposition {
        /// They can be sold again at once.
        Restock = "restock",
        /// Somebody must look at them first.
        QualityControl = "quality_control",
        /// They are broken, and kept.
        Damaged = "damaged",
        /// They are thrown away.
        Scrap = "scrap",
        /// They are sent to the client.
        BackToClient = "back_to_client",
    }
}

words! {
    /// Where a return is.
    ReturnState {
        /// Goods are to come.
        Announced = "announced",
        /// Some are here.
        PartlyReceived = "partly_received",
        /// All that were announced are here: nothing is left to do.
        Received = "received",
        /// Some came, and no more do.
        Closed = "closed",
        /// None comes.
        Cancelled = "cancelled",
    }
}

words! {
    /// Which states somebody looks for.
    InState {
        /// Those in which goods may still come.
        Open = "open",
        /// Goods are to come.
        Announced = "announced",
        /// Some are here.
        PartlyReceived = "partly_received",
        /// All are here.
        Received = "received",
        /// Some came, and no more do.
        Closed = "closed",
        /// None comes.
        Cancelled = "cancelled",
    }
}

impl InState {
    /// Whether a state is among them.
    pub const fn includes(self, state: ReturnState) -> bool {
        match self {
            Self::Open => state.is_open(),
            Self::Announced => matches!(state, ReturnState::Announced),
            Self::PartlyReceived => matches!(state, ReturnState::PartlyReceived),
            Self::Received => matches!(state, ReturnState::Received),
            Self::Closed => matches!(state, ReturnState::Closed),
            Self::Cancelled => matches!(state, ReturnState::Cancelled),
        }
    }

    /// Whether all of them are open.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Announced | Self::PartlyReceived)
    }
}

words! {
    /// What somebody may do with a return.
    ReturnAction {
        /// Say that it does not come.
        Cancel = "cancel",
        /// Receive goods of it.
        Receive = "receive",
        /// Say that no more comes.
        Close = "close",
    }
}

impl ReturnState {
    /// Whether goods may still come.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Announced | Self::PartlyReceived)
    }
}

impl Disposition {
    /// Whether somebody has to say what is wrong.
    pub const fn needs_note(self) -> bool {
        matches!(self, Self::Damaged | Self::Scrap)
    }

    /// What so many units mean for the stock. What leaves the house again at once was never a part of it.
    fn change(self, units: u32) -> Change {
        let units = i64::from(units);
        let unavailable = |reason| Change { unavailable: BTreeMap::from([(reason, units)]), ..Change::default() };
        match self {
            Self::Restock => Change { available: units, ..Change::default() },
            Self::QualityControl => unavailable(Unavailable::QualityControl),
            Self::Damaged => unavailable(Unavailable::Damaged),
            Self::Scrap | Self::BackToClient => Change::default(),
        }
    }
}

/// What stands on a return's label, for scanners and for people who type it: `R` and ten letters and digits that nobody takes for
/// one another.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReturnCode(String);

/// Crockford's: without I, L, O and U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl ReturnCode {
    /// The code that follows from the parts alone: equal parts, equal code, on every run.
    pub fn derived(parts: &[&str]) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        }
        let letters = hasher.finalize().iter().take(10).map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect::<String>();
        Self(format!("R{letters}"))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The return that bears it in a store.
    pub fn id(&self, store: &StoreId) -> ReturnId {
        ReturnId::derived(&[store.as_str(), &self.0])
    }
}

impl fmt::Display for ReturnCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ReturnCode {
    type Err = InvalidId;

    /// Reads what was scanned or typed: case, spaces and dashes do not matter, nor letters that look like digits.
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let plain: String = text
            .chars()
            .filter(|c| !matches!(c, ' ' | '-'))
            .map(|c| match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        let fits = plain.strip_prefix('R').is_some_and(|rest| rest.len() == 10 && rest.bytes().all(|byte| ALPHABET.contains(&byte)));
        if fits { Ok(Self(plain)) } else { Err(InvalidId::of("return code", text, "it is R and ten letters and digits")) }
    }
}

impl TryFrom<String> for ReturnCode {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, InvalidId> {
        text.parse()
    }
}

impl From<ReturnCode> for String {
    fn from(code: ReturnCode) -> String {
        code.0
    }
}

/// What is to come of one line of the order, or came though nobody announced it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnLine {
    /// What.
    pub sku: Sku,
    /// Units that were announced; none where nobody expected the line.
    pub announced: u32,
    /// Why it comes back.
    pub reason: ReturnReason,
    /// More about that, in somebody's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The state it should be in.
    pub condition: Condition,
}

/// Units of a line that came back, and what becomes of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CameBack {
    /// Line of the order, from 1.
    pub line: u32,
    /// What becomes of them.
    pub disposition: Disposition,
    /// How many, at least 1.
    pub units: u32,
    /// What is wrong with them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// One go of receiving.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnReceipt {
    /// Derived from the command, so that it is booked once.
    pub id: ReceiptId,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor: ActorId,
    /// What came.
    pub goods: Vec<CameBack>,
}

impl ReturnReceipt {
    /// Units of all lines.
    pub fn units(&self) -> u32 {
        self.goods.iter().map(|came| came.units).sum()
    }

    /// Units by line of the order.
    pub fn by_line(&self) -> BTreeMap<u32, u32> {
        let mut sums = BTreeMap::new();
        for came in &self.goods {
            *sums.entry(came.line).or_default() += came.units;
        }
        sums
    }
}

/// Goods of one order that come back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    /// Derived from store and code.
    pub id: ReturnId,
    /// What stands on its label.
    pub code: ReturnCode,
    /// Whose goods.
    pub store: StoreId,
    /// Times that it was stored.
    pub version: u64,
    /// When it was announced or found.
    pub created_at: Timestamp,
    /// By whom.
    pub actor: ActorId,
    /// The order that sent them.
    pub order: OrderId,
    /// The client's number of that order.
    pub reference: Reference,
    /// For those who receive it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// By line of the order.
    pub lines: BTreeMap<u32, ReturnLine>,
    /// What came, go by go.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receipts: Vec<ReturnReceipt>,
    /// Set when somebody ended it before all of it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<End>,
}

/// One line of a return: announced beside received.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Units that were announced.
    pub announced: u32,
    /// Units that can be sold again.
    pub restocked: u32,
    /// Units that are in the house, not for sale.
    pub unavailable: u32,
    /// Units that left the house again.
    pub out: u32,
}

impl Tally {
    /// Units that came.
    pub fn received(self) -> u32 {
        self.restocked + self.unavailable + self.out
    }

    /// Units that did not come, yet or at all.
    pub fn missing(self) -> u32 {
        self.announced.saturating_sub(self.received())
    }

    fn plus(self, other: Self) -> Self {
        Self {
            announced: self.announced + other.announced,
            restocked: self.restocked + other.restocked,
            unavailable: self.unavailable + other.unavailable,
            out: self.out + other.out,
        }
    }
}

/// Why something cannot be done with a return.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing more is expected of it.
    #[error("the return is {}", .0.as_str().replace('_', " "))]
    Ended(ReturnState),
    /// Goods of it are here.
    #[error("goods of the return are here already; close it when no more come")]
    Begun,
    /// Nothing of it is here.
    #[error("nothing of the return was received; cancel it if it does not come")]
    NothingCame,
    /// It was received in too many goes.
    #[error("the return was received in {MAX_RECEIPTS} goes; close it and announce what is left anew")]
    TooManyReceipts,
    /// It has too many lines.
    #[error("a return has at most {MAX_LINES} lines; announce the others as another one")]
    TooManyLines,
    /// Something came that was not announced, and nobody says why.
    #[error("line {0} was not announced: say why it came back")]
    NoReason(u32),
    /// It left too long ago.
    #[error("line {line} was shipped more than {days} days ago; the store takes nothing back after that")]
    TooLate {
        /// Line of the order.
        line: u32,
        /// The store's window.
        days: u16,
    },
    /// The store takes nothing that was not announced.
    #[error("the store takes back only what was announced: announce the return first")]
    NotAnnounced,
}

impl ReturnRules {
    /// Whether lines of an order may be announced on a day of the store's calendar.
    pub fn allow(self, order: &Order, lines: impl IntoIterator<Item = u32>, now: Timestamp, zone: &TimeZone) -> Result<(), Refusal> {
        let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
        let late = lines
            .into_iter()
            .find(|line| order.line_shipped_at(*line).is_some_and(|at| (day(now) - day(at)).get_days() > i32::from(self.window_days)));
        late.map_or(Ok(()), |line| Err(Refusal::TooLate { line, days: self.window_days }))
    }
}

impl Return {
    /// A return of an order that nobody stored yet: its lines are what is announced, or nothing of what will be found.
    pub fn new(order: &Order, by: &By, code: ReturnCode, lines: BTreeMap<u32, ReturnLine>, note: String) -> Result<Self, Refusal> {
        if lines.len() > MAX_LINES {
            return Err(Refusal::TooManyLines);
        }
        Ok(Self {
            id: code.id(&order.store),
            code,
            store: order.store.clone(),
            version: 0,
            created_at: by.at,
            actor: by.actor.clone(),
            order: order.id,
            reference: order.request.reference.clone(),
            note,
            lines,
            receipts: Vec::new(),
            end: None,
        })
    }

    /// Whether somebody said before that it comes.
    pub fn was_announced(&self) -> bool {
        self.lines.values().any(|line| line.announced > 0)
    }

    /// Where it is.
    pub fn state(&self) -> ReturnState {
        match &self.end {
            Some(End::Closed { .. }) => ReturnState::Closed,
            Some(End::Cancelled { .. }) => ReturnState::Cancelled,
            None if self.receipts.is_empty() => ReturnState::Announced,
            None if self.missing() == 0 => ReturnState::Received,
            None => ReturnState::PartlyReceived,
        }
    }

    /// Announced beside received, by line of the order.
    pub fn tally(&self) -> BTreeMap<u32, Tally> {
        let mut tally: BTreeMap<u32, Tally> =
            self.lines.iter().map(|(line, of)| (*line, Tally { announced: of.announced, ..Tally::default() })).collect();
        for came in self.receipts.iter().flat_map(|receipt| &receipt.goods) {
            let line = tally.entry(came.line).or_default();
            match came.disposition {
                Disposition::Restock => line.restocked += came.units,
                Disposition::QualityControl | Disposition::Damaged => line.unavailable += came.units,
                Disposition::Scrap | Disposition::BackToClient => line.out += came.units,
            }
        }
        tally
    }

    /// The sums of all lines.
    pub fn sums(&self) -> Tally {
        self.tally().into_values().fold(Tally::default(), Tally::plus)
    }

    /// Units that were announced and did not come, yet or at all: too many of one line do not make up for too few of another.
    pub fn missing(&self) -> u32 {
        self.tally().into_values().map(Tally::missing).sum()
    }

    /// Why its goods come back: each reason once, that of the first line first.
    pub fn reasons(&self) -> Vec<ReturnReason> {
        let mut reasons = Vec::new();
        for line in self.lines.values() {
            if !reasons.contains(&line.reason) {
                reasons.push(line.reason);
            }
        }
        reasons
    }

    /// What comes back: each SKU once.
    pub fn skus(&self) -> BTreeSet<&Sku> {
        self.lines.values().map(|line| &line.sku).collect()
    }

    /// Units that are still expected, by line of the order.
    pub fn awaits(&self) -> BTreeMap<u32, u32> {
        if self.end.is_some() {
            return BTreeMap::new();
        }
        self.tally().into_iter().map(|(line, tally)| (line, tally.missing())).filter(|(_, units)| *units > 0).collect()
    }

    /// What is possible now, whoever asks.
    pub fn actions(&self) -> Vec<ReturnAction> {
        match self.state() {
            ReturnState::Announced => vec![ReturnAction::Receive, ReturnAction::Cancel],
            ReturnState::PartlyReceived => vec![ReturnAction::Receive, ReturnAction::Close],
            ReturnState::Received | ReturnState::Closed | ReturnState::Cancelled => Vec::new(),
        }
    }

    /// Goods of it came, announced or not. `found` says of lines that nobody announced why they came back.
    pub fn received(&self, receipt: ReturnReceipt, found: &BTreeMap<u32, ReturnLine>) -> Result<Self, Refusal> {
        self.require_open()?;
        if self.receipts.len() >= MAX_RECEIPTS {
            return Err(Refusal::TooManyReceipts);
        }
        let mut after = self.clone();
        for came in &receipt.goods {
            if let Entry::Vacant(unannounced) = after.lines.entry(came.line) {
                let line = found.get(&came.line).ok_or(Refusal::NoReason(came.line))?;
                unannounced.insert(ReturnLine { announced: 0, ..line.clone() });
            }
        }
        after.receipts.push(receipt);
        if after.lines.len() > MAX_LINES { Err(Refusal::TooManyLines) } else { Ok(after) }
    }

    /// No more of it comes.
    pub fn closed(&self, by: &By) -> Result<Self, Refusal> {
        self.require_open()?;
        if self.receipts.is_empty() {
            return Err(Refusal::NothingCame);
        }
        Ok(Self { end: Some(End::Closed { at: by.at, actor: by.actor.clone() }), ..self.clone() })
    }

    /// None of it comes.
    pub fn cancelled(&self, by: &By, reason: &str) -> Result<Self, Refusal> {
        self.require_open()?;
        if !self.receipts.is_empty() {
            return Err(Refusal::Begun);
        }
        Ok(Self { end: Some(End::Cancelled { at: by.at, actor: by.actor.clone(), reason: reason.to_owned() }), ..self.clone() })
    }

    /// What a receipt of it means for the stock, a move for each SKU that stays in the house.
    pub fn moves(&self, receipt: &ReturnReceipt, warehouse: &WarehouseId) -> Vec<Move> {
        let entry = |(sku, change): (Sku, Change)| Move {
            id: receipt.id.to_string(),
            sku,
            warehouse: warehouse.clone(),
            kind: MoveKind::Return,
            effective_at: receipt.at,
            recorded_at: receipt.at,
            change,
            order: Some(self.order),
            cause: format!("return {} of order {}", self.code, self.reference),
            actor: receipt.actor.clone(),
        };
        self.changes(receipt).into_iter().map(entry).collect()
    }

    fn changes(&self, receipt: &ReturnReceipt) -> BTreeMap<Sku, Change> {
        let mut changes: BTreeMap<Sku, Change> = BTreeMap::new();
        for came in &receipt.goods {
            let Some(line) = self.lines.get(&came.line) else { continue };
            let sum = changes.entry(line.sku.clone()).or_default();
            *sum = std::mem::take(sum).plus(&came.disposition.change(came.units));
        }
        changes.retain(|_, change| !change.is_nothing());
        changes
    }

    /// A receipt of it as the report reads it.
    pub fn arrival(&self, receipt: &ReturnReceipt) -> Arrival {
        let goods = receipt.goods.iter().filter_map(|came| {
            let line = self.lines.get(&came.line)?;
            Some(Arrived { sku: line.sku.clone(), units: came.units, reason: line.reason, disposition: came.disposition })
        });
        Arrival { r#return: self.id, receipt: receipt.id, at: receipt.at, goods: goods.collect() }
    }

    fn require_open(&self) -> Result<(), Refusal> {
        if self.state().is_open() { Ok(()) } else { Err(Refusal::Ended(self.state())) }
    }
}

/// What returns are asked for. Empty: all, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    /// A return's code, or the client's number of its order.
    pub q: Option<String>,
    /// Where they are.
    pub state: Option<InState>,
    /// With a line that comes back for this reason.
    pub reason: Option<ReturnReason>,
    /// With a line of this SKU.
    pub sku: Option<Sku>,
    /// First day announced, or found at the door.
    pub announced_from: Option<Date>,
    /// Last day announced.
    pub announced_to: Option<Date>,
    /// First day on which goods of them came.
    pub received_from: Option<Date>,
    /// Last day on which goods of them came.
    pub received_to: Option<Date>,
}

impl Filter {
    /// Whether a return fits; days are those of the zone.
    pub fn includes(&self, back: &Return, zone: &TimeZone) -> bool {
        let within = |at: Timestamp, from: Option<Date>, to: Option<Date>| {
            let day = at.to_zoned(zone.clone()).date();
            from.is_none_or(|from| day >= from) && to.is_none_or(|to| day <= to)
        };
        let asks_for_receipts = self.received_from.is_some() || self.received_to.is_some();
        let mut lines = back.lines.values();
        self.state.is_none_or(|wanted| wanted.includes(back.state()))
            && lines
                .any(|line| self.reason.is_none_or(|reason| reason == line.reason) && self.sku.as_ref().is_none_or(|sku| sku == &line.sku))
            && within(back.created_at, self.announced_from, self.announced_to)
            && (!asks_for_receipts || back.receipts.iter().any(|receipt| within(receipt.at, self.received_from, self.received_to)))
    }
}

/// Goods that came back in one go, kept by the time they came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    /// As which return.
    pub r#return: ReturnId,
    /// The go.
    pub receipt: ReceiptId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub goods: Vec<Arrived>,
}

/// Units of a SKU that came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrived {
    /// What.
    pub sku: Sku,
    /// How many.
    pub units: u32,
    /// Why.
    pub reason: ReturnReason,
    /// What became of them.
    pub disposition: Disposition,
}

/// Returned units as a part of shipped units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// Units that came back.
    pub returned: u64,
    /// Units that left.
    pub shipped: u64,
}

impl Share {
    /// Percent, to a tenth; None where nothing left, because then there is nothing to be a part of. What left before may come
    /// back now, so it can be more than 100.
    pub fn rate(self) -> Option<Decimal> {
        let tenths = (u128::from(self.returned) * 2_000 + u128::from(self.shipped)).checked_div(2 * u128::from(self.shipped))?;
        Some(Decimal::new(i64::try_from(tenths).ok()?, 1))
    }
}

/// What came back within a period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Returns and units by day of the store.
    pub by_day: BTreeMap<Date, (BTreeSet<ReturnId>, u64)>,
    /// Units by reason.
    pub by_reason: BTreeMap<ReturnReason, u64>,
    /// Units by what became of them.
    pub by_disposition: BTreeMap<Disposition, u64>,
    /// Units by SKU.
    pub by_sku: BTreeMap<Sku, u64>,
}

impl Report {
    /// Adds goods up. With a SKU, only its own.
    pub fn of<'a>(arrivals: impl IntoIterator<Item = &'a Arrival>, sku: Option<&Sku>, zone: &TimeZone) -> Self {
        let mut report = Self::default();
        for arrival in arrivals {
            for arrived in arrival.goods.iter().filter(|arrived| sku.is_none_or(|sku| sku == &arrived.sku)) {
                let units = u64::from(arrived.units);
                let day = report.by_day.entry(arrival.at.to_zoned(zone.clone()).date()).or_default();
                day.0.insert(arrival.r#return);
                day.1 += units;
                *report.by_reason.entry(arrived.reason).or_default() += units;
                *report.by_disposition.entry(arrived.disposition).or_default() += units;
                *report.by_sku.entry(arrived.sku.clone()).or_default() += units;
            }
        }
        report
    }

    /// Units of all of it.
    pub fn units(&self) -> u64 {
        self.by_reason.values().sum()
    }

    /// Returns of which goods came, each once.
    pub fn returns(&self) -> usize {
        self.by_day.values().flat_map(|(returns, _)| returns).collect::<BTreeSet<_>>().len()
    }
}

/// Receipts of returns that the ledger does not tell in the same units, and entries of the ledger that no return knows.
pub fn untold<'a>(returns: impl IntoIterator<Item = &'a Return>, moves: impl IntoIterator<Item = &'a Move>) -> Vec<String> {
    let mut booked: BTreeMap<(String, Sku), (OrderId, Change)> = moves
        .into_iter()
        .filter(|entry| entry.kind == MoveKind::Return)
        .filter_map(|entry| Some(((entry.id.clone(), entry.sku.clone()), (entry.order?, entry.change.clone()))))
        .collect();
    let mut wrong = Vec::new();
    for back in returns {
        for receipt in &back.receipts {
            for (sku, change) in back.changes(receipt) {
                let told = booked.remove(&(receipt.id.to_string(), sku.clone()));
                if told.as_ref() != Some(&(back.order, change.clone())) {
                    wrong.push(format!("{} of {sku} is {change:?} by the return, {told:?} by the ledger", receipt.id));
                }
            }
        }
    }
    wrong.extend(booked.into_keys().map(|(id, sku)| format!("{id} of {sku} is in the ledger, and in no return")));
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invariants::{of_order, of_return_change, of_returns};
    use crate::orders::status::Status;
    use crate::orders::transitions::Refusal as OrderRefusal;
    use proptest::prelude::*;

    fn by() -> By {
        By { actor: "nora".parse().unwrap(), on_behalf_of: None, at: "2026-11-21T10:00:00Z".parse().unwrap(), command: None }
    }

    /// An order of which everything left in one parcel.
    fn shipped(quantities: &[u32]) -> Order {
        let lines: Vec<_> = (1..)
            .zip(quantities)
            .map(|(n, quantity)| serde_json::json!({"sku": format!("S-{n}"), "description": "", "quantity": quantity, "unit_price": 100, "tax_rate": "0"}))
            .collect();
        let party = serde_json::json!({"name": "Zoë", "street": ["x"], "city": "y", "country": "PL"});
        let contents: Vec<_> =
            (1..).zip(quantities).map(|(line, quantity)| serde_json::json!({"line": line, "quantity": quantity})).collect();
        let counters: Vec<_> = quantities.iter().map(|quantity| serde_json::json!({"shipped": quantity})).collect();
        let order = serde_json::json!({
            "id": OrderId::derived(&["1"]), "store": "nordlys", "version": 1, "channel": "api", "reference": "SO-1",
            "placed_at": "2026-11-01T00:00:00Z", "currency": "GBP", "consignee": party, "lines": lines, "shipping_service": "standard",
            "chunk": {"single": {"order": OrderId::derived(&["1"])}}, "accepted_at": "2026-11-01T00:00:00Z", "warehouse": "london",
            "counters": counters,
            "parcels": [{"number": 1, "weight_grams": 1, "contents": contents, "shipped_at": "2026-11-02T00:00:00Z"}],
            "history": [{"seq": 1, "at": "2026-11-01T00:00:00Z", "actor": "x", "kind": "accepted", "allocated": 1, "backordered": 0}],
        });
        serde_json::from_value(order).unwrap()
    }

    fn line(order: &Order, line: u32, announced: u32) -> (u32, ReturnLine) {
        let sku = order.request.lines.get(line as usize - 1).map_or_else(|| "NONE".parse().unwrap(), |line| line.sku.clone());
        (line, ReturnLine { sku, announced, reason: ReturnReason::NotWanted, note: String::new(), condition: Condition::Unknown })
    }

    fn announced(order: &mut Order, name: &str, lines: &[(u32, u32)]) -> Result<Return, OrderRefusal> {
        let lines: BTreeMap<u32, ReturnLine> = lines.iter().map(|(number, units)| line(order, *number, *units)).collect();
        let units = lines.iter().map(|(number, line)| (*number, line.announced)).collect();
        let back = Return::new(order, &by(), ReturnCode::derived(&[name]), lines, String::new()).unwrap();
        order.announce_return(&by(), back.id, &units)?;
        Ok(back)
    }

    fn receipt(name: &str, goods: &[(u32, u32, Disposition)]) -> ReturnReceipt {
        let came = |(line, units, disposition): &(u32, u32, Disposition)| CameBack {
            line: *line,
            units: *units,
            disposition: *disposition,
            note: String::new(),
        };
        let goods = goods.iter().map(came).collect();
        ReturnReceipt { id: ReceiptId::derived(&[name]), at: by().at, actor: by().actor, goods }
    }

    fn received(order: &mut Order, back: &Return, name: &str, goods: &[(u32, u32, Disposition)]) -> Result<Return, String> {
        let receipt = receipt(name, goods);
        let after = back.received(receipt.clone(), &BTreeMap::new()).map_err(|refusal| refusal.to_string())?;
        order.receive_return(&by(), back.id, &back.awaits(), &receipt.by_line()).map_err(|refusal| refusal.to_string())?;
        Ok(after)
    }

    #[test]
    fn no_more_can_be_announced_than_left_and_is_not_on_its_way_back() {
        let mut order = shipped(&[3]);
        let first = announced(&mut order, "1", &[(1, 2)]).unwrap();
        let refused = announced(&mut order, "2", &[(1, 2)]).unwrap_err();
        assert_eq!(refused, OrderRefusal::NotSoMany { line: 1, have: 1, wanted: 2 });
        let first = received(&mut order, &first, "a", &[(1, 2, Disposition::Scrap)]).unwrap();
        assert_eq!(announced(&mut order, "3", &[(1, 2)]).unwrap_err(), OrderRefusal::NotSoMany { line: 1, have: 1, wanted: 2 });
        let last = announced(&mut order, "4", &[(1, 1)]).unwrap();
        assert_eq!(of_returns(&order, [&first, &last]), []);
        assert_eq!(announced(&mut order, "5", &[(7, 1)]).unwrap_err(), OrderRefusal::NoSuchLine(7));
    }

    #[test]
    fn a_return_that_does_not_come_leaves_its_units_with_the_buyer() {
        let mut order = shipped(&[3, 1]);
        let back = announced(&mut order, "1", &[(1, 2), (2, 1)]).unwrap();
        assert_eq!((order.status(), back.state()), (Status::Shipped, ReturnState::Announced));
        let cancelled = back.cancelled(&by(), "kept it").unwrap();
        order.end_return(&by(), back.id, &back.awaits()).unwrap();
        assert_eq!((order.units().shipped, order.units().returning, cancelled.state()), (4, 0, ReturnState::Cancelled));
        assert_eq!(
            cancelled.received(receipt("a", &[(1, 1, Disposition::Restock)]), &BTreeMap::new()),
            Err(Refusal::Ended(ReturnState::Cancelled))
        );
        assert_eq!(of_returns(&order, [&cancelled]), []);

        let back = announced(&mut order, "2", &[(1, 2)]).unwrap();
        assert_eq!(back.closed(&by()), Err(Refusal::NothingCame));
        let begun = received(&mut order, &back, "a", &[(1, 1, Disposition::Restock)]).unwrap();
        assert_eq!(begun.cancelled(&by(), "x"), Err(Refusal::Begun));
        assert_eq!((order.status(), begun.state()), (Status::PartiallyReturned, ReturnState::PartlyReceived));
        let closed = begun.closed(&by()).unwrap();
        order.end_return(&by(), back.id, &begun.awaits()).unwrap();
        assert_eq!((order.units().shipped, order.units().returned), (3, 1));
        assert!(closed.actions().is_empty());
        assert_eq!(of_returns(&order, [&cancelled, &closed]), []);
        assert_eq!(of_order(&order), []);
    }

    #[test]
    fn more_may_come_than_was_announced_but_never_more_than_left() {
        let mut order = shipped(&[3, 1]);
        let back = announced(&mut order, "1", &[(1, 1)]).unwrap();
        assert!(received(&mut order, &back, "a", &[(1, 4, Disposition::Restock)]).is_err());
        assert_eq!(order.units().returning, 1, "a refusal changes nothing");
        assert_eq!(back.received(receipt("a", &[(2, 1, Disposition::Restock)]), &BTreeMap::new()), Err(Refusal::NoReason(2)));
        let whole = received(&mut order, &back, "a", &[(1, 2, Disposition::Restock), (1, 1, Disposition::Damaged)]).unwrap();
        assert_eq!(whole.state(), ReturnState::Received);
        assert_eq!(whole.tally()[&1], Tally { announced: 1, restocked: 2, unavailable: 1, out: 0 });
        assert_eq!(order.units().returned, 3);
        assert_eq!(of_returns(&order, [&whole]), []);
        assert_eq!(of_returns(&order, []).len(), 1, "who forgets a return is found out");
    }

    #[test]
    fn an_order_of_which_everything_came_back_is_returned() {
        let mut order = shipped(&[1, 2]);
        let found = Return::new(&order, &by(), ReturnCode::derived(&["x"]), BTreeMap::new(), String::new()).unwrap();
        let lines = BTreeMap::from([line(&order, 1, 0), line(&order, 2, 0)]);
        let go = receipt("a", &[(1, 1, Disposition::BackToClient), (2, 2, Disposition::Restock)]);
        let found = found.received(go.clone(), &lines).unwrap();
        order.receive_return(&by(), found.id, &BTreeMap::new(), &go.by_line()).unwrap();
        assert_eq!((order.status(), found.state(), found.was_announced()), (Status::Returned, ReturnState::Received, false));
        assert_eq!(order.returns(), [found.id]);
        assert_eq!(order.cancel(&by(), "no"), Err(OrderRefusal::AlreadyShipped));
        assert_eq!(of_order(&order), []);
    }

    #[test]
    fn what_came_back_cannot_be_taken_off_its_hand_over() {
        let mut order = shipped(&[2]);
        order.parcels[0].manifest = Some(crate::ids::ManifestId::derived(&["m"]));
        order.parcels[0].shipped_at = Some(by().at);
        announced(&mut order, "1", &[(1, 1)]).unwrap();
        assert_eq!(order.unship(&by(), "", &TimeZone::UTC), Err(OrderRefusal::CameBack(1)));
    }

    #[test]
    fn stock_follows_the_verdict_and_not_the_units() {
        let mut order = shipped(&[5, 5]);
        order.request.lines[1].sku = order.request.lines[0].sku.clone();
        let back = announced(&mut order, "1", &[(1, 3), (2, 2)]).unwrap();
        let goods = [
            (1, 1, Disposition::Restock),
            (1, 1, Disposition::QualityControl),
            (1, 1, Disposition::Scrap),
            (2, 1, Disposition::Damaged),
            (2, 1, Disposition::BackToClient),
        ];
        let back = received(&mut order, &back, "a", &goods).unwrap();
        let moves = back.moves(&back.receipts[0], &"london".parse().unwrap());
        assert_eq!(moves.len(), 1, "lines of one SKU change one level");
        assert_eq!((moves[0].change.available, moves[0].change.on_hand()), (1, 3));
        assert_eq!(untold([&back], &moves), [] as [String; 0]);
        assert_eq!(untold([&back], []).len(), 1);
        assert_eq!(untold([], &moves).len(), 1);
    }

    #[test]
    fn the_window_is_counted_in_the_days_of_the_store_from_the_line_s_own_parcel() {
        let order = shipped(&[1]);
        let allowed = |days: u16, now: &str| {
            let rules = ReturnRules { window_days: days, must_be_announced: false };
            rules.allow(&order, [1], now.parse().unwrap(), &TimeZone::UTC)
        };
        assert_eq!(allowed(14, "2026-11-16T23:59:00Z"), Ok(()));
        assert_eq!(allowed(14, "2026-11-17T00:00:00Z"), Err(Refusal::TooLate { line: 1, days: 14 }));
    }

    #[test]
    fn what_came_is_not_changed_any_more() {
        let mut order = shipped(&[2]);
        let back = announced(&mut order, "1", &[(1, 2)]).unwrap();
        let begun = received(&mut order, &back, "a", &[(1, 1, Disposition::Restock)]).unwrap();
        assert_eq!(of_return_change(&back, &begun), []);
        assert_eq!(of_return_change(&begun, &back).len(), 1);
        let whole = received(&mut order, &begun, "b", &[(1, 1, Disposition::Restock)]).unwrap();
        assert_eq!(of_return_change(&whole, &Return { note: "x".to_owned(), ..whole.clone() }).len(), 1);
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = ReturnCode::derived(&["a", "b"]);
        let shown = code.as_str();
        let typed = format!(" {}-{} ", shown[..5].to_lowercase(), &shown[5..]).replace('0', "o").replace('1', "l");
        assert_eq!(typed.parse::<ReturnCode>().unwrap(), code);
        for wrong in ["", "R123", "SO-1", "R0123456789A", "RUUUUUUUUUU"] {
            assert!(wrong.parse::<ReturnCode>().is_err(), "{wrong}");
        }
        assert_ne!(ReturnCode::derived(&["ab"]), ReturnCode::derived(&["a", "b"]));
    }

    #[test]
    fn a_rate_of_nothing_is_none_and_others_are_rounded_to_a_tenth() {
        let rate = |returned, shipped| Share { returned, shipped }.rate().map(|rate| rate.to_string());
        assert_eq!(rate(0, 0), None);
        assert_eq!(rate(3, 0), None, "it left before");
        assert_eq!(rate(0, 7).as_deref(), Some("0.0"));
        assert_eq!(rate(1, 3).as_deref(), Some("33.3"));
        assert_eq!(rate(1, 16).as_deref(), Some("6.3"), "half a tenth is rounded up");
        assert_eq!(rate(3, 2).as_deref(), Some("150.0"));
        assert_eq!(rate(u64::MAX, 1), None, "no number that anybody reads");
    }

    #[test]
    fn a_report_adds_up_days_reasons_and_skus_and_counts_a_return_once() {
        let arrival = |id: &str, at: &str, goods: &[(&str, u32, ReturnReason)]| Arrival {
            r#return: ReturnId::derived(&[id]),
            receipt: ReceiptId::derived(&[id, at]),
            at: at.parse().unwrap(),
            goods: goods
                .iter()
                .map(|(sku, units, reason)| Arrived {
                    sku: sku.parse().unwrap(),
                    units: *units,
                    reason: *reason,
                    disposition: Disposition::Restock,
                })
                .collect(),
        };
        let all = [
            arrival("1", "2026-11-20T10:00:00Z", &[("A", 2, ReturnReason::Faulty), ("B", 1, ReturnReason::Other)]),
            arrival("1", "2026-11-20T23:30:00Z", &[("A", 1, ReturnReason::Faulty)]),
        ];
        let zone = TimeZone::get("Europe/Warsaw").unwrap();
        let report = Report::of(&all, None, &zone);
        assert_eq!((report.units(), report.returns()), (4, 1));
        let days: Vec<(String, u64)> = report.by_day.iter().map(|(day, (_, units))| (day.to_string(), *units)).collect();
        assert_eq!(days, [("2026-11-20".to_owned(), 3), ("2026-11-21".to_owned(), 1)], "the days are the store's");
        assert_eq!(report.by_reason[&ReturnReason::Faulty], 3);
        assert_eq!(Report::of(&all, Some(&"B".parse().unwrap()), &zone).units(), 1);
    }

    #[test]
    fn words_are_those_that_are_stored_and_read() {
        for state in ReturnState::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
            let wanted = InState::ALL.iter().filter(|wanted| wanted.includes(*state));
            let words: Vec<&str> = wanted.map(|wanted| wanted.as_str()).collect();
            assert_eq!(words, if state.is_open() { vec!["open", state.as_str()] } else { vec![state.as_str()] });
        }
    }

    proptest! {
        #[test]
        fn whatever_is_announced_received_and_ended_the_order_and_its_returns_agree(
            quantities in prop::collection::vec(1_u32..6, 1..4),
            steps in prop::collection::vec((0_u8..4, 0_usize..6, 1_u32..4, 1_u32..5, 0_usize..5), 0..40),
        ) {
            let mut order = shipped(&quantities);
            let mut returns: Vec<Return> = Vec::new();
            for (step, (kind, which, number, units, verdict)) in steps.into_iter().enumerate() {
                if kind == 0 || returns.is_empty() {
                    if number as usize <= quantities.len() {
                        returns.extend(announced(&mut order, &step.to_string(), &[(number, units)]).ok());
                    }
                    continue;
                }
                let at = which % returns.len();
                let back = returns[at].clone();
                let after = match kind {
                    1 => {
                        let goods = [(number, units, Disposition::ALL[verdict])];
                        received(&mut order, &back, &step.to_string(), &goods).ok()
                    }
                    2 => back.closed(&by()).ok(),
                    _ => back.cancelled(&by(), "no").ok(),
                };
                if let Some(after) = after {
                    if after.end.is_some() {
                        order.end_return(&by(), back.id, &back.awaits()).unwrap();
                    }
                    prop_assert_eq!(of_return_change(&back, &after), []);
                    returns[at] = after;
                }
                prop_assert_eq!(of_returns(&order, &returns), []);
                prop_assert_eq!(of_order(&order), []);
                let left: u32 = quantities.iter().sum();
                prop_assert_eq!(order.units().left(), left);
            }
        }
    }
}
