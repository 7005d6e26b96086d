//! Answers from a table instead of a network, and what was asked.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use http::HeaderMap;
use tidewatch_engine::{
    model::{Cursor, Options, Platform, TargetType},
    platforms::{Access, ConnectorError, Fetched, Pacer, Page, Session, Target, connector},
    ports::{HttpClient, HttpError, HttpRequest, HttpResponse},
};
use url::Url;

/// What an address answers: status, headers, body.
type Script = HashMap<String, (u16, Vec<(&'static str, &'static str)>, Vec<u8>)>;

/// A network that consists of what a test has written down; everything else is 404.
#[derive(Debug, Default)]
pub(crate) struct Scripted {
    answers: Mutex<Script>,
    asked: Mutex<Vec<HttpRequest>>,
    /// Bodies that an address shows before its answer, one each time.
    turns: Mutex<HashMap<String, VecDeque<Vec<u8>>>>,
    /// Where redirects have led, by the address that was asked.
    ends_at: Mutex<HashMap<String, Url>>,
}

impl Scripted {
    pub(crate) fn new() -> Arc<Self> {
        Arc::default()
    }

    pub(crate) fn answer(&self, url: &str, status: u16, body: impl Into<Vec<u8>>) {
        self.answer_with(url, status, Vec::new(), body);
    }

    pub(crate) fn answer_with(
        &self,
        url: &str,
        status: u16,
        headers: Vec<(&'static str, &'static str)>,
        body: impl Into<Vec<u8>>,
    ) {
        self.answers.lock().unwrap().insert(url.to_owned(), (status, headers, body.into()));
        self.ends_at.lock().unwrap().remove(url);
    }

    /// Pages that are shown one after the other; the last stays.
    pub(crate) fn answers_in_turn<'a>(&self, url: &str, bodies: impl IntoIterator<Item = &'a str>) {
        let mut bodies: VecDeque<Vec<u8>> = bodies.into_iter().map(|body| body.into()).collect();
        self.answer_with(
            url,
            200,
            vec![("content-type", "text/html")],
            bodies.pop_back().unwrap_or_default(),
        );
        self.turns.lock().unwrap().insert(url.to_owned(), bodies);
    }

    /// The address leads to another one, which answers.
    pub(crate) fn redirect(&self, url: &str, to: &str, status: u16, body: impl Into<Vec<u8>>) {
        self.answer(url, status, body);
        self.ends_at.lock().unwrap().insert(url.to_owned(), to.parse().unwrap());
    }

    /// The addresses that were asked, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|request| request.url.to_string()).collect()
    }

    pub(crate) fn last_headers(&self) -> HeaderMap {
        self.asked.lock().unwrap().last().map(|request| request.headers.clone()).unwrap_or_default()
    }

    /// What was sent with the last request.
    pub(crate) fn last_body(&self) -> Vec<u8> {
        let asked = self.asked.lock().unwrap();
        asked.last().and_then(|request| request.body.as_ref()).map(|body| body.to_vec()).unwrap_or_default()
    }

    /// Fetches as a run would.
    pub(crate) async fn fetch(
        self: &Arc<Self>,
        platform: Platform,
        target: &Target,
        cursor: &Cursor,
    ) -> Result<Fetched, ConnectorError> {
        connector(platform).fetch(target, cursor, &self.session(Access::default())).await
    }

    /// The session of a run with this key and these settings.
    pub(crate) fn session(self: &Arc<Self>, access: Access) -> Session {
        Session::new(
            Arc::clone(self) as Arc<dyn HttpClient>,
            Arc::new(Pacer::default()),
            access,
            Vec::new(),
            Duration::from_secs(5),
        )
    }

    pub(crate) async fn page(self: &Arc<Self>, platform: Platform, target: &Target) -> Page {
        match self.fetch(platform, target, &Cursor::default()).await {
            Ok(Fetched::Page(page)) => *page,
            other => panic!("a page was expected, not {other:?}"),
        }
    }
}

pub(crate) fn target(target_type: TargetType, url: &str, id: Option<&str>) -> Target {
    Target { target_type, url: url.to_owned(), id: id.map(str::to_owned), options: Options::new() }
}

#[async_trait]
impl HttpClient for Scripted {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        self.asked.lock().unwrap().push(request.clone());
        let answers = self.answers.lock().unwrap();
        let (status, headers, mut body) =
            answers.get(request.url.as_str()).cloned().unwrap_or((404, Vec::new(), Vec::new()));
        let turn = self.turns.lock().unwrap().get_mut(request.url.as_str()).and_then(VecDeque::pop_front);
        body = turn.unwrap_or(body);
        Ok(HttpResponse {
            status,
            headers: headers
                .into_iter()
                .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
                .collect::<HeaderMap>(),
            url: self.ends_at.lock().unwrap().get(request.url.as_str()).cloned().unwrap_or(request.url),
            moved_to: None,
            body: Bytes::from(body),
            requests: 1,
        })
    }

    async fn is_private(&self, _url: &Url) -> bool {
        false
    }
}
