//! Taking an import back: every order of it is cancelled that the warehouse has not got, and its stock
//! goes to those who wait. Orders are worked off in slices, each by its own message, so that an import
//! of any size is undone; what came of a slice is kept, and the sum of all slices ends it.
//!
//! Cancellations that came by the file are not undone: the orders that they meant are cancelled.

use std::collections::BTreeMap;

use domain::identity::StoreScope;
use domain::ids::{ImportId, OrderId};
use domain::imports::record::{Import, Plan, State, Undo, Undone};
use domain::orders::history::By;
use domain::orders::transitions::{IMPORT_UNDONE, Refusal};
use domain::orders::{Order, OrderRequest};
use domain::stock::ledger::MoveKind;
use futures::{FutureExt, StreamExt, TryStreamExt};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use storage::Page;
use storage::imports::UndoneSlice;

use super::folders::Folder;
use super::lists::{Room, through_chunks};
use crate::messages::AllocationMessage;
use crate::orders::Meaning;
use crate::validation::Validated;
use crate::{App, Error, gather};

/// Orders that one message undoes.
const SLICE: usize = 500;

/// Orders undone at once: each changes its levels by itself, and many of a file share a level.
const AT_ONCE: usize = 8;

/// What came of one order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoneOrder {
    /// Which.
    pub order: OrderId,
    /// The client's number of it.
    pub reference: String,
    /// What came of it.
    pub outcome: UndoOutcome,
}

/// What came of undoing an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UndoOutcome {
    /// It is cancelled.
    Cancelled,
    /// It stays, for this reason.
    Refused(String),
    /// Somebody else had cancelled it before.
    Gone,
}

impl App {
    /// Begins to take an import back. Begun before: nothing happens.
    pub async fn undo_import(&self, scope: &StoreScope, id: ImportId, by: &By) -> Result<Import, Error> {
        let begun = |before: &Import| {
            let State::Completed { .. } = &before.state else {
                return Err(Error::State("only a completed import can be undone".to_owned()));
            };
            let undo = Undo { actor: by.actor.clone(), on_behalf_of: by.on_behalf_of.clone(), begun_at: by.at, done: None };
            Ok(before.undo.is_none().then(|| Import { undo: Some(undo), ..before.clone() }))
        };
        let import = self.change_import(scope, id, begun).await?;
        if import.undo.as_ref().is_some_and(|undo| undo.done.is_none()) {
            // Again too: the message may have been lost with the answer.
            self.queues.allocate(scope, AllocationMessage::UndoImport { import: id }).await?;
        }
        Ok(import)
    }

    /// Sends each chunk of an import on its way back.
    pub(crate) async fn begin_undoing(&self, scope: &StoreScope, id: ImportId, now: Timestamp) -> Result<(), Error> {
        let (_, plan) = self.origin(scope, id).await?;
        if plan.order_chunks == 0 {
            return self.end_undoing(scope, id, &plan, now).await;
        }
        let message = |number| self.queues.allocate(scope, AllocationMessage::UndoOrders { import: id, number, slice: 0 });
        gather((1..=plan.order_chunks).map(message)).await.map(drop)
    }

    /// Undoes a slice of a chunk's orders, and asks for the next. Retried is what a service refused.
    pub(crate) async fn undo_orders(
        &self,
        scope: &StoreScope,
        id: ImportId,
        (number, slice): (u32, u32),
        now: Timestamp,
    ) -> Result<(), Error> {
        let (import, plan) = self.origin(scope, id).await?;
        let Some(Undo { actor, on_behalf_of, done: None, .. }) = &import.undo else { return Ok(()) };
        let folder = Folder::of(scope, &import);
        let validated = self.files.get_packed::<Validated>(&folder.validated(number)).await?.ok_or(Error::NotFound("validated chunk"))?;
        let from = SLICE * slice as usize;
        let requests: Vec<&OrderRequest> = validated.orders.iter().map(|(request, _)| request).skip(from).take(SLICE).collect();
        let is_last = validated.orders.len() <= from + SLICE;
        if self.files.get_packed::<Vec<UndoneOrder>>(&folder.undone(number, slice)).await?.is_none() {
            // As of now: a slice may be worked off hours after it was asked for, and the ledger is followed by when an entry was written.
            let by = By { actor: actor.clone(), on_behalf_of: on_behalf_of.clone(), at: now, command: None };
            let outcomes = self.undo_slice(scope, &validated, &requests, &by).await?;
            self.files.put_once(&folder.undone(number, slice), outcomes).await?;
        }
        let outcomes: Vec<UndoneOrder> = self.files.get_packed(&folder.undone(number, slice)).await?.unwrap_or_default();
        let undone = sum(outcomes.iter().map(|order| counted(&order.outcome)));
        self.table.keep_undone(scope, id, &UndoneSlice { number, slice, is_last, undone }).await?;
        if !is_last {
            return self.queues.allocate(scope, AllocationMessage::UndoOrders { import: id, number, slice: slice + 1 }).await;
        }
        self.end_undoing(scope, id, &plan, now).await
    }

    /// Those of the orders that this very chunk brought; others of their references are not ours.
    async fn undo_slice(
        &self,
        scope: &StoreScope,
        validated: &Validated,
        requests: &[&OrderRequest],
        by: &By,
    ) -> Result<Vec<UndoneOrder>, Error> {
        let ids: Vec<OrderId> = requests.iter().map(|request| Order::id_for(scope.store(), &request.channel, &request.reference)).collect();
        let orders = self.table.orders(scope, &ids).await?;
        let ours: BTreeMap<OrderId, Order> =
            orders.into_iter().filter(|order| order.chunk == validated.chunk).map(|order| (order.id, order)).collect();
        let posted: Vec<Order> = ours.values().filter(|order| order.version == 1).cloned().collect();
        let calls = ours.into_values().map(|order| async move {
            let meaning = Meaning { kind: MoveKind::Release, cause: IMPORT_UNDONE };
            let outcome = match self.change(scope, order.id, by, &meaning, |order| order.undo(by)).await {
                Ok(_) => UndoOutcome::Cancelled,
                Err(Error::Refused(Refusal::Cancelled)) => UndoOutcome::Gone,
                Err(Error::Refused(refusal)) => UndoOutcome::Refused(refusal.to_string()),
                Err(error) => return Err(error),
            };
            Ok(UndoneOrder { order: order.id, reference: order.request.reference.to_string(), outcome })
        });
        let outcomes = futures::stream::iter(calls.collect::<Vec<_>>()).buffered(AT_ONCE).try_collect().boxed().await?;
        self.unpost(scope, &posted).await?;
        Ok(outcomes)
    }

    /// Ends the undoing when the last slice of every chunk is done; called after each chunk's last.
    async fn end_undoing(&self, scope: &StoreScope, id: ImportId, plan: &Plan, now: Timestamp) -> Result<(), Error> {
        let slices = self.table.undone(scope, id).await?;
        if slices.iter().filter(|slice| slice.is_last).count() < plan.order_chunks as usize {
            return Ok(());
        }
        let sum = sum(slices.iter().map(|slice| slice.undone));
        let ended = |before: &Import| {
            let Some(undo @ Undo { done: None, .. }) = &before.undo else { return Ok(None) };
            Ok(Some(Import { undo: Some(Undo { done: Some((now, sum)), ..undo.clone() }), ..before.clone() }))
        };
        self.change_import(scope, id, ended).await.map(drop)
    }

    /// What has come of undoing an import so far.
    pub async fn undo_progress(&self, scope: &StoreScope, import: &Import) -> Result<Undone, Error> {
        match import.undo.as_ref().map(|undo| undo.done) {
            None => Ok(Undone::default()),
            Some(Some((_, sum))) => Ok(sum),
            Some(None) => {
                let slices = self.table.undone(scope, import.id).await?;
                Ok(sum(slices.iter().map(|slice| slice.undone)))
            }
        }
    }

    /// What came of each order of an import that is being undone, in the order of its chunks.
    pub async fn undone_orders(
        &self,
        scope: &StoreScope,
        id: ImportId,
        limit: usize,
        cursor: Option<&str>,
    ) -> Result<Page<UndoneOrder>, Error> {
        let import = self.table.import(scope, id).await?.ok_or(Error::NotFound("import"))?;
        let mut slices = if import.undo.is_some() { self.table.undone(scope, id).await? } else { Vec::new() };
        slices.sort_by_key(|slice| (slice.number, slice.slice));
        let folder = Folder::of(scope, &import);
        let of_slice = |place: u32| {
            let key = slices.get(place as usize - 1).map(|slice| folder.undone(slice.number, slice.slice));
            async move {
                let Some(key) = key else { return Ok(Vec::new()) };
                Ok(self.files.get_packed::<Vec<UndoneOrder>>(&key).await?.unwrap_or_default())
            }
            .boxed()
        };
        let n_slices = u32::try_from(slices.len()).unwrap_or(u32::MAX);
        through_chunks(n_slices, cursor, Room { items: limit, weight: usize::MAX }, of_slice, |_| 1).await
    }
}

fn sum(all: impl Iterator<Item = Undone>) -> Undone {
    all.fold(Undone::default(), Undone::plus)
}

fn counted(outcome: &UndoOutcome) -> Undone {
    match outcome {
        UndoOutcome::Cancelled => Undone { cancelled: 1, ..Undone::default() },
        UndoOutcome::Refused(_) => Undone { refused: 1, ..Undone::default() },
        UndoOutcome::Gone => Undone { gone: 1, ..Undone::default() },
    }
}
