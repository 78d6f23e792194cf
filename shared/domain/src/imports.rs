//! Order files: how a store's own columns become canonical orders, and what may be wrong with them.
//!
//! A file is read in three steps, each a pure function of the one before:
//! rows -> [`draft::OrderDraft`] (by the store's [`profile::ImportProfile`]) -> a valid order or
//! **all** its [`fault::Fault`]s (by [`validation`]).

pub mod correction;
pub mod draft;
pub mod fault;
pub mod profile;
pub mod record;
