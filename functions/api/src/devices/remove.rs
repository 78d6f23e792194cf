//! `DELETE /me/devices/{device}`

use axum::extract::State;
use domain::ids::DeviceId;
use http::StatusCode;

use super::own;
use crate::access::Own;
use crate::json::At;
use crate::problem::Problem;
use crate::state::Api;

/// Pushes nothing more to a device.
#[utoipa::path(
    delete, path = "/me/devices/{device}", tag = "identity",
    responses((status = 204, description = "It is removed"), (status = 404, description = "Not there, or somebody else's"))
)]
pub(crate) async fn remove_device(State(api): State<Api>, Own(caller): Own, At(id): At<DeviceId>) -> Result<StatusCode, Problem> {
    let (user, device) = own(&api, &caller, id).await?;
    api.app.table.remove_device(&user.organisation, &user.id, device.id).await?;
    Ok(StatusCode::NO_CONTENT)
}
