//! Answers from a recording, in place of a network.

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, Method, header};
use url::Url;

use super::{
    body, file,
    format::{CREATOR, Entry, Har},
    names::REDACTED,
    secrets::Secrets,
    talk,
};
use crate::{
    Error, Result, StandIn,
    adapters::redirects::{self, MAX_REDIRECTS},
    model::FieldError,
    ports::{Conversation, Heard, HttpClient, HttpError, HttpRequest, HttpResponse},
};

/// The most of an address that a message repeats.
const SHOWN: usize = 200;

/// What makes two requests the same: method, redacted address, redacted body.
type Key = (String, String, Option<String>);

/// A recording that answers. Reaches nothing outside, and asks for no leave to.
#[derive(Debug)]
pub struct Replayer {
    recorded: Mutex<HashMap<Key, Recorded>>,
    /// The platforms that were asked with a key.
    keys: Vec<String>,
    /// Text in a recording of our own is what was sent; in a browser's it was decoded.
    is_own: bool,
}

/// The answers to one request, and how many of them have been given.
#[derive(Debug, Default)]
struct Recorded {
    entries: Vec<Arc<Entry>>,
    given: usize,
}

impl Recorded {
    /// The next answer; the last one again and again. "Not modified" answers only who asks so.
    fn next(&mut self, is_conditional: bool) -> Option<Arc<Entry>> {
        let fits = |entry: &Arc<Entry>| is_conditional || entry.response.status != 304;
        let later = self.entries.iter().skip(self.given).position(fits);
        let position = match later {
            Some(offset) => self.given + offset,
            None => self.entries.iter().rposition(fits)?,
        };
        self.given = self.given.max(position + 1);
        self.entries.get(position).cloned()
    }
}

impl Replayer {
    /// Reads a recording of Tidewatch or of a browser.
    ///
    /// # Errors
    /// A sentence on what is wrong with the file.
    pub fn open(path: &Path) -> Result<Self> {
        let refused = |reason| Error::refused(vec![FieldError::new("replay", reason)]);
        let har: Har<Entry> = file::read(path).map_err(refused)?;
        let is_own = har.log.creator.name == CREATOR;
        let keys = har.log.keys;
        let mut recorded = HashMap::<Key, Recorded>::new();
        for mut entry in har.log.entries {
            // Browsers also record what has no such address.
            let Ok(url) = Url::parse(&entry.request.url) else { continue };
            // What a browser shows for "not modified" is the copy that it had.
            let response = &mut entry.response;
            if !is_own
                && response.status == 304
                && response.content.text.as_ref().is_some_and(|text| !text.is_empty())
            {
                response.status = 200;
            }
            let sent = entry.request.post_data.as_ref();
            let sent = sent.and_then(|sent| body::read(&sent.text, sent.encoding.as_deref()));
            let sent = sent.or_else(|| talk::said(&entry).map(Bytes::from));
            let key = key(&entry.request.method.to_ascii_uppercase(), &url, sent.as_ref());
            recorded.entry(key).or_default().entries.push(Arc::new(entry));
        }
        Ok(Self { recorded: Mutex::new(recorded), keys, is_own })
    }

    /// What stands for the keys that the recording was made with.
    pub fn stand_in(&self) -> StandIn {
        StandIn { value: super::names::REDACTED, platforms: self.keys.clone() }
    }

    fn find(
        &self,
        method: &Method,
        url: &Url,
        request: &HttpRequest,
    ) -> std::result::Result<Arc<Entry>, HttpError> {
        let is_conditional = [header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE]
            .iter()
            .any(|name| request.headers.contains_key(name));
        let body = request.body.as_ref().filter(|_| *method != Method::GET);
        let mut recorded = self.recorded.lock().unwrap_or_else(PoisonError::into_inner);
        match recorded.get_mut(&key(method.as_str(), url, body)) {
            Some(recorded) => recorded.next(is_conditional).ok_or_else(|| no_body(method, url)),
            None => Err(HttpError::NotRecorded { method: method.to_string(), url: shown(url) }),
        }
    }

    fn answer(&self, request: &HttpRequest) -> std::result::Result<HttpResponse, HttpError> {
        let mut url = request.url.clone();
        let mut method = request.method.clone();
        let (mut moved_to, mut was_permanent) = (None, true);
        for requests in 1..=MAX_REDIRECTS + 1 {
            let entry = self.find(&method, &url, request)?;
            if let Some(error) = &entry.error {
                return Err(error.clone());
            }
            let status = u16::try_from(entry.response.status).unwrap_or(0);
            if let Some(next) = next_of_browser(&entry, status, &url) {
                was_permanent &= redirects::is_permanent(status);
                if was_permanent {
                    moved_to = Some(next.clone());
                }
                method = redirects::method_after(status, &method);
                url = next;
                continue;
            }
            return self.response(&entry, status, request, (method, url, moved_to, requests));
        }
        Err(HttpError::TooManyRedirects { host: host_of(&request.url), limit: MAX_REDIRECTS })
    }

    fn response(
        &self,
        entry: &Entry,
        status: u16,
        request: &HttpRequest,
        (method, url, moved_to, requests): (Method, Url, Option<Url>, u32),
    ) -> std::result::Result<HttpResponse, HttpError> {
        let content = &entry.response.content;
        let body = match &content.text {
            Some(text) => body::read(text, content.encoding.as_deref()),
            None => (content.size <= 0).then(Bytes::new),
        };
        let body = body.filter(|_| status != 0).ok_or_else(|| no_body(&method, &url))?;
        if body.len() > request.max_bytes {
            let limit_mib = request.max_bytes >> 20;
            return Err(HttpError::TooLarge { host: host_of(&url), limit_mib });
        }
        let mut headers = entry.response.head.read();
        if !self.is_own && content.encoding.is_none() && !body.is_ascii() {
            relabel(&mut headers, &content.mime_type);
        }
        // An address that lost a secret leads nowhere.
        let usable = |url: &Option<String>| {
            url.as_deref().filter(|url| !url.contains(REDACTED)).and_then(|url| Url::parse(url).ok())
        };
        Ok(HttpResponse {
            status,
            headers,
            url: usable(&entry.response.final_url).unwrap_or(url),
            moved_to: usable(&entry.response.moved_to).or(moved_to),
            body,
            requests: entry.response.requests.unwrap_or(requests),
        })
    }
}

#[async_trait]
impl HttpClient for Replayer {
    async fn send(&self, request: HttpRequest) -> std::result::Result<HttpResponse, HttpError> {
        self.answer(&request)
    }

    async fn converse(&self, conversation: Conversation) -> std::result::Result<Heard, HttpError> {
        let said = Bytes::from(conversation.says.join("\n"));
        let key = key(Method::GET.as_str(), &conversation.url, Some(&said));
        let entry = {
            let mut recorded = self.recorded.lock().unwrap_or_else(PoisonError::into_inner);
            recorded.get_mut(&key).and_then(|recorded| recorded.next(false))
        };
        let unknown = || HttpError::NotRecorded { method: "WS".into(), url: shown(&conversation.url) };
        talk::heard(entry.ok_or_else(unknown)?.as_ref(), &conversation)
    }

    async fn is_private(&self, _: &Url) -> bool {
        false
    }
}

/// Where a browser was sent on. Tidewatch records the answer at the end of all redirects.
fn next_of_browser(entry: &Entry, status: u16, from: &Url) -> Option<Url> {
    let mut headers = entry.response.head.read();
    if !headers.contains_key(header::LOCATION) {
        headers.insert(header::LOCATION, entry.response.redirect_url.parse().ok()?);
    }
    let leads_on = redirects::is_redirect(status) && !headers.get(header::LOCATION)?.is_empty();
    if leads_on { redirects::target(from, &headers, false) } else { None }
}

/// Browsers decode what they write down, so that its own label no longer holds.
fn relabel(headers: &mut HeaderMap, mime_type: &str) {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or(mime_type);
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if let Ok(kind) = format!("{kind}; charset=utf-8").parse() {
        headers.insert(header::CONTENT_TYPE, kind);
    }
}

fn key(method: &str, url: &Url, body: Option<&Bytes>) -> Key {
    let mut secrets = Secrets::default();
    secrets.learn(url);
    let body = body.filter(|body| !body.is_empty());
    let body = body.map(|body| body::write(body, &secrets, Secrets::redact_request).0);
    (method.to_owned(), secrets.redact_url(url), body)
}

fn no_body(method: &Method, url: &Url) -> HttpError {
    HttpError::NoBodyRecorded { method: method.to_string(), url: shown(url) }
}

fn shown(url: &Url) -> String {
    let mut text = Secrets::default().redact_url(url);
    if let Some((end, _)) = text.char_indices().nth(SHOWN) {
        text.truncate(end);
        text.push('…');
    }
    text
}

fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}
