//! The connector for feeds, and for pages that name one.

use async_trait::async_trait;
use http::header;
use url::Url;

use super::{
    discover::{discover, probe_candidates},
    engines,
    read::{Failed, accept, read, text},
    rules::{self, Place},
};
use crate::{
    model::{Cursor, FailureCode, Platform, PlatformAbout, Recognised, TargetType},
    platforms::{
        Connector, ConnectorError, Fetched, Link, SAMPLE_URL, Session, Target, apart::apart, pages::not_valid,
    },
    ports::HttpResponse,
};

/// Feeds that a page names and usual places: tried in one run at most.
const MOST_NAMED: usize = 3;
const MOST_PROBED: usize = 12;

/// RSS, Atom and JSON Feed.
#[derive(Debug)]
pub struct Feed;

#[async_trait]
impl Connector for Feed {
    fn about(&self) -> PlatformAbout {
        PlatformAbout {
            platform: Platform::Feed,
            name: "Feed",
            target_types: &[TargetType::Feed],
            keyless: true,
            examples: &["https://example.org/feed.xml", "https://example.org/blog", "example.org"],
            limits: "What the feed lists, usually its 10 to 50 latest entries. Pages of Medium, Substack, \
                     Pinterest, SoundCloud, Flickr, GitLab and many more lead to their feeds.",
            key: None,
            options: &[],
            settings: &[],
        }
    }

    /// Every web address may be a feed or name one.
    fn recognise(&self, link: &Link) -> Result<Vec<Recognised>, String> {
        if let Some(site) = rules::site(link)? {
            return Ok(vec![reading(site.page, site.name)]);
        }
        let url = link.url.to_string();
        let display = if url == SAMPLE_URL {
            "Sample".to_owned()
        } else {
            let path = link.url.path().trim_end_matches('/');
            format!("{}{path}", link.url.host_str().unwrap_or_default().trim_start_matches("www."))
        };
        Ok(vec![reading(url, display)])
    }

    /// Of pages whose feed is known; others are found by who reads them.
    fn feed_address(&self, target: &Target) -> Option<String> {
        match rules::of_page(&Url::parse(&target.url).ok()?)?.feed {
            Place::At(feed) => Some(feed),
            Place::OnPage(_) | Place::Anywhere => target.id.clone(),
        }
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
        let known_site = match by_rule(&typed, cursor, session).await {
            Ok(Some(fetched)) => return Ok(fetched),
            Ok(None) => None,
            // The site may keep its feed elsewhere by now: its page is asked.
            Err(error) if is_no_place(&error) || error.code == FailureCode::Changed => Some(error),
            Err(error) => return Err(error),
        };
        let found = match read(&typed, cursor, session).await {
            Ok(fetched) => Ok(fetched),
            Err(Failed { page: Some(page), .. }) => search(&page, session).await,
            Err(Failed { error, .. }) => Err(error),
        };
        found.map_err(|error| known_site.unwrap_or(error))
    }
}

/// Reads the feed of a page whose feed is known; nothing where it is none of these.
async fn by_rule(typed: &Url, cursor: &Cursor, session: &Session) -> Result<Option<Fetched>, ConnectorError> {
    let Some(site) = rules::of_page(typed) else { return Ok(None) };
    let feed = match &site.feed {
        Place::At(feed) => address(feed)?,
        Place::OnPage(missing) => rules::address(&site, missing, session).await?,
        Place::Anywhere => return Ok(None),
    };
    match read(&feed, cursor, session).await {
        Ok(fetched) => Ok(Some(fetched)),
        Err(Failed { error, .. }) => Err(error),
    }
}

fn reading(target_url: String, display: String) -> Recognised {
    Recognised {
        platform: Platform::Feed,
        target_type: TargetType::Feed,
        target_url,
        target_id: None,
        display,
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
    let (named, places) = apart(move || {
        let links: Vec<&str> = links.iter().map(String::as_str).collect();
        let mut named = discover(&body, content_type.as_deref(), &base, &links);
        named.sort_by_key(|candidate| !engines::is_of_list(&candidate.url, &base));
        let mut places = engines::places(&body, &base);
        places.extend(probe_candidates(&base));
        (named, places)
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
    for url in places.into_iter().take(MOST_PROBED) {
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

fn address(text: &str) -> Result<Url, ConnectorError> {
    Url::parse(text).map_err(|_| not_valid())
}
