//! Civil time in a zone: days of a calendar, hours across offset changes, gaps and folds.

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime, Time},
    tz::{AmbiguousOffset, TimeZone},
};

const HOUR: i64 = 3600;
/// Enough for a fold, a skipped day and a clamped month in a row.
const MAX_STEPS: usize = 16;

/// Days of the week; never empty.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weekdays([bool; 7]);

impl Weekdays {
    /// From numbers 1 (Monday) to 7 (Sunday); others are ignored. None when no day is left.
    pub(super) fn of(numbers: &[u8]) -> Option<Self> {
        let mut days = [false; 7];
        for number in numbers {
            if let Some(day) = number.checked_sub(1).and_then(|i| days.get_mut(usize::from(i))) {
                *day = true;
            }
        }
        days.contains(&true).then_some(Self(days))
    }

    /// How many days, 1 to 7.
    pub(super) fn count(self) -> u64 {
        self.0.iter().map(|chosen| u64::from(*chosen)).sum()
    }

    /// Days from one chosen day to the nearest next one, 1 to 7.
    pub(super) fn shortest_gap(self) -> u64 {
        let chosen = |day: usize| self.0.get(day % 7).copied().unwrap_or(false);
        let meets = |gap: &usize| (0..7).any(|day| chosen(day) && chosen(day + gap));
        (1..7).find(meets).map_or(7, |gap| gap as u64)
    }

    fn contains(self, date: Date) -> bool {
        let index = usize::from(weekday_number(date)) - 1;
        self.0.get(index).copied().unwrap_or(false)
    }
}

/// Which days a calendar schedule has slots on.
#[derive(Debug, Clone, Copy)]
pub(super) enum Days {
    Every,
    Of(Weekdays),
    /// Day 1 to 31, the month's last where it is shorter.
    OfMonth(i8),
}

impl Days {
    fn contains(self, date: Date) -> bool {
        match self {
            Self::Every => true,
            Self::Of(days) => days.contains(date),
            Self::OfMonth(day) => date.day() == day.min(date.days_in_month()),
        }
    }

    /// The first chosen day that is not before `date`.
    fn from(self, date: Date) -> Option<Date> {
        if let Self::OfMonth(day) = self {
            let mut month = date.first_of_month();
            if day < date.day() {
                month = month.checked_add(1.month()).ok()?;
            }
            return Date::new(month.year(), month.month(), day.min(month.days_in_month())).ok();
        }
        let mut day = date;
        while !self.contains(day) {
            day = day.tomorrow().ok()?;
        }
        Some(day)
    }
}

/// The first slot after `after`: at `at` on one of `days`.
pub(super) fn next_day_slot(zone: &TimeZone, days: Days, at: Time, after: Timestamp) -> Option<Timestamp> {
    // Earlier civil times than this one never map to a later instant.
    let mut date = zone.to_datetime(after).date();
    for _ in 0..MAX_STEPS {
        date = days.from(date)?;
        let slot = resolve(zone, date.to_datetime(at), |civil| days.contains(civil.date()));
        if slot.is_some_and(|slot| slot > after) {
            return slot;
        }
        date = date.tomorrow().ok()?;
    }
    None
}

/// The instant of a civil time: the first of two in a fold, the first after a gap. A day that
/// the zone leaves out has no instant of its own where the next day has a slot anyway
/// (`is_slot`, asked for the same time of that day).
pub(super) fn resolve(
    zone: &TimeZone,
    civil: DateTime,
    is_slot: impl Fn(DateTime) -> bool,
) -> Option<Timestamp> {
    match zone.to_ambiguous_timestamp(civil).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(civil).ok(),
        AmbiguousOffset::Fold { before, .. } => before.to_timestamp(civil).ok(),
        AmbiguousOffset::Gap { before, after } => {
            let inside = before.to_timestamp(civil).ok()?;
            let end = zone.preceding(inside.checked_add(1.second()).ok()?).next()?.timestamp();
            let (stops, resumes) = (before.to_datetime(end), after.to_datetime(end));
            let merges = stops <= civil.date().to_datetime(Time::midnight())
                && resumes.date() > civil.date()
                && is_slot(resumes.date().to_datetime(civil.time()));
            (!merges).then_some(end)
        }
    }
}

/// The first slot of an hourly schedule at or after `start` (Unix seconds).
pub(super) fn next_hour_slot(zone: &TimeZone, minute: u8, mut start: i64) -> Option<i64> {
    for _ in 0..MAX_STEPS {
        let slot = first_at_minute(zone, minute, start)?;
        match next_change(zone, start) {
            Some(change) if change <= slot => start = change,
            _ if is_within_an_hour_of_the_last(zone, minute, slot) => start = slot + 1,
            _ => return Some(slot),
        }
    }
    None
}

/// How many slots an hourly schedule has from `start` to `end`, both included, up to `cap`.
/// Arithmetic between two changes of the offset.
pub(super) fn count_hour_slots(zone: &TimeZone, minute: u8, mut start: i64, end: i64, cap: u32) -> u32 {
    let mut count = 0;
    while start <= end && count < i64::from(cap) {
        let change = next_change(zone, start).filter(|change| *change <= end);
        let last = change.map_or(end, |change| change - 1);
        let Some(first) = first_at_minute(zone, minute, start) else {
            break;
        };
        if first <= last {
            count += (last - first) / HOUR + 1;
            count -= i64::from(is_within_an_hour_of_the_last(zone, minute, first));
        }
        start = last + 1;
    }
    u32::try_from(count).unwrap_or(cap).min(cap)
}

/// The first second from `start` on whose minute is right, were the offset never to change.
fn first_at_minute(zone: &TimeZone, minute: u8, start: i64) -> Option<i64> {
    let offset = i64::from(zone.to_offset(Timestamp::from_second(start).ok()?).seconds());
    Some(start + (i64::from(minute) * 60 - start - offset).rem_euclid(HOUR))
}

/// Whether a change by a part of an hour (Lord Howe's half) has put `slot` less than an hour
/// behind the slot before the change.
fn is_within_an_hour_of_the_last(zone: &TimeZone, minute: u8, slot: i64) -> bool {
    let before = || {
        let change = zone.preceding(Timestamp::from_second(slot + 1).ok()?).next()?;
        let change = change.timestamp().as_second();
        // The slot before the change lies in the hour that ends with it.
        let earlier = first_at_minute(zone, minute, change - HOUR)?;
        Some((slot - change < HOUR, slot - earlier))
    };
    before().is_some_and(|(is_first, distance)| is_first && distance < HOUR)
}

/// The next change of the zone's offset after `start`, in Unix seconds.
pub(super) fn next_change(zone: &TimeZone, start: i64) -> Option<i64> {
    let change = zone.following(Timestamp::from_second(start).ok()?).next()?;
    Some(change.timestamp().as_second())
}

/// 1 (Monday) to 7 (Sunday).
pub(super) fn weekday_number(date: Date) -> u8 {
    date.weekday().to_monday_one_offset().unsigned_abs()
}
