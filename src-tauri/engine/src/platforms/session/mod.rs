//! One run's way to the network: paced, within one deadline, counted, asking again only for
//! what has changed.

mod conditional;
mod conversing;
mod retrying;

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, Utc};
use http::{HeaderMap, Method};
use tokio::{sync::broadcast, time::Instant};
use url::Url;

use super::{Access, Ask, ConnectorError, Pacer, RetryAfter, Tokens, access::Asked};
use crate::{
    model::{
        Event, FailureCode, Grant, JobId, Key, Platform, RunId,
        option::{BASE_URL, RELAYS, SEARCH_RELAYS},
    },
    ports::{HttpClient, HttpError, HttpRequest, HttpResponse},
};

pub use conditional::Answer;

/// Most bytes of an answer after decompression.
const MAX_BODY: usize = 15 << 20;
/// Settings that hold addresses, one or several.
const ADDRESSES: [&str; 5] = [BASE_URL, "api_url", "token_url", RELAYS, SEARCH_RELAYS];

/// What a connector asks through.
#[derive(Debug)]
pub struct Session {
    client: Arc<dyn HttpClient>,
    pacer: Arc<Pacer>,
    access: Access,
    grants: Vec<Grant>,
    ends_at: Instant,
    allowed: Duration,
    traffic: Mutex<Traffic>,
    asked: Mutex<Asked>,
    with_key: AtomicBool,
    /// The waits before further tries that are left, the next one last.
    retries: Mutex<Vec<Duration>>,
    /// Told after each answer.
    on_progress: Option<Progress>,
    began_at: Option<DateTime<Utc>>,
}

/// Tells how far a run has come.
#[derive(Debug)]
pub(crate) struct Progress {
    pub(crate) events: broadcast::Sender<Event>,
    pub(crate) job_id: JobId,
    pub(crate) run_id: RunId,
}

impl Progress {
    fn tell(&self, Traffic { requests, bytes, .. }: Traffic) {
        let (job_id, run_id) = (self.job_id, self.run_id);
        // An error means that nobody listens.
        let _ = self.events.send(Event::RunProgressed { job_id, run_id, requests, bytes });
    }
}

/// What a run has asked and read so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traffic {
    pub requests: u32,
    pub bytes: u64,
    /// Of the latest answer.
    pub http_status: Option<u16>,
}

impl Session {
    /// Opens the way for one run; `allowed` is for all of it together.
    pub fn new(
        client: Arc<dyn HttpClient>,
        pacer: Arc<Pacer>,
        access: Access,
        grants: Vec<Grant>,
        allowed: Duration,
    ) -> Self {
        let ends_at = Instant::now() + allowed;
        Self {
            client,
            pacer,
            access,
            grants,
            ends_at,
            allowed,
            traffic: Mutex::default(),
            asked: Mutex::default(),
            with_key: AtomicBool::new(false),
            retries: Mutex::default(),
            on_progress: None,
            began_at: None,
        }
    }

    /// Says what time it is: for platforms on which others can set times ahead.
    #[must_use]
    pub fn at(mut self, now: DateTime<Utc>) -> Self {
        self.began_at = Some(now);
        self
    }

    /// When the run began, where that is known.
    pub(in crate::platforms) fn began_at(&self) -> Option<DateTime<Utc>> {
        self.began_at
    }

    /// Has each answer told.
    #[must_use]
    pub(crate) fn telling(mut self, on_progress: Progress) -> Self {
        self.on_progress = Some(on_progress);
        self
    }

    /// What was asked and read so far.
    pub fn traffic(&self) -> Traffic {
        *self.traffic.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whom it has asked last.
    pub(crate) fn asked(&self) -> Asked {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Asked { with_key: self.with_key.load(Ordering::Relaxed), ..asked }
    }

    /// The address of a platform's server: the user's setting or `own`.
    pub fn base(&self, platform: Platform, own: &Url) -> Url {
        self.setting(platform, BASE_URL).and_then(|url| url.parse().ok()).unwrap_or_else(|| own.clone())
    }

    /// What the user has set for a platform.
    pub fn setting(&self, platform: Platform, name: &str) -> Option<&str> {
        self.access.settings.get(&platform)?.get(name).map(String::as_str)
    }

    /// The user's key for the platform that is asked.
    pub fn key(&self) -> Option<&Key> {
        let key = self.access.key.as_ref();
        self.with_key.fetch_or(key.is_some(), Ordering::Relaxed);
        key
    }

    /// Tokens that earlier runs were given.
    pub(in crate::platforms) fn tokens(&self) -> &Tokens {
        &self.access.tokens
    }

    /// One GET with these headers, whatever its status.
    pub async fn get(&self, url: &Url, headers: HeaderMap) -> Result<HttpResponse, ConnectorError> {
        self.ask(Ask { method: Method::GET, url: url.clone(), headers, body: None }).await
    }

    /// One request, whatever the status of its answer; asked again where that may help.
    pub async fn ask(&self, ask: Ask) -> Result<HttpResponse, ConnectorError> {
        let mut answer = self.send(&ask).await?;
        while let Some(wait) = self.wait_before_retry(&ask, &answer) {
            tokio::time::sleep(wait).await;
            // Whoever wants to be left alone since then is: the answer that there is stands.
            let Ok(next) = self.send(&ask).await else { break };
            answer = next;
        }
        Ok(answer?)
    }

    /// Sends one request, when its turn has come.
    async fn send(&self, ask: &Ask) -> Result<Result<HttpResponse, HttpError>, ConnectorError> {
        let url = &ask.url;
        self.take_leave(url, &ask.headers)?;
        let waiting = tokio::time::timeout_at(self.ends_at, self.pacer.leave(url)).await;
        let Ok(leave) = waiting else { return Err(self.out_of_time(url).into()) };
        let _leave = leave.map_err(|wait| too_early(url, wait))?;
        let deadline = self.ends_at.saturating_duration_since(Instant::now());
        let request = HttpRequest {
            method: ask.method.clone(),
            url: url.clone(),
            headers: ask.headers.clone(),
            body: ask.body.clone(),
            grants: self.grants(),
            follows_redirects: true,
            needs_whole_body: true,
            max_bytes: MAX_BODY,
            deadline,
        };
        let answer = self.client.send(request).await.map_err(|error| match error {
            HttpError::Timeout { .. } if Instant::now() >= self.ends_at => self.out_of_time(url),
            other => other,
        });
        self.count(|traffic| match &answer {
            Ok(response) => {
                traffic.requests += response.requests;
                traffic.bytes += response.body.len() as u64;
                traffic.http_status = Some(response.status);
            }
            Err(_) => traffic.requests += 1,
        });
        Ok(answer)
    }

    fn count(&self, add: impl FnOnce(&mut Traffic)) {
        let traffic = {
            let mut traffic = self.traffic.lock().unwrap_or_else(PoisonError::into_inner);
            add(&mut traffic);
            *traffic
        };
        if let Some(progress) = &self.on_progress {
            progress.tell(traffic);
        }
    }

    /// Asks nobody who wants to be left alone, and notes whom it asks.
    fn take_leave(&self, url: &Url, headers: &HeaderMap) -> Result<(), ConnectorError> {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = self.access.leave(url, headers)?;
        Ok(())
    }

    fn out_of_time(&self, url: &Url) -> HttpError {
        HttpError::Timeout {
            host: url.host_str().unwrap_or("The server").to_owned(),
            seconds: self.allowed.as_secs(),
        }
    }

    /// The private places that may be reached: what the job's link leads to, and the addresses
    /// that the user has set.
    fn grants(&self) -> Vec<Grant> {
        let set = self.access.settings.values();
        let set = set.flat_map(|settings| ADDRESSES.iter().filter_map(|name| settings.get(*name)));
        let set = set.flat_map(|addresses| addresses.split([' ', ','])).filter_map(|url| url.parse().ok());
        self.grants.iter().cloned().chain(set.filter_map(|url| grant_for(&url))).collect()
    }
}

/// The platform wants more time between two requests than a run can wait.
fn too_early(url: &Url, wait: Duration) -> ConnectorError {
    let host = url.host_str().unwrap_or("The server");
    let seconds = wait.as_secs() + 1;
    ConnectorError {
        retry_after: Some(RetryAfter::In(wait)),
        is_held: true,
        ..ConnectorError::new(
            FailureCode::RateLimited,
            format!("{host} was asked a moment ago and may be asked again in {seconds} seconds."),
        )
    }
}

/// Leave to go to exactly this URL's host and port.
pub(crate) fn grant_for(url: &Url) -> Option<Grant> {
    Some(Grant { host: url.host_str()?.to_owned(), port: url.port_or_known_default()? })
}
