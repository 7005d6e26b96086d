//! Reads one feed: asks only for what has changed, and keeps what it says about its place.

use http::{HeaderMap, HeaderValue, header};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{
    hints::PollHints,
    parse::{Flaw, Found, ParseError, ParsedFeed, parse},
    rules,
};
use crate::{
    model::{Cursor, FailureCode},
    platforms::{Answer, ConnectorError, Fetched, Page, Session, apart::apart},
    ports::HttpResponse,
};

const ACCEPT: &str = "application/feed+json, application/atom+xml, application/rss+xml, application/rdf+xml, \
     application/xml;q=0.9, text/xml;q=0.9, */*;q=0.8";
/// A permanent redirect is believed after this many answers.
const MOVES_BELIEVED: u32 = 3;
/// Cache headers speak of caches; they may not make checks rarer than this.
const LONGEST_CACHE_MINUTES: u32 = 60;

/// What this connector keeps in the cursor.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct State {
    hints: PollHints,
    #[serde(skip_serializing_if = "Option::is_none")]
    moved: Option<Moved>,
}

/// Where the feed says that it has moved to, and how often it has said so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Moved {
    url: Url,
    times: u32,
}

/// Why an address gave no feed, and the web page that it gave instead.
pub(super) struct Failed {
    pub(super) error: ConnectorError,
    pub(super) page: Option<HttpResponse>,
}

impl From<ConnectorError> for Failed {
    fn from(error: ConnectorError) -> Self {
        Self { error, page: None }
    }
}

pub(super) async fn read(url: &Url, cursor: &Cursor, session: &Session) -> Result<Fetched, Failed> {
    let key = url.as_str();
    let state: State = serde_json::from_value(cursor.state.clone()).unwrap_or_default();
    let (response, memory) = match session.get_if_changed(url, key, accept(), cursor).await? {
        Answer::Unchanged { memory } => {
            let cursor = memory.map(|memory| cursor.with_http(key, memory));
            return Ok(Fetched::NotModified { hints: state.hints, cursor });
        }
        Answer::Changed { response, memory } => (response, memory),
    };
    let mut parsed = match parse_apart(response.clone()).await? {
        Ok(parsed) => parsed,
        Err(error) => {
            // Pages need not begin with <html>.
            let is_markup = response.body.trim_ascii_start().starts_with(b"<");
            let is_page = match &error {
                ParseError::NotAFeed { found } => {
                    *found == Found::Html || (*found == Found::Other && is_markup)
                }
                ParseError::Malformed(_) => false,
            };
            let page = is_page.then_some(response);
            return Err(Failed { error: not_a_feed(url, &error), page });
        }
    };
    rules::polish(url, &mut parsed.items);
    let asked = parsed.hints.min_minutes.max(max_age(&response.headers)).max(rules::min_minutes(url));
    let hints = PollHints { min_minutes: asked, ..parsed.hints };
    let moved = moved(state.moved, response.moved_to.or(parsed.moved_to.clone()).filter(|to| to != url));
    let believed =
        moved.as_ref().filter(|moved| moved.times >= MOVES_BELIEVED).map(|moved| moved.url.to_string());
    let state = serde_json::to_value(State { hints, moved }).unwrap_or_default();
    let cursor = Cursor { v: 1, http: [(key.to_owned(), memory)].into(), state };
    Ok(Fetched::Page(Box::new(page(parsed, hints, cursor, believed.unwrap_or_else(|| key.to_owned())))))
}

fn page(parsed: ParsedFeed, hints: PollHints, cursor: Cursor, target_id: String) -> Page {
    let is_partial = parsed.flaws.iter().any(Flaw::is_loss);
    let mut warnings: Vec<String> = parsed.flaws.iter().map(Flaw::to_string).collect();
    if parsed.complete {
        warnings.push("The feed says that nothing will be added to it any more.".into());
    }
    Page {
        title: parsed.title,
        items: parsed.items,
        warnings,
        is_partial,
        target_id: Some(target_id),
        cursor,
        hints,
        ..Page::default()
    }
}

/// Parsing may take long: not on a thread that others wait for.
async fn parse_apart(response: HttpResponse) -> Result<Result<ParsedFeed, ParseError>, ConnectorError> {
    apart(move || {
        let content_type = text(&response.headers, header::CONTENT_TYPE);
        parse(&response.body, content_type.as_deref(), &response.url)
    })
    .await
}

fn not_a_feed(url: &Url, error: &ParseError) -> ConnectorError {
    let host = url.host_str().unwrap_or("The server");
    let message = match error {
        ParseError::NotAFeed { found } => format!("{host} answers with {found}, not with a feed."),
        ParseError::Malformed(reason) => format!("The feed of {host} cannot be read: {reason}."),
    };
    ConnectorError::new(FailureCode::NotAFeed, message)
}

fn moved(known: Option<Moved>, to: Option<Url>) -> Option<Moved> {
    let url = to?;
    let times = known.filter(|known| known.url == url).map_or(0, |known| known.times);
    Some(Moved { url, times: times.saturating_add(1) })
}

fn max_age(headers: &HeaderMap) -> Option<u32> {
    let value = text(headers, header::CACHE_CONTROL)?.to_ascii_lowercase();
    let seconds: u32 =
        value.split(',').find_map(|part| part.trim().strip_prefix("max-age=")?.parse().ok())?;
    Some((seconds / 60).min(LONGEST_CACHE_MINUTES)).filter(|minutes| *minutes > 0)
}

pub(super) fn accept() -> HeaderMap {
    HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(ACCEPT))])
}

pub(super) fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}
