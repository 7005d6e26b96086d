//! Table `keys`: which platforms have a key, and whether it works. Its values are elsewhere.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use super::{
    Store, StoreResult,
    rows::{Columns, SqlResult, ms},
};
use crate::model::{FailureCode, JobId, KeyState, KeyStatus, Platform, RunOutcome};

impl Store {
    pub fn keys(&self) -> StoreResult<Vec<KeyStatus>> {
        self.read(|db| {
            let mut query = db.prepare_cached("SELECT * FROM keys ORDER BY platform")?;
            Ok(query.query_map([], from_row)?.collect::<SqlResult<_>>()?)
        })
    }

    pub fn find_key(&self, platform: Platform) -> StoreResult<Option<KeyStatus>> {
        self.read(|db| {
            let mut query = db.prepare_cached("SELECT * FROM keys WHERE platform = ?")?;
            Ok(query.query_row([platform.as_str()], from_row).optional()?)
        })
    }

    /// Notes that the user has set a key. Answers the jobs that waited for it, which are due now.
    pub fn key_was_set(&self, platform: Platform, now: DateTime<Utc>) -> StoreResult<Vec<JobId>> {
        self.transaction(|tx| {
            tx.execute(
                "INSERT OR REPLACE INTO keys (platform, state, set_at) VALUES (?, 'untested', ?)",
                params![platform.as_str(), ms(now)],
            )?;
            tx.execute("DELETE FROM holds WHERE scope = ?", [super::holds::key_scope(platform)])?;
            wake_waiting(tx, platform, now)
        })
    }

    /// Notes what came of trying a key. Where it works, answers the jobs that waited for it, which
    /// are due now.
    pub fn key_was_tried(&self, tried: &KeyTried, now: DateTime<Utc>) -> StoreResult<Vec<JobId>> {
        self.transaction(|tx| {
            note(tx, tried, now)?;
            if tried.state == KeyState::Works {
                wake_waiting(tx, tried.platform, now)
            } else {
                Ok(Vec::new())
            }
        })
    }

    /// Notes that there is no key any more. Answers the jobs that waited for a better one: some
    /// platforms can do without.
    pub fn forget_key(&self, platform: Platform, now: DateTime<Utc>) -> StoreResult<Vec<JobId>> {
        self.transaction(|tx| {
            tx.execute("DELETE FROM keys WHERE platform = ?", [platform.as_str()])?;
            tx.execute("DELETE FROM holds WHERE scope = ?", [super::holds::key_scope(platform)])?;
            wake_waiting(tx, platform, now)
        })
    }
}

/// Makes the jobs of a platform due whose last run was refused, or held, for their key.
fn wake_waiting(db: &Connection, platform: Platform, now: DateTime<Utc>) -> StoreResult<Vec<JobId>> {
    let sql = "UPDATE monitoring_jobs SET status = 'active', status_reason = NULL, \
         next_run_at = :now, retry_at = NULL, consecutive_failures = 0, failing_since = NULL, \
         failure_code = NULL, failure_notified = 0 \
         WHERE platform = :platform AND status IN ('active', 'failed') AND EXISTS (\
         SELECT 1 FROM monitoring_runs r WHERE r.id = (\
         SELECT id FROM monitoring_runs l WHERE l.monitoring_job_id = monitoring_jobs.id \
         AND l.status <> 'in_progress' ORDER BY l.rowid DESC LIMIT 1) \
         AND (r.error_code = :refused OR r.outcome = :held)) RETURNING id";
    let mut query = db.prepare(sql)?;
    let parameters = named_params! {
        ":now": ms(now),
        ":platform": platform.as_str(),
        ":refused": FailureCode::AuthRequired.as_str(),
        ":held": RunOutcome::Held.as_str(),
    };
    let ids = query.query_map(parameters, |row| Ok(JobId(row.get(0)?)))?;
    Ok(ids.collect::<SqlResult<_>>()?)
}

/// What came of trying a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyTried {
    pub platform: Platform,
    /// Says which key it was: it may have been set anew meanwhile.
    pub set_at: DateTime<Utc>,
    pub state: KeyState,
    pub message: String,
}

pub(super) fn note(db: &Connection, tried: &KeyTried, now: DateTime<Utc>) -> StoreResult<()> {
    db.execute(
        "UPDATE keys SET state = ?3, message = ?4, checked_at = ?5 WHERE platform = ?1 AND set_at = ?2",
        params![tried.platform.as_str(), ms(tried.set_at), tried.state.as_str(), tried.message, ms(now)],
    )?;
    Ok(())
}

/// Whether this key is still the one that is set.
pub(super) fn is_current(db: &Connection, platform: Platform, set_at: DateTime<Utc>) -> StoreResult<bool> {
    let mut query = db.prepare_cached("SELECT 1 FROM keys WHERE platform = ? AND set_at = ?")?;
    Ok(query.exists(params![platform.as_str(), ms(set_at)])?)
}

fn from_row(row: &Row<'_>) -> SqlResult<KeyStatus> {
    Ok(KeyStatus {
        platform: row.word("platform")?,
        state: row.word("state")?,
        set_at: row.time("set_at")?,
        checked_at: row.opt_time("checked_at")?,
        message: row.get("message")?,
    })
}
