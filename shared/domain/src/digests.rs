//! What somebody is told of once a day, in one mail.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::ids::{ActorId, NoticeId, OrgId};

/// The hour of a store's own day at which its people are told of the day before.
const HOUR: i8 = 7;

/// The most notices that are kept one by one; of what is beyond them there is only the number.
const MOST_NOTICES: usize = 1_000;

/// What a person will be told at one time, or was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// The person's organisation.
    pub organisation: OrgId,
    /// The person.
    pub of: ActorId,
    /// When they are told.
    pub due: Timestamp,
    /// Of what, in the order in which it happened.
    pub notices: BTreeSet<NoticeId>,
    /// How many more there are.
    #[serde(default)]
    pub n_more: u64,
    /// Where it is.
    #[serde(default)]
    pub state: DigestState,
    /// Times that this was stored.
    pub version: u64,
}

/// Where a digest is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DigestState {
    /// It takes notices.
    #[default]
    Open,
    /// It is being sent, and takes none.
    Closed,
    /// It was sent, or there was nothing left to send.
    Done,
}

impl Digest {
    /// A new one.
    pub fn new(organisation: OrgId, of: ActorId, due: Timestamp) -> Self {
        Self { organisation, of, due, notices: BTreeSet::new(), n_more: 0, state: DigestState::Open, version: 0 }
    }

    /// With a notice; None where it takes no more.
    #[must_use]
    pub fn with(&self, notice: NoticeId) -> Option<Self> {
        let mut next = Self { version: self.version + 1, ..self.clone() };
        if next.notices.len() < MOST_NOTICES {
            next.notices.insert(notice);
        } else {
            next.n_more += 1;
        }
        (self.state == DigestState::Open).then_some(next)
    }

    /// In a later state.
    #[must_use]
    pub fn now(&self, state: DigestState) -> Self {
        Self { state, version: self.version + 1, ..self.clone() }
    }
}

/// When people of a store are told of what happens now: seven o'clock that comes next there.
pub fn due_after(now: Timestamp, zone: &TimeZone) -> Timestamp {
    let today = now.to_zoned(zone.clone()).date();
    let seven = |day: jiff::civil::Date| day.at(HOUR, 0, 0, 0).to_zoned(zone.clone()).map(|at| at.timestamp()).ok();
    let next = [Some(today), today.tomorrow().ok()].into_iter().flatten().filter_map(seven).find(|at| *at > now);
    next.unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(now: &str, zone: &str) -> String {
        due_after(now.parse().unwrap(), &TimeZone::get(zone).unwrap()).to_string()
    }

    #[test]
    fn it_is_due_at_seven_of_the_stores_own_clock() {
        assert_eq!(due("2026-12-01T05:59:59Z", "Europe/Warsaw"), "2026-12-01T06:00:00Z");
        assert_eq!(due("2026-12-01T06:00:00Z", "Europe/Warsaw"), "2026-12-02T06:00:00Z", "what happens at seven is of the next day");
        assert_eq!(due("2026-12-01T06:00:00Z", "Asia/Ho_Chi_Minh"), "2026-12-02T00:00:00Z");
        assert_eq!(due("2026-12-01T20:00:00Z", "Pacific/Auckland"), "2026-12-02T18:00:00Z", "there it is the second, nine o'clock");
    }

    #[test]
    fn seven_stays_seven_when_the_clocks_change() {
        assert_eq!(due("2027-03-27T12:00:00Z", "Europe/Warsaw"), "2027-03-28T05:00:00Z", "23 hours after the one before");
        assert_eq!(due("2027-03-27T05:59:59Z", "Europe/Warsaw"), "2027-03-27T06:00:00Z");
        assert_eq!(due("2027-10-30T12:00:00Z", "Europe/Warsaw"), "2027-10-31T06:00:00Z", "25 hours after the one before");
    }

    #[test]
    fn a_notice_is_in_it_once_and_a_closed_one_takes_none() {
        let id = |n: u32| NoticeId::derived(&[&n.to_string()]);
        let new = Digest::new("meridian".parse().unwrap(), "uma".parse().unwrap(), "2026-12-01T06:00:00Z".parse().unwrap());
        let one = new.with(id(1)).unwrap();
        assert_eq!((one.with(id(1)).unwrap().notices.len(), one.version), (1, 1));
        let closed = one.now(DigestState::Closed);
        assert_eq!((closed.with(id(2)), closed.version), (None, 2));
        let full = (0..1_005).fold(new, |digest, n| digest.with(id(n)).unwrap());
        assert_eq!((full.notices.len(), full.n_more), (1_000, 5));
    }
}
