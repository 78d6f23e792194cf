//! Settings of a store: changed at once, planned for later, withdrawn. Each is one transaction of what holds, its history,
//! the log's entry, and when the next reconciliation file is due.

use domain::audit::{self, Action, Change, Entry, Kind};
use domain::identity::StoreScope;
use domain::ids::{PlanId, WarehouseId};
use domain::orders::history::By;
use domain::stores::course::{Course, PlanRefusal, Planned};
use domain::stores::{Settings, Store};
use jiff::Timestamp;

use crate::{App, Error};

impl From<PlanRefusal> for Error {
    fn from(refusal: PlanRefusal) -> Self {
        Self::State(refusal.to_string())
    }
}

impl App {
    /// The store of a scope as it is at a moment.
    pub(crate) async fn store(&self, scope: &StoreScope, at: Timestamp) -> Result<Store, Error> {
        self.table.store(scope, at).await?.ok_or(Error::NotFound("store"))
    }

    /// What holds for a store at a moment.
    pub(crate) async fn settings(&self, scope: &StoreScope, at: Timestamp) -> Result<Settings, Error> {
        Ok(self.store(scope, at).await?.settings)
    }

    /// The warehouse that holds a store's stock.
    pub(crate) async fn warehouse(&self, scope: &StoreScope) -> Result<WarehouseId, Error> {
        self.table.warehouse(scope).await?.ok_or(Error::NotFound("store"))
    }

    /// Changes settings at once, where `version` is the one that holds. Sent again, the change is found done.
    pub async fn change_settings(&self, scope: &StoreScope, by: &By, version: u64, settings: Settings) -> Result<Store, Error> {
        let before = self.course_to_change(scope).await?;
        if is_done(&before, by) {
            return Ok(before.at(by.at));
        }
        let held = as_loaded(&before, version, by.at)?;
        let after = before.change(settings, by);
        let changes = audit::differences(Some(&held.settings), Some(&after.at(by.at).settings), &[]);
        self.keep_course(scope, by, (&before, &after), Action::Changed, changes).await?;
        Ok(after.at(by.at))
    }

    /// Plans a change of settings, where `version` is the one that holds. Sent again, the plan is found made.
    pub async fn plan_settings(
        &self,
        scope: &StoreScope,
        by: &By,
        version: u64,
        (id, from): (PlanId, Timestamp),
        settings: Settings,
    ) -> Result<Course, Error> {
        let before = self.course_to_change(scope).await?;
        if before.to_come(by.at).iter().any(|planned| planned.id == id) {
            return Ok(before);
        }
        as_loaded(&before, version, by.at)?;
        let after = before.plan(id, from, settings, by)?;
        let changes = changes_of(&after, id);
        self.keep_course(scope, by, (&before, &after), Action::Planned, changes).await?;
        Ok(after)
    }

    /// Withdraws what was planned, before it comes.
    pub async fn withdraw_plan(&self, scope: &StoreScope, by: &By, id: PlanId) -> Result<(), Error> {
        let before = self.course_to_change(scope).await?;
        let Some((after, _)) = before.withdraw(id, by) else {
            return if is_done(&before, by) { Ok(()) } else { Err(Error::NotFound("planned change")) };
        };
        let changes = changes_of(&before, id);
        self.keep_course(scope, by, (&before, &after), Action::Withdrawn, changes).await
    }

    async fn course_to_change(&self, scope: &StoreScope) -> Result<Course, Error> {
        self.table.course(scope).await?.ok_or(Error::NotFound("store"))
    }

    async fn keep_course(
        &self,
        scope: &StoreScope,
        by: &By,
        (before, after): (&Course, &Course),
        action: Action,
        changes: Vec<Change>,
    ) -> Result<(), Error> {
        let name = after.at(by.at).settings.name;
        let told = Entry::new(by, scope.store().as_str(), Kind::Settings, action, (scope.store().as_str(), &name)).with(changes);
        let (was, is) = (before.next_cut_off(by.at), after.next_cut_off(by.at));
        let cut_off = is.filter(|_| was != is);
        match self.table.replace_store(scope, after, before.stored_version(), cut_off, &told).await {
            Err(storage::Error::Conflict) => Err(Error::Changed),
            done => Ok(done?),
        }
    }
}

/// Whether what is stored is this very command's work.
fn is_done(course: &Course, by: &By) -> bool {
    by.command.is_some() && course.written().is_some_and(|written| written.command == by.command)
}

/// What holds, if it is what the caller has seen.
fn as_loaded(course: &Course, version: u64, now: Timestamp) -> Result<Store, Error> {
    let held = course.at(now);
    if held.version == version { Ok(held) } else { Err(Error::Changed) }
}

/// What a planned change changes, and when.
fn changes_of(course: &Course, id: PlanId) -> Vec<Change> {
    let planned = course.planned(id);
    let mut changes: Vec<Change> = planned.map(|planned| Change::new("from", None, Some(planned.from.to_string()))).into_iter().collect();
    changes.extend(planned.map(|planned| differences(course, planned)).unwrap_or_default());
    changes
}

/// What a planned change changes of what holds right before it.
pub fn differences(course: &Course, planned: &Planned) -> Vec<Change> {
    audit::differences(course.before(planned.id), Some(&planned.settings), &[])
}
