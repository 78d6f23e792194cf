//! What a use case can fail with: one type for all of them. People are shown refusals; causes go to
//! the log.

use domain::identity::Denied;
use domain::imports::fault::Fault;
use domain::orders::transitions::Refusal;

/// Why a use case was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is nothing of that name, or it is somebody else's.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The order is not in a state for it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Something is not in a state for it.
    #[error("{0}")]
    State(String),
    /// Somebody else changed it meanwhile.
    #[error("it was changed by somebody else meanwhile; load it again")]
    Changed,
    /// Another run has it in hand; it will be done, or may be taken up when that run's time is up.
    #[error("the {0} is being worked on; try again in a moment")]
    InProgress(&'static str),
    /// The content is wrong: (JSON pointer, sentence).
    #[error("the content is not valid")]
    Invalid(Vec<(String, String)>),
    /// An order is wrong.
    #[error("the order is not valid")]
    Faults(Vec<Fault>),
    /// A list was asked to go on from a place that does not exist.
    #[error("the cursor is not one of ours")]
    BadCursor,
    /// Something that we depend on failed; trying again may help.
    #[error("{doing}")]
    Unavailable {
        /// What was tried.
        doing: &'static str,
        /// The cause.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl From<storage::Error> for Error {
    fn from(error: storage::Error) -> Self {
        match error {
            storage::Error::Conflict => Self::Changed,
            storage::Error::BadCursor => Self::BadCursor,
            other => Self::Unavailable { doing: "reading or writing", source: Box::new(other) },
        }
    }
}

impl Error {
    /// A cause that trying again may cure.
    pub fn unavailable<E: std::error::Error + Send + Sync + 'static>(doing: &'static str) -> impl Fn(E) -> Self {
        move |source| Self::Unavailable { doing, source: Box::new(source) }
    }

    /// One field that is wrong.
    pub fn invalid(pointer: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self::Invalid(vec![(pointer.into(), sentence.into())])
    }
}
