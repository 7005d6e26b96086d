//! What a change by the user makes of a job. Pure.

use chrono::{DateTime, Utc};

use crate::{
    Error, Result,
    model::{Cursor, FieldError, Grant, Job, JobPatch, JobStatus, Options, Recognised},
};

use super::targets::checked_options;

/// Watches something else from now on: what is known of the old target says nothing about it.
pub(super) fn retarget(job: &mut Job, target: Recognised, grant: Option<Grant>, now: DateTime<Utc>) {
    job.platform = target.platform;
    job.target_url = target.target_url;
    job.target_type = target.target_type;
    job.target_id = target.target_id;
    let kept = checked_options(&job.options, job.platform, job.target_type);
    job.options = kept.unwrap_or_default();
    job.internals.grant = grant;
    start_anew(job, now);
}

/// Other options show other items: what is known says nothing about these either.
fn set_options(job: &mut Job, options: &Options, now: DateTime<Utc>) -> Result<()> {
    let options = checked_options(options, job.platform, job.target_type)?;
    if options != job.options {
        job.options = options;
        start_anew(job, now);
    }
    Ok(())
}

fn start_anew(job: &mut Job, now: DateTime<Utc>) {
    job.internals.target_version += 1;
    job.internals.cursor = Cursor::default();
    job.baseline_at = None;
    job.internals.failure_notified = false;
    job.consecutive_failures = 0;
    job.failing_since = None;
    job.failure_code = None;
    if job.is_watched() {
        resume(job, now);
    }
}

fn resume(job: &mut Job, now: DateTime<Utc>) {
    job.status = JobStatus::Active;
    job.status_reason = None;
    job.retry_at = None;
    job.next_run_at = Some(now);
    job.consecutive_failures = 0;
    job.failing_since = None;
    job.failure_code = None;
    // Who resumes a job believes that it works: the next failure is news to them.
    job.internals.failure_notified = false;
}

/// One that has run out later is no fault.
pub(super) fn refuse_past_mute(job: &Job, now: DateTime<Utc>) -> Result<()> {
    if job.mute.is_some_and(|mute| !mute.holds(now)) {
        let message =
            "This time has passed already; choose a later one, or leave it out to mute without an end.";
        return Err(Error::refused(vec![FieldError::new("mute.until", message)]));
    }
    Ok(())
}

pub(super) fn apply(job: &mut Job, patch: JobPatch, now: DateTime<Utc>, zone: &str) -> Result<()> {
    fn set<T>(field: &mut T, value: Option<T>) {
        if let Some(value) = value {
            *field = value;
        }
    }
    let schedule = job.schedule.clone();
    if let Some(options) = &patch.options {
        set_options(job, options, now)?;
    }
    set(&mut job.name, patch.name);
    set(&mut job.folder, patch.folder);
    set(&mut job.schedule.frequency, patch.frequency);
    set(&mut job.schedule.interval_minutes, patch.interval_minutes);
    set(&mut job.schedule.details, patch.schedule);
    set(&mut job.max_items_per_run, patch.max_items_per_run);
    set(&mut job.filters, patch.filters);
    set(&mut job.expires_at, patch.expires_at);
    set(&mut job.max_runs, patch.max_runs);
    set(&mut job.notify_on_new_content, patch.notify_on_new_content);
    set(&mut job.notify_on_failure, patch.notify_on_failure);
    set(&mut job.notification_email, patch.notification_email);
    if let Some(mute) = patch.mute {
        job.mute = mute;
        refuse_past_mute(job, now)?;
    }
    set(&mut job.retention, patch.retention);
    if job.schedule != schedule {
        // What is missing is filled in only where the rest is valid; all errors are told together.
        if job.schedule.validate().is_ok() {
            job.schedule = job.schedule.clone().completed(job.created_at, zone);
        }
        // A failing job keeps its retry; any other follows the new schedule from now on.
        if job.is_watched() && job.retry_at.is_none() && job.last_run_at.is_some() {
            job.next_run_at = job.schedule.next_after(now, job.created_at, zone);
        }
    }
    match patch.status {
        None => {}
        Some(JobStatus::Active) if job.status == JobStatus::Active => {}
        Some(JobStatus::Active) => resume(job, now),
        Some(JobStatus::Paused) => {
            job.status = JobStatus::Paused;
            job.status_reason = None;
            job.next_run_at = None;
            job.retry_at = None;
        }
        Some(other) => {
            let message = format!("Set it to active or paused; \"{other}\" comes about by itself.");
            return Err(Error::refused(vec![FieldError::new("status", message)]));
        }
    }
    job.updated_at = now;
    Ok(())
}
