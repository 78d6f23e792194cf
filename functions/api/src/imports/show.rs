//! `GET /stores/{store}/imports/{import}`

use axum::extract::State;
use axum::response::Response;
use domain::identity::roles::Permission as May;
use domain::ids::ImportId;
use http::HeaderMap;

use super::ImportPage;
use crate::access::Access;
use crate::json::{At, tagged};
use crate::problem::Problem;
use crate::state::Api;

/// An import with its counts as they are now.
#[utoipa::path(
    get, path = "/stores/{store}/imports/{import}", tag = "imports",
    responses((status = 200, description = "The import", body = ImportPage), (status = 304, description = "As in `If-None-Match`")),
    extensions(("x-permission" = json!("imports.read")))
)]
pub(crate) async fn show_import(
    State(api): State<Api>,
    here: Access<{ May::ImportsRead as usize }>,
    At((_, id)): At<(String, ImportId)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let import = api.app.table.import(&here.scope, id).await?.ok_or_else(|| Problem::not_found("import"))?;
    Ok(tagged(&headers, &ImportPage::load(&api.app, &here, &import).await?))
}
