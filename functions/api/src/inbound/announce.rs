//! `POST /stores/{store}/asns`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use http::StatusCode;

use super::{AsnPage, NewAsn};
use crate::access::Access;
use crate::json::Body;
use crate::problem::Problem;
use crate::state::Api;

/// Announces a delivery. The same reference with the same content changes nothing.
#[utoipa::path(
    post, path = "/stores/{store}/asns", tag = "inbound", request_body = NewAsn,
    responses((status = 201, description = "The delivery, announced now or before", body = AsnPage)),
    extensions(("x-permission" = json!("inbound.write")))
)]
pub(crate) async fn announce_asn(
    State(api): State<Api>,
    here: Access<{ May::InboundWrite as usize }>,
    Body(new): Body<NewAsn>,
) -> Result<(StatusCode, Json<AsnPage>), Problem> {
    let asn = api.app.announce(&here.scope, &here.by, new.notice()?).await?;
    Ok((StatusCode::CREATED, Json(AsnPage::load(&api.app, &here, &asn).await?)))
}
