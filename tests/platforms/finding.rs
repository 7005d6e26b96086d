//! From a pasted address to a feed: the address itself, a page that names one, the usual places.

use tidewatch_engine::{
    model::{Cursor, FailureCode, Platform, TargetType},
    platforms::{Fetched, Target},
};

use crate::scripted::{Scripted, target};

const SITE: &str = "https://harbour.example/";
const FEED: &str = "https://harbour.example/feed.xml";

fn rss(title: &str) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>{title}</title><ttl>120</ttl><skipHours><hour>2</hour></skipHours>\
         <item><title>Low tide</title><link>https://harbour.example/1</link><guid>1</guid></item></channel></rss>"
    )
}

fn site() -> Target {
    target(TargetType::Feed, SITE, None)
}

async fn refused(
    web: &std::sync::Arc<Scripted>,
    target: &Target,
) -> tidewatch_engine::platforms::ConnectorError {
    web.fetch(Platform::Feed, target, &Cursor::default()).await.unwrap_err()
}

#[tokio::test]
async fn a_page_that_names_a_feed_is_as_good_as_the_feed() {
    let web = Scripted::new();
    web.answer(
        SITE,
        200,
        "<html><head><link rel=alternate type=application/rss+xml href=/feed.xml></head></html>",
    );
    web.answer(FEED, 200, rss("Harbour"));
    let page = web.page(Platform::Feed, &site()).await;
    assert_eq!(page.title.as_deref(), Some("Harbour"));
    assert_eq!(page.target_id.as_deref(), Some(FEED), "because the next run reads the feed without the page");
    assert_eq!(web.asked(), [SITE, FEED]);

    let known = target(TargetType::Feed, SITE, page.target_id.as_deref());
    let again = web.fetch(Platform::Feed, &known, &page.cursor).await.unwrap();
    assert!(matches!(again, Fetched::NotModified { .. }));
    assert_eq!(web.asked().last().unwrap(), FEED);
    assert_eq!(web.asked().len(), 3, "because the page was not read again");
}

#[tokio::test]
async fn of_several_feeds_the_first_is_taken_and_the_user_is_told() {
    let web = Scripted::new();
    web.answer(
        SITE,
        200,
        "<link rel=alternate type=application/rss+xml href=/comments.xml title='Comments'>\
         <link rel=alternate type=application/atom+xml href=/feed.xml title='Posts'>",
    );
    web.answer("https://harbour.example/comments.xml", 200, rss("Comments"));
    web.answer(FEED, 200, rss("Posts"));
    let page = web.page(Platform::Feed, &site()).await;
    assert_eq!(page.title.as_deref(), Some("Posts"), "because comments come last");
    assert!(
        page.warnings.iter().any(|warning| warning.contains("2 feeds")),
        "because of {:?}",
        page.warnings
    );
}

#[tokio::test]
async fn a_page_without_a_named_feed_is_tried_at_the_usual_places() {
    let web = Scripted::new();
    web.answer(SITE, 200, "<html><title>Harbour</title></html>");
    web.answer(FEED, 200, rss("Harbour"));
    assert_eq!(web.page(Platform::Feed, &site()).await.target_id.as_deref(), Some(FEED));
}

#[tokio::test]
async fn a_page_without_any_feed_is_told_with_the_next_step() {
    let web = Scripted::new();
    web.answer(SITE, 200, "<html><title>Harbour</title></html>");
    let error = refused(&web, &site()).await;
    assert_eq!(error.code, FailureCode::NotAFeed);
    assert!(error.message.contains("names no feed") && error.message.contains("paste"), "{}", error.message);
    assert!(
        web.asked().len() <= 14,
        "because a site is not to be searched through: {} requests",
        web.asked().len()
    );
}

#[tokio::test]
async fn a_named_feed_that_cannot_be_read_is_what_is_told() {
    let web = Scripted::new();
    web.answer(SITE, 200, "<link rel=alternate type=application/rss+xml href=/feed.xml>");
    web.answer(FEED, 503, "");
    let error = refused(&web, &site()).await;
    assert_eq!(error.code, FailureCode::PlatformDown);
    assert!(error.message.starts_with("The page names a feed"), "{}", error.message);
}

#[tokio::test]
async fn a_feed_that_vanished_is_looked_for_again_on_its_page() {
    let web = Scripted::new();
    let known = target(TargetType::Feed, SITE, Some("https://harbour.example/old.xml"));
    web.answer(SITE, 200, "<link rel=alternate type=application/rss+xml href=/feed.xml>");
    web.answer(FEED, 200, rss("Harbour"));
    for (status, body) in [(404, ""), (410, ""), (200, "<html>moved</html>")] {
        web.answer("https://harbour.example/old.xml", status, body);
        let page = web.page(Platform::Feed, &known).await;
        assert_eq!(page.target_id.as_deref(), Some(FEED), "because the old one answers {status}");
    }
}

#[tokio::test]
async fn what_is_neither_feed_nor_page_is_refused() {
    let web = Scripted::new();
    for body in ["", "{\"a\": 1}", "plain words", "%PDF-1.7"] {
        web.answer(FEED, 200, body);
        let error = refused(&web, &target(TargetType::Feed, FEED, None)).await;
        assert_eq!(error.code, FailureCode::NotAFeed, "because the body is {body:?}");
        assert!(error.message.starts_with("harbour.example answers with"), "{}", error.message);
    }
}

#[tokio::test]
async fn the_wishes_of_a_feed_are_kept_for_answers_that_do_not_repeat_them() {
    let web = Scripted::new();
    web.answer_with(FEED, 200, vec![("etag", "\"1\"")], rss("Harbour"));
    let feed = target(TargetType::Feed, FEED, None);
    let page = web.page(Platform::Feed, &feed).await;
    assert_eq!(page.hints.min_minutes, Some(120));
    assert_eq!(page.hints.skip_hours, 1 << 2);
    web.answer(FEED, 304, "");
    match web.fetch(Platform::Feed, &feed, &page.cursor).await.unwrap() {
        Fetched::NotModified { hints, .. } => assert_eq!(hints, page.hints),
        other => panic!("304 was answered, not {other:?}"),
    }
}

#[tokio::test]
async fn cache_headers_lengthen_the_interval_to_an_hour_at_most() {
    let web = Scripted::new();
    let feed = target(TargetType::Feed, FEED, None);
    let plain = "<rss version='2.0'><channel><title>t</title></channel></rss>";
    for (header, minutes) in [
        ("public, max-age=1800", Some(30)),
        ("max-age=604800", Some(60)),
        ("no-cache", None),
        ("max-age=0", None),
    ] {
        web.answer_with(FEED, 200, vec![("cache-control", header)], plain);
        assert_eq!(web.page(Platform::Feed, &feed).await.hints.min_minutes, minutes, "because of {header}");
    }
}

#[tokio::test]
async fn the_headers_of_a_page_may_name_the_feed_too() {
    let web = Scripted::new();
    let link = "<https://harbour.example/feed.xml>; rel=\"alternate\"; type=\"application/atom+xml\"";
    web.answer_with(
        SITE,
        200,
        vec![("link", link), ("content-type", "text/html")],
        "<html><title>x</title></html>",
    );
    web.answer(FEED, 200, rss("Harbour"));
    assert_eq!(web.page(Platform::Feed, &site()).await.target_id.as_deref(), Some(FEED));
}
