//! How long stock lasts if demand goes on as it was.

use rust_decimal::Decimal;

use super::ledger::{Move, MoveKind};

/// Days whose demand counts.
pub const COVER_DAYS: u32 = 28;

/// Units of a SKU that its orders took within the last [`COVER_DAYS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demand(u32);

impl Demand {
    /// What the moves of those days bound to orders, less what came back from them. A unit is bound once, whether it has
    /// shipped since or not.
    pub fn of<'a>(moves: impl IntoIterator<Item = &'a Move>) -> Self {
        let binds = |entry: &&Move| !matches!(entry.kind, MoveKind::Shipment | MoveKind::Unshipment);
        let units: i64 = moves.into_iter().filter(binds).map(|entry| entry.change.allocated).sum();
        Self(u32::try_from(units.max(0)).unwrap_or(u32::MAX))
    }

    /// So many units, of all SKUs together.
    pub fn of_units(units: u64) -> Self {
        Self(u32::try_from(units).unwrap_or(u32::MAX))
    }

    /// Units a day, in hundredths.
    pub fn per_day(self) -> Decimal {
        Decimal::new((i64::from(self.0) * 100 + i64::from(COVER_DAYS) / 2) / i64::from(COVER_DAYS), 2)
    }

    /// Whole days that so many units last; None where there was no demand.
    pub fn cover(self, available: u32) -> Option<u32> {
        let days = (u64::from(available) * u64::from(COVER_DAYS)).checked_div(u64::from(self.0))?;
        Some(u32::try_from(days).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stock_lasts_as_long_as_demand_lets_it() {
        assert_eq!(Demand(28).cover(10), Some(10));
        assert_eq!(Demand(56).cover(3), Some(1), "whole days only");
        assert_eq!(Demand(1).cover(u32::MAX), Some(u32::MAX));
        assert_eq!(Demand(5).cover(0), Some(0), "nothing is left");
        assert_eq!(Demand(0).cover(10), None, "nobody wants it");
        assert_eq!(Demand(0).cover(0), None);
        assert_eq!(Demand(10).per_day().to_string(), "0.36");
    }
}
