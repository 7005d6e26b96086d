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
        self.transaction(|tx| {
            match jobs::find_for_run(tx, job_id)? {
                Some(job) if job.status != JobStatus::Deleted => {}
                _ => return Err(StoreError::NotFound("job")),
            }
            if let Some(run) = run_in_progress(tx, job_id)? {
                return Ok(run);
            }
            let waiting = tx
                .prepare_cached("SELECT id FROM run_requests WHERE job_id = ?")?
                .query_row([job_id.0], |row| row.get(0))
                .optional()?;
            if let Some(id) = waiting {
                return Ok(RunId(id));
            }
            let id = RunId::new(now);
            tx.execute(
                "INSERT INTO run_requests (id, job_id, requested_at) VALUES (?, ?, ?)",
                params![id.0, job_id.0, ms(now)],
            )?;
            Ok(id)
        })
    }

    /// Runs that were asked for and have not begun, oldest first.
    pub fn run_requests(&self) -> StoreResult<Vec<(RunId, JobId)>> {
        self.read(|db| {
            let mut query =
                db.prepare_cached("SELECT id, job_id FROM run_requests ORDER BY requested_at, id")?;
            let requests = query
                .query_map([], |row| Ok((RunId(row.get(0)?), JobId(row.get(1)?))))?
                .collect::<SqlResult<_>>()?;
            Ok(requests)
        })
    }
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
