//! One run's way to the network: paced, within one deadline, counted, asking again only for
//! what has changed.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use http::{HeaderMap, HeaderValue, Method, header};
use tokio::{sync::broadcast, time::Instant};
use url::Url;

use super::{Access, Ask, ConnectorError, Pacer, RetryAfter, Tokens, access::Asked};
use crate::{
    digest::sha256_hex,
    model::{Cursor, Event, FailureCode, Grant, HttpMemory, JobId, Key, Platform, RunId, option::BASE_URL},
    ports::{HttpClient, HttpError, HttpRequest, HttpResponse},
};

/// Most bytes of an answer after decompression.
const MAX_BODY: usize = 15 << 20;

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
    /// Told after each answer.
    on_progress: Option<Progress>,
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

/// The answer to a conditional request.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "one per request, taken apart at once")]
pub enum Answer {
    /// 304, or the same bytes as last time; then perhaps under other validators.
    Unchanged { memory: Option<HttpMemory> },
    Changed {
        response: HttpResponse,
        /// To be kept in the cursor once all of it has been taken.
        memory: HttpMemory,
    },
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
            on_progress: None,
        }
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
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
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
        self.access.key.as_ref()
    }

    /// Tokens that earlier runs were given.
    pub(super) fn tokens(&self) -> &Tokens {
        &self.access.tokens
    }

    /// One GET with these headers, whatever its status.
    pub async fn get(&self, url: &Url, headers: HeaderMap) -> Result<HttpResponse, ConnectorError> {
        self.ask(Ask { method: Method::GET, url: url.clone(), headers, body: None }).await
    }

    /// One request, whatever the status of its answer.
    pub async fn ask(&self, ask: Ask) -> Result<HttpResponse, ConnectorError> {
        let url = &ask.url;
        let asked = self.access.leave(url)?;
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = asked;
        let waiting = tokio::time::timeout_at(self.ends_at, self.pacer.leave(url)).await;
        let Ok(leave) = waiting else { return Err(self.out_of_time(url).into()) };
        let _leave = leave.map_err(|wait| too_early(url, wait))?;
        let deadline = self.ends_at.saturating_duration_since(Instant::now());
        let request = HttpRequest {
            method: ask.method,
            url: url.clone(),
            headers: ask.headers,
            body: ask.body,
            grants: self.grants.iter().cloned().chain(self.base_grants()).collect(),
            max_bytes: MAX_BODY,
            deadline,
        };
        let answer = self.client.send(request).await.map_err(|error| match error {
            HttpError::Timeout { .. } if Instant::now() >= self.ends_at => self.out_of_time(url),
            other => other,
        });
        let traffic = {
            let mut traffic = self.traffic.lock().unwrap_or_else(PoisonError::into_inner);
            match &answer {
                Ok(response) => {
                    traffic.requests += response.requests;
                    traffic.bytes += response.body.len() as u64;
                    traffic.http_status = Some(response.status);
                }
                Err(_) => traffic.requests += 1,
            }
            *traffic
        };
        if let Some(progress) = &self.on_progress {
            progress.tell(traffic);
        }
        Ok(answer?)
    }

    /// One GET that sends back the validators of last time, byte for byte. `key` names this
    /// address in the cursor.
    ///
    /// # Errors
    /// Any status but 200 and 304, as [`ConnectorError::of_status`] reads it.
    pub async fn get_if_changed(
        &self,
        url: &Url,
        key: &str,
        headers: HeaderMap,
        cursor: &Cursor,
    ) -> Result<Answer, ConnectorError> {
        self.get_if_changed_or(url, key, headers, cursor, ConnectorError::of_status).await
    }

    /// The same for platforms whose refusals say more than their status: `refused` reads them.
    pub(super) async fn get_if_changed_or(
        &self,
        url: &Url,
        key: &str,
        mut headers: HeaderMap,
        cursor: &Cursor,
        refused: impl Fn(&HttpResponse) -> ConnectorError + Send,
    ) -> Result<Answer, ConnectorError> {
        let known = cursor.http.get(key);
        if let Some(known) = known {
            let mut echo = |name: header::HeaderName, value: &Option<String>| {
                if let Some(value) = value.as_deref().and_then(header_value) {
                    headers.insert(name, value);
                }
            };
            echo(header::IF_NONE_MATCH, &known.etag);
            echo(header::IF_MODIFIED_SINCE, &known.last_modified);
        }
        let response = self.get(url, headers).await?;
        match response.status {
            304 if known.is_some() => return Ok(Answer::Unchanged { memory: None }),
            200 | 203 | 226 => {}
            304 => {
                return Err(ConnectorError::new(
                    FailureCode::Changed,
                    "The server says that nothing has changed although it was not asked so (304).",
                ));
            }
            _ => return Err(refused(&response)),
        }
        let memory = HttpMemory {
            etag: verbatim(&response.headers, header::ETAG),
            last_modified: verbatim(&response.headers, header::LAST_MODIFIED),
            body_sha256: Some(sha256_hex(&response.body)),
        };
        if known.is_some_and(|known| known.body_sha256 == memory.body_sha256) {
            return Ok(Answer::Unchanged { memory: (known != Some(&memory)).then_some(memory) });
        }
        Ok(Answer::Changed { response, memory })
    }

    fn out_of_time(&self, url: &Url) -> HttpError {
        HttpError::Timeout {
            host: url.host_str().unwrap_or("The server").to_owned(),
            seconds: self.allowed.as_secs(),
        }
    }

    /// The user set these addresses, so they may be private.
    fn base_grants(&self) -> impl Iterator<Item = Grant> {
        let bases = self.access.settings.values().filter_map(|settings| settings.get(BASE_URL));
        bases.filter_map(|url| url.parse().ok()).filter_map(|url| grant_for(&url))
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

/// Validators may hold bytes beyond ASCII; Latin-1 takes them there and back unchanged.
fn verbatim(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    let value = headers.get(name)?.as_bytes();
    (value.len() <= 1024).then(|| value.iter().map(|&byte| char::from(byte)).collect())
}

fn header_value(text: &str) -> Option<HeaderValue> {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(c).ok()).collect();
    HeaderValue::from_bytes(&bytes?).ok()
}
