//! A database that is found damaged while it is used: nothing is written any more, and every
//! process on the folder knows.

use std::{fs, path::Path};

use rusqlite::config::DbConfig;

use super::{Store, StoreError, StoreResult, examine, folder, lock};

/// What was found wrong with the database while it was used; it is examined at the next start.
const NAME: &str = ".damaged";
const MAX_DETAIL: usize = 1000;

impl Store {
    /// What was found wrong with the database, by this process or another, since it was opened.
    pub fn damage(&self) -> Option<String> {
        if self.damage.get().is_none()
            && let Some(marked) = noted(self.dir())
        {
            self.stop_writing(&marked);
        }
        self.damage.get().cloned()
    }

    /// Whether another database lies where this one did: then this process has to start anew.
    pub fn is_replaced(&self) -> bool {
        let identity = folder::identity(&self.path);
        identity.is_some() && identity != self.identity
    }

    pub(super) fn note_damage(&self, error: &StoreError) {
        if let StoreError::Damaged { detail } = error {
            self.condemn(detail);
        }
    }

    /// From now on nothing is written to the database, also not what its log still holds; other
    /// processes see that it was found damaged.
    pub fn condemn(&self, detail: &str) {
        if self.stop_writing(detail)
            && let Err(error) = crate::files::write_private_file(&self.dir().join(NAME), detail.as_bytes())
        {
            tracing::warn!(%error, "other processes could not be told that the database is damaged");
        }
    }

    /// Answers whether it was still written to.
    fn stop_writing(&self, detail: &str) -> bool {
        if self.damage.set(detail.chars().take(MAX_DETAIL).collect()).is_err() {
            return false;
        }
        // Who asked is told; the schedule says it in the log.
        tracing::debug!(detail, "the database is damaged: nothing is written to it any more");
        let writer = lock(&self.writer);
        if let Err(error) = writer.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
        {
            tracing::warn!(%error, "the log of the damaged database may be written back");
        }
        true
    }

    /// Reads every page of the database beside those who use it.
    ///
    /// # Errors
    /// `Damaged` with the first fault; from then on nothing is written.
    pub fn examine_beside(&self) -> StoreResult<()> {
        // A connection of its own: the others do not wait for it.
        let faults = examine::faults(&self.reader()?, false)?;
        match faults.into_iter().next() {
            None => Ok(()),
            Some(detail) => {
                self.condemn(&detail);
                Err(StoreError::Damaged { detail })
            }
        }
    }
}

/// What a process has noted of a damaged database.
pub(super) fn noted(dir: &Path) -> Option<String> {
    use std::io::Read;
    let file = folder::open_file(&dir.join(NAME)).ok()?;
    let mut text = Vec::new();
    file.take(MAX_DETAIL as u64).read_to_end(&mut text).ok()?;
    Some(String::from_utf8_lossy(&text).into_owned())
}

/// The database was examined, or another took its place.
pub(super) fn forget(dir: &Path) {
    // What is not there is forgotten already; what stays leads to one more examination.
    let _ = fs::remove_file(dir.join(NAME));
}
