//! Answers of the Data API, where they lie beside the project.
#![allow(clippy::print_stderr, reason = "the counts are worth knowing")]

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, FoundItem},
    platforms::Fetched,
};

use super::keyed::{COMMENTS, KEY, SEARCH, VIDEOS, YOUTUBE, comments, search};
use crate::{keyed::Web, recordings::recordings};

fn is_complete(item: &FoundItem) -> bool {
    let has_words = item.title.is_some() || !item.text.is_empty();
    !item.external_id.is_empty()
        && item.url.is_some()
        && item.author.name.is_some()
        && item.published_at.is_some()
        && has_words
}

#[tokio::test]
async fn recorded_answers_are_read_in_full_or_refused() {
    let (mut threads, mut videos, mut searches, mut others) = (0, 0, 0, 0);
    for recording in recordings("youtube") {
        let name = &recording.name;
        let Ok(document) = serde_json::from_slice::<Value>(&recording.body) else { continue };
        let entries = document["items"].as_array().map_or(&[][..], Vec::as_slice);
        let web = Web::new();
        web.answer(VIDEOS, 200, r#"{"kind":"youtube#videoListResponse"}"#);
        match document["kind"].as_str().unwrap_or_default() {
            "youtube#commentThreadListResponse" => {
                threads += entries.len();
                web.answer(COMMENTS, 200, json!({"kind": document["kind"], "items": entries}).to_string());
                let page = web.page(YOUTUBE, KEY, &comments(), &Cursor::default()).await;
                assert_eq!(page.items.len(), entries.len(), "{name}");
                assert!(page.items.iter().all(is_complete), "{name}: {:?}", page.items);
            }
            "youtube#videoListResponse" => {
                videos += entries.len();
                let found: Vec<Value> =
                    entries.iter().map(|video| json!({"id": {"videoId": video["id"]}})).collect();
                web.answer(
                    SEARCH,
                    200,
                    json!({"kind": "youtube#searchListResponse", "items": found}).to_string(),
                );
                web.answer(VIDEOS, 200, recording.body.clone());
                let page = web.page(YOUTUBE, KEY, &search(), &Cursor::default()).await;
                assert_eq!(page.items.len(), entries.len(), "{name}");
                assert!(page.items.iter().all(is_complete), "{name}: {:?}", page.items);
            }
            "youtube#searchListResponse" => {
                web.answer(SEARCH, 200, recording.body.clone());
                let has_videos = entries.iter().any(|entry| entry["id"]["videoId"].is_string());
                let answered = web.fetch(YOUTUBE, KEY, &search(), &Cursor::default()).await;
                assert_eq!(answered.is_ok(), has_videos || entries.is_empty(), "{name}");
                let asked = web.last().url.to_string();
                for id in entries.iter().filter_map(|entry| entry["id"]["videoId"].as_str()) {
                    searches += 1;
                    assert!(asked.contains(id), "because {id} of {name} is looked up");
                }
            }
            _ => {
                others += 1;
                web.answer(COMMENTS, 200, recording.body.clone());
                match web.fetch(YOUTUBE, KEY, &comments(), &Cursor::default()).await {
                    Ok(Fetched::Page(page)) => {
                        assert!(page.items.is_empty(), "because {name} has no comments")
                    }
                    Ok(other) => panic!("{name}: {other:?}"),
                    Err(error) => assert!(error.message.ends_with('.'), "{name}: {error}"),
                }
            }
        }
    }
    eprintln!(
        "{threads} comments, {videos} videos, {searches} found videos read, {others} other answers refused or empty"
    );
}
