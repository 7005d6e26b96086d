//! The only place that knows SQLite. One writer, a few readers, every multi-step write in one
//! transaction; a file per table beside this one.

mod deliveries;
mod due;
mod errors;
mod folder;
mod history;
mod holds;
mod items;
mod jobs;
mod keep;
mod keys;
mod known;
mod lease;
mod notifications;
mod outcomes;
mod requests;
mod rows;
mod runs;
mod search;
mod settings;
mod status;

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard},
    time::Duration,
};

use include_dir::{Dir, include_dir};
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use rusqlite_migration::Migrations;

pub use errors::StoreError;

pub use deliveries::{LONGEST_PAUSE, Undelivered};
pub use holds::HoldChange;
pub(crate) use holds::key_scope;
pub use keep::{KeptItems, NewItems};
pub use keys::KeyTried;
pub use lease::LeaseClock;
pub use notifications::Draft;
pub use outcomes::{FinishedRun, JobOutcome};
pub use runs::{MissedSlots, StartedRun};

pub type StoreResult<T> = Result<T, StoreError>;

static MIGRATIONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../migrations");

const FILE_NAME: &str = "tidewatch.db";
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
const IDLE_READERS: usize = 2;

/// The database in a data folder.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    writer: Mutex<Writer>,
    readers: Mutex<Vec<Connection>>,
}

impl Store {
    /// Opens the database in `dir`, creating folder (0700) and file (0600) where they are
    /// missing and bringing an older one up to date.
    ///
    /// # Errors
    /// Refuses a folder of another user, a database that is damaged, a symbolic link, or made
    /// by a newer version; none of them is changed.
    pub fn open(dir: &Path) -> StoreResult<Self> {
        let dir = folder::prepare(dir)?;
        let path = dir.join(FILE_NAME);
        folder::prepare_file(&path)?;
        let mut writer = connect(&path)?;
        migrate(&mut writer)?;
        let writer = Writer { connection: writer, durability: Durability::Durable };
        Ok(Self { path, writer: Mutex::new(writer), readers: Mutex::new(Vec::new()) })
    }

    pub fn dir(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }

    /// Size of the database file in bytes.
    pub fn size(&self) -> u64 {
        std::fs::metadata(&self.path).map(|file| file.len()).unwrap_or(0)
    }

    fn read<T>(&self, query: impl FnOnce(&Connection) -> StoreResult<T>) -> StoreResult<T> {
        let pooled = lock(&self.readers).pop();
        let connection = match pooled {
            Some(connection) => connection,
            None => {
                let connection = connect(&self.path)?;
                connection.pragma_update(None, "query_only", true)?;
                connection
            }
        };
        let answer = query(&connection);
        let mut readers = lock(&self.readers);
        if readers.len() < IDLE_READERS {
            readers.push(connection);
        }
        answer
    }

    /// Runs `write` in one transaction; any error undoes all of it.
    fn transaction<T>(
        &self,
        write: impl FnOnce(&rusqlite::Transaction<'_>) -> StoreResult<T>,
    ) -> StoreResult<T> {
        self.transaction_as(Durability::Durable, write)
    }

    fn transaction_as<T>(
        &self,
        durability: Durability,
        write: impl FnOnce(&rusqlite::Transaction<'_>) -> StoreResult<T>,
    ) -> StoreResult<T> {
        let mut writer = lock(&self.writer);
        writer.become_as(durability)?;
        let transaction = writer.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let answer = write(&transaction)?;
        transaction.commit()?;
        Ok(answer)
    }

    /// Writes the log back into the database file and empties it.
    pub fn checkpoint(&self) -> StoreResult<()> {
        Ok(lock(&self.writer).connection.pragma(None, "wal_checkpoint", "TRUNCATE", |_| Ok(()))?)
    }
}

/// What a power cut may do to a transaction; a crash of the process undoes none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// It survives: waits for the disk.
    Durable,
    /// It may be undone: for what says only that work goes on or that nothing was found, and
    /// would come out the same again.
    Light,
}

#[derive(Debug)]
struct Writer {
    connection: Connection,
    durability: Durability,
}

impl Writer {
    fn become_as(&mut self, durability: Durability) -> StoreResult<()> {
        if self.durability != durability {
            let mode = match durability {
                Durability::Durable => "FULL",
                Durability::Light => "NORMAL",
            };
            self.connection.pragma_update(None, "synchronous", mode)?;
            self.durability = durability;
        }
        Ok(())
    }
}

/// A panic while the lock was held undid its transaction; the connection is good.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn connect(path: &Path) -> StoreResult<Connection> {
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

fn migrate(connection: &mut Connection) -> StoreResult<()> {
    let migrations = Migrations::from_directory(&MIGRATIONS)?;
    let (current, tables) = version(connection)?;
    let known = migrations_count();
    if current > known {
        return Err(StoreError::TooNew { found: current, known });
    }
    if current < 1 && tables > 0 {
        return Err(StoreError::Damaged { detail: "it holds another program's tables".into() });
    }
    if current < known {
        // Only before the first table: it takes effect on an empty file alone.
        connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
        // Two that read first and then want to write would refuse each other at once.
        connection.set_transaction_behavior(TransactionBehavior::Immediate);
        if let Err(error) = migrations.to_latest(connection)
            // Another process may have done it just now.
            && version(connection)?.0 != known
        {
            return Err(error.into());
        }
    }
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::Disk(format!(
            "the file system does not support the write-ahead log (mode {mode})"
        )));
    }
    Ok(())
}

/// The format's number and how many tables and indexes there are, both as of one moment.
fn version(connection: &Connection) -> StoreResult<(i64, i64)> {
    let sql = "SELECT user_version, (SELECT count(*) FROM sqlite_schema) FROM pragma_user_version";
    Ok(connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

fn migrations_count() -> i64 {
    i64::try_from(MIGRATIONS.dirs().count()).unwrap_or(i64::MAX)
}
