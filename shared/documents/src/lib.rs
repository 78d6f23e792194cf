//! What stands on each document, and how it is set: one A4 sheet per order (invoice with a peel-off
//! shipping label), a pick list per batch, one PDF for a whole batch.
//!
//! Services fill [`InvoiceSheet`] and [`PickList`] with what the domain has computed; [`BatchWriter`]
//! turns them into bytes. Below it, `layout` decides where things stand in integer lengths, `text`
//! turns strings into glyphs that fit, and `canvas` alone knows PDF.
//!
//! Invariants: the same input gives the same bytes. Memory does not grow with the batch. No input
//! makes it panic, and nothing is drawn outside of its frame. No sum is computed here.

mod barcode;
mod batch;
mod branding;
mod canvas;
mod fonts;
mod layout;
mod length;
mod numbers;
mod pick_list;
mod sheet;
mod text;
mod words;

pub use barcode::{order_code, order_of_code};
pub use batch::{BatchWriter, Summary, parts};
pub use branding::{Branding, Colour, Logo, LogoError};
pub use pick_list::{PickLine, PickList, PickOrder};
pub use sheet::{InvoiceCharge, InvoiceLine, InvoiceSheet, InvoiceTotals, ShippingLabel, TaxTotal};
pub use text::Unset;
