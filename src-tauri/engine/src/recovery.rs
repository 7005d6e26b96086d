//! What can be done with a folder whose database cannot be opened: look, put a copy in its place,
//! or begin anew. Nothing is ever deleted: the original is moved aside. These need no engine.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use crate::{
    Error, ErrorCode, Result,
    model::{Backup, Check, StoreTrouble},
    owner,
    ports::Clock,
    store::{self, StoreError},
};

/// What has taken the place of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// The folder that the original was moved to; absent when there was none.
    pub original: Option<PathBuf>,
}

/// Why the database in this folder would not be opened; nothing where it would, or where there is
/// none yet. Changes nothing.
pub fn look(dir: &Path) -> Option<StoreTrouble> {
    let error = store::look(dir).err()?;
    Some(StoreTrouble {
        is_damaged: matches!(error, StoreError::Damaged { .. }),
        message: error.to_string(),
        data_dir: dir.display().to_string(),
        backups: backups(dir),
    })
}

/// The copies in the folder's own place for them, newest first.
pub fn backups(dir: &Path) -> Vec<Backup> {
    store::backups(dir)
}

/// Examines the folder and its database without changing either. `thoroughly` reads every index
/// and reference as well, which takes about as long as copying the database.
pub fn doctor(dir: &Path, thoroughly: bool, clock: &dyn Clock) -> Vec<Check> {
    crate::doctor::examine(dir, thoroughly, clock)
}

/// Puts a copy in the place of the folder's database, which is moved aside.
///
/// # Errors
/// `store_busy` while a monitor runs on the folder, `invalid_field` where the file is no sound
/// copy: then nothing is changed.
pub fn restore(dir: &Path, copy: &Path, now: DateTime<Utc>) -> Result<Replaced> {
    alone(dir, |dir| store::replace_by_copy(dir, copy, now))
}

/// Puts an empty database in the place of the folder's, which is moved aside.
///
/// # Errors
/// `store_busy` while a monitor runs on the folder.
pub fn start_anew(dir: &Path, now: DateTime<Utc>) -> Result<Replaced> {
    alone(dir, |dir| store::replace_by_empty(dir, now))
}

fn alone(dir: &Path, replace: impl FnOnce(&Path) -> store::StoreResult<Option<PathBuf>>) -> Result<Replaced> {
    if !dir.is_dir() {
        // Nobody runs there; what is wrong with the place is told when it is made.
        return Ok(Replaced { original: replace(dir)? });
    }
    let Some(_kept_free) = owner::keep_free(dir) else {
        let message = "A monitor runs on this data folder. End it first (the desktop: Quit in its tray menu; a service: \
                       `systemctl --user stop tidewatch`), then try again. Nothing was changed.";
        return Err(Error::new(ErrorCode::StoreBusy, message));
    };
    Ok(Replaced { original: replace(dir)? })
}
