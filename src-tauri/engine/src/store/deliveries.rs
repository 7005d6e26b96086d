//! Tables `notification_channels` and `notification_deliveries`: what each channel has told.
//! Every message is told at least once on every channel that is in use.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, params};

use super::{
    Store, StoreResult,
    notifications::{COLUMNS, from_row},
    rows::{SqlResult, ms},
};
use crate::model::{Channel, Notification};

/// Between two tries of a delivery. What would wait longer does so because the clock was set
/// back, and is tried at once.
pub const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(1);

/// Messages that channel ?1 owes. What is held for the rest of a page waits no longer once its
/// job does not go on by itself.
const OWED: &str = "n.id > (SELECT told_up_to FROM notification_channels WHERE channel = ?1) \
     AND (n.state <> 'held' OR j.status IN ('paused', 'completed')) AND NOT EXISTS \
     (SELECT 1 FROM notification_deliveries d \
      WHERE d.channel = ?1 AND d.notification_id = n.id AND d.delivered_at IS NOT NULL)";

/// A message that waits for delivery, and how often that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered {
    pub notification: Notification,
    pub attempts: u32,
}

impl Store {
    /// Takes a channel into use: what has been told elsewhere before is not repeated there.
    pub fn open_channel(&self, channel: Channel) -> StoreResult<()> {
        self.transaction(|tx| {
            let opened = tx.execute(
                "INSERT OR IGNORE INTO notification_channels (channel, told_up_to) VALUES (?, coalesce( \
                     (SELECT min(id) - 1 FROM notifications WHERE state <> 'delivered'), \
                     (SELECT max(id) FROM notifications), 0))",
                [channel.as_str()],
            )?;
            if opened > 0 {
                tx.execute(
                    "INSERT INTO notification_deliveries (channel, notification_id, delivered_at) \
                     SELECT ?1, id, coalesce(delivered_at, created_at) FROM notifications WHERE state = 'delivered' \
                     AND id > (SELECT told_up_to FROM notification_channels WHERE channel = ?1)",
                    [channel.as_str()],
                )?;
            }
            Ok(())
        })
    }

    /// Messages whose time for a (further) try has come, oldest first.
    pub fn undelivered(
        &self,
        channel: Channel,
        now: DateTime<Utc>,
        limit: u32,
    ) -> StoreResult<Vec<Undelivered>> {
        self.read(|db| {
            let mut query = db.prepare_cached(&format!(
                "SELECT coalesce(t.attempts, 0) AS tried, {COLUMNS} LEFT JOIN notification_deliveries t \
                     ON t.channel = ?1 AND t.notification_id = n.id \
                 WHERE {OWED} AND (t.next_attempt_at IS NULL OR t.next_attempt_at NOT BETWEEN ?2 + 1 AND ?3) \
                 ORDER BY n.id LIMIT ?4",
            ))?;
            let rows = query
                .query_map(params![channel.as_str(), ms(now), ms(now + LONGEST_PAUSE), limit], |row| {
                    Ok(Undelivered { notification: from_row(row)?, attempts: row.get("tried")? })
                })?
                .collect::<SqlResult<_>>()?;
            Ok(rows)
        })
    }

    /// Whether any message waits, for its first try or another.
    pub fn has_undelivered(&self, channel: Channel) -> StoreResult<bool> {
        self.read(|db| {
            let sql = format!("SELECT EXISTS (SELECT 1 FROM (SELECT {COLUMNS} WHERE {OWED}))");
            Ok(db.prepare_cached(&sql)?.query_row([channel.as_str()], |row| row.get(0))?)
        })
    }

    /// Notes that the channel is done with these messages: it told them, or was not to.
    pub fn mark_delivered(
        &self,
        channel: Channel,
        ids: &[i64],
        was_told: bool,
        now: DateTime<Utc>,
    ) -> StoreResult<()> {
        self.transaction(|tx| {
            for id in ids {
                tx.prepare_cached(
                    "INSERT INTO notification_deliveries (channel, notification_id, attempts, delivered_at) \
                     VALUES (?1, ?2, 1, ?3) ON CONFLICT DO UPDATE SET attempts = attempts + 1, \
                     delivered_at = excluded.delivered_at, last_error = NULL",
                )?
                .execute(params![channel.as_str(), id, ms(now)])?;
                // What was silenced is over as well: no other channel tells it later.
                tx.prepare_cached(
                    "UPDATE notifications SET state = 'delivered', delivered_at = ?1 \
                     WHERE id = ?2 AND state <> 'delivered'",
                )?
                .execute(params![was_told.then_some(ms(now)), id])?;
            }
            advance(tx, channel)
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

    /// Notes a failed delivery and when to try again.
    pub fn mark_undelivered(
        &self,
        channel: Channel,
        ids: &[i64],
        error: &str,
        next_attempt_at: DateTime<Utc>,
    ) -> StoreResult<()> {
        self.transaction(|tx| {
            for id in ids {
                tx.prepare_cached(
                    "INSERT INTO notification_deliveries \
                         (channel, notification_id, attempts, last_error, next_attempt_at) \
                     VALUES (?1, ?2, 1, ?3, ?4) ON CONFLICT DO UPDATE SET attempts = attempts + 1, \
                     last_error = excluded.last_error, next_attempt_at = excluded.next_attempt_at",
                )?
                .execute(params![channel.as_str(), id, error, ms(next_attempt_at)])?;
            }
            Ok(())
        })
    }
}

/// Moves the mark up to the first message that is still owed, and drops the rows below it.
fn advance(db: &Connection, channel: Channel) -> StoreResult<()> {
    db.prepare_cached(
        "UPDATE notification_channels SET told_up_to = coalesce( \
             (SELECT min(n.id) - 1 FROM notifications n WHERE n.id > told_up_to AND NOT EXISTS \
                  (SELECT 1 FROM notification_deliveries d WHERE d.channel = ?1 \
                   AND d.notification_id = n.id AND d.delivered_at IS NOT NULL)), \
             (SELECT max(id) FROM notifications), told_up_to) \
         WHERE channel = ?1",
    )?
    .execute([channel.as_str()])?;
    db.prepare_cached(
        "DELETE FROM notification_deliveries WHERE channel = ?1 AND notification_id <= \
         (SELECT told_up_to FROM notification_channels WHERE channel = ?1)",
    )?
    .execute([channel.as_str()])?;
    Ok(())
}
