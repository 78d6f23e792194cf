//! The address book, as it is shown and sent.

pub(crate) mod list;
pub(crate) mod put;
pub(crate) mod show;

use domain::ids::CustomerCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::Party;

/// An entry of the address book.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Customer {
    /// The client's own name of the customer.
    #[schema(value_type = String, examples("17850"))]
    code: CustomerCode,
    party: Party,
}

impl From<storage::customers::Customer> for Customer {
    fn from(customer: storage::customers::Customer) -> Self {
        Self { party: (&customer.party).into(), code: customer.code }
    }
}
