//! `PUT /stores/{store}/orders/{order}/parcels/{number}/tracking`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::OrderId;
use domain::orders::Tracking;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::access::Access;
use crate::json::{At, Body};
use crate::orders::OrderPage;
use crate::problem::{FieldError, Problem};
use crate::state::Api;
use crate::wire::is_text;

/// How the carrier knows a parcel.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTracking {
    #[schema(examples("Northern Parcels"))]
    carrier: String,
    /// The carrier's.
    #[schema(examples("standard"))]
    service: String,
    /// 4 to 40 letters, digits and dashes.
    #[schema(examples("NP00000001GB"))]
    tracking_number: String,
}

impl NewTracking {
    /// The carrier's data, or what is wrong with it; `at` is where it stands in the body.
    pub(super) fn read(self, at: &str) -> Result<Tracking, Problem> {
        let mut errors = Vec::new();
        for (name, text) in [("carrier", &self.carrier), ("service", &self.service)] {
            if !is_text(text, 1, 64) {
                errors.push(FieldError::new(format!("{at}/{name}"), "it has 1 to 64 bytes of visible text"));
            }
        }
        if !errors.is_empty() {
            return Err(Problem::invalid(errors));
        }
        let own = |text: &str| text.trim().to_owned();
        Ok(Tracking { carrier: own(&self.carrier), service: own(&self.service), number: own(&self.tracking_number) })
    }
}

/// Notes the carrier's number of a parcel that has not left.
#[utoipa::path(
    put, path = "/stores/{store}/orders/{order}/parcels/{number}/tracking", tag = "fulfilment", request_body = NewTracking,
    responses((status = 200, description = "The order afterwards", body = OrderPage)),
    extensions(("x-permission" = json!("fulfilment.pack")))
)]
pub(crate) async fn assign_tracking(
    State(api): State<Api>,
    here: Access<{ May::FulfilmentPack as usize }>,
    At((_, id, parcel)): At<(String, OrderId, u32)>,
    Body(new): Body<NewTracking>,
) -> Result<Json<OrderPage>, Problem> {
    let tracking = new.read("")?;
    let order = api.app.assign_tracking(&here.scope, id, &here.by, parcel, &tracking).await?;
    Ok(Json(OrderPage::load(&api.app, &here, &order).await?))
}
