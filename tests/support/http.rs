//! A network that answers by script, per address, and remembers what it was asked.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use tidewatch_engine::ports::{Clock, HttpClient, HttpError, HttpRequest, HttpResponse};
use url::Url;

use super::TestClock;

/// What an address answers.
#[derive(Debug, Clone)]
pub struct Reply {
    status: u16,
    headers: HeaderMap,
    body: Bytes,
    delay: Duration,
    how: How,
}

#[derive(Debug, Clone, PartialEq)]
enum How {
    Answer,
    Fail(HttpError),
    Panic,
    Hang,
}

impl Reply {
    pub fn ok(body: impl Into<String>) -> Self {
        Self::bytes(body.into())
    }

    pub fn bytes(body: impl Into<Bytes>) -> Self {
        Self {
            status: 200,
            headers: HeaderMap::new(),
            body: body.into(),
            delay: Duration::ZERO,
            how: How::Answer,
        }
    }

    pub fn status(status: u16) -> Self {
        Self { status, ..Self::ok("") }
    }

    /// The same with another status.
    pub fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    pub fn error(error: HttpError) -> Self {
        Self { how: How::Fail(error), ..Self::ok("") }
    }

    pub fn unreachable() -> Self {
        Self::error(HttpError::Connect { host: "news.test".into(), reason: "refused".into() })
    }

    pub fn panic() -> Self {
        Self { how: How::Panic, ..Self::ok("") }
    }

    /// Never answers, whatever deadline it was given.
    pub fn hang() -> Self {
        Self { how: How::Hang, ..Self::ok("") }
    }

    /// Bytes, because validators may hold any.
    pub fn header(mut self, name: HeaderName, value: impl AsRef<[u8]>) -> Self {
        self.headers.append(name, HeaderValue::from_bytes(value.as_ref()).unwrap());
        self
    }

    /// With this validator: who sends it back gets 304.
    pub fn etag(self, etag: impl AsRef<[u8]>) -> Self {
        self.header(header::ETAG, etag)
    }

    pub fn retry_after(self, value: &str) -> Self {
        self.header(header::RETRY_AFTER, value)
    }

    /// Takes this long; a client gives up at its deadline.
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    fn text_of(&self, name: HeaderName) -> Option<String> {
        self.headers.get(name).map(|value| value.to_str().unwrap().to_owned())
    }

    fn is_known_to(&self, request: &HttpRequest) -> bool {
        self.headers
            .get(header::ETAG)
            .is_some_and(|etag| request.headers.get(header::IF_NONE_MATCH) == Some(etag))
    }
}

/// A request that arrived.
#[derive(Debug, Clone)]
pub struct Asked {
    pub method: Method,
    pub url: String,
    pub at: DateTime<Utc>,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub follows_redirects: bool,
    pub deadline: Duration,
    /// What it was told: the status, or nothing where there was no answer.
    pub told: Option<u16>,
    pub told_retry_after: Option<String>,
    pub was_given_etag: bool,
}

impl Asked {
    pub fn header(&self, name: HeaderName) -> Option<&[u8]> {
        self.headers.get(name).map(HeaderValue::as_bytes)
    }
}

#[derive(Debug)]
pub struct FakeHttp {
    clock: Arc<TestClock>,
    state: Mutex<State>,
    changed: tokio::sync::watch::Sender<()>,
}

#[derive(Debug, Default)]
struct State {
    replies: HashMap<String, VecDeque<Reply>>,
    /// The addresses that begin anew after their last reply.
    in_turn: HashSet<String>,
    asked: Vec<Asked>,
    open: Vec<String>,
    most_open: usize,
    most_open_per_host: usize,
    private_hosts: Vec<String>,
}

impl FakeHttp {
    pub fn new(clock: Arc<TestClock>) -> Self {
        Self { clock, state: Mutex::default(), changed: tokio::sync::watch::Sender::new(()) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on `url` answers this.
    pub fn answer(&self, url: &str, reply: impl Into<Reply>) {
        self.answers(url, [reply.into()]);
    }

    /// From now on `url` answers these one after the other; the last is repeated.
    pub fn answers(&self, url: &str, replies: impl IntoIterator<Item = Reply>) {
        let mut state = self.state();
        state.replies.insert(url.into(), replies.into_iter().collect());
        state.in_turn.remove(url);
    }

    /// From now on `url` answers these one after the other, and then again from the first.
    pub fn answers_in_turn(&self, url: &str, replies: impl IntoIterator<Item = Reply>) {
        self.answers(url, replies);
        self.state().in_turn.insert(url.into());
    }

    pub fn set_private(&self, host: &str) {
        self.state().private_hosts.push(host.into());
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.state().asked.clone()
    }

    /// The requests for one address.
    pub fn asked_for(&self, url: &str) -> Vec<Asked> {
        self.asked().into_iter().filter(|asked| asked.url == url).collect()
    }

    pub fn count(&self) -> usize {
        self.state().asked.len()
    }

    /// Most requests that were open at the same time, in all and to one host.
    pub fn most_at_once(&self) -> (usize, usize) {
        let state = self.state();
        (state.most_open, state.most_open_per_host)
    }

    /// Waits until `count` requests have arrived in all.
    pub async fn arrived(&self, count: usize) {
        let mut changed = self.changed.subscribe();
        while self.count() < count {
            changed.changed().await.unwrap();
        }
    }

    fn receive(&self, request: &HttpRequest) -> Reply {
        let url = request.url.to_string();
        let host = host_of(&request.url);
        let mut state = self.state();
        let reply = state.next_reply(&url);
        let is_answered = reply.how == How::Answer && reply.delay <= request.deadline;
        let status = if reply.is_known_to(request) { 304 } else { reply.status };
        state.asked.push(Asked {
            method: request.method.clone(),
            body: request.body.clone().unwrap_or_default(),
            follows_redirects: request.follows_redirects,
            at: self.clock.now(),
            headers: request.headers.clone(),
            deadline: request.deadline,
            url,
            told: is_answered.then_some(status),
            told_retry_after: reply.text_of(header::RETRY_AFTER),
            was_given_etag: is_answered && reply.headers.contains_key(header::ETAG),
        });
        state.open.push(host.clone());
        state.most_open = state.most_open.max(state.open.len());
        let to_host = state.open.iter().filter(|open| **open == host).count();
        state.most_open_per_host = state.most_open_per_host.max(to_host);
        reply
    }
}

impl State {
    fn next_reply(&mut self, url: &str) -> Reply {
        let is_in_turn = self.in_turn.contains(url);
        let Some(replies) = self.replies.get_mut(url) else { return Reply::status(404) };
        let next = if replies.len() > 1 { replies.pop_front() } else { replies.front().cloned() };
        if let Some(next) = next.clone().filter(|_| is_in_turn && !replies.is_empty()) {
            replies.push_back(next);
        }
        next.unwrap_or_else(|| Reply::status(404))
    }
}

/// Notes the end of a request, also of one that was given up.
struct Open<'a>(&'a FakeHttp, String);

impl Drop for Open<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        if let Some(index) = state.open.iter().position(|host| *host == self.1) {
            state.open.swap_remove(index);
        }
    }
}

#[async_trait]
impl HttpClient for FakeHttp {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let reply = self.receive(&request);
        let _open = Open(self, host_of(&request.url));
        self.changed.send_replace(());
        let host = host_of(&request.url);
        if reply.delay > Duration::ZERO {
            tokio::time::sleep(reply.delay.min(request.deadline)).await;
            if reply.delay > request.deadline {
                return Err(HttpError::Timeout { host, seconds: request.deadline.as_secs() });
            }
        }
        match &reply.how {
            How::Answer => {}
            How::Fail(error) => return Err(error.clone()),
            How::Panic => panic!("the network adapter has a bug"),
            How::Hang => std::future::pending().await,
        }
        let is_known = reply.is_known_to(&request);
        Ok(HttpResponse {
            status: if is_known { 304 } else { reply.status },
            body: if is_known { Bytes::new() } else { reply.body },
            headers: reply.headers,
            url: request.url,
            moved_to: None,
            requests: 1,
        })
    }

    async fn is_private(&self, url: &Url) -> bool {
        self.state().private_hosts.contains(&host_of(url))
    }
}

impl<T: Into<String>> From<T> for Reply {
    fn from(body: T) -> Self {
        Self::ok(body)
    }
}

fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}
