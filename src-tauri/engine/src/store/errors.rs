//! What can go wrong in the store, as sentences, and which SQLite codes they come from.

use std::path::PathBuf;

use rusqlite::ErrorCode;

/// An error of the store. Its text is a sentence for the user.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("There is no such {0}.")]
    NotFound(&'static str),
    #[error(
        "The database is busy: another program has held it for more than five seconds. Try again in a moment."
    )]
    Busy,
    #[error(
        "The database was written by a newer version of Tidewatch (format {found}; this one knows {known}). \
         Install the newer version again; nothing was changed."
    )]
    TooNew { found: i64, known: i64 },
    #[error(
        "The database is damaged or is not Tidewatch's ({detail}). It was left as it is. `tidewatch doctor` says \
         more; `tidewatch restore` puts a copy in its place and keeps this one."
    )]
    Damaged { detail: String },
    #[error("The database cannot be written: the file or its folder is read-only.")]
    ReadOnly,
    #[error("The disk is full: nothing was written. Free some space; Tidewatch will go on by itself.")]
    Full,
    #[error(
        "There is no room for a copy of the database: {needed_mib} MiB have to be free. Free some space; \
         what was there is unchanged."
    )]
    NoRoom { needed_mib: u64 },
    #[error("{path} cannot be restored: {reason}. Nothing was changed.", path = path.display())]
    NotACopy { path: PathBuf, reason: String },
    #[error("No copy was written to {path}: {reason}.", path = path.display())]
    NotCopied { path: PathBuf, reason: String },
    #[error("{path} cannot be used: {reason}.", path = path.display())]
    Folder { path: PathBuf, reason: String },
    #[error("The database could not be read or written: {0}.")]
    Disk(String),
    /// Another process has taken over the schedule since.
    #[error("Another process runs the schedule now; this result was discarded.")]
    StaleToken,
    #[error("The database gave an unexpected answer: {0}.")]
    Sql(rusqlite::Error),
    #[error("A stored value could not be understood: {0}.")]
    Json(#[from] serde_json::Error),
    #[error("The database could not be reached from this thread.")]
    Pool,
    #[error("Tidewatch made a mistake while it used the database; nothing was changed by that.")]
    Mistake,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(failure, ref message) = error else {
            return StoreError::Sql(error);
        };
        let detail = || message.clone().unwrap_or_else(|| failure.to_string());
        match failure.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StoreError::Damaged { detail: detail() },
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied => StoreError::ReadOnly,
            ErrorCode::DiskFull => StoreError::Full,
            ErrorCode::SystemIoFailure | ErrorCode::CannotOpen => StoreError::Disk(detail()),
            _ => StoreError::Sql(error),
        }
    }
}

impl From<rusqlite_migration::Error> for StoreError {
    fn from(error: rusqlite_migration::Error) -> Self {
        match error {
            rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
            rusqlite_migration::Error::SpecifiedSchemaVersion(error) => StoreError::Disk(error.to_string()),
            other => StoreError::Damaged { detail: other.to_string() },
        }
    }
}
