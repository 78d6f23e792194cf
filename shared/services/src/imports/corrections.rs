//! Rejected orders sent again: corrected in the portal, or as they were once the catalogue or the
//! profile has been put right.
//!
//! A correction is an import of its own that names its origin. Its file is written from the original
//! rows, with the new cells in their places, by whoever reads it first; from then on it is read like
//! any other. The rows that it takes are noted where they came from, so that the original tells what
//! has been put right since; what it said itself stays as it was.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;

use domain::identity::StoreScope;
use domain::ids::ImportId;
use domain::imports::correction::{Correction, mended, mended_rows, renumbered};
use domain::imports::fault::{Fault, FaultCode};
use domain::imports::profile::ImportProfile;
use domain::imports::record::{Diagnostic, Import, MailState, Mended, Origin, Plan, State};
use formats::{CellWriter, FileError, Limits, profile_of_cells, read_cells};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::folders::Folder;
use super::new_import;
use crate::messages::ImportMessage;
use crate::{App, Error, gather};

/// Rows of one part of the kept cells.
const ROWS_PER_PART: usize = 2_000;

/// Corrections of one import that are added up.
const MAX_CORRECTIONS: i32 = 1_000;

/// Where the cells of the rejected rows lie.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CellIndex {
    /// The client's columns.
    pub(crate) columns: Vec<String>,
    /// The first row of each part.
    pub(crate) firsts: Vec<u64>,
}

impl App {
    /// Sends rejected orders of an import again. The same call again: the same correction.
    pub async fn correct_import(
        &self,
        scope: &StoreScope,
        of: ImportId,
        id: ImportId,
        correction: Correction,
        now: Timestamp,
    ) -> Result<Import, Error> {
        let origin = self.table.import(scope, of).await?.ok_or(Error::NotFound("import"))?;
        let State::Completed { result, .. } = &origin.state else {
            return Err(Error::State("only the rejected orders of a completed import can be sent again".to_owned()));
        };
        if result.rows.rejected == 0 || (correction.orders.is_none() && origin.mended.rows >= result.rows.rejected) {
            return Err(Error::State("no order of the import is rejected any more".to_owned()));
        }
        if origin.mail == MailState::Pending {
            return Err(Error::InProgress("import"));
        }
        let folder = Folder::taken(scope, id);
        self.files.put_once(&folder.correction(), correction).await?;
        let stem = origin.file_name.rsplit_once('.').map_or(origin.file_name.as_str(), |(stem, _)| stem);
        let stem = stem.strip_suffix("-corrected").unwrap_or(stem);
        let import =
            Import { file_name: format!("{stem}-corrected.csv"), origin: Some(Origin::Correction { of }), ..new_import(scope, id, now) };
        let import = self.create_import(scope, import).await?;
        self.queues.import(scope, ImportMessage::ContinueImport { import: id }).await?;
        Ok(import)
    }

    /// The profile that reads a correction: its origin's, as it was or as it is now.
    pub(super) async fn profile_of_correction(
        &self,
        scope: &StoreScope,
        import: &Import,
        of: ImportId,
    ) -> Result<Result<ImportProfile, Fault>, Error> {
        let (_, plan) = self.origin(scope, of).await?;
        let correction = self.correction(scope, import).await?;
        Ok(self.profile_of_rows(scope, &plan, &correction).await?.map(|profile| profile_of_cells(&profile)))
    }

    /// The profile that reads the rows where they came from. It must find the same rows as before.
    async fn profile_of_rows(
        &self,
        scope: &StoreScope,
        plan: &Plan,
        correction: &Correction,
    ) -> Result<Result<ImportProfile, Fault>, Error> {
        if !correction.with_present_profile {
            return Ok(Ok(plan.profile.clone()));
        }
        // A correction of a correction is read as cells, whatever the profile says of files.
        let is_of_cells = plan.profile == profile_of_cells(&plan.profile);
        let present = self.named_profile(scope, Some(&plan.profile.name)).await?;
        let present = present.map(|profile| if is_of_cells { profile_of_cells(&profile) } else { profile });
        let rows = |profile: &ImportProfile| (profile.sheet.clone(), profile.skip_rows, profile.records.clone(), profile.lines.clone());
        Ok(present.and_then(|profile| {
            if rows(&profile) == rows(&plan.profile) {
                return Ok(profile);
            }
            let message = format!("The import profile {} finds other rows in the file than before.", profile.name);
            Err(Fault::of_file(FaultCode::UnknownProfile, message, "Send the file again instead."))
        }))
    }

    /// Writes the file of a correction: to the disk, and to its place.
    pub(super) async fn write_correction(
        &self,
        scope: &StoreScope,
        import: &Import,
        of: ImportId,
        to: &Path,
    ) -> Result<Result<(), Vec<Fault>>, Error> {
        let (origin, plan) = self.origin(scope, of).await?;
        let correction = self.correction(scope, import).await?;
        let profile = match self.profile_of_rows(scope, &plan, &correction).await? {
            Ok(profile) => profile,
            Err(fault) => return Ok(Err(vec![fault])),
        };
        let diagnostics = self.diagnostics_of(scope, &origin, &plan).await?;
        let rows = correction.rows(&diagnostics, &self.mended_rows(scope, &origin).await?);
        // What is sent is decided once: the next reader may find more put right.
        let folder = Folder::of(scope, import);
        let sent: BTreeSet<u64> = self.files.put_once(&folder.sent(), rows).await?;
        if sent.is_empty() {
            let message = "none of these orders is rejected, or they are larger than an order may be";
            return Ok(Err(vec![Fault::of_file(FaultCode::EmptyFile, message, "send a corrected file instead")]));
        }
        let folder = tempfile::tempdir().map_err(Error::unavailable("making a folder"))?;
        let original = folder.path().join("original");
        if !self.files.download(&origin.archive_key, &original).await? {
            return Err(Error::NotFound("file of the import"));
        }
        let (scratch, file) = (folder.path().to_owned(), to.to_owned());
        let written = tokio::task::spawn_blocking(move || write_rows((&original, &scratch), &profile, &sent, &correction, &file));
        match written.await.map_err(Error::unavailable("writing a correction"))? {
            Ok(()) => {}
            Err(FileError::Refused(faults)) => return Ok(Err(faults)),
            Err(FileError::Io(error)) => return Err(Error::unavailable("writing a correction")(error)),
        }
        // The rows were in memory together already.
        let bytes = std::fs::read(to).map_err(Error::unavailable("reading a correction"))?;
        self.files.put(&import.archive_key, "text/csv", bytes).await?;
        Ok(Ok(()))
    }

    pub(super) async fn origin(&self, scope: &StoreScope, id: ImportId) -> Result<(Import, Plan), Error> {
        let origin = self.table.import(scope, id).await?.ok_or(Error::NotFound("import"))?;
        let plan = origin.state.plan().cloned().ok_or(Error::NotFound("plan of the import"))?;
        Ok((origin, plan))
    }

    async fn correction(&self, scope: &StoreScope, import: &Import) -> Result<Correction, Error> {
        self.files.get_packed(&Folder::of(scope, import).correction()).await?.ok_or(Error::NotFound("correction"))
    }

    /// The rows of an import that were rejected and have been taken since.
    pub(super) async fn mended_rows(&self, scope: &StoreScope, import: &Import) -> Result<BTreeSet<u64>, Error> {
        let folder = Folder::of(scope, import);
        let keys = self.files.list(&folder.mended(None), MAX_CORRECTIONS).await?;
        let calls = keys.iter().map(|key| async move { Ok(self.files.get_packed::<BTreeSet<u64>>(key).await?) });
        Ok(gather(calls).await?.into_iter().flatten().flatten().collect())
    }

    /// Notes where the rows of a correction came from that it took them; and where those came from, to
    /// the very first file. Before the correction is completed, so that whoever does that notes it too.
    pub(super) async fn note_mended(&self, scope: &StoreScope, import: &Import) -> Result<(), Error> {
        let Some(plan) = import.state.plan() else { return Ok(()) };
        let Some(Origin::Correction { of }) = &import.origin else { return Ok(()) };
        let sent = self.sent(scope, import).await?;
        let mut rows = mended_rows(&sent, &self.diagnostics_of(scope, import, plan).await?);
        let mut next = Some(*of);
        while let Some(of) = next {
            let (origin, plan) = self.origin(scope, of).await?;
            self.files.put_once(&Folder::of(scope, &origin).mended(Some(import.id)), rows.clone()).await?;
            self.add_up_mended(scope, &origin, &plan).await?;
            next = match &origin.origin {
                Some(Origin::Correction { of }) => {
                    let sent = self.sent(scope, &origin).await?;
                    rows = renumbered(&sent, &rows);
                    Some(*of)
                }
                _ => None,
            };
        }
        Ok(())
    }

    async fn sent(&self, scope: &StoreScope, import: &Import) -> Result<Vec<u64>, Error> {
        let sent = self.files.get_packed::<BTreeSet<u64>>(&Folder::of(scope, import).sent()).await?;
        Ok(sent.unwrap_or_default().into_iter().collect())
    }

    /// The sum is made of all corrections each time, after one's own is written: whoever comes last has
    /// seen them all.
    async fn add_up_mended(&self, scope: &StoreScope, origin: &Import, plan: &Plan) -> Result<(), Error> {
        let diagnostics = self.diagnostics_of(scope, origin, plan).await?;
        loop {
            let before = self.table.import(scope, origin.id).await?.ok_or(Error::NotFound("import"))?;
            let sum: Mended = mended(&diagnostics, &self.mended_rows(scope, origin).await?);
            if before.mended == sum {
                return Ok(());
            }
            match self.store_import(scope, Import { mended: sum, ..before }).await {
                Err(Error::Changed) => {}
                stored => return stored.map(drop),
            }
        }
    }

    /// Everything of an import that was not taken, chunk by chunk.
    pub(crate) async fn diagnostics_of(&self, scope: &StoreScope, import: &Import, plan: &Plan) -> Result<Vec<Diagnostic>, Error> {
        let mut all = Vec::new();
        for number in 1..=plan.chunks() {
            all.extend(self.chunk_diagnostics(scope, import, number).await?);
        }
        Ok(all)
    }

    /// Keeps the cells of rejected rows, so that they are shown without the file being read.
    pub(crate) async fn keep_cells(
        &self,
        scope: &StoreScope,
        import: &Import,
        columns: Vec<String>,
        rows: Vec<(u64, Vec<String>)>,
    ) -> Result<(), Error> {
        let folder = Folder::of(scope, import);
        let mut firsts = Vec::new();
        for (part, rows) in rows.chunks(ROWS_PER_PART).enumerate() {
            firsts.extend(rows.first().map(|(row, _)| *row));
            self.files.put_once(&folder.cells_part(part), rows.to_vec()).await?;
        }
        self.files.put_once(&folder.cells(), CellIndex { columns, firsts }).await?;
        Ok(())
    }

    /// The table of contents of the kept cells; of nothing where nothing was rejected.
    pub(super) async fn cell_index(&self, scope: &StoreScope, import: &Import) -> Result<CellIndex, Error> {
        Ok(self.files.get_packed(&Folder::of(scope, import).cells()).await?.unwrap_or_default())
    }

    /// The kept cells of some rows, in parts that begin with these rows.
    pub(super) async fn cells_of(
        &self,
        scope: &StoreScope,
        import: &Import,
        firsts: &[u64],
        rows: &BTreeSet<u64>,
    ) -> Result<BTreeMap<u64, Vec<String>>, Error> {
        let parts: BTreeSet<usize> = rows.iter().filter_map(|row| firsts.partition_point(|first| first <= row).checked_sub(1)).collect();
        let folder = &Folder::of(scope, import);
        let calls = parts.into_iter().map(|part| async move {
            Ok(self.files.get_packed::<Vec<(u64, Vec<String>)>>(&folder.cells_part(part)).await?.unwrap_or_default())
        });
        let all = gather(calls).await?.into_iter().flatten();
        Ok(all.filter(|(row, _)| rows.contains(row)).collect())
    }
}

fn write_rows(
    (original, scratch): (&Path, &Path),
    profile: &ImportProfile,
    sent: &BTreeSet<u64>,
    correction: &Correction,
    to: &Path,
) -> Result<(), FileError> {
    // The columns stand above the rows, and are known only when the file has been read that far.
    let mut rows = Vec::new();
    let mut keep = |row, mut cells: Vec<String>| {
        correction.apply(row, &mut cells);
        rows.push(cells);
        Ok(())
    };
    let columns = read_cells(original, profile, &Limits::default(), scratch, sent, &mut keep)?;
    let mut writer = CellWriter::new(File::create(to)?, &columns)?;
    for cells in &rows {
        writer.row(cells)?;
    }
    Ok(writer.finish()?)
}
