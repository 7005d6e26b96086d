//! Pages of sites whose feeds are known, read: the feed at once, by way of the page, or the page
//! where the feed has gone.

use tidewatch_engine::{
    model::{Cursor, FailureCode, Platform, TargetType},
    platforms::Target,
};

use crate::scripted::{Scripted, target};

fn page(url: &str) -> Target {
    target(TargetType::Feed, url, None)
}

fn rss(item: &str) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>Ana</title><item>{item}<guid>1</guid></item></channel></rss>"
    )
}

#[tokio::test]
async fn the_feed_is_read_without_the_page_and_kept_as_what_was_found() {
    let web = Scripted::new();
    let feed = "https://medium.com/feed/@ana";
    web.answer(
        feed,
        200,
        rss("<title>Low</title><link>https://medium.com/@ana/low-1?source=rss-1------2</link>"),
    );
    let found = web.page(Platform::Feed, &page("https://medium.com/@ana")).await;
    assert_eq!((found.title.as_deref(), found.target_id.as_deref()), (Some("Ana"), Some(feed)));
    assert_eq!(found.items[0].url.as_deref(), Some("https://medium.com/@ana/low-1"));
    assert_eq!(found.hints.min_minutes, Some(30), "because Medium wants to be asked rarely");
    assert_eq!(web.asked(), [feed]);
}

#[tokio::test]
async fn pictures_of_pinterest_are_taken_in_a_readable_size() {
    let web = Scripted::new();
    let item = "<title>Boat</title><link>https://www.pinterest.com/pin/1/</link>\
                <description>&lt;img src=\"https://i.pinimg.com/236x/a/b.jpg\"&gt;</description>";
    web.answer("https://www.pinterest.com/ana/feed.rss", 200, rss(item));
    let found = web.page(Platform::Feed, &page("https://www.pinterest.com/ana")).await;
    let item = &found.items[0];
    assert!(item.html.as_deref().unwrap().contains("/736x/a/b.jpg"), "{:?}", item.html);
    assert!(item.media.iter().all(|media| !media.url.contains("236x")));
}

#[tokio::test]
async fn what_only_the_page_knows_is_looked_for_there() {
    for (url, html, feed) in [
        (
            "https://soundcloud.com/ana",
            "<meta property=\"al:ios:url\" content=\"soundcloud://users:4711\">",
            "https://feeds.soundcloud.com/users/soundcloud:users:4711/sounds.rss",
        ),
        (
            "https://www.flickr.com/photos/ana",
            "<script>{\"owner\":{\"nsid\":\"12345678@N00\",\"x\":1}}</script>",
            "https://www.flickr.com/services/feeds/photos_public.gne?id=12345678@N00&lang=en-us&format=rss_200",
        ),
        (
            "https://substack.com/@ana",
            "<script>window._preloads = JSON.parse(\"{\\\"subdomain\\\":\\\"tides\\\"}\")</script>",
            "https://tides.substack.com/feed",
        ),
    ] {
        let web = Scripted::new();
        web.answer(url, 200, html);
        web.answer(feed, 200, rss("<title>Low</title>"));
        let found = web.page(Platform::Feed, &page(url)).await;
        assert_eq!((found.items.len(), found.target_id.as_deref()), (1, Some(feed)), "because of {url}");
        let known = Target { id: found.target_id, ..page(url) };
        web.fetch(Platform::Feed, &known, &found.cursor).await.unwrap();
        assert_eq!(web.asked(), [url, feed, feed], "because the page is asked once");

        web.answer(url, 200, "<html><title>Please log in</title></html>");
        let error = web.fetch(Platform::Feed, &page(url), &Cursor::default()).await.unwrap_err();
        assert_eq!(error.code, FailureCode::Changed);
        assert!(error.message.contains("does not say where its feed is"), "{}", error.message);
    }
}

#[tokio::test]
async fn a_podcast_of_apple_is_read_where_its_makers_keep_it() {
    let (web, url) = (Scripted::new(), "https://podcasts.apple.com/podcast/id123");
    let lookup = "https://itunes.apple.com/lookup?entity=podcast&id=123";
    web.answer(lookup, 200, r#"{"resultCount":1,"results":[{"feedUrl":"https://tide.example/pod.xml"}]}"#);
    web.answer("https://tide.example/pod.xml", 200, rss("<title>Low</title>"));
    let found = web.page(Platform::Feed, &page(url)).await;
    assert_eq!(found.target_id.as_deref(), Some("https://tide.example/pod.xml"));
    web.answer(lookup, 200, r#"{"resultCount":0,"results":[]}"#);
    web.answer(url, 404, "");
    let error = web.fetch(Platform::Feed, &page(url), &Cursor::default()).await.unwrap_err();
    assert_eq!(error.code, FailureCode::Gone);
}

#[tokio::test]
async fn where_the_feed_has_gone_the_page_is_asked_and_else_the_feeds_failure_is_told() {
    let (web, url) = (Scripted::new(), "https://vimeo.com/ana");
    let error = web.fetch(Platform::Feed, &page(url), &Cursor::default()).await.unwrap_err();
    assert_eq!((error.code, error.http_status), (FailureCode::Gone, Some(404)));
    web.answer(url, 200, "<link rel=alternate type=application/rss+xml href=/ana/new.rss>");
    web.answer("https://vimeo.com/ana/new.rss", 200, rss("<title>Low</title>"));
    let found = web.page(Platform::Feed, &page(url)).await;
    assert_eq!(found.target_id.as_deref(), Some("https://vimeo.com/ana/new.rss"));

    web.answer_with("https://vimeo.com/ben/videos/rss", 403, vec![("content-type", "text/html")], "<html>");
    let error =
        web.fetch(Platform::Feed, &page("https://vimeo.com/ben"), &Cursor::default()).await.unwrap_err();
    assert_eq!(error.code, FailureCode::Blocked);
    assert_eq!(
        web.asked().last().unwrap(),
        "https://vimeo.com/ben/videos/rss",
        "because a refusal is no absence"
    );
}

#[tokio::test]
async fn an_artist_of_bandcamp_is_read_where_the_host_has_a_feed() {
    let (web, url) = (Scripted::new(), "https://ana.bandcamp.com/music");
    web.answer(url, 200, "<html><title>Ana</title></html>");
    let error = web.fetch(Platform::Feed, &page(url), &Cursor::default()).await.unwrap_err();
    assert_eq!(error.code, FailureCode::NotAFeed);
    web.answer("https://ana.bandcamp.com/feed", 200, rss("<title>Low</title>"));
    assert_eq!(web.page(Platform::Feed, &page(url)).await.items.len(), 1);
}

#[tokio::test]
async fn on_a_page_that_says_what_made_it_the_feed_is_found_there() {
    let (web, url) = (Scripted::new(), "https://ana.example/blog");
    web.answer(
        url,
        200,
        "<html><head><meta name=\"generator\" content=\"Wix.com Website Builder\"></head></html>",
    );
    web.answer("https://ana.example/blog-feed.xml", 200, rss("<title>Low</title>"));
    let found = web.page(Platform::Feed, &page(url)).await;
    assert_eq!(found.target_id.as_deref(), Some("https://ana.example/blog-feed.xml"));

    let list = "https://ana.example/category/sea/";
    web.answer(
        list,
        200,
        "<link rel=alternate type=application/rss+xml href=/feed/>\
         <link rel=alternate type=application/rss+xml href=/category/sea/feed/>",
    );
    web.answer("https://ana.example/feed/", 200, rss("<title>All</title>"));
    web.answer("https://ana.example/category/sea/feed/", 200, rss("<title>Sea</title>"));
    let found = web.page(Platform::Feed, &page(list)).await;
    assert_eq!(found.target_id.as_deref(), Some("https://ana.example/category/sea/feed/"));
}
