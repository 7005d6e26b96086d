//! Table `run_requests`: runs that somebody asked for outside the schedule.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    Store, StoreError, StoreResult, jobs,
    rows::{SqlResult, ms},
};
use crate::model::{JobId, JobStatus, RunId};

impl Store {
    /// Asks for a run now. Answers the id of the run in progress, of the request that waits
    /// already, or of a new one.
    pub fn request_run(&self, job_id: JobId, now: DateTime<Utc>) -> StoreResult<RunId> {
        self.transaction(|tx| request(tx, job_id, now))
    }

    /// Asks for a run of every due job, all at once: the Owner finds either none or all of the
    /// requests, so that it starts no job by itself that is asked for a moment later. Jobs that
    /// run already are due until they end.
    pub fn request_due_runs(&self, now: DateTime<Utc>) -> StoreResult<Vec<(JobId, RunId)>> {
        if self.pause(now)?.is_some() {
            return Ok(Vec::new());
        }
        self.transaction(|tx| {
            let mut query = tx.prepare_cached(
                "SELECT id FROM monitoring_jobs WHERE status IN ('active', 'failed') AND next_run_at <= ? \
                 ORDER BY next_run_at",
            )?;
            let due =
                query.query_map([ms(now)], |row| Ok(JobId(row.get(0)?)))?.collect::<SqlResult<Vec<_>>>()?;
            due.into_iter().map(|job| Ok((job, request(tx, job, now)?))).collect()
        })
    }

    /// Asks for a run of every active job. Answers how many.
    pub fn request_all_runs(&self, now: DateTime<Utc>) -> StoreResult<usize> {
        self.transaction(|tx| {
            let mut query = tx.prepare_cached("SELECT id FROM monitoring_jobs WHERE status = 'active'")?;
            let jobs = query.query_map([], |row| Ok(JobId(row.get(0)?)))?.collect::<SqlResult<Vec<_>>>()?;
            for &job in &jobs {
                request(tx, job, now)?;
            }
            Ok(jobs.len())
        })
    }

    /// Whether a run that was asked for has begun, or still can.
    pub fn is_known_run(&self, id: RunId) -> StoreResult<bool> {
        self.read(|db| {
            let sql = "SELECT EXISTS (SELECT 1 FROM run_requests WHERE id = ?1) \
                       OR EXISTS (SELECT 1 FROM monitoring_runs WHERE id = ?1)";
            Ok(db.prepare_cached(sql)?.query_row([id.0], |row| row.get(0))?)
        })
    }

    /// Runs that were asked for and have not begun, with their jobs' addresses, oldest first.
    pub fn run_requests(&self) -> StoreResult<Vec<(RunId, JobId, String)>> {
        self.read(|db| {
            let mut query = db.prepare_cached(
                "SELECT r.id, r.job_id, j.target_url FROM run_requests r \
                 JOIN monitoring_jobs j ON j.id = r.job_id ORDER BY r.requested_at, r.id",
            )?;
            let requests = query
                .query_map([], |row| Ok((RunId(row.get(0)?), JobId(row.get(1)?), row.get(2)?)))?
                .collect::<SqlResult<_>>()?;
            Ok(requests)
        })
    }
}

fn request(db: &Connection, job_id: JobId, now: DateTime<Utc>) -> StoreResult<RunId> {
    match jobs::find_for_run(db, job_id)? {
        Some(job) if job.status != JobStatus::Deleted => {}
        _ => return Err(StoreError::NotFound("job")),
    }
    if let Some(run) = run_in_progress(db, job_id)? {
        return Ok(run);
    }
    if let Some(waiting) = waiting(db, job_id)? {
        return Ok(waiting);
    }
    let id = RunId::new(now);
    db.execute(
        "INSERT INTO run_requests (id, job_id, requested_at) VALUES (?, ?, ?)",
        params![id.0, job_id.0, ms(now)],
    )?;
    Ok(id)
}

/// The request that waits for a run of this job.
pub(super) fn waiting(db: &Connection, job_id: JobId) -> StoreResult<Option<RunId>> {
    let id = db
        .prepare_cached("SELECT id FROM run_requests WHERE job_id = ?")?
        .query_row([job_id.0], |row| row.get(0))
        .optional()?;
    Ok(id.map(RunId))
}

pub(super) fn run_in_progress(db: &Connection, job_id: JobId) -> StoreResult<Option<RunId>> {
    let id = db
        .prepare_cached(
            "SELECT id FROM monitoring_runs WHERE monitoring_job_id = ? AND status = 'in_progress'",
        )?
        .query_row([job_id.0], |row| row.get(0))
        .optional()?;
    Ok(id.map(RunId))
}
