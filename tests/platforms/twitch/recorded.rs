//! Answers of the real server, where they lie beside the project.
#![allow(clippy::print_stderr, reason = "the counts are worth knowing")]

use serde_json::Value;
use tidewatch_engine::{
    model::{Cursor, TargetType},
    platforms::{Fetched, Target},
};

use super::{KEY, NONE, STREAMS, TWITCH, VIDEOS, around, channel};
use crate::{
    keyed::{Web, with},
    recordings::recordings,
    scripted::target,
};

#[tokio::test]
async fn recorded_answers_are_read_in_full_or_refused() {
    let (mut streams, mut categories, mut others) = (0, 0, 0);
    for recording in recordings("twitch") {
        let name = &recording.name;
        let document: Value = serde_json::from_slice(&recording.body).unwrap();
        let web = Web::new();
        around(&web);
        web.answer(VIDEOS, 200, NONE);
        if recording.url.contains("/helix/streams") && recording.status == 200 {
            streams += 1;
            web.answer(STREAMS, 200, recording.body.clone());
            let page =
                web.page(TWITCH, KEY, &with(channel(), &[("videos", "none")]), &Cursor::default()).await;
            let (item, stream) = (&page.items[0], &document["data"][0]);
            assert_eq!(item.external_id, stream["id"].as_str().unwrap(), "{name}");
            assert_eq!(item.title.as_deref(), stream["title"].as_str().map(str::trim), "{name}");
            assert_eq!(item.author.handle.as_deref(), stream["user_login"].as_str(), "{name}");
            assert!(item.url.is_some() && item.published_at.is_some() && !item.text.is_empty(), "{name}");
            assert_eq!(item.engagement.views, stream["viewer_count"].as_u64(), "{name}");
        } else if recording.url.contains("/helix/search/categories") && recording.status == 200 {
            categories += 1;
            web.answer("api.twitch.tv/helix/search/categories", 200, recording.body.clone());
            for category in document["data"].as_array().unwrap() {
                let slug = category["name"].as_str().unwrap().to_lowercase().replace(' ', "-");
                let url = format!("https://www.twitch.tv/directory/category/{slug}");
                let target = target(TargetType::Community, &url, None);
                let _ = web.fetch(TWITCH, KEY, &target, &Cursor::default()).await;
            }
        } else {
            others += 1;
            web.answer(VIDEOS, recording.status, recording.body.clone());
            let known = Target { id: Some("12".into()), ..channel() };
            match web.fetch(TWITCH, KEY, &known, &Cursor::default()).await {
                Ok(Fetched::Page(page)) => {
                    assert!(page.items.iter().all(|item| item.url.is_some()), "{name}")
                }
                Ok(other) => panic!("{name}: {other:?}"),
                Err(error) => assert!(error.message.ends_with('.'), "{name}: {error}"),
            }
        }
    }
    eprintln!("{streams} streams, {categories} categories read, {others} other answers refused or empty");
}
