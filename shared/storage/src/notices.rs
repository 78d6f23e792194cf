//! What people were told. What is unread stands in an index of its own, so that counting it costs next to nothing.

use domain::identity::StoreScope;
use domain::ids::{ActorId, NoticeId, OrgId};
use domain::notices::{News, Notice};

use crate::keys;
use crate::table::{Counted, Error, Item, Page, Query, Table, document, number, read, text};

/// What somebody was told is forgotten after ninety days.
const KEPT_SECONDS: i64 = 90 * 24 * 3_600;

/// Unread notices are counted up to here.
const MOST_COUNTED: usize = 99;

pub(crate) fn notice_item(org: &OrgId, of: &ActorId, notice: &Notice) -> Item {
    let version = 1 + u64::from(notice.read_at.is_some());
    let mut item = document(&keys::notice(org, of, notice.news.id), "notice", version, notice);
    item.insert("ttl".to_owned(), number(notice.news.at.as_second() + KEPT_SECONDS));
    if notice.read_at.is_none() {
        item.insert("gsi1pk".to_owned(), text(keys::unread(org, of)));
        item.insert("gsi1sk".to_owned(), text(notice.news.id.to_string()));
    }
    item
}

impl Table {
    /// Puts a notice into a person's inbox. [`Error::Conflict`] where it is there already, read or not.
    pub async fn create_notice(&self, org: &OrgId, of: &ActorId, notice: &Notice) -> Result<(), Error> {
        self.create(notice_item(org, of, notice)).await
    }

    /// Notes that a notice was read. [`Error::Conflict`] where it was read before or is gone.
    pub async fn note_read(&self, org: &OrgId, of: &ActorId, notice: &Notice) -> Result<(), Error> {
        self.replace(notice_item(org, of, notice), 1).await
    }

    /// Those of a person's notices that `keep` keeps, the newest first.
    pub async fn notices(
        &self,
        org: &OrgId,
        of: &ActorId,
        (limit, cursor): (usize, Option<&str>),
        keep: impl Fn(&Notice) -> bool,
    ) -> Result<Page<Notice>, Error> {
        let query = Query::of(keys::inbox(org, of)).backward().page(limit, cursor);
        self.sift(query, limit, |item| read(item).map(|notice| Some(notice).filter(&keep))).await
    }

    /// Some of a person's notices.
    pub async fn notices_by_id(&self, org: &OrgId, of: &ActorId, ids: &[NoticeId]) -> Result<Vec<Notice>, Error> {
        self.items(ids.iter().map(|id| keys::notice(org, of, *id))).await?.iter().map(read).collect()
    }

    /// A person's unread notices, so many of them at most.
    pub async fn unread_notices(&self, org: &OrgId, of: &ActorId, limit: usize) -> Result<Vec<Notice>, Error> {
        let entries = self.query(Query::of(keys::unread(org, of)).index("gsi1").page(limit, None)).await?.items;
        self.whole(&entries).await?.iter().flatten().map(read).collect()
    }

    /// How many notices a person has not read.
    pub async fn count_unread(&self, org: &OrgId, of: &ActorId) -> Result<Counted, Error> {
        self.count(Query::of(keys::unread(org, of)).index("gsi1"), MOST_COUNTED).await
    }

    /// Whether news were told to everybody.
    pub async fn is_told(&self, scope: &StoreScope, id: NoticeId) -> Result<bool, Error> {
        Ok(self.item(&keys::news(scope, id)).await?.is_some())
    }

    /// Notes that news were told to everybody.
    pub async fn note_told(&self, scope: &StoreScope, news: &News) -> Result<(), Error> {
        let mut item = document(&keys::news(scope, news.id), "news", 1, news);
        item.insert("ttl".to_owned(), number(news.at.as_second() + KEPT_SECONDS));
        self.put(item).await
    }
}
