//! What stock is asked for.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Level;
use crate::catalogue::Product;
use crate::orders::search::{fold, matches};

/// What stock is asked for. Empty: everything of which there ever was any.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    /// The beginning of the SKU, words of the name, or the number of the bar code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub q: String,
    /// Whether orders wait for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short: Option<bool>,
    /// Whether some of it cannot be sold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_unavailable: Option<bool>,
    /// Whether open deliveries bring some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incoming: Option<bool>,
    /// What is available lasts fewer days than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cover_below: Option<u32>,
    /// Nobody has counted it for so many days, or ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_counted_for: Option<u32>,
    /// As the books had it at the end of this day of the store.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Date>,
}

impl Filter {
    /// Whether a level itself is asked for: what its product, deliveries and demand say is another matter.
    pub fn includes(&self, level: &Level, now: Timestamp) -> bool {
        let is_as = |wanted: Option<bool>, is: bool| wanted.is_none_or(|wanted| wanted == is);
        is_as(self.short, level.backordered > 0)
            && is_as(self.has_unavailable, level.unavailable.values().any(|units| *units > 0))
            && self.not_counted_for.is_none_or(|days| {
                let since = now.saturating_sub(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(Timestamp::MIN);
                level.counted_at.is_none_or(|counted_at| counted_at <= since)
            })
    }

    /// Whether a product is called so.
    pub fn names(&self, product: &Product) -> bool {
        let q = self.q.trim();
        let is_code = |gtin: &str| gtin.trim_start_matches('0') == q.trim_start_matches('0');
        let folded = fold(q);
        product.sku.as_str().starts_with(&q.to_uppercase())
            || product.gtin.as_deref().is_some_and(is_code)
            || (!folded.is_empty() && matches(&fold(&product.name), &folded))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stock::Unavailable;
    use serde_json::json;

    #[test]
    fn stock_is_found_by_sku_name_and_bar_code() {
        let product: Product =
            serde_json::from_value(json!({"sku": "85123A", "name": "Zoë's white T-light holder", "gtin": "5000112637922"})).unwrap();
        let is_called = |q: &str| Filter { q: q.to_owned(), ..Filter::default() }.names(&product);
        for q in ["851", "85123a", " 85123A ", "white", "hold zoe", "5000112637922", "05000112637922"] {
            assert!(is_called(q), "{q}");
        }
        for q in ["5123", "lder", "500011", "black"] {
            assert!(!is_called(q), "{q}");
        }
    }

    #[test]
    fn a_filter_asks_for_what_it_says_and_for_its_contrary() {
        let now: Timestamp = "2026-11-21T10:00:00Z".parse().unwrap();
        let empty = Level::empty("A".parse().unwrap(), "london".parse().unwrap());
        let level = Level { backordered: 3, unavailable: [(Unavailable::Damaged, 0)].into(), ..empty };
        let asks = |filter: serde_json::Value| serde_json::from_value::<Filter>(filter).unwrap().includes(&level, now);
        assert!(asks(json!({})) && asks(json!({"short": true})) && !asks(json!({"short": false})));
        assert!(!asks(json!({"has_unavailable": true})) && asks(json!({"has_unavailable": false})), "none of it is damaged");
        assert!(asks(json!({"not_counted_for": 30})), "nobody ever did");
        let counted = Level { counted_at: Some("2026-11-11T10:00:00Z".parse().unwrap()), ..level.clone() };
        let not_for = |days| Filter { not_counted_for: Some(days), ..Filter::default() }.includes(&counted, now);
        assert!(not_for(10) && !not_for(11));
    }
}
