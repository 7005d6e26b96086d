//! What a key changes: how much GitHub grants, and what it means when it refuses.

use tidewatch_engine::{
    model::{Cursor, FailureCode, TargetType},
    platforms::connector,
};

use super::{GITHUB, ISSUES, RELEASES, issues, of, thread};
use crate::keyed::Web;

const KEY: &[(&str, &str)] = &[("token", "github_pat_hush")];
const AT: &str = "api.github.com/repos/harbour/tide/issues";

#[tokio::test]
async fn the_interface_is_asked_under_the_key_and_feeds_are_not() {
    let web = Web::new();
    web.answer(AT, 200, ISSUES);
    let with = web.page(GITHUB, KEY, &issues(), &Cursor::default()).await;
    assert_eq!(web.last().headers["authorization"], "Bearer github_pat_hush");
    assert_eq!(web.last().headers["x-github-api-version"], "2022-11-28");
    let without = web.page(GITHUB, &[], &issues(), &Cursor::default()).await;
    assert!(!web.last().headers.contains_key("authorization"));
    assert_eq!(with.items, without.items);

    web.answer("github.com/harbour/tide/releases.atom", 200, RELEASES);
    web.page(GITHUB, KEY, &of(TargetType::Releases, "harbour/tide/releases"), &Cursor::default()).await;
    assert!(!web.last().headers.contains_key("authorization"), "because a feed is not the interface");

    let session = web.session(GITHUB, KEY, &[("api_version", "2026-03-10")]);
    let _ = connector(GITHUB).fetch(&issues(), &Cursor::default(), &session).await;
    assert_eq!(web.last().headers["x-github-api-version"], "2026-03-10");
}

#[tokio::test]
async fn refusals_say_what_to_do_about_the_key() {
    for (key, status, message, code, needs_user, says) in [
        (KEY, 401, "Bad credentials", FailureCode::AuthRequired, true, "tidewatch secrets set github"),
        (
            KEY,
            403,
            "Resource not accessible by personal access token",
            FailureCode::Private,
            true,
            "give it leave",
        ),
        (&[][..], 403, "Resource not accessible", FailureCode::AuthRequired, true, "secrets set github"),
        (KEY, 404, "Not Found", FailureCode::Gone, false, "your key may see"),
        (KEY, 403, "API rate limit exceeded", FailureCode::RateLimited, false, "5,000"),
        (&[], 403, "API rate limit exceeded", FailureCode::RateLimited, false, "Set a key"),
    ] {
        let web = Web::new();
        web.answer(AT, status, format!(r#"{{"message":"{message}"}}"#));
        let error = web.fetch(GITHUB, key, &issues(), &Cursor::default()).await.unwrap_err();
        assert_eq!(
            (error.code, error.needs_user),
            (code, needs_user),
            "because of {status} {message}: {error}"
        );
        assert!(error.message.contains(says) && !error.message.contains("hush"), "{error}");
    }
}

#[tokio::test]
async fn a_key_is_tried_with_what_is_not_counted() {
    let web = Web::new();
    web.answer("api.github.com/rate_limit", 200, "{}");
    assert!(connector(GITHUB).test_key(&web.session(GITHUB, KEY, &[])).await.is_ok());
    web.answer("api.github.com/rate_limit", 401, r#"{"message":"Bad credentials"}"#);
    let error = connector(GITHUB).test_key(&web.session(GITHUB, KEY, &[])).await.unwrap_err();
    assert_eq!(error.code, FailureCode::AuthRequired);
    assert!(connector(GITHUB).test_key(&web.session(GITHUB, &[], &[])).await.unwrap_err().needs_user);
}

#[test]
fn what_a_check_costs_of_a_day_is_told() {
    let cost =
        |target, has_key| connector(GITHUB).cost(&target, has_key).map(|cost| (cost.per_run, cost.per_day));
    assert_eq!(cost(issues(), false), Some((1, Some(1440))));
    assert_eq!(cost(thread(), true), Some((2, Some(120_000))));
    assert_eq!(
        cost(of(TargetType::Releases, "harbour/tide/releases"), false),
        None,
        "because feeds are free"
    );
}
