//! `POST /stores/{store}/returns/{return}/receipts`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::ReturnId;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{NewVerdict, ReturnPage, verdicts};
use crate::access::Access;
use crate::json::{At, Body};
use crate::problem::Problem;
use crate::state::Api;

/// Goods of a return that came in one go.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewReturnReceipt {
    /// A line once with each disposition, of 40 lines at most. Lines that were not announced are taken with their reason.
    #[schema(max_items = 200)]
    lines: Vec<NewVerdict>,
}

/// Receives goods of a return. Units that can be sold go to those who wait a moment later, in their turn. The same
/// `Idempotency-Key` means the same goods for ever.
#[utoipa::path(
    post, path = "/stores/{store}/returns/{return}/receipts", tag = "returns", request_body = NewReturnReceipt,
    responses((status = 201, description = "The return; the goods are booked, now or before", body = ReturnPage)),
    extensions(("x-permission" = json!("stock.receive")))
)]
pub(crate) async fn receive_return(
    State(api): State<Api>,
    here: Access<{ May::StockReceive as usize }>,
    At((_, id)): At<(String, ReturnId)>,
    Body(new): Body<NewReturnReceipt>,
) -> Result<(StatusCode, Json<ReturnPage>), Problem> {
    let (goods, claims) = verdicts(new.lines, false)?;
    let back = api.app.receive_return(&here.scope, &here.by, id, here.command(), &goods, &claims).await?;
    Ok((StatusCode::CREATED, Json(ReturnPage::load(&api.app, &here, &back).await?)))
}
