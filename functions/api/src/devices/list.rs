//! `GET /me/devices`

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::DevicePage;
use crate::access::Own;
use crate::identity::account::oneself;
use crate::problem::Problem;
use crate::state::Api;

/// One's devices, and what a browser needs to become one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Devices {
    /// What a browser subscribes to: a point of P-256, uncompressed, in base64url.
    public_key: String,
    /// The one that was added last stands first.
    items: Vec<DevicePage>,
}

/// The devices that news are pushed to.
#[utoipa::path(
    get, path = "/me/devices", tag = "identity",
    responses((status = 200, description = "The devices", body = Devices), (status = 404, description = "Programs have none"))
)]
pub(crate) async fn list_devices(State(api): State<Api>, Own(caller): Own) -> Result<Json<Devices>, Problem> {
    let user = oneself(&api, &caller).await?;
    let mut devices = api.app.table.devices(&user.organisation, &user.id).await?;
    devices.sort_by_key(|device| std::cmp::Reverse((device.since, device.id)));
    let public_key = api.app.push_key().await?.public_key().to_string();
    Ok(Json(Devices { public_key, items: devices.into_iter().map(DevicePage::from).collect() }))
}
