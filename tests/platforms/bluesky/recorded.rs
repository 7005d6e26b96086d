//! Answers of the real server, where they lie beside the project.
#![allow(clippy::print_stderr, reason = "the counts are worth knowing")]

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, Platform},
    platforms::Fetched,
};

use super::fetching::{POSTS, PROFILE, profile};
use crate::{recordings::recordings, scripted::Scripted};

/// The rows of a recording, where it is an answer with posts or a part of one.
fn rows(document: &Value) -> Option<Vec<Value>> {
    let rows = document.get("feed").unwrap_or(document);
    if rows.get("record").is_some() && rows.get("author").is_some() {
        return Some(vec![json!({ "post": rows })]);
    }
    let rows = rows.as_array()?;
    let is_row = |row: &Value| row["post"]["record"].is_object();
    let is_post = |row: &Value| {
        row["uri"].is_string()
            && row["record"].is_object()
            && row["author"].is_object()
            && row["replyCount"].is_u64()
    };
    if rows.is_empty() {
        None
    } else if rows.iter().all(is_row) {
        Some(rows.clone())
    } else if rows.iter().all(is_post) {
        Some(rows.iter().map(|post| json!({ "post": post })).collect())
    } else {
        None
    }
}

#[tokio::test]
async fn recorded_answers_are_read_in_full() {
    let (mut answers, mut posts, mut others) = (0, 0, 0);
    for recording in recordings("bluesky") {
        let name = &recording.name;
        let document: Value = serde_json::from_slice(&recording.body).unwrap();
        let web = Scripted::new();
        web.answer(PROFILE, 200, "{}");
        let Some(rows) = rows(&document) else {
            others += 1;
            web.answer(POSTS, 200, document.to_string());
            let error = web.fetch(Platform::Bluesky, &profile(), &Cursor::default()).await;
            assert!(error.is_err(), "because {} holds no posts", name);
            continue;
        };
        answers += 1;
        web.answer(POSTS, 200, json!({ "feed": rows }).to_string());
        let Ok(Fetched::Page(page)) = web.fetch(Platform::Bluesky, &profile(), &Cursor::default()).await
        else {
            panic!("{} could not be read", name)
        };
        assert!(!page.is_partial, "because all of {} is known: {:?}", name, page.warnings);
        for row in &rows {
            let post = &row["post"];
            let uri = post["uri"].as_str().unwrap();
            let mut same = page.items.iter().filter(|item| item.identity.starts_with(&format!("id:{uri}")));
            let item = same.next().unwrap_or_else(|| panic!("{uri} of {} is missing", name));
            posts += 1;
            let text = post["record"]["text"].as_str().unwrap();
            assert!(text.trim().is_empty() || !item.text.is_empty(), "{}", name);
            assert_eq!(item.author.handle.as_deref(), post["author"]["handle"].as_str());
            assert!(item.published_at.is_some() && item.author.name.is_some());
            assert_eq!(item.engagement.likes, post["likeCount"].as_u64());
            assert_eq!(item.author.avatar.is_some(), post["author"]["avatar"].is_string());
            assert_eq!(item.language.as_deref(), post["record"]["langs"][0].as_str());
            let embed = post["embed"]["$type"].as_str().unwrap_or_default();
            let has_media =
                ["images", "video", "gallery", "recordWithMedia"].iter().any(|kind| embed.contains(kind));
            assert!(!has_media || !item.media.is_empty(), "{} {embed}", name);
            assert_eq!(uri.starts_with("at://"), item.url.is_some());
        }
    }
    eprintln!("{answers} answers with {posts} posts read, {others} other documents refused");
}
