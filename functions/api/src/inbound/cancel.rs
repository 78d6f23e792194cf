//! `POST /stores/{store}/asns/{asn}/cancel`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::AsnId;
use serde::Deserialize;
use utoipa::ToSchema;

use super::AsnPage;
use crate::access::Access;
use crate::json::{At, Body};
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::Reason;

/// Why a delivery does not come.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AsnCancellation {
    #[schema(value_type = String)]
    reason: Reason,
}

/// Says that a delivery does not come. One of which goods are here is closed instead.
#[utoipa::path(
    post, path = "/stores/{store}/asns/{asn}/cancel", tag = "inbound", request_body = AsnCancellation,
    responses((status = 200, description = "The delivery, cancelled now or before", body = AsnPage)),
    extensions(("x-permission" = json!("inbound.write")))
)]
pub(crate) async fn cancel_asn(
    State(api): State<Api>,
    here: Access<{ May::InboundWrite as usize }>,
    At((_, id)): At<(String, AsnId)>,
    Body(cancellation): Body<AsnCancellation>,
) -> Result<Json<AsnPage>, Problem> {
    let asn = api.app.cancel_asn(&here.scope, &here.by, id, cancellation.reason.as_str()).await?;
    Ok(Json(AsnPage::load(&api.app, &here, &asn).await?))
}
