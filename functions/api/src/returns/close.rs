//! `POST /stores/{store}/returns/{return}/close`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::ReturnId;

use super::ReturnPage;
use crate::access::Access;
use crate::json::At;
use crate::problem::Problem;
use crate::state::Api;

/// Says that no more of a return comes: what did not come stays with the buyer, and can be announced again.
#[utoipa::path(
    post, path = "/stores/{store}/returns/{return}/close", tag = "returns",
    responses((status = 200, description = "The return, closed now or before", body = ReturnPage)),
    extensions(("x-permission" = json!("stock.receive")))
)]
pub(crate) async fn close_return(
    State(api): State<Api>,
    here: Access<{ May::StockReceive as usize }>,
    At((_, id)): At<(String, ReturnId)>,
) -> Result<Json<ReturnPage>, Problem> {
    let back = api.app.close_return(&here.scope, &here.by, id).await?;
    Ok(Json(ReturnPage::load(&api.app, &here, &back).await?))
}
