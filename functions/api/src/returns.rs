//! Goods that come back, as they are shown and sent.

pub(crate) mod announce;
pub(crate) mod cancel;
pub(crate) mod close;
pub(crate) mod found;
pub(crate) mod list;
pub(crate) mod receive;
pub(crate) mod report;
pub(crate) mod scan;
pub(crate) mod show;

use domain::catalogue::Product;
use domain::identity::roles::Permission as May;
use domain::ids::{ActorId, Sku};
use domain::orders::validation::MAX_QUANTITY;
use domain::returns::{
    CameBack, Condition, Disposition, End, MAX_LINES, Return, ReturnAction, ReturnLine as Claimed, ReturnReason, ReturnReceipt,
    ReturnState, Tally,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use services::App;
use services::returns::Claim;
use utoipa::ToSchema;

use crate::access::InStore;
use crate::names::Names;
use crate::problem::{FieldError, Problem};
use crate::wire::{is_number_of, is_text};
use crate::words;

/// Verdicts of one go: each line may have all of them.
const MAX_VERDICTS: usize = MAX_LINES * Disposition::ALL.len();

/// Sums of a return, or of one of its lines.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReturnTally)]
pub(crate) struct ReturnTally {
    /// None where nobody expected the line.
    announced: u32,
    received: u32,
    /// Units that can be sold again.
    restocked: u32,
    /// Units that are in the house, not for sale.
    unavailable: u32,
    /// Units that left the house again: thrown away, or sent to the client.
    out: u32,
    /// Announced and not here: yet, or at all where the return is over.
    missing: u32,
}

impl ReturnTally {
    fn of(tally: Tally, missing: u32) -> Self {
        let Tally { announced, restocked, unavailable, out } = tally;
        Self { announced, received: tally.received(), restocked, unavailable, out, missing }
    }
}

/// A return in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReturnRow {
    id: String,
    /// What stands on its label.
    #[schema(examples("R7K3M9QXWT2"))]
    code: String,
    /// The order that sent the goods.
    order: String,
    /// The client's number of that order.
    reference: String,
    #[schema(value_type = words::ReturnStateName)]
    state: ReturnState,
    /// When it was announced, or found at the door.
    created_at: Timestamp,
    /// Whether somebody announced it.
    announced: bool,
    /// When goods of it came last.
    received_at: Option<Timestamp>,
    /// Each once, that of the first line first.
    #[schema(value_type = Vec<words::ReturnReasonName>)]
    reasons: Vec<ReturnReason>,
    /// Each once.
    skus: Vec<String>,
    units: ReturnTally,
}

impl ReturnRow {
    pub(crate) fn of(back: &Return) -> Self {
        Self {
            id: back.id.to_string(),
            code: back.code.to_string(),
            order: back.order.to_string(),
            reference: back.reference.to_string(),
            state: back.state(),
            created_at: back.created_at,
            announced: back.was_announced(),
            received_at: back.receipts.last().map(|receipt| receipt.at),
            reasons: back.reasons(),
            skus: back.skus().into_iter().map(ToString::to_string).collect(),
            units: ReturnTally::of(back.sums(), back.missing()),
        }
    }
}

/// One line of a return.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReturnLine)]
pub(crate) struct ReturnLine {
    /// Line of the order, from 1.
    line: u32,
    sku: String,
    name: String,
    /// The number on the goods, where the catalogue knows it.
    gtin: Option<String>,
    /// Where it lies.
    location: String,
    #[schema(value_type = words::ReturnReasonName)]
    reason: ReturnReason,
    /// More about that.
    note: String,
    /// The state it should be in.
    #[schema(value_type = words::ConditionName)]
    condition: Condition,
    #[serde(flatten)]
    units: ReturnTally,
}

/// One go of receiving.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReturnReceipt)]
pub(crate) struct ReceiptShown {
    id: String,
    at: Timestamp,
    /// Who, as people call them.
    actor: String,
    lines: Vec<Verdict>,
}

/// Units of a line that came back, and what became of them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReturnVerdict)]
pub(crate) struct Verdict {
    line: u32,
    sku: String,
    quantity: u32,
    #[schema(value_type = words::DispositionName)]
    disposition: Disposition,
    note: String,
}

impl ReceiptShown {
    fn of(back: &Return, receipt: &ReturnReceipt, names: &Names) -> Self {
        let line = |came: &CameBack| Verdict {
            line: came.line,
            sku: back.lines.get(&came.line).map_or_else(String::new, |line| line.sku.to_string()),
            quantity: came.units,
            disposition: came.disposition,
            note: came.note.clone(),
        };
        Self {
            id: receipt.id.to_string(),
            at: receipt.at,
            actor: names.name(&receipt.actor),
            lines: receipt.goods.iter().map(line).collect(),
        }
    }
}

/// A return with its lines and receipts.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Return)]
pub(crate) struct ReturnPage {
    #[serde(flatten)]
    row: ReturnRow,
    note: String,
    /// Who announced or found it.
    created_by: String,
    lines: Vec<ReturnLine>,
    /// Newest first.
    receipts: Vec<ReceiptShown>,
    /// When it was closed or cancelled.
    ended_at: Option<Timestamp>,
    /// By whom.
    ended_by: Option<String>,
    /// Why it was cancelled.
    end_reason: Option<String>,
    /// What the caller may do now.
    #[schema(value_type = Vec<words::ReturnActionName>)]
    actions: Vec<&'static str>,
    version: u64,
}

impl ReturnPage {
    /// A return as somebody sees it.
    pub(crate) async fn load(app: &App, here: &InStore, back: &Return) -> Result<Self, Problem> {
        let products = app.table.products_by_sku(&here.scope, back.skus()).await?;
        let (ended_at, ended_by, end_reason) = match &back.end {
            None => (None, None, None),
            Some(End::Closed { at, actor }) => (Some(*at), Some(actor), None),
            Some(End::Cancelled { at, actor, reason }) => (Some(*at), Some(actor), Some(reason.clone())),
        };
        let actors: Vec<&ActorId> =
            [&back.actor].into_iter().chain(ended_by).chain(back.receipts.iter().map(|receipt| &receipt.actor)).collect();
        let names = Names::of(app, here, actors).await?;
        let tally = back.tally();
        let line = |(number, line): (&u32, &Claimed)| {
            let Goods { name, gtin, location } = Goods::of(products.get(&line.sku));
            let sums = tally.get(number).copied().unwrap_or_default();
            let units = ReturnTally::of(sums, sums.missing());
            let (reason, condition, note) = (line.reason, line.condition, line.note.clone());
            ReturnLine { line: *number, sku: line.sku.to_string(), name, gtin, location, reason, note, condition, units }
        };
        let may = |action: &ReturnAction| {
            here.identity.may(match action {
                ReturnAction::Cancel => May::ReturnsWrite,
                ReturnAction::Receive | ReturnAction::Close => May::StockReceive,
            })
        };
        Ok(Self {
            row: ReturnRow::of(back),
            note: back.note.clone(),
            created_by: names.name(&back.actor),
            lines: back.lines.iter().map(line).collect(),
            receipts: back.receipts.iter().rev().map(|receipt| ReceiptShown::of(back, receipt, &names)).collect(),
            ended_at,
            ended_by: ended_by.map(|actor| names.name(actor)),
            end_reason,
            actions: back.actions().iter().filter(|action| may(action)).map(|action| action.as_str()).collect(),
            version: back.version,
        })
    }
}

/// What the catalogue says of goods, for whoever has them in their hands.
struct Goods {
    name: String,
    gtin: Option<String>,
    location: String,
}

impl Goods {
    fn of(product: Option<&Product>) -> Self {
        Self {
            name: product.map_or_else(String::new, |product| product.name.clone()),
            gtin: product.and_then(|product| product.gtin.clone()),
            location: product.map_or_else(String::new, |product| product.location.clone()),
        }
    }
}

/// Units of a line that came back, as they are sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewVerdict {
    /// Line of the order, from 1.
    #[schema(minimum = 1)]
    line: u32,
    #[schema(minimum = 1)]
    quantity: u32,
    #[schema(value_type = words::DispositionName)]
    disposition: Disposition,
    /// What is wrong, 1 to 200 bytes: needed for `damaged` and `scrap`.
    #[serde(default)]
    note: String,
    /// Why the line came back: needed where nobody announced it.
    #[serde(default)]
    #[schema(value_type = Option<words::ReturnReasonName>)]
    reason: Option<ReturnReason>,
    /// More about that, at most 200 bytes: needed for `other`.
    #[serde(default)]
    reason_note: String,
}

/// What came, and why of what nobody announced; or everything that is wrong with it.
fn verdicts(lines: Vec<NewVerdict>, needs_reason: bool) -> Result<(Vec<CameBack>, Vec<Claim>), Problem> {
    is_number_of("lines", lines.len(), MAX_VERDICTS)?;
    let mut errors = Vec::new();
    let (mut goods, mut claims): (Vec<CameBack>, Vec<Claim>) = (Vec::new(), Vec::new());
    for (index, line) in lines.into_iter().enumerate() {
        let mut wrong = |field: &str, detail: &str| errors.push(FieldError::new(format!("/lines/{index}/{field}"), detail));
        if !(1..=MAX_QUANTITY).contains(&line.quantity) {
            wrong("quantity", &format!("a quantity is 1 to {MAX_QUANTITY}"));
        }
        if !is_text(&line.note, usize::from(line.disposition.needs_note()), 200) {
            wrong("note", "say in 1 to 200 bytes on one line what is wrong with damaged or scrapped units");
        }
        if goods.iter().any(|came| (came.line, came.disposition) == (line.line, line.disposition)) {
            wrong("disposition", "a line stands once with each disposition");
        }
        match line.reason {
            Some(reason) => {
                if let Some(detail) = wrong_reason(reason, &line.reason_note) {
                    wrong("reason_note", detail);
                }
                if claims.iter().any(|claim| claim.line == line.line && claim.reason != reason) {
                    wrong("reason", "a line came back for one reason");
                }
                let note = line.reason_note.trim().to_owned();
                claims.push(Claim { line: line.line, units: 0, reason, note, condition: Condition::Unknown });
            }
            None if needs_reason => wrong("reason", "say why it came back"),
            None => {}
        }
        let note = line.note.trim().to_owned();
        goods.push(CameBack { line: line.line, units: line.quantity, disposition: line.disposition, note });
    }
    if errors.is_empty() { Ok((goods, claims)) } else { Err(Problem::invalid(errors)) }
}

/// What is wrong with a reason, if anything.
fn wrong_reason(reason: ReturnReason, note: &str) -> Option<&'static str> {
    let needed = usize::from(reason == ReturnReason::Other);
    (!is_text(note, needed, 200)).then_some("say in 1 to 200 bytes on one line what the other reason is")
}

/// A SKU in a query; None where it is empty.
fn sku(text: Option<&str>) -> Result<Option<Sku>, Problem> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    text.map(|text| text.parse().map_err(|error: domain::ids::InvalidId| Problem::new(crate::problem::Code::Unreadable, error.to_string())))
        .transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn is_right(lines: serde_json::Value, needs_reason: bool) -> bool {
        verdicts(serde_json::from_value(lines).unwrap(), needs_reason).is_ok()
    }

    #[test]
    fn broken_goods_have_a_note_and_found_ones_a_reason() {
        let restock = json!([{"line": 1, "quantity": 1, "disposition": "restock"}]);
        assert!(is_right(restock.clone(), false));
        assert!(!is_right(restock, true));
        assert!(!is_right(json!([]), false));
        assert!(!is_right(json!([{"line": 1, "quantity": 0, "disposition": "restock"}]), false));
        assert!(!is_right(json!([{"line": 1, "quantity": 1, "disposition": "scrap"}]), false));
        assert!(is_right(json!([{"line": 1, "quantity": 1, "disposition": "scrap", "note": "mould"}]), false));
        let other = |note: &str| json!([{"line": 1, "quantity": 1, "disposition": "restock", "reason": "other", "reason_note": note}]);
        assert!(!is_right(other(""), true));
        assert!(is_right(other("gift twice"), true));
    }

    #[test]
    fn a_line_may_be_split_by_disposition_and_not_otherwise() {
        let line = |disposition: &str| json!({"line": 1, "quantity": 1, "disposition": disposition, "reason": "faulty"});
        assert!(is_right(json!([line("restock"), line("quality_control")]), true));
        assert!(!is_right(json!([line("restock"), line("restock")]), true));
        let other = json!({"line": 1, "quantity": 1, "disposition": "quality_control", "reason": "not_wanted"});
        assert!(!is_right(json!([line("restock"), other]), true));
    }
}
