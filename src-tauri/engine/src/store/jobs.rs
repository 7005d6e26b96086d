//! Table `monitoring_jobs`: what users write and what the runner writes.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use super::{
    Store, StoreError, StoreResult, gaps,
    rows::{Columns, SqlResult, json, ms, opt_json, opt_ms},
};
use crate::model::{FailureCode, Job, JobId, JobInternals, JobQuery, JobStatus, Listing, Schedule, UserId};

const COLUMNS: &str = "j.*, \
    (SELECT count(*) FROM items WHERE job_id = j.id) AS items, \
    (SELECT count(*) FROM items WHERE job_id = j.id AND state = 'unread') AS items_unread";

impl Store {
    pub fn insert_job(&self, job: &Job) -> StoreResult<()> {
        self.transaction(|tx| insert(tx, job))
    }

    /// Adds a job unless one watches the same already; then answers that one.
    pub fn insert_job_unless_watched(&self, job: &Job) -> StoreResult<Option<JobId>> {
        self.transaction(|tx| {
            let watching = watching(tx, &job.target_url)?.into_iter().next();
            if watching.is_none() {
                insert(tx, job)?;
            }
            Ok(watching)
        })
    }

    /// Adds those of the jobs that nothing watches yet, one after the other in one transaction.
    /// Answers how many.
    pub fn insert_jobs_unless_watched(&self, jobs: &[Job]) -> StoreResult<u32> {
        self.transaction(|tx| {
            let mut added = 0;
            for job in jobs {
                if watching(tx, &job.target_url)?.is_empty() {
                    insert(tx, job)?;
                    added += 1;
                }
            }
            Ok(added)
        })
    }

    /// Reads a job, lets `change` alter it, and writes back what users own, in one transaction.
    pub fn change_job<E: From<StoreError>>(
        &self,
        id: JobId,
        change: impl FnOnce(&mut Job) -> Result<(), E>,
    ) -> Result<Job, E> {
        let mut refused = None;
        let changed = self.transaction(|tx| {
            let mut job = find(tx, id)?.ok_or(StoreError::NotFound("job"))?;
            let before = job.status;
            if let Err(error) = change(&mut job) {
                refused = Some(error);
                return Err(StoreError::NotFound("job"));
            }
            write_user_columns(tx, &job)?;
            gaps::after_change(tx, before, &job)?;
            Ok(job)
        });
        match refused {
            Some(error) => Err(error),
            None => changed.map_err(E::from),
        }
    }

    pub fn find_job(&self, id: JobId) -> StoreResult<Option<Job>> {
        self.read(|db| find(db, id))
    }

    pub fn job_name(&self, id: JobId) -> StoreResult<Option<String>> {
        self.read(|db| {
            let mut query = db.prepare_cached("SELECT name FROM monitoring_jobs WHERE id = ?")?;
            Ok(query.query_row([id.0], |row| row.get(0)).optional()?)
        })
    }

    pub fn list_jobs(&self, query: &JobQuery) -> StoreResult<Listing<Job>> {
        self.read(|db| {
            let filter = "WHERE (:platform IS NULL OR j.platform = :platform) \
                 AND (CASE WHEN :status IS NULL THEN j.status <> 'deleted' ELSE j.status = :status END)";
            let platform = query.platform.map(crate::model::Platform::as_str);
            let status = query.status.map(JobStatus::as_str);
            let total = db
                .prepare_cached(&format!("SELECT count(*) FROM monitoring_jobs j {filter}"))?
                .query_row(named_params! { ":platform": platform, ":status": status }, |row| row.get(0))?;
            let items = db
                .prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM monitoring_jobs j {filter} \
                     ORDER BY j.created_at, j.id LIMIT :limit OFFSET :skip"
                ))?
                .query_map(
                    named_params! {
                        ":platform": platform, ":status": status,
                        ":limit": query.paging.limit, ":skip": query.paging.skip,
                    },
                    from_row,
                )?
                .collect::<SqlResult<Vec<_>>>()?;
            Ok(Listing { items, total })
        })
    }

    /// Jobs that are not deleted and watch this address.
    pub fn jobs_watching(&self, target_url: &str) -> StoreResult<Vec<JobId>> {
        self.read(|db| watching(db, target_url))
    }
}

fn watching(db: &Connection, target_url: &str) -> StoreResult<Vec<JobId>> {
    let mut query =
        db.prepare_cached("SELECT id FROM monitoring_jobs WHERE target_url = ? AND status <> 'deleted'")?;
    let ids = query.query_map([target_url], |row| Ok(JobId(row.get(0)?)))?.collect::<SqlResult<_>>()?;
    Ok(ids)
}

fn insert(db: &Connection, job: &Job) -> StoreResult<()> {
    db.execute(
        "INSERT INTO monitoring_jobs (id, user_id, name, platform, target_url, target_type, target_id, \
         frequency, schedule, max_items_per_run, status, created_at, updated_at) \
         VALUES (?1, ?2, '', ?3, '', ?4, ?5, 'hourly', '{}', 50, ?6, ?7, ?7)",
        params![
            job.id.0,
            job.user_id.0,
            job.platform.as_str(),
            job.target_type.as_str(),
            job.target_id,
            job.status.as_str(),
            ms(job.created_at),
        ],
    )?;
    write_user_columns(db, job)
}

pub(super) fn find(db: &Connection, id: JobId) -> StoreResult<Option<Job>> {
    let sql = format!("SELECT {COLUMNS} FROM monitoring_jobs j WHERE j.id = ?");
    Ok(db.prepare_cached(&sql)?.query_row([id.0], from_row).optional()?)
}

/// Like [`find`] without counting items: what a run needs.
pub(super) fn find_for_run(db: &Connection, id: JobId) -> StoreResult<Option<Job>> {
    let sql = "SELECT j.*, 0 AS items, 0 AS items_unread FROM monitoring_jobs j WHERE j.id = ?";
    Ok(db.prepare_cached(sql)?.query_row([id.0], from_row).optional()?)
}

/// Jobs that are not deleted, or one of them, without counting their items.
pub(super) fn undeleted(db: &Connection, id: Option<JobId>) -> StoreResult<Vec<Job>> {
    let sql = "SELECT j.*, 0 AS items, 0 AS items_unread FROM monitoring_jobs j \
               WHERE status <> 'deleted' AND (?1 IS NULL OR id = ?1) ORDER BY created_at, id";
    let mut query = db.prepare_cached(sql)?;
    Ok(query.query_map([id.map(|id| id.0)], from_row)?.collect::<SqlResult<_>>()?)
}

/// Watched jobs that are overdue or tried again, without counting their items.
pub(super) fn overdue(db: &Connection, now: DateTime<Utc>) -> StoreResult<Vec<Job>> {
    let sql = "SELECT j.*, 0 AS items, 0 AS items_unread FROM monitoring_jobs j \
               WHERE status IN ('active', 'failed') \
               AND (next_run_at IS NULL OR next_run_at <= ? OR retry_at IS NOT NULL) ORDER BY created_at, id";
    let mut query = db.prepare_cached(sql)?;
    Ok(query.query_map([ms(now)], from_row)?.collect::<SqlResult<_>>()?)
}

fn write_user_columns(db: &Connection, job: &Job) -> StoreResult<()> {
    db.prepare_cached(
        "UPDATE monitoring_jobs SET name = :name, folder = :folder, target_url = :target_url, \
         platform = :platform, target_type = :target_type, target_id = :target_id, options = :options, \
         target_version = :target_version, private_grant = :grant, frequency = :frequency, \
         interval_minutes = :interval_minutes, schedule = :schedule, max_items_per_run = :max_items, \
         filters = :filters, expires_at = :expires_at, max_runs = :max_runs, status = :status, \
         status_reason = :status_reason, next_run_at = :next_run_at, retry_at = :retry_at, \
         consecutive_failures = :failures, failing_since = :failing_since, failure_code = :failure_code, \
         failure_notified = :failure_notified, baseline_at = :baseline_at, cursor = :cursor, \
         notify_on_new_content = :notify_new, notify_on_failure = :notify_failure, \
         notification_email = :email, mute = :mute, retention = :retention, updated_at = :updated_at, deleted_at = :deleted_at, \
         status_before_delete = :status_before_delete WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": job.id.0,
        ":name": job.name,
        ":folder": job.folder,
        ":target_url": job.target_url,
        ":platform": job.platform.as_str(),
        ":target_type": job.target_type.as_str(),
        ":target_id": job.target_id,
        ":options": json(&job.options)?,
        ":target_version": job.internals.target_version,
        ":grant": opt_json(job.internals.grant.as_ref())?,
        ":frequency": word_of(&job.schedule.frequency)?,
        ":interval_minutes": job.schedule.interval_minutes,
        ":schedule": json(&job.schedule.details)?,
        ":max_items": job.max_items_per_run,
        ":filters": opt_json(job.filters.as_ref())?,
        ":expires_at": opt_ms(job.expires_at),
        ":max_runs": job.max_runs,
        ":status": job.status.as_str(),
        ":status_reason": job.status_reason,
        ":next_run_at": opt_ms(job.next_run_at),
        ":retry_at": opt_ms(job.retry_at),
        ":failures": job.consecutive_failures,
        ":failing_since": opt_ms(job.failing_since),
        ":failure_code": job.failure_code.map(FailureCode::as_str),
        ":failure_notified": job.internals.failure_notified,
        ":baseline_at": opt_ms(job.baseline_at),
        ":cursor": json(&job.internals.cursor)?,
        ":notify_new": job.notify_on_new_content,
        ":notify_failure": job.notify_on_failure,
        ":email": job.notification_email,
        ":mute": opt_json(job.mute.as_ref())?,
        ":retention": opt_json(job.retention.as_ref())?,
        ":updated_at": ms(job.updated_at),
        ":deleted_at": opt_ms(job.deleted_at),
        ":status_before_delete": job.internals.status_before_delete.map(JobStatus::as_str),
    })?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> SqlResult<Job> {
    let frequency: String = row.get("frequency")?;
    let status: JobStatus = row.word("status")?;
    Ok(Job {
        id: JobId(row.get("id")?),
        user_id: UserId(row.get("user_id")?),
        name: row.get("name")?,
        folder: row.get("folder")?,
        platform: row.word("platform")?,
        target_url: row.get("target_url")?,
        target_type: row.word("target_type")?,
        target_id: row.get("target_id")?,
        options: row.read_json("options")?.unwrap_or_default(),
        schedule: Schedule {
            frequency: serde_json::from_value(frequency.into()).unwrap_or(crate::model::Frequency::Hourly),
            interval_minutes: row.get("interval_minutes")?,
            details: row.read_json("schedule")?.unwrap_or_default(),
        },
        schedule_text: String::new(),
        max_items_per_run: row.get("max_items_per_run")?,
        filters: row.read_json("filters")?,
        expires_at: row.opt_time("expires_at")?,
        max_runs: row.get("max_runs")?,
        status,
        status_reason: row.get("status_reason")?,
        last_run_at: row.opt_time("last_run_at")?,
        last_success_at: row.opt_time("last_success_at")?,
        is_stale: false,
        next_run_at: row.opt_time("next_run_at")?,
        retry_at: row.opt_time("retry_at")?,
        total_runs: row.get("total_runs")?,
        successful_runs: row.get("successful_runs")?,
        failed_runs: row.get("failed_runs")?,
        consecutive_failures: row.get("consecutive_failures")?,
        failing_since: row.opt_time("failing_since")?,
        failure_code: row.opt_word("failure_code")?,
        baseline_at: row.opt_time("baseline_at")?,
        notify_on_new_content: row.get("notify_on_new_content")?,
        notify_on_failure: row.get("notify_on_failure")?,
        notification_email: row.get("notification_email")?,
        mute: row.read_json("mute")?,
        retention: row.read_json("retention")?,
        items: row.get("items")?,
        items_unread: row.get("items_unread")?,
        created_at: row.time("created_at")?,
        updated_at: row.time("updated_at")?,
        deleted_at: row.opt_time("deleted_at")?,
        internals: JobInternals {
            cursor: row.read_json("cursor")?.unwrap_or_default(),
            target_version: row.get("target_version")?,
            grant: row.read_json("private_grant")?,
            failure_notified: row.get("failure_notified")?,
            status_before_delete: row.opt_word("status_before_delete")?,
        },
    })
}

fn word_of<T: serde::Serialize>(value: &T) -> StoreResult<String> {
    Ok(serde_json::to_value(value)?.as_str().unwrap_or_default().to_owned())
}
