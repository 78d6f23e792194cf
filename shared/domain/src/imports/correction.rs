//! Rejected orders that are sent again: with other cells, or as they were because something else has
//! been put right since. A correction is a file of its own; what it takes is put right in the import
//! that it came from.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::fault::FaultCode;
use super::record::{Diagnostic, Mended, Outcome};

/// The row of a correction's first order: its header is row 1.
const FIRST_ROW: u64 = 2;

/// What is sent again of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The first rows of the orders; all that are still rejected where absent.
    #[serde(default)]
    pub orders: Option<BTreeSet<u64>>,
    /// New texts of cells: by row, then by the column's place in the table of rejected orders. A row
    /// of which every cell is emptied is left out.
    #[serde(default)]
    pub cells: BTreeMap<u64, BTreeMap<usize, String>>,
    /// Read by the profile as it is now, not as it was.
    #[serde(default)]
    pub with_present_profile: bool,
}

impl Correction {
    /// The rows that are sent again, of what is not mended yet where nobody names orders.
    pub fn rows<'a>(&self, diagnostics: impl IntoIterator<Item = &'a Diagnostic>, mended: &BTreeSet<u64>) -> BTreeSet<u64> {
        let is_wanted = |diagnostic: &Diagnostic| match (&self.orders, diagnostic.rows.first()) {
            (Some(orders), Some(first)) => orders.contains(first),
            (None, Some(_)) => !is_mended(diagnostic, mended),
            (_, None) => false,
        };
        let wanted = diagnostics.into_iter().filter(|diagnostic| is_correctable(diagnostic) && is_wanted(diagnostic));
        wanted.flat_map(|diagnostic| diagnostic.rows.iter().copied()).collect()
    }

    /// Puts the new texts into a row. A row that is too short grows only where somebody says what
    /// stands there.
    pub fn apply(&self, row: u64, cells: &mut Vec<String>) {
        for (column, text) in self.cells.get(&row).into_iter().flatten() {
            if cells.len() <= *column {
                cells.resize(column + 1, String::new());
            }
            cells[*column].clone_from(text);
        }
    }
}

/// Whether a rejected order can be sent again from its rows: not one that is larger than an order may
/// be, because nobody kept the rest of it.
pub fn is_correctable(diagnostic: &Diagnostic) -> bool {
    diagnostic.outcome == Outcome::Rejected
        && diagnostic.more_rows == 0
        && !diagnostic.faults.iter().any(|fault| fault.code == FaultCode::TooManyLines)
}

/// Whether every row of a rejected order was taken since.
pub fn is_mended(diagnostic: &Diagnostic, mended: &BTreeSet<u64>) -> bool {
    diagnostic.outcome == Outcome::Rejected && diagnostic.more_rows == 0 && diagnostic.rows.iter().all(|row| mended.contains(row))
}

/// The rows that a correction took, by their numbers in the import that it came from. `sent` are
/// those numbers in the order in which the correction holds the rows.
pub fn mended_rows<'a>(sent: &[u64], diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> BTreeSet<u64> {
    let is_rejected = |diagnostic: &&Diagnostic| diagnostic.outcome == Outcome::Rejected;
    let rejected: BTreeSet<u64> =
        diagnostics.into_iter().filter(is_rejected).flat_map(|diagnostic| diagnostic.rows.iter().copied()).collect();
    let all = (FIRST_ROW..).take(sent.len());
    renumbered(sent, &all.filter(|row| !rejected.contains(row)).collect())
}

/// Rows of a correction by their numbers in the import that it came from.
pub fn renumbered(sent: &[u64], rows: &BTreeSet<u64>) -> BTreeSet<u64> {
    (FIRST_ROW..).zip(sent).filter(|(row, _)| rows.contains(row)).map(|(_, sent)| *sent).collect()
}

/// What of an import is put right, given the rows that were taken since.
pub fn mended<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>, rows: &BTreeSet<u64>) -> Mended {
    let rejected = diagnostics.into_iter().filter(|diagnostic| diagnostic.outcome == Outcome::Rejected);
    rejected.fold(Mended::default(), |sum, diagnostic| Mended {
        rows: sum.rows + diagnostic.rows.iter().filter(|row| rows.contains(row)).count() as u64,
        orders: sum.orders + u64::from(!diagnostic.reference.is_empty() && is_mended(diagnostic, rows)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::fault::Fault;

    fn rejected(reference: &str, rows: &[u64], code: FaultCode) -> Diagnostic {
        let faults = vec![Fault::of_row(rows[0], code, "", "")];
        Diagnostic { reference: reference.to_owned(), rows: rows.to_vec(), more_rows: 0, outcome: Outcome::Rejected, faults }
    }

    fn three() -> Vec<Diagnostic> {
        let duplicate = Diagnostic { outcome: Outcome::Duplicate, faults: Vec::new(), ..rejected("0", &[2], FaultCode::OrderChanged) };
        let huge = Diagnostic { more_rows: 7, ..rejected("3", &[8, 9], FaultCode::TooManyLines) };
        vec![duplicate, rejected("1", &[3, 6], FaultCode::UnknownSku), rejected("", &[5], FaultCode::MissingValue), huge]
    }

    #[test]
    fn what_is_still_rejected_goes_again_whole_orders_only() {
        let all = Correction::default();
        assert_eq!(all.rows(&three(), &BTreeSet::new()), [3, 5, 6].into(), "neither duplicates nor what is too large");
        assert_eq!(all.rows(&three(), &[5].into()), [3, 6].into());
        assert_eq!(all.rows(&three(), &[5, 6].into()), [3, 6].into(), "half an order is no order");
        let named = Correction { orders: Some([3, 8].into()), ..Correction::default() };
        assert_eq!(named.rows(&three(), &[3, 6].into()), [3, 6].into(), "who names an order may send it twice");
    }

    #[test]
    fn a_short_row_stays_short_until_somebody_says_what_is_missing() {
        let correction = Correction { cells: [(3, [(2, "x".to_owned())].into())].into(), ..Correction::default() };
        let mut cells = vec!["a".to_owned()];
        correction.apply(4, &mut cells);
        assert_eq!(cells, ["a"]);
        correction.apply(3, &mut cells);
        assert_eq!(cells, ["a", "", "x"]);
    }

    #[test]
    fn rows_that_a_correction_took_are_put_right_where_they_came_from() {
        // Rows 3, 5 and 6 were sent; the second of them came back.
        let back = [rejected("", &[3], FaultCode::MissingValue)];
        let taken = mended_rows(&[3, 5, 6], &back);
        assert_eq!(taken, [3, 6].into());
        // A correction of that one sent its row 3 again, and took it.
        assert_eq!(renumbered(&[3, 5, 6], &mended_rows(&[3], &[])), [5].into());
        assert_eq!(mended(&three(), &taken), Mended { rows: 2, orders: 1 });
        assert_eq!(mended(&three(), &[3].into()), Mended { rows: 1, orders: 0 });
        assert_eq!(mended(&three(), &[3, 5, 6].into()), Mended { rows: 3, orders: 1 }, "a row without a reference is no order");
        assert_eq!(mended(&three(), &[2, 8, 9].into()).orders, 0, "what is too large is never whole");
    }
}
