//! What is asked of a server, and what is made of its answers.

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, ItemKind, Platform, TargetType},
    platforms::connector,
};

use super::server::{API, COMMENTS, QUERY, VIDEOS, at, channel, fails, listed, reads, video};
use crate::scripted::{Scripted, target};

#[tokio::test]
async fn a_channel_is_read_with_all_that_its_videos_say() {
    let web = Scripted::new();
    web.answer(&at(0), 200, VIDEOS);
    let page = reads(&web, &channel(), &Cursor::default()).await;
    assert_eq!(page.title.as_deref(), Some("The shore"));
    let [tide, pier] = page.items.as_slice() else { panic!("{:?}", page.items) };
    assert_eq!(tide.external_id, "9c9de5e8-0a1e-484a-b099-e80766180a6d");
    assert_eq!(
        tide.url.as_deref(),
        Some("https://sea.example/videos/watch/9c9de5e8-0a1e-484a-b099-e80766180a6d")
    );
    assert_eq!((tide.title.as_deref(), tide.kind), (Some("Low tide"), ItemKind::Video));
    assert_eq!(tide.text, "A walk at **low** water...");
    assert_eq!(tide.author.name.as_deref(), Some("The shore"));
    assert_eq!(tide.author.handle.as_deref(), Some("@shore@sea.example"));
    assert_eq!(tide.author.avatar.as_deref(), Some("https://sea.example/lazy-static/avatars/a.png"));
    assert_eq!(tide.language.as_deref(), Some("en"));
    assert_eq!(tide.tags, ["tide", "walk"]);
    assert_eq!(
        (tide.engagement.likes, tide.engagement.views, tide.engagement.replies),
        (Some(2), Some(90), Some(1))
    );
    assert_eq!(tide.media[0].duration_seconds, Some(60));
    assert_eq!(
        tide.media[1].url, "https://sea.example/lazy-static/previews/x.jpg",
        "because paths are relative"
    );
    assert_eq!(tide.updated_at, None, "because the mark moves with every view");
    let raw = tide.raw.as_ref().unwrap();
    assert_eq!((&raw["category"], &raw["account"]), (&json!("Education"), &json!("@ana@sea.example")));
    assert!(raw.get("licence").is_none(), "because none is chosen");
    assert_eq!(pier.raw.as_ref().unwrap()["live"], "waiting");
    assert_eq!(pier.media[1].url, "https://lake.example/t/1.jpg");
    assert_eq!(pier.language, None);
}

#[tokio::test]
async fn every_list_is_asked_as_it_is_called() {
    use TargetType::{Profile, Search, Timeline};
    for (target_type, url, path) in [
        (Profile, "https://sea.example/a/ana/videos", format!("accounts/ana/videos?{QUERY}")),
        (Timeline, "https://sea.example/videos/local", format!("videos?isLocal=true&{QUERY}")),
        (Timeline, "https://sea.example/videos/browse", format!("videos?{QUERY}")),
        (
            Search,
            "https://sea.example/search?search=low+tide",
            format!("search/videos?search=low+tide&{QUERY}"),
        ),
    ] {
        let web = Scripted::new();
        web.answer(&format!("{API}/{path}&start=0&count=50"), 200, listed(&[2, 1]).to_string());
        let page = reads(&web, &target(target_type, url, None), &Cursor::default()).await;
        assert_eq!(page.items.len(), 2, "because of {url}");
    }
    for (option, value, query) in [
        ("nsfw", "true", "sort=-publishedAt&nsfw=both"),
        ("lives", "only", "sort=-publishedAt&nsfw=false&isLive=true"),
        ("lives", "exclude", "sort=-publishedAt&nsfw=false&isLive=false"),
    ] {
        let web = Scripted::new();
        web.answer(&at(0).replace(QUERY, query), 200, listed(&[1]).to_string());
        let mut channel = channel();
        channel.options.insert(option.into(), value.into());
        reads(&web, &channel, &Cursor::default()).await;
    }
}

#[tokio::test]
async fn a_short_address_is_a_channel_or_else_an_account_and_is_known_then() {
    let short = |id| target(TargetType::Channel, "https://sea.example/@shore", id);
    let (web, missing) = (Scripted::new(), json!({"status": 404, "detail": "Video channel not found"}));
    web.answer(&at(0), 404, missing.to_string());
    let account = format!("{API}/accounts/shore/videos?{QUERY}&start=0&count=50");
    web.answer(&account, 200, listed(&[1]).to_string());
    let page = reads(&web, &short(None), &Cursor::default()).await;
    assert_eq!(page.target_id.as_deref(), Some("account"));
    let before = web.asked().len();
    let again = reads(&web, &short(Some("account")), &page.cursor).await;
    assert_eq!((web.asked().len() - before, again.target_id.as_deref()), (1, Some("account")));
    web.answer(&account, 404, missing.to_string());
    assert_eq!(fails(&web, &short(None)).await.code, tidewatch_engine::model::FailureCode::Gone);
    web.answer(&at(0), 200, listed(&[1]).to_string());
    let page = reads(&web, &short(None), &Cursor::default()).await;
    assert_eq!(page.target_id.as_deref(), Some("channel"));
}

#[tokio::test]
async fn a_video_is_read_with_the_comments_on_it() {
    let web = Scripted::new();
    let mut whole: Value = serde_json::from_str::<Value>(VIDEOS).unwrap()["data"][0].clone();
    whole["description"] = json!("A walk at **low** water, all of it.");
    web.answer(&format!("{API}/videos/9"), 200, whole.to_string());
    web.answer(&format!("{API}/videos/9/comment-threads?sort=-createdAt&start=0&count=50"), 200, COMMENTS);
    let thread = target(TargetType::Thread, "https://sea.example/w/9", None);
    let page = reads(&web, &thread, &Cursor::default()).await;
    assert_eq!(page.title.as_deref(), Some("Low tide"));
    let [video, light, place] = page.items.as_slice() else { panic!("one was deleted: {:?}", page.items) };
    assert_eq!(video.text, "A walk at **low** water, all of it.");
    assert_eq!((light.kind, light.text.as_str()), (ItemKind::Comment, "Lovely light"));
    assert!(!light.html.as_deref().unwrap().contains("script"));
    assert_eq!(light.external_id, "https://lake.example/videos/watch/9c9de5e8/comments/31");
    assert_eq!(light.engagement.replies, Some(2));
    assert!(light.updated_at.is_some() && place.updated_at.is_none(), "because only one was edited");
}

#[tokio::test]
async fn a_playlist_is_read_whole_because_new_videos_come_at_its_end() {
    let playlist = target(TargetType::Playlist, "https://sea.example/w/p/abc", None);
    let url = |start: usize| format!("{API}/video-playlists/abc/videos?start={start}&count=100");
    let sheet = |from: usize, to: usize, total: usize| {
        let data: Vec<Value> = (from..to).map(|id| json!({"position": id + 1, "video": video(id)})).collect();
        json!({"total": total, "data": data})
    };
    let web = Scripted::new();
    web.answer(&format!("{API}/video-playlists/abc"), 200, r#"{"displayName":"Walks"}"#);
    let mut first = sheet(0, 100, 150);
    first["data"][5]["video"] = Value::Null;
    web.answer(&url(0), 200, first.to_string());
    web.answer(&url(100), 200, sheet(100, 150, 150).to_string());
    let page = reads(&web, &playlist, &Cursor::default()).await;
    assert_eq!((page.items.len(), page.title.as_deref()), (149, Some("Walks")), "because one video is gone");
    web.answer(&url(0), 200, sheet(0, 100, 151).to_string());
    web.answer(&url(100), 200, sheet(100, 151, 151).to_string());
    assert_eq!(reads(&web, &playlist, &page.cursor).await.items.len(), 151);

    web.answer(&url(0), 200, sheet(0, 100, 900).to_string());
    for start in [500, 600, 700, 800] {
        web.answer(&url(start), 200, sheet(start, start + 100, 900).to_string());
    }
    let long = reads(&web, &playlist, &Cursor::default()).await;
    assert_eq!(long.items.len(), 500);
    assert!(long.warnings[0].contains("middle"), "{:?}", long.warnings);
}

#[test]
fn other_programs_are_given_a_feed() {
    let feed = connector(Platform::Peertube).feed_address(&channel());
    assert_eq!(feed.as_deref(), Some("https://sea.example/feeds/videos.xml?videoChannelName=shore"));
}
