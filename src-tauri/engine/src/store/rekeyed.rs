//! A source that gives most of its entries new ids and links at once: what says the same as
//! before is the same item.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    StoreResult,
    keep::{content_hash, remember, rename},
};
use crate::model::{FoundItem, JobId};

/// Fewer entries say little about what a source does.
const FEWEST: usize = 5;
/// New ids so often are no move of the site: the source gives them at every turn.
pub(crate) const UNSTABLE: u32 = 3;
/// Items that are compared: a page shows the latest.
const LOOKED_AT: u32 = 5000;

/// Whether so many of a page are of one kind that the source itself has changed: more than 80 %.
fn is_most(some: usize, all: usize) -> bool {
    all >= FEWEST && some * 5 > all * 4
}

/// Takes out of `new` what is stored under another id and another link, where most of the page
/// looks new and more than half of it says what is stored; `renamed` counts those that were
/// recognised by their links. Answers how many those are.
pub(super) fn reclaim(
    db: &Connection,
    job: JobId,
    items: &[FoundItem],
    new: &mut Vec<usize>,
    renamed: usize,
    now: DateTime<Utc>,
) -> StoreResult<usize> {
    if !is_most(new.len() + renamed, items.len()) {
        return Ok(0);
    }
    let identities: HashSet<&str> = items.iter().map(|item| item.identity.as_str()).collect();
    let mut texts: HashMap<[u8; 16], u32> = HashMap::new();
    for item in items {
        *texts.entry(content_hash(item)).or_default() += 1;
    }
    let (stored, remembered) = (stored(db, job)?, remembered(db, job)?);
    let mut known = Vec::new();
    for &position in new.iter() {
        let item = &items[position];
        let hash = content_hash(item);
        let says_something = item.title.is_some() || !item.text.is_empty();
        if !says_something || texts.get(&hash) != Some(&1) {
            continue;
        }
        match stored.get(hash.as_slice()) {
            Some(Some((id, identity))) if !identities.contains(identity.as_str()) => {
                known.push((position, Some(*id), identity));
            }
            None => known.extend(remembered.get(hash.as_slice()).map(|identity| (position, None, identity))),
            Some(_) => {}
        }
    }
    // A text that recurs now and then, such as a weekly thread, is a new entry each time.
    if (known.len() + renamed) * 2 <= items.len() {
        return Ok(0);
    }
    let is_unstable = is_unstable(db, job)?;
    for (position, id, identity) in &known {
        let item = &items[*position];
        match id {
            Some(id) => {
                rename(db, *id, identity, item, now)?;
                db.prepare_cached("UPDATE items SET url = ?, link_key = ? WHERE id = ?")?
                    .execute(params![item.url, item.link_key, id])?;
            }
            None => {
                if is_unstable {
                    forget(db, job, identity)?;
                }
                remember(db, job, item, now)?;
            }
        }
    }
    let positions: HashSet<usize> = known.iter().map(|(position, ..)| *position).collect();
    new.retain(|position| !positions.contains(position));
    Ok(known.len())
}

/// Whether the source is known to give new ids again and again: none of them comes back, and to
/// keep the old ones would be a row for each entry and check.
pub(super) fn is_unstable(db: &Connection, job: JobId) -> StoreResult<bool> {
    let sql = "SELECT rekeys >= ? FROM monitoring_jobs WHERE id = ?";
    let is_unstable = db.prepare_cached(sql)?.query_row(params![UNSTABLE, job.0], |row| row.get(0));
    Ok(is_unstable.optional()?.unwrap_or_default())
}

fn forget(db: &Connection, job: JobId, identity: &str) -> StoreResult<()> {
    db.prepare_cached("DELETE FROM known_identities WHERE job_id = ? AND identity = ?")?
        .execute(params![job.0, identity])?;
    Ok(())
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

/// Identities whose items are not kept by what those said, those seen latest.
fn remembered(db: &Connection, job: JobId) -> StoreResult<HashMap<Vec<u8>, String>> {
    let mut query = db.prepare_cached(
        "SELECT content_hash, identity FROM known_identities \
         WHERE job_id = ? AND content_hash IS NOT NULL ORDER BY last_seen_at DESC LIMIT ?",
    )?;
    let rows = query.query_map(params![job.0, LOOKED_AT], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut remembered = HashMap::new();
    for row in rows {
        let (hash, identity) = row?;
        remembered.entry(hash).or_insert(identity);
    }
    Ok(remembered)
}
