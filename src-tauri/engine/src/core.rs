//! What the parts of a running engine share.

use std::{fmt, panic::AssertUnwindSafe, path::PathBuf, sync::Arc, time::Duration};

use futures_util::FutureExt;
use tokio::sync::{Notify, broadcast};

use crate::{
    access::StandIn,
    model::Event,
    network::Network,
    platforms::{Holds, Pacer, Tokens},
    ports::{Clock, HttpClient, Machine, MailSender, Notifier, SecretStores},
    store::{LeaseClock, Store, StoreError, StoreResult},
};

/// The outside that an engine works with.
#[derive(Debug, Clone)]
pub struct Ports {
    pub clock: Arc<dyn Clock>,
    pub http: Arc<dyn HttpClient>,
    pub secrets: SecretStores,
    pub mail: Arc<dyn MailSender>,
    pub machine: Arc<dyn Machine>,
    /// Absent: messages wait in the outbox for a process that can show them.
    pub notifier: Option<Arc<dyn Notifier>>,
}

/// How an engine is to work.
#[derive(Clone)]
pub struct EngineOptions {
    pub data_dir: PathBuf,
    /// How long the right to run the schedule lasts without being renewed.
    pub lease_ttl: Duration,
    /// The longest time between two looks at the store.
    pub look_interval: Duration,
    /// For everything that one run or preview asks of the network.
    pub network_deadline: Duration,
    /// Whether servers are spared: few requests at once to each. Off in replay.
    pub is_paced: bool,
    /// In replay, what stands for keys.
    pub stand_in: Option<StandIn>,
    /// Called from the loop that runs the schedule (or waits to), at least every third of
    /// `lease_ttl`: proof for a supervisor that it lives.
    pub on_heartbeat: Option<Arc<dyn Fn() + Send + Sync>>,
}

impl EngineOptions {
    /// Where the data lies unless the user says otherwise: `$XDG_DATA_HOME/tidewatch`, else
    /// `~/.local/share/tidewatch`. Nothing when there is no home.
    pub fn default_data_dir() -> Option<PathBuf> {
        let absolute = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        absolute("XDG_DATA_HOME")
            .or_else(|| absolute("HOME").map(|home| home.join(".local/share")))
            .map(|dir| dir.join("tidewatch"))
    }

    /// The usual times over this folder.
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            lease_ttl: Duration::from_secs(30),
            look_interval: Duration::from_secs(60),
            network_deadline: Duration::from_secs(60),
            is_paced: true,
            stand_in: None,
            on_heartbeat: None,
        }
    }
}

impl fmt::Debug for EngineOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EngineOptions")
            .field("data_dir", &self.data_dir)
            .field("lease_ttl", &self.lease_ttl)
            .field("look_interval", &self.look_interval)
            .field("network_deadline", &self.network_deadline)
            .field("is_paced", &self.is_paced)
            .finish_non_exhaustive()
    }
}

/// Shared by engine, owner, scheduler, runner and outbox.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) store: Arc<Store>,
    pub(crate) ports: Ports,
    pub(crate) options: EngineOptions,
    pub(crate) pacer: Arc<Pacer>,
    pub(crate) holds: Arc<Holds>,
    pub(crate) network: Network,
    /// What platforms have given for keys, for as long as this process runs.
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) events: broadcast::Sender<Event>,
    /// Something that the schedule depends on has changed.
    pub(crate) wake: Notify,
}

impl Core {
    /// Runs a store call off the async threads.
    pub(crate) async fn db<T: Send + 'static>(
        &self,
        call: impl FnOnce(&Store) -> StoreResult<T> + Send + 'static,
    ) -> StoreResult<T> {
        let store = Arc::clone(&self.store);
        // A panic in it undid its transaction, and fails whoever called and nobody else.
        match tokio::task::spawn_blocking(move || call(&store)).await {
            Ok(answer) => answer,
            Err(error) if error.is_panic() => Err(StoreError::Mistake),
            Err(_) => Err(StoreError::Pool),
        }
    }

    pub(crate) fn emit(&self, event: Event) {
        // An error means that nobody listens.
        let _ = self.events.send(event);
    }

    pub(crate) fn heartbeat(&self) {
        if let Some(beat) = &self.options.on_heartbeat {
            beat();
        }
    }

    pub(crate) fn lease_clock(&self) -> LeaseClock {
        let clock = &self.ports.clock;
        LeaseClock { now: clock.now(), boot_id: clock.boot_id(), uptime: clock.uptime() }
    }
}

/// Waits for what may panic, and makes a sentence of that.
pub(crate) async fn calmly<T, E: From<String>>(work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    let done = AssertUnwindSafe(work).catch_unwind().await;
    done.unwrap_or_else(|_| Err(E::from("Tidewatch made a mistake while telling it.".to_owned())))
}
