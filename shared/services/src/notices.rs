//! Telling people of a store what they should know: each person once, as they wish.

use domain::digests::due_after;
use domain::identity::StoreScope;
use domain::identity::users::User;
use domain::ids::{ActorId, MessageId, NoticeId, OrgId};
use domain::notices::{Channel, News, Notice};
use domain::stores::Store;
use jiff::Timestamp;
use messaging::{Look, NoticeMail};
use storage::keys::Outbox;

use crate::messages::NotificationMessage;
use crate::{App, Error, gather};

/// People of an organisation that are looked through at once.
const PEOPLE_AT_ONCE: usize = 200;

/// Nobody's house has more people; beyond them nobody is told.
const MOST_PEOPLE: usize = 5_000;

/// Notices that are marked as read by one call.
const READ_AT_ONCE: usize = 500;

impl App {
    /// Puts news into the inbox of everybody in the store who should know, and mails it to those who wish so. Told again,
    /// nothing happens; a run that died is made up for by the next, which finds whom it had told.
    pub async fn spread(&self, scope: &StoreScope, news: News, now: Timestamp) -> Result<(), Error> {
        if self.table.is_told(scope, news.id).await? {
            return Ok(());
        }
        let store = self.store(scope, now).await?;
        let look = self.look(scope, &store.settings).await?;
        let (mut cursor, mut n_seen): (Option<String>, usize) = (None, 0);
        loop {
            let wants = |user: &User| news.channel_for(user) != Channel::None;
            let page = self.table.users(scope.organisation(), PEOPLE_AT_ONCE, cursor.as_deref(), wants).await?;
            n_seen += page.items.len();
            gather(page.items.into_iter().map(|user| self.tell(scope, (&store, &look), &news, user, now))).await?;
            cursor = page.next;
            if cursor.is_none() || n_seen >= MOST_PEOPLE {
                return Ok(self.table.note_told(scope, &news).await?);
            }
        }
    }

    async fn tell(&self, scope: &StoreScope, (store, look): (&Store, &Look), news: &News, user: User, now: Timestamp) -> Result<(), Error> {
        let (org, channel) = (scope.organisation(), news.channel_for(&user));
        let notice = Notice { news: news.clone(), read_at: None };
        if channel == Channel::Daily {
            self.tell_later((org, &user.id), &notice, due_after(now, &store.settings.zone()), &store.settings.zone()).await?;
        } else {
            match self.table.create_notice(org, &user.id, &notice).await {
                Ok(()) | Err(storage::Error::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
        }
        // By a message of its own: a push service that takes its time holds up no mail and nobody else.
        if news.is_pushed_to(&user) && self.table.has_devices(org, &user.id).await? {
            self.queues.notify(scope, NotificationMessage::Push { to: user.id.clone(), news: Box::new(news.clone()) }).await?;
        }
        if channel != Channel::Mail {
            return Ok(());
        }
        // The pool's addresses are checked there; one that no mail can go to does not hold up the others.
        let Ok(address) = user.email.parse() else { return Ok(()) };
        let (id, parts) = (news.id.to_string(), user.id.as_str());
        let about = ["notice", &id, parts];
        let envelope = self.envelope_to(&about, (&store.settings, look.clone()), vec![address], now)?;
        let locale = user.locale.unwrap_or(store.settings.locale);
        let input = NoticeMail {
            envelope,
            store: store.settings.name.clone(),
            kind: news.kind,
            name: news.name.clone(),
            n: news.n,
            link: self.link_to(scope, "inbox"),
        };
        self.send_once(Outbox::Store(scope), MessageId::derived(&about), &messaging::notice(&input, locale), now).await
    }

    /// Notes that a person has read some of their notices, or all. Returns how many were unread.
    pub async fn read_notices(&self, org: &OrgId, of: &ActorId, ids: Option<&[NoticeId]>, now: Timestamp) -> Result<usize, Error> {
        let found = match ids {
            Some(ids) => self.table.notices_by_id(org, of, ids).await?,
            None => self.table.unread_notices(org, of, READ_AT_ONCE).await?,
        };
        let unread: Vec<Notice> = found.into_iter().filter(|notice| notice.read_at.is_none()).collect();
        let n_unread = unread.len();
        gather(unread.into_iter().map(|notice| async move {
            match self.table.note_read(org, of, &Notice { read_at: Some(now), ..notice }).await {
                // Another of their devices was first.
                Ok(()) | Err(storage::Error::Conflict) => Ok(()),
                Err(error) => Err(Error::from(error)),
            }
        }))
        .await?;
        Ok(n_unread)
    }
}
