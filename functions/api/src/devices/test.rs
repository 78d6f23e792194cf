//! `POST /me/devices/{device}/test`

use axum::extract::State;
use domain::identity::{StoreScope, Stores};
use domain::ids::DeviceId;
use http::StatusCode;
use services::messages::NotificationMessage;

use super::own;
use crate::access::{Caller, Own};
use crate::json::At;
use crate::problem::{Code, Problem};
use crate::state::Api;

/// Sends something to see to a device. It is tried once; what came of it is seen at the device.
#[utoipa::path(
    post, path = "/me/devices/{device}/test", tag = "identity",
    responses((status = 202, description = "It is on its way"), (status = 404, description = "Not there, or somebody else's"))
)]
pub(crate) async fn test_device(State(api): State<Api>, Own(caller): Own, At(id): At<DeviceId>) -> Result<StatusCode, Problem> {
    let (user, device) = own(&api, &caller, id).await?;
    // By the queue: this function, which may do so much in here, reaches out to nowhere.
    let message = NotificationMessage::TestDevice { of: user.id, device: device.id };
    api.app.queues.notify(&some_store(&api, &caller).await?, message).await?;
    Ok(StatusCode::ACCEPTED)
}

/// A store that the caller reaches: every message names one.
async fn some_store(api: &Api, Caller { identity, now, .. }: &Caller) -> Result<StoreScope, Problem> {
    let store = match &identity.stores {
        Stores::These(stores) => stores.first().cloned(),
        Stores::All => api.app.table.stores_of(&identity.organisation, *now).await?.into_iter().next().map(|store| store.id),
    };
    let store = store.ok_or_else(|| Problem::new(Code::State, "you reach no store yet, so there is nothing to be told of"))?;
    Ok(identity.scope(&store).map_err(services::Error::from)?)
}
