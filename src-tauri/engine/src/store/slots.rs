//! Due times that passed unused: one row among the runs for each gap, with the number of slots.

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::{StoreResult, gaps, offline, runs::insert};
use crate::model::{GapReason, Job, JobId, Run, RunId, RunOutcome, RunStatus, Trigger};

/// Due times that passed unused before a run, or while it lasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MissedSlots {
    /// The first of them.
    pub since: DateTime<Utc>,
    pub slots: u32,
}

impl MissedSlots {
    fn checks_were(self) -> String {
        if self.slots == 1 { "1 check was".into() } else { format!("{} checks were", self.slots) }
    }
}

/// Those that the run which begins now makes up for.
pub(super) fn before_run(
    db: &Connection,
    job: &Job,
    missed: MissedSlots,
    now: DateTime<Utc>,
    token: i64,
) -> StoreResult<()> {
    let reason = gaps::missed(db, job, missed, now)?;
    if reason == Some(GapReason::Offline) && offline::widen(db, job.id, missed, now)? {
        return Ok(());
    }
    insert(db, &Run::missed(job.id, missed, reason, now), token)
}

/// Those that passed while the run that ends now was under way. One in which the machine slept
/// lasted long because of that.
pub(super) fn during_run(
    db: &Connection,
    job: &Job,
    passed: MissedSlots,
    now: DateTime<Utc>,
    token: i64,
) -> StoreResult<()> {
    let row = match gaps::missed(db, job, passed, now)? {
        None => Run::overlapped(job.id, passed, now),
        reason => Run::missed(job.id, passed, reason, now),
    };
    insert(db, &row, token)
}

impl Run {
    fn missed(job: JobId, gap: MissedSlots, reason: Option<GapReason>, now: DateTime<Utc>) -> Self {
        let because = |reason: GapReason| format!(" because {}", reason.words());
        let why = reason.map_or_else(|| "; why is not known".into(), because);
        let sentence = format!("{} missed{why}. The check that follows makes up for it.", gap.checks_were());
        Self { error_message: Some(sentence), ..Self::passed(job, gap, RunOutcome::Missed, now) }
    }

    fn overlapped(job: JobId, passed: MissedSlots, now: DateTime<Utc>) -> Self {
        let sentence = format!("{} left out because the one before had not finished.", passed.checks_were());
        Self { error_message: Some(sentence), ..Self::passed(job, passed, RunOutcome::Overlap, now) }
    }

    fn passed(job: JobId, slots: MissedSlots, outcome: RunOutcome, now: DateTime<Utc>) -> Self {
        Self {
            status: RunStatus::Skipped,
            outcome: Some(outcome),
            end_time: Some(now),
            missed_slots: Some(slots.slots),
            ..Self::begun(RunId::new(slots.since), job, Trigger::Schedule, slots.since)
        }
    }
}
