//! What the sentinel found, as it is shown.

pub(crate) mod dismiss;
pub(crate) mod list;
pub(crate) mod rebuild;
pub(crate) mod recount;
pub(crate) mod repair;

use domain::findings::{Finding, FindingState};
use domain::ids::FindingId;
use domain::invariants::Subject;
use domain::orders::counters::Counters;
use domain::stock::Level;
use jiff::Timestamp;
use serde::Serialize;
use services::{App, sentinel};
use utoipa::ToSchema;

use crate::access::InStore;
use crate::names::Names;
use crate::problem::Problem;
use crate::words;

/// A rule that was found broken: a task for somebody. While it is open, its SKU or order is frozen.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FindingPage {
    #[schema(value_type = String, examples("fin_0192f3a4b5c6758e9f00112233445566"))]
    id: FindingId,
    #[schema(value_type = words::RuleName)]
    rule: &'static str,
    /// What the rule says.
    about: &'static str,
    /// What was found, for people.
    sentence: String,
    /// The SKU, where it is about one.
    sku: Option<String>,
    /// The order, where it is about one.
    order: Option<String>,
    /// The import, where it is about one.
    import: Option<String>,
    /// The number of the reconciliation file, where it is about one.
    reconciliation: Option<u64>,
    #[schema(value_type = String)]
    found_at: Timestamp,
    #[schema(value_type = words::FindingStateName)]
    state: &'static str,
    /// What would mend it; none where somebody has to look.
    #[schema(value_type = Option<words::RepairName>)]
    repair: Option<&'static str>,
    /// When it was closed.
    #[schema(value_type = Option<String>)]
    closed_at: Option<Timestamp>,
    /// By whom, as people call them.
    closed_by: Option<String>,
    /// Why, where it was dismissed.
    reason: Option<String>,
}

impl FindingPage {
    /// Findings, with the names of who closed them.
    async fn all_of(app: &App, here: &InStore, findings: &[Finding]) -> Result<Vec<Self>, Problem> {
        let closers = findings.iter().filter_map(|finding| match &finding.state {
            FindingState::Open => None,
            FindingState::Repaired { actor, .. } | FindingState::Dismissed { actor, .. } => Some(actor),
        });
        let names = Names::of(app, here, closers).await?;
        Ok(findings.iter().map(|finding| Self::of(finding, &names)).collect())
    }

    /// One finding.
    async fn load(app: &App, here: &InStore, finding: Finding) -> Result<Self, Problem> {
        let mut one = Self::all_of(app, here, &[finding]).await?;
        Ok(one.remove(0))
    }

    fn of(finding: &Finding, names: &Names) -> Self {
        let (closed_at, closed_by, reason) = match &finding.state {
            FindingState::Open => (None, None, None),
            FindingState::Repaired { at, actor } => (Some(*at), Some(names.name(actor)), None),
            FindingState::Dismissed { at, actor, reason } => (Some(*at), Some(names.name(actor)), Some(reason.clone())),
        };
        let (mut sku, mut order, mut import, mut reconciliation) = (None, None, None, None);
        match &finding.violation.subject {
            Subject::Sku(of) => sku = Some(of.to_string()),
            Subject::Order(of) => order = Some(of.to_string()),
            Subject::Import(of) => import = Some(of.to_string()),
            Subject::Reconciliation(of) => reconciliation = Some(*of),
        }
        Self {
            id: finding.id,
            rule: finding.violation.rule.as_str(),
            about: finding.violation.rule.about().trim(),
            sentence: finding.violation.sentence.clone(),
            sku,
            order,
            import,
            reconciliation,
            found_at: finding.found_at,
            state: finding.state.as_str(),
            repair: finding.proposal().map(domain::findings::Repair::as_str),
            closed_at,
            closed_by,
            reason,
        }
    }
}

/// Quantities of a level, or of what a level should be.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Quantities {
    on_hand: u32,
    available: u32,
    allocated: u32,
    unavailable: u32,
    backordered: u32,
}

impl From<&Level> for Quantities {
    fn from(level: &Level) -> Self {
        Self {
            on_hand: level.on_hand(),
            available: level.available,
            allocated: level.allocated,
            unavailable: level.unavailable.values().sum(),
            backordered: level.backordered,
        }
    }
}

/// A level beside what its ledger, its orders and its queue say. Nothing was changed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecountPage {
    sku: String,
    /// As it is.
    level: Quantities,
    /// What the ledger adds up to; none where it takes away what was never there.
    ledger: Option<Quantities>,
    /// Units that the orders' lines hold.
    allocated_by_orders: u32,
    /// Units that the orders' lines wait for.
    backordered_by_orders: u32,
    /// Units in the queue.
    queued: u64,
    /// Whether all of them agree.
    agrees: bool,
    /// Whether the sentinel has frozen it.
    frozen: bool,
    /// Of the level: to be sent as `If-Match` with the rebuilding.
    version: u64,
}

impl From<&sentinel::Recount> for RecountPage {
    fn from(recount: &sentinel::Recount) -> Self {
        let sentinel::Recount { level, ledger, orders, queued } = recount;
        let Counters { backordered, .. } = *orders;
        let agrees = ledger.as_ref() == Some(level)
            && orders.reserved() == level.allocated
            && backordered == level.backordered
            && *queued == u64::from(level.backordered);
        Self {
            sku: level.sku.to_string(),
            ledger: ledger.as_ref().map(Quantities::from),
            allocated_by_orders: orders.reserved(),
            backordered_by_orders: backordered,
            queued: *queued,
            agrees,
            frozen: level.frozen,
            version: level.version,
            level: level.into(),
        }
    }
}
