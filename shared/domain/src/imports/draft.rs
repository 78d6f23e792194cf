//! An order as the file tells it: canonical fields, still text, each with the row it came from.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

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
    pub header: Header,
    /// One per row, in the file's order.
    pub lines: Vec<LineDraft>,
    /// Further rows of an order that is larger than one may be; they are only counted.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more_rows: u64,
    /// What mapping found wrong already: unreadable dates and numbers, formulas, rows that disagree.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Fault>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(n: &u64) -> bool {
    *n == 0
}

/// One row of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineDraft {
    /// The row in the file.
    pub row: u64,
    /// Non-empty line fields.
    pub fields: Texts,
}

/// Texts by field. A file has millions of them, so they lie side by side in one buffer, in the order
/// of the fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    /// Bit n stands for the n-th field.
    present: u64,
    text: String,
    /// Where the text of each present field ends.
    ends: Vec<u32>,
}

impl Texts {
    /// The text of a field.
    pub fn get(&self, field: Field) -> Option<&str> {
        Some(self.at(self.index(field)?))
    }

    /// All texts, in the order of the fields.
    pub fn iter(&self) -> impl Iterator<Item = (Field, &str)> {
        let fields = Field::ALL.iter().filter(|field| self.present & bit(**field) != 0);
        fields.enumerate().map(|(index, field)| (*field, self.at(index)))
    }

    /// Sets the text of a field; cheap where fields come in their order.
    pub fn insert(&mut self, field: Field, text: &str) {
        if self.present < bit(field) {
            self.present |= bit(field);
            self.text.push_str(text);
            self.ends.push(u32::try_from(self.text.len()).expect("an order is shorter than 4 GiB"));
            return;
        }
        let mut all: BTreeMap<Field, String> = self.iter().map(|(field, text)| (field, text.to_owned())).collect();
        all.insert(field, text.to_owned());
        *self = all.into_iter().collect();
    }

    /// Makes room for what will be set, so that it is not moved meanwhile.
    pub fn reserve(&mut self, n_fields: usize, bytes: usize) {
        self.ends.reserve_exact(n_fields);
        self.text.reserve_exact(bytes);
    }

    /// The place of a present field among the others.
    fn index(&self, field: Field) -> Option<usize> {
        let bit = bit(field);
        (self.present & bit != 0).then(|| usize::try_from((self.present & (bit - 1)).count_ones()).expect("at most 64"))
    }

    fn at(&self, index: usize) -> &str {
        let end = |index: usize| usize::try_from(self.ends[index]).expect("64 bits");
        let start = if index == 0 { 0 } else { end(index - 1) };
        &self.text[start..end(index)]
    }
}

fn bit(field: Field) -> u64 {
    1 << (field as u8)
}

impl<T: AsRef<str>> FromIterator<(Field, T)> for Texts {
    fn from_iter<I: IntoIterator<Item = (Field, T)>>(all: I) -> Self {
        let mut texts = Self::default();
        for (field, text) in all {
            texts.insert(field, text.as_ref());
        }
        texts
    }
}

impl Serialize for Texts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        members(deserializer, |texts: &mut Self, field, text: String| texts.insert(field, &text))
    }
}

/// A text and the row that says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Cell<'a> {
    /// The row in the file.
    pub row: u64,
    /// The text.
    pub text: &'a str,
}

/// The header fields of an order, each with the row that says it first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    texts: Texts,
    /// The rows of the present fields.
    rows: Vec<u64>,
}

impl Header {
    /// What is said about a field.
    pub fn get(&self, field: Field) -> Option<Cell<'_>> {
        let index = self.texts.index(field)?;
        Some(Cell { row: self.rows[index], text: self.texts.at(index) })
    }

    /// Everything that is said, in the order of the fields.
    pub fn iter(&self) -> impl Iterator<Item = (Field, Cell<'_>)> {
        self.texts.iter().zip(&self.rows).map(|((field, text), row)| (field, Cell { row: *row, text }))
    }

    /// Sets what is said about a field.
    pub fn insert(&mut self, field: Field, cell: Cell<'_>) {
        self.texts.insert(field, cell.text);
        let index = self.texts.index(field).expect("just set");
        if self.rows.len() == self.texts.ends.len() {
            self.rows[index] = cell.row;
        } else {
            self.rows.insert(index, cell.row);
        }
    }

    /// Makes room for what will be set, so that it is not moved meanwhile.
    pub fn reserve(&mut self, n_fields: usize, bytes: usize) {
        self.texts.reserve(n_fields, bytes);
        self.rows.reserve_exact(n_fields);
    }
}

impl<'a> FromIterator<(Field, Cell<'a>)> for Header {
    fn from_iter<I: IntoIterator<Item = (Field, Cell<'a>)>>(all: I) -> Self {
        let mut header = Self::default();
        for (field, cell) in all {
            header.insert(field, cell);
        }
        header
    }
}

impl Serialize for Header {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Header {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Said {
            row: u64,
            text: String,
        }
        members(deserializer, |header: &mut Self, field, said: Said| header.insert(field, Cell { row: said.row, text: &said.text }))
    }
}

/// Reads a map of fields, member by member.
fn members<'de, D, T, V>(deserializer: D, insert: impl Fn(&mut T, Field, V)) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default,
    V: Deserialize<'de>,
{
    struct Members<T, V, F>(F, PhantomData<(T, V)>);

    impl<'de, T: Default, V: Deserialize<'de>, F: Fn(&mut T, Field, V)> Visitor<'de> for Members<T, V, F> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a map of fields")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
            let mut value = T::default();
            while let Some((field, member)) = map.next_entry()? {
                self.0(&mut value, field, member);
            }
            Ok(value)
        }
    }

    deserializer.deserialize_map(Members(insert, PhantomData))
}

/// A row that belongs to no order (it has no reference) with what is wrong about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrayRow {
    /// The row in the file.
    pub row: u64,
    /// Why it is rejected.
    pub faults: Vec<Fault>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_fields_of_an_order_come_before_those_of_a_line() {
        assert!(Field::ALL.is_sorted() && Field::ALL.len() <= 64);
        assert!(Field::ALL.is_sorted_by_key(|field| field.part() == Part::Line));
    }

    proptest! {
        #[test]
        fn texts_are_a_map(entries in proptest::collection::vec((0..Field::ALL.len(), "\\PC{0,5}"), 0..12)) {
            let entries: Vec<(Field, String)> = entries.into_iter().map(|(index, text)| (Field::ALL[index], text)).collect();
            let map: BTreeMap<Field, String> = entries.iter().cloned().collect();
            let texts: Texts = entries.into_iter().collect();
            prop_assert_eq!(texts.iter().map(|(field, text)| (field, text.to_owned())).collect::<BTreeMap<_, _>>(), map.clone());
            for field in Field::ALL {
                prop_assert_eq!(texts.get(*field), map.get(field).map(String::as_str));
            }
            let json = serde_json::to_string(&texts).unwrap();
            prop_assert_eq!(&json, &serde_json::to_string(&map).unwrap());
            prop_assert_eq!(serde_json::from_str::<Texts>(&json).unwrap(), texts);
            let mut header = Header::default();
            for (row, (field, text)) in (1..).zip(&map).collect::<Vec<_>>().into_iter().rev() {
                header.insert(*field, Cell { row: 0, text: "first" });
                header.insert(*field, Cell { row, text });
            }
            let cells: Vec<_> = (1..).zip(&map).map(|(row, (field, text))| (*field, Cell { row, text })).collect();
            prop_assert_eq!(header.iter().collect::<Vec<_>>(), cells.clone());
            prop_assert!(cells.iter().all(|(field, cell)| header.get(*field) == Some(*cell)));
            prop_assert_eq!(serde_json::from_str::<Header>(&serde_json::to_string(&header).unwrap()).unwrap(), header);
        }
    }
}
