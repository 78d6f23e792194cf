//! `GET /stores/{store}/asns/{asn}`

use axum::extract::State;
use axum::response::Response;
use domain::identity::roles::Permission as May;
use domain::ids::AsnId;
use http::HeaderMap;

use super::AsnPage;
use crate::access::Access;
use crate::json::{At, tagged};
use crate::problem::Problem;
use crate::state::Api;

/// A delivery with its lines and receipts.
#[utoipa::path(
    get, path = "/stores/{store}/asns/{asn}", tag = "inbound",
    responses((status = 200, description = "The delivery", body = AsnPage), (status = 304, description = "As in `If-None-Match`")),
    extensions(("x-permission" = json!("stock.read")))
)]
pub(crate) async fn show_asn(
    State(api): State<Api>,
    here: Access<{ May::StockRead as usize }>,
    At((_, id)): At<(String, AsnId)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asn = api.app.asn(&here.scope, id).await?;
    Ok(tagged(&headers, &AsnPage::load(&api.app, &here, &asn).await?))
}
