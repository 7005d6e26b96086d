//! A source that gives most of its entries new ids and links at once: what says the same as
//! before is the same item.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    StoreResult,
    keep::{content_hash, remember, rename},
    rows::SqlResult,
};
use crate::model::{FoundItem, JobId};

/// Fewer entries say little about what a source does.
const FEWEST: usize = 5;
/// Items that are compared: a page shows the latest.
const LOOKED_AT: u32 = 5000;

/// Whether so many of a page are of one kind that the source itself has changed: more than 80 %.
fn is_most(some: usize, all: usize) -> bool {
    all >= FEWEST && some * 5 > all * 4
}

/// Takes out of `new` what is stored under another id and another link, where most of the page
/// looks new. Answers how many those are.
pub(super) fn reclaim(
    db: &Connection,
    job: JobId,
    items: &[FoundItem],
    new: &mut Vec<usize>,
    now: DateTime<Utc>,
) -> StoreResult<usize> {
    if !is_most(new.len(), items.len()) {
        return Ok(0);
    }
    let identities: HashSet<&str> = items.iter().map(|item| item.identity.as_str()).collect();
    let mut texts: HashMap<[u8; 16], u32> = HashMap::new();
    for item in items {
        *texts.entry(content_hash(item)).or_default() += 1;
    }
    let (stored, remembered) = (stored(db, job)?, remembered(db, job)?);
    let before = new.len();
    let mut kept = Vec::with_capacity(before);
    for &position in new.iter() {
        let item = &items[position];
        let hash = content_hash(item);
        let says_something = item.title.is_some() || !item.text.is_empty();
        let is_known = says_something && texts.get(&hash) == Some(&1) && {
            match stored.get(hash.as_slice()) {
                Some(Some((id, identity))) if !identities.contains(identity.as_str()) => {
                    rename(db, *id, identity, item, now)?;
                    db.prepare_cached("UPDATE items SET url = ?, link_key = ? WHERE id = ?")?
                        .execute(params![item.url, item.link_key, id])?;
                    true
                }
                None if remembered.contains(hash.as_slice()) => {
                    remember(db, job, item, now)?;
                    true
                }
                _ => false,
            }
        };
        if !is_known {
            kept.push(position);
        }
    }
    *new = kept;
    Ok(before - new.len())
}

/// Counts this page where its source has given most entries new ids, and forgets with a new
/// baseline. Answers how often it did, where it did so now.
pub(super) fn count(
    db: &Connection,
    job: JobId,
    renamed: usize,
    all: usize,
    is_baseline: bool,
) -> StoreResult<u32> {
    if is_baseline {
        db.prepare_cached("UPDATE monitoring_jobs SET rekeys = 0 WHERE id = ? AND rekeys > 0")?
            .execute([job.0])?;
        return Ok(0);
    }
    if !is_most(renamed, all) {
        return Ok(0);
    }
    let sql = "UPDATE monitoring_jobs SET rekeys = rekeys + 1 WHERE id = ? RETURNING rekeys";
    Ok(db.prepare_cached(sql)?.query_row([job.0], |row| row.get(0)).optional()?.unwrap_or(0))
}

/// Id and identity of the one item that says something.
type Stored = Option<(i64, String)>;

/// The job's latest items by what they say; nothing under a text that several share. Read at
/// once: asking for each entry would read them all as often.
fn stored(db: &Connection, job: JobId) -> StoreResult<HashMap<Vec<u8>, Stored>> {
    let mut query = db.prepare_cached(
        "SELECT content_hash, id, identity FROM items WHERE job_id = ? ORDER BY id DESC LIMIT ?",
    )?;
    let rows = query.query_map(params![job.0, LOOKED_AT], |row| {
        Ok((row.get::<_, Vec<u8>>(0)?, (row.get(1)?, row.get(2)?)))
    })?;
    let mut stored = HashMap::new();
    for row in rows {
        let (hash, item) = row?;
        stored.entry(hash).and_modify(|known| *known = None).or_insert(Some(item));
    }
    Ok(stored)
}

fn remembered(db: &Connection, job: JobId) -> StoreResult<HashSet<Vec<u8>>> {
    let mut query = db.prepare_cached(
        "SELECT content_hash FROM known_identities WHERE job_id = ? AND content_hash IS NOT NULL LIMIT ?",
    )?;
    Ok(query.query_map(params![job.0, LOOKED_AT], |row| row.get(0))?.collect::<SqlResult<_>>()?)
}
