//! Answers that are wrong in part.

use serde_json::{Value, json};
use tidewatch_engine::model::{Cursor, FailureCode, FoundItem, TargetType};

use super::server::{ACCOUNT, LOOKUP, PAGE, POSTS, STATUSES, fetch, known, page, status};
use crate::scripted::{Scripted, target};

/// The same with every value that is not what makes an item one turned by `turn`.
fn turned(value: &mut Value, turn: &impl Fn(&str, &mut Value)) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                turned(field, turn);
                turn(name, field);
            }
        }
        Value::Array(all) => all.iter_mut().for_each(|one| turned(one, turn)),
        _ => {}
    }
}

async fn read(statuses: &Value) -> Vec<FoundItem> {
    let web = Scripted::new();
    web.answer(POSTS, 200, statuses.to_string());
    page(&web, &known(), &Cursor::default()).await.items
}

#[tokio::test]
async fn numbers_as_text_and_text_as_numbers_are_understood() {
    let mut statuses: Value = serde_json::from_str(STATUSES).unwrap();
    let plain = read(&statuses).await;
    turned(&mut statuses, &|name, value| {
        if let Value::Number(number) = value {
            *value = Value::String(number.to_string());
        } else if name == "id"
            && let Some(number) = value.as_str().and_then(|id| id.parse::<u64>().ok())
        {
            *value = json!(number);
        }
    });
    let read = read(&statuses).await;
    assert_eq!(read.len(), plain.len());
    assert_eq!(read[0].engagement, plain[0].engagement);
    assert_eq!(read[0].identity, plain[0].identity);
}

#[tokio::test]
async fn nulls_everywhere_cost_only_what_they_stand_for() {
    let mut statuses: Value = serde_json::from_str(STATUSES).unwrap();
    turned(&mut statuses, &|name, value| {
        if !matches!(name, "id" | "uri" | "content" | "visibility") {
            *value = Value::Null;
        }
    });
    let items = read(&statuses).await;
    assert!(items.len() >= 4, "because text and identity are there: {}", items.len());
    assert!(items[0].text.starts_with("Low water"));
    assert!(items[0].url.is_some(), "because the uri is an address too");
}

#[tokio::test]
async fn what_cannot_be_read_is_told_and_does_not_move_the_cursor() {
    let web = Scripted::new();
    let mut bad = status(2, "");
    bad["uri"] = Value::Null;
    bad["id"] = json!({});
    web.answer(
        POSTS,
        200,
        json!([status(3, "Good"), bad, 7, null, "x", [], status(1, "Good too")]).to_string(),
    );
    let cursor = Cursor { v: 1, ..Cursor::default() };
    let found = page(&web, &known(), &cursor).await;
    assert_eq!(found.items.len(), 2);
    assert!(found.is_partial);
    assert_eq!(found.warnings, ["5 posts could not be read."]);
    assert_eq!(found.cursor, cursor);

    web.answer(POSTS, 200, "[null, {}, 7]");
    let error = fetch(&web, &known(), &cursor).await.unwrap_err();
    assert_eq!(error.code, FailureCode::Changed, "because nothing of it is a post");
}

#[tokio::test]
async fn an_empty_answer_does_not_move_the_cursor() {
    let web = Scripted::new();
    web.answer(POSTS, 200, STATUSES);
    let first = page(&web, &known(), &Cursor::default()).await;
    web.answer(POSTS, 200, "[]");
    let empty = page(&web, &known(), &first.cursor).await;
    assert!(empty.items.is_empty());
    assert_eq!(empty.cursor, first.cursor);
    let feed = "https://sea.example/@ana.rss";
    web.answer(feed, 200, "<rss version='2.0'><channel><title>Ana</title></channel></rss>");
    let empty = page(&web, &target(TargetType::Profile, PAGE, Some(feed)), &first.cursor).await;
    assert_eq!(empty.cursor, first.cursor, "because a feed may be empty for a while too");
}

#[tokio::test]
async fn a_post_of_ten_megabytes_is_cut_and_the_others_are_kept() {
    let long = format!("<p>{}</p>", "tide ".repeat(2_000_000));
    let items = read(&json!([status(2, &long), status(1, "Short")])).await;
    assert_eq!(items.len(), 2);
    assert!(items[0].text.len() <= 1 << 20 && items[0].text.starts_with("tide tide"));
    assert_eq!(items[1].text, "Short");
}

#[tokio::test]
async fn scripts_and_foreign_addresses_do_not_get_through() {
    let mut bad = status(1, "<script>alert(1)</script><a href='javascript:x'>Hi</a><img src=x onerror=x>");
    bad["url"] = json!("javascript:alert(1)");
    bad["spoiler_text"] = json!("a\u{202e}b\u{7}");
    bad["account"]["url"] = json!("data:text/html,x");
    bad["media_attachments"] = json!([{"type": "image", "url": "file:///etc/passwd"}]);
    let items = read(&json!([bad])).await;
    let html = items[0].html.clone().unwrap_or_default();
    assert!(!html.contains("script") && !html.contains("onerror"), "{html}");
    assert_eq!(items[0].url.as_deref(), Some("https://sea.example/users/ana/statuses/1"));
    assert_eq!(items[0].title.as_deref(), Some("ab"));
    assert_eq!(items[0].author.url, None);
    assert!(items[0].media.is_empty());
}

#[tokio::test]
async fn an_id_that_is_no_id_does_not_lead_to_another_address() {
    for id in ["../../oauth/apps", "7/statuses?x=", "", "7#"] {
        let web = Scripted::new();
        web.answer(LOOKUP, 200, ACCOUNT.replace("\"id\": \"7\"", &format!("\"id\": \"{id}\"")));
        let error =
            fetch(&web, &target(TargetType::Profile, PAGE, None), &Cursor::default()).await.unwrap_err();
        assert_eq!(error.code, FailureCode::Changed, "because the id is {id:?}");
        assert!(web.asked().iter().all(|url| !url.contains("oauth")), "because of {id:?}");
    }
}
