//! The only place that knows SQLite. One writer, a few readers, every multi-step write in one
//! transaction; a file per table beside this one.

mod absences;
mod channels;
mod copies;
mod damage;
mod deliveries;
mod due;
mod errors;
mod examine;
mod folder;
mod gaps;
mod history;
mod holds;
mod items;
mod jobs;
mod keep;
mod keys;
mod known;
mod lease;
mod mounts;
mod notifications;
mod offline;
mod opening;
mod outcomes;
mod rekeyed;
mod replace;
mod requests;
mod retention;
mod rollups;
mod rows;
mod runs;
mod search;
mod settings;
mod slots;
mod status;
mod stored;

use std::{
    path::{Path, PathBuf},
    sync::{
        Mutex, MutexGuard, OnceLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use rusqlite::{Connection, TransactionBehavior};

pub use errors::StoreError;

pub use copies::{backups, tidy_backups};
pub use deliveries::{LONGEST_PAUSE, Owed};
pub use due::Due;
pub use examine::{Examination, examine};
pub use folder::file_system;
pub use gaps::Watching;
pub use holds::HoldChange;
pub(crate) use holds::key_scope;
pub use keep::{KeptItems, NewItems};
pub use keys::KeyTried;
pub use lease::LeaseClock;
pub use notifications::Draft;
pub use offline::Outage;
pub(crate) use offline::WAITS;
pub use opening::look;
pub use outcomes::{FinishedRun, JobOutcome};
pub(crate) use rekeyed::UNSTABLE;
pub use replace::{replace_by_copy, replace_by_empty, set_aside};
pub use runs::StartedRun;
pub use slots::MissedSlots;
pub use stored::StoredItem;

pub type StoreResult<T> = Result<T, StoreError>;

const FILE_NAME: &str = "tidewatch.db";
const IDLE_READERS: usize = 2;

/// The database in a data folder.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    /// What was opened there.
    identity: Option<(u64, u64)>,
    /// Closed before the writer.
    readers: Mutex<Vec<Connection>>,
    writer: Mutex<Writer>,
    /// Transactions that wait for their turn.
    waiting: AtomicUsize,
    /// One copy at a time: two of the same second would choose the same name.
    copying: Mutex<()>,
    /// What was found wrong: nothing is written any more.
    damage: OnceLock<String>,
    ended_uncleanly: AtomicBool,
}

impl Store {
    /// Opens the database in `dir`, creating folder (0700) and file (0600) where they are
    /// missing and bringing an older one up to date.
    ///
    /// # Errors
    /// Refuses a folder of another user, a database that is damaged, a symbolic link, or made
    /// by a newer version; none of them is changed.
    pub fn open(dir: &Path) -> StoreResult<Self> {
        let (path, writer) = opening::open(dir)?;
        let writer = Writer { connection: writer, durability: Durability::Durable };
        Ok(Self {
            identity: folder::identity(&path),
            path,
            readers: Mutex::default(),
            writer: Mutex::new(writer),
            waiting: AtomicUsize::new(0),
            copying: Mutex::default(),
            damage: OnceLock::new(),
            ended_uncleanly: AtomicBool::new(false),
        })
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
        let answer = pooled.map_or_else(|| self.reader(), Ok).and_then(|connection| {
            let answer = query(&connection);
            let mut readers = lock(&self.readers);
            if readers.len() < IDLE_READERS {
                readers.push(connection);
            }
            answer
        });
        answer.inspect_err(|error| self.note_damage(error))
    }

    fn reader(&self) -> StoreResult<Connection> {
        let connection = opening::connect(&self.path)?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(connection)
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
        self.with_writer(|writer| {
            writer.become_as(durability)?;
            let transaction = writer.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let answer = write(&transaction)?;
            transaction.commit()?;
            Ok(answer)
        })
    }

    /// For what SQLite does not do within a transaction.
    fn write_alone<T>(&self, write: impl FnOnce(&Connection) -> StoreResult<T>) -> StoreResult<T> {
        self.with_writer(|writer| write(&writer.connection))
    }

    fn with_writer<T>(&self, write: impl FnOnce(&mut Writer) -> StoreResult<T>) -> StoreResult<T> {
        if let Some(detail) = self.damage.get() {
            return Err(StoreError::Damaged { detail: detail.clone() });
        }
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let mut writer = lock(&self.writer);
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        let answer = write(&mut writer);
        drop(writer);
        answer.inspect_err(|error| self.note_damage(error))
    }

    /// Whether somebody waits to write: what can wait lets them go first.
    pub fn is_wanted(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > 0
    }

    /// Writes the log back into the database file and empties it.
    pub fn checkpoint(&self) -> StoreResult<()> {
        self.write_alone(|db| Ok(db.pragma(None, "wal_checkpoint", "TRUNCATE", |_| Ok(()))?))
    }

    /// Whether the last process that ran the schedule did not end in an orderly way.
    pub fn ended_uncleanly(&self) -> bool {
        self.ended_uncleanly.load(Ordering::Relaxed)
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
