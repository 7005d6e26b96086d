//! When nothing at all was looked after, and why: kept in the settings, read where a job turns
//! out to have missed checks.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Connection;

use super::{Store, StoreResult, lease::require_token, offline, settings};
use crate::model::{Absence, GapReason, Pause};

const ABSENCES: &str = "absences";
/// The latest. For a check that was missed before these no reason is known, and its row says so.
const KEPT: usize = 128;
/// Shorter ones make no check late enough to be missed.
const SHORTEST: TimeDelta = TimeDelta::minutes(2);
/// Those that lie as close are one.
const APART: TimeDelta = TimeDelta::seconds(5);

impl Store {
    /// Keeps that nothing was looked after from `absence.since` to `absence.until`.
    ///
    /// # Errors
    /// `StaleToken` when another process has taken over.
    pub fn note_absence(&self, token: i64, absence: Absence) -> StoreResult<()> {
        self.transaction(|tx| {
            require_token(tx, token)?;
            note(tx, absence)
        })
    }
}

pub(super) fn note(db: &Connection, absence: Absence) -> StoreResult<()> {
    if absence.until - absence.since < SHORTEST {
        return Ok(());
    }
    let mut absences: Vec<Absence> = settings::read(db, ABSENCES)?.unwrap_or_default();
    match absences.last_mut() {
        Some(last) if last.reason == absence.reason && absence.since - last.until < APART => {
            last.until = last.until.max(absence.until);
        }
        _ => absences.push(absence),
    }
    let beyond = absences.len().saturating_sub(KEPT);
    absences.drain(..beyond);
    settings::write(db, ABSENCES, &absences)
}

/// Keeps the time of a pause that ends now, or has ended already.
pub(super) fn note_pause(db: &Connection, pause: Pause, now: DateTime<Utc>) -> StoreResult<()> {
    note(db, of_pause(pause, now))
}

/// Why nothing was done from `since` to `until`.
pub(super) fn explaining(
    db: &Connection,
    since: DateTime<Utc>,
    until: DateTime<Utc>,
) -> StoreResult<Option<GapReason>> {
    let mut absences: Vec<Absence> = settings::read(db, ABSENCES)?.unwrap_or_default();
    absences.extend(settings::current_pause(db)?.map(|pause| of_pause(pause, until)));
    let outage = offline::current(db)?;
    absences.extend(outage.map(|since| Absence { reason: GapReason::Offline, since, until }));
    Ok(Absence::explaining(&absences, since, until))
}

fn of_pause(pause: Pause, now: DateTime<Utc>) -> Absence {
    let until = pause.until.map_or(now, |until| until.min(now));
    Absence { reason: GapReason::Paused, since: pause.since, until }
}
