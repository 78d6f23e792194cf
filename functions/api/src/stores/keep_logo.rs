//! `POST /stores/{store}/logos`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use http::StatusCode;

use super::Logo;
use crate::access::Access;
use crate::json::Raw;
use crate::problem::Problem;
use crate::state::Api;

/// Keeps a PNG image of at most 200 kB and 1,600 pixels a side, for the store's brand. Nothing shows it before the settings name it.
#[utoipa::path(
    post, path = "/stores/{store}/logos", tag = "stores",
    request_body(content = Vec<u8>, description = "The PNG file, as it is", content_type = "application/octet-stream"),
    responses((status = 201, description = "The logo", body = Logo)),
    extensions(("x-permission" = json!("settings.write")))
)]
pub(crate) async fn keep_logo(
    State(api): State<Api>,
    here: Access<{ May::SettingsWrite as usize }>,
    Raw(bytes): Raw,
) -> Result<(StatusCode, Json<Logo>), Problem> {
    let kept = api.app.keep_logo(&here.scope, bytes.to_vec()).await?;
    let logo = kept.map_err(|why| Problem::invalid_at("", why.to_string()))?;
    Ok((StatusCode::CREATED, Json(logo.into())))
}
