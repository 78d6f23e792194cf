//! `GET /stores/{store}/batches/{batch}`

use axum::extract::State;
use axum::response::Response;
use domain::identity::roles::Permission as May;
use domain::ids::BatchId;
use http::HeaderMap;

use super::BatchPage;
use crate::access::Access;
use crate::json::{At, bytes_of, tag_of, with_tag};
use crate::problem::Problem;
use crate::state::Api;

/// Links work for fifteen minutes; a caller who polls gets fresh ones after five.
const SAME_LINKS_SECONDS: i64 = 5 * 60;

/// A batch with links to its documents.
#[utoipa::path(
    get, path = "/stores/{store}/batches/{batch}", tag = "fulfilment",
    responses((status = 200, description = "The batch", body = BatchPage), (status = 304, description = "As in `If-None-Match`")),
    extensions(("x-permission" = json!("fulfilment.read")))
)]
pub(crate) async fn show_batch(
    State(api): State<Api>,
    here: Access<{ May::FulfilmentRead as usize }>,
    At((_, id)): At<(String, BatchId)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let batch = api.app.table.batch_of(&here.scope, id).await?.ok_or_else(|| Problem::not_found("batch"))?;
    let page = BatchPage::load(&api.app, &here, &batch).await?;
    // Each link is signed anew, so the tag is that of the page without them.
    let tag = tag_of(&bytes_of(&(&page, here.by.at.as_second() / SAME_LINKS_SECONDS)));
    let page = page.with_links(&api.app, &batch).await?;
    Ok(with_tag(&headers, &tag, bytes_of(&page)))
}
