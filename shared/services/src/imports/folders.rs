//! Where the parts of an import lie in the bucket. A dry run's vanish after a day.

use domain::identity::StoreScope;
use domain::ids::ImportId;
use domain::imports::record::Import;

/// The folder of an import.
#[derive(Debug, Clone)]
pub(crate) struct Folder(String);

impl Folder {
    /// Of an import, whatever it is.
    pub(crate) fn of(scope: &StoreScope, import: &Import) -> Self {
        if import.is_trial { Self::tried(scope, import.id) } else { Self::taken(scope, import.id) }
    }

    /// Of an import that is no dry run.
    pub(crate) fn taken(scope: &StoreScope, import: ImportId) -> Self {
        Self(format!("imports/{}/{import}", scope.store()))
    }

    /// Of a dry run.
    pub(crate) fn tried(scope: &StoreScope, import: ImportId) -> Self {
        Self(format!("trials/{}/{import}", scope.store()))
    }

    /// The file as it came.
    pub(crate) fn original(&self) -> String {
        format!("{}/original", self.0)
    }

    /// A chunk as it was read.
    pub(crate) fn drafts(&self, number: u32) -> String {
        format!("{}/drafts-{number:06}", self.0)
    }

    /// A chunk as it was checked.
    pub(crate) fn validated(&self, number: u32) -> String {
        format!("{}/validated-{number:06}", self.0)
    }

    /// The rejected rows as a file.
    pub(crate) fn rejected(&self, file_name: &str) -> String {
        format!("{}/rejected/{file_name}", self.0)
    }

    /// The table of contents of the rejected rows' cells.
    pub(crate) fn cells(&self) -> String {
        format!("{}/cells", self.0)
    }

    /// A part of the rejected rows' cells, from 0.
    pub(crate) fn cells_part(&self, part: usize) -> String {
        format!("{}/cells-{part:06}", self.0)
    }

    /// Of a correction: what was asked for.
    pub(crate) fn correction(&self) -> String {
        format!("{}/correction", self.0)
    }

    /// Of a correction: the rows of its origin that it holds.
    pub(crate) fn sent(&self) -> String {
        format!("{}/sent", self.0)
    }

    /// The rows that a correction put right; all of them without a name.
    pub(crate) fn mended(&self, by: Option<ImportId>) -> String {
        format!("{}/mended/{}", self.0, by.map(|by| by.to_string()).unwrap_or_default())
    }

    /// What came of undoing some of a chunk's orders, one by one.
    pub(crate) fn undone(&self, number: u32, slice: u32) -> String {
        format!("{}/undone-{number:06}-{slice:04}", self.0)
    }
}
