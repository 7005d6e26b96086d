//! What a key makes possible: searches, hashtags, comments, exact counts.

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, ItemKind, Platform, TargetType},
    platforms::{Target, connector},
};

use crate::{
    keyed::{Web, parameter, with},
    lists::{List, Post},
    scripted::target,
};

pub(super) const YOUTUBE: Platform = Platform::Youtube;
pub(super) const KEY: &[(&str, &str)] = &[("key", "AIza-hush")];
pub(super) const SEARCH: &str = "www.googleapis.com/youtube/v3/search";
pub(super) const VIDEOS: &str = "www.googleapis.com/youtube/v3/videos";
pub(super) const COMMENTS: &str = "www.googleapis.com/youtube/v3/commentThreads";
pub(super) const UPLOADS: &str = "www.googleapis.com/youtube/v3/playlistItems";
const FEED: &str = "www.youtube.com/feeds/videos.xml";
const ID: &str = "UCharbourharbourharbour1";
const XML: &str = include_str!("../../fixtures/youtube/channel.xml");
const VIDEO: &str = include_str!("../../fixtures/youtube/videos.json");

pub(super) fn search() -> Target {
    target(TargetType::Search, "https://www.youtube.com/results?search_query=low+tide", None)
}

pub(super) fn comments() -> Target {
    target(TargetType::Thread, "https://www.youtube.com/watch?v=tideAAAAA01", Some("tideAAAAA01"))
}

fn channel() -> Target {
    target(TargetType::Channel, "https://www.youtube.com/channel/UCharbourharbourharbour1", Some(ID))
}

fn render(posts: &[Post], next: Option<String>) -> Value {
    let rows: Vec<Value> = posts
        .iter()
        .map(|post| {
            let snippet = json!({"textOriginal": post.text, "authorDisplayName": "Ana", "likeCount": 3, "authorChannelId": {}});
            json!({"id": post.id.to_string(), "snippet": {"topLevelComment": {"id": post.id.to_string(), "snippet": snippet}, "totalReplyCount": 2}})
        })
        .collect();
    let mut answer = json!({"kind": "youtube#commentThreadListResponse", "items": rows});
    if let Some(next) = next {
        answer["nextPageToken"] = next.into();
    }
    answer
}

#[tokio::test]
async fn comments_are_brought_once_each_and_keep_their_place() {
    let list = List {
        platform: YOUTUBE,
        target: comments(),
        key: KEY,
        around: |web| web.answer(VIDEOS, 200, VIDEO),
        place: COMMENTS,
        page: "pageToken",
        size: "maxResults",
        since: "",
        render,
    };
    list.holds().await;
    list.reads_a_huge_post().await;
}

#[tokio::test]
async fn a_search_is_asked_once_and_its_videos_for_the_rest() {
    let web = Web::new();
    let found = |ids: &[&str]| {
        let rows: Vec<Value> = ids.iter().map(|id| json!({"id": {"kind": "youtube#video", "videoId": id}, "snippet": {"title": "cut &amp; esc…"}})).collect();
        json!({"kind": "youtube#searchListResponse", "items": rows, "nextPageToken": "more"}).to_string()
    };
    web.answer(SEARCH, 200, found(&["tideAAAAA01", "tideAAAAA02", "goneAAAAA03"]));
    web.answer(VIDEOS, 200, VIDEO);
    let page = web.page(YOUTUBE, KEY, &search(), &Cursor::default()).await;
    assert_eq!(
        (web.count(SEARCH), web.count(VIDEOS)),
        (1, 1),
        "because a search costs as much as a hundred others"
    );
    let asked = web.asked()[0].clone();
    for (name, value) in [("q", "low tide"), ("order", "date"), ("type", "video"), ("maxResults", "50")] {
        assert_eq!(parameter(&asked.url, name).as_deref(), Some(value));
    }
    assert_eq!(
        asked.headers["x-goog-api-key"], "AIza-hush",
        "because addresses are logged and headers are not"
    );
    assert!(!asked.url.as_str().contains("hush"));
    let [first, second] = &page.items[..] else { panic!("{:?}", page.items) };
    assert_eq!(first.title.as_deref(), Some("Spring tide & the quay"));
    assert_eq!(first.text, "Water at the top step.\nLine two, 2 < 3.");
    assert_eq!(first.engagement.views, Some(1234), "because counts come as text");
    assert_eq!((first.engagement.likes, first.engagement.replies), (Some(56), Some(7)));
    assert_eq!((first.tags.len(), first.language.as_deref()), (2, Some("en")));
    assert_eq!(first.media[0].duration_seconds, Some(253));
    assert_eq!(second.raw.as_ref().unwrap()["live"], "upcoming");
    assert_eq!(second.engagement.likes, None, "because hidden is not zero");

    web.answer(SEARCH, 200, found(&["newAAAAAA04", "tideAAAAA01", "tideAAAAA02"]));
    let mut videos: Value = serde_json::from_str(VIDEO).unwrap();
    videos["items"][0]["snippet"]["title"] = json!("Neap tide");
    let mut new = videos["items"][1].clone();
    new["id"] = json!("newAAAAAA04");
    videos["items"].as_array_mut().unwrap().push(new);
    web.answer(VIDEOS, 200, videos.to_string());
    let again = web.page(YOUTUBE, KEY, &search(), &page.cursor).await;
    let told: Vec<_> =
        again.items.iter().map(|item| (item.identity.as_str(), item.title.as_deref())).collect();
    assert_eq!(told[0].0, "id:newAAAAAA04");
    assert_eq!(told[1], ("id:tideAAAAA01", Some("Neap tide")), "because an edit has the same id");

    web.answer(VIDEOS, 503, "");
    assert!(
        web.fetch(YOUTUBE, KEY, &search(), &page.cursor).await.is_err(),
        "because half a video would look edited"
    );
    web.answer(SEARCH, 200, found(&[]));
    assert_eq!(web.page(YOUTUBE, KEY, &search(), &page.cursor).await.cursor, page.cursor);
}

#[tokio::test]
async fn hashtags_and_options_are_part_of_the_question() {
    let web = Web::new();
    web.answer(SEARCH, 200, r#"{"kind":"youtube#searchListResponse","items":[]}"#);
    let tag = target(TargetType::Hashtag, "https://www.youtube.com/hashtag/lowtide", None);
    web.page(YOUTUBE, KEY, &with(tag, &[("live", "upcoming")]), &Cursor::default()).await;
    let url = web.last().url;
    assert_eq!(
        (parameter(&url, "q").as_deref(), parameter(&url, "eventType").as_deref()),
        (Some("#lowtide"), Some("upcoming"))
    );
    web.page(YOUTUBE, KEY, &search(), &Cursor::default()).await;
    assert_eq!(parameter(&web.last().url, "eventType"), None);
}

#[tokio::test]
async fn comments_and_their_replies_are_read_with_all_that_they_say() {
    let web = Web::new();
    web.answer(VIDEOS, 200, VIDEO);
    web.answer(COMMENTS, 200, include_str!("../../fixtures/youtube/comments.json"));
    let page = web.page(YOUTUBE, KEY, &with(comments(), &[("replies", "true")]), &Cursor::default()).await;
    assert_eq!(page.title.as_deref(), Some("Comments on Spring tide & the quay"));
    let [reply, comment] = &page.items[..] else { panic!("{:?}", page.items) };
    assert_eq!((reply.kind, comment.kind), (ItemKind::Reply, ItemKind::Comment));
    assert_eq!(comment.url.as_deref(), Some("https://www.youtube.com/watch?v=tideAAAAA01&lc=Ugx1"));
    assert_eq!(comment.text, "So high!\n<b>2 < 3</b>");
    assert_eq!((comment.engagement.likes, comment.engagement.replies), (Some(4), Some(1)));
    assert_eq!(comment.author.handle.as_deref(), Some(ID));
    assert!(comment.updated_at.is_some() && reply.updated_at.is_none(), "because only one was edited");
    let page = web.page(YOUTUBE, KEY, &comments(), &page.cursor).await;
    assert_eq!((page.items.len(), page.title), (1, None));
}

#[tokio::test]
async fn a_feed_gets_exact_counts_and_keeps_its_words() {
    let web = Web::new();
    web.answer(FEED, 200, XML);
    let without = web.page(YOUTUBE, &[], &channel(), &Cursor::default()).await;
    web.answer(VIDEOS, 200, VIDEO);
    let page = web.page(YOUTUBE, KEY, &channel(), &Cursor::default()).await;
    assert_eq!(page.items[0].engagement.views, Some(1234));
    assert_eq!((without.items[0].engagement.views, page.items.len()), (Some(300), without.items.len()));
    for (with, without) in page.items.iter().zip(&without.items) {
        assert_eq!(
            (&with.identity, &with.title, &with.text),
            (&without.identity, &without.title, &without.text)
        );
    }
    web.answer(VIDEOS, 403, r#"{"error":{"errors":[{"reason":"quotaExceeded"}]}}"#);
    let page = web.page(YOUTUBE, KEY, &channel(), &Cursor::default()).await;
    assert!(!page.is_partial && page.warnings[0].contains("Exact counts"), "{:?}", page.warnings);
}

#[tokio::test]
async fn where_the_feed_fails_the_key_helps_and_nothing_looks_edited() {
    let web = Web::new();
    web.answer(FEED, 200, XML);
    let before = web.page(YOUTUBE, &[], &channel(), &Cursor::default()).await;
    web.answer(VIDEOS, 200, VIDEO);
    web.answer(UPLOADS, 200, include_str!("../../fixtures/youtube/uploads.json"));
    for status in [404, 500] {
        web.answer(FEED, status, "");
        let page = web.page(YOUTUBE, KEY, &channel(), &before.cursor).await;
        assert_eq!(page.cursor, before.cursor);
        let item = &page.items[0];
        assert_eq!(
            (&item.identity, &item.title, &item.text),
            (&before.items[0].identity, &before.items[0].title, &before.items[0].text)
        );
        assert_eq!(page.items.len(), 1, "because a private video leaves only its place");
    }
    let uploads = web.asked().into_iter().find(|asked| asked.url.path().ends_with("playlistItems")).unwrap();
    assert_eq!(parameter(&uploads.url, "playlistId").as_deref(), Some("UUharbourharbourharbour1"));
    assert!(
        matches!(web.fetch(YOUTUBE, &[], &channel(), &Cursor::default()).await, Err(error) if !error.needs_user)
    );
}

#[test]
fn what_a_check_costs_of_a_day_is_told() {
    let cost = |target: &Target, has_key| connector(YOUTUBE).cost(target, has_key);
    assert_eq!(cost(&channel(), false), None);
    assert_eq!(
        cost(&search(), true).map(|cost| (cost.per_run, cost.per_day, cost.unit)),
        Some((101, Some(10_000), "units"))
    );
    assert_eq!(cost(&comments(), true).map(|cost| cost.per_run), Some(1));
}
