//! Whether a database is sound, found out without changing anything of it.

use std::{fs, path::Path};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use super::{FILE_NAME, StoreError, StoreResult, folder, lease, opening, settings};

/// Most faults that are told; a damaged database may have thousands.
const FAULTS: usize = 5;

/// What was found of a database.
#[derive(Debug, Clone)]
pub struct Examination {
    /// The number of its format.
    pub format: i64,
    /// What is wrong with it.
    pub faults: Vec<String>,
    /// Bytes of its file and of its write-ahead log.
    pub bytes: u64,
    pub log_bytes: u64,
    /// Who runs or ran the schedule.
    pub lease: Option<lease::Lease>,
    /// The latest time that a run began at, in milliseconds.
    pub latest_run: Option<i64>,
    /// How many daily copies are to be kept; unknown where the settings cannot be read.
    pub backups: Option<u8>,
}

/// Examines the database in this folder: roughly, or every index, reference and the search too.
///
/// # Errors
/// It cannot be read at all.
pub fn examine(dir: &Path, thoroughly: bool) -> StoreResult<Examination> {
    let path = dir.join(FILE_NAME);
    folder::check_file(&path, false)?;
    let length = |path: &Path| fs::metadata(path).map_or(0, |file| file.len());
    let log = folder::beside(&path, "-wal");
    let is_alone = length(&log) == 0;
    let mut connection = connect(&path)?;
    let mut faults = faults(&connection, thoroughly)?;
    if !faults.is_empty() && is_alone && length(&log) > 0 {
        // Somebody has begun to write meanwhile, which this connection does not see.
        connection = connect(&path)?;
        faults = self::faults(&connection, thoroughly)?;
    }
    let (format, _) = opening::version(&connection)?;
    if format == opening::known()
        && let Err(StoreError::Damaged { detail }) = opening::refuse_incomplete(&connection)
    {
        faults.push(detail);
    }
    let latest_run =
        "SELECT max(start_time) FROM monitoring_runs WHERE id = (SELECT max(id) FROM monitoring_runs)";
    Ok(Examination {
        format,
        faults,
        bytes: length(&path),
        log_bytes: length(&log),
        lease: lease::find(&connection).ok().flatten(),
        latest_run: connection.query_row(latest_run, [], |row| row.get(0)).unwrap_or_default(),
        backups: settings::settings(&connection).ok().map(|settings| settings.backups),
    })
}

/// A connection that only reads, and neither writes a log back nor leaves files beside a database
/// that has none.
pub(super) fn connect(path: &Path) -> StoreResult<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW
        | OpenFlags::SQLITE_OPEN_URI;
    let is_alone = fs::metadata(folder::beside(path, "-wal")).map_or(0, |log| log.len()) == 0;
    let mut name = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                name.push(char::from(*byte))
            }
            other => name.push_str(&format!("%{other:02X}")),
        }
    }
    if is_alone {
        name.push_str("?immutable=1");
    }
    let connection = Connection::open_with_flags(name, flags)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    Ok(connection)
}

/// Whether a change in the old kind of journal was cut off; whoever opens it to write undoes it.
pub(super) fn is_cut_off(path: &Path) -> bool {
    fs::symlink_metadata(folder::beside(path, "-journal")).is_ok_and(|journal| journal.len() > 0)
}

/// What is wrong, at most five sentences of SQLite's; nothing when it is sound.
///
/// # Errors
/// It could not be examined, for another reason than damage.
pub(super) fn faults(connection: &Connection, thoroughly: bool) -> StoreResult<Vec<String>> {
    match look_for_faults(connection, thoroughly) {
        Err(StoreError::Damaged { detail }) => Ok(vec![detail]),
        other => other,
    }
}

fn look_for_faults(connection: &Connection, thoroughly: bool) -> StoreResult<Vec<String>> {
    let check = if thoroughly { "PRAGMA integrity_check(5)" } else { "PRAGMA quick_check(5)" };
    let mut faults = Vec::new();
    let mut statement = connection.prepare(check)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let line: String = row.get(0)?;
        if line != "ok" {
            faults.push(line.chars().take(200).collect());
        }
    }
    if thoroughly && faults.is_empty() {
        let mut orphans = connection.prepare("PRAGMA foreign_key_check")?;
        let mut rows = orphans.query([])?;
        while let Some(row) = rows.next()?
            && faults.len() < FAULTS
        {
            let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
            faults.push(format!("a row of {table} belongs to a row of {parent} that is not there"));
        }
        let unlisted = "SELECT count(*) FROM items WHERE id NOT IN (SELECT id FROM items_fts_docsize)";
        let unlisted: i64 = connection.query_row(unlisted, [], |row| row.get(0))?;
        if unlisted > 0 {
            faults.push(format!("{unlisted} items cannot be found by search"));
        }
    }
    Ok(faults)
}
