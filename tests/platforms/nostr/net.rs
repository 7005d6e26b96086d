//! Relays in memory: each answers as relays do, or fails in its way.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use nostr::{
    event::Event,
    filter::{Filter, MatchEventOptions},
};
use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, Options, Platform, TargetType},
    platforms::{Access, ConnectorError, Fetched, Pacer, Page, Session, Target, connector},
    ports::{Conversation, Heard, HttpClient, HttpError, HttpRequest, HttpResponse},
};
use url::Url;

pub(super) const ONE: &str = "wss://relay.damus.io/";
pub(super) const TWO: &str = "wss://nos.lol/";
pub(super) const THREE: &str = "wss://relay.primal.net/";
pub(super) const INDEX: &str = "wss://purplepag.es/";

/// What a relay does when it is asked.
#[derive(Debug, Clone)]
pub(super) enum Does {
    /// Answers from these, so many of a list at most.
    Has(Vec<Event>, usize),
    Fails(HttpError),
    /// Sends these texts, and no end if none of them is one.
    Says(Vec<String>),
}

/// Status, text, and where redirects have led.
type File = (u16, String, Option<String>);

#[derive(Debug, Default)]
pub(super) struct Net {
    relays: Mutex<HashMap<String, Does>>,
    files: Mutex<HashMap<String, File>>,
    asked: Mutex<Vec<(String, Vec<Filter>)>>,
}

impl Net {
    pub(super) fn new() -> Arc<Self> {
        Arc::default()
    }

    pub(super) fn set(&self, relay: &str, does: Does) {
        self.relays.lock().unwrap().insert(relay.to_owned(), does);
    }

    pub(super) fn has(&self, relay: &str, events: &[Event]) {
        self.set(relay, Does::Has(events.to_vec(), 500));
    }

    /// The usual relays have the same.
    pub(super) fn all_have(&self, events: &[Event]) {
        [ONE, TWO, THREE].iter().for_each(|relay| self.has(relay, events));
    }

    /// A file over HTTP: status, text, where redirects have led.
    pub(super) fn file(&self, url: &str, status: u16, text: &str, led_to: Option<&str>) {
        let file = (status, text.to_owned(), led_to.map(str::to_owned));
        self.files.lock().unwrap().insert(url.to_owned(), file);
    }

    /// The relays that were asked, in order.
    pub(super) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|(relay, _)| relay.clone()).collect()
    }

    pub(super) fn forget(&self) {
        self.asked.lock().unwrap().clear();
    }

    pub(super) fn session(self: &Arc<Self>, access: Access) -> Session {
        let client = Arc::clone(self) as Arc<dyn HttpClient>;
        Session::new(client, Arc::new(Pacer::default()), access, Vec::new(), Duration::from_secs(60))
            .at(chrono::DateTime::from_timestamp(super::people::NOW as i64, 0).unwrap())
    }

    pub(super) async fn fetch(
        self: &Arc<Self>,
        target: &Target,
        cursor: &Cursor,
    ) -> Result<Page, ConnectorError> {
        let session = self.session(Access::default());
        match connector(Platform::Nostr).fetch(target, cursor, &session).await? {
            Fetched::Page(page) => Ok(*page),
            Fetched::NotModified { .. } => panic!("relays have no validators"),
        }
    }

    pub(super) async fn page(self: &Arc<Self>, target: &Target) -> Page {
        self.fetch(target, &Cursor::default()).await.unwrap()
    }
}

/// A relay's answer to a question: of each filter the newest, then the end.
pub(super) fn answer(events: &[Event], most: usize, question: &str) -> Vec<String> {
    let question: Vec<Value> = serde_json::from_str(question).unwrap();
    let name = &question[1];
    let mut sent: Vec<&Event> = Vec::new();
    for filter in filters(&question) {
        let options = MatchEventOptions { nip50: false, ..MatchEventOptions::new() };
        let mut found: Vec<&Event> =
            events.iter().filter(|event| filter.match_event(event, options)).collect();
        found.sort();
        found.truncate(filter.limit.unwrap_or(500).min(most));
        sent.extend(found.into_iter().filter(|event| !sent.contains(event)).collect::<Vec<_>>());
    }
    let mut texts: Vec<String> = sent.iter().map(|event| json!(["EVENT", name, event]).to_string()).collect();
    texts.push(json!(["EOSE", name]).to_string());
    texts
}

fn filters(question: &[Value]) -> Vec<Filter> {
    question[2..].iter().map(|filter| serde_json::from_value(filter.clone()).unwrap()).collect()
}

pub(super) fn target(target_type: TargetType, url: &str) -> Target {
    Target { target_type, url: url.to_owned(), id: None, options: Options::new() }
}

pub(super) fn with(target: &Target, name: &str, value: &str) -> Target {
    let mut target = target.clone();
    target.options.insert(name.into(), value.into());
    target
}

#[async_trait]
impl HttpClient for Net {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let file = self.files.lock().unwrap().get(request.url.as_str()).cloned();
        let (status, text, led_to) = file.unwrap_or((404, String::new(), None));
        Ok(HttpResponse {
            status,
            headers: http::HeaderMap::new(),
            url: led_to.map_or(request.url, |url| url.parse().unwrap()),
            moved_to: None,
            body: Bytes::from(text),
            requests: 1,
        })
    }

    async fn converse(&self, conversation: Conversation) -> Result<Heard, HttpError> {
        let url = conversation.url.to_string();
        let question: Vec<Value> = serde_json::from_str(&conversation.says[0]).unwrap();
        self.asked.lock().unwrap().push((url.clone(), filters(&question)));
        let host = conversation.url.host_str().unwrap().to_owned();
        let does = self.relays.lock().unwrap().get(&url).cloned();
        let texts = match does {
            Some(Does::Has(events, most)) => answer(&events, most, &conversation.says[0]),
            Some(Does::Fails(error)) => return Err(error),
            Some(Does::Says(texts)) => texts,
            None => return Err(HttpError::UnknownHost { host }),
        };
        let is_ended = texts.iter().any(|text| (conversation.is_last)(text));
        let late = HttpError::Timeout { host, seconds: conversation.deadline.as_secs() };
        Ok(Heard { texts, cut_short: (!is_ended).then_some(late) })
    }

    async fn is_private(&self, _url: &Url) -> bool {
        false
    }
}
