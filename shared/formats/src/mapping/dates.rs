//! Dates as files write them, as RFC 3339 instants in UTC.

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Years that an order may be dated in.
const YEARS: std::ops::RangeInclusive<i16> = 1970..=2100;

/// How a profile's dates are read. An hour that the clocks skip or repeat is taken as `jiff`'s
/// "compatible" rule says: forward in a gap, the earlier one in a fold.
#[derive(Debug)]
pub(crate) struct Dates {
    zone: TimeZone,
    formats: Vec<String>,
}

impl Dates {
    pub(crate) fn new(zone: TimeZone, formats: Vec<String>) -> Self {
        Self { zone, formats }
    }

    /// Reads a text: RFC 3339, the profile's formats, or the local time of ISO 8601.
    pub(crate) fn of_text(&self, text: &str) -> Option<String> {
        let is_iso = text.len() >= 10 && text.as_bytes()[4] == b'-';
        if is_iso && let Ok(timestamp) = text.parse::<Timestamp>() {
            return self.reasonable(timestamp);
        }
        for format in &self.formats {
            let Ok(parts) = strtime::parse(format, text) else { continue };
            if let Ok(timestamp) = parts.to_timestamp() {
                return self.reasonable(timestamp);
            }
            let local = parts.to_datetime().or_else(|_| parts.to_date().map(|date| date.to_datetime(Time::midnight())));
            if let Ok(local) = local {
                return self.of_local(local);
            }
        }
        if is_iso { self.of_cell(text) } else { None }
    }

    /// Reads a date cell: local ISO 8601.
    pub(crate) fn of_cell(&self, text: &str) -> Option<String> {
        self.of_local(text.parse::<DateTime>().ok()?)
    }

    /// Reads a number as spreadsheets count days.
    pub(crate) fn of_serial(&self, number: &str) -> Option<String> {
        self.of_local(local_of_serial(number.parse().ok()?, false)?)
    }

    fn of_local(&self, local: DateTime) -> Option<String> {
        self.reasonable(local.to_zoned(self.zone.clone()).ok()?.timestamp())
    }

    fn reasonable(&self, timestamp: Timestamp) -> Option<String> {
        let year = timestamp.to_zoned(TimeZone::UTC).year();
        YEARS.contains(&year).then(|| timestamp.to_string())
    }
}

const SECONDS_PER_DAY: i64 = 86_400;

/// The day before day 1 of spreadsheets, moved by their belief in a 29 February 1900 (ECMA-376,
/// part 1, 18.17.4); `is_1904` is the other count, of old Macs.
fn day_zero(is_1904: bool) -> Date {
    if is_1904 { Date::constant(1904, 1, 1) } else { Date::constant(1899, 12, 30) }
}

/// The local time that a spreadsheet's number of days means, to the second.
pub(crate) fn local_of_serial(days: Decimal, is_1904: bool) -> Option<DateTime> {
    let seconds = days.checked_mul(Decimal::from(SECONDS_PER_DAY))?.round().to_i64()?;
    day_zero(is_1904).to_datetime(Time::midnight()).checked_add(SignedDuration::from_secs(seconds)).ok()
}

/// The spreadsheet's number of days of a local time, in the count from 1900.
pub(crate) fn serial_of_local(local: DateTime) -> Option<Decimal> {
    let span = day_zero(false).to_datetime(Time::midnight()).duration_until(local);
    let days = Decimal::from(span.as_secs()).checked_div(Decimal::from(SECONDS_PER_DAY))?;
    Some(days.round_dp(11).normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(formats: &[&str]) -> Dates {
        let zone = TimeZone::get("Europe/London").unwrap();
        Dates::new(zone, formats.iter().map(|format| (*format).to_owned()).collect())
    }

    #[test]
    fn texts_are_read_by_the_first_format_that_fits() {
        let dates = dates(&["%d/%m/%Y %H:%M", "%d/%m/%Y", "%d %b %Y %I:%M %p", "%Y%m%d"]);
        for (text, read) in [
            ("01/12/2010 08:26", Some("2010-12-01T08:26:00Z")),
            ("01/07/2011", Some("2011-06-30T23:00:00Z")),
            ("3 Jul 2011 1:05 PM", Some("2011-07-03T12:05:00Z")),
            ("20111209", Some("2011-12-09T00:00:00Z")),
            ("2011-07-01T08:00:00+02:00", Some("2011-07-01T06:00:00Z")),
            ("2011-07-01 08:00", Some("2011-07-01T07:00:00Z")),
            ("2011-07-01", Some("2011-06-30T23:00:00Z")),
            ("31/02/2011", None),
            ("01/07/0011", None),
            ("tomorrow", None),
            ("ééééé", None),
            ("", None),
        ] {
            assert_eq!(dates.of_text(text).as_deref(), read, "{text}");
        }
    }

    #[test]
    fn skipped_and_repeated_hours_are_compatible() {
        let dates = dates(&[]);
        assert_eq!(dates.of_cell("2011-03-27T01:30:00").as_deref(), Some("2011-03-27T01:30:00Z"));
        assert_eq!(dates.of_cell("2011-10-30T01:30:00").as_deref(), Some("2011-10-30T00:30:00Z"));
    }

    #[test]
    fn days_of_spreadsheets_count_to_the_second_and_back() {
        for (days, local) in
            [("40846.67847222222", "2011-10-30T16:17:00"), ("40846", "2011-10-30T00:00:00"), ("40676.62361111111", "2011-05-13T14:58:00")]
        {
            let read = local_of_serial(days.parse().unwrap(), false).unwrap();
            assert_eq!(read.to_string(), local);
            assert_eq!(local_of_serial(serial_of_local(read).unwrap(), false), Some(read));
        }
        assert_eq!(local_of_serial("0".parse().unwrap(), true).unwrap().to_string(), "1904-01-01T00:00:00");
        assert_eq!(local_of_serial(Decimal::MAX, false), None);
        assert_eq!(local_of_serial("999999999999".parse().unwrap(), false), None);
    }
}
