//! Pushing news to devices of people: encrypted for the browser (RFC 8291), signed by us (RFC 8292), once for each device.
//!
//! Which failures fail a message: those after which the push service may take it in a moment, and only for the first minutes of a
//! device's failing. All else is written down at the device. So an outage of a push service makes no dead letters, and a device
//! that never answers costs one try for each piece of news, until it is removed.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::devices::{Device, MOST_DEVICES, Vapid, Verdict};
use domain::identity::StoreScope;
use domain::identity::users::UserState;
use domain::ids::{ActorId, DeviceId, MessageId, OrgId};
use domain::locale::Locale;
use domain::notices::{News, NoticeKind};
use domain::webhooks::Outcome;
use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};
use storage::keys::Outbox;
use storage::messages::{Claim, Message};
use web_push_native::{Auth, encrypt};

use crate::{App, Error, gather};

/// A device that is out of reach for longer need not be told: it is in the inbox.
const KEPT_SECONDS: u32 = 24 * 3_600;

/// The longest sentence that is pushed, in characters; with everything around it a push stays below the 4 kB that all services take.
const LONGEST_SENTENCE: usize = 400;

/// The longest name of a store above it.
const LONGEST_TITLE: usize = 100;

/// What is pushed, as the portal's service worker shows it.
#[derive(Debug, Serialize)]
struct Pushed<'a> {
    /// The same again takes the first's place.
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    store: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<NoticeKind>,
    title: String,
    body: String,
    /// Where in the portal it is looked at.
    url: String,
    lang: &'static str,
}

impl App {
    /// The key with which pushes are signed. It is made when it is needed first; of two who make one at once, the first's stays.
    pub async fn push_key(&self) -> Result<Vapid, Error> {
        if let Some(key) = self.table.push_key().await? {
            return Ok(key);
        }
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(Error::unavailable("making a key"))?;
        let key = Vapid::from_bytes(bytes).map_err(Error::unavailable("making a key"))?;
        match self.table.create_push_key(&key).await {
            Ok(()) => Ok(key),
            Err(storage::Error::Conflict) => self.table.push_key().await?.ok_or(Error::Changed),
            Err(error) => Err(error.into()),
        }
    }

    /// Keeps a device of a person; one that is known gets its keys of now. Beyond the most, the one that was added first goes.
    pub async fn add_device(&self, org: &OrgId, of: &ActorId, device: Device) -> Result<Device, Error> {
        let known = self.table.devices(org, of).await?;
        if let Some(before) = known.iter().find(|known| known.id == device.id) {
            let again = device.again(before);
            self.table.replace_device(org, of, &again, before.version).await?;
            return Ok(again);
        }
        self.table.create_device(org, of, &device).await?;
        let mut oldest_first = known;
        oldest_first.sort_by_key(|known| (known.since, known.id));
        let n_too_many = (oldest_first.len() + 1).saturating_sub(MOST_DEVICES);
        for gone in oldest_first.iter().take(n_too_many) {
            self.table.remove_device(org, of, gone.id).await?;
        }
        Ok(device)
    }

    /// Forgets all devices of a person: nothing is pushed to whoever may not sign in, or ended all sessions.
    pub async fn forget_devices(&self, org: &OrgId, of: &ActorId) -> Result<(), Error> {
        for device in self.table.devices(org, of).await? {
            self.table.remove_device(org, of, device.id).await?;
        }
        Ok(())
    }

    /// Pushes news to a person's devices, to each once. Whoever may not know of them any more, or does not want to, gets nothing.
    pub async fn push(&self, scope: &StoreScope, to: &ActorId, news: &News, now: Timestamp) -> Result<(), Error> {
        let org = scope.organisation();
        let Some(user) = self.table.user(org, to).await?.filter(|user| news.is_pushed_to(user)) else { return Ok(()) };
        let devices = self.table.devices(org, to).await?;
        if devices.is_empty() {
            return Ok(());
        }
        let store = self.store(scope, now).await?;
        let (key, id) = (self.push_key().await?, news.id.to_string());
        let locale = user.locale.unwrap_or(store.settings.locale);
        let pushed = Pushed {
            id: &id,
            store: Some(scope.store().as_str()),
            kind: Some(news.kind),
            title: shortened(&store.settings.name, LONGEST_TITLE),
            body: shortened(&messaging::notice_sentence(news.kind, &news.name, news.n, locale), LONGEST_SENTENCE),
            url: format!("/{}/{}", scope.store(), place_of(news)),
            lang: locale.tag(),
        };
        let urgency = if news.kind.is_urgent() { "high" } else { "normal" };
        let each = devices.into_iter().map(|device| self.push_once((org, to), &key, device, (&pushed, urgency), now));
        // All are tried before any fails the message.
        let tried = gather(each.map(|one| async move { Ok(one.await) })).await?;
        tried.into_iter().collect()
    }

    /// Pushes to one device what shows its person that it works. Tried once; what came of it is written down at the device.
    pub async fn test_device(&self, scope: &StoreScope, of: &ActorId, id: DeviceId, now: Timestamp) -> Result<(), Error> {
        let org = scope.organisation();
        let Some(user) = self.table.user(org, of).await?.filter(|user| user.state() == UserState::Active) else { return Ok(()) };
        let Some(device) = self.table.device(org, of, id).await? else { return Ok(()) };
        let locale = user.locale.unwrap_or(Locale::En);
        let pushed = Pushed {
            id: "test",
            store: None,
            kind: None,
            title: "Packhouse".to_owned(),
            body: messaging::test_push(locale).to_owned(),
            url: format!("/{}/account", scope.store()),
            lang: locale.tag(),
        };
        let outcome = self.send_push(&self.push_key().await?, &device, (&pushed, "high"), now).await?;
        self.note_device((org, of), device, &outcome, now).await.map(drop)
    }

    async fn push_once(
        &self,
        (org, to): (&OrgId, &ActorId),
        key: &Vapid,
        device: Device,
        what: (&Pushed<'_>, &str),
        now: Timestamp,
    ) -> Result<(), Error> {
        let (of, name) = (Outbox::Person(org, to), device.id.to_string());
        let id = MessageId::derived(&["push", what.0.id, &name]);
        let subject = what.0.kind.map_or("", NoticeKind::as_str).to_owned();
        let message = Message { id, subject, to: vec![name], begun_at: now, attempt: 1, sent_as: None };
        let message = match self.table.claim_message(of, &message).await? {
            Claim::Ours(message) => message,
            Claim::Sent => return Ok(()),
            Claim::InHand => return Err(Error::InProgress("push")),
        };
        let outcome = self.send_push(key, &device, what, now).await?;
        let device = self.note_device((org, to), device, &outcome, now).await?;
        let verdict = Verdict::of(&outcome);
        if verdict == Verdict::Later && device.is_some_and(|device| device.insists(now)) {
            self.table.release_message(of, &message).await?;
            return Err(Error::InProgress("push"));
        }
        let sent_as = match &outcome {
            Outcome::Answered { status, .. } => status.to_string(),
            Outcome::Failed { why } => why.as_str().to_owned(),
        };
        Ok(self.table.message_sent(of, &Message { sent_as: Some(sent_as), ..message }).await?)
    }

    async fn send_push(
        &self,
        key: &Vapid,
        device: &Device,
        (pushed, urgency): (&Pushed<'_>, &str),
        now: Timestamp,
    ) -> Result<Outcome, Error> {
        let json = serde_json::to_vec(pushed).expect("what is pushed has only text keys");
        let body =
            encrypt(json, device.p256dh.point(), Auth::from_slice(device.auth.bytes())).map_err(Error::unavailable("encrypting a push"))?;
        let headers = vec![
            ("authorization", key.authorization(&device.endpoint, &self.mail.sender()?, now)),
            ("content-encoding", "aes128gcm".to_owned()),
            ("content-type", "application/octet-stream".to_owned()),
            ("ttl", KEPT_SECONDS.to_string()),
            ("urgency", urgency.to_owned()),
            ("topic", topic(pushed.id)),
        ];
        Ok(self.hooks.post(&device.endpoint, headers, body).await.0)
    }

    /// Writes down how a device fares, or removes it. Whoever changed it meanwhile is asked again; what was said to other keys is
    /// not about those of now. Returns the device as it is then.
    async fn note_device(
        &self,
        (org, of): (&OrgId, &ActorId),
        mut device: Device,
        outcome: &Outcome,
        now: Timestamp,
    ) -> Result<Option<Device>, Error> {
        // Told once: the next of the same kind would say the same.
        if Verdict::of(outcome) == Verdict::Refused && device.failing.is_none() {
            let status = if let Outcome::Answered { status, .. } = outcome { Some(*status) } else { None };
            tracing::warn!(device = %device.id, host = device.endpoint.host(), status, "a push service refuses what is pushed");
        }
        loop {
            let Some(after) = device.after(outcome, now) else {
                self.table.remove_device_as(org, of, &device).await?;
                return Ok(None);
            };
            match self.table.replace_device(org, of, &after, device.version).await {
                Ok(()) => return Ok(Some(after)),
                Err(storage::Error::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
            match self.table.device(org, of, device.id).await? {
                Some(changed) if (changed.p256dh, changed.auth) == (device.p256dh, device.auth) => device = changed,
                other => return Ok(other),
            }
        }
    }
}

/// Where the thing of a piece of news is in the portal, inside of its store: as the inbox there has it.
fn place_of(news: &News) -> String {
    let Some(subject) = &news.subject else { return "orders".to_owned() };
    let place = match news.kind {
        NoticeKind::ImportRejected | NoticeKind::ImportFailed => "imports",
        NoticeKind::ReconciliationReady => "reconciliations",
        NoticeKind::BackOrdersFilled | NoticeKind::ShortPick => "orders",
        NoticeKind::ReturnReceived => "returns",
        NoticeKind::CountVariance => "counts",
        NoticeKind::FindingOpened => "findings",
        NoticeKind::WebhookOff => "webhooks",
    };
    format!("{place}/{subject}")
}

/// With the same topic, what was not fetched yet is replaced: 32 characters of base64url (RFC 8030, 5.4).
fn topic(id: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(&Sha256::digest(id)[..24])
}

fn shortened(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    text.chars().take(longest - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_what_the_standard_allows() {
        let topic = topic("ntc_018f3c6e7b5a5d0d8f6b2a4c1e9d7f03");
        assert_eq!(topic.len(), 32);
        assert!(topic.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'));
    }

    #[test]
    fn the_longest_push_is_small_enough_in_any_script() {
        let [title, body] = [LONGEST_TITLE, LONGEST_SENTENCE].map(|longest| shortened(&"𐍈".repeat(2_000), longest));
        let url = format!("/{}/orders/{}", "x".repeat(40), "x".repeat(40));
        let (id, lang) = ("ntc_018f3c6e7b5a5d0d8f6b2a4c1e9d7f03", "zh-Hans");
        let kind = Some(NoticeKind::ReconciliationReady);
        let pushed = Pushed { id, store: Some(&url[1..41]), kind, title, body, url: url.clone(), lang };
        assert!(serde_json::to_vec(&pushed).unwrap().len() <= 3_000);
    }
}
