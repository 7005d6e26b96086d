//! What the Data API is asked for: searches, comments, uploads where the feed fails, counts.

use std::collections::HashMap;

use serde_json::Value;
use url::Url;

use super::{
    OPTIONS,
    data::{Api, read},
    item,
};
use crate::{
    model::{Cursor, FoundItem, TargetType},
    platforms::{
        ConnectorError, Page, Target,
        apart::apart,
        pages::{self, Row, Sheet, not_valid},
        walk::MOST_PAGES,
    },
};

/// The most that a search, or a question for videos, gives at once.
const PER_PAGE: &str = "50";
const MOST_VIDEOS: usize = 50;
/// As many as the feed shows, so that neither shows what the other does not.
const AS_IN_FEED: &str = "15";
const PARTS: &str = "snippet,statistics,contentDetails";

/// The 50 latest videos that are found; a search is dear, so never more.
pub(super) async fn search(target: &Target, cursor: &Cursor, api: &Api<'_>) -> Result<Page, ConnectorError> {
    let url = Url::parse(&target.url).map_err(|_| not_valid())?;
    let words = match target.target_type {
        TargetType::Hashtag => {
            let tag = url.path_segments().and_then(Iterator::last).map(super::recognise::decoded);
            tag.map(|tag| format!("#{tag}"))
        }
        _ => url.query_pairs().find(|(key, _)| key == "search_query").map(|(_, words)| words.into_owned()),
    };
    let words = words.ok_or_else(not_valid)?;
    let event = target.option("live", OPTIONS);
    let sheet = |next| found(&words, event, next, api);
    pages::read(cursor, true, 1, super::changed, sheet).await
}

async fn found(
    words: &str,
    event: &str,
    next: Option<String>,
    api: &Api<'_>,
) -> Result<Sheet, ConnectorError> {
    let mut parameters = vec![
        ("part", "snippet"),
        ("type", "video"),
        ("order", "date"),
        ("q", words),
        ("maxResults", PER_PAGE),
    ];
    if event != "any" {
        parameters.push(("eventType", event));
    }
    parameters.extend(next.as_deref().map(|word| ("pageToken", word)));
    let response = api.get("search", &parameters).await?;
    let (entries, next) = apart(move || read(&response)).await??;
    let ids: Vec<String> = entries.iter().filter_map(item::video_id).collect();
    if ids.is_empty() && !entries.is_empty() {
        return Err(super::changed());
    }
    // A search cuts descriptions and knows no counts.
    let videos = videos(&ids, api).await?;
    let row = |id| videos.get(id).map_or(Row::Other, |video| item::video(video).into());
    Ok(Sheet { rows: ids.iter().map(row).collect(), next })
}

/// The comments of a video, newest first.
pub(super) async fn comments(
    video: &str,
    target: &Target,
    cursor: &Cursor,
    api: &Api<'_>,
) -> Result<Page, ConnectorError> {
    let with_replies = target.option("replies", OPTIONS) == "true";
    let sheet = |next| threads(video, with_replies, next, api);
    let mut page = pages::read(cursor, true, MOST_PAGES, super::changed, sheet).await?;
    if cursor.state.is_null() {
        let id = video.to_owned();
        let titled = videos(&[id], api).await?;
        let title = titled.get(video).and_then(item::video).and_then(|video| video.title);
        page.title = title.map(|title| format!("Comments on {title}"));
    }
    Ok(page)
}

async fn threads(
    video: &str,
    with_replies: bool,
    next: Option<String>,
    api: &Api<'_>,
) -> Result<Sheet, ConnectorError> {
    let part = if with_replies { "snippet,replies" } else { "snippet" };
    let mut parameters = vec![
        ("part", part),
        ("videoId", video),
        ("order", "time"),
        ("maxResults", "100"),
        ("textFormat", "plainText"),
    ];
    parameters.extend(next.as_deref().map(|word| ("pageToken", word)));
    let response = api.get("commentThreads", &parameters).await?;
    let video = video.to_owned();
    apart(move || {
        let (entries, next) = read(&response)?;
        let rows = entries.iter().flat_map(|entry| item::thread(entry, &video, with_replies));
        Ok(Sheet { rows: rows.map(Row::from).collect(), next })
    })
    .await?
}

/// What the feed would show, where it fails.
pub(super) async fn uploads(
    target_type: TargetType,
    id: &str,
    api: &Api<'_>,
) -> Result<Page, ConnectorError> {
    let list = match (target_type, id.strip_prefix("UC")) {
        (TargetType::Channel, Some(rest)) => format!("UU{rest}"),
        _ => id.to_owned(),
    };
    let parameters =
        [("part", "snippet,contentDetails"), ("playlistId", list.as_str()), ("maxResults", AS_IN_FEED)];
    let response = api.get("playlistItems", &parameters).await?;
    let (mut entries, _) = read(&response)?;
    entries.retain(|entry| !item::is_withheld(entry));
    let items: Vec<FoundItem> = entries.iter().filter_map(item::video).collect();
    if items.is_empty() && !entries.is_empty() {
        return Err(super::changed());
    }
    let is_partial = items.len() < entries.len();
    Ok(Page { items, is_partial, ..Page::default() })
}

/// Exact counts for the videos of a feed. Without them the videos are still there.
pub(super) async fn count(page: &mut Page, api: &Api<'_>) {
    let ids: Vec<String> = page.items.iter().map(|item| item.external_id.clone()).collect();
    match videos(&ids, api).await {
        Ok(videos) => {
            for item in &mut page.items {
                if let Some(video) = videos.get(&item.external_id) {
                    item::enrich(item, video);
                }
            }
        }
        Err(error) => page.warnings.push(format!("Exact counts could not be read. {}", error.message)),
    }
}

/// Videos by their ids; those that are deleted or private are missing.
async fn videos(ids: &[String], api: &Api<'_>) -> Result<HashMap<String, Value>, ConnectorError> {
    let mut all = HashMap::new();
    for some in ids.chunks(MOST_VIDEOS) {
        let response = api.get("videos", &[("part", PARTS), ("id", &some.join(","))]).await?;
        let (entries, _) = apart(move || read(&response)).await??;
        all.extend(entries.into_iter().filter_map(|video| Some((item::video_id(&video)?, video))));
    }
    Ok(all)
}
