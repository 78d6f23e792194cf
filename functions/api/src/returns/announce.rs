//! `POST /stores/{store}/returns`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::OrderId;
use domain::orders::validation::MAX_QUANTITY;
use domain::returns::{Condition, MAX_LINES, ReturnReason};
use http::StatusCode;
use serde::Deserialize;
use services::returns::Claim;
use utoipa::ToSchema;

use super::{ReturnPage, wrong_reason};
use crate::access::Access;
use crate::json::Body;
use crate::problem::{FieldError, Problem};
use crate::state::Api;
use crate::wire::is_number_of;
use crate::words;

/// Goods of an order that will come back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewReturn {
    /// The order that sent them.
    #[schema(value_type = String)]
    order: OrderId,
    /// For those who receive it: at most 1,000 bytes.
    #[serde(default)]
    note: String,
    /// 1 to 40, each line of the order once.
    #[schema(max_items = 40)]
    lines: Vec<NewReturnLine>,
}

/// Units of a line that will come back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewReturnLine {
    /// Line of the order, from 1.
    #[schema(minimum = 1)]
    line: u32,
    /// At most what left and is not on its way back already.
    #[schema(minimum = 1)]
    quantity: u32,
    #[schema(value_type = words::ReturnReasonName)]
    reason: ReturnReason,
    /// More about that, at most 200 bytes: needed for `other`.
    #[serde(default)]
    note: String,
    /// The state it should be in; `unknown` where absent.
    #[serde(default)]
    #[schema(value_type = Option<words::ConditionName>)]
    condition: Option<Condition>,
}

impl NewReturn {
    fn claims(self) -> Result<(OrderId, String, Vec<Claim>), Problem> {
        let mut errors = Vec::new();
        if self.note.len() > 1_000 || self.note.chars().any(|c| c.is_control() && c != '\n') {
            errors.push(FieldError::new("/note", "a note has at most 1,000 bytes of visible text"));
        }
        errors.extend(is_number_of("lines", self.lines.len(), MAX_LINES).err());
        let mut claims: Vec<Claim> = Vec::new();
        for (index, NewReturnLine { line, quantity, reason, note, condition }) in self.lines.into_iter().enumerate() {
            let mut wrong = |field: &str, detail: String| errors.push(FieldError::new(format!("/lines/{index}/{field}"), detail));
            if !(1..=MAX_QUANTITY).contains(&quantity) {
                wrong("quantity", format!("a quantity is 1 to {MAX_QUANTITY}"));
            }
            if let Some(detail) = wrong_reason(reason, &note) {
                wrong("note", detail.to_owned());
            }
            if claims.iter().any(|claim| claim.line == line) {
                wrong("line", format!("line {line} stands twice"));
            }
            let condition = condition.unwrap_or(Condition::Unknown);
            claims.push(Claim { line, units: quantity, reason, note: note.trim().to_owned(), condition });
        }
        if errors.is_empty() { Ok((self.order, self.note.trim().to_owned(), claims)) } else { Err(Problem::invalid(errors)) }
    }
}

/// Announces that goods of an order come back, within the store's days after shipping. All returns of a line together never hold more
/// than left. The same `Idempotency-Key` means the same return for ever.
#[utoipa::path(
    post, path = "/stores/{store}/returns", tag = "returns", request_body = NewReturn,
    responses((status = 201, description = "The return, announced now or before", body = ReturnPage)),
    extensions(("x-permission" = json!("returns.write")))
)]
pub(crate) async fn announce_return(
    State(api): State<Api>,
    here: Access<{ May::ReturnsWrite as usize }>,
    Body(new): Body<NewReturn>,
) -> Result<(StatusCode, Json<ReturnPage>), Problem> {
    let (order, note, claims) = new.claims()?;
    let back = api.app.announce_return(&here.scope, &here.by, order, here.command(), &claims, &note).await?;
    Ok((StatusCode::CREATED, Json(ReturnPage::load(&api.app, &here, &back).await?)))
}
