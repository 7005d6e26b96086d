//! Each refusal of the Data API has its own code.

use chrono::{DateTime, Utc};
use serde_json::json;
use tidewatch_engine::{
    model::{Cursor, FailureCode},
    platforms::{RetryAfter, connector},
};

use super::keyed::{COMMENTS, KEY, SEARCH, YOUTUBE, comments, search};
use crate::keyed::Web;

fn body(reason: &str, message: &str) -> String {
    json!({"error": {"code": 403, "message": message, "errors": [{"domain": "youtube", "reason": reason}]}})
        .to_string()
}

#[tokio::test]
async fn each_refusal_has_its_own_code() {
    use FailureCode::{AuthRequired, Blocked, Changed, Gone, PlatformDown, Private, RateLimited, Suspended};
    for (status, answer, code, needs_user) in [
        (403, body("quotaExceeded", "x"), RateLimited, false),
        (403, body("rateLimitExceeded", "x"), RateLimited, false),
        (429, body("userRateLimitExceeded", "x"), RateLimited, false),
        (400, body("keyInvalid", "Bad Request"), AuthRequired, true),
        (400, body("badRequest", "API key not valid. Please pass a valid API key."), AuthRequired, true),
        (403, body("accessNotConfigured", "x"), AuthRequired, true),
        (403, body("ipRefererBlocked", "x"), AuthRequired, true),
        (403, body("commentsDisabled", "x"), Private, false),
        (403, body("playlistItemsNotAccessible", "x"), Private, false),
        (403, body("channelSuspended", "x"), Suspended, false),
        (404, body("videoNotFound", "x"), Gone, false),
        (400, body("invalidPageToken", "x"), Changed, false),
        (503, body("backendError", "x"), PlatformDown, false),
        (403, "<html>Sorry</html>".into(), Blocked, false),
    ] {
        let web = Web::new();
        web.answer(COMMENTS, status, answer.clone());
        let error = web.fetch(YOUTUBE, KEY, &comments(), &Cursor::default()).await.unwrap_err();
        assert_eq!(
            (error.code, error.needs_user),
            (code, needs_user),
            "because of {status} {answer}: {error}"
        );
        assert!(error.message.ends_with('.') && !error.message.contains("hush"), "{error}");
    }
}

#[tokio::test]
async fn a_quota_that_is_used_up_starts_anew_at_midnight_in_california() {
    let web = Web::new();
    web.answer_with(SEARCH, 403, vec![("date", "Tue, 03 Nov 2026 20:00:00 GMT")], body("quotaExceeded", "x"));
    let error = web.fetch(YOUTUBE, KEY, &search(), &Cursor::default()).await.unwrap_err();
    let Some(RetryAfter::At(at)) = error.retry_after else { panic!("{:?}", error.retry_after) };
    assert_eq!(DateTime::<Utc>::from(at).to_rfc3339(), "2026-11-04T08:00:00+00:00");
    web.answer(SEARCH, 403, body("quotaExceeded", "x"));
    let error = web.fetch(YOUTUBE, KEY, &search(), &Cursor::default()).await.unwrap_err();
    assert!(matches!(error.retry_after, Some(RetryAfter::In(_))));
}

#[tokio::test]
async fn without_a_key_a_search_asks_nothing_and_tells_the_next_step() {
    let web = Web::new();
    for target in [search(), comments()] {
        let error = web.fetch(YOUTUBE, &[], &target, &Cursor::default()).await.unwrap_err();
        assert_eq!((error.code, error.needs_user), (FailureCode::AuthRequired, true));
        assert!(error.message.contains("tidewatch secrets set youtube"), "{error}");
    }
    assert!(web.asked().is_empty());
}

#[tokio::test]
async fn a_key_is_tried_with_what_costs_least() {
    let web = Web::new();
    let place = "www.googleapis.com/youtube/v3/i18nLanguages";
    web.answer(place, 200, r#"{"kind":"youtube#i18nLanguageListResponse","items":[]}"#);
    assert!(connector(YOUTUBE).test_key(&web.session(YOUTUBE, KEY, &[])).await.is_ok());
    web.answer(place, 400, body("keyInvalid", "x"));
    assert!(connector(YOUTUBE).test_key(&web.session(YOUTUBE, KEY, &[])).await.unwrap_err().needs_user);
}
