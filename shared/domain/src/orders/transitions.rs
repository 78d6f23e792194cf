//! What can be done to an order. Each transition checks, changes the counters and records the event;
//! what it means for the stock follows from the difference ([`crate::stock::effects`]).

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::counters::Stage;
use super::history::{By, EventKind};
use super::status::Status;
use super::{Hold, HoldReason, Order, Parcel, ParcelLine, Tracking};
use crate::ids::{BatchId, ManifestId, ReturnId, Sku};

/// The reason that an order bears which was taken back with its file.
pub const IMPORT_UNDONE: &str = "import undone";

/// Why a transition is not possible now. The sentence is for the person who tried.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Everything has left.
    #[error("the order has been shipped")]
    AlreadyShipped,
    /// It was cancelled.
    #[error("the order is cancelled")]
    Cancelled,
    /// Goods are in somebody's hands or in a parcel.
    #[error("{0} units are picked or packed already; put them back first")]
    InPacking(u32),
    /// The warehouse has begun with it.
    #[error("{0} units are with the warehouse or have left it")]
    InWarehouse(u32),
    /// The order is stopped.
    #[error("the order is on hold")]
    OnHold,
    /// There is no such hold.
    #[error("the order has no such hold")]
    NoSuchHold,
    /// Nothing that could be released.
    #[error("the order has nothing ready for the warehouse")]
    NotReady,
    /// It leaves as a whole, and is not yet.
    #[error("the order leaves as a whole, and {0} units of it are not packed yet")]
    NotWhole(u32),
    /// The order has no such line.
    #[error("the order has no line {0}")]
    NoSuchLine(u32),
    /// The scanned goods belong to another line.
    #[error("line {line} wants {wanted}, not {scanned}")]
    WrongSku {
        /// Line number.
        line: u32,
        /// The line's SKU.
        wanted: Sku,
        /// What was scanned.
        scanned: Sku,
    },
    /// Fewer units are at that stage.
    #[error("line {line} has only {have} units for this, not {wanted}")]
    NotSoMany {
        /// Line number.
        line: u32,
        /// Units there.
        have: u32,
        /// Units asked for.
        wanted: u32,
    },
    /// Nothing to put into a parcel.
    #[error("nothing is picked that could be packed")]
    NothingPicked,
    /// The order has no such parcel.
    #[error("the order has no parcel {0}")]
    NoSuchParcel(u32),
    /// The parcel has gone.
    #[error("parcel {0} has been shipped")]
    ParcelShipped(u32),
    /// Not a number that a carrier uses and a barcode can carry.
    #[error("a tracking number is 4 to 40 letters, digits and dashes")]
    BadTrackingNumber,
    /// A quantity of nothing.
    #[error("the quantity must be at least 1")]
    NoQuantity,
    /// Nothing has been shipped that could be taken back.
    #[error("nothing of the order was shipped")]
    NothingShipped,
    /// A part of it came back, or is to.
    #[error("{0} units of it came back, or are announced to; it has left")]
    CameBack(u32),
    /// Taken back only on the store's same day.
    #[error("it was shipped on another day and cannot be taken back")]
    TooLate,
}

impl Order {
    /// Stops the order; a second hold for the same reason changes nothing.
    pub fn hold(&mut self, by: &By, reason: HoldReason, note: &str) -> Result<(), Refusal> {
        self.require_open()?;
        if !self.holds.iter().any(|hold| hold.reason == reason) {
            self.holds.push(Hold { reason, note: note.to_owned(), placed_at: by.at });
            self.record(by, EventKind::Held { reason, note: note.to_owned() });
        }
        Ok(())
    }

    /// Lifts one hold; others stay. One that was lifted before stays lifted.
    pub fn release_hold(&mut self, by: &By, reason: HoldReason) -> Result<(), Refusal> {
        let Some(index) = self.holds.iter().position(|hold| hold.reason == reason) else {
            let was_lifted = self.history.iter().any(|event| event.kind == EventKind::HoldReleased { reason });
            return if was_lifted { Ok(()) } else { Err(Refusal::NoSuchHold) };
        };
        self.holds.remove(index);
        self.record(by, EventKind::HoldReleased { reason });
        Ok(())
    }

    /// Lifts every hold.
    pub fn release_all_holds(&mut self, by: &By) -> Result<(), Refusal> {
        if self.holds.is_empty() {
            return Err(Refusal::NoSuchHold);
        }
        let reasons: Vec<HoldReason> = self.holds.iter().map(|hold| hold.reason).collect();
        reasons.into_iter().try_for_each(|reason| self.release_hold(by, reason))
    }

    /// Cancels everything that is still open. What is picked or packed must be put back first.
    pub fn cancel(&mut self, by: &By, reason: &str) -> Result<(), Refusal> {
        self.require_open()?;
        let units = self.units();
        if units.picked + units.packed > 0 {
            return Err(Refusal::InPacking(units.picked + units.packed));
        }
        for counters in &mut self.counters {
            for stage in [Stage::Backordered, Stage::Allocated, Stage::Released] {
                counters.shift(stage, Stage::Cancelled, counters.at(stage));
            }
        }
        self.holds.clear();
        self.record(by, EventKind::Cancelled { quantity: units.open(), reason: reason.to_owned() });
        Ok(())
    }

    /// Takes the order back with the file that brought it, as long as the warehouse has not got it.
    /// Again: no change.
    pub fn undo(&mut self, by: &By) -> Result<(), Refusal> {
        if self.was_undone() {
            return Ok(());
        }
        self.require_open()?;
        let units = self.units();
        let begun = units.in_house() + units.shipped;
        if begun > 0 {
            return Err(Refusal::InWarehouse(begun));
        }
        self.cancel(by, IMPORT_UNDONE)
    }

    /// Whether it was taken back with its file.
    pub fn was_undone(&self) -> bool {
        self.history.iter().any(|event| matches!(&event.kind, EventKind::Cancelled { reason, .. } if reason == IMPORT_UNDONE))
    }

    /// Takes units off a line: first those that wait, then those with stock.
    pub fn reduce(&mut self, by: &By, line: u32, quantity: u32, reason: &str) -> Result<(), Refusal> {
        self.require_open()?;
        if quantity == 0 {
            return Err(Refusal::NoQuantity);
        }
        let index = self.line_index(line)?;
        let counters = &mut self.counters[index];
        let have = counters.backordered + counters.allocated + counters.released;
        if have < quantity {
            return Err(Refusal::NotSoMany { line, have, wanted: quantity });
        }
        let mut rest = quantity;
        for stage in [Stage::Backordered, Stage::Allocated, Stage::Released] {
            let taken = rest.min(counters.at(stage));
            counters.shift(stage, Stage::Cancelled, taken);
            rest -= taken;
        }
        self.record(by, EventKind::Reduced { line, quantity, reason: reason.to_owned() });
        Ok(())
    }

    /// Binds stock that came to units that wait for it; answers how many it could use.
    pub fn fill(&mut self, by: &By, sku: &Sku, available: u32) -> u32 {
        let mut rest = available;
        for (line, counters) in self.request.lines.iter().zip(&mut self.counters) {
            if &line.sku == sku {
                let taken = rest.min(counters.backordered);
                counters.shift(Stage::Backordered, Stage::Allocated, taken);
                rest -= taken;
            }
        }
        let used = available - rest;
        if used > 0 {
            self.record(by, EventKind::Filled { sku: sku.clone(), quantity: used });
        }
        used
    }

    /// Gives everything that has stock to the warehouse. Again with the same batch: no change.
    pub fn release(&mut self, by: &By, batch: BatchId) -> Result<(), Refusal> {
        if self.was_released_by(batch) {
            return Ok(());
        }
        if !self.holds.is_empty() {
            return Err(Refusal::OnHold);
        }
        if !self.is_ready() {
            return Err(Refusal::NotReady);
        }
        let quantity = self.units().allocated;
        for counters in &mut self.counters {
            counters.shift(Stage::Allocated, Stage::Released, counters.allocated);
        }
        self.batch = Some(batch);
        self.record(by, EventKind::Released { batch, quantity });
        Ok(())
    }

    /// Whether this batch released the order, now or before.
    pub fn was_released_by(&self, batch: BatchId) -> bool {
        self.history.iter().any(|event| matches!(event.kind, EventKind::Released { batch: by, .. } if by == batch))
    }

    /// Confirms picked goods by what was scanned.
    pub fn pick(&mut self, by: &By, picks: &[(u32, Sku, u32)]) -> Result<(), Refusal> {
        self.require_open()?;
        if !self.holds.is_empty() {
            return Err(Refusal::OnHold);
        }
        let mut counters = self.counters.clone();
        let mut quantity = 0;
        for (line, scanned, units) in picks {
            let index = self.line_index(*line)?;
            let wanted = &self.request.lines[index].sku;
            if wanted != scanned {
                return Err(Refusal::WrongSku { line: *line, wanted: wanted.clone(), scanned: scanned.clone() });
            }
            if *units == 0 {
                return Err(Refusal::NoQuantity);
            }
            let have = counters[index].released;
            if !counters[index].shift(Stage::Released, Stage::Picked, *units) {
                return Err(Refusal::NotSoMany { line: *line, have, wanted: *units });
            }
            quantity += units;
        }
        if quantity == 0 {
            return Err(Refusal::NoQuantity);
        }
        self.counters = counters;
        self.record(by, EventKind::Picked { quantity });
        Ok(())
    }

    /// Everything that a picker would still scan, for confirming a whole order at once.
    pub fn open_picks(&self) -> Vec<(u32, Sku, u32)> {
        self.lines()
            .filter(|(_, _, counters)| counters.released > 0)
            .map(|(number, line, counters)| (number, line.sku.clone(), counters.released))
            .collect()
    }

    /// Goods were not in their place: `reallocated` of the missing units come from other stock and
    /// stay on the pick list, the rest waits again.
    pub fn short_pick(&mut self, by: &By, line: u32, missing: u32, reallocated: u32) -> Result<(), Refusal> {
        self.require_open()?;
        if missing == 0 {
            return Err(Refusal::NoQuantity);
        }
        let index = self.line_index(line)?;
        let have = self.counters[index].released;
        if have < missing {
            return Err(Refusal::NotSoMany { line, have, wanted: missing });
        }
        let reallocated = reallocated.min(missing);
        self.counters[index].shift(Stage::Released, Stage::Backordered, missing - reallocated);
        let sku = self.request.lines[index].sku.clone();
        self.record(by, EventKind::ShortPicked { sku, missing, reallocated });
        Ok(())
    }

    /// Closes a parcel with these contents, or with everything that is picked. Answers its number.
    pub fn pack(&mut self, by: &By, weight_grams: u32, contents: Option<&[ParcelLine]>) -> Result<u32, Refusal> {
        self.require_open()?;
        if !self.holds.is_empty() {
            return Err(Refusal::OnHold);
        }
        let contents: Vec<ParcelLine> = match contents {
            Some(contents) => contents.to_vec(),
            None => self
                .lines()
                .filter(|(_, _, counters)| counters.picked > 0)
                .map(|(line, _, counters)| ParcelLine { line, quantity: counters.picked })
                .collect(),
        };
        let mut counters = self.counters.clone();
        let mut quantity = 0;
        for content in &contents {
            let index = self.line_index(content.line)?;
            let have = counters[index].picked;
            if content.quantity == 0 {
                return Err(Refusal::NoQuantity);
            }
            if !counters[index].shift(Stage::Picked, Stage::Packed, content.quantity) {
                return Err(Refusal::NotSoMany { line: content.line, have, wanted: content.quantity });
            }
            quantity += content.quantity;
        }
        if quantity == 0 {
            return Err(Refusal::NothingPicked);
        }
        self.counters = counters;
        let number = self.parcels.last().map_or(1, |parcel| parcel.number + 1);
        self.parcels.push(Parcel { number, weight_grams, contents, tracking: None, manifest: None, shipped_at: None });
        self.record(by, EventKind::Packed { parcel: number, quantity });
        Ok(number)
    }

    /// Notes how the carrier knows a parcel. The same again changes nothing.
    pub fn assign_tracking(&mut self, by: &By, parcel: u32, tracking: Tracking) -> Result<(), Refusal> {
        let fits =
            (4..=40).contains(&tracking.number.len()) && tracking.number.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !fits {
            return Err(Refusal::BadTrackingNumber);
        }
        let found = self.parcels.iter_mut().find(|candidate| candidate.number == parcel).ok_or(Refusal::NoSuchParcel(parcel))?;
        if found.tracking.as_ref() == Some(&tracking) {
            return Ok(());
        }
        if found.shipped_at.is_some() {
            return Err(Refusal::ParcelShipped(parcel));
        }
        let number = tracking.number.clone();
        found.tracking = Some(tracking);
        self.record(by, EventKind::TrackingAssigned { parcel, number });
        Ok(())
    }

    /// Parcels that a carrier could take now: packed, known to that carrier or to none yet.
    pub fn parcels_for(&self, carrier: &str) -> impl Iterator<Item = &Parcel> {
        self.parcels.iter().filter(move |parcel| {
            parcel.shipped_at.is_none() && parcel.tracking.as_ref().is_none_or(|tracking| tracking.carrier == carrier)
        })
    }

    /// Units that must be packed before any of the order may leave: those of an order that leaves as a whole which are in no parcel
    /// yet, because they wait for stock or are still to be picked or packed.
    pub fn missing_to_leave(&self) -> u32 {
        let units = self.units();
        if self.ships_complete { units.open() - units.packed } else { 0 }
    }

    /// The carrier took the order's parcels with this hand-over. Answers the units per line that
    /// left. Again with the same hand-over: the same answer and no change.
    pub fn ship(&mut self, by: &By, manifest: ManifestId, carrier: &str) -> Result<Vec<ParcelLine>, Refusal> {
        let shipped = self.shipped_by(manifest);
        if !shipped.is_empty() {
            return Ok(shipped);
        }
        self.require_open()?;
        if !self.holds.is_empty() {
            return Err(Refusal::OnHold);
        }
        let numbers: Vec<u32> = self.parcels_for(carrier).map(|parcel| parcel.number).collect();
        if numbers.is_empty() {
            return Err(Refusal::NotReady);
        }
        let missing = self.missing_to_leave();
        if missing > 0 {
            return Err(Refusal::NotWhole(missing));
        }
        let mut quantity = 0;
        for parcel in self.parcels.iter_mut().filter(|parcel| numbers.contains(&parcel.number)) {
            parcel.manifest = Some(manifest);
            parcel.shipped_at = Some(by.at);
            for content in &parcel.contents {
                let counters = &mut self.counters[content.line as usize - 1];
                if !counters.shift(Stage::Packed, Stage::Shipped, content.quantity) {
                    return Err(Refusal::NotSoMany { line: content.line, have: counters.packed, wanted: content.quantity });
                }
                quantity += content.quantity;
            }
        }
        self.record(by, EventKind::Shipped { manifest, quantity });
        Ok(self.shipped_by(manifest))
    }

    /// Units per line that left with this hand-over and were not taken back.
    pub fn shipped_by(&self, manifest: ManifestId) -> Vec<ParcelLine> {
        let mut lines: Vec<ParcelLine> = Vec::new();
        for parcel in self.parcels.iter().filter(|parcel| parcel.manifest == Some(manifest)) {
            for content in &parcel.contents {
                match lines.iter_mut().find(|line| line.line == content.line) {
                    Some(line) => line.quantity += content.quantity,
                    None => lines.push(*content),
                }
            }
        }
        lines.sort_by_key(|line| line.line);
        lines
    }

    /// The last hand-over did not happen: its parcels stand in the house again. Only on the
    /// store's same day, because later the client has been told. Answers what came back.
    pub fn unship(&mut self, by: &By, reason: &str, zone: &TimeZone) -> Result<(ManifestId, Vec<ParcelLine>), Refusal> {
        let last = self.parcels.iter().filter_map(|parcel| Some((parcel.shipped_at?, parcel.manifest?))).max();
        let (shipped_at, manifest) = last.ok_or(Refusal::NothingShipped)?;
        if shipped_at.to_zoned(zone.clone()).date() != by.at.to_zoned(zone.clone()).date() {
            return Err(Refusal::TooLate);
        }
        let lines = self.shipped_by(manifest);
        let units = self.units();
        if units.returning + units.returned > 0 {
            return Err(Refusal::CameBack(units.returning + units.returned));
        }
        for parcel in self.parcels.iter_mut().filter(|parcel| parcel.manifest == Some(manifest)) {
            parcel.manifest = None;
            parcel.shipped_at = None;
        }
        let mut quantity = 0;
        for line in &lines {
            self.counters[line.line as usize - 1].shift(Stage::Shipped, Stage::Packed, line.quantity);
            quantity += line.quantity;
        }
        self.record(by, EventKind::Unshipped { manifest, quantity, reason: reason.to_owned() });
        Ok((manifest, lines))
    }

    /// Units of some lines are to come back. Only what left and is not on its way back already can be: so all returns of a line
    /// together never hold more than left.
    pub fn announce_return(&mut self, by: &By, id: ReturnId, lines: &BTreeMap<u32, u32>) -> Result<(), Refusal> {
        self.move_all(Stage::Shipped, Stage::Returning, lines)?;
        self.record(by, EventKind::ReturnAnnounced { r#return: id, quantity: lines.values().sum() });
        Ok(())
    }

    /// Units of some lines came back. Those that the return still `awaits` were announced; what comes beyond is taken of
    /// what left and nobody announced.
    pub fn receive_return(&mut self, by: &By, id: ReturnId, awaits: &BTreeMap<u32, u32>, came: &BTreeMap<u32, u32>) -> Result<(), Refusal> {
        let announced = |(line, units): (&u32, &u32)| (*line, *units.min(awaits.get(line).unwrap_or(&0)));
        let announced: BTreeMap<u32, u32> = came.iter().map(announced).collect();
        let beyond: BTreeMap<u32, u32> = came.iter().map(|(line, units)| (*line, units - announced[line])).collect();
        let mut after = self.clone();
        after.move_all(Stage::Returning, Stage::Returned, &announced)?;
        after.move_all(Stage::Shipped, Stage::Returned, &beyond)?;
        after.record(by, EventKind::ReturnReceived { r#return: id, quantity: came.values().sum() });
        *self = after;
        Ok(())
    }

    /// No more comes of a return: what it still awaited stays with the buyer.
    pub fn end_return(&mut self, by: &By, id: ReturnId, awaited: &BTreeMap<u32, u32>) -> Result<(), Refusal> {
        self.move_all(Stage::Returning, Stage::Shipped, awaited)?;
        self.record(by, EventKind::ReturnEnded { r#return: id, quantity: awaited.values().sum() });
        Ok(())
    }

    /// When the last parcel with units of a line left.
    pub fn line_shipped_at(&self, line: u32) -> Option<jiff::Timestamp> {
        let holds = |parcel: &&Parcel| parcel.contents.iter().any(|content| content.line == line);
        self.parcels.iter().filter(holds).filter_map(|parcel| parcel.shipped_at).max()
    }

    /// Moves units of many lines, or none.
    fn move_all(&mut self, from: Stage, to: Stage, lines: &BTreeMap<u32, u32>) -> Result<(), Refusal> {
        let mut counters = self.counters.clone();
        for (line, units) in lines {
            let index = self.line_index(*line)?;
            let have = counters[index].at(from);
            if !counters[index].shift(from, to, *units) {
                return Err(Refusal::NotSoMany { line: *line, have, wanted: *units });
            }
        }
        self.counters = counters;
        Ok(())
    }

    /// When the last parcel left.
    pub fn shipped_at(&self) -> Option<jiff::Timestamp> {
        self.parcels.iter().filter_map(|parcel| parcel.shipped_at).max()
    }

    fn require_open(&self) -> Result<(), Refusal> {
        match self.status() {
            Status::Shipped | Status::PartiallyReturned | Status::Returned => Err(Refusal::AlreadyShipped),
            Status::Cancelled => Err(Refusal::Cancelled),
            _ => Ok(()),
        }
    }

    fn line_index(&self, line: u32) -> Result<usize, Refusal> {
        let index = (line as usize).checked_sub(1).ok_or(Refusal::NoSuchLine(line))?;
        if index < self.counters.len() { Ok(index) } else { Err(Refusal::NoSuchLine(line)) }
    }
}
