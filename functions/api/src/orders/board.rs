//! `GET /stores/{store}/board`: the day's work.

use axum::extract::State;
use axum::response::Response;
use domain::fulfilment::board::{When, Work};
use domain::identity::roles::Permission as May;
use domain::orders::HoldReason;
use http::HeaderMap;
use jiff::Timestamp;
use serde::Serialize;
use services::queries::board::{Board, Row};
use services::queries::overview::seen;
use utoipa::ToSchema;

use crate::access::Access;
use crate::json::tagged_by;
use crate::problem::Problem;
use crate::state::Api;
use crate::words;

/// What must leave by which cut-off, and what is to be done for it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Board)]
pub(crate) struct BoardPage {
    /// When it was counted. The `ETag` is of the rest.
    as_of: Timestamp,
    #[serde(flatten)]
    work: BoardWork,
}

/// What was counted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BoardWork {
    /// The most urgent first; those without orders too.
    cut_offs: Vec<BoardCutOff>,
    /// Whether there may be more orders than were counted: 10,000 of each list are.
    at_least: bool,
    /// Findings that wait for somebody; null without `findings.read`.
    open_findings: Option<usize>,
}

/// The orders of a cut-off.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BoardCutOff {
    #[schema(value_type = words::BoardWhen)]
    when: &'static str,
    /// `due_from` of the list of its orders; null where there is no beginning.
    due_from: Option<Timestamp>,
    /// `due_to` of the list of its orders; null where there is no end.
    due_to: Option<Timestamp>,
    orders: usize,
    /// By the shipping service that was ordered.
    services: Vec<BoardService>,
}

/// The orders of a service.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BoardService {
    #[schema(examples("standard"))]
    service: String,
    orders: usize,
    /// Each order once, by what is to be done next: as many as `GET /orders?work=` lists.
    work: Vec<OrdersToWork>,
    /// Those on hold, by reason; one with two reasons is in both.
    holds: Vec<OrdersHeld>,
}

/// Orders by what is to be done next.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrdersToWork {
    #[schema(value_type = words::OrderWork)]
    work: &'static str,
    orders: usize,
}

/// Orders on hold.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrdersHeld {
    #[schema(value_type = words::HoldReason)]
    reason: HoldReason,
    orders: usize,
}

impl From<(String, Row)> for BoardService {
    fn from((service, row): (String, Row)) -> Self {
        Self {
            service,
            orders: row.by_work.values().sum(),
            work: Work::ALL
                .iter()
                .map(|work| OrdersToWork { work: work.as_str(), orders: row.by_work.get(work).copied().unwrap_or_default() })
                .collect(),
            holds: row.by_hold.into_iter().map(|(reason, orders)| OrdersHeld { reason, orders }).collect(),
        }
    }
}

impl BoardWork {
    fn of(Board { cut_offs, rows, at_least }: Board, open_findings: Option<usize>) -> Self {
        let of_when = |when: When| -> Vec<BoardService> {
            rows.iter().filter(|((at, _), _)| *at == when).map(|((_, service), row)| (service.clone(), row.clone()).into()).collect()
        };
        let cut_offs = When::ALL
            .map(|when| {
                let ((due_from, due_to), services) = (cut_offs.between(when), of_when(when));
                BoardCutOff { when: when.as_str(), due_from, due_to, orders: services.iter().map(|one| one.orders).sum(), services }
            })
            .into();
        Self { cut_offs, at_least, open_findings }
    }
}

/// What must leave by which cut-off, by shipping service, and what is to be done for it or keeps it. An order is due with the first
/// cut-off after it came, or with the last one before the day that the buyer was promised.
#[utoipa::path(
    get, path = "/stores/{store}/board", tag = "orders",
    responses((status = 200, description = "The day's work", body = BoardPage), (status = 304, description = "As in `If-None-Match`")),
    extensions(("x-permission" = json!("orders.read")))
)]
pub(crate) async fn show_board(
    State(api): State<Api>,
    here: Access<{ May::OrdersRead as usize }>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let findings = seen(here.identity.may(May::FindingsRead), api.app.open_findings(&here.scope));
    let (board, findings) = futures::try_join!(api.app.board(&here.scope, here.by.at), findings)?;
    let work = BoardWork::of(board, findings);
    let answer = BoardPage { as_of: here.by.at, work };
    Ok(tagged_by(&headers, &answer.work, &answer))
}
