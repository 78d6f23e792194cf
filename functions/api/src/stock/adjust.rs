//! `POST /stores/{store}/stock/{sku}/adjustments`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::{Reference, Sku};
use domain::orders::validation::MAX_QUANTITY;
use http::StatusCode;
use serde::Deserialize;
use services::stock::{Adjustment, Place};
use utoipa::ToSchema;

use super::StockLevel;
use crate::access::Access;
use crate::json::{At, Body};
use crate::problem::{FieldError, Problem};
use crate::state::Api;
use crate::wire::Reason;
use crate::words;

/// A correction by hand.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAdjustment {
    /// Your name of it: the same twice is done once.
    #[schema(value_type = String)]
    reference: Reference,
    #[schema(value_type = words::StockPlace)]
    from: String,
    #[schema(value_type = words::StockPlace)]
    to: String,
    #[schema(minimum = 1)]
    quantity: u32,
    #[schema(value_type = String)]
    reason: Reason,
}

/// Moves stock between places; `outside` is what was found or lost.
#[utoipa::path(
    post, path = "/stores/{store}/stock/{sku}/adjustments", tag = "stock", request_body = NewAdjustment,
    responses((status = 201, description = "The stock afterwards", body = StockLevel)),
    extensions(("x-permission" = json!("stock.adjust")))
)]
pub(crate) async fn adjust_stock(
    State(api): State<Api>,
    here: Access<{ May::StockAdjust as usize }>,
    At((_, sku)): At<(String, Sku)>,
    Body(new): Body<NewAdjustment>,
) -> Result<(StatusCode, Json<StockLevel>), Problem> {
    let adjustment = adjustment(sku, new)?;
    api.app.adjust_stock(&here.scope, &here.by, &adjustment).await?;
    Ok((StatusCode::CREATED, Json(StockLevel::load_one(&api.app, &here, &adjustment.sku).await?)))
}

fn adjustment(sku: Sku, new: NewAdjustment) -> Result<Adjustment, Problem> {
    let mut errors = Vec::new();
    let unknown = |pointer: &str, text: &str| FieldError::new(pointer, format!("{text:?} is not a place of stock"));
    let (from, to) = (Place::parse(&new.from), Place::parse(&new.to));
    if from.is_none() {
        errors.push(unknown("/from", &new.from));
    }
    if to.is_none() {
        errors.push(unknown("/to", &new.to));
    }
    if !(1..=MAX_QUANTITY).contains(&new.quantity) {
        errors.push(FieldError::new("/quantity", format!("a quantity is 1 to {MAX_QUANTITY}")));
    }
    if from.is_some() && from == to {
        errors.push(FieldError::new("/to", "it is there already"));
    }
    match (from, to) {
        (Some(from), Some(to)) if errors.is_empty() => {
            let (reference, reason) = (new.reference.to_string(), new.reason.as_str().to_owned());
            Ok(Adjustment { sku, reference, from, to, quantity: new.quantity, reason })
        }
        _ => Err(Problem::invalid(errors)),
    }
}
