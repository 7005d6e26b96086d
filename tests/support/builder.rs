//! How a test engine is put together.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tempfile::TempDir;
use tidewatch_engine::{Engine, EngineOptions, Ports, Result, StandIn};

use super::{FakeHttp, FakeMachine, FakeMail, FakeNotifier, FakeSecrets, TestClock, TestEngine};

/// How a test engine is to be.
#[derive(Debug, Clone)]
pub struct TestEngineBuilder {
    lease_ttl: Duration,
    look_interval: Duration,
    has_notifier: bool,
    in_replay: bool,
    pub(super) keychain: Arc<FakeSecrets>,
    pub(super) secret_file: Arc<FakeSecrets>,
    pub(super) mail: Arc<FakeMail>,
    pub(super) machine: Arc<FakeMachine>,
    pub(super) is_real_time: bool,
}

impl Default for TestEngineBuilder {
    fn default() -> Self {
        Self {
            lease_ttl: Duration::from_secs(30),
            look_interval: Duration::from_secs(60),
            has_notifier: true,
            in_replay: false,
            keychain: Arc::default(),
            secret_file: Arc::default(),
            mail: Arc::default(),
            machine: Arc::default(),
            is_real_time: false,
        }
    }
}

impl TestEngineBuilder {
    pub fn lease_ttl(mut self, ttl: Duration) -> Self {
        self.lease_ttl = ttl;
        self
    }

    pub fn look_interval(mut self, interval: Duration) -> Self {
        self.look_interval = interval;
        self
    }

    pub fn without_notifier(mut self) -> Self {
        self.has_notifier = false;
        self
    }

    /// As if a recording answered.
    pub fn in_replay(mut self) -> Self {
        self.in_replay = true;
        self
    }

    /// For tests under tokio's real time, where waiting has to end within a minute.
    pub fn in_real_time(mut self) -> Self {
        self.is_real_time = true;
        self
    }

    pub async fn open(self) -> TestEngine {
        let clock = Arc::new(TestClock::new());
        let http = Arc::new(FakeHttp::new(Arc::clone(&clock)));
        let notifier = Arc::new(FakeNotifier::new(Arc::clone(&clock)));
        self.open_with(Arc::new(temp_folder()), clock, http, notifier).await.unwrap()
    }

    /// Opens an engine on an existing folder.
    pub async fn open_in(self, folder: Arc<TempDir>) -> Result<TestEngine> {
        let clock = Arc::new(TestClock::new());
        let http = Arc::new(FakeHttp::new(Arc::clone(&clock)));
        let notifier = Arc::new(FakeNotifier::new(Arc::clone(&clock)));
        self.open_with(folder, clock, http, notifier).await
    }

    pub(super) async fn open_with(
        self,
        folder: Arc<TempDir>,
        clock: Arc<TestClock>,
        http: Arc<FakeHttp>,
        notifier: Arc<FakeNotifier>,
    ) -> Result<TestEngine> {
        let mut options = EngineOptions::new(folder.path().join("data"));
        options.lease_ttl = self.lease_ttl;
        options.look_interval = self.look_interval;
        options.stand_in = self.in_replay.then(StandIn::default);
        let beats = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&beats);
        options.on_heartbeat = Some(Arc::new(move || {
            counted.fetch_add(1, Ordering::Relaxed);
        }));
        let ports = Ports {
            clock: clock.clone(),
            http: http.clone(),
            secrets: FakeSecrets::stores(&self.keychain, &self.secret_file),
            mail: Arc::clone(&self.mail) as _,
            machine: Arc::clone(&self.machine) as _,
            notifier: self.has_notifier.then(|| notifier.clone() as _),
        };
        let engine = Engine::open(options, ports).await?;
        Ok(TestEngine { engine, http, clock, notifier, folder, beats, builder: self })
    }
}

/// In memory where the system offers that: nothing here tests the disk.
fn temp_folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() }.unwrap()
}
