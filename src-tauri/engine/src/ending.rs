//! The request to end that the user or the system sends to a process.

/// Ctrl-C, or a request to end (`SIGTERM`). Listens from its creation on: what comes while
/// nobody waits is kept for the next [`wait`](Self::wait).
#[derive(Debug)]
pub struct Ending {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(windows)]
    interrupt: tokio::signal::windows::CtrlC,
}

impl Ending {
    /// Must be called inside of a tokio runtime.
    ///
    /// # Errors
    /// When the system lets nobody listen.
    pub fn listen() -> std::io::Result<Self> {
        #[cfg(unix)]
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            #[cfg(unix)]
            terminate: signal(SignalKind::terminate())?,
            #[cfg(unix)]
            interrupt: signal(SignalKind::interrupt())?,
            #[cfg(windows)]
            interrupt: tokio::signal::windows::ctrl_c()?,
        })
    }

    /// Returns once either has come. May be dropped and called again; nothing is lost by it.
    pub async fn wait(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
        #[cfg(windows)]
        self.interrupt.recv().await;
    }
}

#[cfg(all(test, unix))]
mod tests {
    use rustix::process::{Signal, getpid, kill_process};

    use super::Ending;

    #[tokio::test]
    async fn what_comes_while_nobody_waits_is_kept() {
        for signal in [Signal::INT, Signal::TERM] {
            let mut ending = Ending::listen().unwrap();
            // As in a loop that is busy with something else when the signal comes.
            assert!(futures_util::FutureExt::now_or_never(ending.wait()).is_none());
            kill_process(getpid(), signal).unwrap();
            ending.wait().await;
        }
    }
}
