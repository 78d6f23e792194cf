//! `POST /me/devices`

use axum::Json;
use axum::extract::State;
use domain::devices::{Auth, Device, PublicKey};
use domain::webhooks::WebhookUrl;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::DevicePage;
use crate::access::Own;
use crate::identity::account::oneself;
use crate::json::Body;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::is_text;

/// What a browser tells about its subscription.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDevice {
    /// Where its push service takes news for it.
    #[schema(value_type = String, examples("https://push.example/send/abc"))]
    endpoint: WebhookUrl,
    /// Its public key: a point of P-256, uncompressed, in base64url.
    #[schema(value_type = String)]
    p256dh: PublicKey,
    /// Its secret: 16 bytes in base64url.
    #[schema(value_type = String)]
    auth: Auth,
    /// As one recognises it: browser and system.
    name: String,
}

/// Has news pushed to a browser. One that is known gets its keys of now; of more than twenty, the one that was added first goes.
#[utoipa::path(
    post, path = "/me/devices", tag = "identity", request_body = NewDevice,
    responses((status = 201, description = "The device", body = DevicePage), (status = 404, description = "Programs have none"))
)]
pub(crate) async fn add_device(
    State(api): State<Api>,
    Own(caller): Own,
    Body(NewDevice { endpoint, p256dh, auth, name }): Body<NewDevice>,
) -> Result<(StatusCode, Json<DevicePage>), Problem> {
    if !is_text(&name, 1, 100) {
        return Err(Problem::invalid_at("/name", "a device has a name of at most 100 bytes"));
    }
    let user = oneself(&api, &caller).await?;
    let device = Device::new(endpoint, p256dh, auth, name.trim().to_owned(), caller.now);
    let device = api.app.add_device(&user.organisation, &user.id, device).await?;
    Ok((StatusCode::CREATED, Json(device.into())))
}
