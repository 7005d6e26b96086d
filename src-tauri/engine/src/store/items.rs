//! Table `items` as it is read and marked; `keep` beside this file is how it is filled.

use rusqlite::{Connection, OptionalExtension, Row, ToSql, params, params_from_iter};

use super::{
    Store, StoreError, StoreResult,
    rows::{Columns, SqlResult, ms},
    search::fts_query,
};
use crate::{
    content::text::snippet,
    model::{
        Author, Engagement, Item, ItemId, ItemPage, ItemPatch, ItemQuery, ItemState, JobId, Revision, RunId,
    },
};

/// Counting on would read the whole table for a number that nobody needs to the last digit.
const COUNTED_TO: u32 = 10_000;

const COLUMNS: &str = "i.*, (SELECT count(*) FROM item_revisions WHERE item_id = i.id) AS revisions";

impl Store {
    /// Items newest first. `total` is exact up to 10,000 and stays there beyond.
    pub fn list_items(&self, query: &ItemQuery) -> StoreResult<ItemPage> {
        let empty = ItemPage { items: Vec::new(), total: 0, next: None };
        let mut conditions =
            vec!["i.job_id NOT IN (SELECT id FROM monitoring_jobs WHERE status = 'deleted')"];
        let mut values: Vec<Box<dyn ToSql>> = Vec::new();
        if let Some(job) = query.job_id {
            conditions[0] = "i.job_id = ?";
            values.push(Box::new(job.0));
        }
        if let Some(run) = query.run_id {
            conditions.push("i.run_id = ?");
            values.push(Box::new(run.0));
        }
        if let Some(platform) = query.platform {
            conditions.push("i.job_id IN (SELECT id FROM monitoring_jobs WHERE platform = ?)");
            values.push(Box::new(platform.as_str()));
        }
        if let Some(since) = query.since {
            conditions.push("i.first_seen_at >= ?");
            values.push(Box::new(ms(since)));
        }
        if let Some(until) = query.until {
            conditions.push("i.first_seen_at < ?");
            values.push(Box::new(ms(until)));
        }
        if let Some(state) = query.state {
            conditions.push(match state {
                ItemState::Unread => "i.state = 'unread'",
                ItemState::Read => "i.state = 'read'",
            });
        }
        if let Some(starred) = query.starred {
            conditions.push(if starred { "i.starred = 1" } else { "i.starred = 0" });
        }
        let mut from = "items i";
        if let Some(search) = &query.search {
            let Some(search) = fts_query(search) else { return Ok(empty) };
            from = "items_fts f JOIN items i ON i.id = f.rowid";
            conditions.push("items_fts MATCH ?");
            values.push(Box::new(search));
        }
        self.read(|db| {
            let counted =
                format!("SELECT 1 FROM {from} WHERE {} LIMIT {COUNTED_TO}", conditions.join(" AND "));
            let total = db
                .prepare_cached(&format!("SELECT count(*) FROM ({counted})"))?
                .query_row(params_from_iter(&values), |row| row.get(0))?;
            // The index hands its rows out in this order, so nothing is sorted.
            let key = if query.search.is_some() { "f.rowid" } else { "i.id" };
            let mut conditions = conditions.join(" AND ");
            if query.before.is_some() {
                conditions = format!("{conditions} AND {key} < ?");
            }
            values.extend(query.before.map(|before| Box::new(before.0) as Box<dyn ToSql>));
            let sql = format!(
                "SELECT {COLUMNS} FROM {from} WHERE {conditions} ORDER BY {key} DESC LIMIT {}",
                query.limit + 1
            );
            let mut items: Vec<Item> = db
                .prepare_cached(&sql)?
                .query_map(params_from_iter(&values), from_row)?
                .collect::<SqlResult<_>>()?;
            let has_more = items.len() > query.limit as usize;
            items.truncate(query.limit as usize);
            for item in &mut items {
                item.html = None;
            }
            let next = items.last().filter(|_| has_more).map(|item| item.id);
            Ok(ItemPage { items, total, next })
        })
    }

    pub fn find_item(&self, id: ItemId) -> StoreResult<Option<Item>> {
        self.read(|db| find(db, id))
    }

    /// Earlier texts, newest first.
    pub fn revisions(&self, id: ItemId) -> StoreResult<Vec<Revision>> {
        self.read(|db| {
            let mut query =
                db.prepare_cached("SELECT * FROM item_revisions WHERE item_id = ? ORDER BY id DESC")?;
            let revisions = query
                .query_map([id.0], |row| {
                    Ok(Revision {
                        title: row.get("title")?,
                        text: row.get("text")?,
                        replaced_at: row.time("replaced_at")?,
                    })
                })?
                .collect::<SqlResult<_>>()?;
            Ok(revisions)
        })
    }

    pub fn change_item(&self, id: ItemId, patch: &ItemPatch) -> StoreResult<Item> {
        self.transaction(|tx| {
            tx.execute(
                "UPDATE items SET state = coalesce(?, state), starred = coalesce(?, starred), \
                 note = CASE WHEN ?3 IS NULL THEN note ELSE nullif(?3, '') END WHERE id = ?4",
                params![patch.state.map(ItemState::as_str), patch.starred, patch.note, id.0],
            )?;
            find(tx, id)?.ok_or(StoreError::NotFound("item"))
        })
    }

    /// Marks every item of a job, or of all jobs. Answers how many changed.
    pub fn mark_items(&self, job: Option<JobId>, state: ItemState) -> StoreResult<u64> {
        self.transaction(|tx| {
            let changed = match job {
                Some(job) => tx.execute(
                    "UPDATE items SET state = ?1 WHERE job_id = ?2 AND state <> ?1",
                    params![state.as_str(), job.0],
                )?,
                None => tx.execute("UPDATE items SET state = ?1 WHERE state <> ?1", [state.as_str()])?,
            };
            Ok(changed as u64)
        })
    }
}

fn find(db: &Connection, id: ItemId) -> StoreResult<Option<Item>> {
    let sql = format!("SELECT {COLUMNS} FROM items i WHERE i.id = ?");
    Ok(db.prepare_cached(&sql)?.query_row([id.0], from_row).optional()?)
}

pub(super) fn engagement(row: &Row<'_>) -> SqlResult<Engagement> {
    Ok(Engagement {
        likes: row.get("likes")?,
        reposts: row.get("reposts")?,
        replies: row.get("replies")?,
        views: row.get("views")?,
    })
}

fn from_row(row: &Row<'_>) -> SqlResult<Item> {
    let text: String = row.get("text")?;
    Ok(Item {
        id: ItemId(row.get("id")?),
        job_id: JobId(row.get("job_id")?),
        run_id: RunId(row.get("run_id")?),
        external_id: row.get("external_id")?,
        url: row.get("url")?,
        author: Author {
            name: row.get("author_name")?,
            handle: row.get("author_handle")?,
            url: row.get("author_url")?,
            avatar: row.get("author_avatar")?,
        },
        title: row.get("title")?,
        snippet: snippet(&text, 200),
        text,
        html: row.get("html")?,
        language: row.get("language")?,
        published_at: row.opt_time("published_at")?,
        first_seen_at: row.time("first_seen_at")?,
        last_seen_at: row.time("last_seen_at")?,
        kind: row.word("kind")?,
        media: row.read_json("media")?.unwrap_or_default(),
        engagement: engagement(row)?,
        tags: row.read_json("tags")?.unwrap_or_default(),
        state: row.word("state")?,
        starred: row.get("starred")?,
        note: row.get("note")?,
        revisions: row.get("revisions")?,
    })
}
