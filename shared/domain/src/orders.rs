//! Orders: what was asked for, and where each ordered unit is now.
//!
//! Nothing here stores a status. Every ordered unit is at exactly one [`counters::Stage`]; holds and
//! parcels stand beside; [`Order::status`] derives the one word that people read.
#![expect(clippy::disallowed_types, reason = "serde's derive of flattened and tagged types names floats; ours have none")]

pub mod counters;
pub mod history;
pub mod search;
pub mod status;
pub mod totals;
pub mod transitions;
pub mod validation;
pub mod why;

use iso_currency::Currency;
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::address::Party;
use crate::costs::Usage;
use crate::ids::{BatchId, Channel, CustomerCode, ImportId, ManifestId, OrderId, Reference, Sku, StoreId, WarehouseId};
use counters::Counters;
use history::Event;

/// The most lines that one order may have.
pub const MAX_LINES: usize = 2_000;

/// An accepted order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Derived from store, channel and reference: see [`Order::id_for`].
    pub id: OrderId,
    /// The store that sells.
    pub store: StoreId,
    /// Times that this order was stored; 1 is the first.
    pub version: u64,
    /// What was ordered, as it came.
    #[serde(flatten)]
    pub request: OrderRequest,
    /// Where it came from.
    pub chunk: ChunkId,
    /// When we accepted it.
    pub accepted_at: Timestamp,
    /// The warehouse that ships it.
    pub warehouse: WarehouseId,
    /// Whether everything must leave at once (the store's setting at acceptance).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ships_complete: bool,
    /// Where the units of each line are, in the order of `request.lines`.
    pub counters: Vec<Counters>,
    /// Reasons not to go on, independent of each other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<Hold>,
    /// The batch that released it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<BatchId>,
    /// What it was packed into.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parcels: Vec<Parcel>,
    /// What happened, oldest first.
    pub history: Vec<Event>,
    /// What it cost by itself, beside its share of its chunk: it is counted up by the writes that it counts.
    #[serde(default, skip_serializing_if = "Usage::is_nothing")]
    pub cost: Usage,
}

/// What a client asks for: valid, and never changed after acceptance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRequest {
    /// Sales channel.
    pub channel: Channel,
    /// The client's order number, unique within the channel.
    pub reference: Reference,
    /// First row in its file; 0 for an order from the API.
    #[serde(default)]
    pub row: u64,
    /// When the buyer ordered.
    pub placed_at: Timestamp,
    /// When the buyer was told to expect it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised_at: Option<Timestamp>,
    /// Currency of every amount.
    pub currency: Currency,
    /// The client's code of the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_code: Option<CustomerCode>,
    /// Who receives the goods: a snapshot; later changes of the address book do not touch it.
    pub consignee: Party,
    /// Who pays; the consignee where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buyer: Option<Party>,
    /// What was ordered.
    pub lines: Vec<Line>,
    /// Amounts beside the goods, e.g. shipping.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub charges: Vec<Charge>,
    /// One of the store's services.
    pub shipping_service: String,
    /// In the client's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub payment_terms: String,
    /// For the packer and the buyer.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notes: String,
}

/// One line of an order. Amounts are minor units of the order's currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What.
    pub sku: Sku,
    /// What the client calls it; a snapshot for documents.
    pub description: String,
    /// How many, at least 1.
    pub quantity: u32,
    /// Net price of one.
    pub unit_price: i64,
    /// Percent.
    pub tax_rate: Decimal,
    /// Off the line's net value.
    #[serde(default)]
    pub discount: i64,
}

/// An amount of the order that is not goods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// e.g. `shipping`.
    pub name: String,
    /// Net, in minor units; negative for a rebate.
    pub amount: i64,
    /// Percent.
    pub tax_rate: Decimal,
}

/// The unit of work that brought an order in. Its text is the token under which stock was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChunkId {
    /// A part of a file.
    Import {
        /// The file.
        import: ImportId,
        /// 1, 2, 3… within the file.
        number: u32,
    },
    /// One order by itself, from the API.
    Single {
        /// That order.
        order: OrderId,
        /// The beginning of its content's hash: two orders of one reference are two pieces of work, of
        /// which only one comes to be. 0 in what was stored before this was told apart.
        #[serde(default)]
        content: u64,
    },
}

impl ChunkId {
    /// The unit of work that brings one order by itself.
    pub fn single(order: OrderId, request: &OrderRequest) -> Self {
        let content = u64::from_str_radix(&request.fingerprint()[..16], 16).expect("a fingerprint is hexadecimal");
        Self::Single { order, content }
    }
}

impl std::fmt::Display for ChunkId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Import { import, number } => write!(f, "{import}.{number}"),
            Self::Single { order, content: 0 } => write!(f, "{order}"),
            Self::Single { order, content } => write!(f, "{order}~{content:016x}"),
        }
    }
}

/// A reasoned stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Why.
    pub reason: HoldReason,
    /// In somebody's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Since when.
    pub placed_at: Timestamp,
}

/// Why an order is stopped; at most one hold per reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldReason {
    /// The address must be checked.
    Address,
    /// Money has not come.
    Payment,
    /// It may be fraud.
    Fraud,
    /// The client asked.
    Client,
    /// We stopped it.
    Operator,
}

/// A handling unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parcel {
    /// 1, 2, 3… within the order.
    pub number: u32,
    /// Gross weight.
    pub weight_grams: u32,
    /// What is inside.
    pub contents: Vec<ParcelLine>,
    /// The carrier's data, once known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking: Option<Tracking>,
    /// The hand-over list that it is on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest: Option<ManifestId>,
    /// When it left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipped_at: Option<Timestamp>,
}

/// Units of one line inside a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParcelLine {
    /// Line number, from 1.
    pub line: u32,
    /// Units.
    pub quantity: u32,
}

/// How the carrier knows a parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tracking {
    /// Carrier's name.
    pub carrier: String,
    /// The carrier's service.
    pub service: String,
    /// The carrier's number, printable ASCII so that it fits a barcode.
    pub number: String,
}

/// An order's place among others of its priority: by the day promised or the time placed, then by when
/// it came to us and by its place in the file.
pub type Turn = (Timestamp, Timestamp, u64, OrderId);

impl Order {
    /// The id that an order of this store, channel and reference has, whoever brings it.
    pub fn id_for(store: &StoreId, channel: &Channel, reference: &Reference) -> OrderId {
        OrderId::derived(&[store.as_str(), channel.as_str(), reference.as_str()])
    }

    /// Lines with their numbers (from 1) and counters.
    pub fn lines(&self) -> impl Iterator<Item = (u32, &Line, &Counters)> {
        (1..).zip(self.request.lines.iter().zip(&self.counters)).map(|(number, (line, counters))| (number, line, counters))
    }

    /// All counters added up.
    pub fn units(&self) -> Counters {
        self.counters.iter().fold(Counters::default(), |sum, counters| sum.plus(counters))
    }

    /// When its turn comes.
    pub fn turn(&self) -> Turn {
        let due = self.request.promised_at.unwrap_or(self.request.placed_at);
        (to_the_microsecond(due), to_the_microsecond(self.accepted_at), self.request.row, self.id)
    }

    /// Who pays.
    pub fn buyer(&self) -> &Party {
        self.request.buyer.as_ref().unwrap_or(&self.request.consignee)
    }
}

/// Turns are kept as texts to the microsecond; what is compared here and what is sorted there must agree.
fn to_the_microsecond(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}

impl OrderRequest {
    /// Hash of the content, without the row it stood in: the same order in another file has the
    /// same fingerprint.
    pub fn fingerprint(&self) -> String {
        let content = Self { row: 0, ..self.clone() };
        let bytes = serde_json::to_vec(&content).expect("an order request has only text keys");
        Sha256::digest(&bytes).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}
