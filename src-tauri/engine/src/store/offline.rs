//! An outage of the network as the store keeps it: since when, one row for each job that had to
//! wait, and no failure for those whose requests showed it.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    MissedSlots, Store, StoreResult, absences,
    lease::require_token,
    rows::{Columns, ms},
    runs, settings,
};
use crate::model::{Absence, GapReason, JobId, Run, RunId, RunOutcome, RunStatus, Trigger};

const SINCE: &str = "offline_since";
pub(crate) const WAITS: &str = "The computer has no network. It is checked as soon as there is one.";

/// A time without network, which a run has found or runs into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outage {
    pub since: DateTime<Utc>,
    /// Runs before this one that failed for the same cause: theirs was no failure.
    pub undone: Vec<(RunId, JobId)>,
}

impl Store {
    /// Since when there has been no network, as the Owner knows.
    pub fn offline_since(&self) -> StoreResult<Option<DateTime<Utc>>> {
        Ok(self.setting::<Option<DateTime<Utc>>>(SINCE)?.flatten())
    }

    /// # Errors
    /// `StaleToken` when another process has taken over.
    pub fn begin_outage(&self, token: i64, since: DateTime<Utc>) -> StoreResult<()> {
        self.transaction(|tx| {
            require_token(tx, token)?;
            settings::write(tx, SINCE, &Some(since))
        })
    }

    /// Ends the outage that is known, if any.
    ///
    /// # Errors
    /// `StaleToken` when another process has taken over.
    pub fn end_outage(&self, token: i64, now: DateTime<Utc>) -> StoreResult<()> {
        self.transaction(|tx| {
            require_token(tx, token)?;
            end(tx, now)
        })
    }

    /// Writes for each of these jobs that it waits for the network, once in the outage that
    /// began at `since`.
    ///
    /// # Errors
    /// `StaleToken` when another process has taken over.
    pub fn note_offline(
        &self,
        token: i64,
        jobs: &[JobId],
        since: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> StoreResult<Vec<(RunId, JobId)>> {
        self.transaction(|tx| {
            require_token(tx, token)?;
            let mut is_noted = tx.prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM monitoring_runs \
                 WHERE monitoring_job_id = ? AND outcome = 'offline' AND start_time >= ?)",
            )?;
            let mut noted = Vec::new();
            for &job in jobs {
                if is_noted.query_row(params![job.0, ms(since)], |row| row.get(0))? {
                    continue;
                }
                let mut row = Run::begun(RunId::new(now), job, Trigger::Schedule, now);
                row.end(RunStatus::Skipped, RunOutcome::Offline, now);
                row.error_message = Some(WAITS.into());
                runs::insert(tx, &row, token)?;
                say_so(tx, job)?;
                noted.push((row.id, job));
            }
            Ok(noted)
        })
    }
}

/// Since when there has been no network.
pub(super) fn current(db: &Connection) -> StoreResult<Option<DateTime<Utc>>> {
    Ok(settings::read::<Option<DateTime<Utc>>>(db, SINCE)?.flatten())
}

/// Keeps the outage that is known, if any, as one that is over.
pub(super) fn end(db: &Connection, until: DateTime<Utc>) -> StoreResult<()> {
    if let Some(since) = current(db)? {
        absences::note(db, Absence { reason: GapReason::Offline, since, until })?;
        settings::write(db, SINCE, &None::<DateTime<Utc>>)?;
    }
    Ok(())
}

/// Keeps the outage that a run ran into: one row for its job, no failure for those before it.
pub(super) fn keep(db: &Connection, outage: &Outage, run: &Run) -> StoreResult<()> {
    if current(db)?.is_none() {
        settings::write(db, SINCE, &Some(outage.since))?;
    }
    for (run, job) in &outage.undone {
        undo(db, *run, *job)?;
    }
    // What was missed before it is counted by the run that will see something.
    db.prepare_cached(
        "DELETE FROM monitoring_runs WHERE monitoring_job_id = ?1 AND id <> ?2 AND trigger <> 'manual' \
         AND (outcome = 'offline' AND start_time >= ?3 OR outcome = 'missed' AND end_time = ?4)",
    )?
    .execute(params![run.job_id.0, run.id.0, ms(outage.since), ms(run.start_time)])?;
    // The row of an outage that another process knew of stays, but stands for nothing.
    db.prepare_cached(
        "UPDATE monitoring_runs SET missed_slots = NULL \
         WHERE monitoring_job_id = ? AND id <> ? AND outcome = 'offline' AND end_time = ?",
    )?
    .execute(params![run.job_id.0, run.id.0, ms(run.start_time)])?;
    db.prepare_cached("DELETE FROM coverage_gaps WHERE job_id = ? AND until = ? AND reason <> 'overflow'")?
        .execute(params![run.job_id.0, ms(run.start_time)])?;
    say_so(db, run.job_id)
}

/// The row of an outage stands for what was missed in it. Answers whether there is one.
pub(super) fn widen(
    db: &Connection,
    job: JobId,
    missed: MissedSlots,
    now: DateTime<Utc>,
) -> StoreResult<bool> {
    let changed = db
        .prepare_cached(
            "UPDATE monitoring_runs SET missed_slots = ?1, end_time = ?2, duration_ms = max(0, ?2 - start_time) \
             WHERE id = (SELECT id FROM monitoring_runs WHERE monitoring_job_id = ?3 AND outcome = 'offline' \
                         AND start_time >= ?4 ORDER BY start_time DESC LIMIT 1)",
        )?
        .execute(params![missed.slots, ms(now), job.0, ms(missed.since)])?;
    Ok(changed == 1)
}

/// Makes a failure a wait: its job stands as if it had not been asked.
fn undo(db: &Connection, run: RunId, job: JobId) -> StoreResult<()> {
    let begun = db
        .prepare_cached(
            "UPDATE monitoring_runs SET status = 'skipped', outcome = 'offline', error_code = NULL, \
             retry_at = NULL, error_message = ? WHERE id = ? AND status = 'failed' RETURNING start_time",
        )?
        .query_row(params![WAITS, run.0], |row| row.time("start_time"))
        .optional()?;
    let Some(begun) = begun else { return Ok(()) };
    db.prepare_cached(
        "UPDATE monitoring_jobs SET total_runs = max(0, total_runs - 1), failed_runs = max(0, failed_runs - 1), \
         failing_since = CASE WHEN consecutive_failures <= 1 THEN NULL ELSE failing_since END, \
         failure_code = CASE WHEN consecutive_failures <= 1 THEN NULL ELSE failure_code END, \
         last_run_at = CASE WHEN total_runs <= 1 THEN NULL ELSE last_run_at END, \
         consecutive_failures = max(0, consecutive_failures - 1), \
         next_run_at = CASE WHEN retry_at IS NULL THEN next_run_at ELSE ?1 END, retry_at = NULL WHERE id = ?2",
    )?
    .execute(params![ms(begun), job.0])?;
    db.prepare_cached(
        "DELETE FROM coverage_gaps WHERE job_id = ? AND until IS NULL AND reason = 'failing' AND since >= ?",
    )?
    .execute(params![job.0, ms(begun)])?;
    say_so(db, job)
}

fn say_so(db: &Connection, job: JobId) -> StoreResult<()> {
    db.prepare_cached(
        "UPDATE monitoring_jobs SET status_reason = ? WHERE id = ? AND status IN ('active', 'failed')",
    )?
    .execute(params![WAITS, job.0])?;
    Ok(())
}
