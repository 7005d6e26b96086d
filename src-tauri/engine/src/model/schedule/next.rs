//! The times of a schedule: the next ones, and how many have passed.

use chrono::{DateTime, Utc};
use jiff::{Timestamp, civil, tz::TimeZone};

use super::{
    Frequency, Schedule,
    calendar::{self, Days},
    cron::CronRule,
};

const MAX_ZONE_LENGTH: usize = 64;

impl Schedule {
    /// The first slot strictly after `after`. `anchor` is the creation time of the job: the
    /// grid of a custom interval starts there, and it stands in for a missing time. A zone
    /// that is not known (any more) counts as UTC. None when there is no such slot: a custom
    /// schedule without an interval, a cron expression that is refused, the end of time.
    #[must_use]
    pub fn next_after(
        &self,
        after: DateTime<Utc>,
        anchor: DateTime<Utc>,
        system_zone: &str,
    ) -> Option<DateTime<Utc>> {
        self.timetable(anchor, system_zone)?.next(after)
    }

    /// The first `n` slots strictly after `after`, in order; fewer when there are no more.
    #[must_use]
    pub fn next_times(
        &self,
        after: DateTime<Utc>,
        anchor: DateTime<Utc>,
        system_zone: &str,
        n: usize,
    ) -> Vec<DateTime<Utc>> {
        let Some(timetable) = self.timetable(anchor, system_zone) else {
            return Vec::new();
        };
        timetable.times_after(after).take(n).collect()
    }

    /// How many slots lie in (`from`, `to`], at most `cap`. The work is bounded by `cap`,
    /// whatever the distance; custom and hourly schedules are counted without visiting slots.
    #[must_use]
    pub fn slots_between(
        &self,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        anchor: DateTime<Utc>,
        system_zone: &str,
        cap: u32,
    ) -> u32 {
        match self.timetable(anchor, system_zone) {
            Some(timetable) if from < to => timetable.count(from, to, cap),
            _ => 0,
        }
    }

    /// The zone whose clock counts; UTC where its name is not known.
    pub(super) fn zone(&self, system_zone: &str) -> TimeZone {
        let name = self.details.time_zone.as_deref().unwrap_or(system_zone);
        zone_or_utc(name)
    }

    fn timetable(&self, anchor: DateTime<Utc>, system_zone: &str) -> Option<Timetable> {
        let zone = self.zone(system_zone);
        let created = civil_in(&zone, anchor)?;
        let details = &self.details;
        let days_at = |days| Rule::Days {
            days,
            at: details.time_of_day().unwrap_or_else(|| {
                created.time().with().second(0).subsec_nanosecond(0).build().unwrap_or_default()
            }),
        };
        let rule = match self.frequency {
            Frequency::Custom => Rule::Every {
                step: i64::from(self.interval_minutes.filter(|minutes| *minutes > 0)?) * 60_000,
                anchor: anchor.timestamp_millis(),
            },
            Frequency::Hourly => Rule::Hourly {
                minute: match details.minute {
                    Some(minute) => minute.min(59),
                    None => created.minute().unsigned_abs(),
                },
            },
            Frequency::Daily => days_at(Days::Every),
            Frequency::Weekly => days_at(Days::Of(
                self.chosen_weekdays()
                    .or_else(|| calendar::Weekdays::of(&[calendar::weekday_number(created.date())]))?,
            )),
            Frequency::Monthly => days_at(Days::OfMonth(match details.month_day {
                Some(day) => i8::try_from(day.clamp(1, 31)).ok()?,
                None => created.day(),
            })),
            Frequency::Cron => Rule::Cron(Box::new(self.parsed_cron()?)),
        };
        Some(Timetable { rule, zone })
    }
}

/// A schedule with its gaps filled and its texts read.
struct Timetable {
    rule: Rule,
    zone: TimeZone,
}

enum Rule {
    /// Milliseconds.
    Every {
        step: i64,
        anchor: i64,
    },
    Hourly {
        minute: u8,
    },
    Days {
        days: Days,
        at: civil::Time,
    },
    Cron(Box<CronRule>),
}

impl Timetable {
    fn next(&self, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
        // All slots but the grid's lie on whole seconds: the floor loses none of them.
        let floor = Timestamp::from_second(after.timestamp()).ok()?;
        let slot = match &self.rule {
            Rule::Every { step, anchor } => {
                let after = after.timestamp_millis();
                let since = (after - anchor).rem_euclid(*step);
                return DateTime::from_timestamp_millis(after.checked_add(step - since)?);
            }
            Rule::Hourly { minute } => calendar::next_hour_slot(&self.zone, *minute, floor.as_second() + 1)?,
            Rule::Days { days, at } => calendar::next_day_slot(&self.zone, *days, *at, floor)?.as_second(),
            Rule::Cron(cron) => cron.next(&self.zone, floor)?.as_second(),
        };
        DateTime::from_timestamp(slot, 0)
    }

    fn times_after(&self, after: DateTime<Utc>) -> impl Iterator<Item = DateTime<Utc>> {
        std::iter::successors(self.next(after), |last| self.next(*last))
    }

    fn count(&self, from: DateTime<Utc>, to: DateTime<Utc>, cap: u32) -> u32 {
        let count = match &self.rule {
            Rule::Every { step, anchor } => {
                let steps = |time: DateTime<Utc>| (time.timestamp_millis() - anchor).div_euclid(*step);
                u32::try_from(steps(to) - steps(from)).unwrap_or(cap)
            }
            Rule::Hourly { minute } => {
                let (start, end) = (from.timestamp() + 1, to.timestamp());
                calendar::count_hour_slots(&self.zone, *minute, start, end, cap)
            }
            _ => {
                let passed = self.times_after(from).take_while(|slot| *slot <= to);
                let passed = passed.take(usize::try_from(cap).unwrap_or(usize::MAX)).count();
                u32::try_from(passed).unwrap_or(cap)
            }
        };
        count.min(cap)
    }
}

/// The zone of an IANA name, if this computer's zone data (or the program's) has it.
pub(super) fn known_zone(name: &str) -> Option<TimeZone> {
    if name.is_empty() || name.len() > MAX_ZONE_LENGTH {
        return None;
    }
    let zone = TimeZone::get(name).ok()?;
    (!zone.is_unknown()).then_some(zone)
}

/// The zone of a name; UTC where it is not known (any more).
pub(super) fn zone_or_utc(name: &str) -> TimeZone {
    known_zone(name).unwrap_or(TimeZone::UTC)
}

/// What the zone's clock shows; None outside the years -9999 to 9999.
pub(super) fn civil_in(zone: &TimeZone, time: DateTime<Utc>) -> Option<civil::DateTime> {
    Some(zone.to_datetime(Timestamp::from_second(time.timestamp()).ok()?))
}
