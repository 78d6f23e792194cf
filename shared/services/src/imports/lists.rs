//! What is listed of an import's chunks: orders that were not taken, and orders as they were read.

use std::collections::BTreeSet;

use domain::identity::StoreScope;
use domain::ids::ImportId;
use domain::imports::correction::{is_correctable, is_mended};
use domain::imports::record::{Diagnostic, Import, MailState, Outcome, Plan, State};
use domain::orders::OrderRequest;
use futures::FutureExt;
use futures::future::BoxFuture;
use storage::Page;

use super::corrections::CellIndex;
use super::folders::Folder;
use crate::validation::Validated;
use crate::{App, Error};

/// Chunks that one page looks through.
const CHUNKS_LOOKED_THROUGH: u32 = 25;

/// Rows of one page of rejected orders, so that an answer does not grow too large.
const ROWS_AT_ONCE: usize = 1_000;

/// How much one page holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    pub(super) items: usize,
    pub(super) weight: usize,
}

/// A rejected order with the client's own cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedOrder {
    /// What is wrong with it.
    pub diagnostic: Diagnostic,
    /// For each of its faults the place of the column that it is about.
    pub cells_at_fault: Vec<Option<usize>>,
    /// Its rows with their cells.
    pub rows: Vec<(u64, Vec<String>)>,
    /// Whether it can be sent again from here.
    pub is_correctable: bool,
    /// Whether it was taken since.
    pub is_mended: bool,
}

/// A page of rejected orders, and the columns of their cells.
#[derive(Debug)]
pub struct RejectedOrders {
    /// The columns.
    pub columns: Vec<String>,
    /// The orders.
    pub page: Page<RejectedOrder>,
}

impl App {
    /// What was not taken of an import, with the reasons, in the order of its chunks.
    pub async fn diagnostics(
        &self,
        scope: &StoreScope,
        id: ImportId,
        limit: usize,
        cursor: Option<&str>,
    ) -> Result<Page<Diagnostic>, Error> {
        let import = self.table.import(scope, id).await?.ok_or(Error::NotFound("import"))?;
        let n_chunks = import.state.plan().map_or(0, Plan::chunks);
        let of_chunk = |number| self.chunk_diagnostics(scope, &import, number).boxed();
        through_chunks(n_chunks, cursor, Room { items: limit, weight: usize::MAX }, of_chunk, |_| 1).await
    }

    /// The valid orders of a file as they were read, in the order of its chunks.
    pub async fn mapped_orders(
        &self,
        scope: &StoreScope,
        id: ImportId,
        limit: usize,
        cursor: Option<&str>,
    ) -> Result<Page<OrderRequest>, Error> {
        let import = self.table.import(scope, id).await?.ok_or(Error::NotFound("import"))?;
        let n_chunks = import.state.plan().map_or(0, |plan| plan.order_chunks);
        let folder = Folder::of(scope, &import);
        let of_chunk = |number| {
            let place = folder.validated(number);
            async move {
                let validated = self.files.get_packed::<Validated>(&place).await?;
                Ok(validated.map(|validated| validated.orders).unwrap_or_default().into_iter().map(|(order, _)| order).collect())
            }
            .boxed()
        };
        let room = Room { items: limit, weight: ROWS_AT_ONCE };
        through_chunks(n_chunks, cursor, room, of_chunk, |order: &OrderRequest| order.lines.len()).await
    }

    /// The rejected orders of an import as a table of the client's own cells. There once the import is
    /// told of.
    pub async fn rejected_orders(
        &self,
        scope: &StoreScope,
        id: ImportId,
        limit: usize,
        cursor: Option<&str>,
    ) -> Result<RejectedOrders, Error> {
        let import = self.table.import(scope, id).await?.ok_or(Error::NotFound("import"))?;
        let State::Completed { plan, result, .. } = &import.state else {
            return Err(Error::State("the rejected orders are known when the import is completed".to_owned()));
        };
        if result.rows.rejected > 0 && import.mail == MailState::Pending {
            return Err(Error::InProgress("table of rejected orders"));
        }
        let mended = self.mended_rows(scope, &import).await?;
        let of_chunk = |number| {
            let diagnostics = self.chunk_diagnostics(scope, &import, number);
            async move { Ok(diagnostics.await?.into_iter().filter(|diagnostic| diagnostic.outcome == Outcome::Rejected).collect()) }.boxed()
        };
        let room = Room { items: limit, weight: ROWS_AT_ONCE };
        let page = through_chunks(plan.chunks(), cursor, room, of_chunk, |diagnostic: &Diagnostic| diagnostic.rows.len()).await?;
        let wanted: BTreeSet<u64> = page.items.iter().flat_map(|diagnostic| diagnostic.rows.iter().copied()).collect();
        let CellIndex { columns, firsts } = self.cell_index(scope, &import).await?;
        let cells = self.cells_of(scope, &import, &firsts, &wanted).await?;
        let place = |column: Option<&str>| column.and_then(|column| formats::column_of_fault(&columns, &plan.profile, column));
        let page = page.map(|diagnostic| RejectedOrder {
            cells_at_fault: diagnostic.faults.iter().map(|fault| place(fault.column.as_deref())).collect(),
            rows: diagnostic.rows.iter().map(|row| (*row, cells.get(row).cloned().unwrap_or_default())).collect(),
            is_correctable: is_correctable(&diagnostic),
            is_mended: is_mended(&diagnostic, &mended),
            diagnostic,
        });
        Ok(RejectedOrders { columns, page })
    }

    /// Everything of a chunk that was not taken, with its reasons; empty while it is being checked.
    pub async fn chunk_diagnostics(&self, scope: &StoreScope, import: &Import, number: u32) -> Result<Vec<Diagnostic>, Error> {
        let folder = Folder::of(scope, import);
        let early = self.files.get_packed::<Validated>(&folder.validated(number)).await?;
        let late = self.table.marker(scope, super::chunk_id(import.id, number)).await?.map(|marker| marker.late).unwrap_or_default();
        let mut all = early.map(|validated| validated.diagnostics).unwrap_or_default();
        if late.is_empty() {
            return Ok(all);
        }
        // Whoever turned an order away late knew only its first row.
        let drafts = self.files.get_packed::<formats::Chunk>(&folder.drafts(number)).await?;
        let drafts = drafts.map(|chunk| chunk.drafts).unwrap_or_default();
        let whole = |diagnostic: Diagnostic| {
            let draft = drafts.iter().find(|draft| diagnostic.rows.first() == Some(&draft.row));
            let rows = draft.map_or_else(|| diagnostic.rows.clone(), crate::validation::rows_of);
            Diagnostic { rows, ..diagnostic }
        };
        all.extend(late.into_iter().map(whole));
        Ok(all)
    }
}

/// A page of what the chunks of an import hold: until there is no room for more, or enough chunks were
/// looked through. One item is always given, however heavy it is.
pub(super) async fn through_chunks<'a, T: Send + 'a>(
    n_chunks: u32,
    cursor: Option<&str>,
    room: Room,
    of_chunk: impl Fn(u32) -> BoxFuture<'a, Result<Vec<T>, Error>>,
    weight: impl Fn(&T) -> usize,
) -> Result<Page<T>, Error> {
    let (mut number, mut offset) = match cursor {
        None => (1, 0),
        Some(cursor) => read_place(cursor).ok_or(Error::BadCursor)?,
    };
    let (mut items, mut sum) = (Vec::new(), 0_usize);
    for _ in 0..CHUNKS_LOOKED_THROUGH {
        if number > n_chunks {
            return Ok(Page { items, next: None });
        }
        let mut left = of_chunk(number).await?.into_iter().skip(offset).peekable();
        while let Some(item) = left.peek() {
            let is_full = items.len() >= room.items || sum.saturating_add(weight(item)) > room.weight;
            if is_full && !items.is_empty() {
                break;
            }
            sum = sum.saturating_add(weight(item));
            items.extend(left.next());
            offset += 1;
        }
        if left.peek().is_some() {
            break;
        }
        (number, offset) = (number + 1, 0);
        if items.len() >= room.items {
            break;
        }
    }
    let next = (number <= n_chunks).then(|| format!("{number}.{offset}"));
    Ok(Page { items, next })
}

/// A place in a list: `<chunk>.<offset in it>`.
fn read_place(text: &str) -> Option<(u32, usize)> {
    let (number, offset) = text.split_once('.')?;
    Some((number.parse().ok().filter(|number| *number > 0)?, offset.parse().ok()?))
}
