//! Tables `monitoring_runs` and `run_requests`: a run's beginning, its end in one transaction,
//! and what was asked for outside the schedule.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{
    Durability, FinishedRun, KeptItems, NewItems, Store, StoreError, StoreResult,
    due::make_due,
    gaps, holds, jobs,
    keep::keep,
    keys,
    lease::require_token,
    notifications, offline,
    outcomes::{self, Counted},
    requests::{self, run_in_progress},
    rows::{Columns, SqlResult, ms, opt_ms},
    slots::{self, MissedSlots},
};
use crate::{
    fail_points::fail_point,
    model::{Job, JobId, JobStatus, Run, RunId, RunOutcome, RunStatus, Trigger},
};

/// A run that has begun, with its job as it stood then.
#[derive(Debug, Clone)]
pub struct StartedRun {
    pub run: Run,
    pub job: Job,
}

impl Store {
    /// Begins a run. Answers nothing when the job is gone or runs already.
    ///
    /// # Errors
    /// `StaleToken` when this process no longer owns the schedule.
    pub fn start_run(
        &self,
        token: i64,
        run_id: RunId,
        job_id: JobId,
        trigger: Trigger,
        now: DateTime<Utc>,
        missed: impl FnOnce(&Job) -> (Trigger, Option<MissedSlots>),
    ) -> StoreResult<Option<StartedRun>> {
        self.transaction_as(Durability::Light, |tx| {
            require_token(tx, token)?;
            // Whoever waits for a run of this job waits for this one.
            let waiting = requests::waiting(tx, job_id)?;
            let run_id = waiting.unwrap_or(run_id);
            tx.prepare_cached("DELETE FROM run_requests WHERE id = ? OR job_id = ?")?
                .execute(params![run_id.0, job_id.0])?;
            let Some(job) = jobs::find_for_run(tx, job_id)? else { return Ok(None) };
            let is_due = job.is_watched() && job.next_run_at.is_some_and(|due| due <= now);
            // It was due when its turn came, and has been paused and asked for since.
            let trigger = if waiting.is_some() && !is_due { Trigger::Manual } else { trigger };
            let is_wanted = match trigger {
                Trigger::Manual => job.status != JobStatus::Deleted,
                Trigger::Schedule | Trigger::CatchUp => is_due,
            };
            if !is_wanted || run_in_progress(tx, job_id)?.is_some() {
                return Ok(None);
            }
            let (as_scheduled, missed) = missed(&job);
            let trigger = if trigger == Trigger::Schedule { as_scheduled } else { trigger };
            if let Some(gap) = missed {
                slots::before_run(tx, &job, gap, now, token)?;
            }
            let run = Run::begun(run_id, job_id, trigger, now);
            insert(tx, &run, token)?;
            Ok(Some(StartedRun { run, job }))
        })
    }

    /// Ends a run: keeps items, writes outcome, counters, cursor, due time and messages in one
    /// transaction. `decide` sees the job as it stands now and what was kept.
    ///
    /// # Errors
    /// `StaleToken` when another process has taken over; then nothing is changed.
    pub fn finish_run(
        &self,
        token: i64,
        durability: Durability,
        started: &StartedRun,
        found: Option<&NewItems<'_>>,
        now: DateTime<Utc>,
        decide: impl FnOnce(&Job, &KeptItems) -> FinishedRun,
    ) -> StoreResult<(Run, KeptItems, Vec<i64>)> {
        self.transaction_as(durability, |tx| {
            require_token(tx, token)?;
            let job = jobs::find_for_run(tx, started.job.id)?.ok_or(StoreError::NotFound("job"))?;
            let is_stale = job.internals.target_version != started.job.internals.target_version
                || job.status == JobStatus::Deleted;
            if is_stale {
                let mut run = started.run.clone();
                run.end(RunStatus::Interrupted, RunOutcome::Cancelled, now);
                run.error_message = Some("The job was changed while it ran; what came was discarded.".into());
                update(tx, &run)?;
                return Ok((run, KeptItems::default(), Vec::new()));
            }
            let kept = match found {
                Some(found) => keep(tx, &job, started.run.id, found, now)?,
                None => KeptItems::default(),
            };
            let mut finished = decide(&job, &kept);
            if let Some((platform, set_at)) = finished.with_key
                && !keys::is_current(tx, platform, set_at)?
            {
                finished.try_again(now);
            }
            update(tx, &finished.run)?;
            if let Some(outcome) = &finished.job {
                outcomes::write_outcome(tx, &job, outcome, counted(&finished.run), now)?;
            }
            if let Some(passed) = finished.overlapped {
                slots::during_run(tx, &job, passed, now, token)?;
            }
            gaps::after_run(tx, &job, &finished.run, now)?;
            if let Some(outage) = &finished.outage {
                offline::keep(tx, outage, &finished.run)?;
            }
            if let Some(change) = &finished.hold {
                holds::apply(tx, change, now)?;
            }
            if let Some(tried) = &finished.key {
                keys::note(tx, tried, now)?;
            }
            let raised =
                notifications::raise(tx, &job, started.run.id, &finished.drafts, finished.is_followed, now)?;
            fail_point!(before_commit);
            Ok((finished.run, kept, raised))
        })
    }

    /// Marks unfinished runs, of one job or of all, as interrupted and makes their jobs due.
    pub fn interrupt_runs(
        &self,
        token: i64,
        job_id: Option<JobId>,
        outcome: RunOutcome,
        now: DateTime<Utc>,
    ) -> StoreResult<Vec<(RunId, JobId)>> {
        let sentence = match outcome {
            RunOutcome::Shutdown => "Tidewatch was ended while it ran; it runs again at the next start.",
            _ => "Tidewatch ended unexpectedly while it ran; nothing was kept and it runs again at once.",
        };
        self.transaction(|tx| {
            require_token(tx, token)?;
            let cut_off = tx
                .prepare_cached(
                    "UPDATE monitoring_runs SET status = 'interrupted', outcome = ?1, end_time = ?2, \
                     duration_ms = max(0, ?2 - start_time), error_message = ?3 \
                     WHERE status = 'in_progress' AND (?4 IS NULL OR monitoring_job_id = ?4) \
                     RETURNING id, monitoring_job_id",
                )?
                .query_map(params![outcome.as_str(), ms(now), sentence, job_id.map(|id| id.0)], |row| {
                    Ok((RunId(row.get(0)?), JobId(row.get(1)?)))
                })?
                .collect::<SqlResult<Vec<_>>>()?;
            make_due(tx, &cut_off, now)?;
            Ok(cut_off)
        })
    }

    pub fn find_run(&self, id: RunId) -> StoreResult<Option<Run>> {
        self.read(|db| {
            let mut query = db.prepare_cached("SELECT * FROM monitoring_runs WHERE id = ?")?;
            Ok(query.query_row([id.0], from_row).optional()?)
        })
    }
}

impl Run {
    pub(super) fn begun(id: RunId, job_id: JobId, trigger: Trigger, start_time: DateTime<Utc>) -> Self {
        Self {
            id,
            job_id,
            trigger,
            status: RunStatus::InProgress,
            outcome: None,
            start_time,
            end_time: None,
            duration_ms: None,
            items_found: 0,
            items_processed: 0,
            new_items_downloaded: 0,
            updated_items: 0,
            http_status: None,
            bytes: 0,
            requests: 0,
            error_code: None,
            error_message: None,
            retry_at: None,
            missed_slots: None,
            may_have_missed: false,
        }
    }

    /// Sets how and when it ended.
    pub(crate) fn end(
        &mut self,
        status: RunStatus,
        outcome: impl Into<Option<RunOutcome>>,
        now: DateTime<Utc>,
    ) {
        self.status = status;
        self.outcome = outcome.into();
        self.end_time = Some(now);
        self.duration_ms = u64::try_from((now - self.start_time).num_milliseconds()).ok();
    }
}

fn counted(run: &Run) -> Counted {
    Counted {
        successful: u32::from(run.status == RunStatus::Completed),
        failed: u32::from(run.status == RunStatus::Failed),
    }
}

pub(super) fn insert(db: &Connection, run: &Run, token: i64) -> StoreResult<()> {
    db.prepare_cached(
        "INSERT INTO monitoring_runs (id, monitoring_job_id, trigger, status, start_time, lease_token) \
         VALUES (?, ?, ?, 'in_progress', ?, ?)",
    )?
    .execute(params![run.id.0, run.job_id.0, run.trigger.as_str(), ms(run.start_time), token])?;
    if run.is_finished() { update(db, run) } else { Ok(()) }
}

fn update(db: &Connection, run: &Run) -> StoreResult<()> {
    db.prepare_cached(
        "UPDATE monitoring_runs SET status = ?, outcome = ?, end_time = ?, duration_ms = ?, items_found = ?, \
         items_processed = ?, new_items_downloaded = ?, updated_items = ?, http_status = ?, bytes = ?, \
         requests = ?, error_code = ?, error_message = ?, retry_at = ?, missed_slots = ?, \
         may_have_missed = ? WHERE id = ?",
    )?
    .execute(params![
        run.status.as_str(),
        run.outcome.map(RunOutcome::as_str),
        opt_ms(run.end_time),
        run.duration_ms.map(i64::try_from).transpose().unwrap_or(Some(i64::MAX)),
        run.items_found,
        run.items_processed,
        run.new_items_downloaded,
        run.updated_items,
        run.http_status,
        i64::try_from(run.bytes).unwrap_or(i64::MAX),
        run.requests,
        run.error_code.map(crate::model::FailureCode::as_str),
        run.error_message,
        opt_ms(run.retry_at),
        run.missed_slots,
        run.may_have_missed,
        run.id.0,
    ])?;
    Ok(())
}

pub(super) fn from_row(row: &Row<'_>) -> SqlResult<Run> {
    Ok(Run {
        id: RunId(row.get("id")?),
        job_id: JobId(row.get("monitoring_job_id")?),
        trigger: row.word("trigger")?,
        status: row.word("status")?,
        outcome: row.opt_word("outcome")?,
        start_time: row.time("start_time")?,
        end_time: row.opt_time("end_time")?,
        duration_ms: row.get("duration_ms")?,
        items_found: row.get("items_found")?,
        items_processed: row.get("items_processed")?,
        new_items_downloaded: row.get("new_items_downloaded")?,
        updated_items: row.get("updated_items")?,
        http_status: row.get("http_status")?,
        bytes: row.get("bytes")?,
        requests: row.get("requests")?,
        error_code: row.opt_word("error_code")?,
        error_message: row.get("error_message")?,
        retry_at: row.opt_time("retry_at")?,
        missed_slots: row.get("missed_slots")?,
        may_have_missed: row.get("may_have_missed")?,
    })
}
