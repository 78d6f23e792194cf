//! What a person was told, and how they want to be told.

pub(crate) mod list;
pub(crate) mod preferences;
pub(crate) mod read;
pub(crate) mod unread;

use domain::notices::{Notice, NoticeKind};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::words;

/// Something that a person was told.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Notice)]
pub(crate) struct NoticePage {
    #[schema(examples("ntc_018f3c6e7b5a5d0d8f6b2a4c1e9d7f03"))]
    id: String,
    /// The id of the store that it is about.
    store: String,
    #[schema(value_type = words::NoticeKindName)]
    kind: NoticeKind,
    at: Timestamp,
    /// The id of the thing; null where it is about many.
    subject: Option<String>,
    /// The thing, as people call it.
    name: String,
    /// How many orders, lines or units, where that matters; else 0.
    n: u64,
    is_read: bool,
}

impl From<Notice> for NoticePage {
    fn from(Notice { news, read_at }: Notice) -> Self {
        Self {
            id: news.id.to_string(),
            store: news.store.to_string(),
            kind: news.kind,
            at: news.at,
            subject: news.subject,
            name: news.name,
            n: news.n,
            is_read: read_at.is_some(),
        }
    }
}
