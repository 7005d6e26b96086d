//! Reddit: without a key the Atom feeds of communities, users, posts and searches, the hundred
//! latest entries of each, one request a minute for all of them together; with the user's app
//! the same through its interface.

mod entry;
mod listing;
mod oauth;
mod recognise;
mod refusal;
mod thing;

use std::{collections::HashSet, time::Duration};

use async_trait::async_trait;
use http::{HeaderMap, HeaderValue, header};
use url::Url;

use super::{
    Answer, Connector, ConnectorError, Cost, Fetched, Link, Page, PollHints, Session, Target,
    apart::apart,
    feed::{self, parse::Flaw},
    keys,
    pages::not_valid,
};
use crate::{
    model::{
        Cursor, FailureCode, FoundItem, KeyAbout, KeyField, Platform, PlatformAbout, Recognised,
        SettingAbout, TargetType,
    },
    ports::HttpResponse,
};

const ORIGIN: &str = "https://www.reddit.com";
/// A little more than the minute that Reddit asks for.
const GAP: Duration = Duration::from_secs(65);
/// Sooner than this, a target hardly ever has news, and others wait for their turn.
const MIN_MINUTES: u32 = 30;
/// As many as one answer holds at most.
const LIMIT: &str = "100";

const KEY: KeyAbout = KeyAbout {
    fields: &[KeyField::open("client_id", "Client ID"), KeyField::secret("client_secret", "Client secret")],
    get_at: "https://www.reddit.com/prefs/apps",
    help: "Apply for access to Reddit's Data API, which Reddit grants to few, then create an app of the type \"script\" and copy \
           its ID and secret. It grants about 100 requests a minute instead of one, and adds votes and comment counts.",
};

/// Communities, users, posts and searches on Reddit.
#[derive(Debug)]
pub struct Reddit;

#[async_trait]
impl Connector for Reddit {
    fn about(&self) -> PlatformAbout {
        PlatformAbout {
            platform: Platform::Reddit,
            name: "Reddit",
            target_types: &[
                TargetType::Community,
                TargetType::Profile,
                TargetType::Thread,
                TargetType::Search,
                TargetType::List,
            ],
            keyless: true,
            examples: &[
                "https://www.reddit.com/r/…",
                "https://www.reddit.com/user/…",
                "https://www.reddit.com/r/…/comments/…",
            ],
            limits: "The 100 latest entries, without votes. Reddit allows one request a minute for all jobs together, \
                     so each is checked every 30 minutes at most; with a key both bounds are gone.",
            key: Some(&KEY),
            options: &[],
            settings: const {
                &[
                    SettingAbout::base_url(ORIGIN),
                    SettingAbout {
                        name: "api_url",
                        label: "Interface",
                        help: "Where Reddit's interface for programs is.",
                        default: oauth::SERVER,
                    },
                ]
            },
        }
    }

    fn recognise(&self, link: &Link) -> Result<Vec<Recognised>, String> {
        recognise::recognise(link)
    }

    fn feed_address(&self, target: &Target) -> Option<String> {
        Some(feed_url(&Url::parse(ORIGIN).ok()?, &target.url).ok()?.into())
    }

    fn gap(&self) -> Option<(&'static str, Duration)> {
        Some((ORIGIN, GAP))
    }

    fn cost(&self, _target: &Target, has_key: bool) -> Option<Cost> {
        let (per_minute, note) = match has_key {
            true => (100, None),
            false => (1, Some("Without a key Reddit grants one request a minute to all jobs together.")),
        };
        Some(Cost { per_run: 1, per_day: Some(per_minute * 24 * 60), unit: "requests", note })
    }

    async fn test_key(&self, session: &Session) -> Result<String, ConnectorError> {
        let api = oauth::Api::new(session)?.ok_or_else(|| keys::missing("Reddit", Platform::Reddit))?;
        api.test().await
    }

    async fn fetch(
        &self,
        target: &Target,
        cursor: &Cursor,
        session: &Session,
    ) -> Result<Fetched, ConnectorError> {
        if let Some(api) = oauth::Api::new(session)? {
            let mut page = listing::read(target, cursor, &api).await?;
            page.title = recognise::name(&target.url);
            return Ok(Fetched::Page(Box::new(page)));
        }
        let own = Url::parse(ORIGIN).map_err(|_| not_valid())?;
        let url = feed_url(&session.base(Platform::Reddit, &own), &target.url)?;
        // Without the host: it changes with the base, what is known of the feed does not.
        let key = format!("feed:{}?{}", url.path(), url.query().unwrap_or_default());
        let accept = HeaderValue::from_static("application/atom+xml, application/xml;q=0.9, */*;q=0.8");
        let headers = HeaderMap::from_iter([(header::ACCEPT, accept)]);
        let hints = PollHints { min_minutes: Some(MIN_MINUTES), ..PollHints::default() };
        let answer = session.get_if_changed_or(&url, &key, headers, cursor, refusal::refusal).await?;
        let (response, memory) = match answer {
            Answer::Unchanged { memory } => {
                let cursor = memory.map(|memory| cursor.with_http(&key, memory));
                return Ok(Fetched::NotModified { hints, cursor });
            }
            Answer::Changed { response, memory } => (response, memory),
        };
        let mut page = apart(move || parse(&response)).await??;
        page.title = page.title.or_else(|| recognise::name(&target.url));
        page.hints = hints;
        // A partial answer is read again in full, also where its bytes are the same.
        page.cursor = match page.is_partial || page.items.is_empty() {
            true => cursor.clone(),
            false => Cursor { v: 1, http: [(key, memory)].into(), state: serde_json::Value::Null },
        };
        Ok(Fetched::Page(Box::new(page)))
    }
}

/// Where a target's feed is: `/r/a/` at `/r/a/new/.rss`, a search at `/search.rss`, the rest
/// below its own path.
fn feed_url(base: &Url, target_url: &str) -> Result<Url, ConnectorError> {
    let target = Url::parse(target_url).map_err(|_| not_valid())?;
    let path = target.path().trim_end_matches('/');
    let mut url = base.clone();
    let sorts = match path.split('/').filter(|part| !part.is_empty()).collect::<Vec<_>>().as_slice() {
        ["r", _] | ["domain", _] | ["user", _, "m", _] => {
            url.set_path(&format!("{path}/new/.rss"));
            false
        }
        [.., "search"] => {
            url.set_path(&format!("{path}.rss"));
            true
        }
        ["comments", _] | ["r", _, "comments", _] => {
            url.set_path(&format!("{path}/.rss"));
            true
        }
        _ => {
            url.set_path(&format!("{path}/.rss"));
            false
        }
    };
    url.set_query(target.query());
    let mut query = url.query_pairs_mut();
    if sorts {
        query.append_pair("sort", "new");
    }
    query.append_pair("limit", LIMIT);
    drop(query);
    Ok(url)
}

/// Pure: the entries of a feed, each named by its id on all of Reddit.
fn parse(response: &HttpResponse) -> Result<Page, ConnectorError> {
    if response.url.path().starts_with("/subreddits/search") {
        return Err(refusal::no_such_community());
    }
    let content_type = response.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let parsed = feed::parse::parse(&response.body, content_type, &response.url)
        .map_err(|error| refusal::no_feed(response, &error))?;
    let listed = parsed.items.len();
    let mut seen = HashSet::new();
    let entries = parsed.items.into_iter().filter_map(entry::read);
    let items: Vec<FoundItem> = entries.filter(|item| seen.insert(item.identity.clone())).collect();
    if items.is_empty() && listed > 0 {
        return Err(ConnectorError::new(
            FailureCode::Changed,
            "Reddit's feed has entries but none with an id: its form has changed and Tidewatch has to learn it.",
        ));
    }
    Ok(Page {
        // The lists of new posts are all called so; their own name says more.
        title: parsed.title.filter(|title| !title.starts_with("newest submissions")),
        is_partial: parsed.flaws.iter().any(Flaw::is_loss) || items.len() < listed,
        items,
        warnings: parsed.flaws.iter().map(Flaw::to_string).collect(),
        ..Page::default()
    })
}
