//! Imports, as they are shown, and the profiles that files are read by.

pub(crate) mod commit;
pub(crate) mod correct;
pub(crate) mod diagnostics;
pub(crate) mod list;
pub(crate) mod mapped_orders;
pub(crate) mod previews;
pub(crate) mod profiles;
pub(crate) mod rejected_file;
pub(crate) mod rejected_orders;
pub(crate) mod show;
pub(crate) mod start;
pub(crate) mod undo;
pub(crate) mod upload_links;

use domain::identity::roles::Permission;
use domain::ids::ProfileName;
use domain::imports::fault;
use domain::imports::record::{ChunkResult, Import, MailState, Origin, Plan, State, Undone};
use jiff::Timestamp;
use serde::Serialize;
use services::App;
use services::imports::Drop;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::InStore;
use crate::costs::Cost;
use crate::problem::{Code, Problem};
use crate::words;

/// One drop of one file, and how far it got.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Import)]
pub(crate) struct ImportPage {
    #[schema(examples("imp_018f3c6e7b5a5d0d8f6b2a4c1e9d7f03"))]
    id: String,
    #[schema(examples("orders.csv"))]
    file_name: String,
    /// `drop` is S3 or SFTP: the two are not told apart.
    #[schema(value_type = words::ImportSource)]
    source: &'static str,
    /// Empty until the file is read with the store's default profile.
    profile: String,
    #[schema(value_type = words::ImportState)]
    state: &'static str,
    /// Whether it is only tried. A dry run that is done is `tried`: its counts are what would come of it.
    dry_run: bool,
    /// Until when a dry run can be imported; afterwards it vanishes.
    tried_until: Option<Timestamp>,
    /// The import that a dry run became.
    committed_as: Option<String>,
    /// Where it came from, if from another import.
    origin: Option<ImportOrigin>,
    /// The import that had the same bytes.
    duplicate_of: Option<String>,
    received_at: Timestamp,
    completed_at: Option<Timestamp>,
    bytes: u64,
    /// Of the file; empty until it is read.
    sha256: String,
    rows: Rows,
    orders: Orders,
    units: Units,
    chunks: Chunks,
    /// Most frequent first.
    rejected_by_code: Vec<RejectedByCode>,
    /// What is wrong with the file as a whole.
    faults: Vec<Fault>,
    #[schema(value_type = words::MailState)]
    mail: MailState,
    /// What of the rejected rows and orders was taken since, from corrections.
    mended: Mended,
    /// Its taking back, if anybody asked for that.
    undo: Option<ImportUndo>,
    /// What the caller may do now.
    #[schema(value_type = Vec<words::ImportAction>)]
    actions: Vec<&'static str>,
    /// What it cost in the cloud so far; null without `costs.read`.
    cost: Option<Cost>,
}

/// The import that another came from.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportOrigin {
    /// `dry_run`: its bytes and its profile. `correction`: its rejected orders.
    #[schema(value_type = words::OriginKind)]
    kind: &'static str,
    import: String,
}

/// Rejected rows and orders that were put right.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Mended {
    rows: u64,
    orders: u64,
}

/// How far an import is taken back. Every accepted order is cancelled, refused or gone in the end.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportUndo {
    #[schema(value_type = words::UndoState)]
    state: &'static str,
    begun_at: Timestamp,
    done_at: Option<Timestamp>,
    /// Accepted orders.
    total: u64,
    cancelled: u64,
    /// Kept, because the warehouse has them.
    refused: u64,
    /// Cancelled by others before.
    gone: u64,
}

/// Rows of a file; every row that was worked off is accepted, rejected or a duplicate.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct Rows {
    /// Handed on for checking.
    read: u64,
    /// Null until the file is read.
    total: Option<u64>,
    accepted: u64,
    rejected: u64,
    duplicate: u64,
}

/// Orders of a file; every order that was worked off is accepted, rejected or a duplicate.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct Orders {
    total: u64,
    accepted: u64,
    rejected: u64,
    duplicate: u64,
    /// Of the accepted ones, those that cancel another.
    cancellations: u64,
}

/// Units of the accepted orders, as they were accepted.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct Units {
    ordered: u64,
    allocated: u64,
    backordered: u64,
}

/// Parts that a file is worked off in.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct Chunks {
    total: u32,
    done: u32,
}

/// Rejected orders by their first fault.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RejectedByCode {
    #[schema(value_type = words::FaultKind)]
    code: &'static str,
    orders: u64,
}

/// One thing that is wrong with a row, and what to do about it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Fault {
    /// In the file, from 1; null where the fault is the file's.
    row: Option<u64>,
    /// As the file names it.
    #[schema(examples("StockCode"))]
    column: Option<String>,
    #[schema(value_type = words::FaultKind)]
    code: &'static str,
    #[schema(examples("The catalogue has no SKU \"9999X\"."))]
    message: String,
    #[schema(examples("Add the product or correct the code."))]
    suggestion: String,
}

impl From<fault::Fault> for Fault {
    fn from(fault: fault::Fault) -> Self {
        Self { row: fault.row, column: fault.column, code: fault.code.as_str(), message: fault.message, suggestion: fault.suggestion }
    }
}

impl ImportPage {
    /// Loads the counts of an import that is under way.
    pub(crate) async fn load(app: &App, here: &InStore, import: &Import) -> Result<Self, Problem> {
        let (done, result) = app.import_progress(&here.scope, import).await?;
        let undone = app.undo_progress(&here.scope, import).await?;
        let page = Self::of(import, (done, &result), undone, here.identity.may(Permission::CostsRead));
        Ok(Self { actions: actions(import, here), ..page })
    }

    fn of(import: &Import, (done, result): (u32, &ChunkResult), undone: Undone, sees_costs: bool) -> Self {
        let drop = Drop::parse(&import.key);
        let plan = import.state.plan();
        let named = drop.as_ref().and_then(|drop| drop.profile.as_ref());
        let mut rejected_by_code: Vec<RejectedByCode> =
            result.rejected_by_code.iter().map(|(code, orders)| RejectedByCode { code: code.as_str(), orders: *orders }).collect();
        rejected_by_code.sort_by(|a, b| (b.orders, a.code).cmp(&(a.orders, b.code)));
        Self {
            id: import.id.to_string(),
            file_name: import.file_name.clone(),
            source: services::imports::source(import),
            profile: plan.map(|plan| plan.profile.name.to_string()).or(named.map(ToString::to_string)).unwrap_or_default(),
            state: import.state.as_str(),
            duplicate_of: match &import.state {
                State::Duplicate { of, .. } => Some(of.to_string()),
                _ => None,
            },
            dry_run: import.is_trial,
            tried_until: import.tried_until(),
            committed_as: match &import.state {
                State::Tried { committed_as, .. } => committed_as.map(|import| import.to_string()),
                _ => None,
            },
            origin: import.origin.as_ref().map(|origin| match origin {
                Origin::Trial { of } => ImportOrigin { kind: "dry_run", import: of.to_string() },
                Origin::Correction { of } => ImportOrigin { kind: "correction", import: of.to_string() },
            }),
            received_at: import.received_at,
            completed_at: match &import.state {
                State::Completed { completed_at, .. }
                | State::Tried { completed_at, .. }
                | State::Failed { completed_at, .. }
                | State::Duplicate { completed_at, .. } => Some(*completed_at),
                _ => None,
            },
            bytes: import.bytes,
            sha256: plan.map(|plan| plan.sha256.clone()).unwrap_or_default(),
            rows: Rows {
                read: import.state.rows_read(),
                total: plan.map(|plan| plan.rows),
                accepted: result.rows.accepted,
                rejected: result.rows.rejected,
                duplicate: result.rows.duplicate,
            },
            orders: Orders {
                total: plan.map_or(0, |plan| plan.orders),
                accepted: result.orders.accepted,
                rejected: result.orders.rejected,
                duplicate: result.orders.duplicate,
                cancellations: result.cancellations,
            },
            units: Units {
                ordered: result.units_allocated + result.units_backordered,
                allocated: result.units_allocated,
                backordered: result.units_backordered,
            },
            chunks: Chunks { total: plan.map_or(0, Plan::chunks), done },
            rejected_by_code,
            faults: match &import.state {
                State::Failed { faults, .. } => faults.iter().cloned().map(Fault::from).collect(),
                _ => Vec::new(),
            },
            mail: import.mail,
            mended: Mended { rows: import.mended.rows, orders: import.mended.orders },
            undo: import.undo.as_ref().map(|undo| ImportUndo {
                state: if undo.done.is_some() { "undone" } else { "undoing" },
                begun_at: undo.begun_at,
                done_at: undo.done.map(|(at, _)| at),
                total: result.new_orders(),
                cancelled: undone.cancelled,
                refused: undone.refused,
                gone: undone.gone,
            }),
            actions: Vec::new(),
            cost: sees_costs.then(|| import.cost.into()),
        }
    }
}

/// What the caller may do with an import now.
fn actions(import: &Import, here: &InStore) -> Vec<&'static str> {
    let may_write = here.identity.may(Permission::ImportsWrite);
    let is_fresh = import.tried_until().is_some_and(|until| here.by.at <= until);
    match &import.state {
        State::Tried { committed_as: None, result, .. } if may_write && is_fresh && result.orders.accepted > 0 => vec!["commit"],
        State::Completed { result, .. } => {
            let has_rejected = import.mended.rows < result.rows.rejected && import.mail != MailState::Pending;
            let has_orders = result.new_orders() > 0 && import.undo.is_none();
            let mut actions = Vec::new();
            actions.extend((may_write && has_rejected).then_some("correct"));
            actions.extend((here.identity.may(Permission::OrdersCancel) && has_orders).then_some("undo"));
            actions
        }
        _ => Vec::new(),
    }
}

/// The place in the drop of a file that comes by the API.
fn place(here: &InStore, file_name: &str, profile: Option<ProfileName>, upload: Uuid, is_trial: bool) -> Result<Drop, Problem> {
    let file_name = file_name.trim().to_owned();
    let drop = Drop { store: here.scope.store().clone(), is_trial, profile, upload: Some(upload), file_name };
    let fits = (1..=200).contains(&drop.file_name.len()) && Drop::parse(&drop.key()).as_ref() == Some(&drop);
    if fits { Ok(drop) } else { Err(Problem::new(Code::Unreadable, "a file name is 1 to 200 bytes without folders")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::imports::profile::{FileFormat, ImportProfile};
    use domain::imports::record::Progress;

    #[test]
    fn a_file_that_is_being_handed_on_shows_how_far_it_is() {
        let plan = Plan {
            sha256: "ab".into(),
            profile: ImportProfile::canonical(),
            format: FileFormat::Csv,
            rows: 40_000,
            orders: 10_000,
            order_chunks: 4,
            cancellation_chunks: 0,
        };
        let import = Import {
            id: "imp_018f3c6e7b5a5d0d8f6b2a4c1e9d7f03".parse().unwrap(),
            store: "online-retail".parse().unwrap(),
            version: 2,
            file_name: "orders.csv".into(),
            key: "drop/online-retail/in/orders.csv".into(),
            archive_key: String::new(),
            bytes: 1,
            received_at: Timestamp::UNIX_EPOCH,
            state: State::Reading { plan, progress: Progress { emitted: 1 } },
            mail: MailState::Pending,
            cost: domain::costs::Usage::default(),
            is_trial: false,
            origin: None,
            mended: domain::imports::record::Mended::default(),
            undo: None,
        };
        let page = ImportPage::of(&import, (0, &ChunkResult::default()), Undone::default(), true);
        assert_eq!((page.state, page.source, page.rows.read, page.rows.total), ("reading", "drop", 10_000, Some(40_000)));
        assert_eq!(page.profile, "canonical");
    }
}
