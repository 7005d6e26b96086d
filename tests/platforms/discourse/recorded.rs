//! Answers of a real forum, where they lie beside the project.
#![allow(clippy::print_stderr, reason = "the counts are worth knowing")]

use std::collections::HashSet;

use serde_json::{Value, json};
use tidewatch_engine::model::{Cursor, FailureCode, TargetType};

use super::forum::{FORUM, LIST, fails, latest, reads};
use crate::{
    recordings::recordings,
    scripted::{Scripted, target},
};

#[tokio::test]
async fn recorded_answers_are_read_in_full_or_refused() {
    let (mut topics, mut posts, mut actions, mut refused) = (0, 0, 0, 0);
    for recording in recordings("discourse") {
        let (web, name) = (Scripted::new(), &recording.name);
        let document: Value = serde_json::from_slice(&recording.body).unwrap();
        if let Some(listed) = document["topic_list"]["topics"].as_array() {
            web.answer(LIST, 200, recording.body.clone());
            web.answer(&format!("{LIST}&page=1"), 200, r#"{"topic_list":{"topics":[]}}"#);
            let page = reads(&web, &latest(), &Cursor::default()).await;
            assert!(!page.is_partial, "because all of {name} is known: {:?}", page.warnings);
            // Who shortened the recordings left one number to several topics.
            let ids: HashSet<String> = listed.iter().map(|own| own["id"].to_string()).collect();
            assert_eq!(page.items.len(), ids.len(), "{name}");
            for own in listed {
                let id = format!("talk.example/topic/{}", own["id"]);
                let item = page.items.iter().find(|item| item.external_id == id).unwrap();
                assert!(item.url.is_some() && item.published_at.is_some(), "{name}");
                let title = item.title.as_deref();
                assert!(listed.iter().any(|own| title.is_some() && own["title"].as_str() == title), "{name}");
                let poster = &own["posters"][0]["user_id"];
                let is_known = document["users"]
                    .as_array()
                    .is_some_and(|users| users.iter().any(|user| user["id"] == *poster));
                assert_eq!(item.author.handle.is_some(), is_known, "because of {id} in {name}");
                topics += 1;
            }
        } else if document["latest_posts"].is_array() || document["cooked"].is_string() {
            let all = document["latest_posts"].as_array().cloned().unwrap_or_else(|| vec![document.clone()]);
            web.answer(&format!("{FORUM}/posts.json"), 200, json!({"latest_posts": all}).to_string());
            let page = reads(
                &web,
                &target(TargetType::Timeline, &format!("{FORUM}/posts"), None),
                &Cursor::default(),
            )
            .await;
            assert_eq!((page.items.len(), page.is_partial), (all.len(), false), "{name}");
            for (own, item) in all.iter().zip(&page.items) {
                assert_eq!(item.external_id, format!("talk.example/post/{}", own["id"]), "{name}");
                assert_eq!(item.author.handle.as_deref(), own["username"].as_str());
                assert!(item.url.is_some() && item.published_at.is_some() && !item.text.is_empty(), "{name}");
                posts += 1;
            }
        } else if let Some(done) = document["user_actions"].as_array() {
            let url = format!("{FORUM}/user_actions.json?username=ana&filter=4%2C5&offset=0");
            web.answer(&url, 200, recording.body.clone());
            let page = reads(
                &web,
                &target(TargetType::Profile, &format!("{FORUM}/u/ana"), None),
                &Cursor::default(),
            )
            .await;
            assert_eq!(page.items.len(), done.len(), "{name}");
            for (own, item) in done.iter().zip(&page.items) {
                assert_eq!(item.author.handle.as_deref(), own["acting_username"].as_str(), "{name}");
                assert!(item.url.is_some() && item.published_at.is_some() && !item.text.is_empty(), "{name}");
                actions += 1;
            }
        } else {
            web.answer(LIST, 200, recording.body.clone());
            assert_eq!(fails(&web, &latest()).await.code, FailureCode::Changed, "because {name} is no list");
            refused += 1;
        }
    }
    eprintln!("{topics} topics, {posts} posts, {actions} actions read; {refused} other answers refused");
}
