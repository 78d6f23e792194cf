//! Why a file is not read at all.

use std::{fmt, io};

use domain::imports::fault::{Fault, FaultCode};

/// A file that is refused as a whole, or a disk that failed.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file, or the profile it is read by, is at fault. Trying again changes nothing.
    #[error("the file is refused: {}", .0.first().map_or("", |fault| fault.message.as_str()))]
    Refused(Vec<Fault>),
    /// The file could not be read from or spilled to the disk. Trying again may help.
    #[error("reading or spilling failed")]
    Io(#[source] io::Error),
}

impl FileError {
    pub(crate) fn refused(code: FaultCode, message: impl Into<String>, suggestion: impl Into<String>) -> Self {
        Self::Refused(vec![Fault::of_file(code, message, suggestion)])
    }

    /// A file that is broken, with the place.
    pub(crate) fn unreadable(message: impl Into<String>) -> Self {
        Self::refused(FaultCode::UnreadableFile, message, "export the file again and send it whole")
    }
}

/// What a reader of packed bytes found wrong with them; travels inside an [`io::Error`] through
/// the readers above it.
#[derive(Debug)]
pub(crate) enum Packing {
    /// More comes out than may.
    TooLarge,
    /// Cut off, or changed on the way.
    Damaged,
}

impl fmt::Display for Packing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLarge => "more is packed in it than a file may hold",
            Self::Damaged => "the packed bytes are damaged",
        })
    }
}

impl std::error::Error for Packing {}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> Self {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<Packing>()) {
            Some(Packing::TooLarge) => Self::refused(
                FaultCode::FileTooLarge,
                "the workbook unpacks to far more than its own size",
                "save the sheet as CSV, or split it into several files",
            ),
            Some(Packing::Damaged) => Self::unreadable("the workbook is cut off or damaged"),
            None => Self::Io(error),
        }
    }
}

/// The start of a text, fit to be quoted in a message.
pub(crate) fn excerpt(text: &str) -> String {
    const SHOWN: usize = 40;
    let mut shown: String = text.chars().take(SHOWN).map(|c| if c.is_control() { '\u{b7}' } else { c }).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}
