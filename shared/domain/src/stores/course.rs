//! A store's settings in time: what holds now, what is going to hold, and which version that is.
//!
//! What is planned stands with what holds, in one item, so that whoever reads a store reads both and takes what holds at
//! their moment: a change comes by itself, also where nobody calls. A planned change says what is to be different from
//! then on; everything else stays as it is by then, whoever changes it meanwhile.

use std::iter::once;

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Settings, Store};
use crate::ids::{ActorId, CommandId, OrgId, PlanId, StoreId, WarehouseId};
use crate::orders::history::By;
use crate::reconciliation::{latest_cut_off, next_cut_off};

/// The most changes that are planned at once.
pub const MOST_PLANNED: usize = 20;

/// How far ahead one plans, in seconds: two years.
const FARTHEST_SECONDS: i64 = 2 * 366 * 24 * 3_600;

/// A store with its settings as they hold and as they are planned. Each storing is a version, and so is each change
/// that comes by its time: a version names one state of the settings for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// What holds until the first planned change comes.
    #[serde(flatten)]
    base: Store,
    /// What is planned, by its time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    planned: Vec<Planned>,
    /// Who stored it so; none of stores that are older than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    written: Option<Written>,
}

/// A change that is planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// Its id.
    pub id: PlanId,
    /// When it comes.
    pub from: Timestamp,
    /// The settings as they will be.
    pub settings: Settings,
    /// Who planned it, and when.
    pub written: Written,
}

/// Who stored something, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: ActorId,
    /// As whom, where somebody of the house acted for a client's person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<ActorId>,
    /// By which command: sent again, it finds its work done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<CommandId>,
}

impl Written {
    /// Everybody who stands behind it: who did it, and for whom.
    pub fn people(&self) -> impl Iterator<Item = &ActorId> {
        once(&self.actor).chain(&self.on_behalf_of)
    }
}

impl From<&By> for Written {
    fn from(by: &By) -> Self {
        Self { at: by.at, actor: by.actor.clone(), on_behalf_of: by.on_behalf_of.clone(), command: by.command.clone() }
    }
}

/// Settings that held or will hold from a moment on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version<'a> {
    /// Which.
    pub version: u64,
    /// Since when; none of a store that is older than its history.
    pub from: Option<Timestamp>,
    /// The settings.
    pub settings: &'a Settings,
    /// Who made them so.
    pub written: Option<&'a Written>,
}

/// Why a change is not planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlanRefusal {
    /// It would have come already.
    #[error("a planned change comes later than now")]
    Past,
    /// Nobody knows what is then.
    #[error("a change is planned two years ahead at most")]
    TooFar,
    /// Two at one moment would be one.
    #[error("a change is planned for that very moment already; withdraw it, or choose another")]
    Taken,
    /// There are many.
    #[error("{MOST_PLANNED} changes are planned already; withdraw one first")]
    TooMany,
}

impl Course {
    /// A store that nobody planned anything for.
    pub fn new(base: Store, by: Option<&By>) -> Self {
        Self { base, planned: Vec::new(), written: by.map(Written::from) }
    }

    /// Whose settings these are.
    pub fn store(&self) -> &StoreId {
        &self.base.id
    }

    /// The organisation that fulfils for it.
    pub fn organisation(&self) -> &OrgId {
        &self.base.organisation
    }

    /// The warehouse that holds its stock, whatever changes.
    pub fn warehouse(&self) -> &WarehouseId {
        &self.base.settings.warehouse
    }

    /// The version that was stored: later than it are those that came by their time.
    pub fn stored_version(&self) -> u64 {
        self.base.version
    }

    /// Who stored it, and when.
    pub fn written(&self) -> Option<&Written> {
        self.written.as_ref()
    }

    /// The store as it is at a moment.
    pub fn at(&self, now: Timestamp) -> Store {
        let come = self.come(now);
        let version = self.base.version + come.len() as u64;
        match come.last() {
            None => self.base.clone(),
            Some(last) => Store { version, settings: last.settings.clone(), ..self.base.clone() },
        }
    }

    /// What is still to come, the next first.
    pub fn to_come(&self, now: Timestamp) -> &[Planned] {
        &self.planned[self.come(now).len()..]
    }

    fn come(&self, now: Timestamp) -> &[Planned] {
        &self.planned[..self.planned.iter().take_while(|planned| planned.from <= now).count()]
    }

    /// Every version that this storing brought or will bring, the first first.
    pub fn versions(&self) -> impl Iterator<Item = Version<'_>> {
        let written = self.written.as_ref();
        let own = Version { version: self.base.version, from: written.map(|written| written.at), settings: &self.base.settings, written };
        let planned = self.planned.iter().zip(self.base.version + 1..);
        once(own).chain(planned.map(|(planned, version)| Version {
            version,
            from: Some(planned.from),
            settings: &planned.settings,
            written: Some(&planned.written),
        }))
    }

    /// With other settings from now on. What is planned stays planned.
    #[must_use]
    pub fn change(&self, settings: Settings, by: &By) -> Self {
        let before = self.at(by.at);
        let planned = carried(self.to_come(by.at), &before.settings, &settings);
        Self { base: Store { version: before.version + 1, settings, ..before }, planned, written: Some(by.into()) }
    }

    /// With a change from a later moment on.
    pub fn plan(&self, id: PlanId, from: Timestamp, settings: Settings, by: &By) -> Result<Self, PlanRefusal> {
        let to_come = self.to_come(by.at);
        if from <= by.at {
            return Err(PlanRefusal::Past);
        }
        if from.as_second() - by.at.as_second() > FARTHEST_SECONDS {
            return Err(PlanRefusal::TooFar);
        }
        if to_come.iter().any(|planned| planned.from == from) {
            return Err(PlanRefusal::Taken);
        }
        if to_come.len() >= MOST_PLANNED {
            return Err(PlanRefusal::TooMany);
        }
        let now = self.at(by.at);
        let (before, after) = to_come.split_at(to_come.iter().take_while(|planned| planned.from < from).count());
        let held = before.last().map_or(&now.settings, |planned| &planned.settings);
        let later = carried(after, held, &settings);
        let planned = before.iter().cloned().chain(once(Planned { id, from, settings, written: by.into() })).chain(later).collect();
        Ok(Self { base: Store { version: now.version + 1, ..now }, planned, written: Some(by.into()) })
    }

    /// Without a planned change; None where it is not there, or has come.
    pub fn withdraw(&self, id: PlanId, by: &By) -> Option<(Self, Planned)> {
        let to_come = self.to_come(by.at);
        let index = to_come.iter().position(|planned| planned.id == id)?;
        let now = self.at(by.at);
        let (before, rest) = to_come.split_at(index);
        let (withdrawn, after) = rest.split_first()?;
        let held = before.last().map_or(&now.settings, |planned| &planned.settings);
        let planned = before.iter().cloned().chain(carried(after, &withdrawn.settings, held)).collect();
        Some((Self { base: Store { version: now.version + 1, ..now }, planned, written: Some(by.into()) }, withdrawn.clone()))
    }

    /// A planned change, come or to come.
    pub fn planned(&self, id: PlanId) -> Option<&Planned> {
        self.planned.iter().find(|planned| planned.id == id)
    }

    /// The settings right before a planned change.
    pub fn before(&self, id: PlanId) -> Option<&Settings> {
        let index = self.planned.iter().position(|planned| planned.id == id)?;
        Some(if index == 0 { &self.base.settings } else { &self.planned[index - 1].settings })
    }

    /// Stretches of time with the settings that hold in each: from when, until when.
    fn stretches(&self) -> impl DoubleEndedIterator<Item = (Timestamp, Timestamp, &Settings)> {
        (0..=self.planned.len()).map(move |index| {
            let from = index.checked_sub(1).map_or(Timestamp::MIN, |before| self.planned[before].from);
            let until = self.planned.get(index).map_or(Timestamp::MAX, |next| next.from);
            let settings = index.checked_sub(1).map_or(&self.base.settings, |before| &self.planned[before].settings);
            (from, until, settings)
        })
    }

    /// The first cut-off after `now`, by the settings that hold then.
    pub fn next_cut_off(&self, now: Timestamp) -> Option<Timestamp> {
        self.stretches().filter(|(_, until, _)| *until > now).find_map(|(from, until, settings)| {
            let (cut_offs, zone) = (&settings.cut_offs, settings.zone());
            // One at the very moment when the settings change is of the new ones.
            let after = now.max(just_before(from));
            next_cut_off(after, cut_offs, &zone).filter(|cut_off| *cut_off < until)
        })
    }

    /// The latest cut-off at or before `now`, by the settings that held then, if it is later than the last file.
    pub fn due_cut_off(&self, now: Timestamp, last: Option<Timestamp>) -> Option<Timestamp> {
        let latest = self.stretches().rev().filter(|(from, _, _)| *from <= now).find_map(|(from, until, settings)| {
            let (cut_offs, zone): (&[Time], TimeZone) = (&settings.cut_offs, settings.zone());
            latest_cut_off(now.min(just_before(until)), cut_offs, &zone).filter(|cut_off| *cut_off >= from)
        });
        latest.filter(|cut_off| last.is_none_or(|last| *cut_off > last))
    }
}

fn just_before(at: Timestamp) -> Timestamp {
    at.checked_sub(jiff::SignedDuration::from_nanos(1)).unwrap_or(at)
}

/// Planned changes that follow each other, where what came before the first of them was `old` and is now `new`: each
/// changes what it changed before, and nothing else.
fn carried(planned: &[Planned], old: &Settings, new: &Settings) -> Vec<Planned> {
    let (mut old, mut new) = (as_value(old), as_value(new));
    planned
        .iter()
        .map(|planned| {
            let wished = as_value(&planned.settings);
            let settings = merged(&old, &new, &wished);
            (old, new) = (wished, settings.clone());
            // Each value comes from one of three settings, at the place where it stood.
            let settings = serde_json::from_value(settings).unwrap_or_else(|_| planned.settings.clone());
            Planned { settings, ..planned.clone() }
        })
        .collect()
}

fn as_value(settings: &Settings) -> Value {
    serde_json::to_value(settings).unwrap_or(Value::Null)
}

/// What was wished, where that is something else than what was; all else as it is now.
fn merged(old: &Value, new: &Value, wished: &Value) -> Value {
    match (old, new, wished) {
        (Value::Object(old), Value::Object(new), Value::Object(wished)) => {
            let at = |fields: &Map<String, Value>, name: &String| fields.get(name).cloned().unwrap_or(Value::Null);
            let names = wished.keys().chain(new.keys().filter(|name| !wished.contains_key(*name)));
            Value::Object(names.map(|name| (name.clone(), merged(&at(old, name), &at(new, name), &at(wished, name)))).collect())
        }
        (old, new, wished) if old == wished => new.clone(),
        (_, _, wished) => wished.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stores::tests::settings;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + second).unwrap()
    }

    fn by(second: i64) -> By {
        By { actor: "nora".parse().unwrap(), on_behalf_of: None, at: at(second), command: None }
    }

    fn id(n: u128) -> PlanId {
        PlanId::new(Uuid::from_u128(n))
    }

    fn begun() -> Course {
        let store =
            Store { id: "nordlys".parse().unwrap(), organisation: "meridian".parse().unwrap(), version: 1, settings: settings("Nordlys") };
        Course::new(store, Some(&by(0)))
    }

    fn named(course: &Course, second: i64) -> (u64, String) {
        let store = course.at(at(second));
        (store.version, store.settings.name)
    }

    #[test]
    fn a_planned_change_comes_by_itself_and_is_a_version_of_its_own() {
        let course = begun().plan(id(1), at(100), settings("Nordlys Home"), &by(10)).unwrap();
        assert_eq!(named(&course, 99), (2, "Nordlys".to_owned()));
        assert_eq!(named(&course, 100), (3, "Nordlys Home".to_owned()));
        assert_eq!((course.to_come(at(99)).len(), course.to_come(at(100)).len()), (1, 0));
        // Whoever changes afterwards begins at what came.
        let changed = course.change(settings("Nordlys Hus"), &by(200));
        assert_eq!((changed.stored_version(), named(&changed, 200)), (4, (4, "Nordlys Hus".to_owned())));
        let told: Vec<(u64, Option<Timestamp>)> = course.versions().map(|version| (version.version, version.from)).collect();
        assert_eq!(told, [(2, Some(at(10))), (3, Some(at(100)))]);
    }

    #[test]
    fn a_planned_change_changes_what_it_says_and_nothing_else() {
        let colour = |name: &str, colour: &str| {
            let mut settings = settings(name);
            settings.brand.colour = Some(colour.parse().unwrap());
            settings
        };
        let course = begun().plan(id(1), at(100), colour("Nordlys", "#0f766e"), &by(10)).unwrap();
        // Renamed meanwhile, and another is planned in between.
        let course = course.change(settings("Nordlys Hus"), &by(20));
        let last = course.at(at(100)).settings;
        assert_eq!((last.name.as_str(), last.brand.colour.map(|colour| colour.to_string()).as_deref()), ("Nordlys Hus", Some("#0f766e")));
        let mut between = course.at(at(20)).settings;
        between.tax_number = Some("NO 1".to_owned());
        let course = course.plan(id(2), at(50), between, &by(30)).unwrap();
        let last = course.at(at(100)).settings;
        assert_eq!(
            (last.tax_number.as_deref(), last.brand.colour.map(|colour| colour.to_string()).as_deref()),
            (Some("NO 1"), Some("#0f766e"))
        );
        let (course, withdrawn) = course.withdraw(id(2), &by(40)).unwrap();
        assert_eq!((withdrawn.from, course.at(at(100)).settings.tax_number), (at(50), None));
        assert_eq!(course.at(at(100)).settings.brand.colour.map(|colour| colour.to_string()).as_deref(), Some("#0f766e"));
        assert!(course.withdraw(id(2), &by(41)).is_none(), "it is gone");
        assert!(course.withdraw(id(1), &by(100)).is_none(), "it has come");
    }

    #[test]
    fn what_cannot_be_planned_is_refused() {
        let plan = |course: &Course, n: u128, second: i64| course.plan(id(n), at(second), settings("X"), &by(10));
        assert_eq!(plan(&begun(), 1, 10), Err(PlanRefusal::Past));
        assert_eq!(plan(&begun(), 1, 10 + FARTHEST_SECONDS + 1), Err(PlanRefusal::TooFar));
        let mut course = plan(&begun(), 1, 100).unwrap();
        assert_eq!(plan(&course, 2, 100), Err(PlanRefusal::Taken));
        for n in 2..=20 {
            course = plan(&course, n, 100 + i64::try_from(n).unwrap()).unwrap();
        }
        assert_eq!(plan(&course, 21, 500), Err(PlanRefusal::TooMany));
    }

    #[test]
    fn a_store_that_was_stored_before_there_were_plans_reads() {
        let store = begun().at(at(0));
        let course: Course = serde_json::from_value(serde_json::to_value(&store).unwrap()).unwrap();
        assert_eq!((course.at(at(9)), course.to_come(at(0)).len(), course.written()), (store, 0, None));
    }

    #[test]
    fn cut_offs_are_those_of_the_settings_that_hold_then() {
        let noon = |time: &str| {
            let mut settings = settings("Nordlys");
            settings.time_zone = "UTC".to_owned();
            settings.cut_offs = vec![time.parse().unwrap()];
            settings
        };
        let instant = |text: &str| text.parse::<Timestamp>().unwrap();
        let by = |text: &str| By { at: instant(text), ..by(0) };
        let course = begun().change(noon("12:00"), &by("2026-11-20T00:00:00Z"));
        // From the afternoon on it is three o'clock: there are two files that day.
        let course = course.plan(id(1), instant("2026-11-21T13:00:00Z"), noon("15:00"), &by("2026-11-20T00:00:00Z")).unwrap();
        let next = |now: &str| course.next_cut_off(instant(now)).unwrap();
        assert_eq!(next("2026-11-21T11:59:00Z"), instant("2026-11-21T12:00:00Z"));
        assert_eq!(next("2026-11-21T12:00:00Z"), instant("2026-11-21T15:00:00Z"));
        assert_eq!(next("2026-11-21T15:00:00Z"), instant("2026-11-22T15:00:00Z"));
        let due = |now: &str| course.due_cut_off(instant(now), None).unwrap();
        assert_eq!(due("2026-11-21T14:00:00Z"), instant("2026-11-21T12:00:00Z"), "the old one, which came before");
        assert_eq!(due("2026-11-22T12:30:00Z"), instant("2026-11-21T15:00:00Z"), "noon is none any more");
        assert_eq!(course.due_cut_off(instant("2026-11-21T14:00:00Z"), Some(instant("2026-11-21T12:00:00Z"))), None);
        // One at the moment of the change is of the new settings.
        let course = course.plan(id(2), instant("2026-11-23T15:00:00Z"), noon("09:00"), &by("2026-11-22T00:00:00Z")).unwrap();
        assert_eq!(course.next_cut_off(instant("2026-11-23T10:00:00Z")), Some(instant("2026-11-24T09:00:00Z")));
    }

    proptest! {
        /// Whatever is planned, changed and withdrawn: versions go up with time and never name two states.
        #[test]
        fn a_version_is_one_state_for_good(steps in proptest::collection::vec((0..3_u8, 1..40_i64, 0..6_usize), 1..25)) {
            const NAMES: [&str; 6] = ["A", "B", "C", "D", "E", "F"];
            let (mut course, mut now, mut seen) = (begun(), 0_i64, std::collections::BTreeMap::<u64, Settings>::new());
            let mut last = 0;
            for (n, (step, passed, name)) in steps.into_iter().enumerate() {
                for second in now..now + passed {
                    let store = course.at(at(second));
                    prop_assert!(store.version >= last, "versions go up");
                    last = store.version;
                    let before = seen.insert(store.version, store.settings.clone());
                    prop_assert!(before.is_none_or(|before| before == store.settings), "version {} was another", store.version);
                }
                now += passed;
                let wanted = settings(NAMES[name]);
                course = match step {
                    0 => course.change(wanted, &by(now)),
                    1 => course.plan(id(n as u128), at(now + 20), wanted, &by(now)).unwrap_or(course),
                    _ => match course.to_come(at(now)).first().map(|planned| planned.id) {
                        Some(first) => course.withdraw(first, &by(now)).map_or(course.clone(), |(course, _)| course),
                        None => course,
                    },
                };
            }
        }
    }
}
