//! Each refusal has its own code.

use std::time::Duration;

use serde_json::json;
use tidewatch_engine::{
    model::{Cursor, FailureCode},
    platforms::{RetryAfter, connector},
};

use super::{
    FACEBOOK, INSTAGRAM, KEY, PROFILE, THREADS, around, facebook, hashtag, instagram, render, threads,
};
use crate::{keyed::Web, lists::posts};

fn body(code: u32, part: u32) -> String {
    json!({"error": {"message": "x", "type": "OAuthException", "code": code, "error_subcode": part, "is_transient": false}})
        .to_string()
}

#[tokio::test]
async fn each_refusal_has_its_own_code() {
    use FailureCode::{AuthRequired, Blocked, Changed, Gone, PlatformDown, Private, RateLimited};
    for (status, answer, code, needs_user) in [
        (400, body(190, 463), AuthRequired, true),
        (401, body(190, 460), AuthRequired, true),
        (403, body(10, 0), Private, true),
        (403, body(200, 0), Private, true),
        (400, body(4, 0), RateLimited, false),
        (400, body(613, 0), RateLimited, false),
        (400, body(80_002, 0), RateLimited, false),
        (400, body(18, 2_207_034), RateLimited, false),
        (429, String::new(), RateLimited, false),
        (400, body(100, 33), Gone, false),
        (400, body(110, 0), Gone, false),
        (400, body(24, 2_207_024), Gone, false),
        (400, body(100, 0), Changed, false),
        (400, body(368, 0), Blocked, false),
        (400, body(2, 0), PlatformDown, false),
        (200, body(1, 0), PlatformDown, false),
        (503, String::new(), PlatformDown, false),
        (403, "<html>Log in</html>".into(), Blocked, false),
        (200, "<html>Log in</html>".into(), Blocked, false),
    ] {
        let web = Web::new();
        web.answer(PROFILE, status, answer.clone());
        let error = web.fetch(THREADS, KEY, &threads(), &Cursor::default()).await.unwrap_err();
        assert_eq!(
            (error.code, error.needs_user),
            (code, needs_user),
            "because of {status} {answer}: {error}"
        );
        assert!(error.message.ends_with('.') && error.message.len() > 30, "{error}");
        assert!(!error.message.contains("hush"), "because a key is never told");
    }
}

#[tokio::test]
async fn what_is_used_of_the_grant_slows_checks_down() {
    let web = Web::new();
    let usage = r#"{"17840":[{"type":"instagram","call_count":12,"total_time":85,"estimated_time_to_regain_access":0}]}"#;
    web.answer_with(
        PROFILE,
        200,
        vec![("x-business-use-case-usage", usage)],
        render(&posts(9, 2), None).to_string(),
    );
    let page = web.page(THREADS, KEY, &threads(), &Cursor::default()).await;
    assert_eq!(page.hints.min_minutes, Some(60));
    web.answer_with(
        PROFILE,
        200,
        vec![("x-app-usage", r#"{"call_count":28}"#)],
        render(&posts(9, 2), None).to_string(),
    );
    assert_eq!(web.page(THREADS, KEY, &threads(), &Cursor::default()).await.hints.min_minutes, None);
    let wait = r#"{"17840":[{"estimated_time_to_regain_access":19}]}"#;
    web.answer_with(PROFILE, 400, vec![("x-business-use-case-usage", wait)], body(4, 0));
    let error = web.fetch(THREADS, KEY, &threads(), &Cursor::default()).await.unwrap_err();
    assert_eq!(error.retry_after, Some(RetryAfter::In(Duration::from_secs(19 * 60))));
}

#[tokio::test]
async fn without_a_key_nothing_is_asked_and_the_next_step_is_told() {
    let web = Web::new();
    for (platform, target) in [(INSTAGRAM, instagram()), (FACEBOOK, facebook()), (THREADS, threads())] {
        let error = web.fetch(platform, &[], &target, &Cursor::default()).await.unwrap_err();
        assert_eq!((error.code, error.needs_user), (FailureCode::AuthRequired, true));
        assert!(error.message.contains(&format!("tidewatch secrets set {platform}")), "{error}");
    }
    assert!(web.asked().is_empty());
}

#[tokio::test]
async fn instagram_needs_an_account_that_is_linked_to_a_page() {
    let web = Web::new();
    around(&web);
    web.answer("graph.facebook.com/me/accounts", 200, r#"{"data":[{"id":"1"}]}"#);
    let error = web.fetch(INSTAGRAM, KEY, &instagram(), &Cursor::default()).await.unwrap_err();
    assert_eq!((error.code, error.needs_user), (FailureCode::AuthRequired, true));
    around(&web);
    web.answer("graph.facebook.com/ig_hashtag_search", 200, r#"{"data":[]}"#);
    let error = web.fetch(INSTAGRAM, KEY, &hashtag(), &Cursor::default()).await.unwrap_err();
    assert_eq!((error.code, error.needs_user), (FailureCode::Gone, false));
}

#[tokio::test]
async fn a_key_is_tried_by_asking_whose_it_is() {
    let web = Web::new();
    web.answer("graph.threads.net/v1.0/me", 200, r#"{"id":"1","username":"ana.sea"}"#);
    web.answer("graph.facebook.com/me", 200, r#"{"id":"1","name":"Ana"}"#);
    for (platform, who) in [(INSTAGRAM, "Ana"), (FACEBOOK, "Ana"), (THREADS, "ana.sea")] {
        let said = connector(platform).test_key(&web.session(platform, KEY, &[])).await.unwrap();
        assert!(said.contains(who), "{said}");
    }
    web.answer("graph.facebook.com/me", 400, body(190, 0));
    assert!(connector(FACEBOOK).test_key(&web.session(FACEBOOK, KEY, &[])).await.unwrap_err().needs_user);
}
