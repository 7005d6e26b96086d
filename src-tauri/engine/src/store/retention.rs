//! What is removed again: items beyond a job's retention, and identities that no source lists.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    Store, StoreResult,
    rows::{Columns, SqlResult, json, ms},
};
use crate::model::{JobId, Retention, Settings};

/// Rows removed in one transaction: a run that wants to write waits a few hundredths of a second.
const CHUNK: u32 = 500;
/// An identity that the source has not listed for so long, while it listed others, is forgotten.
const UNLISTED: TimeDelta = TimeDelta::days(365);
/// The latest items, of which at least one was listed when the source was last read.
const LATEST: u32 = 200;
/// Free pages that stay: what comes next uses them.
const FREE_PAGES: i64 = 256;
const PAGES_AT_ONCE: i64 = 256;

/// Starred items and those with a note are the user's and stay.
const REMOVABLE: &str = "starred = 0 AND note IS NULL";

impl Store {
    /// Jobs whose items are not all kept, with what is.
    pub fn retentions(&self, settings: &Settings) -> StoreResult<Vec<(JobId, Retention)>> {
        self.read(|db| {
            let mut query = db.prepare_cached("SELECT id, retention FROM monitoring_jobs")?;
            let jobs = query.query_map([], |row| {
                let own: Option<Retention> = row.read_json("retention")?;
                Ok((JobId(row.get("id")?), own.unwrap_or(settings.retention)))
            })?;
            let jobs = jobs.collect::<SqlResult<Vec<_>>>()?;
            Ok(jobs.into_iter().filter(|(_, kept)| *kept != Retention::default()).collect())
        })
    }

    /// Removes at most 500 of a job's items that are not to be kept, oldest first. What they were
    /// called stays known, so that none of them comes back as new. Answers how many.
    pub fn remove_surplus(&self, job: JobId, retention: Retention, now: DateTime<Utc>) -> StoreResult<usize> {
        // Looked for outside of the transaction: nobody waits for that.
        let surplus = self.read(|db| surplus(db, job, retention, now))?;
        if surplus.is_empty() {
            return Ok(0);
        }
        self.transaction(|tx| {
            let chosen = json(&surplus)?;
            let condition = format!("id IN (SELECT value FROM json_each(?)) AND {REMOVABLE}");
            tx.prepare_cached(&format!(
                "INSERT OR IGNORE INTO known_identities (job_id, identity, link_key, content_hash, last_seen_at) \
                 SELECT job_id, identity, link_key, content_hash, last_seen_at FROM items WHERE {condition}"
            ))?
            .execute([&chosen])?;
            Ok(tx.prepare_cached(&format!("DELETE FROM items WHERE {condition}"))?.execute([&chosen])?)
        })
    }

    /// Forgets at most 500 identities that the source has not listed for a year before it was
    /// last seen to list anything: measured by what was read, so that neither a pause nor a feed
    /// that is unchanged for years makes anything forgotten that is still listed. Answers how many.
    pub fn forget_unlisted(&self, job: JobId) -> StoreResult<usize> {
        let unlisted: Vec<String> = self.read(|db| {
            let last_read: Option<i64> = db
                .prepare_cached(
                    "SELECT max(last_seen_at) FROM \
                     (SELECT last_seen_at FROM items WHERE job_id = ? ORDER BY id DESC LIMIT ?)",
                )?
                .query_row(params![job.0, LATEST], |row| row.get(0))?;
            let Some(last_read) = last_read else { return Ok(Vec::new()) };
            let mut query = db.prepare_cached(
                "SELECT identity FROM known_identities WHERE job_id = ? AND last_seen_at < ? LIMIT ?",
            )?;
            let before = last_read - UNLISTED.num_milliseconds();
            let unlisted = query.query_map(params![job.0, before, CHUNK], |row| row.get(0))?;
            Ok(unlisted.collect::<SqlResult<_>>()?)
        })?;
        if unlisted.is_empty() {
            return Ok(0);
        }
        self.transaction(|tx| {
            let sql = "DELETE FROM known_identities WHERE job_id = ? \
                       AND identity IN (SELECT value FROM json_each(?))";
            Ok(tx.prepare_cached(sql)?.execute(params![job.0, json(&unlisted)?])?)
        })
    }

    /// Gives at most 1 MiB of free pages back to the file system. Answers whether more could be.
    pub fn give_back(&self) -> StoreResult<bool> {
        let free = |db: &Connection| -> StoreResult<i64> {
            Ok(db.pragma_query_value(None, "freelist_count", |row| row.get(0))?)
        };
        let before = self.read(free)?;
        if before <= FREE_PAGES {
            return Ok(false);
        }
        self.write_alone(|db| {
            // Each row that it is asked for frees a page.
            let mut statement = db.prepare(&format!("PRAGMA incremental_vacuum({PAGES_AT_ONCE})"))?;
            let mut rows = statement.query([])?;
            while rows.next()?.is_some() {}
            Ok(())
        })?;
        let after = self.read(free)?;
        // A database of another program's making may give nothing back.
        Ok(after > FREE_PAGES && after < before)
    }
}

fn surplus(db: &Connection, job: JobId, kept: Retention, now: DateTime<Utc>) -> StoreResult<Vec<i64>> {
    let too_old = now - TimeDelta::days(kept.days.map_or(0, i64::from));
    if kept.days.is_some() {
        let found = ids(
            db,
            &format!(
                "SELECT id FROM items WHERE job_id = ? AND first_seen_at < ? AND {REMOVABLE} \
                 ORDER BY first_seen_at LIMIT {CHUNK}"
            ),
            job,
            ms(too_old),
        )?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    let Some(items) = kept.items else { return Ok(Vec::new()) };
    let newest_surplus: Option<i64> = db
        .prepare_cached("SELECT id FROM items WHERE job_id = ? ORDER BY id DESC LIMIT 1 OFFSET ?")?
        .query_row(params![job.0, items], |row| row.get(0))
        .optional()?;
    match newest_surplus {
        None => Ok(Vec::new()),
        Some(newest) => ids(
            db,
            &format!(
                "SELECT id FROM items WHERE job_id = ? AND id <= ? AND {REMOVABLE} ORDER BY id LIMIT {CHUNK}"
            ),
            job,
            newest,
        ),
    }
}

fn ids(db: &Connection, sql: &str, job: JobId, bound: i64) -> StoreResult<Vec<i64>> {
    let mut query = db.prepare_cached(sql)?;
    let ids = query.query_map(params![job.0, bound], |row| row.get(0))?.collect::<SqlResult<_>>()?;
    Ok(ids)
}
