//! Answers of real servers, where they lie beside the project.
#![allow(clippy::print_stderr, reason = "the counts are worth knowing")]

use serde_json::{Value, json};
use tidewatch_engine::model::{Cursor, TargetType};

use super::server::{HOST, post, reads, sea};
use crate::{recordings::recordings, scripted::target};

#[tokio::test]
async fn recorded_answers_are_read_in_full() {
    let (mut posts, mut comments) = (0, 0);
    for recording in recordings("lemmy") {
        let (web, name) = (sea(), &recording.name);
        let document: Value = serde_json::from_slice(&recording.body).unwrap();
        let is_posts = document["posts"].is_array();
        let (list, thread) = (format!("{HOST}/api/v3/post/list?type_=All&sort=New&limit=50"), "post/502");
        web.answer(&list, 200, recording.body.clone());
        let replies = format!("{HOST}/api/v3/comment/list?post_id=502&type_=All&sort=New&limit=50");
        web.answer(&replies, 200, recording.body.clone());
        web.answer(&format!("{HOST}/api/v3/post?id=502"), 200, json!({"post_view": post(502)}).to_string());
        let watched = match is_posts {
            true => target(TargetType::Timeline, &format!("{HOST}/?listingType=All"), None),
            false => target(TargetType::Thread, &format!("{HOST}/{thread}"), None),
        };
        let page = reads(&web, &watched, &Cursor::default()).await;
        assert!(!page.is_partial, "because all of {name} is known: {:?}", page.warnings);
        let key = if is_posts { "post" } else { "comment" };
        let views = document[if is_posts { "posts" } else { "comments" }].as_array().unwrap();
        let read: Vec<_> =
            page.items.iter().filter(|item| item.external_id != format!("{HOST}/post/502")).collect();
        let shown: Vec<_> = views
            .iter()
            .filter(|view| view[key]["removed"] != true && view[key]["deleted"] != true)
            .collect();
        assert_eq!(read.len(), shown.len(), "{name}");
        for view in shown {
            let own = &view[key];
            let item = read.iter().find(|item| own["ap_id"] == item.external_id.as_str()).unwrap();
            assert!(
                item.url.is_some() && item.author.handle.is_some() && item.published_at.is_some(),
                "{name}"
            );
            assert!(item.title.is_some() || !item.text.is_empty(), "{name}");
            assert_eq!(item.updated_at.is_some(), own["updated"].is_string(), "{name}");
            match is_posts {
                true => posts += 1,
                false => comments += 1,
            }
        }
    }
    eprintln!("{posts} posts, {comments} comments read");
}
