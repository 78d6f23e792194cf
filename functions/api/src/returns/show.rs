//! `GET /stores/{store}/returns/{return}`

use axum::extract::State;
use axum::response::Response;
use domain::identity::roles::Permission as May;
use domain::ids::ReturnId;
use http::HeaderMap;

use super::ReturnPage;
use crate::access::Access;
use crate::json::{At, tagged};
use crate::problem::Problem;
use crate::state::Api;

/// A return with its lines and receipts.
#[utoipa::path(
    get, path = "/stores/{store}/returns/{return}", tag = "returns",
    responses((status = 200, description = "The return", body = ReturnPage), (status = 304, description = "As in `If-None-Match`")),
    extensions(("x-permission" = json!("orders.read")))
)]
pub(crate) async fn show_return(
    State(api): State<Api>,
    here: Access<{ May::OrdersRead as usize }>,
    At((_, id)): At<(String, ReturnId)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let back = api.app.return_of(&here.scope, id).await?;
    Ok(tagged(&headers, &ReturnPage::load(&api.app, &here, &back).await?))
}
