//! Puts another database in the place of the one that is there, which is moved aside and kept.
//!
//! Several files change their names, and a database must never meet the log of another one. So
//! what is to be done is written down first: whoever opens the folder after a crash finishes it.

use std::{
    fs, io,
    io::{Read, Write},
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::{FILE_NAME, StoreError, StoreResult, copies, damage, examine, folder, opening};

/// Names the folder that the present database goes to; written when its successor is complete.
const PLAN: &str = ".replacing";
const SUCCESSOR: &str = ".tidewatch.db.next";
const ASIDE: &str = "replaced-%Y-%m-%dT%H%M%SZ";
/// In the order in which they move: the log goes before anything else takes its database's place.
const MOVED: [&str; 4] = ["", "-wal", "-shm", "-journal"];

/// Puts a copy in the place of the database in `dir`. Answers where that lies now, if there was one.
///
/// # Errors
/// The file is no sound database of Tidewatch's, or of a newer one: then nothing is changed.
pub fn replace_by_copy(dir: &Path, file: &Path, now: DateTime<Utc>) -> StoreResult<Option<PathBuf>> {
    let refuse = |reason: &str| StoreError::NotACopy { path: file.to_owned(), reason: reason.to_owned() };
    let found = file.canonicalize().map_err(|error| refuse(&folder::reason(&error)))?;
    if !found.is_file() {
        return Err(refuse("it is not a file"));
    }
    let dir = prepare(dir)?;
    if found == dir.join(FILE_NAME) {
        return Err(refuse("it is the database that it would replace"));
    }
    let explain = |error: StoreError| match error {
        StoreError::Damaged { detail } => refuse(&format!("it is not sound ({detail})")),
        StoreError::Sql(error) => refuse(&error.to_string()),
        other => other,
    };
    let copy = examine::connect(&found).map_err(explain)?;
    let (format, _) = opening::version(&copy).map_err(explain)?;
    match format {
        ..1 => return Err(refuse("it is not Tidewatch's")),
        _ if format > opening::known() => {
            return Err(StoreError::TooNew { found: format, known: opening::known() });
        }
        _ if format == opening::known() => opening::refuse_incomplete(&copy).map_err(explain)?,
        _ if !copy.table_exists(None, "monitoring_jobs")? => return Err(refuse("it is not Tidewatch's")),
        _ => {}
    }
    if let Some(fault) = examine::faults(&copy, true)?.first() {
        return Err(refuse(&format!("it is not sound ({fault})")));
    }
    let successor = dir.join(SUCCESSOR);
    copies::copy(&copy, &successor, true, &|_| false).map_err(explain)?;
    // Who ran the schedule when it was copied does so no more.
    let free = |db: &Connection| db.execute("UPDATE lease SET holder = NULL, pid = NULL", []);
    let opened = Connection::open(&successor)?;
    free(&opened)?;
    drop(opened);
    put_in_place(&dir, now)
}

/// Puts an empty database in the place of the one in `dir`.
pub fn replace_by_empty(dir: &Path, now: DateTime<Utc>) -> StoreResult<Option<PathBuf>> {
    let dir = prepare(dir)?;
    let successor = dir.join(SUCCESSOR);
    folder::prepare_file(&successor)?;
    let mut empty = opening::connect(&successor)?;
    opening::migrate(&mut empty, None)?;
    empty.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    drop(empty);
    put_in_place(&dir, now)
}

/// The folders with databases that were replaced.
pub fn set_aside(dir: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(dir) else { return Vec::new() };
    let mut found: Vec<_> = entries
        .flatten()
        .filter(|entry| entry.file_name().to_str().is_some_and(is_aside))
        .map(|entry| entry.path())
        .collect();
    found.sort();
    found
}

fn is_aside(name: &str) -> bool {
    name.strip_prefix("replaced-").is_some_and(|rest| {
        !rest.is_empty() && rest.len() < 40 && rest.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
    })
}

/// Whether a replacement was cut off, or is just being made.
pub(super) fn is_unfinished(dir: &Path) -> bool {
    fs::symlink_metadata(dir.join(PLAN)).is_ok()
}

fn prepare(dir: &Path) -> StoreResult<PathBuf> {
    let dir = folder::prepare(dir)?;
    finish(&dir)?;
    for left in MOVED {
        let _ = fs::remove_file(folder::beside(&dir.join(SUCCESSOR), left));
    }
    // Nobody else replaces anything now: what is half done was cut off.
    for entry in fs::read_dir(&dir).into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_some_and(is_left) {
            let _ = fs::remove_file(entry.path());
        }
    }
    Ok(dir)
}

/// Half a copy, or half a plan.
fn is_left(name: &str) -> bool {
    copies::is_part_of(name, SUCCESSOR)
        || name
            .strip_prefix(PLAN)
            .and_then(|rest| rest.strip_prefix('.'))
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

fn put_in_place(dir: &Path, now: DateTime<Utc>) -> StoreResult<Option<PathBuf>> {
    let is_there =
        MOVED.iter().any(|suffix| fs::symlink_metadata(folder::beside(&dir.join(FILE_NAME), suffix)).is_ok());
    let mut name = now.format(ASIDE).to_string();
    let mut number = 2;
    while fs::symlink_metadata(dir.join(&name)).is_ok() {
        name = format!("{}-{number}", now.format(ASIDE));
        number += 1;
    }
    let fail = |error: io::Error| failed(dir, &error);
    // Complete before it has its name: half a plan is none.
    let draft = dir.join(format!("{PLAN}.{}", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600).custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed());
    }
    let mut plan = options.open(&draft).map_err(fail)?;
    plan.write_all(name.as_bytes()).and_then(|()| plan.sync_all()).map_err(fail)?;
    plan.try_lock().map_err(|error| fail(error.into()))?;
    fs::rename(&draft, dir.join(PLAN)).and_then(|()| folder::sync(dir)).map_err(fail)?;
    carry_out(dir, &name).map_err(fail)?;
    drop(plan);
    Ok(is_there.then(|| dir.join(name)))
}

/// Finishes what a crash has cut off.
pub(super) fn finish(dir: &Path) -> StoreResult<()> {
    if !is_unfinished(dir) {
        return Ok(());
    }
    let fail = |error: io::Error| failed(dir, &error);
    let plan = folder::open_file(&dir.join(PLAN))?;
    if plan.try_lock().is_err() {
        return Err(fail(io::Error::other("a copy is just being put in its place; try again in a moment")));
    }
    let mut name = String::new();
    (&plan).take(64).read_to_string(&mut name).map_err(fail)?;
    if !is_aside(&name) {
        return Err(fail(io::Error::other(format!("the file {PLAN} in it is not Tidewatch's"))));
    }
    tracing::warn!("a replacement of the database that was cut off is finished");
    carry_out(dir, &name).map_err(fail)
}

/// Each step can be done again: done once or several times, the outcome is the same.
fn carry_out(dir: &Path, aside: &str) -> io::Result<()> {
    let (database, successor, aside) = (dir.join(FILE_NAME), dir.join(SUCCESSOR), dir.join(aside));
    if fs::symlink_metadata(&successor).is_ok() {
        for suffix in MOVED {
            let present = folder::beside(&database, suffix);
            if fs::symlink_metadata(&present).is_err() {
                continue;
            }
            let mut builder = fs::DirBuilder::new();
            builder.recursive(true);
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(&aside)?;
            fs::rename(&present, folder::beside(&aside.join(FILE_NAME), suffix))?;
        }
        folder::sync(dir)?;
        fs::rename(&successor, &database)?;
    }
    damage::forget(dir);
    match fs::remove_file(dir.join(PLAN)) {
        // Who made the plan has just finished it.
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => folder::sync(dir),
    }
}

fn failed(dir: &Path, error: &io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::StorageFull => StoreError::Full,
        io::ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly,
        _ => StoreError::Folder { path: dir.to_owned(), reason: folder::reason(error) },
    }
}
