//! From a dropped file to chunks of drafts on their way.
//!
//! An import is read in one function run, or in as many as it takes: the file is scanned again (a
//! matter of seconds), and chunks that went out already are skipped.
//!
//! A dry run ([`trials`]) goes the same way up to the checking of its chunks; rejected orders that are
//! sent again ([`corrections`]) are a file like any other once it is written.

pub mod corrections;
pub(crate) mod folders;
pub mod lists;
pub mod previews;
pub mod trials;
pub mod undoing;

use std::path::Path;
use std::time::Instant;

use domain::audit::{self, Action, Entry, Kind};
use domain::costs::Usage;
use domain::identity::StoreScope;
use domain::ids::{ImportId, ProfileName, StoreId};
use domain::imports::fault::{Fault, FaultCode};
use domain::imports::profile::ImportProfile;
use domain::imports::record::{ChunkResult, Import, MailState, Mended, Origin, Plan, Progress, State};
use domain::orders::ChunkId;
use domain::orders::history::By;
use formats::{ChunkKind, FileError, Limits};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use storage::files::Object;
use storage::imports::Marker;
use storage::meter::spent_with_time;
use uuid::Uuid;

use crate::imports::folders::Folder;
use crate::messages::{AllocationMessage, ImportMessage, ValidationMessage};
use crate::notifications::rejected_file;
use crate::{App, Error, gather};

/// Seconds before a function's end at which it stops emitting chunks and hands over to its successor.
const MARGIN_SECONDS: i64 = 20;

/// Files in a store's drop that one sweep takes up.
const SWEPT_AT_ONCE: i32 = 50;

/// An object younger than this has its own notification on the way; the sweep leaves it alone.
const SWEEP_AFTER_SECONDS: i64 = 20;

/// How often a record is changed again when others change it at the same time.
const ATTEMPTS: u32 = 8;

/// Where a file was dropped: `drop/<store>/in/[<profile>/]<file name>`, or `try` instead of `in` for a
/// dry run. A file that came by the API is called `<uuid>~<file name>`, so that two of one name do not meet, and its import is known
/// before it is taken up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drop {
    /// Whose folder.
    pub store: StoreId,
    /// Whether it is only tried.
    pub is_trial: bool,
    /// The profile's folder, where there is one.
    pub profile: Option<ProfileName>,
    /// The API's own name of the file, where it came by the API.
    pub upload: Option<Uuid>,
    /// The file's own name.
    pub file_name: String,
}

impl Drop {
    /// Reads a key; None for anything that is not a file in a store's `in` or `try` folder.
    pub fn parse(key: &str) -> Option<Self> {
        let mut parts = key.split('/');
        let (Some("drop"), Some(store), Some(folder)) = (parts.next(), parts.next(), parts.next()) else { return None };
        let is_trial = match folder {
            "in" => false,
            "try" => true,
            _ => return None,
        };
        let rest: Vec<&str> = parts.collect();
        let (profile, file_name) = match rest.as_slice() {
            [file_name] => (None, *file_name),
            [profile, file_name] => (Some(profile.parse().ok()?), *file_name),
            _ => return None,
        };
        let (upload, file_name) = match file_name.split_once('~').and_then(|(uuid, name)| Some((Uuid::try_parse(uuid).ok()?, name))) {
            Some((uuid, name)) => (Some(uuid), name),
            None => (None, file_name),
        };
        let is_name = !file_name.is_empty() && file_name != "." && file_name != ".." && !file_name.chars().any(char::is_control);
        is_name.then(|| Some(Self { store: store.parse().ok()?, is_trial, profile, upload, file_name: file_name.to_owned() }))?
    }

    /// The object key.
    pub fn key(&self) -> String {
        let profile = self.profile.as_ref().map(|profile| format!("{profile}/")).unwrap_or_default();
        let upload = self.upload.map(|uuid| format!("{}~", uuid.simple())).unwrap_or_default();
        let folder = if self.is_trial { "try" } else { "in" };
        format!("drop/{}/{folder}/{profile}{upload}{}", self.store, self.file_name)
    }

    /// The import that the file becomes, where that is known from its name alone.
    pub fn import(&self) -> Option<ImportId> {
        self.upload.map(|uuid| ImportId::derived(&[self.store.as_str(), "upload", &uuid.simple().to_string()]))
    }
}

impl App {
    /// Takes up a file that was dropped: out of the drop, into an import that is read under its own
    /// message, so that a reader that dies is succeeded by another. What was taken up already, or is
    /// no store's, is left alone: such a message is done.
    pub async fn receive_file(&self, key: &str, now: Timestamp) -> Result<(), Error> {
        let Some(drop) = Drop::parse(key) else {
            tracing::warn!(key, "not a file in a store's drop");
            return Ok(());
        };
        let Some(scope) = self.table.scope_of(&drop.store).await? else {
            tracing::warn!(key, "the drop has a folder of no store");
            return Ok(());
        };
        let Some(object) = self.files.head(key).await? else { return Ok(()) };
        self.metered(&scope, now, self.take_up(&scope, &drop, &object, now)).await
    }

    async fn take_up(&self, scope: &StoreScope, drop: &Drop, object: &Object, now: Timestamp) -> Result<(), Error> {
        let import = self.record_import(scope, drop, object, now).await?;
        // A link of the API works for a while: what comes by it again must not replace what was read.
        if import.state == State::Received && !self.files.copy(object, &import.archive_key).await? {
            // Another run took it away, or another file lies there now, with a notification of its own.
            return Ok(());
        }
        self.queues.import(scope, ImportMessage::ContinueImport { import: import.id }).await?;
        Ok(self.files.delete(object).await?)
    }

    /// Takes up files that no notification told of: SFTP on some clouds, and notifications that got lost.
    pub async fn sweep_drop(&self, now: Timestamp) -> Result<(), Error> {
        for folder in self.files.folders("drop/").await? {
            let mut keys = self.files.list(&format!("{folder}in/"), SWEPT_AT_ONCE).await?;
            keys.extend(self.files.list(&format!("{folder}try/"), SWEPT_AT_ONCE).await?);
            for key in keys {
                let Some(object) = self.files.head(&key).await? else { continue };
                if now.as_second() - object.written_at.as_second() >= SWEEP_AFTER_SECONDS && !key.ends_with('/') {
                    self.receive_file(&key, now).await?;
                }
            }
        }
        Ok(())
    }

    async fn record_import(&self, scope: &StoreScope, drop: &Drop, object: &Object, now: Timestamp) -> Result<Import, Error> {
        let written = object.written_at.to_string();
        let id = drop.import().unwrap_or_else(|| ImportId::derived(&[scope.store().as_str(), &object.key, &written, &object.tag]));
        let folder = if drop.is_trial { Folder::tried(scope, id) } else { Folder::taken(scope, id) };
        let import = Import {
            file_name: drop.file_name.clone(),
            key: object.key.clone(),
            archive_key: folder.original(),
            bytes: object.bytes,
            // Whoever tries a file looks for the answer by themselves.
            mail: if drop.is_trial { MailState::NotNeeded } else { MailState::Pending },
            is_trial: drop.is_trial,
            ..new_import(scope, id, now)
        };
        self.create_import(scope, import).await
    }

    /// Records an import; answers the one that is recorded, by us or by a run before.
    pub(crate) async fn create_import(&self, scope: &StoreScope, import: Import) -> Result<Import, Error> {
        match self.table.create_import(scope, &import).await {
            Ok(()) => Ok(import),
            Err(storage::Error::Conflict) => self.table.import(scope, import.id).await?.ok_or(Error::Changed),
            Err(error) => Err(error.into()),
        }
    }

    /// Reads an import from where it stands. Retried is what a disk or a service refused; a file
    /// that cannot be read is recorded as failed, which ends it.
    pub async fn read_import(&self, scope: &StoreScope, id: ImportId, now: Timestamp, deadline: Timestamp) -> Result<(), Error> {
        let started = Instant::now();
        let import = self.table.import(scope, id).await?.ok_or(Error::NotFound("import"))?;
        if !matches!(import.state, State::Received | State::Reading { .. }) {
            return self.advance_import(scope, id, now).await;
        }
        let folder = tempfile::tempdir().map_err(Error::unavailable("making a folder"))?;
        let path = folder.path().join("file");
        let profile = match &import.state {
            State::Reading { plan, .. } => plan.profile.clone(),
            _ => match self.profile_for(scope, &import).await? {
                Ok(profile) => profile,
                Err(fault) => return self.fail_import(scope, import, vec![fault], now).await,
            },
        };
        if let Err(faults) = self.fetch_file(scope, &import, &path).await? {
            return self.fail_import(scope, import, faults, now).await;
        }
        // Of a correction nobody knows before how large it is.
        let bytes = std::fs::metadata(&path).map_err(Error::unavailable("looking at a file"))?.len();
        let import = Import { bytes, ..import };
        let scratch = folder.path().to_owned();
        let (file, reader) = (path.clone(), profile.clone());
        let scanned = tokio::task::spawn_blocking(move || {
            let sha256 = hash_of(&file)?;
            formats::scan(&file, &reader, &Limits::default(), &scratch).map(|scan| (sha256, scan))
        });
        let (sha256, scan) = match scanned.await.map_err(Error::unavailable("reading a file"))? {
            Ok(read) => read,
            Err(FileError::Refused(faults)) => return self.fail_import(scope, import, faults, now).await,
            Err(FileError::Io(error)) => return Err(Error::unavailable("reading a file")(error)),
        };
        if import.state.plan().is_some_and(|plan| plan.sha256 != sha256) {
            let message = "the file is not the one that was read before";
            let fault = Fault::of_file(FaultCode::UnreadableFile, message, "send the file again");
            return self.fail_import(scope, import, vec![fault], now).await;
        }
        if let Some(owner) = self.other_owner(scope, &import, &sha256).await? {
            let state = State::Duplicate { of: owner, completed_at: now };
            return self.store_import(scope, Import { state, mail: MailState::NotNeeded, ..import }).await.map(drop);
        }
        let plan = Plan {
            sha256,
            profile,
            format: scan.format,
            rows: scan.n_rows,
            orders: scan.n_orders + scan.n_cancellations,
            order_chunks: scan.n_order_chunks(),
            cancellation_chunks: scan.n_chunks() - scan.n_order_chunks(),
        };
        let is_late = || {
            let elapsed = i64::try_from(started.elapsed().as_secs()).unwrap_or(i64::MAX);
            now.as_second() + elapsed + MARGIN_SECONDS > deadline.as_second()
        };
        self.emit_chunks(scope, import, plan, scan, is_late, now).await
    }

    /// Brings the file of an import to the disk; faults where there cannot be one.
    async fn fetch_file(&self, scope: &StoreScope, import: &Import, to: &Path) -> Result<Result<(), Vec<Fault>>, Error> {
        if self.files.download(&import.archive_key, to).await? {
            return Ok(Ok(()));
        }
        match import.origin {
            Some(Origin::Trial { of }) => self.fetch_tried(scope, import, of, to).await,
            Some(Origin::Correction { of }) => self.write_correction(scope, import, of, to).await,
            None => Err(Error::NotFound("file of the import")),
        }
    }

    /// Another import that has these bytes. A correction may say again what one before it said: since
    /// then the catalogue may have changed, and its orders are known one by one.
    async fn other_owner(&self, scope: &StoreScope, import: &Import, sha256: &str) -> Result<Option<ImportId>, Error> {
        let owner = match import.origin {
            Some(Origin::Correction { .. }) => None,
            _ if import.is_trial => self.table.file_owner(scope, sha256).await?,
            _ => Some(self.table.claim_file(scope, sha256, import.id).await?),
        };
        Ok(owner.filter(|owner| *owner != import.id))
    }

    /// Each run emits one chunk at least, however late it is: a file whose scan takes all of a run's
    /// time is read to its end all the same.
    async fn emit_chunks(
        &self,
        scope: &StoreScope,
        import: Import,
        plan: Plan,
        mut scan: formats::Scan,
        is_late: impl Fn() -> bool,
        now: Timestamp,
    ) -> Result<(), Error> {
        // What readers before us used is in the record; what we use is added to it as we go.
        let before = import.cost;
        let cost = || before.plus(spent_with_time());
        let mut progress = match &import.state {
            State::Reading { progress, .. } => *progress,
            _ => Progress::default(),
        };
        let reading = |progress| State::Reading { plan: plan.clone(), progress };
        let mut import = self.store_import(scope, Import { state: reading(progress), cost: cost(), ..import }).await?;
        while progress.emitted < plan.chunks() {
            let chunk = scan.chunk(progress.emitted).map_err(Error::unavailable("reading a chunk"))?;
            let chunk = chunk.ok_or(Error::NotFound("chunk of the import"))?;
            let number = progress.emitted + 1;
            let kind = chunk.kind;
            self.files.put_once(&Folder::of(scope, &import).drafts(number), chunk).await?;
            // Cancellations wait until every order that they could mean is there. Those of a dry run do nothing.
            if kind == ChunkKind::Orders || import.is_trial {
                self.queues.validate(scope, ValidationMessage::ValidateChunk { import: import.id, number }).await?;
            }
            progress.emitted = number;
            import = self.store_import(scope, Import { state: reading(progress), cost: cost(), ..import }).await?;
            if progress.emitted < plan.chunks() && is_late() {
                return self.queues.import(scope, ImportMessage::ContinueImport { import: import.id }).await;
            }
        }
        let import = self.store_import(scope, Import { state: State::Processing { plan }, cost: cost(), ..import }).await?;
        self.advance_import(scope, import.id, now).await
    }

    /// Looks whether an import can go on: to its cancellations once all its orders are committed,
    /// and to its end once everything is. Called after each commit, by whoever comes last too.
    pub async fn advance_import(&self, scope: &StoreScope, id: ImportId, now: Timestamp) -> Result<(), Error> {
        let import = self.table.import(scope, id).await?.ok_or(Error::NotFound("import"))?;
        let State::Processing { plan } = &import.state else { return Ok(()) };
        let markers = self.table.markers(scope, id).await?;
        let is_committed = |number: u32| markers.iter().any(|(committed, _)| *committed == number);
        if import.is_trial {
            return if (1..=plan.chunks()).all(is_committed) { self.end_trial(scope, import, &markers, now).await } else { Ok(()) };
        }
        if !(1..=plan.order_chunks).all(is_committed) {
            return Ok(());
        }
        let open: Vec<u32> = (plan.order_chunks + 1..=plan.chunks()).filter(|number| !is_committed(*number)).collect();
        if !open.is_empty() {
            let message = |number| self.queues.allocate(scope, AllocationMessage::CancelOrders { import: id, number });
            return gather(open.into_iter().map(message)).await.map(drop);
        }
        self.note_mended(scope, &import).await?;
        let result = sum_of(&markers);
        let mail = if result.rows.rejected == 0 { MailState::NotNeeded } else { MailState::Pending };
        let cost = markers.iter().fold(import.cost, |sum, (_, marker)| sum.plus(marker.shared).plus(marker.own));
        let state = State::Completed { plan: plan.clone(), completed_at: now, result };
        match self.store_import(scope, Import { state, mail, cost, ..import }).await {
            // Another run came to the same end at the same time.
            Ok(_) | Err(Error::Changed) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn fail_import(&self, scope: &StoreScope, import: Import, faults: Vec<Fault>, now: Timestamp) -> Result<(), Error> {
        let state = State::Failed { faults, completed_at: now };
        self.store_import(scope, Import { state, ..import }).await.map(drop)
    }

    pub(crate) async fn store_import(&self, scope: &StoreScope, import: Import) -> Result<Import, Error> {
        let before = import.version;
        let import = Import { version: before + 1, ..import };
        self.table.replace_import(scope, &import, before).await?;
        Ok(import)
    }

    /// Changes an import's record, tried again when others were quicker; `change` answers None where
    /// there is nothing to change any more.
    pub(crate) async fn change_import(
        &self,
        scope: &StoreScope,
        id: ImportId,
        change: impl Fn(&Import) -> Result<Option<Import>, Error>,
    ) -> Result<Import, Error> {
        for _ in 0..ATTEMPTS {
            let before = self.table.import(scope, id).await?.ok_or(Error::NotFound("import"))?;
            let Some(after) = change(&before)? else { return Ok(before) };
            match self.store_import(scope, after).await {
                Err(Error::Changed) => {}
                stored => return stored,
            }
        }
        Err(Error::Changed)
    }

    /// The profile that reads a file: its folder's, else the store's default, else the canonical one;
    /// that of a correction is its import's.
    async fn profile_for(&self, scope: &StoreScope, import: &Import) -> Result<Result<ImportProfile, Fault>, Error> {
        if let Some(Origin::Correction { of }) = import.origin {
            return self.profile_of_correction(scope, import, of).await;
        }
        let named = Drop::parse(&import.key).and_then(|drop| drop.profile);
        let name = match named {
            Some(name) => Some(name),
            None => self.table.store(scope, import.received_at).await?.and_then(|store| store.settings.default_profile),
        };
        self.named_profile(scope, name.as_ref()).await
    }

    /// A profile by its name, the canonical one without.
    pub(crate) async fn named_profile(
        &self,
        scope: &StoreScope,
        name: Option<&ProfileName>,
    ) -> Result<Result<ImportProfile, Fault>, Error> {
        let canonical = ImportProfile::canonical();
        let Some(name) = name.filter(|name| **name != canonical.name) else { return Ok(Ok(canonical)) };
        Ok(self.table.profile(scope, name).await?.ok_or_else(|| {
            let message = format!("The store has no import profile {name}.");
            Fault::of_file(FaultCode::UnknownProfile, message, "Drop the file into the folder of a profile, or create the profile.")
        }))
    }

    /// Takes a file that came by the API: into the drop, like any other. Its import can be seen at once.
    pub async fn upload_file(&self, scope: &StoreScope, drop: &Drop, bytes: Vec<u8>, now: Timestamp) -> Result<Import, Error> {
        let key = drop.key();
        let size = bytes.len() as u64;
        self.files.put(&key, "application/octet-stream", bytes).await?;
        let object = Object { key, bytes: size, written_at: now, tag: String::new() };
        self.record_import(scope, drop, &object, now).await
    }

    /// Keeps an import profile, or tells what is wrong with it.
    pub async fn save_profile(&self, scope: &StoreScope, by: &By, profile: &ImportProfile) -> Result<(), Error> {
        let faults = formats::profile_faults(profile);
        if !faults.is_empty() {
            return Err(Error::Faults(faults));
        }
        let before = self.table.profile(scope, &profile.name).await?;
        let changes = audit::differences(before.as_ref(), Some(profile), &[]);
        if changes.is_empty() {
            return Ok(());
        }
        let action = if before.is_some() { Action::Changed } else { Action::Created };
        let (kind, name) = (Kind::Profile, profile.name.as_str());
        let entry = Entry::new(by, scope.store().as_str(), kind, action, (name, name)).with(changes);
        Ok(self.table.put_profile(scope, profile, &entry).await?)
    }

    /// A link to the rejected rows of an import in the client's own format; none until they are written.
    pub async fn rejected_file(&self, scope: &StoreScope, id: ImportId) -> Result<String, Error> {
        let import = self.table.import(scope, id).await?.ok_or(Error::NotFound("import"))?;
        let (key, name) = rejected_file(scope, &import).ok_or(Error::NotFound("file of rejected rows"))?;
        Ok(self.files.download_link(&key, &name).await?)
    }

    /// How many chunks of an import are committed, and their sum so far.
    pub async fn import_progress(&self, scope: &StoreScope, import: &Import) -> Result<(u32, ChunkResult), Error> {
        match &import.state {
            State::Reading { .. } | State::Processing { .. } => {
                let markers = self.table.markers(scope, import.id).await?;
                Ok((u32::try_from(markers.len()).unwrap_or(u32::MAX), sum_of(&markers)))
            }
            State::Completed { plan, result, .. } | State::Tried { plan, result, .. } => Ok((plan.chunks(), result.clone())),
            State::Received | State::Failed { .. } | State::Duplicate { .. } => Ok((0, ChunkResult::default())),
        }
    }
}

/// How a file came, as a word: S3 and SFTP are not told apart.
pub fn source(import: &Import) -> &'static str {
    match &import.origin {
        Some(Origin::Correction { .. }) => "correction",
        _ if Drop::parse(&import.key).is_some_and(|drop| drop.upload.is_some()) => "api",
        _ => "drop",
    }
}

/// The token of a chunk of an import.
pub(crate) fn chunk_id(import: ImportId, number: u32) -> ChunkId {
    ChunkId::Import { import, number }
}

/// An import that has just come.
pub(crate) fn new_import(scope: &StoreScope, id: ImportId, now: Timestamp) -> Import {
    Import {
        id,
        store: scope.store().clone(),
        version: 1,
        file_name: String::new(),
        key: String::new(),
        archive_key: Folder::taken(scope, id).original(),
        bytes: 0,
        received_at: now,
        state: State::Received,
        mail: MailState::Pending,
        cost: Usage::default(),
        is_trial: false,
        origin: None,
        mended: Mended::default(),
        undo: None,
    }
}

fn hash_of(path: &Path) -> Result<String, FileError> {
    use std::io::Read;
    let mut file = std::fs::File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 256 << 10];
    loop {
        let n = file.read(&mut buffer)?;
        if n == 0 {
            return Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect());
        }
        hasher.update(&buffer[..n]);
    }
}

/// What came of all chunks that are committed.
fn sum_of(markers: &[(u32, Marker)]) -> ChunkResult {
    markers.iter().fold(ChunkResult::default(), |sum, (_, marker)| sum.plus(&marker.result))
}

#[cfg(test)]
mod tests {
    use super::Drop;

    #[test]
    fn only_files_in_a_stores_own_folder_are_taken() {
        let drop = Drop::parse("drop/online-retail/in/orders.csv").unwrap();
        assert_eq!((drop.store.as_str(), drop.file_name.as_str(), drop.profile), ("online-retail", "orders.csv", None));
        let named = Drop::parse("drop/online-retail/in/wholesale/orders.csv").unwrap();
        assert_eq!(named.profile.unwrap().as_str(), "wholesale");
        let uploaded = Drop::parse("drop/online-retail/in/wholesale/018f3c6e7b5a5d0d8f6b2a4c1e9d7f03~my~orders.csv").unwrap();
        assert_eq!(uploaded.file_name, "my~orders.csv");
        assert!(uploaded.import().is_some());
        assert_eq!(Drop::parse(&uploaded.key()), Some(uploaded));
        let tried = Drop::parse("drop/online-retail/try/wholesale/orders.csv").unwrap();
        assert!(tried.is_trial && !drop.is_trial);
        assert_eq!(Drop::parse(&tried.key()), Some(tried));
        for key in [
            "drop/online-retail/in/018f3c6e7b5a5d0d8f6b2a4c1e9d7f03~",
            "drop/online-retail/out/r.csv",
            "drop/online-retail/in/",
            "drop/../x/in/a.csv",
            "drop/a/in/../../b/in/c.csv",
            "drop/online-retail/in/..",
            "imports/online-retail/in/a.csv",
            "drop/Online Retail/in/a.csv",
            "drop//in/a.csv",
            "",
            "drop/online-retail/in/a\u{0}.csv",
        ] {
            assert_eq!(Drop::parse(key), None, "{key:?}");
        }
    }
}
