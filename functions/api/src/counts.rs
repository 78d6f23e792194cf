//! Counts of stock, as they are shown. Of a blind count that people are still at, only those who approve of differences see what
//! should be there.

pub(crate) mod begin;
pub(crate) mod cancel;
pub(crate) mod close;
pub(crate) mod decide;
pub(crate) mod line;
pub(crate) mod lines;
pub(crate) mod list;
pub(crate) mod record;
pub(crate) mod show;

use domain::counts::{Again, Attempt, Count, CountAction, CountLine, CountState, End, Outcome, Stage, Tally, Tolerance};
use domain::identity::roles::Permission as May;
use domain::ids::{ActorId, Sku};
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use services::App;
use services::counts::Holder;
use utoipa::ToSchema;

use crate::access::InStore;
use crate::names::Names;
use crate::problem::Problem;
use crate::wire::Money;
use crate::words;

/// A count in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CountRow {
    #[schema(examples("cnt_018f3c6e7b5a5d0d8f6b2a4c1e9d7f03"))]
    id: String,
    name: String,
    #[schema(value_type = words::CountStateName)]
    state: CountState,
    created_at: Timestamp,
    /// Who began it, as people call them.
    created_by: String,
    /// Whether those who count do not see what should be there.
    blind: bool,
    /// Different SKUs.
    n_skus: u32,
    /// SKUs that somebody has counted.
    n_counted: u32,
    /// SKUs of a closed count that wait for approval, or for being counted again.
    n_undecided: usize,
}

impl CountRow {
    /// The rows of some counts.
    pub(crate) async fn all_of(app: &App, here: &InStore, counts: &[Count]) -> Result<Vec<Self>, Problem> {
        let (begun, undecided) = futures::try_join!(app.begun_lines(&here.scope, counts), app.undecided_of_each(&here.scope, counts))?;
        let names = Names::of(app, here, counts.iter().map(|count| &count.actor)).await?;
        let row = |count: &Count| {
            let n_counted = match &count.end {
                Some(End::Closed { result: Some(tally), .. }) => tally.done() + tally.recount,
                _ => begun.get(&count.id).and_then(|n| u32::try_from(*n).ok()).unwrap_or(0),
            };
            let n_undecided = undecided.get(&count.id).copied().unwrap_or_default();
            Self::of(count, names.name(&count.actor), n_counted, n_undecided)
        };
        Ok(counts.iter().map(row).collect())
    }

    fn of(count: &Count, created_by: String, n_counted: u32, n_undecided: usize) -> Self {
        Self {
            id: count.id.to_string(),
            name: count.name.clone(),
            state: count.state(),
            created_at: count.created_at,
            created_by,
            blind: count.is_blind,
            n_skus: count.n_skus,
            n_counted,
            n_undecided,
        }
    }
}

/// Up to which difference stock is booked without approval.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CountTolerance {
    /// So many units, however few there should be.
    units: u32,
    /// So many percent of what should be there.
    #[schema(value_type = String, examples("2"))]
    percent: Decimal,
    /// Never a difference that sells for more than this, in minor units of the store's currency; null where that is not looked at.
    #[serde(default)]
    value_minor: Option<u32>,
}

impl From<&Tolerance> for CountTolerance {
    fn from(tolerance: &Tolerance) -> Self {
        let Tolerance { units, percent, value_minor } = tolerance.clone();
        Self { units, percent, value_minor }
    }
}

impl From<CountTolerance> for Tolerance {
    fn from(CountTolerance { units, percent, value_minor }: CountTolerance) -> Self {
        Self { units, percent, value_minor }
    }
}

impl Default for CountTolerance {
    fn default() -> Self {
        Self::from(&Tolerance::default())
    }
}

/// How far a count is, in SKUs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CountProgress {
    /// Nobody has counted them.
    open: u32,
    /// To be counted once more.
    recount: u32,
    /// Counted, and not booked yet.
    counted: u32,
    /// They wait for approval; of a blind count that is open they are among those that are counted.
    waiting: u32,
    booked: u32,
    /// The books stay as they are.
    left: u32,
}

/// What a count found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CountDifferences {
    /// SKUs with any difference.
    skus: u32,
    /// Units more than expected, of all SKUs that have too many.
    surplus: u64,
    /// Units fewer than expected, of all SKUs that have too few.
    shortage: u64,
    /// What all differences together sell for; null where no product has a price.
    value: Option<Money>,
}

/// A count.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CountPage {
    #[serde(flatten)]
    row: CountRow,
    progress: CountProgress,
    /// Null while the count is blind for the caller.
    differences: Option<CountDifferences>,
    tolerance: CountTolerance,
    /// When it was closed or cancelled.
    ended_at: Option<Timestamp>,
    ended_by: Option<String>,
    /// Why it was cancelled.
    reason: Option<String>,
    /// What the caller may do now.
    #[schema(value_type = Vec<words::CountActionName>)]
    actions: Vec<&'static str>,
    version: u64,
}

impl CountPage {
    /// A count as somebody sees it.
    pub(crate) async fn load(app: &App, here: &InStore, count: &Count) -> Result<Self, Problem> {
        let tally = app.count_tally(&here.scope, count).await?;
        let (ended_at, ended_by, reason) = match &count.end {
            None => (None, None, None),
            Some(End::Closed { at, actor, .. }) => (Some(*at), Some(actor), None),
            Some(End::Cancelled { at, actor, reason }) => (Some(*at), Some(actor), Some(reason.clone())),
        };
        let names = Names::of(app, here, [&count.actor].into_iter().chain(ended_by)).await?;
        let is_hidden = is_hidden(here, count);
        let undecided = if count.state() == CountState::Closed { tally.undecided() } else { 0 };
        let may = |action: &CountAction| {
            here.identity.may(match action {
                CountAction::Count | CountAction::Close | CountAction::Cancel => May::StockAdjust,
                CountAction::Decide => May::StockApprove,
            })
        };
        let actions = count.actions(undecided > 0);
        Ok(Self {
            row: CountRow::of(count, names.name(&count.actor), tally.done() + tally.recount, undecided as usize),
            progress: CountProgress {
                open: tally.open,
                recount: tally.recount,
                counted: tally.counted + if is_hidden { tally.waiting } else { 0 },
                waiting: if is_hidden { 0 } else { tally.waiting },
                booked: tally.booked,
                left: tally.left,
            },
            differences: (!is_hidden).then(|| differences(&tally)),
            tolerance: (&count.tolerance).into(),
            ended_at,
            ended_by: ended_by.map(|actor| names.name(actor)),
            reason,
            actions: actions.iter().filter(|action| may(action)).map(|action| action.as_str()).collect(),
            version: count.version,
        })
    }
}

fn differences(tally: &Tally) -> CountDifferences {
    let Tally { differing, surplus, shortage, value, .. } = tally.clone();
    CountDifferences { skus: differing, surplus, shortage, value: value.map(Money::from) }
}

/// Whether the caller is not told what should be there.
fn is_hidden(here: &InStore, count: &Count) -> bool {
    count.is_blind && matches!(count.state(), CountState::Open | CountState::Booking) && !here.identity.may(May::StockApprove)
}

/// The stage of a line, as the caller may know it: that a difference is large would tell what should be there.
pub(crate) fn shown_stage(here: &InStore, count: &Count, line: &CountLine) -> Stage {
    match line.stage(&count.tolerance) {
        Stage::Waiting if is_hidden(here, count) => Stage::Counted,
        stage => stage,
    }
}

/// What was counted beside what should have been there.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CountVariance {
    /// What should have been there when it was counted: what was in the house, without what was known to be missing, picked or packed.
    expected: u32,
    /// Units more, or fewer where negative.
    units: i64,
    /// In percent of what was expected; null where nothing was.
    #[schema(value_type = Option<String>, examples("-3.3"))]
    percent: Option<Decimal>,
    /// What those sell for; null where the product has no price.
    value: Option<Money>,
    /// Units that were picked or packed at that time, and not to be counted.
    picked: u32,
    /// Units of a shortage that are not free: orders hold them, or they are set apart.
    uncovered: u32,
}

impl CountVariance {
    fn of(attempt: &Attempt) -> Self {
        let variance = attempt.variance();
        Self {
            expected: variance.expected,
            units: variance.units,
            percent: variance.percent(),
            value: variance.value.map(Money::from),
            picked: attempt.picked,
            uncovered: attempt.uncovered,
        }
    }
}

/// One SKU of a count.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CountLineRow {
    #[schema(examples("22423"))]
    sku: String,
    name: String,
    /// The number on the goods, where the catalogue knows it.
    gtin: Option<String>,
    /// Where it lies.
    location: String,
    #[schema(value_type = words::CountStageName)]
    stage: Stage,
    /// Units of the count that holds; null where none does.
    counted: Option<u32>,
    counted_at: Option<Timestamp>,
    /// Who counted them, as people call them.
    counted_by: Option<String>,
    /// Null where nothing was counted, or while the count is blind for the caller.
    variance: Option<CountVariance>,
    /// Why it is to be counted again.
    #[schema(value_type = Option<words::CountAgain>)]
    recount: Option<Again>,
    /// Times that it was counted.
    n_attempts: usize,
    /// Why the books stay as they are.
    reason: Option<String>,
}

impl CountLineRow {
    /// The rows of some lines.
    pub(crate) async fn all_of(app: &App, here: &InStore, count: &Count, lines: &[CountLine]) -> Result<Vec<Self>, Problem> {
        let skus: Vec<&Sku> = lines.iter().map(|line| &line.sku).collect();
        let actors: Vec<&ActorId> = lines.iter().filter_map(|line| Some(&line.latest()?.actor)).collect();
        let products = app.table.products_by_sku(&here.scope, skus).await?;
        let names = Names::of(app, here, actors).await?;
        let row = |line: &CountLine| {
            let (product, latest) = (products.get(&line.sku), line.latest());
            let variance = latest.filter(|_| !is_hidden(here, count)).map(CountVariance::of);
            // What stayed uncovered in the end is what counts.
            let variance = match (&line.outcome, variance) {
                (Some(Outcome::Booked { uncovered, .. }), Some(variance)) => Some(CountVariance { uncovered: *uncovered, ..variance }),
                (_, variance) => variance,
            };
            let stage = shown_stage(here, count, line);
            Self {
                sku: line.sku.to_string(),
                name: product.map_or_else(String::new, |product| product.name.clone()),
                gtin: product.and_then(|product| product.gtin.clone()),
                location: product.map_or_else(String::new, |product| product.location.clone()),
                stage,
                counted: latest.map(|latest| latest.units),
                counted_at: latest.map(|latest| latest.counted_at),
                counted_by: latest.map(|latest| names.name(&latest.actor)),
                variance,
                recount: line.recount.as_ref().filter(|_| stage == Stage::Recount).map(|recount| recount.why),
                n_attempts: line.attempts.len(),
                reason: if let Some(Outcome::Left { reason, .. }) = &line.outcome { Some(reason.clone()) } else { None },
            }
        };
        Ok(lines.iter().map(row).collect())
    }

    /// The row of one line.
    pub(crate) async fn load(app: &App, here: &InStore, count: &Count, line: &CountLine) -> Result<Self, Problem> {
        let rows = Self::all_of(app, here, count, std::slice::from_ref(line)).await?;
        rows.into_iter().next().ok_or_else(|| Problem::not_found("SKU in this count"))
    }
}

/// One time that a SKU was counted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CountAttempt {
    counted_at: Timestamp,
    counted_by: String,
    units: u32,
    /// Null while the count is blind for the caller.
    variance: Option<CountVariance>,
    /// Whether it is the count that holds.
    holds: bool,
}

/// An order that holds units which are not there.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TouchedOrder {
    order: String,
    reference: String,
    /// Units that it holds.
    units: u32,
    /// Units of them that it would be the first to lose, because its turn is last.
    at_risk: u32,
}

/// One SKU of a count with what a decision about it rests on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CountLinePage {
    #[serde(flatten)]
    row: CountLineRow,
    /// Newest first.
    attempts: Vec<CountAttempt>,
    /// Orders that hold units of a shortage; none while the count is blind for the caller.
    touched: Vec<TouchedOrder>,
    /// Who decided what becomes of it.
    decided_by: Option<String>,
    decided_at: Option<Timestamp>,
    /// Whether the caller counted it, and somebody else has to approve of it.
    own: bool,
}

impl CountLinePage {
    /// A line as somebody sees it.
    pub(crate) async fn load(app: &App, here: &InStore, count: &Count, line: CountLine) -> Result<Self, Problem> {
        let row = CountLineRow::load(app, here, count, &line).await?;
        let uncovered = row.variance.as_ref().map_or(0, |variance| variance.uncovered);
        let touched = app.touched_orders(&here.scope, &line.sku, uncovered, here.by.at).await?;
        let (decided_at, decider): (Option<Timestamp>, Option<&ActorId>) = match &line.outcome {
            Some(Outcome::Booked { at, actor, .. } | Outcome::Left { at, actor, .. }) => (Some(*at), Some(actor)),
            None => (None, None),
        };
        let names = Names::of(app, here, line.attempts.iter().map(|attempt| &attempt.actor).chain(decider)).await?;
        let is_hidden = is_hidden(here, count);
        let latest = line.latest();
        let attempt = |attempt: &Attempt| CountAttempt {
            counted_at: attempt.counted_at,
            counted_by: names.name(&attempt.actor),
            units: attempt.units,
            variance: (!is_hidden).then(|| CountVariance::of(attempt)),
            holds: latest.is_some_and(|latest| latest.id == attempt.id),
        };
        let holder = |Holder { order, reference, units, at_risk }| TouchedOrder { order: order.to_string(), reference, units, at_risk };
        Ok(Self {
            attempts: line.attempts.iter().rev().map(attempt).collect(),
            touched: touched.into_iter().map(holder).collect(),
            decided_by: decider.map(|actor| names.name(actor)),
            decided_at,
            own: latest.is_some_and(|latest| latest.actor == here.by.actor),
            row,
        })
    }
}
