//! What is asked, and what is read from feeds and answers.

use serde_json::json;
use tidewatch_engine::{
    model::{Cursor, ItemKind, TargetType},
    platforms::{Fetched, connector},
};

use super::{
    BLOG, FEED, FEED_FIXTURE, POSTS, POSTS_FIXTURE, TAGGED, TUMBLR, answer, blog, keyed, post, reads, tag,
};
use crate::scripted::{Scripted, target};

#[tokio::test]
async fn without_a_key_the_feed_is_read() {
    let web = Scripted::new();
    web.answer(FEED, 200, FEED_FIXTURE);
    let page = web.page(TUMBLR, &blog()).await;
    assert_eq!(page.title.as_deref(), Some("Ana's tides"));
    let [titled, photo, plain] = page.items.as_slice() else { panic!("three posts were served") };
    assert_eq!(
        (titled.external_id.as_str(), titled.identity.as_str()),
        ("790000000000000003", "id:790000000000000003")
    );
    assert_eq!(
        (titled.title.as_deref(), titled.text.as_str()),
        (Some("Low water"), "The gauge & the quay agree.")
    );
    assert_eq!(titled.author.name.as_deref(), Some("ana-tides"));
    assert_eq!(titled.tags, ["tide", "quay"]);
    assert!(titled.published_at.is_some() && titled.html.as_deref().unwrap().contains("64.media"));
    assert_eq!((photo.external_id.as_str(), photo.title.as_deref()), ("790000000000000002", None));
    assert_eq!(plain.title, None, "because it is only how the text begins");
    let again = web.fetch(TUMBLR, &blog(), &page.cursor).await.unwrap();
    assert!(matches!(again, Fetched::NotModified { .. }), "because the bytes are the same");
}

#[tokio::test]
async fn a_tag_of_a_blog_has_a_feed_too() {
    let web = Scripted::new();
    let url = format!("{BLOG}tagged/spring%20tide");
    web.answer(&format!("{url}/rss"), 200, FEED_FIXTURE);
    let target = target(TargetType::Hashtag, &url, None);
    assert_eq!(web.page(TUMBLR, &target).await.items.len(), 3);
    assert_eq!(connector(TUMBLR).feed_address(&target), Some(format!("{url}/rss")));
    assert_eq!(connector(TUMBLR).feed_address(&tag()), None);
}

#[tokio::test]
async fn with_a_key_each_kind_of_post_is_read() {
    let web = Scripted::new();
    web.answer(POSTS, 200, POSTS_FIXTURE);
    let page = reads(&web, &blog(), &Cursor::default()).await;
    assert_eq!((page.title.as_deref(), page.target_id.as_deref()), (Some("Ana's tides"), Some("t:abc")));
    assert!(!page.is_partial && page.warnings.is_empty(), "because all was read: {:?}", page.warnings);
    let [text, photo, quote, link, chat, ask, video] = page.items.as_slice() else {
        panic!("seven were served")
    };
    assert_eq!((text.title.as_deref(), text.text.as_str()), (Some("Low & lower"), "The gauge agrees."));
    assert_eq!(text.url.as_deref(), Some("https://ana-tides.tumblr.com/post/790000000000000007/low"));
    assert_eq!(text.tags, ["tide", "quay"]);
    assert_eq!(text.published_at.unwrap().timestamp(), 1_793_693_700);
    assert_eq!(text.raw.as_ref().unwrap()["notes"], 3);
    let html = text.html.as_deref().unwrap();
    assert!(html.contains("https://ana-tides.tumblr.com/post/1") && !html.contains("script"), "{html}");
    assert_eq!((photo.text.as_str(), photo.media.len()), ("High at noon", 2));
    assert_eq!(photo.media[0].alt.as_deref(), Some("quay"));
    assert!(quote.text.contains("Time and tide") && quote.text.contains("a proverb"));
    assert_eq!(link.title.as_deref(), Some("Gauge 7"));
    assert!(link.html.as_deref().unwrap().contains("https://gauges.example/7?a=1&amp;b=2"));
    assert!(chat.text.contains("Bo: High."), "{}", chat.text);
    assert!(ask.text.contains("bo") && ask.text.contains("At noon."));
    assert_eq!((video.kind, video.text.as_str()), (ItemKind::Repost, "Surge"));
    assert_eq!(video.raw.as_ref().unwrap()["reblogged_root_name"], "sea");
}

#[tokio::test]
async fn a_post_is_the_same_with_and_without_a_key() {
    let web = Scripted::new();
    web.answer(FEED, 200, FEED_FIXTURE);
    web.answer(POSTS, 200, POSTS_FIXTURE);
    let without = web.page(TUMBLR, &blog()).await;
    let with = reads(&web, &blog(), &without.cursor).await;
    for item in &without.items {
        assert!(
            with.items.iter().any(|other| other.identity == item.identity),
            "because {} is in both",
            item.identity
        );
    }
}

#[tokio::test]
async fn reblogs_can_be_left_out_where_they_can_be_told_apart() {
    let web = Scripted::new();
    web.answer(POSTS, 200, POSTS_FIXTURE);
    web.answer(FEED, 200, FEED_FIXTURE);
    let mut target = blog();
    target.options.insert("reblogs".into(), "false".into());
    assert_eq!(reads(&web, &target, &Cursor::default()).await.items.len(), 6);
    let page = web.page(TUMBLR, &target).await;
    assert_eq!(page.items.len(), 3);
    assert!(page.warnings[0].contains("Without a key"), "{:?}", page.warnings);
}

#[tokio::test]
async fn a_renamed_blog_is_asked_for_by_what_stays() {
    let web = Scripted::new();
    web.answer(&POSTS.replace("ana-tides.tumblr.com", "t:abc"), 200, POSTS_FIXTURE);
    let target = target(TargetType::Profile, BLOG, Some("t:abc"));
    assert_eq!(reads(&web, &target, &Cursor::default()).await.items.len(), 7);
}

#[tokio::test]
async fn a_tag_of_all_blogs_is_paged_by_time() {
    let web = Scripted::new();
    let tagged = |ids: std::ops::RangeInclusive<u64>| {
        json!({"response": ids.rev().map(post).collect::<Vec<_>>()}).to_string()
    };
    web.answer(&format!("{TAGGED}&tag=tide"), 200, tagged(81..=100));
    let first = reads(&web, &tag(), &Cursor::default()).await;
    assert_eq!(first.items.len(), 20);
    web.answer(&format!("{TAGGED}&tag=tide"), 200, tagged(111..=130));
    web.answer(&format!("{TAGGED}&before=111&tag=tide"), 200, tagged(91..=110));
    assert_eq!(reads(&web, &tag(), &first.cursor).await.items.len(), 40);
}

#[tokio::test]
async fn a_pinned_post_does_not_end_the_reading() {
    let web = Scripted::new();
    let old: Vec<_> = (1..=20).rev().map(post).collect();
    web.answer(POSTS, 200, answer(&old, 40));
    let first = reads(&web, &blog(), &Cursor::default()).await;
    let mut pinned = post(5);
    pinned["is_pinned"] = json!(true);
    let newer: Vec<_> = std::iter::once(pinned).chain((22..=40).rev().map(post)).collect();
    web.answer(POSTS, 200, answer(&newer, 60));
    let rest: Vec<_> = (2..=21).rev().map(post).collect();
    web.answer(&POSTS.replace("offset=0", "offset=20"), 200, answer(&rest, 60));
    let second = reads(&web, &blog(), &first.cursor).await;
    assert!(second.items.iter().any(|item| item.external_id == "21"), "because the known begins behind it");
}

#[tokio::test]
async fn a_key_is_tried_with_one_request() {
    let web = Scripted::new();
    let url = "https://api.tumblr.com/v2/blog/staff.tumblr.com/info?api_key=SECRET";
    web.answer(url, 200, r#"{"meta":{"status":200},"response":{"blog":{"name":"staff"}}}"#);
    assert!(connector(TUMBLR).test_key(&keyed(&web)).await.unwrap().contains("accepts"));
    web.answer(url, 401, r#"{"meta":{"status":401,"msg":"Unauthorized"}}"#);
    let error = connector(TUMBLR).test_key(&keyed(&web)).await.unwrap_err();
    assert!(error.needs_user && !error.message.contains("SECRET"), "{}", error.message);
    assert_eq!(connector(TUMBLR).cost(&blog(), false), None);
    assert_eq!(connector(TUMBLR).cost(&blog(), true).unwrap().per_day, Some(5000));
}
