//! How the database is opened: refused untouched when it is not sound, created where there is
//! none, brought up to date where it is older.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use include_dir::{Dir, include_dir};
use rusqlite::{Connection, OpenFlags, TransactionBehavior, config::DbConfig};
use rusqlite_migration::Migrations;

use super::{FILE_NAME, StoreError, StoreResult, copies, damage, examine, folder, history, replace};

static MIGRATIONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../migrations");

const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
const LOG_TRIES: u32 = 50;
const LOG_AGAIN: Duration = Duration::from_millis(50);
/// A shorter file cannot be a database, nor what is left of one whose first page was written.
const SHORTEST: u64 = 512;

/// Opens the database in `dir`; answers its path and a connection that may write.
pub(super) fn open(dir: &Path) -> StoreResult<(PathBuf, Connection)> {
    let dir = folder::prepare(dir)?;
    replace::finish(&dir)?;
    let path = dir.join(FILE_NAME);
    refuse_vanished(&dir)?;
    folder::prepare_file(&path)?;
    refuse_stump(&path)?;
    examine_again(&dir)?;
    let has_log = fs::metadata(folder::beside(&path, "-wal")).is_ok_and(|log| log.len() > 0);
    let mut connection = connect(&path).map_err(not_ours)?;
    // What is refused is not changed, also not by writing its log back.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, has_log)?;
    migrate(&mut connection, Some(&dir))?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    Ok((path, connection))
}

/// Why the database in this folder would not be opened; nothing where it would, or where there
/// is none yet. Changes nothing.
pub fn look(dir: &Path) -> StoreResult<()> {
    let Ok(dir) = dir.canonicalize() else { return Ok(()) };
    folder::refuse_foreign(&dir)?;
    if replace::is_unfinished(&dir) {
        return Ok(());
    }
    refuse_vanished(&dir)?;
    let path = dir.join(FILE_NAME);
    match fs::symlink_metadata(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        _ => folder::check_file(&path, false)?,
    }
    refuse_stump(&path)?;
    if fs::metadata(&path).is_ok_and(|file| file.len() == 0) || examine::is_cut_off(&path) {
        return Ok(());
    }
    let connection = examine::connect(&path)?;
    let (current, tables) = version(&connection)?;
    refuse_strange(current, tables)?;
    if current == known() {
        refuse_incomplete(&connection)?;
    }
    if damage::noted(&dir).is_some() { refuse_unsound(&connection) } else { Ok(()) }
}

/// A database that is gone while there are copies of it, or its log, was not left by us: making a
/// new one would hide that.
fn refuse_vanished(dir: &Path) -> StoreResult<()> {
    let path = dir.join(FILE_NAME);
    let is_gone = match fs::symlink_metadata(&path) {
        Ok(file) => file.is_file() && file.len() == 0,
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    };
    if !is_gone {
        return Ok(());
    }
    let has_log = fs::symlink_metadata(folder::beside(&path, "-wal")).is_ok_and(|log| log.len() > 0);
    let what = if has_log {
        "is its write-ahead log"
    } else if !copies::backups(dir).is_empty() {
        "are copies of it"
    } else {
        return Ok(());
    };
    Err(StoreError::Damaged { detail: format!("the file {FILE_NAME} is missing or empty, but there {what}") })
}

/// SQLite would take some of these for empty.
fn refuse_stump(path: &Path) -> StoreResult<()> {
    match fs::metadata(path) {
        Ok(file) if (1..SHORTEST).contains(&file.len()) => {
            Err(StoreError::Damaged { detail: format!("it is only {} bytes long", file.len()) })
        }
        _ => Ok(()),
    }
}

/// A database that was found damaged while it was used is examined as a whole.
fn examine_again(dir: &Path) -> StoreResult<()> {
    if damage::noted(dir).is_none() {
        return Ok(());
    }
    refuse_unsound(&examine::connect(&dir.join(FILE_NAME))?)?;
    damage::forget(dir);
    Ok(())
}

fn refuse_unsound(connection: &Connection) -> StoreResult<()> {
    match examine::faults(connection, false)?.into_iter().next() {
        Some(detail) => Err(StoreError::Damaged { detail }),
        None => Ok(()),
    }
}

pub(super) fn connect(path: &Path) -> StoreResult<Connection> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(64);
    history::add_folded(&connection)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // FULL: what was acknowledged survives a power cut, not only a crash.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "cache_size", -4096)?;
    // Pages that every run changes are written back once for many runs: 16 MiB of log.
    connection.pragma_update(None, "wal_autocheckpoint", 4096)?;
    connection.pragma_update(None, "journal_size_limit", 16 << 20)?;
    Ok(connection)
}

/// Brings a database up to date; of an older one a copy is kept first, where a folder is named.
pub(super) fn migrate(connection: &mut Connection, dir: Option<&Path>) -> StoreResult<()> {
    let migrations = Migrations::from_directory(&MIGRATIONS)?;
    let (current, tables) = version(connection)?;
    refuse_strange(current, tables)?;
    if current < known() {
        if let (1.., Some(dir)) = (current, dir) {
            copies::before_format(connection, dir, known())?;
        }
        // Only before the first table: it takes effect on an empty file alone.
        connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
        // Two that read first and then want to write would refuse each other at once.
        connection.set_transaction_behavior(TransactionBehavior::Immediate);
        if let Err(error) = migrations.to_latest(connection)
            // Another process may have done it just now.
            && version(connection)?.0 != known()
        {
            return Err(error.into());
        }
    }
    refuse_incomplete(connection)?;
    let mode = use_log(connection)?;
    if mode != "wal" {
        return Err(StoreError::Disk(format!(
            "the file system does not support the write-ahead log (mode {mode})"
        )));
    }
    Ok(())
}

/// Others that open the folder at the same moment may be in the way, and SQLite does not always
/// wait for them here.
fn use_log(connection: &Connection) -> StoreResult<String> {
    let mut tries = 0;
    loop {
        let mode = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0));
        match mode.map_err(StoreError::from) {
            Err(StoreError::Busy) if tries < LOG_TRIES => tries += 1,
            other => return other,
        }
        std::thread::park_timeout(LOG_AGAIN);
    }
}

/// The format's number and how many tables and indexes there are, both as of one moment.
pub(super) fn version(connection: &Connection) -> StoreResult<(i64, i64)> {
    let sql = "SELECT user_version, (SELECT count(*) FROM sqlite_schema) FROM pragma_user_version";
    let read = connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)));
    read.map_err(|error| not_ours(error.into()))
}

/// What is read first of a file fails in many ways on what no Tidewatch has written.
fn not_ours(error: StoreError) -> StoreError {
    match error {
        StoreError::Sql(error) => StoreError::Damaged { detail: error.to_string() },
        other => other,
    }
}

fn refuse_strange(current: i64, tables: i64) -> StoreResult<()> {
    if current > known() {
        return Err(StoreError::TooNew { found: current, known: known() });
    }
    if current < 1 && tables > 0 {
        return Err(StoreError::Damaged { detail: "it holds another program's tables".into() });
    }
    Ok(())
}

/// A database of the present format has every table that the steps to it create.
pub(super) fn refuse_incomplete(connection: &Connection) -> StoreResult<()> {
    let mut exists = connection.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?")?;
    for table in created_tables() {
        if !exists.exists([table])? {
            return Err(StoreError::Damaged { detail: format!("the table {table} is missing") });
        }
    }
    Ok(())
}

/// As the migrations name them.
fn created_tables() -> impl Iterator<Item = &'static str> {
    let files = MIGRATIONS.dirs().flat_map(|step| step.files()).filter_map(|file| file.contents_utf8());
    files.flat_map(str::lines).filter_map(|line| {
        let name =
            line.strip_prefix("CREATE TABLE ").or_else(|| line.strip_prefix("CREATE VIRTUAL TABLE "))?;
        name.split([' ', '(']).next()
    })
}

/// The format that this version writes.
pub(super) fn known() -> i64 {
    i64::try_from(MIGRATIONS.dirs().count()).unwrap_or(i64::MAX)
}
