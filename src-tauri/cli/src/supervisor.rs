//! What a supervisor such as systemd is told: that this process is ready, lives, ends, and how it
//! stands, in a sentence that `systemctl status` shows.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::Local;
use sd_notify::NotifyState;
use tidewatch_engine::{
    Engine,
    model::{Role, Status},
};
use tokio::sync::Notify;

use crate::output;

/// Between two sentences on how it stands, unless its role changes.
const PAUSE: Duration = Duration::from_secs(60);

/// Does nothing where no supervisor listens.
pub(crate) fn tell(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::debug!(%error, "the supervisor could not be told");
    }
}

/// Tells how the monitor stands: each time its role changes, and now and then with its heartbeat.
#[derive(Debug, Default)]
pub(crate) struct Standing {
    beats: Arc<Notify>,
    told_at: Option<Instant>,
}

impl Standing {
    /// To be called by the loop that runs the schedule: that it lives is told from there.
    pub(crate) fn on_heartbeat(&self) -> Arc<dyn Fn() + Send + Sync> {
        let beats = Arc::clone(&self.beats);
        Arc::new(move || {
            tell(NotifyState::Watchdog);
            beats.notify_one();
        })
    }

    /// The next heartbeat after which it is time to tell again.
    pub(crate) async fn is_due(&self) {
        loop {
            self.beats.notified().await;
            if self.told_at.is_none_or(|told_at| told_at.elapsed() >= PAUSE) {
                return;
            }
        }
    }

    pub(crate) async fn tell(&mut self, engine: &Engine) {
        self.told_at = Some(Instant::now());
        if std::env::var_os("NOTIFY_SOCKET").is_none() {
            return;
        }
        match engine.status().await {
            Ok(status) => tell(NotifyState::Status(&sentence(&status))),
            Err(error) => tell(NotifyState::Status(&error.message)),
        }
    }
}

fn sentence(status: &Status) -> String {
    let jobs = output::counted(status.jobs_active + status.jobs_failed, "job");
    match status {
        Status { role: Role::Guest, .. } => format!("{jobs}, standing by while another process runs them"),
        Status { store_problem: Some(problem), .. } => format!("{jobs}, none is run: {problem}"),
        Status { pause: Some(_), .. } => format!("{jobs}, all paused"),
        Status { offline_since: Some(since), .. } => {
            format!("{jobs}, no network since {}", since.with_timezone(&Local).format("%H:%M"))
        }
        Status { next_run_at: Some(at), .. } => {
            format!("{jobs}, next check {}", at.with_timezone(&Local).format("%H:%M"))
        }
        Status { runs_in_progress: 1.., .. } => format!("{jobs}, checking now"),
        _ => format!("{jobs}, no check planned"),
    }
}
