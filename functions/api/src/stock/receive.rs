//! `POST /stores/{store}/receipts`

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::{Reference, Sku};
use http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Access;
use crate::json::Body;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::{is_number_of, units_by_sku};

/// The most lines of one receipt.
const MAX_LINES: usize = 500;

/// Goods that came.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewReceipt {
    /// The deliverer's number: the same twice is booked once.
    #[schema(value_type = String, examples("ASN-4711"))]
    reference: Reference,
    /// 1 to 500; lines of one SKU are added up.
    #[schema(max_items = 500)]
    lines: Vec<ReceiptLine>,
    /// When they came; now where absent.
    #[serde(default)]
    effective_at: Option<Timestamp>,
}

/// Units of a SKU.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReceiptLine {
    #[schema(value_type = String, examples("22423"))]
    sku: Sku,
    #[schema(minimum = 1)]
    quantity: u32,
}

/// A receipt that is booked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Receipt {
    id: String,
    reference: String,
    effective_at: Timestamp,
    recorded_at: Timestamp,
    lines: Vec<ReceiptLine>,
}

/// Books goods in. Those who wait for them get theirs a moment later, in their turn.
#[utoipa::path(
    post, path = "/stores/{store}/receipts", tag = "stock", request_body = NewReceipt,
    responses((status = 201, description = "The goods are booked, now or before", body = Receipt)),
    extensions(("x-permission" = json!("stock.receive")))
)]
pub(crate) async fn receive_goods(
    State(api): State<Api>,
    here: Access<{ May::StockReceive as usize }>,
    Body(new): Body<NewReceipt>,
) -> Result<(StatusCode, Json<Receipt>), Problem> {
    let effective_at = new.effective_at.unwrap_or(here.by.at);
    if effective_at > here.by.at {
        return Err(Problem::invalid_at("/effective_at", "goods cannot have come in the future"));
    }
    let lines = sums(&new.lines)?;
    let booked = api.app.receive_goods(&here.scope, &here.by, new.reference.as_str(), lines, effective_at).await?;
    let lines = booked.lines.into_iter().map(|(sku, quantity)| ReceiptLine { sku, quantity });
    let receipt = Receipt {
        id: booked.id.to_string(),
        reference: booked.reference,
        effective_at: booked.effective_at,
        recorded_at: booked.recorded_at,
        lines: lines.collect(),
    };
    Ok((StatusCode::CREATED, Json(receipt)))
}

fn sums(lines: &[ReceiptLine]) -> Result<BTreeMap<Sku, u32>, Problem> {
    is_number_of("lines", lines.len(), MAX_LINES)?;
    let mut errors = Vec::new();
    let sums = units_by_sku(lines.iter().map(|line| (&line.sku, line.quantity)), &mut errors);
    if errors.is_empty() { Ok(sums) } else { Err(Problem::invalid(errors)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::orders::validation::MAX_QUANTITY;

    fn line(sku: &str, quantity: u32) -> ReceiptLine {
        ReceiptLine { sku: sku.parse().unwrap(), quantity }
    }

    #[test]
    fn lines_of_one_sku_are_added_up() {
        let sums = sums(&[line("A", 2), line("b", 1), line("a", 3)]).unwrap();
        assert_eq!(sums.into_iter().map(|(sku, units)| (sku.to_string(), units)).collect::<Vec<_>>(), [("A".into(), 5), ("B".into(), 1)]);
    }

    #[test]
    fn nothing_and_too_much_are_refused() {
        assert!(sums(&[]).is_err());
        assert!(sums(&[line("A", 0)]).is_err());
        assert!(sums(&[line("A", MAX_QUANTITY), line("A", 1)]).is_err());
        assert!(sums(&[line("A", u32::MAX), line("A", u32::MAX)]).is_err());
    }
}
