//! Table `notifications`: messages, written with the run that they report.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{
    Store, StoreResult,
    rows::{Columns, SqlResult, json, ms},
};
use crate::model::{Job, JobId, Notification, NotificationKind, RunId, ToldItem};

/// A message with what is said of its job.
pub(super) const COLUMNS: &str = "n.*, j.name AS job_name, j.platform, j.notification_email FROM notifications n \
     JOIN monitoring_jobs j ON j.id = n.job_id";

/// A message to be written with the run that it reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub kind: NotificationKind,
    pub title: String,
    pub body: String,
    pub item_count: u32,
    /// The first of them, newest first.
    pub items: Vec<ToldItem>,
}

impl Store {
    /// The latest messages, newest first.
    pub fn list_notifications(&self, limit: u32) -> StoreResult<Vec<Notification>> {
        self.read(|db| {
            let mut query = db.prepare_cached(&format!(
                "SELECT {COLUMNS} WHERE n.state <> 'held' ORDER BY n.id DESC LIMIT ?"
            ))?;
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
                "INSERT INTO notifications (job_id, run_id, kind, title, body, item_count, state, created_at, items) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) \
                 ON CONFLICT (job_id) WHERE state = 'held' DO UPDATE SET \
                     item_count = item_count + excluded.item_count, title = excluded.title, body = excluded.body, \
                     items = excluded.items \
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
                    ms(now),
                    if draft.items.is_empty() { None } else { Some(json(&draft.items)?) },
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

pub(super) fn from_row(row: &Row<'_>) -> SqlResult<Notification> {
    Ok(Notification {
        id: row.get("id")?,
        job_id: JobId(row.get("job_id")?),
        run_id: RunId(row.get("run_id")?),
        job_name: row.get("job_name")?,
        platform: row.word("platform")?,
        kind: row.word("kind")?,
        title: row.get("title")?,
        body: row.get("body")?,
        item_count: row.get("item_count")?,
        items: row.read_json("items")?.unwrap_or_default(),
        created_at: row.time("created_at")?,
        delivered_at: row.opt_time("delivered_at")?,
        deliveries: Vec::new(),
        mail_to: row.get("notification_email")?,
    })
}
