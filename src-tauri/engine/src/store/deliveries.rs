//! Table `notification_deliveries`: what became of each message on each channel. Every message
//! is told at least once on every channel that is in use.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, Row, ToSql, params};

use super::{
    Store, StoreResult,
    rows::{Columns, SqlResult, ms, opt_ms},
};
use crate::model::{Channel, JobId, Mute, NotificationKind};

/// Between two tries of a delivery. What would wait longer does so because the clock was set
/// back, and is tried at once.
pub const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(1);

/// Messages that channel ?1 owes. What is held for the rest of a page waits no longer once its
/// job does not go on by itself.
pub(super) const OWED: &str = "notifications n JOIN monitoring_jobs j ON j.id = n.job_id \
     JOIN notification_channels c ON c.channel = ?1 AND n.id > c.told_up_to \
     LEFT JOIN notification_deliveries d ON d.channel = ?1 AND d.notification_id = n.id \
     WHERE d.done_at IS NULL AND (n.state <> 'held' OR j.status IN ('paused', 'completed'))";

/// A message that a channel has not told yet, without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    pub id: i64,
    pub job_id: JobId,
    pub kind: NotificationKind,
    pub created_at: DateTime<Utc>,
    /// Of its job, as it is now.
    pub mute: Option<Mute>,
    /// The job's own address.
    pub mail_to: Option<String>,
    pub attempts: u32,
    pub first_attempt_at: Option<DateTime<Utc>>,
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// It had to wait until then.
    pub held_until: Option<DateTime<Utc>>,
}

impl Store {
    /// What a channel owes, oldest first; failures and recoveries are never the ones left out
    /// by `limit`.
    pub fn owed(&self, channel: Channel, limit: u32) -> StoreResult<Vec<Owed>> {
        self.read(|db| {
            let mut query = db.prepare_cached(&format!(
                "SELECT n.id, n.job_id, n.kind, n.created_at, j.mute, j.notification_email, \
                     coalesce(d.attempts, 0) AS attempts, d.first_attempt_at, d.next_attempt_at, d.held_until \
                 FROM {OWED} ORDER BY n.kind = 'new_items', n.id LIMIT ?2"
            ))?;
            let mut owed =
                query.query_map(params![channel.as_str(), limit], owed_from_row)?.collect::<SqlResult<Vec<_>>>()?;
            owed.sort_by_key(|owed| owed.id);
            Ok(owed)
        })
    }

    /// Notes that the channel has told these messages.
    pub fn mark_told(&self, channel: Channel, ids: &[i64], now: DateTime<Utc>) -> StoreResult<()> {
        let change = "attempts = attempts + 1, delivered_at = ?3, done_at = ?3, last_error = NULL, \
                      next_attempt_at = NULL, first_attempt_at = coalesce(first_attempt_at, ?3)";
        self.transaction(|tx| {
            for &id in ids {
                set(tx, change, params![channel.as_str(), id, ms(now)])?;
                end(tx, id, Some(now))?;
            }
            advance(tx, channel)
        })
    }

    /// Notes that these messages are not to be told on the channel; `everywhere`: on no other
    /// channel either.
    pub fn mark_silenced(
        &self,
        channel: Channel,
        ids: &[i64],
        everywhere: bool,
        now: DateTime<Utc>,
    ) -> StoreResult<()> {
        self.transaction(|tx| {
            for &id in ids {
                set(
                    tx,
                    "done_at = ?3, next_attempt_at = NULL, last_error = NULL",
                    params![channel.as_str(), id, ms(now)],
                )?;
                if everywhere {
                    // No channel that is opened later tells it.
                    end(tx, id, None)?;
                }
            }
            advance(tx, channel)
        })
    }

    /// Notes until when these messages have to wait.
    pub fn mark_held(&self, channel: Channel, held: &[(i64, DateTime<Utc>)]) -> StoreResult<()> {
        self.transaction(|tx| {
            for (id, until) in held {
                set(tx, "held_until = ?3", params![channel.as_str(), id, ms(*until)])?;
            }
            Ok(())
        })
    }

    /// Notes a delivery that failed, and when to try each message again; never where that is
    /// absent. What it had to wait for before is over, also where that ended early.
    pub fn mark_failed(
        &self,
        channel: Channel,
        failed: &[(i64, Option<DateTime<Utc>>)],
        error: &str,
        now: DateTime<Utc>,
    ) -> StoreResult<()> {
        let change = "attempts = attempts + 1, last_error = ?4, next_attempt_at = ?5, \
                      first_attempt_at = coalesce(first_attempt_at, ?3), held_until = min(held_until, ?3), \
                      done_at = CASE WHEN ?5 IS NULL THEN ?3 END";
        self.transaction(|tx| {
            for (id, again_at) in failed {
                set(tx, change, params![channel.as_str(), id, ms(now), error, opt_ms(*again_at)])?;
            }
            if failed.iter().any(|(_, again_at)| again_at.is_none()) { advance(tx, channel) } else { Ok(()) }
        })
    }

    /// Forgets the pauses after failed deliveries of a channel.
    pub fn retry_deliveries(&self, channel: Channel) -> StoreResult<()> {
        self.transaction(|tx| {
            tx.execute(
                "UPDATE notification_deliveries SET next_attempt_at = NULL \
                 WHERE channel = ? AND next_attempt_at IS NOT NULL",
                [channel.as_str()],
            )?;
            Ok(())
        })
    }
}

/// Changes the row of a message (?2) on a channel (?1), which is made where it is missing.
/// Nothing happens where either is gone meanwhile.
fn set(db: &Connection, change: &str, values: &[&dyn ToSql]) -> StoreResult<()> {
    db.prepare_cached(
        "INSERT OR IGNORE INTO notification_deliveries (channel, notification_id) \
         SELECT c.channel, n.id FROM notification_channels c, notifications n WHERE c.channel = ?1 AND n.id = ?2",
    )?
    .execute(&values[..2])?;
    let sql =
        format!("UPDATE notification_deliveries SET {change} WHERE channel = ?1 AND notification_id = ?2");
    db.prepare_cached(&sql)?.execute(values)?;
    Ok(())
}

/// The message has been told on the first of its channels, or is to be told on none.
fn end(db: &Connection, id: i64, told_at: Option<DateTime<Utc>>) -> StoreResult<()> {
    db.prepare_cached(
        "UPDATE notifications SET state = 'delivered', delivered_at = ?1 WHERE id = ?2 AND state <> 'delivered'",
    )?
    .execute(params![opt_ms(told_at), id])?;
    Ok(())
}

/// Moves the mark up to the first message that is still owed, so that nobody looks below it.
fn advance(db: &Connection, channel: Channel) -> StoreResult<()> {
    db.prepare_cached(
        "UPDATE notification_channels SET told_up_to = coalesce( \
             (SELECT min(n.id) - 1 FROM notifications n WHERE n.id > told_up_to AND NOT EXISTS \
                  (SELECT 1 FROM notification_deliveries d WHERE d.channel = ?1 \
                   AND d.notification_id = n.id AND d.done_at IS NOT NULL)), \
             (SELECT max(id) FROM notifications), told_up_to) \
         WHERE channel = ?1",
    )?
    .execute([channel.as_str()])?;
    Ok(())
}

fn owed_from_row(row: &Row<'_>) -> SqlResult<Owed> {
    Ok(Owed {
        id: row.get("id")?,
        job_id: JobId(row.get("job_id")?),
        kind: row.word("kind")?,
        created_at: row.time("created_at")?,
        mute: row.read_json("mute")?,
        mail_to: row.get("notification_email")?,
        attempts: row.get("attempts")?,
        first_attempt_at: row.opt_time("first_attempt_at")?,
        next_attempt_at: row.opt_time("next_attempt_at")?,
        held_until: row.opt_time("held_until")?,
    })
}
