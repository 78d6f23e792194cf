//! People as the organisation knows them. What the user pool has to do besides is the API's business.

use domain::audit::{self, Action, Entry, Kind};
use domain::identity::StoreScope;
use domain::identity::users::{Heads, SignIn, User, UserRefusal};
use domain::orders::history::By;

use crate::orders::pause;
use crate::{App, Error};

/// How often a change is tried again when those of head office change at the same time.
const ATTEMPTS: u32 = 8;

/// What the log does not tell: what nobody chose, and what is told otherwise.
const UNTOLD: &[&str] = &[
    "id",
    "username",
    "organisation",
    "since",
    "is_confirmed",
    "suspended_at",
    "has_second_factor",
    "not_before",
    "sign_ins",
    "command",
    "version",
];

impl From<UserRefusal> for Error {
    fn from(refusal: UserRefusal) -> Self {
        Self::State(refusal.to_string())
    }
}

impl App {
    /// Stores what somebody did to a person, in the place of the version before, together with the log's entry. A person
    /// whom this very command changed before is left as they are.
    pub async fn change_user(&self, before: Option<&User>, after: User, by: &By, action: Action) -> Result<User, Error> {
        let after = User { version: before.map_or(0, |before| before.version) + 1, command: by.command.clone(), ..after };
        let changes = audit::differences(before, Some(&after), UNTOLD);
        let name = format!("{} <{}>", after.name, after.email);
        let entry = Entry::new(by, after.organisation.as_str(), Kind::User, action, (after.id.as_str(), &name)).with(changes);
        let scopes = concerned(before, &after);
        self.write_user(before, after, Some((&entry, &scopes))).await
    }

    /// Makes a person known whom so far only the user pool knew. Nobody did that, so the log tells nothing.
    pub async fn adopt_user(&self, user: User) -> Result<User, Error> {
        let (org, id) = (user.organisation.clone(), user.id.clone());
        match self.write_user(None, user, None).await {
            Err(Error::Changed) => self.table.user(&org, &id).await?.ok_or(Error::Changed),
            done => done,
        }
    }

    /// Notes that a person signed in; who wrote about them meanwhile is not overwritten.
    pub async fn note_sign_in(&self, user: User, sign_in: SignIn, has_second_factor: Option<bool>) -> Result<User, Error> {
        let mut before = user;
        for attempt in 0..ATTEMPTS {
            if before.knows(&sign_in.session) {
                return Ok(before);
            }
            let mut after = User { version: before.version + 1, ..before.clone() };
            after.note(sign_in.clone(), has_second_factor);
            match self.write_user(Some(&before), after, None).await {
                Err(Error::Changed) => pause(attempt).await,
                done => return done,
            }
            before = self.table.user(&before.organisation, &before.id).await?.ok_or(Error::NotFound("user"))?;
        }
        Err(Error::Changed)
    }

    /// Stores what a person chose for themselves.
    pub async fn write_own(&self, before: &User, after: User, by: &By) -> Result<User, Error> {
        if audit::differences(Some(before), Some(&after), UNTOLD).is_empty() {
            return Ok(before.clone());
        }
        self.change_user(Some(before), after, by, Action::Changed).await
    }

    async fn write_user(&self, before: Option<&User>, after: User, told: Option<(&Entry, &[StoreScope])>) -> Result<User, Error> {
        for attempt in 0..ATTEMPTS {
            let heads: Heads = self.table.heads(&after.organisation).await?;
            let changed = heads.after(before, &after)?;
            match self.table.write_user(&after, changed.as_ref(), told).await {
                Ok(()) => return Ok(after),
                Err(storage::Error::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
            // Was it the person who changed, or only who else is head office?
            let now = self.table.user(&after.organisation, &after.id).await?;
            if now.as_ref().is_some_and(|now| after.command.is_some() && now.command == after.command) {
                return now.ok_or(Error::Changed);
            }
            if now.as_ref().map(|now| now.version) != before.map(|before| before.version) {
                return Err(Error::Changed);
            }
            pause(attempt).await;
        }
        Err(Error::Changed)
    }
}

/// The stores by name that a person reaches or reached: their logs tell of it, too.
fn concerned(before: Option<&User>, after: &User) -> Vec<StoreScope> {
    let mut stores: Vec<_> = after.named_stores().iter().chain(before.map(User::named_stores).unwrap_or_default()).collect();
    stores.sort_unstable();
    stores.dedup();
    stores.into_iter().map(|store| StoreScope::of_message(after.organisation.clone(), store.clone())).collect()
}
