//! Import profiles: how one store's own file becomes canonical orders.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::draft::Field;
use crate::ids::ProfileName;

/// How a store's files are read. Kept with every import that used it, so a re-run maps the same way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportProfile {
    /// Its name within the store. A file `in/<name>/orders.csv` selects it; else the store's
    /// default profile reads the file.
    pub name: ProfileName,
    /// The file format; recognised by content where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<FileFormat>,
    /// CSV: the delimiter; recognised among `, ; tab |` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// Text encoding by its WHATWG label, e.g. `windows-1250`; where absent a BOM, else UTF-8, and
    /// windows-1252 for bytes that are not UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// XLSX: the sheet's name; the first sheet where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Rows above the header that are skipped (CSV, XLSX).
    #[serde(default)]
    pub skip_rows: u32,
    /// JSON and XML: path of the order records, e.g. `orders` or `Envelope.Orders.Order`. Where
    /// absent the root, each element of a root list, each JSON line, or each `order` in an XML root
    /// called `orders`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub records: Option<String>,
    /// JSON and XML: path of the lines inside a record, e.g. `items`; where absent `lines` in JSON
    /// and `lines.line` in XML. A record without lines of its own is one row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<String>,
    /// Where each canonical field comes from.
    pub fields: BTreeMap<Field, Source>,
    /// IANA zone of dates and times without an offset.
    pub time_zone: String,
    /// `strptime` formats of dates, tried in order, beside RFC 3339 and XLSX date cells.
    #[serde(default)]
    pub date_formats: Vec<String>,
    /// Decimal mark of numbers in text.
    #[serde(default)]
    pub decimal: DecimalMark,
    /// How a cancellation is recognised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancellation: Option<CancellationRule>,
    /// What to do with codes in the SKU column that are not goods; the first rule that fits decides.
    #[serde(default)]
    pub line_rules: Vec<LineRule>,
    /// Whether every order must name a customer of the address book.
    #[serde(default)]
    pub customer_required: bool,
}

/// File formats that orders come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileFormat {
    /// Delimited text with a header.
    Csv,
    /// Office Open XML workbook.
    Xlsx,
    /// One JSON document.
    Json,
    /// One JSON document a line.
    JsonLines,
    /// XML without document type.
    Xml,
}

/// Where a field's value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Column header (CSV, XLSX; case and surrounding spaces do not matter), or dotted path (JSON,
    /// XML; `@name` is an attribute) from the line, or from the record with a leading `/`. Fields of
    /// the order that the line does not have are looked for in the record too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Always this value, whatever the file says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constant: Option<String>,
    /// This value where the file says nothing. A column with a default, even an empty one, may be
    /// missing from the file; one without must be there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// Values of the file and what they mean; others stay as they are.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub map: BTreeMap<String, String>,
}

impl Source {
    /// Straight from a column or path.
    pub fn column(name: impl Into<String>) -> Self {
        Self { column: Some(name.into()), constant: None, default: None, map: BTreeMap::new() }
    }

    /// Always `value`.
    pub fn constant(value: impl Into<String>) -> Self {
        Self { column: None, constant: Some(value.into()), default: None, map: BTreeMap::new() }
    }
}

/// The mark between units and decimals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecimalMark {
    /// `1,234.50`
    #[default]
    Point,
    /// `1.234,50` or `1 234,50`
    Comma,
}

/// An order whose reference begins with `prefix` cancels: its quantities are negative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancellationRule {
    /// e.g. `C`
    pub prefix: String,
}

/// What a code in the SKU column means when it is not goods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineRule {
    /// The codes, in any case.
    pub codes: Vec<String>,
    /// What happens with such a line.
    pub action: LineAction,
}

/// What happens with a line that is not goods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineAction {
    /// It becomes a charge of the order under this name, e.g. `shipping`.
    Charge(String),
    /// Its order is rejected, with this reason.
    Reject(String),
}

impl ImportProfile {
    /// The canonical format: columns are called like the fields. All but three may be left out.
    pub fn canonical() -> Self {
        let source = |field: Field| {
            let is_needed = matches!(field, Field::Reference | Field::Sku | Field::Quantity);
            Source { default: (!is_needed).then(String::new), ..Source::column(field.as_str()) }
        };
        let fields = Field::ALL.iter().map(|field| (*field, source(*field))).collect();
        Self {
            name: "canonical".parse().expect("a valid slug"),
            format: None,
            delimiter: None,
            encoding: None,
            sheet: None,
            skip_rows: 0,
            records: None,
            lines: None,
            fields,
            time_zone: "UTC".to_owned(),
            date_formats: vec!["%Y-%m-%d %H:%M:%S".into(), "%Y-%m-%d %H:%M".into(), "%Y-%m-%d".into()],
            decimal: DecimalMark::Point,
            cancellation: None,
            line_rules: Vec::new(),
            customer_required: false,
        }
    }

    /// The column or path that a field is read from, for messages; the field's own name where it
    /// is not read from the file.
    pub fn column_of(&self, field: Field) -> &str {
        self.fields.get(&field).and_then(|source| source.column.as_deref()).unwrap_or(field.as_str())
    }

    /// What the rules say about a code in the SKU column.
    pub fn line_action(&self, code: &str) -> Option<&LineAction> {
        self.line_rules.iter().find(|rule| rule.codes.iter().any(|rule_code| rule_code.eq_ignore_ascii_case(code))).map(|rule| &rule.action)
    }
}
