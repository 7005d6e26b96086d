//! When a failing job is tried again: computed from its row alone, so that a restart changes
//! nothing. Pure.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

use crate::model::{JobId, RunId};

/// The longest wait of a failing job, before it is spread.
pub(crate) const LONGEST: TimeDelta = TimeDelta::hours(24);
/// Failures in a row, and how long they have lasted, before the user is told.
const FAILING_AFTER: u32 = 3;
const FAILING_FOR: TimeDelta = TimeDelta::hours(1);
/// What a refusal waits at least.
pub(crate) const AFTER_REFUSAL: TimeDelta = TimeDelta::hours(4);
pub(crate) const AFTER_FULL_DISK: TimeDelta = TimeDelta::minutes(1);

/// Before a run asks once more, and once more again: before each is spread by up to 20 % either way.
const IN_RUN: [Duration; 2] = [Duration::from_secs(2), Duration::from_secs(10)];

/// How long a run waits before each further try of what may be a hiccup. A job that has failed
/// already tries once in each run: what lasts is no hiccup, and a dead server is spared.
pub(crate) fn in_run(run: RunId, failures: u32) -> Vec<Duration> {
    let tries = if failures == 0 { &IN_RUN[..] } else { &[] };
    (1..).zip(tries).map(|(number, wait)| *wait * spread_permille(run.0.as_bytes(), number) / 1000).collect()
}

/// How long to wait after the `failures`-th failure in a row of a job that runs every
/// `interval`: doubled each time up to a day, spread by up to 20 % either way.
pub(crate) fn wait(job: JobId, failures: u32, interval: Duration) -> TimeDelta {
    let interval = TimeDelta::from_std(interval).unwrap_or(LONGEST).max(TimeDelta::minutes(1));
    let factor = 1_i32.checked_shl(failures.min(16)).unwrap_or(i32::MAX);
    let doubled = interval.checked_mul(factor).unwrap_or(LONGEST).min(LONGEST);
    doubled * spread_permille(job.0.as_bytes(), failures).cast_signed() / 1000
}

/// Whether waiting can grow no further: the job is probed once a day.
pub(crate) fn is_at_longest(failures: u32, interval: Duration) -> bool {
    let interval = TimeDelta::from_std(interval).unwrap_or(LONGEST);
    interval.checked_mul(1 << failures.min(16)).is_none_or(|wait| wait >= LONGEST)
}

/// Whether a row of failures is long enough to trouble the user with.
pub(crate) fn is_failing(failures: u32, since: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    failures >= FAILING_AFTER && now - since >= FAILING_FOR
}

/// Where a job stands in a time that many share: always the same for the same job. Ids are
/// random, so that no two installations ask a server in the same order.
pub(crate) fn offset(job: JobId, over: Duration) -> Duration {
    over * u32::from(seed(job.0.as_bytes(), 0)) / (1 << 16)
}

/// Between 800 and 1200, always the same for the same: so many thousandths of a wait are waited.
fn spread_permille(id: &[u8], number: u32) -> u32 {
    800 + u32::from(seed(id, number)) % 401
}

fn seed(id: &[u8], number: u32) -> u16 {
    let mut hash = Sha256::new();
    hash.update(id);
    hash.update(number.to_be_bytes());
    let hash = hash.finalize();
    u16::from_be_bytes([hash[0], hash[1]])
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    fn job() -> JobId {
        JobId(uuid::Uuid::from_u128(7))
    }

    #[test]
    fn waiting_doubles_up_to_a_day_within_a_fifth() {
        for (failures, hours) in [(1, 2), (2, 4), (3, 8), (4, 16), (5, 24), (6, 24), (60, 24), (u32::MAX, 24)]
        {
            let full = TimeDelta::hours(hours);
            let wait = wait(job(), failures, HOUR);
            assert!(
                wait >= full * 8 / 10 && wait <= full * 12 / 10,
                "because {wait} must lie within 20 % of {full} after {failures} failures"
            );
        }
    }

    #[test]
    fn the_same_failure_of_the_same_job_always_waits_the_same() {
        assert_eq!(wait(job(), 3, HOUR), wait(job(), 3, HOUR));
        assert_ne!(
            wait(job(), 3, HOUR),
            wait(JobId(uuid::Uuid::from_u128(8)), 3, HOUR),
            "because jobs are spread"
        );
    }

    #[test]
    fn a_run_tries_a_hiccup_twice_more_unless_its_job_fails_already() {
        let run = RunId(uuid::Uuid::from_u128(9));
        let waits = in_run(run, 0);
        assert_eq!(waits.len(), 2);
        for (wait, full) in waits.iter().zip(IN_RUN) {
            assert!(*wait >= full * 8 / 10 && *wait <= full * 12 / 10, "because of {waits:?}");
        }
        assert_eq!(waits, in_run(run, 0), "because the spread is the run's own");
        assert_ne!(waits, in_run(RunId(uuid::Uuid::from_u128(10)), 0));
        assert_eq!(in_run(run, 1), [], "because what lasts is no hiccup");
    }

    #[test]
    fn a_dead_feed_is_asked_at_most_forty_times_in_thirty_days() {
        let (mut asked, mut waited) = (0_u32, TimeDelta::zero());
        while waited < TimeDelta::days(30) {
            asked += 1;
            waited += wait(job(), asked, HOUR);
        }
        assert!(asked <= 40, "because {asked} requests were sent");
    }

    #[test]
    fn three_failures_within_an_hour_trouble_nobody() {
        let since = DateTime::UNIX_EPOCH;
        assert!(!is_failing(3, since, since + TimeDelta::minutes(59)));
        assert!(!is_failing(2, since, since + TimeDelta::hours(9)));
        assert!(is_failing(3, since, since + TimeDelta::hours(1)));
    }
}
