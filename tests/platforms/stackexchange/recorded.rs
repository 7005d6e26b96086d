//! Answers of the real server, where they lie beside the project.
#![allow(clippy::print_stderr, reason = "the counts are worth knowing")]

use serde_json::Value;
use tidewatch_engine::model::{Cursor, TargetType};

use super::{API, LIST, STACK, reads};
use crate::{
    recordings::recordings,
    scripted::{Scripted, target},
};

/// Lists of questions, answers, posts and comments; badges and the like are never asked for.
const READ: [&str; 6] = ["questions", "answers", "comments", "posts", "favorites", "mentioned"];

#[tokio::test]
async fn recorded_lists_are_read_in_full() {
    let (mut lists, mut posts, mut others) = (0, 0, 0);
    for recording in recordings("stackexchange") {
        let url: url::Url = recording.url.parse().unwrap();
        let path: Vec<&str> =
            url.path_segments().unwrap().filter(|part| part.parse::<u64>().is_err()).collect();
        if !path.last().is_some_and(|last| READ.contains(last)) {
            others += 1;
            continue;
        }
        let web = Scripted::new();
        let asked = format!("{API}/questions?site=gaming&{LIST}&page=1&key=K");
        web.answer(&asked, recording.status, recording.body.clone());
        let newest =
            target(TargetType::Community, "https://gaming.stackexchange.com/questions?tab=Newest", None);
        let (page, name) = (reads(&web, &newest, &Cursor::default()).await, &recording.name);
        let document: Value = serde_json::from_slice(&recording.body).unwrap();
        let items = document["items"].as_array().unwrap();
        assert!(!page.is_partial, "because all of {name} is known: {:?}", page.warnings);
        assert_eq!(page.items.len(), items.len(), "because {name} lists them");
        for (post, item) in items.iter().zip(&page.items) {
            assert_eq!(post["owner"]["display_name"].as_str(), item.author.name.as_deref(), "{name}");
            assert_eq!(
                post["creation_date"].as_i64(),
                item.published_at.map(|time| time.timestamp()),
                "{name}"
            );
            assert_eq!(post["title"].is_string(), item.title.is_some(), "{name}: {post}");
            assert_eq!(post["body"].is_string(), !item.text.is_empty(), "{name}: {post}");
            assert!(
                item.url.as_deref().is_some_and(|url| url.contains("gaming.stackexchange.com")),
                "{name}"
            );
            assert_eq!(post["score"].as_u64(), item.engagement.likes, "{name}");
        }
        (lists, posts) = (lists + 1, posts + items.len());
    }
    eprintln!("{STACK}: {lists} lists with {posts} posts read, {others} of other endpoints left out");
}
