//! `GET /stores/{store}/reconciliations/{sequence}/file`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::reconciliation::ReconciliationState;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::access::Access;
use crate::json::{Asked, At};
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::Link;

/// Which of the two files.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    #[serde(default)]
    #[param(inline)]
    format: Format,
}

/// A form of the file.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Format {
    #[default]
    Csv,
    Json,
}

/// A link to a reconciliation file.
#[utoipa::path(
    get, path = "/stores/{store}/reconciliations/{sequence}/file", tag = "reconciliation", params(Which),
    responses((status = 200, description = "Where to fetch it", body = Link)),
    extensions(("x-permission" = json!("reconciliation.read")))
)]
pub(crate) async fn reconciliation_file(
    State(api): State<Api>,
    here: Access<{ May::ReconciliationRead as usize }>,
    At((_, sequence)): At<(String, u64)>,
    Asked(Which { format }): Asked<Which>,
) -> Result<Json<Link>, Problem> {
    let file = api.app.table.reconciliation(&here.scope, sequence).await?;
    let Some(ReconciliationState::Made(made)) = file.map(|file| file.state) else { return Err(Problem::not_found("reconciliation file")) };
    let (key, extension) = match format {
        Format::Csv => (&made.csv_key, "csv"),
        Format::Json => (&made.json_key, "json"),
    };
    let name = format!("{}-reconciliation-{sequence:06}.{extension}", here.scope.store());
    Ok(Json(Link { url: api.app.files.download_link(key, &name).await? }))
}
