//! What people are told by mail: what came of an import, that a reconciliation file is there, that a webhook was switched off.

use std::collections::BTreeMap;
use std::io::Cursor;

use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::primitives::Blob;
use aws_sdk_sesv2::types::{Destination, EmailContent, RawMessage};
use domain::address::Email;
use domain::identity::StoreScope;
use domain::ids::{ImportId, MessageId, WebhookId};
use domain::imports::fault::{Fault, FaultCode};
use domain::imports::profile::FileFormat;
use domain::imports::record::{ChunkResult, Diagnostic, Import, MailState, Outcome, Plan, State};
use domain::reconciliation::ReconciliationState;
use domain::stores::Settings;
use domain::webhooks::{EndpointState, OffReason};
use formats::{FileError, Limits};
use jiff::Timestamp;
use messaging::{Attachment, Envelope, ImportDigest, ImportFailure, Look, Reason, ReconciliationNotice, WebhookOff};
use storage::keys::Outbox;
use storage::messages::{Claim, Message};
use storage::meter::Metered;

use crate::imports::folders::Folder;
use crate::{App, Error};

/// The most bytes of rejected rows that go along with a mail; larger files are fetched from the
/// portal. Mail servers commonly refuse 10 MB, and MIME adds a third.
const MAX_ATTACHED: usize = 6 << 20;

/// The mail service.
#[derive(Debug, Clone)]
pub struct Mail {
    client: Client,
    from: String,
    portal: String,
}

impl Mail {
    /// A mail service that sends from an address and links to a portal.
    pub fn new(client: Client, from: String, portal: String) -> Self {
        let metered = client.config().to_builder().interceptor(Metered::Mail).build();
        Self { client: Client::from_conf(metered), from, portal: portal.trim_end_matches('/').to_owned() }
    }

    /// The address that we send from.
    pub(crate) fn sender(&self) -> Result<Email, Error> {
        let refused = |why: &'static str| Error::Unavailable { doing: "reading the sender's address", source: why.into() };
        self.from.parse().map_err(refused)
    }

    fn link(&self, scope: &StoreScope, path: &str) -> String {
        format!("{}/{}/{path}", self.portal, scope.store())
    }

    async fn send(&self, mail: &messaging::Mail) -> Result<String, Error> {
        let raw = RawMessage::builder().data(Blob::new(mail.raw.clone())).build().map_err(Error::unavailable("writing a mail"))?;
        let to = mail.to.iter().map(|address| address.as_str().to_owned()).collect();
        let sent = self
            .client
            .send_email()
            .from_email_address(mail.from.as_str())
            .destination(Destination::builder().set_to_addresses(Some(to)).build())
            .content(EmailContent::builder().raw(raw).build())
            .send()
            .await
            .map_err(Error::unavailable("sending a mail"))?;
        Ok(sent.message_id.unwrap_or_default())
    }
}

impl App {
    /// Tells a store's contacts what came of an import: one mail, with the rejected rows in the
    /// client's own format. Of a correction nobody is told; its rejected rows are kept all the same.
    /// Told before: nothing happens.
    pub async fn tell_import(&self, scope: &StoreScope, id: ImportId, now: Timestamp) -> Result<(), Error> {
        let import = self.table.import(scope, id).await?.ok_or(Error::NotFound("import"))?;
        if import.mail != MailState::Pending {
            return Ok(());
        }
        let settings = self.settings(scope, now).await?;
        let envelope = self.envelope(scope, &["import", &id.to_string()], &settings, now).await?;
        let mail = match &import.state {
            State::Completed { plan, result, .. } => {
                let diagnostics = self.diagnostics_of(scope, &import, plan).await?;
                let Rejected { format, file, columns, rows } = self.rejected_rows(&import, plan, &diagnostics).await?;
                let attachment = attachment(&import.file_name, format, file);
                let place = Folder::of(scope, &import).rejected(&attachment.file_name);
                self.files.put(&place, attachment.media_type, attachment.content.clone()).await?;
                self.keep_cells(scope, &import, columns, rows).await?;
                let input = ImportDigest {
                    envelope,
                    store: settings.name.clone(),
                    file_name: import.file_name.clone(),
                    rows: plan.rows,
                    accepted: result.orders.accepted,
                    rejected: result.orders.rejected + stray_rows(&diagnostics),
                    duplicates: result.orders.duplicate,
                    reasons: reasons(&diagnostics, result),
                    link: self.mail.link(scope, &format!("imports/{id}")),
                    rejected_rows: Some(attachment).filter(|attachment| attachment.content.len() <= MAX_ATTACHED),
                };
                messaging::import_digest(&input, settings.locale)
            }
            State::Failed { faults, .. } => {
                let input = ImportFailure {
                    envelope,
                    store: settings.name.clone(),
                    file_name: import.file_name.clone(),
                    faults: faults.clone(),
                    link: self.mail.link(scope, &format!("imports/{id}")),
                };
                messaging::import_failed(&input, settings.locale)
            }
            _ => return Ok(()),
        };
        let mail_state = if import.is_told_by_mail() {
            self.send_once(Outbox::Store(scope), MessageId::derived(&["import", &id.to_string()]), &mail, now).await?;
            MailState::Sent
        } else {
            MailState::NotNeeded
        };
        let told = |before: &Import| Ok((before.mail == MailState::Pending).then(|| Import { mail: mail_state, ..before.clone() }));
        self.change_import(scope, id, told).await.map(drop)
    }

    /// Tells a store's contacts that a reconciliation file is there. Told before: nothing happens.
    pub async fn tell_reconciliation(&self, scope: &StoreScope, sequence: u64, now: Timestamp) -> Result<(), Error> {
        let file = self.table.reconciliation(scope, sequence).await?.ok_or(Error::NotFound("reconciliation file"))?;
        let ReconciliationState::Made(made) = &file.state else { return Ok(()) };
        let settings = self.settings(scope, now).await?;
        let number = sequence.to_string();
        let parts = ["reconciliation", scope.store().as_str(), &number];
        let input = ReconciliationNotice {
            envelope: self.envelope(scope, &parts, &settings, now).await?,
            store: settings.name.clone(),
            sequence,
            cut_off: file.cut_off_at.to_zoned(settings.zone()),
            totals: made.totals,
            lines: made.lines,
            sha256: made.sha256.clone(),
            link: self.mail.link(scope, &format!("reconciliations/{sequence}")),
        };
        let mail = messaging::reconciliation_ready(&input, settings.locale);
        self.send_once(Outbox::Store(scope), MessageId::derived(&parts), &mail, now).await
    }

    /// Tells a store's contacts that one of its webhooks was switched off, because nothing arrived. Told before, or switched
    /// on again meanwhile: nothing happens.
    pub async fn tell_webhook_off(&self, scope: &StoreScope, id: WebhookId, now: Timestamp) -> Result<(), Error> {
        let Some(endpoint) = self.table.webhook(scope, id).await? else { return Ok(()) };
        let EndpointState::Off { since, reason: OffReason::Failing | OffReason::Gone } = endpoint.state else { return Ok(()) };
        let settings = self.settings(scope, now).await?;
        let (webhook, time) = (id.to_string(), since.to_string());
        let parts = ["webhook", &webhook, &time];
        let input = WebhookOff {
            envelope: self.envelope(scope, &parts, &settings, now).await?,
            store: settings.name.clone(),
            webhook: endpoint.name.clone(),
            url: endpoint.url.to_string(),
            since: since.to_zoned(settings.zone()),
            link: self.mail.link(scope, &format!("webhooks/{id}")),
        };
        let mail = messaging::webhook_off(&input, settings.locale);
        self.send_once(Outbox::Store(scope), MessageId::derived(&parts), &mail, now).await
    }

    async fn envelope(&self, scope: &StoreScope, about: &[&str], settings: &Settings, now: Timestamp) -> Result<Envelope, Error> {
        let look = self.look(scope, settings).await?;
        self.envelope_to(about, (settings, look), settings.contacts.clone(), now)
    }

    pub(crate) fn envelope_to(
        &self,
        about: &[&str],
        (settings, look): (&Settings, Look),
        to: Vec<Email>,
        now: Timestamp,
    ) -> Result<Envelope, Error> {
        Ok(Envelope {
            look,
            id: MessageId::derived(about),
            sent_at: now,
            from: self.mail.sender()?,
            from_name: settings.brand.sender.clone().unwrap_or_else(|| "Packhouse".to_owned()),
            // SES takes no addresses beyond ASCII (no SMTPUTF8).
            to: to.into_iter().filter(|address| address.as_str().is_ascii()).collect(),
        })
    }

    /// A place of a store in the portal.
    pub(crate) fn link_to(&self, scope: &StoreScope, path: &str) -> String {
        self.mail.link(scope, path)
    }

    /// Sends a mail unless it was sent. Another sender may have it in hand: then nothing is known yet,
    /// and the caller's message has to come again.
    pub(crate) async fn send_once(&self, of: Outbox<'_>, id: MessageId, mail: &messaging::Mail, now: Timestamp) -> Result<(), Error> {
        if mail.to.is_empty() {
            return Ok(());
        }
        let to = mail.to.iter().map(|address| address.as_str().to_owned()).collect();
        let message = Message { id, subject: mail.subject.clone(), to, begun_at: now, attempt: 1, sent_as: None };
        let message = match self.table.claim_message(of, &message).await? {
            Claim::Ours(message) => message,
            Claim::Sent => return Ok(()),
            Claim::InHand => return Err(Error::InProgress("mail")),
        };
        match self.mail.send(mail).await {
            Ok(sent_as) => Ok(self.table.message_sent(of, &Message { sent_as: Some(sent_as), ..message.clone() }).await?),
            Err(error) => {
                self.table.release_message(of, &message).await?;
                Err(error)
            }
        }
    }

    /// The rejected rows in the format that they came in, and as cells.
    async fn rejected_rows(&self, import: &Import, plan: &Plan, diagnostics: &[Diagnostic]) -> Result<Rejected, Error> {
        let folder = tempfile::tempdir().map_err(Error::unavailable("making a folder"))?;
        let path = folder.path().join("file");
        if !self.files.download(&import.archive_key, &path).await? {
            return Err(Error::NotFound("file of the import"));
        }
        let (profile, faults, scratch) = (plan.profile.clone(), faults_by_row(diagnostics), folder.path().to_owned());
        let written = tokio::task::spawn_blocking(move || {
            let mut out = Cursor::new(Vec::new());
            let format = formats::rejected_file(&path, &profile, &Limits::default(), &scratch, &faults, &mut out)?;
            let (wanted, mut rows) = (faults.into_keys().collect(), Vec::new());
            let columns = formats::read_cells(&path, &profile, &Limits::default(), &scratch, &wanted, &mut |row, cells| {
                rows.push((row, cells));
                Ok(())
            })?;
            Ok(Rejected { format, file: out.into_inner(), columns, rows })
        });
        written
            .await
            .map_err(Error::unavailable("writing rejected rows"))?
            .map_err(|error: FileError| Error::unavailable("writing rejected rows")(error))
    }
}

/// The rejected rows of an import.
struct Rejected {
    format: FileFormat,
    /// As the client sent them, with what is wrong.
    file: Vec<u8>,
    columns: Vec<String>,
    rows: Vec<(u64, Vec<String>)>,
}

/// Where the rejected rows of an import lie once they were told: (key, file name).
pub(crate) fn rejected_file(scope: &StoreScope, import: &Import) -> Option<(String, String)> {
    let State::Completed { plan, result, .. } = &import.state else { return None };
    if import.mail == MailState::Pending || result.rows.rejected == 0 {
        return None;
    }
    let name = attachment(&import.file_name, plan.format, Vec::new()).file_name;
    Some((Folder::of(scope, import).rejected(&name), name))
}

/// All rows of rejected orders; a fault stands at its own row, and at the order's first where it
/// names none or one outside of the order.
fn faults_by_row(diagnostics: &[Diagnostic]) -> BTreeMap<u64, Vec<Fault>> {
    let mut rows: BTreeMap<u64, Vec<Fault>> = BTreeMap::new();
    for diagnostic in diagnostics.iter().filter(|diagnostic| diagnostic.outcome == Outcome::Rejected) {
        for row in &diagnostic.rows {
            rows.entry(*row).or_default();
        }
        let Some(first) = diagnostic.rows.iter().min() else { continue };
        for fault in &diagnostic.faults {
            let row = fault.row.filter(|row| diagnostic.rows.contains(row)).unwrap_or(*first);
            rows.entry(row).or_default().push(fault.clone());
        }
    }
    rows
}

/// The reasons in the order of their weight.
fn reasons(diagnostics: &[Diagnostic], result: &ChunkResult) -> Vec<Reason> {
    let example = |code: FaultCode| {
        let faults = diagnostics.iter().filter_map(|diagnostic| diagnostic.faults.first());
        faults.into_iter().find(|fault| fault.code == code).cloned()
    };
    let mut reasons: Vec<Reason> = result
        .rejected_by_code
        .iter()
        .filter_map(|(code, count)| Some(Reason { code: *code, count: *count, example: example(*code)? }))
        .collect();
    reasons.sort_by_key(|reason| (std::cmp::Reverse(reason.count), reason.code));
    reasons
}

fn stray_rows(diagnostics: &[Diagnostic]) -> u64 {
    diagnostics.iter().filter(|diagnostic| diagnostic.reference.is_empty()).count() as u64
}

fn attachment(file_name: &str, format: FileFormat, content: Vec<u8>) -> Attachment {
    let (media_type, extension) = match format {
        FileFormat::Csv => ("text/csv", "csv"),
        FileFormat::Xlsx => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        FileFormat::Json => ("application/json", "json"),
        FileFormat::JsonLines => ("application/jsonl", "jsonl"),
        FileFormat::Xml => ("application/xml", "xml"),
    };
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    Attachment { file_name: format!("{stem}-rejected.{extension}"), media_type, content }
}
