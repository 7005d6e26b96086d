//! Table `monitoring_jobs` as a run leaves it: the columns that the runner owns.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, named_params};

use super::{
    Draft, HoldChange, KeyTried, MissedSlots, Outage, StoreResult,
    rows::{ms, opt_json, opt_ms},
};
use crate::model::{Cursor, FailureCode, Job, JobStatus, Platform, Run};

/// What the decision about a finished run came to: the run's row, the job's columns and the
/// messages, all written in the transaction that keeps the items.
#[derive(Debug)]
pub struct FinishedRun {
    pub run: Run,
    /// Absent: the job is left as it is.
    pub job: Option<JobOutcome>,
    pub drafts: Vec<Draft>,
    /// A run for the rest of the same page follows at once.
    pub is_followed: bool,
    pub hold: Option<HoldChange>,
    pub key: Option<KeyTried>,
    /// The key that it went with, by when it was set.
    pub with_key: Option<(Platform, DateTime<Utc>)>,
    /// It found no network: then nobody has failed.
    pub outage: Option<Outage>,
    /// Due times that passed while it was under way.
    pub overlapped: Option<MissedSlots>,
}

impl FinishedRun {
    pub fn new(run: Run, job: Option<JobOutcome>, drafts: Vec<Draft>) -> Self {
        Self {
            run,
            job,
            drafts,
            is_followed: false,
            hold: None,
            key: None,
            with_key: None,
            outage: None,
            overlapped: None,
        }
    }

    /// Its key has been set anew meanwhile: what was refused or limited says nothing of the new one.
    pub(super) fn try_again(&mut self, now: DateTime<Utc>) {
        self.hold = None;
        let is_of_key =
            matches!(self.run.error_code, Some(FailureCode::AuthRequired | FailureCode::RateLimited));
        if let Some(job) = self.job.as_mut().filter(|job| is_of_key && job.status != JobStatus::Completed) {
            (job.status, job.status_reason, job.failure_code) = (JobStatus::Active, None, None);
            (job.next_run_at, job.retry_at) = (Some(now), None);
            self.drafts.clear();
        }
    }
}

/// What a run changes of its job. Columns that users own are not among them.
#[derive(Debug, Clone, PartialEq)]
pub struct JobOutcome {
    pub status: JobStatus,
    pub status_reason: Option<String>,
    pub target_id: Option<String>,
    pub next_run_at: Option<DateTime<Utc>>,
    pub retry_at: Option<DateTime<Utc>>,
    pub consecutive_failures: u32,
    pub failing_since: Option<DateTime<Utc>>,
    pub failure_code: Option<FailureCode>,
    pub failure_notified: bool,
    pub baseline_at: Option<DateTime<Utc>>,
    /// Absent: what is known stays.
    pub cursor: Option<Cursor>,
}

/// Writes what a run may write. `status` only where the user has not paused or deleted it
/// meanwhile; a manual run of such a job leaves its due time alone.
pub(super) fn write_outcome(
    db: &Connection,
    job: &Job,
    outcome: &JobOutcome,
    counted: Counted,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    db.prepare_cached(
        "UPDATE monitoring_jobs SET target_id = :target_id, \
         last_run_at = CASE WHEN :total > 0 THEN :now ELSE last_run_at END, \
         last_success_at = CASE WHEN :successful > 0 THEN :now ELSE last_success_at END, \
         total_runs = total_runs + :total, successful_runs = successful_runs + :successful, \
         failed_runs = failed_runs + :failed, consecutive_failures = :failures, \
         failing_since = :failing_since, failure_code = :failure_code, failure_notified = :failure_notified, \
         baseline_at = :baseline_at, cursor = coalesce(:cursor, cursor), \
         status_reason = CASE WHEN status IN ('active', 'failed') THEN :status_reason ELSE status_reason END, \
         next_run_at = CASE WHEN status IN ('active', 'failed') THEN :next_run_at ELSE next_run_at END, \
         retry_at = CASE WHEN status IN ('active', 'failed') THEN :retry_at ELSE retry_at END, \
         status = CASE WHEN status IN ('active', 'failed') THEN :status ELSE status END \
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": job.id.0,
        ":now": ms(now),
        ":target_id": outcome.target_id,
        ":total": counted.successful + counted.failed,
        ":successful": counted.successful,
        ":failed": counted.failed,
        ":failures": outcome.consecutive_failures,
        ":failing_since": opt_ms(outcome.failing_since),
        ":failure_code": outcome.failure_code.map(FailureCode::as_str),
        ":failure_notified": outcome.failure_notified,
        ":baseline_at": opt_ms(outcome.baseline_at),
        ":cursor": opt_json(outcome.cursor.as_ref())?,
        ":status_reason": outcome.status_reason,
        ":next_run_at": opt_ms(outcome.next_run_at),
        ":retry_at": opt_ms(outcome.retry_at),
        ":status": outcome.status.as_str(),
    })?;
    Ok(())
}

/// What a finished run adds to its job's totals: one or nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    pub(super) successful: u32,
    pub(super) failed: u32,
}
