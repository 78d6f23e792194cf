//! `POST /stores/{store}/profile-previews`

use axum::Json;
use axum::extract::State;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use domain::identity::roles::Permission as May;
use domain::imports::profile::ImportProfile;
use serde::{Deserialize, Serialize};
use services::imports::previews;
use utoipa::ToSchema;

use super::Fault;
use super::mapped_orders::MappedOrder;
use super::profiles::Profile;
use crate::access::Access;
use crate::json::Body;
use crate::problem::Problem;
use crate::state::Api;
use crate::words;

/// Orders that are shown.
const SHOWN: usize = 20;

/// A profile and a sample of the files that it is to read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProfileTrial {
    #[schema(value_type = Profile)]
    profile: ImportProfile,
    /// The sample's bytes in base64.
    file: String,
}

/// What a profile makes of a sample.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProfilePreview {
    /// Null where the file cannot be read at all.
    #[schema(value_type = Option<words::FileFormat>)]
    format: Option<domain::imports::profile::FileFormat>,
    /// Of a CSV file.
    delimiter: Option<String>,
    /// Of a text file.
    encoding: Option<String>,
    /// Column titles; of JSON and XML the paths in the first record.
    columns: Vec<String>,
    rows: u64,
    orders: u64,
    /// What is wrong with the profile or the file as a whole: then nothing is mapped.
    faults: Vec<Fault>,
    /// The first orders, in the order of their rows.
    items: Vec<PreviewedOrder>,
}

/// An order of a sample.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PreviewedOrder {
    /// The client's order number; empty for a row that belongs to no order.
    reference: String,
    /// In the file.
    rows: Vec<u64>,
    /// Null where something is wrong with it, or where it cancels another.
    order: Option<MappedOrder>,
    /// All that is wrong with it.
    faults: Vec<Fault>,
}

impl From<previews::Preview> for ProfilePreview {
    fn from(preview: previews::Preview) -> Self {
        let shown = |order: previews::PreviewOrder| PreviewedOrder {
            reference: order.reference,
            rows: order.rows,
            order: order.order.map(MappedOrder::from),
            faults: order.faults.into_iter().map(Fault::from).collect(),
        };
        let sample = preview.sample;
        Self {
            format: sample.as_ref().map(|sample| sample.format),
            delimiter: sample.as_ref().and_then(|sample| sample.delimiter).map(String::from),
            encoding: sample.as_ref().and_then(|sample| sample.encoding.clone()),
            columns: sample.map(|sample| sample.columns).unwrap_or_default(),
            rows: preview.rows,
            orders: preview.orders,
            faults: preview.faults.into_iter().map(Fault::from).collect(),
            items: preview.first.into_iter().map(shown).collect(),
        }
    }
}

/// Reads a sample by a profile that need not be kept yet, and shows the first orders as they would be. Nothing is stored.
#[utoipa::path(
    post, path = "/stores/{store}/profile-previews", tag = "imports", request_body = ProfileTrial,
    responses((status = 200, description = "What the profile makes of the sample", body = ProfilePreview)),
    extensions(("x-permission" = json!("profiles.write")))
)]
pub(crate) async fn preview_profile(
    State(api): State<Api>,
    here: Access<{ May::ProfilesWrite as usize }>,
    Body(ProfileTrial { profile, file }): Body<ProfileTrial>,
) -> Result<Json<ProfilePreview>, Problem> {
    let bytes = BASE64_STANDARD.decode(&file).map_err(|_| Problem::invalid_at("/file", "it is not base64"))?;
    let preview = api.app.preview_profile(&here.scope, &profile, bytes, SHOWN, here.by.at).await?;
    Ok(Json(preview.into()))
}
