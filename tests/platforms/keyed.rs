//! A network for platforms that want a key: it answers by host and path, whatever the query.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use http::HeaderMap;
use tidewatch_engine::{
    model::{Cursor, Key, Platform},
    platforms::{Access, ConnectorError, Fetched, Pacer, Page, Session, Target, Tokens, connector},
    ports::{HttpClient, HttpError, HttpRequest, HttpResponse},
};
use url::Url;

type Reply = (u16, Vec<(&'static str, &'static str)>, Vec<u8>);
type Server = Box<dyn Fn(&Url) -> Reply + Send + Sync>;
type Pairs<'a> = &'a [(&'a str, &'a str)];

/// What answers, and what was asked; everything else is 404.
#[derive(Default)]
pub(crate) struct Web {
    servers: Mutex<HashMap<String, Server>>,
    asked: Mutex<Vec<HttpRequest>>,
    pub(crate) tokens: Arc<Tokens>,
}

impl std::fmt::Debug for Web {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Web")
    }
}

impl Web {
    pub(crate) fn new() -> Arc<Self> {
        Arc::default()
    }

    /// `place` is host and path.
    pub(crate) fn serve(&self, place: &str, server: impl Fn(&Url) -> Reply + Send + Sync + 'static) {
        self.servers.lock().unwrap().insert(place.to_owned(), Box::new(server));
    }

    pub(crate) fn answer(&self, place: &str, status: u16, body: impl Into<Vec<u8>>) {
        self.answer_with(place, status, Vec::new(), body);
    }

    pub(crate) fn answer_with(
        &self,
        place: &str,
        status: u16,
        headers: Vec<(&'static str, &'static str)>,
        body: impl Into<Vec<u8>>,
    ) {
        let body = body.into();
        self.serve(place, move |_| (status, headers.clone(), body.clone()));
    }

    pub(crate) fn asked(&self) -> Vec<HttpRequest> {
        self.asked.lock().unwrap().clone()
    }

    pub(crate) fn last(&self) -> HttpRequest {
        self.asked().pop().expect("nothing was asked")
    }

    /// How often a place was asked.
    pub(crate) fn count(&self, place: &str) -> usize {
        self.asked().iter().filter(|request| place_of(&request.url) == place).count()
    }

    pub(crate) fn session(
        self: &Arc<Self>,
        platform: Platform,
        key: Pairs<'_>,
        settings: Pairs<'_>,
    ) -> Session {
        let owned = |pairs: Pairs<'_>| -> BTreeMap<String, String> {
            pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
        };
        let access = Access {
            settings: Arc::new([(platform, owned(settings))].into()),
            key: (!key.is_empty()).then(|| Key::new(owned(key))),
            tokens: Arc::clone(&self.tokens),
            ..Access::default()
        };
        let client = Arc::clone(self) as Arc<dyn HttpClient>;
        Session::new(client, Arc::new(Pacer::off()), access, Vec::new(), Duration::from_secs(60))
    }

    pub(crate) async fn fetch(
        self: &Arc<Self>,
        platform: Platform,
        key: Pairs<'_>,
        target: &Target,
        cursor: &Cursor,
    ) -> Result<Fetched, ConnectorError> {
        connector(platform).fetch(target, cursor, &self.session(platform, key, &[])).await
    }

    pub(crate) async fn page(
        self: &Arc<Self>,
        platform: Platform,
        key: Pairs<'_>,
        target: &Target,
        cursor: &Cursor,
    ) -> Page {
        match self.fetch(platform, key, target, cursor).await {
            Ok(Fetched::Page(page)) => *page,
            other => panic!("a page was expected, not {other:?}"),
        }
    }
}

/// A target with options.
pub(crate) fn with(mut target: Target, options: Pairs<'_>) -> Target {
    target.options.extend(options.iter().map(|(name, value)| ((*name).into(), (*value).into())));
    target
}

/// A parameter of an address.
pub(crate) fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

fn place_of(url: &Url) -> String {
    format!("{}{}", url.host_str().unwrap_or_default(), url.path())
}

#[async_trait]
impl HttpClient for Web {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        self.asked.lock().unwrap().push(request.clone());
        let servers = self.servers.lock().unwrap();
        let reply = servers.get(&place_of(&request.url)).map(|server| server(&request.url));
        let (status, headers, body) = reply.unwrap_or((404, Vec::new(), Vec::new()));
        let headers =
            headers.into_iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        Ok(HttpResponse {
            status,
            headers: headers.collect::<HeaderMap>(),
            url: request.url,
            moved_to: None,
            body: Bytes::from(body),
            requests: 1,
        })
    }

    async fn is_private(&self, _url: &Url) -> bool {
        false
    }
}
