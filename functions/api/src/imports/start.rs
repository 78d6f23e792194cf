//! `POST /stores/{store}/imports`: a file as the body.

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::{ImportId, ProfileName};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{ImportPage, place};
use crate::access::Access;
use crate::json::{Asked, Raw};
use crate::problem::{Code, Problem};
use crate::state::Api;

/// What the file is.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct NewImport {
    /// e.g. `orders.csv`
    file_name: String,
    /// The import profile that reads it; the store's default where absent.
    #[param(value_type = Option<String>)]
    profile: Option<ProfileName>,
    /// Only read, map and check it: nothing is imported, no stock is touched, nobody is told.
    #[serde(default)]
    #[param(value_type = Option<bool>)]
    dry_run: bool,
}

/// An import that has begun.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Started {
    pub(super) import: ImportPage,
}

/// Puts a file of at most 5 MB into the drop, or tries it: a small dry run is `tried` in the answer already. Larger files go by an upload link.
#[utoipa::path(
    post, path = "/stores/{store}/imports", tag = "imports", params(NewImport),
    request_body(content = Vec<u8>, description = "The file, as it is", content_type = "application/octet-stream"),
    responses((status = 202, description = "The import that it becomes", body = Started)),
    extensions(("x-permission" = json!("imports.write")))
)]
pub(crate) async fn start_import(
    State(api): State<Api>,
    here: Access<{ May::ImportsWrite as usize }>,
    Asked(NewImport { file_name, profile, dry_run }): Asked<NewImport>,
    Raw(bytes): Raw,
) -> Result<(StatusCode, Json<Started>), Problem> {
    if bytes.is_empty() {
        return Err(Problem::new(Code::Unreadable, "the file is empty"));
    }
    let drop = place(&here, &file_name, profile, ImportId::derived(&here.named("upload")).uuid(), dry_run)?;
    let import = if dry_run {
        api.app.try_file(&here.scope, &drop, bytes.to_vec(), here.by.at).await?
    } else {
        api.app.upload_file(&here.scope, &drop, bytes.to_vec(), here.by.at).await?
    };
    Ok((StatusCode::ACCEPTED, Json(Started { import: ImportPage::load(&api.app, &here, &import).await? })))
}
