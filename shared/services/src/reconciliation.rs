//! Reconciliation files: made at each store's cut-offs, or when somebody asks.
//!
//! The entries that a file tells are frozen first, in a file of their own that is written once;
//! everything after that follows from it, so that a run that died is taken up where it stood.

use domain::identity::StoreScope;
use domain::ids::{CommandId, StoreId};
use domain::imports::fault::Fault;
use domain::imports::record::{Diagnostic, Outcome};
use domain::orders::ChunkId;
use domain::orders::history::By;
use domain::reconciliation::{Bucket, ControlTotals, Entry, EntryKind, Intake, Line, Made, Reconciliation, ReconciliationState, totals};
use formats::reconciliation::{Head, write_csv, write_json};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::imports::folders::Folder;
use crate::validation::Validated;
use crate::{App, Error};

impl App {
    /// Makes the files of all stores whose cut-off has come. One store's trouble does not stop the
    /// others'; the first error is answered when all were tried, and the schedule tries again.
    pub async fn reconcile_due(&self, now: Timestamp) -> Result<(), Error> {
        let mut trouble = None;
        for store in self.table.stores_with_due_cut_off(now).await? {
            if let Err(error) = self.reconcile_store(&store, now).await {
                tracing::error!(%store, %error, "a reconciliation file could not be made");
                trouble = trouble.or(Some(error));
            }
        }
        trouble.map_or(Ok(()), Err)
    }

    async fn reconcile_store(&self, store: &StoreId, now: Timestamp) -> Result<(), Error> {
        let scope = self.table.scope_of(store).await?.ok_or(Error::NotFound("store"))?;
        let course = self.table.course(&scope).await?.ok_or(Error::NotFound("store"))?;
        let last = self.last_file(&scope, now).await?;
        if let Some(cut_off) = course.due_cut_off(now, last.map(|last| last.cut_off_at)) {
            self.metered(&scope, now, self.make_next(&scope, cut_off, None, now)).await?;
        }
        let next = course.next_cut_off(now).ok_or(Error::NotFound("next cut-off"))?;
        Ok(self.table.set_next_cut_off(&scope, next).await?)
    }

    /// Makes a file of everything that happened up to now.
    pub async fn reconcile_now(&self, scope: &StoreScope, now: Timestamp) -> Result<Reconciliation, Error> {
        self.make_next(scope, now, None, now).await
    }

    /// The same, for a call that may be sent again: it gets the file of its first time.
    pub async fn reconcile_once(&self, scope: &StoreScope, by: &By) -> Result<Reconciliation, Error> {
        match self.last_file(scope, by.at).await? {
            Some(last) if by.command.is_some() && last.command == by.command => Ok(last),
            _ => self.make_next(scope, by.at, by.command.clone(), by.at).await,
        }
    }

    /// The newest file; one that was begun and left is finished first.
    async fn last_file(&self, scope: &StoreScope, now: Timestamp) -> Result<Option<Reconciliation>, Error> {
        let last = self.table.reconciliations(scope, 1, None).await?.items.into_iter().next();
        match last {
            Some(file) if file.state == ReconciliationState::Making => self.make(scope, file, now).await.map(Some),
            other => Ok(other),
        }
    }

    async fn make_next(
        &self,
        scope: &StoreScope,
        cut_off_at: Timestamp,
        command: Option<CommandId>,
        now: Timestamp,
    ) -> Result<Reconciliation, Error> {
        let last = self.last_file(scope, now).await?;
        let sequence = last.map_or(1, |last| last.sequence + 1);
        let settings_version = self.store(scope, cut_off_at).await?.version;
        let store = scope.store().clone();
        let file = Reconciliation { store, sequence, cut_off_at, command, settings_version, state: ReconciliationState::Making };
        self.table.begin_reconciliation(scope, &file).await?;
        self.make(scope, file, now).await
    }

    async fn make(&self, scope: &StoreScope, file: Reconciliation, now: Timestamp) -> Result<Reconciliation, Error> {
        let frozen = format!("reconciliations/{}/{:012}.entries", scope.store(), file.sequence);
        let entries = match self.files.get_packed::<Vec<Entry>>(&frozen).await? {
            Some(entries) => entries,
            None => {
                // A file that is made late does not tell what happened after its cut-off.
                let open = self.table.open_entries(scope).await?.into_iter();
                let until_then: Vec<Entry> = open.filter(|entry| entry.at <= file.cut_off_at).collect();
                self.files.put_once(&frozen, until_then).await?
            }
        };
        let previous = match file.sequence {
            1 => None,
            sequence => self.table.reconciliation(scope, sequence - 1).await?,
        };
        let previous = previous.and_then(|file| match file.state {
            ReconciliationState::Made(made) => Some(made),
            ReconciliationState::Making => None,
        });
        let opening = previous.as_ref().map_or_else(ControlTotals::default, |made| made.totals);
        let (lines, intakes) = self.lines(scope, &entries).await?;
        let head = Head {
            store: scope.store().clone(),
            sequence: file.sequence,
            cut_off_at: file.cut_off_at,
            previous_sha256: previous.map(|made| made.sha256),
            totals: totals(&opening, &intakes, &lines),
        };
        let (mut csv, mut json) = (Vec::new(), Vec::new());
        write_csv(&head, &lines, &mut csv).map_err(Error::unavailable("writing a reconciliation file"))?;
        write_json(&head, &lines, &mut json).map_err(Error::unavailable("writing a reconciliation file"))?;
        let sha256 = Sha256::digest(&json).iter().map(|byte| format!("{byte:02x}")).collect();
        let place = |extension: &str| format!("drop/{}/out/reconciliation-{:06}.{extension}", scope.store(), file.sequence);
        self.files.put(&place("csv"), "text/csv; charset=utf-8", csv).await?;
        self.files.put(&place("json"), "application/json", json).await?;
        self.table.close_entries(scope, &entries).await?;
        let made = Made {
            made_at: now,
            sha256,
            previous_sha256: head.previous_sha256,
            totals: head.totals,
            lines: lines.len() as u64,
            csv_key: place("csv"),
            json_key: place("json"),
        };
        let file = Reconciliation { state: ReconciliationState::Made(Box::new(made)), ..file };
        // People are told of it by the table's stream, so that none of them is forgotten if we die here.
        self.table.finish_reconciliation(scope, &file).await?;
        Ok(file)
    }

    /// The lines of a file in the order of what happened, and what came in.
    async fn lines(&self, scope: &StoreScope, entries: &[Entry]) -> Result<(Vec<Line>, Vec<Intake>), Error> {
        let (mut lines, mut intakes) = (Vec::new(), Vec::new());
        for entry in entries {
            match &entry.kind {
                EntryKind::In { chunk, totals } => {
                    intakes.push(*totals);
                    if totals.rejected_orders > 0 {
                        lines.extend(self.rejected_lines(scope, *chunk, entry.at).await?);
                    }
                }
                EntryKind::Shipped { lines_key, .. } => {
                    let shipped: Option<Vec<Line>> = self.files.get_packed(lines_key).await?;
                    lines.extend(shipped.ok_or(Error::NotFound("lines of a manifest"))?);
                }
                EntryKind::Order { lines: of_order, .. } => lines.extend(of_order.iter().cloned()),
            }
        }
        Ok((lines, intakes))
    }

    async fn rejected_lines(&self, scope: &StoreScope, chunk: ChunkId, at: Timestamp) -> Result<Vec<Line>, Error> {
        let early = match chunk {
            ChunkId::Import { import, number } => {
                self.files.get_packed::<Validated>(&Folder::taken(scope, import).validated(number)).await?
            }
            ChunkId::Single { .. } => None,
        };
        let late = self.table.marker(scope, chunk).await?.map(|marker| marker.late).unwrap_or_default();
        let diagnostics = early.map(|validated| validated.diagnostics).unwrap_or_default().into_iter().chain(late);
        Ok(diagnostics
            .filter(|diagnostic| diagnostic.outcome == Outcome::Rejected)
            .map(|diagnostic| rejected_line(&diagnostic, at))
            .collect())
    }
}

fn rejected_line(diagnostic: &Diagnostic, at: Timestamp) -> Line {
    let reason = |fault: &Fault| format!("{}: {}", fault.code.as_str(), fault.message);
    Line {
        bucket: Bucket::Rejected,
        reference: diagnostic.reference.clone(),
        order: None,
        line: 0,
        sku: String::new(),
        ordered: 0,
        quantity: 0,
        residual: 0,
        closes_order: true,
        carrier: String::new(),
        tracking: String::new(),
        at,
        reason: diagnostic.faults.iter().map(reason).collect::<Vec<_>>().join("; "),
    }
}
