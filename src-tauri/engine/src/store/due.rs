//! Table `monitoring_jobs` as the schedule sees it: which jobs are due, and which have ended.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    Store, StoreResult, jobs,
    lease::require_token,
    rows::{Columns, SqlResult, ms},
    settings,
};
use crate::model::{Job, JobId, RunId};

/// A job whose time has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    pub job: JobId,
    pub target_url: String,
    /// When that was.
    pub at: DateTime<Utc>,
    /// It can be reached without the internet.
    pub is_local: bool,
}

/// The zone that due times were worked out in.
const ZONE: &str = "schedule_zone";

impl Store {
    /// Jobs whose time has come, longest overdue first, without those that run already.
    pub fn due_jobs(&self, now: DateTime<Utc>, limit: u32) -> StoreResult<Vec<Due>> {
        self.read(|db| {
            let mut query = db.prepare_cached(
                "SELECT id, target_url, next_run_at, \
                 private_grant IS NOT NULL OR target_url LIKE 'tidewatch:%' AS is_local \
                 FROM monitoring_jobs j \
                 WHERE status IN ('active', 'failed') AND next_run_at <= ? \
                 AND NOT EXISTS (SELECT 1 FROM monitoring_runs \
                                 WHERE monitoring_job_id = j.id AND status = 'in_progress') \
                 ORDER BY next_run_at LIMIT ?",
            )?;
            let due = query
                .query_map(params![ms(now), limit], |row| {
                    Ok(Due {
                        job: JobId(row.get("id")?),
                        target_url: row.get("target_url")?,
                        at: row.time("next_run_at")?,
                        is_local: row.get("is_local")?,
                    })
                })?
                .collect::<SqlResult<_>>()?;
            Ok(due)
        })
    }

    /// Watched jobs that wait for something else than their next slot, and have not just
    /// succeeded: among them are those that have gone silent.
    pub fn without_success(&self, now: DateTime<Utc>) -> StoreResult<Vec<Job>> {
        self.read(|db| jobs::overdue(db, now))
    }

    /// When a job is due next of those that are not yet: for a schedule whose due jobs wait.
    pub fn next_due_after(&self, now: DateTime<Utc>) -> StoreResult<Option<DateTime<Utc>>> {
        self.read(|db| {
            let mut query = db.prepare_cached(
                "SELECT min(next_run_at) AS at FROM monitoring_jobs \
                 WHERE status IN ('active', 'failed') AND next_run_at > ?",
            )?;
            Ok(query.query_row([ms(now)], |row| row.opt_time("at"))?)
        })
    }

    /// When the next job is due that does not run already, and its name.
    pub fn next_due(&self) -> StoreResult<Option<(DateTime<Utc>, String)>> {
        self.read(|db| {
            let mut query = db.prepare_cached(
                "SELECT next_run_at, name FROM monitoring_jobs j \
                 WHERE status IN ('active', 'failed') AND next_run_at IS NOT NULL \
                 AND NOT EXISTS (SELECT 1 FROM monitoring_runs \
                                 WHERE monitoring_job_id = j.id AND status = 'in_progress') \
                 ORDER BY next_run_at LIMIT 1",
            )?;
            Ok(query.query_row([], |row| Ok((row.time("next_run_at")?, row.get("name")?))).optional()?)
        })
    }

    /// Removes jobs deleted before `before`, with their runs and items. Answers how many.
    pub fn purge_deleted_jobs(&self, before: DateTime<Utc>) -> StoreResult<usize> {
        self.transaction(|tx| {
            Ok(tx.execute(
                "DELETE FROM monitoring_jobs WHERE status = 'deleted' AND deleted_at < ?",
                [ms(before)],
            )?)
        })
    }

    /// Marks jobs whose end has come as completed. Answers which.
    ///
    /// # Errors
    /// `StaleToken` when another process has taken over.
    pub fn complete_expired_jobs(&self, token: i64, now: DateTime<Utc>) -> StoreResult<Vec<JobId>> {
        let expired = self.read(|db| {
            let mut query = db.prepare_cached(
                "SELECT id FROM monitoring_jobs WHERE expires_at <= ? AND status IN ('active', 'failed')",
            )?;
            let ids =
                query.query_map([ms(now)], |row| Ok(JobId(row.get(0)?)))?.collect::<SqlResult<Vec<_>>>()?;
            Ok(ids)
        })?;
        if expired.is_empty() {
            return Ok(expired);
        }
        self.transaction(|tx| {
            require_token(tx, token)?;
            tx.execute(
                "UPDATE monitoring_jobs SET status = 'completed', next_run_at = NULL, retry_at = NULL, \
                 status_reason = 'Its end date has come.', updated_at = ?1 \
                 WHERE expires_at <= ?1 AND status IN ('active', 'failed')",
                [ms(now)],
            )?;
            Ok(())
        })?;
        Ok(expired)
    }

    /// Makes jobs due sooner that ran or were created at a time that has not come yet (after
    /// `ahead`): the clock was ahead then, and so are their due times. Answers which.
    pub fn bring_forward(
        &self,
        token: i64,
        ahead: DateTime<Utc>,
        now: DateTime<Utc>,
        latest: impl Fn(&Job) -> Option<DateTime<Utc>>,
    ) -> StoreResult<Vec<JobId>> {
        let suspects: Vec<JobId> = self.read(|db| {
            let mut query = db.prepare_cached(
                "SELECT id FROM monitoring_jobs WHERE next_run_at > ?1 \
                 AND status IN ('active', 'failed') AND coalesce(last_run_at, created_at) > ?2",
            )?;
            let ids = query.query_map([ms(now), ms(ahead)], |row| Ok(JobId(row.get(0)?)))?;
            Ok(ids.collect::<SqlResult<_>>()?)
        })?;
        if suspects.is_empty() {
            return Ok(suspects);
        }
        self.transaction(|tx| {
            require_token(tx, token)?;
            let mut changed = Vec::new();
            for id in suspects {
                let Some(job) = jobs::find_for_run(tx, id)? else { continue };
                let sooner = latest(&job).filter(|latest| job.next_run_at.is_some_and(|due| *latest < due));
                if let Some(sooner) = sooner {
                    tx.execute(
                        "UPDATE monitoring_jobs SET next_run_at = ?1, \
                         retry_at = CASE WHEN retry_at IS NULL THEN NULL ELSE ?1 END WHERE id = ?2",
                        params![ms(sooner), id.0],
                    )?;
                    changed.push(id);
                }
            }
            Ok(changed)
        })
    }

    /// Works out anew when jobs are due that follow the system's zone, where `zone` is another than
    /// at the last call. Answers which are due at another time now.
    pub fn follow_zone(
        &self,
        token: i64,
        zone: &str,
        now: DateTime<Utc>,
        next: impl Fn(&Job) -> Option<DateTime<Utc>>,
    ) -> StoreResult<Vec<JobId>> {
        let known: Option<String> = self.setting(ZONE)?;
        if known.as_deref() == Some(zone) {
            return Ok(Vec::new());
        }
        self.transaction(|tx| {
            require_token(tx, token)?;
            settings::write(tx, ZONE, &zone)?;
            if known.is_none() {
                return Ok(Vec::new());
            }
            let ids = tx
                .prepare_cached(
                    "SELECT id FROM monitoring_jobs WHERE next_run_at > ? AND retry_at IS NULL \
                     AND status IN ('active', 'failed') AND json_extract(schedule, '$.time_zone') IS NULL",
                )?
                .query_map([ms(now)], |row| Ok(JobId(row.get(0)?)))?
                .collect::<SqlResult<Vec<_>>>()?;
            let mut changed = Vec::new();
            for id in ids {
                let Some(job) = jobs::find_for_run(tx, id)? else { continue };
                let Some(due) = next(&job).filter(|due| job.next_run_at != Some(*due)) else { continue };
                tx.execute(
                    "UPDATE monitoring_jobs SET next_run_at = ? WHERE id = ?",
                    params![ms(due), id.0],
                )?;
                changed.push(id);
            }
            Ok(changed)
        })
    }
}

/// Makes jobs due at once whose run was cut off. One that is overdue stays so: that shows how
/// much was missed.
pub(super) fn make_due(db: &Connection, runs: &[(RunId, JobId)], now: DateTime<Utc>) -> StoreResult<()> {
    let mut update = db.prepare_cached(
        "UPDATE monitoring_jobs SET next_run_at = min(coalesce(next_run_at, ?1), ?1) \
         WHERE id = ?2 AND status IN ('active', 'failed')",
    )?;
    for (_, job) in runs {
        update.execute(params![ms(now), job.0])?;
    }
    Ok(())
}
