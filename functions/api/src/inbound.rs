//! Deliveries, as they are shown.

pub(crate) mod announce;
pub(crate) mod cancel;
pub(crate) mod change;
pub(crate) mod close;
pub(crate) mod list;
pub(crate) mod receive;
pub(crate) mod show;

use domain::identity::roles::Permission as May;
use domain::ids::{ActorId, Reference, Sku};
use domain::inbound::{Asn, AsnAction, AsnState, Came, End, GoodsReceipt, MAX_LINES, Notice, Tally};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use services::App;
use utoipa::ToSchema;

use crate::access::InStore;
use crate::names::Names;
use crate::problem::{FieldError, Problem};
use crate::wire::{is_number_of, is_text, units_by_sku};
use crate::words;

/// What somebody announces.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAsn {
    /// The sender's number of it: it means one delivery of the store for ever.
    #[schema(value_type = String, examples("ASN-4711"))]
    reference: Reference,
    /// Who sends it: 1 to 200 bytes.
    supplier: String,
    /// The day it should come.
    expected_on: Date,
    /// For those who receive it: at most 1,000 bytes.
    #[serde(default)]
    note: String,
    /// 1 to 500; lines of one SKU are added up.
    #[schema(max_items = 500)]
    lines: Vec<AnnouncedLine>,
}

/// Units that will come.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnnouncedLine {
    #[schema(value_type = String, examples("22423"))]
    sku: Sku,
    #[schema(minimum = 1)]
    quantity: u32,
}

impl NewAsn {
    /// The notice, or everything that is wrong with it.
    pub(crate) fn notice(self) -> Result<Notice, Problem> {
        let mut errors = Vec::new();
        if !is_text(&self.supplier, 1, 200) {
            errors.push(FieldError::new("/supplier", "a supplier is 1 to 200 bytes on one line"));
        }
        if self.note.len() > 1_000 || self.note.chars().any(|c| c.is_control() && c != '\n') {
            errors.push(FieldError::new("/note", "a note has at most 1,000 bytes of visible text"));
        }
        errors.extend(is_number_of("lines", self.lines.len(), MAX_LINES).err());
        let lines = units_by_sku(self.lines.iter().map(|line| (&line.sku, line.quantity)), &mut errors);
        if !errors.is_empty() {
            return Err(Problem::invalid(errors));
        }
        let (supplier, note) = (self.supplier.trim().to_owned(), self.note.trim().to_owned());
        Ok(Notice { reference: self.reference, supplier, expected_on: self.expected_on, note, lines })
    }
}

/// Sums of a delivery, or of one of its SKUs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AsnTally {
    /// None where nobody expected the SKU.
    announced: u32,
    /// Units that can be sold.
    good: u32,
    /// Units that came and cannot.
    damaged: u32,
    /// Announced and not here: yet, or at all where the delivery is closed.
    short: u32,
    /// Here and not announced.
    over: u32,
}

impl AsnTally {
    fn of(tally: Tally) -> Self {
        Self { announced: tally.announced, good: tally.good, damaged: tally.damaged, short: tally.short(), over: tally.over() }
    }

    /// Of many SKUs: too many of one do not make up for too few of another.
    fn sum(asn: &Asn) -> Self {
        let lines = asn.tally();
        let add = |of: fn(Tally) -> u32| lines.values().fold(0_u32, |sum, line| sum.saturating_add(of(*line)));
        Self { short: add(Tally::short), over: add(Tally::over), ..Self::of(asn.sums()) }
    }
}

/// A delivery in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AsnRow {
    id: String,
    reference: String,
    supplier: String,
    expected_on: Date,
    #[schema(value_type = words::AsnStateName)]
    state: AsnState,
    created_at: Timestamp,
    /// Different SKUs that were announced.
    n_lines: usize,
    units: AsnTally,
}

impl AsnRow {
    pub(crate) fn of(asn: &Asn, today: Date) -> Self {
        Self {
            id: asn.id.to_string(),
            reference: asn.notice.reference.to_string(),
            supplier: asn.notice.supplier.clone(),
            expected_on: asn.notice.expected_on,
            state: asn.state(today),
            created_at: asn.created_at,
            n_lines: asn.notice.lines.len(),
            units: AsnTally::sum(asn),
        }
    }
}

/// One SKU of a delivery.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AsnLine {
    #[schema(examples("22423"))]
    sku: String,
    name: String,
    /// The number on the goods, where the catalogue knows it.
    gtin: Option<String>,
    /// Where it lies.
    location: String,
    #[serde(flatten)]
    units: AsnTally,
}

/// One go of receiving.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AsnReceipt {
    id: String,
    at: Timestamp,
    /// Who, as people call them.
    actor: String,
    lines: Vec<ReceivedLine>,
}

/// What came of one SKU in one go.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReceivedLine {
    #[schema(value_type = String, examples("22423"))]
    sku: Sku,
    /// Units that can be sold.
    #[serde(default)]
    good: u32,
    /// Units that cannot: they are in the house as `damaged`.
    #[serde(default)]
    damaged: u32,
    /// What is wrong with those: 1 to 200 bytes.
    #[serde(default)]
    damage: Option<String>,
}

impl AsnReceipt {
    fn of(receipt: &GoodsReceipt, names: &Names) -> Self {
        let line = |(sku, came): (&Sku, &Came)| ReceivedLine {
            sku: sku.clone(),
            good: came.good,
            damaged: came.damaged,
            damage: Some(came.damage.clone()).filter(|damage| !damage.is_empty()),
        };
        Self {
            id: receipt.id.to_string(),
            at: receipt.at,
            actor: names.name(&receipt.actor),
            lines: receipt.goods.iter().map(line).collect(),
        }
    }
}

/// A delivery with its lines and receipts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AsnPage {
    #[serde(flatten)]
    row: AsnRow,
    note: String,
    /// Who announced it.
    created_by: String,
    /// By SKU; those that nobody announced, too.
    lines: Vec<AsnLine>,
    /// Newest first.
    receipts: Vec<AsnReceipt>,
    /// When it was closed or cancelled.
    ended_at: Option<Timestamp>,
    /// By whom.
    ended_by: Option<String>,
    /// Why it was cancelled.
    reason: Option<String>,
    /// What the caller may do now.
    #[schema(value_type = Vec<words::AsnActionName>)]
    actions: Vec<&'static str>,
    version: u64,
}

impl AsnPage {
    /// A delivery as somebody sees it.
    pub(crate) async fn load(app: &App, here: &InStore, asn: &Asn) -> Result<Self, Problem> {
        let tally = asn.tally();
        let products = app.table.products_by_sku(&here.scope, tally.keys()).await?;
        let (ended_at, ended_by, reason) = match &asn.end {
            None => (None, None, None),
            Some(End::Closed { at, actor }) => (Some(*at), Some(actor), None),
            Some(End::Cancelled { at, actor, reason }) => (Some(*at), Some(actor), Some(reason.clone())),
        };
        let actors: Vec<&ActorId> =
            [&asn.actor].into_iter().chain(ended_by).chain(asn.receipts.iter().map(|receipt| &receipt.actor)).collect();
        let names = Names::of(app, here, actors).await?;
        let line = |(sku, units): (&Sku, &Tally)| {
            let product = products.get(sku);
            AsnLine {
                sku: sku.to_string(),
                name: product.map_or_else(String::new, |product| product.name.clone()),
                gtin: product.and_then(|product| product.gtin.clone()),
                location: product.map_or_else(String::new, |product| product.location.clone()),
                units: AsnTally::of(*units),
            }
        };
        let may = |action: &AsnAction| {
            here.identity.may(match action {
                AsnAction::Change | AsnAction::Cancel => May::InboundWrite,
                AsnAction::Receive | AsnAction::Close => May::StockReceive,
            })
        };
        Ok(Self {
            row: AsnRow::of(asn, here.today()),
            note: asn.notice.note.clone(),
            created_by: names.name(&asn.actor),
            lines: tally.iter().map(line).collect(),
            receipts: asn.receipts.iter().rev().map(|receipt| AsnReceipt::of(receipt, &names)).collect(),
            ended_at,
            ended_by: ended_by.map(|actor| names.name(actor)),
            reason,
            actions: asn.actions().iter().filter(|action| may(action)).map(|action| action.as_str()).collect(),
            version: asn.version,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::orders::validation::MAX_QUANTITY;
    use serde_json::json;

    fn notice(body: serde_json::Value) -> Result<Notice, Problem> {
        serde_json::from_value::<NewAsn>(body).unwrap().notice()
    }

    #[test]
    fn lines_of_one_sku_are_added_up() {
        let lines = json!([{"sku": "A", "quantity": 2}, {"sku": "b", "quantity": 1}, {"sku": "a", "quantity": 3}]);
        let notice = notice(json!({"reference": "D-1", "supplier": " Mills ", "expected_on": "2026-11-25", "lines": lines})).unwrap();
        assert_eq!(notice.lines.into_iter().map(|(sku, units)| format!("{units} {sku}")).collect::<Vec<_>>(), ["5 A", "1 B"]);
        assert_eq!(notice.supplier, "Mills");
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let refused =
            notice(json!({"reference": "D-1", "supplier": "", "expected_on": "2026-11-25", "note": "\u{7}", "lines": []})).unwrap_err();
        assert_eq!(refused.code(), crate::problem::Code::Invalid);
        let too_many = json!([{"sku": "A", "quantity": MAX_QUANTITY}, {"sku": "A", "quantity": 1}]);
        assert!(notice(json!({"reference": "D-1", "supplier": "M", "expected_on": "2026-11-25", "lines": too_many})).is_err());
    }
}
