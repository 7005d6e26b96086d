//! When a job runs: what the user chose, and the words and times that follow from it.

mod calendar;
mod cron;
mod describe;
mod next;
mod validate;

use std::time::Duration;

use chrono::{DateTime, Utc};
use jiff::civil;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const MINUTE: u64 = 60;
const DAY: u64 = 24 * 60 * MINUTE;

/// A time of day, if it is written as two digits, a colon and two digits.
pub(super) fn time_of_day(text: &str) -> Option<civil::Time> {
    validate::read_time(text)
}

/// The day that it is in a zone; UTC where its name is not known.
#[must_use]
pub(crate) fn day_in(zone: &str, time: DateTime<Utc>) -> Option<civil::Date> {
    Some(next::civil_in(&next::zone_or_utc(zone), time)?.date())
}

/// The instant of a civil time in a zone: the first of two, the first after a gap.
pub(crate) fn instant_of(zone: &str, civil: civil::DateTime) -> Option<DateTime<Utc>> {
    let instant = calendar::resolve(&next::zone_or_utc(zone), civil, |_| false)?;
    DateTime::from_timestamp(instant.as_second(), 0)
}

/// Whether this is the name of a time zone that the system knows.
#[must_use]
pub fn is_time_zone(name: &str) -> bool {
    next::known_zone(name).is_some()
}

/// How often a job runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum Frequency {
    /// Every real hour, at a minute of the zone's clock.
    Hourly,
    /// Every day at a time.
    Daily,
    /// On chosen weekdays at a time.
    Weekly,
    /// On a day of the month at a time.
    Monthly,
    /// Every `interval_minutes` of elapsed time.
    Custom,
    /// As a cron expression says.
    Cron,
}

/// What a frequency leaves open. Each frequency reads its own fields and ignores the rest;
/// a field that is absent takes its value from the moment the job was created.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, optional_fields))]
pub struct ScheduleDetails {
    /// Minute of the hour, 0 to 59 (hourly).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(maximum = 59)]
    pub minute: Option<u8>,
    /// Time of day as `HH:MM`, 00:00 to 23:59 (daily, weekly, monthly).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "08:30")]
    pub at: Option<String>,
    /// Days from 1 (Monday) to 7 (Sunday), each once, at least one (weekly).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weekdays: Option<Vec<u8>>,
    /// Day from 1 to 31; a shorter month uses its last day (monthly).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 31)]
    pub month_day: Option<u8>,
    /// Five fields, or six with one number for the seconds in front (cron).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "30 8 * * 1-5")]
    pub cron: Option<String>,
    /// IANA name of the zone whose clock counts; absent means the system's.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Europe/Berlin")]
    pub time_zone: Option<String>,
}

/// A frequency with its details, as they stand in a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Schedule {
    /// How often.
    pub frequency: Frequency,
    /// Minutes from one run to the next, 1 to 525600; needed by `custom`, ignored by the rest.
    #[serde(default)]
    pub interval_minutes: Option<u32>,
    /// What the frequency leaves open.
    #[serde(default, rename = "schedule")]
    pub details: ScheduleDetails,
}

/// A schedule in words, and when it would run next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct SchedulePreview {
    pub text: String,
    /// The next five times.
    pub times: Vec<DateTime<Utc>>,
    /// Why it is unwise, in a sentence; it may be used all the same.
    pub warning: Option<String>,
}

impl Schedule {
    /// Fills what is missing for the frequency (minute, time, weekday, day of the month) from
    /// `created_at` as the schedule's zone shows it, and puts weekdays in order. What is set
    /// stays as it is.
    #[must_use]
    pub fn completed(mut self, created_at: DateTime<Utc>, system_zone: &str) -> Self {
        let Some(created) = next::civil_in(&self.zone(system_zone), created_at) else {
            return self;
        };
        let details = &mut self.details;
        let has_time = matches!(self.frequency, Frequency::Daily | Frequency::Weekly | Frequency::Monthly);
        if has_time && details.at.is_none() {
            details.at = Some(format!("{:02}:{:02}", created.hour(), created.minute()));
        }
        match self.frequency {
            Frequency::Hourly if details.minute.is_none() => {
                details.minute = u8::try_from(created.minute()).ok();
            }
            Frequency::Weekly => {
                let days =
                    details.weekdays.get_or_insert_with(|| vec![calendar::weekday_number(created.date())]);
                days.sort_unstable();
            }
            Frequency::Monthly if details.month_day.is_none() => {
                details.month_day = u8::try_from(created.day()).ok();
            }
            _ => {}
        }
        self
    }

    /// The usual time between two runs, for back-off: an hour, a day, a week shared by the
    /// chosen days, 30 days, the interval, or the median of a cron expression's next gaps (a
    /// day where the expression never fires). Never zero.
    #[must_use]
    pub fn nominal_interval(&self) -> Duration {
        let seconds = match self.frequency {
            Frequency::Hourly => 60 * MINUTE,
            Frequency::Daily => DAY,
            Frequency::Weekly => 7 * DAY / self.chosen_weekdays().map_or(1, |days| days.count()),
            Frequency::Monthly => 30 * DAY,
            Frequency::Custom => u64::from(self.interval_minutes.unwrap_or(60).max(1)) * MINUTE,
            Frequency::Cron => self.parsed_cron().and_then(|rule| rule.median_gap()).unwrap_or(DAY),
        };
        Duration::from_secs(seconds)
    }

    /// Whether two runs can be less than `minutes` apart, changes of the clocks aside.
    #[must_use]
    pub fn fires_more_often_than(&self, minutes: u32) -> bool {
        let limit = u64::from(minutes) * MINUTE;
        let shortest = match self.frequency {
            Frequency::Weekly => self.chosen_weekdays().map_or(7, |days| days.shortest_gap()) * DAY,
            Frequency::Monthly => 28 * DAY,
            Frequency::Cron => {
                let rule = self.parsed_cron();
                return rule.is_some_and(|rule| rule.has_gap_below(limit));
            }
            _ => self.nominal_interval().as_secs(),
        };
        shortest < limit
    }

    fn chosen_weekdays(&self) -> Option<calendar::Weekdays> {
        calendar::Weekdays::of(self.details.weekdays.as_deref()?)
    }

    fn parsed_cron(&self) -> Option<cron::CronRule> {
        cron::CronRule::parse(self.details.cron.as_deref()?).ok()
    }
}
