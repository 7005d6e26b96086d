//! Copies of the database: made while it is in use, checked, and only the latest kept.

use std::{
    fs::{self, OpenOptions},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use rusqlite::{
    Connection, OpenFlags,
    backup::{Backup as Copying, StepResult},
};

use super::{Store, StoreError, StoreResult, examine, folder, lock, opening};
use crate::model::Backup;

const FOLDER: &str = "backups";
const DAILY: &str = "tidewatch-%Y-%m-%dT%H%M%SZ.db";
const BEFORE: &str = "tidewatch-before-format-";
const PART: &str = ".part";
/// Copies from before a change of format that are kept.
const KEPT_BEFORE: usize = 2;
/// 1 MiB, after which others have their turn.
const PAGES_AT_ONCE: i32 = 256;
const BUSY_AGAIN: Duration = Duration::from_millis(20);
/// Most copies that are listed.
const MOST: usize = 1000;

/// Says between two steps whether to give up, after a pause.
pub type GiveUp<'a> = &'a dyn Fn(Duration) -> bool;

impl Store {
    /// Copies the database as it stands at this moment into the folder for copies. Others read and
    /// write meanwhile; `give_up` is asked after each MiB.
    pub fn back_up(&self, now: DateTime<Utc>, give_up: GiveUp<'_>) -> StoreResult<Backup> {
        let _turn = lock(&self.copying);
        let folder = prepare_folder(self.dir())?;
        // Two within a second are not one.
        for second in 0..60 {
            let created_at = now + TimeDelta::seconds(second);
            let path = folder.join(created_at.format(DAILY).to_string());
            if fs::symlink_metadata(&path).is_err() {
                self.copy_to(&path, give_up)?;
                return about(&path, created_at).ok_or(StoreError::Pool);
            }
        }
        Err(not_copied(&folder, "there are too many of this minute"))
    }

    /// The same to a file of the user's choice, which must not be there yet.
    pub fn back_up_to(&self, target: &Path, give_up: GiveUp<'_>) -> StoreResult<()> {
        let _turn = lock(&self.copying);
        self.copy_to(target, give_up)
    }

    fn copy_to(&self, target: &Path, give_up: GiveUp<'_>) -> StoreResult<()> {
        let connection = self.reader()?;
        // Pins this moment: without it, each write of another process would begin the copy anew.
        let moment = connection.unchecked_transaction()?;
        moment.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        let copied = copy(&connection, target, false, give_up);
        // A copy that is not sound is of a database that is not.
        if let Err(StoreError::Damaged { detail }) = &copied {
            self.condemn(detail);
        }
        copied
    }

    /// Whether a daily copy is due: none is younger than a day, there is something to be kept,
    /// and it is not what the latest copy holds already.
    pub fn needs_backup(&self, now: DateTime<Utc>) -> StoreResult<bool> {
        let latest = backups(self.dir()).into_iter().filter(|copy| !is_before_format(copy));
        let latest: Vec<_> = latest.take_while(|copy| copy.created_at > now - TimeDelta::days(1)).collect();
        // One from the future says that the clock was wrong, not that there is a copy of today.
        if latest.iter().any(|copy| copy.created_at <= now) {
            return Ok(false);
        }
        let state = self.read(|db| Ok(state(db)?))?;
        let Some(state) = state else { return Ok(false) };
        let newest = backups(self.dir()).into_iter().find(|copy| !is_before_format(copy));
        let copied = newest.and_then(|copy| examine::connect(Path::new(&copy.path)).ok());
        Ok(copied.is_none_or(|copy| self::state(&copy).ok().flatten() != Some(state)))
    }
}

/// Tells two states of a database apart without reading all of it; nothing when it has no jobs.
fn state(db: &Connection) -> rusqlite::Result<Option<String>> {
    db.query_row(
        "SELECT iif(EXISTS (SELECT 1 FROM monitoring_jobs), concat_ws(' ', \
           (SELECT hex(max(id)) FROM monitoring_runs), (SELECT max(id) FROM items), \
           (SELECT count(*) FROM items WHERE starred = 1), (SELECT count(*) FROM items WHERE state = 'unread'), \
           (SELECT max(updated_at) FROM monitoring_jobs), (SELECT count(*) FROM monitoring_jobs), \
           (SELECT value FROM settings WHERE key = 'settings'), (SELECT max(set_at) FROM keys)), NULL)",
        [],
        |row| row.get(0),
    )
}

/// Keeps the database as it is before it is changed to this format, unless that has been done.
pub(super) fn before_format(connection: &Connection, dir: &Path, format: i64) -> StoreResult<()> {
    // Another process may change it meanwhile: what is looked at is what is copied.
    let moment = connection.unchecked_transaction()?;
    if opening::version(&moment)?.0 >= format {
        return Ok(());
    }
    let folder = prepare_folder(dir)?;
    copy(&moment, &folder.join(format!("{BEFORE}{format}.db")), true, &|_| false)?;
    drop(moment);
    let mut earlier: Vec<_> = backups(dir).into_iter().filter(is_before_format).collect();
    earlier.sort_by_key(|copy| std::cmp::Reverse(format_of(&copy.path)));
    for copy in earlier.into_iter().skip(KEPT_BEFORE) {
        let _ = fs::remove_file(&copy.path);
    }
    Ok(())
}

/// The copies in the data folder, newest first.
pub fn backups(dir: &Path) -> Vec<Backup> {
    let Ok(entries) = fs::read_dir(dir.join(FOLDER)) else { return Vec::new() };
    let mut found: Vec<_> = entries
        .flatten()
        .take(10 * MOST)
        .filter_map(|entry| {
            let created_at = created_at(entry.file_name().to_str()?)?;
            about(&entry.path(), created_at)
        })
        .collect();
    found.sort_by(|one, other| other.created_at.cmp(&one.created_at).then(other.path.cmp(&one.path)));
    found.truncate(MOST);
    found
}

/// Removes daily copies beyond the latest `kept`, and what a copy that was cut off has left.
/// Nothing else in the folder is touched.
pub fn tidy_backups(dir: &Path, kept: usize, newest: &Backup) {
    let daily = backups(dir).into_iter().filter(|copy| !is_before_format(copy) && copy.path != newest.path);
    for copy in daily.skip(kept.saturating_sub(1)) {
        if let Err(error) = fs::remove_file(&copy.path) {
            tracing::warn!(%error, file = copy.path, "an old copy could not be removed");
        }
    }
    let Ok(entries) = fs::read_dir(dir.join(FOLDER)) else { return };
    for entry in entries.flatten() {
        let is_left = entry.file_name().to_str().is_some_and(is_part)
            && entry
                .metadata()
                .and_then(|file| file.modified())
                .is_ok_and(|written| DateTime::<Utc>::from(written) < newest.created_at - TimeDelta::days(1));
        if is_left {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn is_part(name: &str) -> bool {
    name.starts_with(".tidewatch-") && name.contains(".db.") && name.contains(PART)
}

/// Whether a file is what was left of a copy to `target`, which was cut off.
pub(super) fn is_part_of(name: &str, target: &str) -> bool {
    name.strip_prefix('.')
        .and_then(|name| name.strip_prefix(target))
        .is_some_and(|rest| rest.starts_with('.') && rest.contains(PART))
}

/// Nothing for a name that is not exactly one of ours; within, nothing where the file's own time
/// has to tell.
fn created_at(name: &str) -> Option<Option<DateTime<Utc>>> {
    if let Ok(time) = NaiveDateTime::parse_from_str(name, DAILY) {
        let time = time.and_utc();
        return (time.format(DAILY).to_string() == name).then_some(Some(time));
    }
    format_of(name).map(|_| None)
}

fn format_of(path: &str) -> Option<u32> {
    let name = Path::new(path).file_name()?.to_str()?;
    let number = name.strip_prefix(BEFORE)?.strip_suffix(".db")?;
    number.bytes().all(|byte| byte.is_ascii_digit()).then(|| number.parse().ok())?
}

fn is_before_format(copy: &Backup) -> bool {
    format_of(&copy.path).is_some()
}

fn about(path: &Path, created_at: impl Into<Option<DateTime<Utc>>>) -> Option<Backup> {
    let file = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file)?;
    let created_at = created_at.into().or_else(|| file.modified().ok().map(DateTime::from))?;
    Some(Backup { path: path.display().to_string(), bytes: file.len(), created_at })
}

fn prepare_folder(dir: &Path) -> StoreResult<PathBuf> {
    let folder = dir.join(FOLDER);
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(&folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(failed(&folder, &error)),
        _ => {}
    }
    // A link could lead out of the data folder.
    match fs::symlink_metadata(&folder) {
        Ok(about) if about.is_dir() => Ok(folder),
        _ => Err(not_copied(&folder, "it is not a folder")),
    }
}

/// Copies a database into a file of one piece, written beside its place and put there when it is
/// whole and sound.
pub(super) fn copy(from: &Connection, target: &Path, replaces: bool, give_up: GiveUp<'_>) -> StoreResult<()> {
    let folder = target.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = folder.canonicalize().map_err(|error| failed(target, &error))?;
    let name = target.file_name().ok_or_else(|| not_copied(target, "it has no name"))?;
    let target = folder.join(name);
    if !replaces && fs::symlink_metadata(&target).is_ok() {
        return Err(not_copied(&target, "it is there already and is not overwritten"));
    }
    refuse_narrow(from, &folder)?;
    // Nobody else's, also not what was left by a process with the same number.
    let own = uuid::Uuid::now_v7().simple();
    let part = folder.join(format!(".{}.{own}{PART}", name.to_string_lossy()));
    let done = fill(from, &part, give_up).and_then(|()| {
        let put = match replaces {
            true => fs::rename(&part, &target),
            // Unlike a rename this replaces nothing that came there meanwhile.
            false => fs::hard_link(&part, &target).or_else(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => Err(error),
                _ => fs::rename(&part, &target),
            }),
        };
        put.and_then(|()| folder::sync(&folder)).map_err(|error| failed(&target, &error))
    });
    for left in ["", "-journal", "-wal", "-shm"] {
        let _ = fs::remove_file(folder::beside(&part, left));
    }
    done
}

/// The copy, and as much again for what is written meanwhile.
fn refuse_narrow(from: &Connection, folder: &Path) -> StoreResult<()> {
    let number = |name| from.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let bytes = number("page_count")?.saturating_mul(number("page_size")?).unsigned_abs();
    let needed = bytes.saturating_mul(2);
    if folder::free(folder).is_some_and(|free| free < needed) {
        return Err(StoreError::NoRoom { needed_mib: needed.div_ceil(1 << 20) });
    }
    Ok(())
}

fn fill(from: &Connection, part: &Path, give_up: GiveUp<'_>) -> StoreResult<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(part).map_err(|error| failed(part, &error))?;
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let mut copy = Connection::open_with_flags(part, flags)?;
    // It is thrown away unless it gets to its end, and then waits for the disk once.
    copy.pragma_update(None, "synchronous", "OFF")?;
    {
        let copying = Copying::new(from, &mut copy)?;
        loop {
            let pause = match copying.step(PAGES_AT_ONCE)? {
                StepResult::Done => break,
                StepResult::More => Duration::from_millis(2),
                _ => BUSY_AGAIN,
            };
            if give_up(pause) {
                return Err(not_copied(part, "Tidewatch ended meanwhile"));
            }
        }
    }
    if let Some(detail) = examine::faults(&copy, false)?.into_iter().next() {
        return Err(StoreError::Damaged { detail });
    }
    // One piece, without a log beside it.
    copy.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    copy.close().map_err(|(_, error)| error)?;
    file.sync_all().map_err(|error| failed(part, &error))
}

fn not_copied(path: &Path, reason: &str) -> StoreError {
    StoreError::NotCopied { path: path.to_owned(), reason: reason.to_owned() }
}

fn failed(path: &Path, error: &io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::StorageFull => StoreError::Full,
        io::ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly,
        _ => not_copied(path, &folder::reason(error)),
    }
}
