//! Answers of the real server, where they lie beside the project.
#![allow(clippy::print_stderr, reason = "the counts are worth knowing")]

use serde_json::{Value, json};
use tidewatch_engine::{model::Cursor, platforms::Fetched};

use super::{KEY, SEARCH, X, hashtag};
use crate::{keyed::Web, recordings::recordings};

/// The posts of an answer of the second interface.
fn posts(document: &Value) -> Option<Vec<Value>> {
    let data = document.get("data")?;
    let list = data.as_array().cloned().unwrap_or_else(|| vec![data.clone()]);
    let are_posts = list.iter().all(|one| one["id"].is_string() && one["text"].is_string());
    (!list.is_empty() && are_posts).then_some(list)
}

#[tokio::test]
async fn recorded_answers_are_read_in_full() {
    let (mut answers, mut read, mut others) = (0, 0, 0);
    for recording in recordings("x-twitter") {
        let name = &recording.name;
        let Ok(document) = serde_json::from_slice::<Value>(&recording.body) else { continue };
        let web = Web::new();
        let Some(posts) = posts(&document) else {
            others += 1;
            web.answer(SEARCH, 200, document.to_string());
            match web.fetch(X, KEY, &hashtag(), &Cursor::default()).await {
                Ok(Fetched::Page(page)) => assert!(page.items.is_empty(), "because {name} holds no posts"),
                Ok(other) => panic!("{name}: {other:?}"),
                Err(error) => assert!(error.message.ends_with('.'), "{name}: {error}"),
            }
            continue;
        };
        answers += 1;
        let mut answer = json!({"data": posts, "meta": {"result_count": posts.len()}});
        answer["includes"] = document["includes"].clone();
        web.answer(SEARCH, 200, answer.to_string());
        let page = web.page(X, KEY, &hashtag(), &Cursor::default()).await;
        assert!(!page.is_partial, "{name}: {:?}", page.warnings);
        for post in &posts {
            let id = post["id"].as_str().unwrap();
            let item = page.items.iter().find(|item| item.external_id == id);
            let item = item.unwrap_or_else(|| panic!("{id} of {name} is missing"));
            read += 1;
            assert!(item.url.is_some() && !item.text.is_empty(), "{id} of {name}");
            assert_eq!(post["created_at"].is_string(), item.published_at.is_some(), "{id} of {name}");
        }
    }
    eprintln!("{answers} answers with {read} posts read, {others} other documents refused or empty");
}
