//! Devices of people, and the key with which is signed what goes there.

use domain::devices::{Device, Vapid};
use domain::ids::{ActorId, DeviceId, OrgId};

use crate::keys;
use crate::table::{Error, Item, Query, Table, document, read};

fn device_item(org: &OrgId, of: &ActorId, device: &Device) -> Item {
    document(&keys::device(org, of, device.id), "device", device.version, device)
}

impl Table {
    /// A person's devices.
    pub async fn devices(&self, org: &OrgId, of: &ActorId) -> Result<Vec<Device>, Error> {
        self.query_all(Query::of(keys::devices(org, of)).consistent()).await?.iter().map(read).collect()
    }

    /// Whether a person has any device.
    pub async fn has_devices(&self, org: &OrgId, of: &ActorId) -> Result<bool, Error> {
        Ok(!self.query(Query::of(keys::devices(org, of)).page(1, None)).await?.items.is_empty())
    }

    /// A person's device.
    pub async fn device(&self, org: &OrgId, of: &ActorId, id: DeviceId) -> Result<Option<Device>, Error> {
        self.get(&keys::device(org, of, id)).await
    }

    /// Keeps a new device. [`Error::Conflict`] where it is there already.
    pub async fn create_device(&self, org: &OrgId, of: &ActorId, device: &Device) -> Result<(), Error> {
        self.create(device_item(org, of, device)).await
    }

    /// Stores a device in the place of version `before`.
    pub async fn replace_device(&self, org: &OrgId, of: &ActorId, device: &Device, before: u64) -> Result<(), Error> {
        self.replace(device_item(org, of, device), before).await
    }

    /// Removes a device; none there is as good.
    pub async fn remove_device(&self, org: &OrgId, of: &ActorId, id: DeviceId) -> Result<(), Error> {
        self.delete(&keys::device(org, of, id)).await
    }

    /// Removes a device as it was known; what was added anew since stays.
    pub async fn remove_device_as(&self, org: &OrgId, of: &ActorId, device: &Device) -> Result<(), Error> {
        self.delete_version(&keys::device(org, of, device.id), device.version).await
    }

    /// The key with which pushes are signed, once there is one.
    pub async fn push_key(&self) -> Result<Option<Vapid>, Error> {
        self.get(&keys::push_key()).await
    }

    /// Keeps the key with which pushes are signed. [`Error::Conflict`] where there is one.
    pub async fn create_push_key(&self, key: &Vapid) -> Result<(), Error> {
        self.create(document(&keys::push_key(), "push key", 1, key)).await
    }
}
