//! Table `monitoring_runs` as it is read: lists of runs, and the strips of the latest.

use rusqlite::{Connection, ToSql, functions::FunctionFlags, params, params_from_iter};

use super::{
    Store, StoreResult,
    rows::{Columns, SqlResult},
    runs::from_row,
};
use crate::model::{Beat, Heartbeat, JobId, Listing, Run, RunId, RunKind, RunQuery};

/// The job's run before this one that said something about its source.
const STATUS_BEFORE: &str = "(SELECT p.status FROM monitoring_runs p \
     WHERE p.monitoring_job_id = r.monitoring_job_id AND p.start_time < r.start_time \
     AND p.status IN ('completed', 'failed') ORDER BY p.start_time DESC LIMIT 1)";

/// Adds `folded(text)`: in lower case in every script, where SQLite's `lower` knows ASCII only.
pub(super) fn add_folded(connection: &Connection) -> SqlResult<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("folded", 1, flags, |call| {
        Ok(call.get::<Option<String>>(0)?.map(|text| text.to_lowercase()))
    })
}

impl Store {
    /// Runs newest first.
    pub fn list_runs(&self, query: &RunQuery) -> StoreResult<Listing<Run>> {
        let mut conditions = Vec::new();
        let mut values: Vec<Box<dyn ToSql>> = Vec::new();
        if let Some(job) = query.job_id {
            conditions.push("r.monitoring_job_id = ?".to_owned());
            values.push(Box::new(job.0));
        }
        if let Some(kind) = query.kind {
            conditions.push(match kind {
                RunKind::NewItems => "r.new_items_downloaded > 0".to_owned(),
                RunKind::Failed => "r.status = 'failed'".to_owned(),
                RunKind::Skipped => "r.status IN ('skipped', 'interrupted')".to_owned(),
                RunKind::Changes => format!(
                    "(r.new_items_downloaded > 0 OR (r.status IN ('completed', 'failed') \
                     AND r.status <> coalesce({STATUS_BEFORE}, 'completed')))"
                ),
            });
        }
        if let Some(search) = query.search.as_deref().map(str::trim).filter(|search| !search.is_empty()) {
            conditions.push(
                "(instr(folded(r.error_message), folded(?)) > 0 OR r.monitoring_job_id IN \
                 (SELECT id FROM monitoring_jobs WHERE instr(folded(name), folded(?)) > 0))"
                    .to_owned(),
            );
            values.push(Box::new(search.to_owned()));
            values.push(Box::new(search.to_owned()));
        }
        let filter = if conditions.is_empty() { "1".to_owned() } else { conditions.join(" AND ") };
        // Each order has an index; ids sort by time as well.
        let order = if query.job_id.is_some() { "r.start_time DESC, r.id DESC" } else { "r.id DESC" };
        self.read(|db| {
            let total = db
                .prepare_cached(&format!("SELECT count(*) FROM monitoring_runs r WHERE {filter}"))?
                .query_row(params_from_iter(&values), |row| row.get(0))?;
            values.push(Box::new(query.limit));
            values.push(Box::new(query.skip));
            let items = db
                .prepare_cached(&format!(
                    "SELECT r.* FROM monitoring_runs r WHERE {filter} ORDER BY {order} LIMIT ? OFFSET ?"
                ))?
                .query_map(params_from_iter(&values), from_row)?
                .collect::<SqlResult<_>>()?;
            Ok(Listing { items, total })
        })
    }

    /// The latest runs of every job that is not deleted, or of one, oldest first.
    pub fn heartbeats(&self, job: Option<JobId>, limit: u32) -> StoreResult<Vec<Heartbeat>> {
        self.read(|db| {
            let mut jobs = db.prepare_cached(
                "SELECT id FROM monitoring_jobs WHERE status <> 'deleted' AND (?1 IS NULL OR id = ?1)",
            )?;
            // A query for each job reads its latest runs only; one over all would read every run.
            let mut runs = db.prepare_cached(
                "SELECT id, status, outcome, new_items_downloaded, start_time FROM monitoring_runs \
                 WHERE monitoring_job_id = ? ORDER BY start_time DESC, id DESC LIMIT ?",
            )?;
            let ids =
                jobs.query_map([job.map(|id| id.0)], |row| row.get(0))?.collect::<SqlResult<Vec<_>>>()?;
            let strips = ids.into_iter().map(|id: uuid::Uuid| {
                let mut beats = runs
                    .query_map(params![id, limit], |row| {
                        Ok(Beat {
                            run_id: RunId(row.get("id")?),
                            status: row.word("status")?,
                            outcome: row.opt_word("outcome")?,
                            new_items: row.get("new_items_downloaded")?,
                            start_time: row.time("start_time")?,
                        })
                    })?
                    .collect::<SqlResult<Vec<_>>>()?;
                beats.reverse();
                Ok(Heartbeat { job_id: JobId(id), beats })
            });
            strips.collect()
        })
    }
}
