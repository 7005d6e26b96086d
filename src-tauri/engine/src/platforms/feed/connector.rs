//! The connector for feeds, and for pages that name one.

use async_trait::async_trait;
use http::{HeaderMap, HeaderValue, header};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{
    discover::{discover, probe_candidates},
    hints::PollHints,
    parse::{Flaw, Found, ParseError, ParsedFeed, parse},
};
use crate::{
    model::{Cursor, FailureCode, Platform, PlatformAbout, Recognised, TargetType},
    platforms::{Answer, Connector, ConnectorError, Fetched, Link, Page, SAMPLE_URL, Session, Target},
    ports::HttpResponse,
};

const ACCEPT: &str = "application/feed+json, application/atom+xml, application/rss+xml, application/rdf+xml, \
     application/xml;q=0.9, text/xml;q=0.9, */*;q=0.8";
/// A permanent redirect is believed after this many answers.
const MOVES_BELIEVED: u32 = 3;
/// Cache headers speak of caches; they may not make checks rarer than this.
const LONGEST_CACHE_MINUTES: u32 = 60;
/// Feeds that a page names and usual places: tried in one run at most.
const MOST_NAMED: usize = 3;
const MOST_PROBED: usize = 12;

/// RSS, Atom and JSON Feed.
#[derive(Debug)]
pub struct Feed;

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

#[async_trait]
impl Connector for Feed {
    fn about(&self) -> PlatformAbout {
        PlatformAbout {
            platform: Platform::Feed,
            name: "Feed",
            target_types: &[TargetType::Feed],
            keyless: true,
            examples: &["https://example.org/feed.xml", "https://example.org/blog", "example.org"],
            limits: "What the feed lists, usually its 10 to 50 latest entries.",
            key: None,
            options: &[],
            settings: &[],
        }
    }

    /// Every web address may be a feed or name one.
    fn recognise(&self, link: &Link) -> Result<Vec<Recognised>, String> {
        let url = link.url.to_string();
        let display = if url == SAMPLE_URL {
            "Sample".to_owned()
        } else {
            let path = link.url.path().trim_end_matches('/');
            format!("{}{path}", link.url.host_str().unwrap_or_default().trim_start_matches("www."))
        };
        Ok(vec![Recognised {
            platform: Platform::Feed,
            target_type: TargetType::Feed,
            target_url: url,
            target_id: None,
            display,
        }])
    }

    async fn fetch(
        &self,
        target: &Target,
        cursor: &Cursor,
        session: &Session,
    ) -> Result<Fetched, ConnectorError> {
        let typed = address(&target.url)?;
        let known = target.id.as_deref().and_then(|id| Url::parse(id).ok()).filter(|known| *known != typed);
        if let Some(known) = known {
            match read(&known, cursor, session).await {
                // The page may name another one by now, and a feed may name a place that is none.
                Err(Failed { error, .. }) if is_no_place(&error) => {}
                done => return done.map_err(|failed| failed.error),
            }
        }
        match read(&typed, cursor, session).await {
            Ok(fetched) => Ok(fetched),
            Err(Failed { page: Some(page), .. }) => search(&page, session).await,
            Err(Failed { error, .. }) => Err(error),
        }
    }
}

/// Why an address gave no feed, and the web page that it gave instead.
struct Failed {
    error: ConnectorError,
    page: Option<HttpResponse>,
}

impl From<ConnectorError> for Failed {
    fn from(error: ConnectorError) -> Self {
        Self { error, page: None }
    }
}

/// Whether an address that a page or a feed has named leads nowhere.
fn is_no_place(error: &ConnectorError) -> bool {
    match error.code {
        FailureCode::Gone | FailureCode::NotAFeed | FailureCode::Unreachable | FailureCode::Tls => true,
        // Refused by our own rules, not by the server.
        FailureCode::Blocked => error.http_status.is_none(),
        _ => false,
    }
}

async fn read(url: &Url, cursor: &Cursor, session: &Session) -> Result<Fetched, Failed> {
    let key = url.as_str();
    let state: State = serde_json::from_value(cursor.state.clone()).unwrap_or_default();
    let (response, memory) = match session.get_if_changed(url, key, accept(), cursor).await? {
        Answer::Unchanged { memory } => {
            let cursor = memory.map(|memory| cursor.with_http(key, memory));
            return Ok(Fetched::NotModified { hints: state.hints, cursor });
        }
        Answer::Changed { response, memory } => (response, memory),
    };
    let parsed = match parse_apart(response.clone()).await? {
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
    let hints =
        PollHints { min_minutes: parsed.hints.min_minutes.max(max_age(&response.headers)), ..parsed.hints };
    let moved = moved(state.moved, response.moved_to.or(parsed.moved_to.clone()).filter(|to| to != url));
    let believed =
        moved.as_ref().filter(|moved| moved.times >= MOVES_BELIEVED).map(|moved| moved.url.to_string());
    let state = serde_json::to_value(State { hints, moved }).unwrap_or_default();
    let cursor = Cursor { v: 1, http: [(key.to_owned(), memory)].into(), state };
    Ok(Fetched::Page(Box::new(page(parsed, hints, cursor, believed.unwrap_or_else(|| key.to_owned())))))
}

/// Tries the feeds that a page names, then the usual places.
async fn search(page: &HttpResponse, session: &Session) -> Result<Fetched, ConnectorError> {
    let (body, base) = (page.body.clone(), page.url.clone());
    let content_type = text(&page.headers, header::CONTENT_TYPE);
    let links: Vec<String> = page
        .headers
        .get_all(header::LINK)
        .iter()
        .filter_map(|link| link.to_str().ok())
        .map(str::to_owned)
        .collect();
    let named = apart(move || {
        let links: Vec<&str> = links.iter().map(String::as_str).collect();
        discover(&body, content_type.as_deref(), &base, &links)
    })
    .await?;
    let mut failure = None;
    for candidate in named.iter().take(MOST_NAMED) {
        match read(&candidate.url, &Cursor::default(), session).await {
            Ok(fetched) => return Ok(with_others_named(fetched, named.len())),
            Err(Failed { error, .. }) => failure = failure.or(Some(error)),
        }
    }
    if let Some(error) = failure {
        return Err(ConnectorError {
            message: format!("The page names a feed, but that cannot be read. {}", error.message),
            ..error
        });
    }
    for url in probe_candidates(&page.url).into_iter().take(MOST_PROBED) {
        // Sites send unknown paths to their start page: only an answer from the place itself counts.
        let Ok(response) = session.get(&url, accept()).await else { continue };
        if response.status == 200
            && response.url == url
            && let Ok(fetched) = read(&url, &Cursor::default(), session).await
        {
            return Ok(fetched);
        }
    }
    let host = page.url.host_str().unwrap_or("The server");
    Err(ConnectorError::new(
        FailureCode::NotAFeed,
        format!(
            "{host} shows a web page here, and the page names no feed. Look on it for a link called RSS, Atom or Feed, \
             and paste that."
        ),
    ))
}

fn with_others_named(mut fetched: Fetched, named: usize) -> Fetched {
    if let Fetched::Page(page) = &mut fetched
        && named > 1
    {
        page.warnings.push(format!("The page names {named} feeds; this is the first."));
    }
    fetched
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

/// Work that takes long, on a thread that nobody else waits for.
pub(in crate::platforms) async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ConnectorError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(%error, "a parser ended unexpectedly");
        ConnectorError::new(FailureCode::Internal, "Tidewatch made a mistake while reading the answer.")
    })
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

fn accept() -> HeaderMap {
    HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(ACCEPT))])
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

fn address(text: &str) -> Result<Url, ConnectorError> {
    Url::parse(text)
        .map_err(|_| ConnectorError::new(FailureCode::Internal, "The stored address is not valid."))
}
