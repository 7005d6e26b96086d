//! Table `lease`: which process runs the schedule, and the token that fences off the others.

use std::{sync::atomic::Ordering, time::Duration};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    Store, StoreError, StoreResult, absences, offline,
    rows::{Columns, ms},
};
use crate::model::{Absence, GapReason};

/// The lease as it stands in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// Absent after an orderly release.
    pub holder: Option<String>,
    pub pid: Option<u32>,
    pub token: i64,
    pub renewed_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    boot_id: String,
    boot_expires_ms: i64,
}

/// The time, told twice: a jump of the wall clock neither lengthens nor cuts a lease while
/// the machine has not been started anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaseClock {
    pub now: DateTime<Utc>,
    /// Names this start of the machine.
    pub boot_id: String,
    /// Time since then, sleep included.
    pub uptime: Duration,
}

impl Lease {
    /// How long the holder may still count on it; zero when it has none or it has run out.
    pub fn remaining(&self, clock: &LeaseClock) -> Duration {
        if self.holder.is_none() {
            return Duration::ZERO;
        }
        // Without a name of the machine's start only the wall clock can be compared.
        let left = if !clock.boot_id.is_empty() && self.boot_id == clock.boot_id {
            self.boot_expires_ms - millis(clock.uptime)
        } else {
            ms(self.expires_at) - ms(clock.now)
        };
        Duration::from_millis(u64::try_from(left).unwrap_or(0))
    }
}

impl Store {
    pub fn find_lease(&self) -> StoreResult<Option<Lease>> {
        self.read(find)
    }

    /// Takes the lease when nobody holds it, it has run out, or `holder_is_gone` says that its
    /// holder has ended. Answers the new token, or nothing when another process holds it.
    pub fn take_lease(
        &self,
        holder: &str,
        ttl: Duration,
        clock: &LeaseClock,
        holder_is_gone: bool,
    ) -> StoreResult<Option<i64>> {
        self.transaction(|tx| {
            let current = find(tx)?;
            if let Some(lease) = &current
                && !holder_is_gone
                && !lease.remaining(clock).is_zero()
            {
                return Ok(None);
            }
            if current.as_ref().is_some_and(|lease| lease.holder.is_some()) {
                self.ended_uncleanly.store(true, Ordering::Relaxed);
            }
            let token = current.as_ref().map_or(1, |lease| lease.token + 1);
            if let Some(lease) = current {
                // The last sign of life of whoever had it.
                let (since, until) = (lease.renewed_at, clock.now);
                // What it knew of the network has to be found anew.
                offline::end(tx, since)?;
                absences::note(tx, Absence { reason: GapReason::NotRunning, since, until })?;
            }
            tx.execute(
                "INSERT OR REPLACE INTO lease \
                 (id, holder, pid, token, renewed_at, expires_at, boot_id, boot_expires_ms) \
                 VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
                params![
                    holder,
                    std::process::id(),
                    token,
                    ms(clock.now),
                    ms(clock.now + ttl),
                    clock.boot_id,
                    millis(clock.uptime + ttl),
                ],
            )?;
            Ok(Some(token))
        })
    }

    /// Prolongs the lease. Answers false when another process has taken it.
    pub fn renew_lease(&self, token: i64, ttl: Duration, clock: &LeaseClock) -> StoreResult<bool> {
        self.transaction(|tx| {
            let renewed = tx.execute(
                "UPDATE lease SET renewed_at = ?, expires_at = ?, boot_id = ?, boot_expires_ms = ? \
                 WHERE token = ? AND holder IS NOT NULL",
                params![ms(clock.now), ms(clock.now + ttl), clock.boot_id, millis(clock.uptime + ttl), token],
            )?;
            Ok(renewed == 1)
        })
    }

    /// Gives the lease back, so that the next process need not wait for its end.
    pub fn release_lease(&self, token: i64) -> StoreResult<()> {
        self.transaction(|tx| {
            tx.execute("UPDATE lease SET holder = NULL, pid = NULL WHERE token = ?", [token])?;
            Ok(())
        })
    }
}

pub(super) fn find(db: &Connection) -> StoreResult<Option<Lease>> {
    let lease = db.prepare_cached("SELECT * FROM lease WHERE id = 1")?.query_row([], |row| {
        Ok(Lease {
            holder: row.get("holder")?,
            pid: row.get("pid")?,
            token: row.get("token")?,
            renewed_at: row.time("renewed_at")?,
            expires_at: row.time("expires_at")?,
            boot_id: row.get("boot_id")?,
            boot_expires_ms: row.get("boot_expires_ms")?,
        })
    });
    Ok(lease.optional()?)
}

/// Ends the transaction when another process has taken over the schedule.
pub(super) fn require_token(db: &Connection, token: i64) -> StoreResult<()> {
    let current: Option<i64> = db
        .prepare_cached("SELECT token FROM lease WHERE id = 1 AND holder IS NOT NULL")?
        .query_row([], |row| row.get(0))
        .optional()?;
    if current == Some(token) { Ok(()) } else { Err(StoreError::StaleToken) }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
