//! Table `items` as filters see it: for trying them on what is stored.

use chrono::{DateTime, Utc};
use rusqlite::params;

use super::{
    Store, StoreResult,
    items::engagement,
    rows::{Columns, SqlResult, ms},
};
use crate::model::{Engagement, ItemId, JobId, Judged, RunId};

/// A stored item, as far as filters read it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredItem {
    pub id: ItemId,
    /// The run that found it.
    pub run_id: RunId,
    /// More of the same page was left to the run after that one.
    pub is_followed: bool,
    pub found_at: DateTime<Utc>,
    pub title: Option<String>,
    pub text: String,
    pub language: Option<String>,
    pub engagement: Engagement,
}

impl StoredItem {
    pub fn judged(&self) -> Judged<'_> {
        Judged {
            title: self.title.as_deref(),
            text: &self.text,
            language: self.language.as_deref(),
            engagement: self.engagement,
        }
    }
}

impl Store {
    /// Items of a job that were found since then, newest first, after (in that order) `before`.
    pub fn stored_items(
        &self,
        job_id: JobId,
        since: DateTime<Utc>,
        before: Option<ItemId>,
        limit: u32,
    ) -> StoreResult<Vec<StoredItem>> {
        self.read(|db| {
            let mut query = db.prepare_cached(
                "SELECT i.id, i.run_id, i.first_seen_at, i.title, i.text, i.language, i.likes, i.reposts, \
                     i.replies, i.views, coalesce(r.items_processed < r.items_found, 0) AS is_followed \
                 FROM items i LEFT JOIN monitoring_runs r ON r.id = i.run_id \
                 WHERE i.job_id = ?1 AND i.first_seen_at >= ?2 AND i.id < ?3 ORDER BY i.id DESC LIMIT ?4",
            )?;
            let before = before.map_or(i64::MAX, |before| before.0);
            let items = query
                .query_map(params![job_id.0, ms(since), before, limit], |row| {
                    Ok(StoredItem {
                        id: ItemId(row.get("id")?),
                        run_id: RunId(row.get("run_id")?),
                        is_followed: row.get("is_followed")?,
                        found_at: row.time("first_seen_at")?,
                        title: row.get("title")?,
                        text: row.get("text")?,
                        language: row.get("language")?,
                        engagement: engagement(row)?,
                    })
                })?
                .collect::<SqlResult<_>>()?;
            Ok(items)
        })
    }
}
