//! Every recorded answer that the addresses of this connector could give.
#![allow(clippy::print_stderr, reason = "the counts are what this is run for")]

use serde_json::{Value, json};
use tidewatch_engine::model::{Cursor, FoundItem, TargetType};

use super::server::{LOOKUP, PAGE, POSTS, STATUSES, known, page, status};
use crate::{
    recordings::{Recording, recordings},
    scripted::{Scripted, target},
};

/// No field is empty that the recording fills.
fn compare(name: &str, recorded: &Value, item: &FoundItem) {
    let shown = if recorded["reblog"].is_object() { &recorded["reblog"] } else { recorded };
    let filled = |key: &str| shown[key].as_str().is_some_and(|text| !text.is_empty());
    assert!(!item.external_id.is_empty(), "{name}");
    assert_eq!(filled("content"), !item.text.is_empty(), "{name}: {}", shown["content"]);
    assert!(item.url.is_some() || !filled("url"), "{name}");
    assert!(item.published_at.is_some(), "{name}");
    assert_eq!(item.language.is_some(), filled("language"), "{name}");
    assert_eq!(item.title.is_some(), filled("spoiler_text"), "{name}");
    assert_eq!(item.updated_at.is_some(), filled("edited_at"), "{name}");
    assert_eq!(item.engagement.likes, shown["favourites_count"].as_u64(), "{name}");
    assert_eq!(item.engagement.replies, shown["replies_count"].as_u64(), "{name}");
    assert!(
        item.author.name.is_some() && item.author.handle.is_some() && item.author.url.is_some(),
        "{name}"
    );
    let media = shown["media_attachments"].as_array().map_or(0, Vec::len);
    assert_eq!(item.media.len(), media, "{name}");
    assert_eq!(item.tags.len(), shown["tags"].as_array().map_or(0, Vec::len), "{name}");
}

async fn listed(recording: &Recording, statuses: &[Value]) -> usize {
    let (web, name) = (Scripted::new(), &recording.name);
    // Only the one that leads on, and to a server that is not asked here.
    let leads_on = recording.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("link"));
    let headers = if leads_on || statuses.len() < 40 { vec![("link", "")] } else { Vec::new() };
    web.answer_with(POSTS, 200, headers, recording.body.clone());
    let found = page(&web, &known(), &Cursor::default()).await;
    assert!(!found.is_partial, "{name}: {:?}", found.warnings);
    let is_public = |status: &&Value| !matches!(status["visibility"].as_str(), Some("private" | "direct"));
    let public: Vec<_> = statuses.iter().filter(is_public).collect();
    assert_eq!(found.items.len(), public.len(), "{name}");
    for (recorded, item) in public.iter().zip(&found.items) {
        compare(name, recorded, item);
    }
    public.len()
}

async fn thread(name: &str, post: &Value, context: &Value) -> usize {
    let web = Scripted::new();
    let url = "https://sea.example/api/v1/statuses/1";
    web.answer(url, 200, post.to_string());
    web.answer(&format!("{url}/context"), 200, context.to_string());
    let target = target(TargetType::Thread, "https://sea.example/@ana/1", None);
    let found = page(&web, &target, &Cursor::default()).await;
    compare(name, post, &found.items[0]);
    found.items.len()
}

#[tokio::test]
async fn every_recorded_answer_is_read() {
    let (mut lists, mut posts, mut accounts, mut items) = (0, 0, 0, 0);
    for recording in recordings("mastodon").into_iter().filter(|recording| recording.status == 200) {
        let (_, path) = recording.url.split_once("/api/v1/").unwrap_or_default();
        let path = path.split('?').next().unwrap_or_default();
        let Ok(body) = serde_json::from_slice::<Value>(&recording.body) else { continue };
        let parts: Vec<&str> = path.split('/').collect();
        match (parts.as_slice(), &body) {
            (["accounts", _, "statuses"] | ["timelines", ..] | ["bookmarks"], Value::Array(statuses)) => {
                items += listed(&recording, statuses).await;
                lists += 1;
            }
            (["statuses", _], Value::Object(_)) => {
                items += thread(&recording.name, &body, &json!({"ancestors": [], "descendants": []})).await;
                posts += 1;
            }
            (["statuses", _, "context"], Value::Object(_)) => {
                let mut post = status(1, "Post");
                post["account"]["url"] = json!(PAGE);
                (post["favourites_count"], post["replies_count"]) = (json!(0), json!(0));
                items += thread(&recording.name, &post, &body).await;
                posts += 1;
            }
            (["accounts", "lookup"] | ["accounts", _], Value::Object(account))
                if account.contains_key("acct") =>
            {
                let web = Scripted::new();
                web.answer(LOOKUP, 200, recording.body.clone());
                let id = body["id"].as_str().unwrap();
                let posts = POSTS.replace("/7/", &format!("/{id}/"));
                web.answer(&posts, 200, STATUSES);
                let found = page(&web, &target(TargetType::Profile, PAGE, None), &Cursor::default()).await;
                assert_eq!(found.target_id, Some(posts), "{}", recording.name);
                accounts += 1;
            }
            _ => {}
        }
    }
    eprintln!("mastodon: {lists} lists, {posts} posts and {accounts} accounts read, {items} items in all");
}
