//! `GET /stores/{store}/summary`: a store in numbers.

use axum::extract::State;
use axum::response::Response;
use domain::identity::roles::Permission as May;
use domain::orders::status::Status;
use domain::reconciliation::next_cut_off;
use http::HeaderMap;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use services::queries::overview::seen;
use services::queries::summary::{Days, OpenOrders, OrdersOfDay, RejectedLately};
use storage::Counted;
use utoipa::{IntoParams, ToSchema};

use crate::access::{Access, InStore};
use crate::json::{Asked, tagged_by};
use crate::problem::Problem;
use crate::state::Api;
use crate::wire;
use crate::words;

/// The most days of one answer.
const MAX_DAYS: i32 = 92;

/// Which days, both included, of the store's time zone; the last thirty where absent.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Period {
    from: Option<Date>,
    to: Option<Date>,
}

/// A store in numbers, each counted from the list behind it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Summary {
    /// When it was counted. The `ETag` is of the rest.
    as_of: Timestamp,
    #[serde(flatten)]
    numbers: Numbers,
}

/// What was counted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Numbers {
    /// Every status that is neither `shipped` nor `cancelled`, in the order of the work: as many as `GET /orders?status=` lists.
    open_orders: Vec<OrdersInStatus>,
    /// The orders of `backordered` and `partially_allocated`.
    back_orders: WaitingOrders,
    /// Returns that goods may still come of.
    open_returns: OpenReturns,
    /// Null without `imports.read`.
    rejected: Option<Rejected>,
    from: Date,
    to: Date,
    /// Oldest first; days without orders too.
    days: Vec<DayOfOrders>,
    /// As many days before.
    previous: PlacedAndShipped,
    /// False where more than 10,000 orders would have to be looked at: an order then counts as shipped where it was last
    /// handed over within the days, though it was taken back since, or its last parcel left afterwards.
    days_checked: bool,
    /// Whether there are more orders in the days than one call reads: the older days are short.
    days_at_least: bool,
    /// When the next reconciliation file is made.
    next_cut_off: Option<Timestamp>,
}

/// Orders in a status.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrdersInStatus {
    #[schema(value_type = words::OrderStatus)]
    status: Status,
    orders: usize,
    /// Whether there may be more: 10,000 of a list are counted.
    at_least: bool,
}

/// Orders that wait for stock with all or some of their units.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WaitingOrders {
    orders: usize,
    /// Units that they wait for.
    units: u64,
    at_least: bool,
}

/// Returns that are announced or partly here.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpenReturns {
    returns: usize,
    /// Whether there may be more: 10,000 are counted.
    at_least: bool,
}

/// Imports of the last seven days of which orders were sent back.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Rejected {
    /// The first day on which such an import was received.
    since: Date,
    imports: usize,
    /// Their rejected orders.
    orders: u64,
    at_least: bool,
}

/// Orders of a day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DayOfOrders {
    day: Date,
    #[serde(flatten)]
    orders: PlacedAndShipped,
}

/// Orders that came and went.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct PlacedAndShipped {
    placed: usize,
    /// Those of which the last parcel left.
    shipped: usize,
}

/// What there is to do, what came and went by day, and when the next reconciliation file is made.
#[utoipa::path(
    get, path = "/stores/{store}/summary", tag = "orders", params(Period),
    responses((status = 200, description = "The numbers", body = Summary), (status = 304, description = "As in `If-None-Match`")),
    extensions(("x-permission" = json!("orders.read")))
)]
pub(crate) async fn show_summary(
    State(api): State<Api>,
    here: Access<{ May::OrdersRead as usize }>,
    Asked(asked): Asked<Period>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let today = here.today();
    let wire::Days { before, from, to } = wire::Days::asked((asked.from, asked.to), today, MAX_DAYS)?;
    let rejected = seen(here.identity.may(May::ImportsRead), api.app.rejected_lately(&here.scope, here.by.at));
    let (open, rejected, days, returns) = futures::try_join!(
        api.app.open_orders(&here.scope),
        rejected,
        api.app.orders_by_day(&here.scope, before, to),
        api.app.count_open_returns(&here.scope)
    )?;
    let numbers = Numbers::of(&here, (&open, returns), rejected, (from, to), days);
    let answer = Summary { as_of: here.by.at, numbers };
    Ok(tagged_by(&headers, &answer.numbers, &answer))
}

impl Numbers {
    fn of(
        here: &InStore,
        (open, returns): (&OpenOrders, Counted),
        rejected: Option<RejectedLately>,
        (from, to): (Date, Date),
        days: Days,
    ) -> Self {
        let Days { days, checked, at_least } = days;
        let (before, days): (Vec<OrdersOfDay>, Vec<OrdersOfDay>) = days.into_iter().partition(|day| day.day < from);
        let waiting = open.of(&[Status::Backordered, Status::PartiallyAllocated]);
        let settings = &here.store.settings;
        Self {
            open_orders: open
                .by_status
                .iter()
                .map(|(status, counted)| OrdersInStatus { status: *status, orders: counted.n, at_least: counted.at_least })
                .collect(),
            back_orders: WaitingOrders { orders: waiting.n, units: open.waiting_units, at_least: waiting.at_least },
            open_returns: OpenReturns { returns: returns.n, at_least: returns.at_least },
            rejected: rejected.map(|RejectedLately { since, imports, orders, at_least }| Rejected { since, imports, orders, at_least }),
            from,
            to,
            days: days
                .into_iter()
                .map(|OrdersOfDay { day, placed, shipped }| DayOfOrders { day, orders: PlacedAndShipped { placed, shipped } })
                .collect(),
            previous: before.iter().fold(PlacedAndShipped::default(), |sum, day| PlacedAndShipped {
                placed: sum.placed + day.placed,
                shipped: sum.shipped + day.shipped,
            }),
            days_checked: checked,
            days_at_least: at_least,
            next_cut_off: next_cut_off(here.by.at, &settings.cut_offs, &settings.zone()),
        }
    }
}
