//! `PUT /stores/{store}/asns/{asn}`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::AsnId;
use http::HeaderMap;

use super::{AsnPage, NewAsn};
use crate::access::Access;
use crate::json::{At, Body, version_in};
use crate::problem::Problem;
use crate::state::Api;

/// Announces a delivery differently, before any of it came. It keeps its reference. `If-Match` says which version was changed.
#[utoipa::path(
    put, path = "/stores/{store}/asns/{asn}", tag = "inbound", request_body = NewAsn,
    params(("If-Match" = String, Header, description = "The version that was loaded, e.g. `\"3\"`")),
    responses((status = 200, description = "The delivery", body = AsnPage), (status = 428, description = "`If-Match` is missing")),
    extensions(("x-permission" = json!("inbound.write")))
)]
pub(crate) async fn change_asn(
    State(api): State<Api>,
    here: Access<{ May::InboundWrite as usize }>,
    At((_, id)): At<(String, AsnId)>,
    headers: HeaderMap,
    Body(new): Body<NewAsn>,
) -> Result<Json<AsnPage>, Problem> {
    let version = version_in(&headers)?;
    let asn = api.app.change_asn(&here.scope, &here.by, id, version, new.notice()?).await?;
    Ok(Json(AsnPage::load(&api.app, &here, &asn).await?))
}
