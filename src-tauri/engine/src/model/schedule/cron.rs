//! Cron expressions: which civil times match, and at which instants of a zone they fire.

use croner::{
    Cron, CronComponent,
    parser::{CronParser, Seconds, Year},
};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

use super::calendar::{next_change, resolve};

/// Longest expression that is accepted, in bytes.
pub(super) const MAX_LENGTH: usize = 200;
/// More than the matching minutes in the longest fold, a whole day.
const MAX_MATCHES: usize = 2_000;
/// More than the changes of a zone's clock in a century.
const MAX_CHANGES: usize = 400;
/// A plain leap year's start, from which gaps are measured: the answer must not depend on now.
const SAMPLE_START: DateTime = DateTime::constant(2024, 1, 1, 0, 0, 0, 0);
/// Covers the minutes of two neighbouring hours of each of several days.
const SAMPLE_SIZE: usize = 500;
const MEDIAN_SIZE: usize = 25;

/// A parsed expression that fires at most once a minute.
#[derive(Debug, Clone)]
pub(super) struct CronRule {
    cron: Cron,
    /// Steps and wildcards follow the real hours; fixed times fire once a day, as a daily
    /// schedule does.
    repeats: bool,
}

/// Why an expression is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CronFault {
    TooLong,
    Malformed,
    EverySecond,
    NeverFires,
}

impl CronRule {
    /// Reads an expression of five fields, or six with the seconds first.
    pub(super) fn parse(expression: &str) -> Result<Self, CronFault> {
        if expression.len() > MAX_LENGTH {
            return Err(CronFault::TooLong);
        }
        let cron = CronParser::builder()
            .seconds(Seconds::Optional)
            .year(Year::Disallowed)
            .build()
            .parse(expression)
            .map_err(|_| CronFault::Malformed)?;
        let follows_the_hours = |field: &CronComponent| field.from_wildcard || field.step != 1;
        if cron.pattern.seconds.values().len() != 1 {
            return Err(CronFault::EverySecond);
        }
        let repeats = follows_the_hours(&cron.pattern.minutes) || follows_the_hours(&cron.pattern.hours);
        let rule = Self { cron, repeats };
        if rule.next_match(SAMPLE_START, true).is_none() {
            return Err(CronFault::NeverFires);
        }
        Ok(rule)
    }

    /// The first slot after `after` in `zone`.
    pub(super) fn next(&self, zone: &TimeZone, after: Timestamp) -> Option<Timestamp> {
        if self.repeats { self.next_repeated(zone, after) } else { self.next_fixed(zone, after) }
    }

    /// Fixed times: each match once, after the gap or first in the fold.
    fn next_fixed(&self, zone: &TimeZone, after: Timestamp) -> Option<Timestamp> {
        let mut civil = zone.to_datetime(after);
        for _ in 0..MAX_MATCHES {
            civil = self.next_match(civil, false)?;
            let slot = resolve(zone, civil, |other| self.matches(other));
            if slot.is_some_and(|slot| slot > after) {
                return slot;
            }
        }
        None
    }

    /// Steps and wildcards: whatever the clock shows between two changes of its offset, so a
    /// gap has no slots, a fold has both, and the order is that of real time.
    fn next_repeated(&self, zone: &TimeZone, after: Timestamp) -> Option<Timestamp> {
        let mut start = after.as_second().checked_add(1)?;
        for _ in 0..MAX_CHANGES {
            let first = Timestamp::from_second(start).ok()?;
            let offset = zone.to_offset(first);
            let civil = self.next_match(offset.to_datetime(first), true)?;
            let slot = offset.to_timestamp(civil).ok()?;
            match next_change(zone, start) {
                Some(change) if change <= slot.as_second() => start = change,
                _ => return Some(slot),
            }
        }
        None
    }

    /// The middle one of the next gaps, in seconds.
    pub(super) fn median_gap(&self) -> Option<u64> {
        let mut gaps: Vec<u64> = self.gaps().take(MEDIAN_SIZE).collect();
        gaps.sort_unstable();
        gaps.get(gaps.len() / 2).copied()
    }

    /// Whether two neighbouring matches are less than `seconds` apart.
    pub(super) fn has_gap_below(&self, seconds: u64) -> bool {
        self.gaps().take(SAMPLE_SIZE).any(|gap| gap < seconds)
    }

    /// Seconds between neighbouring matches, by a clock that is never changed.
    fn gaps(&self) -> impl Iterator<Item = u64> {
        let mut last = self.next_match(SAMPLE_START, true);
        std::iter::from_fn(move || {
            let from = last?;
            last = self.next_match(from, false);
            last?.duration_since(from).as_secs().try_into().ok()
        })
    }

    fn matches(&self, civil: DateTime) -> bool {
        civil.to_zoned(TimeZone::UTC).is_ok_and(|civil| self.cron.is_time_matching(&civil).unwrap_or(false))
    }

    /// The next civil time that matches. The search runs in UTC, where every civil time
    /// exists once; the zone comes in afterwards.
    fn next_match(&self, from: DateTime, inclusive: bool) -> Option<DateTime> {
        let from = from.to_zoned(TimeZone::UTC).ok()?;
        let found = self.cron.find_next_occurrence(&from, inclusive).ok()?;
        Some(found.datetime())
    }
}
