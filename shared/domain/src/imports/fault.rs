//! What is wrong with a row, in words that its sender can act on.

use serde::{Deserialize, Serialize};

/// One thing that is wrong, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Row in the file, 1 is the first line of the file (the header, where there is one). For JSON
    /// and XML the number of the record's line element. None where the fault is the file's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// The column or path, as the file names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// For programs: never changes its meaning.
    pub code: FaultCode,
    /// For people: what was found.
    pub message: String,
    /// For people: what to write instead.
    pub suggestion: String,
}

macro_rules! fault_codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// The kinds of faults; their texts are part of the API.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum FaultCode {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl FaultCode {
            /// Every code, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The code on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

fault_codes! {
    // -- the file as a whole
    /// Neither CSV, XLSX, JSON nor XML, or broken.
    UnreadableFile = "unreadable_file",
    /// Larger than a file may be, packed or unpacked.
    FileTooLarge = "file_too_large",
    /// The file has no rows.
    EmptyFile = "empty_file",
    /// A column that the profile needs is not in the file.
    MissingColumn = "missing_column",
    /// A document type or entity definition, which we never read.
    ForbiddenXml = "forbidden_xml",
    /// The store has no import profile that fits.
    UnknownProfile = "unknown_profile",
    // -- a row or a cell
    /// A line of a JSON Lines file that is not JSON.
    UnreadableRow = "unreadable_row",
    /// A row with more or fewer cells than the header.
    RaggedRow = "ragged_row",
    /// A cell that holds a formula or begins like one.
    FormulaCell = "formula_cell",
    /// A character that no text may hold.
    ControlCharacter = "control_character",
    /// A cell longer than any field may be.
    CellTooLong = "cell_too_long",
    /// A field that must be there is empty.
    MissingValue = "missing_value",
    /// Rows of one order disagree about a field of the order.
    ConflictingValue = "conflicting_value",
    /// An order with more lines than an order may have.
    TooManyLines = "too_many_lines",
    // -- meaning
    /// Not a reference, channel or customer code we can keep.
    BadText = "bad_text",
    /// Not a date in one of the profile's formats, or out of all reason.
    BadDate = "bad_date",
    /// Not a number.
    BadNumber = "bad_number",
    /// Not a positive whole number within reason.
    BadQuantity = "bad_quantity",
    /// Not an ISO 4217 currency.
    BadCurrency = "bad_currency",
    /// A price that is negative, too precise or too large.
    BadPrice = "bad_price",
    /// Not a tax rate between 0 and 100 percent.
    BadTaxRate = "bad_tax_rate",
    /// Not a discount between nothing and the line's value.
    BadDiscount = "bad_discount",
    /// Not a country.
    BadCountry = "bad_country",
    /// Not a postcode of that country.
    BadPostcode = "bad_postcode",
    /// Not an e-mail address.
    BadEmail = "bad_email",
    /// Not a phone number.
    BadPhone = "bad_phone",
    /// The stated total is not the sum of the lines.
    TotalMismatch = "total_mismatch",
    /// Nobody to send the goods to.
    MissingConsignee = "missing_consignee",
    /// The customer code is not in the store's address book.
    UnknownCustomer = "unknown_customer",
    /// The SKU is not in the store's catalogue.
    UnknownSku = "unknown_sku",
    /// The SKU is in the catalogue but not sold any more.
    InactiveSku = "inactive_sku",
    /// A code that the profile's rules do not accept as goods or charge.
    NotGoods = "not_goods",
    /// An order without a line of goods.
    NoGoods = "no_goods",
    /// A shipping service that the store does not offer.
    UnknownService = "unknown_service",
    // -- against what we have already
    /// The order was imported before with other content.
    OrderChanged = "order_changed",
    /// A cancellation that matches no open order.
    NoMatchingOrder = "no_matching_order",
    /// The order that is to be cancelled has left the warehouse.
    AlreadyShipped = "already_shipped",
    /// Not enough stock, and the store does not take back orders.
    InsufficientStock = "insufficient_stock",
}

impl Fault {
    /// A fault of the file as a whole.
    pub fn of_file(code: FaultCode, message: impl Into<String>, suggestion: impl Into<String>) -> Self {
        Self { row: None, column: None, code, message: message.into(), suggestion: suggestion.into() }
    }

    /// A fault of one row.
    pub fn of_row(row: u64, code: FaultCode, message: impl Into<String>, suggestion: impl Into<String>) -> Self {
        Self { row: Some(row), column: None, code, message: message.into(), suggestion: suggestion.into() }
    }

    /// The same fault, pinned to a column of the file.
    #[must_use]
    pub fn in_column(self, column: impl Into<String>) -> Self {
        Self { column: Some(column.into()), ..self }
    }
}
