//! Whether a job that should be watched has gone silent, whatever the cause. Pure; asked when
//! it is shown, so that also what died in silence is seen.

use chrono::{DateTime, TimeDelta, Utc};

use super::Job;

/// Intervals, and slots of the schedule, without a success.
const INTERVALS: u32 = 3;
/// A check takes a while.
const SLACK: TimeDelta = TimeDelta::minutes(2);

impl Job {
    /// Whether it is watched and has had no success for three intervals and three due times,
    /// although it should have run by now.
    pub fn has_gone_stale(&self, now: DateTime<Utc>, system_zone: &str) -> bool {
        // After a success that asked for a longer wait, all is as it should be.
        let waits = self.retry_at.is_none() && self.next_run_at.is_some_and(|due| due > now);
        if !self.is_watched() || waits {
            return false;
        }
        let (since, now) = (self.last_success_at.unwrap_or(self.created_at), now - SLACK);
        let interval = TimeDelta::from_std(self.schedule.nominal_interval()).unwrap_or(TimeDelta::MAX);
        let is_long = interval.checked_mul(3).is_some_and(|long| now - since > long);
        // Where the usual gap is minutes and the nights are free, only due times count.
        is_long
            && self.schedule.slots_between(since, now, self.created_at, system_zone, INTERVALS) >= INTERVALS
    }
}
