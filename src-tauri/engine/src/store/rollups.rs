//! Table `run_rollups`: runs of long ago, added up by the hour and later by the day.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension, named_params, params};

use super::{
    Store, StoreResult,
    rows::{Columns, SqlResult, json, ms},
};
use crate::model::{JobId, RunRollup, Span};

/// The latest runs of a job, which are kept one by one however old they are.
const LATEST: u32 = 200;
/// Younger runs are kept one by one.
const RUNS_ARE_KEPT: TimeDelta = TimeDelta::days(30);
/// Younger hours are kept hour by hour.
const HOURS_ARE_KEPT: TimeDelta = TimeDelta::days(180);
const CHUNK: u32 = 500;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// Sums over runs; the columns of a roll-up in their order.
const SUMS: &str = "sum(status = 'completed'), sum(status = 'failed'), sum(status IN ('skipped', 'interrupted')), \
     sum(new_items_downloaded), sum(requests), sum(bytes), sum(coalesce(duration_ms, 0))";
const COLUMNS: &str = "completed, failed, skipped, new_items, requests, bytes, duration_ms";
const ADDED: &str = "ON CONFLICT DO UPDATE SET completed = completed + excluded.completed, \
     failed = failed + excluded.failed, skipped = skipped + excluded.skipped, \
     new_items = new_items + excluded.new_items, requests = requests + excluded.requests, \
     bytes = bytes + excluded.bytes, duration_ms = duration_ms + excluded.duration_ms";

impl Store {
    /// All jobs, deleted ones too.
    pub fn job_ids(&self) -> StoreResult<Vec<JobId>> {
        self.read(|db| {
            let mut query = db.prepare_cached("SELECT id FROM monitoring_jobs")?;
            Ok(query.query_map([], |row| Ok(JobId(row.get(0)?)))?.collect::<SqlResult<_>>()?)
        })
    }

    /// Adds at most 500 old runs of a job to their hours, or old hours to their days. The job's
    /// own totals count them still. Answers how many rows were folded.
    pub fn fold_runs(&self, job: JobId, now: DateTime<Utc>) -> StoreResult<usize> {
        let old = self.read(|db| old_runs(db, job, now))?;
        let hours_before = ms(now - HOURS_ARE_KEPT);
        let hours_before = hours_before - hours_before.rem_euclid(DAY);
        let has_old_hours: bool = self.read(|db| {
            let sql =
                "SELECT EXISTS (SELECT 1 FROM run_rollups WHERE job_id = ? AND span = 'hour' AND start < ?)";
            Ok(db.prepare_cached(sql)?.query_row(params![job.0, hours_before], |row| row.get(0))?)
        })?;
        if old.is_empty() && !has_old_hours {
            return Ok(0);
        }
        self.transaction(|tx| {
            let old = json(&old)?;
            // The plus: by id, not through all the runs of the job.
            let chosen = "id IN (SELECT unhex(value) FROM json_each(?2)) \
                          AND +monitoring_job_id = ?1 AND status <> 'in_progress'";
            tx.prepare_cached(&format!(
                "INSERT INTO run_rollups (job_id, span, start, {COLUMNS}) \
                 SELECT monitoring_job_id, 'hour', start_time - start_time % {HOUR} AS hour, {SUMS} \
                 FROM monitoring_runs WHERE {chosen} GROUP BY 1, hour {ADDED}"
            ))?
            .execute(params![job.0, old])?;
            let runs = tx
                .prepare_cached(&format!("DELETE FROM monitoring_runs WHERE {chosen}"))?
                .execute(params![job.0, old])?;
            tx.prepare_cached(&format!(
                "INSERT INTO run_rollups (job_id, span, start, {COLUMNS}) \
                 SELECT job_id, 'day', start - start % {DAY} AS day, sum(completed), sum(failed), sum(skipped), \
                 sum(new_items), sum(requests), sum(bytes), sum(duration_ms) \
                 FROM run_rollups WHERE job_id = ?1 AND span = 'hour' AND start < ?2 GROUP BY 1, day {ADDED}"
            ))?
            .execute(params![job.0, hours_before])?;
            let hours = tx
                .prepare_cached("DELETE FROM run_rollups WHERE job_id = ? AND span = 'hour' AND start < ?")?
                .execute(params![job.0, hours_before])?;
            Ok(runs + hours)
        })
    }

    /// Runs that began from `since` on and before `until`, added up by hour or day, oldest first,
    /// those that are kept one by one included. What is known by the day only is answered so.
    pub fn run_rollups(
        &self,
        job: Option<JobId>,
        span: Span,
        since: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> StoreResult<Vec<RunRollup>> {
        let length = match span {
            Span::Hour => HOUR,
            Span::Day => DAY,
        };
        self.read(|db| {
            let mut query = db.prepare_cached(&format!(
                "SELECT job_id, span, start, sum(completed) AS completed, sum(failed) AS failed, \
                 sum(skipped) AS skipped, sum(new_items) AS new_items, sum(requests) AS requests, \
                 sum(bytes) AS bytes, sum(duration_ms) AS duration_ms FROM ( \
                   SELECT job_id, iif(span = 'day', span, :span) AS span, start - start % :length AS start, {COLUMNS} \
                   FROM run_rollups WHERE (:job IS NULL OR job_id = :job) AND start >= :since AND start < :until \
                   UNION ALL \
                   SELECT monitoring_job_id, :span, start_time - start_time % :length, \
                     status = 'completed', status = 'failed', status IN ('skipped', 'interrupted'), \
                     new_items_downloaded, requests, bytes, coalesce(duration_ms, 0) \
                   FROM monitoring_runs WHERE (:job IS NULL OR monitoring_job_id = :job) \
                     AND status <> 'in_progress' AND start_time >= :since AND start_time < :until \
                 ) GROUP BY job_id, span, start ORDER BY start, job_id, span"
            ))?;
            let rows = query.query_map(
                named_params! {
                    ":job": job.map(|id| id.0), ":span": span.as_str(), ":length": length,
                    ":since": ms(since), ":until": ms(until),
                },
                |row| {
                    Ok(RunRollup {
                        job_id: JobId(row.get("job_id")?),
                        span: row.word("span")?,
                        start: row.time("start")?,
                        completed: row.get("completed")?,
                        failed: row.get("failed")?,
                        skipped: row.get("skipped")?,
                        new_items: row.get("new_items")?,
                        requests: row.get("requests")?,
                        bytes: row.get("bytes")?,
                        duration_ms: row.get("duration_ms")?,
                    })
                },
            )?;
            Ok(rows.collect::<SqlResult<_>>()?)
        })
    }
}

/// Ids in hexadecimal, oldest first. Failures are folded as well: since when a job failed and why
/// stays in its gaps and messages.
fn old_runs(db: &Connection, job: JobId, now: DateTime<Utc>) -> StoreResult<Vec<String>> {
    let first_kept: Option<i64> = db
        .prepare_cached(
            "SELECT start_time FROM monitoring_runs WHERE monitoring_job_id = ? \
             ORDER BY start_time DESC LIMIT 1 OFFSET ?",
        )?
        .query_row(params![job.0, LATEST - 1], |row| row.get(0))
        .optional()?;
    let Some(first_kept) = first_kept else { return Ok(Vec::new()) };
    let before = first_kept.min(ms(now - RUNS_ARE_KEPT));
    let mut query = db.prepare_cached(
        "SELECT hex(id) FROM monitoring_runs WHERE monitoring_job_id = ? AND start_time < ? \
         AND status <> 'in_progress' ORDER BY start_time LIMIT ?",
    )?;
    let old = query.query_map(params![job.0, before, CHUNK], |row| row.get(0))?;
    Ok(old.collect::<SqlResult<_>>()?)
}
