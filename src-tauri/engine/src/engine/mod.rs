//! The engine: everything a shell can ask for, one method per use case.

mod access;
mod back_test;
mod changes;
mod cost;
mod coverage;
mod items;
mod jobs;
mod keys;
mod platforms;
mod preview;
mod remote;
mod runs;
mod settings;
mod storage;
mod targets;
mod telling;
mod transfer;

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, Utc};
use tokio::{
    sync::{Notify, broadcast, watch},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

pub use runs::RunReport;

use crate::{
    Result,
    core::{Core, EngineOptions, Ports},
    model::{Event, Role, Status},
    owner,
    platforms::Pacer,
    store::Store,
};

const EVENTS_KEPT: usize = 256;
/// For the loop to end after its runs have.
const SHUTDOWN: Duration = Duration::from_secs(10);

/// Tidewatch without a shell. Cheap to clone; all clones are one engine.
#[derive(Debug, Clone)]
pub struct Engine {
    core: Arc<Core>,
    role: watch::Sender<Role>,
    stop: CancellationToken,
    taking_part: Arc<Mutex<Option<JoinHandle<()>>>>,
}

impl Engine {
    /// Opens the store in the data folder, creating both where they are missing. Starts nothing.
    ///
    /// # Errors
    /// What is wrong with folder or database, in a sentence; neither is changed then.
    pub async fn open(options: EngineOptions, ports: Ports) -> Result<Self> {
        let dir = options.data_dir.clone();
        let opened = tokio::task::spawn_blocking(move || Store::open(&dir));
        let store = opened.await.map_err(|error| crate::Error::internal(error.to_string()))??;
        let core = Core {
            store: Arc::new(store),
            ports,
            pacer: Arc::new(if options.is_paced { Pacer::default() } else { Pacer::off() }),
            options,
            holds: Arc::default(),
            network: crate::network::Network::default(),
            tokens: Arc::default(),
            events: broadcast::Sender::new(EVENTS_KEPT),
            wake: Notify::new(),
        };
        Ok(Self {
            core: Arc::new(core),
            role: watch::Sender::new(Role::Visitor),
            stop: CancellationToken::new(),
            taking_part: Arc::default(),
        })
    }

    /// Takes part in running the schedule until [`Engine::shutdown`]: as Owner where no other
    /// process does, else as Guest.
    pub fn start(&self) {
        let mut taking_part = self.taking_part.lock().unwrap_or_else(PoisonError::into_inner);
        if taking_part.is_none() {
            *taking_part = Some(tokio::spawn(owner::take_part(
                Arc::clone(&self.core),
                self.role.clone(),
                self.stop.clone(),
            )));
        }
    }

    /// Follows what happens in the process that runs the schedule, and never runs it itself.
    pub fn follow(&self) {
        let mut taking_part = self.taking_part.lock().unwrap_or_else(PoisonError::into_inner);
        if taking_part.is_none() {
            *taking_part = Some(tokio::spawn(owner::follow(Arc::clone(&self.core), self.stop.clone())));
        }
    }

    /// Starts no more runs, lets those in progress end, and gives the schedule to whoever
    /// waits for it. Takes ten seconds at most.
    pub async fn shutdown(&self) {
        self.stop.cancel();
        let taking_part = self.taking_part.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(mut taking_part) = taking_part
            && tokio::time::timeout(SHUTDOWN, &mut taking_part).await.is_err()
        {
            tracing::warn!("the schedule did not end in time and was cut off");
            taking_part.abort();
        }
        if let Err(error) = self.core.db(Store::checkpoint).await {
            tracing::debug!(%error, "the write-ahead log stays as it is");
        }
    }

    /// What happens from now on, in this process and in the Owner.
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.core.events.subscribe()
    }

    /// What this process is now, and each time that changes.
    pub fn role(&self) -> watch::Receiver<Role> {
        self.role.subscribe()
    }

    /// Waits until this process, which takes part in running the schedule, has to be started anew:
    /// its database was damaged, and another has taken its place.
    pub async fn outdated(&self) {
        let mut role = self.role();
        let is_part = role.wait_for(|role| *role != Role::Visitor).await.is_ok();
        if !is_part || role.wait_for(|role| *role == Role::Visitor).await.is_err() {
            std::future::pending().await
        }
    }

    /// The folder that everything is kept in.
    pub fn data_dir(&self) -> &Path {
        self.core.store.dir()
    }

    /// The time by the engine's clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.core.ports.clock.now()
    }

    /// How the monitor stands, whichever process runs it.
    pub async fn status(&self) -> Result<Status> {
        let clock = self.core.lease_clock();
        let role = *self.role.borrow();
        let answers = role == Role::Owner || owner::connect(self.core.store.dir()).await.is_some();
        let (lease, counts, next, store_bytes) = self
            .core
            .db(|store| Ok((store.find_lease()?, store.counts()?, store.next_due()?, store.size())))
            .await?;
        let offline_since = self.core.db(Store::offline_since).await?;
        let (pause, holds) = (self.pause().await?, self.holds().await?);
        let (backed_up_at, backup_problem, store_problem) = self.how_it_is_kept().await?;
        let stale = self.stale_jobs().await?;
        let is_live = lease.as_ref().is_some_and(|lease| !lease.remaining(&clock).is_zero());
        // Of the last owner too: then it tells how long nobody has run the schedule.
        let heartbeat_at = lease.as_ref().map(|lease| lease.renewed_at);
        let live = lease.filter(|_| is_live && answers);
        Ok(Status {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            data_dir: self.data_dir().display().to_string(),
            role,
            // Who knew has gone with the monitor.
            offline_since: offline_since.filter(|_| live.is_some()),
            monitor_running: live.is_some(),
            owner_pid: live.as_ref().and_then(|lease| lease.pid),
            heartbeat_at,
            jobs_active: counts.jobs_active,
            jobs_paused: counts.jobs_paused,
            jobs_failed: counts.jobs_failed,
            jobs_stale: stale.len() as u64,
            runs_in_progress: counts.runs_in_progress,
            next_run_at: next.as_ref().map(|(at, _)| *at),
            next_job: next.map(|(_, name)| name),
            items: counts.items,
            items_unread: counts.items_unread,
            items_starred: counts.items_starred,
            pause,
            holds,
            store_bytes,
            backed_up_at,
            backup_problem,
            store_problem,
        })
    }

    /// Tells whoever has to know that something was written: listeners here, the schedule, and
    /// from a process that does not take part, the Owner.
    async fn changed(&self, event: Event) {
        self.core.emit(event);
        self.core.wake.notify_one();
        if *self.role.borrow() == Role::Visitor
            && let Some(mut owner) = owner::connect(self.core.store.dir()).await
            && let Err(error) = owner.wake().await
        {
            tracing::debug!(%error, "the owner went away");
        }
    }
}
