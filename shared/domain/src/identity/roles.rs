//! The table of roles: the only place that says which role may do what.

use serde::{Deserialize, Serialize};

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// Something that one may be allowed to do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Permission {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl Permission {
            /// Every permission.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The text in claims and answers.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// Reads the text.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|permission| permission.as_str() == text)
            }
        }
    };
}

permissions! {
    /// See orders.
    OrdersRead = "orders.read",
    /// Create and reduce orders.
    OrdersWrite = "orders.write",
    /// Cancel orders.
    OrdersCancel = "orders.cancel",
    /// Place and lift holds.
    OrdersHold = "orders.hold",
    /// See imports and profiles.
    ImportsRead = "imports.read",
    /// Send files.
    ImportsWrite = "imports.write",
    /// Change import profiles.
    ProfilesWrite = "profiles.write",
    /// See products.
    CatalogueRead = "catalogue.read",
    /// Change products.
    CatalogueWrite = "catalogue.write",
    /// See the address book.
    CustomersRead = "customers.read",
    /// Change the address book.
    CustomersWrite = "customers.write",
    /// See stock.
    StockRead = "stock.read",
    /// Announce deliveries.
    InboundWrite = "inbound.write",
    /// Announce returns, and call them off.
    ReturnsWrite = "returns.write",
    /// Book goods in.
    StockReceive = "stock.receive",
    /// Move and correct stock.
    StockAdjust = "stock.adjust",
    /// Approve of differences that others counted.
    StockApprove = "stock.approve",
    /// See batches and manifests.
    FulfilmentRead = "fulfilment.read",
    /// Release orders to the warehouse.
    FulfilmentRelease = "fulfilment.release",
    /// Pick.
    FulfilmentPick = "fulfilment.pick",
    /// Pack.
    FulfilmentPack = "fulfilment.pack",
    /// Hand over to carriers.
    FulfilmentShip = "fulfilment.ship",
    /// Take a hand-over back.
    FulfilmentUnship = "fulfilment.unship",
    /// See reconciliation files.
    ReconciliationRead = "reconciliation.read",
    /// Make one now.
    ReconciliationRun = "reconciliation.run",
    /// See what the sentinel found.
    FindingsRead = "findings.read",
    /// Make or refuse the sentinel's repairs.
    FindingsRepair = "findings.repair",
    /// See a store's settings.
    SettingsRead = "settings.read",
    /// Change a store's settings.
    SettingsWrite = "settings.write",
    /// Make and revoke API keys, and say where events are sent to.
    KeysWrite = "keys.write",
    /// See what a store's orders cost in the cloud.
    CostsRead = "costs.read",
    /// See people and what they may do.
    UsersRead = "users.read",
    /// Invite people, and change what they may do.
    UsersWrite = "users.write",
    /// See and do what a client's person sees and may do, for them.
    UsersActAs = "users.act_as",
    /// See who changed what.
    AuditRead = "audit.read",
    /// Create stores.
    OrganisationWrite = "organisation.write",
    /// See work that failed for good.
    OperationsRead = "operations.read",
    /// Send such work back, or put it aside.
    OperationsReplay = "operations.replay",
}

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident = $text:literal: $permissions:expr;)*) => {
        /// What somebody is in an organisation or for a client.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Role {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl Role {
            /// Every role.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The text in claims and answers.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// Reads the text.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|role| role.as_str() == text)
            }

            /// What the role may do.
            pub const fn permissions(self) -> &'static [Permission] {
                use Permission::*;
                match self { $(Self::$name => $permissions,)* }
            }
        }
    };
}

roles! {
    /// Runs the installation.
    PlatformAdmin = "platform_admin": Permission::ALL;
    /// Head office: sees and steers all stores.
    HeadOffice = "head_office": Permission::ALL;
    /// Leads the house's day.
    Supervisor = "supervisor": &[
        OrdersRead, OrdersWrite, OrdersCancel, OrdersHold, ImportsRead, ImportsWrite, ProfilesWrite, CatalogueRead, CatalogueWrite,
        CustomersRead, CustomersWrite, StockRead, InboundWrite, ReturnsWrite, StockReceive, StockAdjust, StockApprove, FulfilmentRead, FulfilmentRelease,
        FulfilmentPick, FulfilmentPack, FulfilmentShip, FulfilmentUnship, ReconciliationRead, ReconciliationRun, FindingsRead, FindingsRepair, SettingsRead,
        CostsRead, UsersActAs, AuditRead, OperationsRead,
    ];
    /// Money.
    Finance = "finance": &[
        OrdersRead, OrdersHold, ImportsRead, CatalogueRead, CustomersRead, StockRead, ReconciliationRead, SettingsRead, CostsRead,
    ];
    /// Answers clients and buyers.
    CustomerService = "customer_service": &[
        OrdersRead, OrdersWrite, OrdersCancel, OrdersHold, ImportsRead, ImportsWrite, CatalogueRead, CustomersRead, CustomersWrite,
        StockRead, InboundWrite, ReturnsWrite, FulfilmentRead, ReconciliationRead, SettingsRead, UsersActAs,
    ];
    /// Runs returns.
    ReturnsAdmin = "returns_admin": &[
        OrdersRead, CatalogueRead, CustomersRead, StockRead, ReturnsWrite, StockReceive, StockAdjust, FulfilmentRead,
    ];
    /// Sells.
    Salesperson = "salesperson": &[OrdersRead, OrdersWrite, CatalogueRead, CustomersRead, CustomersWrite, StockRead];
    /// Buys.
    OrderingStaff = "ordering_staff": &[OrdersRead, CatalogueRead, StockRead, InboundWrite, StockReceive];
    /// Moves goods between warehouses.
    Forwarder = "forwarder": &[StockRead, FulfilmentRead];
    /// Receives, picks, packs.
    Warehouse = "warehouse": &[
        OrdersRead, CatalogueRead, StockRead, StockReceive, StockAdjust, FulfilmentRead, FulfilmentRelease, FulfilmentPick,
        FulfilmentPack, FulfilmentShip,
    ];
    /// Runs a client's account.
    ClientAdmin = "client_admin": &[
        OrdersRead, OrdersWrite, OrdersCancel, OrdersHold, ImportsRead, ImportsWrite, ProfilesWrite, CatalogueRead, CatalogueWrite,
        CustomersRead, CustomersWrite, StockRead, InboundWrite, ReturnsWrite, FulfilmentRead, ReconciliationRead, SettingsRead,
        SettingsWrite, KeysWrite, CostsRead, UsersRead, UsersWrite, AuditRead,
    ];
    /// Looks after a client's orders; anything more is a right given one by one.
    ClientUser = "client_user": &[OrdersRead, ImportsRead, CatalogueRead, StockRead, ReconciliationRead];
    /// A program: only the rights of its key.
    Machine = "machine": &[];
}

impl Role {
    /// Roles that must sign in with a second factor.
    pub const fn needs_second_factor(self) -> bool {
        matches!(self, Self::PlatformAdmin | Self::HeadOffice | Self::Supervisor)
    }

    /// Roles of clients' own people: they work in named stores and see nobody of the house.
    pub const fn is_of_client(self) -> bool {
        matches!(self, Self::ClientAdmin | Self::ClientUser)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_staff_may_touch_stock_and_parcels() {
        for role in [Role::ClientAdmin, Role::ClientUser, Role::Machine] {
            for permission in [
                Permission::StockReceive,
                Permission::StockAdjust,
                Permission::StockApprove,
                Permission::FulfilmentShip,
                Permission::OrganisationWrite,
                Permission::OperationsRead,
                Permission::OperationsReplay,
                Permission::UsersActAs,
            ] {
                assert!(!role.permissions().contains(&permission), "{role:?} may {permission:?}");
            }
        }
    }

    #[test]
    fn every_role_and_permission_reads_back() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(*role));
        }
        for permission in Permission::ALL {
            assert_eq!(Permission::parse(permission.as_str()), Some(*permission));
        }
    }
}
