//! Each failure has its own code, and no bad answer moves the cursor.

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, FailureCode, Platform, TargetType},
    platforms::{ConnectorError, RetryAfter, Target},
};

use super::fetching::{LISTS, NEWEST, SEARCH, STORIES, at_page, hits, newest, reads};
use crate::scripted::{Scripted, target};

async fn fails(web: &std::sync::Arc<Scripted>, target: &Target) -> ConnectorError {
    web.fetch(Platform::Hackernews, target, &Cursor::default()).await.unwrap_err()
}

#[tokio::test]
async fn each_refusal_has_its_own_code() {
    use FailureCode::{Blocked, Changed, Gone, PlatformDown, RateLimited};
    for (status, answer, code) in [
        (429, "", RateLimited),
        (403, r#"{"message":"x","status":403}"#, RateLimited),
        (200, "", RateLimited),
        (403, "<html>sorry</html>", Blocked),
        (200, "<!doctype html>", Blocked),
        (404, r#"{"status":404,"error":"Not Found"}"#, Gone),
        (400, r#"{"message":"invalid numeric attribute"}"#, Changed),
        (401, r#"{"error":"Permission denied"}"#, Changed),
        (500, "", PlatformDown),
        (503, "<html>sorry</html>", PlatformDown),
    ] {
        let web = Scripted::new();
        web.answer(NEWEST, status, answer);
        let error = fails(&web, &newest()).await;
        assert_eq!(error.code, code, "because the answer was {status} {answer}");
        assert!(!error.needs_user, "because nothing of this is for the user to mend");
        let waits = code == RateLimited;
        assert_eq!(error.retry_after.is_some(), waits, "because an hour is waited after {status}");
        assert!(error.message.ends_with('.'), "{}", error.message);
    }
    let web = Scripted::new();
    web.answer_with(NEWEST, 429, vec![("retry-after", "30")], "");
    let wait = fails(&web, &newest()).await.retry_after;
    assert_eq!(wait, Some(RetryAfter::In(std::time::Duration::from_secs(30))), "because the server says so");
}

#[tokio::test]
async fn items_and_users_that_nobody_can_see_are_told() {
    let web = Scripted::new();
    web.answer(&format!("{LISTS}/item/7.json"), 200, "null");
    let thread = target(TargetType::Thread, "https://news.ycombinator.com/item?id=7", None);
    let error = fails(&web, &thread).await;
    assert_eq!(
        (error.code, error.needs_user),
        (FailureCode::Gone, false),
        "because new items are null at first"
    );

    let posts = format!("{SEARCH}?tags=author_nobody%2Ccomment&hitsPerPage=100&page=0");
    web.answer(&posts, 200, r#"{"hits":[],"nbHits":0,"nbPages":0}"#);
    web.answer(&format!("{LISTS}/user/nobody.json"), 200, "null");
    let user = target(TargetType::Profile, "https://news.ycombinator.com/threads?id=nobody", None);
    let error = fails(&web, &user).await;
    assert_eq!(error.code, FailureCode::Gone);
    assert!(error.message.contains("capital letters"), "{}", error.message);

    web.answer(&format!("{LISTS}/user/nobody.json"), 200, r#"{"id":"nobody","karma":1}"#);
    let page = reads(&web, &user, &Cursor::default()).await;
    assert!(page.items.is_empty(), "because who has only posted stories has no comments");
}

#[tokio::test]
async fn bad_answers_are_refused_clearly() {
    let half = &STORIES[..STORIES.len() / 2];
    for answer in
        ["null", "[]", "{}", r#"{"hits":null}"#, r#"{"hits":{}}"#, r#"{"hits":[null,7,{}]}"#, half, "\u{7}"]
    {
        let web = Scripted::new();
        web.answer(NEWEST, 200, answer);
        assert_eq!(fails(&web, &newest()).await.code, FailureCode::Changed, "because it was {answer:.40}");
    }
    let web = Scripted::new();
    let best = target(TargetType::List, "https://news.ycombinator.com/best", None);
    for answer in ["null", "{}", "7"] {
        web.answer(&format!("{LISTS}/beststories.json"), 200, answer);
        assert_eq!(fails(&web, &best).await.code, FailureCode::Changed, "because it was {answer}");
    }
}

#[tokio::test]
async fn fields_of_another_type_are_left_out_and_the_rest_is_read() {
    let mut story = json!({"objectID": 45800001, "title": "High water", "points": "12", "_tags": null});
    let web = Scripted::new();
    for nothing in [json!(null), json!(["x"]), json!({"a": 7}), json!(true), json!(-1)] {
        for field in ["url", "author", "num_comments", "created_at", "created_at_i", "story_id"] {
            story[field] = nothing.clone();
        }
        web.answer(NEWEST, 200, json!({"hits": [story], "nbPages": nothing}).to_string());
        let page = reads(&web, &newest(), &Cursor::default()).await;
        let [item] = page.items.as_slice() else { panic!("one story was served") };
        assert_eq!(item.external_id, "45800001", "because ids come as numbers at times");
        assert_eq!((item.engagement.likes, item.engagement.replies), (Some(12), None));
    }
}

#[tokio::test]
async fn a_huge_comment_is_cut_and_the_others_are_read() {
    let mut answer = hits(&[2, 1], 1);
    answer["hits"][0]["story_text"] = json!("<p>tide &amp; ".repeat(1 << 20));
    let web = Scripted::new();
    web.answer(NEWEST, 200, answer.to_string());
    let page = reads(&web, &newest(), &Cursor::default()).await;
    assert_eq!(page.items.len(), 2);
    assert!(page.items[0].text.len() <= 1 << 20);
}

#[tokio::test]
async fn hostile_markup_is_made_safe() {
    let mut answer = hits(&[1], 1);
    answer["hits"][0]["story_text"] =
        json!("<script>x()</script><b onclick=x()>hi</b><a href='javascript:x()'>y</a>");
    answer["hits"][0]["url"] = json!("javascript:alert(1)");
    let web = Scripted::new();
    web.answer(NEWEST, 200, answer.to_string());
    let page = reads(&web, &newest(), &Cursor::default()).await;
    let html = page.items[0].html.as_deref().unwrap();
    assert!(!html.contains("script") && !html.contains("onclick"), "{html}");
}

#[tokio::test]
async fn an_empty_failed_or_partial_answer_moves_no_cursor() {
    let web = Scripted::new();
    web.answer(NEWEST, 200, hits(&[2, 1], 1).to_string());
    let cursor = reads(&web, &newest(), &Cursor::default()).await.cursor;
    assert_ne!(cursor, Cursor::default());

    web.answer(NEWEST, 200, r#"{"hits":[],"nbPages":0}"#);
    let empty = reads(&web, &newest(), &cursor).await;
    assert_eq!((empty.items.len(), &empty.cursor), (0, &cursor));

    web.answer(NEWEST, 200, hits(&[9], 2).to_string());
    web.answer(&at_page(1), 503, "");
    let partial = reads(&web, &newest(), &cursor).await;
    assert!(
        partial.is_partial && partial.warnings[0].contains("could not be read"),
        "{:?}",
        partial.warnings
    );
    assert_eq!((partial.items.len(), &partial.cursor), (1, &cursor));

    let mut broken = hits(&[9, 2], 1);
    broken["hits"][0]["objectID"] = Value::Null;
    web.answer(NEWEST, 200, broken.to_string());
    let partial = reads(&web, &newest(), &cursor).await;
    assert!(partial.is_partial);
    assert_eq!((partial.items.len(), &partial.cursor), (1, &cursor));
}
