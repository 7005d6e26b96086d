//! What each failure means.

use chrono::{DateTime, TimeDelta};
use tidewatch_engine::model::{Cursor, FailureCode, TargetType};

use super::server::{ACCOUNT, LOOKUP, PAGE, POSTS, fetch, known};
use crate::scripted::{Scripted, target};

#[tokio::test]
async fn each_status_has_its_meaning_and_a_next_step() {
    for (status, body, code, needs_user) in [
        (401, r#"{"error":"This API requires an authenticated user"}"#, FailureCode::AuthRequired, true),
        (422, r#"{"error":"This API requires an authenticated user"}"#, FailureCode::AuthRequired, true),
        (403, "<html>Just a moment</html>", FailureCode::Blocked, false),
        (404, r#"{"error":"Record not found"}"#, FailureCode::Gone, false),
        (410, "", FailureCode::Gone, true),
        (429, r#"{"error":"Too many requests"}"#, FailureCode::RateLimited, false),
        (500, "", FailureCode::PlatformDown, false),
        (503, "<html>down</html>", FailureCode::PlatformDown, false),
        (522, "<html>down</html>", FailureCode::PlatformDown, false),
        (200, "<!doctype html><title>Just a moment</title>", FailureCode::Blocked, false),
        (200, r#"[{"id":"1","uri":"https://sea"#, FailureCode::Changed, false),
        (200, r#"{"error":"no list"}"#, FailureCode::Changed, false),
    ] {
        let web = Scripted::new();
        web.answer(LOOKUP, 200, ACCOUNT);
        web.answer(POSTS, status, body);
        for target in [known(), target(TargetType::Profile, PAGE, None)] {
            let error = fetch(&web, &target, &Cursor::default()).await.unwrap_err();
            assert_eq!((error.code, error.needs_user), (code, needs_user), "because of {status} {body}");
            assert!(error.message.len() > 30 && error.message.ends_with('.'), "{}", error.message);
        }
    }
}

#[tokio::test]
async fn a_limit_ends_when_the_server_says_so_in_any_notation() {
    let now = DateTime::from_timestamp(1_793_692_800, 0).unwrap();
    for reset in ["2026-11-03T08:05:00.000000Z", "1793693100", "300"] {
        let web = Scripted::new();
        web.answer_with(POSTS, 429, vec![("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", reset)], "{}");
        let error = fetch(&web, &known(), &Cursor::default()).await.unwrap_err();
        assert_eq!(error.code, FailureCode::RateLimited);
        let at = error.retry_after.and_then(|after| after.at(now));
        assert_eq!(at, Some(now + TimeDelta::minutes(5)), "because the reset is {reset}");
    }
}

#[tokio::test]
async fn a_server_in_trouble_is_not_asked_for_feeds_as_well() {
    for status in [429, 502] {
        let web = Scripted::new();
        web.answer(LOOKUP, status, "");
        assert!(fetch(&web, &target(TargetType::Profile, PAGE, None), &Cursor::default()).await.is_err());
        assert_eq!(web.asked(), [LOOKUP], "because of {status}");
    }
}

#[tokio::test]
async fn a_post_that_is_gone_is_told() {
    let web = Scripted::new();
    let url = "https://sea.example/@ana/115500000000000009";
    web.answer(
        "https://sea.example/api/v1/statuses/115500000000000009",
        404,
        r#"{"error":"Record not found"}"#,
    );
    let error = fetch(&web, &target(TargetType::Thread, url, None), &Cursor::default()).await.unwrap_err();
    assert_eq!(error.code, FailureCode::Gone);
    assert!(
        error.message.contains("not reached this server"),
        "because that is one answer too: {}",
        error.message
    );
}
