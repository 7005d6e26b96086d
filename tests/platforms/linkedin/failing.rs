//! Each failure has its own code, and no bad answer moves the cursor.

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, FailureCode, Platform, TargetType},
    platforms::RetryAfter,
};

use super::fetching::{PAGE, POSTS, at, fetch, known, listed};
use crate::scripted::{Scripted, target};

#[tokio::test]
async fn without_a_key_the_user_is_told_where_to_set_one() {
    let web = Scripted::new();
    let error = web.fetch(Platform::Linkedin, &known(), &Cursor::default()).await.unwrap_err();
    assert_eq!((error.code, error.needs_user), (FailureCode::AuthRequired, true));
    assert!(error.message.contains("tidewatch secrets set linkedin"), "{}", error.message);
    assert!(web.asked().is_empty(), "because nothing can come of it");
}

#[tokio::test]
async fn each_refusal_has_its_own_code() {
    use FailureCode::{AuthRequired, Blocked, Changed, Gone, PlatformDown, RateLimited};
    for (status, answer, code, needs_user) in [
        (401, r#"{"status":401,"code":"EXPIRED_ACCESS_TOKEN"}"#, AuthRequired, true),
        (403, r#"{"status":403,"code":"ACCESS_DENIED"}"#, AuthRequired, true),
        (403, "<html>no</html>", Blocked, false),
        (404, r#"{"status":404}"#, Gone, false),
        (400, r#"{"status":400,"code":"ILLEGAL_ARGUMENT"}"#, Changed, false),
        (426, r#"{"status":426,"code":"NONEXISTENT_VERSION"}"#, Changed, true),
        (429, r#"{"status":429,"code":"TOO_MANY_REQUESTS"}"#, RateLimited, false),
        (999, "", Blocked, false),
        (200, "<!doctype html>", Blocked, false),
        (500, "", PlatformDown, false),
    ] {
        let web = Scripted::new();
        web.answer(&at(0), status, answer);
        let error = fetch(&web, &known(), &Cursor::default()).await.unwrap_err();
        assert_eq!((error.code, error.needs_user), (code, needs_user), "because it was {status} {answer}");
        assert_eq!(error.retry_after.is_some(), code == RateLimited);
        assert!(error.message.ends_with('.') && !error.message.contains("abc"), "{}", error.message);
    }
    let web = Scripted::new();
    web.redirect(&at(0), "https://www.linkedin.com/authwall?x=1", 200, "<html></html>");
    assert_eq!(fetch(&web, &known(), &Cursor::default()).await.unwrap_err().code, Blocked);
    let name = "https://api.linkedin.com/rest/organizations?q=vanityName&vanityName=harbour-watch";
    web.answer(name, 200, r#"{"elements":[]}"#);
    let error = fetch(&web, &target(TargetType::Page, PAGE, None), &Cursor::default()).await.unwrap_err();
    assert_eq!(error.code, Gone);
}

#[tokio::test]
async fn what_is_granted_in_a_day_is_waited_for_until_midnight() {
    let web = Scripted::new();
    web.answer_with(&at(0), 429, vec![("date", "Tue, 03 Nov 2026 21:30:00 GMT")], "{}");
    let wait = fetch(&web, &known(), &Cursor::default()).await.unwrap_err().retry_after;
    let Some(RetryAfter::At(time)) = wait else { panic!("{wait:?}") };
    let seconds = time.duration_since(std::time::SystemTime::UNIX_EPOCH).unwrap().as_secs();
    assert_eq!((seconds % 86_400, seconds), (0, 1_793_750_400), "because a day ends then");
}

#[tokio::test]
async fn bad_answers_are_refused_clearly() {
    let half = &POSTS[..POSTS.len() / 2];
    for answer in ["", "null", "[]", "{}", r#"{"elements":null}"#, r#"{"elements":[null,7,{}]}"#, half] {
        let web = Scripted::new();
        web.answer(&at(0), 200, answer);
        let error = fetch(&web, &known(), &Cursor::default()).await.unwrap_err();
        assert_eq!(error.code, FailureCode::Changed, "because it was {answer:.40}");
    }
    let web = Scripted::new();
    for nothing in [json!(null), json!(["x"]), json!({"a": 7}), json!(true), json!(-1)] {
        let mut answer = listed(&[1]);
        for field in ["commentary", "content", "reshareContext", "createdAt", "lifecycleStateInfo"] {
            answer["elements"][0][field] = nothing.clone();
        }
        answer["paging"] = nothing.clone();
        web.answer(&at(0), 200, answer.to_string());
        let page = fetch(&web, &known(), &Cursor::default()).await.unwrap();
        assert_eq!(page.items[0].external_id, "urn:li:share:1", "because the fields are {nothing}");
    }
    let mut answer = listed(&[2, 1]);
    answer["elements"][0]["commentary"] = json!("tide @[ {hashtag|".repeat(1 << 20));
    answer["elements"][0]["createdAt"] = json!("1793690000000");
    web.answer(&at(0), 200, answer.to_string());
    let page = fetch(&web, &known(), &Cursor::default()).await.unwrap();
    assert!(page.items.len() == 2 && page.items[0].text.len() <= 1 << 20, "because a huge post is cut");
    assert!(page.items[0].published_at.is_some(), "because numbers come as text at times");
}

#[tokio::test]
async fn an_empty_failed_or_partial_answer_moves_no_cursor() {
    let web = Scripted::new();
    web.answer(&at(0), 200, listed(&[2, 1]).to_string());
    let cursor = fetch(&web, &known(), &Cursor::default()).await.unwrap().cursor;
    assert_ne!(cursor, Cursor::default());
    web.answer(&at(0), 200, r#"{"elements":[]}"#);
    let empty = fetch(&web, &known(), &cursor).await.unwrap();
    assert_eq!((empty.items.len(), &empty.cursor), (0, &cursor));

    let mut newest = listed(&[9]);
    newest["paging"] = json!({"links": [{"rel": "next", "href": "/rest/posts?start=50"}]});
    web.answer(&at(0), 200, newest.to_string());
    web.answer(&at(50), 503, "");
    let partial = fetch(&web, &known(), &cursor).await.unwrap();
    assert!(partial.is_partial && partial.warnings[0].contains("could not be read"));
    assert_eq!((partial.items.len(), &partial.cursor), (1, &cursor));

    let mut broken = listed(&[9, 2]);
    broken["elements"][0]["id"] = Value::Null;
    web.answer(&at(0), 200, broken.to_string());
    let partial = fetch(&web, &known(), &cursor).await.unwrap();
    assert_eq!((partial.items.len(), partial.is_partial, &partial.cursor), (1, true, &cursor));
}
