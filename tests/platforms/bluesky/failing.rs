//! Each failure has its own code, and no bad answer moves the cursor.

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, FailureCode, Platform, TargetType},
    platforms::{ConnectorError, Fetched, Page, RetryAfter},
};

use super::fetching::{DID, FEED, POSTS, PROFILE, posts, profile};
use crate::scripted::{Scripted, target};

fn body(error: &str, message: &str) -> String {
    json!({"error": error, "message": message}).to_string()
}

async fn fails(web: &std::sync::Arc<Scripted>) -> ConnectorError {
    web.fetch(Platform::Bluesky, &profile(), &Cursor::default()).await.unwrap_err()
}

async fn reads(web: &std::sync::Arc<Scripted>, cursor: &Cursor) -> Page {
    match web.fetch(Platform::Bluesky, &profile(), cursor).await {
        Ok(Fetched::Page(page)) => *page,
        other => panic!("a page was expected, not {other:?}"),
    }
}

#[tokio::test]
async fn each_refusal_has_its_own_code() {
    use FailureCode::{AuthRequired, Blocked, Changed, Gone, PlatformDown, Private, RateLimited, Suspended};
    let feed = target(
        TargetType::Feed,
        "https://bsky.app/profile/x/feed/y",
        Some("at://did:plc:aaaaaaaaaaaaaaaaaaaaaaaa/app.bsky.feed.generator/y"),
    );
    let url = "https://public.api.bsky.app/xrpc/app.bsky.feed.getFeed?feed=at%3A%2F%2Fdid%3Aplc%3Aaaaaaaaaaaaaaaaaaaaaaaaa%2Fapp.bsky.feed.generator%2Fy&limit=100";
    for (status, answer, code) in [
        (400, body("UnknownFeed", ""), Gone),
        (400, body("InvalidRequest", "could not find feed"), Gone),
        (400, body("UnknownList", ""), Gone),
        (400, body("BlockedByActor", "x"), Private),
        (400, body("AccountTakedown", "x"), Suspended),
        (401, body("AuthMissing", "Authentication Required"), AuthRequired),
        (401, body("AuthenticationRequired", "x"), AuthRequired),
        (403, "<html>Request forbidden by administrative rules.</html>".into(), Blocked),
        (200, "<!doctype html><title>Just a moment</title>".into(), Blocked),
        (429, body("RateLimitExceeded", "x"), RateLimited),
        (500, body("InternalServerError", "x"), PlatformDown),
        (502, body("UpstreamFailure", "feed unavailable"), PlatformDown),
        (502, body("InvalidResponse", "x"), PlatformDown),
        (503, String::new(), PlatformDown),
        (400, body("InvalidRequest", "Error: limit must be an integer"), Changed),
        (418, "null".into(), Changed),
    ] {
        let web = Scripted::new();
        web.answer(url, status, answer.clone());
        let error = web.fetch(Platform::Bluesky, &feed, &Cursor::default()).await.unwrap_err();
        assert_eq!(error.code, code, "because the answer was {status} {answer}");
        assert_eq!(error.needs_user, code == AuthRequired, "because {answer} may pass by itself or not");
        assert!(error.message.ends_with('.'), "{}", error.message);
    }
}

#[tokio::test]
async fn why_a_profile_has_no_posts_is_asked_of_the_profile() {
    for (status, answer, code) in [
        (400, body("AccountTakedown", "Account has been suspended"), FailureCode::Suspended),
        (400, body("AccountDeactivated", "Account is deactivated"), FailureCode::Suspended),
        (400, body("InvalidRequest", "Profile not found"), FailureCode::Gone),
        (200, include_str!("../../fixtures/bluesky/profile.json").into(), FailureCode::PlatformDown),
        (503, String::new(), FailureCode::PlatformDown),
    ] {
        let web = Scripted::new();
        web.answer(POSTS, 400, body("InvalidRequest", "Profile not found"));
        web.answer(PROFILE, status, answer.clone());
        let error = fails(&web).await;
        assert_eq!(error.code, code, "because the profile answered {status} {answer}");
        assert!(!error.needs_user, "because one answer is no proof of death");
    }
}

#[tokio::test]
async fn a_name_that_nobody_has_is_told() {
    let web = Scripted::new();
    for answer in [body("HandleNotFound", ""), body("InvalidRequest", "Unable to resolve handle")] {
        web.answer(
            "https://public.api.bsky.app/xrpc/com.atproto.identity.resolveHandle?handle=no.example",
            400,
            answer,
        );
        let list = target(TargetType::List, "https://bsky.app/profile/no.example/lists/1", None);
        let error = web.fetch(Platform::Bluesky, &list, &Cursor::default()).await.unwrap_err();
        assert_eq!(error.code, FailureCode::Gone);
        assert!(error.message.contains("Check the link"), "{}", error.message);
    }
}

#[tokio::test]
async fn the_pause_that_the_server_wants_is_kept() {
    let web = Scripted::new();
    let headers = vec![("ratelimit-limit", "3000"), ("ratelimit-reset", "4000000000")];
    web.answer_with(POSTS, 429, headers, body("RateLimitExceeded", "x"));
    let error = fails(&web).await;
    assert!(matches!(error.retry_after, Some(RetryAfter::At(_))), "{:?}", error.retry_after);
    web.answer_with(POSTS, 429, vec![("retry-after", "30")], "");
    assert!(matches!(fails(&web).await.retry_after, Some(RetryAfter::In(_))));
}

#[tokio::test]
async fn bad_answers_are_refused_clearly() {
    let half = &FEED[..FEED.len() / 2];
    for answer in
        ["", "null", "[]", "{}", r#"{"feed":null}"#, r#"{"feed":{}}"#, r#"{"feed":[null,7,{}]}"#, half]
    {
        let web = Scripted::new();
        web.answer(POSTS, 200, answer);
        assert_eq!(fails(&web).await.code, FailureCode::Changed, "because the answer was {answer:.40}");
    }
}

#[tokio::test]
async fn fields_of_another_type_are_left_out_and_the_rest_is_read() {
    let mut feed: Value = serde_json::from_str(FEED).unwrap();
    fn spoil(value: &mut Value) {
        match value {
            Value::Number(number) => *value = json!(number.to_string()),
            Value::Array(list) => list.iter_mut().for_each(spoil),
            Value::Object(object) => object.values_mut().for_each(spoil),
            _ => {}
        }
    }
    spoil(&mut feed);
    let web = Scripted::new();
    web.answer(POSTS, 200, feed.to_string());
    let page = reads(&web, &Cursor::default()).await;
    assert_eq!(page.items[0].engagement.likes, Some(3), "because numbers come as text at times");

    let mut row =
        json!({"post": {"uri": format!("at://{DID}/app.bsky.feed.post/1")}, "reply": null, "reason": null});
    for field in ["author", "record", "embed", "indexedAt", "labels", "cid", "likeCount", "replyCount"] {
        row["post"][field] = Value::Null;
    }
    let url = format!("https://bsky.app/profile/{DID}/post/1");
    for nothing in [json!(null), json!("x"), json!(7), json!([[]]), json!({"$type": 7})] {
        for field in ["author", "record", "embed", "indexedAt"] {
            row["post"][field] = nothing.clone();
        }
        web.answer(POSTS, 200, json!({"feed": [row], "cursor": nothing}).to_string());
        let page = reads(&web, &Cursor::default()).await;
        assert_eq!(page.items[0].url.as_deref(), Some(url.as_str()), "because the fields are {nothing}");
    }
}

#[tokio::test]
async fn a_huge_post_is_cut_and_the_others_are_read() {
    let mut feed = posts(&["2", "1"]);
    feed["feed"][0]["post"]["record"]["text"] = json!("tide <b>& ".repeat(1 << 20));
    let web = Scripted::new();
    web.answer(POSTS, 200, feed.to_string());
    let page = reads(&web, &Cursor::default()).await;
    assert_eq!(page.items.len(), 2);
    assert!((1 << 19..=1 << 20).contains(&page.items[0].text.len()));
}

#[tokio::test]
async fn an_empty_failed_or_partial_answer_moves_no_cursor() {
    let web = Scripted::new();
    web.answer(POSTS, 200, posts(&["2", "1"]).to_string());
    let cursor = reads(&web, &Cursor::default()).await.cursor;
    assert_ne!(cursor, Cursor::default());

    web.answer(POSTS, 200, r#"{"feed":[]}"#);
    let empty = reads(&web, &cursor).await;
    assert_eq!((empty.items.len(), &empty.cursor), (0, &cursor));

    let mut newest = posts(&["9"]);
    newest["cursor"] = json!("p2");
    web.answer(POSTS, 200, newest.to_string());
    web.answer(&format!("{POSTS}&cursor=p2"), 503, "");
    let partial = reads(&web, &cursor).await;
    assert!(
        partial.is_partial && partial.warnings[0].contains("could not be read"),
        "{:?}",
        partial.warnings
    );
    assert_eq!((partial.items.len(), &partial.cursor), (1, &cursor));

    let mut broken = posts(&["9", "2"]);
    broken["feed"][0] = json!({"post": 7});
    web.answer(POSTS, 200, broken.to_string());
    let partial = reads(&web, &cursor).await;
    assert!(partial.is_partial);
    assert_eq!((partial.items.len(), &partial.cursor), (1, &cursor));
}
