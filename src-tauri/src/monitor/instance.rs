//! One monitor per data folder, held by a lock in it: a name on the session bus would need one.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    path::Path,
    time::Duration,
};

use tidewatch_desktop::{args::Args, control};

const LOCK: &str = "desktop.lock";
/// For another that starts or ends just now: an end lets runs finish.
const PATIENCE: Duration = Duration::from_secs(15);
const TRY_AGAIN: Duration = Duration::from_millis(50);

/// This process is the monitor for as long as it holds this.
#[derive(Debug)]
pub(crate) struct Instance {
    _lock: File,
}

/// Who is the monitor.
#[derive(Debug)]
pub(crate) enum Taken {
    Now(Instance),
    /// Another process, which shows its window now.
    ByAnother,
}

impl Instance {
    /// # Errors
    /// The lock cannot be had, or the process that holds it does not answer.
    pub(crate) async fn take(data_dir: &Path, args: &Args) -> io::Result<Taken> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let lock = options.open(data_dir.join(LOCK))?;
        let until = tokio::time::Instant::now() + PATIENCE;
        while tokio::time::Instant::now() < until {
            match lock.try_lock() {
                Ok(()) => return Ok(Taken::Now(Self { _lock: lock })),
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => return Err(error),
            }
            if control::is_running(data_dir, args.hidden, args.route.clone()).await {
                return Ok(Taken::ByAnother);
            }
            tokio::time::sleep(TRY_AGAIN).await;
        }
        Err(io::Error::other(
            "another Tidewatch runs on this folder and does not answer; end it and start this one again",
        ))
    }
}
