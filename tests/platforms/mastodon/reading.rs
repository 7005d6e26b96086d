//! What is read of statuses, threads and feeds.

use tidewatch_engine::model::{Cursor, FoundItem, ItemKind, TargetType};

use super::server::{ACCOUNT, LOOKUP, PAGE, POSTS, STATUSES, ids, known, page};
use crate::scripted::{Scripted, target};

const THREAD: &str = "https://sea.example/api/v1/statuses/115500000000000002";
const CONTEXT: &str = "https://sea.example/api/v1/statuses/115500000000000002/context";
const STATUS: &str = include_str!("../../fixtures/mastodon/status.json");
const REPLIES: &str = include_str!("../../fixtures/mastodon/context.json");
const RSS: &str = include_str!("../../fixtures/mastodon/profile.rss");

async fn statuses() -> Vec<FoundItem> {
    let web = Scripted::new();
    web.answer(POSTS, 200, STATUSES);
    page(&web, &known(), &Cursor::default()).await.items
}

#[tokio::test]
async fn a_post_is_read_with_all_that_is_said_of_it() {
    let items = statuses().await;
    let post = &items[0];
    assert_eq!(post.external_id, "https://sea.example/users/ana/statuses/115500000000000009");
    assert_eq!(post.identity, format!("id:{}", post.external_id));
    assert_eq!(post.url.as_deref(), Some("https://sea.example/@ana/115500000000000009"));
    assert_eq!(post.kind, ItemKind::Post);
    assert_eq!(
        post.text,
        "Low water at #tide gauge: https://gauge.example/quay/north?from=today\n\nMind the steps & ropes.",
        "because a link's hidden parts belong to it"
    );
    assert!(post.html.as_deref().is_some_and(|html| html.contains("href") && !html.contains("span")));
    assert_eq!(post.title, None, "because posts have none");
    assert_eq!(post.author.name.as_deref(), Some("Ana Kelp"));
    assert_eq!(
        post.author.handle.as_deref(),
        Some("@ana@sea.example"),
        "because the server leaves itself out"
    );
    assert_eq!(post.author.url.as_deref(), Some("https://sea.example/@ana"));
    assert!(post.author.avatar.is_some());
    let counts =
        (post.engagement.likes, post.engagement.reposts, post.engagement.replies, post.engagement.views);
    assert_eq!(counts, (Some(3), Some(2), Some(1), None));
    assert_eq!(post.language.as_deref(), Some("en"));
    assert_eq!(post.tags, ["tide"]);
    assert!(post.updated_at > post.published_at);
    let [picture, clip] = post.media.as_slice() else { panic!("two media were served") };
    assert_eq!(
        (picture.media_type.as_deref(), picture.alt.as_deref()),
        (Some("image"), Some("A gauge, half dry"))
    );
    assert_eq!((clip.media_type.as_deref(), clip.duration_seconds), (Some("video"), Some(4)));
    assert_eq!(post.raw.as_ref().unwrap()["card_title"], "North quay");
}

#[tokio::test]
async fn a_boost_is_its_own_item_with_the_words_and_counts_of_the_original() {
    let items = statuses().await;
    let boost = items.iter().find(|item| item.kind == ItemKind::Repost).unwrap();
    assert!(boost.external_id.ends_with("/115500000000000007/activity"));
    assert_eq!(boost.text, "Lakes have no tide.");
    assert_eq!(boost.url.as_deref(), Some("https://lake.example/@ben/115400000000000001"));
    assert_eq!(boost.author.handle.as_deref(), Some("@ben@lake.example"));
    assert_eq!(boost.engagement.likes, Some(40));
    assert_eq!(boost.raw.as_ref().unwrap()["boosted_by"], "@ana@sea.example");
    assert_eq!(boost.link_key, None, "because the original may stand in the same list");
}

#[tokio::test]
async fn replies_quotes_warnings_and_polls_are_told_apart_and_private_posts_left_out() {
    let items = statuses().await;
    let kinds: Vec<_> = items.iter().map(|item| item.kind).collect();
    assert_eq!(
        kinds,
        [ItemKind::Post, ItemKind::Reply, ItemKind::Repost, ItemKind::Quote, ItemKind::Post],
        "because the last one is for friends"
    );
    assert_eq!(items[1].title.as_deref(), Some("Tide answers"), "because the warning is what one sees first");
    assert_eq!(items[3].raw.as_ref().unwrap()["quote_url"], "https://lake.example/@ben/115400000000000001");
    assert_eq!(items[4].raw.as_ref().unwrap()["poll"][1], "No");
}

#[tokio::test]
async fn a_profile_is_found_by_name_once_and_then_read_by_its_id() {
    let web = Scripted::new();
    web.answer(LOOKUP, 200, ACCOUNT);
    web.answer(POSTS, 200, STATUSES);
    let found = page(&web, &target(TargetType::Profile, PAGE, None), &Cursor::default()).await;
    assert_eq!(found.target_id.as_deref(), Some(POSTS));
    assert_eq!(found.title.as_deref(), Some("Ana Kelp (@ana@sea.example)"));
    assert_eq!(web.asked(), [LOOKUP, POSTS]);
    page(&web, &known(), &Cursor::default()).await;
    assert_eq!(web.asked().last().unwrap(), POSTS, "because the id is kept");
}

#[tokio::test]
async fn each_place_is_asked_for_at_its_own_address() {
    for (target_type, url, asked) in [
        (TargetType::Hashtag, "https://sea.example/tags/tide", "/api/v1/timelines/tag/tide?limit=40"),
        (TargetType::Timeline, "https://sea.example/public", "/api/v1/timelines/public?limit=40"),
        (
            TargetType::Timeline,
            "https://sea.example/public/local",
            "/api/v1/timelines/public?limit=40&local=true",
        ),
        (
            TargetType::Timeline,
            "https://sea.example/public/remote",
            "/api/v1/timelines/public?limit=40&remote=true",
        ),
        (
            TargetType::Profile,
            "https://sea.example/ap/users/7",
            "/api/v1/accounts/7/statuses?limit=40&exclude_replies=true",
        ),
    ] {
        let web = Scripted::new();
        let asked = format!("https://sea.example{asked}");
        web.answer(&asked, 200, STATUSES);
        let found = page(&web, &target(target_type, url, None), &Cursor::default()).await;
        assert_eq!(found.items.len(), 5, "because {url} is watched");
        assert_eq!(found.target_id, Some(asked));
        assert!(found.title.is_some());
    }
    for (part, query) in [
        ("with_replies", "limit=40"),
        ("media", "limit=40&only_media=true"),
        ("tagged/tide", "limit=40&tagged=tide"),
    ] {
        let web = Scripted::new();
        web.answer(LOOKUP, 200, ACCOUNT);
        web.answer(&format!("https://sea.example/api/v1/accounts/7/statuses?{query}"), 200, STATUSES);
        let target = target(TargetType::Profile, &format!("{PAGE}/{part}"), None);
        assert_eq!(page(&web, &target, &Cursor::default()).await.items.len(), 5, "because of {part}");
    }
}

#[tokio::test]
async fn a_post_is_read_with_its_replies_and_again_only_where_something_changed() {
    let web = Scripted::new();
    web.answer(THREAD, 200, STATUS);
    web.answer(CONTEXT, 200, REPLIES);
    let url = "https://sea.example/@ben/115500000000000002";
    let thread = target(TargetType::Thread, url, None);
    let found = page(&web, &thread, &Cursor::default()).await;
    assert_eq!(ids(&found.items), ["115500000000000002", "115500000000000008", "115500000000000011"]);
    assert_eq!(found.title.as_deref(), Some("Ben Reed: When is low water?"));
    let again = super::server::fetch(&web, &thread, &found.cursor).await.unwrap();
    assert!(matches!(again, tidewatch_engine::platforms::Fetched::NotModified { .. }));
    web.answer(CONTEXT, 200, REPLIES.replace("Thank you.", "Thanks."));
    let changed = page(&web, &thread, &found.cursor).await;
    assert_eq!(ids(&changed.items), ["115500000000000008", "115500000000000011"]);
    assert_eq!(changed.items[1].text, "Thanks.");
}

#[tokio::test]
async fn a_feed_stands_in_where_the_api_is_closed() {
    for feed in ["@ana.rss", "@ana/feed.rss", "users/ana.atom", "users/ana/feed.rss"] {
        let web = Scripted::new();
        web.answer(LOOKUP, 401, r#"{"error":"This API requires an authenticated user"}"#);
        let address = format!("https://sea.example/{feed}");
        web.answer(&address, 200, RSS);
        let found = page(&web, &target(TargetType::Profile, PAGE, None), &Cursor::default()).await;
        assert_eq!(found.target_id.as_deref(), Some(&*address));
        assert_eq!(found.title.as_deref(), Some("Ana Kelp"));
        assert_eq!(found.items.len(), 2);
        assert_eq!(found.items[0].text, "Low water at the gauge.");
        assert_eq!(found.items[0].tags, ["tide"]);
        assert_eq!(found.items[0].kind, ItemKind::Post);
        let again = page(&web, &target(TargetType::Profile, PAGE, Some(&address)), &Cursor::default()).await;
        assert_eq!(again.items, found.items);
        assert_eq!(web.asked().last(), Some(&address), "because the feed is known now");
    }
}

#[tokio::test]
async fn a_hashtag_is_read_as_far_as_its_server_is_open() {
    let web = Scripted::new();
    let tag = target(TargetType::Hashtag, "https://sea.example/tags/tide", None);
    let all = "https://sea.example/api/v1/timelines/tag/tide?limit=40";
    let local = "https://sea.example/api/v1/timelines/tag/tide?limit=40&local=true";
    let feed = "https://sea.example/tags/tide.rss";
    web.answer(all, 401, "{}");
    web.answer(feed, 200, RSS);
    assert_eq!(page(&web, &tag, &Cursor::default()).await.target_id.as_deref(), Some(feed));
    web.answer(local, 200, STATUSES);
    let found = page(&web, &tag, &Cursor::default()).await;
    assert_eq!(found.target_id.as_deref(), Some(local));
    assert_eq!(found.title.as_deref(), Some("#tide on sea.example"));
}
