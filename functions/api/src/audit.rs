//! Who changed what: the logs of stores and of the organisation.

pub(crate) mod of_organisation;
pub(crate) mod of_store;

use domain::audit::{self, Entry, Hand, Kind};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use storage::audit::Wanted;
use utoipa::{IntoParams, ToSchema};

use crate::names::Names;
use crate::problem::{Code, Problem};
use crate::wire::limit;
use crate::words;

/// One change of something, as it was when it was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditEntry {
    #[schema(examples("aud_018f3c6e7b5a5d0d8f6b2a4c1e9d7f03"))]
    id: String,
    at: Timestamp,
    /// Who, as people call them.
    actor: String,
    /// A user's subject or a key's id.
    actor_id: String,
    /// As whom, where a member of staff acted for somebody.
    on_behalf_of: Option<String>,
    /// Their subject.
    on_behalf_of_id: Option<String>,
    #[schema(value_type = words::AuditKind)]
    kind: &'static str,
    #[schema(value_type = words::AuditAction)]
    action: &'static str,
    /// The id of what was changed; null where many were.
    subject: Option<String>,
    /// What was changed, as people call it; of many, their number.
    name: String,
    /// From what to what.
    changes: Vec<AuditChange>,
    /// Changes that are not listed, because there were too many.
    more_changes: usize,
    /// Why, in somebody's words.
    reason: Option<String>,
}

/// One value that became another.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditChange {
    /// Of which thing, where many were changed at once.
    of: Option<String>,
    /// Which value, as its path.
    #[schema(examples("seller/city"))]
    field: String,
    from: Option<String>,
    to: Option<String>,
}

impl From<audit::Change> for AuditChange {
    fn from(audit::Change { of, field, from, to }: audit::Change) -> Self {
        Self { of, field, from, to }
    }
}

impl AuditEntry {
    fn of(entry: Entry, names: &Names) -> Self {
        Self {
            id: entry.id.to_string(),
            at: entry.at,
            actor: names.name(&entry.actor),
            actor_id: entry.actor.to_string(),
            on_behalf_of: entry.on_behalf_of.as_ref().map(|actor| names.name(actor)),
            on_behalf_of_id: entry.on_behalf_of.as_ref().map(ToString::to_string),
            kind: entry.kind.as_str(),
            action: entry.action.as_str(),
            subject: entry.subject,
            name: entry.name,
            changes: entry.changes.into_iter().map(AuditChange::from).collect(),
            more_changes: entry.more_changes,
            reason: entry.reason,
        }
    }
}

/// Conditions that an entry must fit, all of them.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichEntries {
    /// By or for whoever has this in their name or e-mail address.
    actor: Option<String>,
    /// `acting`: by somebody of the house for a client's person; `own`: all others.
    #[param(value_type = Option<words::Hand>, inline)]
    hand: Option<Hand>,
    /// Of what kind the thing is.
    #[param(value_type = Option<words::AuditKind>)]
    kind: Option<Kind>,
    /// The first day; the store's calendar, or UTC for the organisation.
    from: Option<Date>,
    /// The last day.
    to: Option<Date>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200 items; 50 where absent.
    limit: Option<u16>,
}

impl WhichEntries {
    /// What is looked for, apart from who did it.
    fn wanted(&self, zone: &TimeZone) -> Result<Wanted, Problem> {
        let odd = |_| Problem::new(Code::Unreadable, "there is no such day");
        Ok(Wanted { hand: self.hand, ..Wanted::on_days(self.kind, self.from, self.to, zone).map_err(odd)? })
    }

    fn limit(&self) -> usize {
        limit(self.limit)
    }
}

/// Everybody whose name is shown with some entries.
fn actors(entries: &[Entry]) -> impl Iterator<Item = &domain::ids::ActorId> {
    entries.iter().flat_map(Entry::people)
}
