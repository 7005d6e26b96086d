//! When a job was watched and when it was not.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{JobId, run::words};

words!(
    /// Why nothing was seen for a while.
    GapReason {
        /// The computer slept.
        Asleep = "asleep",
        /// No process ran the schedule.
        NotRunning = "not_running",
        /// The computer had no network.
        Offline = "offline",
        /// The user had paused the job, or all jobs.
        Paused = "paused",
        /// The source failed.
        Failing = "failing",
        /// The source had asked to be left alone.
        RateLimited = "rate_limited",
        /// More was new than one answer holds: what lay between may be lost.
        Overflow = "overflow",
        /// The clock was set forward: due times passed, time did not.
        ClockSet = "clock_set",
    }
);

/// Beyond one interval, what may pass without being a gap: checks start late and take a while.
const TOLERATED: TimeDelta = TimeDelta::minutes(2);

impl GapReason {
    /// Why, as the end of a sentence.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Asleep => "the computer slept",
            Self::NotRunning => "Tidewatch was not running",
            Self::Offline => "the computer had no network",
            Self::Paused => "it was paused",
            Self::Failing => "the source could not be read",
            Self::RateLimited => "the source had asked to be left alone",
            Self::Overflow => "more was new than one answer holds",
            Self::ClockSet => "the clock was set forward",
        }
    }
}

/// How long nothing may be seen of a job that runs every `interval` before it is a gap.
pub(crate) fn shortest_gap(interval: Duration) -> TimeDelta {
    TimeDelta::from_std(interval).unwrap_or(TimeDelta::MAX / 2) + TOLERATED
}

/// A time in which no job was looked after, for a reason that they share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    pub reason: GapReason,
    pub since: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

impl Absence {
    /// Why nothing was done from `since` to `until`: what took most of it. Nothing where
    /// nobody was absent.
    pub fn explaining(absences: &[Self], since: DateTime<Utc>, until: DateTime<Utc>) -> Option<GapReason> {
        let mut shares: Vec<(GapReason, TimeDelta)> = Vec::new();
        for absence in absences {
            let share = absence.until.min(until) - absence.since.max(since);
            match shares.iter_mut().find(|(reason, _)| *reason == absence.reason) {
                _ if share <= TimeDelta::zero() => {}
                Some((_, sum)) => *sum += share,
                None => shares.push((absence.reason, share)),
            }
        }
        shares.into_iter().max_by_key(|(_, share)| *share).map(|(reason, _)| reason)
    }
}

/// A time in which a job saw nothing, or not everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Gap {
    pub job_id: JobId,
    pub reason: GapReason,
    pub since: DateTime<Utc>,
    /// Absent: it lasts.
    pub until: Option<DateTime<Utc>>,
    /// Checks that did not take place, or failed.
    pub slots: u32,
    /// A sentence on it.
    pub detail: Option<String>,
}

/// How well a job was watched over a time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Coverage {
    pub job_id: JobId,
    /// Not before the job was created.
    pub since: DateTime<Utc>,
    pub until: DateTime<Utc>,
    /// Gaps that touch this time, oldest first.
    pub gaps: Vec<Gap>,
    /// Share of the time that was watched, 0 to 1.
    pub watched: f64,
}

impl Coverage {
    /// From the gaps of a job that was created at `created_at`: those that touch the time from
    /// `since` to `until`, and the share of it, since its creation, that lies outside of them.
    /// What overflowed was watched.
    pub fn of(
        job_id: JobId,
        created_at: DateTime<Utc>,
        (since, until): (DateTime<Utc>, DateTime<Utc>),
        mut gaps: Vec<Gap>,
    ) -> Self {
        gaps.retain(|gap| gap.since < until && gap.until.is_none_or(|end| end > since));
        gaps.sort_by_key(|gap| gap.since);
        let begin = since.max(created_at).min(until);
        let (mut unwatched, mut counted_to) = (TimeDelta::zero(), begin);
        for gap in gaps.iter().filter(|gap| gap.reason != GapReason::Overflow) {
            let (from, to) = (gap.since.max(counted_to), gap.until.unwrap_or(until).min(until));
            unwatched += (to - from).max(TimeDelta::zero());
            counted_to = counted_to.max(to);
        }
        let seconds = |time: TimeDelta| time.as_seconds_f64();
        let whole = seconds(until - begin);
        let watched = if whole > 0.0 { 1.0 - seconds(unwatched) / whole } else { 1.0 };
        Self { job_id, since: begin, until, gaps, watched: watched.clamp(0.0, 1.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(hour)
    }

    fn gap(reason: GapReason, since: i64, until: Option<i64>) -> Gap {
        let job_id = JobId(uuid::Uuid::nil());
        Gap { job_id, reason, since: at(since), until: until.map(at), slots: 1, detail: None }
    }

    #[test]
    fn the_share_that_was_watched_counts_every_hour_once_and_none_before_the_job_was_there() {
        let of = |created, gaps| Coverage::of(JobId(uuid::Uuid::nil()), at(created), (at(0), at(10)), gaps);
        let gaps = vec![
            gap(GapReason::Asleep, 4, Some(6)),
            gap(GapReason::Offline, 5, Some(7)),
            gap(GapReason::Overflow, 0, Some(3)),
            gap(GapReason::Failing, 9, None),
            gap(GapReason::Failing, -5, Some(-1)),
        ];
        let coverage = of(-20, gaps.clone());
        assert_eq!(coverage.gaps.len(), 4, "because one ended before");
        assert!((coverage.watched - 0.6).abs() < 1e-9, "because of {}", coverage.watched);
        assert!((of(2, gaps).watched - 0.5).abs() < 1e-9, "because two hours do not count");
        assert!((of(10, Vec::new()).watched - 1.0).abs() < 1e-9);
    }

    #[test]
    fn what_took_most_of_a_gap_explains_it() {
        let absence = |reason, since, until| Absence { reason, since: at(since), until: at(until) };
        let absences = [
            absence(GapReason::Asleep, 0, 2),
            absence(GapReason::NotRunning, 2, 5),
            absence(GapReason::Asleep, 5, 7),
        ];
        let why = |since, until| Absence::explaining(&absences, at(since), at(until));
        assert_eq!(why(0, 9), Some(GapReason::Asleep), "because it slept four hours of nine");
        assert_eq!(why(1, 5), Some(GapReason::NotRunning));
        assert_eq!(why(8, 9), None, "because somebody was there");
    }
}
