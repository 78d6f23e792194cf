//! Lists as files: asked for, written by a function of their own, fetched by whoever asked.

pub(crate) mod begin;
pub(crate) mod list;
pub(crate) mod show;

use domain::exports::{Export, Format, State};
use jiff::Timestamp;
use serde::Serialize;
use services::App;
use utoipa::ToSchema;

use crate::access::InStore;
use crate::problem::Problem;
use crate::words;

/// A list on its way into a file, or in it. Whoever asked for it sees it, and nobody else.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Export)]
pub(crate) struct ExportPage {
    #[schema(examples("exp_018f3c6e7b5a5d0d8f6b2a4c1e9d7f03"))]
    id: String,
    #[schema(value_type = words::ExportList)]
    list: &'static str,
    #[schema(value_type = words::ExportFormat)]
    format: Format,
    #[schema(examples("nordlys-orders-2026-11-21.csv"))]
    file_name: String,
    asked_at: Timestamp,
    /// When it vanishes: seven days after it was asked for.
    kept_until: Timestamp,
    /// `reading` the list, `joining` its parts into the file, `ready` to be fetched, or `failed`.
    #[schema(value_type = words::ExportState)]
    state: &'static str,
    /// Rows so far; in the end all of them.
    rows: u64,
    /// Of the file, once it is there.
    bytes: Option<u64>,
    /// Why there will be no file.
    failure: Option<String>,
    /// Where to fetch it for a quarter of an hour, without a token; only of a single one that is ready.
    url: Option<String>,
}

impl ExportPage {
    /// A row of a list.
    fn row(here: &InStore, export: &Export) -> Self {
        let (bytes, failure) = match &export.state {
            State::Ready { bytes, .. } => (Some(*bytes), None),
            State::Failed { why, .. } => (None, Some(why.clone())),
            State::Reading { .. } | State::Joining { .. } => (None, None),
        };
        Self {
            id: export.id.to_string(),
            list: export.wanted.list(),
            format: export.format,
            file_name: services::exports::file_name(&here.scope, export),
            asked_at: export.asked_at,
            kept_until: export.kept_until(),
            state: export.state.as_str(),
            rows: export.rows(),
            bytes,
            failure,
            url: None,
        }
    }

    /// One with its link.
    async fn load(app: &App, here: &InStore, export: &Export) -> Result<Self, Problem> {
        Ok(Self { url: app.export_link(&here.scope, export).await?, ..Self::row(here, export) })
    }
}
