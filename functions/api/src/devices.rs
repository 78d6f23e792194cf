//! One's own devices, to which news are pushed.

pub(crate) mod add;
pub(crate) mod list;
pub(crate) mod remove;
pub(crate) mod test;

use domain::devices::Device;
use domain::identity::users::User;
use domain::ids::DeviceId;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Caller;
use crate::identity::account::oneself;
use crate::problem::Problem;
use crate::state::Api;

/// A browser of one's own that news are pushed to. Its address is told to nobody.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Device)]
pub(crate) struct DevicePage {
    #[schema(examples("dev_018f3c6e7b5a5d0d8f6b2a4c1e9d7f03"))]
    id: String,
    /// Browser and system.
    name: String,
    since: Timestamp,
    /// When its push service took something last.
    last_pushed_at: Option<Timestamp>,
    /// Since when nothing gets through; after seven days it is removed.
    failing_since: Option<Timestamp>,
}

impl From<Device> for DevicePage {
    fn from(device: Device) -> Self {
        Self {
            id: device.id.to_string(),
            name: device.name,
            since: device.since,
            last_pushed_at: device.last_pushed_at,
            failing_since: device.failing.map(|failing| failing.since),
        }
    }
}

/// One's own device, and oneself.
async fn own(api: &Api, caller: &Caller, id: DeviceId) -> Result<(User, Device), Problem> {
    let user = oneself(api, caller).await?;
    let device = api.app.table.device(&user.organisation, &user.id, id).await?;
    device.map(|device| (user, device)).ok_or_else(|| Problem::not_found("device"))
}
