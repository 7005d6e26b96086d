//! Answers of the real servers, where they lie beside the project.
#![allow(clippy::print_stderr, reason = "the counts are worth knowing")]

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, Platform, TargetType},
    platforms::Fetched,
};

use super::fetching::{LISTS, NEWEST, SEARCH, newest, reads};
use crate::{
    recordings::recordings,
    scripted::{Scripted, target},
};

#[tokio::test]
async fn recorded_answers_are_read_in_full() {
    let (mut searches, mut lists, mut items, mut users) = (0, 0, 0, 0);
    for recording in recordings("hackernews") {
        let (web, name) = (Scripted::new(), &recording.name);
        let document: Value = serde_json::from_slice(&recording.body).unwrap();
        if let Some(hits) = document["hits"].as_array() {
            searches += 1;
            web.answer(NEWEST, 200, recording.body.clone());
            let page = web.page(Platform::Hackernews, &newest()).await;
            assert!(!page.is_partial, "because all of {name} is known: {:?}", page.warnings);
            for (hit, item) in hits.iter().zip(&page.items) {
                assert_eq!(hit["objectID"].as_str(), Some(item.external_id.as_str()), "{name}");
                assert_eq!(hit["title"].as_str(), item.title.as_deref());
                assert_eq!(hit["author"].as_str(), item.author.name.as_deref());
                assert_eq!(hit["points"].as_u64(), item.engagement.likes);
                assert_eq!(hit["created_at_i"].as_i64(), item.published_at.map(|time| time.timestamp()));
                assert!(!item.text.is_empty());
            }
            assert_eq!(hits.len(), page.items.len());
        } else if let Some(ids) = document.as_array() {
            lists += 1;
            let best = target(TargetType::List, "https://news.ycombinator.com/best", None);
            web.answer(&format!("{LISTS}/beststories.json"), 200, recording.body.clone());
            let _ = web.fetch(Platform::Hackernews, &best, &Cursor::default()).await;
            let asked = web.asked().pop().unwrap();
            for id in ids.iter().take(60) {
                assert!(asked.contains(&format!("story_{id}%")), "because {id} is in {name}: {asked}");
            }
        } else if document["type"].is_string() {
            items += 1;
            let id = &document["id"];
            let is_comment = document["type"] == "comment";
            web.answer(&format!("{LISTS}/item/{id}.json"), 200, recording.body.clone());
            web.answer(
                &format!("https://hn.algolia.com/api/v1/items/{id}"),
                200,
                json!({"story_id": 7}).to_string(),
            );
            let story = if is_comment { &json!(7) } else { id };
            let comments = format!("{SEARCH}?tags=comment%2Cstory_{story}&hitsPerPage=100&page=0");
            web.answer(&comments, 200, r#"{"hits":[],"nbPages":0}"#);
            let url = format!("https://news.ycombinator.com/item?id={id}");
            let page = reads(&web, &target(TargetType::Thread, &url, None), &Cursor::default()).await;
            assert_eq!(page.target_id, Some(story.to_string()), "{name}");
            assert_eq!(page.title.as_deref(), document["title"].as_str(), "{name}");
        } else {
            users += 1;
            let user = document["id"].as_str().unwrap();
            let posts = format!(
                "{SEARCH}?tags=author_{user}%2C%28story%2Ccomment%2Cpoll%2Cjob%29&hitsPerPage=100&page=0"
            );
            web.answer(&posts, 200, r#"{"hits":[],"nbPages":0}"#);
            web.answer(&format!("{LISTS}/user/{user}.json"), 200, recording.body.clone());
            let url = format!("https://news.ycombinator.com/user?id={user}");
            let fetched = web
                .fetch(Platform::Hackernews, &target(TargetType::Profile, &url, None), &Cursor::default())
                .await;
            assert!(matches!(fetched, Ok(Fetched::Page(_))), "because {user} exists");
        }
    }
    eprintln!("{searches} searches, {lists} lists, {items} items, {users} users read");
}
