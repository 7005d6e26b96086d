//! Table `notifications`: messages, written with the run that they report.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{
    Store, StoreResult,
    channels::FORGOTTEN_AFTER,
    rows::{Columns, SqlResult, json, ms},
};
use crate::model::{
    Channel, Delivery, DeliveryState, Job, JobId, Notification, NotificationKind, RunId, ToldItem,
};

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
    /// The latest messages, newest first, with how they stand on each channel in use.
    pub fn list_notifications(&self, limit: u32, now: DateTime<Utc>) -> StoreResult<Vec<Notification>> {
        self.read(|db| {
            let mut query = db.prepare_cached(&format!(
                "SELECT {COLUMNS} WHERE n.state <> 'held' ORDER BY n.id DESC LIMIT ?"
            ))?;
            let mut messages = query.query_map([limit], from_row)?.collect::<SqlResult<Vec<_>>>()?;
            let channels = channels(db, now)?;
            for message in &mut messages {
                for (channel, told_up_to) in &channels {
                    message.deliveries.extend(delivery(db, *channel, *told_up_to, message.id)?);
                }
            }
            Ok(messages)
        })
    }

    /// Those of these messages that are still there, oldest first.
    pub fn messages(&self, ids: &[i64]) -> StoreResult<Vec<Notification>> {
        self.read(|db| {
            let mut query = db.prepare_cached(&format!("SELECT {COLUMNS} WHERE n.id = ?"))?;
            let mut messages = Vec::with_capacity(ids.len());
            for id in ids {
                messages.extend(query.query_row([id], from_row).optional()?);
            }
            messages.sort_by_key(|message| message.id);
            Ok(messages)
        })
    }
}

/// Those in use, with the mark below which nothing is owed.
fn channels(db: &Connection, now: DateTime<Utc>) -> StoreResult<Vec<(Channel, i64)>> {
    let mut query = db.prepare_cached(
        "SELECT channel, told_up_to FROM notification_channels WHERE coalesce(seen_at, ?1) >= ?2 ORDER BY channel",
    )?;
    let channels = query
        .query_map(params![ms(now), ms(now - FORGOTTEN_AFTER)], |row| {
            Ok((row.word("channel")?, row.get("told_up_to")?))
        })?
        .collect::<SqlResult<_>>()?;
    Ok(channels)
}

/// How a message stands on a channel; nothing where it was raised before the channel was in use.
fn delivery(
    db: &Connection,
    channel: Channel,
    told_up_to: i64,
    message: i64,
) -> StoreResult<Option<Delivery>> {
    let mut query = db.prepare_cached(
        "SELECT *, max(coalesce(held_until, 0), coalesce(next_attempt_at, 0)) AS next \
         FROM notification_deliveries WHERE channel = ? AND notification_id = ?",
    )?;
    let known = query
        .query_row(params![channel.as_str(), message], |row| {
            let (delivered_at, last_error) = (row.opt_time("delivered_at")?, row.get("last_error")?);
            let is_done = row.opt_time("done_at")?.is_some();
            let state = match (is_done, delivered_at.is_some(), &last_error) {
                (false, ..) => DeliveryState::Waiting,
                (true, true, _) => DeliveryState::Told,
                (true, false, None) => DeliveryState::Silenced,
                (true, false, Some(_)) => DeliveryState::GivenUp,
            };
            let next: Option<DateTime<Utc>> = row.opt_time("next")?;
            Ok(Delivery {
                channel,
                state,
                attempts: row.get("attempts")?,
                delivered_at,
                last_error,
                next_attempt_at: next.filter(|next| !is_done && *next > DateTime::UNIX_EPOCH),
            })
        })
        .optional()?;
    let not_tried = Delivery {
        channel,
        state: DeliveryState::Waiting,
        attempts: 0,
        delivered_at: None,
        last_error: None,
        next_attempt_at: None,
    };
    Ok(known.or_else(|| (message > told_up_to).then_some(not_tried)))
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
