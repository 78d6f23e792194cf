//! `GET /stores/{store}`

use axum::response::Response;
use domain::identity::roles::Permission as May;
use http::HeaderMap;

use super::StorePage;
use crate::access::Access;
use crate::json::{bytes_of, with_tag};
use crate::problem::Problem;

/// A store with its settings. Its tag is its version.
#[utoipa::path(
    get, path = "/stores/{store}", tag = "stores",
    responses((status = 200, description = "The store", body = StorePage), (status = 304, description = "As in `If-None-Match`")),
    extensions(("x-permission" = json!("settings.read")))
)]
pub(crate) async fn show_store(here: Access<{ May::SettingsRead as usize }>, headers: HeaderMap) -> Result<Response, Problem> {
    let page = StorePage::from(&here.store);
    let tag = format!("\"{}\"", here.store.version);
    Ok(with_tag(&headers, &tag, bytes_of(&page)))
}
