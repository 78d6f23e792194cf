//! `GET /stores/{store}/imports/{import}/rejected-file`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::ImportId;

use crate::access::Access;
use crate::json::At;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::Link;

/// The rejected rows in the client's own format with a column of errors; not there until the import is finished and told.
#[utoipa::path(
    get, path = "/stores/{store}/imports/{import}/rejected-file", tag = "imports",
    responses((status = 200, description = "Where to fetch it", body = Link)),
    extensions(("x-permission" = json!("imports.read")))
)]
pub(crate) async fn rejected_file(
    State(api): State<Api>,
    here: Access<{ May::ImportsRead as usize }>,
    At((_, id)): At<(String, ImportId)>,
) -> Result<Json<Link>, Problem> {
    Ok(Json(Link { url: api.app.rejected_file(&here.scope, id).await? }))
}
