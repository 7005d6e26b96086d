//! Each failure has its own code, and no bad answer moves the cursor.
#![allow(clippy::print_stderr, reason = "the counts are worth knowing")]

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, FailureCode},
    platforms::RetryAfter,
};

use super::{NOW, QUERY, TIKTOK, TOKEN, VIDEOS, answer, fetch, open, profile, reads, video};
use crate::{recordings::recordings, scripted::Scripted};

fn body(code: &str, message: &str) -> String {
    json!({"data": {}, "error": {"code": code, "message": message, "log_id": "1"}}).to_string()
}

#[tokio::test]
async fn without_a_key_it_says_what_is_needed() {
    let web = open();
    let error = web.fetch(TIKTOK, &profile(), &Cursor::default()).await.unwrap_err();
    assert_eq!((error.code, error.needs_user), (FailureCode::AuthRequired, true));
    assert!(error.message.contains("secrets set tiktok"), "{}", error.message);
    assert!(web.asked().is_empty());
}

#[tokio::test]
async fn each_refusal_has_its_own_code() {
    use FailureCode::{AuthRequired, Blocked, Changed, Gone, PlatformDown, RateLimited};
    for (status, answer, code) in [
        (401, body("access_token_invalid", ""), AuthRequired),
        (401, body("scope_not_authorized", ""), AuthRequired),
        (429, body("rate_limit_exceeded", ""), RateLimited),
        (429, body("daily_quota_limit_exceeded", ""), RateLimited),
        (200, body("daily_quota_limit_exceeded", ""), RateLimited),
        (400, body("invalid_params", "Query username is invalid"), Gone),
        (400, body("invalid_params", "max_count"), Changed),
        (500, body("internal_error", ""), PlatformDown),
        (504, body("timeout", ""), PlatformDown),
        (502, "<html>".into(), PlatformDown),
        (403, "<html>".into(), Blocked),
        (200, "<html>".into(), Blocked),
        (200, String::new(), Changed),
        (200, "[]".into(), Changed),
        (200, r#"{"data":null,"error":{"code":"ok"}}"#.into(), Changed),
        (200, r#"{"data":{"videos":null},"error":{"code":"ok"}}"#.into(), Changed),
        (200, r#"{"data":{"videos":[null,7,{}]},"error":{"code":"ok"}}"#.into(), Changed),
        (200, VIDEOS[..VIDEOS.len() / 2].into(), Changed),
    ] {
        let web = open();
        web.answer_with(QUERY, status, vec![("date", NOW)], answer.clone());
        let error = fetch(&web, &profile(), &Cursor::default()).await.unwrap_err();
        assert_eq!(error.code, code, "because the answer was {status} {answer:.80}: {error}");
        assert_eq!(error.needs_user, code == AuthRequired);
        assert!(error.message.ends_with('.'), "{}", error.message);
        if answer.contains("daily") {
            let six_hours = std::time::Duration::from_secs(6 * 3600);
            assert_eq!(error.retry_after, Some(RetryAfter::In(six_hours)), "because the count is by the day");
        }
    }
}

#[tokio::test]
async fn a_key_that_is_refused_is_told_without_its_values() {
    for (status, answer) in [
        (401, r#"{"error":"invalid_client","error_description":"Client secret is incorrect"}"#),
        (200, r#"{"error":"invalid_client","error_description":"Client secret is incorrect"}"#),
    ] {
        let web = Scripted::new();
        web.answer(TOKEN, status, answer);
        let error = fetch(&web, &profile(), &Cursor::default()).await.unwrap_err();
        assert_eq!((error.code, error.needs_user), (FailureCode::AuthRequired, true), "because of {status}");
        assert!(!error.message.contains("SECRET") && !error.message.contains("CLIENT"));
    }
}

#[tokio::test]
async fn an_empty_failed_or_partial_answer_moves_no_cursor() {
    let web = open();
    web.answer(QUERY, 200, answer(&[video(2), video(1)]));
    let cursor = reads(&web, &profile(), &Cursor::default()).await.cursor;
    web.answer(QUERY, 200, answer(&[]));
    let empty = reads(&web, &profile(), &cursor).await;
    assert_eq!((empty.items.len(), &empty.cursor), (0, &cursor));
    web.answer(QUERY, 200, answer(&[json!({"id": null}), video(2)]));
    let partial = reads(&web, &profile(), &cursor).await;
    assert!(partial.is_partial && partial.cursor == cursor);
    web.answer(QUERY, 200, answer(&[]));
    let first = reads(&web, &profile(), &Cursor::default()).await;
    assert!(first.warnings[0].contains("name is wrong"), "{:?}", first.warnings);
}

#[tokio::test]
async fn fields_of_another_type_are_left_out_and_huge_ones_cut() {
    let document: Value = serde_json::from_str(VIDEOS).unwrap();
    for nothing in [json!(null), json!(7), json!("/x\n"), json!([[]]), json!({"a": null})] {
        let mut spoilt = document.clone();
        for video in spoilt["data"]["videos"].as_array_mut().unwrap() {
            let fields = video.as_object_mut().unwrap();
            fields.iter_mut().filter(|(key, _)| *key != "id").for_each(|(_, value)| *value = nothing.clone());
        }
        let web = open();
        web.answer(QUERY, 200, spoilt.to_string());
        let page = reads(&web, &profile(), &Cursor::default()).await;
        assert_eq!(page.items.len(), 3, "because the fields are {nothing}");
        assert!(
            page.items.iter().all(|item| item
                .url
                .as_deref()
                .is_some_and(|url| url.starts_with("https://www.tiktok.com/")))
        );
    }
    let mut huge = video(2);
    huge["video_description"] = json!("tide <b>& ".repeat(1 << 20));
    let web = open();
    web.answer(QUERY, 200, answer(&[huge, video(1)]));
    let page = reads(&web, &profile(), &Cursor::default()).await;
    assert_eq!(page.items.len(), 2);
    assert!((1 << 19..=1 << 20).contains(&page.items[0].text.len()));
}

#[tokio::test]
async fn recorded_answers_are_read_or_refused() {
    let mut read = 0;
    for recording in
        recordings("tiktok").into_iter().filter(|recording| recording.url.contains("/v2/research/"))
    {
        let web = open();
        web.answer(QUERY, recording.status, recording.body.clone());
        let fetched = fetch(&web, &profile(), &Cursor::default()).await;
        assert_eq!(fetched.is_ok(), recording.status == 200, "because of {}: {fetched:?}", recording.name);
        read += 1;
    }
    eprintln!("tiktok: {read} recordings read");
}
