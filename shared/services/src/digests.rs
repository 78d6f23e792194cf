//! The mail of a day: what people are told of together.
//!
//! A notice comes into the inbox and into the digest of its person by one transaction, so it is in one digest, however often it
//! is told. A digest that is due is closed before anything of it is read: what comes then opens the next.

use std::collections::BTreeMap;

use domain::digests::{Digest, DigestState, due_after};
use domain::identity::StoreScope;
use domain::ids::{ActorId, MessageId, OrgId, StoreId};
use domain::notices::{Channel, Notice};
use domain::stores::Store;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use messaging::{DailyMail, Envelope, Look, StoreDay, ToldOf};
use storage::keys::Outbox;

use crate::orders::pause;
use crate::{App, Error, gather};

/// Digests that one tick sends.
const SENT_AT_ONCE: usize = 500;

/// How often a notice is put into a digest that changes at the same time.
const ATTEMPTS: u32 = 8;

impl App {
    /// Puts a notice into a person's inbox, and into what they are told at `due` or, where that is closed, the day after.
    /// Told before: nothing happens.
    pub(crate) async fn tell_later(
        &self,
        (org, of): (&OrgId, &ActorId),
        notice: &Notice,
        mut due: Timestamp,
        zone: &TimeZone,
    ) -> Result<(), Error> {
        for attempt in 0..ATTEMPTS {
            let found = self.table.digest(org, of, due).await?;
            let digest = found.unwrap_or_else(|| Digest::new(org.clone(), of.clone(), due));
            let Some(next) = digest.with(notice.news.id) else {
                due = due_after(due, zone);
                continue;
            };
            match self.table.create_notice_in(&next, notice).await {
                Err(storage::Error::Conflict) => {}
                stored => return Ok(stored?),
            }
            if !self.table.notices_by_id(org, of, &[notice.news.id]).await?.is_empty() {
                return Ok(());
            }
            pause(attempt).await;
        }
        Err(Error::Changed)
    }

    /// Sends the digests whose time has come. One that fails holds up none of the others, and is due until it was sent.
    pub async fn send_digests(&self, now: Timestamp) -> Result<(), Error> {
        let due = self.table.due_digests(now, SENT_AT_ONCE).await?;
        let sent = gather(due.into_iter().map(|digest| async move { Ok(self.send_digest(digest, now).await) })).await?;
        let failed: Vec<Error> = sent.into_iter().filter_map(Result::err).collect();
        for error in &failed {
            tracing::warn!(error = %error, "a digest was not sent and comes again");
        }
        failed.into_iter().next().map_or(Ok(()), Err)
    }

    async fn send_digest(&self, mut digest: Digest, now: Timestamp) -> Result<(), Error> {
        if digest.state == DigestState::Open {
            digest = digest.now(DigestState::Closed);
            match self.table.replace_digest(&digest).await {
                // Something came at the last moment, or another tick has it: the next one sees.
                Err(storage::Error::Conflict) => return Ok(()),
                stored => stored?,
            }
        }
        match self.mail_digest(&digest, now).await {
            // Another tick has it in hand.
            Err(Error::InProgress(_)) => return Ok(()),
            sent => sent?,
        }
        match self.table.replace_digest(&digest.now(DigestState::Done)).await {
            Ok(()) | Err(storage::Error::Conflict) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Mails what of a digest its person has not read, may still see, and still wants to be told so.
    async fn mail_digest(&self, digest: &Digest, now: Timestamp) -> Result<(), Error> {
        let (org, of) = (&digest.organisation, &digest.of);
        let Some(user) = self.table.user(org, of).await? else { return Ok(()) };
        let ids: Vec<_> = digest.notices.iter().copied().collect();
        let notices = self.table.notices_by_id(org, of, &ids).await?;
        let is_left = |notice: &Notice| notice.read_at.is_none() && notice.news.channel_for(&user) == Channel::Daily;
        let mut by_store: BTreeMap<StoreId, Vec<Notice>> = BTreeMap::new();
        for notice in notices.into_iter().filter(is_left) {
            by_store.entry(notice.news.store.clone()).or_default().push(notice);
        }
        // The pool's addresses are checked there; one that no mail can go to is told in the inbox alone.
        let Ok(address) = user.email.parse() else { return Ok(()) };
        let mut days: Vec<(Store, StoreScope, StoreDay)> = Vec::new();
        for (store, mut notices) in by_store {
            let scope = StoreScope::of_message(org.clone(), store);
            let Some(store) = self.table.store(&scope, now).await? else { continue };
            notices.sort_by_key(|notice| notice.news.id);
            let told = notices.into_iter().map(|Notice { news, .. }| ToldOf { kind: news.kind, name: news.name, n: news.n });
            let day = StoreDay { name: store.settings.name.clone(), notices: told.collect(), link: self.link_to(&scope, "inbox") };
            days.push((store, scope, day));
        }
        let Some((first, scope, _)) = days.first() else { return Ok(()) };
        let time = digest.due.to_string();
        let about = ["digest", of.as_str(), &time];
        let to = vec![address];
        let locale = user.locale.unwrap_or(first.settings.locale);
        let envelope = if days.len() == 1 {
            let look = self.look(scope, &first.settings).await?;
            self.envelope_to(&about, (&first.settings, look), to, now)?
        } else {
            // Of several stores it is nobody's own mail: it has no store's head or name.
            let envelope = self.envelope_to(&about, (&first.settings, Look::default()), to, now)?;
            Envelope { from_name: "Packhouse".to_owned(), ..envelope }
        };
        let stores = days.into_iter().map(|(_, _, day)| day).collect();
        let mail = messaging::daily(&DailyMail { envelope, stores, n_beyond: digest.n_more }, locale);
        self.send_once(Outbox::Person(org, of), MessageId::derived(&about), &mail, now).await
    }
}
