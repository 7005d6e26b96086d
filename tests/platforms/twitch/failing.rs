//! Each refusal has its own code.

use tidewatch_engine::{
    model::{Cursor, FailureCode},
    platforms::{RetryAfter, connector},
};

use super::{KEY, NONE, TOKEN, TWITCH, USERS, VIDEOS, around, channel};
use crate::keyed::Web;

#[tokio::test]
async fn each_refusal_has_its_own_code() {
    use FailureCode::{AuthRequired, Blocked, Changed, Gone, PlatformDown, Private};
    for (place, status, answer, code, needs_user) in [
        (USERS, 200, NONE, Gone, false),
        (USERS, 401, r#"{"message":"Invalid OAuth token"}"#, AuthRequired, true),
        (USERS, 403, r#"{"message":"no"}"#, Private, true),
        (USERS, 403, "<html>Denied</html>", Blocked, false),
        (VIDEOS, 404, r#"{"message":"not found"}"#, Gone, false),
        (VIDEOS, 400, r#"{"message":"Missing required parameter"}"#, Changed, false),
        (VIDEOS, 503, "", PlatformDown, false),
        (TOKEN, 403, r#"{"status":403,"message":"invalid client secret"}"#, AuthRequired, true),
        (TOKEN, 400, r#"{"status":400,"message":"invalid client"}"#, AuthRequired, true),
        (TOKEN, 200, r#"{"error":"unauthorized_client"}"#, AuthRequired, true),
        (TOKEN, 200, r#"{"token":"other"}"#, Changed, false),
        (TOKEN, 200, r#"{"access_token":"a\u0000b"}"#, Changed, false),
        (TOKEN, 503, "", PlatformDown, false),
    ] {
        let web = Web::new();
        around(&web);
        web.answer(place, status, answer);
        let error = web.fetch(TWITCH, KEY, &channel(), &Cursor::default()).await.unwrap_err();
        assert_eq!(
            (error.code, error.needs_user),
            (code, needs_user),
            "because of {status} {answer}: {error}"
        );
        assert!(error.message.ends_with('.') && !error.message.contains("hush"), "{error}");
    }
}

#[tokio::test]
async fn the_pause_that_twitch_wants_is_kept() {
    let web = Web::new();
    around(&web);
    web.answer_with(VIDEOS, 429, vec![("ratelimit-reset", "4000000000")], "{}");
    let error = web.fetch(TWITCH, KEY, &channel(), &Cursor::default()).await.unwrap_err();
    assert!(matches!(error.retry_after, Some(RetryAfter::At(_))), "{:?}", error.retry_after);
}

#[tokio::test]
async fn without_a_key_or_with_half_of_one_nothing_is_asked() {
    let web = Web::new();
    for key in [&[][..], &KEY[..1], &[("client_id", " "), ("client_secret", "x")]] {
        let error = web.fetch(TWITCH, key, &channel(), &Cursor::default()).await.unwrap_err();
        assert_eq!((error.code, error.needs_user), (FailureCode::AuthRequired, true));
        assert!(error.message.contains("tidewatch secrets set twitch"), "{error}");
    }
    assert!(web.asked().is_empty());
}

#[tokio::test]
async fn a_key_is_tried_by_asking_for_a_token() {
    let web = Web::new();
    around(&web);
    assert!(connector(TWITCH).test_key(&web.session(TWITCH, KEY, &[])).await.is_ok());
    let own = &[("token_url", "https://login.sea.example/token")];
    assert!(connector(TWITCH).test_key(&web.session(TWITCH, KEY, own)).await.is_err());
    assert_eq!(web.last().url.as_str(), "https://login.sea.example/token");
}
