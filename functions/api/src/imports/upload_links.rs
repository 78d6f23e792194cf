//! `POST /stores/{store}/imports/upload-links`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::{ImportId, ProfileName};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::place;
use crate::access::Access;
use crate::json::Body;
use crate::problem::Problem;
use crate::state::Api;

/// What is read of a file at most; larger ones are refused unread.
const MAX_FILE: i64 = 4 << 30;

/// The file that will be sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewUpload {
    #[schema(examples("orders.xlsx"))]
    file_name: String,
    /// The import profile that reads it; the store's default where absent.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    profile: Option<ProfileName>,
    /// Its size. The link then takes a file of exactly this size and no other.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 4294967296_i64)]
    bytes: Option<i64>,
    /// Only try it: see the import's `dry_run`.
    #[serde(default)]
    dry_run: bool,
}

/// Where to send a file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UploadLink {
    /// For one PUT with the file as its body, within a quarter of an hour.
    url: String,
    /// The file's place in the drop.
    key: String,
    /// The import that the file becomes a moment after it has come.
    import: String,
}

/// A link for sending a file of any size straight into the drop.
#[utoipa::path(
    post, path = "/stores/{store}/imports/upload-links", tag = "imports", request_body = NewUpload,
    responses((status = 200, description = "Where to send it", body = UploadLink)),
    extensions(("x-permission" = json!("imports.write")))
)]
pub(crate) async fn create_upload_link(
    State(api): State<Api>,
    here: Access<{ May::ImportsWrite as usize }>,
    Body(NewUpload { file_name, profile, bytes, dry_run }): Body<NewUpload>,
) -> Result<Json<UploadLink>, Problem> {
    if bytes.is_some_and(|bytes| !(1..=MAX_FILE).contains(&bytes)) {
        return Err(Problem::invalid_at("/bytes", format!("a file has 1 to {MAX_FILE} bytes")));
    }
    let drop = place(&here, &file_name, profile, ImportId::derived(&here.named("upload")).uuid(), dry_run)?;
    let key = drop.key();
    let import = drop.import().map(|import| import.to_string()).unwrap_or_default();
    Ok(Json(UploadLink { url: api.app.files.upload_link(&key, bytes).await?, key, import }))
}
