//! The window's end of `desktop.sock`: hears where to go, how the desktop stands, and when to end.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tauri::{AppHandle, Emitter, Manager};
use tidewatch_engine::{Error, Result};
use tokio::sync::Notify;

use super::page::LABEL;
use tidewatch_desktop::{
    control::{self, Ask, Surroundings, Tell},
    start,
};

/// Between looks for a monitor while there is none.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// For a monitor that was started to answer.
const STARTING: Duration = Duration::from_secs(10);

/// The connection to the monitor.
#[derive(Debug, Clone)]
pub(super) struct MonitorLink {
    data_dir: PathBuf,
    /// Nothing while there is no monitor.
    surroundings: Arc<Mutex<Option<Surroundings>>>,
    following: Arc<Mutex<Option<tokio::task::AbortHandle>>>,
}

impl MonitorLink {
    /// Stays in touch with the monitor for as long as the window lives.
    pub(super) fn follow(data_dir: &Path, app: AppHandle, loaded: Arc<Notify>) -> Self {
        let link =
            Self { data_dir: data_dir.to_owned(), surroundings: Arc::default(), following: Arc::default() };
        let following = link.clone();
        let task = tokio::spawn(async move {
            // What it is told before would be lost on a page that does not listen yet.
            loaded.notified().await;
            loop {
                following.attend(&app).await;
                following.set(None, &app);
                tokio::time::sleep(LOOK_AGAIN).await;
            }
        });
        *link.following.lock().unwrap_or_else(PoisonError::into_inner) = Some(task.abort_handle());
        link
    }

    /// Hangs up: what the monitor is asked from now on is for the next window.
    pub(super) fn end(&self) {
        if let Some(task) = self.following.lock().unwrap_or_else(PoisonError::into_inner).take() {
            task.abort();
        }
    }

    /// How the monitor has found the desktop; nothing while there is no monitor.
    pub(super) fn surroundings(&self) -> Option<Surroundings> {
        self.surroundings.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Starts the monitor in the tray and waits until it answers.
    ///
    /// # Errors
    /// It could not be started.
    pub(super) async fn start_monitor(&self) -> Result<()> {
        let failed = |reason: String| Error::internal(format!("The monitor could not be started: {reason}."));
        let program = start::program(start::MONITOR).map_err(|error| failed(error.to_string()))?;
        let started = tokio::process::Command::new(program)
            .arg("--hidden")
            .arg("--data-dir")
            .arg(&self.data_dir)
            .stdin(Stdio::null())
            .spawn();
        let mut child = started.map_err(|error| failed(error.to_string()))?;
        let answers = async {
            loop {
                if self.surroundings().is_some() || control::connect(&self.data_dir).await.is_some() {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::select! {
            () = answers => Ok(()),
            ended = child.wait() => match ended {
                // There was one already.
                Ok(status) if status.success() => Ok(()),
                Ok(status) => Err(failed(format!("it ended at once ({status})"))),
                Err(error) => Err(failed(error.to_string())),
            },
            () = tokio::time::sleep(STARTING) => Err(failed("it does not answer".into())),
        }
    }

    async fn attend(&self, app: &AppHandle) {
        let Some((mut receiving, mut sending)) = control::connect(&self.data_dir).await else { return };
        if sending.say(&Ask::Attach).await.is_err() {
            return;
        }
        while let Ok(Some(tell)) = receiving.next().await {
            match tell {
                Tell::Surroundings(surroundings) => self.set(Some(surroundings), app),
                Tell::Navigate { route } => show(app, route),
                Tell::Close => app.exit(0),
                Tell::Here => {}
            }
        }
    }

    fn set(&self, surroundings: Option<Surroundings>, app: &AppHandle) {
        let mut known = self.surroundings.lock().unwrap_or_else(PoisonError::into_inner);
        if *known != surroundings {
            *known = surroundings;
            drop(known);
            // The page reads everything again, this too.
            if let Err(error) = app.emit("engine", &tidewatch_engine::model::Event::SettingsChanged) {
                tracing::debug!(%error, "the page did not hear of the desktop");
            }
        }
    }
}

/// Brings the window to the front, and the page to a route if one is given.
fn show(app: &AppHandle, route: Option<String>) {
    if let Some(window) = app.get_webview_window(LABEL)
        && let Err(error) = window.unminimize().and(window.show()).and(window.set_focus())
    {
        tracing::warn!(%error, "the window could not be brought to the front");
    }
    if let Some(route) = route
        && let Err(error) = app.emit("navigate", route)
    {
        tracing::warn!(%error, "the page could not be sent elsewhere");
    }
}
