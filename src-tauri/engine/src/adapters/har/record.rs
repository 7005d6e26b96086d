//! Writes down what a network is asked and what it answers.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use chrono::{DateTime, SecondsFormat, Utc};
use http::HeaderMap;
use tokio::{sync::Notify, time::Instant};
use tokio_util::task::AbortOnDropHandle;
use url::Url;

use super::{
    MAX_WRITTEN, exchange, file,
    format::{CREATOR, Creator, Entry, Har, Log},
    names,
    secrets::Secrets,
    talk,
};
use crate::{
    Error, Result,
    model::FieldError,
    ports::{Clock, Conversation, Heard, HttpClient, HttpError, HttpRequest, HttpResponse},
};

/// A large file is not written again for each answer.
const BYTES_A_SECOND: usize = 8 << 20;

type Answer = std::result::Result<HttpResponse, HttpError>;

/// A network of which everything is written down in a HAR file.
#[derive(Debug)]
pub struct Recorder {
    network: Arc<dyn HttpClient>,
    clock: Arc<dyn Clock>,
    kept: Arc<Kept>,
    next: AtomicU64,
    writing: Mutex<Option<AbortOnDropHandle<()>>>,
}

/// What the file is to hold.
#[derive(Debug)]
struct Kept {
    target: PathBuf,
    max_bytes: usize,
    state: Mutex<State>,
    changed: Notify,
    /// One at a time writes.
    file: Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    /// By the order in which they were asked.
    entries: Vec<(u64, Arc<Entry>)>,
    bytes: usize,
    is_full: bool,
    secrets: Secrets,
    /// The platforms that were asked with a key.
    keys: BTreeSet<String>,
}

impl Recorder {
    /// Begins a recording. A file that is there stays as it is until there is something to write.
    ///
    /// # Errors
    /// A sentence on why it cannot be written.
    pub fn create(path: &Path, network: Arc<dyn HttpClient>, clock: Arc<dyn Clock>) -> Result<Self> {
        let target = file::place(path).map_err(refused)?;
        file::probe(&target).map_err(|error| refused(cannot_be_written(&target, &error)))?;
        let kept = Kept {
            target,
            max_bytes: MAX_WRITTEN,
            state: Mutex::default(),
            changed: Notify::new(),
            file: Mutex::default(),
        };
        Ok(Self { network, clock, kept: Arc::new(kept), next: AtomicU64::new(0), writing: Mutex::default() })
    }

    /// Keeps these values out of the file, wherever they stand in it.
    pub fn hide(&self, secrets: &[String]) {
        let mut state = self.kept.state();
        let is_new = secrets.iter().fold(false, |is_new, secret| state.secrets.add(secret) | is_new);
        if is_new {
            state.scrub();
        }
    }

    /// Notes that a platform is asked with a key: a replay has to stand in for it.
    pub(super) fn has_key(&self, platform: &str) {
        self.kept.state().keys.insert(platform.to_owned());
    }

    /// Whether nothing was asked so far.
    pub fn is_empty(&self) -> bool {
        self.kept.state().entries.is_empty()
    }

    /// Writes what is not written yet, and the file in any case.
    ///
    /// # Errors
    /// A sentence on why it cannot be written.
    pub async fn finish(&self) -> Result<()> {
        lock(&self.writing).take();
        let kept = Arc::clone(&self.kept);
        let written = tokio::task::spawn_blocking(move || kept.write()).await;
        written.map_err(|error| Error::internal(error.to_string()))?.map_err(refused)
    }

    fn keep(
        &self,
        number: u64,
        (url, headers): (&Url, &HeaderMap),
        started_at: DateTime<Utc>,
        took: Duration,
        entry: impl FnOnce(&Secrets) -> Entry,
    ) {
        let mut state = self.kept.state();
        if state.is_full {
            return;
        }
        if state.learn(url, headers) {
            state.scrub();
        }
        let mut entry = entry(&state.secrets);
        entry.started_date_time = started_at.to_rfc3339_opts(SecondsFormat::Millis, true);
        entry.time = took.as_secs_f64() * 1000.0;
        entry.timings.wait = entry.time;
        let size = serde_json::to_vec(&entry).map_or(0, |text| text.len());
        if state.bytes + size > self.kept.max_bytes {
            state.is_full = true;
            let mib = self.kept.max_bytes >> 20;
            tracing::warn!("the recording has reached {mib} MiB; what comes from now on is not in it");
            return;
        }
        state.bytes += size;
        let position = state.entries.partition_point(|(earlier, _)| *earlier < number);
        state.entries.insert(position, (number, Arc::new(entry)));
        drop(state);
        let mut writing = lock(&self.writing);
        writing.get_or_insert_with(|| {
            AbortOnDropHandle::new(tokio::spawn(keep_writing(Arc::clone(&self.kept))))
        });
        self.kept.changed.notify_one();
    }
}

#[async_trait]
impl HttpClient for Recorder {
    async fn send(&self, request: HttpRequest) -> Answer {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let (started_at, begin) = (self.clock.now(), Instant::now());
        // Who gives up before the answer comes leaves nothing to write down.
        let answer = self.network.send(request.clone()).await;
        let asked = (&request.url, &request.headers);
        self.keep(number, asked, started_at, begin.elapsed(), |secrets| {
            exchange::entry(&request, &answer, secrets)
        });
        answer
    }

    async fn converse(&self, conversation: Conversation) -> std::result::Result<Heard, HttpError> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let (started_at, begin) = (self.clock.now(), Instant::now());
        let heard = self.network.converse(conversation.clone()).await;
        let asked = (&conversation.url, &HeaderMap::new());
        self.keep(number, asked, started_at, begin.elapsed(), |secrets| {
            talk::entry(&conversation, &heard, started_at, secrets)
        });
        heard
    }

    async fn is_private(&self, url: &Url) -> bool {
        self.network.is_private(url).await
    }
}

/// Answers that come while the file is written are written together.
async fn keep_writing(kept: Arc<Kept>) {
    loop {
        kept.changed.notified().await;
        let writer = Arc::clone(&kept);
        if let Ok(Err(error)) = tokio::task::spawn_blocking(move || writer.write()).await {
            tracing::warn!("{error}");
        }
        let bytes = kept.state().bytes;
        tokio::time::sleep(Duration::from_secs_f64(bytes as f64 / BYTES_A_SECOND as f64)).await;
    }
}

impl Kept {
    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    fn write(&self) -> std::result::Result<(), String> {
        let _turn = lock(&self.file);
        let (entries, is_full, keys) = {
            let state = self.state();
            let entries = state.entries.iter().map(|(_, entry)| Arc::clone(entry)).collect::<Vec<_>>();
            (entries, state.is_full, state.keys.iter().cloned().collect())
        };
        let entries = entries.iter().map(Arc::as_ref).collect::<Vec<_>>();
        let creator = Creator { name: CREATOR.into(), version: env!("CARGO_PKG_VERSION").into() };
        let comment = is_full.then(|| format!("Ends at {} MiB; more was asked.", self.max_bytes >> 20));
        let har = Har { log: Log { version: "1.2".into(), creator, entries, keys, comment } };
        file::write(&self.target, &har).map_err(|error| cannot_be_written(&self.target, &error))
    }
}

impl State {
    /// Learns the secrets that a request sends. Answers whether there are new ones.
    fn learn(&mut self, url: &Url, headers: &HeaderMap) -> bool {
        let mut is_new = self.secrets.learn(url);
        for (name, value) in headers {
            let Ok(value) = value.to_str() else { continue };
            if names::is_secret(name.as_str()) {
                for part in value.split([' ', ';', ',']) {
                    let secret = if name == http::header::COOKIE {
                        part.split_once('=').map_or(part, |(_, value)| value)
                    } else {
                        part
                    };
                    is_new |= self.secrets.learn_value(secret);
                }
            }
        }
        is_new
    }

    fn scrub(&mut self) {
        for (_, entry) in &mut self.entries {
            Arc::make_mut(entry).scrub(&self.secrets);
        }
    }
}

fn cannot_be_written(target: &Path, error: &std::io::Error) -> String {
    format!("{} cannot be written ({error}).", target.display())
}

fn refused(reason: String) -> Error {
    Error::refused(vec![FieldError::new("record", reason)])
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
