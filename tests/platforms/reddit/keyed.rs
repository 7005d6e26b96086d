//! Reddit's interface under the user's app.
#![allow(clippy::print_stderr, reason = "the counts are worth knowing")]

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, FailureCode, ItemKind, TargetType},
    platforms::{Target, connector},
};

use super::{COMMUNITY, REDDIT, THREAD, community};
use crate::{
    keyed::{Web, parameter},
    lists::{List, Post},
    recordings::recordings,
    scripted::{Scripted, target},
};

const KEY: &[(&str, &str)] = &[("client_id", "app1"), ("client_secret", "hush")];
const TOKEN: &str = "www.reddit.com/api/v1/access_token";
const NEW: &str = "oauth.reddit.com/r/tides/new";

const THREAD_AT: &str = "oauth.reddit.com/r/tides/comments/1tide03";
const LISTING: &str = include_str!("../../fixtures/reddit/listing.json");
const COMMENTS: &str = include_str!("../../fixtures/reddit/comments.json");

fn around(web: &Web) {
    web.answer(TOKEN, 200, r#"{"access_token":"t1","token_type":"bearer","expires_in":86400,"scope":"*"}"#);
}

fn thread() -> Target {
    target(TargetType::Thread, "https://www.reddit.com/r/tides/comments/1tide03/", Some("t3_1tide03"))
}

fn render(posts: &[Post], next: Option<String>) -> Value {
    let rows: Vec<Value> = posts
        .iter()
        .map(|post| json!({"kind": "t3", "data": {"name": format!("t3_{}", post.id), "title": format!("Post {}", post.id), "selftext": post.text, "permalink": format!("/r/tides/comments/{}/x/", post.id), "score": 4, "media": {}, "created_utc": 1.7e9}}))
        .collect();
    json!({"kind": "Listing", "data": {"after": next, "before": null, "children": rows}})
}

#[tokio::test]
async fn every_list_brings_each_post_once_and_keeps_its_place() {
    for (url, place) in [
        ("https://www.reddit.com/r/tides/", NEW),
        ("https://www.reddit.com/user/ana/", "oauth.reddit.com/user/ana"),
        ("https://www.reddit.com/search?q=low+tide", "oauth.reddit.com/search"),
    ] {
        let list = List {
            platform: REDDIT,
            target: target(TargetType::Community, url, None),
            key: KEY,
            around,
            place,
            page: "after",
            size: "limit",
            since: "",
            render,
        };
        list.holds().await;
        if place == NEW {
            list.reads_a_huge_post().await;
        }
    }
}

#[tokio::test]
async fn each_target_has_its_list() {
    for (url, address) in [
        ("https://www.reddit.com/r/tides/", "r/tides/new?limit=100&raw_json=1"),
        ("https://www.reddit.com/r/tides/comments/", "r/tides/comments?limit=100&raw_json=1"),
        ("https://www.reddit.com/user/ana/", "user/ana?sort=new&limit=100&raw_json=1"),
        ("https://www.reddit.com/user/ana/submitted/", "user/ana/submitted?sort=new&limit=100&raw_json=1"),
        ("https://www.reddit.com/user/ana/m/sea/", "user/ana/m/sea/new?limit=100&raw_json=1"),
        ("https://www.reddit.com/domain/quay.example/", "domain/quay.example/new?limit=100&raw_json=1"),
        (
            "https://www.reddit.com/r/tides/search?q=low&restrict_sr=on",
            "r/tides/search?q=low&restrict_sr=on&sort=new&limit=100&raw_json=1",
        ),
    ] {
        let web = Web::new();
        around(&web);
        let _ = web.fetch(REDDIT, KEY, &target(TargetType::Community, url, None), &Cursor::default()).await;
        assert_eq!(
            web.last().url.as_str(),
            format!("https://oauth.reddit.com/{address}"),
            "because of {url}"
        );
        assert_eq!(web.last().headers["authorization"], "Bearer t1");
        assert_eq!(web.asked()[0].headers["authorization"], "Basic YXBwMTpodXNo");
    }
}

#[tokio::test]
async fn what_the_feed_shows_is_the_same_item_with_the_same_words() {
    let web = Web::new();
    around(&web);
    web.answer(NEW, 200, LISTING);
    web.answer(THREAD_AT, 200, COMMENTS);

    let without = Scripted::new();
    without.answer(super::FEED, 200, COMMUNITY);
    without.answer("https://www.reddit.com/r/tides/comments/1tide03/.rss?sort=new&limit=100", 200, THREAD);
    for (target, count) in [(community(), 3), (thread(), 2)] {
        let before = without.page(REDDIT, &target).await;
        let now = web.page(REDDIT, KEY, &target, &Cursor::default()).await;
        assert!(!now.is_partial, "{:?}", now.warnings);
        for old in before.items.iter().take(count) {
            let new = now.items.iter().find(|item| item.identity == old.identity).unwrap();
            assert_eq!((&new.title, &new.text, &new.url), (&old.title, &old.text, &old.url));
            assert_eq!((&new.author, new.kind, &new.external_id), (&old.author, old.kind, &old.external_id));
        }
    }
}

#[tokio::test]
async fn posts_and_comments_are_read_with_all_that_they_say() {
    let web = Web::new();
    around(&web);
    web.answer(NEW, 200, LISTING);
    let page = web.page(REDDIT, KEY, &community(), &Cursor::default()).await;
    assert_eq!(page.items.len(), 3, "because what was removed is left out");
    let [words, picture, video] = &page.items[..] else { panic!() };
    assert_eq!((words.engagement.likes, words.engagement.replies), (Some(41), Some(7)));
    assert_eq!(words.published_at.unwrap().to_rfc3339(), "2026-11-03T08:15:00+00:00");
    assert!(words.updated_at.is_some() && picture.updated_at.is_none());
    assert_eq!(words.tags, ["r/tides", "Gauges"]);
    assert_eq!(picture.media[0].url, "https://i.redd.it/spring.jpg");
    assert_eq!(
        (video.kind, video.media[0].url.as_str()),
        (ItemKind::Video, "https://v.redd.it/surge01/DASH_720.mp4")
    );

    web.answer(THREAD_AT, 200, COMMENTS);
    let page = web.page(REDDIT, KEY, &thread(), &Cursor::default()).await;
    let ids: Vec<_> = page.items.iter().map(|item| item.external_id.as_str()).collect();
    assert_eq!(ids, ["t3_1tide03", "t1_kwater2", "t1_kwater1"], "newest first, those within others as well");
}

#[tokio::test]
async fn each_refusal_has_its_own_code() {
    use FailureCode::{AuthRequired, Blocked, Gone, Private, RateLimited, Suspended};
    for (place, status, answer, code, needs_user) in [
        (NEW, 403, r#"{"reason":"private","message":"Forbidden","error":403}"#, Private, false),
        (NEW, 403, r#"{"message":"Forbidden","error":403}"#, Private, false),
        (NEW, 403, "<html>network policy</html>", Blocked, false),
        (NEW, 404, r#"{"reason":"banned"}"#, Suspended, true),
        (NEW, 404, r#"{"message":"Not Found","error":404}"#, Gone, false),
        (NEW, 401, r#"{"message":"Unauthorized","error":401}"#, AuthRequired, true),
        (NEW, 429, "", RateLimited, false),
        (TOKEN, 401, r#"{"message":"Unauthorized","error":401}"#, AuthRequired, true),
        (TOKEN, 200, r#"{"error":"unsupported_grant_type"}"#, AuthRequired, true),
    ] {
        let web = Web::new();
        around(&web);
        web.answer(place, status, answer);
        let error = web.fetch(REDDIT, KEY, &community(), &Cursor::default()).await.unwrap_err();
        assert_eq!(
            (error.code, error.needs_user),
            (code, needs_user),
            "because of {status} {answer}: {error}"
        );
        assert!(error.message.ends_with('.') && !error.message.contains("hush"), "{error}");
    }
    let web = Web::new();
    around(&web);
    assert!(connector(REDDIT).test_key(&web.session(REDDIT, KEY, &[])).await.is_ok());
    assert!(connector(REDDIT).test_key(&web.session(REDDIT, &[], &[])).await.unwrap_err().needs_user);
    assert_eq!(parameter(&web.last().url, "grant_type"), None, "because it is in the body");
}

#[test]
fn what_a_check_costs_of_a_day_is_told() {
    let cost = |has_key| connector(REDDIT).cost(&community(), has_key).unwrap();
    assert_eq!((cost(false).per_run, cost(false).per_day), (1, Some(1440)));
    assert!(cost(false).note.is_some_and(|note| note.contains("one request a minute")));
    assert_eq!((cost(true).per_day, cost(true).note), (Some(144_000), None));
}

#[tokio::test]
async fn recorded_answers_are_read_in_full_or_refused() {
    let (mut listings, mut threads, mut entries, mut others) = (0, 0, 0, 0);
    for recording in recordings("reddit") {
        let name = &recording.name;
        let Ok(document) = serde_json::from_slice::<Value>(&recording.body) else { continue };
        let web = Web::new();
        around(&web);
        web.answer(NEW, recording.status, recording.body.clone());
        web.answer(THREAD_AT, recording.status, recording.body.clone());
        let things = |listing: &Value| -> usize {
            let children = listing["data"]["children"].as_array().map_or(&[][..], Vec::as_slice);
            children.iter().filter(|thing| matches!(thing["kind"].as_str(), Some("t1" | "t3"))).count()
        };
        let is_thread = document.as_array().is_some_and(|all| all.len() == 2 && all[0]["kind"] == "Listing");
        let target = if is_thread { thread() } else { community() };
        let answered = web.fetch(REDDIT, KEY, &target, &Cursor::default()).await;
        let has_things = is_thread || things(&document) > 0;
        match answered {
            Ok(tidewatch_engine::platforms::Fetched::Page(page)) => {
                for item in &page.items {
                    entries += 1;
                    let has_words = item.title.is_some() || !item.text.is_empty();
                    assert!(item.published_at.is_some() && has_words, "{name}: {item:?}");
                    assert!(item.url.is_some(), "{name}: {item:?}");
                }
                assert!(has_things || page.items.is_empty(), "{name}");
                assert!(!page.is_partial, "{name}: {:?}", page.warnings);
            }
            Ok(other) => panic!("{name}: {other:?}"),
            Err(error) => assert!(!has_things && error.message.ends_with('.'), "{name}: {error}"),
        }
        match has_things {
            true if is_thread => threads += 1,
            true => listings += 1,
            false => others += 1,
        }
    }
    eprintln!(
        "{listings} listings, {threads} threads with {entries} entries read, {others} others refused or empty"
    );
}
