//! What stands on the sheet of an order. A service fills these; nothing is computed here, so that
//! paper, portal and reconciliation show the same sums.

use std::sync::Arc;

use domain::address::Party;
use domain::ids::{OrderId, Reference, Sku};
use domain::locale::Locale;
use domain::money::Money;
use domain::orders::totals::Amounts;
use iso_currency::Currency;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::branding::Branding;

/// The sheet of one order: its invoice, with the shipping label on the first page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceSheet {
    /// Language, and how numbers and dates are written.
    pub locale: Locale,
    /// The store's looks.
    pub branding: Arc<Branding>,
    /// The order; its bar code where the reference cannot be one.
    pub order: OrderId,
    /// The client's name of the order.
    pub reference: Reference,
    /// Number of the invoice.
    pub invoice_number: String,
    /// Date of the invoice.
    pub invoiced_on: Date,
    /// When the buyer ordered.
    pub ordered_on: Date,
    /// When the goods leave, where it differs from the date of the invoice.
    pub supplied_on: Option<Date>,
    /// When it must be paid.
    pub due_on: Option<Date>,
    /// Who pays.
    pub buyer: Party,
    /// The buyer's VAT identification.
    pub buyer_tax_number: Option<String>,
    /// Who gets the goods.
    pub consignee: Party,
    /// The currency of all amounts.
    pub currency: Currency,
    /// Goods in the order of the invoice.
    pub lines: Vec<InvoiceLine>,
    /// Postage, packing, and what else is charged.
    pub charges: Vec<InvoiceCharge>,
    /// One entry per tax rate.
    pub taxes: Vec<TaxTotal>,
    /// The sums.
    pub totals: InvoiceTotals,
    /// In the client's words.
    pub payment_terms: Option<String>,
    /// For the buyer; may have several lines.
    pub notes: Option<String>,
    /// The peel-off part.
    pub label: ShippingLabel,
}

/// One line of goods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceLine {
    /// The article.
    pub sku: Sku,
    /// What the client calls it.
    pub description: String,
    /// How many.
    pub quantity: u32,
    /// Net price of one.
    pub unit_price: Money,
    /// Taken off the line, positive; already in the amounts.
    pub discount: Money,
    /// Percent.
    pub tax_rate: Decimal,
    /// The line's worth.
    pub amounts: Amounts,
}

/// One charge beside the goods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceCharge {
    /// What for.
    pub description: String,
    /// Percent.
    pub tax_rate: Decimal,
    /// How much.
    pub amounts: Amounts,
}

/// All that is taxed at one rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaxTotal {
    /// Percent.
    pub rate: Decimal,
    /// What it comes to.
    pub amounts: Amounts,
}

/// The sums of an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvoiceTotals {
    /// Goods before discounts, net.
    pub goods: Money,
    /// All discounts, positive.
    pub discount: Money,
    /// All charges, net.
    pub charges: Money,
    /// Everything.
    pub total: Amounts,
}

/// The peel-off label. It shows the sheet's consignee, and the seller as sender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShippingLabel {
    /// The shipping service, as the carrier knows it.
    pub service: String,
    /// Who carries it, where that is known.
    pub carrier: Option<String>,
    /// The carrier's number of the parcel, a bar code where it is printable ASCII.
    pub tracking: Option<String>,
    /// Number of parcels of the order.
    pub parcels: u32,
    /// Where the warehouse puts it: a lane, a cage, a route.
    pub sort_code: Option<String>,
}
