//! What the business knows, context by context. Everything here is pure: facts and `now` go in, a
//! value or a refusal comes out.

pub mod address;
pub mod audit;
pub mod catalogue;
pub mod costs;
pub mod counts;
pub mod dead_letters;
pub mod devices;
pub mod digests;
pub mod exports;
pub mod findings;
pub mod fulfilment;
pub mod identity;
pub mod ids;
pub mod imports;
pub mod inbound;
pub mod invariants;
pub mod locale;
pub mod money;
pub mod notices;
pub mod orders;
pub mod reconciliation;
pub mod returns;
pub mod stock;
pub mod stores;
pub mod webhooks;
