//! Who gets the stock: pure functions, so that every run over the same facts decides the same.
//!
//! A chunk of orders asks each SKU's level once for its whole need ([`grant`]) and then hands the
//! grants out to its orders, first come first served ([`hand_out`]).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Kept, Level};
use crate::ids::{OrderId, Sku, WarehouseId};

/// What happens to an order that is short.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackOrders {
    /// It waits, strictly behind those that wait already.
    #[default]
    Wait,
    /// It is refused as a whole and takes nothing.
    Refuse,
}

/// What one order needs, lines of one SKU together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demand {
    /// Who asks.
    pub order: OrderId,
    /// Units per SKU.
    pub needs: BTreeMap<Sku, u32>,
}

/// What a level gives to a chunk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Units of stock.
    pub granted: u32,
    /// Units that may queue.
    pub backordered: u32,
}

/// What one order gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Share {
    /// Units of stock per SKU; the rest of each need waits.
    Accepted(BTreeMap<Sku, u32>),
    /// Nothing: these SKUs were short (needed, left).
    Refused(BTreeMap<Sku, (u32, u32)>),
}

/// The whole need of a chunk, per SKU.
pub fn total_need(demands: &[Demand]) -> BTreeMap<Sku, u32> {
    let mut total: BTreeMap<Sku, u32> = BTreeMap::new();
    for (sku, units) in demands.iter().flat_map(|demand| &demand.needs) {
        let sum = total.entry(sku.clone()).or_default();
        *sum = sum.saturating_add(*units);
    }
    total
}

/// What a level gives to a chunk that needs `need` units. Where others wait, nothing: new orders
/// never overtake the queue.
pub fn grant(level: &Level, need: u32, policy: BackOrders) -> Grant {
    let granted = if level.backordered > 0 { 0 } else { level.available.min(need) };
    let backordered = match policy {
        BackOrders::Wait => need - granted,
        BackOrders::Refuse => 0,
    };
    Grant { granted, backordered }
}

/// Hands the grants out in the order of the demands. Answers each order's share and what was kept
/// of each grant; what was not kept goes back to its level.
pub fn hand_out(demands: &[Demand], grants: &BTreeMap<Sku, Grant>, policy: BackOrders) -> (Vec<Share>, BTreeMap<Sku, Kept>) {
    let mut left: BTreeMap<&Sku, u32> = grants.iter().map(|(sku, grant)| (sku, grant.granted)).collect();
    let mut kept: BTreeMap<Sku, Kept> = grants.keys().map(|sku| (sku.clone(), Kept::default())).collect();
    let shares = demands
        .iter()
        .map(|demand| {
            let short: BTreeMap<Sku, (u32, u32)> = demand
                .needs
                .iter()
                .filter_map(|(sku, need)| {
                    let have = left.get(sku).copied().unwrap_or(0);
                    (have < *need).then(|| (sku.clone(), (*need, have)))
                })
                .collect();
            if policy == BackOrders::Refuse && !short.is_empty() {
                return Share::Refused(short);
            }
            let mut share = BTreeMap::new();
            for (sku, need) in &demand.needs {
                let have = left.entry(sku).or_default();
                let taken = (*have).min(*need);
                *have -= taken;
                let sum = kept.entry(sku.clone()).or_default();
                sum.granted += taken;
                sum.backordered += need - taken;
                share.insert(sku.clone(), taken);
            }
            Share::Accepted(share)
        })
        .collect();
    (shares, kept)
}

/// Why the stock went where it went: kept with every chunk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The store's policy at that time.
    pub policy: BackOrders,
    /// The version of the settings that said so; 0 in decisions that are older than that.
    #[serde(default)]
    pub settings_version: u64,
    /// Hash of everything that the decision rests on.
    pub inputs_sha256: String,
    /// One per SKU.
    pub skus: BTreeMap<Sku, SkuDecision>,
}

/// The decision for one SKU of a chunk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkuDecision {
    /// Units that the chunk needed.
    pub needed: u32,
    /// Units that it got.
    pub granted: u32,
    /// The places that were looked at.
    pub candidates: Vec<Candidate>,
}

/// A place that could have given stock, as the decision saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Where.
    pub warehouse: WarehouseId,
    /// What it had.
    pub available: u32,
    /// Units that waited there already.
    pub backordered: u32,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It gave everything.
    Won,
    /// It gave what it had.
    Short,
    /// It had none.
    Empty,
    /// Others wait there already.
    QueueAhead,
}

impl Outcome {
    /// What came of a place that had `available` and gave `granted` of `needed`.
    pub fn of(available: u32, backordered: u32, needed: u32, granted: u32) -> Self {
        if granted == needed {
            Self::Won
        } else if backordered > 0 {
            Self::QueueAhead
        } else if available == 0 {
            Self::Empty
        } else {
            Self::Short
        }
    }
}

/// Hash of what a decision rests on: the demands in their order, and the policy.
pub fn inputs_sha256(demands: &[Demand], policy: BackOrders) -> String {
    let bytes = serde_json::to_vec(&(demands, policy)).expect("demands have only text keys");
    Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sku(n: u8) -> Sku {
        format!("S{n}").parse().unwrap()
    }

    fn demands(raw: &[Vec<(u8, u32)>]) -> Vec<Demand> {
        raw.iter()
            .enumerate()
            .map(|(n, lines)| {
                let mut needs = BTreeMap::new();
                for (which, units) in lines {
                    *needs.entry(sku(*which)).or_default() += units;
                }
                Demand { order: OrderId::derived(&[&n.to_string()]), needs }
            })
            .collect()
    }

    fn level(which: u8, available: u32, backordered: u32) -> Level {
        Level { available, backordered, ..Level::empty(sku(which), "london".parse().unwrap()) }
    }

    fn run(demands: &[Demand], stock: &[(u32, u32)], policy: BackOrders) -> (BTreeMap<Sku, Grant>, Vec<Share>, BTreeMap<Sku, Kept>) {
        let grants = total_need(demands)
            .into_iter()
            .map(|(sku, need)| {
                let which: usize = sku.as_str()[1..].parse().unwrap();
                let (available, waiting) = stock[which];
                let grant = grant(&level(u8::try_from(which).unwrap(), available, waiting), need, policy);
                (sku, grant)
            })
            .collect();
        let (shares, kept) = hand_out(demands, &grants, policy);
        (grants, shares, kept)
    }

    fn orders() -> impl Strategy<Value = Vec<Vec<(u8, u32)>>> {
        prop::collection::vec(prop::collection::vec((0_u8..4, 1_u32..9), 1..5), 1..30)
    }

    fn stock() -> impl Strategy<Value = Vec<(u32, u32)>> {
        prop::collection::vec((0_u32..40, prop_oneof![3 => Just(0_u32), 1 => 1_u32..5]), 4)
    }

    proptest! {
        #[test]
        fn nobody_gets_more_than_there_is_and_no_unit_is_lost(raw in orders(), stock in stock()) {
            let demands = demands(&raw);
            for policy in [BackOrders::Wait, BackOrders::Refuse] {
                let (grants, shares, kept) = run(&demands, &stock, policy);
                let mut taken: BTreeMap<Sku, u32> = BTreeMap::new();
                for (demand, share) in demands.iter().zip(&shares) {
                    if let Share::Accepted(units) = share {
                        for (sku, n) in units {
                            prop_assert!(*n <= demand.needs[sku]);
                            *taken.entry(sku.clone()).or_default() += n;
                        }
                    }
                }
                for (sku, grant) in &grants {
                    let which: usize = sku.as_str()[1..].parse().unwrap();
                    prop_assert!(grant.granted <= stock[which].0);
                    prop_assert_eq!(kept[sku].granted, taken.get(sku).copied().unwrap_or(0));
                    prop_assert!(kept[sku].granted <= grant.granted);
                    prop_assert!(kept[sku].backordered <= grant.backordered);
                    if policy == BackOrders::Wait {
                        prop_assert_eq!(kept[sku], Kept { granted: grant.granted, backordered: grant.backordered });
                    }
                }
            }
        }

        #[test]
        fn a_later_order_gets_stock_only_when_no_earlier_one_lacks_it(raw in orders(), stock in stock()) {
            let demands = demands(&raw);
            let (_, shares, _) = run(&demands, &stock, BackOrders::Wait);
            for which in 0..4 {
                let sku = sku(which);
                let mut somebody_is_short = false;
                for (demand, share) in demands.iter().zip(&shares) {
                    let (Some(need), Share::Accepted(units)) = (demand.needs.get(&sku), share) else { continue };
                    let got = units[&sku];
                    prop_assert!(!somebody_is_short || got == 0, "an order overtook another");
                    somebody_is_short |= got < *need;
                }
            }
        }

        #[test]
        fn equal_facts_give_equal_decisions(raw in orders(), stock in stock()) {
            let demands = demands(&raw);
            prop_assert_eq!(run(&demands, &stock, BackOrders::Wait), run(&demands, &stock, BackOrders::Wait));
        }
    }

    #[test]
    fn new_orders_do_not_overtake_those_that_wait() {
        assert_eq!(grant(&level(0, 5, 1), 3, BackOrders::Wait), Grant { granted: 0, backordered: 3 });
    }

    #[test]
    fn a_refused_order_takes_nothing_and_leaves_room_for_a_smaller_one() {
        let demands = demands(&[vec![(0, 5)], vec![(0, 3)]]);
        let (_, shares, kept) = run(&demands, &[(4, 0), (0, 0), (0, 0), (0, 0)], BackOrders::Refuse);
        assert!(matches!(shares[0], Share::Refused(_)));
        assert!(matches!(shares[1], Share::Accepted(_)));
        assert_eq!(kept[&sku(0)], Kept { granted: 3, backordered: 0 });
    }
}
