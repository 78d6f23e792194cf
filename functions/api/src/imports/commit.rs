//! `POST /stores/{store}/imports/{import}/commit`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::ImportId;
use http::StatusCode;

use super::ImportPage;
use super::start::Started;
use crate::access::Access;
use crate::json::At;
use crate::problem::Problem;
use crate::state::Api;

/// Imports what a dry run showed: exactly its bytes, by exactly its profile. Possible for a day; again, it answers the same import.
#[utoipa::path(
    post, path = "/stores/{store}/imports/{import}/commit", tag = "imports",
    responses((status = 202, description = "The import that it becomes", body = Started)),
    extensions(("x-permission" = json!("imports.write")))
)]
pub(crate) async fn commit_import(
    State(api): State<Api>,
    here: Access<{ May::ImportsWrite as usize }>,
    At((_, id)): At<(String, ImportId)>,
) -> Result<(StatusCode, Json<Started>), Problem> {
    let import = api.app.commit_trial(&here.scope, id, here.by.at).await?;
    Ok((StatusCode::ACCEPTED, Json(Started { import: ImportPage::load(&api.app, &here, &import).await? })))
}
