//! Tells a new item from one that is known, also under another id.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{StoreResult, items::engagement, keep::content_hash, rows::Columns};
use crate::model::{Engagement, FoundItem, JobId};

/// What the store knows of a found item.
pub(super) enum Known {
    Item {
        id: i64,
        hash: Vec<u8>,
        engagement: Engagement,
        last_seen_at: DateTime<Utc>,
        identity: Option<String>,
    },
    /// Its item is not kept.
    Identity {
        identity: String,
        last_seen_at: DateTime<Utc>,
    },
    Nothing,
}

/// Whether the store holds nothing of a job: then every item is new, without asking for each.
pub(super) fn knows_nothing(db: &Connection, job: JobId) -> StoreResult<bool> {
    let sql = "SELECT NOT EXISTS (SELECT 1 FROM items WHERE job_id = ?1) \
               AND NOT EXISTS (SELECT 1 FROM known_identities WHERE job_id = ?1)";
    Ok(db.prepare_cached(sql)?.query_row([job.0], |row| row.get(0))?)
}

/// What has to be known of a page as a whole to tell an item under a new id from a new item.
pub(super) struct Page<'a> {
    identities: HashSet<&'a str>,
    links: HashMap<&'a str, u32>,
    pub(super) is_oldest_first: bool,
}

impl<'a> Page<'a> {
    pub(super) fn of(items: &'a [FoundItem]) -> Self {
        let mut links = HashMap::new();
        for link in items.iter().filter_map(|item| item.link_key.as_deref()) {
            *links.entry(link).or_default() += 1;
        }
        let dates: Vec<_> = items.iter().filter_map(|item| item.published_at).collect();
        let steps = |upwards: fn(&DateTime<Utc>, &DateTime<Utc>) -> bool| {
            dates.iter().zip(dates.iter().skip(1)).filter(|(one, next)| upwards(one, next)).count()
        };
        // The majority decides: a pinned or misdated entry does not turn the page round.
        let is_oldest_first = steps(DateTime::lt) > steps(DateTime::gt);
        Self { identities: items.iter().map(|item| item.identity.as_str()).collect(), links, is_oldest_first }
    }

    pub(super) fn find_known(&self, db: &Connection, job: JobId, item: &FoundItem) -> StoreResult<Known> {
        let columns = "id, identity, title, content_hash, likes, reposts, replies, views, last_seen_at";
        let read = |row: &Row<'_>| {
            Ok(Known::Item {
                id: row.get("id")?,
                hash: row.get("content_hash")?,
                engagement: engagement(row)?,
                last_seen_at: row.time("last_seen_at")?,
                identity: None,
            })
        };
        let known = db
            .prepare_cached(&format!("SELECT {columns} FROM items WHERE job_id = ? AND identity = ?"))?
            .query_row(params![job.0, item.identity], read)
            .optional()?;
        if let Some(known) = known {
            return Ok(known);
        }
        let remembered = |row: &Row<'_>| {
            Ok(Known::Identity { identity: row.get("identity")?, last_seen_at: row.time("last_seen_at")? })
        };
        let known = db
            .prepare_cached(
                "SELECT identity, last_seen_at FROM known_identities WHERE job_id = ? AND identity = ?",
            )?
            .query_row(params![job.0, item.identity], remembered)
            .optional()?;
        if let Some(known) = known {
            return Ok(known);
        }
        // Same link and same title under another id: the source has given it a new one. A link
        // that several entries share says nothing.
        let Some(link) = item.link_key.as_deref().filter(|link| self.links.get(link) == Some(&1)) else {
            return Ok(Known::Nothing);
        };
        let sql =
            format!("SELECT {columns} FROM items WHERE job_id = ? AND link_key = ? ORDER BY id DESC LIMIT 1");
        let mut query = db.prepare_cached(&sql)?;
        let mut rows = query.query(params![job.0, link])?;
        if let Some(row) = rows.next()? {
            let identity: String = row.get("identity")?;
            let title: Option<String> = row.get("title")?;
            let hash: Vec<u8> = row.get("content_hash")?;
            let is_same = (title.is_some() && title == item.title) || hash == content_hash(item);
            if is_same && !self.identities.contains(identity.as_str()) {
                let mut known = read(row)?;
                if let Known::Item { identity: renamed, .. } = &mut known {
                    *renamed = Some(identity);
                }
                return Ok(known);
            }
            return Ok(Known::Nothing);
        }
        let known = db
            .prepare_cached(
                "SELECT identity, last_seen_at FROM known_identities \
                 WHERE job_id = ? AND link_key = ? AND content_hash = ? LIMIT 1",
            )?
            .query_row(params![job.0, link, content_hash(item)], remembered)
            .optional()?;
        Ok(known.unwrap_or(Known::Nothing))
    }
}
