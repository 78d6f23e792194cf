//! `POST /stores/{store}/asns/{asn}/close`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::AsnId;

use super::AsnPage;
use crate::access::Access;
use crate::json::At;
use crate::problem::Problem;
use crate::state::Api;

/// Says that no more of a delivery comes: what is short is short for good, and not expected any more.
#[utoipa::path(
    post, path = "/stores/{store}/asns/{asn}/close", tag = "inbound",
    responses((status = 200, description = "The delivery, closed now or before", body = AsnPage)),
    extensions(("x-permission" = json!("stock.receive")))
)]
pub(crate) async fn close_asn(
    State(api): State<Api>,
    here: Access<{ May::StockReceive as usize }>,
    At((_, id)): At<(String, AsnId)>,
) -> Result<Json<AsnPage>, Problem> {
    let asn = api.app.close_asn(&here.scope, &here.by, id).await?;
    Ok(Json(AsnPage::load(&api.app, &here, &asn).await?))
}
