//! Dry runs: a file is read, mapped, put together and checked by the very code that imports it, and
//! nothing of it is kept but what to show. Importing it afterwards takes the same bytes and the same
//! profile.

use std::path::Path;

use domain::identity::StoreScope;
use domain::ids::ImportId;
use domain::imports::fault::{Fault, FaultCode};
use domain::imports::record::{Import, Origin, Progress, State};
use jiff::{Timestamp, ToSpan};
use storage::files::Object;
use storage::imports::Marker;

use super::folders::Folder;
use super::{Drop, new_import, sum_of};
use crate::messages::ImportMessage;
use crate::{App, Error};

/// Files up to this size are tried within the call that sends them.
const AT_ONCE_BYTES: usize = 300_000;

/// Chunks that a call checks by itself.
const AT_ONCE_CHUNKS: u32 = 2;

/// The queue's run of a small dry run waits so long for the call's own.
const SECOND_RUN_AFTER_SECONDS: i32 = 20;

impl App {
    /// Tries a file: a small one to its end, a larger one by the queues.
    pub async fn try_file(&self, scope: &StoreScope, drop: &Drop, bytes: Vec<u8>, now: Timestamp) -> Result<Import, Error> {
        let drop = Drop { is_trial: true, ..drop.clone() };
        let id = drop.import().ok_or(Error::NotFound("import"))?;
        let object = Object { key: drop.key(), bytes: bytes.len() as u64, written_at: now, tag: String::new() };
        let is_small = bytes.len() <= AT_ONCE_BYTES;
        self.files.put(&Folder::tried(scope, id).original(), "application/octet-stream", bytes).await?;
        let import = self.record_import(scope, &drop, &object, now).await?;
        let message = ImportMessage::ContinueImport { import: id };
        if !is_small {
            self.queues.import(scope, message).await?;
            return Ok(import);
        }
        // The queue first: if we die now, the file is tried all the same.
        self.queues.import_later(scope, message, SECOND_RUN_AFTER_SECONDS).await?;
        match self.try_in_call(scope, id, now).await {
            // Another run has it in hand, or the queue will do it better.
            Ok(()) | Err(Error::Changed | Error::Unavailable { .. }) => {}
            Err(error) => return Err(error),
        }
        self.table.import(scope, id).await?.ok_or(Error::NotFound("import"))
    }

    async fn try_in_call(&self, scope: &StoreScope, id: ImportId, now: Timestamp) -> Result<(), Error> {
        self.read_import(scope, id, now, now + 60.seconds()).await?;
        let import = self.table.import(scope, id).await?.ok_or(Error::NotFound("import"))?;
        let n_chunks = import.state.plan().map_or(0, domain::imports::record::Plan::chunks);
        for number in 1..=n_chunks.min(AT_ONCE_CHUNKS) {
            self.validate_chunk(scope, id, number, now).await?;
        }
        Ok(())
    }

    /// Ends a dry run of which every chunk was checked.
    pub(super) async fn end_trial(
        &self,
        scope: &StoreScope,
        import: Import,
        markers: &[(u32, Marker)],
        now: Timestamp,
    ) -> Result<(), Error> {
        let State::Processing { plan } = &import.state else { return Ok(()) };
        let result = sum_of(markers);
        let cost = markers.iter().fold(import.cost, |sum, (_, marker)| sum.plus(marker.shared));
        let state = State::Tried { plan: plan.clone(), completed_at: now, result, committed_as: None };
        match self.store_import(scope, Import { state, cost, ..import }).await {
            // Another run came to the same end at the same time.
            Ok(_) | Err(Error::Changed) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Imports what a dry run showed: its bytes, by its profile. Again: the same import.
    pub async fn commit_trial(&self, scope: &StoreScope, id: ImportId, now: Timestamp) -> Result<Import, Error> {
        let trial = self.table.import(scope, id).await?.ok_or(Error::NotFound("import"))?;
        let State::Tried { plan, committed_as, .. } = &trial.state else {
            return Err(Error::State("only a dry run that is done can be imported".to_owned()));
        };
        if let Some(import) = committed_as {
            return self.table.import(scope, *import).await?.ok_or(Error::NotFound("import"));
        }
        if trial.tried_until().is_none_or(|until| now > until) {
            return Err(Error::State("the dry run is older than a day; send the file again".to_owned()));
        }
        let import_id = ImportId::derived(&[scope.store().as_str(), "trial", &id.to_string()]);
        let import = Import {
            file_name: trial.file_name.clone(),
            key: trial.key.clone(),
            bytes: trial.bytes,
            // Read by the plan that was shown: its profile, and bytes of its hash.
            state: State::Reading { plan: plan.clone(), progress: Progress::default() },
            origin: Some(Origin::Trial { of: id }),
            ..new_import(scope, import_id, now)
        };
        let import = self.create_import(scope, import).await?;
        self.queues.import(scope, ImportMessage::ContinueImport { import: import_id }).await?;
        let committed = |before: &Import| {
            let State::Tried { plan, completed_at, result, committed_as: None } = &before.state else { return Ok(None) };
            let (plan, result) = (plan.clone(), result.clone());
            let state = State::Tried { plan, completed_at: *completed_at, result, committed_as: Some(import_id) };
            Ok(Some(Import { state, ..before.clone() }))
        };
        self.change_import(scope, id, committed).await?;
        Ok(import)
    }

    /// The file that a dry run showed, as the import's own.
    pub(super) async fn fetch_tried(
        &self,
        scope: &StoreScope,
        import: &Import,
        of: ImportId,
        to: &Path,
    ) -> Result<Result<(), Vec<Fault>>, Error> {
        let object = self.files.head(&Folder::tried(scope, of).original()).await?;
        if let Some(object) = object
            && self.files.copy(&object, &import.archive_key).await?
            && self.files.download(&import.archive_key, to).await?
        {
            return Ok(Ok(()));
        }
        let message = "the file of a dry run is kept for a day only";
        Ok(Err(vec![Fault::of_file(FaultCode::UnreadableFile, message, "send the file again")]))
    }
}
