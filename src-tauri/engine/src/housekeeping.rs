//! What the Owner does beside running jobs: purges what was deleted, and puts right what a wrong
//! clock has left behind.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    backoff,
    core::Core,
    model::{Event, Job},
};

const DELETED_ARE_KEPT: TimeDelta = TimeDelta::days(30);
/// A clock set back by less runs nothing twice and delays nothing for long.
const CLOCK_STEP: TimeDelta = TimeDelta::minutes(5);

pub(crate) async fn keep_house(core: &Core, token: i64) {
    let clock = Arc::clone(&core.ports.clock);
    let changed = core
        .db(move |store| {
            let (now, zone) = (clock.now(), clock.time_zone());
            store.purge_deleted_jobs(now - DELETED_ARE_KEPT)?;
            store.bring_forward(token, now + CLOCK_STEP, now, |job| latest_due_at(job, now, &zone))
        })
        .await;
    match changed {
        Ok(changed) => changed.into_iter().for_each(|job_id| core.emit(Event::JobUpdated { job_id })),
        Err(error) => tracing::warn!(%error, "housekeeping failed"),
    }
}

/// When a job is due at the latest, however it came to its due time.
fn latest_due_at(job: &Job, now: DateTime<Utc>, zone: &str) -> Option<DateTime<Utc>> {
    match (job.retry_at, job.last_run_at) {
        (Some(_), _) => Some(now + backoff::LONGEST),
        (None, None) => Some(now),
        (None, Some(_)) => job.schedule.next_after(now, job.created_at, zone),
    }
}
