//! From answers of Twitch to items.

use tidewatch_engine::model::{Cursor, ItemKind, TargetType};

use super::{CLIPS, KEY, NONE, STREAMS, TWITCH, USERS, VIDEOS, around, category, channel};
use crate::{
    keyed::{Web, parameter, with},
    scripted::target,
};

const VIDEO: &str = include_str!("../../fixtures/twitch/videos.json");
const STREAM: &str = include_str!("../../fixtures/twitch/streams.json");
const CLIP: &str = include_str!("../../fixtures/twitch/clips.json");

#[tokio::test]
async fn broadcasts_videos_and_clips_are_read_with_all_that_they_say() {
    let web = Web::new();
    around(&web);
    web.answer(VIDEOS, 200, VIDEO);
    web.answer(STREAMS, 200, STREAM);
    web.answer(CLIPS, 200, CLIP);
    let page = web.page(TWITCH, KEY, &with(channel(), &[("clips", "true")]), &Cursor::default()).await;
    assert_eq!((page.title.as_deref(), page.target_id.as_deref()), (Some("Ana"), Some("12")));
    let [live, clip, video] = &page.items[..] else { panic!("{:?}", page.items) };

    assert_eq!((live.external_id.as_str(), live.title.as_deref()), ("41000000001", Some("Low tide")));
    assert_eq!(live.text, "Live now: Just Chatting.");
    assert_eq!((live.url.as_deref(), &live.link_key), (Some("https://www.twitch.tv/ana"), &None));
    assert_eq!(live.media[0].url, "https://static-cdn.jtvnw.example/previews-ttv/live_user_ana-640x360.jpg");
    assert_eq!((live.engagement.views, live.tags.as_slice()), (Some(90), ["English".to_owned()].as_slice()));
    assert_eq!(live.published_at.unwrap().to_rfc3339(), "2026-11-03T08:15:00+00:00");

    assert_eq!((video.external_id.as_str(), video.kind), ("2300000001", ItemKind::Video));
    assert_eq!(video.url.as_deref(), Some("https://www.twitch.tv/videos/2300000001"));
    assert_eq!((video.title.as_deref(), video.text.as_str()), (Some("Low tide"), "All of it"));
    assert_eq!((video.engagement.views, video.language.as_deref()), (Some(50), Some("en")));
    assert_eq!(
        (video.media[0].url.as_str(), video.media[0].duration_seconds),
        ("https://static-cdn.jtvnw.example/x-640x360.jpg", Some(11_313))
    );
    assert_eq!((video.author.handle.as_deref(), video.author.name.as_deref()), (Some("ana"), Some("Ana")));

    assert_eq!(clip.url.as_deref(), Some("https://clips.twitch.tv/TideOut-abc_1"));
    assert_eq!((clip.title.as_deref(), clip.engagement.views), (Some("The wave"), Some(10)));
    let since = web.asked().iter().find_map(|asked| parameter(&asked.url, "started_at"));
    assert_eq!(since.as_deref(), Some("2026-11-03T08:00:00Z"), "because clips of a week are asked for");
}

#[tokio::test]
async fn links_to_videos_and_clips_lead_to_their_channel() {
    for (link, place, answer) in [
        ("https://www.twitch.tv/videos/2300000001", VIDEOS, VIDEO),
        ("https://clips.twitch.tv/TideOut-abc_1", CLIPS, CLIP),
    ] {
        let web = Web::new();
        around(&web);
        web.answer(VIDEOS, 200, VIDEO);
        web.answer(place, 200, answer);
        let page = web.page(TWITCH, KEY, &target(TargetType::Channel, link, None), &Cursor::default()).await;
        assert_eq!((page.target_id.as_deref(), page.title.as_deref()), (Some("12"), Some("Ana")), "{link}");
    }
}

#[tokio::test]
async fn categories_are_found_by_either_form_of_their_name() {
    let web = Web::new();
    around(&web);
    web.answer(VIDEOS, 200, VIDEO);
    web.answer("api.twitch.tv/helix/games", 200, r#"{"data":[{"id":"77","name":"Low Tides"}]}"#);
    web.answer(
        "api.twitch.tv/helix/search/categories",
        200,
        r#"{"data":[{"id":"76","name":"Low Tides II"},{"id":"77","name":"Low Tides!"}]}"#,
    );
    for path in ["category/low-tides", "game/Low%20Tides"] {
        let url = format!("https://www.twitch.tv/directory/{path}");
        let page =
            web.page(TWITCH, KEY, &target(TargetType::Community, &url, None), &Cursor::default()).await;
        assert_eq!(page.target_id.as_deref(), Some("77"), "{path}");
        let url = web.last().url;
        assert_eq!(
            (parameter(&url, "game_id").as_deref(), parameter(&url, "sort").as_deref()),
            (Some("77"), Some("time"))
        );
    }
    assert_eq!(web.count(STREAMS), 0, "because a category is never live as such");
    web.page(TWITCH, KEY, &category(), &Cursor::default()).await;
}

#[tokio::test]
async fn a_channel_that_shows_nothing_any_more_is_asked_for() {
    let web = Web::new();
    around(&web);
    web.answer(VIDEOS, 200, NONE);
    let known = tidewatch_engine::platforms::Target { id: Some("12".into()), ..channel() };
    assert!(web.page(TWITCH, KEY, &known, &Cursor::default()).await.items.is_empty());
    web.answer(USERS, 200, NONE);
    let error = web.fetch(TWITCH, KEY, &known, &Cursor::default()).await.unwrap_err();
    assert_eq!((error.code.as_str(), error.needs_user), ("gone", false), "because one answer is no proof");
}
