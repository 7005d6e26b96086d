//! What is asked, what is read, and what failures mean.

use tidewatch_engine::{
    model::{Cursor, FailureCode, ItemKind, Platform, TargetType},
    platforms::Fetched,
};

use crate::scripted::{Scripted, target};

const ID: &str = "UCharbourharbourharbour1";
const FEED: &str = "https://www.youtube.com/feeds/videos.xml?channel_id=UCharbourharbourharbour1";
const PAGE: &str = "https://www.youtube.com/channel/UCharbourharbourharbour1";
const XML: &str = include_str!("../../fixtures/youtube/channel.xml");
const HTML: &str = include_str!("../../fixtures/youtube/page.html");

#[tokio::test]
async fn videos_are_named_by_their_id_whatever_their_link_says() {
    let web = Scripted::new();
    web.answer(FEED, 200, XML);
    let page = web.page(Platform::Youtube, &target(TargetType::Channel, PAGE, Some(ID))).await;
    assert_eq!(page.title.as_deref(), Some("Harbour Watch"));
    let [first, second] = page.items.as_slice() else { panic!("two videos were served") };
    assert_eq!(first.external_id, "tideAAAAA01");
    assert_eq!(first.identity, "id:tideAAAAA01");
    assert_eq!(
        first.url.as_deref(),
        Some("https://www.youtube.com/watch?v=tideAAAAA01"),
        "because shorts links vary"
    );
    assert_eq!(first.title.as_deref(), Some("Spring tide & the quay"));
    assert_eq!(first.text, "Water at the top step.\nLine two, 2 < 3.", "because descriptions are plain text");
    assert_eq!(first.kind, ItemKind::Video);
    assert_eq!(first.engagement.views, Some(300));
    assert_eq!(first.engagement.likes, Some(15));
    assert_eq!(first.author.name.as_deref(), Some("Harbour Watch"));
    assert_eq!(first.author.handle.as_deref(), Some(ID));
    assert!(first.published_at.is_some());
    assert!(
        first.media.iter().all(|media| !media.url.contains("/v/tideAAAAA01")),
        "because the Flash address leads nowhere: {:?}",
        first.media
    );
    assert_eq!(second.engagement.views, Some(0), "because a premiere has no views yet, which is not unknown");
}

#[tokio::test]
async fn a_handle_is_resolved_once_through_its_page() {
    let web = Scripted::new();
    web.answer("https://www.youtube.com/@harbour", 200, HTML);
    web.answer(FEED, 200, XML);
    let page = web
        .page(Platform::Youtube, &target(TargetType::Channel, "https://www.youtube.com/@harbour", None))
        .await;
    assert_eq!(page.target_id.as_deref(), Some(ID), "because the id is kept: handles can be renamed");
    assert_eq!(web.asked(), ["https://www.youtube.com/@harbour", FEED]);
}

#[tokio::test]
async fn the_page_is_asked_without_the_consent_detour() {
    let web = Scripted::new();
    web.answer("https://www.youtube.com/@harbour", 200, "<html>no id</html>");
    let error = web
        .fetch(
            Platform::Youtube,
            &target(TargetType::Channel, "https://www.youtube.com/@harbour", None),
            &Cursor::default(),
        )
        .await
        .unwrap_err();
    assert_eq!(error.code, FailureCode::Changed);
    assert_eq!(web.last_headers()["cookie"], "SOCS=CAI");
}

#[tokio::test]
async fn a_video_is_resolved_to_its_channel() {
    let web = Scripted::new();
    let oembed = "https://www.youtube.com/oembed?url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3DtideAAAAA01&format=json";
    web.answer(oembed, 200, include_str!("../../fixtures/youtube/oembed.json"));
    web.answer("https://www.youtube.com/@harbourwatch", 200, HTML);
    web.answer(FEED, 200, XML);
    let video = target(TargetType::Channel, "https://www.youtube.com/watch?v=tideAAAAA01", None);
    assert_eq!(web.page(Platform::Youtube, &video).await.target_id.as_deref(), Some(ID));

    for (status, code) in [
        (401, FailureCode::Private),
        (403, FailureCode::Private),
        (404, FailureCode::Gone),
        (503, FailureCode::PlatformDown),
    ] {
        web.answer(oembed, status, "");
        let error = web.fetch(Platform::Youtube, &video, &Cursor::default()).await.unwrap_err();
        assert_eq!(error.code, code, "because oEmbed answered {status}");
        assert!(!error.needs_user, "because one answer is no proof");
    }
}

#[tokio::test]
async fn a_404_of_the_feed_is_not_death() {
    let web = Scripted::new();
    web.answer(PAGE, 200, HTML);
    let channel = target(TargetType::Channel, PAGE, Some(ID));
    let error = web.fetch(Platform::Youtube, &channel, &Cursor::default()).await.unwrap_err();
    assert_eq!(error.code, FailureCode::PlatformDown, "because the channel's page is there");
    assert!(!error.needs_user);

    web.answer(PAGE, 404, "");
    let error = web.fetch(Platform::Youtube, &channel, &Cursor::default()).await.unwrap_err();
    assert_eq!(error.code, FailureCode::Gone, "because neither feed nor page are there");
    assert!(!error.needs_user, "because YouTube has bad days; it is tried again");
}

#[tokio::test]
async fn the_same_feed_again_is_not_parsed() {
    let web = Scripted::new();
    web.answer_with(FEED, 200, vec![("etag", "\"a\"")], XML);
    let channel = target(TargetType::Channel, PAGE, Some(ID));
    let cursor = web.page(Platform::Youtube, &channel).await.cursor;
    let again = web.fetch(Platform::Youtube, &channel, &cursor).await.unwrap();
    assert!(matches!(again, Fetched::NotModified { .. }), "because the bytes are the same");
    assert_eq!(web.last_headers()["if-none-match"], "\"a\"");
}

#[tokio::test]
async fn another_answer_than_the_feed_is_told_as_a_change_of_youtube() {
    let web = Scripted::new();
    let channel = target(TargetType::Channel, PAGE, Some(ID));
    for body in ["<html><title>consent</title></html>", "", "{}", &XML.replace("yt:videoId", "yt:clipId")] {
        web.answer(FEED, 200, body);
        let error = web.fetch(Platform::Youtube, &channel, &Cursor::default()).await.unwrap_err();
        assert_eq!(error.code, FailureCode::Changed, "because the answer was {:.40}", body);
    }
}

#[tokio::test]
async fn a_playlist_is_read_by_its_own_address() {
    let web = Scripted::new();
    let list = "PLharbourAAAAAAAAAA";
    let feed = format!("https://www.youtube.com/feeds/videos.xml?playlist_id={list}");
    web.answer(&feed, 200, XML);
    let page = web
        .page(
            Platform::Youtube,
            &target(
                TargetType::Playlist,
                &format!("https://www.youtube.com/playlist?list={list}"),
                Some(list),
            ),
        )
        .await;
    assert_eq!(page.items.len(), 2);
}

#[tokio::test]
async fn a_video_that_is_listed_twice_is_one_item() {
    let web = Scripted::new();
    web.answer(FEED, 200, XML.replace("<yt:videoId>tideAAAAA02", "<yt:videoId>tideAAAAA01"));
    let page = web.page(Platform::Youtube, &target(TargetType::Channel, PAGE, Some(ID))).await;
    assert_eq!(page.items.len(), 1, "because its entries name the same video");
    assert!(page.is_partial, "because an entry was left out");
}
