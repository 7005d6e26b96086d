//! Each refusal has its own code.

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, FailureCode},
    platforms::{RetryAfter, connector},
};

use super::{KEY, SEARCH, TIMELINE, X, hashtag, profile, users};
use crate::keyed::Web;

fn problem(kind: &str, title: &str, detail: &str) -> Value {
    json!({"type": format!("https://api.x.com/2/problems/{kind}"), "title": title, "detail": detail})
}

#[tokio::test]
async fn each_refusal_has_its_own_code() {
    use FailureCode::{AuthRequired, Blocked, Changed, Gone, PlatformDown, Private, RateLimited, Suspended};
    let within = |error: Value| json!({"errors": [error]}).to_string();
    for (status, answer, code, needs_user) in [
        (200, within(problem("resource-not-found", "Not Found Error", "Could not find user.")), Gone, false),
        (200, within(problem("forbidden", "Forbidden", "User has been suspended: [x].")), Suspended, false),
        (
            200,
            within(problem("not-authorized-for-resource", "Authorization Error", "Sorry.")),
            Private,
            false,
        ),
        (401, problem("blank", "Unauthorized", "Unauthorized").to_string(), AuthRequired, true),
        (403, problem("client-forbidden", "Client Forbidden", "enroll").to_string(), AuthRequired, true),
        (
            403,
            problem("usage-capped", "UsageCapExceeded", "Usage cap exceeded").to_string(),
            RateLimited,
            true,
        ),
        (402, problem("credits", "CreditsDepleted", "no credits").to_string(), RateLimited, true),
        (429, problem("usage-capped", "SpendCapReached", "x").to_string(), RateLimited, true),
        (429, problem("rate-limit-exceeded", "Too Many Requests", "x").to_string(), RateLimited, false),
        (400, problem("invalid-request", "Invalid Request", "unknown operator").to_string(), Changed, true),
        (403, "<html>Attention Required</html>".into(), Blocked, false),
        (403, r#"{"errors":[{"code":63,"message":"User has been suspended."}]}"#.into(), Suspended, false),
        (404, r#"{"errors":[{"code":50,"message":"User not found."}]}"#.into(), Gone, false),
        (429, r#"{"errors":[{"code":88,"message":"Rate limit exceeded"}]}"#.into(), RateLimited, false),
        (503, "{}".into(), PlatformDown, false),
    ] {
        let web = Web::new();
        users(&web);
        web.answer(TIMELINE, status, answer.clone());
        let error = web.fetch(X, KEY, &profile(), &Cursor::default()).await.unwrap_err();
        assert_eq!(
            (error.code, error.needs_user),
            (code, needs_user),
            "because of {status} {answer}: {error}"
        );
        assert!(error.message.ends_with('.') && error.message.len() > 30, "{error}");
        assert!(!error.message.contains("AAAA"), "because a key is never told");
    }
}

#[tokio::test]
async fn the_pause_that_x_wants_is_kept() {
    let web = Web::new();
    web.answer_with(SEARCH, 429, vec![("x-rate-limit-reset", "4000000000")], "{}");
    let error = web.fetch(X, KEY, &hashtag(), &Cursor::default()).await.unwrap_err();
    assert!(matches!(error.retry_after, Some(RetryAfter::At(_))), "{:?}", error.retry_after);
}

#[tokio::test]
async fn without_a_key_nothing_is_asked_and_the_next_step_is_told() {
    let web = Web::new();
    let error = web.fetch(X, &[], &profile(), &Cursor::default()).await.unwrap_err();
    assert_eq!((error.code, error.needs_user), (FailureCode::AuthRequired, true));
    assert!(error.message.contains("tidewatch secrets set x"), "{error}");
    assert!(web.asked().is_empty());
}

#[tokio::test]
async fn a_key_is_tried_with_what_is_not_charged() {
    let web = Web::new();
    web.answer("api.x.com/2/usage/tweets", 200, r#"{"data":{"project_cap":"1000","project_usage":"12"}}"#);
    let said = connector(X).test_key(&web.session(X, KEY, &[])).await.unwrap();
    assert!(said.contains("12 of 1000"), "{said}");
    web.answer("api.x.com/2/usage/tweets", 401, problem("blank", "Unauthorized", "").to_string());
    let error = connector(X).test_key(&web.session(X, KEY, &[])).await.unwrap_err();
    assert_eq!(error.code, FailureCode::AuthRequired);
}
