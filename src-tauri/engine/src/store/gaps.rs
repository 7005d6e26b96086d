//! Table `coverage_gaps`: when a job saw nothing, or not everything, and why. Written in the
//! transactions that begin and end runs and change jobs.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{
    MissedSlots, Store, StoreResult, absences, jobs,
    rows::{Columns, SqlResult, ms, opt_ms},
};
use crate::model::{
    FailureCode, Gap, GapReason, Job, JobId, JobStatus, Run, RunOutcome, RunStatus, shortest_gap,
};

/// Of one job; older ones are dropped.
const KEPT: u32 = 1000;

/// Whether jobs are looked after at this moment, for gaps that nothing has written yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watching {
    pub now: DateTime<Utc>,
    /// Why no job is looked after; absent: they are.
    pub idle: Option<GapReason>,
}

impl Store {
    /// The gaps of every job that is not deleted, or of one, that touch the time from `since`
    /// to `until`: oldest first, with those that last.
    pub fn gaps(
        &self,
        job: Option<JobId>,
        (since, until): (DateTime<Utc>, DateTime<Utc>),
        watching: Watching,
    ) -> StoreResult<Vec<(Job, Vec<Gap>)>> {
        self.read(|db| {
            let mut found: Vec<(Job, Vec<Gap>)> = Vec::new();
            let jobs = jobs::undeleted(db, job)?;
            found.extend(jobs.into_iter().map(|job| (job, Vec::new())));
            let mut query = db.prepare_cached(
                "SELECT * FROM coverage_gaps WHERE (?1 IS NULL OR job_id = ?1) AND since < ?3 \
                 AND (until IS NULL OR until > ?2) ORDER BY job_id, since, id",
            )?;
            let gaps = query.query_map(params![job.map(|id| id.0), ms(since), ms(until)], from_row)?;
            let mut of_job = std::collections::HashMap::<JobId, Vec<Gap>>::new();
            for gap in gaps {
                let gap = gap?;
                of_job.entry(gap.job_id).or_default().push(gap);
            }
            for (job, gaps) in &mut found {
                *gaps = of_job.remove(&job.id).unwrap_or_default();
                let shortest = shortest_gap(job.schedule.nominal_interval());
                gaps.retain(|gap| gap.until.is_some() || watching.now - gap.since >= shortest);
                let lasts = gaps.iter().any(|gap| gap.until.is_none());
                let overdue =
                    job.next_run_at.filter(|due| job.is_watched() && watching.now - *due >= shortest);
                if let (false, Some(since)) = (lasts, overdue) {
                    let reason = match watching.idle {
                        Some(reason) => Some(reason),
                        None => absences::explaining(db, since, watching.now)?,
                    };
                    gaps.extend(reason.map(|reason| Gap {
                        job_id: job.id,
                        reason,
                        since,
                        until: None,
                        slots: 0,
                        detail: None,
                    }));
                }
            }
            Ok(found)
        })
    }
}

/// What a run says of the time before it.
pub(super) fn after_run(db: &Connection, job: &Job, run: &Run, now: DateTime<Utc>) -> StoreResult<()> {
    match (run.status, run.outcome) {
        (RunStatus::Completed, _) => {
            close(db, job, now)?;
            if job.status == JobStatus::Paused {
                open(db, job, GapReason::Paused, now, 0)?;
            }
            let known = job.last_success_at.or(job.baseline_at);
            if let Some(since) = known.filter(|_| run.may_have_missed) {
                insert(db, job.id, GapReason::Overflow, since, Some(now), 0, run.error_message.as_deref())?;
            }
            Ok(())
        }
        _ if !job.is_watched() => Ok(()),
        (RunStatus::Skipped, Some(RunOutcome::Held)) => {
            open(db, job, GapReason::RateLimited, run.start_time, 1)
        }
        (RunStatus::Failed, _) if run.error_code == Some(FailureCode::RateLimited) => {
            open(db, job, GapReason::RateLimited, run.start_time, 1)
        }
        (RunStatus::Failed, _) => open(db, job, GapReason::Failing, run.start_time, 1),
        _ => Ok(()),
    }
}

/// What the user has made of a job: paused or deleted, it is not watched until its next success.
pub(super) fn after_change(db: &Connection, before: JobStatus, job: &Job) -> StoreResult<()> {
    let was_watched = matches!(before, JobStatus::Active | JobStatus::Failed);
    let begins = matches!(job.status, JobStatus::Paused | JobStatus::Deleted);
    let since = job.deleted_at.unwrap_or(job.updated_at);
    if was_watched && begins { open(db, job, GapReason::Paused, since, 0) } else { Ok(()) }
}

/// Keeps a gap that ends now, because checks were missed. Answers why they were, where that is
/// known.
pub(super) fn missed(
    db: &Connection,
    job: &Job,
    missed: MissedSlots,
    now: DateTime<Utc>,
) -> StoreResult<Option<GapReason>> {
    let reason = absences::explaining(db, missed.since, now)?;
    let widened = db
        .prepare_cached("UPDATE coverage_gaps SET slots = slots + ? WHERE job_id = ? AND until IS NULL")?
        .execute(params![missed.slots, job.id.0])?;
    let is_long = now - missed.since >= shortest_gap(job.schedule.nominal_interval());
    if let Some(reason) = reason.filter(|_| widened == 0 && is_long) {
        insert(db, job.id, reason, missed.since, Some(now), missed.slots, None)?;
    }
    Ok(reason)
}

/// Begins a gap, or goes on with one. One that lasts for another reason ends here.
fn open(db: &Connection, job: &Job, reason: GapReason, since: DateTime<Utc>, slots: u32) -> StoreResult<()> {
    let lasting: Option<String> = db
        .prepare_cached("SELECT reason FROM coverage_gaps WHERE job_id = ? AND until IS NULL")?
        .query_row([job.id.0], |row| row.get(0))
        .optional()?;
    if lasting.as_deref() == Some(reason.as_str()) {
        db.prepare_cached("UPDATE coverage_gaps SET slots = slots + ? WHERE job_id = ? AND until IS NULL")?
            .execute(params![slots, job.id.0])?;
        return Ok(());
    }
    if lasting.is_some() {
        // Nothing was seen in between either, so no part of it is too short to count.
        db.prepare_cached(
            "UPDATE coverage_gaps SET until = max(since, ?) WHERE job_id = ? AND until IS NULL",
        )?
        .execute(params![ms(since), job.id.0])?;
    }
    insert(db, job.id, reason, since, None, slots, None)
}

/// Ends the gap that lasts; one that was hardly longer than an interval was none.
fn close(db: &Connection, job: &Job, now: DateTime<Utc>) -> StoreResult<()> {
    let since = db
        .prepare_cached("SELECT since FROM coverage_gaps WHERE job_id = ? AND until IS NULL")?
        .query_row([job.id.0], |row| row.time("since"))
        .optional()?;
    let Some(since) = since else { return Ok(()) };
    let is_gap = now - since >= shortest_gap(job.schedule.nominal_interval());
    if is_gap {
        db.prepare_cached("UPDATE coverage_gaps SET until = ? WHERE job_id = ? AND until IS NULL")?
            .execute(params![ms(now), job.id.0])?;
    } else {
        db.prepare_cached("DELETE FROM coverage_gaps WHERE job_id = ? AND until IS NULL")?
            .execute([job.id.0])?;
    }
    Ok(())
}

fn insert(
    db: &Connection,
    job: JobId,
    reason: GapReason,
    since: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
    slots: u32,
    detail: Option<&str>,
) -> StoreResult<()> {
    db.prepare_cached(
        "INSERT INTO coverage_gaps (job_id, reason, since, until, slots, detail) VALUES (?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![job.0, reason.as_str(), ms(since), opt_ms(until), slots, detail])?;
    db.prepare_cached(
        "DELETE FROM coverage_gaps WHERE job_id = ?1 AND id <= \
         (SELECT id FROM coverage_gaps WHERE job_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
    )?
    .execute(params![job.0, KEPT])?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> SqlResult<Gap> {
    Ok(Gap {
        job_id: JobId(row.get("job_id")?),
        reason: row.word("reason")?,
        since: row.time("since")?,
        until: row.opt_time("until")?,
        slots: row.get("slots")?,
        detail: row.get("detail")?,
    })
}
