//! The window as a process of its own: started when it is wanted, told where to go when it runs.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::process::Child;

use super::hub::Hub;
use tidewatch_desktop::{control::Tell, start};

/// For the window to close by itself at the end.
const CLOSING: Duration = Duration::from_secs(3);
/// For the connection of one that has ended to be given up.
const DETACHING: Duration = Duration::from_secs(1);

/// The window, whether or not it runs.
#[derive(Debug)]
pub(crate) struct WindowProcess {
    data_dir: PathBuf,
    hub: Hub,
    child: Option<Child>,
    /// Asked for while the process is there and does not listen: it starts, or it ends.
    wanted: Option<Option<String>>,
    /// The process has listened: when it no longer does, it ends.
    has_listened: bool,
}

impl WindowProcess {
    pub(crate) fn new(data_dir: &Path, hub: Hub) -> Self {
        Self { data_dir: data_dir.to_owned(), hub, child: None, wanted: None, has_listened: false }
    }

    /// Brings the window to the front, at a route if one is given, or starts it there.
    pub(crate) fn show(&mut self, route: Option<String>) {
        // One that has just ended may not have been noticed yet.
        if self.child.as_mut().is_some_and(|child| !matches!(child.try_wait(), Ok(None))) {
            self.wanted = Some(route);
        } else if self.hub.has_window() {
            self.hub.tell(Tell::Navigate { route });
        } else if self.child.is_some() {
            // It starts, or it goes: which of them shows later.
            self.wanted = Some(route);
        } else {
            self.open(route);
        }
    }

    fn open(&mut self, route: Option<String>) {
        self.has_listened = false;
        match self.start(route) {
            Ok(child) => self.child = Some(child),
            Err(error) => tracing::error!(%error, "the window could not be started"),
        }
    }

    fn start(&self, route: Option<String>) -> std::io::Result<Child> {
        let mut command = start::window(&self.data_dir)?;
        if let Some(route) = route {
            command.arg("--route").arg(route);
        }
        command.spawn()
    }

    /// Resolves when the window's process has ended; never while there is none. What was wanted
    /// meanwhile is told once it listens, or else has it started anew.
    pub(crate) async fn ended(&mut self) {
        let Some(child) = &mut self.child else { return std::future::pending().await };
        let ended = loop {
            tokio::select! {
                biased;
                ended = child.wait() => break ended,
                () = self.hub.window_attached(), if self.wanted.is_some() || !self.has_listened => {
                    self.has_listened = true;
                    if let Some(route) = self.wanted.take() {
                        self.hub.tell(Tell::Navigate { route });
                    }
                }
            }
        };
        // Its end is noticed before that of its connection: what is asked for between the two would
        // be told to nobody. One that another monitor has left behind goes on listening.
        let _ = tokio::time::timeout(DETACHING, self.hub.window_detached()).await;
        self.child = None;
        let has_failed = !ended.as_ref().is_ok_and(|status| status.success());
        match ended {
            Ok(status) if status.success() => {}
            Ok(status) => tracing::warn!(%status, "the window ended unexpectedly; the monitor goes on"),
            Err(error) => tracing::warn!(%error, "the window could not be followed"),
        }
        // One that failed while it started was on its way as it was wanted; it fails again.
        let is_over = has_failed && !self.has_listened;
        if let Some(route) = self.wanted.take().filter(|route| !is_over || route.is_some()) {
            self.open(route);
        }
    }

    /// Has the window close; one that does not is ended.
    pub(crate) async fn close(&mut self) {
        self.hub.tell(Tell::Close);
        let Some(child) = &mut self.child else { return };
        if tokio::time::timeout(CLOSING, child.wait()).await.is_err()
            && let Err(error) = child.kill().await
        {
            tracing::warn!(%error, "the window could not be ended");
        }
    }
}
