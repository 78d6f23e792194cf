//! `POST /stores/{store}/brand-samples`

use axum::Json;
use axum::extract::State;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use domain::identity::roles::Permission as May;
use serde::Serialize;
use utoipa::ToSchema;

use super::StoreBody;
use crate::access::Access;
use crate::json::Body;
use crate::problem::Problem;
use crate::state::Api;

/// What settings would make.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BrandSamples {
    /// A sheet: PDF, base64.
    sheet: String,
    /// A mail: RFC 5322, base64.
    mail: String,
}

/// A sheet and a mail as these settings would make them. Stores nothing, sends nothing.
#[utoipa::path(
    post, path = "/stores/{store}/brand-samples", tag = "stores", request_body = StoreBody,
    responses((status = 200, description = "The files", body = BrandSamples)),
    extensions(("x-permission" = json!("settings.write")))
)]
pub(crate) async fn make_brand_samples(
    State(api): State<Api>,
    here: Access<{ May::SettingsWrite as usize }>,
    Body(body): Body<StoreBody>,
) -> Result<Json<BrandSamples>, Problem> {
    let settings = body.settings_of(&api, &here).await?;
    let samples = api.app.samples(&here.scope, &settings, here.by.at).await?;
    Ok(Json(BrandSamples { sheet: BASE64_STANDARD.encode(samples.sheet), mail: BASE64_STANDARD.encode(samples.mail) }))
}
