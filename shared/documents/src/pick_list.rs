//! What stands on the pick list of a batch: goods in the order of the walk, each with the orders
//! that want it.

use std::collections::BTreeMap;

use domain::ids::{BatchId, Reference, Sku};
use domain::locale::Locale;
use jiff::civil::Date;

/// A batch as a picker needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickList {
    /// The language of the warehouse.
    pub locale: Locale,
    /// Which batch.
    pub batch: BatchId,
    /// The building, as people call it.
    pub warehouse: String,
    /// The day of release.
    pub released_on: Date,
    /// The orders, in the order of their sheets. Position 1 is the first: its bin on the trolley.
    pub orders: Vec<PickOrder>,
}

/// One order of the batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickOrder {
    /// The client's name of the order.
    pub reference: Reference,
    /// Who gets it.
    pub consignee: String,
    /// What to pick for it.
    pub lines: Vec<PickLine>,
}

/// Units of one SKU for one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickLine {
    /// The article.
    pub sku: Sku,
    /// What it is.
    pub description: String,
    /// Path of the shelf, such as `A-03-2`. None where the goods have no place yet: picked last.
    pub location: Option<String>,
    /// How many.
    pub quantity: u32,
}

/// One stop of the walk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stop<'a> {
    pub(crate) location: Option<&'a str>,
    pub(crate) sku: &'a Sku,
    pub(crate) description: &'a str,
    pub(crate) quantity: u64,
    /// Units by position.
    pub(crate) split: BTreeMap<usize, u64>,
}

impl PickList {
    /// Every SKU and place once, sorted by the path of the place: digits count as numbers, so
    /// `A-9` comes before `A-10`.
    pub(crate) fn stops(&self) -> Vec<Stop<'_>> {
        let mut stops: BTreeMap<(Vec<PathPart<'_>>, &Sku), Stop<'_>> = BTreeMap::new();
        for (position, order) in (1..).zip(&self.orders) {
            for line in &order.lines {
                let location = line.location.as_deref().map(str::trim).filter(|path| !path.is_empty());
                let path = location.map_or_else(|| vec![PathPart::Nowhere], path_parts);
                let stop = stops.entry((path, &line.sku)).or_insert_with(|| Stop {
                    location,
                    sku: &line.sku,
                    description: &line.description,
                    quantity: 0,
                    split: BTreeMap::new(),
                });
                stop.quantity += u64::from(line.quantity);
                *stop.split.entry(position).or_default() += u64::from(line.quantity);
            }
        }
        stops.into_values().collect()
    }
}

/// A piece of a path, in the order of the walk.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum PathPart<'a> {
    /// A number without its leading zeros, shorter ones first.
    Number(usize, &'a str),
    Letters(&'a str),
    Nowhere,
}

fn path_parts(path: &str) -> Vec<PathPart<'_>> {
    let mut parts = Vec::new();
    let mut rest = path;
    while let Some(first) = rest.chars().next() {
        let is_number = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != is_number).unwrap_or(rest.len());
        let (part, tail) = rest.split_at(end);
        let figures = part.trim_start_matches('0');
        parts.push(if is_number { PathPart::Number(figures.len(), figures) } else { PathPart::Letters(part) });
        rest = tail;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_walk_goes_by_number_and_ends_with_what_has_no_place() {
        let line = |sku: &str, location: Option<&str>, quantity| PickLine {
            sku: sku.parse().unwrap(),
            description: String::new(),
            location: location.map(str::to_owned),
            quantity,
        };
        let order = |reference: &str, lines| PickOrder { reference: reference.parse().unwrap(), consignee: String::new(), lines };
        let list = PickList {
            locale: Locale::En,
            batch: BatchId::derived(&["1"]),
            warehouse: "Main".to_owned(),
            released_on: jiff::civil::date(2026, 11, 21),
            orders: vec![
                order("1", vec![line("X", Some("A-10-1"), 1), line("Y", None, 2), line("Z", Some("A-9-2"), 3)]),
                order("2", vec![line("Z", Some("A-9-2"), 4), line("X", Some("A-10-1"), 5), line("Z", Some("B-1"), 1)]),
            ],
        };
        let walk: Vec<_> = list.stops().into_iter().map(|stop| (stop.location, stop.sku.as_str(), stop.quantity, stop.split)).collect();
        assert_eq!(
            walk,
            [
                (Some("A-9-2"), "Z", 7, BTreeMap::from([(1, 3), (2, 4)])),
                (Some("A-10-1"), "X", 6, BTreeMap::from([(1, 1), (2, 5)])),
                (Some("B-1"), "Z", 1, BTreeMap::from([(2, 1)])),
                (None, "Y", 2, BTreeMap::from([(1, 2)])),
            ]
        );
    }
}
