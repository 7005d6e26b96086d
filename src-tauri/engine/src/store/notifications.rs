//! Table `notifications`: the outbox. What is written here is delivered at least once.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{
    Store, StoreResult,
    rows::{Columns, SqlResult, ms},
};
use crate::model::{Job, JobId, Notification, NotificationKind, RunId};

/// Between two tries of a delivery. What would wait longer does so because the clock was set
/// back, and is tried at once.
pub const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(1);

/// Waits for delivery. What is held for the rest of a page waits no longer once its job does
/// not go on by itself.
const DELIVERABLE: &str = "(state = 'pending' OR (state = 'held' AND job_id IN \
     (SELECT id FROM monitoring_jobs WHERE status IN ('paused', 'completed'))))";

/// A message to be written with the run that it reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub kind: NotificationKind,
    pub title: String,
    pub body: String,
    pub item_count: u32,
}

/// A message that waits for delivery, and how often that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered {
    pub notification: Notification,
    pub attempts: u32,
}

impl Store {
    /// Messages whose time for a (further) try has come, oldest first.
    pub fn undelivered(&self, now: DateTime<Utc>, limit: u32) -> StoreResult<Vec<Undelivered>> {
        self.read(|db| {
            let mut query = db.prepare_cached(&format!(
                "SELECT * FROM notifications WHERE {DELIVERABLE} \
                 AND (next_attempt_at IS NULL OR next_attempt_at NOT BETWEEN ?1 + 1 AND ?2) \
                 ORDER BY id LIMIT ?3",
            ))?;
            let rows = query
                .query_map(params![ms(now), ms(now + LONGEST_PAUSE), limit], |row| {
                    Ok(Undelivered { notification: from_row(row)?, attempts: row.get("attempts")? })
                })?
                .collect::<SqlResult<_>>()?;
            Ok(rows)
        })
    }

    /// Whether any message waits, for its first try or another.
    pub fn has_undelivered(&self) -> StoreResult<bool> {
        self.read(|db| {
            let sql = format!("SELECT EXISTS (SELECT 1 FROM notifications WHERE {DELIVERABLE})");
            Ok(db.prepare_cached(&sql)?.query_row([], |row| row.get(0))?)
        })
    }

    pub fn mark_delivered(&self, id: i64, now: DateTime<Utc>) -> StoreResult<()> {
        self.transaction(|tx| {
            tx.execute(
                "UPDATE notifications SET state = 'delivered', delivered_at = ?, attempts = attempts + 1, \
                 last_error = NULL WHERE id = ?",
                params![ms(now), id],
            )?;
            Ok(())
        })
    }

    /// Notes a failed delivery and when to try again.
    pub fn mark_undelivered(&self, id: i64, error: &str, next_attempt_at: DateTime<Utc>) -> StoreResult<()> {
        self.transaction(|tx| {
            tx.execute(
                "UPDATE notifications SET attempts = attempts + 1, last_error = ?, next_attempt_at = ? WHERE id = ?",
                params![error, ms(next_attempt_at), id],
            )?;
            Ok(())
        })
    }

    /// The latest messages, newest first.
    pub fn list_notifications(&self, limit: u32) -> StoreResult<Vec<Notification>> {
        self.read(|db| {
            let mut query = db.prepare_cached(
                "SELECT * FROM notifications WHERE state <> 'held' ORDER BY id DESC LIMIT ?",
            )?;
            let rows = query.query_map([limit], from_row)?.collect::<SqlResult<_>>()?;
            Ok(rows)
        })
    }
}

/// Writes the drafts. New items of a page that is taken in several runs gather in one held
/// message; it is let go with the last of them (`is_followed` false). Answers the ids of those
/// to deliver.
pub(super) fn raise(
    db: &Connection,
    job: &Job,
    run_id: RunId,
    drafts: &[Draft],
    is_followed: bool,
    now: DateTime<Utc>,
) -> StoreResult<Vec<i64>> {
    let mut raised = Vec::new();
    for draft in drafts {
        let gathers = draft.kind == NotificationKind::NewItems;
        let id = db
            .prepare_cached(
                "INSERT INTO notifications (job_id, run_id, kind, title, body, item_count, state, created_at) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) \
                 ON CONFLICT (job_id) WHERE state = 'held' DO UPDATE SET \
                     item_count = item_count + excluded.item_count, title = excluded.title, body = excluded.body \
                 RETURNING id",
            )?
            .query_row(
                params![
                    job.id.0,
                    run_id.0,
                    draft.kind.as_str(),
                    draft.title,
                    draft.body,
                    draft.item_count,
                    if gathers { "held" } else { "pending" },
                    ms(now)
                ],
                |row| row.get(0),
            )?;
        if !gathers {
            raised.push(id);
        }
    }
    if !is_followed {
        // A message that grew over several runs says how many items it stands for.
        let released: Option<i64> = db
            .prepare_cached(
                "UPDATE notifications SET state = 'pending', \
                 title = CASE WHEN item_count > 1 THEN ?2 || ': ' || item_count || ' new items' ELSE title END \
                 WHERE job_id = ?1 AND state = 'held' RETURNING id",
            )?
            .query_row(params![job.id.0, job.name], |row| row.get(0))
            .optional()?;
        raised.extend(released);
    }
    Ok(raised)
}

fn from_row(row: &Row<'_>) -> SqlResult<Notification> {
    Ok(Notification {
        id: row.get("id")?,
        job_id: JobId(row.get("job_id")?),
        run_id: RunId(row.get("run_id")?),
        kind: row.word("kind")?,
        title: row.get("title")?,
        body: row.get("body")?,
        item_count: row.get("item_count")?,
        created_at: row.time("created_at")?,
        delivered_at: row.opt_time("delivered_at")?,
    })
}
