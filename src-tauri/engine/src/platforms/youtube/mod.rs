//! YouTube: without a key the feed of a channel or playlist, its 15 latest videos; with one also
//! searches, hashtags, comments and exact counts.

mod about;
mod channel;
mod data;
mod item;
mod lists;
mod recognise;

use std::collections::HashSet;

use async_trait::async_trait;
use http::HeaderMap;
use url::Url;

use self::about::OPTIONS;
use super::{
    Answer, Connector, ConnectorError, Cost, Fetched, Link, Page, PollHints, Session, Target,
    apart::apart,
    feed::{self, parse::Flaw},
    keys,
    pages::{self, not_valid},
};
use crate::{
    model::{
        Cursor, FailureCode, FoundItem, ItemKind, Platform, PlatformAbout, Recognised, TargetType, identity,
    },
    ports::HttpResponse,
};

const BASE: &str = "https://www.youtube.com/";

/// Channels and playlists on YouTube.
#[derive(Debug)]
pub struct Youtube;

#[async_trait]
impl Connector for Youtube {
    fn about(&self) -> PlatformAbout {
        about::about()
    }

    fn recognise(&self, link: &Link) -> Result<Vec<Recognised>, String> {
        recognise::recognise(link)
    }

    fn feed_address(&self, target: &Target) -> Option<String> {
        let own = Url::parse(BASE).ok()?;
        Some(feed_url(&own, target.target_type, target.id.as_deref()?).into())
    }

    fn cost(&self, target: &Target, has_key: bool) -> Option<Cost> {
        about::cost(target, has_key)
    }

    async fn test_key(&self, session: &Session) -> Result<String, ConnectorError> {
        let api = data::Api::new(session)?.ok_or_else(|| keys::missing("YouTube", Platform::Youtube))?;
        let response = api.get("i18nLanguages", &[("part", "snippet")]).await?;
        data::read(&response).map(|_| "The key works.".to_owned())
    }

    async fn fetch(
        &self,
        target: &Target,
        cursor: &Cursor,
        session: &Session,
    ) -> Result<Fetched, ConnectorError> {
        let api = data::Api::new(session)?;
        if !matches!(target.target_type, TargetType::Channel | TargetType::Playlist) {
            let what = if target.target_type == TargetType::Thread {
                "Reading comments on YouTube"
            } else {
                "A search on YouTube"
            };
            let api = api.ok_or_else(|| keys::missing(what, Platform::Youtube))?;
            let page = match (target.target_type, &target.id) {
                (TargetType::Thread, Some(id)) => lists::comments(id, target, cursor, &api).await?,
                (TargetType::Thread, None) => return Err(not_valid()),
                _ => lists::search(target, cursor, &api).await?,
            };
            return Ok(Fetched::Page(Box::new(page)));
        }
        let base = base(session)?;
        let id = match &target.id {
            Some(id) => id.clone(),
            None => channel::resolve(&target.url, &base, session).await?,
        };
        let url = feed_url(&base, target.target_type, &id);
        // Not the address itself: it changes with the base, what is known of the feed does not.
        let key = format!("feed:{id}");
        let answer = match session.get_if_changed(&url, &key, HeaderMap::new(), cursor).await {
            Err(error) if matches!(error.http_status, Some(404 | 400 | 500..)) => {
                if let Some(api) = &api {
                    let mut page = lists::uploads(target.target_type, &id, api).await?;
                    lists::count(&mut page, api).await;
                    (page.cursor, page.target_id) = (cursor.clone(), Some(id));
                    return Ok(Fetched::Page(Box::new(page)));
                }
                return Err(match error.http_status {
                    Some(404 | 400) => self.missing(target, &id, &base, session).await,
                    _ => error,
                });
            }
            answer => answer?,
        };
        let (response, memory) = match answer {
            Answer::Unchanged { memory } => {
                let cursor = memory.map(|memory| cursor.with_http(&key, memory));
                return Ok(Fetched::NotModified { hints: PollHints::default(), cursor });
            }
            Answer::Changed { response, memory } => (response, memory),
        };
        let mut page = apart(move || parse(&response)).await??;
        page.cursor = Cursor { v: 1, http: [(key, memory)].into(), state: serde_json::Value::Null };
        page.target_id = Some(id);
        if let Some(api) = &api {
            lists::count(&mut page, api).await;
        }
        Ok(Fetched::Page(Box::new(page)))
    }
}

impl Youtube {
    /// YouTube serves 404 for the feeds of healthy channels, for hours or days. Only the
    /// page of the target tells more.
    async fn missing(&self, target: &Target, id: &str, base: &Url, session: &Session) -> ConnectorError {
        let page = match target.target_type {
            TargetType::Playlist => base.join(&format!("playlist?list={id}")),
            _ => base.join(&format!("channel/{id}")),
        };
        let is_gone = match page {
            Ok(page) => session
                .get(&page, channel::headers())
                .await
                .is_ok_and(|page| matches!(page.status, 404 | 410)),
            Err(_) => false,
        };
        let mut error = if is_gone {
            ConnectorError::new(
                FailureCode::Gone,
                "YouTube finds neither the feed nor the page: this may have been removed, or YouTube has a bad day.",
            )
        } else {
            ConnectorError::new(
                FailureCode::PlatformDown,
                "YouTube does not serve the feed at present (404), which it does at times although all is well.",
            )
        };
        error.http_status = Some(404);
        error
    }
}

fn changed() -> ConnectorError {
    pages::changed("YouTube")
}

fn base(session: &Session) -> Result<Url, ConnectorError> {
    let own = Url::parse(BASE)
        .map_err(|_| ConnectorError::new(FailureCode::Internal, "YouTube's address is not valid."))?;
    Ok(session.base(Platform::Youtube, &own))
}

fn feed_url(base: &Url, target_type: TargetType, id: &str) -> Url {
    let mut url = base.clone();
    url.set_path("/feeds/videos.xml");
    let parameter = if target_type == TargetType::Playlist { "playlist_id" } else { "channel_id" };
    url.query_pairs_mut().clear().append_pair(parameter, id);
    url
}

/// Pure: the videos of a feed, each named by its id, which outlives every form of its address.
fn parse(response: &HttpResponse) -> Result<Page, ConnectorError> {
    let content_type = response.headers.get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let parsed = feed::parse::parse(&response.body, content_type, &response.url).map_err(|error| {
        ConnectorError::new(
            FailureCode::Changed,
            format!("YouTube answers with something else than its feed: {error}."),
        )
    })?;
    let listed = parsed.items.len();
    let mut seen = HashSet::new();
    let videos = parsed.items.into_iter().filter_map(video);
    let items: Vec<FoundItem> = videos.filter(|item| seen.insert(item.identity.clone())).collect();
    if items.is_empty() && listed > 0 {
        return Err(ConnectorError::new(
            FailureCode::Changed,
            "YouTube's feed has entries but no video ids: its form has changed and Tidewatch has to learn it.",
        ));
    }
    Ok(Page {
        title: parsed.title,
        is_partial: parsed.flaws.iter().any(Flaw::is_loss) || items.len() < listed,
        items,
        warnings: parsed.flaws.iter().map(Flaw::to_string).collect(),
        ..Page::default()
    })
}

fn video(mut item: FoundItem) -> Option<FoundItem> {
    let raw = item.raw.as_ref()?;
    let id = raw.get("yt:videoId")?.as_str()?.to_owned();
    let channel = raw.get("yt:channelId").and_then(|id| id.as_str()).map(str::to_owned);
    let url = format!("{BASE}watch?v={id}");
    item.identity = format!("id:{id}");
    item.link_key = identity::link_key(&url);
    item.external_id = id;
    item.url = Some(url);
    item.kind = ItemKind::Video;
    // The Flash player's address leads nowhere; the watch page is the video.
    item.media.retain(|media| !media.url.contains("/v/"));
    if let Some(channel) = channel {
        item.author.url = Some(format!("{BASE}channel/{channel}"));
        item.author.handle = Some(channel);
    }
    Some(item)
}
