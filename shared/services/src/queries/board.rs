//! The day's work of a store, counted from the orders themselves by the very rules that list them.

use std::collections::BTreeMap;

use domain::fulfilment::board::{Around, CutOffs, When, Work};
use domain::identity::StoreScope;
use domain::orders::HoldReason;
use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;

use super::summary::SOURCES;
use crate::{App, Error};

/// The newest batches that are asked whether their papers are printed.
const BATCHES: usize = 100;

/// The newest manifests that are asked whether they are open.
const MANIFESTS: usize = 200;

/// What one needs to judge an order: the store's cut-offs, and what stands around its orders.
#[derive(Debug, Clone)]
pub(crate) struct Judge {
    pub(crate) zone: TimeZone,
    pub(crate) cut_offs: Vec<Time>,
    pub(crate) around: Around,
}

/// Orders of one service that must leave with one cut-off.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// By what is to be done next.
    pub by_work: BTreeMap<Work, usize>,
    /// Those on hold, by reason; one with two reasons counts for both.
    pub by_hold: BTreeMap<HoldReason, usize>,
}

/// A store's open orders by cut-off and service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    /// The cut-offs around the moment.
    pub cut_offs: CutOffs,
    /// Rows by when they are due and by service.
    pub rows: BTreeMap<(When, String), Row>,
    /// Whether there may be more orders than were counted.
    pub at_least: bool,
}

impl App {
    /// The day's work of a store: every open order, 10,000 of each list.
    pub async fn board(&self, scope: &StoreScope, now: Timestamp) -> Result<Board, Error> {
        let settings = self.settings(scope, now).await?;
        let judge = Judge { zone: settings.zone(), cut_offs: settings.cut_offs, around: self.around(scope).await? };
        let cut_offs = CutOffs::around(now, &judge.cut_offs, &judge.zone);
        let counted = SOURCES.map(|source| {
            let judge = &judge;
            async move {
                let mut rows: BTreeMap<(When, String), Row> = BTreeMap::new();
                let at_least = self
                    .each_open(scope, source, |order| {
                        let Some(work) = order.work(&judge.around) else { return };
                        let when = cut_offs.when(order.due(&judge.cut_offs, &judge.zone));
                        let row = rows.entry((when, order.request.shipping_service.clone())).or_default();
                        *row.by_work.entry(work).or_default() += 1;
                        for hold in &order.holds {
                            *row.by_hold.entry(hold.reason).or_default() += 1;
                        }
                    })
                    .await?;
                Ok::<_, Error>((rows, at_least))
            }
        });
        let mut board = Board { cut_offs, rows: BTreeMap::new(), at_least: false };
        for (rows, at_least) in futures::future::try_join_all(counted).await? {
            board.at_least |= at_least;
            for (place, row) in rows {
                board.rows.entry(place).or_default().add(row);
            }
        }
        Ok(board)
    }

    /// What stands around a store's orders: a page of its batches and one of its manifests, the newest.
    pub(crate) async fn around(&self, scope: &StoreScope) -> Result<Around, Error> {
        let (batches, manifests) =
            futures::try_join!(self.table.batches(scope, BATCHES, None), self.table.manifests(scope, MANIFESTS, None))?;
        Ok(Around::of(&batches.items, &manifests.items))
    }
}

impl Row {
    fn add(&mut self, other: Self) {
        for (work, n) in other.by_work {
            *self.by_work.entry(work).or_default() += n;
        }
        for (reason, n) in other.by_hold {
            *self.by_hold.entry(reason).or_default() += n;
        }
    }
}
