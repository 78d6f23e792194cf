//! `POST /stores/{store}/orders/{order}/parcels`

use axum::Json;
use axum::extract::State;
use domain::identity::Denied;
use domain::identity::roles::Permission as May;
use domain::ids::OrderId;
use domain::orders::ParcelLine;
use http::StatusCode;
use serde::Deserialize;
use services::fulfilment::Packing;
use utoipa::ToSchema;

use super::assign_tracking::NewTracking;
use crate::access::Access;
use crate::json::{At, Body};
use crate::orders::OrderPage;
use crate::problem::Problem;
use crate::state::Api;

/// The heaviest parcel: a ton.
const MAX_WEIGHT_GRAMS: u32 = 1_000_000;

/// A parcel that is being closed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewParcel {
    /// Gross.
    #[schema(minimum = 1, maximum = 1000000)]
    weight_grams: u32,
    /// What is inside; everything that is picked where absent.
    #[serde(default)]
    lines: Option<Vec<Content>>,
    /// How the carrier knows it, where that is known already: one call and one write instead of two.
    #[serde(default)]
    tracking: Option<NewTracking>,
    /// Confirms everything that is still to be picked of the order, where the packer checks the goods.
    /// Needs `fulfilment.pick` too.
    #[serde(default)]
    confirm_picks: bool,
}

/// Units of a line in a parcel.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Content {
    /// Of the order, from 1.
    line: u32,
    #[schema(minimum = 1)]
    quantity: u32,
}

/// Closes a parcel. It is the last of the order's parcels.
#[utoipa::path(
    post, path = "/stores/{store}/orders/{order}/parcels", tag = "fulfilment", request_body = NewParcel,
    responses((status = 201, description = "The order afterwards", body = OrderPage)),
    extensions(("x-permission" = json!("fulfilment.pack")))
)]
pub(crate) async fn pack_order(
    State(api): State<Api>,
    here: Access<{ May::FulfilmentPack as usize }>,
    At((_, id)): At<(String, OrderId)>,
    Body(new): Body<NewParcel>,
) -> Result<(StatusCode, Json<OrderPage>), Problem> {
    if !(1..=MAX_WEIGHT_GRAMS).contains(&new.weight_grams) {
        return Err(Problem::invalid_at("/weight_grams", format!("a parcel weighs 1 to {MAX_WEIGHT_GRAMS} grams")));
    }
    let contents: Option<Vec<ParcelLine>> =
        new.lines.map(|lines| lines.into_iter().map(|content| ParcelLine { line: content.line, quantity: content.quantity }).collect());
    if new.confirm_picks && !here.identity.may(May::FulfilmentPick) {
        return Err(Denied::NotAllowed.into());
    }
    let tracking = new.tracking.map(|tracking| tracking.read("/tracking")).transpose()?;
    let packing = Packing { weight_grams: new.weight_grams, contents, tracking, confirms_picks: new.confirm_picks };
    let order = api.app.pack(&here.scope, id, &here.by, &packing).await?;
    Ok((StatusCode::CREATED, Json(OrderPage::load(&api.app, &here, &order).await?)))
}
