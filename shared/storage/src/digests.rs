//! What people are told of once a day. Due digests stand in an index of their own.

use domain::digests::{Digest, DigestState};
use domain::ids::{ActorId, OrgId};
use domain::notices::Notice;
use jiff::Timestamp;

use crate::keys;
use crate::notices::notice_item;
use crate::table::{Error, Item, Query, Table, document, number, read, text};

/// What was sent is kept for a month: who looks for its notice in an older one is told that it was.
const KEPT_SECONDS: i64 = 30 * 24 * 3_600;

/// In the index until it was sent.
fn digest_item(digest: &Digest) -> Item {
    let mut item = document(&keys::digest(&digest.organisation, &digest.of, digest.due), "digest", digest.version, digest);
    item.insert("ttl".to_owned(), number(digest.due.as_second() + KEPT_SECONDS));
    if digest.state != DigestState::Done {
        item.insert("gsi3pk".to_owned(), text(keys::DUE_DIGESTS));
        item.insert("gsi3sk".to_owned(), text(keys::by_time(digest.due, &digest.of)));
    }
    item
}

impl Table {
    /// What a person is told at a time.
    pub async fn digest(&self, org: &OrgId, of: &ActorId, due: Timestamp) -> Result<Option<Digest>, Error> {
        self.get(&keys::digest(org, of, due)).await
    }

    /// Puts a notice into a person's inbox and, in the same transaction, into a digest, which is stored in the place of its
    /// version before. [`Error::Conflict`] where the notice is there already, or the digest is not as it was believed to be.
    pub async fn create_notice_in(&self, digest: &Digest, notice: &Notice) -> Result<(), Error> {
        let notice = self.create_action(notice_item(&digest.organisation, &digest.of, notice));
        self.transact(vec![notice, self.write_action(digest_item(digest), digest.version - 1)]).await
    }

    /// Stores a digest in the place of its version before.
    pub async fn replace_digest(&self, digest: &Digest) -> Result<(), Error> {
        self.replace(digest_item(digest), digest.version - 1).await
    }

    /// Digests that are to be sent by now, the longest due first, and not more than `limit`.
    pub async fn due_digests(&self, now: Timestamp, limit: usize) -> Result<Vec<Digest>, Error> {
        let until = format!("{}$", keys::instant(now));
        let due = Query::of(keys::DUE_DIGESTS.to_owned()).index("gsi3").between("0".to_owned(), until).page(limit, None);
        let entries = self.query(due).await?.items;
        let digests: Vec<Digest> = self.whole(&entries).await?.iter().flatten().map(read).collect::<Result<_, _>>()?;
        // The index may lag behind.
        Ok(digests.into_iter().filter(|digest| digest.state != DigestState::Done).collect())
    }
}
