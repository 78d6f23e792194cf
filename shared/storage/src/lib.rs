//! What is remembered: one DynamoDB table and the files in S3.
//!
//! Architecture invariants:
//! * [`keys`] is the only file with key text.
//! * A store's data is reached only with a [`domain::identity::StoreScope`].
//! * Stock changes only by a conditional write that also writes its ledger entry: in one
//!   transaction, or under a token that stays on the level until the entry exists.

pub mod allowances;
pub mod api_keys;
pub mod audit;
pub mod catalogue;
pub mod costs;
pub mod counts;
pub mod customers;
pub mod devices;
pub mod digests;
pub mod exports;
pub mod files;
pub mod fulfilment;
pub mod idempotency;
pub mod imports;
pub mod inbound;
pub mod keys;
pub mod messages;
pub mod meter;
pub mod notices;
pub mod orders;
pub mod pack;
pub mod postings;
pub mod ready;
pub mod reconciliation;
pub mod returns;
pub mod sentinel;
pub mod stock;
pub mod stores;
pub mod stream;
pub mod table;
pub mod users;
pub mod webhooks;

pub use files::Files;
pub use table::{Counted, Error, Page, Reading, Table};
