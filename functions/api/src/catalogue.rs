//! Products, as they are shown and sent.

pub(crate) mod list;
pub(crate) mod put;
pub(crate) mod show;

use domain::catalogue;
use domain::ids::Sku;
use domain::money;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::Money;

/// What a store sells.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Product {
    /// In upper case: `85123a` is read as `85123A`.
    #[schema(value_type = String, examples("85123A"))]
    sku: Sku,
    #[schema(examples("WHITE HANGING HEART T-LIGHT HOLDER"))]
    name: String,
    /// Whether it may be ordered.
    #[serde(default = "yes")]
    is_active: bool,
    /// GS1 item number with its check digit.
    #[serde(default)]
    gtin: Option<String>,
    /// Of one unit.
    #[serde(default)]
    weight_grams: u32,
    /// Where it lies, as a path that sorts.
    #[serde(default)]
    #[schema(examples("A-01-03"))]
    location: String,
    /// Percent; the store's default where absent.
    #[serde(default)]
    #[schema(examples("20"))]
    tax_rate: Option<Decimal>,
    /// Net price where an order names none.
    #[serde(default)]
    #[schema(value_type = Option<Money>)]
    unit_price: Option<money::Money>,
    /// Times that it was stored; not read.
    #[serde(default)]
    version: u64,
}

fn yes() -> bool {
    true
}

impl From<catalogue::Product> for Product {
    fn from(product: catalogue::Product) -> Self {
        let catalogue::Product { sku, name, is_active, gtin, weight_grams, location, tax_rate, unit_price, version } = product;
        Self { sku, name, is_active, gtin, weight_grams, location, tax_rate, unit_price, version }
    }
}

impl From<Product> for catalogue::Product {
    fn from(product: Product) -> Self {
        let Product { sku, name, is_active, gtin, weight_grams, location, tax_rate, unit_price, version: _ } = product;
        Self { sku, name, is_active, gtin, weight_grams, location, tax_rate, unit_price, version: 0 }
    }
}
