//! Reconciliation files, as they are shown.

pub(crate) mod file;
pub(crate) mod list;
pub(crate) mod run;
pub(crate) mod show;

use domain::reconciliation::{self, ControlTotals, ReconciliationState};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A file that tells a client what became of each order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reconciliation)]
pub(crate) struct ReconciliationPage {
    /// 1, 2, 3… without a gap.
    sequence: u64,
    /// The cut-off that it was made for, or the moment somebody asked for it.
    cut_off_at: Timestamp,
    made_at: Timestamp,
    /// The version of the settings that held at its cut-off; null of older files.
    settings_version: Option<u64>,
    /// Of the JSON file.
    sha256: String,
    /// Of the file before, which is written inside this one.
    previous_sha256: Option<String>,
    totals: Totals,
    n_lines: u64,
    #[schema(examples(json!(["csv", "json"])))]
    files: [&'static str; 2],
}

/// Proof that nothing is missing.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReconciliationTotals)]
pub(crate) struct Totals {
    /// Counting orders; one that left in parts counts as shipped with its last part.
    orders: Sums,
    units: Sums,
}

/// opening + in - shipped - cancelled - rejected = closing; what came `returned` of what had left before stands beside that.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReconciliationSums)]
pub(crate) struct Sums {
    opening: i64,
    r#in: i64,
    shipped: i64,
    cancelled: i64,
    rejected: i64,
    closing: i64,
    returned: i64,
}

impl From<reconciliation::Totals> for Sums {
    fn from(totals: reconciliation::Totals) -> Self {
        let reconciliation::Totals { opening, r#in, shipped, cancelled, rejected, closing, returned } = totals;
        Self { opening, r#in, shipped, cancelled, rejected, closing, returned }
    }
}

impl From<ControlTotals> for Totals {
    fn from(totals: ControlTotals) -> Self {
        Self { orders: totals.orders.into(), units: totals.units.into() }
    }
}

impl ReconciliationPage {
    /// A file that is written; None while it is being made.
    pub(crate) fn of(file: &reconciliation::Reconciliation) -> Option<Self> {
        let ReconciliationState::Made(made) = &file.state else { return None };
        Some(Self {
            sequence: file.sequence,
            cut_off_at: file.cut_off_at,
            made_at: made.made_at,
            settings_version: Some(file.settings_version).filter(|version| *version > 0),
            sha256: made.sha256.clone(),
            previous_sha256: made.previous_sha256.clone(),
            totals: made.totals.into(),
            n_lines: made.lines,
            files: ["csv", "json"],
        })
    }
}
