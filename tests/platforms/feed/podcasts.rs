//! Media RSS and podcast fields.

use tidewatch_engine::model::{ItemKind, Media};

use super::read;

#[test]
fn podcasts_give_durations_pictures_and_where_they_moved() {
    let feed = read(include_str!("../../fixtures/feed/podcast.xml"));
    assert_eq!(feed.moved_to.as_ref().map(url::Url::as_str), Some("https://new.example/feed"));
    assert!(feed.complete);
    assert_eq!(feed.feed_id.as_deref(), Some("abc-1"));
    let item = &feed.items[0];
    assert_eq!(item.media[0].duration_seconds, Some(3723));
    assert_eq!(item.media[1].url, "https://talk.example/1.jpg");
    assert_eq!(item.raw.as_ref().unwrap()["itunes:season"], "2");
    assert_eq!(item.author.name.as_deref(), Some("The house"));
    assert_eq!(item.text, "About it");
}

#[test]
fn media_groups_give_their_files_and_counts() {
    let feed = read(include_str!("../../fixtures/feed/podcast.xml"));
    let item = &feed.items[1];
    let video = Media {
        url: "https://talk.example/2.mp4".to_owned(),
        media_type: Some("video/mp4".to_owned()),
        alt: Some("Group title".to_owned()),
        size: Some(77),
        duration_seconds: Some(12),
    };
    assert_eq!(item.media[0], video);
    assert_eq!(item.media.len(), 3);
    assert_eq!((item.engagement.likes, item.engagement.views), (Some(15), Some(300)));
    assert_eq!(item.text, "Plain &lt; text", "a plain description is decoded by XML only");
    assert_eq!(item.kind, ItemKind::Video);
}

#[test]
fn youtube_entries_keep_their_ids() {
    let feed = read(include_str!("../../fixtures/feed/youtube.xml"));
    let item = &feed.items[0];
    let raw = item.raw.as_ref().unwrap();
    assert_eq!(
        (&raw["yt:videoId"], &raw["yt:channelId"]),
        (&"AAAAAAAAAAA".into(), &"UCexampleexampleexample00".into())
    );
    assert_eq!((item.engagement.likes, item.engagement.views), (Some(7), Some(42)));
    assert_eq!(item.text, "Line one\nLine two");
    assert_eq!(item.kind, ItemKind::Video);
}
