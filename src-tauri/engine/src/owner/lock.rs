//! The folder's lock: a free one shows that no Owner lives. It never decides who owns, that is
//! the lease's part; so losing it to a process that hangs does no harm.

use std::{
    fs::{File, OpenOptions, TryLockError},
    path::{Path, PathBuf},
    time::Duration,
};

use tokio_util::task::AbortOnDropHandle;

const FILE_NAME: &str = ".lock";
const TRY_AGAIN: Duration = Duration::from_secs(5);

/// What trying to take the lock came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hold {
    Held,
    /// Another process has it.
    Busy,
    /// It cannot be taken in this folder, which says nothing about other processes.
    Unknown,
}

/// An advisory lock on a file in the data folder; released when dropped.
#[derive(Debug)]
pub(super) struct FolderLock {
    path: PathBuf,
    held: Option<File>,
}

impl FolderLock {
    pub(super) fn new(dir: &Path) -> Self {
        Self { path: dir.join(FILE_NAME), held: None }
    }

    /// Takes the lock if it is free.
    pub(super) fn try_hold(&mut self) -> Hold {
        if self.held.is_some() {
            return Hold::Held;
        }
        let Ok(file) = open(&self.path) else { return Hold::Unknown };
        match file.try_lock() {
            Ok(()) => {
                self.held = Some(file);
                Hold::Held
            }
            Err(TryLockError::WouldBlock) => Hold::Busy,
            Err(TryLockError::Error(_)) => Hold::Unknown,
        }
    }
}

/// Whether nobody holds the lock; looks without making the file, so also where nothing can be written.
pub(super) fn is_free(dir: &Path) -> bool {
    let Ok(file) = File::open(dir.join(FILE_NAME)) else { return true };
    !matches!(file.try_lock(), Err(TryLockError::WouldBlock))
}

fn open(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600).custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed());
    }
    options.open(path)
}

/// Keeps the lock; one that a hanging process still holds is taken as soon as that lets go.
/// Released when what is answered is dropped.
pub(super) fn hold_when_free(mut lock: FolderLock) -> AbortOnDropHandle<()> {
    AbortOnDropHandle::new(tokio::spawn(async move {
        while lock.try_hold() != Hold::Held {
            tokio::time::sleep(TRY_AGAIN).await;
        }
        std::future::pending::<()>().await;
        drop(lock);
    }))
}
