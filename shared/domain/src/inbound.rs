//! Deliveries that are announced (advance shipping notices), and what came of them at the door.
//!
//! Neither a delivery's state nor what is still to come of it is stored: both are read off what was announced and what was
//! received, so they cannot disagree with either.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{ActorId, AsnId, ReceiptId, Reference, Sku, StoreId, WarehouseId};
use crate::orders::history::By;
use crate::stock::Unavailable;
use crate::stock::ledger::{Change, Move, MoveKind};

/// Different SKUs that one delivery may bring, announced or not.
pub const MAX_LINES: usize = 500;

/// Goes in which one delivery is received at most: they are kept with it.
pub const MAX_RECEIPTS: usize = 300;

/// What somebody says will come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The sender's number: it means one delivery of the store for ever.
    pub reference: Reference,
    /// Who sends it.
    pub supplier: String,
    /// The day it should come, in the store's calendar.
    pub expected_on: Date,
    /// For those who receive it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Units by SKU.
    pub lines: BTreeMap<Sku, u32>,
}

/// What came of one SKU in one go.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Came {
    /// Units that can be sold.
    pub good: u32,
    /// Units that cannot.
    #[serde(default)]
    pub damaged: u32,
    /// What is wrong with those.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub damage: String,
}

/// One go of receiving.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoodsReceipt {
    /// Derived from the command, so that it is booked once.
    pub id: ReceiptId,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor: ActorId,
    /// What came.
    pub goods: BTreeMap<Sku, Came>,
}

/// Why nothing more is expected of goods that were announced: of a delivery, or of a return.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "end", rename_all = "snake_case")]
pub enum End {
    /// What came is all that comes.
    Closed {
        /// When.
        at: Timestamp,
        /// By whom.
        actor: ActorId,
    },
    /// It does not come.
    Cancelled {
        /// When.
        at: Timestamp,
        /// By whom.
        actor: ActorId,
        /// Why.
        reason: String,
    },
}

/// A delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asn {
    /// Derived from store and reference.
    pub id: AsnId,
    /// Whose goods.
    pub store: StoreId,
    /// Times that it was stored.
    pub version: u64,
    /// When it was announced.
    pub created_at: Timestamp,
    /// By whom.
    pub actor: ActorId,
    /// What was announced.
    pub notice: Notice,
    /// What came, go by go.
    #[serde(default)]
    pub receipts: Vec<GoodsReceipt>,
    /// Set when nothing more is expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<End>,
}

/// Where a delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AsnState {
    /// It comes on a later day.
    Announced,
    /// It should come today, or should have come.
    Arriving,
    /// Some of it is here.
    PartlyReceived,
    /// All that was announced is here.
    Received,
    /// Nothing more comes.
    Closed,
    /// It does not come.
    Cancelled,
}

impl AsnState {
    /// Every state, in the order in which a delivery goes through them.
    pub const ALL: [Self; 6] = [Self::Announced, Self::Arriving, Self::PartlyReceived, Self::Received, Self::Closed, Self::Cancelled];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Announced => "announced",
            Self::Arriving => "arriving",
            Self::PartlyReceived => "partly_received",
            Self::Received => "received",
            Self::Closed => "closed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether goods may still come.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::Cancelled)
    }
}

/// One SKU of a delivery: announced beside received.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Units that were announced; none where nobody expected the SKU.
    pub announced: u32,
    /// Units that can be sold.
    pub good: u32,
    /// Units that cannot.
    pub damaged: u32,
}

impl Tally {
    /// Units that came.
    pub fn received(self) -> u32 {
        self.good.saturating_add(self.damaged)
    }

    /// Units that did not come, yet or at all.
    pub fn short(self) -> u32 {
        self.announced.saturating_sub(self.received())
    }

    /// Units that came and were not announced.
    pub fn over(self) -> u32 {
        self.received().saturating_sub(self.announced)
    }

    fn plus(self, other: Self) -> Self {
        Self {
            announced: self.announced.saturating_add(other.announced),
            good: self.good.saturating_add(other.good),
            damaged: self.damaged.saturating_add(other.damaged),
        }
    }
}

/// What somebody may do with a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsnAction {
    /// Announce it differently.
    Change,
    /// Say that it does not come.
    Cancel,
    /// Receive goods of it.
    Receive,
    /// Say that no more comes.
    Close,
}

impl AsnAction {
    /// Every action.
    pub const ALL: [Self; 4] = [Self::Change, Self::Cancel, Self::Receive, Self::Close];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Cancel => "cancel",
            Self::Receive => "receive",
            Self::Close => "close",
        }
    }
}

/// Why something cannot be done with a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is over.
    #[error("the delivery is {}", .0.as_str())]
    Ended(AsnState),
    /// Goods of it are here.
    #[error("goods of the delivery are here already; close it when no more come")]
    Begun,
    /// Nothing of it is here.
    #[error("nothing of the delivery was received; cancel it if it does not come")]
    NothingCame,
    /// It was received in too many goes.
    #[error("the delivery was received in {MAX_RECEIPTS} goes; close it and announce what is left anew")]
    TooManyReceipts,
    /// It brought too many different SKUs.
    #[error("a delivery has at most {MAX_LINES} different SKUs; announce the others as another one")]
    TooManyLines,
}

impl Asn {
    /// A delivery that was just announced.
    pub fn announced(store: &StoreId, by: &By, notice: Notice) -> Self {
        let id = AsnId::derived(&[store.as_str(), notice.reference.as_str()]);
        Self { id, store: store.clone(), version: 1, created_at: by.at, actor: by.actor.clone(), notice, receipts: Vec::new(), end: None }
    }

    /// Where it is on a day.
    pub fn state(&self, today: Date) -> AsnState {
        match &self.end {
            Some(End::Closed { .. }) => return AsnState::Closed,
            Some(End::Cancelled { .. }) => return AsnState::Cancelled,
            None => {}
        }
        if self.receipts.is_empty() {
            return if self.notice.expected_on > today { AsnState::Announced } else { AsnState::Arriving };
        }
        if self.tally().values().all(|line| line.short() == 0) { AsnState::Received } else { AsnState::PartlyReceived }
    }

    /// Announced beside received, by SKU.
    pub fn tally(&self) -> BTreeMap<Sku, Tally> {
        let mut tally: BTreeMap<Sku, Tally> =
            self.notice.lines.iter().map(|(sku, units)| (sku.clone(), Tally { announced: *units, ..Tally::default() })).collect();
        for (sku, came) in self.receipts.iter().flat_map(|receipt| &receipt.goods) {
            let line = tally.entry(sku.clone()).or_default();
            *line = line.plus(Tally { announced: 0, good: came.good, damaged: came.damaged });
        }
        tally
    }

    /// The sums of all SKUs.
    pub fn sums(&self) -> Tally {
        self.tally().into_values().fold(Tally::default(), Tally::plus)
    }

    /// Units that are still expected, by SKU.
    pub fn expected(&self) -> BTreeMap<Sku, u32> {
        if self.end.is_some() {
            return BTreeMap::new();
        }
        self.tally().into_iter().map(|(sku, line)| (sku, line.short())).filter(|(_, units)| *units > 0).collect()
    }

    /// What is possible now, whoever asks.
    pub fn actions(&self) -> Vec<AsnAction> {
        match (&self.end, self.receipts.is_empty()) {
            (Some(_), _) => Vec::new(),
            (None, true) => vec![AsnAction::Change, AsnAction::Cancel, AsnAction::Receive],
            (None, false) => vec![AsnAction::Receive, AsnAction::Close],
        }
    }

    /// Announced differently.
    pub fn changed(&self, notice: Notice) -> Result<Self, Refusal> {
        self.untouched()?;
        Ok(Self { notice, ..self.clone() })
    }

    /// It does not come.
    pub fn cancelled(&self, by: &By, reason: &str) -> Result<Self, Refusal> {
        self.untouched()?;
        Ok(Self { end: Some(End::Cancelled { at: by.at, actor: by.actor.clone(), reason: reason.to_owned() }), ..self.clone() })
    }

    /// No more of it comes.
    pub fn closed(&self, by: &By) -> Result<Self, Refusal> {
        self.open()?;
        if self.receipts.is_empty() {
            return Err(Refusal::NothingCame);
        }
        Ok(Self { end: Some(End::Closed { at: by.at, actor: by.actor.clone() }), ..self.clone() })
    }

    /// Goods of it came, whether they were announced or not.
    pub fn received(&self, receipt: GoodsReceipt) -> Result<Self, Refusal> {
        self.open()?;
        if self.receipts.len() >= MAX_RECEIPTS {
            return Err(Refusal::TooManyReceipts);
        }
        let mut after = self.clone();
        after.receipts.push(receipt);
        let known: BTreeSet<&Sku> =
            after.notice.lines.keys().chain(after.receipts.iter().flat_map(|receipt| receipt.goods.keys())).collect();
        if known.len() > MAX_LINES { Err(Refusal::TooManyLines) } else { Ok(after) }
    }

    /// What a receipt of it means for the stock.
    pub fn moves(&self, receipt: &GoodsReceipt, warehouse: &WarehouseId) -> Vec<Move> {
        let entry = |(sku, came): (&Sku, &Came)| Move {
            id: receipt.id.to_string(),
            sku: sku.clone(),
            warehouse: warehouse.clone(),
            kind: MoveKind::Receipt,
            effective_at: receipt.at,
            recorded_at: receipt.at,
            change: came.change(),
            order: None,
            cause: format!("receipt {} of {}", self.notice.reference, self.id),
            actor: receipt.actor.clone(),
        };
        receipt.goods.iter().map(entry).collect()
    }

    fn open(&self) -> Result<(), Refusal> {
        match &self.end {
            None => Ok(()),
            Some(End::Closed { .. }) => Err(Refusal::Ended(AsnState::Closed)),
            Some(End::Cancelled { .. }) => Err(Refusal::Ended(AsnState::Cancelled)),
        }
    }

    fn untouched(&self) -> Result<(), Refusal> {
        self.open()?;
        if self.receipts.is_empty() { Ok(()) } else { Err(Refusal::Begun) }
    }
}

impl Came {
    fn change(&self) -> Change {
        let damaged = i64::from(self.damaged);
        let unavailable = if damaged == 0 { BTreeMap::new() } else { BTreeMap::from([(Unavailable::Damaged, damaged)]) };
        Change { available: i64::from(self.good), unavailable, ..Change::default() }
    }
}

/// Units of a SKU that are announced and not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Incoming {
    /// Units of all deliveries.
    pub units: u32,
    /// The day that the first of them was announced for; past where that one is late.
    pub next_on: Date,
}

/// What is still to come, by SKU: the only place where that is added up.
pub fn incoming<'a>(asns: impl IntoIterator<Item = &'a Asn>) -> BTreeMap<Sku, Incoming> {
    let mut sums: BTreeMap<Sku, Incoming> = BTreeMap::new();
    for asn in asns {
        let day = asn.notice.expected_on;
        for (sku, units) in asn.expected() {
            let sum = sums.entry(sku).or_insert(Incoming { units: 0, next_on: day });
            sum.units = sum.units.saturating_add(units);
            sum.next_on = sum.next_on.min(day);
        }
    }
    sums
}

/// Receipts of deliveries that the ledger does not tell in the same units, and entries of the ledger that no delivery knows.
pub fn untold<'a>(asns: impl IntoIterator<Item = &'a Asn>, moves: impl IntoIterator<Item = &'a Move>) -> Vec<String> {
    let mut booked: BTreeMap<(String, Sku), Change> = moves
        .into_iter()
        .filter(|entry| entry.kind == MoveKind::Receipt && entry.cause.contains(&format!(" of {}", AsnId::PREFIX)))
        .map(|entry| ((entry.id.clone(), entry.sku.clone()), entry.change.clone()))
        .collect();
    let mut wrong = Vec::new();
    for (receipt, (sku, came)) in
        asns.into_iter().flat_map(|asn| &asn.receipts).flat_map(|receipt| receipt.goods.iter().map(move |line| (receipt, line)))
    {
        let told = booked.remove(&(receipt.id.to_string(), sku.clone()));
        if told.as_ref() != Some(&came.change()) {
            wrong.push(format!("{} of {sku} is {came:?} by the delivery, {told:?} by the ledger", receipt.id));
        }
    }
    wrong.extend(booked.into_keys().map(|(id, sku)| format!("{id} of {sku} is in the ledger, and in no delivery")));
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by() -> By {
        By { actor: "nora".parse().unwrap(), on_behalf_of: None, at: Timestamp::UNIX_EPOCH, command: None }
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn sku(text: &str) -> Sku {
        text.parse().unwrap()
    }

    fn asn(reference: &str, expected_on: &str, lines: &[(&str, u32)]) -> Asn {
        let notice = Notice {
            reference: reference.parse().unwrap(),
            supplier: "Fjord Mills".to_owned(),
            expected_on: day(expected_on),
            note: String::new(),
            lines: lines.iter().map(|(name, units)| (sku(name), *units)).collect(),
        };
        Asn::announced(&"nordlys".parse().unwrap(), &by(), notice)
    }

    fn receipt(number: u128, goods: &[(&str, u32, u32)]) -> GoodsReceipt {
        let came = |(name, good, damaged): &(&str, u32, u32)| {
            (sku(name), Came { good: *good, damaged: *damaged, damage: if *damaged > 0 { "wet".to_owned() } else { String::new() } })
        };
        GoodsReceipt {
            id: ReceiptId::new(uuid::Uuid::from_u128(number)),
            at: Timestamp::UNIX_EPOCH,
            actor: "nora".parse().unwrap(),
            goods: goods.iter().map(came).collect(),
        }
    }

    #[test]
    fn the_state_follows_from_days_and_goods() {
        let fresh = asn("D-1", "2026-11-25", &[("A", 5), ("B", 2)]);
        assert_eq!(fresh.state(day("2026-11-24")), AsnState::Announced);
        assert_eq!(fresh.state(day("2026-11-25")), AsnState::Arriving);
        assert_eq!(fresh.state(day("2026-12-01")), AsnState::Arriving, "late is not here");
        let begun = fresh.received(receipt(1, &[("A", 5, 0)])).unwrap();
        assert_eq!(begun.state(day("2026-11-24")), AsnState::PartlyReceived);
        let whole = begun.received(receipt(2, &[("B", 1, 1)])).unwrap();
        assert_eq!(whole.state(day("2026-11-24")), AsnState::Received, "damaged goods came, too");
        assert_eq!(whole.closed(&by()).unwrap().state(day("2026-11-24")), AsnState::Closed);
        assert_eq!(fresh.cancelled(&by(), "sold out").unwrap().state(day("2026-11-24")), AsnState::Cancelled);
    }

    #[test]
    fn over_short_and_damaged_are_told_line_by_line() {
        let come = asn("D-1", "2026-11-25", &[("A", 5), ("B", 2), ("C", 4)])
            .received(receipt(1, &[("A", 6, 1), ("C", 1, 2), ("X", 3, 0)]))
            .unwrap();
        let told: Vec<(String, u32, u32, u32)> =
            come.tally().into_iter().map(|(sku, line)| (sku.to_string(), line.received(), line.short(), line.over())).collect();
        assert_eq!(told, [("A".to_owned(), 7, 0, 2), ("B".to_owned(), 0, 2, 0), ("C".to_owned(), 3, 1, 0), ("X".to_owned(), 3, 0, 3)]);
        assert_eq!(come.sums(), Tally { announced: 11, good: 10, damaged: 3 });
    }

    #[test]
    fn what_is_over_does_not_change_any_more() {
        let fresh = asn("D-1", "2026-11-25", &[("A", 5)]);
        assert_eq!(fresh.closed(&by()), Err(Refusal::NothingCame));
        let begun = fresh.received(receipt(1, &[("A", 1, 0)])).unwrap();
        assert_eq!(begun.changed(fresh.notice.clone()), Err(Refusal::Begun));
        assert_eq!(begun.cancelled(&by(), "late"), Err(Refusal::Begun));
        let closed = begun.closed(&by()).unwrap();
        assert_eq!(closed.received(receipt(2, &[("A", 4, 0)])), Err(Refusal::Ended(AsnState::Closed)));
        let cancelled = fresh.cancelled(&by(), "late").unwrap();
        assert_eq!(cancelled.received(receipt(2, &[("A", 4, 0)])), Err(Refusal::Ended(AsnState::Cancelled)));
        assert_eq!(cancelled.closed(&by()), Err(Refusal::Ended(AsnState::Cancelled)));
        assert!(closed.actions().is_empty() && cancelled.actions().is_empty());
    }

    #[test]
    fn what_is_to_come_is_the_rest_of_open_deliveries_and_the_first_day() {
        let first = asn("D-1", "2026-11-25", &[("A", 5), ("B", 2)]).received(receipt(1, &[("A", 3, 1), ("B", 9, 0)])).unwrap();
        let second = asn("D-2", "2026-11-27", &[("A", 10), ("B", 1)]);
        let closed = asn("D-3", "2026-11-20", &[("A", 7)]).received(receipt(2, &[("A", 1, 0)])).unwrap().closed(&by()).unwrap();
        let cancelled = asn("D-4", "2026-11-20", &[("B", 7)]).cancelled(&by(), "no").unwrap();
        let sums = incoming([&second, &first, &closed, &cancelled]);
        assert_eq!(sums[&sku("A")], Incoming { units: 11, next_on: day("2026-11-25") });
        assert_eq!(sums[&sku("B")], Incoming { units: 1, next_on: day("2026-11-27") }, "too many of one delivery are no part of another");
        assert_eq!(sums.len(), 2);
    }

    #[test]
    fn a_receipt_that_the_ledger_tells_otherwise_is_found() {
        let come = asn("D-1", "2026-11-25", &[("A", 5)]).received(receipt(1, &[("A", 3, 1), ("B", 1, 0)])).unwrap();
        let moves = come.moves(&come.receipts[0], &"london".parse().unwrap());
        assert_eq!(moves.iter().map(|entry| entry.change.on_hand()).collect::<Vec<_>>(), [4, 1]);
        assert_eq!(untold([&come], &moves), [] as [String; 0]);
        assert_eq!(untold([&come], &moves[1..]).len(), 1);
        assert_eq!(untold([], &moves).len(), 2);
        let mut other = moves.clone();
        other[0].change.available += 1;
        assert_eq!(untold([&come], &other).len(), 1);
    }

    #[test]
    fn a_delivery_has_an_end_of_lines_and_of_goes() {
        let many: Vec<(String, u32)> = (0..MAX_LINES).map(|n| (format!("S-{n:04}"), 1)).collect();
        let many: Vec<(&str, u32)> = many.iter().map(|(name, units)| (name.as_str(), *units)).collect();
        let mut full = asn("D-1", "2026-11-25", &many);
        assert_eq!(full.received(receipt(1, &[("NEW", 1, 0)])), Err(Refusal::TooManyLines));
        for number in 0..MAX_RECEIPTS {
            full = full.received(receipt(number as u128, &[("S-0001", 1, 0)])).unwrap();
        }
        assert_eq!(full.received(receipt(9_999, &[("S-0001", 1, 0)])), Err(Refusal::TooManyReceipts));
    }

    #[test]
    fn words_are_those_that_are_stored_and_read() {
        for state in AsnState::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        }
    }
}
