//! An order as the file tells it: canonical fields, still text, each with the row it came from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fault::Fault;

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $part:ident;)*) => {
        /// The fields of a canonical order file. Their texts are the column names of the canonical
        /// format and the left-hand sides of an import profile.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Field {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl Field {
            /// Every field, in the order of the canonical format's columns.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The name in files and profiles.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// Whether the field belongs to the order or to each of its lines.
            pub const fn part(self) -> Part {
                match self { $(Self::$name => Part::$part,)* }
            }
        }
    };
}

/// Which part of an order a field describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Once per order; rows of one order must agree.
    Header,
    /// Once per row.
    Line,
}

fields! {
    /// External reference: the client's order number. Rows are grouped by it.
    Reference = "reference", Header;
    /// Sales channel, a short slug; default `file`.
    Channel = "channel", Header;
    /// When the buyer placed the order. In drafts: RFC 3339 in UTC.
    PlacedAt = "placed_at", Header;
    /// Promised date. In drafts: RFC 3339 in UTC.
    PromisedAt = "promised_at", Header;
    /// ISO 4217.
    Currency = "currency", Header;
    /// The client's code of the customer, looked up in the store's address book.
    CustomerCode = "customer_code", Header;
    /// Consignee: person.
    ConsigneeName = "consignee_name", Header;
    /// Consignee: company.
    ConsigneeCompany = "consignee_company", Header;
    /// Consignee: street and number.
    ConsigneeStreet1 = "consignee_street_1", Header;
    /// Consignee: second line.
    ConsigneeStreet2 = "consignee_street_2", Header;
    /// Consignee: town.
    ConsigneeCity = "consignee_city", Header;
    /// Consignee: county, state, province.
    ConsigneeRegion = "consignee_region", Header;
    /// Consignee: postcode.
    ConsigneePostcode = "consignee_postcode", Header;
    /// Consignee: country, name or ISO 3166 code.
    ConsigneeCountry = "consignee_country", Header;
    /// Consignee: e-mail.
    ConsigneeEmail = "consignee_email", Header;
    /// Consignee: phone.
    ConsigneePhone = "consignee_phone", Header;
    /// Buyer: person; the consignee where every buyer field is empty.
    BuyerName = "buyer_name", Header;
    /// Buyer: company.
    BuyerCompany = "buyer_company", Header;
    /// Buyer: street and number.
    BuyerStreet1 = "buyer_street_1", Header;
    /// Buyer: second line.
    BuyerStreet2 = "buyer_street_2", Header;
    /// Buyer: town.
    BuyerCity = "buyer_city", Header;
    /// Buyer: county, state, province.
    BuyerRegion = "buyer_region", Header;
    /// Buyer: postcode.
    BuyerPostcode = "buyer_postcode", Header;
    /// Buyer: country.
    BuyerCountry = "buyer_country", Header;
    /// Buyer: e-mail.
    BuyerEmail = "buyer_email", Header;
    /// Buyer: phone.
    BuyerPhone = "buyer_phone", Header;
    /// Shipping service, one of the store's.
    ShippingService = "shipping_service", Header;
    /// Shipping charge to the buyer, net, in major units.
    ShippingCharge = "shipping_charge", Header;
    /// Payment terms in the client's words, e.g. `prepaid`, `30 days`.
    PaymentTerms = "payment_terms", Header;
    /// Anything the packer or buyer should read.
    Notes = "notes", Header;
    /// The order's gross total in major units, checked against the lines where given.
    Total = "total", Header;
    /// SKU of the line.
    Sku = "sku", Line;
    /// What the client calls the goods.
    Description = "description", Line;
    /// How many, a positive whole number.
    Quantity = "quantity", Line;
    /// Net price of one, in major units.
    UnitPrice = "unit_price", Line;
    /// Tax rate in percent.
    TaxRate = "tax_rate", Line;
    /// Discount on the line in major units.
    Discount = "discount", Line;
}

/// A whole order of a file. Texts are trimmed and canonical: decimal points, RFC 3339 instants,
/// value maps, constants and defaults of the profile already applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderDraft {
    /// The order key: the client's reference, as in the file.
    pub reference: String,
    /// True where the profile's cancellation rule says that this cancels an earlier order.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_cancellation: bool,
    /// The first row of the order.
    pub row: u64,
    /// Non-empty header fields, from the first row that has them.
    pub header: BTreeMap<Field, Cell>,
    /// One per row, in the file's order.
    pub lines: Vec<LineDraft>,
    /// What mapping found wrong already: unreadable dates and numbers, formulas, rows that disagree.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Fault>,
}

/// One row of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineDraft {
    /// The row in the file.
    pub row: u64,
    /// Non-empty line fields.
    pub fields: BTreeMap<Field, String>,
}

/// A text and the row that says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// The row in the file.
    pub row: u64,
    /// The text.
    pub text: String,
}

/// A row that belongs to no order (it has no reference) with what is wrong about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrayRow {
    /// The row in the file.
    pub row: u64,
    /// Why it is rejected.
    pub faults: Vec<Fault>,
}
