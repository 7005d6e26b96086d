//! How a page of found items becomes rows of `items`, `known_identities` and `item_revisions`:
//! what is new, what is known under another id, what was edited.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};

use super::{
    StoreResult,
    known::{Known, Page, knows_nothing},
    rekeyed,
    rows::{json, ms, opt_json, opt_ms},
};
use crate::{
    content::sanitise::SANITISER_VERSION,
    model::{FoundItem, ItemState, Job, JobId, RunId},
};

const KEPT_REVISIONS: u32 = 50;
/// `last_seen_at` is exact to this: writing every known item at every run would cost more
/// than all the rest.
const SEEN_RESOLUTION: TimeDelta = TimeDelta::hours(24);
/// The same for identities whose items are not kept.
const IDENTITY_RESOLUTION: TimeDelta = TimeDelta::days(30);

/// A page of found items to be compared with the store and kept.
#[derive(Debug, Clone, Copy)]
pub struct NewItems<'a> {
    /// In the order of the source.
    pub items: &'a [FoundItem],
    /// Most items whose content is stored.
    pub cap: usize,
}

/// What became of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptItems {
    /// Positions in the page of those stored, in the order of storing (oldest first).
    pub new: Vec<usize>,
    pub updated: u32,
    /// New ones beyond the cap, for a run that follows.
    pub remaining: usize,
    /// Whether this was the first page since creation or a changed target.
    pub is_baseline: bool,
    /// Whether items were known before and none of them is on this page.
    pub is_all_new: bool,
    /// How often the source has given most entries new ids, where it did so now; else 0.
    pub rekeys: u32,
}

pub(super) fn keep(
    db: &Connection,
    job: &Job,
    run_id: RunId,
    found: &NewItems<'_>,
    now: DateTime<Utc>,
) -> StoreResult<KeptItems> {
    let page = Page::of(found.items);
    let mut kept = KeptItems { is_baseline: job.baseline_at.is_none(), ..KeptItems::default() };
    let is_fresh = knows_nothing(db, job.id)?;
    let mut new = Vec::new();
    let mut renamed = 0;
    for (position, item) in found.items.iter().enumerate() {
        let known = if is_fresh { Known::Nothing } else { page.find_known(db, job.id, item)? };
        match known {
            Known::Nothing => new.push(position),
            Known::Identity { identity, last_seen_at } => {
                if now - last_seen_at >= IDENTITY_RESOLUTION {
                    see_identity(db, job.id, &identity, now)?;
                }
            }
            Known::Item { id, hash, engagement, last_seen_at, identity } => {
                if let Some(old) = identity {
                    rename(db, id, &old, item, now)?;
                    renamed += 1;
                }
                if hash != content_hash(item) {
                    revise(db, id, item, now)?;
                    kept.updated += 1;
                } else if engagement != item.engagement || now - last_seen_at >= SEEN_RESOLUTION {
                    touch(db, id, item, now)?;
                }
            }
        }
    }
    if !is_fresh {
        renamed += rekeyed::reclaim(db, job.id, found.items, &mut new, renamed, now)?;
    }
    kept.is_all_new = !is_fresh && !kept.is_baseline && new.len() == found.items.len();
    kept.rekeys = rekeyed::count(db, job.id, renamed, found.items.len(), kept.is_baseline)?;
    if !page.is_oldest_first {
        new.reverse();
    }
    if kept.is_baseline {
        // The newest are stored, which stand last; of the others only the identity is known.
        let beyond = new.len().saturating_sub(found.cap);
        for position in new.drain(..beyond) {
            remember(db, job.id, &found.items[position], now)?;
        }
    } else {
        kept.remaining = new.len().saturating_sub(found.cap);
        new.truncate(found.cap);
    }
    let state = if kept.is_baseline { ItemState::Read } else { ItemState::Unread };
    for &position in &new {
        insert(db, job.id, run_id, &found.items[position], state, now)?;
    }
    kept.new = new;
    Ok(kept)
}

fn insert(
    db: &Connection,
    job: JobId,
    run: RunId,
    item: &FoundItem,
    state: ItemState,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    db.prepare_cached(
        "INSERT INTO items (job_id, run_id, identity, link_key, external_id, url, author_name, author_handle, \
         author_url, author_avatar, title, text, html, sanitiser_version, content_hash, language, published_at, \
         updated_at, first_seen_at, last_seen_at, kind, media, likes, reposts, replies, views, tags, raw, state) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?19, ?19, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        job.0,
        run.0,
        item.identity,
        item.link_key,
        item.external_id,
        item.url,
        item.author.name,
        item.author.handle,
        item.author.url,
        item.author.avatar,
        item.title,
        item.text,
        item.html,
        SANITISER_VERSION,
        content_hash(item),
        item.language,
        opt_ms(item.published_at),
        opt_ms(item.updated_at),
        ms(now),
        item.kind.as_str(),
        if item.media.is_empty() { None } else { Some(json(&item.media)?) },
        count(item.engagement.likes),
        count(item.engagement.reposts),
        count(item.engagement.replies),
        count(item.engagement.views),
        if item.tags.is_empty() { None } else { Some(json(&item.tags)?) },
        opt_json(item.raw.as_ref())?,
        state.as_str(),
    ])?;
    index(db, db.last_insert_rowid(), item)
}

fn index(db: &Connection, id: i64, item: &FoundItem) -> StoreResult<()> {
    let author = match (&item.author.name, &item.author.handle) {
        (Some(name), Some(handle)) => format!("{name} {handle}"),
        (name, handle) => name.clone().or_else(|| handle.clone()).unwrap_or_default(),
    };
    db.prepare_cached("INSERT INTO items_fts (rowid, title, text, author, tags) VALUES (?, ?, ?, ?, ?)")?
        .execute(params![id, item.title, item.text, author, item.tags.join(" ")])?;
    Ok(())
}

pub(super) fn remember(db: &Connection, job: JobId, item: &FoundItem, now: DateTime<Utc>) -> StoreResult<()> {
    db.prepare_cached(
        "INSERT OR IGNORE INTO known_identities (job_id, identity, link_key, content_hash, last_seen_at) \
         VALUES (?, ?, ?, ?, ?)",
    )?
    .execute(params![job.0, item.identity, item.link_key, content_hash(item), ms(now)])?;
    Ok(())
}

fn see_identity(db: &Connection, job: JobId, identity: &str, now: DateTime<Utc>) -> StoreResult<()> {
    db.prepare_cached("UPDATE known_identities SET last_seen_at = ? WHERE job_id = ? AND identity = ?")?
        .execute(params![ms(now), job.0, identity])?;
    Ok(())
}

pub(super) fn rename(
    db: &Connection,
    id: i64,
    old: &str,
    item: &FoundItem,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    // The old identity stays known, so that a source which changes back does not repeat itself;
    // one that has no lasting ids never does.
    db.prepare_cached(
        "INSERT OR IGNORE INTO known_identities (job_id, identity, last_seen_at) \
         SELECT i.job_id, ?, ? FROM items i JOIN monitoring_jobs j ON j.id = i.job_id \
         WHERE i.id = ? AND j.rekeys < ?",
    )?
    .execute(params![old, ms(now), id, rekeyed::UNSTABLE])?;
    db.prepare_cached("UPDATE items SET identity = ?, external_id = ? WHERE id = ?")?.execute(params![
        item.identity,
        item.external_id,
        id
    ])?;
    Ok(())
}

/// Keeps the earlier text and writes the new one.
fn revise(db: &Connection, id: i64, item: &FoundItem, now: DateTime<Utc>) -> StoreResult<()> {
    db.prepare_cached(
        "INSERT INTO item_revisions (item_id, title, text, replaced_at) SELECT id, title, text, ? FROM items WHERE id = ?",
    )?
    .execute(params![ms(now), id])?;
    db.prepare_cached(
        "DELETE FROM item_revisions WHERE item_id = ?1 AND id <= \
         (SELECT id FROM item_revisions WHERE item_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
    )?
    .execute(params![id, KEPT_REVISIONS])?;
    db.prepare_cached(
        "UPDATE items SET title = ?, text = ?, html = ?, sanitiser_version = ?, content_hash = ?, url = ?, \
         link_key = ?, media = ?, tags = ?, updated_at = ? WHERE id = ?",
    )?
    .execute(params![
        item.title,
        item.text,
        item.html,
        SANITISER_VERSION,
        content_hash(item),
        item.url,
        item.link_key,
        if item.media.is_empty() { None } else { Some(json(&item.media)?) },
        if item.tags.is_empty() { None } else { Some(json(&item.tags)?) },
        opt_ms(item.updated_at),
        id,
    ])?;
    db.prepare_cached("DELETE FROM items_fts WHERE rowid = ?")?.execute([id])?;
    index(db, id, item)?;
    touch(db, id, item, now)
}

fn touch(db: &Connection, id: i64, item: &FoundItem, now: DateTime<Utc>) -> StoreResult<()> {
    db.prepare_cached(
        "UPDATE items SET likes = ?, reposts = ?, replies = ?, views = ?, last_seen_at = ?, gone_at = NULL \
         WHERE id = ?",
    )?
    .execute(params![
        count(item.engagement.likes),
        count(item.engagement.reposts),
        count(item.engagement.replies),
        count(item.engagement.views),
        ms(now),
        id,
    ])?;
    Ok(())
}

/// Tells an edited text from the same one: over the plain text, because markup and addresses
/// of pictures change without anybody having edited.
pub(super) fn content_hash(item: &FoundItem) -> [u8; 16] {
    let mut hash = Sha256::new();
    hash.update(item.title.as_deref().unwrap_or_default());
    hash.update([0]);
    hash.update(&item.text);
    let mut short = [0; 16];
    short.copy_from_slice(&hash.finalize()[..16]);
    short
}

fn count(value: Option<u64>) -> Option<i64> {
    value.map(|value| i64::try_from(value).unwrap_or(i64::MAX))
}
